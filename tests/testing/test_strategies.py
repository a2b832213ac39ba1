"""Generated records and ledgers: sound, of every schema, readable when they shrink."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings

from groupctl.schema.fields import about
from groupctl.testing.strategies import ledgers, objects
from tests.testing.test_ledger import OWN, again

FIRST = settings(max_examples=200, phases=[Phase.generate], database=None, derandomize=True)
"""Any example will do, however large."""

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("cls", OWN.classes, ids=lambda cls: about(cls).entity)
def test_objects_of_every_record_type_are_drawn_and_hardly_any_is_refused(cls):
    drawn = []

    @settings(max_examples=10)
    @given(objects(cls))
    def draws(item):
        drawn.append(item)

    draws()
    assert drawn
    assert all(type(item) is cls for item in drawn)


@settings(max_examples=30)
@given(ledgers(OWN, entities=["quality_audit"]))
def test_a_ledger_hangs_together(ledger):
    assert not ledger.portfolio().rejected
    assert ledger.tables["customers"]


@settings(max_examples=30)
@given(ledgers(OWN, entities=["quality_audit"], rejected=True))
def test_a_ledger_prints_as_python_that_makes_it_again(ledger):
    assert again(ledger) == ledger


def test_a_ledger_may_hold_rows_that_could_not_be_read():
    lossy = find(ledgers(rejected=True), lambda ledger: bool(ledger.rejected), settings=FIRST)
    assert lossy.portfolio().rejected


@pytest.mark.slow
def test_a_counterexample_is_no_larger_than_it_has_to_be():
    two = find(ledgers(), lambda ledger: len(ledger.tables["orders"]) >= 2)
    assert repr(two).count(".add(") <= 6, "a unit, a customer and two orders, and hardly more"
    assert 'id="O-1"' in repr(two).replace("'", '"')


def test_rows_of_an_own_record_are_drawn_when_asked_for():
    audited = ledgers(OWN, entities=["quality_audit"])
    found = find(audited, lambda ledger: ledger.tables["quality_audits"], settings=FIRST)
    assert found.tables["quality_audits"][0].customer in {row.id for row in found.tables["customers"]}


def test_types_of_the_model_are_known_to_hypothesis(tmp_path):
    entries = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    installed = tmp_path / "groupctl_testing-1.dist-info"
    installed.mkdir()
    installed.joinpath("METADATA").write_text("Name: groupctl-testing\nVersion: 1\n", encoding="utf-8")
    named = "\n".join(f"{name} = {target}" for name, target in entries["hypothesis"].items())
    installed.joinpath("entry_points.txt").write_text(f"[hypothesis]\n{named}\n", encoding="utf-8")
    program = (
        "from hypothesis import find, strategies as st\n"
        "from groupctl.model import Invoice\n"
        "from groupctl.schema.money import Money\n"
        "print(type(find(st.from_type(Invoice), lambda _: True)).__name__, find(st.from_type(Money), lambda _: True))\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": paths},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == "Invoice 0.00 CNY\n", found.stderr
