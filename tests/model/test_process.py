"""The history of processes, and the calendar that working days are counted by."""

from datetime import date

from groupctl.model import CalendarDay, ProcessEvent
from tests.model.holding import holding, ids, refused, seen, unknown

DAY = date(2026, 5, 4)


def event(id_, number=None, on=DAY, **more):
    own = {"process": "complaint", "subject": "K-1", "event": "record"}
    return ProcessEvent(**{"id": id_, **own, "on": on, "number": number, **more})


class TestProcessEvent:
    """B94: who used which power for what, and on which day."""

    def test_role_event_and_subject(self):
        found = holding(process_events=[event("V-1", 1, role="leader", note="by telephone")])
        assert seen(found, "process_event", "V-1") == {
            "process": "complaint",
            "subject": "K-1",
            "event": "record",
            "on": DAY,
            "number": 1,
            "role": "leader",
            "note": "by telephone",
        }

    def test_who_did_it_may_be_unknown(self):
        found = holding(process_events=[event("V-1")])
        assert unknown(found, "process_event", "V-1") == {"number", "role", "employee", "note"}
        refused(event, "model.negative", id_="V-1", number=-1)

    def test_what_happens_after_the_snapshot_is_no_part_of_the_history(self):
        found = holding(process_events=[event("V-1"), event("V-2", on=date(2026, 7, 1))])
        assert [record.id for record in found.records("process_event")] == ["V-1"]


class TestCalendarDay:
    """A day that is not what its weekday says, everywhere or in one unit; it may lie ahead."""

    def test_a_holiday_of_one_unit_and_one_of_all(self):
        days = [
            CalendarDay(id="D-1", on=date(2026, 10, 1), working=False),
            CalendarDay(id="D-2", on=date(2026, 10, 10), working=True, unit="U-1"),
        ]
        found = holding(calendar_days=days)
        assert unknown(found, "calendar_day", "D-1") == {"unit"}
        assert seen(found, "calendar_day", "D-2") == {
            "on": date(2026, 10, 10),
            "working": True,
            "unit": "U-1",
        }
        assert ids(found, "unit", "U-1", "calendar_days") == ["D-2"]
