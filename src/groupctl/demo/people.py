"""The demo's own people: a few in each division, their user accounts, and the holidays that their working days skip."""

from random import Random
from typing import Final

from groupctl.demo.book import AS_OF, Book, ago, day, days, staff
from groupctl.demo.dice import dice, one_in
from groupctl.demo.names import person_name
from groupctl.model.organisation import Unit, UnitKind

PER_UNIT: Final = 4
HOLIDAYS: Final = ("2026-01-01", "2026-02-17", "2026-02-18", "2026-02-19", "2026-05-01", "2026-06-19")
WORKING_SATURDAYS: Final = ("2026-02-14", "2026-05-09")


def add_people(book: Book, seed: int) -> None:
    """Write employees, accounts, one change of a user account per division, the work groups and the calendar."""
    for unit in [row.id for row in book.rows(Unit) if row.kind is not UnitKind.GROUP]:
        for place in range(PER_UNIT):
            add_employee(book, seed, unit, place)
        book.write("work_group", id=f"WG-{unit.removeprefix('U-')}", unit=unit, leader=staff(unit, 0))
    for on in (*HOLIDAYS, *WORKING_SATURDAYS):
        book.write("calendar_day", id=on, on=day(on), working=on in WORKING_SATURDAYS)


def add_employee(book: Book, seed: int, unit: str, place: int) -> None:
    """Write a person with an account; the first of each unit is its segment's administrator."""
    name, sells = staff(unit, place), place > 0
    chance = dice(seed, "employee", name.removeprefix("E-"))
    book.write(
        "employee",
        id=name,
        name=person_name(chance),
        unit=unit,
        post="salesperson" if sells else "administrator",
        in_sales=sells,
        in_service=not sells,
        joined_on=day("2020-03-01"),
        intends_to_leave=one_in(chance, 20),
        trained_on=None if sells and one_in(chance, 12) else day("2020-04-01"),
        guarantor=None if one_in(chance, 10) else person_name(chance),
        manages_goods=sells and one_in(chance, 4),
        spends=sells,
        character=chance.choice(("GOOD", "GOOD", "FAIR")),
        ability=chance.choice(("GOOD", "FAIR")),
        last_patrol_on=ago(chance, 5, 100),
        holds_customers_alone=one_in(chance, 25),
    )
    add_user_account(book, chance, unit, place)


def add_user_account(book: Book, chance: Random, unit: str, place: int) -> None:
    """Write the user account of an employee, and for the last one of each unit how it was changed."""
    name = staff(unit, place)
    account = name.replace("E-", "AC-")
    book.write(
        "user_account",
        id=account,
        employee=name,
        unit=unit,
        role="BUSINESS_STAFF" if place else "SEGMENT_ADMINISTRATOR",
        last_login_on=AS_OF - days(chance.choice((0, 0, 0, 1, 3, 16))),
        travelling=one_in(chance, 4),
        logins_week=chance.randint(2, 6),
    )
    if place == PER_UNIT - 1:
        book.write(
            "user_account_change",
            id=name.replace("E-", "CH-"),
            employee=name,
            unit=unit,
            user_account=account,
            submitted_on=day("2026-06-22") + days(chance.choice((0, 1, 1, 4))),
        )
