"""What we learn about a customer: profiles, dealer evaluations, key-account reviews, voices and policies."""

from datetime import date
from enum import auto
from typing import Annotated

from groupctl.model.appraisal import Appraisal
from groupctl.model.people import EmployeeRef
from groupctl.model.planning import CustomerStrategy
from groupctl.schema.choices import Choice, OpenChoice
from groupctl.schema.fields import (
    Count,
    CustomerRef,
    Days,
    Happening,
    Identifier,
    NonNegative,
    Ref,
    UnitRef,
    record,
)
from groupctl.schema.money import Money


class InformationSource(OpenChoice):
    """Where information about a customer comes from (B6, B25, B26)."""

    SALES_VISIT = auto()
    CUSTOMER_PUBLICATION = auto()
    ANNUAL_REPORT = auto()
    INDUSTRY_REPORT = auto()
    MEDIA = auto()
    INTERNAL = auto()
    OTHER = auto()


class VoiceKind(OpenChoice):
    """How the customer's voice reached us (B84, B89, B90)."""

    CALL = auto()
    LETTER = auto()
    PUBLICATION = auto()
    SURVEY = auto()
    MEETING = auto()
    DOCUMENT = auto()


class OccasionKind(OpenChoice):
    """What a key account has to celebrate or to manage (D10)."""

    JUBILEE = auto()
    HONOUR = auto()
    MAJOR_BUSINESS_ACTION = auto()


class CustomerLevel(Choice):
    """The level that contribution, positioning and strategy lead to (C7); a scheme of its own (L9)."""

    S = auto()
    A = auto()
    B = auto()
    C = auto()


@record("profile", dated="recorded_on")
class Profile:
    """The customer's file beyond its basic data: characteristics, business, market, needs (B3, B4, B5, B8).

    ``business_direction`` is where its business goes and by which policy, ``cooperation`` how it works with us,
    ``expectations`` when, in which lots and at what price it wants goods. The parts of a customer analysis are here as well:
    market environment (B21), the enterprise (B22), its demand (B23), how it decides on purchases (B24). ``complete`` says whether
    as the keeper of the file finds it (B14, H16).
    """

    id: Identifier
    customer: CustomerRef
    recorded_on: date
    source: InformationSource | None = None
    complete: bool | None = None
    market_area: str | None = None
    sales_ability: Appraisal | None = None
    development_potential: Appraisal | None = None
    business_philosophy: Appraisal | None = None
    business_direction: str | None = None
    market_position: str | None = None
    relation_with_competitors: str | None = None
    cooperation: str | None = None
    sales_activity: str | None = None
    problems: str | None = None
    outlook: str | None = None
    reputation: Appraisal | None = None
    financial_status: Appraisal | None = None
    expectations: str | None = None
    expectations_met: Appraisal | None = None
    market_environment: str | None = None
    enterprise: str | None = None
    demand: str | None = None
    purchasing_decision: str | None = None


@record("dealer_evaluation", dated="evaluated_on")
class DealerEvaluation:
    """A dealer judged by four criteria (B9 to B13, C22, D64).

    Initiative is attitude and actions (payment, staff, vehicles): an attitude without actions is false initiative (F23).
    Operating ability is flexibility, distribution, capital and strong brands; then reputation; then social relations, of
    family and of status. ``unit`` is who evaluated.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef | None = None
    evaluated_on: date
    attitude: Appraisal | None = None
    pays_as_promised: bool | None = None
    provides_staff: bool | None = None
    provides_vehicles: bool | None = None
    flexibility: Appraisal | None = None
    distribution: Appraisal | None = None
    capital_strength: Appraisal | None = None
    strong_brands: Count | None = None
    warehouses: Count | None = None
    vehicles: Count | None = None
    staff: Count | None = None
    reputation: Appraisal | None = None
    family: Appraisal | None = None
    social_status: Appraisal | None = None


@record("account_review", dated="reviewed_on")
class AccountReview:
    """A key account looked at closely (B15, B16, B17, B28): what selection and level are judged by.

    ``total_purchases`` is all that the customer bought of such goods in the last closed fiscal year, from any seller: our share
    of it is the share of wallet. Strength is capital, network, logistics, social relations and connections; ability is
    business thinking, management and marketing; ``potential`` is the third slot (L15). Closeness, scale, stability, loyalty and
    influence speak for core customers (C5, C6), contribution, positioning and strategy for the level (C7).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef | None = None
    reviewed_on: date
    total_purchases: NonNegative | None = None
    financial_reputation: Appraisal | None = None
    business_philosophy: Appraisal | None = None
    capital: Appraisal | None = None
    network: Appraisal | None = None
    logistics: Appraisal | None = None
    social_relations: Appraisal | None = None
    connections: Appraisal | None = None
    business_thinking: Appraisal | None = None
    management: Appraisal | None = None
    marketing: Appraisal | None = None
    potential: Appraisal | None = None
    closeness: Appraisal | None = None
    scale: Appraisal | None = None
    stability: Appraisal | None = None
    loyalty: Appraisal | None = None
    influence: Appraisal | None = None
    contribution: Appraisal | None = None
    positioning: Appraisal | None = None
    strategic_fit: Appraisal | None = None


@record("customer_policy", dated="decided_on")
class CustomerPolicy:
    """How we treat a customer of a level: technical, commercial and contact part (B27, D23); reviewed each year (H30)."""

    id: Identifier
    customer: CustomerRef
    decided_on: date
    level: CustomerLevel | None = None
    technical: str | None = None
    commercial: str | None = None
    contact: str | None = None
    reviewed_on: Happening | None = None


@record("customer_plan", dated="planned_on")
class CustomerPlan:
    """What we want of the account with a customer in a year, and by which actions (B88)."""

    id: Identifier
    customer: CustomerRef
    planned_on: date
    strategy: CustomerStrategy | None = None
    objective: str | None = None
    actions: str | None = None
    owner: EmployeeRef | None = None
    approved_on: Happening | None = None
    approved_by: Identifier | None = None


@record("voice", dated="received_on")
class Voice:
    """Something a customer said (B84, B89, B90); ``unfavourable`` with ``employee`` is an opinion about one of us (D15)."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef | None = None
    received_on: date
    kind: VoiceKind | None = None
    content: str | None = None
    employee: EmployeeRef | None = None
    unfavourable: bool | None = None
    reported_on: Happening | None = None
    used_in_plan: bool | None = None


@record("occasion")
class Occasion:
    """A jubilee, honour or major action of a customer (D10): reported to superiors, and supported."""

    id: Identifier
    customer: CustomerRef
    kind: OccasionKind
    happens_on: date
    reported_on: Happening | None = None
    supported: bool | None = None


@record("acquisition", dated="proposed_on")
class Acquisition:
    """A new customer before it is accepted (D40, D48, D49, D63).

    ``expected_profit`` is what the price, the agreed payment cycle and the prospects of its market lead to. The flags are the signs of
    a buyer who does not mean to pay (F22). ``replaces`` is the customer that would be given up for it.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    proposed_on: date
    expected_profit: Money | None = None
    payment_days: Days | None = None
    market_prospects: Appraisal | None = None
    first_order: NonNegative | None = None
    large_first_order: bool | None = None
    asks_about_quality: bool | None = None
    asks_about_price: bool | None = None
    adds_conditions: bool | None = None
    accepts_every_demand: bool | None = None
    replaces: Annotated[str, Ref("customer")] | None = None
    unavoidable: bool | None = None
