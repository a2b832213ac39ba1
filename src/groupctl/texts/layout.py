"""Lines of text with a hint of style, for a terminal and for a plain file alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Final, Literal, Self

from attrs import evolve, field, frozen

from groupctl.texts.plain_text import display_width, harmless

Style = Literal["", "heading", "good", "bad", "doubt", "quiet", "strong"]
"""What a part of a line means; a terminal gives each a colour, a plain file none."""

GAP: Final = 2
"""Blanks between two columns."""
HANGING: Final = 2
"""Blanks more before what did not fit on a line."""
NARROWEST: Final = 8
WIDE: Final = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
PIECES: Final = re.compile(
    rf"\s+|\u2068[^\u2069]*\u2069|[（《“「【]*[{WIDE}][、。，；：？！）》”」】]*|[^\s{WIDE}\u2068]+"
)
"""What a line may be broken between: blanks, words, single wide characters with the punctuation that belongs to them."""


@frozen
class Part:
    """A piece of a line in one style."""

    text: str = field(converter=harmless)
    style: Style = ""


@frozen
class TableColumn:
    """A column of a table: how wide it is, and whether it holds numbers."""

    width: int
    right: bool = False


@frozen
class Line:
    """One line; ``indent`` counts columns. Where it is a row of a table, its parts are cells, each in its column."""

    parts: tuple[Part, ...] = ()
    indent: int = 0
    columns: tuple[TableColumn, ...] = ()

    @classmethod
    def of(cls, *parts: str | Part, indent: int = 0) -> Self:
        """A line of texts and styled parts."""
        return cls(tuple(Part(part) if isinstance(part, str) else part for part in parts), indent)

    def pieces(self) -> Iterator[Part]:
        """What is written from left to right, the blanks between cells among it."""
        if not self.columns:
            yield from self.parts
            return
        for number, (cell, column) in enumerate(zip(self.parts, self.columns, strict=False)):
            if number:
                yield Part(" " * GAP)
            yield Part(pad(cell.text, column.width, right=column.right), cell.style)

    @property
    def width(self) -> int:
        """How many columns it takes; as many as the widest row of its table does, where it is one."""
        if self.columns:
            return self.indent + sum(column.width for column in self.columns) + GAP * (len(self.columns) - 1)
        return display_width(str(self))

    def __str__(self) -> str:
        return (" " * self.indent + "".join(part.text for part in self.pieces())).rstrip()


BLANK = Line()


def plain(lines: Iterable[Line]) -> str:
    """The lines as text without style, one below the other."""
    return "\n".join(map(str, lines))


def pad(text: str, width: int, *, right: bool = False) -> str:
    """``text`` filled with blanks to ``width`` columns; a Chinese character takes two."""
    blanks = " " * max(0, width - display_width(text))
    return blanks + text if right else text + blanks


def table(
    rows: Iterable[Sequence[str | Part]], *, right: Iterable[int] = (), indent: int = 2
) -> Iterator[Line]:
    """Rows with their cells below each other, two blanks apart; ``right`` names the columns of numbers."""
    cells = [[Part(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    numbers = frozenset(right)
    columns = tuple(
        TableColumn(max(display_width(row[at].text) for row in cells if at < len(row)), at in numbers)
        for at in range(max(map(len, cells), default=0))
    )
    for row in cells:
        yield Line(tuple(row), indent, columns)


def folded(lines: Iterable[Line], width: int) -> Iterator[Line]:
    """The lines, none wider than ``width``: texts go on below where they began, cells within their column."""
    for line in lines:
        if line.width <= width:
            yield line
        elif line.columns:
            yield from _folded_row(line, width)
        else:
            first, *rest = fold(line.parts, width - line.indent, width - line.indent - HANGING)
            yield Line(first, line.indent)
            yield from (Line(parts, line.indent + HANGING) for parts in rest)


def _folded_row(line: Line, width: int) -> Iterator[Line]:
    columns = narrowed(line.columns, width - line.indent)
    cells = [fold((cell,), column.width) for cell, column in zip(line.parts, columns, strict=False)]
    for level in zip_longest(*cells, fillvalue=()):
        texts = tuple(parts[0] if parts else Part("") for parts in level)
        yield Line(texts, line.indent, columns)


def narrowed(columns: Sequence[TableColumn], room: int) -> tuple[TableColumn, ...]:
    """The columns so that they fit into ``room``: the widest of those that hold texts give way, numbers keep theirs."""
    room -= GAP * (len(columns) - 1) + sum(column.width for column in columns if column.right)
    texts = sorted(column.width for column in columns if not column.right)
    most, left = NARROWEST, room
    for place, width in enumerate(texts):
        most = max(NARROWEST, left // (len(texts) - place))
        if width > most:
            break
        left -= width
    return tuple(
        column if column.right else evolve(column, width=min(column.width, most)) for column in columns
    )


def fold(parts: Sequence[Part], first: int, rest: int | None = None) -> list[tuple[Part, ...]]:
    """``parts`` in lines of at most ``first`` columns, and of ``rest`` from the second on."""
    done: list[list[Part]] = [[]]
    room = first
    for part in parts:
        for piece in _pieces(part.text, rest or first):
            taken = display_width(piece)
            if taken > room and done[-1]:
                done.append([])
                room = rest or first
            if done[-1] or not piece.isspace() or len(done) == 1:
                done[-1].append(Part(piece, part.style))
                room -= taken
    return [tuple(_joined(line)) for line in done]


def _pieces(text: str, width: int) -> Iterator[str]:
    """What ``text`` may be broken into; a word that is longer than a line is broken as well."""
    for piece in PIECES.findall(text):
        if display_width(piece) <= width or piece.startswith("\u2068"):
            yield piece
        else:
            yield from (piece[at : at + width] for at in range(0, len(piece), width))


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Neighbours of one style as one part, without blanks at the end."""
    while parts and parts[-1].text.isspace():
        parts = parts[:-1]
    for style, same in groupby(parts, key=lambda part: part.style):
        yield Part("".join(part.text for part in same), style)
