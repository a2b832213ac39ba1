"""The demo's business in sight: leads, what was done about them, opportunities, and what is lent to dealers."""

from datetime import date
from fractions import Fraction
from random import Random

from groupctl.demo.book import Book, ago, days, of, staff
from groupctl.demo.dice import one_in
from groupctl.demo.written import members
from groupctl.model.customer import Account


def add_pipeline(book: Book, chance: Random, account: Account) -> None:
    """Write a lead, what was done about it, and the opportunity that came of it."""
    seller, created = staff(account.unit, 1), ago(chance, 40, 200)
    status = chance.choice(("OPEN", "OPEN", "WON"))
    lead = book.write(
        "lead", **of(account, "LD"), created_on=created, created_by=seller, owner=seller, status=status
    )
    book.write("activity", **of(account, "AV"), lead=lead.id, done_on=ago(chance, 1, 45), done_by=seller)
    if status == "WON":
        add_opportunity(book, chance, account, created + days(20))


def add_opportunity(book: Book, chance: Random, account: Account, created: date) -> None:
    """Write the opportunity that came of a lead, on its way through ATI, ATB and ATC."""
    book.write(
        "opportunity",
        **of(account, "OP"),
        lead=f"LD-{account.id}",
        created_on=created,
        amount=chance.randint(20, 400) * 10_000,
        account_responsible=staff(account.unit, 1),
        solution_responsible=staff(account.unit, 2),
        fulfilment_responsible=None if one_in(chance, 4) else staff(account.unit, 3),
    )


def add_support(book: Book, chance: Random, account: Account) -> None:
    """Write people or a vehicle lent to a dealer."""
    book.write(
        "support",
        **of(account, "SU"),
        kind=chance.choice(members("support", "kind")),
        cost=chance.randint(5, 60) * 1_000,
        dealer_pays=chance.choice((Fraction(0), Fraction(1, 2))),
        most_needed=not one_in(chance, 4),
    )
