"""Working days are Monday to Friday but for what the calendar says, and nothing is guessed (L53)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.model.process import CalendarDay
from groupctl.portfolio.calendar import MOST_DAYS, Calendar
from groupctl.texts.causes import Cause

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
DAY = timedelta(days=1)


def entry(on: date, unit: str | None = None, *, working: bool = False, id_: str = "") -> CalendarDay:
    return CalendarDay(id=id_ or f"{on}-{unit}-{working}", on=on, working=working, unit=unit)


def calendar(*days: CalendarDay, line: tuple[str, ...] = ("U-1", "S", "G"), whole: bool = True) -> Calendar:
    return Calendar.of(days, line, whole=whole)


class TestOneDay:
    """L53: the weekday, unless the calendar knows better."""

    @pytest.mark.parametrize(
        ("day", "working"), [(FRIDAY, True), (SATURDAY, False), (SUNDAY, False), (MONDAY, True)]
    )
    def test_by_its_weekday(self, day, working):
        assert calendar().is_working(day) is working

    def test_holidays_and_working_saturdays(self):
        found = calendar(entry(FRIDAY), entry(SATURDAY, working=True))
        assert (found.is_working(FRIDAY), found.is_working(SATURDAY), found.is_working(MONDAY)) == (
            False,
            True,
            True,
        )

    @pytest.mark.parametrize(
        ("line", "working"),
        [
            (("U-1", "S", "G"), True),
            (("U-2", "S", "G"), False),
            (("S", "G"), False),
            (("G",), True),
            ((), True),
        ],
    )
    def test_the_nearest_unit_is_heard_first(self, line, working):
        """U-1 works on the segment's holiday; the group and what has no unit only know the weekday."""
        found = calendar(entry(FRIDAY, "S"), entry(FRIDAY, "U-1", working=True), line=line)
        assert found.is_working(FRIDAY) is working

    def test_an_entry_of_a_unit_beats_one_without(self):
        assert calendar(entry(FRIDAY), entry(FRIDAY, "G", working=True)).is_working(FRIDAY) is True

    @pytest.mark.parametrize("unit", [None, "S"])
    def test_a_contradiction_of_the_same_rank_is_unknown(self, unit):
        found = calendar(entry(FRIDAY, unit, id_="D-1"), entry(FRIDAY, unit, working=True, id_="D-2"))
        cause = found.is_working(FRIDAY)
        assert isinstance(cause, Cause)
        assert cause.render() == "calendar_day D-1: D-2 says otherwise about 2026-11-20"

    def test_what_nobody_asks_may_contradict_itself(self):
        found = calendar(entry(FRIDAY), entry(FRIDAY, working=True), entry(FRIDAY, "U-1"))
        assert found.is_working(FRIDAY) is False

    def test_twice_the_same_is_no_contradiction(self):
        assert calendar(entry(FRIDAY, id_="D-1"), entry(FRIDAY, id_="D-2")).is_working(FRIDAY) is False

    def test_a_unit_above_that_is_lost_may_have_said_something(self):
        found = calendar(entry(FRIDAY, "X"), line=("U-1",), whole=False)
        assert found.is_working(FRIDAY) == Cause.of("model.cause-unit-above-lost", unit="U-1")
        assert found.is_working(MONDAY) is True
        assert calendar(entry(FRIDAY, "U-1"), line=("U-1",), whole=False).is_working(FRIDAY) is False


class TestCounting:
    """L53: the end of the next working day is one working day later."""

    @pytest.mark.parametrize(
        ("day", "count", "last"),
        [
            (date(2026, 11, 19), 1, FRIDAY),
            (FRIDAY, 1, MONDAY),
            (SATURDAY, 1, MONDAY),
            (SUNDAY, 1, MONDAY),
            (FRIDAY, 5, date(2026, 11, 27)),
            (FRIDAY, 6, date(2026, 11, 30)),
            (FRIDAY, 0, FRIDAY),
            (SATURDAY, 0, SATURDAY),
        ],
    )
    def test_without_exceptions(self, day, count, last):
        assert calendar().after(day, count) == last

    def test_holidays_push_it_out_and_working_saturdays_pull_it_in(self):
        assert calendar(entry(MONDAY)).after(FRIDAY, 1) == MONDAY + DAY
        assert calendar(entry(SATURDAY, working=True)).after(FRIDAY, 1) == SATURDAY

    def test_a_contradiction_on_the_way_makes_it_unknown(self):
        found = calendar(entry(MONDAY), entry(MONDAY, working=True))
        assert isinstance(found.after(FRIDAY, 1), Cause)
        assert found.after(date(2026, 11, 19), 1) == FRIDAY

    @pytest.mark.parametrize("count", [-1, MOST_DAYS + 1])
    def test_what_is_no_number_of_days_is_unknown(self, count):
        assert calendar().after(FRIDAY, count) == Cause.of("model.cause-working-days", days=count)

    def test_the_calendar_ends(self):
        assert calendar().after(date(9999, 12, 31), 1) == Cause.of("model.cause-working-days", days=1)


entries = st.builds(
    lambda on, working, unit: entry(on, unit, working=working),
    st.dates(date(2026, 10, 1), date(2026, 12, 31)),
    st.booleans(),
    st.sampled_from([None, "U-1", "S", "X"]),
)
calendars = st.lists(entries, unique_by=lambda day: (day.on, day.unit), max_size=40).map(
    lambda days: calendar(*days)
)
starts = st.dates(date(2026, 9, 15), date(2027, 1, 15))
counts = st.integers(0, 60)


@given(calendars, starts, counts, counts)
def test_more_days_end_later(found, start, fewer, more):
    first, last = found.after(start, fewer), found.after(start, fewer + more)
    assert first <= last
    assert (first == last) == (more == 0)
    assert found.after(first, more) == last


@given(calendars, starts, st.integers(1, 60))
def test_it_never_ends_on_a_day_off_and_counts_each_working_day(found, start, count):
    last = found.after(start, count)
    assert found.is_working(last)
    days = [start + DAY * step for step in range(1, (last - start).days + 1)]
    assert sum(found.is_working(day) for day in days) == count


@given(calendars, starts)
def test_no_days_later_is_the_same_day(found, start):
    assert found.after(start, 0) == start


@given(calendars, starts, starts, counts)
def test_who_starts_later_ends_no_earlier(found, one, other, count):
    first, second = sorted((one, other))
    assert found.after(first, count) <= found.after(second, count)
