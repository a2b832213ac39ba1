"""How a request goes on: who is asked when it is late, and which body deliberates when members are barred (G54, G55, M18)."""

import pytest

from groupctl.control.holders import Holders
from groupctl.control.way import Way, way
from groupctl.model import StepAnswer
from groupctl.portfolio.calendar import Calendar
from tests.control.office import (
    APPOINTMENTS,
    APPROVE,
    MEMBERS,
    REVIEW,
    appointment,
    authority,
    june,
    portfolio,
    record,
    request,
    stands,
)


def way_on(day: int, route: str = "FILED", **tables: object) -> Way:
    """The way of the request of 1 June, a Monday, on a day of June; each step has two working days."""
    found = stands(route, **tables)
    return way(Holders(portfolio(**tables), authority()), found, Calendar(()), june(day))


class TestTheClock:
    @pytest.mark.parametrize(
        ("day", "due", "late", "lapsed"),
        [
            (3, 3, "gu", False),  # the division's controller
            (4, 5, None, False),  # the group's, above whom there is no one
            (8, 5, None, True),
        ],
    )
    def test_a_superior_has_as_many_days_again_and_at_the_top_it_lapses(self, day, due, late, lapsed):
        found = way_on(day)
        assert (found.next.due, found.lapsed) == (june(due), lapsed)
        assert (found.next.late.employee if found.next.late else None) == late

    def test_it_starts_anew_when_the_request_is_sent_back(self):
        steps = [record(REVIEW, "cheng", 2), record(APPROVE, "wang", 9, answer=StepAnswer.RETURNED, number=2)]
        found = way_on(9, step_records=steps)
        assert (found.next.step.seat.post, found.next.due) == ("credit_controller", june(11))

    def test_a_step_that_nothing_waits_for_goes_on_after_the_grant(self):
        steps = [record(REVIEW, "cheng", 2), record(APPROVE, "wang", 3)]
        found = way_on(4, "LOOSE", step_records=steps)
        assert (found.request_status.state, found.next.chosen.employee) == ("GRANTED", "zhao")
        assert (found.next.due, found.lapsed) == (june(5), False)

    def test_done_it_is_told_and_needs_no_one_any_more(self):
        filed = record("FILE operations_management@GROUP", "zhao", 4)
        steps = [record(REVIEW, "cheng", 2), record(APPROVE, "wang", 3), filed]
        found = way_on(5, "LOOSE", step_records=steps)
        assert [one.state for one in found.steps] == ["DONE", "DONE", "DONE"]
        assert (found.next, found.request_status.unhelpful) == (None, ())


class TestBodies:
    """Six seats; four members make a quorum, and four votes carry, or three with that of the chair."""

    def committee(self, *members: str, asked_by: str = "sun") -> Way:
        staff = [one for one in APPOINTMENTS if one.post != "committee"]
        staff += [appointment(f"c{name}", name, "committee", "G") for name in members]
        return way_on(
            2, "COMMITTEE", appointments=staff, requests=[request(requester=asked_by)], staff={"m1": "U"}
        )

    def test_the_body_that_deliberates_is_named(self):
        assert self.committee(*MEMBERS).steps[1].body.id == "b1"

    def test_one_who_asks_does_not_count(self):
        assert self.committee(*MEMBERS[:5], asked_by="m1").steps[1].body.id == "b1"
        found = self.committee(*MEMBERS[:4], asked_by="m1")
        assert found.steps[1].body is None
        assert [cause.key for cause in found.stuck] == ["authority.body-unable"]
