"""The demo's ledger: believable, complete, and the same bytes each time."""

from collections import Counter
from datetime import date

import pytest

import groupctl
from groupctl import demo
from groupctl.demo.book import FIRST_DAY, ORDERS_SINCE
from groupctl.model.organisation import ControlMode, UnitKind
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.portfolio import Portfolio


@pytest.fixture(scope="module")
def reading():
    return demo.demo_reading()


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return groupctl.connect("memory:demo").snapshot(demo.AS_OF)


def test_the_same_seed_gives_the_same_bytes(portfolio):
    """On every Python and every machine: a change of the demo changes this line, and the pages that quote it."""
    assert portfolio.hash == "10b13201418943e3a4757d6ad267653552c3df3ef118a96060f1ce2a04927661"


def test_another_seed_gives_other_customers_and_the_same_situations():
    one, other = demo.demo_tables(), demo.demo_tables(seed=2)
    assert one["customers"] != other["customers"]
    planted = [row for row in one["orders"] if row.id.startswith(("SO-R", "SO-L"))]
    assert len(planted) > 30
    assert set(planted) <= set(other["orders"])


def test_one_group_three_segments_eight_units(portfolio):
    """K1, K9."""
    kinds = Counter(unit.kind for unit in portfolio.units.values())
    assert (kinds[UnitKind.GROUP], kinds[UnitKind.SEGMENT], len(portfolio.units)) == (1, 3, 12)
    modes = {portfolio.organisation.control_mode(unit) for unit in portfolio.units}
    assert modes == set(ControlMode)


def test_1200_customers_in_150_groups(portfolio):
    assert len(portfolio.customers) == 1_200
    assert len({customer.name for customer in portfolio.customers.values()}) == 1_200
    assert len(portfolio.groups) == 150
    assert any(group.parent for group in portfolio.groups.values())
    grouped = sum(1 for customer in portfolio.customers.values() if customer.group)
    assert 400 < grouped < 800


def test_every_group_has_a_member_somewhere_below(portfolio):
    empty = [group.id for group in portfolio.records("group") if not portfolio.related(group, "members")]
    assert empty == []


def test_three_currencies_with_a_rate_on_every_day(portfolio, reading):
    """The pound of one planted order has none."""
    assert {invoice.amount.currency for invoice in portfolio.invoices.values()} == {"CNY", "EUR", "USD"}
    rated = {(rate.base, rate.on.year, rate.on.month) for rate in reading.tables["exchange_rates"]}
    months = [(year, month) for year in range(2023, 2027) for month in range(1, 13)][:42]
    assert rated == {(base, *month) for base in ("USD", "EUR") for month in months}
    assert [order.id for order in portfolio.orders.values() if order.amount.currency == "GBP"] == ["SO-U02"]


@pytest.mark.parametrize("table", sorted(set(STANDARD.tables) - {"exchange_rates"}))
def test_every_table_holds_something(reading, table):
    """K9."""
    assert reading.tables[table]


def test_nothing_happens_after_the_day_of_the_review(portfolio):
    assert not any(portfolio.later.values())
    for entity in STANDARD.entities.values():
        if entity.dated:
            assert max(record.values[entity.dated] for record in portfolio.records(entity.name)) <= demo.AS_OF


def test_two_years_of_orders_and_three_full_years_of_invoices(portfolio):
    assert min(order.ordered_on for order in portfolio.orders.values()) >= ORDERS_SINCE
    issued = Counter(
        (invoice.issued_on.year, invoice.issued_on.month) for invoice in portfolio.invoices.values()
    )
    assert set(issued) == {
        (year, month)
        for year in range(FIRST_DAY.year, 2027)
        for month in range(1, 13)
        if (year, month) < (2026, 7)
    }
    assert min(issued.values()) > 300


def test_only_the_planted_payment_is_rejected(portfolio):
    (row,) = portfolio.rejected
    assert (row.table, row.customer, row.unit) == ("payments", "C-U01", "U-12")
    assert (
        row.reason.render("en")
        == "'4OO,000.00' is not an amount: it holds the letter O where a zero should be"
    )


def test_every_invoice_is_paid_in_full_or_open(portfolio):
    """What the host calls settled, payments have settled; what was paid with an instrument, or in part, is planted."""
    paid = Counter()
    for payment in portfolio.payments.values():
        paid[payment.invoice] += payment.amount.minor
    planted = {one.invoice for one in portfolio.instalments.values()}
    planted |= {portfolio.payments[one.payment].invoice for one in portfolio.payment_instruments.values()}
    for invoice in (one for one in portfolio.invoices.values() if one.id not in planted):
        settled = invoice.settled_on is not None
        assert paid[invoice.id] == (invoice.amount.minor if settled else 0), invoice.id


def test_an_order_and_its_invoice_agree(portfolio):
    for invoice in portfolio.invoices.values():
        if invoice.order:
            order = portfolio.orders[invoice.order]
            assert (order.customer, order.unit, order.amount) == (
                invoice.customer,
                invoice.unit,
                invoice.amount,
            )
            assert order.ordered_on <= invoice.issued_on


def test_an_earlier_day_sees_less():
    earlier = groupctl.connect("memory:demo").snapshot(date(2025, 12, 31))
    assert earlier.later["invoices"] > 1_000
    assert earlier.later["payments"] > 1_000
