"""A policy of three rules and one order: what a person sees when one reference, heading, date or unit is spoilt.

Only a sound ledger, a blank cell in a column of groups, and an invoice that is moved to another real unit let the order go.
"""

from datetime import date

import pytest

from groupctl.adapters.host import connect
from groupctl.decisions.engine import Engine
from groupctl.rules.loading.loader import load_policy

POLICY = """\
policy: three-rules
version: "1"
currency: CNY
title: {en: Three rules, zh: 三条规则}
measures:
  group.owed: {type: money, sum: amount, of: invoices, title: {en: Owed, zh: 欠款}, source: "own: x"}
  account.owed: {type: money, sum: amount, of: invoices, title: {en: Owed, zh: 欠款}, source: "own: x"}
  account.on_order:
    {type: money, sum: amount, of: orders, where: status = INVOICED, title: {en: On order, zh: 订单}, source: "own: x"}
rulesets:
  release:
    title: {en: Release, zh: 放行}
    source: "own: x"
    about: order
    only: status = OPEN
    hit: first
    gate: true
    gives: {release: [REFER, RELEASE]}
    outcomes: {REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    rules:
      - id: limit
        when: over(account.owed + account.on_order + amount, account.credit_limit)
        then: {release: REFER}
        title: {en: Over the limit, zh: 超额}
        source: "own: x"
      - id: group
        when: some g in customer.groups satisfies over(g.owed + amount, g.credit_limit)
        then: {release: REFER}
        title: {en: Over the limit of the group, zh: 超集团额度}
        source: "own: x"
      - id: survey
        when: some s in account.credit_surveys satisfies s.bad_history
        then: {release: REFER}
        title: {en: Bad history, zh: 不良记录}
        source: "own: x"
"""
LEDGER = {
    "units": "id,name,kind,parent,currency\nHQ,HQ,GROUP,,CNY\nN,N,SUBSIDIARY,HQ,\nS,S,SUBSIDIARY,HQ,\n",
    "groups": "id,name,parent,credit_limit,currency\nG,G,,{group},CNY\n",
    "customers": "id,name,group\nC1,A,G\nC2,B,G\n",
    "accounts": "customer,unit,credit_limit,currency\nC1,N,{own},CNY\n",
    "orders": "id,customer,unit,ordered_on,amount,currency,status,on_credit\n"
    "O1,C1,N,2026-06-01,500.00,CNY,OPEN,yes\nO0,C1,N,2026-06-01,{billed},CNY,INVOICED,yes\n",
    "invoices": "id,customer,unit,issued_on,due_on,amount,currency,order\n"
    "I1,{debtor},N,2026-06-01,2026-07-01,900.00,CNY,\n",
    "credit_surveys": "id,customer,unit,surveyed_on,bad_history\nS1,C1,N,2026-01-01,{bad}\n",
}
FREE = {"group": "unlimited", "own": "unlimited", "billed": "5.00", "debtor": "C1", "bad": "no"}
BY_OWN_LIMIT = {**FREE, "own": "1000.00"}
BY_ORDER = {**BY_OWN_LIMIT, "debtor": "C2", "billed": "900.00"}
BY_GROUP = {**FREE, "group": "1000.00", "debtor": "C2"}
BY_SURVEY = {**FREE, "bad": "yes"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return Engine(load_policy(path), engine="compiled")


@pytest.fixture
def decide(engine, tmp_path):
    """The order's release when a text of one table is another; the sound ledger without."""

    def decided(held, table="units", was="", now=""):
        for name, text in LEDGER.items():
            written = text.format(**held)
            if name == table and was:
                assert was in written
                written = written.replace(was, now)
            (tmp_path / f"{name}.csv").write_text(written, encoding="utf-8")
        portfolio = connect(f"files:{tmp_path}").snapshot(date(2026, 6, 30))
        return portfolio, engine.decide("release", "O1", portfolio)

    return decided


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        (FREE, "RELEASE"),
        (BY_OWN_LIMIT, "REFER"),
        (BY_ORDER, "REFER"),
        (BY_GROUP, "REFER"),
        (BY_SURVEY, "REFER"),
    ],
)
def test_the_sound_ledger(decide, held, outcome):
    _, decision = decide(held)
    assert (decision.outcome, decision.unknown) == (outcome, ())


@pytest.mark.parametrize(
    ("held", "table", "was", "now"),
    [
        (BY_OWN_LIMIT, "invoices", "C1,N", "C1,\u200bN"),
        (BY_OWN_LIMIT, "invoices", "C1,N", "C1,"),
        (BY_OWN_LIMIT, "invoices", "C1,N", "C1,N1"),
        (BY_OWN_LIMIT, "invoices", "C1,N", "C1,n"),
        (BY_OWN_LIMIT, "invoices", "I1,C1", "I1,C11"),
        (BY_OWN_LIMIT, "invoices", "I1,C1", "I1,c-1"),
        (BY_OWN_LIMIT, "invoices", "2026-06-01,2026-07", "2126-06-01,2126-07"),
        (BY_OWN_LIMIT, "invoices", "2026-06-01,", "1900-01-01,"),
        (BY_OWN_LIMIT, "invoices", "900.00", "900.000"),
        (BY_OWN_LIMIT, "invoices", "amount", "amuont"),
        (BY_OWN_LIMIT, "invoices", "customer", "Customer"),
        (BY_OWN_LIMIT, "accounts", "C1,N", "C1,N1"),
        (BY_OWN_LIMIT, "accounts", "credit_limit", "credit_limt"),
        (BY_ORDER, "orders", "O0,C1,N", "O0,C1,N1"),
        (BY_ORDER, "orders", "INVOICED", "INVOICE"),
        (BY_GROUP, "customers", "group", "group_id"),
        (BY_GROUP, "customers", "group", "Group"),
        (BY_GROUP, "customers", "group", "gruop"),
        (BY_GROUP, "customers", "C2,B,G", "C2,B,G1"),
        (BY_GROUP, "customers", "C2,B,G", "C2,,G"),
        (BY_GROUP, "groups", "credit_limit", "limit"),
        (BY_SURVEY, "credit_surveys", "C1,N", "C1,N1"),
        (BY_SURVEY, "credit_surveys", "C1,N", "C11,N"),
        (BY_SURVEY, "credit_surveys", "2026", "2126"),
        (BY_SURVEY, "credit_surveys", "bad_history", "bad history"),
    ],
)
def test_a_loss_keeps_the_order_from_going(decide, held, table, was, now):
    portfolio, decision = decide(held, table, was, now)
    assert decision.outcome == "REFER"
    assert decision.because == ()
    assert [rule.rule for rule in decision.unknown if rule.matters]
    assert portfolio.rejected or portfolio.notes, "the ledger says what is wrong with it"


@pytest.mark.parametrize(
    ("held", "table", "was", "now"),
    [
        (BY_GROUP, "customers", "C1,A,G", "C1,A,"),
        (BY_GROUP, "customers", "C2,B,G", "C2,B,"),
        (BY_OWN_LIMIT, "invoices", "C1,N", "C1,S"),
    ],
)
def test_another_sound_ledger_lets_it_go(decide, held, table, was, now):
    portfolio, decision = decide(held, table, was, now)
    assert decision.outcome == "RELEASE"
    assert not portfolio.rejected


def test_an_invoice_at_another_real_unit_makes_the_account_there(decide):
    portfolio, _ = decide(BY_OWN_LIMIT, "invoices", "C1,N", "C1,S")
    assert portfolio.made.keys() == {"C1@S"}
