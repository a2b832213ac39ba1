"""What each division of the demo has planned and laid down: campaigns, people, regulations, cash, seasons, improvement."""

from random import Random

from groupctl.demo.book import Book, day, days, of, staff
from groupctl.demo.dice import dice, one_in
from groupctl.model.customer import Account, Customer


def add_plans(book: Book, chance: Random, unit: str) -> None:
    """Write a division's campaigns, resources, regulation, cash and season plan."""
    number = unit.removeprefix("U-")
    for place in range(2):
        add_campaign(book, chance, unit, place)
    for place, pool in enumerate(("OWN", "SHARED")):
        charged = chance.randint(50, 110)
        book.write(
            "resource",
            id=f"RS-{number}.{place}",
            unit=unit,
            pool=pool,
            employee=staff(unit, 2),
            charged_days=charged,
        )
    book.write("regulation", id=f"RG-{number}", unit=unit)
    book.write(
        "cash_receipt",
        id=f"CR-{number}",
        unit=unit,
        amount=chance.randint(5, 80) * 1_000,
        received_by=staff(unit, 0),
        banked_on=day("2026-06-24") + days(chance.choice((0, 0, 0, 2))),
    )
    customer = next(row.customer for row in book.rows(Account) if row.unit == unit)
    ready = chance.randint(200, 520) * 1_000
    book.write("season_plan", id=f"SE-{number}", customer=customer, unit=unit, stock_ready=ready)


def add_campaign(book: Book, chance: Random, unit: str, place: int) -> None:
    """Write a campaign of a division: planned, approved, paid, assessed."""
    paid = chance.randint(60, 110) * 1_000
    book.write(
        "campaign",
        id=f"CG-{unit.removeprefix('U-')}.{place}",
        unit=unit,
        name=f"Spring campaign {place + 1}",
        approved_on=None if one_in(chance, 8) else day("2026-02-10"),
        paid=paid,
        actual_sales=chance.randint(900, 2_600) * 1_000,
        assessed_on=None if one_in(chance, 5) else day("2026-05-20"),
        responsible=staff(unit, 1),
    )


def add_improvement_plans(book: Book, seed: int) -> None:
    """Write this year's plan for some of the planted D-class customers."""
    planted = {row.id for row in book.rows(Customer) if row.id.startswith("C-D")}
    for account in book.rows(Account):
        chance = dice(seed, "improvement", account.id)
        if account.customer in planted and not one_in(chance, 3):
            book.write("improvement_plan", **of(account, "IP"))
