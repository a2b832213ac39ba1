"""Changes written to an SQLite database: compared, made and remembered in one transaction.

Limits go where they are read from. Holds, tags, tasks and notes are rows of ``groupctl_records``, which the programs around the
database read: one that has no ``ended_on`` is there. A hold never touches the order itself, so that what groupctl did is not read
back as a fact about the customer. ``groupctl_operations`` remembers what was done, by the operation's id.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from groupctl.adapters.capabilities import (
    ChangeKind,
    Effect,
    Idempotency,
    LimitForm,
    LimitRules,
    LimitScope,
    Lock,
    Writing,
    ZeroLimit,
)
from groupctl.adapters.cells import PLAIN
from groupctl.adapters.changes import Before, Busy, Change, Doubtful, Operation, Outcome, Receipt
from groupctl.adapters.mapping import TablePlan
from groupctl.adapters.sqlite_scope import column_of, columns_of, quoted
from groupctl.errors import GroupctlError
from groupctl.schema.limits import Amount, Inherit, Limit, Unknown, Unlimited
from groupctl.schema.money import Money

_RECORDS: Final = (
    "CREATE TABLE IF NOT EXISTS groupctl_records (operation TEXT PRIMARY KEY, key TEXT NOT NULL, kind TEXT NOT NULL,"
    " entity TEXT NOT NULL, subject TEXT NOT NULL, what TEXT, text_en TEXT, text_zh TEXT, role TEXT, due_on TEXT,"
    " rule TEXT, made_on TEXT NOT NULL, ended_on TEXT)"
)
_OPERATIONS: Final = "CREATE TABLE IF NOT EXISTS groupctl_operations (id TEXT PRIMARY KEY, key TEXT NOT NULL, made_on TEXT NOT NULL)"
_WRITING: Final = Writing(
    entities={"order", "account", "customer", "group", "unit"},
    effect=Effect.ADVISORY,
    lock=Lock.TRANSACTION,
    idempotency=Idempotency.STAMP,
)

CHANGES: Final[Mapping[ChangeKind, Writing]] = {
    ChangeKind.SET_LIMIT: evolve(_WRITING, entities={"account"}),
    **{kind: _WRITING for kind in ChangeKind if kind is not ChangeKind.SET_LIMIT},
}
"""A database holds nothing back by itself: every change is advice to the programs around it."""

LIMITS: Final = LimitRules(scope=LimitScope.COMPANY, zero=ZeroLimit.BLOCKS, forms=set(LimitForm))


@frozen
class SqliteWriter:
    """The changes of one open database; ``plans`` say where our tables are."""

    connection: sqlite3.Connection
    plans: Mapping[str, TablePlan]
    currency: str | None

    def before(self, change: Change) -> Before | None:
        """What is there now; None where there is no such record, or not exactly one."""
        row = self._row(change)
        if row is None:
            return None
        stamps = frozenset(
            id_
            for (id_,) in self._rows(
                "groupctl_operations", "SELECT id FROM groupctl_operations WHERE key = ?", change.key
            )
        )
        if change.kind is ChangeKind.SET_LIMIT:
            limit, version = row
            return Before(limit=limit, version=version, stamps=stamps)
        found = self._rows(
            "groupctl_records",
            "SELECT operation FROM groupctl_records WHERE key = ? AND ended_on IS NULL",
            change.key,
        )
        ever = change.kind is ChangeKind.NOTE and bool(stamps)
        return Before(present=bool(found) or ever, stamps=stamps)

    def _rows(self, table: str, select: str, *values: str) -> list[tuple[str, ...]]:
        there = self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return self.connection.execute(select, values).fetchall() if there else []

    # -------------------------------------------------------------------------------------------- our own tables
    def _row(self, change: Change) -> tuple[Limit, str] | None:
        """The limit of the record and what its row is now."""
        where = self._where(change)
        if where is None:
            return None
        table, conditions, values = where
        limit, currency = self._limit_columns(change.entity)
        wanted = ", ".join([limit or "NULL", currency or "NULL"])
        rows = self.connection.execute(f"SELECT {wanted} FROM {table} WHERE {conditions}", values).fetchall()  # noqa: S608 - names of the mapping, quoted
        if len(rows) != 1:
            return None
        return _limit(rows[0][0], rows[0][1] or self.currency), sha256(repr(rows[0]).encode()).hexdigest()[
            :16
        ]

    def _where(self, change: Change) -> tuple[str, str, tuple[str, ...]] | None:
        """The table of the record, and the condition of its row."""
        plan = self.plans.get(f"{change.entity}s")
        if plan is None:
            return None
        customer, at, unit = change.subject.partition("@")
        cells = (
            {"customer": customer, "unit": unit}
            if change.entity == "account" and at
            else {"id": change.subject}
        )
        columns = [column for name in cells if (column := column_of(plan.plan, name))]
        if len(columns) < len(cells):
            return None
        conditions = " AND ".join(f"CAST({quoted(column)} AS TEXT) = ?" for column in columns)
        return quoted(plan.name), conditions, tuple(cells.values())

    def _limit_columns(self, entity: str) -> tuple[str | None, str | None]:
        """The columns of the limit and of its currency, where the table has them and writes limits as we do."""
        plan = self.plans[f"{entity}s"]
        there = columns_of(self.connection, plan.name) if plan.plan.formats == PLAIN else ()
        limit, currency = (column_of(plan.plan, name) for name in ("credit_limit", "currency"))
        return quoted(limit) if limit in there else None, quoted(currency) if currency in there else None

    # ------------------------------------------------------------------------------------------------- writing
    def apply(self, operation: Operation) -> Receipt:
        """Make the change, in one transaction with its stamp."""
        self.connection.execute("BEGIN IMMEDIATE")
        receipt = self._made(operation)
        self.connection.execute("COMMIT" if receipt.outcome is Outcome.APPLIED else "ROLLBACK")
        return receipt

    def _made(self, operation: Operation) -> Receipt:
        change, now = operation.change, self.before(operation.change)
        if now is None:
            return Receipt(operation=operation.id, outcome=Outcome.REFUSED, message="no such record")
        if operation.id in now.stamps:
            return Receipt(operation=operation.id, outcome=Outcome.ALREADY, after=now)
        if not now.same(operation.before):
            return Receipt(operation=operation.id, outcome=Outcome.CONFLICT, after=now)
        self.connection.execute(_RECORDS)
        self.connection.execute(_OPERATIONS)
        if change.kind is ChangeKind.SET_LIMIT:
            if why := self._set_limit(change):
                return Receipt(operation=operation.id, outcome=Outcome.REFUSED, message=why)
        elif change.present:
            self._add(operation)
        else:
            self.connection.execute(
                "UPDATE groupctl_records SET ended_on = ? WHERE key = ? AND ended_on IS NULL",
                (change.on.isoformat(), change.key),
            )
        self.connection.execute(
            "INSERT INTO groupctl_operations VALUES (?, ?, ?)",
            (operation.id, change.key, change.on.isoformat()),
        )
        return Receipt(operation=operation.id, outcome=Outcome.APPLIED, after=self.before(change))

    def _add(self, operation: Operation) -> None:
        change = operation.change
        cells = (
            operation.id, change.key, change.kind.name, change.entity, change.subject, change.what,
            change.text.text("en"), change.text.text("zh"), change.role,
            change.due_on.isoformat() if change.due_on else None, change.rule, change.on.isoformat(), None,
        )  # fmt: skip
        marks = ", ".join("?" * len(cells))
        self.connection.execute(f"INSERT INTO groupctl_records VALUES ({marks})", cells)  # noqa: S608 - marks only

    def _set_limit(self, change: Change) -> str:
        """Write the limit; why it can't be written, empty where it was."""
        limit, currency = self._limit_columns(change.entity)
        where = self._where(change)
        if limit is None or where is None:
            return "the mapping has no column for the limit, or writes amounts in a form of its own"
        table, conditions, values = where
        cells = {limit: _cell(change.limit)}
        if isinstance(change.limit, Amount):
            if currency:
                cells[currency] = change.limit.money.currency
            elif change.limit.money.currency != self.currency:
                return "the table has no column for the currency of the limit"
        sets = ", ".join(f"{column} = ?" for column in cells)
        self.connection.execute(f"UPDATE {table} SET {sets} WHERE {conditions}", (*cells.values(), *values))  # noqa: S608 - names of the mapping, quoted
        return ""


