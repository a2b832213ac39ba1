"""The commands on the demo, as `make demo` leaves it to the next one."""

import json

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from groupctl.cli.commands import groupctl
from groupctl.decisions.journal.log import read_log, write_log
from groupctl.decisions.journal.schema import decision_schema
from groupctl.texts.plain_text import display_width

EVERY = 97
"""One decision in so many is looked at closely."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(groupctl, [*map(str, arguments), "--lang", "en"], catch_exceptions=False)


@pytest.mark.slow
def test_one_screen_says_what_a_credit_controller_acts_on(demo_review):
    said = demo_review.said.read_text(encoding="utf-8").splitlines()
    assert len(said) <= 54
    assert all(display_width(line) <= 100 for line in said)
    headings = [line.partition(":")[0] for line in said if line and not line.startswith(" ")]
    assert headings[0].startswith("demo 1.0 on memory")
    assert headings[2:-1] == [
        "Not read",
        "Orders held",
        "Limits overrun",
        "New warnings since 2026-06-23",
        "Can't be judged",
        "The rest",
    ]
    assert headings[-1].endswith(f"decisions kept in {demo_review.log}")


@pytest.mark.slow
def test_the_decisions_that_it_keeps_are_the_same_when_made_again(demo_review, tmp_path):
    entries = list(read_log(demo_review.log))
    assert len(entries) > 30_000
    assert not any(entry.fault for entry in entries)
    some = [entry.decision for entry in entries[::EVERY] if entry.decision]
    validator = Draft202012Validator(decision_schema())
    for decision in some:
        validator.validate(json.loads(decision.to_json()))
    part = tmp_path / "part.jsonl"
    write_log(part, some)
    again = run("replay", part, "--engine", "reference")
    assert again.exit_code == 0, again.stdout
    assert f"{len(some)}  the same" in again.stdout


@pytest.mark.slow
def test_an_order_is_explained_without_any_option():
    result = run("explain", "SO-R13")
    assert result.exit_code == 0
    assert result.stdout.startswith("REFER for approval · order SO-R13\n")
