"""What ordinary customers cost, what was planned with them, what lies at their place, and what befell them."""

from random import Random
from typing import Final

from groupctl.demo.book import AS_OF, ORDERS_SINCE, AccountWriter, day, days
from groupctl.demo.customers import Habits
from groupctl.demo.dice import dice, jitter, one_in
from groupctl.demo.ledger import yearly_sales
from groupctl.demo.organisation import months
from groupctl.demo.written import members

BUDGET_YEARS: Final = ((day("2025-01-01"), day("2025-12-31")), (day("2026-01-01"), day("2026-12-31")))

HAPPENINGS: Final = (
    ("ILLNESS", "法定代表人因病住院，由副总代管"),
    ("THEFT", "仓库被盗，部分货物丢失"),
    ("ACCIDENT", "送货车辆发生交通事故"),
    ("LAWSUIT", "被供应商起诉，账户部分冻结"),
    ("FIRE", "Fire in the second warehouse"),
    ("SPLIT", "股东分家，公司拆分"),
    ("OTHER", "Plant closed for relocation"),
)


def add_activity(seed: int, habits: Habits) -> None:
    """Write expenses, budgets, plans, stock, incidents and collateral of one account."""
    chance = dice(seed, "activity", habits.account.customer, habits.account.unit)
    still_here = habits.last == AS_OF
    if still_here and habits.first < ORDERS_SINCE and one_in(chance, 4):
        add_expenses(chance, habits)
    if still_here and habits.first < day("2025-01-01") and one_in(chance, 3):
        add_plan(chance, habits)
    if still_here and one_in(chance, 6):
        add_stock(chance, habits)
    if one_in(chance, 60):
        add_incident(chance, habits.account)
    if habits.account.on_credit and one_in(chance, 15):
        add_collateral(chance, habits)


def add_expenses(chance: Random, habits: Habits) -> None:
    """Write an expense each month, about a hundredth of sales, and the budgets of two years.

    Spending is even from month to month; one customer in fifteen costs more than last year's.
    """
    account = habits.account
    climbs = one_in(chance, 15)
    monthly = max(5_000, habits.sales // 1_200)
    for on in months(ORDERS_SINCE, AS_OF):
        usual = monthly * 130 // 100 if climbs and on >= day("2026-04-01") else monthly
        account.write(
            "expense",
            "EX",
            spent_on=on + days(chance.randint(0, 26)),
            amount=account.money(jitter(chance, usual, 2)),
            kind=chance.choice(("招待", "差旅", "促销", "展会", "travel", "promotion")),
        )
    for starts_on, ends_on in BUDGET_YEARS:
        account.write(
            "budget",
            "BU",
            starts_on=starts_on,
            ends_on=ends_on,
            amount=account.money(monthly * 12 * chance.randint(104, 120) // 100),
        )


def add_plan(chance: Random, habits: Habits) -> None:
    """Write the sales plans of two years, most of them modest."""
    account = habits.account
    for starts_on, ends_on in BUDGET_YEARS:
        planned = yearly_sales(habits, starts_on.year) * chance.choice((60, 70, 75, 80, 85, 90, 105)) // 100
        account.write(
            "sales_plan",
            "SP",
            starts_on=starts_on,
            ends_on=ends_on,
            amount=account.money(planned),
        )


def add_stock(chance: Random, habits: Habits) -> None:
    """Write our goods at the customer's place, counted at the end of each of the last eight months."""
    account = habits.account
    usual = habits.sales // 40
    for first in months(day("2025-12-01"), day("2026-07-01")):
        amount = jitter(chance, usual, 15)
        account.write(
            "stock_position",
            "ST",
            counted_on=first - days(1),
            amount=account.money(amount),
            quantity=amount // 80_000 + 1,
        )


def add_incident(chance: Random, account: AccountWriter) -> None:
    """Write an incident, most of them closed since."""
    kind, note = chance.choice(HAPPENINGS)
    reported_on = AS_OF - days(chance.randint(5, 500))
    closed_on = reported_on + days(chance.randint(30, 240))
    account.write(
        "incident",
        "IN",
        kind=kind,
        reported_on=reported_on,
        closed_on=closed_on if closed_on <= AS_OF else None,
        note=note,
    )


def add_collateral(chance: Random, habits: Habits) -> None:
    """Write a security that the customer gave."""
    account = habits.account
    starts_on = AS_OF - days(chance.randint(30, 900))
    account.write(
        "collateral",
        "CO",
        kind=chance.choice(members("collateral", "kind")),
        amount=account.money(jitter(chance, habits.sales // 8, 30)),
        starts_on=starts_on,
        ends_on=starts_on + days(1_095),
    )
