"""``is true``, ``is missing`` and ``latest_by`` mean what is written out without them, whatever is missing, lost or later."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.errors import PolicyError, SourceSpan
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from tests.rules.small import cny, invoice, policy, portfolio

TITLES = "title: '-', source: J1"

MISSING = {
    "is missing(cost)": "not(is stated(cost))",
    "not(is missing(order))": "not(not(is stated(order)))",
    "is true(disputed)": "is stated(disputed) and disputed",
    "is true(cost > 50)": "is stated(cost) and cost > 50",
    "is true(settled_on > due_on)": "is stated(settled_on) and settled_on > due_on",
    "is true(order.on_credit)": "is stated(order) and is stated(order.on_credit) and order.on_credit",
    "not(is true(disputed)) or is true(cost < amount)": "not(is stated(disputed) and disputed) or (is stated(cost) and cost < amount)",
    "some i in customer.invoices satisfies is true(i.settled_on < due_on)": (
        "some i in customer.invoices satisfies is stated(i.settled_on) and i.settled_on < due_on"
    ),
}
OF_INVOICES = "\n".join(
    f"  invoice.{kind}_{i}: {{type: boolean, value: '{text}', {TITLES}}}"
    for i, pair in enumerate(MISSING.items())
    for kind, text in zip(("short", "long"), pair, strict=True)
)
LATEST = {
    "sum_": ("money", "sum: amount, of: invoices"),
    "count_": ("count", "count: invoices"),
    "largest_": ("money", "max: amount, of: invoices"),
    "first_": ("date", "earliest: settled_on, of: invoices"),
    "days_": ("count", "count_distinct: due_on, of: invoices"),
}
OF_CUSTOMERS = "\n".join(
    f"  customer.{name}{kind}: {{type: {type_}, {formula}, {filters}, {TITLES}}}"
    for name, (type_, formula) in LATEST.items()
    for kind, filters in (
        ("short", "where: amount > 0, latest_by: due_on"),
        ("long", "where: amount > 0 and due_on = subject.last_due"),
        ("short_settled", "latest_by: settled_on"),
        ("long_settled", "where: settled_on = subject.last_settled"),
    )
)
MEASURES = f"""\
measures:
  customer.last_due: {{type: date, latest: due_on, of: invoices, where: amount > 0, {TITLES}}}
  customer.last_settled: {{type: date, latest: settled_on, of: invoices, {TITLES}}}
{OF_INVOICES}
{OF_CUSTOMERS}
"""
PAIRS = {
    "invoice": [(f"short_{i}", f"long_{i}") for i in range(len(MISSING))],
    "customer": [(f"{name}short{end}", f"{name}long{end}") for name in LATEST for end in ("", "_settled")],
}

DAYS = st.dates(date(2026, 5, 30), date(2026, 6, 2))
COSTS = st.none() | st.sampled_from([cny("40"), cny("60"), Money.of("60", "USD")])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.sampled_from(["C-1", "C-2"]),
            "amount": st.sampled_from(["-5", "50", "70"]),
            "due_on": DAYS,
            "settled_on": st.none() | DAYS,
            "cost": COSTS,
            "disputed": st.none() | st.booleans(),
            "order": st.none() | st.sampled_from(["O-1", "O-2"]),
        }
    ),
    max_size=5,
)
LOST = st.lists(st.sampled_from(["C-1", "C-2", None]), max_size=1)


def ledger(rows, lost):
    """A ledger of these invoices; other rows of some customers could not be read."""
    return portfolio(
        customers=("C-1", "C-2"),
        invoices=[invoice(f"I-{i}", **row) for i, row in enumerate(rows)],
        rejected=[
            RejectedRow(
                table="invoices",
                where=SourceSpan("invoices.csv", 3),
                reason=Cause.of("model.cause-not-stated", attribute="amount"),
                customer=customer,
            )
            for customer in lost
        ],
    )


def known(value):
    return None if isinstance(value, UnknownValue) else (value,)


@given(ROWS, LOST, st.sampled_from(["reference", "compiled", "durable"]))
@settings(max_examples=60)
def test_the_short_form_is_the_long_one(tmp_path_factory, rows, lost, backend):
    engine = Engine(policy(tmp_path_factory.mktemp("p"), MEASURES), engine=backend)
    portfolio_ = ledger(rows, lost)
    value = engine.evaluation(portfolio_).environment.value
    for entity, pairs in PAIRS.items():
        for record in portfolio_.records(entity):
            for short, long in pairs:
                assert known(value(record, short)) == known(value(record, long)), (record.id, short)


@pytest.mark.parametrize("backend", ["reference", "compiled"])
def test_the_latest_by_hand(tmp_path, backend):
    """Of two invoices that fell due on the last day both count, and a later credit note does not."""
    days = {"I-1": 1, "I-2": 2, "I-3": 2, "I-4": 3}
    rows = [
        invoice(id_, due_on=date(2026, 6, day), amount="-5" if day == 3 else "50")
        for id_, day in days.items()
    ]
    value = (
        Engine(policy(tmp_path, MEASURES), engine=backend)
        .evaluation(portfolio(invoices=rows))
        .environment.value
    )
    customer = portfolio(invoices=rows).record("customer", "C-1")
    assert value(customer, "sum_short") == 10_000
    assert value(customer, "count_short") == 2


def test_where_a_day_is_not_known_the_latest_is_not(tmp_path):
    rows = [invoice("I-1", settled_on=date(2026, 6, 1)), invoice("I-2")]
    book = portfolio(invoices=rows)
    value = Engine(policy(tmp_path, MEASURES)).evaluation(book).environment.value
    assert isinstance(value(book.record("customer", "C-1"), "count_short_settled"), UnknownValue)


def test_only_days_tell_which_is_the_latest(tmp_path):
    body = f"measures:\n  customer.wrong: {{type: count, count: invoices, latest_by: amount, {TITLES}}}\n"
    with pytest.raises(PolicyError, match="date is needed here, and this is money"):
        policy(tmp_path, body)
