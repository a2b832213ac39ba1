"""The way of a request: who can do each step that is still open, by when, and who may not (G26, G55, M18)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

from attrs import frozen

from groupctl.control.ballot import can_carry
from groupctl.control.case import Done, person
from groupctl.control.holders import Hand, Holders, SeatPlace, Use
from groupctl.control.interests import interested, why_barred
from groupctl.control.other_routes import OtherRoute
from groupctl.control.request_status import RequestStatus
from groupctl.model.authority import DISINTERESTED, StepPart
from groupctl.portfolio.calendar import Calendar
from groupctl.portfolio.records import Record
from groupctl.rules.authority import RouteStep
from groupctl.texts.causes import Cause

StepState = Literal["DONE", "NEXT", "OPEN"]


@frozen(kw_only=True)
class StepOnWay:
    """One step of a route for one request.

    ``hands`` are those who can do it, the nearest first, and ``chosen`` the one for whom everything else can still be done; none where
    a ``body`` deliberates. ``vacant`` are the places that no one holds, and ``absent`` who is away of those who hold the nearest. ``due`` is told of the next step, and ``late`` who of those
    above is asked when that day is over.
    """

    step: RouteStep
    state: StepState
    done: Done | None = None
    hands: tuple[Hand, ...] = ()
    chosen: Hand | None = None
    body: Record | None = None
    vacant: tuple[SeatPlace, ...] = ()
    absent: tuple[str, ...] = ()
    due: date | Cause | None = None
    late: Hand | None = None


@frozen(kw_only=True)
class Way:
    """How a request goes on: its steps, who is ``barred`` and why, and what is in the way (``stuck``).

    ``lapsed`` says that the time of the next step is over and that there is no superior left to ask. ``asks`` are those who may ask,
    where the route names a seat for that. ``rule`` is the cell of the matrix that gives the route, and ``others`` are the routes next
    to it. ``supposed`` says that the request is yet to be made.
    """

    request_status: RequestStatus
    steps: tuple[StepOnWay, ...] = ()
    barred: tuple[Cause, ...] = ()
    stuck: tuple[Cause, ...] = ()
    lapsed: bool = False
    asks: tuple[Hand, ...] = ()
    rule: str = ""
    others: tuple[OtherRoute, ...] = ()
    supposed: bool = False

    @cached_property
    def next(self) -> StepOnWay | None:
        """The step that is to be done next."""
        return next((one for one in self.steps if one.state == "NEXT"), None)


def way(holders: Holders, found: RequestStatus, calendar: Calendar | Cause, day: date) -> Way:
    """How a request goes on from how it stands, for a person who acts on ``day``."""
    if found.route is None:
        return Way(request_status=found, stuck=found.why)
    kinds = interested(holders, found.request)
    done = {id(one.step): one for one in found.done}
    taken = frozenset(kinds).union(*(one.people for one in found.done))
    goes_on = found.state in {"PENDING", "GRANTED"}
    opened = [step for step in found.route.steps if id(step) not in done] if goes_on else []
    options = [tuple(_options(holders, found, step, day, taken)) for step in opened]
    bodies = [body_for(holders, step, found.request.source.unit, day, taken) for step in opened]

    def carries(body: Record, others: frozenset[str]) -> bool:
        return can_carry(body, holders.members(body, day) - taken - others)

    chosen = assigned(opened, options, bodies, carries)
    stuck = [] if chosen is not None else list(_stuck(holders, found, opened, options, bodies))
    due, lapsed, asked = _due(found, calendar, day, opened, holders)
    steps, position = [], 0
    for step in found.route.steps:
        if id(step) in done:
            steps.append(StepOnWay(step=step, state="DONE", done=done[id(step)]))
            continue
        if not opened:
            steps.append(StepOnWay(step=step, state="OPEN"))
            continue
        steps.append(
            StepOnWay(
                step=step,
                state="NEXT" if position == 0 else "OPEN",
                hands=options[position],
                chosen=chosen[position] if chosen is not None else None,
                body=bodies[position],
                vacant=tuple(_vacant(holders, found, step, day)),
                absent=tuple(_absent(holders, found, step, day)),
                due=due if position == 0 else None,
                late=_late(options[0], chosen[0] if chosen else None, asked)
                if position == 0 and due
                else None,
            )
        )
        position += 1
    return Way(
        request_status=found,
        steps=tuple(steps),
        barred=tuple(
            why_barred(interest, person(holders.portfolio, name)) for name, interest in sorted(kinds.items())
        ),
        stuck=(*found.why, *stuck),
        lapsed=lapsed and found.state == "PENDING",
        asks=tuple(_asks(holders, found, day)),
    )


def _late(options: Sequence[Hand], chosen: Hand | None, asked: int) -> Hand | None:
    """Who is asked after the one who is asked now, and above who can do it."""
    below = max(asked, chosen.hops if chosen else 0)
    return next((hand for hand in options if hand.hops > below), None)


def _asks(holders: Holders, found: RequestStatus, day: date) -> Iterator[Hand]:
    """Who may ask on a route that names a seat for that."""
    if found.route and found.route.asked_by:
        use = Use(matter=found.request.source.matter, stake=0)
        yield from holders.hands(found.route.asked_by, found.request.source.unit, day, use)


def _options(
    holders: Holders, found: RequestStatus, step: RouteStep, day: date, taken: frozenset[str]
) -> Iterator[Hand]:
    """Who can do a step: not who asked, has an interest, or did another one."""
    if step.part is StepPart.DELIBERATE:
        return
    use = Use(matter=found.request.source.matter, stake=found.stake)
    seen: set[frozenset[str]] = set()
    barred = taken if step.part in DISINTERESTED else frozenset()
    for hand in holders.hands(step.seat, found.request.source.unit, day, use):
        if not hand.people & barred and hand.people not in seen:
            seen.add(hand.people)
            yield hand


def body_for(
    holders: Holders, step: RouteStep, unit: str, day: date, barred: frozenset[str] = frozenset()
) -> Record | None:
    """The body that deliberates for a step: the nearest that can carry it without those who are barred.

    None for a step of a person, and where there is no such body.
    """
    bodies = holders.bodies(step.seat, unit) if step.part is StepPart.DELIBERATE else iter(())
    return next((body for body in bodies if can_carry(body, holders.members(body, day) - barred)), None)


def _vacant(holders: Holders, found: RequestStatus, step: RouteStep, day: date) -> Iterator[SeatPlace]:
    """The places below the first that are held."""
    for place in holders.places(step.seat, found.request.source.unit):
        if any(holders.appointed(place.seat.post, place.unit, day)):
            return
        yield place


def _absent(holders: Holders, found: RequestStatus, step: RouteStep, day: date) -> Iterator[str]:
    """Who is away of those who hold the nearest place that is held."""
    for place in holders.places(step.seat, found.request.source.unit):
        held = sorted({one.source.employee for one in holders.appointed(place.seat.post, place.unit, day)})
        if held:
            yield from (one for one in held if holders.away(one, day))
            return


def assigned(
    steps: Sequence[RouteStep],
    options: Sequence[Sequence[Hand]],
    bodies: Sequence[Record | None],
    carries: Callable[[Record, frozenset[str]], bool] = lambda body, others: True,  # noqa: ARG005
) -> Sequence[Hand | None] | None:
    """One hand for each step, all of different people, the lowest seats first; None where there are too few people.

    ``carries`` tells whether a body can carry what it deliberates on without those who do the ``others``.
    """

    def place(at: int, used: frozenset[str]) -> tuple[Hand | None, ...] | None:
        if at == len(steps):
            return () if all(body is None or carries(body, used) for body in bodies) else None
        if steps[at].part is StepPart.DELIBERATE:
            rest = place(at + 1, used) if bodies[at] is not None else None
            return None if rest is None else (None, *rest)
        for hand in options[at]:
            if not hand.people & used:
                rest = place(at + 1, used | hand.people)
                if rest is not None:
                    return (hand, *rest)
        return None

    return place(0, frozenset())


def _stuck(
    holders: Holders,
    found: RequestStatus,
    steps: Sequence[RouteStep],
    options: Sequence[Sequence[Hand]],
    bodies: Sequence[Record | None],
) -> Iterator[Cause]:
    """Why there is no assignment, in words."""
    unit, found_lack = found.request.source.unit, lack(steps, options, bodies)
    for step in found_lack.unfilled:
        if step.part is StepPart.DELIBERATE:
            there = any(True for _ in holders.bodies(step.seat, unit))
            key = "authority.body-unable" if there else "authority.no-body"
            yield Cause.of(key, seat=step.seat, unit=unit)
        else:
            yield Cause.of("authority.no-holder", part=step.part.name, seat=step.seat, unit=unit)
    if found_lack.tight:
        yield Cause.of(
            "authority.too-few-people",
            steps=found_lack.steps,
            people=", ".join(person(holders.portfolio, one) for one in found_lack.people),
        )


@frozen(kw_only=True)
class Lack:
    """Why there is no assignment: steps that no one can do or, where there are none, the fewest with too few ``people``."""

    unfilled: tuple[RouteStep, ...] = ()
    tight: tuple[RouteStep, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def steps(self) -> str:
        """The steps with too few people, with their seats."""
        return ", ".join(f"{step.part.name} {step.seat}" for step in self.tight)


def lack(
    steps: Sequence[RouteStep], options: Sequence[Sequence[Hand]], bodies: Sequence[Record | None]
) -> Lack:
    """What is missing to steps for which there is no assignment."""
    unfilled = tuple(
        step
        for step, hands, body in zip(steps, options, bodies, strict=True)
        if (body is None if step.part is StepPart.DELIBERATE else not hands)
    )
    if unfilled:
        return Lack(unfilled=unfilled)
    tight = fewest([i for i, step in enumerate(steps) if step.part is not StepPart.DELIBERATE], options)
    people = {hand.employee for i in tight for hand in options[i]}
    return Lack(tight=tuple(steps[i] for i in tight), people=tuple(sorted(people)))


def fewest(places: Sequence[int], options: Sequence[Sequence[Hand]]) -> Sequence[int]:
    """The fewest of ``places`` that can't be filled by different people (Hall); all of them where sources clash."""
    chosen: list[Sequence[int]] = [()]
    for at in places:
        chosen += [(*one, at) for one in chosen]
    for subset in sorted(chosen, key=len):
        steps = [options[i] for i in subset]
        if subset and not _different(steps, frozenset()):
            return subset
    return places


def _different(options: Sequence[Sequence[Hand]], used: frozenset[str]) -> bool:
    if not options:
        return True
    return any(_different(options[1:], used | hand.people) for hand in options[0] if not hand.people & used)


def _due(
    found: RequestStatus, calendar: Calendar | Cause, day: date, steps: Sequence[RouteStep], holders: Holders
) -> tuple[date | Cause | None, bool, int]:
    """By when the next step is to be done, whether its time is over with no superior left (M18), and how far above its seat it is asked.

    Each superior has as many working days as the step; silence never approves.
    """
    if not steps:
        return None, False, 0
    if isinstance(calendar, Cause):
        return calendar, False, 0
    step = steps[0]
    asked_on = found.returned_on or found.request.source.requested_on
    start = found.done[-1].record.source.done_on if found.done else asked_on
    due = calendar.after(start, step.days)
    hops = [place.hops for place in holders.places(step.seat, found.request.source.unit)]
    for level, asked in enumerate(hops):
        if isinstance(due, Cause) or due >= day:
            return due, False, asked
        if level < len(hops) - 1:
            due = calendar.after(due, step.days)
    return due, not isinstance(due, Cause) and due < day, hops[-1] if hops else 0
