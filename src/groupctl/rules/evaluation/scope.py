"""Which value of a parameter holds for a subject: the nearest scope with a value in force wins."""

from bisect import bisect_right
from datetime import date

from attrs import frozen

from groupctl.errors import ParameterMissing
from groupctl.model.records import Record
from groupctl.rules.core import Value
from groupctl.rules.policy import Parameter, ScopeLevel

LEVELS: tuple[ScopeLevel, ...] = ("unit", "segment")


@frozen(kw_only=True)
class ParameterUse:
    """The value of a parameter that a decision used: since when it is in force and which scope set it."""

    parameter: Parameter
    value: Value
    since: date
    scope: str
    """``policy``, or the level and id of the unit that set its own value: ``unit U-3``."""


def parameter_in_force(parameter: Parameter, unit: Record | None, as_of: date) -> ParameterUse:
    """The value for ``unit`` (None: the whole group) on ``as_of``; ParameterMissing when none is in force (L37)."""
    place: object = unit
    while isinstance(place, Record):
        for level in LEVELS:
            dated = latest(parameter.scopes.get(level, {}).get(place.id, ()), as_of)
            if dated:
                return ParameterUse(
                    parameter=parameter, value=dated[1], since=dated[0], scope=f"{level} {place.id}"
                )
        place = place.values.get("parent")
    dated = latest(parameter.values, as_of)
    if dated is None:
        raise ParameterMissing.of(
            "decision.parameter-missing",
            where=parameter.where,
            hint="decision.parameter-missing-hint",
            parameter=parameter.name,
            title_en=parameter.title.en,
            title_zh=parameter.title.zh,
            source=parameter.source,
            as_of=as_of,
        )
    return ParameterUse(parameter=parameter, value=dated[1], since=dated[0], scope="policy")


def latest(values: tuple[tuple[date, Value], ...], as_of: date) -> tuple[date, Value] | None:
    """The last of ``values``, which are sorted by date, that is in force on ``as_of``."""
    index = bisect_right(values, as_of, key=lambda dated: dated[0])
    return values[index - 1] if index else None


def unit_of(record: Record) -> Record | None:
    """The unit whose scope holds for ``record``; None for what belongs to the whole group."""
    unit = record if record.entity == "unit" else record.values.get("unit")
    return unit if isinstance(unit, Record) else None
