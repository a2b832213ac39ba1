"""A policy in which what acts on a row says something else.

What decides is changed first: a rule and a cell of a matrix give another answer, an event leads elsewhere, a gate stands open, a task is
due later, a route is decided by another post, an interest bars no one. Where nothing of that kind cites the row, all rules of the rule sets that do give
other answers and the processes that do are emptied; where there are none either, the measures that do become unknown and the
parameters that do have other values.

Names stay as they are: a test that only counts or lists what there is notices nothing.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from groupctl.requirements.elements import Element
from groupctl.rules import core
from groupctl.rules.authority import Authority, Route, Seat
from groupctl.rules.policy import Computed, Measure, Parameter, Policy, Rule
from groupctl.rules.types import Type

LEVELS: Final = (
    ("rule", "event", "need", "task", "route", "interest"),
    ("ruleset", "process"),
    ("measure", "parameter"),
)


def acting(parts: Sequence[Element]) -> tuple[Element, ...]:
    """The parts that act on a row: those that decide, if any do."""
    for kinds in LEVELS:
        if found := tuple(part for part in parts if part.kind in kinds):
            return found
    return ()


def changed(policy: Policy, parts: Sequence[Element]) -> Policy:
    """``policy`` with other values in the parts, known by their kind and name; a part that it doesn't have is no matter."""
    wrong = {(part.kind, part.name) for part in parts}
    return evolve(
        policy,
        rulesets={name: _rule_set(one, wrong) for name, one in policy.rulesets.items()},
        processes={name: _process(one, wrong) for name, one in policy.processes.items()},
        measures={
            key: unknown(one) if ("measure", f"{one.about}.{one.name}") in wrong else one
            for key, one in policy.measures.items()
        },
        parameters={
            name: _parameter(one) if ("parameter", name) in wrong else one
            for name, one in policy.parameters.items()
        },
        authority=evolve(
            policy.authority,
            routes={
                name: _route(one, policy.authority) if ("route", name) in wrong else one
                for name, one in policy.authority.routes.items()
            },
            interests={
                name: one
                for name, one in policy.authority.interests.items()
                if ("interest", name) not in wrong
            },
        ),
    )


def another(value: core.Value, type_: Type) -> core.Value | None:
    """Another value of a type; None where there is none to be had."""
    match value:
        case bool():
            return not value
        case str() if type_.kind == "enumeration":
            following = type_.members.index(value) + 1
            return type_.members[following % len(type_.members)] if len(type_.members) > 1 else None
        case str():
            return f"{value}_x"
        case int() | Fraction():
            return 2 * value + 1
        case date():
            return value + timedelta(days=1)
        case _:
            return None


def unknown(measure: Measure) -> Measure:
    """The measure, unknown about everything: it divides by zero."""
    ratio = Type(kind="ratio")
    one, zero = core.Const(type=ratio, value=1), core.Const(type=ratio, value=0)
    quotient = core.Arithmetic(type=measure.type, operator="/", left=one, right=zero)
    return evolve(measure, formula=Computed(expression=quotient))


def _parameter(parameter: Parameter) -> Parameter:
    """Other values; a limit has none."""
    values = [(since, another(value, parameter.type)) for since, value in parameter.values]
    known = tuple((since, value) for since, value in values if value is not None)
    return evolve(parameter, values=known, scopes={})


def _rule_set(rule_set: Any, wrong: set[tuple[str, str]]) -> Any:
    every = ("ruleset", rule_set.name) in wrong
    rules = tuple(
        found
        for rule in rule_set.rules
        for found in (_answering(rule) if every or ("rule", rule.id) in wrong else (rule,))
    )
    return rule_set if rules == rule_set.rules else evolve(rule_set, rules=rules)


def _answering(rule: Rule) -> tuple[Rule, ...]:
    """The rule with other answers; a rule whose answers are computed is left out."""
    then = {name: _other_answer(node) for name, node in rule.then.items()}
    return (evolve(rule, then=then),) if then != rule.then else ()


def _other_answer(node: core.Node) -> core.Node:
    value = another(node.value, node.type) if isinstance(node, core.Const) else None
    return node if value is None else core.Const(type=node.type, value=value)


def _process(process: Any, wrong: set[tuple[str, str]]) -> Any:
    if ("process", process.name) in wrong:
        return evolve(process, events=(), tasks=())
    events = tuple(_event(process, one, wrong) for one in process.events)
    tasks = tuple(_later(one) if ("task", one.id) in wrong else one for one in process.tasks)
    same = events == process.events and tasks == process.tasks
    return process if same else evolve(process, events=events, tasks=tasks)


def _event(process: Any, event: Any, wrong: set[tuple[str, str]]) -> Any:
    """Gates are numbered within their event, as ``elements`` names them."""
    needs = tuple(
        need for number, need in enumerate(event.needs, 1) if ("need", f"{event.id} #{number}") not in wrong
    )
    to = next(name for name in process.states if name != event.to)
    elsewhere = {"to": to} if ("event", event.id) in wrong else {}
    return event if needs == event.needs and not elsewhere else evolve(event, needs=needs, **elsewhere)


def _later(task: Any) -> Any:
    longer = core.Arithmetic(
        type=task.days.type, operator="+", left=task.days, right=core.Const(type=task.days.type, value=1)
    )
    return evolve(task, days=longer)


def _route(route: Route, authority: Authority) -> Route:
    """The route, decided by another post at the same level."""
    decided = route.deciding
    other = next(name for name in authority.posts if name != decided.seat.post)
    seat = Seat(other, decided.seat.at)
    return evolve(
        route, steps=tuple(evolve(one, seat=seat) if one is decided else one for one in route.steps)
    )
