"""What rules read: attributes, measures and the outputs of other rule sets, each worked out once.

An environment belongs to one policy and one portfolio. It asks ``decide`` for the outputs of a rule set, so that
rule sets may build on each other; the policy's graph is acyclic.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, cast

from attrs import define, field

from groupctl.errors import DecisionError, ParameterMissing
from groupctl.portfolio.calendar import Calendar
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.reference import evaluate, unknown_among
from groupctl.rules.evaluation.given import answer
from groupctl.rules.evaluation.items import CompiledPolicy
from groupctl.rules.evaluation.measures import aggregate, placed
from groupctl.rules.evaluation.running import RunningTotals
from groupctl.rules.evaluation.scope import ParameterUse, parameter_in_force, unit_of
from groupctl.rules.evaluation.settled import settled_rows_count
from groupctl.rules.evaluation.working_days import calendar_of, end_of_working_days
from groupctl.rules.policy import (
    Aggregate,
    Computed,
    GrantedOn,
    Measure,
    Policy,
    Ranking,
    RuleSet,
    WorkingDays,
)
from groupctl.rules.types import LARGEST
from groupctl.rules.unknown import Maybe, UnknownValue, plain
from groupctl.schema.entities import ALL
from groupctl.texts.causes import Cause

Bindings = Mapping[str, Record]
"""The record behind each root: ``subject``, ``item`` and the variables of quantifiers."""

FEW: Final = 16
"""Records of a collection that are looked at one by one, without an index."""

Decide = Callable[[RuleSet, Record], Mapping[str, Maybe]]
Granted = Callable[[Record, Maybe, Maybe], Maybe]
"""Whether a request is granted on a route, for what is at stake."""


@define(eq=False)
class Environment:
    """The values that a policy sees in a portfolio, remembered as they are worked out."""

    policy: Policy
    portfolio: Portfolio
    decide: Decide
    granted: Granted
    compiled: CompiledPolicy | None = None
    """Makes expressions fast; None leaves all of them to the reference."""
    _values: dict[tuple[Record, str], Maybe | DecisionError] = field(factory=dict, init=False)
    _shared: dict[tuple[str, str, str | None], Maybe] = field(factory=dict, init=False)
    _places: dict[tuple[str, str, Record | None], Mapping[Record, Maybe]] = field(factory=dict, init=False)
    _indexes: dict[tuple[Record | None, str, str], Mapping[Value, Sequence[Record]] | None] = field(
        factory=dict, init=False
    )
    _totals: dict[tuple[int, Record, str, str | None], RunningTotals | None] = field(factory=dict, init=False)
    _calendars: dict[str | None, Calendar] = field(factory=dict, init=False)
    _parameters: dict[tuple[str, str | None], ParameterUse | ParameterMissing] = field(
        factory=dict, init=False
    )

    def value(self, record: Record, name: str) -> Maybe:
        """The attribute, measure or output ``name`` of ``record``. DecisionError when a measure can't be worked out."""
        known = record.values.get(name)
        if known is not None:
            return known
        key = (record, name)
        if key not in self._values:
            try:
                self._values[key] = self._work_out(record, name)
            except DecisionError as error:
                self._values[key] = error
        found = self._values[key]
        if isinstance(found, DecisionError):
            raise found
        return found

    def forget(self, record: Record) -> None:
        """Drop what was worked out about ``record``."""
        for key in [key for key in tuple(self._values) if key[0] is record]:
            self._values.pop(key, None)

    def _work_out(self, record: Record, name: str) -> Maybe:
        place = (record.entity, name)
        given = answer(record, name, self) if self.portfolio.given else None
        if given is not None:
            return given.value
        measure = self.policy.measures.get(place)
        if measure:
            return bounded(self._measure(measure, record), record)
        rule_set = self.policy.outputs.get(place)
        if rule_set:
            return self._output(self.policy.rulesets[rule_set], record, name)
        if name.startswith(core.STATED):
            stated = self.portfolio.states(record, name.removeprefix(core.STATED))
            return UnknownValue.of(stated) if isinstance(stated, Cause) else stated
        return UnknownValue.of(self.portfolio.cause(record, name))

    def _output(self, rule_set: RuleSet, record: Record, name: str) -> Maybe:
        try:
            return self.decide(rule_set, record)[name]
        except DecisionError as error:
            values = (("rule_set", rule_set.name),)
            return UnknownValue.of(
                Cause("decision.cause-failed", values, label(record), (error.faults[0].cause,))
            )

    def _measure(self, measure: Measure, record: Record) -> Maybe:
        match measure.formula:
            case Computed(expression=expression):
                return self.evaluate(expression, {core.SUBJECT: record})
            case Aggregate() as formula:
                return self._aggregate(measure, formula, record)
            case Ranking() as formula:
                return self._place(measure, formula, record)
            case WorkingDays(days=days, after=after):
                bindings = {core.SUBJECT: record}
                counted, start = self.evaluate(days, bindings), self.evaluate(after, bindings)
                return end_of_working_days(counted, start, record, self)
            case GrantedOn(route=route, stake=stake):
                bindings = {core.SUBJECT: record}
                return self.granted(record, self.evaluate(route, bindings), self.evaluate(stake, bindings))

    def _aggregate(self, measure: Measure, formula: Aggregate, record: Record) -> Maybe:
        """An aggregate; one over a whole table that does not read its subject is worked out once for each unit's scope."""
        if not formula.same_for_all:
            return aggregate(formula, record, self)
        key = (measure.about, measure.name, unit_of(record))
        if key not in self._shared:
            self._shared[key] = aggregate(formula, record, self)
        return self._shared[key]

    def _place(self, measure: Measure, formula: Ranking, record: Record) -> Maybe:
        owner, collection = self.collection(formula.among, {core.SUBJECT: record})
        if isinstance(owner, UnknownValue):
            return owner
        key = (measure.about, measure.name, owner if not collection.startswith("all.") else None)
        if key not in self._places:
            self._places[key] = placed(formula, owner, collection, self)
        not_ranked = UnknownValue.of(
            Cause.of("decision.cause-not-ranked", about=label(record), measure=measure.name)
        )
        return self._places[key].get(record, not_ranked)

    def calendar(self, record: Record) -> Calendar:
        """The working days of the unit that ``record`` belongs to."""
        unit = unit_of(record)
        if unit not in self._calendars:
            self._calendars[unit] = calendar_of(record, self)
        return self._calendars[unit]

    def evaluate(self, node: core.Node, bindings: Bindings) -> Maybe:
        """The value of an expression about the records in ``bindings``."""
        if isinstance(node, core.Read | core.Quantified):
            return self.read(node, bindings)
        if isinstance(node, core.If):  # what the other branch reads may cost much, and is not asked for
            truth = self.evaluate(node.condition, bindings)
            if not isinstance(truth, UnknownValue):
                return self.evaluate(node.yes if truth else node.no, bindings)
        quick = self._quickly(node, bindings, self.compiled) if self.compiled else None
        return self.by_reference(node, bindings) if quick is None else quick

    def by_reference(self, node: core.Node, bindings: Bindings) -> Maybe:
        """The value of an expression as the reference evaluates it, with the causes of an unknown one."""
        return evaluate(node, lambda read: self.read(read, bindings))

    def values(
        self, node: core.Node, variable: str, items: Sequence[Record], bindings: Bindings
    ) -> Iterator[Maybe]:
        """The value of an expression about each of ``items``, which ``variable`` stands for, worked out one by one."""
        if not self.compiled:
            return (self.by_reference(node, {**bindings, variable: item}) for item in items)
        return self.compiled.about_items(node, variable).values(items, bindings, self)

    def possible(
        self, where: core.Node, variable: str, owner: Record, name: str, bindings: Bindings
    ) -> Sequence[Record]:
        """The records of a collection of ``owner`` for which ``where`` may be other than false."""
        items = self.portfolio.related(owner, name)
        if not self.compiled or len(items) < FEW:
            return items
        attributes = self.portfolio.schema.entities[self.portfolio.entity_of(owner, name)].attributes
        of_all = name.startswith(ALL)

        def by(attribute: str) -> Mapping[Value, Sequence[Record]] | None:
            key = (None if of_all else owner, name, attribute)
            if key not in self._indexes:
                self._indexes[key] = index(items, attribute)
            return self._indexes[key]

        found = self.compiled.about_items(where, variable)
        return found.possible(items, attributes, by, bindings, self)

    def running_total(self, formula: Aggregate, owner: Record, name: str, subject: Record) -> Value | None:
        """The value of an aggregate from the running totals of a collection; None where these don't tell."""
        items = self.portfolio.related(owner, name)
        plan = self.compiled.plan(formula) if self.compiled and len(items) >= FEW else None
        if plan is None:
            return None
        key = (id(formula), owner, name, unit_of(subject))
        if key not in self._totals:
            self._totals[key] = plan.totals(items, subject, self)
        totals = self._totals[key]
        try:
            bound = self.evaluate(plan.bound, {core.SUBJECT: subject}) if totals else None
        except DecisionError:
            return None
        return totals.beside(bound) if totals and not isinstance(bound, UnknownValue) else None

    def _quickly(self, node: core.Node, bindings: Bindings, policy: CompiledPolicy) -> Value | None:
        """The value by the compiled function; None leaves it to the reference, which knows the causes."""
        compiled = policy.expression(node)
        try:
            return compiled([plain(self.read(read, bindings)) for read in compiled.inputs])
        except DecisionError:  # an input fails that the value perhaps does not need
            return None

    def read(self, node: core.Read | core.Quantified, bindings: Bindings) -> Maybe:
        """The value of an input of an expression."""
        if isinstance(node, core.Quantified):
            return self._quantified(node, bindings)
        if node.root == core.AS_OF:
            return self.portfolio.as_of
        if node.root == core.PARAMETER:
            return self.parameter(node.path[0], bindings[core.SUBJECT]).value
        owner = self.follow(bindings[node.root], node.path[:-1])
        return owner if isinstance(owner, UnknownValue) else self.value(owner, node.path[-1])

    def follow(self, record: Record, path: Iterable[str]) -> Record | UnknownValue:
        """The record at the end of ``path``, unknown when a reference on the way is."""
        for name in path:
            step = self.value(record, name)
            if isinstance(step, UnknownValue):
                return step
            record = cast(Record, step)
        return record

    def parameter(self, name: str, record: Record) -> ParameterUse:
        """The value of a parameter for ``record``; ParameterMissing when none is in force."""
        unit = unit_of(record)
        key = (name, unit)
        if key not in self._parameters:
            try:
                self._parameters[key] = parameter_in_force(
                    self.policy.parameters[name], unit, self.portfolio.organisation, self.portfolio.as_of
                )
            except ParameterMissing as error:
                self._parameters[key] = error
        found = self._parameters[key]
        if isinstance(found, ParameterMissing):
            raise found
        return found

    def parameter_on(self, day: date, name: str, record: Record) -> ParameterUse:
        """The value of a parameter for ``record`` on an earlier ``day``; the present one where there was none yet."""
        try:
            return parameter_in_force(
                self.policy.parameters[name], unit_of(record), self.portfolio.organisation, day
            )
        except ParameterMissing:
            return self.parameter(name, record)

    def collection(self, read: core.Read, bindings: Bindings) -> tuple[Record | UnknownValue, str]:
        """Whose collection ``read`` names, and its name; ``all.<table>`` belongs to all."""
        if read.path[0] == "all":
            return bindings[read.root], ".".join(read.path)
        return self.follow(bindings[read.root], read.path[:-1]), read.path[-1]

    def _quantified(self, node: core.Quantified, bindings: Bindings) -> Maybe:
        """M17: ``some`` is true with a witness, ``every`` false with a counterexample, else a gap makes it unknown.

        What comes after a witness can change nothing and is not looked at.
        """
        owner, name = self.collection(node.collection, bindings)
        if isinstance(owner, UnknownValue):
            return owner
        unknown: list[Maybe] = []
        related = (
            self.portfolio.related(owner, name)
            if node.every
            else self.possible(node.condition, node.variable, owner, name, bindings)
        )
        for truth in self.values(node.condition, node.variable, related, bindings):
            if isinstance(truth, UnknownValue):
                unknown.append(truth)
            elif truth is not node.every:
                return truth
        gaps = self.portfolio.gaps(owner, name)
        if gaps:
            counted = core.Not(term=node.condition) if node.every else node.condition
            if settled_rows_count(
                owner,
                name,
                counted,
                None,
                variable=node.variable,
                subject=bindings[core.SUBJECT],
                environment=self,
            ):
                unknown.append(UnknownValue.of(*gaps))
        return unknown_among(unknown) or node.every


def index(items: Sequence[Record], attribute: str) -> Mapping[Value, Sequence[Record]] | None:
    """``items`` by the value of an attribute; None where that is not known of each."""
    found: dict[Value, list[Record]] = {}
    for item in items:
        value = item.values.get(attribute)
        if value is None:
            return None
        found.setdefault(value, []).append(item)
    return found


def bounded(value: Maybe, record: Record) -> Maybe:
    """``value``, unknown when a number in it is larger than any may be."""
    if too_large(value):
        return UnknownValue.of(Cause.of("decision.cause-out-of-range", about=label(record)))
    return value


def too_large(value: object) -> bool:
    """Whether a number, or a part of a fraction, is larger than any may be."""
    numbers = (value.numerator, value.denominator) if isinstance(value, int | Fraction) else ()
    return any(not -LARGEST <= number <= LARGEST for number in numbers)


def label(record: Record) -> str:
    """How texts name a record: ``customer C-1``."""
    return f"{record.entity} {record.id}"
