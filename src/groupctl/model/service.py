"""Service to customers: complaints, visits, projects in use, requests, faults, satisfaction, duty reports."""

from collections.abc import Iterator
from datetime import date
from enum import auto
from fractions import Fraction
from typing import Annotated

from groupctl.model.people import EmployeeRef
from groupctl.model.pipeline import OpportunityRef
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
from groupctl.schema.money import Problem

ProjectRef = Annotated[str, Ref("project")]


class ComplaintKind(OpenChoice):
    """What a complaint is about (B72, C25)."""

    QUALITY = auto()
    LATE_DELIVERY = auto()
    SPECIFICATION = auto()
    PACKAGING = auto()
    SERVICE = auto()


class Severity(Choice):
    """How serious a complaint is: its deadline depends on it (L57, H11)."""

    MINOR = auto()
    MAJOR = auto()
    CRITICAL = auto()


class VisitKind(OpenChoice):
    """What a contact with a customer was (B75, B76, B91)."""

    SALES_CALL = auto()
    EXECUTIVE = auto()
    RETURN_VISIT = auto()
    FORUM = auto()
    FESTIVAL = auto()
    COMPANY_VISIT = auto()
    EXHIBITION = auto()
    TOPIC = auto()
    PATROL = auto()
    NEW_DEMAND = auto()


class DutyReportKind(OpenChoice):
    """The reports that are owed at the end of a week, a month, a quarter or a year (B83, B85, D35, D37, H10)."""

    WEEKLY_SERVICE = auto()
    SERVICE_SUPERVISION = auto()
    COMPLAINT_SUMMARY = auto()
    RECEIVABLES_ANALYSIS = auto()
    PROCESS_WALK_THROUGH = auto()


@record("complaint", dated="received_on")
class Complaint:
    """A customer's complaint (B71): what is known at each of the seven steps (H1).

    ``established`` is the judgement of step 2 and ``result_told_on`` the notice to the customer that follows it; ``answered_on`` is the
    notice at the end (D61). ``paid`` is what the complaint cost us. ``opportunity`` is what it was turned into (H12).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    received_on: date
    complainant: str | None = None
    channel: str | None = None
    about: str | None = None
    demand: str | None = None
    content: str | None = None
    kind: ComplaintKind | None = None
    severity: Severity | None = None
    technical: bool | None = None
    established: bool | None = None
    result_told_on: Happening | None = None
    responsible: Identifier | None = None
    cause: str | None = None
    solution: str | None = None
    proposed_by: Identifier | None = None
    solution_told_on: Happening | None = None
    approved_on: Happening | None = None
    approved_by: Identifier | None = None
    customer_accepts: bool | None = None
    implemented_on: Happening | None = None
    answered_on: Happening | None = None
    evaluated_on: Happening | None = None
    prevention: str | None = None
    sanction: str | None = None
    archived_on: Happening | None = None
    paid: NonNegative | None = None
    opportunity: OpportunityRef | None = None


@record("project")
class Project:
    """Something delivered to a customer that service looks after (B76)."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    delivered_on: date | None = None
    manager: EmployeeRef | None = None


@record("visit", dated="visited_on")
class Visit:
    """A visit, a call or a meeting with a customer (B75, B76, B91, H18).

    ``next_demand_learned`` and ``gift_given`` belong to the new-demand visits of December (B86, D73).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef | None = None
    visited_on: date
    kind: VisitKind
    visitor: EmployeeRef | None = None
    project: ProjectRef | None = None
    findings: str | None = None
    next_demand_learned: bool | None = None
    gift_given: bool | None = None


@record("service_request", dated="received_on")
class ServiceRequest:
    """What a customer asked of the person who answered first (B82, D76, D77, D78)."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    received_on: date
    first_responder: EmployeeRef | None = None
    recorded: bool | None = None
    in_duty: bool | None = None
    at_once: bool | None = None
    major: bool | None = None
    transferred_on: Happening | None = None
    transferred_to: Identifier | None = None
    reported_on: Happening | None = None
    closed_on: Happening | None = None
    calls: Count | None = None
    shirked: bool | None = None
    serious: bool | None = None
    partners_disagree: bool | None = None
    arbitrated_on: Happening | None = None


@record("fault", dated="happened_on")
class FaultReport:
    """A fault of what we delivered (B87): what must be noted, and who was told in turn (F32, H50)."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    project: ProjectRef | None = None
    happened_on: date
    major: bool | None = None
    place: str | None = None
    symptom: str | None = None
    plan: str | None = None
    received_by: EmployeeRef | None = None
    salesperson_told_on: Happening | None = None
    manager_told_on: Happening | None = None
    leadership_told_on: Happening | None = None
    closed_on: Happening | None = None


@record("satisfaction_survey", dated="surveyed_on")
class SatisfactionSurvey:
    """How many of those asked were satisfied (B81, L41); without ``customer`` it asked many customers of the unit.

    ``best_competitor`` is the share that is satisfied with the best of our competitors, where it was asked (J29).
    """

    id: Identifier
    unit: UnitRef
    customer: CustomerRef | None = None
    surveyed_on: date
    method: Identifier | None = None
    respondents: Count
    satisfied: Count
    improvement: str | None = None
    best_competitor: Fraction | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A satisfied person was asked."""
        if self.satisfied > self.respondents:
            values = {"value": str(self.satisfied), "respondents": str(self.respondents)}
            yield "satisfied", ("model.more-satisfied-than-asked", values)


@record("duty_report", ordered=("starts_on <= ends_on",))
class DutyReport:
    """A report that a unit owes for a period, first and last day inclusive (B83, B85)."""

    id: Identifier
    unit: UnitRef
    kind: DutyReportKind
    starts_on: date
    ends_on: date
    submitted_on: Happening | None = None
    submitted_by: EmployeeRef | None = None
