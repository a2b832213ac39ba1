"""Rows with a date that nobody means are rejected: what was, or was not, done on that day is unknown then."""

from datetime import date, timedelta

import pytest

from groupctl.model import Contact, GoodsReturn, Incident, IncidentKind
from tests.model.examples import AS_OF, customer, invoice, order, payment, portfolio, yuan

ISSUED = date(2026, 1, 1)
A_YEAR = timedelta(days=366)


def rejected(**changes):
    """Why rows were rejected, by the key of the reason."""
    found = portfolio(**changes)
    assert all(row.reason.render("en") and row.reason.render("zh") for row in found.rejected)
    return [row.reason.key.removeprefix("model.") for row in found.rejected]


@pytest.mark.parametrize("null", [date(1900, 1, 1), date(1970, 1, 1), date(1969, 12, 31)])
@pytest.mark.parametrize(
    "rows",
    [
        lambda null: {"invoices": [invoice(settled_on=null)]},
        lambda null: {"payments": [payment(paid_on=null)]},
        lambda null: {"orders": [order(ordered_on=null)]},
        lambda null: {"customers": [customer(since=null)]},
    ],
)
def test_a_hosts_null_date_is_no_date(null, rows):
    assert "null-date" in rejected(**rows(null))


def test_people_were_born_in_1970():
    assert rejected(contacts=[Contact(id="X", customer="C-1", name="Li", born_on=date(1970, 1, 1))]) == []


@pytest.mark.parametrize(
    ("field", "expected"), [("settled_on", ["beyond-horizon"]), ("issued_on", ["beyond-horizon"])]
)
def test_what_lies_beyond_the_horizon_has_a_mistyped_year(field, expected):
    far = date(2126, 1, 1)
    assert rejected(invoices=[invoice(**{"due_on": far, field: far})]) == expected


def test_a_customer_since_the_next_century_has_a_mistyped_year():
    assert "beyond-horizon" in rejected(customers=[customer(since=date(2120, 1, 1))])


def test_what_lies_within_a_year_after_the_day_is_the_future():
    near = AS_OF + A_YEAR
    found = portfolio(invoices=[invoice("I-1", issued_on=near, due_on=near), invoice("I-2", settled_on=near)])
    assert found.rejected == ()
    assert found.later == {"invoices": 1}
    assert found.invoices["I-2"].settled_on is None


def test_a_snapshot_of_an_earlier_day_has_all_of_its_ledgers_future():
    days = [date(year, 6, 30) for year in (2026, 2027, 2028, 2029)]
    found = portfolio(invoices=[invoice(f"I-{day}", issued_on=day, due_on=day) for day in days])
    assert (found.rejected, found.later) == ((), {"invoices": 3})


def test_mistyped_years_do_not_bear_each_other_out():
    days = [date(2126, 6, 30), date(2126, 7, 30)]
    assert rejected(orders=[order(f"O-{day}", ordered_on=day) for day in days]) == ["beyond-horizon"] * 2


@pytest.mark.parametrize(("days", "expected"), [(366, []), (367, ["long-before"])])
def test_what_ended_more_than_a_year_before_it_began_did_not_end(days, expected):
    early = ISSUED - timedelta(days=days)
    fields = {"id": "X", "customer": "C-1", "unit": "U-1"}
    back = GoodsReturn(**fields, returned_on=ISSUED, delivered_on=None, handled_on=early, amount=yuan(1))
    assert rejected(invoices=[invoice(settled_on=early)]) == expected
    assert rejected(goods_returns=[back]) == expected


@pytest.mark.parametrize(("days", "expected"), [(366, []), (367, ["long-before"])])
def test_no_invoice_is_paid_more_than_a_year_before_it_is_issued(days, expected):
    early = payment(paid_on=ISSUED - timedelta(days=days), invoice="I-1")
    assert rejected(invoices=[invoice()], payments=[early]) == expected
    assert rejected(payments=[payment(paid_on=ISSUED - timedelta(days=days))]) == []


def test_no_invoice_falls_due_more_than_ten_years_after_its_issue():
    assert rejected(invoices=[invoice(due_on=date(2035, 12, 31))]) == []
    assert rejected(invoices=[invoice(due_on=date(2126, 1, 31))]) == ["due-too-late"]


def test_its_customer_is_unknown_then_and_the_cell_is_not_kept():
    found = portfolio(invoices=[invoice(settled_on=date(1900, 1, 1))])
    assert found.gaps(found.record("customer", "C-1"), "invoices")
    assert "settled_on" not in found.rejected[0].cells
    assert found.rejected[0].customer == "C-1"


def test_bad_news_with_a_mistyped_year_is_not_lost():
    fire = Incident(id="X", customer="C-1", unit="U-1", kind=IncidentKind.FIRE, reported_on=date(2126, 1, 1))
    found = portfolio(incidents=[fire])
    assert found.gaps(found.record("account", "C-1@U-1"), "incidents")
