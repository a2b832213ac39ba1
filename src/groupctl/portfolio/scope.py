"""What a snapshot leaves out on purpose: rows of some tables, customers out of its scope, columns that a host lacks.

Nothing of it is an error, and nothing of it may be taken for a zero: what looks at rows or cells that were left out is
unknown, with that cause.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

import attrs
from attrs import field, frozen

from groupctl.errors import Fault, ModelError
from groupctl.portfolio.records import Record
from groupctl.portfolio.rejected_row import unknown_table
from groupctl.schema.checks import fault
from groupctl.schema.entities import ALIKE, ALL, PAYER, Collection, Schema
from groupctl.schema.fields import FieldType
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

Kept = Literal["some", "open"]
"""Which rows of a partial table are there: some, or all that are still open and perhaps others."""

SETTLED: Final[Mapping[str, Mapping[str, str]]] = {
    "invoices": {"settled_on": ""},
    "payments": {"invoice": ""},
    "orders": {"status": "OPEN"},
    "incidents": {"closed_on": ""},
    "faults": {"closed_on": ""},
    "service_requests": {"closed_on": ""},
}
"""The tables that may hold open rows only, and the fields that say that a row is settled: they are stated, or not this member.

A payment is open while it is on account; those of invoices that are still open are there too.
"""


def settled_fields(table: str, fields: Mapping[str, FieldType]) -> Mapping[str, tuple[str, ...]]:
    """The ``fields`` that make a row of ``table`` settled, each with the members that it may then have; none if it is no choice."""
    return {
        name: tuple(member for member in fields[name].members if member != open_)
        for name, open_ in SETTLED[table].items()
    }


def _ids(given: Iterable[str]) -> frozenset[str]:
    if isinstance(given, str):
        raise TypeError(f"a scope takes several ids, not the text {given!r}")
    return frozenset(given)


@frozen(kw_only=True)
class Scope:
    """The part of a ledger that a snapshot is about: one customer's family at order entry, say.

    ``customers`` are the ids of those whose rows are all here, what they buy as well as what they pay, with whatever names one of
    these documents; ``groups`` are the groups whose members are all here. Records that are the same customer (`Registration`,
    `IdentityCheck`) belong together: a scope with one of them has them all. Other customers and groups may be in the snapshot; what their rows would say is
    unknown. TypeError for a text in place of several.
    """

    customers: frozenset[str] = field(default=frozenset(), converter=_ids)
    groups: frozenset[str] = field(default=frozenset(), converter=_ids)


def written(
    partial: Mapping[str, Kept], scope: Scope | None, absent: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    """The three as JSON values, by name, in a fixed order; what leaves nothing out is not there."""
    found: dict[str, Any] = {}
    if partial:
        found["partial"] = dict(partial)
    if scope is not None:
        found["scope"] = {"customers": sorted(scope.customers), "groups": sorted(scope.groups)}
    if absent:
        found["absent"] = {table: sorted(names) for table, names in absent.items()}
    return found


def partial_tables(
    given: Iterable[str] | Mapping[str, str], scope: Scope | None, schema: Schema
) -> Mapping[str, Kept]:
    """The partial tables and which of their rows are there; a scope leaves customers out.

    ModelError for a table that doesn't exist, or whose rows can't be told to be open.
    """
    stated = dict(given) if isinstance(given, Mapping) else dict.fromkeys(given, "some")
    if scope is not None:
        stated.setdefault("customers", "some")
    faults = []
    for table, kept in stated.items():
        if table not in schema.tables:
            faults.append(fault("Portfolio.partial", unknown_table(table, schema.tables)))
        elif kept not in {"some", "open"}:
            near = {"value": str(kept)[:100], "choice": table, "near": "some, open"}
            faults.append(fault("Portfolio.partial", ("model.not-a-member", near)))
        elif kept == "open" and table not in SETTLED:
            faults.append(Fault("model.never-open", {"table": table, "known": ", ".join(SETTLED)}))
    if faults:
        raise ModelError(faults)
    return MappingProxyType({table: stated[table] for table in schema.tables if table in stated})  # type: ignore[misc]


def absent_fields(given: Mapping[str, Iterable[str]], schema: Schema) -> Mapping[str, frozenset[str]]:
    """The fields that no row of a table could state. ModelError for a table or field that doesn't exist."""
    faults = []
    for table, names in given.items():
        if table not in schema.tables:
            faults.append(fault("Portfolio.absent", unknown_table(table, schema.tables)))
            continue
        known = list(schema.fields(table))
        for name in sorted(set(names) - set(known)):
            near = similar(name, known) or ", ".join(known)
            values = {"entity": table, "name": name[:200], "near": near}
            faults.append(Fault("model.no-such-name", values))
    if faults:
        raise ModelError(faults)
    return MappingProxyType({table: frozenset(given[table]) for table in sorted(given) if given[table]})


