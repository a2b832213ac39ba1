"""``groupctl explain``."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from groupctl.cli.work import Work
from groupctl.decision import Decision
from groupctl.explain import explanation
from groupctl.layout import Line, Part
from groupctl.texts import Language


@frozen
class ExplainPage:
    """Decisions about one subject, one note below the other."""

    work: Work
    decisions: Sequence[Decision]

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        for number, decision in enumerate(self.decisions):
            if number:
                yield from (Line(), Line.of(Part("─" * 40, "quiet")), Line())
            yield from explanation(decision, lang, policy=self.work.policy, portfolio=self.work.portfolio)
