"""What would be: the values of a portfolio with a few rows more, worked out from those of the portfolio without.

A row more, or one in the place of another, touches few values: those of the records that it can be reached from. Which these are
follows from what measures and rule sets read (`ChangedReach`), rather too many than too few; all others are what they were. A sum over
thousands of rows of a unit changes by what the touched rows add and added.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, cast

from attrs import define, field

from groupctl.errors import DecisionError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.engines.reference import whole
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.policy import Aggregate, GrantedOn, Measure, Policy, Ranking, RuleSet
from groupctl.rules.reads import GRANTING, Name, entity_of, led_to, read_by_measure, reads
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.schema.entities import ALIKE, ALL

Ids = frozenset[str] | None
"""The ids of records of some entity; None stands for all of them."""

NONE: Final[frozenset[str]] = frozenset()
OF_REQUESTS: Final = frozenset(GRANTING) - {"customer", "credit_survey", "employee"}
USED_UP_BY: Final = frozenset({"order", "invoice"})
"""The records that may use up what was granted to a customer."""


@define(eq=False)
class ReadBehind:
    """Which kinds of records a name reads, itself or through others: what touches none of them can't touch its value."""

    policy: Policy
    _entities: dict[Name, frozenset[str]] = field(factory=dict, init=False)

    def entities(self, place: Name) -> frozenset[str]:
        """The entities whose records ``place`` reads, its own among them."""
        if place not in self._entities:
            self._entities[place] = NONE
            found = {place[0]}
            for one in self._read(place):
                if one[0]:
                    found |= self.entities((one[0], one[1].removeprefix(core.STATED)))
                    found |= {led_to(self.policy.schema, *one)} - {""}
            self._entities[place] = frozenset(found)
        return self._entities[place]

    def _read(self, place: Name) -> Iterator[Name]:
        schema = self.policy.schema
        if place[1] in schema.entities[place[0]].attributes:
            return
        if measure := self.policy.measures.get(place):
            yield from read_by_measure(schema, measure)
        elif giver := self.policy.giver(*place):
            yield from reads(schema, giver.expressions_of_outputs(), {core.SUBJECT: giver.about})
            if any(rule.overridable for rule in giver.rules):
                yield from ((entity, "id") for entity in OF_REQUESTS | USED_UP_BY)
                for matrix in self.policy.matrices:
                    yield from (("request", name) for name in (matrix.route, matrix.stake))


