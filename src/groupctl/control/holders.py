"""Who holds a seat on a day: appointments, delegations and absences, as far as they are certain (G112 to G114, G118)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final

from attrs import define, field, frozen

from groupctl.model.authority import AppointmentKind, SeatLevel
from groupctl.model.organisation import UnitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.authority import Authority, Seat
from groupctl.schema.entities import ALL
from groupctl.texts.causes import Cause

RANK: Final = {
    UnitKind.BRANCH: 0,
    UnitKind.SUBSIDIARY: 1,
    UnitKind.DIVISION: 2,
    UnitKind.SEGMENT: 3,
    UnitKind.GROUP: 4,
}
LEAST: Final = {SeatLevel.DIVISION: 2, SeatLevel.SEGMENT: 3, SeatLevel.GROUP: 4}
"""The rank that a unit of a level has at least."""


@frozen
class SeatPlace:
    """A seat at a unit: where a step can be done. ``hops`` counts how far it is above the seat of the step."""

    seat: Seat
    unit: str
    hops: int = 0


@frozen(kw_only=True, order=True)
class Hand:
    """A person who may act at a place, and whose right it is: ``source``'s, the holder of ``appointment``."""

    hops: int
    employee: str
    source: str
    appointment: str
    delegation: str = ""

    @property
    def people(self) -> frozenset[str]:
        """Who acts, and whose right it is."""
        return frozenset({self.employee, self.source})


@frozen(kw_only=True)
class Use:
    """What a right is used for: a matter, and the amount at stake in minor units; None where that is not known."""

    matter: str
    stake: int | None


