"""How a request stands: what was done about it, by whom, and whether that grants it (L23, L30, M18).

Who may act is judged on the day of the act; what is needed, on the day of the decision. What is unknown grants nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Literal, cast

from attrs import evolve, frozen

from groupctl.control.ballot import carried, not_carried
from groupctl.control.case import Case, Done, done_at, is_of, needed, person, seat_of
from groupctl.control.holders import Holders
from groupctl.control.interests import interested, unread
from groupctl.control.steps import checked
from groupctl.model.authority import DECIDING, StepAnswer
from groupctl.portfolio.records import Record
from groupctl.rules.authority import REFER, Route, RouteStep
from groupctl.rules.evaluation.scope import line_of
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts.causes import Cause

State = Literal["GRANTED", "PENDING", "REJECTED", "USED", "NO_ROUTE", "INVALID", "UNKNOWN"]

ANSWERED: Final = frozenset({"GRANTED", "REJECTED", "USED"})
"""States in which nothing is left to do; who asks in vain has to do something about it."""


@frozen(kw_only=True)
class RequestStatus:
    """How a request stands on its route.

    ``done`` are the first steps of the route that count, ``unhelpful`` the records that do not, with the reason of each. ``amount``
    is what was granted, in minor units. ``why`` says why nothing can be granted. ``returned_on`` is when it was last sent back.
    """

    request: Record
    state: State
    route: Route | None = None
    stake: int | None = None
    done: tuple[Done, ...] = ()
    unhelpful: tuple[tuple[Record, Cause], ...] = ()
    why: tuple[Cause, ...] = ()
    returned_on: date | None = None

    @property
    def granted(self) -> bool:
        """Whether it is granted."""
        return self.state == "GRANTED"

    @property
    def amount(self) -> int:
        """The amount that was granted; 0 where none was stated."""
        amounts = [one.record.values.get("amount") for one in self.done if one.step.part in DECIDING]
        return next((amount for amount in amounts if isinstance(amount, int)), 0)

    @property
    def next(self) -> RouteStep | None:
        """The step that is to be done next."""
        steps = needed(self.route) if self.route and self.state == "PENDING" else ()
        return steps[len(self.done)] if len(self.done) < len(steps) else None


def request_status(
    holders: Holders, request: Record, route: Maybe, stake: Maybe, *, cover: int | None = None
) -> RequestStatus:
    """How ``request`` stands on ``route`` for what is at ``stake``; ``cover`` is what the decision covers, unless that is the stake."""
    found = unanswered(holders, request, route, stake)
    if found.state != "NO_ROUTE" and (causes := tuple(lost(holders, request))):
        return RequestStatus(request=request, state="UNKNOWN", why=(*found.why, *causes))
    if found.state != "PENDING":
        return found
    used_on = request.source.used_on
    if used_on is not None and used_on <= holders.portfolio.as_of:
        return evolve(found, state="USED", why=(Cause.of("authority.used", on=used_on),))
    return judged(holders, found, cast(int, stake) if cover is None else cover)


def unanswered(holders: Holders, request: Record, route: Maybe, stake: Maybe) -> RequestStatus:
    """How ``request`` would stand if nothing had been done about it yet, for any requester."""
    if route == REFER:
        because = stake.causes if isinstance(stake, UnknownValue) else ()
        cause = Cause("authority.no-route", because=(*because, *_mode_unknown(holders, request)))
        return RequestStatus(request=request, state="NO_ROUTE", why=(cause,))
    unknown = [one for one in (route, stake) if isinstance(one, UnknownValue)]
    if unknown:
        causes = tuple(cause for one in unknown for cause in one.causes)
        return RequestStatus(request=request, state="UNKNOWN", why=causes)
    led_to = holders.authority.routes[str(route)]
    return RequestStatus(request=request, state="PENDING", route=led_to, stake=cast(int, stake))


def _mode_unknown(holders: Holders, request: Record) -> Iterator[Cause]:
    """Why the control mode of the request's unit is not known, on which most routes depend (L48)."""
    unit = request.values.get("unit")
    if isinstance(unit, Record) and "control_mode" not in unit.values:
        yield holders.portfolio.cause(unit, "control_mode")