@define(eq=False)
class ChangedReach:
    """Which values the changed rows of ``after`` may touch; ``before`` is the portfolio that it was made of."""

    policy: Policy
    before: Portfolio
    after: Portfolio
    read_behind: ReadBehind
    _touched: dict[Name, Ids] = field(factory=dict, init=False)
    _items: dict[Name, tuple[Ids, Ids]] = field(factory=dict, init=False)
    _led_to: dict[Record, dict[str, list[str]]] = field(factory=dict, init=False)

    def touched(self, entity: str, name: str) -> Ids:
        """The records of ``entity`` of which ``name`` may have another value."""
        name = name.removeprefix(core.STATED)
        if (entity, name) not in self._touched:
            self._touched[entity, name] = NONE
            if not self.read_behind.entities((entity, name)).isdisjoint(self.after.changed):
                self._touched[entity, name] = self._find(entity, name)
        return self._touched[entity, name]

    def _find(self, entity: str, name: str) -> Ids:
        if name == "id" or name in self.policy.schema.entities[entity].attributes:
            return self._restated(entity, name)
        if measure := self.policy.measures.get((entity, name)):
            return self._of_measure(measure)
        giver = self.policy.giver(entity, name)
        return self._of_rule_set(giver) if giver else NONE

    def _restated(self, entity: str, name: str) -> Ids:
        more = self.after.changed.get(entity, {})
        return frozenset(id_ for id_, record in more.items() if _other(self.was(record), record, name))

    def _of_measure(self, measure: Measure) -> Ids:
        if isinstance(measure.formula, Ranking):
            items, others = self.items(measure)
            return NONE if items == others == NONE else None
        if isinstance(measure.formula, GrantedOn) and not OF_REQUESTS.isdisjoint(self.after.changed):
            return None
        roots = {core.SUBJECT: measure.about}
        if measure.over is None:
            return _all(ids for _, ids in self._sources(measure.expressions(), roots))
        return _all(ids for _, ids in self._over(measure.over, core.ITEM, list(measure.expressions()), roots))

    def _of_rule_set(self, rule_set: RuleSet) -> Ids:
        if any(rule.overridable for rule in rule_set.rules) and self._overrides_change(rule_set.about):
            return None
        roots = {core.SUBJECT: rule_set.about}
        return _all(ids for _, ids in self._sources(rule_set.expressions_of_outputs(), roots))

    def _overrides_change(self, about: str) -> bool:
        """Whether a granted request may lift other rules about records of that entity."""
        read = OF_REQUESTS | (USED_UP_BY if about == "order" else NONE)
        if not read.isdisjoint(self.after.changed):
            return True
        names = [name for one in self.policy.matrices for name in (one.route, one.stake)]
        return any(self.touched("request", name) != NONE for name in names)

    def items(self, measure: Measure) -> tuple[Ids, Ids]:
        """Of a measure that goes through a collection: the items that may count otherwise, and the subjects that may see them otherwise."""
        place = (measure.about, measure.name)
        if place not in self._items:
            over = cast(core.Read, measure.over)
            entity = entity_of(self.policy.schema, over, {core.SUBJECT: measure.about})
            is_ranking = isinstance(measure.formula, Ranking)
            roots = {core.SUBJECT: entity if is_ranking else measure.about, core.ITEM: entity}
            found = list(self._sources(measure.expressions(), roots))
            of_items = [ids for root, ids in found if root == core.ITEM]
            others = [ids for root, ids in found if root == core.SUBJECT]
            items = _all([frozenset(self.after.changed.get(entity, ())), *of_items])
            self._items[place] = items, _all([*others, self._along(measure.about, over.path[:-1])])
        return self._items[place]

    # ---------------------------------------------------------------------------------------- expressions
    def _sources(self, nodes: Iterable[core.Node], roots: Mapping[str, str]) -> Iterator[tuple[str, Ids]]:
        """For each read: its root, and the records behind that root for which it may give another value."""
        for node in nodes:
            match node:
                case core.Read(root=root, path=path) if root in roots and path:
                    yield root, self._along(roots[root], path)
                case core.Quantified():
                    yield from self._over(node.collection, node.variable, [node.condition], roots)
                case _:
                    yield from self._sources(core.children(node), roots)

    def _over(
        self, collection: core.Read, variable: str, nodes: Sequence[core.Node], roots: Mapping[str, str]
    ) -> Iterator[tuple[str, Ids]]:
        """The same for expressions about the items of a collection."""
        entity = entity_of(self.policy.schema, collection, roots)
        items: Ids = frozenset(self.after.changed.get(entity, ()))
        for root, ids in self._sources(nodes, {**roots, variable: entity}):
            if root == variable:
                items = _all([items, ids])
            else:
                yield root, ids
        if items == NONE:
            return
        about, path = roots[collection.root], collection.path
        if path[0] == "all":
            yield collection.root, None
            return
        yield collection.root, self._along(about, path[:-1])
        owner = self._led(about, path[:-1])[-1]
        owners = None if items is None else self._owners(owner, path[-1], entity, items)
        yield collection.root, self._back(about, path[:-1], owners)

    def _along(self, entity: str, path: Sequence[str]) -> Ids:
        """The records of ``entity`` for which a path may lead to another value."""
        on_way = self._led(entity, path[:-1]) if path else []
        return _all(
            self._back(entity, path[:place], self.touched(on_way[place], step))
            for place, step in enumerate(path)
        )

    def _led(self, entity: str, path: Sequence[str]) -> list[str]:
        found = [entity]
        for step in path:
            found.append(led_to(self.policy.schema, found[-1], step))
        return found

    def _back(self, entity: str, path: Sequence[str], ids: Ids) -> Ids:
        """The records of ``entity`` from which a path of references leads to one of ``ids``."""
        on_way = self._led(entity, path)
        for place in range(len(path) - 1, -1, -1):
            if not ids:
                break
            referring = (self.after.referring(on_way[place], path[place], id_) for id_ in ids)
            ids = frozenset(record.id for some in referring for record in some)
        return ids

    def _owners(self, owner: str, collection: str, entity: str, ids: frozenset[str]) -> Ids:
        """The records of ``owner`` that may have one of ``ids`` in a collection."""
        found: set[str] = set()
        for id_ in ids:
            item = self.after.record(entity, id_)
            if collection in ALIKE.get(owner, ()):
                found.update(one.id for one in self.after.related(item, collection))
            elif (owner, collection) == ("customer", "groups"):
                found.update(one.id for one in self.after.related(item, "members"))
            else:
                for one in (item, self.was(item)):
                    found.update(self._above(one, owner) if one is not None else ())
        return frozenset(found)

    def _above(self, record: Record, entity: str) -> Sequence[str]:
        """The records of ``entity`` that references lead to from ``record``; of a customer also its accounts."""
        if record not in self._led_to:
            found = self._led_to[record] = {}
            ahead, seen = [record], {record}
            while ahead:
                at = ahead.pop()
                found.setdefault(at.entity, []).append(at.id)
                if at.entity == "customer":
                    accounts = self.after.related(at, "accounts")
                    found.setdefault("account", []).extend(one.id for one in accounts)
                more = {value for value in at.values.values() if isinstance(value, Record)} - seen
                seen |= more
                ahead.extend(more)
        return self._led_to[record].get(entity, ())

    def was(self, record: Record) -> Record | None:
        """The record before; None for a new one."""
        if record.id not in self.after.changed.get(record.entity, {}):
            return record
        return self.before.find(record.entity, record.id)


