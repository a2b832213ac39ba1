"""Which collections are incomplete, and why (M16).

A row that was rejected belongs to every collection that its readable references don't rule out (`Whose`); a table that
is missing leaves every collection of its rows incomplete. A rejected unit, group or customer takes what lies below
it out of the collections above it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from attrs import evolve

from groupctl.model.customer import account_id
from groupctl.model.organisation import Organisation
from groupctl.portfolio.numbers import WRONG_NUMBERS
from groupctl.portfolio.owners import ACCOUNT_DOCUMENTS, NO_ONE, Owners, Whose
from groupctl.portfolio.records import Record
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.related import Related
from groupctl.schema.entities import ALIKE, ALL, PAYER, Collection, Schema, has_payer
from groupctl.schema.fields import stated
from groupctl.texts.causes import Cause

Causes = tuple[Cause, ...]

_REJECTED: Final = frozenset({"model.cause-rejected", "model.cause-rejected-at"})
_MOST_CAUSES = 10


class Completeness:
    """The gaps in the collections of a portfolio."""

    def __init__(
        self,
        made: Mapping[str, Mapping[str, Record]],
        related: Related,
        organisation: Organisation,
        rejected: Sequence[RejectedRow],
        whose: Whose,
    ) -> None:
        self._schema = whose.schema
        self._made = made
        self._related = related
        self._organisation = organisation
        self._whose = whose
        self._lost: dict[str, list[RejectedRow]] = {}
        for row in rejected:
            self._lost.setdefault(row.table, []).append(row)
        self._gaps: dict[tuple[str, str], tuple[Causes, Mapping[str, Causes]]] = {}

    def gaps(self, record: Record, collection: Collection) -> Causes:
        """Why ``collection`` of ``record`` is not complete; empty if it is."""
        key = (record.entity, collection.name)
        if (found := self._gaps.get(key)) is None:
            found = self._gaps[key] = self._find(record.entity, collection)
        of_all, of_some = found
        return of_some.get(record.id, of_all)

    def _find(self, owner: str, collection: Collection) -> tuple[Causes, Mapping[str, Causes]]:
        """The gaps of every record of ``owner``, and those of the records that have more."""
        tables = {self._schema.entities[collection.entity].table}
        if collection.name.startswith(ALL):
            lost = [*self._rows(collection.entity)]
            lost += self._unmade_accounts(certain=True) if collection.entity == "account" else ()
            return _tidy(self._missing_tables(tables), map(self._cause, lost)), {}
        if (owner, collection.name) == ("customer", "groups"):
            return (), dict(self._broken_lines_of_groups())
        if collection.name in ALIKE.get(owner, ()):
            return self._alike(owner, collection)
        if owner == "group" and collection.name != "children":
            tables.add("customers")
        of_all = list(self._missing_tables(tables))
        of_some: dict[str, list[Cause]] = {}
        for cause, owners in self._losses(owner, collection):
            if owners is None:
                of_all.append(cause)
            else:
                for id_ in owners:
                    of_some.setdefault(id_, []).append(cause)
        return _tidy(of_all), {id_: _tidy(of_all, causes) for id_, causes in of_some.items()}

    def _missing_tables(self, tables: Iterable[str]) -> Iterator[Cause]:
        return (
            Cause.of("model.cause-missing-table", table=name)
            for name in tables
            if name in self._whose.missing
        )

    def _rows(self, entity: str) -> Sequence[RejectedRow]:
        return self._lost.get(self._schema.entities[entity].table, ())

    def _losses(self, owner: str, collection: Collection) -> Iterator[tuple[Cause, Owners]]:
        """Everything that was lost from such collections, and whose it may have been."""
        place: Callable[[RejectedRow, Collection], Owners] = {
            "unit": self._unit_owners,
            "group": self._group_owners,
            "customer": self._customer_owners,
            "account": self._account_owners,
        }.get(owner, partial(self._document_owners, owner))
        for row in self._rows(collection.entity):
            yield self._cause(row), place(row, collection)
        if collection.entity == "account":
            yield from ((self._cause(row), place(row, collection)) for row in self._unmade_accounts())
        if collection.paid:
            yield from self._of_lost_payers(owner, collection.entity)
        if (owner, collection.entity) == ("unit", "account"):
            for entity in (self._schema.entity_of(table) for table in ACCOUNT_DOCUMENTS):
                if has_payer(self._schema.entities[entity].type):
                    yield from self._of_lost_payers(owner, entity)
        if collection.name != "children":
            if owner == "unit":
                yield from self._lost_branches("unit", "unit")
            if owner == "group":
                yield from self._lost_branches("group", "group")
                yield from self._lost_branches("customer", "group")

    def _unmade_accounts(self, *, certain: bool = False) -> Iterator[RejectedRow]:
        """Documents that were rejected and may speak of an account that the host doesn't list: none was made for them.

        ``certain`` leaves out those of which it can't be told whose account at which unit is meant.
        """
        for table in ACCOUNT_DOCUMENTS:
            for row in self._lost.get(table, ()):
                customers, units = self._named(row, "customer"), self._named(row, "unit")
                if has_payer(self._schema.tables[table]):
                    customers = _union([customers, self._whose.payers(row)])
                if customers is None or units is None:
                    if not certain:
                        yield row
                elif any(
                    account_id(one, at) not in self._made["account"] for one in customers for at in units
                ):
                    yield row

    def _lost_branches(self, entity: str, tree: str) -> Iterator[tuple[Cause, Owners]]:
        """Rows of ``entity`` that left a unit's or group's ``tree``, and everything they may have been below."""
        above = "parent" if entity == tree else tree
        for row in self._rows(entity):
            yield self._cause(row), self._with_above(tree, self._named(row, above))
        for record in self._related.table(entity):
            parent = getattr(record.source, above)
            if parent is not None and parent not in self._made[tree] and not self._lost_as(tree, parent):
                yield self._why_dangling(record, above, parent), self._chain(tree, parent)

    def _of_lost_payers(self, owner: str, entity: str) -> Iterator[tuple[Cause, Owners]]:
        """Documents whose payer is named but not there: any customer may owe them whose id is near, in an account that is not there."""
        for record in self._related.table(entity):
            payer = stated(record.source, PAYER)
            if payer in self._made["customer"]:
                continue
            meant = self._whose.near("customers", payer)
            cause = self._why_dangling(record, PAYER, payer)
            if owner == "unit":
                yield cause, self._chain(owner, record.source.unit)
            elif owner == "account":
                yield cause, self._among(owner, meant, [record.source.unit])
            elif owner == "customer":
                yield cause, meant
            else:
                yield cause, _union(map(self._groups_of, {payer, *meant} if meant else ()))

    def _broken_lines_of_groups(self) -> Iterator[tuple[str, Causes]]:
        """Customers whose group, or one above it, is named but not there; who names none is in none."""
        for customer in self._related.table("customer"):
            record, reference, at = customer, "group", customer.source.group
            while at is not None:
                group = self._made["group"].get(at)
                if group is None:
                    missing = next(self._missing_tables(["groups"]), None)
                    yield customer.id, (missing or self._why_dangling(record, reference, at),)
                    break
                record, reference, at = group, "parent", group.source.parent

    def _alike(self, owner: str, collection: Collection) -> tuple[Causes, Mapping[str, Causes]]:
        """What may be missing among the records that are the same customer, or look like it."""
        tables = ("customers", "registrations", "identity_checks")
        of_all = list(self._missing_tables(tables))
        of_customers: dict[str, list[Cause]] = {}
        lost = [*self._rows("registration"), *self._rows("identity_check")]
        lost += self._rows("customer") if collection.name == "lookalikes" else ()
        for row in lost:
            customers = self._alike_owners(row)
            for customer in customers or ():
                of_customers.setdefault(customer, []).append(self._cause(row))
            of_all += [self._cause(row)] if customers is None else []
        if owner == "account":
            return _tidy(of_all), self._of_accounts(of_all, of_customers)
        return _tidy(of_all), {id_: _tidy(of_all, causes) for id_, causes in of_customers.items()}

    def _alike_owners(self, row: RejectedRow) -> Owners:
        """The customers that a rejected row may have made one with another; a lost customer may look like any."""
        if row.table == "customers":
            return None
        if row.table == "identity_checks":
            named = _union([self._named(row, "customer"), self._named(row, "other")])
        else:
            named = self._of_the_number(row)
        return None if named is None else named.union(*map(self._related.identities.one_with, named))

    def _of_the_number(self, row: RejectedRow) -> Owners:
        """Whose the number of a rejected registration is, or may be; a number that can't be one may be any."""
        customers, number = self._named(row, "customer"), row.cells.get("number", "")
        near = self._related.identities.of_number_near(number) if number else NO_ONE
        if not near and (not number or row.reason.key in WRONG_NUMBERS):
            return None
        return near if customers is None else customers | near

    def _of_accounts(
        self, of_all: Sequence[Cause], of_customers: Mapping[str, Sequence[Cause]]
    ) -> Mapping[str, Causes]:
        """The same for accounts; those of a duplicate may be lost, too."""
        accounts = self._schema.entities["customer"].collections["accounts"]
        found: dict[str, list[Cause]] = {}
        for customer, causes in of_customers.items():
            for account in self._related.naming("account", "customer", customer):
                found.setdefault(account.id, []).extend(causes)
        for several in self._related.identities.groups():
            for one in several:
                causes = self.gaps(self._made["customer"][one], accounts)
                for other in (other for other in several if causes and other != one):
                    for account in self._related.naming("account", "customer", other):
                        found.setdefault(account.id, []).extend(causes)
        return {id_: _tidy(of_all, causes) for id_, causes in found.items()}

    # ------------------------------------------------------------------------- whose a rejected row may be
    def _named(self, row: RejectedRow, reference: str) -> Owners:
        return self._whose.named(row, reference)

    def _document_owners(self, entity: str, row: RejectedRow, collection: Collection) -> Owners:
        """The documents that a row may be about: where it can't be told, all of its customer."""
        found = self._named(row, "parent" if collection.name == "children" else entity)
        if found is None and all(
            "customer" in found
            for found in (self._schema.entities[entity].fields, self._schema.fields(row.table))
        ):
            return self._among(entity, self._named(row, "customer"), None)
        return found

    def _unit_owners(self, row: RejectedRow, collection: Collection) -> Owners:
        if collection.name == "children":
            return self._named(row, "parent")
        return self._with_above("unit", self._named(row, "unit"))

    def _group_owners(self, row: RejectedRow, collection: Collection) -> Owners:
        if collection.name == "children":
            return self._named(row, "parent")
        if collection.name == "members":
            return self._with_above("group", self._named(row, "group"))
        customers = self._customer_owners(row, collection)
        of_members = None if customers is None else _union(map(self._groups_of, customers))
        if "group" not in self._schema.fields(row.table):
            return of_members
        return _union([of_members, self._named(row, "group")])

    def _customer_owners(self, row: RejectedRow, collection: Collection) -> Owners:
        if collection.paid:
            return self._whose.payers(row)
        named = self._named(row, "customer")
        for_either = "group" in self._schema.fields(row.table)
        return None if for_either and named == self._named(row, "group") == NO_ONE else named

    def _account_owners(self, row: RejectedRow, collection: Collection) -> Owners:
        units: Iterable[str] | None = self._unit(row)
        if units and collection.entity == "request":
            units = frozenset(self._related.at_or_below("unit", *units))
        return self._among("account", self._customer_owners(row, collection), units)

    def _unit(self, row: RejectedRow) -> frozenset[str] | None:
        """The one unit that a row names, if there is such a unit."""
        unit = self._whose.readable(row, "unit")
        return frozenset({unit}) if unit and self._whose.leads("units", unit) else None

    def _among(self, entity: str, customers: Owners, units: Iterable[str] | None) -> Owners:
        """The records of ``entity`` with one of ``customers`` at one of ``units``; None stands for any."""
        if customers is None and units is None:
            return None
        found: Iterable[Record] = self._related.table(entity)
        if customers is not None:
            found = (record for one in customers for record in self._related.naming(entity, "customer", one))
        elif units is not None:
            found = (record for unit in units for record in self._related.naming(entity, "unit", unit))
        return frozenset(record.id for record in found if units is None or record.source.unit in units)

    def _customers_of(self, order: str) -> Owners:
        if (record := self._made["order"].get(order)) is not None:
            return frozenset({record.source.customer})
        lost = self._lost_as("order", order)
        return _union(self._named(row, "customer") for row in lost) if lost else None

    def _groups_of(self, customer: str) -> Owners:
        """The groups that a customer belongs to, from the nearest up."""
        if (record := self._made["customer"].get(customer)) is not None:
            group = record.source.group
            return self._chain("group", group) if group is not None else NO_ONE
        lost = self._lost_as("customer", customer)
        return _union(self._with_above("group", self._named(row, "group")) for row in lost) if lost else None

    def _with_above(self, tree: str, ids: Owners) -> Owners:
        return None if ids is None else _union(self._chain(tree, id_) for id_ in ids)

    def _chain(self, tree: str, start: str) -> Owners:
        """``start`` and everything above it in ``tree``; None where a step up can't be read."""
        seen: set[str] = set()
        open_ = [start]
        while open_:
            at = open_.pop()
            if at in seen:
                continue
            seen.add(at)
            if (record := self._made[tree].get(at)) is not None:
                open_ += [record.source.parent] if record.source.parent is not None else []
                continue
            lost = self._lost_as(tree, at)
            parents = _union(self._named(row, "parent") for row in lost) if lost else None
            if parents is None:
                return None
            open_ += parents
        return frozenset(seen)

    def _cause(self, row: RejectedRow) -> Cause:
        return _cause(self._schema.entity_of(row.table), row)

    def _why_dangling(self, record: Record, reference: str, value: str) -> Cause:
        return why_dangling(self._schema, record, reference, value)

    def _lost_as(self, entity: str, id_: str) -> Sequence[RejectedRow]:
        """The rejected rows of ``entity`` that are called ``id_``."""
        return self._whose.lost_as(self._schema.entities[entity].table, id_)


