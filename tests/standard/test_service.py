"""Worked examples of service.yaml: visits, first responders, faults, reports, supervision. 2026-11-21 is a Saturday."""

from datetime import date

import pytest

from groupctl.model.people import Employee
from groupctl.model.service import (
    DutyReport,
    DutyReportKind,
    FaultReport,
    Project,
    ServiceRequest,
    Visit,
    VisitKind,
)
from groupctl.testing import Ledger, day, days_ago
from tests.standard.deciding import measured

DONE = days_ago(1)
DECEMBER = date(2026, 12, 15)


def visit(visited_on, kind=VisitKind.RETURN_VISIT, id_="V-1", **more):
    return Visit(id=id_, customer="C-1", unit="U-1", visited_on=day(visited_on), kind=kind, **more)


def dates(values):
    """The values, those that are dates made of their texts."""
    return {name: day(value) if name.endswith("_on") else value for name, value in values.items()}


class TestReturnVisits:
    """D72, H49, L54, I17, B76, A64."""

    def delivered(self, delivered_on, *visits):
        project = Project(id="PJ-1", customer="C-1", unit="U-1", delivered_on=day(delivered_on))
        return Ledger().customer().account().put(project, *visits)

    @pytest.mark.parametrize(
        ("delivered_on", "due_on"), [(days_ago(365), "2026-11-01"), (days_ago(366), "2027-01-01")]
    )
    def test_monthly_up_to_365_days_then_quarterly(self, delivered_on, due_on):
        """D72, H49, L54: the last visit was on 1 October."""
        ledger = self.delivered(delivered_on, visit("2026-10-01", project="PJ-1"))
        assert measured(ledger, "return_visit_due_on", "PJ-1", "project") == day(due_on)

    @pytest.mark.parametrize(("visited_on", "overdue"), [("2026-10-21", False), ("2026-10-20", True)])
    def test_overdue_the_day_after(self, decide, visited_on, overdue):
        """D72, H49: a month on from the last visit."""
        ledger = self.delivered("2026-03-01", visit(visited_on, project="PJ-1"))
        answer = decide("return_visit", ledger, "PJ-1")
        assert (answer.outcome, answer.actions) == (overdue, ["CALL"] if overdue else [])
        if overdue:
            assert answer.decision.actions[0].role == "customer_service", "I17"

    @pytest.mark.parametrize(("visited_on", "overdue"), [("2026-08-21", False), ("2026-08-20", True)])
    def test_quarterly_the_day_after(self, decide, visited_on, overdue):
        """D72, I17."""
        ledger = self.delivered("2020-03-01", visit(visited_on, project="PJ-1"))
        assert decide("return_visit", ledger, "PJ-1").outcome is overdue

    @pytest.mark.parametrize(("delivered_on", "overdue"), [("2026-10-21", False), ("2026-10-20", True)])
    def test_the_first_one_is_reckoned_from_the_delivery(self, decide, delivered_on, overdue):
        """D72."""
        assert decide("return_visit", self.delivered(delivered_on), "PJ-1").outcome is overdue

    @pytest.mark.parametrize("kind", [kind for kind in VisitKind if kind is not VisitKind.RETURN_VISIT])
    def test_no_other_contact_is_a_return_visit(self, decide, kind):
        """B75, B76, B91: neither daily visits nor executives, exhibitions, topics or visits to our company."""
        ledger = self.delivered("2026-03-01", visit("2026-11-01", kind, project="PJ-1"))
        assert decide("return_visit", ledger, "PJ-1").outcome is True

    def test_only_the_projects_own_visits(self, decide):
        """B76: calls are kept for each project."""
        ledger = self.delivered("2026-03-01", visit("2026-11-01"))
        assert measured(ledger, "return_visits", "PJ-1", "project") == 0
        assert decide("return_visit", ledger, "PJ-1").outcome is True

    def test_nobody_can_tell(self, decide):
        assert decide("return_visit", self.delivered(None), "PJ-1").outcome is None
        ledger = self.delivered("2026-03-01").without("visits")
        assert decide("return_visit", ledger, "PJ-1").outcome is None


