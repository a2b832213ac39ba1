"""What each division of the demo has planned and laid down: campaigns, people, regulations, cash, seasons, improvement."""

from random import Random

from groupctl.demo.book import Book, day, days
from groupctl.demo.dice import dice, one_in
from groupctl.model.customer import Account, Customer
from groupctl.model.pipeline import Resource, ResourcePool
from groupctl.model.planning import (
    Campaign,
    CashReceipt,
    ImprovementPlan,
    PlanDecision,
    Regulation,
    SeasonPlan,
)
from groupctl.schema.money import Money


def add_plans(book: Book, chance: Random, unit: str) -> None:
    """Write a division's campaigns, resources, regulation, cash and season plan."""
    add_campaigns(book, chance, unit)
    add_resources(book, chance, unit)
    add_regulation(book, unit)
    add_cash(book, chance, unit)
    add_season(book, chance, unit)


def add_campaigns(book: Book, chance: Random, unit: str) -> None:
    """Write two campaigns of a division: planned, approved, paid, assessed."""
    number = unit.removeprefix("U-")
    for place in range(2):
        spent = chance.randint(60, 110)
        book.add(
            Campaign(
                id=f"CG-{number}.{place}",
                unit=unit,
                name=f"Spring campaign {place + 1}",
                planned_on=day("2026-02-01"),
                plan="Trade fair and rebate",
                budget=Money(100_000_00, "CNY"),
                approved_on=None if one_in(chance, 8) else day("2026-02-10"),
                approved_by="unit_general_manager",
                starts_on=day("2026-03-01"),
                ends_on=day("2026-04-30"),
                started_on=day("2026-03-01"),
                paid=Money(spent * 1_000_00, "CNY"),
                expected_sales=Money(2_000_000_00, "CNY"),
                actual_sales=Money(chance.randint(900, 2_600) * 1_000_00, "CNY"),
                assessed_on=None if one_in(chance, 5) else day("2026-05-20"),
                responsible=f"E-{number}.1",
            )
        )


def add_resources(book: Book, chance: Random, unit: str) -> None:
    """Write the people whom a division may book."""
    number = unit.removeprefix("U-")
    for place, pool in enumerate((ResourcePool.OWN, ResourcePool.SHARED)):
        book.add(
            Resource(
                id=f"RS-{number}.{place}",
                unit=unit,
                pool=pool,
                skill="solution",
                employee=f"E-{number}.2",
                available_days=120,
                charged_days=chance.randint(50, 110),
            )
        )


def add_regulation(book: Book, unit: str) -> None:
    """Write a regulation in force at a division."""
    number = unit.removeprefix("U-")
    book.add(
        Regulation(
            id=f"RG-{number}",
            unit=unit,
            title="Use of the CRM",
            version="3",
            issued_on=day("2025-09-01"),
            approved_by="vice_president",
            approved_on=day("2025-08-28"),
        )
    )


def add_cash(book: Book, chance: Random, unit: str) -> None:
    """Write cash that a division took in."""
    number = unit.removeprefix("U-")
    book.add(
        CashReceipt(
            id=f"CR-{number}",
            unit=unit,
            received_on=day("2026-06-24"),
            amount=Money(chance.randint(5, 80) * 1_000_00, "CNY"),
            received_by=f"E-{number}.0",
            banked_on=day("2026-06-24") + days(chance.choice((0, 0, 0, 2))),
            into_company_account=True,
            spent_before_banking=False,
        )
    )


def add_season(book: Book, chance: Random, unit: str) -> None:
    """Write what a division agreed on with a customer for the season."""
    number = unit.removeprefix("U-")
    customer = next(row.customer for row in book.rows(Account) if row.unit == unit)
    book.add(
        SeasonPlan(
            id=f"SE-{number}",
            customer=customer,
            unit=unit,
            product="P-201",
            season_starts_on=day("2026-08-01"),
            season_ends_on=day("2026-10-31"),
            peak_demand=Money(500_000_00, "CNY"),
            stock_agreed=Money(450_000_00, "CNY"),
            stock_ready=Money(chance.randint(200, 520) * 1_000_00, "CNY"),
            agreed_on=day("2026-06-15"),
        )
    )


def add_improvement_plans(book: Book, seed: int) -> None:
    """Write this year's plan for some of the planted D-class customers."""
    planted = {row.id for row in book.rows(Customer) if row.id.startswith("C-D")}
    for account in book.rows(Account):
        chance = dice(seed, "improvement", account.id)
        if account.customer in planted and not one_in(chance, 3):
            book.add(
                ImprovementPlan(
                    id=f"IP-{account.id}",
                    customer=account.customer,
                    unit=account.unit,
                    made_on=day("2026-01-20"),
                    year=2026,
                    decision=PlanDecision.CONTINUE,
                    reason="Opens a new market",
                    target=Money(100_001_00, "CNY"),
                    measures="Fewer visits, higher prices",
                    root_cause="Small orders",
                    deliberated_on=day("2026-02-20"),
                )
            )
