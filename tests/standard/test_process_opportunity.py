"""An opportunity through ATI, ATB and ATC to the money, event by event (H69 to H77, L58)."""

import pytest

from groupctl.model.people import CrmRole, Employee, UserAccount
from groupctl.model.pipeline import Opportunity, PipelineStatus
from groupctl.model.profile import Profile
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.contracts import contract
from tests.standard.deciding import engine
from tests.standard.walking import happened, refused, status, transition

AR, SR, BIDDER, NEGOTIATOR = (
    "account_responsible",
    "solution_responsible",
    "bid_responsible",
    "lead_negotiator",
)
COORDINATOR, DELIVERY, FINANCE = "transaction_coordinator", "delivery_manager", "finance_controller"
ATI, ATB, ATC = "account_department_manager", "representative_office_manager", "division_manager"
PATH = [
    ("verify", AR, "VERIFIED"),
    ("ati", ATI, "LAUNCHED"),
    ("draft", SR, "DRAFTED"),
    ("atb", ATB, "BID_DECIDED"),
    ("submit", BIDDER, "SUBMITTED"),
    ("negotiate", NEGOTIATOR, "NEGOTIATED"),
    ("atc", ATC, "CONTRACT_DECIDED"),
    ("hand-over", COORDINATOR, "SIGNED"),
    ("execute", DELIVERY, "IN_EXECUTION"),
    ("invoice", FINANCE, "INVOICED"),
    ("collect", FINANCE, "COLLECTED"),
]
EVENTS = [event for event, *_ in PATH]
DONE = {
    "contract": "K-1",
    "amount": yuan(90_000),
    "value_to_customer": "less waste",
    "account_responsible": "E-1",
    "solution_responsible": "E-2",
    "fulfilment_responsible": "E-3",
    "verified": True,
    "ati": True,
    "delivery_takes_part": True,
    "solution_drafted": True,
    "plan_estimated_on": day(days_ago(60)),
    "atb": True,
    "negotiated": True,
    "plan_updated_on": day(days_ago(40)),
    "atc": True,
    "invoiced_on": day(days_ago(20)),
    "collected_on": day(days_ago(1)),
}
PAPER = {
    "signed_on": day(days_ago(30)),
    "registered_on": day(days_ago(29)),
    "handed_over_on": day(days_ago(29)),
}


def opportunity(*events, paper=None, enterprise="a steel mill", frozen=None, on=None, **known):
    """O-1 with everything done but what is named, after ``events``; the account of ``frozen`` is frozen."""
    people = [Employee(id=f"E-{n}", name=f"E-{n}", unit="U-1") for n in (1, 2, 3)]
    accounts = [
        UserAccount(
            id=f"AC-{one.id}",
            employee=one.id,
            unit="U-1",
            role=CrmRole.BUSINESS_STAFF,
            opened_on=day("2026-01-05"),
            frozen=one.id == frozen,
        )
        for one in people
    ]
    row = Opportunity(
        id="O-1",
        customer="C-1",
        unit="U-1",
        created_on=day("2026-05-04"),
        status=PipelineStatus.OPEN,
        **DONE | known,
    )
    file = Profile(id="PR-1", customer="C-1", recorded_on=day("2026-01-05"), enterprise=enterprise)
    rows = happened("opportunity", "O-1", events, **({"on": on} if on else {}))
    return Ledger().customer().put(*people, *accounts, row, file, contract(**PAPER | (paper or {})), *rows)


def before(event):
    """The events that lead to ``event``."""
    return EVENTS[: EVENTS.index(event)]


class TestTheWholePath:
    """H63, H69, L58, A92, A113: ATI once verified, ATB with a draft, ATC once negotiated, then the money."""

    @pytest.mark.parametrize(("event", "by", "state"), PATH, ids=EVENTS)
    def test_each_step(self, event, by, state):
        """H69, H70, H71, H72, H73, H76, L58."""
        assert transition("opportunity", "O-1", event, opportunity(*before(event)), by).to_state == state

    @pytest.mark.parametrize("index", range(len(PATH) - 1), ids=EVENTS[:-1])
    def test_no_step_is_left_out(self, index):
        """L58: above all none of the three decisions."""
        event, by, _ = PATH[index + 1]
        told = refused("opportunity", "O-1", event, opportunity(*EVENTS[:index]), by)
        assert f"opportunity.{EVENTS[index]}" in told

    def test_it_ends_with_the_money(self):
        """H76, H63."""
        found = status("opportunity", "O-1", opportunity(*EVENTS))
        assert (found.state, found.final, found.tasks) == ("COLLECTED", True, ())

    def test_the_handover_starts_delivery(self):
        """H73."""
        step = transition("opportunity", "O-1", "hand-over", opportunity(*before("hand-over")), COORDINATOR)
        assert [(one.kind.name, one.role) for one in step.actions] == [("NOTIFY", DELIVERY)]

    def test_it_is_an_executing_process_under_control(self):
        """C31, H63, H81."""
        process = engine("reference").policy.processes["opportunity"]
        assert (process.about, process.kind, process.flow) == ("opportunity", "EXECUTION", "CONTROL")


