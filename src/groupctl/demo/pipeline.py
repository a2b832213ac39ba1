"""The demo's business in sight: leads, what was done about them, opportunities, and what is lent to dealers."""

from datetime import date
from fractions import Fraction
from random import Random

from groupctl.demo.book import AS_OF, Book, day, days
from groupctl.demo.dice import one_in
from groupctl.model.customer import Account
from groupctl.model.pipeline import (
    AccountDepartmentSize,
    Activity,
    Lead,
    Opportunity,
    PipelineStatus,
    ResourcePool,
    TriangleForm,
)
from groupctl.model.planning import Support, SupportKind
from groupctl.schema.money import Money


def add_pipeline(book: Book, chance: Random, account: Account) -> None:
    """Write a lead, what was done about it, and the opportunity that came of it."""
    number = account.unit.removeprefix("U-")
    created = AS_OF - days(chance.randint(40, 200))
    status = chance.choice((PipelineStatus.OPEN, PipelineStatus.OPEN, PipelineStatus.WON))
    book.add(
        Lead(
            id=f"LD-{account.id}",
            unit=account.unit,
            customer=account.customer,
            created_on=created,
            created_by=f"E-{number}.1",
            owner=f"E-{number}.1",
            source="exhibition",
            content="Renewal of the pump station",
            status=status,
            validated=True,
            kcp1_passed=True,
        )
    )
    book.add(
        Activity(
            id=f"AV-{account.id}",
            lead=f"LD-{account.id}",
            customer=account.customer,
            unit=account.unit,
            done_on=AS_OF - days(chance.randint(1, 45)),
            done_by=f"E-{number}.1",
            text="Called",
        )
    )
    if status is PipelineStatus.WON:
        add_opportunity(book, chance, account, created + days(20))


def add_opportunity(book: Book, chance: Random, account: Account, created: date) -> None:
    """Write the opportunity that came of a lead, on its way through ATI, ATB and ATC."""
    number = account.unit.removeprefix("U-")
    book.add(
        Opportunity(
            id=f"OP-{account.id}",
            customer=account.customer,
            unit=account.unit,
            lead=f"LD-{account.id}",
            created_on=created,
            status=PipelineStatus.OPEN,
            amount=Money(chance.randint(20, 400) * 10_000_00, "CNY"),
            department_size=AccountDepartmentSize.SMALL,
            triangle=TriangleForm.PROJECT,
            account_responsible=f"E-{number}.1",
            solution_responsible=f"E-{number}.2",
            fulfilment_responsible=None if one_in(chance, 4) else f"E-{number}.3",
            solution_from=ResourcePool.SHARED,
            fulfilment_from=ResourcePool.SHARED,
            verified=True,
            delivery_takes_part=True,
            ati=True,
            solution_drafted=False,
            atb=False,
            negotiated=False,
            atc=False,
        )
    )


def add_support(book: Book, chance: Random, account: Account) -> None:
    """Write people or a vehicle lent to a dealer."""
    book.add(
        Support(
            id=f"SU-{account.id}",
            customer=account.customer,
            unit=account.unit,
            kind=chance.choice(tuple(SupportKind)),
            starts_on=day("2026-03-01"),
            ends_on=day("2026-08-31"),
            cost=Money(chance.randint(5, 60) * 1_000_00, "CNY"),
            dealer_pays=chance.choice((Fraction(0), Fraction(1, 2))),
            most_needed=not one_in(chance, 4),
        )
    )
