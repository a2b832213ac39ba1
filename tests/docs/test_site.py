"""The documentation as HTML: every page is there, every link leads somewhere, and nothing comes from elsewhere."""

from pathlib import Path

import pytest

from docs.site.build import SECTIONS, build, html_path, tracked
from docs.site.links import broken


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(folder)
    return folder


def test_every_link_leads_somewhere_and_nothing_is_loaded(site):
    assert broken(site) == []


def test_every_page_of_the_repository_is_there(site):
    assert [
        path for path in tracked() if path.suffix == ".md" and not (site / html_path(path)).exists()
    ] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_page_has_the_whole_navigation(site, section):
    assert f"<summary>{section}</summary>" in (site / "docs/adr/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page",
    [
        "reference/errors",
        "reference/model",
        "reference/standard-policy",
        "reference/coverage",
        "reference/command-line",
    ],
)
def test_pages_drawn_from_the_code_are_in_the_navigation(site, page):
    assert f'<a href="docs/{page}.html">' in (site / "index.html").read_text(encoding="utf-8")


def test_a_page_shows_the_files_of_its_examples_and_its_language(site):
    tutorial = (site / "docs/tutorial.html").read_text(encoding="utf-8")
    assert "<figcaption>policy.yaml</figcaption>" in tutorial
    assert '<html lang="zh">' in (site / "docs/how-to/credit-desk.zh.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone.html">x</a>', "there is no gone.html"),
        ('<a href="#gone">x</a>', "there is no heading #gone"),
        ("<script>1</script>", "loads script"),
        ('<img src="https://example.org/a.png">', "loads https://example.org/a.png"),
        ('<link href="a.css">', "loads a.css"),
    ],
)
def test_what_is_wrong_is_found(tmp_path, body, fault):
    (tmp_path / "a.html").write_text(body, encoding="utf-8")
    assert broken(tmp_path) == [f"a.html: {fault}"]


def test_what_is_right_is_not_a_fault(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h2 id="中文">x</h2><a href="#%E4%B8%AD%E6%96%87">x</a>', encoding="utf-8"
    )
    assert broken(tmp_path) == []
