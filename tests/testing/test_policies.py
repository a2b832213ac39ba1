"""Policies that are drawn load, and what is checked and decided about them is so."""

from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.rules.loading.check import advice
from groupctl.rules.loading.loader import load_policy
from groupctl.testing.aiming import from_ruleset
from groupctl.testing.policies import policies


@settings(max_examples=25)
@given(policies().map(load_policy), st.data())
def test_they_load_and_the_engines_agree_about_ledgers_that_aim_at_them(policy, data):
    ledger = data.draw(from_ruleset(policy, "drawn", most=2))
    answers = [
        [
            one.to_json()
            for one in Engine(policy, engine=engine).review(ledger.portfolio(), rule_sets=["drawn"])
        ]
        for engine in ("compiled", "reference")
    ]
    assert answers[0] == answers[1]


@settings(max_examples=25)
@given(policies().map(load_policy), st.data())
def test_a_rule_that_check_calls_dead_never_decides(policy, data):
    codes = {"policy.advice-covered", "policy.advice-never-holds"}
    dead = {one.values["name"] for one in advice(policy) if one.code in codes}
    ledger = data.draw(from_ruleset(policy, "drawn", most=2))
    for decision in Engine(policy, engine="reference").review(ledger.portfolio(), rule_sets=["drawn"]):
        assert not dead & {reason.rule for reason in decision.because}