class TestNewDemand:
    """D73, H52, I17, B86."""

    def asked(self, visited_on="2026-12-01", learned=True, gift=True):
        row = visit(visited_on, VisitKind.NEW_DEMAND, next_demand_learned=learned, gift_given=gift)
        return Ledger().customer().put(row)

    @pytest.mark.parametrize(
        ("learned", "gift", "rules"),
        [
            (True, True, []),
            (False, True, ["new-demand.ask"]),
            (True, False, ["new-demand.gift"]),
            (False, False, ["new-demand.ask", "new-demand.gift"]),
        ],
    )
    def test_a_gift_and_the_demand_of_next_year(self, decide, learned, gift, rules):
        """D73, H52, B86, I17."""
        answer = decide("new_demand", self.asked(learned=learned, gift=gift), as_of=DECEMBER)
        assert (answer.outcome, answer.rules) == (bool(rules), rules)
        assert {action.role for action in answer.decision.actions} <= {"customer_service"}

    @pytest.mark.parametrize(("visited_on", "open_"), [("2026-12-01", False), ("2026-11-30", True)])
    def test_a_visit_of_this_december(self, decide, visited_on, open_):
        """D73."""
        assert decide("new_demand", self.asked(visited_on), as_of=DECEMBER).outcome is open_

    @pytest.mark.parametrize(
        ("on", "status"), [(date(2026, 11, 30), "not applicable"), (date(2026, 12, 1), "decided")]
    )
    def test_only_in_december(self, decide, on, status):
        """D73, H52."""
        assert decide("new_demand", Ledger().customer(), as_of=on).status == status

    def test_nobody_can_tell(self, decide):
        assert decide("new_demand", self.asked(learned=None), as_of=DECEMBER).outcome is None
        assert decide("new_demand", Ledger().customer().without("visits"), as_of=DECEMBER).outcome is None


class TestForum:
    """D84. With us, a forum every six months."""

    def held(self, *visited_on):
        visits = [visit(on, VisitKind.FORUM, f"V-{on}") for on in visited_on]
        return Ledger().customer().account().put(*visits)

    @pytest.mark.parametrize(
        ("visited_on", "state"),
        [
            ("2026-10-21", "FORUM_IDEAL"),
            ("2026-10-20", "FORUM_HELD"),
            ("2026-05-21", "FORUM_HELD"),
            ("2026-05-20", "FORUM_OVERDUE"),
        ],
    )
    def test_how_long_ago_the_last_one_was(self, decide, visited_on, state):
        """D84: every month would be ideal."""
        answer = decide("forum", self.held("2024-01-01", visited_on), "U-1")
        assert (answer.outcome, answer.actions) == (state, ["OPEN_TASK"] if state == "FORUM_OVERDUE" else [])

    def test_never(self, decide):
        """D84."""
        assert decide("forum", self.held(), "U-1").rules == ["forum.never"]

    def test_units_without_customers_hold_none(self, decide):
        assert decide("forum", self.held(), "U-2").status == "not applicable"

    def test_nobody_can_tell(self, decide):
        assert decide("forum", self.held().without("visits"), "U-1").outcome is None

    @pytest.mark.parametrize(("months", "state"), [(3, "FORUM_OVERDUE"), (12, "FORUM_HELD")])
    def test_the_interval_is_chosen(self, decide, months, state):
        """D84: quarterly, half-yearly or yearly."""
        assert decide("forum", self.held("2026-08-20"), "U-1", forum_months=months).outcome == state

    def test_it_must_be_chosen(self, decide):
        """D84: there is no default."""
        answer = decide("forum", self.held("2026-08-20"), "U-1", forum_months=None)
        assert "D84" in answer.decision.error.render()


def asked(**more):
    """A request that is recorded, was passed on, and is still open; nothing about it is out of order."""
    values = {
        "recorded": True,
        "in_duty": False,
        "at_once": False,
        "major": False,
        "calls": 1,
        "shirked": False,
        "partners_disagree": False,
        "transferred_on": DONE,
        "transferred_to": "E-2",
    }
    request = ServiceRequest(
        id="SR-1", customer="C-1", unit="U-1", received_on=day(days_ago(2)), **dates(values | more)
    )
    return Ledger().customer().account().put(request)


