"""Whose a row is that leads nowhere: a reference to nobody counts as one that can't be read (ADR 0014)."""

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from groupctl.model import STANDARD, Account, Incident, IncidentKind
from groupctl.portfolio.near import folded
from groupctl.portfolio.portfolio import Portfolio
from tests.model import strategies
from tests.model.belonging import collections
from tests.model.examples import (
    AS_OF,
    customer,
    invoice,
    order,
    payment,
    portfolio,
    request,
    tables,
)


def touched(found, entity, collection):
    """The records of ``entity`` that may have lost a row of ``collection``."""
    return [record.id for record in found.records(entity) if found.gaps(record, collection)]


BOTH = ["C-1", "C-2"]


def test_a_row_of_nobody_may_be_anybodys_at_its_unit():
    found = portfolio(invoices=[invoice(customer="X")])
    assert touched(found, "customer", "invoices") == BOTH
    assert touched(found, "account", "invoices") == ["C-1@U-1"]
    assert touched(found, "unit", "invoices") == ["HQ", "U-1"]
    assert touched(found, "group", "invoices") == ["G-0", "G-1"]


def test_a_row_of_nobody_nowhere_may_be_anybodys_anywhere():
    found = portfolio(invoices=[invoice(customer="X", unit="Y")])
    assert touched(found, "account", "invoices") == ["C-1@U-1", "C-2@U-2"]
    assert touched(found, "unit", "invoices") == ["HQ", "U-1", "U-2"]


def test_a_row_of_a_customer_at_no_unit_may_be_in_each_of_its_accounts():
    accounts = [
        Account(customer=name, unit=at) for name, at in (("C-1", "U-1"), ("C-1", "U-2"), ("C-2", "U-2"))
    ]
    found = portfolio(accounts=accounts, invoices=[invoice(unit="u-1x")])
    assert touched(found, "account", "invoices") == ["C-1@U-1", "C-1@U-2"]
    assert touched(found, "customer", "invoices") == ["C-1"]


@pytest.mark.parametrize("written", ["c-1", "C1", "c 1", "C-01", "C-001", "Ｃ－１", "C-1.0", "c_1", "C–1"])
def test_a_row_belongs_to_each_customer_whose_id_is_near(written):
    found = portfolio(invoices=[invoice(customer=written)])
    assert touched(found, "customer", "invoices") == ["C-1"]
    assert touched(found, "account", "invoices") == ["C-1@U-1"]
    [row] = found.rejected
    assert row.reason.render() == f"Invoice.customer: there is no {written} in customers; did you mean C-1?"


@pytest.mark.parametrize(
    ("one", "other"), [("103", "103.0"), ("103", "0103"), ("103", "103.00"), ("0", "00")]
)
def test_a_number_is_near_the_text_that_a_program_makes_of_it(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C-1", "C-11"), ("C-1", "C-10"), ("103", "1030"), ("A.0B", "AB")]
)
def test_ids_that_are_not_near(one, other):
    assert folded(one) != folded(other)


@example("A´")
@example("1.0.0")
@given(st.text(min_size=1))
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


def test_a_row_of_nobody_belongs_to_whom_its_other_references_name():
    orders = [order("O-1", customer="C-2", unit="U-2")]
    found = portfolio(orders=orders, invoices=[invoice(customer="X", order="O-1")])
    assert touched(found, "customer", "invoices") == ["C-2"]


def test_a_document_that_was_rejected_tells_whose_a_row_is_as_well():
    found = portfolio(
        invoices=[invoice("I-1", customer="C-2", unit="U-9")], payments=[payment(customer="X", invoice="I-1")]
    )
    assert touched(found, "customer", "payments") == ["C-2"]


def test_who_is_near_is_not_ruled_out_by_an_order_of_somebody_else():
    found = portfolio(
        orders=[order("O-1", customer="C-2", unit="U-2")], invoices=[invoice(customer="c-1", order="O-1")]
    )
    assert touched(found, "customer", "invoices") == BOTH


def test_bad_news_of_nobody_may_be_about_anybody():
    fire = Incident(id="X", customer="0C-1", unit="U-1", kind=IncidentKind.FIRE, reported_on=AS_OF)
    assert touched(portfolio(incidents=[fire]), "account", "incidents") == ["C-1@U-1"]


def test_a_customer_in_no_group_that_exists_may_be_in_any():
    found = portfolio(
        customers=[customer("C-1"), customer("C-2", group="G-7"), customer("C-3"), customer("C-4")]
    )
    assert touched(found, "group", "members") == ["G-0", "G-1"]
    near = portfolio(
        customers=[customer("C-1"), customer("C-2", group="g1"), customer("C-3"), customer("C-4")]
    )
    assert touched(near, "group", "members") == ["G-0", "G-1"]


def test_a_payment_for_no_invoice_that_exists_may_be_for_each_of_its_customer():
    invoices = [invoice("I-1"), invoice("I-2"), invoice("I-3", customer="C-2")]
    found = portfolio(invoices=invoices, payments=[payment(invoice="I-9")])
    assert touched(found, "invoice", "payments") == ["I-1", "I-2"]
    near = portfolio(invoices=invoices, payments=[payment(invoice="i1")])
    assert touched(near, "invoice", "payments") == ["I-1"]


def test_a_request_for_no_customer_that_exists_may_be_for_each_below_its_unit():
    found = portfolio(requests=[request(customer="C-9", unit="HQ")])
    assert touched(found, "account", "requests") == ["C-1@U-1", "C-2@U-2"]
    found = portfolio(requests=[request(customer="C-9", unit="U-1")])
    assert touched(found, "account", "requests") == ["C-1@U-1"]


