"""Working days: Monday to Friday, but for what the calendar says (L53)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Self

from attrs import field, frozen

from groupctl.model.process import CalendarDay
from groupctl.texts.causes import Cause

WEEKDAYS: Final = 5
"""Working days of a week that the calendar says nothing about, from Monday on."""

MOST_DAYS: Final = 10_000
"""Working days that are counted: about forty years."""


def _by_date(days: Iterable[CalendarDay]) -> Mapping[date, Sequence[CalendarDay]]:
    found: dict[date, list[CalendarDay]] = defaultdict(list)
    for day in days:
        found[day.on].append(day)
    return dict(found)


@frozen(eq=False)
class Calendar:
    """The working days of a unit (L53).

    ``line`` is the unit and those above it, the nearest first; empty for what belongs to no unit. It is not ``whole`` where
    a unit above could not be read. An entry about the nearest unit holds, then one about a unit above it, then one
    without a unit, then the weekday.
    """

    days: Mapping[date, Sequence[CalendarDay]] = field(converter=_by_date)
    line: Sequence[str] = ()
    whole: bool = True

    @classmethod
    def of(cls, days: Iterable[CalendarDay], line: Sequence[str] = (), *, whole: bool = True) -> Self:
        """The calendar that ``days`` make for a line of units."""
        return cls(days, tuple(line), whole)

    def is_working(self, day: date) -> bool | Cause:
        """Whether ``day`` is a working day; a cause where two entries of the same rank contradict each other."""
        entries = self.days.get(day, ())
        for unit in self.line:
            if said := [entry for entry in entries if entry.unit == unit]:
                return _agreed(said)
        if not self.whole and any(entry.unit is not None for entry in entries):
            return Cause.of("model.cause-unit-above-lost", unit=self.line[0])
        said = [entry for entry in entries if entry.unit is None]
        return _agreed(said) if said else day.weekday() < WEEKDAYS

    def after(self, day: date, count: int) -> date | Cause:
        """The last of ``count`` working days after ``day``, ``day`` itself for 0.

        A cause where a day on the way can't be told, and for a ``count`` that is negative or above 10,000.
        """
        if not 0 <= count <= MOST_DAYS:
            return Cause.of("model.cause-working-days", days=count)
        try:
            while count:
                day += timedelta(days=1)
                working = self.is_working(day)
                if isinstance(working, Cause):
                    return working
                count -= working
        except OverflowError:
            return Cause.of("model.cause-working-days", days=count)
        return day


def _agreed(entries: Sequence[CalendarDay]) -> bool | Cause:
    """What entries of the same rank say together."""
    first = min(entries, key=lambda entry: entry.id)
    for other in sorted(entries, key=lambda entry: entry.id):
        if other.working is not first.working:
            about = f"calendar_day {first.id}"
            return Cause.of("model.cause-calendar-contradicts", about, day=first.on, other=other.id)
    return first.working
