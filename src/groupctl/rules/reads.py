"""What expressions read, and of which kind of record: themselves, or through measures and other rule sets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.policy import Measure, Policy, Ranking, RuleSet
from groupctl.schema.entities import Schema

Name = tuple[str, str]
"""An entity with one of its attributes, collections, measures or outputs; no entity for a parameter."""

Roots = Mapping[str, str]
"""The entity behind ``subject``, ``item`` and the variables around an expression."""


def reads(schema: Schema, nodes: Iterable[core.Node], roots: Roots) -> Iterator[Name]:
    """Everything that expressions read, each step of a path by itself."""
    for node in nodes:
        match node:
            case core.Read(root=core.PARAMETER, path=(name, *_)):
                yield "", name
            case core.Read(root=root, path=path) if path:
                yield from _steps(schema, roots[root], path)
            case core.Quantified():
                yield from reads(schema, [node.collection], roots)
                inner = {**roots, node.variable: entity_of(schema, node.collection, roots)}
                yield from reads(schema, [node.condition], inner)
            case _:
                yield from reads(schema, core.children(node), roots)


def _steps(schema: Schema, entity: str, path: Sequence[str]) -> Iterator[Name]:
    for name in [".".join(path)] if path[0] == "all" else path:
        yield entity, name
        entity = led_to(schema, entity, name)


def led_to(schema: Schema, entity: str, name: str) -> str:
    """The entity of the record, or of the records, that ``name`` of ``entity`` leads to; empty where it is a value."""
    if attribute := schema.entities[entity].attributes.get(name):
        return attribute.target or ""
    collection = schema.collection(entity, name)
    return collection.entity if collection else ""


def entity_of(schema: Schema, read: core.Read, roots: Roots) -> str:
    """The entity of the records that a path leads to."""
    *_, last = _steps(schema, roots[read.root], read.path)
    return led_to(schema, *last)


def read_by_measure(schema: Schema, measure: Measure) -> Iterator[Name]:
    """What a measure reads itself."""
    roots = {core.SUBJECT: measure.about}
    if over := measure.over:
        yield from reads(schema, [over], roots)
        item = entity_of(schema, over, roots)
        roots = {
            core.SUBJECT: item if isinstance(measure.formula, Ranking) else measure.about,
            core.ITEM: item,
        }
    yield from reads(schema, measure.expressions(), roots)


GRANTING: Final = (
    *("request", "step_record", "vote", "employee", "appointment", "delegation", "absence", "body"),
    *("credit_survey", "customer"),
)
"""The records from which follows whether a request is granted."""


@frozen
class Needs:
    """What rule sets read, themselves or through measures and other rule sets."""

    tables: frozenset[str]
    fields: Mapping[str, frozenset[str]]
    """By table."""
    parameters: frozenset[str]
    steps: frozenset[str]
    """The references and collections that lead from one record to others."""


def tables_read(policy: Policy) -> frozenset[str]:
    """The tables whose rows some rule of ``policy`` reads, in order to be decided about or on the way."""
    return needs(policy, policy.rulesets).tables


def needs(policy: Policy, names: Iterable[str]) -> Needs:
    """What the rule sets called ``names`` need: tables and their fields, and parameters."""
    schema, table = policy.schema, {name: one.table for name, one in policy.schema.entities.items()}
    tables: set[str] = set()
    fields: dict[str, set[str]] = {}
    parameters: set[str] = set()
    steps: set[str] = set()
    decided: set[str] = set()
    seen: set[Name] = set()
    ahead: list[Name] = []

    def decide(rule_set: RuleSet) -> None:
        if rule_set.name not in decided:
            decided.add(rule_set.name)
            tables.add(table[rule_set.about])
            if any(rule.overridable for rule in rule_set.rules):
                tables.update(table[one] for one in GRANTING)
                for matrix in policy.matrices:
                    decide(matrix)
                    ahead.append((matrix.about, matrix.stake))
            ahead.extend(reads(schema, rule_set.expressions(), {core.SUBJECT: rule_set.about}))

    for name in names:
        decide(policy.rulesets[name])
    while ahead:
        entity, name = place = ahead.pop()
        if place in seen:
            continue
        seen.add(place)
        if not entity:
            parameters.add(name)
            continue
        tables.add(table[entity])
        if other := led_to(schema, entity, name):
            tables.add(table[other])
            steps.add(name)
        if name in schema.entities[entity].attributes:
            fields.setdefault(table[entity], set()).add(name)
        elif measure := policy.measures.get(place):
            ahead += read_by_measure(schema, measure)
        elif giver := policy.giver(*place):
            decide(giver)
    return Needs(
        tables=frozenset(tables),
        fields={one: frozenset(read) for one, read in fields.items()},
        parameters=frozenset(parameters),
        steps=frozenset(steps),
    )
