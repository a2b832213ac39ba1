"""Plans and how they turned out: campaigns, support, seasons, improvement plans, key figures."""

from datetime import date
from enum import auto
from fractions import Fraction
from typing import Annotated

from groupctl.model.people import EmployeeRef
from groupctl.model.process import ProcessLevel
from groupctl.model.product import ProductRef
from groupctl.schema.choices import Choice, OpenChoice
from groupctl.schema.fields import (
    Count,
    CustomerRef,
    Happening,
    Identifier,
    NonNegative,
    Ref,
    UnitRef,
    record,
)
from groupctl.schema.money import Money


class SupportKind(OpenChoice):
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
    """Where in the cascade a key figure is (H89, C38)."""

    COMPANY = auto()
    DEPARTMENT = auto()
    PERSON = auto()


class KpiKind(Choice):
    """A level to reach, or a growth over the period before (L8)."""

    LEVEL = auto()
    GROWTH = auto()


class KpiTheme(OpenChoice):
    """What a key figure of the iron triangle is about (J30, L63), or one of a process (H85)."""

    CUSTOMER_RELATIONSHIP = auto()
    CUSTOMER_SATISFACTION = auto()
    COMPETITOR_SUPPRESSION = auto()
    HILLTOP = auto()
    MARKET_SHARE = auto()
    CONTRACT_COMPLIANCE = auto()
    OPERATING_QUALITY = auto()
    ORGANISATION = auto()
    CONTRACT_QUALITY = auto()
    AUTHORISATION = auto()
    EFFICIENT_GROWTH = auto()


class StrategyLevel(Choice):
    """Whom a strategy is for: the company, a business, a function (C38)."""

    COMPANY = auto()
    BUSINESS = auto()
    FUNCTIONAL = auto()


class AnalysisTool(OpenChoice):
    """What a strategic analysis was made with (C44)."""

    SWOT = auto()
    PEST = auto()
    FIVE_FORCES = auto()
    FOUR_P = auto()


class ChoiceMethod(Choice):
    """How a strategy was chosen among several (H94)."""

    BY_GOAL = auto()
    BY_EXPERTS = auto()
    BY_SUPERIOR = auto()


class CustomerStrategy(Choice):
    """What is wanted of a customer: to win it, to keep it, to make it loyal (C42)."""

    ACQUISITION = auto()
    RETENTION = auto()
    LOYALTY = auto()


class WorkGroupPurpose(OpenChoice):
    """What a group of people was set up for (D41, I23, I34, G37, G116, H32)."""

    INFORMATION = auto()
    PROJECT = auto()
    QUALITY = auto()


@record("campaign", dated="planned_on", ordered=("starts_on <= ends_on",))
class Campaign:
    """A promotion from plan to assessment (B53, D60); without ``customer`` it is for a whole market."""

    id: Identifier
    unit: UnitRef
    customer: CustomerRef | None = None
    name: str
    planned_on: date
    plan: str | None = None
    budget: NonNegative | None = None
    planned_by: Identifier | None = None
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


@record("support", ordered=("starts_on <= ends_on",))
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


@record("season_plan", ordered=("season_starts_on <= season_ends_on",))
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


@record("improvement_plan", dated="made_on")
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


@record("work_group", dated="formed_on")
class WorkGroup:
    """A group of people with a purpose and a leader (D41, I8)."""

    id: Identifier
    unit: UnitRef
    purpose: WorkGroupPurpose
    leader: EmployeeRef | None = None
    formed_on: date
    dissolved_on: Happening | None = None
    on_site_on: Happening | None = None


@record("kpi", ordered=("starts_on <= ends_on",))
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
    theme: KpiTheme | None = None
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


@record("strategy", dated="drafted_on")
class Strategy:
    """A strategy from analysis to adjustment (H91 to H96), with its six elements (C39).

    The elements are idea, objectives, focus, guideline, phases and measures. The analysis looks at mission, environment and
    internal conditions (H92). A choice uses strengths and opportunities, is accepted by who has a stake in it, and has figures of
    benefit, risk and feasibility (H95). Carrying it out needs resources, structure and culture (H96).
    """

    id: Identifier
    unit: UnitRef
    level: StrategyLevel
    drafted_on: date
    idea: str | None = None
    objectives: str | None = None
    focus: str | None = None
    guideline: str | None = None
    phases: str | None = None
    measures: str | None = None
    analysed_with: AnalysisTool | None = None
    mission_analysed: bool | None = None
    environment_analysed: bool | None = None
    internal_conditions_analysed: bool | None = None
    chosen_by: ChoiceMethod | None = None
    uses_strengths: bool | None = None
    uses_opportunities: bool | None = None
    stakeholders_accept: bool | None = None
    has_figures: bool | None = None
    approved_by: Identifier | None = None
    resources_allocated: bool | None = None
    structure_adjusted: bool | None = None
    culture_considered: bool | None = None
    evaluated_on: Happening | None = None
    adjusted_on: Happening | None = None


@record("regulation", dated="issued_on")
class Regulation:
    """A version of the rules by which a unit works (B42, G48): who approved it, and when it was last reviewed (I21).

    ``level`` is that of the process which it sets (C32), ``owner`` the manager of the business who answers for that process (G36), and
    ``controls`` says how the process meets known risks (G41).
    """

    id: Identifier
    unit: UnitRef
    title: str
    version: Identifier
    level: ProcessLevel | None = None
    owner: EmployeeRef | None = None
    controls: str | None = None
    issued_on: date
    change: str | None = None
    drafted_by: Identifier | None = None
    reviewed_by: Identifier | None = None
    approved_by: Identifier | None = None
    approved_on: Happening | None = None
    reviewed_on: Happening | None = None


@record("cash_receipt", dated="received_on")
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
