"""Whether the people of a group can do what its matrix asks of them: vacancies, too few people, one person too many (G32 to G35, G113, G114).

Looked at for the day of the portfolio, by trying: each unit, each route that the matrix has for its control mode, each person away or
asking. Absences of the day count; delegations do not help here, since they end.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Final

from attrs import frozen

from groupctl.control.ballot import fewest_to_carry
from groupctl.control.case import person
from groupctl.control.holders import Hand, Holders, Use, lasts_on
from groupctl.control.paper import Values, holds, parameters_read, readable
from groupctl.control.way import assigned, body_for, lack
from groupctl.errors import Fault, ParameterMissing
from groupctl.model.authority import DISINTERESTED, AppointmentKind, StepPart
from groupctl.portfolio.records import Record
from groupctl.rules.authority import REFER, Route, RouteStep
from groupctl.rules.evaluation.scope import parameter_in_force
from groupctl.rules.matrix import MatrixCell, cells
from groupctl.rules.policy import Policy

MANAGER: Final = ("customer", "manager")
FEW: Final = 5
"""How many customers a fault names."""
OWN: Final = Use(matter="", stake=None)
"""Rights that are used as one's own: no delegation is for it."""


@frozen
class Office:
    """The steps of a route at one unit, with those who can do each."""

    route: Route
    unit: str
    options: Sequence[Sequence[Hand]]
    bodies: Sequence[Record | None]

    def without(self, someone: str, *, only: Iterable[StepPart] = StepPart) -> bool:
        """Whether the route can be gone without a person, or with that person kept out of some parts."""
        barred = frozenset(only)
        options = [
            [hand for hand in hands if step.part not in barred or someone not in hand.people]
            for step, hands in zip(self.route.steps, self.options, strict=True)
        ]
        return assigned(self.route.steps, options, self.bodies) is not None


def faults_of_staffing(policy: Policy, holders: Holders) -> Iterator[Fault]:
    """What is wrong, each fault with the units that it is found at (G32 to G35, G113, G114)."""
    found: dict[tuple[str, ...], tuple[dict[str, str], list[str]]] = {}
    for office in offices(policy, holders):
        for code, told in _of_office(holders, office):
            key = (code, *told.values())
            found.setdefault(key, (told, []))[1].append(office.unit)
    for (code, *_), (told, units) in found.items():
        yield Fault(code, {**told, "units": ", ".join(units)}, policy.authority.routes[told["route"]].where)
    yield from _strange_names(policy, holders)
    yield from _bodies(holders)
    yield from _incompatible(policy, holders)
    yield from _delegations(policy, holders)
    if any((one.about, one.who) == MANAGER for one in policy.authority.interests.values()):
        yield from _unmanaged(holders)


def offices(policy: Policy, holders: Holders) -> Iterator[Office]:
    """Every route at every unit for whose control mode the matrix has it."""
    known = list(cells(policy))
    organisation = holders.portfolio.organisation
    for unit in organisation.units:
        mode = organisation.control_mode(unit)
        modes = {"", mode.name} if mode else {""}
        names = dict.fromkeys(cell.route for cell in known if cell.mode in modes and cell.route != REFER)
        for name in names:
            route = policy.authority.routes[name]
            yield Office(
                route=route,
                unit=unit,
                options=[_hands(holders, step, unit) for step in route.steps],
                bodies=[body_for(holders, step, unit, holders.portfolio.as_of) for step in route.steps],
            )


def _hands(holders: Holders, step: RouteStep, unit: str) -> Sequence[Hand]:
    if step.part is StepPart.DELIBERATE:
        return ()
    found: dict[str, Hand] = {}
    for hand in holders.hands(step.seat, unit, holders.portfolio.as_of, OWN):
        found.setdefault(hand.employee, hand)
    return list(found.values())


