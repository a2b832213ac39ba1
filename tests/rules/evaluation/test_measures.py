"""Measures over related records: completeness, ranks and shares (M16, M17, M25, L3)."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.errors import SourceSpan
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.evaluation.environment import FEW
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from tests.rules.small import cny, invoice, policy, portfolio

TITLES = "title: {en: '-', zh: '-'}, source: J1"
MEASURES = f"""\
measures:
  customer.billed: {{type: money, sum: amount, of: invoices, {TITLES}}}
  customer.bills: {{type: count, count: invoices, {TITLES}}}
  customer.days_due: {{type: count, count_distinct: due_on, of: invoices, {TITLES}}}
  customer.largest: {{type: money, max: amount, of: invoices, {TITLES}}}
  customer.smallest: {{type: money, min: amount, of: invoices, {TITLES}}}
  customer.average: {{type: ratio, mean: amount / cost, of: invoices, {TITLES}}}
  customer.disputed: {{type: money, sum: amount, of: invoices, where: disputed, {TITLES}}}
  customer.place: {{type: count, rank: billed, among: all.customers, where: billed > 0, {TITLES}}}
  customer.before: {{type: ratio, share_before: billed, among: all.customers, where: billed > 0, {TITLES}}}
  customer.through: {{type: ratio, share_through: billed, among: all.customers, where: billed > 0, {TITLES}}}
  customer.some_big: {{type: boolean, value: some i in invoices satisfies i.amount > 100, {TITLES}}}
  customer.all_big: {{type: boolean, value: every i in invoices satisfies i.amount > 100, {TITLES}}}
  customer.buyers: {{type: count, count: all.customers, where: billed > 0, {TITLES}}}
