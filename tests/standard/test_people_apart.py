"""Drafter, reviewer and signer are different people, and a review finds where they were not (H39, H61, H88, D60, G48, L56)."""

import pytest

from groupctl.testing import Ledger, trading

ROWS = {
    "contract_people": ("contract", {}, ("drafted_by", "reviewed_by", "signed_by")),
    "regulation_people": (
        "regulation",
        {"issued_on": "2026-01-02"},
        ("drafted_by", "reviewed_by", "approved_by"),
    ),
    "promotion_people": ("campaign", {}, ("planned_by", "approved_by")),
    "complaint_people": ("complaint", {}, ("proposed_by", "approved_by")),
    "account_change_people": ("user_account_change", {}, ("submitted_by", "approved_by", "executed_by")),
}
TWICE = {
    ("account_change_people", "submitted_by", "executed_by"),
}
"""What one person may do: who hands a change in may carry it out, once another has approved it."""
PAIRS = [
    (name, one, other)
    for name, (_, _, fields) in ROWS.items()
    for place, one in enumerate(fields)
    for other in fields[place + 1 :]
]


def ledger(rule_set: str, **people: str | None) -> Ledger:
    """One record that everyone has done their part of, each another person unless ``people`` says so."""
    entity, more, fields = ROWS[rule_set]
    stated = {name: f"E-{place}" for place, name in enumerate(fields)} | people
    made = trading()
    made.add("employee", id="E-0", name="E-0", unit="U-1")
    return made.add(entity, id="X-1", **more, **{k: v for k, v in stated.items() if v is not None})


@pytest.mark.parametrize("rule_set", ROWS)
def test_different_people_are_in_order(decide, rule_set):
    assert decide(rule_set, ledger(rule_set), "X-1").outcome is False


@pytest.mark.parametrize(("rule_set", "one", "other"), PAIRS)
def test_one_person_for_two_parts_is_found(decide, rule_set, one, other):
    answer = decide(rule_set, ledger(rule_set, **{one: "E-9", other: "E-9"}), "X-1")
    assert answer.outcome is ((rule_set, one, other) not in TWICE)


@pytest.mark.parametrize("rule_set", ROWS)
def test_who_began_it_must_be_known(decide, rule_set):
    """A name that was left out is no proof that it was another."""
    first = ROWS[rule_set][2][0]
    assert decide(rule_set, ledger(rule_set, **{first: None}), "X-1").outcome is None


@pytest.mark.parametrize("rule_set", ROWS)
def test_before_anyone_decided_there_is_nothing_to_find(decide, rule_set):
    later = dict.fromkeys(ROWS[rule_set][2][1:])
    assert decide(rule_set, ledger(rule_set, **later), "X-1").status == "not applicable"
