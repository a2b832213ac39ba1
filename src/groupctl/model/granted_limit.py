"""Credit limits with a life: granted by kind, from a day to a day, for an account, a customer or a customer group."""

from collections.abc import Iterator
from datetime import date
from enum import auto
from fractions import Fraction
from typing import Annotated, Final

from groupctl.schema.choices import Choice
from groupctl.schema.fields import Days, Identifier, NonNegative, PositiveRatio, Ref, UnitRef, record
from groupctl.schema.money import Problem


class LimitKind(Choice):
    """On what a credit limit rests (B66)."""

    OWN = auto()
    TEMPORARY = auto()
    INSURED = auto()
    GUARANTEED = auto()
    MORTGAGED = auto()
    MANAGEMENT = auto()


UNTIL_FURTHER_NOTICE: Final = frozenset({LimitKind.OWN, LimitKind.MANAGEMENT})
"""The kinds that may be granted without a last day."""

SECURED: Final = frozenset({LimitKind.GUARANTEED, LimitKind.MORTGAGED})
"""The kinds that rest on a collateral."""


@record("granted_limit", ordered=("starts_on <= ends_on",), supplementary=True)
class GrantedLimit:
    """A credit limit that was granted (B66), first and last day inclusive.

    It is for one customer over all units, for its account with ``unit``, or for all members of ``group`` together. ``source`` is
    the document that it rests on (a policy, a contract, minutes), ``granted_by`` the person, post or insurer that granted it.

    An insured limit states its conditions: ``insured_share`` is the part of a loss that is covered, and the cover ends when the
    debtor has been overdue for more than ``cover_ends_after`` days. A guaranteed or mortgaged limit names its ``collateral``. Only own
    limits and those of management hold until further notice. Limits of one kind for the same customer, account or group must not
    overlap: a portfolio rejects them.
    """

    id: Identifier
    customer: Annotated[str, Ref("customer", firm=True)] | None = None
    unit: UnitRef | None = None
    group: Annotated[str, Ref("group", firm=True)] | None = None
    kind: LimitKind
    amount: NonNegative
    starts_on: date
    ends_on: date | None = None
    source: str | None = None
    granted_by: Identifier | None = None
    insured_share: PositiveRatio | None = None
    cover_ends_after: Days | None = None
    collateral: Annotated[str, Ref("collateral", firm=True)] | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """It is for exactly one of customer and group, and states what its kind needs."""
        if (self.customer is None) == (self.group is None):
            yield "customer", ("model.customer-or-group", {})
        if self.unit is not None and self.customer is None:
            yield "unit", ("model.unit-of-group-limit", {})
        if self.ends_on is None and self.kind not in UNTIL_FURTHER_NOTICE:
            yield "ends_on", ("model.limit-without-end", {"kind": self.kind.name})
        for name, kinds in (
            ("insured_share", {LimitKind.INSURED}),
            ("cover_ends_after", {LimitKind.INSURED}),
            ("collateral", SECURED),
        ):
            if self.kind in kinds and getattr(self, name) is None:
                yield name, ("model.limit-needs", {"kind": self.kind.name, "name": name})
            elif self.kind not in kinds and getattr(self, name) is not None:
                yield name, ("model.limit-has-no", {"kind": self.kind.name, "name": name})
        if self.insured_share is not None and self.insured_share > Fraction(1):
            yield "insured_share", ("model.above-one", {"value": str(self.insured_share)})