def _of_office(holders: Holders, office: Office) -> Iterator[tuple[str, dict[str, str]]]:
    route = office.route
    if assigned(route.steps, office.options, office.bodies) is None:
        yield from _unmanned(holders, office)
        return
    people = sorted({hand.employee for hands in office.options for hand in hands})
    if alone := [one for one in people if not office.without(one)]:
        yield "authority.check-bus-factor", {"route": route.name, "people": _names(holders, alone)}
    stuck = [one for one in _askers(holders, office) if not office.without(one, only=DISINTERESTED)]
    if stuck:
        yield "authority.check-own-request", {"route": route.name, "people": _names(holders, stuck)}


def _unmanned(holders: Holders, office: Office) -> Iterator[tuple[str, dict[str, str]]]:
    found, route = lack(office.route.steps, office.options, office.bodies), office.route.name
    for step in found.unfilled:
        yield "authority.check-vacant", {"route": route, "seat": str(step.seat)}
    if found.tight:
        people = _names(holders, found.people)
        yield "authority.check-too-few", {"route": route, "steps": found.steps, "people": people}


def _askers(holders: Holders, office: Office) -> Iterator[str]:
    """Who may ask on a route at a unit, as far as they hold a seat on it themselves: the others bar no step."""
    acting = {hand.employee for hands in office.options for hand in hands}
    if office.route.asked_by is not None:
        asking = holders.hands(office.route.asked_by, office.unit, holders.portfolio.as_of, OWN)
        yield from sorted({hand.employee for hand in asking} & acting)
        return
    line = holders.portfolio.organisation.line(office.unit)
    yield from (
        one for one in sorted(acting) if holders.portfolio.record("employee", one).source.unit in line
    )


def _names(holders: Holders, people: Iterable[str]) -> str:
    return ", ".join(person(holders.portfolio, one) for one in people)


def _strange_names(policy: Policy, holders: Holders) -> Iterator[Fault]:
    """Appointments, bodies and delegations that name what the policy does not have: they give no right."""
    for entity, field, known in (
        ("appointment", "post", policy.authority.posts),
        ("body", "post", policy.authority.posts),
        ("delegation", "matter", policy.authority.matters),
    ):
        for record in holders.portfolio.records(entity):
            name = getattr(record.source, field)
            if name not in known:
                yield Fault(f"authority.check-no-{field}", {"record": record.id, "name": name})


def _bodies(holders: Holders) -> Iterator[Fault]:
    """Bodies of which so few seats are held that they can carry nothing (G55)."""
    day = holders.portfolio.as_of
    for body in holders.portfolio.records("body"):
        row = body.source
        there = frozenset(one for one in holders.members(body, day) if holders.away(one, day) is False)
        needed = fewest_to_carry(body, there)
        if len(there) < needed:
            told = {"body": body.id, "held": str(len(there)), "seats": str(row.seats), "needed": str(needed)}
            yield Fault("authority.check-body", told)


def _incompatible(policy: Policy, holders: Holders) -> Iterator[Fault]:
    """One person in two incompatible posts within one line of units (G32 to G35, L55)."""
    held: dict[str, list[Record]] = {}
    for record in _in_force(holders):
        held.setdefault(record.source.employee, []).append(record)
    for employee, mine in sorted(held.items()):
        for one, other in combinations(mine, 2):
            if _apart(policy, holders, one, other):
                told = {"person": person(holders.portfolio, employee)}
                told |= {"one": _post(one), "other": _post(other)}
                yield Fault("authority.check-incompatible", told)


def _in_force(holders: Holders) -> Iterator[Record]:
    """The appointments of the day, those of external persons among them."""
    day = holders.portfolio.as_of
    for record in holders.portfolio.records("appointment"):
        if lasts_on(record.source, day):
            yield record


def _apart(policy: Policy, holders: Holders, one: Record, other: Record) -> bool:
    """Whether one person must not have two appointments: the posts are incompatible, and the units in one line."""
    organisation, posts = holders.portfolio.organisation, policy.authority.posts
    pairs = ((one.source, other.source), (other.source, one.source))
    return any(a.post in posts and b.post in posts[a.post].incompatible for a, b in pairs) and any(
        b.unit in organisation.line(a.unit) for a, b in pairs
    )


