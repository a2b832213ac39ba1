"""What is wrong with the links of a built site: nothing may be missing, and nothing may be loaded from elsewhere."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The ids of a page, its links, and what it loads."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif tag == "a" and name == "href":
                self.links.append(value or "")
            elif name in {"src", "href"}:
                self.loads.append(value or "")
        if tag == "script":
            self.loads.append("script")


def broken(folder: Path) -> list[str]:
    """A line for each link that leads nowhere, and for each thing that a page loads."""
    pages = {file.resolve(): Page(file) for file in sorted(folder.rglob("*.html"))}
    return [
        f"{file.relative_to(folder.resolve())}: {fault}"
        for file, page in pages.items()
        for fault in faults(file, page, pages)
    ]


def faults(file: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    """What is wrong with the links of one page."""
    yield from (f"loads {one}" for one in page.loads)
    for href in page.links:
        parts = urlsplit(href)
        if parts.scheme in {"http", "https", "mailto"}:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        if not target.is_file():
            yield f"there is no {href}"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"there is no heading {href}"