def granted(holders: Holders, request: Record, route: Maybe, stake: Maybe) -> Maybe:
    """Whether a request is granted; unknown where a row that tells was lost."""
    found = request_status(holders, request, route, stake)
    return UnknownValue.of(*found.why) if found.state == "UNKNOWN" else found.granted


def lost(holders: Holders, request: Record) -> Iterator[Cause]:
    """What could not be read and may concern a request."""
    portfolio = holders.portfolio
    yield from portfolio.gaps(request, "step_records")
    for table, column in (("requests", "used_on"), ("step_records", "revoked_on")):
        if holders.lacks(table, column):
            yield Cause.of("model.cause-absent-column", table=table, attribute=column)
    if request.source.requester is None:
        yield Cause.of("authority.no-requester")
    yield from unread(holders, request)


def judged(holders: Holders, found: RequestStatus, cover: int) -> RequestStatus:
    """How a request stands of which everything is known."""
    route, request, portfolio = found.route, found.request, holders.portfolio
    if route is None or found.stake is None:
        raise AssertionError("told by who calls it")
    barred = frozenset(interested(holders, request))
    records = sorted(portfolio.related(request, "step_records"), key=done_at)
    case = Case(
        holders=holders,
        request=request,
        route=route,
        stake=found.stake,
        cover=cover,
        barred=barred,
        records=tuple(records),
    )
    if cause := may_not_ask(case):
        gaps = holders.gaps(request)
        return evolve(found, state="UNKNOWN" if gaps else "INVALID", why=tuple(gaps) or (cause,))
    for answer in (StepAnswer.NO, StepAnswer.RETURNED):
        for step in needed(route):
            for record in case.of(step, answer):
                held = authorised(case, step, record)
                if held is None:
                    return evolve(found, why=(Cause.of("authority.holder-lost", record=record.id),))
                if held and answer is StepAnswer.NO:
                    return evolve(found, state="REJECTED", why=(rejected(case, record),))
                if held:
                    after = [one for one in case.records if done_at(one) > done_at(record)]
                    case = evolve(case, records=tuple(after))
                    found = evolve(found, returned_on=record.source.done_on)
    return assembled(case, found)


def authorised(case: Case, step: RouteStep, record: Record) -> bool | None:
    """Whether who said no, or sent a request back, may have had a say; None where that can't be told."""
    row = record.source
    if row.employee is None:
        return True
    return case.holders.may_have_held(step.seat, case.unit, row.employee, row.done_on)


def assembled(case: Case, found: RequestStatus) -> RequestStatus:
    """The most steps of the route that what was done amounts to, by different people and in order."""
    steps = needed(case.route)
    fit: list[list[Done]] = []
    unhelpful: dict[str, tuple[Record, Cause]] = {
        record.id: (record, Cause.of("authority.revoked", on=record.source.revoked_on))
        for record in case.records
        if record.source.answer is StepAnswer.YES and case.revoked(record)
    }
    for step in steps:
        fit.append([])
        for record in case.of(step, StepAnswer.YES):
            one = checked(case, step, record)
            if isinstance(one, Cause):
                unhelpful[record.id] = (record, one)
            else:
                fit[-1].append(one)
    best: tuple[Done, ...] = ()
    for chosen in chains(case, fit):
        best = max(best, chosen, key=len)
        if len(best) == len(steps):
            break
    for i, options in enumerate(fit):
        used = {one.record.id for one in best}
        for one in options:
            if one.record.id not in used:
                unhelpful.setdefault(one.record.id, (one.record, misplaced(case, one, best[:i])))
    for record in case.records:
        if record.source.answer is StepAnswer.YES and not any(
            is_of(record, step) for step in case.route.steps
        ):
            unhelpful.setdefault(record.id, (record, Cause.of("authority.other-seat", seat=seat_of(record))))
    state: State = "GRANTED" if len(best) == len(steps) else "PENDING"
    gaps = [cause for _, cause in unhelpful.values() if cause.key.startswith("model.")]
    gaps += case.holders.gaps(case.request) if unhelpful else ()
    return evolve(
        found,
        state="UNKNOWN" if gaps and state == "PENDING" else state,
        done=best if state == "PENDING" else tuple(followed(case, best)),
        unhelpful=tuple(unhelpful.values()),
        why=tuple(gaps) if state == "PENDING" else (),
    )


