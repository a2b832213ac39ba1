"""Ready-made properties hold of a sound policy, and each fails on one that is wrong in its way."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from groupctl.errors import DataError
from groupctl.testing import Ledger, properties, trading
from groupctl.testing.properties import Loss
from tests.rules import small
from tests.rules.policy_text import changed, load

SOUND = changed(
    (
        "when: account.d_class",
        "when: account.d_class or amount > 50000 or account.customer.overdue_amount > 100",
    )
)
CARELESS = changed(
    (
        "when: account.d_class",
        "when: is known(customer.blacklisted) and customer.blacklisted",
    ),
    ("    gate: true\n", ""),
)
"""A customer whose row does not say whether it is blacklisted gets what a blacklisted one does not."""

TRIED = settings(
    max_examples=60,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

HOLD = [
    properties.losing_never_improves,
    properties.repeatable,
    properties.order_does_not_matter,
    properties.engines_agree,
    properties.round_trip,
    properties.currency_does_not_matter,
    properties.explains_itself,
    properties.scale_does_not_matter,
    properties.stable_until_next_date,
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return load(SOUND, tmp_path_factory.mktemp("sound"))


@pytest.mark.parametrize("prop", HOLD, ids=lambda prop: prop.__name__)
def test_each_holds_of_a_sound_policy(sound, prop):
    TRIED(prop(sound, "release"))()


def test_losing_is_seen_to_improve_where_a_rule_takes_unknown_for_no(tmp_path):
    careless = load(CARELESS, tmp_path)
    with pytest.raises(AssertionError, match=r"RELEASE now, though information was lost: Loss.*customers"):
        settings(TRIED, max_examples=400)(properties.losing_never_improves(careless, "release"))()


def test_more_overdue_never_releases(sound):
    def more(ledger):
        return ledger.open_invoice(5000, due_on="2026-01-01", customer="C-1", unit="U-1", id_="X")

    TRIED(properties.monotone(sound, "release", more))()


def test_a_rule_the_wrong_way_round_is_not_monotone(tmp_path):
    wrong = load(changed(("when: account.d_class", "when: amount < 50000")), tmp_path)

    def larger(ledger):
        rows = ledger.tables["orders"]
        rows[:] = [evolve_amount(row, 10**8) for row in rows]
        return ledger

    with pytest.raises(AssertionError, match="was REFER and is RELEASE now, though the ledger became worse"):
        TRIED(properties.monotone(wrong, "release", larger))()


def evolve_amount(row, more):
    import attrs

    from groupctl.schema.money import Money

    return attrs.evolve(row, amount=Money(row.amount.minor + more, row.amount.currency))


def test_outcomes_that_mean_nothing_can_not_be_compared(sound):
    with pytest.raises(DataError, match="write outcomes"):
        properties.losing_never_improves(sound, "d_class")


def test_what_tables_hide_fails_a_test_with_a_row(tmp_path):
    text = changed(
        ("hit: priority", "hit: unique"),
        ("when: account.d_class", "when: amount > 100"),
        ("    rules:\n      - id: release.d", "    rules:\n" + EXTRA + "      - id: release.d"),
    )
    with pytest.raises(AssertionError, match=r"hold together.*amount = 100\.01"):
        properties.nothing_hidden(load(text, tmp_path), "release")()


EXTRA = """\
      - id: release.more
        when: amount > 50
        then: {release: REFUSE}
        title: {en: More, zh: 更多}
        source: D24
"""


def test_a_loss_leaves_the_ledger_that_it_is_taken_from_alone():
    ledger = Ledger().customer().order(amount=5)
    before = repr(ledger)
    for loss in properties.losses(ledger):
        loss.of(ledger).portfolio()
    assert repr(ledger) == before
    assert Loss("value not stated", "orders", "SO-1", "invoiced") in properties.losses(ledger)
    assert Loss("row twice", "orders", "SO-1").of(ledger).portfolio().rejected


def test_an_amount_that_is_rounded_depends_on_the_scale(tmp_path):
    rounded = load(changed(("when: account.d_class", "when: round(amount, 0) > 1000")), tmp_path)
    near = st.just(trading(rounded.schema).order(amount="1000.40"))
    with pytest.raises(AssertionError, match="ten times as large"):
        TRIED(properties.scale_does_not_matter(rounded, "release", near))()


def test_a_date_that_is_written_into_a_condition_is_found(tmp_path):
    dated = load(
        changed(("when: account.d_class", "when: 'as_of >= date(\"2026-12-01\") and amount > 5'")), tmp_path
    )
    with pytest.raises(AssertionError, match="a day later"):
        settings(TRIED, max_examples=400)(properties.stable_until_next_date(dated, "release"))()


MATRIX = """
    posts:
      manager: {title: {en: Manager, zh: 经理}}
    matters:
      CREDIT: {title: {en: Credit, zh: 授信}, source: L30}
    routes:
      HERE: {title: {en: The unit, zh: 单位}, source: L30, steps: [{part: APPROVE, seat: manager@UNIT, days: 2}]}
      ABOVE: {title: {en: The group, zh: 集团}, source: L30, steps: [{part: APPROVE, seat: manager@GROUP, days: 2}]}
    measures:
      request.stake: {type: money, value: amount, title: {en: Stake, zh: 金额}, source: L30}
    rulesets:
      matrix:
        about: request
        hit: unique
        gives: {route: Route}
        stake: stake
        outcomes: {REFER: refer}
        otherwise: {route: REFER}
        unknown: refer
        title: {en: Who decides, zh: 由谁决定}
        source: L30
        rules:
          - {id: small, when: amount <= 1000, then: {route: SMALL}, title: {en: Small, zh: 小额}, source: L30}
          - {id: large, when: amount > 1000, then: {route: LARGE}, title: {en: Large, zh: 大额}, source: L30}
"""


def matrix(tmp_path, small_route: str, large_route: str):
    return small.policy(tmp_path, MATRIX.replace("SMALL", small_route).replace("LARGE", large_route))


def test_a_matrix_whose_bands_are_swapped_goes_beyond_authority(tmp_path):
    TRIED(properties.never_beyond_authority(matrix(tmp_path, "HERE", "ABOVE"), "matrix"))()
    with pytest.raises(AssertionError, match="decided at a lower level"):
        TRIED(properties.never_beyond_authority(matrix(tmp_path, "ABOVE", "HERE"), "matrix"))()


def test_authority_is_a_property_of_matrices(sound):
    with pytest.raises(DataError, match="gives no route"):
        properties.never_beyond_authority(sound, "release")
