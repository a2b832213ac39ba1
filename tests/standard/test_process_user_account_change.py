"""A change of a user account, event by event (D70, H61)."""

import pytest

from groupctl.model.people import ChangeReason, CrmRole, Employee, UserAccount, UserAccountChange
from groupctl.model.process import CalendarDay
from groupctl.testing import Ledger, day, days_ago
from tests.standard.deciding import engine
from tests.standard.walking import happened, refused, status, transition

ADMINISTRATOR, LEADER, MARKETING = "segment_administrator", "leader", "marketing_department"
DONE = {
    "happened_on": day("2026-11-18"),
    "treatment": "close the user account",
    "submitted_on": day("2026-11-19"),
    "submitted_by": "E-7",
    "approved_on": day("2026-11-19"),
    "approved_by": "E-8",
    "executed_on": day("2026-11-20"),
}
PATH = [
    ("submit", ADMINISTRATOR, "SUBMITTED"),
    ("approve", LEADER, "APPROVED"),
    ("execute", MARKETING, "EXECUTED"),
]
EVENTS = [event for event, *_ in PATH]


def change(*events, frozen=False, more=(), **known):
    """The change CH-1 with everything done but what is named, after ``events``."""
    usual = {
        "id": "CH-1",
        "employee": "E-1",
        "unit": "U-1",
        "user_account": "AC-1",
        "reason": ChangeReason.LEFT,
    }
    return Ledger().put(
        Employee(id="E-1", name="E-1", unit="U-1"),
        UserAccount(
            id="AC-1",
            employee="E-1",
            unit="U-1",
            role=CrmRole.SEGMENT_HEAD,
            opened_on=day("2026-01-05"),
            frozen=frozen,
        ),
        UserAccountChange(**usual | DONE | known),
        *happened("user_account_change", "CH-1", events),
        *more,
    )


class TestTheWay:
    """D70, H61, B41: the administrator hands in the form, a leader approves, marketing carries it out."""

    @pytest.mark.parametrize(("event", "by", "state"), PATH, ids=EVENTS)
    def test_each_step(self, event, by, state):
        """D70, H61, I14: and nobody else may take it."""
        ledger = change(*EVENTS[: EVENTS.index(event)])
        assert transition("user_account_change", "CH-1", event, ledger, by).to_state == state
        assert by in refused("user_account_change", "CH-1", event, ledger, "anybody")

    @pytest.mark.parametrize(
        ("event", "by", "lacking", "said"),
        [
            (
                "submit",
                ADMINISTRATOR,
                {"treatment": None},
                "What is to be done with the user account is stated",
            ),
            ("submit", ADMINISTRATOR, {"submitted_on": None}, "The form was handed in"),
            ("approve", LEADER, {"approved_on": None}, "The leader approved"),
            ("approve", LEADER, {"approved_by": "E-7"}, "The approver did not submit the form"),
            ("approve", LEADER, {"approved_by": None}, "The approver did not submit the form"),
            ("execute", MARKETING, {"executed_on": None}, "The user account was changed"),
        ],
    )
    def test_what_is_missing_is_said(self, event, by, lacking, said):
        """B41, D70, H61, H88."""
        ledger = change(*EVENTS[: EVENTS.index(event)], **lacking)
        assert said in refused("user_account_change", "CH-1", event, ledger, by)

    def test_nothing_is_done_that_was_not_approved(self):
        """D70."""
        told = refused("user_account_change", "CH-1", "execute", change("submit"), MARKETING)
        assert "user-account-change.approve" in told

    def test_a_form_that_is_rejected(self):
        """D70."""
        assert (
            transition("user_account_change", "CH-1", "reject", change("submit"), LEADER).to_state
            == "REJECTED"
        )

    def test_it_is_an_enabling_process_of_permissions(self):
        """C31."""
        process = engine("reference").policy.processes["user_account_change"]
        assert (process.kind, process.flow) == ("ENABLING", "PERMISSION")


class TestEarly:
    """D71, H61: where somebody plainly intends to leave, the user account is frozen without waiting for the form."""

    def freeze(self, *, frozen=True, reason=ChangeReason.DEPARTURE_INTENT, by=MARKETING):
        return "user_account_change", "CH-1", "freeze-early", change(frozen=frozen, reason=reason), by

    def test_frozen(self):
        """D71, H61."""
        assert transition(*self.freeze()).to_state == "EXECUTED"

    def test_only_for_that_reason_and_only_if_done(self):
        """D71."""
        assert "plainly intends to leave" in refused(*self.freeze(reason=ChangeReason.MOVED))
        assert "The user account is frozen" in refused(*self.freeze(frozen=False))
        assert "The user account is frozen" in refused(*self.freeze(frozen=None))
        assert MARKETING in refused(*self.freeze(by=ADMINISTRATOR))


class TestInTime:
    """D70, L53: one working day for the form."""

    def task(self, happened_on, *more):
        ledger = change(happened_on=day(happened_on), more=more)
        (task,) = status("user_account_change", "CH-1", ledger).tasks
        return task

    @pytest.mark.parametrize(
        ("happened_on", "due_on", "overdue"),
        [
            ("2026-11-18", "2026-11-19", True),
            ("2026-11-19", "2026-11-20", True),
            ("2026-11-20", "2026-11-23", False),
        ],
    )
    def test_by_the_end_of_the_next_working_day(self, happened_on, due_on, overdue):
        """D70, L53: what happened on Friday is due on Monday."""
        task = self.task(happened_on)
        assert (task.due_on, task.overdue, task.role.value) == (day(due_on), overdue, ADMINISTRATOR)

    def test_a_holiday_moves_it(self):
        """L53."""
        holiday = CalendarDay(id="H-1", on=day(days_ago(1)), working=False)
        assert self.task("2026-11-19", holiday).due_on == day("2026-11-23")

    def test_nothing_is_owed_once_it_is_handed_in(self):
        """D70."""
        assert status("user_account_change", "CH-1", change("submit")).tasks == ()
