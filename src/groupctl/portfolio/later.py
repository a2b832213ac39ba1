"""Rows dated after the day of a snapshot: not part of it, but counted, by table and by whose they are."""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from groupctl.errors import ModelError
from groupctl.portfolio.rejected_row import unknown_table
from groupctl.schema.checks import fault
from groupctl.schema.entities import Schema

Place = tuple[str, str, str]
"""Table, customer and unit."""


@frozen(kw_only=True, order=True)
class Later:
    """How many rows of a table are dated later, of one customer at one unit; empty where they name none.

    ModelError for a count below one.
    """

    table: str
    customer: str = ""
    unit: str = ""
    count: int = field()

    @count.validator
    def _some(self, _attribute: object, value: int) -> None:
        if value < 1:
            raise ModelError(fault("Later.count", ("model.not-positive", {"value": str(value)})))


def counted(found: Mapping[Place, int], given: Iterable[Later], schema: Schema) -> tuple[Later, ...]:
    """What was found and what a saved snapshot tells, together, in order. ModelError for an unknown table."""
    places = Counter(found)
    stated = tuple(given)
    if stray := sorted({one.table for one in stated} - schema.tables.keys()):
        raise ModelError(fault("Portfolio.later", unknown_table(name, schema.tables)) for name in stray)
    for one in stated:
        places[one.table, one.customer, one.unit] += one.count
    return tuple(
        Later(table=table, customer=customer, unit=unit, count=count)
        for (table, customer, unit), count in sorted(places.items())
        if count
    )


def by_owner(later: Iterable[Later]) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """How many rows of each table there are of ``("customer", id)`` and of ``("unit", id)``."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in later:
        for owner in (("customer", one.customer), ("unit", one.unit)):
            found.setdefault(owner, Counter())[one.table] += one.count
    return found
