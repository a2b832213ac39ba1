"""Every known hazard of durable_rules: here it comes out right, and if it were back the tests would see it.

Each situation runs in a process of its own: a dead interpreter is a failed test and not a dead suite.
"""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from groupctl.rules.engines import durable
from tests.rules.engines.hazards import HAZARDS, REFUSED, WRONG

ROOT = Path(__file__).parents[3]
PATIENCE = 120
NEVER = 6
"""Seconds after which a process that is expected to hang is taken to hang; the others end within two."""

SEEN = ("wrong", "refused", "dead", "never", "broken")
ENDS = {0: "right", WRONG: "wrong", REFUSED: "refused"}


def end(name, *options, patience=PATIENCE):
    """How a situation ends, and what it said."""
    command = [sys.executable, "-m", "tests.rules.engines.hazards", name, *options]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return "never", ""
    return ENDS.get(done.returncode, "dead" if done.returncode < 0 else "broken"), done.stderr


@pytest.mark.parametrize("name", HAZARDS)
def test_it_comes_out_right(name):
    assert end(name) == ("right", "")


@pytest.mark.parametrize("name", HAZARDS)
def test_it_would_be_seen(name):
    """With the hazard put back the same situation does not come out right."""
    expected = HAZARDS[name].end
    if expected == "anything":
        # Memory that was freed may come out right by luck, though not five times in a row.
        assert any(end(name, "--put-back", patience=PATIENCE)[0] in SEEN for _ in range(5))
        return
    found, said = end(name, "--put-back", patience=NEVER if expected == "never" else PATIENCE)
    assert found == expected, (found, said)


def test_only_these_functions_of_the_c_module_are_called():
    """Nothing else of it is safe: no events, no timers, no lists of facts, no callbacks."""
    tree = ast.parse(inspect.getsource(durable))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    engine = durable.native()
    assert {name for name in dir(engine) if not name.startswith("_")} & used == {
        "create_ruleset",
        "assert_fact",
        "start_action_for_state",
        "complete_and_start_action",
        "retract_fact",
        "delete_state",
        "delete_ruleset",
        "error",
    }


def test_the_documentation_tells_of_every_hazard():
    page = (ROOT / "docs" / "explanation" / "engines.md").read_text(encoding="utf-8")
    rows = [
        line.split("|")[1].strip()
        for line in page.partition("## Hazards")[2].splitlines()
        if line.startswith("| ")
    ]
    assert rows[1:] == list(HAZARDS)
