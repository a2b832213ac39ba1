"""A first mapping for a ledger, proposed from the headings of its tables: what each table and column is probably meant to be."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from groupctl.adapters import guessed
from groupctl.adapters.columns import extras, required
from groupctl.adapters.near import one_slip
from groupctl.adapters.sqlite import connected
from groupctl.adapters.sqlite_scope import quoted
from groupctl.errors import AdapterError
from groupctl.schema.entities import Schema
from groupctl.schema.fields import field_types
from groupctl.texts.similar import bare, similar

DELIMITERS: Final = (",", ";", "\t", "|")
NUMBERED: Final = frozenset({"", "id", "no", "nr", "number", "code", "key"})
"""What is left of a column's name that means the id of its own row, once the row's kind is taken off: ``InvoiceNo``."""
ONE_UNIT: Final = "HQ"
_SAMPLE: Final = 65_536
_ROWS: Final = 200
NUMERIC: Final = frozenset({"money", "limit", "ratio", "count", "days"})


@frozen(kw_only=True)
class HostTable:
    """A table of the host: its name, its columns, and what separates its cells where it is a file."""

    name: str
    columns: tuple[str, ...]
    delimiter: str = ""
    encoding: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    """The first rows, by column: what a database holds as a number is left out."""

    def cells(self, column: str) -> Iterator[str]:
        """The cells of a column in the first rows."""
        at = self.columns.index(column)
        return (row[at] for row in self.rows if len(row) == len(self.columns))


@frozen(kw_only=True)
class ProposedTable:
    """What a table of the model is read from. ``missing`` are fields that every row must state and no column is called like."""

    table: str
    host: HostTable
    columns: Mapping[str, str] = field(factory=dict)
    missing: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(factory=dict)
    drawn_from: str = ""
    not_kept: tuple[str, ...] = ()

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Columns of the host that no field takes."""
        return tuple(column for column in self.host.columns if column not in self.columns.values())


def host_tables(ledger: Path) -> Sequence[HostTable]:
    """The tables of a folder of CSV files, of one such file, or of an SQLite database. AdapterError if it can't be read."""
    if is_database(ledger):
        return list(_of_database(ledger))
    files = sorted(ledger.glob("*.csv")) if ledger.is_dir() else [ledger]
    if not files:
        raise AdapterError.of("adapters.no-tables", hint="adapters.no-tables-hint", path=ledger)
    return [_of_file(file) for file in files]


def is_database(ledger: Path) -> bool:
    """Whether a ledger is taken for an SQLite database: it is neither a folder nor a CSV file."""
    return not ledger.is_dir() and ledger.suffix.casefold() != ".csv"


def _of_file(file: Path) -> HostTable:
    try:
        with file.open("rb") as opened:
            data = opened.read(_SAMPLE)
            whole = not opened.read(1)
    except OSError as error:
        raise AdapterError.of("adapters.cannot-open", path=file, error=error.strerror or error) from error
    encoding = guessed.encoding(data, whole=whole)
    lines = data.decode(encoding, "replace").removeprefix("\ufeff").splitlines()
    lines = [line for line in (lines if whole else lines[:-1]) if line.strip()]
    delimiter = max(DELIMITERS, key=lines[0].count) if lines else ","
    heading, *rows = csv.reader(lines, delimiter=delimiter) if lines else [[]]
    return HostTable(
        name=file.name,
        columns=tuple(cell.strip() for cell in heading),
        delimiter=delimiter,
        encoding=encoding,
        rows=tuple(map(tuple, rows)),
    )


def _of_database(path: Path) -> Iterator[HostTable]:
    if not path.exists():
        raise AdapterError.of("adapters.cannot-open", path=path, error="no such file")
    with closing(connected(path)) as connection:
        try:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            ).fetchall()
            for (name,) in tables:
                select = f"SELECT * FROM {quoted(name)} LIMIT {_ROWS}"  # noqa: S608 - a name that is there, quoted
                found = connection.execute(select)
                columns = tuple(column[0] for column in found.description)
                rows = (tuple(cell if isinstance(cell, str) else "" for cell in row) for row in found)
                yield HostTable(name=name, columns=columns, rows=tuple(rows))
        except connection.Error as error:
            raise AdapterError.of("adapters.cannot-open", path=path, error=error) from error


def proposal(hosts: Sequence[HostTable], schema: Schema) -> tuple[list[ProposedTable], list[HostTable]]:
    """What each table of the host is read as, the best fit first come; and the tables that nothing is called like."""
    fits = sorted(
        ((_fit(host, found), host.name, found) for host in hosts for found in _candidates(host, schema)),
        key=lambda fit: (-fit[0], fit[1], fit[2].table),
    )
    placed: dict[str, ProposedTable] = {}
    for _, _, found in fits:
        known = {one.host.name for one in placed.values()}
        if found.table not in placed and found.host.name not in known:
            placed[found.table] = found
    used = {one.host.name for one in placed.values()}
    tables = _with_one_unit(list(placed.values()))
    return _with_drawn(tables), [host for host in hosts if host.name not in used]


@frozen(kw_only=True)
class Style:
    """How the ledger writes dates and numbers, and the currency that it names most; empty where it names none."""

    dates: guessed.Guess
    numbers: guessed.Guess
    currency: str


