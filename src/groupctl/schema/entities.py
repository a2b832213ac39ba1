"""What records exist. A `Schema` is a value made of the classes of its records: tables, attributes, references, collections.

An entity's attributes are the fields of its class; a reference reads as the record it names. Collections are
the other side of the references: a customer has the invoices that name it, a group those of its members, a
unit those of itself and of the units below it. What one customer buys and another pays is among the ``invoices`` of the
first and the ``invoices_to_pay`` of the second. The groups of a customer are its own and all above that; its duplicates are the
records that are the same customer, its lookalikes those of nearly the same name and address.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError
from types import MappingProxyType
from typing import Final

from attrs import define, evolve, frozen

from groupctl.schema.choices import Choice, OwnMember
from groupctl.schema.declared import Origin, origin
from groupctl.schema.fields import FieldType, Kind, about, field_types

ALL: Final = "all."
PAYER: Final = "payer"

ALIKE: Final[Mapping[str, Sequence[str]]] = {
    "customer": ("duplicates", "lookalikes"),
    "account": ("duplicates",),
}
"""Collections of records of the same kind: those that are the same customer, at the same unit, and those that look like it."""


@frozen(kw_only=True)
class Attribute:
    """One value of a record.

    ``optional`` says whether it may be unknown: because the host need not state it, because an amount may have
    no exchange rate, or because a reference may lead to a row that was rejected. ``members`` and
    ``enumeration`` (the name of the enumeration) are for enumerations, ``target`` (an entity) for records.
    """

    name: str
    kind: Kind
    optional: bool
    members: tuple[str, ...] = ()
    enumeration: str = ""
    target: str | None = None


@frozen(kw_only=True)
class Collection:
    """Records of ``entity`` that belong to a record under ``name``; ``paid`` says that they are those that it has to pay."""

    name: str
    entity: str
    paid: bool = False


@frozen(kw_only=True)
class Entity:
    """One kind of record; ``dated`` is the attribute with a record's own date, if it has one."""

    name: str
    table: str
    type: type
    dated: str | None
    attributes: Mapping[str, Attribute]
    collections: Mapping[str, Collection]

    @property
    def fields(self) -> Mapping[str, FieldType]:
        """The fields of the class behind it."""
        return field_types(self.type)


@define(frozen=True, slots=False)
class Schema:
    """The record types that a policy, a portfolio and an adapter agree on.

    ``classes`` are those of the rows of every table; each comes after those that it refers to.
    """

    classes: tuple[type, ...]

    @cached_property
    def tables(self) -> Mapping[str, type]:
        """The class of the rows of every table that a host may give."""
        return MappingProxyType({about(cls).table: cls for cls in self.classes})

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Every kind of record that rules see, by its name."""
        seen = [cls for cls in self.classes if about(cls).seen]
        return MappingProxyType({about(cls).entity: self._entity(cls) for cls in seen})

    @cached_property
    def choices(self) -> Mapping[str, type[Choice]]:
        """The enumerations of all fields, by name."""
        fields = (field for cls in self.classes for field in field_types(cls).values())
        return {field.choice.__name__: field.choice for field in fields if field.kind == "enumeration"}

    @cached_property
    def whole_tables(self) -> Mapping[str, Collection]:
        """Whole tables as collections (``all.customers``): every record has them."""
        entities = self.entities.values()
        found = (Collection(name=ALL + entity.table, entity=entity.name) for entity in entities)
        return MappingProxyType({collection.name: collection for collection in found})

    @cached_property
    def of_customers(self) -> frozenset[str]:
        """The entities whose records belong to customers: they, their groups, and all that refers to one of these."""
        found = {"group", "customer"}
        for entity in self.entities.values():  # each comes after those that it refers to
            if {field.target for field in entity.fields.values()} & found:
                found.add(entity.name)
        return frozenset(found)

    @cached_property
    def supplementary(self) -> frozenset[str]:
        """The tables that many businesses don't keep."""
        return frozenset(name for name, cls in self.tables.items() if about(cls).supplementary)

    @classmethod
    def ordered(cls, classes: Iterable[type]) -> "Schema":
        """The schema of ``classes``, each moved behind those that it refers to. CycleError where they refer to each other."""
        found = {about(one).entity: one for one in classes}
        after = {
            name: {field.target for field in field_types(one).values() if field.target in found} - {name}
            for name, one in found.items()
        }
        placed: dict[str, type] = {}

        def place(name: str, way: tuple[str, ...]) -> None:
            if name in way:
                raise CycleError("", [found[step] for step in (*way[way.index(name) :], name)])
            if name not in placed:
                for target in sorted(after[name], key=list(found).index):
                    place(target, (*way, name))
                placed[name] = found[name]

        for name in found:
            place(name, ())
        return cls(tuple(placed.values()))

    def __reduce__(self) -> tuple[object, ...]:
        return _remade, (tuple(map(origin, self.classes)),)

    def fitted(self, row: object) -> object:
        """``row`` as an object of this schema: one of the library's class has none of the fields that were added to it."""
        base: type = type(row)
        cls = self.tables.get(about(base).table) if hasattr(base, "__about__") else None
        if cls is None or cls is base or origin(cls).base is not base:
            return row
        fields = field_types(cls)
        return cls(**{name: _as_member(fields[name], getattr(row, name)) for name in field_types(base)})

    def covers(self, other: "Schema") -> bool:
        """Whether what ``other`` holds can be read by this schema: it is the same, but for members of enumerations more here."""
        pairs = zip(self.classes, other.classes, strict=False)
        return self == other or (
            len(self.classes) == len(other.classes) and all(_covers(mine, its) for mine, its in pairs)
        )

    def collection(self, entity: str, name: str) -> Collection | None:
        """The collection of records of ``entity`` that is called ``name``, or a whole table (``all.customers``)."""
        return self.entities[entity].collections.get(name) or self.whole_tables.get(name)

    def fields(self, table: str) -> Mapping[str, FieldType]:
        """The fields of a table's rows."""
        return field_types(self.tables[table])

    def entity_of(self, table: str) -> str:
        """What the rows of ``table`` are."""
        return about(self.tables[table]).entity

    def _entity(self, cls: type) -> Entity:
        said = about(cls)
        return Entity(
            name=said.entity,
            table=said.table,
            type=cls,
            dated=said.dated,
            attributes=MappingProxyType({attribute.name: attribute for attribute in _attributes(cls)}),
            collections=MappingProxyType({one.name: one for one in self._collections(said.entity)}),
        )

    def _collections(self, entity: str) -> Iterator[Collection]:
        for cls in self.classes:
            name, table = about(cls).entity, about(cls).table
            targets = {
                reference for reference, field in field_types(cls).items() if field.target == reference
            }
            if name == entity:
                if is_tree(cls):
                    yield Collection(name="children", entity=name)
                yield from (Collection(name=one, entity=name) for one in ALIKE.get(name, ()))
            elif entity == "customer" and name == "group":
                yield Collection(name="groups", entity=name)
            elif entity == "group":
                if name == "customer":
                    yield Collection(name="members", entity=name)
                elif "customer" in targets:
                    yield Collection(name=table, entity=name)
            elif (entity == "account" and has_account(cls)) or entity in targets:
                yield Collection(name=table, entity=name)
            if has_payer(cls) and entity in {"group", "customer", "account"}:
                yield Collection(name=f"{table}_to_pay", entity=name, paid=True)


