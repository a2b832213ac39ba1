"""Every answer of one engine held against the answer of another: a difference is an error, never a guess."""

from collections.abc import Sequence

from attrs import frozen

from groupctl.errors import EngineError
from groupctl.rules.engines.base import InputRow, PreparedRuleSet, Truth
from groupctl.rules.policy import RuleSet


@frozen(eq=False)
class CrossChecked:
    """A prepared rule set whose every truth is compared, both ways, with that of ``check``."""

    rule_set: RuleSet
    answer: PreparedRuleSet
    check: PreparedRuleSet

    def truths(self, row: InputRow) -> Sequence[Truth]:
        """See ``PreparedRuleSet.truths``. EngineError that names the rule where the two differ."""
        found, expected = tuple(self.answer.truths(row)), tuple(self.check.truths(row))
        if found != expected:
            raise self._difference(found, expected)
        return found

    def _difference(self, found: Sequence[Truth], expected: Sequence[Truth]) -> EngineError:
        index = next(i for i, truth in enumerate(expected) if i >= len(found) or truth is not found[i])
        rule = self.rule_set.rules[index]
        answer = found[index] if index < len(found) else None
        code = (
            "engines.lost-firing"
            if expected[index]
            else "engines.invented-firing"
            if answer
            else "engines.differ"
        )
        return EngineError.of(
            code,
            where=rule.where,
            hint="engines.disagree-hint",
            rule=rule.id,
            rule_set=self.rule_set.name,
            found=word(answer),
            expected=word(expected[index]),
        )


def word(truth: Truth) -> str:
    """A truth as policies write it."""
    return "unknown" if truth is None else str(truth).lower()
