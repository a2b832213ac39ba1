"""What an engine is: it says of each rule of a rule set whether it holds for a row of input values."""

from collections.abc import Sequence
from typing import Protocol

from groupctl.rules.core import Value
from groupctl.rules.policy import RuleSet

InputRow = Sequence[Value | None]
"""One value for each of ``rule_set.inputs``, in order; None is unknown."""

Truth = bool | None
"""Definitely true, definitely false, or unknown."""


class PreparedRuleSet(Protocol):
    """A rule set that an engine has made ready."""

    def truths(self, row: InputRow) -> Sequence[Truth]:
        """The truth of the whole condition of each rule, in the order of ``rule_set.rules``."""
        ...


class RuleEngine(Protocol):
    """A backend for the one meaning of rules."""

    @property
    def name(self) -> str:
        """What it is called where an engine is chosen."""
        ...

    def prepare(self, rule_set: RuleSet) -> PreparedRuleSet:
        """Make ``rule_set`` ready to be evaluated many times."""
        ...
