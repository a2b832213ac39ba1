"""A report in one language, ready for a template: sections of sheets, these of lines, these of cells."""

from collections.abc import Iterable

from attrs import frozen

from groupctl.report.charts import Drawing, Wording


@frozen(kw_only=True)
class Cell:
    """A cell: its text, the exact value where the text is rounded, the notes that say why it is unknown."""

    text: str
    exact: str = ""
    notes: tuple[int, ...] = ()
    number: bool = False
    unknown: bool = False
    quiet: bool = False

    def css(self, head: "Head") -> str:
        """The classes of its style; a column of numbers is aligned to the right."""
        told = "unknown" if self.unknown else "quiet" if self.quiet else ""
        return f"{told} number".strip() if self.number or head.number else told


@frozen(kw_only=True)
class Head:
    """The heading of a column and where its values come from."""

    title: str
    where_from: str = ""
    source: str = ""
    number: bool = True


@frozen(kw_only=True)
class TableRow:
    """A row: what it is about, and its cells."""

    title: str
    id: str
    cells: tuple[Cell, ...]


@frozen(kw_only=True)
class Sheet:
    """A table with its caption, what is to be said about it, and its chart."""

    name: str
    caption: str
    first: str
    heads: tuple[Head, ...]
    lines: tuple[TableRow, ...]
    remarks: tuple[str, ...]
    incomplete: bool
    notes: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    """Codes and what they mean."""
    drawing: Drawing | None = None


@frozen(kw_only=True)
class PageSection:
    """A section of the page."""

    name: str
    title: str
    says: str
    view: str
    source: str
    parameters: tuple[str, ...]
    sheets: tuple[Sheet, ...]

    @property
    def sources(self) -> Iterable[str]:
        """Everything in it that cites rows."""
        yield self.source
        for sheet in self.sheets:
            yield from (head.source for head in sheet.heads)
            yield from (line.id.rpartition("· ")[2] for line in sheet.lines if "· " in line.id)


@frozen(kw_only=True)
class Edition:
    """The whole page in one language."""

    lang: str
    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[PageSection, ...]
    data: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    """The rows that are cited, and what they are called."""
    words: Wording
