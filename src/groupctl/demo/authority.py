"""Who decides in the demo group: its posts and who holds them, a committee, who acts for whom, and requests about its units."""

from typing import Final

from groupctl.demo.book import Book, day
from groupctl.demo.dice import dice
from groupctl.demo.names import person_name
from groupctl.demo.organisation import UNITS
from groupctl.model.appraisal import Appraisal
from groupctl.model.authority import (
    Absence,
    Appointment,
    AppointmentKind,
    Ballot,
    Body,
    Delegation,
    Request,
    SeatLevel,
    StepAnswer,
    StepPart,
    StepRecord,
    Vote,
)
from groupctl.model.organisation import UnitKind
from groupctl.model.people import Employee
from groupctl.schema.money import Money

AT_HEADQUARTERS: Final = (
    *("headquarters", "general_manager", "committee_director", "finance_director", "credit_controller"),
    *("finance", "operations_management", "risk_management", "marketing_department"),
)
COMMITTEE: Final = 6
MEETING: Final = 3

POSTS_AT: Final = {
    UnitKind.GROUP: AT_HEADQUARTERS,
    UnitKind.SEGMENT: ("division_manager", "division_finance", "credit_controller"),
    UnitKind.DIVISION: ("division_manager", "division_finance", "credit_controller", "unit_general_manager"),
    UnitKind.SUBSIDIARY: ("credit_controller", "unit_general_manager"),
    UnitKind.BRANCH: ("unit_general_manager",),
}
"""The posts that are filled; the branch has no credit controller: its segment's acts in his place."""


def add_authority(book: Book, seed: int) -> None:
    """Write the holders of posts, the bodies, a delegation, an absence and what was asked for so far."""
    for unit in UNITS:
        for post in POSTS_AT[unit.kind]:
            appoint(book, add_leader(book, seed, unit.id, post), post, unit.id)
        if unit.kind in {UnitKind.SEGMENT, UnitKind.DIVISION}:
            add_body(book, seed, "division_meeting", unit.id, MEETING)
        if unit.kind not in {UnitKind.GROUP, UnitKind.SEGMENT}:
            appoint(book, f"E-{number(unit.id)}.1", "sales_manager", unit.id)
    add_body(book, seed, "committee", "U-0", COMMITTEE)
    add_substitute(book)
    add_requests(book)


def number(unit: str) -> str:
    """``U-11`` -> ``11``."""
    return unit.removeprefix("U-")


def add_leader(book: Book, seed: int, unit: str, post: str) -> str:
    """Write a person who leads; their id."""
    name = f"E-{number(unit)}.{post}"
    chance = dice(seed, "leader", name)
    book.add(
        Employee(
            id=name,
            name=person_name(chance),
            unit=unit,
            post=post,
            in_sales=False,
            in_service=False,
            supervises_service=False,
            joined_on=day("2015-03-02"),
            intends_to_leave=False,
            manages_money=False,
            manages_goods=False,
            spends=False,
            manages_affairs=False,
            sources_suppliers=False,
            executes_purchases=False,
            character=Appraisal.GOOD,
            ability=Appraisal.GOOD,
            last_patrol_on=day("2026-05-20"),
            holds_customers_alone=False,
            threatens_to_leave_with_customers=False,
        )
    )
    return name


def appoint(
    book: Book, employee: str, post: str, unit: str, kind: AppointmentKind = AppointmentKind.PRINCIPAL
) -> None:
    """Write that a person holds a post."""
    book.add(
        Appointment(
            id=f"AP-{number(unit)}.{post}.{employee.removeprefix('E-')}",
            employee=employee,
            post=post,
            unit=unit,
            kind=kind,
            starts_on=day("2021-01-01"),
        )
    )


def add_body(book: Book, seed: int, post: str, unit: str, seats: int) -> None:
    """Write a body with a member in each seat; the first is in the chair."""
    members = [add_leader(book, seed, unit, f"{post}_{place}") for place in range(1, seats + 1)]
    for member in members:
        appoint(book, member, post, unit, AppointmentKind.CONCURRENT)
    book.add(
        Body(
            id=f"BO-{number(unit)}.{post}",
            post=post,
            unit=unit,
            seats=seats,
            quorum=-(-seats * 2 // 3),
            chair=members[0],
            casting_vote=seats % 2 == 0,
        )
    )


def add_substitute(book: Book) -> None:
    """The manager of Pumps is away at the end of June; the manager of Valves acts for him, up to two million."""
    book.add(
        Absence(
            id="AB-1",
            employee="E-11.division_manager",
            starts_on=day("2026-06-22"),
            ends_on=day("2026-07-03"),
        )
    )
    for matter in ("OVER_UNIT_LIMIT", "TERMS", "LIMIT_GRANT"):
        book.add(
            Delegation(
                id=f"DG-11.{matter}",
                appointment="AP-11.division_manager.11.division_manager",
                employee="E-12.division_manager",
                matter=matter,
                amount=Money.of(2_000_000, "CNY"),
                starts_on=day("2026-06-22"),
                ends_on=day("2026-07-03"),
                only_while_absent=True,
            )
        )


def add_requests(book: Book) -> None:
    """A division's budget, which headquarters approved, and a write-off on which the committee voted."""
    ask(book, "RQ-1", "F2_2", "U-22", requester="E-2.division_finance", on="2026-01-12")
    step(book, "RQ-1", 1, "headquarters", "2026-01-20")
    ask(book, "RQ-2", "WRITE_OFF", "U-21", requester="E-21.1", on="2026-05-11", amount=6_000_000)
    step(
        book,
        "RQ-2",
        1,
        "division_manager",
        "2026-05-13",
        part=StepPart.REVIEW,
        unit="U-21",
        at=SeatLevel.DIVISION,
    )
    step(book, "RQ-2", 2, "credit_controller", "2026-05-15", part=StepPart.REVIEW)
    record = step(book, "RQ-2", 3, "committee", "2026-05-22", part=StepPart.DELIBERATE, amount=6_000_000)
    for place in range(1, COMMITTEE + 1):
        ballot = Ballot.FOR if place <= COMMITTEE - 2 else Ballot.AGAINST
        book.add(
            Vote(id=f"{record}.{place}", step_record=record, employee=f"E-0.committee_{place}", ballot=ballot)
        )


def ask(
    book: Book, name: str, matter: str, unit: str, *, requester: str, on: str, amount: int | None = None
) -> None:
    """Write a request about a unit."""
    book.add(
        Request(
            id=name,
            matter=matter,
            unit=unit,
            amount=None if amount is None else Money.of(amount, "CNY"),
            requester=requester,
            requested_on=day(on),
        )
    )


def step(
    book: Book,
    request: str,
    place: int,
    post: str,
    on: str,
    *,
    part: StepPart = StepPart.APPROVE,
    unit: str = "U-0",
    at: SeatLevel = SeatLevel.GROUP,
    amount: int | None = None,
) -> str:
    """Write that the holder of a post at ``unit``, or the body of that name, said yes until the end of the year; the record's id."""
    name = f"{request}.{place}"
    book.add(
        StepRecord(
            id=name,
            request=request,
            part=part,
            post=post,
            at=at,
            employee=None if part is StepPart.DELIBERATE else f"E-{number(unit)}.{post}",
            done_on=day(on),
            number=place,
            answer=StepAnswer.YES,
            amount=None if amount is None else Money.of(amount, "CNY"),
            starts_on=day(on),
            ends_on=day("2026-12-31"),
        )
    )
    return name
