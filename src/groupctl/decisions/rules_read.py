"""What the rules of a policy read, themselves or through measures: which tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve

from groupctl.decisions.describe import ITEM, entity_of, peers
from groupctl.rules import core
from groupctl.rules.policy import Policy, RuleSet
from groupctl.schema.entities import Schema

ALL: Final = ("all",)
Roots = Mapping[str, str | None]
"""The entity behind ``subject``, ``item`` and the variables around an expression."""


def tables_read(policy: Policy) -> frozenset[str]:
    """The tables whose rows some rule of ``policy`` reads, in order to be decided about or on the way."""
    entities: set[str] = set()
    done: set[tuple[str, str]] = set()
    open_ = [(node, {core.SUBJECT: one.about}) for one in policy.rulesets.values() for node in nodes_of(one)]
    while open_:
        node, roots = open_.pop()
        for read, around in reads(node, roots, policy.schema):
            entities.update(entities_met(read, around, policy.schema))
            name = (owner_of(read, around, policy.schema), read.path[-1])
            measure = policy.measures.get(name)
            if measure and name not in done:
                done.add(name)
                over = peers(measure)
                inner = {core.SUBJECT: name[0]}
                if over:
                    entities.update(entities_met(over, inner, policy.schema))
                    inner[ITEM] = entity_of(over, inner, policy.schema) or ""
                open_ += [(said, inner) for said in measure.expressions()]
    overridable = any(rule.overridable for one in policy.rulesets.values() for rule in one.rules)
    entities |= {one.about for one in policy.rulesets.values()} | ({"approval"} if overridable else set())
    return frozenset(policy.schema.entities[entity].table for entity in entities if entity)


def nodes_of(rule_set: RuleSet) -> Iterator[core.Node]:
    """Every expression of a rule set."""
    for rule in rule_set.rules:
        yield from (rule.condition, *rule.then.values())
    yield from rule_set.otherwise.values()
    if rule_set.only:
        yield rule_set.only


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
