"""From rows of text cells to objects of the model, by what the model's classes say about their fields.

A row with one bad cell is rejected whole, with the cell, its place and the reason; the cells that can be read
go with it, so that the portfolio knows whose figures it leaves incomplete (M16).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from groupctl.adapters import columns
from groupctl.adapters.cells import Convert, RowContext, converter
from groupctl.adapters.columns import extras, required
from groupctl.adapters.formats import Unreadable
from groupctl.adapters.near import near
from groupctl.adapters.plan import Plan
from groupctl.adapters.raw import CellText, RawRow, RawTable
from groupctl.adapters.unbound import Unbound
from groupctl.errors import Fault, ModelError
from groupctl.model.organisation import Unit
from groupctl.portfolio.notes import Note
from groupctl.portfolio.rejected_row import OWNER_OF, OWNERS, RejectedRow, cell
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.fields import FieldType, field_types
from groupctl.schema.money import Problem, shown
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

_Frame = Callable[[str, str, str], tuple[RowContext, Problem | None]]
_REMEMBERED = 4096


@define
class Zones:
    """The time zone of each unit, inherited from the units above; rows of no unit take the root's."""

    units: Mapping[str, Unit] = field(factory=dict)
    _known: dict[str | None, tzinfo | None] = field(factory=dict, init=False)

    def of(self, unit: str | None) -> tzinfo | None:
        """The zone of ``unit``; None when none is stated, or it is none."""
        if unit not in self._known:
            self._known[unit] = self._look_up(unit) if self.units else None
        return self._known[unit]

    def _look_up(self, unit: str | None) -> tzinfo | None:
        roots = (known for known in self.units.values() if known.parent is None)
        at = self.units.get(unit) if unit else next(roots, None)
        met: set[str] = set()
        while at is not None and at.time_zone is None and at.id not in met:
            met.add(at.id)
            at = self.units.get(at.parent) if at.parent else None
        try:
            return ZoneInfo(at.time_zone) if at and at.time_zone else None
        except (LookupError, OSError, ValueError):
            return None


@frozen
class Binding:
    """Where the value of one attribute comes from: a column (by position) or a constant, and how it is read."""

    name: str
    index: int | None
    constant: str | None
    values: Mapping[str, str]
    convert: Convert

    def text(self, cells: Sequence[CellText]) -> str:
        """The cell without surrounding blanks, translated; empty when there is nothing in it."""
        raw = self.constant if self.index is None else cells[self.index]
        if raw is None:
            return ""
        bare = raw if type(raw) is not str else raw.strip()
        return self.values.get(bare, bare) if self.values else bare


def bind(plan: Plan, raw: RawTable) -> "RowReader":
    """Tie a plan to the columns that are there. Unbound, with every fault, when they don't meet."""
    if problems := list(columns.problems(plan, raw)):
        raise Unbound(problems)
    wanted = columns.wanted(plan, raw)
    stated = wanted.keys() | plan.constants.keys()
    rounded: Counter[str] = Counter()

    def binding(name: str, field_type: FieldType) -> Binding:
        return Binding(
            name=name,
            index=raw.columns.index(wanted[name]) if name in wanted else None,
            constant=plan.constants.get(name),
            values=plan.values.get(name, {}),
            convert=converter(field_type, plan.formats, lambda: rounded.update([name])),
        )

    fields, about_units = plan.fields, field_types(Unit)
    return RowReader(
        plan=plan,
        raw=raw,
        bindings=tuple(binding(name, fields[name]) for name in fields if name in stated),
        extras=tuple(binding(name, about_units[name]) for name in extras(plan.fields) if name in stated),
        rounded=rounded,
    )


