"""Invariants are checked like any condition, and change nothing that is decided."""

import pytest

from groupctl.errors import PolicyError
from groupctl.rules.loading.loader import load_policy
from tests.rules.small import policy

BODY = """
    measures:
      account.owed: {type: money, sum: amount, of: invoices, title: {en: Owed, zh: 欠款}, source: D46}
"""
INVARIANT = """
    invariants:
      owed.never-negative:
        about: account
        never: owed < 0
        title: {en: Owed, zh: 欠款}
        source: D46
"""


def test_an_invariant_is_a_condition_about_a_record(tmp_path):
    found = policy(tmp_path, BODY + INVARIANT).invariants["owed.never-negative"]
    assert (found.about, found.text, found.title.text("en"), found.source) == (
        "account",
        "owed < 0",
        "Owed",
        "D46",
    )
    assert found.where is not None


def test_it_is_no_part_of_what_is_decided(tmp_path):
    assert policy(tmp_path, BODY).hash == policy(tmp_path, BODY + INVARIANT).hash


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("owed < 0", "owd < 0", "expression.unknown-name"),
        ("owed < 0", "owed < 0.5 days", "expression.unexpected"),
        ("owed < 0", "owed", "expression.wrong-type"),
        ("about: account", "about: acount", "policy.no-entity"),
        ("source: D46\n", "source: nothing\n", "policy.source"),
        ("        never: owed < 0\n", "", "policy.missing-key"),
        ("never:", "nevr:", "policy.unknown-key"),
    ],
)
def test_mistakes_are_faults(tmp_path, old, new, code):
    with pytest.raises(PolicyError) as refused:
        policy(tmp_path, BODY + INVARIANT.replace(old, new))
    assert refused.value.faults[0].code == code
    assert refused.value.faults[0].where is not None


def test_those_of_imported_policies_hold_as_well():
    assert "authority.two-persons" in load_policy("standard").invariants


def test_persons_of_a_route_counts_who_asks_and_every_step_that_holds():
    policy = load_policy("standard/authority")
    persons = {name: route.persons for name, route in policy.authority.routes.items()}
    assert (persons["UNIT"], persons["LOSS"], persons["FREEZE"], persons["DIVISION_FILED"]) == (3, 3, 2, 3)
