"""Mutants of a policy: which there are, which are proven to change nothing, and what tests make of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import groupctl.testing.missing_test
import groupctl.testing.plugin_mutation
from groupctl.decisions.engine import Engine
from groupctl.rules.loading.loader import load_policy
from groupctl.testing import trading
from groupctl.testing.aiming import from_ruleset
from groupctl.testing.equivalence import equivalent
from groupctl.testing.forking import TIME_OUT, forked
from groupctl.testing.missing_test import missing_test
from groupctl.testing.mutants import mutants
from groupctl.testing.policies import policies
from tests.rules.policy_text import load
from tests.testing.inner import runs
from tests.testing.test_coverage import POLICY

pytest_plugins = ["pytester"]


def told(found):
    return {(one.kind, one.name.removeprefix("release."), one.was, one.now) for one in found}


# -------------------------------------------------------------------------------------------------- mutants
def test_each_mutant_is_one_mistake(tmp_path):
    text = POLICY.replace(
        "when: customer.blacklisted", "when: customer.blacklisted and not(ordered_on > as_of)"
    )
    assert told(mutants(load(text, tmp_path))) == {
        ("drop", "blacklisted", "release.blacklisted", "-"),
        ("drop", "large", "release.large", "-"),
        ("drop", "nothing", "release.nothing", "-"),
        (
            "operator",
            "blacklisted",
            "customer.blacklisted and not(ordered_on > as_of)",
            "customer.blacklisted or not(ordered_on > as_of)",
        ),
        ("operator", "blacklisted", "not(ordered_on > as_of)", "ordered_on > as_of"),
        ("operator", "blacklisted", "ordered_on > as_of", "ordered_on >= as_of"),
        ("operator", "large", "amount > small_order", "amount >= small_order"),
        ("operator", "nothing", "customer.orders_count <= 0", "customer.orders_count < 0"),
        ("threshold", "nothing", "customer.orders_count <= 0", "customer.orders_count <= -1"),
        ("threshold", "nothing", "customer.orders_count <= 0", "customer.orders_count <= 1"),
        ("threshold", "small_order", "small_order = 3000.00 from 2020-01-01", "small_order = 2999.99 from 2020-01-01"),
        ("threshold", "small_order", "small_order = 3000.00 from 2020-01-01", "small_order = 3000.01 from 2020-01-01"),
        ("swap", "release", "release.blacklisted, release.large", "release.large, release.blacklisted"),
        ("swap", "release", "release.large, release.nothing", "release.nothing, release.large"),
        ("hit", "release", "hit: first", "hit: unique"),
        ("unknown", "release", "unknown: refer", "unknown: pass"),
        ("unknown", "release", "unknown: refer", "unknown: ignore"),
    }  # fmt: skip


def test_a_day_is_one_day_off(tmp_path):
    dated = POLICY.replace("        when: amount >", "        since: 2025-01-01\n        when: amount >")
    dated = dated.replace("{2020-01-01: 3000}", "{2020-01-01: 3000, 2026-01-01: 4000}")
    assert {one[1:] for one in told(mutants(load(dated, tmp_path))) if one[0] == "date"} == {
        ("large", "since: 2025-01-01", "since: 2024-12-31"),
        ("large", "since: 2025-01-01", "since: 2025-01-02"),
        ("small_order", "small_order = 4000.00 from 2026-01-01", "small_order = 4000.00 from 2025-12-31"),
        ("small_order", "small_order = 4000.00 from 2026-01-01", "small_order = 4000.00 from 2026-01-02"),
    }


def test_a_parameter_that_the_policy_leaves_open_is_off_where_it_is_read(tmp_path):
    policy = load(POLICY.replace("    values: {2020-01-01: 3000}\n", ""), tmp_path)
    assert {one[3] for one in told(mutants(policy)) if one[:2] == ("threshold", "large")} == {
        "amount > small_order + 0.01",
        "amount > small_order - 0.01",
    }


def test_related_records_are_looked_into(tmp_path):
    text = POLICY.replace(
        "when: customer.blacklisted", "when: some i in customer.invoices satisfies i.disputed or i.amount > 5"
    )
    found = {one[3] for one in told(mutants(load(text, tmp_path))) if one[:2] == ("operator", "blacklisted")}
    assert found == {
        "every i in customer.invoices satisfies i.disputed or i.amount > 5.00",
        "i.disputed and i.amount > 5.00",
        "i.amount >= 5.00",
    }


# ---------------------------------------------------------------------------------------------- equivalence
def proven(policy):
    """The mutants that are proven to change nothing, as their kind and what they are now."""
    before = policy.rulesets["release"]
    found = mutants(policy, ["release"])
    return {(one.kind, one.now) for one in found if equivalent(policy, before, one.applied(before))}


def test_rules_that_exclude_each_other_may_change_places(tmp_path):
    text = POLICY.replace(
        "when: customer.blacklisted", "when: amount <= small_order and customer.blacklisted"
    )
    found = proven(load(text, tmp_path))
    assert ("swap", "release.large, release.blacklisted") in found
    assert ("swap", "release.nothing, release.large") not in found


def test_what_can_not_be_below_is_not_below(tmp_path):
    """Nothing is counted below zero times."""
    text = POLICY.replace("customer.orders_count <= 0", "customer.orders_count < 0")
    assert ("threshold", "customer.orders_count < -1") in proven(load(text, tmp_path))
    assert ("threshold", "customer.orders_count < 1") not in proven(load(text, tmp_path))


def test_a_granted_request_may_lift_the_rule_that_covers_another(tmp_path):
    covered = POLICY.replace("when: customer.orders_count <= 0", "when: amount > small_order")
    assert ("drop", "-") in proven(load(covered, tmp_path))
    matter = "matters:\n  RELEASE: {title: {en: Release, zh: 放行}, source: L30}\nrulesets:"
    lifted = covered.replace("rulesets:", matter).replace(
        "        when: amount > small_order\n",
        "        when: amount > small_order\n        overridable: RELEASE\n",
        1,
    )
    assert ("drop", "-") not in proven(load(lifted, tmp_path))


@settings(max_examples=25)
@given(policies().map(load_policy), st.data())
def test_what_is_proven_equivalent_decides_the_same(policy, data):
    before = policy.rulesets["drawn"]
    same = [one for one in mutants(policy, ["drawn"]) if equivalent(policy, before, one.applied(before))]
    portfolio = data.draw(from_ruleset(policy, "drawn", most=2)).portfolio()
    engine = Engine(policy, engine="reference")
    as_it_is = [(one.outcome, one.error is None) for one in engine.review(portfolio, rule_sets=["drawn"])]
    for mutant in same:
        vars(before).update(vars(mutant.applied(before)) | {"inputs": mutant.applied(before).inputs})
        other = Engine(policy, engine="reference")
        assert [
            (one.outcome, one.error is None) for one in other.review(portfolio, rule_sets=["drawn"])
        ] == as_it_is
        vars(before).update(vars(policy.rulesets["drawn"]))


# ------------------------------------------------------------------------------------------------- children
def test_children_answer_each_for_their_task():
    assert dict(forked(range(5), lambda task: task * 2, at_once=2, seconds=60)) == {
        0: 0,
        1: 2,
        2: 4,
        3: 6,
        4: 8,
    }


def test_a_child_that_takes_too_long_is_ended():
    def endless(_):
        while True:
            pass

    assert dict(forked([1], endless, at_once=2, seconds=1)) == {1: TIME_OUT}


def test_a_child_that_dies_is_told():
    with pytest.raises(RuntimeError, match="the child for 7"):
        list(forked([7], lambda _: 1 / 0, at_once=1, seconds=60))


# ------------------------------------------------------------------------------------------------ in pytest
ONE_RULE = """\
policy: acme
version: "1.0"
currency: CNY
title: {en: Acme, zh: 阿克米}
types: {Release: [REFER, RELEASE]}
rulesets:
  release:
    about: order
    hit: first
    gives: {release: Release}
    outcomes: {REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: "own: minute 7"
    rules:
      - id: release.large
        when: amount > 3000
        then: {release: REFER}
        title: {en: Large, zh: 大额}
        source: "own: minute 8"
"""
"""Seven mutants: the rule dropped, >=, a cent more or less, unique, which changes nothing, and pass and ignore."""

WEAK = """
import pytest
from groupctl.schema.money import Money
from groupctl.testing import expect

@pytest.mark.parametrize(("amount", "outcome"), [("1", "RELEASE"), ("5000", "REFER")])
def test_amount(engine, ledger, amount, outcome):
    expect(engine, "release", "SO-1", ledger.order("SO-1", amount), outcome=outcome)
"""
UNKNOWN = """

def test_an_amount_without_a_rate(engine, ledger):
    order = ledger.order("SO-1", Money.of(1, "USD"))
    expect(engine, "release", "SO-1", order, outcome="REFER")
"""


@pytest.fixture
def without_witnesses(monkeypatch):
    """No test that is missing is looked for, which takes long."""
    monkeypatch.setattr(groupctl.testing.missing_test, "TRIED", settings(max_examples=1, database=None))


@pytest.fixture
def run(pytester, monkeypatch):
    return runs(pytester, monkeypatch, ONE_RULE, "--groupctl-policy", "acme.yaml")


def survivors(result):
    return {line.split(": ", 1)[1] for line in result.stdout.lines if "none fails" in line}


def test_a_survivor_is_told_with_the_test_that_is_missing(pytester, run):
    pytester.makepyfile(WEAK + UNKNOWN)
    result = run("--groupctl-mutate")
    assert result.ret == 0
    assert survivors(result) == {
        "operator: amount > 3000.00 -> amount >= 3000.00: 0 tests see it, none fails",
        "threshold by one unit: amount > 3000.00 -> amount > 2999.99: 0 tests see it, none fails",
        "threshold by one unit: amount > 3000.00 -> amount > 3000.01: 0 tests see it, none fails",
    }
    result.stdout.fnmatch_lines(["*def test_release_large(engine):", "*.add('order', *amount=3000*"])
    result.stdout.fnmatch_lines(
        ["acme 1.0: 7 mutants, 1 proven equivalent, 3 killed, 3 survive: 50% killed; *"]
    )


def test_too_few_killed_fail_the_run(pytester, run, without_witnesses):
    pytester.makepyfile(WEAK)
    assert [run("--groupctl-mutate-min", least).ret for least in ("16", "17")] == [0, 1]


def test_only_some_rule_sets_and_a_misspelt_one(pytester, run, without_witnesses):
    pytester.makepyfile(WEAK)
    assert run("--groupctl-mutate-only", "release").ret == 0
    assert run("--groupctl-mutate-only", "releese").ret != 0


def test_no_mutant_is_tried_on_tests_that_fail(pytester, run, without_witnesses):
    pytester.makepyfile(WEAK.replace('"REFER"', '"REFUSE"'))
    run("--groupctl-mutate").stdout.fnmatch_lines(["no mutant was tried: all tests must pass first"])


def test_what_a_test_sees_counts_although_a_shared_fixture_was_made_for_it(pytester, run, without_witnesses):
    """The engine is made while the first test is set up."""
    pytester.makepyfile(WEAK.replace('("1", "RELEASE"), ', ""))
    assert not any(one.startswith("rule dropped") for one in survivors(run("--groupctl-mutate")))


def test_a_test_that_asks_an_engine_itself_sees_the_rules(pytester, run, without_witnesses):
    pytester.makepyfile(
        """
        from groupctl.rules.engines.reference import ReferenceEngine

        def test_large(policy):
            rule_set = policy.rulesets["release"]
            assert ReferenceEngine().prepare(rule_set).truths([300001]) == (True,)
        """
    )
    assert not any(one.startswith("rule dropped") for one in survivors(run("--groupctl-mutate")))


def test_fixtures_that_tests_share_and_policies_that_tests_load_have_the_mistake(
    pytester, run, without_witnesses
):
    """Each test alone kills the mutant that drops the rule about large orders."""
    pytester.makepyfile(
        """
        import groupctl, pytest
        from groupctl.testing import trading

        @pytest.fixture(scope="module")
        def decided(engine):
            return engine.decide("release", "SO-1", trading().order("SO-1", 5000).portfolio())

        def test_shared(decided):
            assert decided.outcome == "REFER"
        """
    )
    assert not any(
        one.startswith("rule dropped: release.large") for one in survivors(run("--groupctl-mutate"))
    )
    pytester.makepyfile(
        """
        import groupctl
        from groupctl.testing import trading

        def test_loaded():
            engine = groupctl.Engine(groupctl.load_policy("acme.yaml"))
            assert engine.decide("release", "SO-1", trading().order("SO-1", 5000).portfolio()).outcome == "REFER"
        """
    )
    assert not any(
        one.startswith("rule dropped: release.large") for one in survivors(run("--groupctl-mutate"))
    )


def test_the_test_that_is_missing_passes_on_the_policy_and_fails_on_the_mutant(tmp_path):
    policy = load(POLICY, tmp_path)
    (mutant,) = (one for one in mutants(policy) if one.now == "amount >= small_order")
    written = {}
    exec(missing_test(mutant, policy), written)  # noqa: S102 - it is to be pasted
    engine = Engine(policy)
    written["test_release_large"](engine)
    vars(policy.rulesets["release"]).update(vars(mutant.applied(policy.rulesets["release"])))
    with pytest.raises(AssertionError, match="REFER"):
        written["test_release_large"](Engine(policy))


def test_a_policy_with_a_mistake_leaves_the_process_as_it_was(pytester, run, tmp_path, without_witnesses):
    pytester.makepyfile(WEAK)
    run("--groupctl-mutate")
    decision = Engine(load(POLICY, tmp_path)).decide(
        "release", "SO-1", trading().order("SO-1", 5000).portfolio()
    )
    assert decision.outcome == "REFER"
