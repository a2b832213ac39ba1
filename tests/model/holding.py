"""What a record is for rules once it has been through JSON: the common ground of the tests that go class by class."""

from typing import Any

import pytest

from groupctl.errors import ModelError
from groupctl.model import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.portfolio.serialise import from_json, to_json
from tests.model.examples import portfolio


def holding(**tables: Any) -> Portfolio:
    """A snapshot with these rows, written as JSON and read back: the same facts, and no row rejected."""
    given = portfolio(**tables)
    again = from_json(to_json(given), Portfolio)
    assert again.hash == given.hash
    assert again.rejected == ()
    return again


def seen(found: Portfolio, entity: str, id_: str) -> dict[str, object]:
    """What rules know of a record besides its id; other records by their id."""
    values = found.record(entity, id_).values
    return {
        name: value.id if isinstance(value, Record) else value
        for name, value in values.items()
        if name != "id"
    }


def unknown(found: Portfolio, entity: str, id_: str) -> set[str]:
    """What rules don't know of a record, because nobody said it."""
    record = found.record(entity, id_)
    names = set(STANDARD.entities[entity].attributes) - set(record.values)
    assert {found.cause(record, name).key for name in names} <= {
        "model.cause-not-stated",
        "model.cause-limit-unknown",
        "model.cause-no-account",
    }
    return names


def ids(found: Portfolio, entity: str, id_: str, collection: str) -> list[str]:
    """The ids of the records that belong to a record."""
    return [record.id for record in found.related(found.record(entity, id_), collection)]


def refused(make: Any, code: str, **fields: Any) -> None:
    """``make`` refuses these fields for exactly this reason, in both languages."""
    with pytest.raises(ModelError) as error:
        make(**fields)
    assert [fault.code for fault in error.value.faults] == [code]
    assert all(fault.message("en") and fault.message("zh") for fault in error.value.faults)
