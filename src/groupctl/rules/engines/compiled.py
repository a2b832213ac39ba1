"""The compiled engine: a rule set as generated Python functions.

For hot loops of a host, and for the cross-check of every durable decision::

    prepared = CompiledEngine().prepare(rule_set)
    for row in rows:                     # one value for each of rule_set.inputs, None where it is unknown
        prepared.outcome(row)            # {"release": "REFER"}
"""

from collections.abc import Callable, Collection
from typing import cast

from attrs import define, field, frozen

from groupctl.rules.engines import hit_policy
from groupctl.rules.engines.base import InputRow, Truth
from groupctl.rules.engines.compiled_outcome import OutcomeFunction, Outputs, compile_outcome
from groupctl.rules.engines.compiled_values import Values, compile_values
from groupctl.rules.policy import RuleSet
from groupctl.rules.unknown import UnknownValue, plain

NOTHING_KNOWN = UnknownValue(())


@define(eq=False)
class CompiledRuleSet:
    """A rule set as generated functions: one for the truths, one for the outcome."""

    rule_set: RuleSet
    truths: Callable[[InputRow], tuple[Truth, ...]] = field(init=False)
    """See ``PreparedRuleSet.truths``."""
    _certain: OutcomeFunction | None = field(init=False, default=None)
    _said: dict[int | None, Values] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        conditions = [rule.condition for rule in self.rule_set.rules]
        values = compile_values(conditions, self.rule_set.inputs)
        self.truths = cast(Callable[[InputRow], tuple[Truth, ...]], values)

    def outcome(self, row: InputRow, overridden: Collection[str] = ()) -> Outputs:
        """The outputs for ``row``, without reasons; ``overridden`` are the ids of rules that granted requests lift.

        DecisionError when definite firings break the hit policy, or when ``unknown: error`` applies.
        """
        if overridden:
            return self._by_hit_policy(row, overridden)
        if self._certain is None:
            self._certain = compile_outcome(self.rule_set, self.truths)
        found = self._certain(row)
        return self._by_hit_policy(row, ()) if found is None else found

    def _by_hit_policy(self, row: InputRow, overridden: Collection[str]) -> Outputs:
        rules = zip(self.rule_set.rules, self.truths(row), strict=True)
        truths = [False if rule.id in overridden else truth for rule, truth in rules]
        found = hit_policy.outcome(
            self.rule_set, truths, lambda index: self._says(index, row), lambda _: NOTHING_KNOWN
        )
        return {name: plain(value) for name, value in found.outputs.items()}

    def _says(self, index: int | None, row: InputRow) -> hit_policy.Outputs:
        """What rule ``index``, or ``otherwise``, gives."""
        if index not in self._said:
            then = self.rule_set.otherwise if index is None else self.rule_set.rules[index].then
            nodes = [then[name] for name in self.rule_set.gives]
            self._said[index] = compile_values(nodes, self.rule_set.inputs)
        values = zip(self.rule_set.gives, self._said[index](row), strict=True)
        return {name: NOTHING_KNOWN if value is None else value for name, value in values}


@frozen
class CompiledEngine:
    """See the module."""

    name: str = "compiled"

    def prepare(self, rule_set: RuleSet) -> CompiledRuleSet:
        """Generate the functions of ``rule_set``."""
        return CompiledRuleSet(rule_set)