def why_dangling(schema: Schema, record: Record, reference: str, value: str) -> Cause:
    """Why the record that ``reference`` of ``record`` names is not there."""
    target = str(schema.entities[record.entity].attributes[reference].target)
    return Cause.of(
        "model.cause-reference-rejected",
        about=f"{record.entity} {record.id}",
        attribute=reference,
        value=value,
        table=schema.entities[target].table,
    )


def _union(parts: Iterable[Owners]) -> Owners:
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)


def _cause(entity: str, row: RejectedRow) -> Cause:
    place = {"where": f"{row.where.file}:{row.where.line}"} if row.where else {}
    key = "model.cause-rejected-at" if row.where else "model.cause-rejected"
    cause = Cause.of(key, about=f"{entity} {row.id}" if row.id else "", table=row.table, **place)
    return evolve(cause, because=(row.reason,))


def _tidy(*parts: Iterable[Cause]) -> Causes:
    """All causes in order, each once; a table with many of them is summed up in one."""
    causes = set().union(*parts)
    tables = Counter(dict(cause.values)["table"] for cause in causes if cause.key in _REJECTED)
    for table in [table for table, times in tables.items() if times > _MOST_CAUSES]:
        causes = {
            cause for cause in causes if cause.key not in _REJECTED or ("table", table) not in cause.values
        }
        causes.add(Cause.of("model.cause-many-rejected", table=table, most=_MOST_CAUSES))
    return tuple(sorted(causes))
