"""Whose rows a decision about one record needs, and the part of a reading that these are."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from groupctl.adapters.contract import Reading
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.identity import Identities
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema
from groupctl.texts.causes import Cause

Tables = Mapping[str, Sequence[Any]]


def family_of(tables: Tables, entity: str, id_: str, schema: Schema = STANDARD) -> Scope | None:
    """The customers and groups whose rows a decision about one record needs; None where ``tables`` don't hold it.

    These are the customers that it names, directly or by a document, the records that are the same customer, and all members of the
    topmost groups of all of these. Needed are the record's own table, those of the documents that it names, and customers, groups,
    registrations and identity checks.
    """
    named = _customers_of(tables, entity, id_, schema)
    if named is None:
        return None
    parents = {row.id: row.parent for row in tables.get("groups", ())}
    group_of = {row.id: row.group for row in tables.get("customers", ())}
    members: dict[str, list[str]] = {}
    for one, group in group_of.items():
        if group is not None:
            members.setdefault(_top(parents, group), []).append(one)
    identities = Identities(tables.get("registrations", ()), tables.get("identity_checks", ()))
    groups = {_top(parents, id_)} if entity == "group" else set()
    waiting = named.union(*(members.get(group, ()) for group in groups))
    customers: set[str] = set()
    while waiting:
        customers.add(one := waiting.pop())
        more = set(identities.one_with(one))
        if group := group_of.get(one):
            groups.add(top := _top(parents, group))
            more.update(members[top])
        waiting |= more - customers
    return Scope(customers=customers, groups=groups)


def _top(groups: Mapping[str, str | None], id_: str) -> str:
    met = set()
    while (above := groups.get(id_)) is not None and id_ not in met:
        met.add(id_)
        id_ = above
    return id_


def _customers_of(tables: Tables, entity: str, id_: str, schema: Schema) -> set[str] | None:
    """The customers that a record names, itself or by the documents that it names; None if there is no such record."""
    row = next((one for one in tables.get(schema.entities[entity].table, ()) if one.id == id_), None)
    if row is None:
        return None
    found = {id_} if entity == "customer" else set()
    for name, field in schema.entities[entity].fields.items():
        value = getattr(row, name)
        if value is None or field.target is None:
            continue
        if field.target == "customer":
            found.add(value)
        elif field.target in schema.of_customers and field.target not in {"group", entity}:
            found |= _customers_of(tables, field.target, value, schema) or set()
    return found


def scoped(reading: Reading, scope: Scope, schema: Schema = STANDARD) -> Reading:
    """The part of a whole reading that belongs to ``scope``.

    Left out are the rows of which it is certain that they are of other customers: each customer and each document that they name is
    there and is another's. What is called like a row that is kept, and the documents that such a row names, are kept too. Rejected rows
    all stay, for of some it can't be told whose they are.
    """
    part = _Part(reading.tables, scope, schema)
    here = evolve(reading, tables=part.tables(), scope=scope, spans={})
    return with_strays(here, customers_in(reading), schema)


def customers_in(reading: Reading) -> set[str]:
    """The ids of the customers of a host that is read whole, those that could not be taken among them."""
    lost = {row.id for row in reading.rejected if row.table == "customers" and row.id}
    customers: Sequence[Any] = reading.tables.get("customers", ())
    return {row.id for row in customers} | lost


def with_strays(reading: Reading, known: Container[str], schema: Schema = STANDARD) -> Reading:
    """A part of a reading in which rows that name no customer of the host may be anyone's; ``known`` are the ids of all its customers.

    A portfolio with some customers takes a name that it doesn't know for that of a customer elsewhere. The host knows better.
    """
    if "customers" not in reading.tables:
        return reading
    naming = {name: _naming_customers(schema, name) for name in schema.tables}
    strays: list[RejectedRow] = []
    tables: dict[str, Sequence[Any]] = {}
    for table, rows in reading.tables.items():
        wrong = [row for row in rows if any(_is_stray(getattr(row, name), known) for name in naming[table])]
        strays += [_stray(row, naming[table], known) for row in wrong]
        lost = {id(row) for row in wrong}
        tables[table] = [row for row in rows if id(row) not in lost] if wrong else rows
    rejected = [_blurred(row, naming[row.table], known) for row in [*reading.rejected, *strays]]
    return evolve(reading, tables=tables, rejected=rejected, spans={} if strays else reading.spans)


def _naming_customers(schema: Schema, table: str) -> frozenset[str]:
    return frozenset(name for name, field in schema.fields(table).items() if field.target == "customer")


def _is_stray(id_: str | None, known: Container[str]) -> bool:
    return id_ is not None and id_ not in known


def _stray(row: Any, names: Iterable[str], known: Container[str]) -> RejectedRow:
    name = next(name for name in names if _is_stray(getattr(row, name), known))
    field = f"{type(row).__name__}.{name}"
    why = Cause.of("model.no-such-customer", field=field, value=getattr(row, name), table="customers")
    return RejectedRow.of(row, why)


def _blurred(row: RejectedRow, names: Container[str], known: Container[str]) -> RejectedRow:
    """The row without the names of customers that the host doesn't have: it can't be told whose it is."""
    cells = tuple((name, text) for name, text in row.row if name not in names or not text or text in known)
    customer = None if _is_stray(row.customer, known) else row.customer
    return evolve(row, row=cells, customer=customer)


def owning(schema: Schema, table: str) -> Mapping[str, str]:
    """The fields by which rows of ``table`` belong to customers, each with the table that it leads to: customers, or documents of theirs."""
    fields = schema.fields(table).items()
    return {
        name: schema.entities[field.target].table
        for name, field in fields
        if field.target in schema.of_customers and field.target != "group"
    }


class _Part:
    """Picks rows table by table: each comes after those that it refers to."""

    def __init__(self, tables: Tables, scope: Scope, schema: Schema) -> None:
        self._all, self._scope, self._schema = tables, scope, schema
        self._ids = {name: frozenset(row.id for row in rows) for name, rows in tables.items()}
        self._kept: dict[str, set[str]] = {}
        self._owning = {name: owning(schema, name) for name in tables}

    def tables(self) -> Tables:
        """All tables, without the rows that are surely of others."""
        for name in self._schema.tables:
            if name in self._all:
                self._kept[name] = self._mine(name)
        for name in reversed(tuple(self._kept)):  # what a row that is kept names comes before it
            self._keep_what_is_named(name)
        return {name: [row for row in self._all[name] if row.id in kept] for name, kept in self._kept.items()}

    def _mine(self, table: str) -> set[str]:
        if table == "customers":
            return set(self._ids[table] & self._scope.customers)
        if not self._owning[table]:
            return set(self._ids[table])
        return {row.id for row in self._all[table] if not self._is_of_others(row, table)}

    def _is_of_others(self, row: Any, table: str) -> bool:
        named = [
            (to, id_) for name, to in self._owning[table].items() if (id_ := getattr(row, name)) is not None
        ]
        return bool(named) and all(
            id_ in self._ids.get(to, ()) and id_ not in self._kept[to] for to, id_ in named
        )

    def _keep_what_is_named(self, table: str) -> None:
        for row in self._all[table]:
            if row.id in self._kept[table]:
                for name, to in self._owning[table].items():
                    if (id_ := getattr(row, name)) is not None and to in self._kept:
                        self._kept[to].add(id_)
