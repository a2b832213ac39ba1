"""Who decides in the demo group: its posts and who holds them, a committee, who acts for whom, and requests about its units."""

from typing import Final

from groupctl.demo.book import Book, day, staff
from groupctl.demo.dice import dice
from groupctl.demo.names import person_name
from groupctl.demo.organisation import UNITS
from groupctl.model.organisation import UnitKind

AT_HEADQUARTERS: Final = (
    *("headquarters", "general_manager", "committee_director", "finance_director", "credit_controller"),
    *("finance", "operations_management", "risk_management", "marketing_department"),
)
BODIES: Final = {"division_meeting": 3, "committee": 6}
"""How many members the bodies have."""

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
            add_body(book, seed, "division_meeting", unit.id)
        if unit.kind not in {UnitKind.GROUP, UnitKind.SEGMENT}:
            appoint(book, staff(unit.id, 1), "sales_manager", unit.id)
    add_body(book, seed, "committee", "U-0")
    book.write_file("authority.yaml")


def number(unit: str) -> str:
    """``U-11`` -> ``11``."""
    return unit.removeprefix("U-")


def add_leader(book: Book, seed: int, unit: str, post: str) -> str:
    """Write a person who leads; their id."""
    name = staff(unit, post)
    book.write(
        "employee",
        id=name,
        name=person_name(dice(seed, "leader", name)),
        unit=unit,
        post=post,
        in_sales=False,
        in_service=False,
        joined_on=day("2015-03-02"),
        character="GOOD",
        ability="GOOD",
        last_patrol_on=day("2026-05-20"),
    )
    return name


def appoint(book: Book, employee: str, post: str, unit: str, kind: str = "PRINCIPAL") -> None:
    """Write that a person holds a post."""
    id_ = f"AP-{number(unit)}.{post}.{employee.removeprefix('E-')}"
    book.write("appointment", id=id_, employee=employee, post=post, unit=unit, kind=kind)


def add_body(book: Book, seed: int, post: str, unit: str) -> None:
    """Write a body with a member in each seat; the first is in the chair."""
    seats = BODIES[post]
    members = [add_leader(book, seed, unit, f"{post}_{place}") for place in range(1, seats + 1)]
    for member in members:
        appoint(book, member, post, unit, "CONCURRENT")
    book.write(
        "body",
        id=f"BO-{number(unit)}.{post}",
        post=post,
        unit=unit,
        seats=seats,
        quorum=-(-seats * 2 // 3),
        chair=members[0],
        casting_vote=seats % 2 == 0,
    )
