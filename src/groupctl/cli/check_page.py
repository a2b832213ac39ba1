"""``groupctl check``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from attrs import frozen

from groupctl.cli.options import Invocation
from groupctl.errors import Fault, PolicyError
from groupctl.rules.loading.check import advice
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part


@frozen
class CheckPage:
    """What is wrong with a policy; if nothing is, what could be better."""

    policy: str
    faults: tuple[Fault, ...] = ()
    advice: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, asked: Invocation) -> Self:
        """Load the policy and look at it."""
        try:
            policy = asked.load_policy()
        except PolicyError as error:
            return cls(asked.policy_name, faults=error.faults)
        return cls(f"{policy.name} {policy.version}", advice=advice(policy))

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        yield from told((*self.faults, *self.advice), lang)
        if self.faults:
            yield Line.of(Part(say("cli.faults", lang, policy=self.policy, count=len(self.faults)), "bad"))
        else:
            yield Line.of(Part(say("cli.sound", lang, policy=self.policy, count=len(self.advice)), "good"))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        for severity, found in (("fault", self.faults), ("advice", self.advice)):
            for fault in found:
                yield {"severity": severity, **fault.plain}


def told(faults: Iterable[Fault], lang: Language) -> Iterator[Line]:
    """Each fault with its place and remedy, and a line left blank below it."""
    for fault in faults:
        yield from (Line.of(text) for text in fault.render(lang).split("\n"))
        yield Line()
