"""A small group of customers, in memory and in a database, and the engine that decides about it."""

from functools import cache
from pathlib import Path
from typing import Any

import groupctl
from groupctl.testing import AS_OF, Ledger
from groupctl.testing.as_sqlite import write_sqlite
from tests.standard import deciding


@cache
def engine() -> groupctl.Engine:
    """The standard policy with the values that examples are worked with."""
    return deciding.engine("reference")


def group() -> Ledger:
    """C-1 and C-2 under one roof, C-3 paid for by C-1, C-4 alone; all buy on credit within 10,000."""
    book = Ledger().group("TOP").group("LOW", parent="TOP")
    book.customer("C-1", group="LOW", credit_limit=10_000).customer("C-2", group="TOP")
    book.customer("C-3").customer("C-4", credit_limit=900)
    for number in ("1", "2", "3", "4"):
        name = f"C-{number}"
        book.account(name, "U-1", credit_limit=10_000).account(name, "U-2", credit_limit=5_000)
        book.survey(customer=name).open_invoice(700, id_=f"I-{number}", customer=name)
        book.invoice("2025-06-30", 200_000, id_=f"I-0{number}", customer=name)
        book.payment(100, customer=name, invoice=f"I-{number}")
        book.order(f"SO-{number}", 1_000, customer=name)
    book.order("SO-5", 2_000, customer="C-3", payer="C-1").order("SO-6", 8_500)
    return book


def in_memory(book: Ledger) -> groupctl.Host:
    return groupctl.connect("memory:group", tables=book.tables, currency="CNY")


def in_database(book: Ledger, path: Path) -> groupctl.Host:
    write_sqlite(path, book.tables)
    return groupctl.connect(f"sqlite:{path}", currency="CNY")


def classes(portfolio: groupctl.Portfolio, of: groupctl.Engine) -> tuple[groupctl.Given, ...]:
    """What last night's review found by ranking all customers."""
    ranked = ("abc", "customer_abc", "group_abc", "top_customers", "top_customers_of_group")
    return groupctl.given_from(
        of.review(portfolio, rule_sets=[one for one in ranked if one in of.policy.order])
    )


def answers(host: groupctl.Host, order: str, **more: Any) -> tuple[groupctl.Decision, groupctl.Decision]:
    """The decision at order entry, and that of the whole snapshot."""
    live = groupctl.LiveHost(host=host, engine=engine(), **more)
    return live.decide("order_release", order, as_of=AS_OF), engine().decide(
        "order_release", order, host.snapshot(AS_OF)
    )
