"""The balance sheets of the demo's companies: receivables as the ledger has them, beside all assets."""

from collections import Counter
from datetime import date
from typing import Final, cast

from groupctl.demo.book import AS_OF, Book, day
from groupctl.demo.organisation import CURRENCY_OF, LAST_RATES
from groupctl.model.ledger import BalanceSheet, Invoice, Payment
from groupctl.schema.money import Money

DRAWN: Final = (day("2025-12-31"), AS_OF)

RECEIVABLES_OF_ASSETS: Final = {
    "U-11": (150, 140),
    "U-12": (120, 130),
    "U-13": (190, 230),
    "U-21": (110, 120),
    "U-22": (160, 150),
    "U-23": (100, 100),
    "U-31": (170, 180),
    "U-32": (140, 160),
}
"""Thousandths of a company's assets that are receivables, by unit, on each day drawn: Wuxi Drives (U-13) passes 20%."""


def add_balance_sheets(book: Book) -> None:
    """Write the sheets of every company, and the consolidated ones of the group."""
    for number, drawn_on in enumerate(DRAWN):
        receivables = open_receivables(book, drawn_on)
        consolidated, group_assets = 0, 0
        for unit, shares in RECEIVABLES_OF_ASSETS.items():
            assets = receivables[unit] * 1_000 // shares[number]
            add_sheet(book, unit, drawn_on, receivables[unit], assets)
            rate = LAST_RATES.get(CURRENCY_OF[unit], 10_000)
            consolidated += receivables[unit] * rate // 10_000
            group_assets += assets * rate // 10_000
        add_sheet(book, "U-0", drawn_on, consolidated, group_assets)


def add_sheet(book: Book, unit: str, drawn_on: date, receivables: int, assets: int) -> None:
    """Write one balance sheet; the group's own is the consolidated one."""
    currency = CURRENCY_OF[unit]
    book.add(
        BalanceSheet(
            id=f"BS-{unit}-{drawn_on}",
            unit=unit,
            drawn_on=drawn_on,
            receivables=Money(receivables, currency),
            total_assets=Money(assets, currency),
            consolidated=unit == "U-0",
        )
    )


def open_receivables(book: Book, on: date) -> Counter[str]:
    """What is invoiced and not paid on a day, by unit, in the unit's currency."""
    receivables: Counter[str] = Counter()
    for invoice in cast(list[Invoice], book.tables["invoices"]):
        if invoice.issued_on <= on and invoice.amount.currency == CURRENCY_OF[invoice.unit]:
            receivables[invoice.unit] += invoice.amount.minor
    for payment in cast(list[Payment], book.tables["payments"]):
        if payment.paid_on <= on and payment.amount.currency == CURRENCY_OF[payment.unit]:
            receivables[payment.unit] -= payment.amount.minor
    return receivables
