"""Plans and how they turned out: campaigns, support, seasons, improvement plans, key figures."""

from datetime import date
from enum import auto
from fractions import Fraction
from typing import Annotated

from groupctl.model.fields import (
    Choice,
    Count,
    CustomerRef,
    Happening,
    Identifier,
    NonNegative,
    Ref,
    UnitRef,
    checked,
)
from groupctl.model.money import Money
from groupctl.model.people import EmployeeRef
from groupctl.model.product import ProductRef


class SupportKind(Choice):
    """Whom or what we send to a dealer (B54)."""

    SALESPERSON = auto()
    SUPERVISOR = auto()
    LOCAL_ASSISTANT = auto()
    VEHICLE = auto()


class PlanDecision(Choice):
    """What the improvement plan says of a D-class customer (B96, D29)."""

    CONTINUE = auto()
    ELIMINATE = auto()


class BscDimension(Choice):
    """The four sides of a balanced scorecard (H89)."""

    FINANCE = auto()
    CUSTOMER = auto()
    INTERNAL_PROCESS = auto()
    LEARNING_AND_GROWTH = auto()


class KpiLevel(Choice):
    """Where in the cascade a key figure stands (H89, C38)."""

    COMPANY = auto()
    DEPARTMENT = auto()
    PERSON = auto()


class KpiKind(Choice):
    """A level to reach, or a growth over the period before (L8)."""

    LEVEL = auto()
    GROWTH = auto()


class WorkGroupPurpose(Choice):
    """What a group of people was set up for (D41, I23, I34, G116)."""

    D_CLASS = auto()
    INFORMATION = auto()
    KEY_ACCOUNTS = auto()
    PROJECT = auto()


@checked(entity="campaign", dated="planned_on", ordered=("starts_on <= ends_on",))
class Campaign:
    """A promotion from plan to assessment (B53, D60); without ``customer`` it is for a whole market."""

    id: Identifier
    unit: UnitRef
    customer: CustomerRef | None = None
    name: str
    planned_on: date
    plan: str | None = None
    budget: NonNegative | None = None
    approved_on: Happening | None = None
    approved_by: Identifier | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    started_on: Happening | None = None
    paid: NonNegative | None = None
    expected_sales: NonNegative | None = None
    actual_sales: NonNegative | None = None
    assessed_on: Happening | None = None
    responsible: EmployeeRef | None = None
    archived_on: Happening | None = None


@checked(entity="support", ordered=("starts_on <= ends_on",))
class Support:
    """People or vehicles lent to a dealer (B54, D65); ``dealer_pays`` is the share of the cost that the dealer bears."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    kind: SupportKind
    starts_on: date
    ends_on: date | None = None
    cost: NonNegative | None = None
    dealer_pays: Fraction | None = None
    most_needed: bool | None = None


@checked(entity="season_plan", ordered=("season_starts_on <= season_ends_on",))
class SeasonPlan:
    """Stock and peak demand agreed with a key account before the season (D8, F27)."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    product: ProductRef
    season_starts_on: date
    season_ends_on: date
    peak_demand: NonNegative | None = None
    stock_agreed: NonNegative | None = None
    stock_ready: NonNegative | None = None
    agreed_on: Happening | None = None
    production_told_on: Happening | None = None


@checked(entity="improvement_plan", dated="made_on")
class ImprovementPlan:
    """What a division plans for a D-class customer in a year (B96, D29): go on or eliminate, and by which measures.

    ``target`` is the gross profit to reach (D26), ``root_cause`` the analysis at the start (D39), ``clearing_measure`` what is done about high
    receivables (D38), ``benchmarked_on`` the day of the comparison with others (D37).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    made_on: date
    year: Count
    decision: PlanDecision | None = None
    reason: str | None = None
    target: Money | None = None
    measures: str | None = None
    root_cause: str | None = None
    clearing_measure: str | None = None
    supervised_by: EmployeeRef | None = None
    deliberated_on: Happening | None = None
    benchmarked_on: Happening | None = None


@checked(entity="work_group", dated="formed_on")
class WorkGroup:
    """A group of people with a purpose and a leader (D41, I8)."""

    id: Identifier
    unit: UnitRef
    purpose: WorkGroupPurpose
    leader: EmployeeRef | None = None
    formed_on: date
    dissolved_on: Happening | None = None
    on_site_on: Happening | None = None


@checked(entity="kpi", ordered=("starts_on <= ends_on",))
class Kpi:
    """A key figure with its target and what came of it (B95, H89).

    ``parent`` is the figure that it was broken down from. Figures are ratios or numbers, never money: ``previous`` is the value of the
    period before, for figures of growth (L8). ``outcome`` tells results from processes, ``fixed`` fixed from variable ones (H97).
    """

    id: Identifier
    unit: UnitRef
    employee: EmployeeRef | None = None
    parent: Annotated[str, Ref("kpi")] | None = None
    dimension: BscDimension | None = None
    level: KpiLevel | None = None
    kind: KpiKind
    objective: str
    outcome: bool | None = None
    fixed: bool | None = None
    lower_is_better: bool | None = None
    starts_on: date
    ends_on: date
    target: Fraction | None = None
    actual: Fraction | None = None
    previous: Fraction | None = None
    action_plan: str | None = None
    reviewed_on: Happening | None = None


@checked(entity="regulation", dated="issued_on")
class Regulation:
    """A version of the rules by which a unit works (B42, G48): who approved it, and when it was last reviewed (I21)."""

    id: Identifier
    unit: UnitRef
    title: str
    version: Identifier
    issued_on: date
    change: str | None = None
    approved_by: Identifier | None = None
    approved_on: Happening | None = None
    reviewed_on: Happening | None = None


@checked(entity="cash_receipt", dated="received_on")
class CashReceipt:
    """Cash that a sales office took in (D53, D54): when it was banked, and whether into the account that is only paid into."""

    id: Identifier
    unit: UnitRef
    received_on: date
    amount: NonNegative
    received_by: EmployeeRef | None = None
    banked_on: Happening | None = None
    into_company_account: bool | None = None
    spent_before_banking: bool | None = None
