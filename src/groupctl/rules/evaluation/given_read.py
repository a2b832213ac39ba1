"""Which given values stand behind a decision: everything given that its rules read, at any depth, whichever engine decides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from groupctl.model.given import Given
from groupctl.model.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.given import answer
from groupctl.rules.evaluation.measures import ITEM
from groupctl.rules.evaluation.parameters_read import expressions
from groupctl.rules.policy import Aggregate, Measure, Ranking, RuleSet
from groupctl.rules.unknown import Maybe

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment

MOST: Final = 12
"""A decision names at most this many given values, the oldest first."""


@frozen(eq=False)
class Used:
    """A given value that was read: whose it is, and what it amounts to."""

    record: Record
    given: Given
    value: Maybe


Roots = Mapping[str, Sequence[Record]]
"""The records behind each root of an expression."""


@define(eq=False, slots=False)
class GivenRead:
    """The given values behind names, remembered as they are found."""

    environment: "Environment"
    _behind: dict[tuple[Record, str], tuple[Used, ...]] = field(factory=dict, init=False)

    def behind_rules(self, rule_set: RuleSet, record: Record, nodes: Iterable[core.Node]) -> tuple[Used, ...]:
        """What stands behind the answer of ``rule_set`` about ``record``: its own outputs, or what ``nodes`` read."""
        if not self.environment.portfolio.given:
            return ()
        own = [answer(record, name, self.environment) for name in rule_set.gives]
        if any(own):
            return tuple(Used(record, one.given, one.value) for one in own if one and one.given)
        return first(one for node in nodes for one in self._read(node, {core.SUBJECT: [record]}))

    def behind(self, record: Record, name: str) -> tuple[Used, ...]:
        """What stands behind ``name`` of ``record``."""
        if name not in self._touched:
            return ()
        if (record, name) not in self._behind:
            self._behind[record, name] = first(self._find(record, name))
        return self._behind[record, name]

    def _find(self, record: Record, name: str) -> Iterator[Used]:
        found = answer(record, name, self.environment)
        if found is not None:
            if found.given:
                yield Used(record, found.given, found.value)
            return
        policy = self.environment.policy
        measure = policy.measures.get((record.entity, name))
        if measure is not None:
            yield from self._behind_measure(measure, record)
        elif rule_set := policy.giver(record.entity, name):
            for node in nodes_of(rule_set):
                yield from self._read(node, {core.SUBJECT: [record]})

    def _behind_measure(self, measure: Measure, record: Record) -> Iterator[Used]:
        nodes = [node for node in expressions(measure) if self._touches(node)]
        roots: Roots = {core.SUBJECT: [record]}
        if nodes and isinstance(measure.formula, Aggregate):
            roots = {**roots, ITEM: self._items(measure.formula.of, record)}
        elif nodes and isinstance(measure.formula, Ranking):
            items = self._items(measure.formula.among, record)
            roots = {core.SUBJECT: items, ITEM: items}
        for node in nodes:
            yield from self._read(node, roots)

    def _items(self, collection: core.Read, record: Record) -> Sequence[Record]:
        owner, name = self.environment.collection(collection, {collection.root: record})
        return self.environment.portfolio.related(owner, name) if isinstance(owner, Record) else ()

    def _read(self, node: core.Node, roots: Roots) -> Iterator[Used]:
        """What stands behind an expression; the variables of quantifiers run over whole collections."""
        if not self._touches(node):
            return
        roots = dict(roots)
        for part in core.walk(node):
            if isinstance(part, core.Quantified):
                owners = roots.get(part.collection.root, ())
                roots[part.variable] = [
                    item for owner in owners for item in self._items(part.collection, owner)
                ]
            elif isinstance(part, core.Read) and part.path and part.path[-1] in self._touched:
                for record in roots.get(part.root, ()):
                    owner = self.environment.follow(record, part.path[:-1])
                    if isinstance(owner, Record):
                        yield from self.behind(owner, part.path[-1])

    def _touches(self, node: core.Node) -> bool:
        return not self._touched.isdisjoint(names_in(node))

    @cached_property
    def _touched(self) -> frozenset[str]:
        """The names that something given may stand behind, of whichever entity."""
        policy = self.environment.policy
        reads: dict[str, set[str]] = {}
        for (_, name), measure in policy.measures.items():
            reads.setdefault(name, set()).update(*map(names_in, expressions(measure)))
        for (_, name), rule_set in policy.outputs.items():
            reads.setdefault(name, set()).update(*map(names_in, nodes_of(policy.rulesets[rule_set])))
        touched = {one.name for one in self.environment.portfolio.given}
        for one in self.environment.portfolio.given:
            if giver := policy.giver(one.entity, one.name):
                touched |= giver.gives.keys()
        more = touched
        while more:
            more = {name for name, read in reads.items() if name not in touched and read & touched}
            touched |= more
        return frozenset(touched)


def names_in(node: core.Node) -> set[str]:
    """The last step of everything that an expression reads."""
    return {part.path[-1] for part in core.walk(node) if isinstance(part, core.Read) and part.path}


def nodes_of(rule_set: RuleSet) -> Iterator[core.Node]:
    """Every expression that an output of ``rule_set`` may depend on."""
    for rule in rule_set.rules:
        yield from (rule.condition, *rule.then.values())
    yield from rule_set.otherwise.values()


def first(found: Iterable[Used]) -> tuple[Used, ...]:
    """Each once, the oldest first, and no more than can be told."""
    each = {(one.record, one.given.name): one for one in found}
    ordered = sorted(
        each.values(), key=lambda one: (one.given.on, one.record.entity, one.record.id, one.given.name)
    )
    return tuple(ordered[:MOST])
