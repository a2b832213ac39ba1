"""Requests under a policy: the route that its matrix gives, how they stand on it, and how they go on (G24, G29, L30)."""

from collections.abc import Callable
from datetime import date

from attrs import define, frozen

from groupctl.control.case import person
from groupctl.control.holders import Holders
from groupctl.control.request_status import RequestStatus, request_status
from groupctl.control.way import Way, way
from groupctl.errors import DecisionError
from groupctl.portfolio.records import Record
from groupctl.rules.authority import REFER
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.evaluation.working_days import CALENDAR_DAYS
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


@define(eq=False)
class Granting:
    """The requests of one portfolio under one policy. ``concerns`` tells whether a rule set has something to decide."""

    environment: Environment
    holders: Holders
    concerns: Callable[[RuleSet, Record], Maybe]

    def request_status(self, request: Record, *, cover: int | None = None) -> RequestStatus:
        """How a request stands on the route that the matrix gives today; see `groupctl.control.request_status.request_status`."""
        rule_set = self.matrix(request)
        if isinstance(rule_set, UnknownValue):
            return request_status(self.holders, request, rule_set, rule_set)
        if rule_set is None:
            return request_status(self.holders, request, REFER, 0)
        route, stake = (self._read(request, name) for name in (rule_set.route, rule_set.stake))
        return request_status(self.holders, request, route, stake, cover=cover)

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
        return way(self.holders, found, calendar, portfolio.as_of)

    def expected(self, request: Record) -> Way:
        """How a request would go on about which nothing has been done, whoever asks: where no requester is stated, none is barred."""
        rule_set = self.matrix(request)
        if not isinstance(rule_set, RuleSet):
            return self.way(request)
        route, stake = (self._read(request, name) for name in (rule_set.route, rule_set.stake))
        routes = self.environment.policy.authority.routes
        if not isinstance(stake, int) or str(route) not in routes:
            return self.way(request)
        found = RequestStatus(request=request, state="PENDING", route=routes[str(route)], stake=stake)
        return self._way(found)

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

    def _read(self, request: Record, name: str) -> Maybe:
        try:
            return self.environment.value(request, name)
        except DecisionError as error:
            return UnknownValue.of(error.faults[0].cause)
