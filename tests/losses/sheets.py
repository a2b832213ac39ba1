"""A ledger as text, and the hosts that hold it: CSV and JSON files, SQLite, and objects in memory."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, frozen

from groupctl.adapters.columns import extras
from groupctl.adapters.host import connect
from groupctl.model import Amount, Inherit, Unlimited
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.schema.money import Money
from tests.standard.ledger import AS_OF, Ledger


@frozen
class Sheet:
    """One table: its columns, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def with_cell(self, row: int, column: str, text: str) -> "Sheet":
        cells = list(self.rows[row])
        cells[self.columns.index(column)] = text
        return self.with_row(row, tuple(cells))

    def with_row(self, row: int, cells: tuple[str, ...]) -> "Sheet":
        return evolve(self, rows=(*self.rows[:row], cells, *self.rows[row + 1 :]))

    def without_column(self, column: str) -> "Sheet":
        at = self.columns.index(column)
        return Sheet(
            (*self.columns[:at], *self.columns[at + 1 :]),
            tuple((*row[:at], *row[at + 1 :]) for row in self.rows),
        )

    def called(self, column: str, name: str) -> "Sheet":
        return evolve(self, columns=tuple(name if known == column else known for known in self.columns))

    def cell(self, row: int, column: str) -> str:
        return self.rows[row][self.columns.index(column)]


Content = Sheet | bytes | None
"""A table as it should be, the bytes of its file as they are, or None for no table."""


def cell(value: object) -> str:
    """A value of the model as a host writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Money():
            return str(value.decimal)
        case Amount():
            return str(value.money.decimal)
        case Unlimited() | Inherit():
            return type(value).__name__.lower()
        case Enum():
            return value.name
        case date():
            return value.isoformat()
        case Fraction():
            return str(value.numerator / value.denominator)
        case _:
            return str(value)


READ: Final = (
    "units",
    "groups",
    "customers",
    "relations",
    "orders",
    "invoices",
    "payments",
    "expenses",
    "budgets",
    "sales_plans",
    "stock_positions",
    "incidents",
    "balance_sheets",
    "credit_surveys",
    "collaterals",
    "approvals",
)
"""The tables that what is compared here reads; no host has the others, which saves half of the time."""


def sheets(ledger: Ledger) -> dict[str, Sheet]:
    """The tables of the ledger as text; amounts are in yuan."""
    made = {}
    for table in READ:
        names = [name for name in STANDARD.fields(table) if name != "company" or table == "units"]
        money = "currency" in extras(STANDARD.fields(table))
        rows = [
            tuple(cell(getattr(row, name)) for name in names) + (("CNY",) if money else ())
            for row in ledger.tables[table]
        ]
        made[table] = Sheet((*names, *(("currency",) if money else ())), tuple(rows))
    return made


@define
class Files:
    """A folder of the tables as CSV or JSON files."""

    folder: Path
    sheets: Mapping[str, Sheet]
    suffix: str

    def __attrs_post_init__(self) -> None:
        for table, sheet in self.sheets.items():
            self._path(table).write_bytes(self._bytes(table, sheet))

    def _suffix(self, table: str) -> str:
        """An empty table names its columns, which JSON can't do."""
        return self.suffix if self.sheets[table].rows else "csv"

    def _path(self, table: str) -> Path:
        return self.folder / f"{table}.{self._suffix(table)}"

    def _bytes(self, table: str, content: Sheet) -> bytes:
        if self._suffix(table) == "csv":
            return csv_bytes(content)
        rows = [dict(zip(content.columns, row, strict=False)) for row in content.rows]
        return json.dumps(rows).encode()

    def read(self, changes: Mapping[str, Content]) -> Portfolio:
        for table, content in changes.items():
            if content is None:
                self._path(table).unlink()
            else:
                self._path(table).write_bytes(
                    content if isinstance(content, bytes) else self._bytes(table, content)
                )
        try:
            return connect(f"files:{self.folder}", currency="CNY").snapshot(AS_OF)
        finally:
            for table in changes:
                self._path(table).write_bytes(self._bytes(table, self.sheets[table]))


def csv_bytes(sheet: Sheet, delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(row) + "\n" for row in (sheet.columns, *sheet.rows)).encode()


@define
class Database:
    """An SQLite file of the tables."""

    folder: Path
    sheets: Mapping[str, Sheet]

    def __attrs_post_init__(self) -> None:
        with closing(sqlite3.connect(self.folder / "sound.db")) as database:
            for table, sheet in self.sheets.items():
                _write(database, table, sheet)
            database.commit()

    def read(self, changes: Mapping[str, Content]) -> Portfolio:
        path = self.folder / "spoilt.db"
        shutil.copyfile(self.folder / "sound.db", path)
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA synchronous=OFF")
            for table, content in changes.items():
                database.execute(f'DROP TABLE "{table}"')
                if isinstance(content, Sheet):
                    _write(database, table, content)
            database.commit()
        return connect(f"sqlite:{path}", currency="CNY").snapshot(AS_OF)


def _write(database: sqlite3.Connection, table: str, sheet: Sheet) -> None:
    columns = ", ".join(f'"{column}"' for column in sheet.columns)
    database.execute(f'CREATE TABLE "{table}" ({columns})')
    marks = ", ".join("?" * len(sheet.columns))
    rows = [tuple(text or None for text in row) for row in sheet.rows]
    database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608 - names of our own


@define
class Objects:
    """The objects themselves."""

    tables: Mapping[str, Sequence[Any]]

    def read(self, changes: Mapping[str, Sequence[Any] | None], **left_out: Any) -> Portfolio:
        tables = {t: rows for t, rows in {**self.tables, **changes}.items() if rows is not None}
        return Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables, source="objects", **left_out)


TEXT_HOSTS: Final = ("csv", "json", "sqlite")


@define
class Hosts:
    """One ledger in every host; made where it is first asked for, gone at the end of the ``with``."""

    ledger: Ledger
    sheets: Mapping[str, Sheet]
    _made: dict[str, Any]
    _folders: list[tempfile.TemporaryDirectory[str]]

    @classmethod
    def of(cls, ledger: Ledger) -> "Hosts":
        return cls(ledger, sheets(ledger), {}, [])

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Any:
        if name == "objects":
            return Objects({table: self.ledger.tables[table] for table in READ})
        self._folders.append(tempfile.TemporaryDirectory())
        folder = Path(self._folders[-1].name)
        return Database(folder, self.sheets) if name == "sqlite" else Files(folder, self.sheets, name)

    def close(self) -> None:
        for folder in self._folders:
            folder.cleanup()
