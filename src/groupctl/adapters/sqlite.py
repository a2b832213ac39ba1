"""``sqlite:PATH``: the tables or views of an SQLite database, read in one transaction."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from groupctl.adapters.capabilities import Capabilities, Feature, HoldMeans, TableSupport
from groupctl.adapters.cells import Opaque
from groupctl.adapters.changes import Before, Change, Operation, Receipt
from groupctl.adapters.contract import (
    Adapter,
    Options,
    Reading,
    refuse,
    told_of,
)
from groupctl.adapters.families import customers_in, family_of, with_strays
from groupctl.adapters.formats import NumberText, Real
from groupctl.adapters.mapping import LedgerMapping, TablePlan, load_mapping, plans_of
from groupctl.adapters.raw import CellText, RawRow
from groupctl.adapters.reading import TableSource, read_all
from groupctl.adapters.spec import built_in
from groupctl.adapters.sqlite_scope import (
    SURE,
    RowsOfScope,
    column_of,
    columns_of,
    quoted,
    tables_of_family,
)
from groupctl.adapters.sqlite_writing import CHANGES, LIMITS, applied, seen
from groupctl.adapters.unbound import Unbound
from groupctl.errors import AdapterError, SourceSpan
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema
from groupctl.sources.whereabouts import refuse_what_is_no_file

CAPABILITIES: Final = Capabilities(
    others=TableSupport.FULL,
    features={Feature.SCOPE},
    changes=CHANGES,
    limits=LIMITS,
    hold=HoldMeans.FLAG,
)
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"


@frozen(eq=False)
class SqliteTable:
    """One table or view; rows are numbered in the order in which SQLite gives them."""

    connection: sqlite3.Connection
    file: str
    name: str
    condition: str = ""
    """Which rows are read; all of them where it is empty."""
    columns: tuple[str, ...] = field(init=False)
    misfit: None = field(default=None, init=False)

    @columns.default
    def _columns(self) -> tuple[str, ...]:
        try:
            return columns_of(self.connection, self.name)
        except sqlite3.Error as error:
            raise Unbound([(self.span(None), ("adapters.sqlite-error", {"error": str(error)}))]) from error

    def rows(self) -> Iterator[RawRow]:
        """All rows; a fault of the database ends them and counts as one row."""
        number = 0
        try:
            for number, *cells in self.connection.execute(self._select()):
                yield RawRow(number, [_cell(cell) for cell in cells])
        except sqlite3.Error as error:
            yield RawRow(number + 1, problem=("adapters.sqlite-broken", {"error": str(error)}))

    def _select(self) -> str:
        names = ", ".join(map(quoted, self.columns))
        rows = f"SELECT row_number() OVER () AS groupctl_row, * FROM {quoted(self.name)}"  # noqa: S608 - names that are there, quoted
        where = f" WHERE {self.condition}" if self.condition else ""
        return f"SELECT groupctl_row, {names} FROM ({rows}) AS t{where}"  # noqa: S608 - likewise

    def span(self, row: RawRow | None, column: int | None = None) -> SourceSpan:
        """Row and column, both from 1."""
        where = f"{self.file}/{self.name}"
        return SourceSpan(where, row.number if row else 1, 1 if column is None else column + 1)


def _cell(value: object) -> CellText:
    match value:
        case None | str():
            return value
        case int():
            return NumberText(value)
        case float():
            return Real(repr(value))
        case _:
            return Opaque("BLOB")


@frozen(kw_only=True)
class SqliteAdapter:
    """An SQLite database."""

    path: Path
    mapping: LedgerMapping | None
    schema: Schema
    currency: str | None = None
    scheme: str = field(default="sqlite", init=False)
    capabilities: Capabilities = field(default=CAPABILITIES, init=False)

    def read(self, as_of: date) -> Reading:  # noqa: ARG002 - the database holds all there is
        """All tables that the mapping names, or that have our own names."""
        with self._opened() as (connection, there):
            return self._read(connection, there, self._plans(there))

    def family(self, entity: str, id_: str) -> Scope | None:
        """Whose rows a decision about that record needs; customers and groups are looked through for it."""
        with self._opened() as (connection, there):
            needed = set(tables_of_family(self.schema, entity))
            plans = {table: plan for table, plan in self._plans(there).items() if table in needed}
            one = self.schema.entities[entity].table
            condition = _called(plans[one], id_) if one in plans else ""
            reading = self._read(connection, there, plans, {one: condition})
        return family_of(reading.tables, entity, id_, self.schema)

    def read_scope(self, as_of: date, scope: Scope) -> Reading:  # noqa: ARG002 - likewise
        """The rows that belong to ``scope``, picked by the database."""
        with self._opened() as (connection, there):
            connection.execute("PRAGMA query_only = OFF")  # for tables of this connection alone
            plans = self._plans(there)
            columns = {
                table: frozenset(SqliteTable(connection, self.path.name, plan.name).columns)
                for table, plan in plans.items()
                if plan.name in there
            }
            known = {table: plan for table, plan in plans.items() if table in columns}
            rows = RowsOfScope(connection, self.schema, known, columns)
            reading = self._read(connection, there, plans, rows.conditions(scope))
            return with_strays(reading, rows.customers() or customers_in(reading), self.schema)

    def before(self, changes: Sequence[Change]) -> Sequence[Before | None]:
        """What is there now, for each of ``changes``, all seen at one time."""
        with self._opened() as (connection, there):
            return seen(connection, self._plans(there), self._currency, changes)

    def apply(self, operation: Operation) -> Receipt:
        """Make one change; the connection is open for writing just as long."""
        with self._opened() as (_, there):
            plans = self._plans(there)
        return applied(self.path, plans, self._currency, operation)

    @contextmanager
    def _opened(self) -> Iterator[tuple[sqlite3.Connection, frozenset[str]]]:
        """The database for reading, and the tables and views that are there; all is read as it is now."""
        with closing(connected(self.path)) as connection:
            yield connection, _names(connection, self.path)

    @property
    def _currency(self) -> str | None:
        return self.currency or (self.mapping.currency if self.mapping else None)

    def _read(
        self,
        connection: sqlite3.Connection,
        there: frozenset[str],
        plans: Mapping[str, TablePlan],
        conditions: Mapping[str, str] = MappingProxyType({}),
    ) -> Reading:
        sources = {
            table: TableSource(
                plan.plan, partial(self._open, connection, plan, there, conditions.get(table, ""))
            )
            for table, plan in plans.items()
        }
        return read_all(
            sources,
            currency=self._currency,
            source=f"sqlite:{self.path.name}",
            partial=self.mapping.partial if self.mapping else {},
            not_kept=self.mapping.empty(self.schema, there) if self.mapping else (),
            schema=self.schema,
        )

    def _plans(self, there: Collection[str]) -> Mapping[str, TablePlan]:
        return plans_of(self.mapping, there, self.schema, self.path)

    def _open(
        self, connection: sqlite3.Connection, plan: TablePlan, there: Iterable[str], condition: str
    ) -> SqliteTable:
        name = plan.name
        if name not in there:
            listed = ", ".join(sorted(there)[:20]) or "-"
            problem = "adapters.no-table", {"name": name, "there": listed}
            raise Unbound([(SourceSpan(f"{self.path.name}/{name}", 1), problem)])
        return SqliteTable(connection, self.path.name, name, condition)


def _called(plan: TablePlan, id_: str) -> str:
    """The condition of a row called ``id_``; empty where only reading the cells shows what a row is called."""
    column = column_of(plan.plan, "id")
    if column is None or plan.plan.table in {"customers", "groups", "accounts"}:
        return ""
    cell = f"t.{quoted(column)}"
    literal = "'" + id_.replace("'", "''") + "'"
    return f"CAST({cell} AS TEXT) = {literal} OR NOT {SURE.format(cell)}"


def connected(path: Path) -> sqlite3.Connection:
    """A connection that can't write. AdapterError if the file can't be opened."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise AdapterError.of("adapters.cannot-open", path=path, error=error) from error
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _names(connection: sqlite3.Connection, path: Path) -> frozenset[str]:
    """The tables and views that are there; from here on all is read as it is now."""
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        return frozenset(str(name) for (name,) in connection.execute(_TABLES))
    except sqlite3.Error as error:
        raise AdapterError.of("adapters.cannot-open", path=path, error=error) from error


def open_sqlite(target: str, options: Options) -> Adapter:
    """The database at ``target``. AdapterError if there is none; DataError for a faulty mapping."""
    refuse(options, "sqlite", "tables")
    path = Path(target)
    with told_of(path):
        refuse_what_is_no_file(path)
        if not path.is_file():
            raise AdapterError.of("adapters.no-such-path", path=target or '""')
    mapping = load_mapping(options.mapping, "table", options.schema) if options.mapping else None
    return SqliteAdapter(path=path, mapping=mapping, schema=options.schema, currency=options.currency)


groupctl_adapters = built_in("sqlite", open_sqlite, CAPABILITIES)
