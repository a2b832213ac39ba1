"""Pages of small ledgers, and what a reader finds in them."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

from groupctl.report import Report
from groupctl.report.general import sections as all_sections
from groupctl.report.page import page
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.report_section import Section
from groupctl.testing import Ledger
from tests.standard.deciding import configured

SECTIONS = all_sections(load_policy("standard"))
VOID = {"meta", "link", "input", "wbr", "br"}


def report(ledger: Ledger, *names: str, sections: tuple[Section, ...] = SECTIONS, **settings: Any) -> Report:
    """The report, or only the sections of these names."""
    chosen = [section for section in sections if not names or section.name in names]
    return Report.of(configured(**settings), ledger.portfolio(), sections=chosen)


def shown(ledger: Ledger, *names: str, lang: str = "en", **settings: Any) -> "Page":
    """What the page in one language shows."""
    return Page(page(report(ledger, *names, **settings), (lang,)))


@cache
def parsed(html: str) -> "Node":
    reader = Reader()
    reader.feed(html)
    assert len(reader.open) == 1, f"not closed: {[node.tag for node in reader.open]}"
    return reader.open[0]


class Node:
    """An element with its attributes, children and text."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Node | str] = []

    def all(self, *tags: str) -> "Iterator[Node]":
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    @property
    def text(self) -> str:
        said = "".join(child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(said.split())


class Reader(HTMLParser):
    """Builds the tree and complains about a tag that closes what is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].children.append(data)


class Page:
    """A page with its tables by their ids."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root = parsed(html)
        self.text = self.root.text

    def table(self, name: str) -> Node:
        return next(
            node
            for node in self.root.all("table")
            if (node.attributes["id"] or "").endswith(f"-table-{name}")
        )

    def figures(self, name: str) -> dict[str, dict[str, str]]:
        """By row and by the name of the measure, what stands in a table."""
        table = self.table(name)
        head = next(table.all("thead"))
        names = [next(cell.all("span")).text.split(" · ")[0] for cell in list(head.all("th"))[2:]]
        rows = {}
        for row in next(table.all("tbody")).all("tr"):
            title = next(row.all("bdi")).text
            cells = [cell.text for cell in list(row.all("td"))[1:]]
            rows[title] = {name.partition(".")[2]: cell for name, cell in zip(names, cells, strict=True)}
        return rows

    def notes(self) -> list[str]:
        return [
            item.text for notes in self.root.all("ul") if "notes" in notes.classes for item in notes.all("li")
        ]

    def remarks(self) -> str:
        return " ".join(node.text for node in self.root.all("p") if "remarks" in node.classes)
