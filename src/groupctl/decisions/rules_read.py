"""What the rules of a policy read, themselves or through measures and other rule sets: tables, fields, parameters."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import define, evolve, field, frozen

from groupctl.decisions.describe import ITEM, entity_of, peers
from groupctl.rules import core
from groupctl.rules.policy import Measure, Policy, RuleSet
from groupctl.schema.entities import Schema

ALL: Final = ("all",)
Roots = Mapping[str, str | None]
"""The entity behind ``subject``, ``item`` and the variables around an expression."""


@frozen
class Needs:
    """What rule sets read, themselves or through measures and other rule sets."""

    tables: frozenset[str]
    fields: Mapping[str, frozenset[str]]
    """By table."""
    parameters: frozenset[str]


def tables_read(policy: Policy) -> frozenset[str]:
    """The tables whose rows some rule of ``policy`` reads, in order to be decided about or on the way."""
    return needs(policy, policy.rulesets).tables


def needs(policy: Policy, names: Iterable[str]) -> Needs:
    """What the rule sets called ``names`` need: tables and their fields, and parameters."""
    walk = _Walk(policy)
    for name in names:
        walk.decide(policy.rulesets[name])
    while walk.ahead:
        walk.step()
    table = {name: one.table for name, one in policy.schema.entities.items()}
    return Needs(
        frozenset(table[entity] for entity in walk.entities if entity),
        {table[entity]: frozenset(found) for entity, found in walk.fields.items()},
        frozenset(walk.parameters),
    )


@define
class _Walk:
    """Goes through everything that rule sets read, each measure and each rule set once."""

    policy: Policy
    ahead: list[tuple[core.Node, Roots]] = field(factory=list)
    seen: set[tuple[str, str]] = field(factory=set)
    decided: set[str] = field(factory=set)
    entities: set[str] = field(factory=set)
    fields: dict[str, set[str]] = field(factory=dict)
    parameters: set[str] = field(factory=set)

    def decide(self, rule_set: RuleSet) -> None:
        """Go through a rule set as well."""
        if rule_set.name not in self.decided:
            self.decided.add(rule_set.name)
            self.entities.add(rule_set.about)
            if any(rule.overridable for rule in rule_set.rules):
                self.entities.add("approval")
            self.ahead += [
                (node, {core.SUBJECT: rule_set.about}) for node in rule_set.expressions_of_outputs()
            ]

    def step(self) -> None:
        """Go through one expression."""
        node, roots = self.ahead.pop()
        inner = core.walk(node)
        self.parameters |= {
            one.path[0] for one in inner if isinstance(one, core.Read) and one.root == core.PARAMETER
        }
        for read, around in reads(node, roots, self.policy.schema):
            self._meet(read, around)
            name = (owner_of(read, around, self.policy.schema), read.path[-1])
            if name not in self.seen:
                self.seen.add(name)
                if measure := self.policy.measures.get(name):
                    self._measure(name[0], measure)
                elif giver := self.policy.giver(*name):
                    self.decide(giver)

    def _measure(self, about: str, measure: Measure) -> None:
        over, inner = peers(measure), {core.SUBJECT: about}
        if over:
            self._meet(over, inner)
            inner[ITEM] = entity_of(over, inner, self.policy.schema) or ""
        self.ahead += [(said, inner) for said in measure.expressions()]

    def _meet(self, read: core.Read, roots: Roots) -> None:
        """The records that a path goes through, and the fields that it reads of them."""
        schema = self.policy.schema
        self.entities.update(entities_met(read, roots, schema))
        for end in range(1, len(read.path) + 1):
            owner = owner_of(evolve(read, path=read.path[:end]), roots, schema)
            if owner and read.path[end - 1] in schema.entities[owner].attributes:
                self.fields.setdefault(owner, set()).add(read.path[end - 1])


def reads(node: core.Node, roots: Roots, schema: Schema) -> Iterator[tuple[core.Read, Roots]]:
    """Each read of ``node`` that begins at a record, with what stands behind the roots there."""
    match node:
        case core.Read(root=root, path=path):
            if path and root != core.PARAMETER:
                yield node, roots
        case core.Quantified():
            yield from reads(node.collection, roots, schema)
            inner = {**roots, node.variable: entity_of(node.collection, roots, schema)}
            yield from reads(node.condition, inner, schema)
        case _:
            for child in core.children(node):
                yield from reads(child, roots, schema)


def entities_met(read: core.Read, roots: Roots, schema: Schema) -> Iterable[str]:
    """The entities of the records that a path goes through."""
    ways = (evolve(read, path=read.path[:end]) for end in range(len(read.path) + 1))
    return filter(None, (entity_of(way, roots, schema) for way in ways if way.path != ALL))


def owner_of(read: core.Read, roots: Roots, schema: Schema) -> str:
    """The entity of the record whose attribute, measure or output is read; empty if there is none."""
    way = evolve(read, path=read.path[:-1])
    return "" if way.path == ALL else entity_of(way, roots, schema) or ""
