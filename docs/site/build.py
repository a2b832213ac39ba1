"""The Markdown pages of the repository as a site: one HTML file a page, and copies of the files that pages link to.

A page keeps its path: ``docs/tutorial.md`` becomes ``docs/tutorial.html``, and a ``README.md`` the ``index.html`` of its folder.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from os.path import normpath, relpath
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

ROOT: Final = Path(__file__).parents[2]
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Tutorial": ("docs/tutorial.md",),
    "How-to": ("docs/how-to/*.md",),
    "The standard policy": ("docs/how-to/policy/*.md",),
    "Reference": ("docs/reference/*.md", "docs/coverage.md"),
    "Explanation": ("docs/architecture.md", "docs/explanation/*.md"),
    "Decisions about the design": ("docs/adr/*.md",),
}
"""The navigation: which pages each part of it lists."""
TITLE: Final = re.compile(r'title="([^"]+)"')
HEADING: Final = re.compile(r"^# (.+)$", re.MULTILINE)


def slug(heading: str) -> str:
    """A heading as links name it, by the rule of GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def html_path(path: PurePosixPath) -> PurePosixPath:
    """Where in the site a page of the repository is, or another file."""
    if path.name == "README.md":
        return path.with_name("index.html")
    return path.with_suffix(".html") if path.suffix == ".md" else path


def tracked() -> set[PurePosixPath]:
    """The files of the repository, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return {PurePosixPath(name) for name in listed.decode().split("\0") if name}


@cache
def title(page: PurePosixPath) -> str:
    """The first heading of a page, without the marks of code."""
    found = HEADING.search((ROOT / page).read_text(encoding="utf-8"))
    return found[1].replace("`", "") if found else str(page)


def fence(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    """A block of code, with the name of the file that it shows, if any."""
    token = tokens[index]
    name = TITLE.search(token.info)
    caption = f"<figcaption>{escapeHtml(name[1])}</figcaption>" if name else ""
    return f"<figure>{caption}<pre><code>{escapeHtml(token.content)}</code></pre></figure>\n"


def markdown() -> MarkdownIt:
    """CommonMark with tables and without HTML."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("fence", fence)
    return made


class Site:
    """The site in ``folder``; ``linked`` gathers the files that its pages link to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = tracked()
        self.pages = sorted(path for path in self.files if path.suffix == ".md")
        self.linked: set[PurePosixPath] = set()
        self.markdown = markdown()
        templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
        )
        self.template = templates.get_template("page.html.jinja")

    def write(self) -> None:
        """Write all pages, then what they link to."""
        for page in self.pages:
            self.write_page(page, (ROOT / page).read_text(encoding="utf-8"), title(page))
        for path in sorted(self.linked):
            if (ROOT / path).is_dir():
                self.write_listing(path)
            else:
                self.copy(path)

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
        """Copy a file of the repository as it is."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, self.folder / path)

    def target(self, page: PurePosixPath, href: str) -> str:
        """A link of a page as a link of the site."""
        parts = urlsplit(href)
        if parts.scheme or not parts.path:
            return href
        path = PurePosixPath(normpath(page.parent / unquote(parts.path)))
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
                        "title": title(one),
                        "href": relpath(html_path(one), page.parent),
                        "here": one == page,
                    }
                    for one in pages
                    if one.name != "README.md"
                ],
            }


def name_headings(tokens: Sequence[Token]) -> None:
    """Give each heading the name that links use; of equal ones the second is ``-1``."""
    seen: Counter[str] = Counter()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            name = slug(inline.content)
            opening.attrSet("id", f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1


def links(tokens: Sequence[Token]) -> Iterator[Token]:
    """The links of a page."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield child


def build(folder: Path) -> int:
    """Write the site into ``folder``; how many pages of the repository it has."""
    site = Site(folder)
    site.write()
    return len(site.pages)
