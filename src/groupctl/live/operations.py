"""The ledger of operations: what was sent to a host and what came of it, in a database that outlives the program.

An operation is entered before it is sent, marked as sent before the call, and closed with its receipt; each step is on the disk
before the next one begins. What a crash leaves marked as sent is read back, never sent blindly again.
"""

import fcntl
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from enum import auto
from pathlib import Path
from typing import Final

from attrs import frozen

from groupctl.adapters.capabilities import ChangeKind
from groupctl.adapters.changes import Before, Change, Operation, Outcome, Receipt
from groupctl.decisions.decision import parsed, structured
from groupctl.decisions.journal.whole_file import cannot_write
from groupctl.errors import DataError
from groupctl.portfolio.codec import canonical, to_plain
from groupctl.schema.choices import Choice

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS operations (id TEXT PRIMARY KEY, host TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL,"
    " state TEXT NOT NULL, receipt TEXT, entered INTEGER NOT NULL)"
)


class State(Choice):
    """How far an operation has come."""

    ENTERED = auto()
    """It waits to be sent."""
    SENT = auto()
    """It was sent, and nothing is known of the answer yet."""
    IN_DOUBT = auto()
    """It may have been done or not, and can't be sent again: a person looks it up in the host."""
    CLOSED = auto()
    """Its receipt says what came of it."""


UNDER_WAY: Final = (State.ENTERED, State.SENT, State.IN_DOUBT)
DONE: Final = frozenset({Outcome.APPLIED, Outcome.ALREADY})


@frozen(kw_only=True)
class Entry:
    """One operation in the ledger."""

    operation: Operation
    host: str
    state: State
    receipt: Receipt | None = None

    @property
    def is_done(self) -> bool:
        """Whether the change is made."""
        return self.receipt is not None and self.receipt.outcome in DONE


class OperationLedger:
    """The operations of all hosts that one desk writes to, in the SQLite database at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(_TABLE)
                yield connection
        except sqlite3.Error as error:
            raise DataError.of("live.ledger-broken", path=self.path, error=error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts, no other program applies by this ledger. DataError where one does."""
        lock = self.path.with_name(self.path.name + ".lock")
        try:
            file = lock.open("a")
        except OSError as error:
            raise cannot_write(lock, error) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise DataError.of("live.ledger-in-use", path=self.path) from error
            yield

    def entries(self, *states: State, host: str | None = None) -> list[Entry]:
        """The operations in these states, all of them for none, in the order in which they were entered."""
        wanted = [one.name for one in states or State]
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT operation, host, state, receipt FROM operations WHERE state IN ({', '.join('?' * len(wanted))})"  # noqa: S608 - marks only
                " AND (? IS NULL OR host = ?) ORDER BY entered, id",
                (*wanted, host, host),
            ).fetchall()
        return [_entry(*row) for row in rows]

    def enter(self, host: str, operations: Iterable[Operation]) -> None:
        """Enter operations that are to be sent, all or none; those that are there already stay as they are."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            (last,) = connection.execute("SELECT coalesce(max(entered), 0) FROM operations").fetchone()
            for number, one in enumerate(operations, last + 1):
                cells = (one.id, host, one.change.key, canonical(to_plain(one)), State.ENTERED.name, number)
                connection.execute("INSERT OR IGNORE INTO operations VALUES (?, ?, ?, ?, ?, NULL, ?)", cells)
            connection.execute("COMMIT")

    def mark(self, id_: str, state: State, receipt: Receipt | None = None) -> None:
        """Note how far an operation has come; it is on the disk when this returns."""
        text = canonical(to_plain(receipt)) if receipt else None
        with self._open() as connection:
            connection.execute(
                "UPDATE operations SET state = ?, receipt = coalesce(?, receipt) WHERE id = ?",
                (state.name, text, id_),
            )

    def give_up(self, id_: str) -> None:
        """Close an operation in doubt as one that was not made: a person looked it up in the host. DataError for any other."""
        known = {entry.operation.id: entry for entry in self.entries(State.IN_DOUBT)}
        if id_ not in known:
            raise DataError.of("live.not-in-doubt", id=id_[:80], known=", ".join(list(known)[:10]) or "-")
        self.mark(
            id_, State.CLOSED, Receipt(operation=id_, outcome=Outcome.REFUSED, message="given up by hand")
        )

    # -------------------------------------------------------------------------------------------- for planning
    def next_id(self, host: str, change: Change, before: Before) -> str:
        """The id of the next operation about the same thing: its key, and how many there were before, here or in the host."""
        with self._open() as connection:
            known = [
                id_
                for (id_,) in connection.execute(
                    "SELECT id FROM operations WHERE host = ? AND key = ?", (host, change.key)
                )
            ]
        numbers = [
            int(tail) for id_ in {*known, *before.stamps} if (tail := id_.rpartition("-")[2]).isdecimal()
        ]
        return f"{change.key}-{max(numbers, default=0) + 1}"

    def held(self, host: str) -> list[Change]:
        """The holds that groupctl placed in ``host`` and has not released."""
        last: dict[str, Change] = {}
        for entry in self.entries(State.CLOSED, host=host):
            change = entry.operation.change
            if entry.is_done and change.kind in {ChangeKind.HOLD, ChangeKind.RELEASE}:
                last[change.key] = change
        return [change for change in last.values() if change.kind is ChangeKind.HOLD]


def _entry(operation: str, host: str, state: str, receipt: str | None) -> Entry:
    return Entry(
        operation=structured(parsed(operation), Operation),
        host=host,
        state=State[state],
        receipt=structured(parsed(receipt), Receipt) if receipt else None,
    )
