"""Amounts of an imported policy in another currency: the number would stay and its meaning change."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeVar

from groupctl.rules import core
from groupctl.rules.loading.compose import Piece, PolicySheet
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.policy import Measure, Parameter, RuleSet
from groupctl.rules.processes import Process, expressions

T = TypeVar("T")
Found = Iterator[tuple[DraftPart, PolicySheet]]


def check(
    context: Context,
    parameters: Mapping[str, Parameter],
    measures: Mapping[tuple[str, str], Measure],
    rulesets: Mapping[str, RuleSet],
    processes: Mapping[str, Process],
) -> None:
    """Report every amount that an imported policy writes in another currency than the policy's own."""
    found = (
        *_parameters(context, parameters),
        *_measures(context, measures),
        *_rules(context, rulesets),
        *_processes(context, processes),
    )
    for part, sheet in found:
        context.fault(
            part,
            "policy.other-currency",
            "policy.other-currency.hint",
            imported=sheet.policy.name,
            theirs=sheet.policy.currency,
            own=context.currency,
        )


def _other(context: Context, sheet: PolicySheet) -> bool:
    return sheet.policy.currency != context.composition.sheet.policy.currency


def _parameters(context: Context, parameters: Mapping[str, Parameter]) -> Found:
    for name, parameter in parameters.items():
        if parameter.type.kind not in ("money", "limit"):
            continue
        own = [dated for units in parameter.scopes.values() for dated in units.values()]
        for part, values in (("values", [parameter.values]), ("scopes", own)):
            piece = context.composition.parameters[name]
            sheet = _says(piece, part)
            if _other(context, sheet) and any(_is_amount(value) for dated in values for _, value in dated):
                yield piece.sub(part), sheet


def _says(piece: Piece[T], part: str) -> PolicySheet:
    """Whose words a part of a piece are."""
    return piece.changed_by if part in piece.replaced and piece.changed_by else piece.sheet


def _measures(context: Context, measures: Mapping[tuple[str, str], Measure]) -> Found:
    for place, measure in measures.items():
        piece = context.composition.measures[place]
        if _other(context, piece.sheet) and _amount(measure.expressions()):
            yield piece.part.sub("name"), piece.sheet


def _rules(context: Context, rulesets: Mapping[str, RuleSet]) -> Found:
    for rule_set in rulesets.values():
        piece = context.composition.rulesets[rule_set.name]
        if _other(context, piece.sheet) and _amount(rule_set.otherwise.values()):
            yield piece.sub("otherwise"), piece.sheet
        for rule in rule_set.rules:
            said = context.composition.rules.get(rule.id)
            if said is None:  # a rule without an id, which has been reported
                continue
            parts = {"when": [rule.when], "then": rule.then.values(), "applies": filter(None, [rule.applies])}
            parts["proposes"] = rule.limits
            for part, nodes in parts.items():
                if _other(context, _says(said, part)) and _amount(nodes):
                    yield said.sub(part), _says(said, part)


def _processes(context: Context, processes: Mapping[str, Process]) -> Found:
    for name, process in processes.items():
        piece = context.composition.processes[name]
        if _other(context, piece.sheet) and _amount(expressions(process)):
            yield piece.part.sub("name"), piece.sheet


def _amount(nodes: Iterable[core.Node]) -> bool:
    """Whether an amount other than zero is written in an expression."""
    constants = (node for top in nodes for node in core.walk(top) if isinstance(node, core.Const))
    return any(node.type.kind in ("money", "limit") and _is_amount(node.value) for node in constants)


def _is_amount(value: core.Value) -> bool:
    return isinstance(value, int | Fraction) and value != 0
