"""The values of parameters, by date and scope (M24)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, cast, get_args

from attrs import evolve

from groupctl.rules import core, draft
from groupctl.rules.draft import Written
from groupctl.rules.functions import FISCAL_YEAR, size
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.rules.policy import Parameter, ScopeLevel
from groupctl.rules.types import DAYS, NUMERIC, Type

LEVELS: Final[tuple[ScopeLevel, ...]] = get_args(ScopeLevel)
DIRECTIONS: Final = ("lower", "higher")
ORDERED: Final = NUMERIC | {"limit", "date"}

Dated = tuple[tuple[date, core.Value], ...]


def parameter(context: Context, name: str, piece: Piece[draft.ParameterDraft]) -> Parameter | None:
    """One parameter; None when its type is not known."""
    written, type_ = piece.item, context.parameters.get(name)
    told = context.told(written, piece)
    _direction(context, piece, type_)
    if type_ is None:
        return None
    values = _dated(context, written.values, type_, piece.sub("values"))
    scopes = _scopes(context, piece, type_)
    if written.only_tighter and written.tighter in DIRECTIONS:
        for level, units in scopes.items():
            for unit, dated in units.items():
                _tighter(context, piece, values, dated, piece.sub("scopes", level, unit))
    return Parameter(
        name=name,
        type=type_,
        values=values,
        scopes=scopes,
        tighter=str(written.tighter),
        only_tighter=written.only_tighter,
        **told,
        change=piece.change,
        imported=_imported(context, piece, type_),
        is_imported=piece.sheet is not context.composition.sheet,
    )


def _imported(context: Context, piece: Piece[draft.ParameterDraft], type_: Type) -> Dated:
    """The values that the importing policy replaced; what is wrong with them is a fault of the import.

    Amounts in another currency are left out: which of two is looser can't be told.
    """
    if piece.imported is None or "values" not in piece.replaced:
        return ()
    if type_.kind in ("money", "limit") and piece.sheet.policy.currency != context.currency:
        return ()
    return _dated(evolve(context, faults=[]), piece.imported.values, type_, piece.part.sub("values"))


def given_days(context: Context) -> str:
    """The parameter that says how long given values hold: of this policy, else of the first that it imports and that names one."""
    sheet = context.composition.sheet
    said = next((one for one in (sheet, *sheet.reach()) if one.policy.given_days), None)
    if said is None:
        return ""
    name, part = said.policy.given_days, said.part("given_days")
    if name not in context.composition.parameters:
        context.unknown(part, "policy.no-parameter", name, context.composition.parameters)
    elif context.parameters.get(name, DAYS) != DAYS:
        unit = context.composition.parameters[name].sub("unit")
        context.fault(unit, "policy.given-days-unit", "policy.write-instead", instead=DAYS)
    return str(name)


def months(context: Context, parameters: Mapping[str, Parameter], nodes: Iterable[core.Node]) -> None:
    """The parameters by which the fiscal year begins hold months."""
    calls = (part for node in nodes for part in core.walk(node) if isinstance(part, core.Call))
    firsts = (call.arguments[-1] for call in calls if call.function == FISCAL_YEAR)
    read = {
        first.path[0] for first in firsts if isinstance(first, core.Read) and first.root == core.PARAMETER
    }
    for name in sorted(read & parameters.keys()):
        for day, value in parameters[name].values:
            if value not in range(1, 13):
                part = context.composition.parameters[name].sub("values", day)
                context.fault(part, "policy.no-month", found=value)


def _direction(context: Context, piece: Piece[draft.ParameterDraft], type_: Type | None) -> None:
    tighter, part = piece.item.tighter, piece.sub("tighter")
    if tighter and tighter not in DIRECTIONS:
        context.unknown(part, "policy.no-direction", tighter, DIRECTIONS)
    elif tighter and type_ and type_.kind not in ORDERED:
        context.fault(part, "policy.no-order", type=type_)
    elif piece.item.only_tighter and not tighter:
        context.fault(piece.sub("only_tighter"), "policy.tighter-needed", "policy.tighter-needed.hint")


def _dated(context: Context, written: Mapping[date, Written], type_: Type, part: DraftPart) -> Dated:
    """Values sorted by the day from which they hold."""
    found = []
    for day, value in written.items():
        if type(day) is not date:
            context.fault(part.sub(day, KEY), "policy.no-date", found=day)
            continue
        constant = context.constant(value, type_, part.sub(day))
        if constant is not None:
            found.append((day, constant))
    return tuple(sorted(found, key=lambda dated: dated[0]))


def _scopes(
    context: Context, piece: Piece[draft.ParameterDraft], type_: Type
) -> Mapping[ScopeLevel, Mapping[str, Dated]]:
    allowed = piece.item.override
    for i, level in enumerate(allowed):
        if level not in LEVELS:
            context.unknown(piece.sub("override", i), "policy.no-level", level, LEVELS)
    result: dict[ScopeLevel, Mapping[str, Dated]] = {}
    for level, units in piece.item.scopes.items():
        part = piece.sub("scopes", level)
        if level not in LEVELS:
            context.unknown(part.sub(KEY), "policy.no-level", level, LEVELS)
        elif level not in allowed:
            context.fault(
                part.sub(KEY),
                "policy.scope-not-allowed",
                "policy.scope-not-allowed.hint",
                name=piece.item.name,
                level=level,
            )
        found = {str(unit): _dated(context, dated, type_, part.sub(unit)) for unit, dated in units.items()}
        if level in LEVELS and (stated := {unit: dated for unit, dated in found.items() if dated}):
            result[cast(ScopeLevel, str(level))] = stated
    return result


def _tighter(
    context: Context, piece: Piece[draft.ParameterDraft], group: Dated, own: Dated, part: DraftPart
) -> None:
    """A unit's value must never be looser than the group's on the same day (M24)."""
    days = sorted({day for day, _ in (*group, *own)})
    for day in days:
        wanted, found = latest(group, day), latest(own, day)
        if wanted and found and looser(found[1], wanted[1], piece.item.tighter):
            written = part.sub(found[0])
            context.fault(
                written, "policy.looser", f"policy.looser-{piece.item.tighter}", name=piece.item.name, day=day,
                since=wanted[0],
            )  # fmt: skip
            return


def looser(one: core.Value, other: core.Value, tighter: str) -> bool:
    """Whether ``one`` is looser than ``other``; never where no direction is ``tighter``."""
    return size(one) > size(other) if tighter == "lower" else tighter == "higher" and size(one) < size(other)


def latest(values: Dated, day: date) -> tuple[date, core.Value] | None:
    """The value in force on a day, with the day from which it is."""
    index = bisect_right(values, day, key=lambda dated: dated[0])
    return values[index - 1] if index else None
