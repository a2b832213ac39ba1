"""What the names in an expression mean."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, field, frozen

from groupctl.rules import core
from groupctl.rules.expressions import tree
from groupctl.rules.expressions.bounds import Bound
from groupctl.rules.expressions.diagnosis import meant
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.function import Function
from groupctl.rules.types import DATE, LIMIT, SIMPLE, Type, enumeration, record
from groupctl.schema.entities import Attribute, Entity
from groupctl.schema.limits import UNLIMITED
from groupctl.texts.similar import similar

UNLIMITED_NAME: Final = "unlimited"

ROOTS: Final = frozenset({core.SUBJECT, core.PARAMETER, core.AS_OF, core.ITEM, "all", "fixed"})
"""What engines call the places that values come from; a variable of that name would be taken for one of them."""

ELSEWHERE: Final[Mapping[str, str]] = {
    "today": "as_of", "now": "as_of", "sysdate": "as_of", "current_date": "as_of", "今天": "as_of", "当日": "as_of",
    "null": "is known(x)", "none": "is known(x)", "nil": "is known(x)", "undefined": "is known(x)",
    "nan": "is known(x)", "空": "is known(x)",
    "yes": "true", "no": "false",
    "inf": "unlimited", "infinity": "unlimited", "不限": "unlimited",
}  # fmt: skip
"""Names of other languages, and what to write here."""


@frozen(kw_only=True)
class NameScope:
    """The names that an expression may use.

    Names without a prefix are those of ``subject`` (an entity): its attributes, and the measures and outputs
    about it in ``names``. Where ``item`` is given, the expression is part of an aggregate: names without a prefix
    are those of the related record, and the subject's are written ``subject.x``. ``variables`` (of enclosing
    quantifiers) always need their prefix. Parameters come last. ``functions`` are the
    policy's own. ``bounds`` may narrow what is assumed of
    parameters, by name. ``currency`` is that of money.
    """

    subject: str
    entities: Mapping[str, Entity]
    names: Mapping[tuple[str, str], Type] = field(factory=dict)
    parameters: Mapping[str, Type] = field(factory=dict)
    variables: Mapping[str, str] = field(factory=dict)
    enumerations: Mapping[str, tuple[str, ...]] = field(factory=dict)
    functions: Mapping[str, Function] = field(factory=dict)
    bounds: Mapping[str, Bound] = field(factory=dict)
    item: str = ""
    currency: str = "CNY"

    def with_variable(self, name: str, entity: str) -> "NameScope":
        """The scope within a quantifier."""
        return evolve(self, variables={**self.variables, name: entity})

    @property
    def home(self) -> tuple[str, str]:
        """Root and entity of the names without a prefix."""
        return (core.ITEM, self.item) if self.item else (core.SUBJECT, self.subject)

    def type_of(self, entity: str, name: str) -> Type | None:
        """The type of an attribute, a measure or an output; None when ``entity`` has none of that name."""
        attribute = self.entities[entity].attributes.get(name)
        return type_of_attribute(attribute) if attribute else self.names.get((entity, name))

    def names_of(self, entity: str) -> Iterator[str]:
        """Everything that can be read from a record of ``entity``."""
        yield from self.entities[entity].attributes
        yield from (name for owner, name in self.names if owner == entity)

    def knows(self, name: str) -> bool:
        """Whether ``name`` means something, alone or as a prefix."""
        root, entity = self.home
        return (
            name in (root, entity, core.SUBJECT, core.AS_OF, UNLIMITED_NAME)
            or name in self.variables
            or name in self.parameters
            or self.type_of(entity, name) is not None
        )


def type_of_attribute(attribute: Attribute) -> Type:
    """The type of an attribute of the model."""
    if attribute.kind == "record":
        return record(str(attribute.target))
    if attribute.kind == "enumeration":
        return enumeration(attribute.enumeration or attribute.name, attribute.members)
    return SIMPLE[attribute.kind]


@frozen
class Resolver:
    """Finds what paths mean in ``scope``; reports those that mean nothing."""

    scope: NameScope
    report: FaultCollector

    def value(self, path: tree.ParsedPath) -> core.Node | None:
        """What is read by ``path``; None, and a fault, when that is nothing or no value."""
        first = path.names[0]
        if self._is_global(path):
            return self._global(path, first)
        start = self._start(path)
        if start is None:
            return None
        root, entity, names = start
        if not names:
            self.report.add(
                path.span, "expression.record", "expression.record.hint", name=path.text, entity=entity
            )
            return None
        owner = self._walk(entity, names[:-1])
        if owner is None:
            return None
        type_ = self.scope.type_of(owner, names[-1].text)
        if type_ is None:
            self._unknown(owner, names[-1], path)
            return None
        return core.Read(type=type_, span=path.span, root=root, path=tuple(name.text for name in names))

    def collection(self, path: tree.ParsedPath) -> core.Read | None:
        """The collection that ``path`` names; its type is that of its records."""
        if path.names[0].text == "all" and len(path.names) > 1:
            return self._table(path)
        start = self._start(path, collection=True)
        if start is None:
            return None
        root, entity, names = start
        if not names:
            self.report.add(path.span, "expression.no-collection", name=path.text, entity=entity)
            return None
        owner = self._walk(entity, names[:-1])
        if owner is None:
            return None
        last = names[-1]
        found = self.scope.entities[owner].collections.get(last.text)
        if found is None:
            if self.scope.type_of(owner, last.text):
                self.report.add(last.span, "expression.no-collection", name=last.text, entity=owner)
            else:
                self._no_such(
                    last,
                    "expression.unknown-collection",
                    self.scope.entities[owner].collections,
                    entity=owner,
                )
            return None
        return core.Read(
            type=record(found.entity), span=path.span, root=root, path=tuple(name.text for name in names)
        )

    def _is_global(self, path: tree.ParsedPath) -> bool:
        name = path.names[0].text
        home = self.scope.type_of(self.scope.home[1], name)
        return (
            name not in self.scope.variables
            and home is None
            and (name in self.scope.parameters or name in (core.AS_OF, UNLIMITED_NAME))
        )

    def _global(self, path: tree.ParsedPath, first: tree.ParsedName) -> core.Node | None:
        if len(path.names) > 1:
            self.report.add(path.names[1].span, "expression.no-parts", name=first.text)
            return None
        if first.text in self.scope.parameters:
            type_ = self.scope.parameters[first.text]
            return core.Read(type=type_, span=path.span, root=core.PARAMETER, path=(first.text,))
        if first.text == core.AS_OF:
            return core.Read(type=DATE, span=path.span, root=core.AS_OF)
        return core.Const(type=LIMIT, span=path.span, value=UNLIMITED)

    def _start(
        self, path: tree.ParsedPath, *, collection: bool = False
    ) -> tuple[str, str, tuple[tree.ParsedName, ...]] | None:
        """Root, its entity, and the names that follow."""
        first, rest = path.names[0], path.names[1:]
        root, entity = self.scope.home
        if first.text in self.scope.variables:
            return first.text, self.scope.variables[first.text], rest
        if self.scope.type_of(entity, first.text) or first.text in self.scope.entities[entity].collections:
            return root, entity, path.names
        if first.text == core.SUBJECT:
            return core.SUBJECT, self.scope.subject, rest
        if first.text == entity or (first.text == core.ITEM == root):
            return root, entity, rest
        if collection and not rest:
            self._no_such(
                first, "expression.unknown-collection", self.scope.entities[entity].collections, entity=entity
            )
        else:
            self._unknown(entity, first, path)
        return None

    def _walk(self, entity: str, names: Iterable[tree.ParsedName]) -> str | None:
        """The entity at the end of a way along records."""
        for name in names:
            type_ = self.scope.type_of(entity, name.text)
            if type_ is None:
                self._unknown(entity, name)
                return None
            if type_.kind != "record":
                self.report.add(name.span, "expression.no-parts", name=name.text)
                return None
            entity = type_.entity
        return entity

    def _table(self, path: tree.ParsedPath) -> core.Read | None:
        tables = {entity.table: entity.name for entity in self.scope.entities.values()}
        table = path.names[1]
        if table.text not in tables or len(path.names) > 2:
            self._no_such(table, "expression.unknown-table", tables)
            return None
        return core.Read(
            type=record(tables[table.text]), span=path.span, root=core.SUBJECT, path=("all", table.text)
        )

    def _unknown(self, entity: str, name: tree.ParsedName, path: tree.ParsedPath | None = None) -> None:
        """Report a name that ``entity`` doesn't have; the first of ``path`` may also be no global name."""
        first = path is not None and path.names[0] is name
        if name.text in self.scope.entities[entity].collections:
            self.report.add(name.span, "expression.collection", "expression.collection.hint", name=name.text)
        elif first and (instead := ELSEWHERE.get(name.text.lower()) or meant(name.text)):
            self.report.add(
                name.span, "expression.foreign-name", "expression.write-instead",
                found=name.text, instead=instead,
            )  # fmt: skip
        elif first and (owner := self._enumeration(name.text)):
            self.report.add(
                name.span, "expression.member", "expression.member.hint", name=name.text, type=owner
            )
        elif first:
            known = {
                *self.scope.names_of(entity),
                *self.scope.parameters,
                *self.scope.variables,
                core.AS_OF,
                UNLIMITED_NAME,
            }
            near = next(self._further(entity, name.text), "") or similar(name.text, known)
            self._no_such_near(name, "expression.unknown-name", near, entity=entity)
        else:
            self._no_such(name, "expression.unknown-attribute", self.scope.names_of(entity), entity=entity)

    def _enumeration(self, member: str) -> str:
        """An enumeration with this member; empty if there is none."""
        return next((name for name, members in self.scope.enumerations.items() if member in members), "")

    def _further(self, entity: str, name: str) -> Iterator[str]:
        """Paths by which ``name`` can be reached in one step more."""
        if self.scope.item and self.scope.type_of(self.scope.subject, name):
            yield f"{core.SUBJECT}.{name}"
        for variable, owner in self.scope.variables.items():
            if self.scope.type_of(owner, name):
                yield f"{variable}.{name}"
        for step in self.scope.entities[entity].attributes.values():
            if step.target and self.scope.type_of(step.target, name):
                yield f"{step.name}.{name}"

    def _no_such(self, name: tree.ParsedName, code: str, known: Iterable[str], **values: object) -> None:
        self._no_such_near(name, code, similar(name.text, known), **values)

    def _no_such_near(self, name: tree.ParsedName, code: str, near: str, **values: object) -> None:
        hint = "expression.did-you-mean" if near else None
        self.report.add(name.span, code, hint, name=name.text, near=near, **values)
