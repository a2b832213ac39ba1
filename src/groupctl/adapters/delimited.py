"""Delimited text (CSV): cells in order, each with its place, and broken rows that cost only themselves.

Quoting is that of RFC 4180. The standard library's reader can't say where a cell began, has one limit for the
whole process, and reads on to the end of the file after a quote that is never closed.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field, frozen

from groupctl.adapters.encodings import Misfit
from groupctl.adapters.raw import RawRow
from groupctl.adapters.unbound import Unbound
from groupctl.errors import SourceSpan
from groupctl.schema.money import Problem

MOST_LINES: Final = 500
"""Lines that one quoted cell may span."""


@frozen
class CellSpan:
    """One cell: its text, where it begins (line and column from 0) and how long it is there."""

    text: str
    line: int
    column: int
    length: int


class Broken(Exception):
    """Quotes that don't match."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.problem: Problem = code, {}


def split_lines(text: str) -> list[str]:
    """The lines of ``text``, however they end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def scan(lines: Sequence[str], first: int, delimiter: str) -> tuple[list[CellSpan], int]:
    """The cells of the record that begins in line ``first``, and the line after it. Broken if its quotes are."""
    cell_spans: list[CellSpan] = []
    line, column = first, 0
    while True:
        start = line, column
        if lines[line].startswith('"', column):
            text, line, column = _quoted(lines, line, column, delimiter)
        else:
            end = lines[line].find(delimiter, column)
            end = len(lines[line]) if end < 0 else end
            text, column = lines[line][column:end], end
        length = column - start[1] if line == start[0] else len(lines[start[0]]) - start[1]
        cell_spans.append(CellSpan(text, *start, max(1, length)))
        if column >= len(lines[line]):
            return cell_spans, line + 1
        column += len(delimiter)


def _quoted(lines: Sequence[str], line: int, column: int, delimiter: str) -> tuple[str, int, int]:
    """The text of the quoted cell that opens at this place, and where it ends."""
    parts: list[str] = []
    last = min(len(lines), line + MOST_LINES)
    column += 1
    while True:
        end = lines[line].find('"', column)
        if end < 0:
            parts += [lines[line][column:], "\n"]
            line, column = line + 1, 0
            if line >= last:
                raise Broken("adapters.quote-open")
            continue
        parts.append(lines[line][column:end])
        column = end + 1
        if not lines[line].startswith('"', column):
            break
        parts.append('"')
        column += 1
    if column < len(lines[line]) and not lines[line].startswith(delimiter, column):
        raise Broken("adapters.quote-early")
    return "".join(parts), line, column


@frozen(eq=False)
class DelimitedText:
    """The table in a delimited text; its first line that isn't empty is the heading. Unbound without one.

    ``misfit`` is what is wrong with the text's encoding, if anything. A heading with such bytes is none.
    """

    file: str
    delimiter: str
    lines: Sequence[str] = field(repr=False)
    misfit: Misfit | None = None
    heading: int = field(init=False)
    columns: tuple[str, ...] = field(init=False)
    _after: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        heading = next((number for number, line in enumerate(self.lines) if line.strip()), None)
        if heading is None:
            raise Unbound([(SourceSpan(self.file, 1), ("adapters.file-empty", {}))])
        if (problem := self._undecoded(self.lines[heading])) is not None:
            raise Unbound([(SourceSpan(self.file, heading + 1), problem)])
        try:
            cell_spans, after = scan(self.lines, heading, self.delimiter)
        except Broken as broken:
            raise Unbound([(SourceSpan(self.file, heading + 1), broken.problem)]) from None
        object.__setattr__(self, "heading", heading)
        object.__setattr__(self, "columns", tuple(cell.text.strip() for cell in cell_spans))
        object.__setattr__(self, "_after", after)

    def rows(self) -> Iterator[RawRow]:
        """All rows that hold anything. After broken quotes reading goes on with the next line."""
        at, width = self._after, len(self.columns)
        while at < len(self.lines):
            first, line = at, self.lines[at]
            at += 1
            if '"' not in line:
                cells: Sequence[str] = line.split(self.delimiter)
            else:
                try:
                    cell_spans, at = scan(self.lines, first, self.delimiter)
                    cells = [cell.text for cell in cell_spans]
                except Broken as broken:
                    yield RawRow(first + 1, problem=self._undecoded(line) or broken.problem)
                    continue
            if len(cells) == width:
                if any(cells):
                    yield RawRow(first + 1, cells)
            elif any(cells):
                ragged = "adapters.ragged", {"found": str(len(cells)), "expected": str(width)}
                yield RawRow(first + 1, problem=self._undecoded(line) or ragged)

    def _undecoded(self, line: str) -> Problem | None:
        return self.misfit.problem(line) if self.misfit else None

    def span(self, row: RawRow | None, column: int | None = None) -> SourceSpan:
        """Where a cell, a row or the heading is."""
        line = self.heading if row is None else row.number - 1
        if column is None:
            return SourceSpan(self.file, line + 1)
        cell = scan(self.lines, line, self.delimiter)[0][column]
        return SourceSpan(self.file, cell.line + 1, cell.column + 1, cell.length)
