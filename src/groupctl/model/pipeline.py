"""From lead to cash: leads, opportunities, what was done about them, and the resources behind them."""

from datetime import date
from enum import auto
from typing import Annotated

from groupctl.model.people import EmployeeRef
from groupctl.schema.choices import Choice
from groupctl.schema.fields import CustomerRef, Days, Happening, Identifier, NonNegative, Ref, UnitRef, record

LeadRef = Annotated[str, Ref("lead")]
OpportunityRef = Annotated[str, Ref("opportunity")]
ContractRef = Annotated[str, Ref("contract")]


class PipelineStatus(Choice):
    """Whether a lead or an opportunity is still worked on (L52)."""

    OPEN = auto()
    SUSPENDED = auto()
    WON = auto()
    CLOSED = auto()


class AccountDepartmentSize(Choice):
    """How an account department is manned (C35): the small share, the large have managers of every kind."""

    SMALL = auto()
    MEDIUM = auto()
    LARGE = auto()


class TriangleForm(Choice):
    """The iron triangle as posts of a department, or as roles in a project (C34)."""

    FUNCTIONAL = auto()
    PROJECT = auto()


class ResourcePool(Choice):
    """Where a project's people come from (C36, D86), nearest first."""

    OWN = auto()
    SHARED = auto()
    AREA = auto()
    GLOBAL = auto()


@record("lead", dated="created_on")
class Lead:
    """A customer's possible wish to buy (B77, B78, H64).

    ``customer`` may not be one of ours yet. The fields from ``pain`` to ``decision_maker_agrees`` are the cultivation of a lead in
    order (H67); ``kcp1_passed`` and ``kcp2_passed`` are the answers at the two control points (L60).
    """

    id: Identifier
    unit: UnitRef
    customer: CustomerRef | None = None
    created_on: date
    created_by: EmployeeRef | None = None
    owner: EmployeeRef | None = None
    owner_unit: Identifier | None = None
    source: str | None = None
    content: str | None = None
    status: PipelineStatus
    validated: bool | None = None
    kcp1_passed: bool | None = None
    pain: str | None = None
    pain_chain: str | None = None
    interest_aroused: bool | None = None
    pain_recognised: bool | None = None
    competitive_strategy: str | None = None
    vision: str | None = None
    budget: NonNegative | None = None
    decision_maker_agrees: bool | None = None
    kcp2_passed: bool | None = None


@record("opportunity", dated="created_on")
class Opportunity:
    """A business in sight (B79, H69) with its iron triangle AR, SR, FR (B44, C33) and the decisions ATI, ATB, ATC (H70 to H72).

    The project plan with its estimate is what ATB and ATC are decided on; delivery takes part before the sale. What the customer
    gains from us is ``value_to_customer``, what we gain is ``amount`` (D89).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    lead: LeadRef | None = None
    contract: ContractRef | None = None
    created_on: date
    status: PipelineStatus
    amount: NonNegative | None = None
    value_to_customer: str | None = None
    department_size: AccountDepartmentSize | None = None
    triangle: TriangleForm | None = None
    sponsor: EmployeeRef | None = None
    account_responsible: EmployeeRef | None = None
    solution_responsible: EmployeeRef | None = None
    fulfilment_responsible: EmployeeRef | None = None
    solution_from: ResourcePool | None = None
    fulfilment_from: ResourcePool | None = None
    verified: bool | None = None
    delivery_takes_part: bool | None = None
    solution_drafted: bool | None = None
    plan_estimated_on: Happening | None = None
    plan_updated_on: Happening | None = None
    negotiated: bool | None = None
    ati: bool | None = None
    atb: bool | None = None
    atc: bool | None = None
    signed_order_entered_on: Happening | None = None
    invoiced_on: Happening | None = None
    collected_on: Happening | None = None


@record("activity", dated="done_on")
class Activity:
    """Something done about a lead, an opportunity or a customer (B80), even if nothing changed."""

    id: Identifier
    lead: LeadRef | None = None
    opportunity: OpportunityRef | None = None
    customer: CustomerRef | None = None
    unit: UnitRef | None = None
    done_on: date
    done_by: EmployeeRef | None = None
    text: str | None = None


@record("resource")
class Resource:
    """A person whom projects may draw on (B45): days there are in the year so far, and days that customers pay for (J31)."""

    id: Identifier
    unit: UnitRef
    pool: ResourcePool
    skill: Identifier
    employee: EmployeeRef | None = None
    opportunity: OpportunityRef | None = None
    available_days: Days | None = None
    charged_days: Days | None = None
