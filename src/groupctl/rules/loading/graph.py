"""Which measures and rule sets build on which others; what builds on itself is a fault."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final

from groupctl.rules import core
from groupctl.rules.policy import Aggregate, Measure, Ranking, RuleSet
from groupctl.rules.processes import Process, expressions
from groupctl.schema.entities import Schema

EntityName = tuple[str, str]
"""(entity, name) of a measure or an output."""

ITEM: Final = "item"

QUANTIFIER: Final = 4
"""Levels of evaluation that a quantifier takes; each level is at most two calls of Python within each other."""

OWN_LEVELS: Final = 4
"""Levels that a measure or a rule set takes beside those of its expressions."""

AGGREGATE_LEVELS: Final = 2
"""Levels that an aggregate and a place take beside those of an expression."""

MOST_LEVELS: Final = 360
"""Levels of evaluation of a whole chain: 60 measures of the form ``other + 1``. Python gives up at a thousand calls."""


def reads(schema: Schema, node: core.Node, roots: Mapping[str, str]) -> Iterator[EntityName]:
    """Every (entity, name) that an expression reads; ``roots`` tells what the roots are."""
    match node:
        case core.Read(root=root, path=path) if root in roots:
            yield from _steps(schema, roots[root], path)
        case core.Quantified(variable=variable, collection=collection, condition=condition):
            yield from reads(schema, collection, roots)
            yield from reads(
                schema, condition, {**roots, variable: collection_entity(schema, collection, roots)}
            )
        case _:
            for child in core.children(node):
                yield from reads(schema, child, roots)


def _steps(schema: Schema, entity: str, path: Sequence[str]) -> Iterator[EntityName]:
    for name in path:
        yield entity, name
        attribute = schema.entities[entity].attributes.get(name)
        if attribute is None or attribute.target is None:
            return
        entity = attribute.target


def collection_entity(schema: Schema, collection: core.Read, roots: Mapping[str, str]) -> str:
    """What the records of a collection are."""
    if collection.path[0] == "all":
        found = schema.collection("unit", ".".join(collection.path))
    else:
        *way, name = collection.path
        entity = roots[collection.root]
        for step in way:
            entity = schema.entities[entity].attributes[step].target or entity
        found = schema.collection(entity, name)
    if found is None:
        raise AssertionError("typing lets no other collection pass")
    return found.entity


def measure_reads(schema: Schema, measure: Measure) -> Iterator[EntityName]:
    """What a measure reads directly."""
    roots = {core.SUBJECT: measure.about}
    if isinstance(measure.formula, Aggregate | Ranking):
        records = measure.formula.of if isinstance(measure.formula, Aggregate) else measure.formula.among
        yield from reads(schema, records, roots)
        item = collection_entity(schema, records, roots)
        subject = item if isinstance(measure.formula, Ranking) else measure.about
        roots = {core.SUBJECT: subject, ITEM: item}
    for node in measure.expressions():
        yield from reads(schema, node, roots)


def rule_set_reads(schema: Schema, rule_set: RuleSet) -> Iterator[EntityName]:
    """What a rule set reads directly. The limits that it proposes may read what it gives itself: they come after it."""
    own = {(rule_set.about, output) for output in rule_set.gives}
    for rule in rule_set.rules:
        for node in rule.limits:
            yield from (
                name for name in reads(schema, node, {core.SUBJECT: rule_set.about}) if name not in own
            )
        for node in (rule.condition, *rule.then.values()):
            yield from reads(schema, node, {core.SUBJECT: rule_set.about})
    for node in (*rule_set.otherwise.values(), *filter(None, [rule_set.only])):
        yield from reads(schema, node, {core.SUBJECT: rule_set.about})


def process_reads(schema: Schema, process: Process) -> Iterator[EntityName]:
    """What a process reads directly."""
    for node in expressions(process):
        yield from reads(schema, node, {core.SUBJECT: process.about})


def order(dependencies: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """Nodes so that each comes after those it depends on, names in order where that leaves a choice; and a cycle, if any."""
    sorter = TopologicalSorter({name: sorted(dependencies[name]) for name in sorted(dependencies)})
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = list(error.args[1])
        return [], cycle[::-1]
    result: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        result += ready
        sorter.done(*ready)
    return result, []


def longest_chain(
    ordered: Sequence[str], dependencies: Mapping[str, Iterable[str]], depths: Mapping[str, int]
) -> tuple[int, list[str]]:
    """The chain of nodes, each built on the next, that evaluation goes into most deeply, and how deep that is.

    ``ordered`` lists each node after those it depends on; ``depths`` tells how deep the evaluation of each one is.
    What could not be loaded has neither.
    """
    best: dict[str, tuple[int, str]] = {}
    for name in ordered:
        below = max(((best[other][0], other) for other in dependencies.get(name, ())), default=(0, ""))
        best[name] = (below[0] + depths.get(name, 0), below[1])
    name = max(best, key=lambda one: best[one][0], default="")
    deepest, chain = best[name][0] if name else 0, []
    while name:
        chain.append(name)
        name = best[name][1]
    return deepest, chain


def depth(nodes: Iterable[core.Node]) -> int:
    """How many levels the evaluation of expressions goes down: a quantifier counts as ``QUANTIFIER`` of them."""
    return max(map(_levels, nodes), default=0)


def _levels(node: core.Node) -> int:
    own = QUANTIFIER if isinstance(node, core.Quantified) else 1
    return own + max(map(_levels, core.children(node)), default=0)
