"""Open items against the host's own balances: where they differ, what a customer owes is unknown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from groupctl.adapters.contract import Balance
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.entities import PAYER
from groupctl.schema.fields import stated
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause

Account = tuple[str, str]
"""Who pays, and the company that is owed."""
Sums = Mapping[Account, Mapping[str, int]]
"""What is open by currency, in minor units."""


def open_items(portfolio: Portfolio) -> Sums:
    """What is open of each account on the portfolio's day: invoices that are not settled less what was paid for them or on account."""
    sums: dict[Account, Counter[str]] = {}

    def add(customer: str, unit: str, amount: Money, sign: int) -> None:
        sums.setdefault((customer, unit), Counter())[amount.currency] += sign * amount.minor

    invoices = portfolio.invoices
    for invoice in invoices.values():
        if invoice.settled_on is None:
            add(stated(invoice, PAYER), invoice.unit, invoice.amount, 1)
    for payment in portfolio.payments.values():
        paid = invoices.get(payment.invoice) if payment.invoice else None
        if paid is None:
            add(payment.customer, payment.unit, payment.amount, -1)
        elif paid.settled_on is None:
            add(stated(paid, PAYER), paid.unit, payment.amount, -1)
    return sums


def differing(portfolio: Portfolio, balances: Iterable[Balance]) -> Iterator[RejectedRow]:
    """For each account whose open items are not what the host's books say, an invoice that is known to be lost or wrong.

    A balance of another day than the portfolio's agrees with nothing. Balances that are not there are zero.
    """
    items, books, stale = open_items(portfolio), dict[Account, Counter[str]](), dict[Account, Balance]()
    for balance in balances:
        account = (balance.customer, balance.unit)
        books.setdefault(account, Counter())[balance.amount.currency] += balance.amount.minor
        if balance.on != portfolio.as_of:
            stale[account] = balance
    for account in sorted(items.keys() | books.keys()):
        if not _looked_at(portfolio, account):
            continue
        ours, theirs = _filled(items.get(account, {})), _filled(books.get(account, {}))
        if account in stale:
            yield _lost(account, Cause.of("adapters.balance-of-another-day", day=stale[account].on))
        elif ours != theirs:
            yield _lost(account, Cause.of("adapters.balance-differs", items=_told(ours), books=_told(theirs)))


def _looked_at(portfolio: Portfolio, account: Account) -> bool:
    return portfolio.scope is None or account[0] in portfolio.scope.customers


def _filled(sums: Mapping[str, int]) -> dict[str, int]:
    return {currency: minor for currency, minor in sorted(sums.items()) if minor}


def _told(sums: Mapping[str, int]) -> str:
    return ", ".join(str(Money(minor, currency)) for currency, minor in sums.items()) or "0"


def _lost(account: Account, why: Cause) -> RejectedRow:
    customer, unit = account
    cells = dict.fromkeys(("customer", "bill_to", PAYER, "ship_to"), customer) | {"unit": unit, "order": ""}
    return RejectedRow(table="invoices", reason=why, row=tuple(cells.items()), customer=customer, unit=unit)