# ---------------------------------------------------------------------------------- ledgers that are cut on purpose
def cut(**changes):
    return Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables(**changes), partial=["customers"])


def test_rows_of_customers_left_out_cost_nobody_anything_and_are_counted():
    found = cut(
        orders=[order("O-9", customer="X")],
        invoices=[invoice(customer="X"), invoice("I-2", customer="X")],
        payments=[payment(customer="X", invoice="I-1")],
        requests=[request(order="O-9"), request("R-2", order="O-77")],
    )
    assert found.rejected == ()
    assert found.outside == {"orders": 1, "invoices": 2, "payments": 1, "requests": 2}
    assert touched(found, "customer", "invoices") == touched(found, "customer", "payments") == []
    assert found.invoices == {}


def test_a_near_id_is_rejected_in_a_cut_ledger_too():
    found = cut(invoices=[invoice(customer="c1")])
    assert touched(found, "customer", "invoices") == ["C-1"]
    assert found.outside == {}


def test_the_order_of_a_customer_who_is_there_tells_in_a_cut_ledger_too():
    found = cut(orders=[order("O-1")], invoices=[invoice(customer="X", order="O-1")])
    assert touched(found, "customer", "invoices") == ["C-1"]


def test_a_payment_for_the_invoice_of_somebody_left_out_is_kept():
    found = cut(invoices=[invoice(customer="X")], payments=[payment(invoice="I-1")])
    assert found.rejected == ()
    assert found.cause(found.record("payment", "P-1"), "invoice").key == "model.cause-out-of-scope"


def test_a_payment_of_a_customer_who_is_there_for_no_invoice_at_all_is_rejected():
    found = cut(payments=[payment(invoice="I-9")])
    assert touched(found, "customer", "payments") == ["C-1"]


# --------------------------------------------------------------------------------------- tables that lead nowhere
def strays(count):
    return [invoice(f"X-{number}", customer=f"X{number}") for number in range(count)]


def test_a_table_of_which_more_than_a_fifth_leads_nowhere_is_missing():
    sound = [invoice(f"I-{number}") for number in range(12)]
    assert portfolio(invoices=[*sound, *strays(3)]).missing_tables == frozenset()
    found = portfolio(invoices=[*sound[1:], *strays(3)])
    assert found.missing_tables == {"invoices"}
    assert found.rejected[0].reason.render() == (
        "3 of the 14 rows of invoices name what is not there: it is taken for missing"
    )


@pytest.mark.parametrize(("count", "missing"), [(1, set()), (2, set()), (3, {"invoices"})])
def test_one_or_two_rows_that_lead_nowhere_never_make_their_table_missing(count, missing):
    """However small the table is: they are rejected one by one."""
    found = portfolio(invoices=strays(count))
    assert found.missing_tables == missing
    assert len([row for row in found.rejected if row.id]) == count


def test_a_misspelt_group_costs_the_other_customers_nothing():
    others = [customer(f"C-{number}", group=None) for number in range(3)]
    found = portfolio(customers=[*others, customer("C-8", group="G-7"), customer("C-9", group="G-8")])
    assert found.missing_tables == frozenset()
    assert set(found.customers) == {"C-0", "C-1", "C-2"}


# -------------------------------------------------------------------------------------------------- in general
@given(strategies.tables(), st.data())
def test_a_reference_to_nobody_leaves_open_at_least_what_the_row_was_in(made, data):
    """Whatever a row was in before its customer or unit was misspelt has a gap afterwards."""
    whole = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
    rows = [
        (table, row, name)
        for table, kept in whole.tables.items()
        for row in kept.values()
        for name in ("customer", "unit")
        if table not in {"accounts", "customers"} and getattr(row, name, None) is not None
    ]
    if not rows:
        return
    table, row, name = data.draw(st.sampled_from(rows))
    spoilt = {other: list(kept.values()) for other, kept in whole.tables.items()}
    spoilt[table] = [
        attrs.evolve(item, **{name: "nobody"}) if item is row else item for item in spoilt[table]
    ]
    found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=spoilt)
    for owner, collection, _ in collections(whole):
        was_in = any(item.source is row for item in whole.related(owner, collection))
        if was_in and owner.id in found.tables[STANDARD.entities[owner.entity].table]:
            assert found.gaps(found.record(owner.entity, owner.id), collection), (owner, collection)


def test_no_account_is_made_where_one_that_was_rejected_may_be_meant():
    lost = Account(customer="X", unit="U-1")
    assert portfolio(accounts=[], invoices=[invoice()]).made.keys() == {"C-1@U-1"}
    assert portfolio(accounts=[lost], invoices=[invoice()]).made.keys() == set()


def test_an_account_is_made_where_the_one_that_was_rejected_is_at_another_unit():
    lost = Account(customer="X", unit="U-2")
    assert portfolio(accounts=[lost], invoices=[invoice()]).made.keys() == {"C-1@U-1"}


def test_an_account_that_was_not_made_for_a_lost_document_is_missed_at_its_unit():
    found = portfolio(accounts=[], invoices=[invoice(), invoice()], payments=[], orders=[])
    assert found.made.keys() == set()
    assert touched(found, "unit", "accounts") == ["HQ", "U-1"]
    assert found.gaps(found.record("unit", "HQ"), "all.accounts")


def test_a_document_at_no_unit_may_speak_of_an_account_anywhere():
    found = portfolio(invoices=[invoice(unit="Y")])
    assert touched(found, "unit", "accounts") == ["HQ", "U-1", "U-2"]
    assert not found.gaps(found.record("unit", "HQ"), "all.accounts")


def test_a_lost_document_of_a_known_account_misses_no_account():
    found = portfolio(invoices=[invoice(), invoice()])
    assert found.rejected
    assert touched(found, "unit", "accounts") == []
