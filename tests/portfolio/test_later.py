"""Rows dated after the day are no part of a snapshot, but they are counted, and each decision that they touch tells it."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given

from groupctl.decisions.decision import LaterRows
from groupctl.decisions.engine import Engine
from groupctl.decisions.explain import explained
from groupctl.errors import ModelError
from groupctl.portfolio.later import Later
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import from_json, to_json
from tests.model import strategies
from tests.rules.small import AS_OF, granted, invoice, order, policy, portfolio

TOMORROW = AS_OF + timedelta(days=1)
POLICY = """\
types: {Release: [REFER, RELEASE]}
measures:
  customer.billed: {type: money, sum: amount, of: invoices, title: {en: Billed, zh: 开票}, source: J1}
rulesets:
  large:
    about: customer
    hit: first
    gives: {large: boolean}
    otherwise: {large: "false"}
    unknown: pass
    title: {en: Large, zh: 大客户}
    source: J1
    rules:
      - {id: large.billed, when: billed > 100, then: {large: "true"}, title: {en: Much, zh: 多}, source: J1}
  release:
    about: order
    hit: priority
    gives: {release: Release}
    outcomes: {REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: L30
    rules:
      - {id: release.large, when: customer.large, then: {release: REFER}, title: {en: L, zh: 大}, source: L30}
"""


def tomorrow(number: str, **more):
    return evolve(invoice(number, **more), issued_on=TOMORROW, due_on=TOMORROW)


@pytest.fixture
def engine(tmp_path):
    return Engine(policy(tmp_path, POLICY))


def held(**more):
    orders = [order("SO-1"), order("SO-2", customer="C-2")]
    return portfolio(**{"customers": ("C-1", "C-2"), "orders": orders, **more})


class TestADecisionCountsThem:
    LEDGER = held(invoices=[tomorrow("I-1"), tomorrow("I-2", unit="V"), tomorrow("I-3", customer="C-3")])

    def test_those_of_its_customer_in_tables_that_its_rules_read_however_far_down(self, engine):
        assert engine.decide("release", "SO-1", self.LEDGER).later == (LaterRows(table="invoices", count=2),)

    def test_no_others(self, engine):
        assert engine.decide("release", "SO-2", self.LEDGER).later == ()

    def test_not_of_tables_that_no_rule_reads(self, engine):
        ledger = held(orders=[order("SO-1"), evolve(order("SO-9"), ordered_on=TOMORROW)])
        assert engine.decide("large", "C-1", ledger).later == ()

    def test_in_words(self, engine):
        decision = engine.decide("release", "SO-1", self.LEDGER)
        assert "Dated after 2026-06-30, so not counted: invoices 2" in explained(decision)
        assert "日期晚于 2026-06-30、未计入：invoices 2" in explained(decision, "zh")

    def test_they_change_no_outcome_and_no_hash(self, engine):
        with_them, without = (
            engine.decide("release", "SO-1", ledger) for ledger in (self.LEDGER, held(invoices=[]))
        )
        assert with_them.portfolio_hash == without.portfolio_hash
        assert evolve(with_them, later=()) == without


def test_whose_they_are_follows_from_the_document_that_they_name():
    later = evolve(order("SO-9"), ordered_on=TOMORROW)
    asked = granted(order="SO-9")["requests"]
    assert [(one.table, one.customer) for one in held(orders=[later], requests=asked).later_rows] == [
        ("orders", "C-1"), ("requests", "C-1"),
    ]  # fmt: skip


class TestASavedSnapshot:
    @given(strategies.tables())
    def test_keeps_the_counts(self, made):
        found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
        assert from_json(to_json(found), Portfolio).later_rows == found.later_rows

    def test_gives_the_same_bytes(self, engine):
        ledger = held(invoices=[invoice("I-0", amount="700"), tomorrow("I-1")])
        again = from_json(to_json(ledger), Portfolio)
        assert (
            engine.decide("release", "SO-1", again).to_json()
            == engine.decide("release", "SO-1", ledger).to_json()
        )

    def test_refuses_a_count_of_none_and_a_table_that_is_none(self):
        with pytest.raises(ModelError, match="not above zero"):
            Later(table="invoices", count=0)
        with pytest.raises(ModelError, match="invoice"):
            Portfolio.build(
                as_of=date(2026, 6, 30), currency="CNY", tables={}, later=[Later(table="invoice", count=1)]
            )