def style(tables: Sequence[ProposedTable], schema: Schema) -> Style:
    """What the first rows of the tables that can be read tell."""
    cells: dict[str, list[str]] = {"date": [], "number": [], "currency": []}
    for one in tables:
        types = field_types(schema.tables[one.table])
        for name, column in one.columns.items() if not one.missing else ():
            kind = types[name].kind if name in types else name
            kind = "number" if kind in NUMERIC else "currency" if name == "currency" else kind
            cells.get(kind, []).extend(one.host.cells(column))
    return Style(
        dates=guessed.dates(cells["date"]),
        numbers=guessed.numbers(cells["number"]),
        currency=guessed.currency(cells["currency"]),
    )


def _candidates(host: HostTable, schema: Schema) -> Iterator[ProposedTable]:
    """Every table that this one may be: one that is called alike, or one whose mandatory fields it has."""
    for table in schema.tables:
        columns = _columns(host, table, schema)
        missing = tuple(sorted(required(schema.tables[table]) - columns.keys()))
        found = ProposedTable(table=table, host=host, columns=columns, missing=missing)
        if _called(host.name, table) or not {*missing} - {"unit"}:
            yield found


def _fit(host: HostTable, found: ProposedTable) -> int:
    """How well a table fits: its name counts most, then that nothing is missing, then the columns that it takes."""
    called = _called(host.name, found.table)
    return 1_000 * called + 100 * (not {*found.missing} - {"unit"}) + len(found.columns)


def _called(name: str, table: str) -> int:
    """Whether a file or table of the host is called like ``table``: 2 for alike, 1 where the word is in its name."""
    stem = name.removesuffix(".csv")
    if one_slip(stem, table):
        return 2
    return int(bare(table).removesuffix("s") in bare(stem))


def _columns(host: HostTable, table: str, schema: Schema) -> dict[str, str]:
    """Each field with the column that is probably meant: one called alike, the id of its own row, one nearly called so."""
    types = field_types(schema.tables[table])
    fields, kind = [*types, *extras(types)], bare(schema.entity_of(table))
    found: dict[str, str] = {}
    free = [column for column in host.columns if column and host.columns.count(column) == 1]
    for near in (_alike, _own, _dated, _nearly):
        for column in list(free):
            name = near(column, [one for one in fields if one not in found], kind)
            if name:
                found[name] = column
                free.remove(column)
    return {name: found[name] for name in fields if name in found}


def _alike(column: str, fields: Sequence[str], _: str) -> str:
    return next((name for name in fields if one_slip(column, name)), "")


def _own(column: str, fields: Sequence[str], kind: str) -> str:
    """The field that is meant once the kind of the row is taken off: ``invoice_amount``, ``InvoiceNumber``."""
    plain = bare(column)
    if not plain.startswith(kind) and plain not in NUMBERED:
        return ""
    rest = plain.removeprefix(kind)
    if rest in NUMBERED:
        return "id" if "id" in fields else ""
    return next((name for name in fields if one_slip(rest, name)), "")


def _dated(column: str, fields: Sequence[str], kind: str) -> str:
    """The day that is meant by ``due date`` or ``invoice_due_date``: ``due_on``."""
    plain = bare(column).removeprefix(kind)
    return _alike(f"{plain.removesuffix('date')}on", fields, kind) if plain.endswith("date") else ""


def _nearly(column: str, fields: Sequence[str], _: str) -> str:
    return similar(column, fields)


def _with_one_unit(tables: Sequence[ProposedTable]) -> list[ProposedTable]:
    """Where no table states units, all rows are of one."""
    if any("unit" in one.columns or one.table == "units" for one in tables):
        return list(tables)
    return [
        evolve(
            one,
            constants={"unit": ONE_UNIT},
            missing=tuple(name for name in one.missing if name != "unit"),
        )
        if "unit" in one.missing
        else one
        for one in tables
    ]


def _with_drawn(tables: Sequence[ProposedTable]) -> list[ProposedTable]:
    """Units, customers and accounts that have no table of their own are drawn from one that names them."""
    readable = {one.table: one for one in tables if not one.missing}
    drawn: dict[str, ProposedTable] = {}
    for table, fields, not_kept in (
        ("units", ("unit",), ("parent",)),
        ("customers", ("customer",), ("group",)),
        ("accounts", ("customer", "unit"), ()),
    ):
        sources = (one for one in readable.values() if {*fields} <= {*one.columns, *one.constants})
        source = next(sources, None)
        if table not in readable and source:
            columns, constants = _drawn(table, source)
            drawn[table] = ProposedTable(
                table=table,
                host=source.host,
                columns=columns,
                constants=constants,
                drawn_from=source.table,
                not_kept=not_kept,
            )
    return [*(one for one in tables if one.table not in drawn), *drawn.values()]


def _drawn(table: str, source: ProposedTable) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The columns and constants of a table that is drawn from ``source``."""
    if table == "accounts":
        named = {name: source.columns[name] for name in ("customer", "unit") if name in source.columns}
        return named, source.constants
    column = source.columns.get("unit" if table == "units" else "customer")
    if column is None:
        return {}, {"id": ONE_UNIT, "name": ONE_UNIT, "kind": "GROUP"}
    return {"id": column, "name": column}, {"kind": "SUBSIDIARY"} if table == "units" else {}
