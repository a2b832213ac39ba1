"""Remedies: each, done, gives the outcome that it promises, and one unit of money less does not."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import groupctl
from groupctl.decisions.judgement import Evaluation
from groupctl.decisions.remedies import Remedy
from groupctl.errors import DataError
from groupctl.model import ControlMode, PaymentTerm
from groupctl.portfolio.portfolio import Portfolio
from groupctl.testing import Ledger, days_ago
from groupctl.testing.aiming import from_ruleset
from groupctl.testing.properties import losses
from tests.standard.deciding import engine, worked
from tests.standard.test_order_release import good_years, late, sound

POLICY = worked(())
ENGINE = engine("compiled")
RULE_SET = "order_release"


def remedies(ledger: Ledger, order: str = "SO-1") -> list[Remedy]:
    portfolio = ledger.portfolio()
    return list(ENGINE.remedies(ENGINE.decide(RULE_SET, order, portfolio), portfolio))


def found(ledger: Ledger) -> dict[str, Decimal | None]:
    return {one.lever: one.amount for one in remedies(ledger)}


def ruled(ledger: Ledger) -> Ledger:
    """A ledger whose group is under strategic control, so that requests have a route."""
    ledger.tables["units"][0] = evolve(ledger.tables["units"][0], control_mode=ControlMode.STRATEGIC)
    return ledger


def done(ledger: Ledger, remedy: Remedy, less: int = 0) -> Portfolio:
    """The ledger after a remedy, built anew; with amounts that are ``less``, in minor units."""
    made = ledger.copy()
    for row in remedy.rows:
        table = made.schema.tables
        name = next(name for name, cls in table.items() if cls is type(row))
        changed = less if remedy.kind == "cut" else -less if row is remedy.rows[-1] else 0
        put = evolve(row, amount=evolve(row.amount, minor=row.amount.minor + changed))
        made.tables[name] = [*(one for one in made.tables[name] if one.id != row.id), put]
    if remedy.kind == "approve":
        for asked in remedy.requests:
            about = {"order": remedy.subject, "unit": made.portfolio().orders[remedy.subject].unit}
            made.granted(asked.matter, policy=POLICY, on=days_ago(0), **about)
    return made.portfolio()


HELD = {
    "limit": lambda: sound(1000).open_invoice(900).order(amount=300),
    "limit, much is owed": lambda: sound(1000).open_invoice(1400).order(amount=300),
    "overdue": lambda: late(sound(), 5000).order(amount=9000),
    "two are overdue": lambda: late(late(sound(), 5000, 90), 150000).order(amount=9000),
    "cash terms": lambda: good_years(
        Ledger().customer().account(term=PaymentTerm.CASH_ON_DELIVERY).survey()
    ).order(amount=700),
    "paid in part": lambda: sound(100).order(amount=700).payment(200, order="SO-1"),
    "held by the host": lambda: sound().order(held_on=days_ago(1)),
    "arrears and limit": lambda: late(sound(1000), 5000).order(amount=9000),
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
def test_each_remedy_does_what_it_promises_and_less_does_not(held):
    ledger = ruled(held())
    some = remedies(ledger)
    assert some
    for remedy in some:
        assert ENGINE.decide(RULE_SET, "SO-1", done(ledger, remedy)).outcome == remedy.outcome, remedy
        if remedy.amount is not None and remedy.amount > Decimal("0.01"):
            assert ENGINE.decide(RULE_SET, "SO-1", done(ledger, remedy, 1)).outcome != remedy.outcome, remedy


@given(from_ruleset(POLICY, RULE_SET, rejected=False))
def test_remedies_of_any_ledger_do_what_they_promise(ledger):
    portfolio = ledger.portfolio()
    for decision in ENGINE.review(portfolio, rule_sets=[RULE_SET]):
        for remedy in ENGINE.remedies(decision, portfolio):
            assert remedy.kind == "approve" or (
                ENGINE.decide(RULE_SET, decision.subject, done(ledger, remedy)).outcome == remedy.outcome
            )


@given(from_ruleset(POLICY, RULE_SET), st.data())
def test_what_is_supposed_is_decided_like_what_is_there(ledger, data):
    """What an evaluation takes over from another is what it would have worked out itself."""
    portfolio = ledger.portfolio()
    rows = []
    for row in portfolio.tables["orders"].values():
        minor = data.draw(st.sampled_from([row.amount.minor, 100, 1]), label=row.id)
        rows.append(
            evolve(row, amount=evolve(row.amount, minor=minor if row.amount.minor > 0 else row.amount.minor))
        )
    cls = portfolio.schema.tables["payments"]
    for row in portfolio.tables["invoices"].values():
        if data.draw(st.booleans(), label=row.id):
            stated = {"customer": row.customer, "unit": row.unit, "paid_on": portfolio.as_of}
            rows.append(cls(id=f"X-{row.id}", invoice=row.id, amount=row.amount, **stated))
    base = ENGINE.evaluation(portfolio)
    rule_set = POLICY.rulesets[RULE_SET]
    for record in portfolio.records("order"):
        base.decision(rule_set, record)
    supposed = portfolio.with_rows(rows)
    quick = Evaluation(POLICY, supposed, base.prepared, base.compiled, base)
    again = evolve(supposed)
    for record in again.records("order"):
        expected = ENGINE.decide(RULE_SET, record.id, again, depth=0)
        assert quick.decision(rule_set, supposed.record("order", record.id)).to_json() == expected.to_json()


@given(from_ruleset(POLICY, RULE_SET, rejected=False), st.data())
def test_what_is_lost_makes_no_remedy(ledger, data):
    """What would do although something is lost would do all the more if it were there."""
    fields = {"invoices": ("amount",), "payments": ("amount",), "accounts": ("credit_limit",)}
    lost = losses(ledger, fields)
    if not lost:
        return
    spoiled = data.draw(st.sampled_from(lost)).of(ledger)
    portfolio = spoiled.portfolio()
    for decision in ENGINE.review(portfolio, rule_sets=[RULE_SET]):
        for remedy in ENGINE.remedies(decision, portfolio):
            if remedy.kind == "cut" and decision.subject in ledger.portfolio().orders:
                sound_one = ENGINE.decide(RULE_SET, decision.subject, done(ledger, remedy))
                assert sound_one.outcome == remedy.outcome


class TestAmounts:
    """What the levers of the standard policy ask for (D46, M11, B61)."""

    def test_over_the_limit_the_excess_is_paid_cut_or_granted(self):
        found_ = found(ruled(sound(1000)).open_invoice(900).order(amount=300))
        assert found_["pay-debts"] == found_["prepay"] == found_["raise-unit-limit"] == 200
        assert found_["cut-order"] == 100
        assert "approve" in found_

    def test_an_order_may_be_the_smaller_part(self):
        found_ = found(sound(1000).open_invoice(1400).order(amount=300))
        assert (found_["pay-debts"], found_["prepay"]) == (700, 300)
        assert "cut-order" not in found_

    def test_the_oldest_debts_are_paid_first(self):
        ledger = late(late(sound(), 5000, 90), 6000, 45).order(amount=9000)
        paid = next(one for one in remedies(ledger) if one.kind == "pay").paid
        assert [amount for _, amount in paid] == [5000, 5000], "1,000 are negligible"

    def test_an_order_that_the_host_holds_is_only_approved(self):
        assert list(found(ruled(sound()).order(held_on=days_ago(1)))) == ["approve"]

    def test_two_matters_are_approved_together_and_none_in_vain(self):
        some = remedies(late(ruled(sound(1000)), 5000).order(amount=9000))
        asked = next(one for one in some if one.kind == "approve").requests
        assert {one.matter for one in asked} == {"ARREARS", "OVER_UNIT_LIMIT"}
        assert all(one.route in POLICY.authority.routes for one in asked)

    def test_what_is_refused_has_none(self):
        assert found(sound(blacklisted=True).order()) == {}

    def test_what_goes_needs_none(self):
        assert found(sound().order()) == {}

    def test_a_decision_of_another_day_has_none(self):
        portfolio = sound(1000).order(amount=3000).portfolio()
        decision = ENGINE.decide(RULE_SET, "SO-1", portfolio)
        with pytest.raises(DataError, match="another portfolio"):
            ENGINE.remedies(decision, sound().order(amount=1).portfolio())

    def test_a_host_reads_what_it_would_then_have(self):
        remedy = next(
            one for one in remedies(sound(1000).open_invoice(900).order(amount=300)) if one.kind == "pay"
        )
        assert [(type(row).__name__, row.amount) for row in remedy.rows] == [
            ("Payment", groupctl.Money.of("200.00", "CNY"))
        ]
