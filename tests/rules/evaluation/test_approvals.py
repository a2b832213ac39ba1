"""An approval overrides only the rule it names, within its amount, unit and dates (L30, M18)."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from groupctl.model.credit import ApprovalStep
from groupctl.model.ledger import Invoice, OrderStatus
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.evaluation.approvals import overridden
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from tests.rules.small import AS_OF, approval, cny, order, policy, portfolio

RULES = """\
rulesets:
  release:
    about: order
    hit: first
    gives: {held: boolean}
    otherwise: {held: false}
    unknown: pass
    title: {en: Release, zh: 放行}
    source: L30
    rules:
      - {id: r.overridable, when: amount > 0, then: {held: true}, overridable: true, title: {en: A, zh: 甲}, source: L30}
      - {id: r.firm, when: amount > 0, then: {held: true}, title: {en: B, zh: 乙}, source: L30}
"""
TOMORROW = AS_OF + timedelta(days=1)
YESTERDAY = AS_OF - timedelta(days=1)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return policy(tmp_path_factory.mktemp("policy"), RULES).rulesets["release"]


def overrides(release, *approvals, orders=None, subject="SO-1", **tables):
    ledger = portfolio(orders=orders or [order("SO-1", amount="100")], approvals=approvals, **tables)
    return overridden(release, ledger.record("order", subject), ledger)


def test_within_everything_it_overrides(release):
    assert overrides(release, approval("A", "r.overridable", order="SO-1")) == {"r.overridable": ("A",)}


@pytest.mark.parametrize(
    "short",
    [
        {"amount": cny("99.99")},
        {"amount": None},
        {"unit": "V"},
        {"starts_on": YESTERDAY, "ends_on": YESTERDAY},
        {"starts_on": TOMORROW, "ends_on": TOMORROW},
        {"used": True},
        {"step": ApprovalStep.REVIEW},
    ],
    ids=["amount", "no amount", "unit", "over", "not yet", "used", "not the final step"],
)
def test_outside_anything_it_does_not(release, short):
    assert overrides(release, approval("A", "r.overridable", order="SO-1", **short)) == {}


@pytest.mark.parametrize("unit", ["U", "S", "G"])
def test_a_parent_units_approval_holds_below(release, unit):
    assert overrides(release, approval("A", "r.overridable", order="SO-1", unit=unit))


@pytest.mark.parametrize(
    "days", [{"starts_on": AS_OF, "ends_on": TOMORROW}, {"starts_on": YESTERDAY, "ends_on": AS_OF}]
)
def test_both_days_are_inclusive(release, days):
    assert overrides(release, approval("A", "r.overridable", order="SO-1", **days))


def test_a_rule_that_is_not_overridable_stands(release):
    assert overrides(release, approval("A", "r.firm", order="SO-1")) == {}


def test_another_orders_approval_does_not_help(release):
    orders = [order("SO-1"), order("SO-2")]
    assert overrides(release, approval("A", "r.overridable", order="SO-2"), orders=orders) == {}


def test_one_for_the_account_covers_the_oldest_orders_together(release):
    """100 covers 60 of the first day, not 50 of the second on top, but 40 of the third."""
    orders = [
        order("SO-3", amount="40", day=3),
        order("SO-2", amount="50", day=2),
        order("SO-1", amount="60", day=1),
    ]
    given_ = approval("A", "r.overridable", customer="C-1")
    covered = [
        id_ for id_ in ("SO-1", "SO-2", "SO-3") if overrides(release, given_, orders=orders, subject=id_)
    ]
    assert covered == ["SO-1", "SO-3"]


def test_an_approval_is_not_renewed_by_what_it_let_pass(release):
    """Once the order that it covered is invoiced, its amount stays used."""
    given_ = approval("A", "r.overridable", customer="C-1", starts_on=date(2026, 6, 1))
    passed = order("SO-0", amount="60", day=1, status=OrderStatus.INVOICED)
    assert overrides(release, given_, orders=[passed, order("SO-1", amount="50", day=2)]) == {}
    assert overrides(release, given_, orders=[passed, order("SO-1", amount="40", day=2)])


def test_what_was_invoiced_while_it_held_draws_on_it_whenever_it_was_ordered(release):
    given_ = approval("A", "r.overridable", customer="C-1", starts_on=date(2026, 6, 10))
    before = order("SO-0", amount="60", day=1, status=OrderStatus.INVOICED)
    billed = Invoice(
        id="I-1",
        customer="C-1",
        unit="U",
        issued_on=date(2026, 6, 11),
        due_on=AS_OF,
        amount=cny("60"),
        order="SO-0",
    )
    orders = [before, order("SO-1", amount="50", day=2)]
    assert overrides(release, given_, orders=orders)
    assert overrides(release, given_, orders=orders, invoices=[billed]) == {}
    lost = evolve(billed, unit="nowhere")  # whose order may have gone through as well
    assert overrides(release, given_, orders=orders, invoices=[lost]) == {}


def test_an_order_that_could_not_be_read_may_have_used_the_room(release):
    given_ = approval("A", "r.overridable", customer="C-1")
    lost = RejectedRow(
        table="orders", reason=Cause.of("model.cause-not-stated", attribute="amount"), customer="C-1"
    )
    assert overrides(release, given_)
    assert overrides(release, given_, rejected=[lost]) == {}


def test_an_older_order_of_unknown_amount_may_have_used_the_room(release):
    given_ = approval("A", "r.overridable", customer="C-1")
    dollars = evolve(order("SO-0", day=1), amount=Money.of("1", "USD"))
    assert overrides(release, given_, orders=[dollars, order("SO-1", day=2)]) == {}
    assert overrides(release, given_, orders=[order("SO-1", day=1), evolve(dollars, ordered_on=AS_OF)])


def test_a_cancelled_order_draws_on_nothing(release):
    given_ = approval("A", "r.overridable", customer="C-1")
    cancelled = order("SO-0", day=1, status=OrderStatus.CANCELLED)
    assert overrides(release, given_, orders=[cancelled, order("SO-1", day=2)])


@given(amounts=st.lists(st.integers(1, 9), min_size=1, max_size=6), room=st.integers(0, 30))
def test_orders_covered_together_never_exceed_the_amount(release, amounts, room):
    orders = [order(f"SO-{i}", amount=str(amount), day=1 + i) for i, amount in enumerate(amounts)]
    given_ = approval("A", "r.overridable", customer="C-1", amount=cny(str(room)))
    covered = [
        amount
        for i, amount in enumerate(amounts)
        if overrides(release, given_, orders=orders, subject=f"SO-{i}")
    ]
    assert sum(covered) <= room
    assert not covered or covered[0] == next(amount for amount in amounts if amount <= room)
