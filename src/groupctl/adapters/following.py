"""A reading kept up to date by what changed since: deletions are found by counting, and then all is read again."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from groupctl.adapters.contract import Changed, IncrementalAdapter, Reading


@frozen(kw_only=True)
class Followed:
    """What is known of a host, and the cursor from which to go on."""

    reading: Reading
    cursor: str


def follow(adapter: IncrementalAdapter, as_of: date, earlier: Followed | None) -> Followed:
    """What ``adapter`` has on ``as_of``: ``earlier`` with what changed since, or all of it.

    All is read where the number of rows of a table is another than the host's: something was deleted, or lost.
    """
    if earlier is not None:
        changed = adapter.read_changes(as_of, earlier.cursor)
        reading = _merged(earlier.reading, changed.reading)
        if _counted(reading, changed):
            return Followed(reading=reading, cursor=changed.cursor)
    changed = adapter.read_changes(as_of, "")
    return Followed(reading=changed.reading, cursor=changed.cursor)


def _merged(earlier: Reading, changes: Reading) -> Reading:
    """Rows that changed take the place of those called alike, whether they can be read or not."""
    new: dict[str, set[str]] = {
        table: {row.id for row in rows}  # type: ignore[attr-defined]
        for table, rows in changes.tables.items()
    }
    for row in changes.rejected:
        if row.id:
            new.setdefault(row.table, set()).add(row.id)
    tables = {
        table: [*_without(rows, new.get(table, set())), *changes.tables.get(table, ())]
        for table, rows in {**dict.fromkeys(changes.tables, ()), **earlier.tables}.items()
    }
    kept = [row for row in earlier.rejected if row.id not in new.get(row.table, set())]
    return evolve(changes, tables=tables, rejected=[*kept, *changes.rejected], spans={})


def _without(rows: Sequence[Any], ids: set[str]) -> list[Any]:
    return [row for row in rows if row.id not in ids]


def _counted(reading: Reading, changed: Changed) -> bool:
    """Whether as many rows of each table are known as the host has."""
    rejected = Counter(row.table for row in reading.rejected)
    return all(
        count == len(reading.tables.get(table, ())) + rejected[table]
        for table, count in changed.counts.items()
    )
