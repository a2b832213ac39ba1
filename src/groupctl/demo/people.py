"""The demo's own people: a few in each division, their user accounts, and the holidays that their working days skip."""

from random import Random
from typing import Final

from groupctl.demo.book import AS_OF, Book, day, days
from groupctl.demo.dice import dice, one_in
from groupctl.demo.names import person_name
from groupctl.model.appraisal import Appraisal
from groupctl.model.organisation import Unit, UnitKind
from groupctl.model.people import ChangeReason, CrmRole, Employee, UserAccount, UserAccountChange
from groupctl.model.planning import WorkGroup, WorkGroupPurpose
from groupctl.model.process import CalendarDay

PER_UNIT: Final = 4
HOLIDAYS: Final = ("2026-01-01", "2026-02-17", "2026-02-18", "2026-02-19", "2026-05-01", "2026-06-19")
WORKING_SATURDAYS: Final = ("2026-02-14", "2026-05-09")


def add_people(book: Book, seed: int) -> None:
    """Write employees, accounts, one change of a user account per division, the work groups and the calendar."""
    for unit in [row for row in book.rows(Unit) if row.kind is not UnitKind.GROUP]:
        for place in range(PER_UNIT):
            add_employee(book, seed, unit.id, place)
        number = unit.id.removeprefix("U-")
        book.add(
            WorkGroup(
                id=f"WG-{number}",
                unit=f"U-{number}",
                purpose=WorkGroupPurpose.added("D_CLASS"),
                leader=f"E-{number}.0",
                formed_on=day("2026-01-10"),
                on_site_on=day("2026-04-08"),
            )
        )
    for on in HOLIDAYS:
        book.add(CalendarDay(id=on, on=day(on), working=False))
    for on in WORKING_SATURDAYS:
        book.add(CalendarDay(id=on, on=day(on), working=True))


def add_employee(book: Book, seed: int, unit: str, place: int) -> None:
    """Write a person with an account; the first of each unit is its segment's administrator."""
    number = f"{unit.removeprefix('U-')}.{place}"
    chance = dice(seed, "employee", number)
    sells = place > 0
    book.add(
        Employee(
            id=f"E-{number}",
            name=person_name(chance),
            unit=unit,
            post="salesperson" if sells else "administrator",
            in_sales=sells,
            in_service=not sells,
            supervises_service=False,
            joined_on=day("2020-03-01"),
            intends_to_leave=one_in(chance, 20),
            trained_on=None if sells and one_in(chance, 12) else day("2020-04-01"),
            guarantor=None if one_in(chance, 10) else person_name(chance),
            manages_money=False,
            manages_goods=sells and one_in(chance, 4),
            spends=sells,
            manages_affairs=False,
            sources_suppliers=False,
            executes_purchases=False,
            character=chance.choice((Appraisal.GOOD, Appraisal.GOOD, Appraisal.FAIR)),
            ability=chance.choice((Appraisal.GOOD, Appraisal.FAIR)),
            last_patrol_on=AS_OF - days(chance.randint(5, 100)),
            holds_customers_alone=one_in(chance, 25),
            threatens_to_leave_with_customers=False,
        )
    )
    add_user_account(book, chance, unit, place)


def add_user_account(book: Book, chance: Random, unit: str, place: int) -> None:
    """Write the user account of an employee, and for the last one of each unit how it was changed."""
    number = f"{unit.removeprefix('U-')}.{place}"
    sells = place > 0
    book.add(
        UserAccount(
            id=f"AC-{number}",
            employee=f"E-{number}",
            unit=unit,
            role=CrmRole.BUSINESS_STAFF if sells else CrmRole.SEGMENT_ADMINISTRATOR,
            opened_on=day("2020-03-02"),
            last_login_on=AS_OF - days(chance.choice((0, 0, 0, 1, 3, 16))),
            travelling=one_in(chance, 4),
            logins_week=chance.randint(2, 6),
            leave_days=0,
            frozen=False,
        )
    )
    if place == PER_UNIT - 1:
        joined = day("2026-06-22")
        book.add(
            UserAccountChange(
                id=f"CH-{number}",
                employee=f"E-{number}",
                unit=unit,
                user_account=f"AC-{number}",
                reason=ChangeReason.MOVED,
                treatment="Change the segment's rights",
                happened_on=joined,
                submitted_on=joined + days(chance.choice((0, 1, 1, 4))),
                submitted_by="segment_administrator",
                approved_on=joined + days(5),
                approved_by="vice_president",
                executed_on=joined + days(6),
                executed_by="marketing_department",
            )
        )