@attrs.define(kw_only=True, eq=False)
class Selection:
    """Which collections miss rows or cells that a snapshot left out on purpose."""

    schema: Schema
    partial: Mapping[str, Kept]
    scope: Scope | None
    absent: Mapping[str, frozenset[str]]
    made: Mapping[str, Mapping[str, Record]]

    def __bool__(self) -> bool:
        return bool(self.partial or self.absent)

    def gaps(
        self, record: Record, collection: Collection, members: Iterable[Record], *, settled: bool = True
    ) -> tuple[Cause, ...]:
        """Why rows of ``collection`` of ``record`` may not be here; ``members`` are the group's, where it is one.

        Without ``settled``, rows that are settled are not missed.
        """
        causes = []
        table = self.schema.entities[collection.entity].table
        kept = self.partial.get(table) if table != "customers" else None
        if kept == "open" and table == "payments" and record.entity == "invoice":
            settled = settled and record.source.settled_on is not None
        if kept == "some" or (kept == "open" and settled):
            causes.append(Cause.of(f"model.cause-partial-{kept}", table=table))
        if (
            "customers" in self.partial
            and collection.entity in self.schema.of_customers
            and self._cut(record, collection, members)
        ):
            causes.append(Cause.of("model.cause-out-of-scope"))
        if collection.name in ALIKE.get(record.entity, ()):
            causes += self._alike(collection)
        return (*causes, *self._unread_references(record, collection))

    def _alike(self, collection: Collection) -> Iterable[Cause]:
        """Why records of the same customer, or of one that looks like it, may not be here."""
        tables = ("registrations", "identity_checks")
        yield from (
            Cause.of(f"model.cause-partial-{self.partial[table]}", table=table)
            for table in tables
            if table in self.partial
        )
        if "customers" in self.partial and collection.name == "lookalikes":
            yield Cause.of("model.cause-out-of-scope")

    def _cut(self, record: Record, collection: Collection, members: Iterable[Record]) -> bool:
        if collection.name.startswith(ALL):
            return True
        if (record.entity, collection.name) == ("customer", "groups"):
            return False
        return not (self._here(record) and all(map(self._here, members)))

    def _here(self, record: Record) -> bool:
        """Whether all rows of the customer that ``record`` belongs to are here, or all members of that group."""
        if record.entity == "group":
            return self.scope is not None and self._group_is_here(record)
        if record.entity == "customer":
            return self.scope is None or record.id in self.scope.customers
        fields = self.schema.entities[record.entity].fields
        owners = [
            name
            for name in fields
            if fields[name].target in self.schema.of_customers and name in record.values
        ]
        if "customer" in owners:
            owners = ["customer", *([PAYER] if PAYER in record.values else [])]
        return any(self._here(record.values[name]) for name in owners)  # type: ignore[arg-type]

    def _group_is_here(self, group: Record) -> bool:
        at: Record | None = group
        while at is not None:
            if self.scope is not None and at.id in self.scope.groups:
                return True
            at = self.made["group"].get(at.source.parent)
        return False

    def _unread_references(self, record: Record, collection: Collection) -> Iterable[Cause]:
        """The references by which rows would belong to ``record``, but which no row states."""
        if not self.absent or collection.name.startswith(ALL):
            return
        owner, table = record.entity, self.schema.entities[collection.entity].table
        of_group = {"customers": {"group"}, "groups": {"parent"}}
        if collection.name == "children":
            ways = {table: {"parent"}}
        elif (owner, collection.name) in {("customer", "groups"), ("group", "members")}:
            ways = of_group
        elif owner == "group":
            ways = {**of_group, table: {"customer", "group"}}
        elif owner == "unit":
            ways = {"units": {"parent"}, table: {"unit"}}
        else:
            ways = {table: {"customer", "unit"} if owner == "account" else {owner}}
        if collection.paid:
            ways[table] |= {"customer", "bill_to", PAYER}
        for table, names in ways.items():
            for name in sorted(names & self.absent.get(table, frozenset())):
                yield Cause.of("model.cause-absent-column", table=table, attribute=name)
