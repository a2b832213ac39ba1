"""Reads all tables of a ledger, one by one: what is wrong with a table or a row costs nothing else."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import overload

from attrs import field, frozen

from groupctl.adapters import columns
from groupctl.adapters.contract import Reading
from groupctl.adapters.plan import Plan
from groupctl.adapters.raw import RawRow, RawTable
from groupctl.adapters.rows import RowReader, Zones, bind
from groupctl.adapters.unbound import Unbound
from groupctl.errors import AdapterError, Fault, SourceSpan
from groupctl.model.organisation import Unit
from groupctl.model.vocabulary import EXCHANGE_RATES, STANDARD
from groupctl.portfolio.notes import Note
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.entities import Schema
from groupctl.schema.money import Problem
from groupctl.texts.causes import Cause


@frozen(eq=False)
class RowSpans(Sequence[SourceSpan]):
    """Where the objects of a table stood: row numbers, made into places when they are asked for."""

    raw: RawTable
    numbers: "array[int]" = field(factory=lambda: array("Q"), repr=False)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> SourceSpan: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SourceSpan]: ...
    def __getitem__(self, index: int | slice) -> SourceSpan | Sequence[SourceSpan]:
        if isinstance(index, slice):
            return [self.raw.span(RawRow(number)) for number in self.numbers[index]]
        return self.raw.span(RawRow(self.numbers[index]))


@frozen
class TableSource:
    """A table to be read: how, and how to get at it (Unbound if that fails)."""

    plan: Plan
    open: Callable[[], RawTable]


def read_all(
    sources: Mapping[str, TableSource],
    *,
    currency: str | None,
    source: str,
    partial: Mapping[str, str] = MappingProxyType({}),
    not_kept: Iterable[str] = (),
    schema: Schema = STANDARD,
) -> Reading:
    """Everything in ``sources`` (by table of ``schema``). ``currency`` None stands for that of the group's root unit.

    ``partial`` are the tables that hold only some of their rows on purpose, ``not_kept`` those that the business has no such
    thing as. A table that can't be read at all is missing, and the reasons are among what was rejected. AdapterError
    when the currency of the portfolio is not stated.
    """
    tables: dict[str, list[object]] = {table: [] for table in not_kept}
    rejected: list[RejectedRow] = []
    spans: dict[str, RowSpans] = {}
    absent: dict[str, frozenset[str]] = {}
    notes: list[Note] = []
    readers: list[RowReader] = []
    zones = Zones()
    for table in sorted(sources, key=list(schema.tables).index):
        try:
            raw = sources[table].open()
            if not raw.columns and not any(raw.rows()):  # an empty JSON array has no columns to state
                tables[table], spans[table] = [], RowSpans(raw)
                continue
            reader = bind(sources[table].plan, raw)
        except Unbound as unbound:
            rejected += [_lost_table(table, where, problem) for where, problem in unbound.problems]
            continue
        rows = tables[table] = []
        spans[table] = here = RowSpans(reader.raw)
        for raw_row, row in reader.read(zones):
            if isinstance(row, RejectedRow):
                rejected.append(row)
            else:
                rows.append(row)
                here.numbers.append(raw_row.number)
        if rows or any(row.table == table for row in rejected):  # no row, nothing that it could have stated
            absent[table] = columns.absent(reader.plan, reader.raw)
        notes += reader.notes()
        readers.append(reader)
        if table == "units":
            zones = Zones({unit.id: unit for unit in rows if isinstance(unit, Unit)})
    _leave_out_supplementary(absent, readers)
    return Reading(
        tables=tables,
        rejected=rejected,
        missing_tables=missing_of(tables, schema) | (sources.keys() - tables.keys()),
        currency=currency or currency_of_root(tables.get("units", ()), rejected),
        partial=partial,
        absent=absent,
        notes=[*notes, *_unused(readers)],
        source=source,
        spans=spans,
    )


def _leave_out_supplementary(absent: dict[str, frozenset[str]], readers: Sequence[RowReader]) -> None:
    """A ledger that has none of the supplementary columns keeps none of them."""
    if any(columns.keeps_more(reader.plan, reader.raw) for reader in readers):
        return
    for reader in readers:
        if reader.plan.table in absent:
            absent[reader.plan.table] -= columns.supplementary(reader.plan)


def _unused(readers: Sequence[RowReader]) -> Iterator[Note]:
    """The columns that no table takes anything from; several may be drawn from the same rows."""
    taken: dict[str, set[str]] = {}
    for reader in readers:
        file = reader.raw.span(None).file
        taken.setdefault(file, set()).update(columns.taken(reader.plan, reader.raw))
    for reader in readers:
        if not reader.plan.distinct:
            yield from columns.unused(reader.plan, reader.raw, taken[reader.raw.span(None).file])


def _lost_table(table: str, where: SourceSpan, problem: Problem) -> RejectedRow:
    code, values = problem
    return RejectedRow(table=table, where=where, reason=Cause.of(code, about=table, **values))


def missing_of(tables: Iterable[str], schema: Schema) -> frozenset[str]:
    """The tables of ``schema`` that are not among ``tables``; that there are no exchange rates needs no mention."""
    return frozenset(schema.tables.keys() - set(tables) - {EXCHANGE_RATES})


def currency_of_root(units: Iterable[object], rejected: Iterable[RejectedRow] = ()) -> str:
    """The currency of the unit above all others. AdapterError, with all that is wrong with units, if there is none."""
    for unit in units:
        if isinstance(unit, Unit) and unit.parent is None and unit.currency:
            return unit.currency
    lost = [row for row in rejected if row.table == "units"]
    raise AdapterError(
        [
            Fault("adapters.no-portfolio-currency", hint="adapters.no-portfolio-currency-hint"),
            *(Fault(row.reason.key, dict(row.reason.values), row.where) for row in lost),
        ]
    )
