"""The proof by removal can fail: what is taken away is away, and a removal that nobody notices is told."""

from datetime import date

import pytest
from attrs import evolve, frozen

from groupctl.requirements import requirement
from groupctl.requirements.elements import Element, cited, elements
from groupctl.rules import core
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Computed
from groupctl.texts.title import Title
from tests.requirements.coverage import Covered
from tests.requirements.proof.__main__ import named, removals, unnoticed
from tests.requirements.proof.removal import removable, unknown, without
from tests.requirements.proof.usage import names_used, uses
from tests.standard.deciding import engine

THIS = "tests/requirements/test_proof.py"


def part(kind: str, name: str) -> Element:
    return Element(kind=kind, name=name, title=Title(en="x", zh="某"), rows=("D24",), where=None, part=None)


class TestWhatIsTakenAway:
    def test_first_what_decides(self):
        parts = [part("parameter", "p"), part("ruleset", "s"), part("rule", "r"), part("need", "e #1")]
        assert [one.kind for one in removable(parts)] == ["rule", "need"]
        assert [one.kind for one in removable(parts[:2])] == ["ruleset"]
        assert [one.kind for one in removable(parts[:1])] == ["parameter"]
        assert removable([]) == ()

    def test_nothing_changes_without_parts(self):
        policy = load_policy("standard")
        assert elements(without(policy, ())) == elements(policy)

    def test_a_rule(self):
        policy = without(load_policy("standard"), [part("rule", "d-class.low-profit")])
        kept = [rule.id for rule in policy.rulesets["d_class"].rules]
        assert "d-class.low-profit" not in kept
        assert "d-class.cash-exception" in kept

    def test_a_rule_set_is_emptied(self):
        policy = without(load_policy("standard"), [part("ruleset", "d_class")])
        assert policy.rulesets["d_class"].rules == ()
        assert policy.rulesets["credit_limit"].rules

    def test_a_parameter_loses_its_values(self):
        policy = without(load_policy("standard"), [part("parameter", "d_class_line")])
        assert policy.parameters["d_class_line"].values == ()
        assert policy.parameters["d_class_margin_line"].values

    def test_a_measure_is_unknown(self):
        made = unknown(load_policy("standard").measures["account", "gross_profit_year"])
        assert isinstance(made.formula, Computed)
        division = made.formula.expression
        assert isinstance(division, core.Arithmetic)
        assert (division.operator, division.right.value) == ("/", 0)
        assert division.type == made.type

    @pytest.mark.parametrize("kind", ["event", "need", "task"])
    def test_parts_of_a_process(self, kind):
        """The last of its event: gates that stand after one that is gone move up."""
        policy = load_policy("standard")
        known = [(one.kind, one.name) for one in elements(policy)]
        gone = [one for one in elements(policy) if one.kind == kind][-1]
        left = [(one.kind, one.name) for one in elements(without(policy, [gone]))]
        assert (kind, gone.name) not in left
        assert kind == "event" or len(left) == len(known) - 1


class TestNames:
    """`Named` is used by the test below; `Unnamed` is only a word in this text."""

    def test_of_a_test_and_of_the_helpers_in_its_file(self):
        """This test uses `engine` through a helper."""
        assert helper(date(2020, 1, 1)) is not None
        here = f"{THIS}::TestNames::test_of_a_test_and_of_the_helpers_in_its_file"
        assert {"helper", "date", "engine"} <= names_used(here)
        assert uses(here, "tests.standard.deciding:engine")
        assert not uses(here, "groupctl.requirements:evolve")

    def test_a_member_counts_by_its_own_name(self):
        here = f"{THIS}::TestWhatIsTakenAway::test_first_what_decides"
        assert uses(here, "groupctl.requirements.elements:Element.kind")
        assert not uses(here, "tests.requirements.coverage:Covered.faults")


def helper(day: date) -> object:
    return engine("reference", ()) if day else None


@frozen
class Shown:
    """Rows as the proof takes them."""

    id: str
    kind: str
    name: str
    tests: tuple[str, ...]

    def covered(self) -> Covered:
        parts = tuple(
            evolve(one, rows=(self.id,))
            for one in elements(load_policy("standard"))
            if (one.kind, one.name) == (self.kind, self.name)
        )
        return Covered(row=requirement(self.id), elements=parts, code=(), tests=self.tests)


class TestTheProof:
    SEEN = "tests/standard/test_d_class.py::TestIdentification"
    BLIND = "tests/requirements/test_citations.py::test_the_order_of_the_requirements_is_by_number"

    @pytest.mark.slow
    def test_a_removal_that_a_test_notices(self):
        shown = Shown("D24", "rule", "d-class.low-profit", (self.SEEN,))
        assert list(unnoticed([shown.covered()])) == []

    def test_a_removal_that_no_test_notices(self):
        shown = Shown("D24", "rule", "d-class.low-profit", (self.BLIND,))
        assert list(unnoticed([shown.covered()])) == ["D24: no test failed without what meets it"]

    def test_tests_that_fail_anyhow_prove_nothing(self):
        gone = f"{THIS}::test_that_is_gone"
        (said,) = unnoticed([Shown("D24", "rule", "d-class.low-profit", (gone,)).covered()])
        assert said.startswith("the tests must pass while nothing is taken away")

    def test_code_that_no_test_names_is_taken_from_its_module(self):
        code = ("groupctl.requirements.citations:sort_key",)
        blind = Covered(row=requirement("D24"), elements=(), code=code, tests=(f"{THIS}::TestNames",))
        assert not named(blind)
        assert len([*removals([blind])]) == 1
        assert list(unnoticed([blind])) == ["D24: no test failed without what meets it"]
        seen = evolve(blind, tests=(self.BLIND,))
        assert named(seen)
        assert list(unnoticed([seen])) == []


def test_a_row_of_the_standard_policy_is_taken_away_whole():
    policy = load_policy("standard")
    parts = removable(cited(policy)["D24"])
    left = {one.name for one in cited(without(policy, parts))["D24"]}
    assert left.isdisjoint(one.name for one in parts)
