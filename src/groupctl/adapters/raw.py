"""A table as the host has it, before its cells are read."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from attrs import frozen

from groupctl.adapters.encodings import Misfit
from groupctl.errors import SourceSpan
from groupctl.schema.money import Problem

CellText = str | None
"""What a host's row holds: text, `formats.Plain`, `cells.Opaque`, or None for nothing at all."""


@frozen
class RawRow:
    """One row as the host has it: its number for messages, and its cells or what is wrong with all of it."""

    number: int
    cells: Sequence[CellText] = ()
    problem: Problem | None = None


class RawTable(Protocol):
    """A table as the host has it."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of the columns, in order."""
        ...

    @property
    def misfit(self) -> Misfit | None:
        """What is wrong with the encoding of some cells; None where nothing is."""
        ...

    def rows(self) -> Iterable[RawRow]:
        """All rows, each time from the first."""
        ...

    def span(self, row: RawRow | None, column: int | None = None) -> SourceSpan:
        """Where a cell, a row or the heading is."""
        ...
