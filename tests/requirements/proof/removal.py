"""A policy without what meets a row.

What decides is taken away first: rules, events, gates and tasks that cite the row. Where none does, the rule sets and
processes that do are emptied; where there are none either, the measures that do become unknown and the parameters that do
lose their values.
"""

from collections.abc import Sequence
from typing import Any, Final

from attrs import evolve

from groupctl.requirements.elements import Element
from groupctl.rules import core
from groupctl.rules.policy import Computed, Measure, Policy
from groupctl.rules.types import Type

LEVELS: Final = (("rule", "event", "need", "task"), ("ruleset", "process"), ("measure", "parameter"))


def removable(parts: Sequence[Element]) -> tuple[Element, ...]:
    """The parts that are taken away: those that decide, if any do."""
    for kinds in LEVELS:
        if found := tuple(part for part in parts if part.kind in kinds):
            return found
    return ()


def without(policy: Policy, parts: Sequence[Element]) -> Policy:
    """``policy`` without the parts, known by their kind and name; a part that it doesn't have is no matter."""
    gone = {(part.kind, part.name) for part in parts}
    return evolve(
        policy,
        rulesets={name: _rule_set(one, gone) for name, one in policy.rulesets.items()},
        processes={name: _process(one, gone) for name, one in policy.processes.items()},
        measures={
            key: unknown(one) if ("measure", f"{one.about}.{one.name}") in gone else one
            for key, one in policy.measures.items()
        },
        parameters={
            name: evolve(one, values=(), scopes={}) if ("parameter", name) in gone else one
            for name, one in policy.parameters.items()
        },
    )


def unknown(measure: Measure) -> Measure:
    """The measure, unknown about everything: it divides by zero."""
    ratio = Type(kind="ratio")
    one, zero = core.Const(type=ratio, value=1), core.Const(type=ratio, value=0)
    quotient = core.Arithmetic(type=measure.type, operator="/", left=one, right=zero)
    return evolve(measure, formula=Computed(expression=quotient))


def _rule_set(rule_set: Any, gone: set[tuple[str, str]]) -> Any:
    if ("ruleset", rule_set.name) in gone:
        return evolve(rule_set, rules=())
    kept = tuple(rule for rule in rule_set.rules if ("rule", rule.id) not in gone)
    return rule_set if len(kept) == len(rule_set.rules) else evolve(rule_set, rules=kept)


def _process(process: Any, gone: set[tuple[str, str]]) -> Any:
    if ("process", process.name) in gone:
        return evolve(process, events=(), tasks=())
    return evolve(
        process,
        events=tuple(_event(one, gone) for one in process.events if ("event", one.id) not in gone),
        tasks=tuple(one for one in process.tasks if ("task", one.id) not in gone),
    )


def _event(event: Any, gone: set[tuple[str, str]]) -> Any:
    """Gates are numbered within their event, as ``elements`` names them."""
    kept = tuple(
        need for number, need in enumerate(event.needs, 1) if ("need", f"{event.id} #{number}") not in gone
    )
    return event if len(kept) == len(event.needs) else evolve(event, needs=kept)
