"""What ordinary customers buy, and when they pay."""

from datetime import date
from random import Random

from groupctl.demo.book import AS_OF, FIRST_DAY, ORDERS_SINCE, Book, days
from groupctl.demo.customers import Habits
from groupctl.demo.dice import dice, jitter, one_in
from groupctl.model.ledger import GoodsReturn, OrderStatus


def add_trade(book: Book, seed: int, habits: Habits) -> None:
    """Write the invoices, orders, payments and returns of one account."""
    chance = dice(seed, "trade", habits.account.customer, habits.account.unit)
    step = 365 * 100 // habits.times  # hundredths of a day
    first, last = max(habits.first, FIRST_DAY), habits.last
    start = first + days(chance.randint(0, step // 100))
    turn = 0
    while (on := start + days(turn * step // 100 + chance.randint(0, step // 600))) <= last:
        amount = jitter(chance, yearly_sales(habits, on.year) // habits.times, 12)
        add_sale(book, chance, habits, on, amount)
        turn += 1
    add_open_order(chance, habits, start + days(turn * step // 100))


def yearly_sales(habits: Habits, year: int) -> int:
    """Sales of a year by the account's growth, counted from 2025."""
    sales = habits.sales
    for _ in range(2025 - year):
        sales = sales * 100 // (100 + habits.growth)
    for _ in range(year - 2025):
        sales = sales * (100 + habits.growth) // 100
    return sales


def add_sale(book: Book, chance: Random, habits: Habits, on: date, amount: int) -> None:
    """Write an order with its invoice and payment; now and then goods come back or something is disputed."""
    cost = amount * (1_000 - habits.margin) // 1_000
    account = habits.account
    if not account.on_credit:
        account.sell(on, amount, cost, paid_on=on)
        return
    disputed = one_in(chance, 250)
    due = on + days(account.credit_days)
    paid_on = None if disputed else payment_day(chance, habits, due)
    before = [first_part(chance, on, amount, paid_on)] if paid_on and one_in(chance, 12) else []
    account.sell(on, amount, cost, paid_on=paid_on, before=before, disputed=disputed)
    if one_in(chance, 150):
        add_return(book, chance, habits, on, amount)


def payment_day(chance: Random, habits: Habits, due: date) -> date | None:
    """When an invoice is paid; None if not by the demo's date."""
    very_late = chance.randint(30, 150) if one_in(chance, 40) else 0
    on = due + days(max(-20, habits.late + chance.randint(-4, 4) + very_late))
    return on if on <= AS_OF else None


def first_part(chance: Random, issued_on: date, amount: int, settled_on: date) -> tuple[date, int]:
    """A part of an invoice that is paid before the rest."""
    on = max(issued_on, settled_on - days(chance.randint(5, 15)))
    return on, amount * chance.randint(3, 7) // 10


def add_return(book: Book, chance: Random, habits: Habits, on: date, amount: int) -> None:
    """Write a return of a part of the goods."""
    account = habits.account
    returned_on = on + days(chance.randint(5, 40))
    if returned_on <= AS_OF:
        book.add(
            GoodsReturn(
                id=account.number("GR"),
                customer=account.customer,
                unit=account.unit,
                returned_on=returned_on,
                amount=account.money(amount * chance.randint(2, 10) // 100),
                reason=chance.choice(("规格不符", "外观损伤", "多发货", "wrong size", "damaged in transit")),
                malicious=False,
            )
        )


def add_open_order(chance: Random, habits: Habits, next_sale: date) -> None:
    """The order of the next invoice, if the customer has placed it already."""
    lead = chance.randint(8, 30)
    on = next_sale - days(lead)
    if habits.last == AS_OF and ORDERS_SINCE <= on <= AS_OF and next_sale > AS_OF:
        amount = jitter(chance, yearly_sales(habits, on.year) // habits.times, 12)
        status = OrderStatus.CANCELLED if one_in(chance, 30) else OrderStatus.OPEN
        habits.account.order(on, amount, status=status)
