"""Service in the demo: complaints with their history, projects in use, visits, requests, faults, surveys, reports."""

from random import Random
from typing import Final

from groupctl.demo.book import Book, ago, day, days, of, staff
from groupctl.demo.dice import dice, one_in
from groupctl.demo.written import members
from groupctl.model.customer import Account
from groupctl.model.organisation import Unit

MONTHS: Final = (("2026-04-01", "2026-04-30"), ("2026-05-01", "2026-05-31"))
VISITS: Final = ("SALES_CALL", "SALES_CALL", "EXECUTIVE", "FORUM")
QUARTERLY: Final = ("D_CLASS_NOTICE", "COMPLAINT_SUMMARY", "D_CLASS_BENCHMARK")


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
    for number in range(chance.randint(1, 4)):
        visited_on, kind = ago(chance, 1, 360), chance.choice(VISITS)
        book.write(
            "visit",
            **of(account, "VI") | {"id": f"VI-{account.id}-{number}"},
            visited_on=visited_on,
            kind=kind,
            visitor=staff(account.unit, 1),
            next_demand_learned=kind == "EXECUTIVE",
        )


def add_project(book: Book, chance: Random, account: Account) -> None:
    """Write a project in use, its return visits, and sometimes a fault."""
    manager = staff(account.unit, 2)
    project = book.write(
        "project", **of(account, "PJ"), delivered_on=ago(chance, 40, 900), manager=manager
    ).id
    book.write(
        "visit",
        **of(account, "RV"),
        visited_on=ago(chance, 2, 38),
        kind="RETURN_VISIT",
        project=project,
        findings=None,
        next_demand_learned=False,
    )
    if one_in(chance, 3):
        happened = ago(chance, 1, 30)
        book.write(
            "fault",
            **of(account, "FR"),
            project=project,
            happened_on=happened,
            major=one_in(chance, 2),
            received_by=manager,
            salesperson_told_on=happened,
            manager_told_on=None if one_in(chance, 3) else happened,
            leadership_told_on=None if one_in(chance, 2) else happened,
        )


def add_complaint(book: Book, chance: Random, account: Account) -> None:
    """Write a complaint, some answered, some left open, with the first events of its process."""
    received, answered = ago(chance, 1, 60), not one_in(chance, 3)
    complaint = book.write(
        "complaint",
        **of(account, "CP"),
        received_on=received,
        kind=chance.choice(members("complaint", "kind")),
        severity=chance.choice(("MINOR", "MINOR", "MAJOR", "CRITICAL")),
        technical=not one_in(chance, 4),
        result_told_on=received + days(1),
        solution="Replacement and credit note" if answered else None,
        answered_on=received + days(6) if answered else None,
        paid=chance.randint(1, 50) * 100,
    ).id
    for number, event in enumerate(("complaint.record", "complaint.establish")):
        book.write(
            "process_event",
            id=f"{complaint}/{number}",
            subject=complaint,
            event=event,
            on=received,
            number=number,
        )


def add_request(book: Book, chance: Random, account: Account) -> None:
    """Write what a customer asked of the person who answered first."""
    received, at_once = ago(chance, 1, 30), one_in(chance, 2)
    book.write(
        "service_request",
        **of(account, "SR"),
        received_on=received,
        first_responder=staff(account.unit, 0),
        recorded=not one_in(chance, 10),
        at_once=at_once,
        closed_on=received if at_once or one_in(chance, 2) else None,
        calls=chance.choice((1, 1, 1, 2)),
        shirked=one_in(chance, 20),
    )


def add_return(book: Book, chance: Random, account: Account) -> None:
    """Write goods that a customer wants to give back."""
    returned = ago(chance, 1, 60)
    book.write(
        "goods_return",
        **of(account, "GQ"),
        returned_on=returned,
        amount=chance.randint(1, 40) * 1_000,
        reason="unsold",
        malicious=False,
        delivered_on=returned - days(chance.randint(3, 60)),
        special=one_in(chance, 5),
    )


def add_reports(book: Book, chance: Random, unit: str) -> None:
    """Write a division's monthly supervision reports, its quarterly notices, and its satisfaction survey."""
    number = unit.removeprefix("U-")
    for starts_on, ends_on in MONTHS:
        book.write(
            "duty_report",
            id=f"DR-{number}-{ends_on}",
            unit=unit,
            kind="SERVICE_SUPERVISION",
            starts_on=day(starts_on),
            ends_on=day(ends_on),
            submitted_on=None if one_in(chance, 5) else day(ends_on) + days(3),
            submitted_by=staff(unit, 0),
        )
    for kind in QUARTERLY:
        book.write(
            "duty_report",
            id=f"DR-{number}-{kind}",
            unit=unit,
            kind=kind,
            starts_on=day("2026-01-01"),
            ends_on=day("2026-03-31"),
            submitted_on=day("2026-04-09"),
            submitted_by=staff(unit, 0),
        )
    book.write("satisfaction_survey", id=f"SS-{number}", unit=unit, satisfied=chance.randint(170, 198))
