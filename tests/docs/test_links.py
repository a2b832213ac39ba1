"""Links between pages lead somewhere, and the list of pages is complete."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.site.markdown import slug
from tests.repository.files import ROOT, tracked

DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The files that a page links to, each with the heading that is meant, if any."""
    for target, heading in LINK.findall(CODE.sub("code", page.read_text(encoding="utf-8"))):
        yield (page.parent / target).resolve() if target else page, heading.removeprefix("#")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return set(map(slug, headings))


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path):
    for target, heading in links(page):
        assert target.exists(), target
        assert not heading or heading in anchors(target), f"{target}#{heading}"


def test_the_list_of_pages_names_all_of_them():
    listed = {target for target, _ in links(DOCS / "README.md")}
    pages = {page for page in DOCS.rglob("*.md") if page.name != "README.md" and page.parent.name != "adr"}
    assert pages - listed == set()


def test_the_list_of_decisions_about_the_design_names_all_of_them():
    listed = {target for target, _ in links(DOCS / "adr" / "README.md")}
    assert set((DOCS / "adr").glob("0*.md")) - listed == set()


class TestTheseRules:
    @pytest.fixture
    def page(self, tmp_path: Path) -> Path:
        page = tmp_path / "page.md"
        page.write_text(
            "# `a.yaml`: One\n[x](other.md#two-words) [y](#one) `[no](link)` [web](https://example.org)\n"
            "```md\n[neither](this)\n```\n",
            encoding="utf-8",
        )
        return page

    def test_links_are_found_outside_of_code(self, page: Path):
        assert list(links(page)) == [(page.parent / "other.md", "two-words"), (page, "one")]

    def test_headings_are_named_as_links_name_them(self, page: Path):
        assert anchors(page) == {"ayaml-one"}