class TestWhatIsMissing:
    """Every gate: with everything but this it is shut, and says so."""

    @pytest.mark.parametrize(
        ("event", "by", "lacking", "said"),
        [
            ("verify", AR, {"verified": False}, "It was verified"),
            ("verify", AR, {"verified": None}, "It was verified"),
            ("ati", ATI, {"ati": False}, "ATI is passed"),
            ("ati", ATI, {"ati": None}, "ATI is passed"),
            ("ati", ATI, {"account_responsible": None}, "AR, SR and FR are named"),
            ("ati", ATI, {"solution_responsible": None}, "AR, SR and FR are named"),
            ("ati", ATI, {"fulfilment_responsible": None}, "AR, SR and FR are named"),
            ("ati", ATI, {"enterprise": None}, "The three questions are answered"),
            ("ati", ATI, {"value_to_customer": None}, "The three questions are answered"),
            ("ati", ATI, {"amount": None}, "The three questions are answered"),
            ("ati", ATI, {"delivery_takes_part": False}, "Delivery takes part before the sale"),
            ("ati", ATI, {"frozen": "E-1"}, "No user account of the three is frozen"),
            ("ati", ATI, {"frozen": "E-2"}, "No user account of the three is frozen"),
            ("ati", ATI, {"frozen": "E-3"}, "No user account of the three is frozen"),
            ("draft", SR, {"solution_drafted": False}, "A solution is drafted"),
            ("atb", ATB, {"atb": False}, "ATB is passed"),
            ("atb", ATB, {"plan_estimated_on": None}, "Project plan and estimate are there"),
            ("negotiate", NEGOTIATOR, {"negotiated": None}, "The negotiation is over"),
            ("atc", ATC, {"atc": False}, "ATC is passed"),
            ("atc", ATC, {"plan_updated_on": None}, "Plan and estimate are brought up to date"),
            ("atc", ATC, {"plan_updated_on": day(days_ago(61))}, "Plan and estimate are brought up to date"),
            ("atc", ATC, {"contract": None}, "The contract is a good one"),
            ("atc", ATC, {"paper": {"has_acceptance": False}}, "The contract is a good one"),
            ("hand-over", COORDINATOR, {"paper": {"signed_on": None}}, "The contract is signed"),
            (
                "hand-over",
                COORDINATOR,
                {"paper": {"registered_on": None}},
                "It is registered and handed over",
            ),
            (
                "hand-over",
                COORDINATOR,
                {"paper": {"handed_over_on": None}},
                "It is registered and handed over",
            ),
            ("invoice", FINANCE, {"invoiced_on": None}, "It is invoiced"),
            ("collect", FINANCE, {"collected_on": None}, "The money came in"),
        ],
    )
    def test_is_said(self, event, by, lacking, said):
        """H69, H70, H71, H72, H73, H75, H76, H88, C33, D89, I50."""
        assert said in refused("opportunity", "O-1", event, opportunity(*before(event), **lacking), by)

    @pytest.mark.parametrize(("event", "right"), [(event, by) for event, by, _ in PATH])
    def test_each_event_is_somebodys(self, event, right):
        """I39, I40, I43, I44, I45, I46: the roles of a project."""
        assert right in refused("opportunity", "O-1", event, opportunity(*before(event)), "anybody")

    @pytest.mark.parametrize(("event", "row"), [("ati", "H70"), ("atb", "H71"), ("atc", "H72")])
    def test_who_decides_is_the_groups_to_say(self, event, row):
        """H70, H71, H72: nobody takes a decision whose decider is not named."""
        told = refused(
            "opportunity", "O-1", event, opportunity(*before(event)), "x", **{f"{event}_decider": None}
        )
        assert f"{event}_decider" in told
        assert row in told

    def test_all_that_lacks_is_said_at_once(self):
        """H70, C33, D89."""
        told = refused(
            "opportunity",
            "O-1",
            "ati",
            opportunity("verify", ati=None, amount=None, delivery_takes_part=None),
            AR,
        )
        for part in ("ATI is passed", "three questions", "Delivery takes part", ATI):
            assert part in told


class TestGivingUp:
    """H69."""

    @pytest.mark.parametrize("event", ["verify", "ati", "atb", "atc"])
    def test_before_a_decision(self, event):
        """H69, L58."""
        assert transition("opportunity", "O-1", "give-up", opportunity(*before(event)), AR).to_state == "LOST"

    def test_not_once_it_is_signed(self):
        """H73: then the contract holds."""
        refused("opportunity", "O-1", "give-up", opportunity(*before("execute")), AR)


class TestTasks:
    """H76: after the sale it is invoiced within 30 days and collected within 60."""

    @pytest.mark.parametrize(("ago", "overdue"), [(30, False), (31, True)])
    def test_invoiced(self, ago, overdue):
        """H76."""
        ledger = opportunity(*before("invoice"), on=day(days_ago(ago)))
        (task,) = status("opportunity", "O-1", ledger).tasks
        assert (task.overdue, task.role.value) == (overdue, FINANCE)

    @pytest.mark.parametrize(("ago", "overdue"), [(60, False), (61, True)])
    def test_collected(self, ago, overdue):
        """H76: counted from the invoice, whenever the event was noted."""
        ledger = opportunity(*before("collect"), invoiced_on=day(days_ago(ago)))
        (task,) = status("opportunity", "O-1", ledger).tasks
        assert task.overdue is overdue

    def test_the_days_are_the_groups_to_set(self):
        """H76."""
        (task,) = status("opportunity", "O-1", opportunity(*before("invoice")), invoice_days=None).tasks
        assert task.due_on is None
        assert "H76" in task.causes[0].render()
