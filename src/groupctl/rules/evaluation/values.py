"""What an expression is evaluated against: the values that a policy sees in a portfolio."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from groupctl.portfolio.calendar import Calendar
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.scope import ParameterUse
from groupctl.rules.policy import Policy
from groupctl.rules.unknown import Maybe, UnknownValue

Bindings = Mapping[str, Record]
"""The record behind each root: ``subject``, ``item`` and the variables of quantifiers."""


class Values(Protocol):
    """The values that a policy sees in a portfolio."""

    @property
    def policy(self) -> Policy:
        """The policy."""
        ...

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio."""
        ...

    def value(self, record: Record, name: str) -> Maybe:
        """The attribute, measure or output ``name`` of ``record``. DecisionError when a measure can't be worked out."""
        ...

    def evaluate(self, node: core.Node, bindings: Bindings) -> Maybe:
        """The value of an expression about the records in ``bindings``."""
        ...

    def by_reference(self, node: core.Node, bindings: Bindings) -> Maybe:
        """The value of an expression as the reference evaluates it, with the causes of an unknown one."""
        ...

    def values(
        self, node: core.Node, variable: str, items: Sequence[Record], bindings: Bindings
    ) -> list[Maybe]:
        """The value of an expression about each of ``items``, which ``variable`` stands for."""
        ...

    def read(self, node: core.Read | core.Quantified, bindings: Bindings) -> Maybe:
        """The value of an input of an expression."""
        ...

    def collection(self, read: core.Read, bindings: Bindings) -> tuple[Record | UnknownValue, str]:
        """Whose collection ``read`` names, and its name; ``all.<table>`` belongs to everybody."""
        ...

    def parameter(self, name: str, record: Record) -> ParameterUse:
        """The value of a parameter for ``record``; ParameterMissing when none is in force."""
        ...

    def calendar(self, record: Record) -> Calendar:
        """The working days of the unit that ``record`` belongs to."""
        ...
