"""Which parameters a rule set reads, itself or through measures, and about whom."""

from collections.abc import Iterable, Iterator, Sequence

from groupctl.model.vocabulary import ENTITIES
from groupctl.rules import core
from groupctl.rules.policy import Aggregate, Computed, Measure, Policy, Ranking, Rule, RuleSet, WorkingDays

Reading = tuple[tuple[str, ...], str]
"""The way from the subject to the record in whose scope a parameter is read, and the parameter."""


def parameters_read(policy: Policy, rule_set: RuleSet, determining: Sequence[Rule]) -> Iterable[Reading]:
    """The parameters behind the conditions of all rules and behind what the determining ones say and propose."""
    nodes = [rule.condition for rule in rule_set.rules]
    nodes += [node for rule in determining for node in (*rule.then.values(), *rule.limits)]
    if not determining:
        nodes += rule_set.otherwise.values()
    seen: set[Reading] = set()
    found = (reading for node in nodes for reading in readings(policy, node, rule_set.about, (), seen))
    return dict.fromkeys(found)


def readings(
    policy: Policy, node: core.Node, entity: str, path: tuple[str, ...], seen: set[Reading]
) -> Iterator[Reading]:
    """The parameters read by an expression about the ``entity`` at the end of ``path``.

    ``seen`` holds the measures that have been gone into, each with the way to it, so that none is gone into twice.
    """
    for part in core.walk(node):
        if not isinstance(part, core.Read) or not part.path:
            continue
        if part.root == core.PARAMETER:
            yield path, part.path[0]
        elif part.root == core.SUBJECT:
            yield from measure_readings(policy, part, entity, path, seen)


def measure_readings(
    policy: Policy, read: core.Read, entity: str, path: tuple[str, ...], seen: set[Reading]
) -> Iterator[Reading]:
    """The parameters read by the measure, if it is one, at the end of ``read``."""
    for step in read.path[:-1]:
        attribute = ENTITIES[entity].attributes.get(step)
        if attribute is None or attribute.target is None:
            return
        entity = attribute.target
    measure = policy.measures.get((entity, read.path[-1]))
    place = ((*path, *read.path[:-1]), read.path[-1])
    if measure and place not in seen:
        seen.add(place)
        for node in expressions(measure):
            yield from readings(policy, node, entity, place[0], seen)


def expressions(measure: Measure) -> Iterator[core.Node]:
    """The expressions that a measure is made of."""
    match measure.formula:
        case Computed(expression=expression):
            yield expression
        case Aggregate(where=where, value=value) | Ranking(where=where, value=value):
            yield from (node for node in (where, value) if node is not None)
        case WorkingDays(days=days, after=after):
            yield from (days, after)
