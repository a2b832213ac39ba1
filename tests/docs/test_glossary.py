"""The glossary holds the words that the library uses, and the words that it replaced are gone."""

import re

import pytest

from tests.repository.files import ROOT, tracked

PAGE = ROOT / "docs" / "reference" / "glossary.md"
ROW = re.compile(r"^\| (?!English)([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TERMS = {english: chinese for english, chinese, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))}

REPLACED = {
    "relation": r"(?<!social )(?<!social_)(?<!Social )(?<![Cc]ustomer )(?<!_)\brelations?\b(?! with competitors|_with)|\bRelation\b",
    "deed": r"(?i)(?<![a-z])deeds?(?![a-z])",
    "standing": r"(?i)(?<![a-z])standings?(?![a-z])",
    "set aside": r"(?i)set[ _-]aside|SetAside",
    "lifted": r"(?i)(?<![a-z])lift(ed|able)(?![a-z])",
    "spot": r"\bSpot\b|(?:piece|sheet|self)\.spot\b|\bspot: ",
    "located": r"\bLocat(ed|ion)\b|located_yaml",
    "machine": r"\b(engine|self)\.machine\b",
    "catalogue row": r"catalogue row|row of the catalogue|groupctl\.catalogue",
    "take": r"[Ee]ngine\.take\b",
    "裁定": "裁定",
    "搁置": r"搁置(?!`?, ?`WON|\"})",
}
"""Words that were replaced, and how each is found; ordinary English of the same spelling is left out."""


def texts() -> dict[str, str]:
    """What is published: sources and pages, but for the words of the source documents and what is drawn from them."""
    kinds = {".py", ".md", ".yaml", ".toml", ".csv"}
    found = {
        path.relative_to(ROOT).as_posix(): path
        for path in tracked("src", "docs", "README.md", "examples", "plugins")
    }
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in found.items()
        if path.suffix in kinds and "/requirements/rows/" not in name and not name.startswith("docs/adr/")
    }


ALL = texts()


def test_there_are_terms_in_both_languages():
    assert len(TERMS) > 40
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for chinese in TERMS.values())


@pytest.mark.parametrize("english", TERMS)
def test_each_term_is_in_use(english):
    word = re.compile(rf"(?i)(?<![a-z]){'[ _-]?'.join(english.split())}(?:s|es)?(?![a-z])")
    assert any(word.search(text) for name, text in ALL.items() if not name.endswith("glossary.md"))


@pytest.mark.parametrize("replaced", REPLACED)
def test_what_a_term_replaced_is_gone(replaced):
    pattern = re.compile(REPLACED[replaced])
    allowed = re.compile(r"grammar\.lark|expressions/(parser|tree)\.py")
    assert [name for name, text in ALL.items() if pattern.search(text) and not allowed.search(name)] == []


def test_a_word_that_comes_back_is_found():
    """The search can fail."""
    assert re.search(REPLACED["relation"], "the relation of a customer")
    assert not re.search(REPLACED["relation"], "customer relations and social relations")
    assert re.search(REPLACED["set aside"], "rows that were set aside")