"""
UNREADABLE = Cause.of("model.cause-not-stated", attribute="amount")


@pytest.fixture(params=["reference", "compiled"])
def measured(request, tmp_path):
    """The measures of customers, by way of either backend."""
    engine = Engine(policy(tmp_path, MEASURES), engine=request.param)

    def values(ledger, name, customer="C-1"):
        return engine.evaluation(ledger).environment.value(ledger.record("customer", customer), name)

    return values


HOLES = st.none() | st.integers(0, 13)
"""The row in which a value is missing."""


class TestQuantifiersLookNoFurtherThanTheyMust:
    """M17: a witness settles it, whatever comes after."""

    @pytest.mark.parametrize("kind", ["reference", "compiled"])
    @pytest.mark.parametrize(("quantifier", "settles"), [("some", ">"), ("every", "<=")])
    def test_what_comes_after_a_witness_is_not_worked_out(self, kind, quantifier, settles, tmp_path):
        text = f"""\
        measures:
          invoice.doubled: {{type: money, value: amount * 2, {TITLES}}}
          customer.found: {{type: boolean, value: {quantifier} i in invoices satisfies i.doubled {settles} 500, {TITLES}}}
        """
        engine = Engine(policy(tmp_path, text), engine=kind)
        ledger = portfolio(invoices=[invoice(f"I-{i}", amount=str(100 * i)) for i in range(1, 8)])
        values = engine.evaluation(ledger).environment
        assert values.value(ledger.record("customer", "C-1"), "found") is (quantifier == "some")
        doubled = [record.id for record, name in values._values if name == "doubled"]
        assert doubled == ["I-1", "I-2", "I-3"]

    @given(st.lists(st.sampled_from(["50", "200"]), min_size=14, max_size=20), HOLES, st.booleans())
    def test_an_index_finds_what_looking_at_each_record_finds(self, tmp_path_factory, costs, hole, gap):
        """Also where the attribute is not known of each, and where a row was rejected."""
        text = f"""\
        measures:
          invoice.twins: {{type: count, count: all.invoices, where: cost = subject.cost and amount > 300, {TITLES}}}
          invoice.twin: {{type: boolean, value: some i in all.invoices satisfies cost = i.cost and i.amount > 300, {TITLES}}}
        """
        made, found = policy(tmp_path_factory.mktemp("policy"), text), []
        rows = [
            invoice(f"I-{i:02}", amount=str(i * 40), cost=None if i == hole else cny(cost))
            for i, cost in enumerate(costs)
        ]
        ledger = portfolio(invoices=rows, rejected=[lost("C-1")] if gap else ())
        for kind in ("reference", "compiled"):
            values = Engine(made, engine=kind).evaluation(ledger).environment
            records = ledger.records("invoice")
            found.append([values.value(one, name) for one in records for name in ("twins", "twin")])
        indexed = [index for index in values._indexes.values() if index is not None]
        assert found[0] == found[1]
        assert bool(indexed) is (len(costs) >= FEW and hole is None)


def lost(customer):
    """An invoice row that could not be read."""
    return RejectedRow(
        table="invoices", where=SourceSpan("invoices.csv", 3), reason=UNREADABLE, customer=customer
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("billed", 36001), ("bills", 3), ("days_due", 2), ("largest", 20000), ("smallest", 6001),
        ("average", Fraction(4, 3)),
    ],
)  # fmt: skip
def test_each_aggregate_by_hand(measured, name, value):
    rows = [
        invoice("I-1", amount="100", cost=cny("100")),
        invoice("I-2", amount="200", cost=cny("100")),
        invoice("I-3", amount="60.01", cost=cny("60.01"), due_on=date(2026, 6, 1)),
    ]
    assert measured(portfolio(invoices=rows), name) == value


@pytest.mark.parametrize(
    ("name", "value"), [("billed", 0), ("bills", 0), ("days_due", 0), ("some_big", False), ("all_big", True)]
)
def test_over_nothing_a_sum_is_nothing(measured, name, value):
    assert measured(portfolio(), name) == value


@pytest.mark.parametrize("name", ["largest", "smallest", "average"])
def test_over_nothing_there_is_no_extreme(measured, name):
    assert measured(portfolio(), name).causes[0].key == "decision.cause-empty"


@pytest.mark.parametrize("name", ["billed", "bills", "largest", "average", "disputed"])
def test_one_row_rejected_makes_its_owners_aggregates_unknown(measured, name):
    """M16: of the customer it names, and of nobody else."""
    stated = {"disputed": False, "cost": cny("50")}
    rows = [invoice("I-1", **stated), invoice("I-2", customer="C-2", **stated)]
    ledger = portfolio(customers=("C-1", "C-2"), invoices=rows, rejected=[lost("C-1")])
    unknown = measured(ledger, name)
    assert "invoices.csv:3" in unknown.causes[0].render()
    assert not isinstance(measured(ledger, name, "C-2"), UnknownValue)


def test_a_row_whose_owner_can_not_be_read_makes_everybodys_unknown(measured):
    ledger = portfolio(customers=("C-1", "C-2"), invoices=[invoice("I-1")], rejected=[lost(None)])
    assert all(isinstance(measured(ledger, "billed", customer), UnknownValue) for customer in ("C-1", "C-2"))


def test_an_unknown_filter_makes_an_aggregate_unknown(measured):
    ledger = portfolio(invoices=[invoice("I-1"), invoice("I-2", disputed=True)])
    assert "disputed" in measured(ledger, "disputed").causes[0].render()


@pytest.mark.parametrize(
    ("amount", "some", "every"), [("200", True, UnknownValue), ("50", UnknownValue, False)]
)
def test_a_witness_or_a_counterexample_settles_a_quantifier_despite_a_gap(measured, amount, some, every):
    """M17."""
    ledger = portfolio(invoices=[invoice("I-1", amount=amount)], rejected=[lost("C-1")])
    for name, expected in (("some_big", some), ("all_big", every)):
        found = measured(ledger, name)
        assert isinstance(found, UnknownValue) if expected is UnknownValue else found is expected


def sales(amounts):
    """One invoice a customer, C-0 to C-n."""
    rows = [invoice(f"I-{i}", customer=f"C-{i}", amount=str(amount)) for i, amount in enumerate(amounts)]
    return portfolio(customers=[f"C-{i}" for i in range(len(amounts))], invoices=rows)


def test_ties_are_broken_by_id(measured):
    """M25."""
    ledger = sales([50, 70, 50])
    assert [measured(ledger, "place", f"C-{i}") for i in range(3)] == [2, 1, 3]


def test_shares_run_over_those_who_bought(measured):
    """L3 by hand: 60, 30, 10 of 100; the customer with a credit note has no place."""
    ledger = sales([30, 60, -5, 10])
    before = [measured(ledger, "before", f"C-{i}") for i in (1, 0, 3)]
    through = [measured(ledger, "through", f"C-{i}") for i in (1, 0, 3)]
    assert before == [0, Fraction(6, 10), Fraction(9, 10)]
    assert through == [Fraction(6, 10), Fraction(9, 10), 1]
    assert measured(ledger, "place", "C-2").causes[0].key == "decision.cause-not-ranked"


def test_one_unknown_value_leaves_nobody_a_place(measured):
    ledger = portfolio(customers=("C-1", "C-2"), invoices=[invoice("I-1")], rejected=[lost("C-2")])
    assert isinstance(measured(ledger, "place", "C-1"), UnknownValue)


def test_an_aggregate_over_a_whole_table_is_the_same_for_all(measured):
    ledger = sales([1, -1, 2])
    assert {measured(ledger, "buyers", f"C-{i}") for i in range(3)} == {2}


def test_two_entities_may_have_a_ranking_of_the_same_name(tmp_path):
    of_units = f"""\
  unit.billed: {{type: money, sum: amount, of: invoices, {TITLES}}}
  unit.place: {{type: count, rank: billed, among: all.units, where: billed > 0, {TITLES}}}