@frozen(kw_only=True)
class RowReader:
    """Reads the rows of one table; made by `bind`."""

    plan: Plan
    raw: RawTable
    bindings: tuple[Binding, ...]
    extras: tuple[Binding, ...]
    rounded: Counter[str]
    """How many cells of each field were rounded, as far as rows were read."""
    left_out: Counter[tuple[str, str]] = field(factory=Counter)
    """How many rows ``where`` left out, by column and value, as far as rows were read."""

    def read(self, zones: Zones) -> Iterator[tuple[RawRow, object]]:
        """Every row with its object or a `RejectedRow`, in order."""
        frame = self._frame(zones)
        having = None if self.plan.having is None else self.raw.columns.index(self.plan.having)
        where = [(self.raw.columns.index(name), name, kept) for name, kept in self.plan.where.items()]
        bindings = self.bindings + self.extras
        seen: set[tuple[str, ...]] = set()
        for row in self.raw.rows():
            if row.problem is not None:
                yield row, self._rejected(row, {}, {"": row.problem})
                continue
            if having is not None and not (row.cells[having] or "").strip():
                continue
            doubts: dict[str, Problem] = {}
            for index, name, kept in where:
                text = (row.cells[index] or "").strip()
                if text in kept:
                    continue
                if (doubt := self._doubt(text, kept)) is None:
                    self.left_out[name, text] += 1
                    break
                doubts[name] = doubt
            else:
                texts = {binding.name: binding.text(row.cells) for binding in bindings}
                if self.plan.distinct:
                    if (key := (*texts.values(), *doubts)) in seen:
                        continue
                    seen.add(key)
                yield row, self._object(row, texts, frame, doubts)

    def _doubt(self, text: str, kept: Iterable[str]) -> Problem | None:
        """Why it can't be told whether a row with ``text`` in a column of ``where`` is to be left out."""
        if not text:
            return "adapters.where-blank", {}
        if self.raw.misfit is not None and (problem := self.raw.misfit.problem(text, cell=True)) is not None:
            return problem
        meant = near(text, sorted(kept))
        return (
            None if meant is None else ("adapters.where-near", {"value": shown(text), "near": shown(meant)})
        )

    def notes(self) -> Iterator[Note]:
        """What is to be told about this table, once its rows were read."""
        yield from columns.faults(self.plan, self.raw)
        for name, count in sorted(self.rounded.items()):
            reason = Cause.of("adapters.rounded", field=name, table=self.plan.table, count=count)
            yield Note(table=self.plan.table, reason=reason, where=self.raw.span(None))
        for column in self.plan.where:
            found = {value: count for (name, value), count in self.left_out.items() if name == column}
            if found:
                values = columns.listed([f"{shown(value)} ({found[value]})" for value in sorted(found)])
                told = {"column": column, "count": str(sum(found.values())), "values": values}
                reason = Cause.of("adapters.left-out", table=self.plan.table, **told)
                yield Note(table=self.plan.table, reason=reason, where=self.raw.span(None))

    def _frame(self, zones: Zones) -> "_Frame":
        """How to find what a row's other cells say about its amounts and times, remembered for rows alike."""
        stated = {binding.name for binding in self.extras}

        @lru_cache(_REMEMBERED)
        def frame(currency: str, company: str, unit: str) -> tuple[RowContext, Problem | None]:
            code = (currency or None) if "currency" in stated else self.plan.currency
            zone = zones.of(unit or None)
            if code is None or code in CURRENCIES:
                return RowContext(currency=code, company=company or None, zone=zone), None
            near = similar(code, CURRENCIES) or "CNY, EUR, USD"
            problem = "model.unknown-currency", {"value": shown(code), "near": near}
            return RowContext(company=company or None, zone=zone), problem

        return frame

    def _object(
        self, row: RawRow, texts: Mapping[str, str], frame: "_Frame", doubts: Mapping[str, Problem]
    ) -> object:
        context, problem = frame(texts.get("currency", ""), texts.get("company", ""), texts.get("unit", ""))
        problems = ({"currency": problem} if problem else {}) | self._undecoded(texts)
        values: dict[str, object] = {}
        required_here = required(self.plan.type)
        for binding in self.bindings:
            if binding.name in problems:
                continue
            if text := texts[binding.name]:
                try:
                    values[binding.name] = binding.convert(text, context)
                except Unreadable as unreadable:
                    problems[binding.name] = unreadable.problem
                except ModelError as error:
                    problems[binding.name] = _problem(error.faults[0])
            elif binding.name in required_here:
                problems[binding.name] = "adapters.cell-empty", {}
        problems |= {columns.WHERE + name: doubt for name, doubt in doubts.items()}
        if not problems:
            try:
                return self.plan.type(**values)
            except ModelError as error:
                problems = {
                    fault.values["field"].rpartition(".")[2]: _problem(fault) for fault in error.faults
                }
        return self._rejected(row, values, problems)

    def _undecoded(self, texts: Mapping[str, str]) -> dict[str, Problem]:
        """The cells that are no text in the table's encoding."""
        if self.raw.misfit is None:
            return {}
        found = ((name, self.raw.misfit.problem(text, cell=True)) for name, text in texts.items())
        return {name: problem for name, problem in found if problem is not None}

    def _rejected(
        self, row: RawRow, values: Mapping[str, object], problems: Mapping[str, Problem]
    ) -> RejectedRow:
        """The row with its first problem and every cell that could be read."""
        name, (code, details) = next(iter(problems.items()))
        at = next((binding for binding in self.bindings + self.extras if binding.name == name), None)
        index = at.index if at else None
        if name.startswith(columns.WHERE):
            index = self.raw.columns.index(name.removeprefix(columns.WHERE))
        details = details | {"field": name if index is None else self.raw.columns[index]}
        readable: dict[str, str] = {}
        if row.problem is None:
            for attribute, field_type in self.plan.fields.items():
                if attribute not in problems and (attribute in values or field_type.optional):
                    readable[attribute] = cell(values.get(attribute))
        owners = {owner: readable.get(owner) for owner in OWNERS}
        if self.plan.table in OWNER_OF:
            owners[OWNER_OF[self.plan.table]] = readable.get("id")
        return RejectedRow(
            table=self.plan.table,
            where=self.raw.span(row, index),
            reason=Cause.of(code, **details),
            row=tuple(readable.items()),
            **owners,
        )


def _problem(fault: Fault) -> Problem:
    return fault.code, dict(fault.values)
