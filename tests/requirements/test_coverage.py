"""Every row is met, something shows it, and nothing cites a row that does not exist."""

import ast
from functools import cache

import pytest

from groupctl.requirements import Requirement, requirements
from groupctl.requirements.elements import Element
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.title import Title
from tests.repository.files import ROOT
from tests.requirements.coverage import Covered, coverage, documents, strangers
from tests.requirements.evidence import Evidence, gathered, pages

TITLE = Title(en="x", zh="某")
POLICY = Element(kind="rule", name="r", title=TITLE, rows=("D1",), where=None, part=None)


def covered(
    section: str, how: str | None = None, met: str = "it does", hook: str = "", **by: tuple[object, ...]
) -> Covered:
    said = {"how": how, "met": met, "hook": hook} if how else {}
    row = Requirement(id=f"{section}1", document=("000",), title=TITLE, rule="It is so.", **said)
    return Covered(row=row, **{"elements": (), "code": (), "tests": (), **by})


class TestARow:
    @pytest.mark.parametrize("by", [{"elements": (POLICY,)}, {"code": ("groupctl.model:X",)}])
    @pytest.mark.parametrize("section", "ABCDEFGHIJKLM")
    def test_is_met_by_policy_or_code_with_a_test(self, section, by):
        assert covered(section, **by, tests=("t",)).faults == ()
        assert covered(section, **by).faults == ("no test cites it",)

    @pytest.mark.parametrize("section", "CDEFGH")
    @pytest.mark.parametrize("how", ["library", "report", "adapter", "document", "host"])
    def test_of_c_to_h_is_not_met_by_what_it_says_of_itself(self, section, how):
        assert covered(section, how, hook="Engine.transition", tests=("t",)).faults == ("nothing meets it",)

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
