"""Service in the demo: complaints with their history, projects in use, visits, requests, faults, surveys, reports."""

from random import Random
from typing import Final

from groupctl.demo.book import AS_OF, Book, day, days
from groupctl.demo.dice import dice, one_in
from groupctl.model.customer import Account
from groupctl.model.ledger import GoodsReturn
from groupctl.model.organisation import Unit
from groupctl.model.process import ProcessEvent
from groupctl.model.service import (
    Complaint,
    ComplaintKind,
    DutyReport,
    DutyReportKind,
    FaultReport,
    Project,
    SatisfactionSurvey,
    ServiceRequest,
    Severity,
    Visit,
    VisitKind,
)
from groupctl.schema.money import Money

MONTHS: Final = (("2026-04-01", "2026-04-30"), ("2026-05-01", "2026-05-31"))


def add_service(book: Book, seed: int) -> None:
    """Write what service did for one account in eight, and what each division reported and measured."""
    for account in book.rows(Account):
        chance = dice(seed, "service", account.id)
        if one_in(chance, 8):
            add_visits(book, chance, account)
        if one_in(chance, 30):
            add_project(book, chance, account)
        if one_in(chance, 40):
            add_complaint(book, chance, account)
        if one_in(chance, 60):
            add_request(book, chance, account)
        if one_in(chance, 50):
            add_return(book, chance, account)
    for unit in [row.id for row in book.rows(Unit) if row.id not in {"U-0", "U-1", "U-2", "U-3"}]:
        add_reports(book, dice(seed, "reports", unit), unit)


def add_visits(book: Book, chance: Random, account: Account) -> None:
    """Write a few visits of the last year."""
    kinds = (VisitKind.SALES_CALL, VisitKind.SALES_CALL, VisitKind.EXECUTIVE, VisitKind.FORUM)
    for number in range(chance.randint(1, 4)):
        visited_on = AS_OF - days(chance.randint(1, 360))
        kind = chance.choice(kinds)
        book.add(
            Visit(
                id=f"VI-{account.id}-{number}",
                customer=account.customer,
                unit=account.unit,
                visited_on=visited_on,
                kind=kind,
                visitor=f"E-{account.unit.removeprefix('U-')}.1",
                findings="Stock is sound",
                next_demand_learned=kind is VisitKind.EXECUTIVE,
            )
        )


def add_project(book: Book, chance: Random, account: Account) -> None:
    """Write a project in use, its return visits, and sometimes a fault."""
    project = f"PJ-{account.id}"
    manager = f"E-{account.unit.removeprefix('U-')}.2"
    delivered = AS_OF - days(chance.randint(40, 900))
    book.add(
        Project(
            id=project,
            customer=account.customer,
            unit=account.unit,
            delivered_on=delivered,
            manager=manager,
        )
    )
    book.add(
        Visit(
            id=f"RV-{account.id}",
            customer=account.customer,
            unit=account.unit,
            visited_on=AS_OF - days(chance.randint(2, 38)),
            kind=VisitKind.RETURN_VISIT,
            project=project,
            next_demand_learned=False,
        )
    )
    if one_in(chance, 3):
        happened = AS_OF - days(chance.randint(1, 30))
        book.add(
            FaultReport(
                id=f"FR-{account.id}",
                customer=account.customer,
                unit=account.unit,
                project=project,
                happened_on=happened,
                major=one_in(chance, 2),
                place="Pump house 2",
                symptom="Vibration beyond the limit",
                plan="Replace the bearing",
                received_by=manager,
                salesperson_told_on=happened,
                manager_told_on=None if one_in(chance, 3) else happened,
                leadership_told_on=None if one_in(chance, 2) else happened,
            )
        )


