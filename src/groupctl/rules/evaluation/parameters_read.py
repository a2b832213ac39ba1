"""Which parameters are behind a decision: all that its rules read, at any depth, each in the scope in which it is read."""

from collections.abc import Callable, Iterable

from attrs import define, field

from groupctl.errors import ParameterMissing
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.behind import Behind
from groupctl.rules.evaluation.given import answer
from groupctl.rules.evaluation.scope import ParameterUse
from groupctl.rules.policy import RuleSet

Said = Callable[[RuleSet, Record], Iterable[core.Node]]
"""The expressions that decided what a rule set says about a record."""


@define(eq=False, slots=False)
class ParametersRead(Behind[ParameterUse]):
    """The parameter values behind names. One that is missing fails only what reads it (L37), and is not among them."""

    said: Said
    _uses: dict[tuple[str, str], ParameterUse] = field(factory=dict, init=False)

    def behind_rules(self, nodes: Iterable[core.Node], record: Record) -> tuple[ParameterUse, ...]:
        """The values behind ``nodes``, by name and scope."""
        uses = self.each(self.read_all(nodes, record))
        return tuple(sorted(uses, key=lambda use: (use.parameter.name, use.scope)))

    def begins(self) -> set[str]:
        """The parameters themselves, and what is given: its age is held against one."""
        given = {one.name for one in self.environment.portfolio.given}
        return {*self.environment.policy.parameters, *given}

    def at(self, record: Record, name: str) -> tuple[ParameterUse, ...] | None:
        """Nothing is behind a given value but how old it may be."""
        if not self.environment.portfolio.given or answer(record, name, self.environment) is None:
            return None
        named = self.environment.policy.given_days
        return tuple(self.at_parameter(named, record)) if named else ()

    def at_parameter(self, name: str, record: Record) -> Iterable[ParameterUse]:
        """The value that holds for ``record``."""
        try:
            use = self.environment.parameter(name, record)
        except ParameterMissing:
            return ()
        return (self._uses.setdefault((name, use.scope), use),)

    def nodes_of(self, rule_set: RuleSet, record: Record) -> Iterable[core.Node]:
        """What decided: of the rules that did not, only the conditions."""
        return self.said(rule_set, record)

    def each(self, found: Iterable[ParameterUse]) -> tuple[ParameterUse, ...]:
        """Each value of a parameter once for each scope that sets it."""
        return tuple({id(use): use for use in found}.values())
