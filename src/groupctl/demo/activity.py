"""What ordinary customers cost, what was planned with them, what lies at their place, and what befell them."""

from random import Random
from typing import Final

from groupctl.demo.book import AS_OF, ORDERS_SINCE, AccountWriter, Book, day, days
from groupctl.demo.customers import Habits
from groupctl.demo.dice import dice, jitter, one_in
from groupctl.demo.ledger import yearly_sales
from groupctl.demo.organisation import months
from groupctl.model.credit import Collateral, CollateralKind
from groupctl.model.ledger import (
    Budget,
    Expense,
    Incident,
    IncidentKind,
    SalesPlan,
    StockPosition,
)

BUDGET_YEARS: Final = ((day("2025-01-01"), day("2025-12-31")), (day("2026-01-01"), day("2026-12-31")))

HAPPENINGS: Final = (
    (IncidentKind.ILLNESS, "法定代表人因病住院，由副总代管"),
    (IncidentKind.THEFT, "仓库被盗，部分货物丢失"),
    (IncidentKind.ACCIDENT, "送货车辆发生交通事故"),
    (IncidentKind.LAWSUIT, "被供应商起诉，账户部分冻结"),
    (IncidentKind.FIRE, "Fire in the second warehouse"),
    (IncidentKind.SPLIT, "股东分家，公司拆分"),
    (IncidentKind.OTHER, "Plant closed for relocation"),
)


def add_activity(book: Book, seed: int, habits: Habits) -> None:
    """Write expenses, budgets, plans, stock, incidents and collateral of one account."""
    chance = dice(seed, "activity", habits.account.customer, habits.account.unit)
    still_here = habits.last == AS_OF
    if still_here and habits.first < ORDERS_SINCE and one_in(chance, 4):
        add_expenses(book, chance, habits)
    if still_here and habits.first < day("2025-01-01") and one_in(chance, 3):
        add_plan(book, chance, habits)
    if still_here and one_in(chance, 6):
        add_stock(book, chance, habits)
    if one_in(chance, 60):
        add_incident(book, chance, habits.account)
    if habits.account.on_credit and one_in(chance, 15):
        add_collateral(book, chance, habits)


def add_expenses(book: Book, chance: Random, habits: Habits) -> None:
    """Write an expense each month, about a hundredth of sales, and the budgets of two years.

    Spending is even from month to month; one customer in fifteen costs more than last year's.
    """
    account = habits.account
    climbs = one_in(chance, 15)
    monthly = max(5_000, habits.sales // 1_200)
    for on in months(ORDERS_SINCE, AS_OF):
        usual = monthly * 130 // 100 if climbs and on >= day("2026-04-01") else monthly
        book.add(
            Expense(
                id=account.number("EX"),
                customer=account.customer,
                unit=account.unit,
                spent_on=on + days(chance.randint(0, 26)),
                amount=account.money(jitter(chance, usual, 2)),
                kind=chance.choice(("招待", "差旅", "促销", "展会", "travel", "promotion")),
            )
        )
    for starts_on, ends_on in BUDGET_YEARS:
        book.add(
            Budget(
                id=account.number("BU"),
                customer=account.customer,
                unit=account.unit,
                starts_on=starts_on,
                ends_on=ends_on,
                amount=account.money(monthly * 12 * chance.randint(104, 120) // 100),
            )
        )


def add_plan(book: Book, chance: Random, habits: Habits) -> None:
    """Write the sales plans of two years, most of them modest."""
    account = habits.account
    for starts_on, ends_on in BUDGET_YEARS:
        planned = yearly_sales(habits, starts_on.year) * chance.choice((60, 70, 75, 80, 85, 90, 105)) // 100
        book.add(
            SalesPlan(
                id=account.number("SP"),
                customer=account.customer,
                unit=account.unit,
                starts_on=starts_on,
                ends_on=ends_on,
                amount=account.money(planned),
            )
        )


def add_stock(book: Book, chance: Random, habits: Habits) -> None:
    """Write our goods at the customer's place, counted at the end of each of the last eight months."""
    account = habits.account
    usual = habits.sales // 40
    for first in months(day("2025-12-01"), day("2026-07-01")):
        amount = jitter(chance, usual, 15)
        book.add(
            StockPosition(
                id=account.number("ST"),
                customer=account.customer,
                unit=account.unit,
                counted_on=first - days(1),
                amount=account.money(amount),
                quantity=amount // 80_000 + 1,
            )
        )


def add_incident(book: Book, chance: Random, account: AccountWriter) -> None:
    """Write an incident, most of them closed since."""
    kind, note = chance.choice(HAPPENINGS)
    reported_on = AS_OF - days(chance.randint(5, 500))
    closed_on = reported_on + days(chance.randint(30, 240))
    book.add(
        Incident(
            id=account.number("IN"),
            customer=account.customer,
            unit=account.unit,
            kind=kind,
            reported_on=reported_on,
            closed_on=closed_on if closed_on <= AS_OF else None,
            note=note,
        )
    )


def add_collateral(book: Book, chance: Random, habits: Habits) -> None:
    """Write a security that the customer gave."""
    account = habits.account
    starts_on = AS_OF - days(chance.randint(30, 900))
    book.add(
        Collateral(
            id=account.number("CO"),
            customer=account.customer,
            unit=account.unit,
            kind=chance.choice(tuple(CollateralKind)),
            amount=account.money(jitter(chance, habits.sales // 8, 30)),
            starts_on=starts_on,
            ends_on=starts_on + days(1_095),
        )
    )