@define(eq=False)
class SupposedEnvironment(Environment):
    """An environment that works out only what may have changed since ``base``, and asks that for the rest."""

    base: Environment = field(kw_only=True)
    reach: ChangedReach = field(kw_only=True)

    def value(self, record: Record, name: str) -> Maybe:
        """The attribute, measure or output ``name`` of ``record``. DecisionError when a measure can't be worked out."""
        known = record.values.get(name)
        if known is not None:
            return known
        touched = self.reach.touched(record.entity, name)
        if touched is not None and record.id not in touched and (was := self.reach.was(record)) is not None:
            return self.base.value(was, name)
        return super().value(record, name)

    def _aggregate(self, measure: Measure, formula: Aggregate, record: Record) -> Maybe:
        found = self._added_up(measure, formula, record)
        return super()._aggregate(measure, formula, record) if found is None else found

    def _added_up(self, measure: Measure, formula: Aggregate, record: Record) -> Maybe | None:
        """A sum or a count over a unit or a whole table from what it was before; None where that doesn't tell it."""
        collection, was = ".".join(formula.of.path), self.reach.was(record)
        is_large = collection.startswith(ALL) or (record.entity == "unit" and collection != "children")
        if formula.function not in ("sum", "count") or formula.latest_by or not is_large or was is None:
            return None
        items, subjects = self.reach.items(measure)
        if items is None or subjects is None or record.id in subjects:
            return None
        try:
            total = self.base.value(was, measure.name)
            entity = self.portfolio.entity_of(record, collection)
            for id_ in sorted(items):
                for environment, sign in ((self.base, -1), (self, 1)):
                    item = environment.portfolio.find(entity, id_)
                    if item is not None and (collection.startswith(ALL) or self._at(item, record)):
                        added = _part(formula, environment, was if sign < 0 else record, item)
                        total = cast(Fraction, total) + sign * cast(Fraction, added)
        except (DecisionError, TypeError):  # one of them is unknown: what that means is worked out from all
            return None
        return None if isinstance(total, UnknownValue) else whole(cast(Fraction, total))

    def _at(self, item: Record, unit: Record) -> bool:
        at = getattr(item.source, "unit", None)
        return at is not None and unit.id in self.portfolio.organisation.line(at)


def _part(formula: Aggregate, environment: Environment, subject: Record, item: Record) -> Maybe:
    """What one item adds."""
    bindings = {core.SUBJECT: subject, core.ITEM: item}
    chosen = True if formula.where is None else environment.evaluate(formula.where, bindings)
    if chosen is not True:
        return 0 if chosen is False else chosen
    return 1 if formula.value is None else environment.evaluate(formula.value, bindings)


def _other(was: Record | None, now: Record, name: str) -> bool:
    if was is None:
        return True
    one, other = was.values.get(name), now.values.get(name)
    if isinstance(one, Record) and isinstance(other, Record):
        return one.id != other.id
    return one != other or getattr(was.source, name, None) != getattr(now.source, name, None)


def _all(parts: Iterable[Ids]) -> Ids:
    found: set[str] = set()
    for ids in parts:
        if ids is None:
            return None
        found |= ids
    return frozenset(found)
