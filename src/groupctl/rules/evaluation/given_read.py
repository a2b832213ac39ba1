"""Which given values are behind a decision: everything given that its rules read, at any depth, whichever engine decides."""

from collections.abc import Iterable
from typing import Final

from attrs import define, frozen

from groupctl.portfolio.given import Given
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.behind import Behind
from groupctl.rules.evaluation.given import answer
from groupctl.rules.policy import RuleSet
from groupctl.rules.unknown import Maybe

MOST: Final = 12
"""A decision names at most this many given values, the oldest first."""


@frozen(eq=False)
class Used:
    """A given value that was read: whose it is, and what it amounts to."""

    record: Record
    given: Given
    value: Maybe


@define(eq=False, slots=False)
class GivenRead(Behind[Used]):
    """The given values behind names."""

    def behind_rules(self, rule_set: RuleSet, record: Record, nodes: Iterable[core.Node]) -> tuple[Used, ...]:
        """What is behind the answer of ``rule_set`` about ``record``: its own outputs, or what ``nodes`` read."""
        if not self.environment.portfolio.given:
            return ()
        own = [answer(record, name, self.environment) for name in rule_set.gives]
        if any(own):
            return tuple(Used(record, one.given, one.value) for one in own if one and one.given)
        return self.each(self.read_all(nodes, record))

    def begins(self) -> set[str]:
        """The names that are given, and those that are given with them."""
        names = {one.name for one in self.environment.portfolio.given}
        for one in self.environment.portfolio.given:
            if giver := self.environment.policy.giver(one.entity, one.name):
                names |= giver.gives.keys()
        return names

    def at(self, record: Record, name: str) -> tuple[Used, ...] | None:
        """What is given stands for everything behind it."""
        found = answer(record, name, self.environment)
        if found is None:
            return None
        return (Used(record, found.given, found.value),) if found.given else ()

    def each(self, found: Iterable[Used]) -> tuple[Used, ...]:
        """Each once, the oldest first, and no more than can be told."""
        each = {(one.record, one.given.name): one for one in found}
        ordered = sorted(
            each.values(), key=lambda one: (one.given.on, one.record.entity, one.record.id, one.given.name)
        )
        return tuple(ordered[:MOST])
