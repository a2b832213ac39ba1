"""A report is read, not computed: every figure is a value that the engine gives, or the causes why it gives none."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Self

from attrs import define, field, frozen

from groupctl.control.paper import parameters_read
from groupctl.control.request_status import ANSWERED
from groupctl.control.way import Way
from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.measured import Measured, type_of
from groupctl.decisions.permission import RecordRights
from groupctl.decisions.remedies import Remedy
from groupctl.errors import DataError, ParameterMissing
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.report.filled import (
    IN_TIME,
    NEW,
    OVERDUE,
    QUIET,
    RAISED,
    Answer,
    Chapter,
    Counted,
    Figure,
    FigureRow,
    Filled,
    FilledMatrix,
    FilledPart,
    Heading,
    HeldOrders,
    Moved,
    OpenRequests,
    Points,
    Tallied,
    is_doubtful,
)
from groupctl.report.general import sections as all_sections
from groupctl.report.summary import ORDERS, amounts
from groupctl.report.summary_orders import Orders, deciding
from groupctl.report.summary_parts import Raised
from groupctl.rules.evaluation.scope import ParameterUse, parameter_in_force
from groupctl.rules.matrix import cells, matrix_rows
from groupctl.rules.policy import Policy, members_of
from groupctl.rules.report_section import (
    Curve,
    Held,
    Listing,
    Matrix,
    Movement,
    Owed,
    Requests,
    Section,
    SectionPart,
    Tally,
)
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.texts.title import Title

MOST_ROWS: Final = 20
"""A table shows this many rows whose place is known, and as many whose place is not, unless more are asked for."""


@frozen(kw_only=True)
class Report:
    """Everything that a report says, before it is put into words."""

    policy: Policy
    portfolio: Portfolio
    chapters: tuple[Chapter, ...]
    sources: Mapping[str, Title] = field(factory=dict)
    """What the rows that columns and sections cite are called, where that is known."""
    seen_by: str = ""
    """The person for whom it was made, and who sees nothing else; empty where it is whole."""

    @classmethod
    def of(
        cls,
        engine: Engine,
        portfolio: Portfolio,
        *,
        sections: Sequence[Section] | None = None,
        most: int = MOST_ROWS,
        earlier: Portfolio | None = None,
        sources: Mapping[str, Title] | None = None,
        permissions: RecordRights | None = None,
    ) -> Self:
        """Read ``sections`` about ``portfolio``, without any all that the policy has; ``most`` rows a table.

        What moved is told against the portfolio of an ``earlier`` day. ``sources`` are titles of the rows that a policy cites.
        With ``permissions``, it tells only of records that they let a person read.
        """
        reader = SectionReader(
            engine=engine, portfolio=portfolio, earlier=earlier, most=most, permissions=permissions
        )
        chapters = tuple(
            reader.chapter(section)
            for section in (all_sections(engine.policy) if sections is None else sections)
        )
        return cls(
            policy=engine.policy,
            portfolio=portfolio,
            chapters=chapters,
            sources=sources or {},
            seen_by=permissions.person if permissions else "",
        )


@define(kw_only=True)
class SectionReader:
    """Reads the parts of sections from an engine."""

    engine: Engine
    portfolio: Portfolio
    earlier: Portfolio | None = None
    most: int
    permissions: RecordRights | None = None
    _remedies: dict[tuple[str, str], tuple[Remedy, ...]] = field(factory=dict, init=False)

    def sees(self, entity: str, subject: str) -> bool:
        """Whether the report may tell of a record."""
        return self.permissions is None or self.permissions.sees(entity, subject)

    def decisions(self, portfolio: Portfolio, names: Sequence[str]) -> Iterator[Decision]:
        """What some rule sets decide about the records that may be told of, where they apply."""
        for decision in self.engine.review(portfolio, rule_sets=names) if names else ():
            if decision.status != "not applicable" and self.sees(decision.entity, decision.subject):
                yield self.permissions.told(decision) if self.permissions else decision

    def chapter(self, section: Section) -> Chapter:
        """A section, filled."""
        used, unset = [], []
        for name in section.parameters:
            if parameter := self.engine.policy.parameters.get(name):
                if found := self.parameter(name):
                    used.append(found)
                else:
                    unset.append(parameter.title)
        parts = tuple(map(self.part, section.parts))
        return Chapter(section=section, parts=parts, parameters=tuple(used), unset=tuple(unset))

    def part(self, part: SectionPart) -> FilledPart:
        """A part, filled."""
        match part:
            case Listing():
                return self.listing(part)
            case Tally(warnings=True):
                return self.warned(part)
            case Tally():
                return self.tally(part)
            case Owed():
                return self.owed(part)
            case Held():
                return self.held(part)
            case Requests():
                return self.requests(part)
            case Matrix():
                return self.matrix(part)
            case Movement():
                return self.movement(part)

    def parameter(self, name: str) -> ParameterUse | None:
        """The value of a parameter for the whole group; None where there is none."""
        parameter = self.engine.policy.parameters.get(name)
        if parameter is None:
            return None
        try:
            return parameter_in_force(parameter, None, self.portfolio.organisation, self.portfolio.as_of)
        except ParameterMissing:
            return None

    def measured(self, entity: str, name: str) -> bool:
        """Whether the policy or the model has a value called ``name`` about ``entity``."""
        try:
            type_of(self.engine.policy, entity, name)
        except DataError:
            return False
        return True

    def figure(self, record: Record, name: str, *, percent: bool) -> Figure:
        """One value."""
        return Figure(
            name=name,
            percent=percent,
            type=type_of(self.engine.policy, record.entity, name),
            value=self.value(record, name),
        )

    def value(self, record: Record, name: str) -> Measured:
        """The value that the engine gives."""
        found = self.engine.measure(self.portfolio, record.entity, record.id, name)
        return self.permissions.told(found) if self.permissions else found

    def listing(self, shape: Listing) -> Filled:
        """The first rows of a listing, the largest first."""
        named = (*shape.columns, *filter(None, (shape.order, shape.where)))
        absent = tuple(dict.fromkeys(name for name in named if not self.measured(shape.about, name)))
        columns = [name for name in shape.columns if name not in absent]
        headings = tuple(self.heading(shape.about, name) for name in columns)
        table = self.portfolio.schema.entities[shape.about].table
        if table in self.portfolio.missing_tables:
            return Filled(shape=shape, headings=headings, absent=absent, table_missing=True)
        if shape.where in absent or not columns:
            return Filled(shape=shape, headings=headings, absent=absent)
        chosen, doubtful = self.chosen(shape)
        placed, unplaced = self.ordered(shape, chosen, absent)
        rows = tuple(
            FigureRow(
                record=record,
                figures=tuple(self.figure(record, name, percent=name in shape.percent) for name in columns),
            )
            for record in (*placed[: self.most], *unplaced[: self.most])
        )
        return Filled(
            shape=shape,
            headings=headings,
            rows=rows,
            total=len(chosen),
            unplaced=len(unplaced),
            undecided=len(doubtful),
            doubts=UnknownValue.joined(doubtful).causes,
            absent=absent,
            rejected=sum(row.table == table for row in self.portfolio.rejected),
            curve=self.curve(shape.chart) if isinstance(shape.chart, Curve) else None,
        )

    def chosen(self, shape: Listing) -> tuple[list[Record], list[UnknownValue]]:
        """The records that belong to a listing, and why it is unknown for others."""
        records = [one for one in self.portfolio.records(shape.about) if self.sees(one.entity, one.id)]
        if not shape.where:
            return records, []
        truths = [(record, self.value(record, shape.where)) for record in records]
        return (
            [record for record, truth in truths if truth is True],
            [truth for _, truth in truths if isinstance(truth, UnknownValue)],
        )

    def ordered(
        self, shape: Listing, records: Iterable[Record], absent: Iterable[str]
    ) -> tuple[list[Record], list[Record]]:
        """The records in their order, ties by id, and those whose place is unknown."""
        if not shape.order or shape.order in absent:
            return list(records), []
        sizes = {record: self.value(record, shape.order) for record in records}
        placed = [record for record, value in sizes.items() if not isinstance(value, UnknownValue)]
        placed.sort(key=lambda record: size(sizes[record]), reverse=not shape.ascending)
        return placed, [record for record, value in sizes.items() if isinstance(value, UnknownValue)]

    def heading(self, entity: str, name: str) -> Heading:
        """Where a column's values come from."""
        policy, place = self.engine.policy, (entity, name)
        title, source = None, ""
        if measure := policy.measures.get(place):
            title, source = measure.title, measure.source
        elif giver := policy.outputs.get(place):
            rule_set = policy.rulesets[giver]
            title, source = (rule_set.title if len(rule_set.gives) == 1 else None), rule_set.source
        return Heading(
            name=name,
            kind=type_of(policy, entity, name).kind,
            where_from=f"{entity}.{name}",
            title=title,
            source=source,
        )

    def curve(self, chart: Curve) -> Points:
        """The running share before each record, by its place."""
        if not (self.measured(chart.about, chart.place) and self.measured(chart.about, chart.line)):
            return Points()
        points: list[tuple[Fraction, Fraction]] = []
        unknown: list[UnknownValue] = []
        for record in self.portfolio.records(chart.about):
            if not self.sees(record.entity, record.id):
                continue
            place, before = self.value(record, chart.place), self.value(record, chart.line)
            if isinstance(place, int) and isinstance(before, Fraction):
                points.append((Fraction(place - 1), before))
            else:
                unknown += [value for value in (place, before) if is_doubtful(value)]
        if unknown or not points:
            return Points(causes=UnknownValue.joined(unknown).causes)
        whole = (Fraction(len(points)), Fraction(1))
        guides = (self.ratio(chart.across), self.ratio(chart.up))
        return Points(places=(*sorted(points), whole), guides=guides)

    def ratio(self, parameter: str) -> Fraction | None:
        """A parameter as a number."""
        found = self.parameter(parameter)
        return Fraction(found.value) if found and isinstance(found.value, int | Fraction) else None

    def tally(self, shape: Tally) -> Tallied:
        """The answers of rule sets, counted."""
        policy = self.engine.policy
        names = [name for name in policy.order if name in shape.rule_sets]
        lines = self.counted(names, first_answer)
        members = [answer for name in names for answer in answers(policy, name)]
        rule_sets = tuple(policy.rulesets[name] for name in names)
        return Tallied(shape=shape, answers=(*dict.fromkeys(members), None), lines=lines, rule_sets=rule_sets)

    def warned(self, shape: Tally) -> Tallied:
        """How often each warning is raised, the most frequent first."""
        names = [name for name in self.engine.policy.order if self.engine.policy.rulesets[name].warning]
        lines = sorted(self.counted(names, raised), key=lambda line: -line.counts.get(RAISED, 0))
        return Tallied(shape=shape, answers=(RAISED, QUIET, None), lines=tuple(lines))

    def counted(self, names: Sequence[str], answer: Callable[[Decision], Answer]) -> tuple[Counted, ...]:
        """A line for each rule set with its decisions by their answer, where it applies."""
        rule_sets = self.engine.policy.rulesets
        counts: dict[str, Counter[Answer]] = {name: Counter() for name in names}
        for decision in self.decisions(self.portfolio, names):
            counts[decision.rule_set][answer(decision)] += 1
        return tuple(
            Counted(
                title=rule_sets[name].title,
                name=f"{rule_sets[name].about}.{next(iter(rule_sets[name].gives))}",
                source=rule_sets[name].source,
                counts=counts[name],
            )
            for name in names
        )

    def owed(self, shape: Owed) -> Tallied:
        """The tasks of processes, counted."""
        found: dict[str, Counter[Answer]] = {}
        said = {}
        for task in self.engine.tasks(self.portfolio):
            if not self.sees(task.entity, task.subject):
                continue
            said[task.task] = task
            overdue = None if task.overdue is None else OVERDUE if task.overdue else IN_TIME
            found.setdefault(task.task, Counter())[overdue] += 1
        lines = tuple(
            Counted(title=said[name].title, name=name, source=said[name].source, counts=found[name])
            for name in sorted(found)
        )
        return Tallied(shape=shape, answers=(OVERDUE, IN_TIME, None), lines=lines)

    def held(self, shape: Held) -> HeldOrders:
        """The orders that do not move on."""
        policy = self.engine.policy
        names = deciding(policy)
        orders = Orders(amounts(self.engine, self.portfolio), policy)
        for decision in self.decisions(self.portfolio, names):
            orders.add(decision)
        columns = [name for name in shape.columns if self.measured("order", name)]
        shown = tuple(sorted(orders.held, key=lambda one: one.rank)[: self.most])
        return HeldOrders(
            shape=shape,
            orders=shown,
            total=len(orders.held),
            released=orders.released,
            unread=sum(row.table == ORDERS for row in self.portfolio.rejected),
            headings=tuple(self.heading("order", name) for name in columns),
            rows={one.decision.subject: self.beside(one.decision.subject, columns) for one in shown},
            routes={one.decision.subject: self.engine.routes(one.decision, self.portfolio) for one in shown},
            remedies={one.decision.subject: self.remedies(one.decision) for one in shown},
        )

    def remedies(self, decision: Decision) -> tuple[Remedy, ...]:
        """What would let an order go; searched for once."""
        key = (decision.rule_set, decision.subject)
        if key not in self._remedies:
            found, told = self.engine.remedies(decision, self.portfolio), self.permissions
            self._remedies[key] = tuple(one for one in found if told is None or told.reads(one))
        return self._remedies[key]

    def beside(self, order: str, columns: Iterable[str]) -> FigureRow:
        """What is shown beside a held order."""
        record = self.portfolio.record("order", order)
        figures = (self.figure(record, name, percent=False) for name in columns)
        return FigureRow(record=record, figures=tuple(figures))

    def requests(self, shape: Requests) -> OpenRequests:
        """The requests on which something is still to be done."""
        asked = [one for one in self.portfolio.records("request") if self.sees(one.entity, one.id)]
        ways = [self.engine.route(one, self.portfolio) for one in asked]
        opened = sorted((way for way in ways if way.request_status.state not in ANSWERED), key=due_first)
        return OpenRequests(
            shape=shape,
            ways=tuple(opened[: self.most]),
            total=len(opened),
            asked=len(asked),
            unread=sum(row.table == "requests" for row in self.portfolio.rejected),
        )

    def matrix(self, shape: Matrix) -> FilledMatrix:
        """The matrix with the borders of its bands."""
        policy = self.engine.policy
        used = [self.parameter(one.name) for one in parameters_read(policy, list(cells(policy)))]
        borders = {use.parameter.name: use.value for use in used if use and isinstance(use.value, int)}
        return FilledMatrix(shape=shape, rows=tuple(matrix_rows(policy)), borders=borders)

    def movement(self, shape: Movement) -> Moved:
        """Each record by its answer then and now."""
        rule_set = self.engine.policy.rulesets.get(shape.rule_set)
        if rule_set is None or self.earlier is None:
            return Moved(shape=shape, rule_set=rule_set)
        before, now = (self.by_subject(shape.rule_set, one) for one in (self.earlier, self.portfolio))
        return Moved(
            shape=shape,
            rule_set=rule_set,
            answers=(*answers(self.engine.policy, shape.rule_set), None),
            since=self.earlier.as_of,
            counts=Counter((before.get(subject, NEW), answer) for subject, answer in now.items()),
        )

    def by_subject(self, rule_set: str, portfolio: Portfolio) -> dict[str, Answer]:
        """The first answer of a rule set about each subject that it decides on."""
        return {
            decision.subject: first_answer(decision) for decision in self.decisions(portfolio, [rule_set])
        }


def first_answer(decision: Decision) -> Answer:
    """What a decision answers first, where that is one text; None is unknown."""
    first = decision.outputs[0] if decision.outputs else None
    return (first.value, first.type) if first and isinstance(first.value, str) else None


def due_first(way: Way) -> tuple[date, str]:
    """Where a request is in the list: what is due first at the top, what has no known day last."""
    due = way.next.due if way.next else None
    return (due if isinstance(due, date) else date.max), way.request_status.request.id


def raised(decision: Decision) -> Answer:
    """Whether a decision warns; None is unknown."""
    if first_answer(decision) is None:
        return None
    return RAISED if Raised.raised(decision) else QUIET


def answers(policy: Policy, rule_set: str) -> list[Answer]:
    """What a rule set may answer first."""
    first = next(iter(policy.rulesets[rule_set].gives.values()))
    return [(member, first.name) for member in members_of(first)]


def size(value: Measured) -> Fraction:
    """What a value is sorted by."""
    match value:
        case Money(minor=minor) | Amount(money=Money(minor=minor)):
            return Fraction(minor)
        case date():
            return Fraction(value.toordinal())
        case int() | Fraction():
            return Fraction(value)
    raise TypeError(f"no order: {value!r}")
