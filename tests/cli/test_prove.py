"""`groupctl prove`: what is wrong is shown with values, what is unknown is told, and the exit code says whether all is well."""

import json

import pytest

from tests.proof.test_questions import GOOD
from tests.rules.small import policy


@pytest.fixture
def sound(tmp_path):
    policy(tmp_path, GOOD)
    return tmp_path / "small"


@pytest.fixture
def broken(tmp_path):
    policy(tmp_path, GOOD.replace("owed > line, then", "owed > line + 5, then"))
    return tmp_path / "small"


def test_a_sound_policy(run, sound):
    result = run("prove", "--policy", sound)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "PROVED  much-never-goes: Who owes too much does not go",
        "small 1: 14 questions; as they should be: 14, findings: 0, unknown: 0; invariants proved: 1 of 1",
    ]


def test_a_broken_invariant_is_shown_with_values(run, broken):
    result = run("prove", "--policy", broken)
    assert result.exit_code == 1
    said = result.stdout
    assert "COUNTEREXAMPLE  much-never-goes is broken: Who owes too much does not go" in said
    assert "for as_of = " in said
    assert "line = 1000.00" in said
    assert "small.yaml:" in said


def test_only_what_is_named_and_all_of_it(run, sound):
    result = run("prove", "band", "--policy", sound)
    assert "PROVED  band: no two rules hold together" in result.stdout
    assert "COUNTEREXAMPLE  band.small: holds for some values" in result.stdout


def test_for_programs(run, broken):
    result = run("prove", "--policy", broken, "--format", "json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    [found] = [row for row in rows if row["question"] == "invariant"]
    assert (found["verdict"], found["good"], found["values"]["line"]) == ("COUNTEREXAMPLE", False, "1000.00")


def test_in_chinese(run, sound):
    result = run("prove", "much-never-goes", "--policy", sound, "--lang", "zh")
    assert "欠款过多不得放行" in result.stdout
    assert "已证明的不变条件 1/1" in result.stdout


def test_a_name_that_is_not_there(run, sound):
    result = run("prove", "bnd", "--policy", sound)
    assert result.exit_code == 2
    assert "there is no rule set and no invariant called bnd" in result.stderr
    assert "band" in result.stderr
