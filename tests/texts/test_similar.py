"""A mistyped name gets one suggestion, and a foreign one gets none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.texts.similar import bare, similar, slips

NAMES = st.text("abcde_-12", max_size=8)
COMMANDS = ["review", "explain", "process", "report", "check", "policy", "replay", "adapters"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("reviw", "review"),
        ("exlpain", "explain"),
        ("polciy", "policy"),
        ("repotr", "report"),
        ("Re View", "review"),
        ("ｃｈｅｃｋ", "check"),
        ("invoice", ""),
        ("", ""),
    ],
)
def test_the_command_that_was_meant(written, meant):
    assert similar(written, COMMANDS) == meant


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("SO-R31", ["SO-R23", "SO-R21", "SO-R13"], "SO-R13"),  # two that changed places are one slip
        ("order_relaese", ["order_stuck", "order_release", "order_entry"], "order_release"),
        ("order-release", ["order_entry", "order_release"], "order_release"),
        ("D", ["A", "B", "C"], ""),  # another letter alone is no slip
        ("on", ["in"], ""),
        ("stat", ["name", "state"], "state"),
        ("grp", ["id", "name", "group"], "group"),  # an abbreviation
        ("use", ["unit_satisfaction_rate"], ""),
    ],
)
def test_what_was_meant(written, known, meant):
    assert similar(written, known) == meant


def test_of_equally_near_names_the_one_that_begins_alike_is_meant():
    assert similar("C-11", ["C-21", "C-12", "C-13"]) == "C-12"


@given(NAMES, st.lists(NAMES))
def test_a_suggestion_is_a_known_name_and_a_known_name_is_its_own(name, known):
    assert similar(name, known) in {"", *known}
    if bare(name):
        assert bare(similar(name, [*known, name])) == bare(name)


@given(NAMES, NAMES, NAMES)
def test_slips_are_none_for_equals_the_same_both_ways_and_at_most_the_longer_name(one, other, third):
    assert (slips(one, other) == 0) == (one == other)
    assert slips(one, other) == slips(other, one) <= max(len(one), len(other))
    assert slips(one + third, other + third) <= slips(one, other)
