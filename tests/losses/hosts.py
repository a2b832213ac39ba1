"""The hosts that hold a ledger: CSV and JSON files, SQLite, and objects in memory."""

import json
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import define, evolve, frozen

from groupctl.adapters import Adapter, Capabilities, Reading, TableSupport, host
from groupctl.adapters.reading import missing_of
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.testing import AS_OF, Ledger
from tests.losses.sheets import Content, Sheet, csv_bytes, sheets

TEXT_HOSTS: Final = ("csv", "json", "sqlite")
WHOLE: Final = 10
"""Every so many times a spoilt ledger is written and read as a whole."""

WITNESSES: Final = ("payments", "orders", "invoices")
"""One of them is read with what was changed: its supplementary columns show that the ledger keeps such things."""

OFFERED: Final = Capabilities(others=TableSupport.FULL)
Contents = Mapping[str, Content]


class Place(ABC):
    """Where tables are written as text, and what reads them."""

    def __init__(self, folder: Path, sound: Mapping[str, Sheet]) -> None:
        self.folder, self.sound = folder, sound
        folder.mkdir()
        self.adapter = self.opened()

    @abstractmethod
    def opened(self) -> Adapter:
        """The adapter that reads what is here; opened once, as a program that runs for long does."""

    @abstractmethod
    def write(self, contents: Contents) -> None:
        """Put these tables in the place of those that are here; None takes one away."""


class Files(Place):
    """A folder of CSV files."""

    suffix = "csv"

    def opened(self) -> Adapter:
        return host.connect(f"files:{self.folder}", currency="CNY").adapter

    def write(self, contents: Contents) -> None:
        for table, content in contents.items():
            # An empty table names its columns, which JSON can't do.
            suffix = self.suffix if self.sound[table].rows else "csv"
            path = self.folder / f"{table}.{suffix}"
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content if isinstance(content, bytes) else _file(content, suffix))


class JsonFiles(Files):
    """A folder of JSON files."""

    suffix = "json"


def _file(sheet: Sheet, suffix: str) -> bytes:
    if suffix == "csv":
        return csv_bytes(sheet)
    return json.dumps([dict(zip(sheet.columns, row, strict=False)) for row in sheet.rows]).encode()


class Database(Place):
    """An SQLite file."""

    @property
    def path(self) -> Path:
        return self.folder / "ledger.db"

    def opened(self) -> Adapter:
        self.path.touch()
        return host.connect(f"sqlite:{self.path}", currency="CNY").adapter

    def write(self, contents: Contents) -> None:
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("PRAGMA synchronous=OFF")
            database.execute("PRAGMA journal_mode=OFF")
            for table, content in contents.items():
                database.execute(f'DROP TABLE IF EXISTS "{table}"')
                if isinstance(content, Sheet):
                    _fill(database, table, content)
            database.commit()


def _fill(database: sqlite3.Connection, table: str, sheet: Sheet) -> None:
    columns = ", ".join(f'"{column}"' for column in sheet.columns)
    database.execute(f'CREATE TABLE "{table}" ({columns})')
    marks = ", ".join("?" * len(sheet.columns))
    rows = [tuple(text or None for text in row) for row in sheet.rows]
    database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608 - names of our own


@frozen
class Handed:
    """An adapter that hands over what was read."""

    reading: Reading
    scheme: str = "handed"
    capabilities: Capabilities = OFFERED

    def read(self, as_of: date) -> Reading:
        return self.reading


class TextHost:
    """A ledger as text.

    A loss changes one table, now and then two. Only these are written and read, beside what was read of the others
    when they were sound; every so many times all are, and both ways must come to the same.
    """

    def __init__(self, kind: type[Place], folder: Path, sound: Mapping[str, Sheet]) -> None:
        self._sound = sound
        self._whole, self._part = kind(folder / "whole", sound), kind(folder / "part", sound)
        self._whole.write(sound)
        self._read = self._whole.adapter.read(AS_OF)
        assert not self._read.rejected
        self._times = 0

    def read(self, changes: Contents) -> Portfolio:
        found = host.Host(adapter=Handed(self._with(changes))).snapshot(AS_OF)
        if self._times % WHOLE == 0:
            assert self._whole_with(changes).hash == found.hash
        self._times += 1
        return found

    def _with(self, changes: Contents) -> Reading:
        """What is read of the changed tables, among what was read of the others."""
        part = self._part_of(changes)
        tables = _without(changes, self._read.tables) | dict(part.tables)
        return evolve(
            self._read,
            tables=tables,
            rejected=part.rejected,
            missing_tables=missing_of(tables, STANDARD),
            absent=_without(changes, self._read.absent) | dict(part.absent),
            notes=part.notes,
            spans=_without(changes, self._read.spans) | dict(part.spans),
        )

    def _part_of(self, changes: Contents) -> Reading:
        if all(content is None for content in changes.values()):
            return Reading(tables={}, currency="CNY")
        witness = next(table for table in WITNESSES if table not in changes)
        try:
            self._part.write({**changes, witness: self._sound[witness]})
            return self._part.adapter.read(AS_OF)
        finally:
            self._part.write(dict.fromkeys([*changes, witness]))

    def _whole_with(self, changes: Contents) -> Portfolio:
        try:
            self._whole.write(changes)
            return host.Host(adapter=self._whole.adapter).snapshot(AS_OF)
        finally:
            self._whole.write({table: self._sound[table] for table in changes})


def _without(changes: Iterable[str], tables: Mapping[str, Any]) -> dict[str, Any]:
    return {table: rows for table, rows in tables.items() if table not in changes}


@define
class Objects:
    """The objects themselves."""

    tables: Mapping[str, Sequence[Any]]

    def read(self, changes: Mapping[str, Sequence[Any] | None], **left_out: Any) -> Portfolio:
        tables = {t: rows for t, rows in {**self.tables, **changes}.items() if rows is not None}
        return Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables, source="objects", **left_out)


PLACES: Final[Mapping[str, type[Place]]] = {"csv": Files, "json": JsonFiles, "sqlite": Database}


@define
class Hosts:
    """One ledger in every host; made where it is first asked for, gone when they are closed."""

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
            return Objects({table: self.ledger.tables[table] for table in self.sheets})
        self._folders.append(tempfile.TemporaryDirectory())
        return TextHost(PLACES[name], Path(self._folders[-1].name), self.sheets)

    def close(self) -> None:
        for folder in self._folders:
            folder.cleanup()
