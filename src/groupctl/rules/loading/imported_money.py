"""Amounts of an imported policy in another currency: the number would stay and its meaning change."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from groupctl.rules import core
from groupctl.rules.loading.compose import Composition, Piece
from groupctl.rules.loading.context import Context
from groupctl.rules.policy import Measure, Parameter, Rule, RuleSet
from groupctl.rules.processes import Process, expressions

Said = tuple[Piece[Any], str, bool]
"""A part of a policy, one of its fields, and whether an amount stands there."""


def check(
    context: Context,
    parameters: Mapping[str, Parameter],
    measures: Mapping[tuple[str, str], Measure],
    rulesets: Mapping[str, RuleSet],
    processes: Mapping[str, Process],
) -> None:
    """Report every amount that an imported policy writes in another currency than the policy's own."""
    parts = context.composition
    found: list[Said] = [
        *(
            one
            for name, parameter in parameters.items()
            for one in _values(parts.parameters[name], parameter)
        ),
        *((parts.measures[place], "name", _amount(one.expressions())) for place, one in measures.items()),
        *((parts.processes[name], "name", _amount(expressions(one))) for name, one in processes.items()),
        *(one for rule_set in rulesets.values() for one in _answers(parts, rule_set)),
    ]
    own = parts.sheet.policy.currency
    for piece, name, amount in found:
        changed = piece.changed_by if name in piece.replaced else None
        sheet = changed or piece.sheet
        if amount and sheet.policy.currency != own:
            values = {"imported": sheet.policy.name, "theirs": sheet.policy.currency, "own": context.currency}
            part = piece.part.sub(name) if name == "name" else piece.sub(name)
            context.fault(part, "policy.other-currency", "policy.other-currency.hint", **values)


def _values(piece: Piece[Any], parameter: Parameter) -> Iterator[Said]:
    if parameter.type.kind in ("money", "limit"):
        own = [dated for units in parameter.scopes.values() for dated in units.values()]
        for part, values in (("values", [parameter.values]), ("scopes", own)):
            yield piece, part, any(_is_amount(value) for dated in values for _, value in dated)


def _answers(parts: Composition, rule_set: RuleSet) -> Iterator[Said]:
    yield parts.rulesets[rule_set.name], "otherwise", _amount(rule_set.otherwise.values())
    for rule in rule_set.rules:
        if rule.id in parts.rules:  # a rule without an id has been reported
            for part, nodes in _nodes(rule).items():
                yield parts.rules[rule.id], part, _amount(nodes)


def _nodes(rule: Rule) -> Mapping[str, Iterable[core.Node]]:
    applies = () if rule.applies is None else (rule.applies,)
    return {"when": (rule.when,), "then": rule.then.values(), "applies": applies, "proposes": rule.limits}


def _amount(nodes: Iterable[core.Node]) -> bool:
    """Whether an amount other than zero is written in an expression."""
    constants = (node for top in nodes for node in core.walk(top) if isinstance(node, core.Const))
    return any(node.type.kind in ("money", "limit") and _is_amount(node.value) for node in constants)


def _is_amount(value: core.Value) -> bool:
    return isinstance(value, int | Fraction) and value != 0