def add_complaint(book: Book, chance: Random, account: Account) -> None:
    """Write a complaint, some answered, some left open, with the first events of its process."""
    received = AS_OF - days(chance.randint(1, 60))
    answered = not one_in(chance, 3)
    id_ = f"CP-{account.id}"
    book.add(
        Complaint(
            id=id_,
            customer=account.customer,
            unit=account.unit,
            received_on=received,
            complainant="采购经理",
            channel="telephone",
            about="last delivery",
            demand="replacement",
            content="密封件渗漏",
            kind=chance.choice(tuple(ComplaintKind)),
            severity=chance.choice((Severity.MINOR, Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)),
            technical=not one_in(chance, 4),
            established=True,
            result_told_on=received + days(1),
            responsible="quality_department",
            cause="Wrong batch of seals",
            solution="Replacement and credit note" if answered else None,
            answered_on=received + days(6) if answered else None,
            paid=Money(chance.randint(1, 50) * 100_00, "CNY"),
        )
    )
    steps = ("complaint.record", "complaint.establish")
    for number, event in enumerate(steps):
        book.add(
            ProcessEvent(
                id=f"{id_}/{number}",
                process="complaint",
                subject=id_,
                event=event,
                on=received,
                number=number,
                role="complaint_handler",
            )
        )


def add_request(book: Book, chance: Random, account: Account) -> None:
    """Write what a customer asked of the person who answered first."""
    received = AS_OF - days(chance.randint(1, 30))
    at_once = one_in(chance, 2)
    book.add(
        ServiceRequest(
            id=f"SR-{account.id}",
            customer=account.customer,
            unit=account.unit,
            received_on=received,
            first_responder=f"E-{account.unit.removeprefix('U-')}.0",
            recorded=not one_in(chance, 10),
            in_duty=True,
            at_once=at_once,
            major=False,
            closed_on=received if at_once or one_in(chance, 2) else None,
            calls=chance.choice((1, 1, 1, 2)),
            shirked=one_in(chance, 20),
            serious=False,
            partners_disagree=False,
        )
    )


def add_return(book: Book, chance: Random, account: Account) -> None:
    """Write goods that a customer wants to give back."""
    returned = AS_OF - days(chance.randint(1, 60))
    book.add(
        GoodsReturn(
            id=f"GQ-{account.id}",
            customer=account.customer,
            unit=account.unit,
            returned_on=returned,
            amount=Money(chance.randint(1, 40) * 1_000_00, "CNY"),
            reason="unsold",
            malicious=False,
            delivered_on=returned - days(chance.randint(3, 60)),
            special=one_in(chance, 5),
        )
    )


def add_reports(book: Book, chance: Random, unit: str) -> None:
    """Write a division's monthly supervision reports, its quarterly notices, and its satisfaction survey."""
    number = unit.removeprefix("U-")
    for starts_on, ends_on in MONTHS:
        book.add(
            DutyReport(
                id=f"DR-{number}-{ends_on}",
                unit=unit,
                kind=DutyReportKind.SERVICE_SUPERVISION,
                starts_on=day(starts_on),
                ends_on=day(ends_on),
                submitted_on=None if one_in(chance, 5) else day(ends_on) + days(3),
                submitted_by=f"E-{number}.0",
            )
        )
    for kind in (
        DutyReportKind.added("D_CLASS_NOTICE"),
        DutyReportKind.COMPLAINT_SUMMARY,
        DutyReportKind.added("D_CLASS_BENCHMARK"),
    ):
        book.add(
            DutyReport(
                id=f"DR-{number}-{kind.name}",
                unit=unit,
                kind=kind,
                starts_on=day("2026-01-01"),
                ends_on=day("2026-03-31"),
                submitted_on=day("2026-04-09"),
                submitted_by=f"E-{number}.0",
            )
        )
    book.add(
        SatisfactionSurvey(
            id=f"SS-{number}",
            unit=unit,
            surveyed_on=day("2026-05-15"),
            method="share-satisfied",
            respondents=200,
            satisfied=chance.randint(170, 198),
            improvement="Shorter delivery",
        )
    )
