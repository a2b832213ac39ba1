"""Which records belong to which: every collection of every record, by index."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, cast

from groupctl.model.customer import account_id
from groupctl.model.organisation import Organisation
from groupctl.portfolio.identity import Identities, lookalikes
from groupctl.portfolio.records import Beside, Record
from groupctl.schema.entities import ALL, PAYER, Collection, Schema
from groupctl.schema.fields import stated

Records = tuple[Record, ...]
_NO_UNIT = "without unit"
_ACCOUNT = "account"
_PAYER_ACCOUNT = "payer_account"


class Related:
    """The collections of all records of a portfolio; indexes are built when first asked for, and kept."""

    def __init__(
        self, schema: Schema, made: Mapping[str, Mapping[str, Record]], organisation: Organisation
    ) -> None:
        self._schema = schema
        self._entities = schema.entities
        self.made = made
        self._organisation = organisation
        self._tables: dict[str, Records] = {}
        self._indexes: dict[tuple[str, str], Mapping[str, Records]] = {}
        self._known: dict[tuple[Record, str], Records] = {}
        self._referring: dict[tuple[str, str], Mapping[str, Records]] = {}
        self._gather: Mapping[str, Callable[[Record, Collection], Records]] = {
            "unit": self._of_unit,
            "group": self._of_group,
            "customer": self._of_customer,
            "account": self._of_account,
        }

    def of(self, record: Record, collection: Collection) -> Records:
        """The records of ``collection`` of ``record``, in order of id."""
        if collection.name.startswith(ALL):
            return self.table(collection.entity)
        gather = self._gather.get(record.entity)
        if gather is None:
            reference = "parent" if collection.name == "children" else record.entity
            return self.naming(collection.entity, reference, record.id)
        key = (record, collection.name)
        if (known := self._known.get(key)) is None:
            known = self._known[key] = gather(record, collection)
        return known

    def table(self, entity: str) -> Records:
        """All records of ``entity``, in order of id."""
        if entity not in self._tables:
            self._tables[entity] = tuple(self.made[entity].values())
        return self._tables[entity]

    @cached_property
    def identities(self) -> Identities:
        """Which customers are one."""
        rows = (record.source for record in self.table("registration"))
        return Identities(rows, (record.source for record in self.table("identity_check")))

    @cached_property
    def _lookalikes(self) -> Mapping[str, Sequence[str]]:
        return lookalikes(record.source for record in self.table("customer"))

    def naming(self, entity: str, reference: str, id_: str) -> Records:
        """The records of ``entity`` whose ``reference`` is ``id_``."""
        return self._index(entity, reference, lambda row: getattr(row, reference)).get(id_, ())

    def referring(self, entity: str, attribute: str, id_: str) -> Records:
        """The records of ``entity`` for which ``attribute`` leads to the record called ``id_``, stated or not."""
        if (index := self._referring.get((entity, attribute))) is None:
            found: dict[str, list[Record]] = {}
            for record in self.made[entity].values():
                if isinstance(other := record.values.get(attribute), Record):
                    found.setdefault(other.id, []).append(record)
            index = self._referring[entity, attribute] = {name: tuple(some) for name, some in found.items()}
        return index.get(id_, ())

    def at_or_below(self, entity: str, id_: str) -> Iterator[str]:
        """The ids of a unit or group and of everything below it."""
        open_ = [id_]
        while open_:
            yield (at := open_.pop())
            open_.extend(child.id for child in self.naming(entity, "parent", at))

    def _index(self, entity: str, name: str, owner_of: Callable[[Any], str | None]) -> Mapping[str, Records]:
        if (index := self._indexes.get((entity, name))) is None:
            lists: dict[str, list[Record]] = {}
            for record in self.made[entity].values():
                if (owner := owner_of(record.source)) is not None:
                    lists.setdefault(owner, []).append(record)
            index = self._indexes[entity, name] = {owner: tuple(found) for owner, found in lists.items()}
        return index

    def _of_unit(self, record: Record, collection: Collection) -> Records:
        if collection.name == "children":
            return self.naming("unit", "parent", record.id)
        return _merged(
            self.naming(collection.entity, "unit", unit) for unit in self.at_or_below("unit", record.id)
        )

    def _of_group(self, record: Record, collection: Collection) -> Records:
        if collection.name == "children":
            return self.naming("group", "parent", record.id)
        if collection.name == "members":
            groups = self.at_or_below("group", record.id)
            return _merged(self.naming("customer", "group", group) for group in groups)
        of_members = self._entities["customer"].collections[collection.name]
        members = self.of(record, self._entities["group"].collections["members"])
        of_all = (self.of(member, of_members) for member in members)
        if "group" not in self._entities[collection.entity].fields:
            return _merged(of_all)
        return _merged([self.naming(collection.entity, "group", record.id), *of_all])

    def _of_customer(self, record: Record, collection: Collection) -> Records:
        if collection.name == "groups":
            return tuple(sorted(self._groups_of(record), key=lambda group: group.id))
        if collection.paid:
            return self._index(collection.entity, PAYER, _payer).get(record.id, ())
        if collection.name == "duplicates":
            return self._those("customer", self.identities.one_with(record.id))
        if collection.name == "lookalikes":
            known = {record.id, *self.identities.one_with(record.id)}
            told_apart = {other for pair in self.identities.said if record.id in pair for other in pair}
            return self._those(
                "customer",
                (one for one in self._lookalikes.get(record.id, ()) if one not in known | told_apart),
            )
        return self.naming(collection.entity, "customer", record.id)

    def _those(self, entity: str, ids: Iterable[str]) -> Records:
        made = self.made[entity]
        return tuple(made[id_] for id_ in ids if id_ in made)

    def _groups_of(self, customer: Record) -> Iterator[Record]:
        """The customer's group and the groups above it, as far as they are known."""
        at: str | None = customer.source.group
        while at is not None and (group := self.made["group"].get(at)) is not None:
            yield group
            at = group.source.parent

    def _of_account(self, record: Record, collection: Collection) -> Records:
        customer, unit = record.source.customer, record.source.unit
        if collection.name == "duplicates":
            return self._those(
                "account", (account_id(one, unit) for one in self.identities.one_with(customer))
            )
        if collection.entity == "request":  # one of a unit above holds below it (M18)
            line = self._organisation.line(unit)
            return tuple(
                one for one in self.naming("request", "customer", customer) if one.source.unit in line
            )
        if collection.paid:
            return self._index(collection.entity, _PAYER_ACCOUNT, _payer_account).get(record.id, ())
        here = self._index(collection.entity, _ACCOUNT, _account_of).get(record.id, ())
        if not self._entities[collection.entity].fields["unit"].optional:
            return here
        return _merged(
            [
                here,
                self._index(collection.entity, _NO_UNIT, _customer_everywhere).get(customer, ()),
            ]
        )