class TestFirstResponder:
    """D76, D78, H13, I18, B82, A63, A93."""

    def test_passed_on_and_under_way(self, decide):
        assert decide("first_response", asked(), "SR-1").outcome is False

    @pytest.mark.parametrize(
        ("more", "rule", "action"),
        [
            ({"major": True}, "major", "ESCALATE"),
            ({"in_duty": True, "at_once": True}, "close", "RESOLVE"),
            ({"transferred_on": None}, "transfer", "OPEN_TASK"),
            ({"transferred_to": None}, "transfer", "OPEN_TASK"),
            ({"in_duty": True, "transferred_on": None}, "transfer", "OPEN_TASK"),
            ({"recorded": False}, "record", "OPEN_TASK"),
            ({"calls": 2}, "second-call", "INVESTIGATE"),
        ],
    )
    def test_what_is_owed(self, decide, more, rule, action):
        """D76, D78, H13, I18, B82, K32: settled in one go or passed on, recorded, major matters reported, no second call."""
        answer = decide("first_response", asked(**more), "SR-1")
        assert (answer.rules, answer.actions) == ([f"first-response.{rule}"], [action])

    def test_a_major_matter_that_was_reported(self, decide):
        """D76, I18."""
        assert decide("first_response", asked(major=True, reported_on=DONE), "SR-1").outcome is False
        (action,) = decide("first_response", asked(major=True), "SR-1").decision.actions
        assert (action.role, action.due_on) == ("general_manager", day(days_ago(0)))

    @pytest.mark.parametrize("missing", ["major", "recorded", "calls"])
    def test_nobody_can_tell(self, decide, missing):
        answer = decide("first_response", asked(**{missing: None}), "SR-1")
        assert (answer.outcome, len(answer.unjudged)) == (None, 1)

    def test_a_closed_request_owes_nothing(self, decide):
        assert (
            decide("first_response", asked(recorded=False, closed_on=DONE), "SR-1").status == "not applicable"
        )

    @pytest.mark.parametrize(("serious", "outcome"), [(False, "INSTRUCT"), (True, "MOVE_POST"), (None, None)])
    def test_who_shirks_is_held_accountable(self, decide, serious, outcome):
        """D77: in a serious case moved to another post."""
        answer = decide("responder_sanction", asked(shirked=True, serious=serious), "SR-1")
        assert (answer.outcome, answer.actions) == (outcome, ["HOLD_ACCOUNTABLE"] if outcome else [])

    def test_who_does_not_shirk(self, decide):
        """D77."""
        assert decide("responder_sanction", asked(), "SR-1").status == "not applicable"
        assert decide("responder_sanction", asked(shirked=None), "SR-1").outcome is None


class TestCooperation:
    """D79, H51, I19."""

    @pytest.mark.parametrize(
        ("more", "outcome", "actions"),
        [
            ({}, "WORKING", []),
            ({"partners_disagree": True}, "ARBITRATE", ["ESCALATE"]),
            ({"partners_disagree": True, "arbitrated_on": DONE}, "MONITOR", ["REVIEW"]),
            ({"partners_disagree": None}, None, []),
        ],
    )
    def test_the_office_arbitrates_and_watches(self, decide, more, outcome, actions):
        """D79, H51, I19, G53."""
        answer = decide("cooperation", asked(**more), "SR-1")
        assert (answer.outcome, answer.actions) == (outcome, actions)
        assert {action.role for action in answer.decision.actions} <= {"office"}

    def test_until_it_is_closed(self, decide):
        """D79."""
        ledger = asked(partners_disagree=True, closed_on=DONE)
        assert decide("cooperation", ledger, "SR-1").status == "not applicable"


def fault(**more):
    """A major fault of which everybody knows."""
    values = {
        "major": True,
        "place": "hall 3",
        "symptom": "no pressure",
        "plan": "new seal",
        "salesperson_told_on": DONE,
        "manager_told_on": DONE,
        "leadership_told_on": DONE,
    }
    row = FaultReport(id="F-1", customer="C-1", unit="U-1", happened_on=day(DONE), **dates(values | more))
    return Ledger().customer().account().put(row)


class TestFaults:
    """F32, H50, B87, A65."""

    @pytest.mark.parametrize(
        ("missing", "step", "action"),
        [
            ("place", ("FILE", "FOLLOW_UP"), ["OPEN_TASK", "REVIEW"]),
            ("symptom", ("FILE", "FOLLOW_UP"), ["OPEN_TASK", "REVIEW"]),
            ("plan", ("FILE", "FOLLOW_UP"), ["OPEN_TASK", "REVIEW"]),
            ("salesperson_told_on", ("TELL_SALESPERSON", "FOLLOW_UP"), ["NOTIFY", "REVIEW"]),
            ("manager_told_on", ("TELL_MANAGER",), ["NOTIFY"]),
            ("leadership_told_on", ("TELL_LEADERSHIP", "FOLLOW_UP"), ["ESCALATE", "REVIEW"]),
            (None, ("FOLLOW_UP",), ["REVIEW"]),
        ],
    )
    def test_each_step(self, decide, missing, step, action):
        """F32, H50, B87: filed; the salesperson, the manager and the leadership know; the manager follows it."""
        answer = decide("fault_step", fault(**({missing: None} if missing else {})), "F-1")
        assert (answer.outcome, answer.actions) == (step, action)

    def test_all_are_told_at_once(self, decide):
        """F32: nobody waits for the file, nor for another to be told."""
        ledger = fault(symptom=None, salesperson_told_on=None, manager_told_on=None, leadership_told_on=None)
        answer = decide("fault_step", ledger, "F-1")
        assert answer.outcome == ("FILE", "TELL_SALESPERSON", "TELL_MANAGER", "TELL_LEADERSHIP")
        assert answer.actions == ["OPEN_TASK", "NOTIFY", "NOTIFY", "ESCALATE"]

    @pytest.mark.parametrize(("major", "step"), [(False, ("FOLLOW_UP",)), (None, None)])
    def test_the_leadership_learns_of_major_faults(self, decide, major, step):
        """F32."""
        assert decide("fault_step", fault(major=major, leadership_told_on=None), "F-1").outcome == step

    def test_until_it_is_closed(self, decide):
        assert decide("fault_step", fault(closed_on=days_ago(0)), "F-1").status == "not applicable"