def _post(appointment: Record) -> str:
    return f"{appointment.source.post} ({appointment.source.unit})"


def _delegations(policy: Policy, holders: Holders) -> Iterator[Fault]:
    """Delegations that give more or for longer than their giver has, to a person who must not have it, and mutual ones."""
    portfolio, day = holders.portfolio, holders.portfolio.as_of
    current = [
        one
        for one in portfolio.records("delegation")
        if one.source.ends_on >= day and (one.source.revoked_on is None or one.source.revoked_on > day)
    ]
    known = list(cells(policy))
    givers = {one.id: portfolio.record("appointment", one.source.appointment) for one in current}
    for one in current:
        row, giver = one.source, givers[one.id]
        told = {"delegation": one.id, "giver": person(holders.portfolio, giver.source.employee)}
        if giver.source.ends_on is not None and row.ends_on > giver.source.ends_on:
            yield Fault("authority.check-delegation-longer", {**told, "ended": str(giver.source.ends_on)})
        amount = one.values.get("amount")
        mine = [cell for cell in known if cell.matter == row.matter]
        if isinstance(amount, int) and mine and not has_seat(policy, holders, mine, giver, amount):
            yield Fault("authority.check-delegation-wider", {**told, "matter": row.matter})
        for held in _in_force(holders):
            if held.source.employee != row.employee:
                continue
            receiver = {"person": person(portfolio, row.employee), "held": _post(held)}
            if held.source.kind is AppointmentKind.EXTERNAL:
                yield Fault("authority.check-delegation-external", {**told, **receiver})
            elif _apart(policy, holders, giver, held):
                given = {**told, **receiver, "given": _post(giver)}
                yield Fault("authority.check-delegation-incompatible", given)
    for one, other in combinations(current, 2):
        back = (givers[other.id].source.employee, other.source.employee)
        there = (one.source.employee, givers[one.id].source.employee)
        overlap = (
            one.source.starts_on <= other.source.ends_on and other.source.starts_on <= one.source.ends_on
        )
        if there == back and one.source.matter == other.source.matter and overlap:
            yield Fault("authority.check-delegation-mutual", {"one": one.id, "other": other.id})


def has_seat(
    policy: Policy, holders: Holders, mine: Sequence[MatrixCell], giver: Record, amount: int
) -> bool:
    """Whether the holder of an appointment has a step, at any unit, in what is decided about an amount."""
    post, at = giver.source.post, giver.source.unit
    organisation = holders.portfolio.organisation
    for unit in organisation.units:
        if at in organisation.line(unit):
            for route in routes_at(policy, holders, mine, unit, amount):
                places = (place for step in route.steps for place in holders.places(step.seat, unit))
                if any((place.seat.post, place.unit) == (post, at) for place in places):
                    return True
    return False


def routes_at(
    policy: Policy, holders: Holders, mine: Sequence[MatrixCell], unit: str, amount: int
) -> Iterator[Route]:
    """The routes on which some cells decide about an amount at a unit; of a cell that can't be read, its route whatever the amount."""
    organisation, as_of = holders.portfolio.organisation, holders.portfolio.as_of
    known = {}
    for parameter in parameters_read(policy, mine):
        with suppress(ParameterMissing):
            value = parameter_in_force(parameter, unit, organisation, as_of).value
            if isinstance(value, int):
                known[parameter.name] = value
    values, mode = Values(as_of, unit, known), organisation.control_mode(unit)
    for cell in mine:
        read = all(readable(term, values) for term in cell.terms)
        if cell.route != REFER and (not read or holds(cell, mode.name if mode else "", amount, values)):
            yield policy.authority.routes[cell.route]


def _unmanaged(holders: Holders) -> Iterator[Fault]:
    """Customers without a manager, whose salesperson is barred from nothing: one fault for all of them."""
    found = [one.id for one in holders.portfolio.records("customer") if one.source.manager is None]
    if found:
        shown = ", ".join(found[:FEW]) + (" …" if len(found) > FEW else "")
        yield Fault("authority.check-no-manager", {"count": str(len(found)), "customers": shown})
