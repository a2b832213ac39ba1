"""Whose a row may be that is not in the portfolio: by its references, by what these name in turn, by ids that are near.

A reference that leads nowhere counts as one that can't be read. Such a row belongs to whom its other references name
(its order, its invoice, its contract) and to each whose id is near; where there is none, it may be any customer's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from groupctl.portfolio.near import NearIds
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.entities import PAYER, Entity, Schema

Owners = frozenset[str] | None
"""Ids of the records that a row may belong to; None stands for every record there is."""

NO_ONE: frozenset[str] = frozenset()

ACCOUNT_DOCUMENTS: Final = ("orders", "invoices", "payments", "goods_returns")
"""The tables whose rows belong to a customer's account with a unit."""


class Whose:
    """Finds the records that a row may belong to.

    ``rows`` are those of each table by id, ``missing`` the tables that could not be read, ``cut`` says that rows of customers
    elsewhere are here on purpose.
    """

    def __init__(
        self,
        schema: Schema,
        rows: Mapping[str, Mapping[str, Any]],
        rejected: Iterable[RejectedRow],
        missing: Iterable[str],
        *,
        cut: bool,
    ) -> None:
        self.schema = schema
        self._rows = rows
        self.missing = frozenset(missing)
        self._cut = cut
        self._lost: dict[str, dict[str | None, list[RejectedRow]]] = {}
        self._near: dict[str, NearIds] = {}
        for row in rejected:
            self.remember(row)

    def remember(self, row: RejectedRow) -> None:
        """Note that ``row`` was rejected."""
        self._lost.setdefault(row.table, {}).setdefault(row.id, []).append(row)

    def lost_as(self, table: str, id_: str | None) -> Sequence[RejectedRow]:
        """The rows of ``table`` that were rejected and are called ``id_``; None for those whose id can't be read."""
        return self._lost.get(table, {}).get(id_, ())

    def may_be_lost(self, table: str, id_: str) -> bool:
        """Whether a row of ``table`` called ``id_`` may exist although it is not here."""
        return table in self.missing or bool(self.lost_as(table, id_) or self.lost_as(table, None))

    def leads(self, table: str, id_: str) -> bool:
        """Whether ``id_`` is known to be that of a row of ``table``, be it here or rejected."""
        return id_ in self._rows[table] or table in self.missing or bool(self.lost_as(table, id_))

    def readable(self, row: RejectedRow, reference: str) -> str | None:
        """The id that ``reference`` of ``row`` holds: empty if it names none, None if that can't be read."""
        return row.readable(reference, optional=self.schema.fields(row.table)[reference].optional)

    def named(self, row: RejectedRow, reference: str) -> Owners:
        """The ids of the records that ``reference`` of ``row`` may mean."""
        value = self.readable(row, reference)
        if value == "":
            return NO_ONE
        target = self.schema.entities[str(self.schema.fields(row.table)[reference].target)].table
        if value is not None and self.leads(target, value):
            return frozenset({value})
        found = frozenset(self._by_other_references(row, reference, set()))
        if value is not None:
            found |= self.near(target, value)
        if not found and value is not None and self._cut and target == "customers":
            return NO_ONE
        return found or None

    def payers(self, row: RejectedRow) -> Owners:
        """The ids of the customers that may have to pay ``row``.

        In a ledger in which no row names another party than its customer, a row that says nothing about it names none either.
        """
        fields, name = self.schema.fields(row.table), PAYER
        parties = [name for name, field in fields.items() if field.otherwise]
        if not self._keeps_parties and not any(party in row.cells for party in parties):
            name = "customer"
        while self.readable(row, name) == "" and fields[name].otherwise:
            name = fields[name].otherwise
        return self.named(row, name)

    @cached_property
    def _keeps_parties(self) -> bool:
        """Whether some row names another party than its customer."""
        for table, rows in self._rows.items():
            parties = [name for name, field in self.schema.fields(table).items() if field.otherwise]
            if parties and any(getattr(row, name) is not None for row in rows.values() for name in parties):
                return True
        return False

    def near(self, table: str, id_: str) -> frozenset[str]:
        """The ids in ``table`` that are near ``id_``, those of rows that were rejected among them."""
        if table not in self._near:
            lost = (other for other in self._lost.get(table, ()) if other is not None)
            self._near[table] = NearIds((*self._rows[table], *lost))
        return self._near[table].of(id_)

    def _by_other_references(
        self, row: RejectedRow, reference: str, met: set[tuple[str, str]]
    ) -> Iterator[str]:
        """Whom the documents that ``row`` names belong to."""
        for name, field in self.schema.fields(row.table).items():
            if name == reference or not field.target or not (value := self.readable(row, name)):
                continue
            entity = self.schema.entities[field.target]
            if not _tells(entity, reference) or (entity.table, value) in met:
                continue
            met.add((entity.table, value))
            if (named := self._rows[entity.table].get(value)) is not None:
                if (owner := getattr(named, reference)) is not None:
                    yield owner
                continue
            for lost in self.lost_as(entity.table, value):
                if owner := self.readable(lost, reference):
                    yield owner
                yield from self._by_other_references(lost, reference, met)


def _tells(entity: Entity, reference: str) -> bool:
    """Whether a record of ``entity`` says who the customer of a row is that names it."""
    return reference == "customer" and "customer" in entity.fields