def _cell(limit: Limit) -> str:
    return f"{limit.money.decimal:f}" if isinstance(limit, Amount) else type(limit).__name__.lower()


def _limit(cell: object, currency: str | None) -> Limit:
    """The limit that a cell holds; Unknown for any that is not written as it is here."""
    match str(cell).strip().casefold():
        case "unlimited":
            return Unlimited()
        case "inherit":
            return Inherit()
        case text if cell is not None and currency:
            try:
                return Amount(Money.of(text, currency))
            except GroupctlError:
                return Unknown()
    return Unknown()


def applied(
    path: Path, plans: Mapping[str, TablePlan], currency: str | None, operation: Operation
) -> Receipt:
    """Make one change in the database at ``path``."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            return SqliteWriter(connection, plans, currency).apply(operation)
        except sqlite3.OperationalError as error:
            if connection.in_transaction or "locked" in str(error):
                raise Busy.of("adapters.sqlite-error", error=error) from error
            raise Doubtful.of("adapters.sqlite-error", error=error) from error


def seen(
    connection: sqlite3.Connection,
    plans: Mapping[str, TablePlan],
    currency: str | None,
    changes: Sequence[Change],
) -> list[Before | None]:
    """What is there now, for each of ``changes``."""
    writer = SqliteWriter(connection, plans, currency)
    return [writer.before(change) for change in changes]
