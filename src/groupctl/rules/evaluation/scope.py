"""Which value of a parameter holds for a subject: the nearest scope with a value in force wins."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from groupctl.errors import ParameterMissing
from groupctl.model.organisation import Organisation
from groupctl.portfolio.records import Record
from groupctl.rules.core import Value
from groupctl.rules.functions import size
from groupctl.rules.policy import Parameter, ScopeLevel

LEVELS: tuple[ScopeLevel, ...] = ("unit", "segment")

UnitLine = tuple[tuple[str, ...], bool]
"""The ids of a unit and of the units above it, and whether that is all of them."""


@frozen(kw_only=True)
class ParameterUse:
    """The value of a parameter that a decision used: since when it is in force and which scope set it."""

    parameter: Parameter
    value: Value
    since: date
    scope: str
    """``policy``, or the level and id of the unit that set its own value: ``unit U-3``."""


def unit_of(record: Record) -> str | None:
    """The id of the unit whose scope holds for ``record``; None for what belongs to the whole group."""
    unit = record.id if record.entity == "unit" else getattr(record.source, "unit", None)
    return unit if isinstance(unit, str) else None


def line_of(record: Record, organisation: Organisation) -> UnitLine:
    """The line of units that ``record`` belongs to; it ends early where a unit was rejected."""
    unit = unit_of(record)
    return line_from(unit, organisation) if unit else ((), True)


def line_from(unit: str, organisation: Organisation) -> UnitLine:
    """``unit`` and the units above it, the last perhaps one that is only known by name."""
    if unit not in organisation.units:
        return (unit,), False
    line = organisation.line(unit)
    lost = organisation.units[line[-1]].parent
    return ((*line, lost), False) if lost else (line, True)


def parameter_in_force(
    parameter: Parameter, unit: str | None, organisation: Organisation, as_of: date
) -> ParameterUse:
    """The value for ``unit`` (None: the whole group) on ``as_of``.

    ParameterMissing when none is in force (L37), or when a unit that was rejected hides which one is.
    """
    line, whole = line_from(unit, organisation) if unit else ((), True)
    found = list(values_on(parameter, line, as_of))
    nearest = bool(found) and found[0].scope != "policy" and not parameter.only_tighter
    if not whole and parameter.scopes and not nearest:
        raise missing("decision.parameter-scope-lost", parameter, as_of, unit=line[-1])
    if not found:
        raise missing("decision.parameter-missing", parameter, as_of)
    return tightest(parameter, found) if parameter.only_tighter else found[0]


def values_on(parameter: Parameter, line: tuple[str, ...], as_of: date) -> Iterator[ParameterUse]:
    """The values in force on ``as_of`` along ``line``, the nearest first, the policy's own last."""
    places = [
        (f"{level} {unit}", parameter.scopes.get(level, {}).get(unit, ()))
        for unit in line
        for level in LEVELS
    ]
    for scope, values in (*places, ("policy", parameter.values)):
        index = bisect_right(values, as_of, key=lambda dated: dated[0])
        if index:
            since, value = values[index - 1]
            yield ParameterUse(parameter=parameter, value=value, since=since, scope=scope)


def tightest(parameter: Parameter, found: list[ParameterUse]) -> ParameterUse:
    """The strictest of several values, the nearest of equal ones (M24)."""
    choose = min if parameter.tighter == "lower" else max
    return choose(found, key=lambda use: size(use.value))


def missing(code: str, parameter: Parameter, as_of: date, **values: object) -> ParameterMissing:
    """The error for a parameter that has no value to decide by."""
    return ParameterMissing.of(
        code,
        where=parameter.where,
        hint=f"{code}-hint",
        parameter=parameter.name,
        title_en=parameter.title.text("en"),
        title_zh=parameter.title.text("zh"),
        source=parameter.source,
        as_of=as_of,
        **values,
    )
