"""Rows as mappings of names to values, as a client of a host gives them: read like the rows of a file, each fault by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from attrs import field, frozen

from groupctl.adapters.cells import Opaque
from groupctl.adapters.contract import Reading
from groupctl.adapters.formats import NumberText, Real
from groupctl.adapters.plan import Plan
from groupctl.adapters.raw import CellText, RawRow
from groupctl.adapters.reading import TableSource, read_all
from groupctl.errors import SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.schema.entities import Schema

Row = Mapping[str, object]


@frozen(eq=False)
class TextRows:
    """One table: its columns are all names that any row has."""

    name: str
    given: Sequence[Row] = field(repr=False)
    columns: tuple[str, ...] = field(init=False)
    misfit: None = field(default=None, init=False)

    @columns.default
    def _columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in self.given for name in row))

    def rows(self) -> Iterator[RawRow]:
        """All rows."""
        for number, row in enumerate(self.given, 1):
            yield RawRow(number, [_cell(row.get(name)) for name in self.columns])

    def span(self, row: RawRow | None, column: int | None = None) -> SourceSpan:
        """Row and column, both from 1."""
        return SourceSpan(self.name, row.number if row else 1, 1 if column is None else column + 1)


def _cell(value: object) -> CellText:
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case int():
            return NumberText(value)
        case Decimal():
            return NumberText(f"{value:f}")
        case float():
            return Real(repr(value))
        case date():
            return value.isoformat()
    return Opaque(type(value).__name__)


def reading_of(
    tables: Mapping[str, Iterable[Row]], *, currency: str | None, source: str, schema: Schema = STANDARD
) -> Reading:
    """The reading of ``tables``: rows by our names of tables and fields, amounts with their ``currency`` in a field of that name.

    Values are texts, numbers, dates or None, as a client gives them; a row that can't be read is rejected with its place, and costs no
    other. ``currency`` None stands for that of the topmost unit.
    """
    sources = {
        table: TableSource(
            Plan(table=table, schema=schema), partial(TextRows, f"{source}/{table}", list(rows))
        )
        for table, rows in tables.items()
    }
    return read_all(sources, currency=currency, source=source, schema=schema)
