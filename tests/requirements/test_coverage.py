"""Every row is met, something shows it, and nothing cites a row that does not exist."""

import ast
from functools import cache

import pytest
from attrs import evolve

from groupctl.requirements import Requirement, requirements
from groupctl.requirements.elements import Element
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.title import Title
from tests.repository.files import ROOT
from tests.requirements.coverage import Covered, acts, coverage, documents, strangers
from tests.requirements.evidence import Evidence, gathered, pages

TITLE = Title(en="x", zh="某")
POLICY = Element(kind="rule", name="r", title=TITLE, rows=("D1",), where=None, part=None)
MATTER = evolve(POLICY, kind="matter")
FUNCTION = "groupctl.control.paper:faults_on_paper"
NAMES = (
    "groupctl.model.organisation:ControlMode",
    "groupctl.model.organisation:Unit.control_mode",
    "groupctl.rules.authority:REFER",
)


def covered(
    section: str, how: str | None = None, met: str = "it does", hook: str = "", **by: tuple[object, ...]
) -> Covered:
    said = {"how": how, "met": met, "hook": hook} if how else {}
    row = Requirement(id=f"{section}1", document=("000",), title=TITLE, rule="It is so.", **said)
    return Covered(row=row, **{"elements": (), "code": (), "tests": (), **by})


class TestARow:
    @pytest.mark.parametrize("by", [{"elements": (POLICY,)}, {"code": (FUNCTION,)}])
    @pytest.mark.parametrize("section", "ABCDEFGHIJKLM")
    def test_is_met_by_what_acts_on_it_with_a_test(self, section, by):
        assert covered(section, **by, tests=("t",)).faults == ()
        assert covered(section, **by).faults == ("no test cites it",)

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("section", "CDEFGH")
    def test_of_c_to_h_is_not_met_by_a_name(self, section, name):
        """A type, a value, a field: something has to act on what it says."""
        assert not acts(name)
        assert covered(section, code=(name,), tests=("t",)).faults == ("nothing acts on it",)
        assert covered(section, elements=(MATTER,), tests=("t",)).faults == ("nothing acts on it",)
        assert covered("B", code=(name,), tests=("t",)).faults == ()

    @pytest.mark.parametrize("section", "CDEFGH")
    @pytest.mark.parametrize("how", ["library", "report", "adapter", "document", "host"])
    def test_of_c_to_h_is_not_met_by_what_it_says_of_itself(self, section, how):
        assert covered(section, how, hook="Engine.transition", tests=("t",)).faults == ("nothing acts on it",)

    @pytest.mark.parametrize("section", "AGL")
    def test_that_is_a_definition_is_acted_on_by_nothing(self, section):
        assert covered(section, "definition").faults == ()
        assert covered(section, "definition", code=NAMES).faults == ()
        assert covered(section, "definition", met="").faults == ("does not say how it is met",)
        for by in ({"elements": (POLICY,)}, {"code": (FUNCTION,)}):
            assert covered(section, "definition", **by).faults == ("is called a definition, and acted on",)

    def test_elsewhere_may_be_met_by_a_document_or_the_host(self):
        assert covered("A", "document").faults == ()
        assert covered("A", "host", hook="Engine.transition").faults == ()
        assert covered("A", "host").faults == ("does not say by which hook a host meets it",)
        assert covered("A", "document", met="").faults == ("does not say how it is met",)

    @pytest.mark.parametrize("how", ["library", "report", "adapter"])
    def test_that_a_report_or_an_adapter_meets_needs_a_test(self, how):
        assert covered("J", how, tests=("t",)).faults == ()
        assert covered("J", how).faults == ("no test cites it",)

    def test_that_nothing_meets(self):
        assert covered("L").faults == ("nothing meets it", "no test cites it")


@pytest.mark.parametrize(
    "name",
    [
        FUNCTION,
        "groupctl.decisions.engine:Engine.route",
        "groupctl.rules.policy:RuleSet.route",
        "groupctl.rules.authority:Route.deciding",
    ],
)
def test_functions_methods_and_properties_act(name):
    assert acts(name)


def test_29_rows_of_control_are_definitions():
    """C30, L45: of the 124 rows of section G 95 have behaviour."""
    found = [one for one in coverage(load_policy("standard"), gathered()) if one.is_definition]
    assert [one.row.id for one in found] == [
        *("A24", "C30"),
        *(f"G{number}" for number in (21, 22, 23, 58, *range(62, 84), 111, 115, 117)),
        "L45",
    ]


def test_every_row_is_met():
    found = {one.row.id: one.faults for one in coverage(load_policy("standard"), gathered())}
    assert {id_: faults for id_, faults in found.items() if faults} == {}, "these rows are open"
    assert len(found) == len(requirements())


def test_nobody_cites_a_row_that_does_not_exist():
    assert list(strangers(load_policy("standard"), gathered(), pages())) == []
    made = Evidence(code={"D99": ("groupctl.model:X",)}, tests={"K77": ("t",), "D1": ("t",)})
    found = list(strangers(load_policy("standard"), made, [("docs/x.md", ["D1", "L68"])]))
    assert found == [("D99", "groupctl.model:X"), ("K77", "t"), ("L68", "docs/x.md")]


@cache
def parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def test_a_test_that_is_named_exists():
    named = {name for names in gathered().tests.values() for name in names}
    assert named
    for name in named:
        file, *path = name.split("::")
        scope: ast.AST = parsed(file)
        for step in path:
            scope = next(node for node in scope.body if getattr(node, "name", None) == step)


@pytest.mark.parametrize(
    "row", [row for row in requirements().values() if row.how == "document"], ids=lambda row: row.id
)
def test_a_document_that_meets_a_row_exists(row):
    for page in documents(row):
        assert (ROOT / page).is_file()
