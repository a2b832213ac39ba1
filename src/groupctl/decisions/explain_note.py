"""One decision being put into words: what all parts of its explanation share."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from groupctl.decisions.decision import Decision, Finding
from groupctl.decisions.wording import Glossary, cause_text, is_meant, rejected_text
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part

ROWS_SHOWN: Final = 5


@frozen
class DecisionText:
    """A decision, a language, the policy's words for its measures, and the rows that were rejected."""

    decision: Decision
    lang: Language
    glossary: Glossary
    rejected: Sequence[RejectedRow] = ()

    def say(self, key: str, **values: object) -> str:
        """A text of explanations."""
        return say(f"explain.{key}", self.lang, **values)

    def section(self, key: str, **values: object) -> Iterator[Line]:
        """The heading of a part."""
        yield Line()
        yield Line.of(Part(self.say(key, **values), "heading"))

    def value(self, found: Finding) -> str:
        """A value with its currency."""
        return self.glossary.finding(found, self.decision.currency)

    def entity(self, name: str) -> str:
        """The word for a kind of record."""
        return self.glossary.entity(name)

    def causes(self, finding: Finding, indent: int) -> Iterator[Line]:
        """Why a value is unknown, with the rows that were rejected for it."""
        for cause in finding.causes:
            rows = [row for row in self.rejected if is_meant(cause, row)]
            told = evolve(cause, because=()) if rows else cause  # the rows below say why they were rejected
            yield Line.of(Part("? ", "doubt"), cause_text(told, self.lang), indent=indent)
            for row in rows[:ROWS_SHOWN]:
                yield Line.of(Part(rejected_text(row, self.lang), "quiet"), indent=indent + 4)
            if len(rows) > ROWS_SHOWN:
                yield Line.of(
                    Part(self.say("more-rows", count=len(rows) - ROWS_SHOWN), "quiet"), indent=indent + 4
                )
