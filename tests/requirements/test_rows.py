"""The rows as data: every one once, in both languages, with what it claims about itself."""

import tomllib

import attrs
import pytest

from groupctl.errors import DataError
from groupctl.requirements import HOWS, SECTIONS, requirement, requirements
from groupctl.requirements.citations import in_list, sort_key
from tests.repository.files import ROOT

COUNTS = {
    "A": 119,
    "B": 97,
    "C": 44,
    "D": 89,
    "E": 50,
    "F": 32,
    "G": 124,
    "H": 101,
    "I": 55,
    "J": 35,
    "K": 42,
    "L": 67,
    "M": 30,
}
DOCUMENTS = {"000", "001", "002", "003", "004"}
DATA = ROOT / "src" / "groupctl" / "requirements" / "rows"


def test_every_row_is_there_once_and_in_order():
    """A key that stands twice in a TOML file can't be read at all, so each row is there once."""
    expected = [f"{section}{number}" for section, count in COUNTS.items() for number in range(1, count + 1)]
    assert list(requirements()) == expected
    assert len([id_ for id_ in requirements() if id_[0] != "M"]) == 855


@pytest.mark.parametrize("section", SECTIONS)
def test_a_file_holds_the_rows_of_its_section_in_order(section):
    ids = list(tomllib.loads((DATA / f"{section.lower()}.toml").read_text(encoding="utf-8")))
    assert {id_[0] for id_ in ids} == {section}
    assert ids == sorted(ids, key=sort_key)


@pytest.mark.parametrize("one", requirements().values(), ids=lambda one: one.id)
def test_a_row_says_what_it_is(one):
    assert one.title.text("en").strip() == one.title.text("en") != ""
    assert any("\u4e00" <= character <= "\u9fff" for character in one.title.text("zh"))
    assert one.rule.strip() == one.rule
    assert one.rule.endswith((".", "!", "?"))
    assert one.document == ("decision",) if one.section == "M" else set(one.document) <= DOCUMENTS
    assert one.document
    assert one.how is None or one.how in HOWS
    assert bool(one.how) == bool(one.met)
    assert bool(one.hook) <= (one.how in {"host", "adapter"})


def test_what_a_row_mentions_exists():
    mentioned = {id_ for one in requirements().values() for id_ in in_list(one.rule)}
    assert mentioned <= set(requirements())


def test_a_row_by_its_id():
    assert requirement("D24").title.text("zh") == "D类客户认定"
    assert requirement("D24").document == ("003",)
    assert requirement("D24").section == "D"


@pytest.mark.parametrize("wrong", ["D90", "d24", "24", ""])
def test_an_unknown_row_gets_a_suggestion(wrong):
    with pytest.raises(DataError) as raised:
        requirement(wrong)
    (fault,) = raised.value.faults
    assert fault.code == "requirements.no-such-row"
    assert "A1 to L67" in fault.remedy()
    if wrong == "d24":
        assert "D24" in fault.remedy()


def test_rows_cannot_be_changed():
    with pytest.raises(TypeError):
        requirements()["D24"] = requirements()["D25"]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        requirement("D24").rule = ""
