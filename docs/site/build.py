"""The Markdown pages of the repository as a site: one HTML file a page, and copies of the files that pages link to.

A page keeps its path: ``docs/tutorial.md`` becomes ``docs/tutorial.html``, and a ``README.md`` the ``index.html`` of its folder.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from os.path import normpath, relpath
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from docs.site.markdown import links, markdown, name_headings
from docs.site.pages import written

ROOT: Final = Path(__file__).parents[2]
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Tutorial": ("docs/tutorial.md",),
    "How-to": ("docs/how-to/*.md",),
    "The standard policy": ("docs/how-to/policy/*.md",),
    "Reference": ("docs/reference/*.md",),
    "Explanation": ("docs/architecture.md", "docs/explanation/*.md"),
    "Decisions about the design": ("docs/adr/*.md",),
}
"""The navigation: which pages each part of it lists."""
WRITTEN_PAGES: Final = PurePosixPath("docs/reference/README.md")
"""Pages link to its headings; in the site such a link leads to the page that the heading is about."""
HEADING: Final = re.compile(r"^# (.+)$", re.MULTILINE)


def html_path(path: PurePosixPath) -> PurePosixPath:
    """Where in the site a page of the repository is, or another file."""
    if path.name == "README.md":
        return path.with_name("index.html")
    return path.with_suffix(".html") if path.suffix == ".md" else path


def tracked() -> set[PurePosixPath]:
    """The files of the repository, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return {PurePosixPath(name) for name in listed.decode().split("\0") if name}


class Site:
    """The site in ``folder``: the pages of the repository and those written from the code.

    ``linked`` gathers the files that its pages link to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = written()
        self.files = tracked() | set(self.written)
        self.pages = sorted(path for path in self.files if path.suffix == ".md")
        self.titles = {page: self.title(page) for page in self.pages}
        self.linked: set[PurePosixPath] = set()
        self.markdown = markdown()
        templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
        )
        self.template = templates.get_template("page.html.jinja")

    def write(self) -> None:
        """Write all pages, then what they link to."""
        for page in self.pages:
            self.write_page(page, self.text(page), self.titles[page])
        for path in sorted(self.linked):
            if (ROOT / path).is_dir():
                self.write_listing(path)
            else:
                self.copy(path)

    def text(self, page: PurePosixPath) -> str:
        """The Markdown of a page, or the text of a written file."""
        return self.written.get(page) or (ROOT / page).read_text(encoding="utf-8")

    def title(self, page: PurePosixPath) -> str:
        """The first heading of a page, without the marks of code."""
        found = HEADING.search(self.text(page))
        return found[1].replace("`", "") if found else str(page)

    def write_page(self, page: PurePosixPath, text: str, heading: str) -> None:
        """Write one page."""
        tokens = self.markdown.parse(text)
        name_headings(tokens)
        for token in links(tokens):
            token.attrSet("href", self.target(page, str(token.attrGet("href"))))
        body = self.markdown.renderer.render(tokens, self.markdown.options, {})
        place = html_path(page)
        html = self.template.render(
            title=heading,
            lang="zh" if page.name.endswith(".zh.md") else "en",
            body=body,
            home=relpath("index.html", place.parent),
            sections=self.navigation(page),
        )
        file = self.folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")

    def write_listing(self, folder: PurePosixPath) -> None:
        """Write the page of a folder that has no README: its files."""
        listed = sorted(path for path in self.files if folder in path.parents)
        for path in listed:
            self.copy(path)
        text = "\n".join(f"- [{name}]({name})" for name in (path.relative_to(folder) for path in listed))
        self.write_page(folder / "README.md", f"# {folder}\n\n{text}\n", str(folder))

    def copy(self, path: PurePosixPath) -> None:
        """Copy a file as it is."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        if path in self.written:
            (self.folder / path).write_text(self.text(path), encoding="utf-8")
        else:
            shutil.copyfile(ROOT / path, self.folder / path)

    def target(self, page: PurePosixPath, href: str) -> str:
        """A link of a page as a link of the site."""
        parts = urlsplit(href)
        if parts.scheme or not parts.path:
            return href
        path = PurePosixPath(normpath(page.parent / unquote(parts.path)))
        if path == WRITTEN_PAGES and (meant := path.with_name(f"{parts.fragment}.md")) in self.written:
            path, parts = meant, parts._replace(fragment="")
        if (ROOT / path).is_dir():
            if path / "README.md" not in self.files:
                self.linked.add(path)
            path /= "README.md"
        elif path in self.files and path.suffix != ".md":
            self.linked.add(path)
        return parts._replace(path=relpath(html_path(path), page.parent)).geturl()

    def navigation(self, page: PurePosixPath) -> Iterator[Mapping[str, Any]]:
        """The parts of the navigation with their pages, as seen from ``page``."""
        for name, patterns in SECTIONS.items():
            pages = [one for pattern in patterns for one in self.pages if one.match(pattern)]
            yield {
                "name": name,
                "open": page in pages,
                "pages": [
                    {
                        "title": self.titles[one],
                        "href": relpath(html_path(one), page.parent),
                        "here": one == page,
                    }
                    for one in pages
                    if one.name != "README.md"
                ],
            }


def build(folder: Path) -> int:
    """Write the site into ``folder``; how many pages of the repository it has."""
    site = Site(folder)
    site.write()
    return len(site.pages)