def _remade(origins: tuple[Origin, ...]) -> Schema:
    return Schema(tuple(one.made() for one in origins))


def _as_member(field: FieldType, value: object) -> object:
    """The member of that name, where an enumeration was extended."""
    return field.choice.__members__.get(value.name, value) if isinstance(value, Choice) else value


def _covers(mine: type, its: type) -> bool:
    """Whether two classes differ in nothing but members more of ``mine``."""
    ours, theirs = field_types(mine), field_types(its)
    return (
        about(mine) == about(its)
        and all(
            known == theirs.get(name)
            or (
                (met := theirs.get(name)) is not None
                and evolve(known, python=met.python) == met
                and issubclass(known.python[0], OwnMember)
                and known.choice.__name__ == met.choice.__name__
                and set(met.members) <= set(known.members)
            )
            for name, known in ours.items()
        )
        and ours.keys() == theirs.keys()
    )


def _attributes(cls: type) -> Iterator[Attribute]:
    fields = field_types(cls)
    yield Attribute(name="id", kind="text", optional=False)
    for name, field in fields.items():
        if name == "id":
            continue
        yield Attribute(
            name=name,
            kind=field.kind,
            optional=field.optional or field.kind in {"money", "limit"},
            members=field.members,
            enumeration=field.choice.__name__ if field.kind == "enumeration" else "",
            target=field.target,
        )
    if has_account(cls):
        yield Attribute(name="account", kind="record", optional=True, target="account")
    if has_payer(cls):
        yield Attribute(name="payer_account", kind="record", optional=True, target="account")
    for name, kind in about(cls).derived.items():
        yield Attribute(name=name, kind=kind, optional=True)


def is_tree(cls: type) -> bool:
    """Whether objects of ``cls`` may lie below each other."""
    parent = field_types(cls).get("parent")
    return parent is not None and parent.target == about(cls).entity


def has_account(cls: type) -> bool:
    """Whether objects of ``cls`` belong to an account: they name a customer and a unit."""
    return about(cls).entity != "account" and {"customer", "unit"} <= field_types(cls).keys()


def has_payer(cls: type) -> bool:
    """Whether another customer than the one that objects of ``cls`` name may have to pay them."""
    payer = field_types(cls).get(PAYER)
    return payer is not None and bool(payer.otherwise)
