"""Ledgers that aim at a rule set meet its thresholds, its days and what is missing."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import find, given, settings

from groupctl.decisions.engine import Engine
from groupctl.testing.aiming import aims, days, from_ruleset, neighbours
from tests.rules.policy_text import changed, load
from tests.testing.test_strategies import FIRST


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    text = changed(("when: account.d_class", "when: account.d_class or amount > 50000"))
    return load(text, tmp_path_factory.mktemp("policy"))


def test_thresholds_come_with_their_neighbours(policy):
    found = aims(policy, "release")
    assert {5_000_000, 4_999_999, 5_000_001} <= {*found["money"]}, "of its own rule, in minor units"
    assert {10_000_000, 9_999_999, 10_000_001} <= {*found["money"]}, "of the parameter that d_class reads"
    assert neighbours(date(2024, 2, 29)) == [date(2024, 2, 29), date(2024, 2, 28), date(2024, 3, 1)]


def test_days_from_which_something_holds_come_with_the_days_around(policy):
    assert days(policy, "d_class") == [date(2016, 12, 31), date(2017, 1, 1), date(2017, 1, 2)]


@pytest.mark.parametrize("minor", [4_999_999, 5_000_000, 5_000_001])
def test_a_threshold_and_its_neighbours_are_met(policy, minor):
    def meets(ledger):
        return any(row.amount.minor == minor for row in ledger.tables["orders"])

    assert meets(find(from_ruleset(policy, "release"), meets, settings=settings(FIRST, max_examples=600)))


def test_whatever_is_drawn_is_decided_and_every_answer_is_met(policy):
    met = Counter()
    engine = Engine(policy, engine="reference")

    @settings(max_examples=150)
    @given(from_ruleset(policy, "release"))
    def decides(ledger):
        for decision in engine.review(ledger.portfolio(), rule_sets=["release"]):
            met[decision.outcome, bool(decision.unknown)] += 1

    decides()
    assert {("RELEASE", False), ("REFER", False), ("REFER", True)} <= met.keys()
