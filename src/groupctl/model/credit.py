"""Credit: limits, surveys, collateral and approvals."""

from collections.abc import Iterator
from datetime import date
from enum import auto
from fractions import Fraction
from typing import Annotated

from groupctl.model.appraisal import Appraisal
from groupctl.model.people import EmployeeRef
from groupctl.schema.fields import (
    Choice,
    CustomerRef,
    Identifier,
    NonNegative,
    Ref,
    UnitRef,
    record,
)
from groupctl.schema.money import Problem


class CollateralKind(Choice):
    """What a customer offers as security (B67)."""

    GUARANTOR = auto()
    JOINT_GUARANTOR = auto()
    DEPOSIT = auto()
    NOTARISED_CONTRACT = auto()
    MORTGAGE = auto()


class ApprovalStep(Choice):
    """The part that a person takes in a decision (D26, L23)."""

    PROPOSE = auto()
    REVIEW = auto()
    DELIBERATE = auto()
    APPROVE = auto()
    FILE = auto()


class SurveyChannel(Choice):
    """Whom a credit survey asks (E1 to E4)."""

    BANK = auto()
    CREDIT_AGENCY = auto()
    TRADE_ASSOCIATION = auto()
    COLLEAGUES_AND_NEWS = auto()


@record("credit_survey", dated="surveyed_on")
class CreditSurvey:
    """What a credit survey found (E6, D47, B65); without ``unit`` it holds for all units.

    The ratios are those of the customer's books: current and quick assets to current liabilities, profit to sales. ``report`` names the
    written report (E7), ``surveyed_by`` its author.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef | None = None
    surveyed_on: date
    surveyed_by: EmployeeRef | None = None
    bad_history: bool | None = None
    many_receivables: bool | None = None
    weak_payment_ability: bool | None = None
    unreasonable_capital_structure: bool | None = None
    high_operating_risk: bool | None = None
    poor_operating_condition: bool | None = None
    channel: SurveyChannel | None = None
    report: str | None = None
    current_ratio: Fraction | None = None
    quick_ratio: Fraction | None = None
    profit_ratio: Fraction | None = None
    payment_ability: Appraisal | None = None
    payment_history: Appraisal | None = None
    collateral_value: NonNegative | None = None
    operating_condition: Appraisal | None = None


@record("collateral", ordered=("starts_on <= ends_on",))
class Collateral:
    """Security given by a customer (B67), first and last day inclusive; without ``unit`` it serves all units."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef | None = None
    kind: CollateralKind
    amount: NonNegative | None = None
    starts_on: date
    ends_on: date | None = None


@record("approval", dated="given_on", ordered=("starts_on <= ends_on",))
class Approval:
    """A person's approval, given in the host: it overrides only the rule it names (L30, M18).

    It names one order, or one customer and so the account with ``unit``. A parent unit's approval holds below
    it. ``amount`` is the order amount it covers (with a customer: all orders together), from ``starts_on``
    to ``ends_on`` inclusive. ``role`` is who gave it, ``used`` whether it was spent on its order.
    """

    id: Identifier
    rule: Identifier
    step: ApprovalStep
    order: Annotated[str, Ref("order", firm=True)] | None = None
    customer: Annotated[str, Ref("customer", firm=True)] | None = None
    unit: UnitRef
    amount: NonNegative | None = None
    starts_on: date
    ends_on: date
    role: Identifier
    given_on: date
    used: bool

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """It names exactly one of order and customer."""
        if (self.order is None) == (self.customer is None):
            yield "order", ("model.order-or-customer", {})
