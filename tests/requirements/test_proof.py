"""The proof of coverage can fail: what is changed says something else, and a change that no test notices is told."""

from datetime import date

import pytest
from attrs import evolve, frozen

from groupctl.requirements import requirement
from groupctl.requirements.elements import Element, elements
from groupctl.rules import core
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Computed
from groupctl.rules.types import BOOLEAN, COUNT, DATE, TEXT, enumeration
from groupctl.texts.title import Title
from tests.requirements.coverage import Covered
from tests.requirements.proof.__main__ import unnoticed
from tests.requirements.proof.code_changes import wrong, wrong_value
from tests.requirements.proof.policy_changes import acting, another, changed, unknown

THIS = "tests/requirements/test_proof.py"
UNNOTICED = "no test failed when what acts on it says something else"


def part(kind: str, name: str) -> Element:
    return Element(kind=kind, name=name, title=Title(en="x", zh="某"), rows=("D24",), where=None, part=None)


class TestAPolicyThatSaysSomethingElse:
    def test_first_what_decides(self):
        parts = [part("parameter", "p"), part("ruleset", "s"), part("rule", "r"), part("need", "e #1")]
        assert [one.kind for one in acting(parts)] == ["rule", "need"]
        assert [one.kind for one in acting(parts[:2])] == ["ruleset"]
        assert [one.kind for one in acting(parts[:1])] == ["parameter"]
        assert acting([part("matter", "m")]) == acting([]) == ()

    def test_nothing_changes_without_parts(self):
        policy = load_policy("standard")
        assert changed(policy, ()) == policy

    def test_a_rule_gives_another_answer(self):
        before = load_policy("standard").rulesets["authority"].rules
        after = changed(load_policy("standard"), [part("rule", "authority.f1-1")]).rulesets["authority"].rules
        assert [one.id for one in after] == [one.id for one in before]
        ((one, other),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        assert (one.id, one.then["route"].value) == ("authority.f1-1", "HQ_SETS")
        assert other.then["route"].value != "HQ_SETS"

    def test_a_rule_whose_answer_is_computed_is_left_out(self):
        """There is no other answer to put in its place."""
        policy = load_policy("standard")
        (rule, *_) = [
            one
            for rules in policy.rulesets.values()
            for one in rules.rules
            if one.then and not any(isinstance(node, core.Const) for node in one.then.values())
        ]
        left = [
            one.id
            for rules in changed(policy, [part("rule", rule.id)]).rulesets.values()
            for one in rules.rules
        ]
        assert rule.id not in left

    def test_all_rules_of_a_rule_set(self):
        policy = changed(load_policy("standard"), [part("ruleset", "authority")])
        known = load_policy("standard").rulesets["authority"]
        pairs = zip(known.rules, policy.rulesets["authority"].rules, strict=True)
        assert all(one.id == other.id and one.then != other.then for one, other in pairs)
        assert policy.rulesets["credit_limit"] == load_policy("standard").rulesets["credit_limit"]

    def test_a_parameter_has_other_values(self):
        known = load_policy("standard").parameters["unlimited_stake"]
        ((since, value),) = known.values
        other = changed(load_policy("standard"), [part("parameter", "unlimited_stake")])
        assert other.parameters["unlimited_stake"].values == ((since, 2 * value + 1),)

    def test_a_measure_is_unknown(self):
        made = unknown(load_policy("standard").measures["account", "gross_profit_year"])
        assert isinstance(made.formula, Computed)
        division = made.formula.expression
        assert isinstance(division, core.Arithmetic)
        assert (division.operator, division.right.value) == ("/", 0)
        assert division.type == made.type

    def test_a_route_is_decided_by_another_post(self):
        policy = changed(load_policy("standard"), [part("route", "LOSS")])
        known, other = load_policy("standard").authority.routes["LOSS"], policy.authority.routes["LOSS"]
        assert other.deciding.part is known.deciding.part
        assert other.deciding.seat.post != known.deciding.seat.post
        assert [one for one in other.steps if one not in known.steps] == [other.deciding]

    def test_an_event_leads_elsewhere_a_gate_is_open_and_a_task_is_due_later(self):
        """The last of its event: gates that stand after one that is open move up."""
        policy = load_policy("standard")
        for kind in ("event", "need", "task"):
            (*_, one) = [one for one in elements(policy) if one.kind == kind]
            other = changed(policy, [one])
            names = [(element.kind, element.name) for element in elements(other)]
            assert other != policy
            assert ((kind, one.name) in names) == (kind != "need")

    @pytest.mark.parametrize(
        ("value", "kind", "other"),
        [
            (True, BOOLEAN, False),
            (2, COUNT, 5),
            ("sales", TEXT, "sales_x"),
            ("B", enumeration("Class", ("A", "B")), "A"),
            ("A", enumeration("Only", ("A",)), None),
            (date(2026, 6, 30), DATE, date(2026, 7, 1)),
        ],
    )
    def test_other_values(self, value, kind, other):
        assert another(value, kind) == other


class TestCodeThatGivesSomethingElse:
    @pytest.mark.parametrize(
        ("value", "other"), [(True, False), (1, 2), ("a", "a_x"), ([1], []), ((1,), ()), (None, True)]
    )
    def test_other_values(self, value, other):
        assert wrong_value(value) == other
        assert wrong(lambda: value)() == other

    def test_an_iterator_has_nothing(self):
        assert list(wrong_value(iter([1]))) == []

    def test_methods_and_properties_of_a_class(self):
        class Some:
            one = wrong(property(lambda _: 1))
            two = wrong(staticmethod(lambda: 2))

        assert (Some().one, Some.two()) == (2, 3)


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
    def test_a_change_that_a_test_notices(self):
        shown = Shown("D24", "rule", "d-class.low-profit", (self.SEEN,))
        assert list(unnoticed([shown.covered()])) == []

    def test_a_change_that_no_test_notices(self):
        shown = Shown("D24", "rule", "d-class.low-profit", (self.BLIND,))
        assert list(unnoticed([shown.covered()])) == [f"D24: {UNNOTICED}"]

    def test_tests_that_fail_anyhow_prove_nothing(self):
        gone = f"{THIS}::test_that_is_gone"
        (said,) = unnoticed([Shown("D24", "rule", "d-class.low-profit", (gone,)).covered()])
        assert said.startswith("the tests must pass while nothing is changed")

    def test_a_list_that_nothing_reads_is_no_better_for_being_counted(self):
        """A test that only counts the cells of a matrix does not notice where they lead."""
        count = "tests/standard/test_authority_matrix.py::test_46_matters_in_86_cells"
        shown = Shown("G84", "rule", "authority.f1-1", (count,))
        assert list(unnoticed([shown.covered()])) == [f"G84: {UNNOTICED}"]

    def test_functions_that_give_wrong_values(self):
        code = ("groupctl.requirements.citations:sort_key",)
        blind = Covered(row=requirement("D24"), elements=(), code=code, tests=(f"{THIS}::test_nothing",))
        assert list(unnoticed([blind])) == [f"D24: {UNNOTICED}"]
        seen = evolve(blind, tests=(self.BLIND,))
        assert list(unnoticed([seen])) == []


def test_nothing():
    """A test that notices nothing, for the tests above."""
