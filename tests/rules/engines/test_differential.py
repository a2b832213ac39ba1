"""All engines give the same answer, on generated rule sets that hold every construct of the core."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from groupctl.rules.core import SUBJECT
from groupctl.rules.functions import CATALOGUE
from tests.rules.strategies import ARITHMETIC, OWN, TYPES

ROOT = Path(__file__).parents[3]
CASES = 5000
EXAMPLES = 680
SOLVED = 1800
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
C_OPERATORS = ("$eq", "$neq", "$lt", "$lte", "$gt", "$gte")
KINDS = sorted(type_.kind for type_ in TYPES)

CONSTRUCTS = [
    *(f"Comparison {operator}" for operator in COMPARISONS),
    *(f"Comparison of {kind}" for kind in KINDS),
    *(f"Arithmetic {operator}" for operator in "+-*/"),
    *(f"Arithmetic for {type_.kind}" for type_ in ARITHMETIC),
    *(f"Call {name}" for name in (*CATALOGUE, *OWN)),
    *(f"Read {root}" for root in (SUBJECT, "parameter", "as_of")),
    *(f"Read {kind}" for kind in KINDS),
    *(f"Const {kind}" for kind in KINDS),
    *("And", "Or", "Not", "If", "IsKnown", "Quantified"),
]
"""Everything that the core consists of."""

WAYS = [
    *(f"Test {operator}" for operator in C_OPERATORS),
    *(f"Match {operator}" for operator in C_OPERATORS),
    *(f"{encoding} of a read" for encoding in ("whole", "place", "mark", "day", "flag", "text")),
    *(f"{encoding} of a value worked out" for encoding in ("place", "day", "flag", "text")),
]
"""Every way in which the C engine gets to see a condition."""


@pytest.fixture(scope="module")
def tally(tmp_path_factory):
    """How often what was met, from a process of its own: it may die of what it tries."""
    last_words = tmp_path_factory.mktemp("differential") / "last words"
    command = [sys.executable, "-m", "tests.rules.engines.differential", f"--examples={EXAMPLES}"]
    done = subprocess.run(
        [*command, f"--last-words={last_words}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said = done.stderr[-4000:]
    assert done.returncode == 0, f"{said}\nended with {done.returncode} on {last_words.read_text()}"
    return json.loads(done.stdout)


def test_all_engines_agree_on_every_case(tally):
    assert tally["cases"] >= CASES
    assert tally["solver"] >= SOLVED
    assert tally["solver can't tell"] <= tally["solver"] // 20


@pytest.mark.parametrize("row", ["present", "missing", "boundary"])
def test_every_construct_was_met(tally, row):
    assert [name for name in CONSTRUCTS + WAYS if not tally.get(f"{name}, {row}")] == []
