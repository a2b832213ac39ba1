"""``groupctl explain``."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from groupctl.cli.work import Work
from groupctl.decisions.decision import Decision
from groupctl.decisions.explain import explanation
from groupctl.decisions.remedy_text import RemedyText
from groupctl.decisions.wording import Glossary
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part


@frozen
class ExplainPage:
    """Decisions about one subject, one note below the other."""

    work: Work
    decisions: Sequence[Decision]

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people: gates first, and last of all what has nothing to decide, by its title alone."""
        decided = [decision for decision in self.decisions if decision.status != "not applicable"]
        shown = sorted(decided or self.decisions, key=self._is_no_gate)
        for number, decision in enumerate(shown):
            if number:
                yield from (Line(), Line.of(Part("─" * 40, "quiet")), Line())
            policy, portfolio = self.work.policy, self.work.portfolio
            routes = self.work.engine.routes(decision, portfolio)
            yield from explanation(decision, lang, policy=policy, portfolio=portfolio, routes=routes)
            told = self.work.permissions
            found = self.work.engine.remedies(decision, portfolio)
            remedies = [one for one in found if told is None or told.reads(one)]
            yield from RemedyText(Glossary(policy, lang)).section(remedies)
        rest = [decision for decision in self.decisions if decision not in shown]
        if rest:
            yield from (Line(), Line.of(Part(say("cli.nothing-to-decide", lang), "heading")))
            for decision in rest:
                yield Line.of(f"{decision.title.text(lang)} ({decision.rule_set})", indent=2)

    def _is_no_gate(self, decision: Decision) -> bool:
        return not self.work.policy.rulesets[decision.rule_set].gate