def staff(id_="E-1", unit="U-1", **more):
    return Employee(id=id_, name=id_, unit=unit, **more)


def report(kind, starts_on, ends_on, submitted_on=DONE, unit="U-1"):
    return DutyReport(
        id=f"DR-{unit}",
        unit=unit,
        kind=kind,
        starts_on=day(starts_on),
        ends_on=day(ends_on),
        submitted_on=day(submitted_on),
    )


class TestWeeklyReport:
    """D74, H48, J16, B85, I15. 2026-11-20 is a Friday."""

    def week(self, *rows):
        return Ledger().put(staff(in_service=True), *rows)

    def test_on_friday_it_is_due_and_afterwards_it_is_missing(self, decide):
        """D74, H48, J16, I15."""
        on = {
            date(2026, 11, 20): ("DUE", ["OPEN_TASK"]),
            date(2026, 11, 21): ("MISSING", ["OPEN_TASK"]),
            date(2026, 11, 26): ("MISSING", ["OPEN_TASK"]),
            date(2026, 11, 27): ("DUE", ["OPEN_TASK"]),
        }
        for as_of, expected in on.items():
            answer = decide("weekly_report", self.week(), "U-1", as_of=as_of)
            assert (answer.outcome, answer.actions) == expected

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "state"),
        [
            ("2026-11-16", "2026-11-20", "SUBMITTED"),
            ("2026-11-16", "2026-11-19", "MISSING"),
            ("2026-11-20", "2026-11-26", "SUBMITTED"),
            ("2026-11-21", "2026-11-27", "MISSING"),
        ],
    )
    def test_the_report_of_this_week(self, decide, starts_on, ends_on, state):
        """D74, J16, B85: it covers the Friday; the meeting goes through it (H48)."""
        ledger = self.week(report(DutyReportKind.WEEKLY_SERVICE, starts_on, ends_on))
        answer = decide("weekly_report", ledger, "U-1")
        assert (answer.outcome, answer.actions) == (
            state,
            ["REVIEW" if state == "SUBMITTED" else "OPEN_TASK"],
        )

    def test_the_units_own_report_and_handed_in(self, decide):
        """J16."""
        kind = DutyReportKind.WEEKLY_SERVICE
        other = self.week(report(kind, "2026-11-16", "2026-11-20", unit="U-2"))
        assert decide("weekly_report", other, "U-1").outcome == "MISSING"
        drafted = self.week(report(kind, "2026-11-16", "2026-11-20", submitted_on=None))
        assert decide("weekly_report", drafted, "U-1").outcome == "MISSING"

    def test_without_the_table_of_employees_no_report_is_missing(self, decide):
        """D74, D75, H53: nobody knows which units do service or watch it."""
        ledger = self.week().without("employees")
        for rule_set in ("weekly_report", "supervision_report", "walk_through"):
            assert decide(rule_set, ledger, "U-1").status == "unknown"

    def test_only_units_with_service_staff_of_their_own(self, decide):
        """I15."""
        assert decide("weekly_report", self.week(), "U-2").status == "not applicable"
        assert decide("weekly_report", self.week(), "S").status == "not applicable", "those of units below"

    def test_nobody_can_tell(self, decide):
        assert decide("weekly_report", self.week().without("duty_reports"), "U-1").outcome is None


