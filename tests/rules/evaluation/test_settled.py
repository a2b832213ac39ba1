"""A snapshot of what is still open knows what settled rows can't change, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.describe import readers
from groupctl.decisions.engine import Engine
from groupctl.errors import PolicyError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.check import advice
from groupctl.rules.unknown import UnknownValue
from groupctl.testing import AS_OF, trading
from tests.rules.small import invoice, policy, portfolio
from tests.standard.deciding import engine

TITLES = "title: {en: '-', zh: '-'}, source: J1"
MEASURES = f"""\
measures:
  invoice.rest: {{type: money, value: "if is known(settled_on) then 0 else amount", settled: 0, {TITLES}}}
  invoice.unsaid: {{type: money, value: "if is known(settled_on) then 0 else amount", {TITLES}}}
  customer.open: {{type: money, sum: rest, of: invoices, {TITLES}}}
  customer.open_unsaid: {{type: money, sum: unsaid, of: invoices, {TITLES}}}
  customer.open_count: {{type: count, count: invoices, where: rest > 0, {TITLES}}}
  customer.largest: {{type: money, max: rest, of: invoices, where: rest > 0, {TITLES}}}
  customer.largest_of_all: {{type: money, max: rest, of: invoices, {TITLES}}}
  customer.not_settled: {{type: money, sum: amount, of: invoices, where: not(is known(settled_on)), {TITLES}}}
  customer.not_stated: {{type: money, sum: amount, of: invoices, where: not(is stated(settled_on)), {TITLES}}}
  customer.some_open: {{type: boolean, value: some i in invoices satisfies i.rest > 100, {TITLES}}}
  customer.all_small: {{type: boolean, value: every i in invoices satisfies i.rest < 100, {TITLES}}}
  customer.billed: {{type: money, sum: amount, of: invoices, {TITLES}}}
  customer.bills: {{type: count, count: invoices, {TITLES}}}
  customer.disputed: {{type: money, sum: amount, of: invoices, where: disputed, {TITLES}}}
  customer.said: {{type: count, count: invoices, where: is known(disputed), {TITLES}}}
  customer.unsaid_dispute: {{type: count, count: invoices, where: not(is stated(disputed)), {TITLES}}}
  customer.paid: {{type: count, count: invoices, where: some p in payments satisfies p.amount > 0, {TITLES}}}
  customer.recent: {{type: money, sum: amount, of: invoices, where: "settled_on > date(\\"2026-01-01\\")", {TITLES}}}
