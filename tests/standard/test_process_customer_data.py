"""How a customer's data are kept true, event by event (H15, H16, H18)."""

import pytest

from groupctl.model.customer import Customer
from groupctl.model.people import Employee
from groupctl.model.profile import Profile
from groupctl.model.service import Visit, VisitKind
from groupctl.testing import Ledger, day, days_ago
from tests.standard.deciding import engine
from tests.standard.walking import happened, refused, status, transition

MANAGER, CLERK = "sales_manager", "file_clerk"
PATH = [
    ("collect", MANAGER, "COLLECTED"),
    ("file", CLERK, "FILED"),
    ("analyse", MANAGER, "ANALYSED"),
    ("verify", CLERK, "VERIFIED"),
]
EVENTS = [event for event, *_ in PATH]


def customer(*events, findings="a second plant", profile=True, complete=True, on=None, **known):
    """C-1 with everything there but what is named, after ``events``."""
    usual = {"manager": "E-1", "verified_on": day(days_ago(10))}
    ledger = Ledger().put(
        Employee(id="E-1", name="E-1", unit="U-1"),
        Customer(id="C-1", name="C-1", **usual | known),
        Visit(
            id="V-1",
            customer="C-1",
            visited_on=day(days_ago(20)),
            kind=VisitKind.SALES_CALL,
            findings=findings,
        ),
        *happened("customer_data", "C-1", events, **({"on": on} if on else {})),
    )
    row = Profile(id="PR-1", customer="C-1", recorded_on=day(days_ago(15)), complete=complete)
    return ledger.put(row) if profile else ledger


class TestTheWay:
    """H18, H16, H15: a visit, the file, the analysis, the check, and from there again."""

    @pytest.mark.parametrize(("event", "by", "state"), PATH, ids=EVENTS)
    def test_each_step(self, event, by, state):
        """H16, H17, H18, I20, I24: and nobody else may take it."""
        ledger = customer(*EVENTS[: EVENTS.index(event)])
        assert transition("customer_data", "C-1", event, ledger, by).to_state == state
        assert by in refused("customer_data", "C-1", event, ledger, "anybody")

    @pytest.mark.parametrize("index", range(len(PATH) - 1), ids=EVENTS[:-1])
    def test_no_step_is_left_out(self, index):
        """H18."""
        event, by, _ = PATH[index + 1]
        told = refused("customer_data", "C-1", event, customer(*EVENTS[:index]), by)
        assert f"customer-data.{EVENTS[index]}" in told

    @pytest.mark.parametrize(
        ("event", "by", "lacking", "said"),
        [
            ("collect", MANAGER, {"findings": None}, "A visit learned something"),
            ("file", CLERK, {"profile": False}, "A profile is on file"),
            ("analyse", MANAGER, {"complete": False}, "The profile is found complete"),
            ("analyse", MANAGER, {"complete": None}, "The profile is found complete"),
            ("verify", CLERK, {"verified_on": day(days_ago(181))}, "checked within the time set"),
            ("verify", CLERK, {"verified_on": None}, "checked within the time set"),
            ("verify", CLERK, {"manager": None}, "The customer has a manager"),
        ],
    )
    def test_what_is_missing_is_said(self, event, by, lacking, said):
        """H16, H17, H18, H19, H21, B14."""
        ledger = customer(*EVENTS[: EVENTS.index(event)], **lacking)
        assert said in refused("customer_data", "C-1", event, ledger, by)

    def test_it_never_ends(self):
        """H15, H17, H19: what was verified is amended, collected and verified again."""
        verified = customer(*EVENTS)
        assert not status("customer_data", "C-1", verified).final
        for event, by, state in [("update", CLERK, "FILED"), ("collect", MANAGER, "COLLECTED")]:
            assert transition("customer_data", "C-1", event, verified, by).to_state == state
        assert transition("customer_data", "C-1", "verify", verified, CLERK).to_state == "VERIFIED"

    def test_it_is_a_process_of_management(self):
        """C31."""
        assert engine("reference").policy.processes["customer_data"].kind == "MANAGEMENT"


class TestTasks:
    """H16, H17: filed within 3 days, checked again within 180."""

    @pytest.mark.parametrize(("ago", "overdue"), [(3, False), (4, True)])
    def test_what_a_visit_learned_is_filed(self, ago, overdue):
        """H17, H18."""
        (task,) = status("customer_data", "C-1", customer("collect", on=day(days_ago(ago)))).tasks
        assert (task.overdue, task.role.value) == (overdue, CLERK)

    @pytest.mark.parametrize(("ago", "overdue"), [(180, False), (181, True)])
    def test_data_are_checked_again(self, ago, overdue):
        """H16, H21, B14."""
        (task,) = status("customer_data", "C-1", customer(*EVENTS, verified_on=day(days_ago(ago)))).tasks
        assert task.overdue is overdue

    def test_the_days_are_the_groups_to_set(self):
        """H16."""
        (task,) = status("customer_data", "C-1", customer(*EVENTS), data_verification_days=None).tasks
        assert task.due_on is None
        assert "H16" in task.causes[0].render()
