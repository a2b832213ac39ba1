"""Due dates in working days, by the calendar of the subject's unit (L53)."""

from datetime import date
from typing import TYPE_CHECKING, Final, cast

from groupctl.portfolio.calendar import Calendar
from groupctl.portfolio.records import Record
from groupctl.rules.evaluation.scope import line_of
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts.causes import Cause

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment

CALENDAR_DAYS: Final = "all.calendar_days"


def end_of_working_days(days: Maybe, after: Maybe, record: Record, environment: "Environment") -> Maybe:
    """The last of ``days`` working days after the date ``after``, for ``record``.

    Unknown when one of them is, when the calendar is missing or incomplete, and when it contradicts itself on a day that counts.
    """
    gaps = environment.portfolio.gaps(record, CALENDAR_DAYS)
    if gaps or isinstance(days, UnknownValue) or isinstance(after, UnknownValue):
        return UnknownValue.joined([days, after, *([UnknownValue.of(*gaps)] if gaps else [])])
    found = environment.calendar(record).after(cast(date, after), cast(int, days))
    return UnknownValue.of(found) if isinstance(found, Cause) else found


def calendar_of(record: Record, environment: "Environment") -> Calendar:
    """The calendar of the unit that ``record`` belongs to."""
    portfolio = environment.portfolio
    line, whole = line_of(record, portfolio.organisation)
    return Calendar.of(portfolio.tables["calendar_days"].values(), line, whole=whole)
