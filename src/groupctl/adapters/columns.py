"""The columns of a host's table and the fields that they are for: what is missing, doubled, misspelt or unused."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import attrs

from groupctl.adapters.near import near
from groupctl.adapters.plan import Plan
from groupctl.adapters.raw import RawTable
from groupctl.errors import SourceSpan
from groupctl.portfolio.notes import Note
from groupctl.schema.fields import FieldType, Mark
from groupctl.schema.money import Problem, shown
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

HAVING: Final = "having"
"""Stands for the column that rows must have something in, where places of columns are told."""
WHERE: Final = "where "
"""Stands before the names of the columns whose values rows are chosen by, where places of columns are told."""
_LISTED: Final = 20


def extras(fields: Mapping[str, FieldType]) -> tuple[str, ...]:
    """Columns that a table may have beside its ``fields``: the currency and the company of its amounts."""
    kinds = {field_type.kind for field_type in fields.values()}
    money = ("currency",) if kinds & {"money", "limit"} else ()
    return money + (("company",) if "limit" in kinds else ())


@cache
def required(cls: type) -> frozenset[str]:
    """The attributes that every row of ``cls`` must state."""
    return frozenset(a.name for a in attrs.fields(cls) if a.default is attrs.NOTHING)


def wanted(plan: Plan, raw: RawTable) -> Mapping[str, str]:
    """Attribute to the name of its column."""
    if plan.columns is not None:
        return plan.columns
    names = [*plan.fields, *extras(plan.fields)]
    return {name: name for name in names if name in raw.columns and name not in plan.constants}


def problems(plan: Plan, raw: RawTable) -> Iterator[tuple[SourceSpan, Problem]]:
    """Everything for which the table can't be read."""
    needed = {**wanted(plan, raw), **{WHERE + column: column for column in plan.where}}
    if plan.having is not None:
        needed[HAVING] = plan.having
    for name, column in needed.items():
        where = plan.spans.get(name, raw.span(None))
        times = list(raw.columns).count(column)
        if times > 1:
            yield where, ("adapters.column-twice", {"column": shown(column), "table": plan.table})
        elif not times:
            yield where, _no_column(plan, raw, column)
    for name in sorted(required(plan.type) - wanted(plan, raw).keys() - plan.constants.keys()):
        yield raw.span(None), _missing(plan, raw, name)
    for column, name in _misspelt(plan, raw).items():
        if name in extras(plan.fields):  # what an amount means would be another
            yield _heading(raw, column), _near_problem(plan, column, name)


def absent(plan: Plan, raw: RawTable) -> frozenset[str]:
    """The fields that no row can state and that the mapping doesn't call not kept.

    Supplementary ones are among them unless the mapping names the columns: it has chosen.
    """
    stated = wanted(plan, raw).keys() | plan.constants.keys() | required(plan.type)
    chosen = supplementary(plan) if plan.columns is not None else frozenset()
    return frozenset(plan.fields.keys() - stated - plan.not_kept - chosen)


def supplementary(plan: Plan) -> frozenset[str]:
    """The fields that many businesses don't keep."""
    return frozenset(name for name, field in plan.fields.items() if Mark.SUPPLEMENTARY in field.marks)


def keeps_more(plan: Plan, raw: RawTable) -> bool:
    """Whether the table has a supplementary column, or one that is near its name."""
    there = wanted(plan, raw).keys() | plan.constants.keys() | {*_misspelt(plan, raw).values()}
    return bool(there & supplementary(plan))


def faults(plan: Plan, raw: RawTable) -> Iterator[Note]:
    """The columns that no field takes although their names are near that of an absent field."""
    for column, name in _misspelt(plan, raw).items():
        code, values = _near_problem(plan, column, name)
        yield Note(table=plan.table, reason=Cause.of(code, **values), where=_heading(raw, column), fault=True)


def taken(plan: Plan, raw: RawTable) -> frozenset[str]:
    """The columns that a table takes something from, or that are told already."""
    named = {*wanted(plan, raw).values(), *plan.where, *_misspelt(plan, raw)}
    return frozenset(named | ({plan.having} if plan.having is not None else set()))


def unused(plan: Plan, raw: RawTable, taken_there: Collection[str]) -> Iterator[Note]:
    """The columns that nothing is taken from; ``taken_there`` are those that some table takes from the same rows."""
    if left := [column for column in raw.columns if column not in taken_there]:
        reason = Cause.of("adapters.columns-unused", table=plan.table, columns=listed(left))
        yield Note(table=plan.table, reason=reason, where=raw.span(None))


def _misspelt(plan: Plan, raw: RawTable) -> Mapping[str, str]:
    """Column to the absent field whose name it is near. A mapping that names the columns has chosen."""
    if plan.columns is not None:
        return {}
    known = {*plan.fields, *extras(plan.fields)}
    lacking = [name for name in (*plan.fields, *extras(plan.fields)) if _lacks(plan, raw, name)]
    found = {
        column: near(column, lacking)
        for column in raw.columns
        if column not in known and column not in plan.where
    }
    return {column: name for column, name in found.items() if name is not None}


def _lacks(plan: Plan, raw: RawTable, name: str) -> bool:
    return name not in raw.columns and name not in plan.constants and name not in plan.not_kept


def _near_problem(plan: Plan, column: str, name: str) -> Problem:
    return "adapters.column-near", {"column": shown(column), "table": plan.table, "near": name}


def _heading(raw: RawTable, column: str) -> SourceSpan:
    """Where the name of a column is."""
    return raw.span(None, raw.columns.index(column))


def _no_column(plan: Plan, raw: RawTable, column: str) -> Problem:
    close = similar(column, raw.columns)
    code = "adapters.no-column-but" if close else "adapters.no-column"
    values = {"column": shown(column), "table": plan.table, "there": listed(raw.columns)}
    return code, values | ({"near": shown(close)} if close else {})


def _missing(plan: Plan, raw: RawTable, name: str) -> Problem:
    if plan.columns is None:
        return _no_column(plan, raw, name)
    return "adapters.attribute-unmapped", {"attribute": name, "table": plan.table}


def listed(names: Sequence[str]) -> str:
    """Some names as one text."""
    text = ", ".join(name[:40] for name in names[:_LISTED])
    return text + (", …" if len(names) > _LISTED else "") or "-"
