"""``groupctl prove``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import click
from attrs import frozen

from groupctl.cli.extras import needing_extra
from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.options import Invocation, help_text, request
from groupctl.cli.output import present
from groupctl.errors import DataError, mistyped
from groupctl.rules.policy import Policy
from groupctl.rules.show import show_value
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, Style

if TYPE_CHECKING:
    from groupctl.proof.questions import Asked

MOST_VALUES: Final = 24
"""Values of one counterexample that are shown to people."""


@click.command(help=help_text("prove"))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@request("policy")
def prove(asked: Invocation, names: tuple[str, ...]) -> int:
    """What holds of a policy for all values, and what does not."""
    page = ProvePage.of(asked, names)
    present(page, asked)
    return FINE if page.sound else FOUND


@frozen
class ProvePage:
    """The questions of a policy with their answers; ``all`` of them are shown, or only those that need a look, and the invariants."""

    policy: Policy
    asked: "Sequence[Asked]"
    all: bool

    @classmethod
    def of(cls, asked: Invocation, names: Sequence[str]) -> Self:
        """Load the policy and ask."""
        policy = asked.load_policy()
        known = (*policy.rulesets, *policy.invariants)
        for name in names:
            if name not in known:
                raise DataError(mistyped("cli.nothing-to-prove", name, known, None))
        questions = needing_extra("groupctl.proof.questions", "z3", "prove")
        return cls(policy, tuple(questions.prove(policy, names)), bool(names))

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong and every invariant is proved: what is unknown is no proof."""
        return all(one.good or not (one.finding or one.kind == "invariant") for one in self.asked)

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people: what is wrong and what is unknown, then the invariants that are proved."""
        for one in self.asked:
            if self.all or not one.good or one.kind == "invariant":
                yield from self._told(one, lang)
        invariants = [one for one in self.asked if one.kind == "invariant"]
        found = {
            "policy": f"{self.policy.name} {self.policy.version}",
            "count": len(self.asked),
            "good": sum(one.good for one in self.asked),
            "findings": sum(one.finding for one in self.asked),
            "unknown": sum(one.answer.verdict.value == "UNKNOWN" for one in self.asked),
            "proved": sum(one.good for one in invariants),
            "invariants": len(invariants),
        }
        yield Line.of(Part(say("proof.summary", lang, **found), "good" if self.sound else "bad"))

    def _told(self, one: "Asked", lang: Language) -> Iterator[Line]:
        verdict = one.answer.verdict.value
        style: Style = "good" if one.good else "bad" if one.finding else "doubt"
        invariant = self.policy.invariants.get(one.name)
        told = {
            "name": one.name,
            "of": one.of,
            "rules": ", ".join(one.rules),
            "title": invariant.title.text(lang) if invariant else "",
        }
        yield Line.of(Part(f"{verdict}  ", style), say(f"proof.{one.kind}-{verdict}", lang, **told))
        if one.good and not self.all:
            return
        if one.where:
            yield Line.of(Part(say("proof.place", lang, place=one.where), "quiet"))
        if one.answer.why:
            yield Line.of(f"  {say(f'proof.why-{one.answer.why}', lang)}")
        for place, given in enumerate(one.answer.values[:MOST_VALUES]):
            value = say("proof.unknown-value", lang) if given.value is None else self._shown(given)
            yield Line.of(
                f"  {say('proof.and' if place else 'proof.given', lang, name=given.name, value=value)}"
            )
        if (more := len(one.answer.values) - MOST_VALUES) > 0:
            yield Line.of(f"  {say('proof.more', lang, count=more)}")

    def _shown(self, given: Any) -> str:
        return show_value(given.value, given.type, self.policy.currency)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        for one in self.asked:
            yield {
                "question": one.kind,
                "name": one.name,
                **({"of": one.of} if one.of else {}),
                "verdict": one.answer.verdict.value,
                "good": one.good,
                **({"where": str(one.where)} if one.where else {}),
                **({"why": one.answer.why} if one.answer.why else {}),
                **({"rules": list(one.rules)} if one.rules else {}),
                **(
                    {
                        "values": {
                            given.name: None if given.value is None else self._shown(given)
                            for given in one.answer.values
                        }
                    }
                    if one.answer.values
                    else {}
                ),
            }