"""
    engine = Engine(policy(tmp_path, MEASURES + of_units))
    ledger = sales([50, 70])
    value = engine.evaluation(ledger).environment.value
    assert value(ledger.record("customer", "C-1"), "place") == 1
    assert value(ledger.record("unit", "U"), "place") == 3, (
        "the group, the segment and the unit have sold as much"
    )


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8))
def test_shares_add_up_and_follow_the_ranks(tmp_path_factory, amounts):
    engine = Engine(policy(tmp_path_factory.mktemp("p"), MEASURES), engine="compiled")
    ledger = sales(amounts)
    value = engine.evaluation(ledger).environment.value
    records = sorted(ledger.records("customer"), key=lambda record: value(record, "place"))
    assert [value(record, "place") for record in records] == list(range(1, len(amounts) + 1))
    assert value(records[-1], "through") == 1
    for one, following in pairwise(records):
        assert value(one, "through") == value(following, "before")


class TestStated:
    """What the host stated is told from what is known of it."""

    BODY = f"""\
    measures:
      invoice.cost_stated: {{type: boolean, value: is stated(cost), {TITLES}}}
      invoice.cost_known: {{type: boolean, value: is known(cost), {TITLES}}}
      customer.costs_stated: {{type: count, count: invoices, where: is stated(cost), {TITLES}}}
      customer.some_stated: {{type: boolean, value: some i in invoices satisfies is stated(i.cost), {TITLES}}}
    """

    @pytest.mark.parametrize(
        ("cost", "stated", "known"),
        [(None, False, False), (cny("60"), True, True), (Money.of("60", "USD"), True, False)],
        ids=["not given", "known", "without a rate"],
    )
    @pytest.mark.parametrize("backend", ["reference", "compiled"])
    def test_an_amount_without_a_rate_is_stated_and_not_known(self, tmp_path, backend, cost, stated, known):
        ledger = portfolio(invoices=[invoice("I-1", cost=cost)])
        environment = Engine(policy(tmp_path, self.BODY), engine=backend).evaluation(ledger).environment
        row, customer = ledger.record("invoice", "I-1"), ledger.record("customer", "C-1")
        assert environment.value(row, "cost_stated") is stated
        assert environment.value(row, "cost_known") is known
        assert environment.value(customer, "costs_stated") == int(stated)
        assert environment.value(customer, "some_stated") is stated


class TestRunningTotals:
    """An aggregate that asks each record about those before it is worked out from one sorted list: the same values."""

    @pytest.mark.parametrize(
        "test", ["due_on < {}", "due_on <= {}", "due_on > {}", "due_on >= {}", "{} < due_on", "{} >= due_on"]
    )
    @given(
        st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["-50", "200"])), min_size=14, max_size=20),
        HOLES,
        st.booleans(),
    )
    def test_they_are_what_adding_up_each_time_gives(self, tmp_path_factory, test, rows, hole, gap):
        """Also where a value or the day is not known of each record, and where a row was rejected."""
        test = test.format("subject.due_on")
        text = f"""\
        measures:
          invoice.sum_to_here: {{type: money, sum: cost, of: account.invoices, where: amount > 200 and {test}, {TITLES}}}
          invoice.ratio_to_here: {{type: ratio, sum: cost / amount, of: account.invoices, where: {test}, {TITLES}}}
          invoice.count_to_here: {{type: count, count: account.invoices, where: {test} and cost > 0, {TITLES}}}
        """
        made, found = policy(tmp_path_factory.mktemp("policy"), text), []
        invoices = [
            invoice(
                f"I-{i:02}",
                amount=str(100 + 20 * i),
                cost=None if i == hole else cny(cost),
                due_on=date(2026, 5, day),
            )
            for i, (day, cost) in enumerate(rows)
        ]
        ledger = portfolio(invoices=invoices, rejected=[lost("C-1")] if gap else ())
        for kind in ("reference", "compiled"):
            values = Engine(made, engine=kind).evaluation(ledger).environment
            names = ("sum_to_here", "ratio_to_here", "count_to_here")
            found.append(
                [repr(values.value(one, name)) for one in ledger.records("invoice") for name in names]
            )
        assert found[0] == found[1]
        told = [totals for totals in values._totals.values() if totals is not None]
        if len(rows) >= FEW and not gap and hole is None:
            assert len(told) == len(names)
