"""A ledger as an SQLite database: a table for each of ours, columns called as fields are."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from groupctl.adapters.columns import extras
from groupctl.adapters.sqlite_scope import quoted
from groupctl.model.vocabulary import STANDARD
from groupctl.schema.entities import Schema
from groupctl.schema.fields import about
from groupctl.schema.limits import Amount, Inherit, Unlimited
from groupctl.schema.money import Money


def write_sqlite(path: Path, tables: Mapping[str, Sequence[Any]], schema: Schema = STANDARD) -> Path:
    """Write ``tables`` to a new database at ``path``; what is not stated is NULL."""
    with closing(sqlite3.connect(path)) as connection:
        for table, rows in tables.items():
            write_table(connection, table, rows, schema)
        connection.commit()
    return path


def write_table(connection: sqlite3.Connection, table: str, rows: Sequence[Any], schema: Schema) -> None:
    """Write one table, in the place of the one that is there."""
    columns = ", ".join(f"{quoted(name)} TEXT" for name in _columns(table, schema))
    connection.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
    connection.execute(f"CREATE TABLE {quoted(table)} ({columns})")
    for row in rows:
        _insert(connection, table, row, schema)


def write_row(connection: sqlite3.Connection, table: str, row: Any, schema: Schema) -> None:
    """Add a row, in the place of the one that is called alike."""
    own = ("id",) if "id" in schema.fields(table) else ("customer", "unit")
    where = " AND ".join(f"{quoted(name)} = ?" for name in own)
    connection.execute(f"DELETE FROM {quoted(table)} WHERE {where}", [getattr(row, name) for name in own])  # noqa: S608 - names of our own
    _insert(connection, table, row, schema)


def _columns(table: str, schema: Schema) -> list[str]:
    fields = list(schema.fields(table))
    return [*fields, *(name for name in extras(schema.fields(table)) if name not in fields)]


def _insert(connection: sqlite3.Connection, table: str, row: Any, schema: Schema) -> None:
    cells = list(cells_of(row, schema).values())
    marks = ", ".join("?" * len(cells))
    connection.execute(f"INSERT INTO {quoted(table)} VALUES ({marks})", cells)  # noqa: S608 - names of our own


def cells_of(row: Any, schema: Schema = STANDARD) -> dict[str, str | None]:
    """The cells of a row by name, its currency and company among them, as a file or a client would state them."""
    table = about(type(row)).table
    fields = list(schema.fields(table))
    return {
        name: cell(getattr(row, name)) if name in fields else _added(row, name, fields)
        for name in _columns(table, schema)
    }


def _added(row: Any, name: str, fields: Sequence[str]) -> str | None:
    """The currency or the company of what a row states."""
    for value in (getattr(row, field) for field in fields):
        money = value.money if isinstance(value, Amount) else value
        if name == "currency" and isinstance(money, Money):
            return money.currency
        if name == "company" and getattr(value, "company", None):
            return str(value.company)
    return None


def cell(value: object) -> str | None:
    """A value of the model as a cell that is read back to its equal."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Money():
            return f"{value.decimal:f}"
        case Amount():
            return f"{value.money.decimal:f}"
        case Unlimited() | Inherit():
            return type(value).__name__.lower()
        case Enum():
            return value.name
        case date():
            return value.isoformat()
        case Fraction():
            return str(value.numerator / value.denominator)
        case int() | str():
            return str(value)
    return "unknown"
