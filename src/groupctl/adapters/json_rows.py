"""Rows as JSON objects: an array of them, or one on each line (JSON Lines). Numbers stay as they are written."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from attrs import field, frozen

from groupctl.adapters.cells import Opaque
from groupctl.adapters.delimited import split_lines
from groupctl.adapters.encodings import Misfit
from groupctl.adapters.formats import NumberText
from groupctl.adapters.raw import CellText, RawRow
from groupctl.adapters.unbound import Unbound
from groupctl.errors import SourceSpan
from groupctl.schema.money import Problem, shown

_WHITE: Final = " \t\r\n"


class _Object(dict[str, Any]):
    """A JSON object that remembers a name that it holds twice."""

    twice: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        made.twice = next(name for name in names if names.count(name) > 1)
    return made


_DECODER: Final = json.JSONDecoder(
    parse_int=NumberText, parse_float=NumberText, parse_constant=Opaque, object_pairs_hook=_object
)


@frozen
class _Parsed:
    """One element, and the line and column it begins at."""

    line: int
    column: int
    value: object = None
    problem: Problem | None = None


@frozen(eq=False)
class JsonRows:
    """The table in a JSON text; ``by_line`` for JSON Lines. Its columns are all names that any object has.

    ``[]`` is a table without rows. JSON Lines can't say so: a file without lines may be one that was cut off.

    Rows are numbered from 1, and of an array their places say so: ``orders.json#3:1:57``, for all may be in one line.
    ``misfit`` is what is wrong with the text's encoding, if anything.
    """

    file: str
    text: str = field(repr=False)
    by_line: bool = False
    misfit: Misfit | None = None
    columns: tuple[str, ...] = field(init=False)
    _rows: Sequence[RawRow] = field(init=False, repr=False)
    _starts: Sequence[tuple[int, int]] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        parsed = list(self._lines() if self.by_line else self._array())
        names = dict.fromkeys(
            name for item in parsed if isinstance(item.value, _Object) for name in item.value
        )
        object.__setattr__(self, "columns", tuple(names))
        rows = [self._row(number, item) for number, item in enumerate(parsed, 1)]
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "_starts", [(item.line, item.column) for item in parsed])

    def rows(self) -> Iterable[RawRow]:
        """All rows."""
        return self._rows

    def span(self, row: RawRow | None, column: int | None = None) -> SourceSpan:  # noqa: ARG002 - objects have no columns
        """Where a row begins."""
        if row is None:
            return SourceSpan(self.file, 1)
        file = self.file if self.by_line else f"{self.file}#{row.number}"
        return SourceSpan(file, *self._starts[row.number - 1])

    def _lines(self) -> Iterator[_Parsed]:
        if not self.text.strip(_WHITE):
            raise Unbound([(SourceSpan(self.file, 1), ("adapters.json-lines-empty", {}))])
        for number, line in enumerate(split_lines(self.text), 1):
            if line.strip(_WHITE):
                try:
                    yield _Parsed(number, 1, _DECODER.decode(line))
                except (ValueError, RecursionError) as error:
                    problem = "adapters.not-json", {"error": _said(error)}
                    yield _Parsed(number, 1, problem=self._undecoded(line) or problem)

    def _array(self) -> Iterator[_Parsed]:
        """The elements one by one; what follows a fault in the file can't be read and counts as one row."""
        at = self._skipped(0)
        if not self.text.startswith("[", at):
            code = "adapters.not-json-array" if at < len(self.text) else "adapters.file-empty"
            raise Unbound([(SourceSpan(self.file, self.text.count("\n", 0, at) + 1), (code, {}))])
        at, line, counted = self._skipped(at + 1), 1, 0
        closed = self.text.startswith("]", at)
        while not closed:
            line += self.text.count("\n", counted, at)
            counted, column = at, at - self.text.rfind("\n", 0, at)
            try:
                value, end = _DECODER.raw_decode(self.text, at)
                end = self._separator(end)
            except (ValueError, RecursionError) as error:
                yield _Parsed(line, column, problem=("adapters.json-broken", {"error": _said(error)}))
                return
            yield _Parsed(line, column, value)
            closed = self.text[end] == "]"
            at = end if closed else self._skipped(end + 1)
        if (after := self._skipped(at + 1)) < len(self.text):
            line = self.text.count("\n", 0, after) + 1
            column = after - self.text.rfind("\n", 0, after)
            yield _Parsed(line, column, problem=("adapters.json-broken", {"error": "Extra data"}))

    def _separator(self, at: int) -> int:
        """Where the comma or bracket after an element is. ValueError if something else does."""
        at = self._skipped(at)
        if self.text[at : at + 1] not in {",", "]"}:
            raise ValueError("Expecting ',' or ']'")
        return at

    def _row(self, number: int, item: _Parsed) -> RawRow:
        if item.problem is not None:
            return RawRow(number, problem=item.problem)
        if not isinstance(item.value, _Object):
            return RawRow(number, problem=("adapters.not-an-object", {}))
        if item.value.twice is not None:
            return RawRow(number, problem=("adapters.name-twice", {"name": shown(item.value.twice)}))
        if self.misfit and (problem := self._undecoded("".join(item.value))) is not None:
            return RawRow(number, problem=problem)
        return RawRow(number, [_cell(item.value.get(column)) for column in self.columns])

    def _undecoded(self, text: str) -> Problem | None:
        return self.misfit.problem(text) if self.misfit else None

    def _skipped(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in _WHITE:
            at += 1
        return at


def _said(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)[:100] or type(error).__name__


def _cell(value: object) -> CellText:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return Opaque("[...]" if isinstance(value, list) else "{...}")
