"""Lines of text with a hint of style, for a terminal and for a plain file alike."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Self

from attrs import field, frozen

from groupctl.texts.plain_text import display_width, harmless

Style = Literal["", "heading", "good", "bad", "doubt", "quiet", "strong"]
"""What a part of a line means; a terminal gives each a colour, a plain file none."""


@frozen
class Part:
    """A piece of a line in one style."""

    text: str = field(converter=harmless)
    style: Style = ""


@frozen
class Line:
    """One line; ``indent`` counts columns."""

    parts: tuple[Part, ...] = ()
    indent: int = 0

    @classmethod
    def of(cls, *parts: str | Part, indent: int = 0) -> Self:
        """A line of texts and styled parts."""
        return cls(tuple(Part(part) if isinstance(part, str) else part for part in parts), indent)

    def __str__(self) -> str:
        return (" " * self.indent + "".join(part.text for part in self.parts)).rstrip()


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
    widths = [
        max(display_width(row[column].text) for row in cells if column < len(row))
        for column in range(max(map(len, cells), default=0))
    ]
    numbers = frozenset(right)
    for row in cells:
        parts: list[Part] = []
        for column, cell in enumerate(row):
            if column:
                parts.append(Part("  "))
            parts.append(Part(pad(cell.text, widths[column], right=column in numbers), cell.style))
        yield Line(tuple(parts), indent)