@define(eq=False, slots=False)
class Holders:
    """The holders of posts in one portfolio.

    What is not known never makes a person a holder: an end that the host can't tell of, an absence that could not be read.
    """

    portfolio: Portfolio
    authority: Authority
    _away: dict[tuple[str, date], bool | None] = field(factory=dict, init=False)

    def places(self, seat: Seat, unit: str) -> Iterator[SeatPlace]:
        """Where a step for ``seat`` can be done on behalf of ``unit``: there, then at the seats above it (M18)."""
        for hops, one in enumerate(self.authority.line(seat)):
            at = self.unit_at(one.at, unit)
            if at is not None:
                yield SeatPlace(one, at, hops)

    def unit_at(self, level: SeatLevel, unit: str) -> str | None:
        """The nearest unit at or above ``unit`` that is of ``level`` or higher; None where a unit on the way was lost."""
        organisation = self.portfolio.organisation
        if unit not in organisation.units:
            return None
        if level is SeatLevel.UNIT:
            return unit
        line = organisation.line(unit)
        return next((one for one in line if RANK[organisation.units[one].kind] >= LEAST[level]), None)

    def hands(self, seat: Seat, unit: str, day: date, use: Use) -> Iterator[Hand]:
        """Who may do a step for ``seat`` on ``day``, the nearest first."""
        for place in self.places(seat, unit):
            yield from sorted(self.at(place, day, use))

    def at(self, place: SeatPlace, day: date, use: Use) -> Iterator[Hand]:
        """Who may act at one place."""
        for appointment in self.appointed(place.seat.post, place.unit, day):
            source = appointment.source.employee
            away = self.away(source, day)
            own = Hand(hops=place.hops, employee=source, source=source, appointment=appointment.id)
            if away is False:
                yield own
            for delegation in self.portfolio.related(appointment, "delegations"):
                if self._delegated(delegation, day, use) and (
                    away is True or not delegation.source.only_while_absent
                ):
                    employee = delegation.source.employee
                    if self.away(employee, day) is False and self.external(employee, day) is False:
                        yield Hand(
                            hops=place.hops,
                            employee=employee,
                            source=source,
                            appointment=appointment.id,
                            delegation=delegation.id,
                        )

    def appointed(self, post: str, unit: str, day: date) -> Iterator[Record]:
        """The appointments to a post at a unit that are certainly in force on ``day``, without those of external persons (G114, G118)."""
        for appointment in self._by_place.get((post, unit), ()):
            row = appointment.source
            if row.kind is not AppointmentKind.EXTERNAL and self._in_force(appointment, day):
                yield appointment

    def _in_force(self, appointment: Record, day: date) -> bool:
        row = appointment.source
        open_ended = row.ends_on is None and not self.lacks("appointments", "ends_on")
        return row.starts_on <= day and (open_ended or (row.ends_on is not None and day <= row.ends_on))

    def _delegated(self, delegation: Record, day: date, use: Use) -> bool:
        row, amount = delegation.source, delegation.values.get("amount")
        lasting = row.revoked_on is None and not self.lacks("delegations", "revoked_on")
        return (
            row.matter == use.matter
            and row.starts_on <= day <= row.ends_on
            and (lasting or (row.revoked_on is not None and day < row.revoked_on))
            and use.stake is not None
            and isinstance(amount, int)
            and use.stake <= amount
        )

    def away(self, employee: str, day: date) -> bool | None:
        """Whether a person is absent on ``day``; None where an absence may have been lost."""
        key = (employee, day)
        if key not in self._away:
            person = self.portfolio.record("employee", employee)
            absent = any(
                one.source.starts_on <= day <= one.source.ends_on
                for one in self.portfolio.related(person, "absences")
            )
            unknown = not absent and self.portfolio.gaps(person, "absences")
            self._away[key] = None if unknown else absent
        return self._away[key]

    def external(self, employee: str, day: date) -> bool | None:
        """Whether a person is from outside on ``day``, and decides nothing (G118); None where an appointment may have been lost."""
        person = self.portfolio.record("employee", employee)
        outside = any(
            row.kind is AppointmentKind.EXTERNAL and lasts_on(row, day)
            for row in (one.source for one in self.portfolio.related(person, "appointments"))
        )
        return True if outside else None if self.portfolio.gaps(person, "appointments") else False

    def may_have_held(self, seat: Seat, unit: str, employee: str, day: date) -> bool | None:
        """Whether a person may have had a seat, or one above it, by any right; None where a row that tells may be lost."""
        for place in self.places(seat, unit):
            for appointment in self._by_place.get((place.seat.post, place.unit), ()):
                row = appointment.source
                if lasts_on(row, day):
                    deputies = self.portfolio.related(appointment, "delegations")
                    if employee == row.employee or any(one.source.employee == employee for one in deputies):
                        return True
        return None if self.gaps(self.portfolio.record("employee", employee)) else False

    def gaps(self, record: Record) -> Sequence[Cause]:
        """What could not be read of those who hold posts; ``record`` is any of the portfolio."""
        tables = ("units", "appointments", "delegations", "absences", "bodies")
        found = [cause for table in tables for cause in self.portfolio.gaps(record, ALL + table)]
        for table, column in (
            ("appointments", "ends_on"),
            ("delegations", "revoked_on"),
            ("bodies", "chair"),
        ):
            if self.lacks(table, column):
                found.append(Cause.of("model.cause-absent-column", table=table, attribute=column))
        return found

    def lacks(self, table: str, *columns: str) -> bool:
        """Whether the host can't tell one of the columns of a table."""
        return not self.portfolio.absent.get(table, frozenset()).isdisjoint(columns)

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], Sequence[Record]]:
        found: dict[tuple[str, str], list[Record]] = {}
        for appointment in self.portfolio.records("appointment"):
            found.setdefault((appointment.source.post, appointment.source.unit), []).append(appointment)
        return found

    def members(self, body: Record, day: date) -> frozenset[str]:
        """Who is certainly a member of a body on ``day``."""
        return frozenset(
            one.source.employee for one in self.appointed(body.source.post, body.source.unit, day)
        )

    def bodies(self, seat: Seat, unit: str) -> Iterator[Record]:
        """The bodies that may deliberate for ``seat``, the nearest first."""
        for place in self.places(seat, unit):
            for body in self.portfolio.records("body"):
                if (body.source.post, body.source.unit) == (place.seat.post, place.unit):
                    yield body


def lasts_on(row: Any, day: date) -> bool:
    """Whether a row that starts on a day, and may end on one, holds on ``day`` as it is stated."""
    return bool(row.starts_on <= day and (row.ends_on is None or day <= row.ends_on))
