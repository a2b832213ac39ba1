"""Text that knows where it is in a file, so that a fault can point at the very character."""

from collections.abc import Sequence
from typing import Final, Self

from groupctl.errors import SourceSpan

LARGEST_FILE: Final = 2_000_000
"""Bytes of one policy file or table."""


class SourceText(str):
    """A text that knows where it is.

    ``positions`` gives the line and column of each character and of the end; ``lines`` are the file's lines.
    """

    __slots__ = ("file", "lines", "positions")

    file: str
    positions: Sequence[tuple[int, int]]
    lines: Sequence[str]

    def __new__(
        cls, text: str, file: str, positions: Sequence[tuple[int, int]], lines: Sequence[str]
    ) -> Self:
        """``text`` at ``positions`` of ``file``."""
        source_text = super().__new__(cls, text)
        source_text.file, source_text.positions, source_text.lines = file, positions, lines
        return source_text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A copy is plain text: it is in no file."""
        return str, (str(self),)

    def span(self, start: int = 0, end: int | None = None) -> tuple[SourceSpan, str]:
        """Where characters ``start`` to ``end`` (exclusive; default all) are, and the line they begin on."""
        line, column = self.positions[start]
        last_line, last_column = self.positions[len(self) if end is None else end]
        text = self.lines[line - 1]
        length = last_column - column if last_line == line else len(text) - column + 1
        return SourceSpan(self.file, line, column, max(1, length)), text