def followed(case: Case, done: Sequence[Done]) -> Sequence[Done]:
    """What was done, with the steps after it that nothing waits for."""
    for step in case.route.steps:
        if not step.holds:
            fit = (checked(case, step, record) for record in case.of(step, StepAnswer.YES))
            later = [one for one in fit if isinstance(one, Done) and misplaced_after(one, done) is None]
            done = [*done, *later[:1]]
    return done


def chains(case: Case, fit: Sequence[Sequence[Done]]) -> Iterator[tuple[Done, ...]]:
    """Every way to do the first steps, one record for each: different people, each after the one before."""

    def go_on(done: tuple[Done, ...]) -> Iterator[tuple[Done, ...]]:
        yield done
        if len(done) == len(fit):
            return
        tried: set[frozenset[str]] = set()
        for one in fit[len(done)]:  # of what the same people did, the first that fits leaves most room
            if misplaced_after(one, done) is None and one.people not in tried:
                tried |= {one.people} if one.hand else set()
                yield from go_on((*done, one))

    for done in go_on(()):
        if all(one.hand or carried(case, one.record, others(done, one)) for one in done):
            yield done


def others(done: Sequence[Done], one: Done) -> frozenset[str]:
    """The people who did the other steps."""
    return frozenset().union(*(other.people for other in done if other is not one))


def misplaced_after(one: Done, done: Sequence[Done]) -> str | None:
    """What is wrong with doing ``one`` after ``done``: the end of a text's key; None where nothing is."""
    if done and one.at <= done[-1].at:
        return "order"
    return "same-person" if one.people & others(done, one) else None


def misplaced(case: Case, one: Done, done: Sequence[Done]) -> Cause:
    """Why a record that is sound by itself does not count after ``done``."""
    if one.hand is None and not carried(case, one.record, others(done, one)):
        return not_carried(case, one.record, others(done, one))
    wrong = misplaced_after(one, done)
    if wrong == "order":
        return Cause.of(
            "authority.out-of-order", done_on=one.record.source.done_on, before=done[-1].record.source.done_on
        )
    if wrong == "same-person":
        twice = sorted(one.people & others(done, one))
        return Cause.of("authority.same-person", person=person(case.holders.portfolio, twice[0]))
    return Cause.of("authority.step-open")


def may_not_ask(case: Case) -> Cause | None:
    """Why the requester may not ask for it; None where they may."""
    row, holders = case.request.source, case.holders
    order = case.request.values.get("order")
    if isinstance(order, Record) and case.unit not in line_of(order, holders.portfolio.organisation)[0]:
        return Cause.of("authority.other-order-unit", unit=case.unit, own=order.source.unit)
    asked_by, requester = case.route.asked_by, str(row.requester)
    if asked_by is not None:
        use = evolve(case.use, stake=0)
        hands = holders.hands(asked_by, case.unit, row.requested_on, use)
        if any(hand.employee == requester for hand in hands):
            return None
        return Cause.of("authority.not-asked-by", person=person(holders.portfolio, requester), seat=asked_by)
    organisation = holders.portfolio.organisation
    line = organisation.line(case.unit) if case.unit in organisation.units else (case.unit,)
    someone = holders.portfolio.record("employee", requester)
    posts = holders.portfolio.related(someone, "appointments")
    at = {someone.source.unit, *(one.source.unit for one in posts)}
    if at.intersection(line):
        return None
    return Cause.of("authority.not-of-the-line", person=person(holders.portfolio, requester), unit=case.unit)


def rejected(case: Case, record: Record) -> Cause:
    """Who said no, and when."""
    row = record.source
    if row.employee is None:
        return Cause.of("authority.rejected-by-body", seat=seat_of(record), on=row.done_on)
    return Cause.of("authority.rejected", person=person(case.holders.portfolio, row.employee), on=row.done_on)