class TestSupervisionReport:
    """D75, J15, B83, I16, A62."""

    def month(self, *rows):
        return Ledger().put(staff(supervises_service=True), *rows)

    def test_due_at_the_end_of_the_month_and_missing_afterwards(self, decide):
        """D75, J15, I16."""
        for as_of, state in {date(2026, 11, 30): "DUE", date(2026, 12, 1): "MISSING"}.items():
            assert decide("supervision_report", self.month(), "U-1", as_of=as_of).outcome == state

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "state"),
        [("2026-10-01", "2026-10-31", "SUBMITTED"), ("2026-10-01", "2026-10-30", "MISSING")],
    )
    def test_the_report_of_the_month_that_ended(self, decide, starts_on, ends_on, state):
        """D75, J15, B83: it goes to the general manager."""
        ledger = self.month(report(DutyReportKind.SERVICE_SUPERVISION, starts_on, ends_on))
        answer = decide("supervision_report", ledger, "U-1")
        assert answer.outcome == state
        assert answer.decision.actions[0].role == "general_manager"

    def test_a_weekly_report_is_none(self, decide):
        ledger = self.month(report(DutyReportKind.WEEKLY_SERVICE, "2026-10-01", "2026-10-31"))
        assert decide("supervision_report", ledger, "U-1").outcome == "MISSING"

    def test_only_units_that_supervise(self, decide):
        """I16."""
        assert decide("supervision_report", self.month(), "U-2").status == "not applicable"


class TestSeparation:
    """I15, I16, A62: who does service does not supervise it."""

    @pytest.mark.parametrize(
        ("supervisor", "colleague", "rules"),
        [
            ({"in_service": False}, {"unit": "U-2", "in_service": True}, []),
            ({"in_service": False}, {"unit": "U-1", "in_service": False}, []),
            ({"in_service": False}, {"unit": "U-1", "in_service": True}, ["service-separation.unit"]),
            (
                {"in_service": True},
                {"unit": "U-1", "in_service": False},
                ["service-separation.person", "service-separation.unit"],
            ),
        ],
    )
    def test_neither_the_person_nor_the_unit(self, decide, supervisor, colleague, rules):
        """I15, I16."""
        ledger = Ledger().put(staff(supervises_service=True, **supervisor), staff("E-2", **colleague))
        answer = decide("service_separation", ledger, "E-1")
        assert (answer.outcome, answer.rules) == (bool(rules), rules)

    def test_nobody_can_tell(self, decide):
        ledger = Ledger().put(staff(supervises_service=True))
        assert decide("service_separation", ledger, "E-1").outcome is None

    def test_only_supervisors_are_judged(self, decide):
        ledger = Ledger().put(staff(supervises_service=False, in_service=True))
        assert decide("service_separation", ledger, "E-1").status == "not applicable"


class TestControl:
    """H54: before, during and after."""

    @pytest.mark.parametrize(
        ("delivered_on", "open_fault", "outcome", "actions"),
        [
            ("2026-11-22", False, "BEFORE", ["REVIEW"]),
            (days_ago(0), False, "AFTER", []),
            (days_ago(0), True, "DURING", ["REVIEW"]),
            (None, False, None, []),
        ],
    )
    def test_at_which_time(self, decide, delivered_on, open_fault, outcome, actions):
        """H54."""
        ledger = fault(project="PJ-1", closed_on=None if open_fault else days_ago(0))
        ledger.put(Project(id="PJ-1", customer="C-1", unit="U-1", delivered_on=day(delivered_on)))
        answer = decide("service_control", ledger, "PJ-1")
        assert (answer.outcome, answer.actions) == (outcome, actions)


class TestWalkThrough:
    """H53. With us, once in twelve months."""

    def walked(self, submitted_on, kind=DutyReportKind.PROCESS_WALK_THROUGH):
        return Ledger().put(staff(in_service=True), report(kind, "2025-11-01", "2025-11-10", submitted_on))

    @pytest.mark.parametrize(("submitted_on", "owed"), [("2025-11-22", False), ("2025-11-21", True)])
    def test_within_the_interval(self, decide, submitted_on, owed):
        """H53."""
        answer = decide("walk_through", self.walked(submitted_on), "U-1")
        assert (answer.outcome, answer.actions) == (owed, ["OPEN_TASK"] if owed else [])

    def test_another_report_is_none(self, decide):
        """H53."""
        ledger = self.walked(DONE, DutyReportKind.WEEKLY_SERVICE)
        assert decide("walk_through", ledger, "U-1").outcome is True

    def test_units_without_service_walk_none(self, decide):
        assert decide("walk_through", self.walked(DONE), "U-2").status == "not applicable"

    def test_the_interval_must_be_set(self, decide):
        """H53: there is no default."""
        answer = decide("walk_through", self.walked(DONE), "U-1", walk_through_months=None)
        assert "H53" in answer.decision.error.render()
