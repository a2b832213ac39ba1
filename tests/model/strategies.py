"""What the tests of the model draw: the strategies of groupctl.testing, as of one day, and what is done with their rows."""

from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st

from groupctl.model.vocabulary import STANDARD
from groupctl.schema.fields import about, field_types
from groupctl.testing.strategies import ledgers

AS_OF = date(2026, 6, 30)

Tables = dict[str, list[Any]]


def tables(most: int = 3) -> st.SearchStrategy[Tables]:
    """Rows of some tables that refer to each other soundly; some are dated after `AS_OF`."""
    return ledgers(as_of=AS_OF, most=most).map(lambda ledger: ledger.tables)


def referenced(made: Tables) -> set[tuple[str, str]]:
    """Table and id of every row that another row names, accounts by their customer and unit."""
    found = set()
    for table, cls in STANDARD.tables.items():
        for name, field in field_types(cls).items():
            if field.target:
                found |= {(STANDARD.entities[field.target].table, getattr(row, name)) for row in made[table]}
    return found


def without(made: Tables, table: str, row: object) -> Tables:
    return {**made, table: [other for other in made[table] if other is not row]}


def present(made: Tables) -> Tables:
    """The rows that are not later than `AS_OF`."""
    return {
        table: [
            row
            for row in rows
            if not (day := about(STANDARD.tables[table]).dated) or getattr(row, day) <= AS_OF
        ]
        for table, rows in made.items()
    }


def changed(row: Any, **fields: Any) -> Any:
    return attrs.evolve(row, **fields)