class RelatedBeside(Related):
    """The collections where some records are ``more``, or stand in the place of others; the indexes of the rest are shared."""

    def __init__(self, before: Related, more: Mapping[str, Mapping[str, Record]]) -> None:
        made = {
            name: Beside(records, more[name]) if name in more else records
            for name, records in before.made.items()
        }
        super().__init__(before._schema, made, before._organisation)  # noqa: SLF001
        self._before = before
        self._more = more

    def of(self, record: Record, collection: Collection) -> Records:
        """The records of ``collection`` of ``record``, in order of id."""
        was = self._before.made[record.entity].get(record.id)
        if collection.entity in self._more or was is None:
            return super().of(record, collection)
        return self._before.of(was, collection)

    def table(self, entity: str) -> Records:
        """All records of ``entity``, in order of id."""
        return super().table(entity) if entity in self._more else self._before.table(entity)

    @cached_property
    def identities(self) -> Identities:
        """Which customers are one."""
        return self._before.identities

    def referring(self, entity: str, attribute: str, id_: str) -> Records:
        """The records of ``entity`` for which ``attribute`` leads to the record called ``id_``, stated or not."""
        more = self._more.get(entity, {})
        led = [
            one
            for one in more.values()
            if isinstance(to := one.values.get(attribute), Record) and to.id == id_
        ]
        rest = (one for one in self._before.referring(entity, attribute, id_) if one.id not in more)
        return tuple(sorted((*rest, *led), key=lambda record: record.id))

    def _index(self, entity: str, name: str, owner_of: Callable[[Any], str | None]) -> Mapping[str, Records]:
        before = self._before._index(entity, name, owner_of)  # noqa: SLF001
        if entity not in self._more:
            return before
        if (entity, name) not in self._indexes:
            self._indexes[entity, name] = ChainMap(
                self._moved(entity, owner_of, before), cast("dict[str, Records]", before)
            )
        return self._indexes[entity, name]

    def _moved(
        self, entity: str, owner_of: Callable[[Any], str | None], before: Mapping[str, Records]
    ) -> dict[str, Records]:
        """The records of those owners that have others now."""
        more = self._more[entity]
        old = (self._before.made[entity].get(id_) for id_ in more)
        owners = {owner_of(one.source) for one in (*more.values(), *old) if one is not None} - {None}
        found = {}
        for owner in cast("set[str]", owners):
            rest = [one for one in before.get(owner, ()) if one.id not in more]
            mine = [one for one in more.values() if owner_of(one.source) == owner]
            found[owner] = tuple(sorted((*rest, *mine), key=lambda record: record.id))
        return found


def _account_of(row: Any) -> str | None:
    return account_id(row.customer, row.unit) if row.customer is not None and row.unit is not None else None


def _payer(row: Any) -> str:
    payer: str = stated(row, PAYER)
    return payer


def _payer_account(row: Any) -> str:
    return account_id(_payer(row), row.unit)


def _customer_everywhere(row: Any) -> str | None:
    customer: str | None = row.customer
    return customer if row.unit is None else None


def _merged(parts: Iterable[Records]) -> Records:
    """All of ``parts`` in order of id; they have no record in common."""
    filled = [part for part in parts if part]
    if len(filled) <= 1:
        return filled[0] if filled else ()
    return tuple(sorted(chain.from_iterable(filled), key=lambda record: record.id))
