"""The 27 key matters of financial control and their default routes (G84 to G110, L43, L44)."""

import pytest

from groupctl.control import Level, PartInMatter, Route, RouteStep, default_route, matters
from groupctl.model import ControlMode
from groupctl.requirements import requirements

MODES = list(ControlMode)


def route(*steps):
    return Route(tuple(RouteStep(part=part, role=role) for part, role in steps))


def shown(matter, mode):
    return [(step.part.name, step.role) for step in default_route(matters()[matter], mode).steps]


def test_there_are_27_in_nine_groups():
    """G84 to G110."""
    assert len(matters()) == 27
    assert {matter.group for matter in matters().values()} == set(range(1, 10))
    assert [matter.row for matter in matters().values()] == [f"G{number}" for number in range(84, 111)]


def test_each_is_a_requirement():
    """G84 to G110."""
    for matter in matters().values():
        assert matter.title.text("zh")
        assert requirements()[matter.row].title.text("en")


def test_numbers_that_the_source_has_twice_are_corrected_and_kept_as_alias():
    """L44, G91, G99."""
    twice = {matter.id: matter.printed for matter in matters().values() if matter.printed != matter.id}
    assert twice == {"3.4": "3.3", "5.6": "5.4"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("matter", ["2.1", "3.1", "6.1"])
def test_a_matter_of_the_company_is_decided_by_headquarters(matter, mode):
    """L43, G86, G88, G100, I36."""
    assert shown(matter, mode) == [("PROPOSE", "headquarters_finance"), ("DECIDE", "headquarters")]


@pytest.mark.parametrize("matter", ["1.2", "2.2", "3.2", "3.3", "3.4", "5.2", "7.1"])
def test_a_matter_of_a_division_depends_on_the_control_mode(matter):
    """L43, G1 to G6, G85, G87, G89, G90, G91, G95, G104, G24, A16, A78."""
    assert shown(matter, ControlMode.OPERATIONAL) == [("PROPOSE", "division"), ("DECIDE", "headquarters")]
    assert shown(matter, ControlMode.STRATEGIC) == [("PROPOSE", "division"), ("APPROVE", "headquarters")]
    assert shown(matter, ControlMode.FINANCIAL) == [
        ("PROPOSE", "division_finance"),
        ("DECIDE", "division"),
        ("FILE", "headquarters"),
    ]


def test_a_matter_of_each_unit_is_reviewed_by_its_division_and_filed():
    """L43, G102."""
    parts = shown("6.3", ControlMode.STRATEGIC)
    assert parts[:2] == [("PROPOSE", "unit"), ("REVIEW", "division")]
    assert parts[-1] == ("FILE", "headquarters")


@pytest.mark.parametrize(
    "matter",
    ["1.1", "4.1", "4.2", "5.1", "5.4", "5.5", "5.6", "6.2", "6.4", "7.2", "7.3", "8.1", "8.2", "9.1", "9.2"],
)
def test_what_names_no_unit_is_set_by_headquarters(matter):
    """L43, G84, G92 to G94, G97 to G99, G101, G103, G105 to G110, E22, E23, F31."""
    assert matters()[matter].level is Level.NONE
    assert shown(matter, ControlMode.FINANCIAL) == [("DECIDE", "headquarters"), ("EXECUTE", "division")]


def test_payments_within_the_plan_are_decided_where_the_plan_is_owned():
    """L43, G96."""
    assert shown("5.3", ControlMode.OPERATIONAL) == [("PROPOSE", "unit"), ("DECIDE", "division")]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("matter", list(matters()))
def test_no_default_route_breaks_a_rule(matter, mode):
    """G25, G29, G32."""
    assert list(default_route(matters()[matter], mode).violations()) == []


class TestViolations:
    """G25, G27, G32, A16, A55."""

    def test_nobody_decides(self):
        assert [found.rule for found in route((PartInMatter.PROPOSE, "unit")).violations()] == ["gap"]

    def test_several_decide(self):
        both = route((PartInMatter.DECIDE, "division"), (PartInMatter.APPROVE, "headquarters"))
        assert [(found.rule, found.role) for found in both.violations()] == [
            ("overlap", "division"),
            ("overlap", "headquarters"),
        ]

    def test_who_proposes_does_not_decide(self):
        same = route((PartInMatter.PROPOSE, "division"), (PartInMatter.DECIDE, "division"))
        assert [found.rule for found in same.violations()] == ["proposer-decides"]

    def test_who_manages_the_funds_does_not_approve_spending(self):
        treasurer = route((PartInMatter.PROPOSE, "unit"), (PartInMatter.APPROVE, "treasurer"))
        assert [found.rule for found in treasurer.violations()] == ["manages-and-spends"]
        assert list(treasurer.violations(manages_funds="cashier")) == []

    def test_a_step_that_adds_nothing(self):
        """G26: the same part again, or a review of what is decided."""
        again = route(
            (PartInMatter.REVIEW, "finance"),
            (PartInMatter.REVIEW, "finance"),
            (PartInMatter.DECIDE, "division"),
        )
        late = route((PartInMatter.DECIDE, "division"), (PartInMatter.REVIEW, "finance"))
        for lean in (again, late):
            assert [(found.rule, found.role) for found in lean.violations()] == [("superfluous", "finance")]
        twice = route(
            (PartInMatter.REVIEW, "finance"),
            (PartInMatter.REVIEW, "legal"),
            (PartInMatter.DECIDE, "division"),
        )
        assert list(twice.violations()) == []
