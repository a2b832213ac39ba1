"""Requests under a policy: the route that its matrix gives, how they stand on it, and how they go on (G24, G29, L30)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import define, evolve, frozen

from groupctl.control.case import person
from groupctl.control.holders import Holders
from groupctl.control.other_routes import CellBeside, place_of
from groupctl.control.paper import Values, parameters_read
from groupctl.control.request_status import RequestStatus, request_status, unanswered
from groupctl.control.way import Way, way
from groupctl.errors import DecisionError, ParameterMissing
from groupctl.model.authority import SeatLevel
from groupctl.portfolio.records import Record
from groupctl.rules.authority import REFER, Seat
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.evaluation.scope import line_from
from groupctl.rules.evaluation.working_days import CALENDAR_DAYS
from groupctl.rules.matrix import MatrixCell, cells
from groupctl.rules.policy import RuleSet
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts.causes import Cause


@frozen(kw_only=True)
class MayAct:
    """Whether a person may act in a post, by which appointment, or why not."""

    appointment: str = ""
    why_not: Cause | None = None

    def __bool__(self) -> bool:
        return bool(self.appointment)


@define(eq=False, slots=False)
class Granting:
    """The requests of one portfolio under one policy. ``concerns`` tells whether a rule set has something to decide."""

    environment: Environment
    holders: Holders
    concerns: Callable[[RuleSet, Record], Maybe]

    def request_status(self, request: Record, *, cover: int | None = None) -> RequestStatus:
        """How a request stands on the route that the matrix gives today; see `groupctl.control.request_status.request_status`."""
        return request_status(self.holders, request, *self._routed(request), cover=cover)

    def _routed(self, request: Record) -> tuple[Maybe, Maybe]:
        """The route of a request and what is at stake."""
        rule_set = self.matrix(request)
        if isinstance(rule_set, UnknownValue):
            return rule_set, rule_set
        if rule_set is None:
            return REFER, 0
        return self._read(request, rule_set.route), self._read(request, rule_set.stake)

    def matrix(self, request: Record) -> RuleSet | UnknownValue | None:
        """The rule set that gives the route of a request; unknown where that can't be told."""
        asked = [(one, self.concerns(one, request)) for one in self.environment.policy.matrices]
        unknown = [truth for _, truth in asked if isinstance(truth, UnknownValue)]
        found = [one for one, truth in asked if truth is True]
        if unknown or len(found) > 1:
            several = Cause.of("authority.several-matrices", names=", ".join(one.name for one in found))
            return UnknownValue.joined(unknown or [UnknownValue.of(several)])
        return found[0] if found else None

    def way(self, request: Record) -> Way:
        """Who can do what is still open about a request, by when, and who may not."""
        return self._way(self.request_status(request))

    def _way(self, found: RequestStatus) -> Way:
        portfolio, request = self.environment.portfolio, found.request
        gaps = portfolio.gaps(request, CALENDAR_DAYS)
        calendar = gaps[0] if gaps else self.environment.calendar(request)
        place = self._place(found)
        return evolve(
            way(self.holders, found, calendar, portfolio.as_of), rule=place.rule, others=place.others
        )

    def _place(self, found: RequestStatus) -> CellBeside:
        """Where a request stands in the matrix."""
        if found.route is None or found.stake is None:
            return CellBeside()
        request, environment = found.request, self.environment
        known = self._cells.get(request.source.matter, ())
        values = {}
        for one in parameters_read(environment.policy, known):
            try:
                value = environment.parameter(one.name, request).value
            except ParameterMissing:
                return CellBeside()
            if isinstance(value, int):
                values[one.name] = value
        unit = request.values.get("unit")
        mode = unit.values.get("control_mode") if isinstance(unit, Record) else None
        at = Values(environment.portfolio.as_of, request.source.unit, values)
        return place_of(known, at, str(mode or ""), found.stake)

    @cached_property
    def _cells(self) -> Mapping[str, Sequence[MatrixCell]]:
        """The cells of the matrix by matter."""
        found: dict[str, list[MatrixCell]] = {}
        for cell in cells(self.environment.policy):
            found.setdefault(cell.matter, []).append(cell)
        return found

    def expected(self, request: Record) -> Way:
        """How a request would go on about which nothing has been done; where no requester is stated, only who is interested is barred."""
        found = unanswered(self.holders, request, *self._routed(request))
        return evolve(self._way(found), supposed=True)

    def holding(self, post: str, unit: str) -> tuple[str, ...]:
        """Who holds a post at a unit, or at the nearest above it where any person does, and is certainly not absent today."""
        portfolio, day = self.environment.portfolio, self.environment.portfolio.as_of
        for at in line_from(unit, portfolio.organisation)[0]:
            held = {one.source.employee for one in self.holders.appointed(post, at, day)}
            there = sorted(one for one in held if self.holders.away(one, day) is False)
            if there:
                return tuple(there)
        return ()

    def may_act(self, employee: str, post: str, unit: str, on: date) -> MayAct:
        """Whether a person holds a post at a unit on a day and is not absent. DataError when there is no such person."""
        holders, someone = self.holders, self.environment.portfolio.record("employee", employee)
        away = holders.away(employee, on)
        if away is None:
            return MayAct(why_not=self.environment.portfolio.gaps(someone, "absences")[0])
        if away:
            return MayAct(
                why_not=Cause.of("authority.absent", person=person(holders.portfolio, employee), on=on)
            )
        for appointment in holders.appointed(post, unit, on):
            if appointment.source.employee == employee:
                return MayAct(appointment=appointment.id)
        gaps = self.environment.portfolio.gaps(someone, "appointments")
        name = person(holders.portfolio, employee)
        return MayAct(
            why_not=gaps[0] if gaps else Cause.of("authority.not-in-post", person=name, post=post, unit=unit)
        )

    def may_do(self, employee: str, post: str, unit: str, on: date) -> MayAct:
        """Whether a person holds a post at a unit or at one above it, or a post above that one, on a day and is not absent (M18)."""
        tried = MayAct()
        seats = [Seat(post, level) for level in SeatLevel]
        for place in dict.fromkeys(place for seat in seats for place in self.holders.places(seat, unit)):
            found = self.may_act(employee, place.seat.post, place.unit, on)
            if found:
                return found
            tried = tried if tried.why_not else found
        return tried

    def _read(self, request: Record, name: str) -> Maybe:
        try:
            return self.environment.value(request, name)
        except DecisionError as error:
            return UnknownValue.of(error.faults[0].cause)