"""
KNOWN = ["open", "open_count", "largest", "not_settled", "not_stated", "some_open", "all_small"]
UNKNOWN = [
    "open_unsaid",
    "largest_of_all",
    "billed",
    "bills",
    "disputed",
    "said",
    "unsaid_dispute",
    "paid",
    "recent",
]


@pytest.fixture(params=["reference", "compiled"])
def configured(request, tmp_path):
    return Engine(policy(tmp_path, MEASURES), engine=request.param)


def cut(whole: Portfolio, keep: frozenset[str] = frozenset()) -> Portfolio:
    """What a host hands over that leaves settled invoices out, but for some."""
    tables = {name: list(rows.values()) for name, rows in whole.tables.items()}
    tables["invoices"] = [row for row in tables["invoices"] if row.settled_on is None or row.id in keep]
    return Portfolio.build(
        as_of=whole.as_of,
        currency=whole.currency,
        tables=tables,
        missing_tables=whole.missing_tables,
        partial={"invoices": "open"},
    )


def value(configured: Engine, ledger: Portfolio, name: str, entity: str = "customer", id_: str = "C-1"):
    return configured.evaluation(ledger).environment.value(ledger.record(entity, id_), name)


ROWS = [
    invoice("I-1", amount="70"),
    invoice("I-2", amount="30", disputed=True),
    invoice("I-3", amount="900", settled_on=date(2026, 5, 15), disputed=True),
    invoice("I-4", amount="800", settled_on=date(2026, 5, 20)),
]


@pytest.mark.parametrize("name", KNOWN)
def test_what_settled_rows_can_not_change_is_known(configured, name):
    whole = portfolio(invoices=ROWS)
    assert value(configured, cut(whole), name) == value(configured, whole, name)
    assert not isinstance(value(configured, whole, name), UnknownValue)


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_they_might_change_is_unknown_with_that_cause(configured, name):
    found = value(configured, cut(portfolio(invoices=ROWS)), name)
    assert isinstance(found, UnknownValue)
    assert "model.cause-partial-open" in {cause.key for cause in found.causes}


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.booleans(), st.booleans()), max_size=5))
def test_no_figure_is_another_than_that_of_the_whole_ledger(tmp_path_factory, drawn):
    """However the rows are, and whichever settled ones are handed over all the same."""
    configured = Engine(policy(tmp_path_factory.mktemp("p"), MEASURES), engine="compiled")
    rows = [
        invoice(
            f"I-{number}",
            amount=str(amount * 30),
            settled_on=date(2026, 5, 15) if settled else None,
            disputed=disputed or None,
        )
        for number, (amount, settled, disputed, _) in enumerate(drawn)
    ]
    whole = portfolio(invoices=rows)
    part = cut(whole, frozenset(f"I-{number}" for number, one in enumerate(drawn) if one[3]))
    for name in KNOWN + UNKNOWN:
        found = value(configured, part, name)
        assert isinstance(found, UnknownValue) or found == value(configured, whole, name)


def test_settled_stands_beside_a_value_only(tmp_path):
    with pytest.raises(PolicyError, match="settled"):
        policy(tmp_path, f"measures:\n  customer.n: {{type: count, count: invoices, settled: 0, {TITLES}}}\n")


def test_its_type_is_that_of_the_measure(tmp_path):
    with pytest.raises(PolicyError, match="money"):
        policy(tmp_path, f"measures:\n  invoice.n: {{type: money, value: amount, settled: true, {TITLES}}}\n")


def test_what_is_said_of_a_settled_row_is_read_like_any_expression(tmp_path):
    """A parameter in it is read, and it may not lead back to its own measure."""
    line = "parameters:\n  line: {title: {en: L, zh: L}, unit: money, source: L37, values: {2020-01-01: 1}}\n"

    def rest(settled):
        return f"measures:\n  invoice.rest: {{type: money, value: amount, settled: {settled}, {TITLES}}}\n"

    read = policy(tmp_path, line + rest("line"))
    assert "policy.advice-unread" not in [found.code for found in advice(read)]
    assert list(readers(read)["", "line"]) == ["invoice.rest"]
    with pytest.raises(PolicyError) as caught:
        policy(tmp_path, rest("rest"))
    assert [fault.code for fault in caught.value.faults] == ["policy.cycle"]


class TestTheStandardPolicy:
    """M11: a host that hands over open items knows the exposure from them."""

    @pytest.mark.parametrize("name", ["exposure", "overdue", "arrears", "open_receivables", "customer_money"])
    @pytest.mark.parametrize("entity", ["account", "customer"])
    def test_what_is_open_is_known_from_open_items(self, name, entity):
        ledger = (
            trading().invoice().open_invoice(5000).invoice(amount=-300, settled_on=None).payment(200).order()
        )
        whole = ledger.portfolio()
        subject = "C-1@U-1" if entity == "account" else "C-1"
        found = value(engine("durable"), cut(whole), name, entity, subject)
        assert found == value(engine("durable"), whole, name, entity, subject)
        assert not isinstance(found, UnknownValue)

    def test_what_was_sold_is_not(self):
        found = value(
            engine("durable"), cut(trading().invoice().portfolio()), "revenue_year", "account", "C-1@U-1"
        )
        assert isinstance(found, UnknownValue)

    def test_payments_may_be_left_out_with_their_invoices(self):
        ledger = trading().invoice().open_invoice(5000).payment(200).payment(100, invoice="I-2")
        ledger.payment(1000, "2025-07-20", invoice="I-1")
        whole = ledger.portfolio()
        tables = {name: list(rows.values()) for name, rows in cut(whole).tables.items()}
        tables["payments"] = [row for row in tables["payments"] if row.invoice != "I-1"]
        part = Portfolio.build(
            as_of=AS_OF, currency="CNY", tables=tables, partial={"invoices": "open", "payments": "open"}
        )
        assert value(engine("durable"), part, "exposure", "account", "C-1@U-1") == value(
            engine("durable"), whole, "exposure", "account", "C-1@U-1"
        )
