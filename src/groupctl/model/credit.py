"""Credit: surveys and collateral."""

from datetime import date
from enum import auto
from fractions import Fraction

from groupctl.model.appraisal import Appraisal
from groupctl.model.people import EmployeeRef
from groupctl.schema.choices import Choice
from groupctl.schema.fields import CustomerRef, Identifier, NonNegative, UnitRef, record


class CollateralKind(Choice):
    """What a customer offers as security (B67)."""

    GUARANTOR = auto()
    JOINT_GUARANTOR = auto()
    DEPOSIT = auto()
    NOTARISED_CONTRACT = auto()
    MORTGAGE = auto()


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
