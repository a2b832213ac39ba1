"""What the rules alone leave open about a new version, the solver decides, with values that the reference engine has seen."""

import pytest

from groupctl.proof.verdicts import compare
from groupctl.rules.sameness import Sameness
from tests.rules.test_comparing import LARGE, policy


def compared(tmp_path, old, new, formula="amount", new_formula=None):
    made = []
    for name, rules, text in (("old", old, formula), ("new", new, new_formula or formula)):
        (tmp_path / name).mkdir()
        made.append(policy(tmp_path / name, *rules, formula=text))
    return compare(Sameness(*made), "release")


def test_what_can_never_be_makes_no_difference(tmp_path):
    old, new = ((("a", f"worth > amount and amount > {line}", "ASK"),) for line in (5, 6))
    assert compared(tmp_path, old, new).verdict == "equivalent"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("amount + 1", "stricter"),
        ("if amount > 0 then amount - 1 else amount", "looser"),
        ("amount + 0", "equivalent"),
    ],
)
def test_a_measure_that_is_worked_out_otherwise(tmp_path, formula, verdict):
    rule = (("a", "worth > 100", "ASK"),)
    found = compared(tmp_path, rule, rule, new_formula=formula)
    assert (found.verdict, found.how) == (verdict, "solver")
    assert all(one.sure for one in found.witnesses)
    if verdict != "equivalent":
        (witness,) = found.witnesses
        assert (witness.direction, {witness.before, witness.now}) == (verdict, {"YES", "ASK"})


def test_what_the_rules_tell_is_not_asked_again(tmp_path):
    assert compared(tmp_path, LARGE, LARGE).how == "content"
