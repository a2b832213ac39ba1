"""Mutants of a policy: one small mistake each, such as a reviewer might overlook.

A test that fails on a mutant kills it. One that no test kills is a mistake that could be made today and stay unseen.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any, Final, Literal

from attrs import evolve, frozen

from groupctl.errors import SourceSpan
from groupctl.rules import core
from groupctl.rules.policy import HitPolicy, Parameter, Policy, Rule, RuleSet, UnknownPolicy
from groupctl.rules.show import show, show_value
from groupctl.rules.types import DAYS, ORDERED, Type
from groupctl.testing.coverage import same
from groupctl.testing.values import LEAST_SHARE, beside

Kind = Literal["operator", "threshold", "date", "drop", "swap", "hit", "unknown"]

NEIGHBOURS: Final[dict[str, core.ComparisonOperator]] = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "=": "!=",
    "!=": "=",
}
HIT_POLICIES: Final[dict[HitPolicy, HitPolicy]] = {
    "first": "unique",
    "priority": "first",
    "unique": "first",
    "any": "first",
    "collect list": "first",
    "collect sum": "collect max",
    "collect min": "collect max",
    "collect max": "collect min",
}
UNKNOWN: Final[dict[UnknownPolicy, tuple[UnknownPolicy, ...]]] = {
    "pass": ("ignore",),
    "refer": ("pass", "ignore"),
    "error": ("pass",),
    "ignore": ("pass",),
}


@frozen(kw_only=True, eq=False)
class Mutant:
    """A policy with one mistake: what is mistaken, where, what it was and what it is now.

    It changes a rule set (``change``), in one of its rules where ``rule`` has that with its mistake, or else a parameter.
    """

    kind: Kind
    name: str
    """The rule, the rule set or the parameter."""
    where: SourceSpan | None
    was: str
    now: str
    rule_set: str = ""
    rule: Rule | None = None
    original: Rule | None = None
    change: Callable[[RuleSet], RuleSet] | None = None
    parameter: Parameter | None = None
    parameter_before: tuple[tuple[date, core.Value], ...] = ()

    def applied(self, rule_set: RuleSet) -> RuleSet:
        """``rule_set`` with the mistake; as it is where it does not have the rule that is mistaken."""
        if self.change is None or rule_set.name != self.rule_set:
            return rule_set
        if self.original and not any(
            same(self.original, one) for one in rule_set.rules if one.id == self.name
        ):
            return rule_set
        return self.change(rule_set)


def mutants(policy: Policy, only: Sequence[str] = ()) -> list[Mutant]:
    """Every mutant of a policy, or of ``only`` these rule sets and no parameter."""
    chosen = [policy.rulesets[name] for name in only] or list(policy.rulesets.values())
    found = [mutant for rule_set in chosen for mutant in _of_rule_set(policy, rule_set)]
    if not only:
        found += [mutant for one in policy.parameters.values() for mutant in _of_parameter(policy, one)]
    return found


# ------------------------------------------------------------------------------------------------ rule sets
def _of_rule_set(policy: Policy, rule_set: RuleSet) -> Iterator[Mutant]:
    for rule in rule_set.rules:
        yield from _of_rule(policy, rule_set, rule)
    if rule_set.rules:
        yield _set(rule_set, "hit", rule_set.hit, HIT_POLICIES[rule_set.hit])
    for unknown in UNKNOWN[rule_set.unknown] if rule_set.rules else ():
        yield _set(rule_set, "unknown", rule_set.unknown, unknown)
    if rule_set.hit == "first":
        for one, other in pairwise(rule.id for rule in rule_set.rules):
            yield _order(rule_set, one, other, partial(_swapped, one=one, other=other))
    if rule_set.hit == "priority":
        yield from _ranks(rule_set)


def _set(rule_set: RuleSet, kind: Literal["hit", "unknown"], was: str, now: str) -> Mutant:
    return Mutant(
        kind=kind,
        name=rule_set.name,
        where=rule_set.where,
        rule_set=rule_set.name,
        was=f"{kind}: {was}",
        now=f"{kind}: {now}",
        change=partial(_with, **{kind: now}),
    )


def _ranks(rule_set: RuleSet) -> Iterator[Mutant]:
    """Two neighbours of those that rules say change places in the order of the first output."""
    name, type_ = next(iter(rule_set.gives.items()))
    said = {node.value for rule in rule_set.rules if isinstance(node := rule.then.get(name), core.Const)}
    for one, other in pairwise(member for member in type_.members if member in said):
        swap = {one: other, other: one}
        members = tuple(swap.get(member, member) for member in type_.members)
        ranked = {**rule_set.gives, name: evolve(type_, members=members)}
        yield _order(rule_set, one, other, partial(_with, gives=ranked))


def _order(rule_set: RuleSet, one: str, other: str, change: Callable[[RuleSet], RuleSet]) -> Mutant:
    return Mutant(
        kind="swap",
        name=rule_set.name,
        where=rule_set.where,
        rule_set=rule_set.name,
        was=f"{one}, {other}",
        now=f"{other}, {one}",
        change=change,
    )


def _swapped(rule_set: RuleSet, one: str, other: str) -> RuleSet:
    """``rule_set`` in which two rules have changed places, if both are there."""
    places = {rule.id: index for index, rule in enumerate(rule_set.rules)}
    found = list(rule_set.rules)
    if one in places and other in places:
        found[places[one]], found[places[other]] = found[places[other]], found[places[one]]
    return evolve(rule_set, rules=tuple(found))


def _with(whole: Any, **parts: Any) -> Any:
    return evolve(whole, **parts)


# ---------------------------------------------------------------------------------------------------- rules
def _of_rule(policy: Policy, rule_set: RuleSet, rule: Rule) -> Iterator[Mutant]:
    def mutant(kind: Kind, was: str, now: str, changed: Rule | None) -> Mutant:
        def change(found: RuleSet) -> RuleSet:
            rules = (changed if one.id == rule.id else one for one in found.rules)
            return evolve(found, rules=tuple(one for one in rules if one is not None))

        return Mutant(
            kind=kind,
            name=rule.id,
            where=rule.where,
            was=was,
            now=now,
            rule_set=rule_set.name,
            rule=changed,
            original=rule,
            change=change,
        )

    yield mutant("drop", rule.id, "-", None)
    for part in ("applies", "when"):
        node = getattr(rule, part)
        for kind, was, now, whole in variants(policy, node) if node is not None else ():
            shown = [show(one, policy.currency) for one in (was, now)]
            yield mutant(kind, shown[0], shown[1], _with(rule, **{part: whole}))
    for part in ("since", "until"):
        day = getattr(rule, part)
        for moved in beside(day):
            yield mutant("date", f"{part}: {day}", f"{part}: {moved}", _with(rule, **{part: moved}))


Variant = tuple[Kind, core.Node, core.Node, core.Node]
"""The kind of a mistake, the part that it is in, that part now, and the whole expression now."""


def variants(policy: Policy, node: core.Node) -> Iterator[Variant]:
    """An expression with one mistake, each in turn."""
    for kind, changed in _mistaken(policy, node):
        yield kind, node, changed, changed
    if isinstance(node, core.Quantified):
        for kind, was, now, inner in variants(policy, node.condition):
            yield kind, was, now, evolve(node, condition=inner)
        return
    parts = core.children(node)
    for index, part in enumerate(parts):
        for kind, was, now, inner in variants(policy, part):
            yield kind, was, now, core.with_children(node, [*parts[:index], inner, *parts[index + 1 :]])


def _mistaken(policy: Policy, node: core.Node) -> Iterator[tuple[Kind, core.Node]]:
    match node:
        case core.Comparison():
            yield "operator", evolve(node, operator=NEIGHBOURS[node.operator])
            for side in ("left", "right"):
                for kind, moved in _moved(policy, getattr(node, side)):
                    yield kind, _with(node, **{side: moved})
        case core.And(terms=terms):
            yield "operator", core.Or(terms=terms, span=node.span)
        case core.Or(terms=terms):
            yield "operator", core.And(terms=terms, span=node.span)
        case core.Not(term=term):
            yield "operator", term
        case core.IsKnown():
            yield "operator", core.Not(term=node, span=node.span)
        case core.Quantified():
            yield "operator", evolve(node, every=not node.every)
        case core.Call(function="over", arguments=(amount, limit)):
            for kind, moved in _by_a_unit(amount):
                yield kind, evolve(node, arguments=(moved, limit))


def _moved(policy: Policy, node: core.Node) -> Iterator[tuple[Kind, core.Node]]:
    """A side of a comparison that is a threshold, moved by one unit: a constant, or a parameter that the policy leaves open."""
    if isinstance(node, core.Const) and node.type.kind in ORDERED:
        for value in beside(node.value):
            yield ("date" if isinstance(value, date) else "threshold"), evolve(node, value=value)
    open_ = (
        isinstance(node, core.Read)
        and node.root == core.PARAMETER
        and not policy.parameters[node.path[0]].values
    )
    if open_ and node.type.kind in ORDERED:
        yield from _by_a_unit(node)


def _by_a_unit(node: core.Node) -> Iterator[tuple[Kind, core.Node]]:
    is_date = node.type.kind == "date"
    unit = core.Const(
        type=DAYS if is_date else node.type, value=LEAST_SHARE if node.type.kind == "ratio" else 1
    )
    operators: Sequence[core.ArithmeticOperator] = ("+", "-")
    for operator in operators:
        moved = core.Arithmetic(type=node.type, operator=operator, left=node, right=unit)
        yield ("date" if is_date else "threshold"), moved


# ----------------------------------------------------------------------------------------------- parameters
def _of_parameter(policy: Policy, parameter: Parameter) -> Iterator[Mutant]:
    """A parameter of which one value is a unit more or less, or holds from a day earlier or later."""
    for index, (day, value) in enumerate(parameter.values):
        before, after = parameter.values[:index], parameter.values[index + 1 :]
        unit = parameter.type
        changes: list[tuple[Kind, tuple[date, Any]]] = [
            (("date" if isinstance(moved, date) else "threshold"), (day, moved))
            for moved in beside(_sized(value, unit))
        ]
        if index:  # before the first there is none: that it begins so early says no more than "always"
            changes += [("date", (moved, value)) for moved in beside(day)]
        for kind, now in changes:
            yield Mutant(
                kind=kind,
                name=parameter.name,
                where=parameter.where,
                was=_said(policy, parameter, (day, value)),
                now=_said(policy, parameter, now),
                parameter_before=parameter.values,
                parameter=evolve(parameter, values=(*before, now, *after)),
            )


def _sized(value: Any, type_: Type) -> Any:
    return Fraction(value) if type_.kind == "ratio" else value


def _said(policy: Policy, parameter: Parameter, held: tuple[date, Any]) -> str:
    return f"{parameter.name} = {show_value(held[1], parameter.type, policy.currency)} from {held[0]}"
