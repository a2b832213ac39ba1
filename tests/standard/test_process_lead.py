"""A lead from collection to its two control points, event by event (H64 to H68, L60)."""

import pytest

from groupctl.model.people import Employee
from groupctl.model.pipeline import Lead, PipelineStatus
from groupctl.testing import Ledger, day
from tests.standard.amounts import yuan
from tests.standard.deciding import engine
from tests.standard.walking import happened, refused, status, transition

CREATOR, KCP1, KCP2, MARKETING, AR = (
    "business_staff",
    "marketing_head",
    "sales_director",
    "marketing_department",
    "account_responsible",
)
PATH = [
    ("submit", CREATOR, "SUBMITTED"),
    ("validate", "", "VALIDATED"),
    ("pass-kcp1", KCP1, "PASSED"),
    ("distribute", MARKETING, "DISTRIBUTED"),
    ("find-pain", AR, "PAIN_FOUND"),
    ("arouse-interest", AR, "INTERESTED"),
    ("recognise-pain", AR, "RECOGNISED"),
    ("set-strategy", AR, "POSITIONED"),
    ("share-vision", AR, "SHARED"),
    ("guide-budget", AR, "BUDGETED"),
    ("agree", AR, "AGREED"),
    ("pass-kcp2", KCP2, "OPPORTUNITY"),
]
EVENTS = [event for event, *_ in PATH]
DONE = {
    "customer": "C-1",
    "source": "a fair",
    "content": "pumps for a second plant",
    "created_by": "E-1",
    "owner": "E-2",
    "validated": True,
    "kcp1_passed": True,
    "pain": "the old pumps leak",
    "pain_chain": "the plant stands still, deliveries are late",
    "interest_aroused": True,
    "pain_recognised": True,
    "competitive_strategy": "service within a day",
    "vision": "a plant that never stands still",
    "budget": yuan(90_000),
    "decision_maker_agrees": True,
    "kcp2_passed": True,
}


def lead(*events, **known):
    """L-1 with everything done but what is named, after ``events``."""
    people = [Employee(id=id_, name=id_, unit="U-1") for id_ in ("E-1", "E-2")]
    row = Lead(id="L-1", unit="S", created_on=day("2026-11-02"), status=PipelineStatus.OPEN, **DONE | known)
    return Ledger().customer().put(*people, row, *happened("lead", "L-1", events))


def before(event):
    """The events that lead to ``event``."""
    return EVENTS[: EVENTS.index(event)]


class TestTheWholePath:
    """H64, H65, H66, H67, H68, L60, A92, A113: validated, KCP1, distributed, cultivated in order, KCP2."""

    @pytest.mark.parametrize(("event", "by", "state"), PATH, ids=EVENTS)
    def test_each_step(self, event, by, state):
        """H65, H66, H67, H68, L60."""
        assert transition("lead", "L-1", event, lead(*before(event)), by).to_state == state

    @pytest.mark.parametrize("index", range(len(PATH) - 1), ids=EVENTS[:-1])
    def test_no_step_is_left_out(self, index):
        """H67, L60, K13: neither a control point nor a step of cultivation."""
        event, by, _ = PATH[index + 1]
        assert f"lead.{EVENTS[index]}" in refused("lead", "L-1", event, lead(*EVENTS[:index]), by)

    def test_two_control_points_and_no_other(self):
        """L60: KCP1 after validation, KCP2 where the lead becomes an opportunity."""
        process = engine("reference").policy.processes["lead"]
        points = [(event.from_, event.to) for event in process.events if "kcp" in event.id]
        assert points == [(("VALIDATED",), "PASSED"), (("AGREED",), "OPPORTUNITY")]

    def test_it_is_an_executing_process_under_control(self):
        """C31, H63, H81."""
        process = engine("reference").policy.processes["lead"]
        assert (process.about, process.kind, process.flow) == ("lead", "EXECUTION", "CONTROL")

    def test_an_opportunity_is_the_end(self):
        """H68."""
        found = status("lead", "L-1", lead(*EVENTS))
        assert (found.state, found.final) == ("OPPORTUNITY", True)


class TestWhatIsMissing:
    """Every gate: with everything but this it is shut, and says so."""

    @pytest.mark.parametrize(
        ("event", "by", "lacking", "said"),
        [
            ("submit", CREATOR, {"source": None}, "Source and content are filled in"),
            ("submit", CREATOR, {"content": None}, "Source and content are filled in"),
            ("submit", CREATOR, {"created_by": None}, "Who created it is stated"),
            ("validate", "", {"validated": False}, "It was found to be one"),
            ("validate", "", {"validated": None}, "It was found to be one"),
            ("pass-kcp1", KCP1, {"kcp1_passed": False}, "KCP1 is passed"),
            ("pass-kcp1", KCP1, {"kcp1_passed": None}, "KCP1 is passed"),
            ("distribute", MARKETING, {"owner": None}, "An owner is named"),
            ("find-pain", AR, {"pain": None}, "Pain and chain of pains are noted"),
            ("find-pain", AR, {"pain_chain": None}, "Pain and chain of pains are noted"),
            ("arouse-interest", AR, {"interest_aroused": None}, "decision maker is interested"),
            ("recognise-pain", AR, {"pain_recognised": False}, "decision maker recognises the pain"),
            ("set-strategy", AR, {"competitive_strategy": None}, "strategy against competitors is noted"),
            ("share-vision", AR, {"vision": None}, "The vision is noted"),
            ("guide-budget", AR, {"budget": None}, "budget is known"),
            ("agree", AR, {"decision_maker_agrees": False}, "decision maker agrees"),
            ("pass-kcp2", KCP2, {"kcp2_passed": False}, "KCP2 is passed"),
            ("pass-kcp2", KCP2, {"kcp2_passed": None}, "KCP2 is passed"),
            ("pass-kcp2", KCP2, {"customer": None}, "The customer is on record"),
        ],
    )
    def test_is_said(self, event, by, lacking, said):
        """H65, H66, H67, H68, L60, B77, B78, I47, I48."""
        assert said in refused("lead", "L-1", event, lead(*before(event), **lacking), by)

    @pytest.mark.parametrize(("event", "right"), [(event, by) for event, by, _ in PATH if by])
    def test_each_event_is_somebodys(self, event, right):
        """I48, H62: the creator, the deciders, marketing, the AR."""
        assert right in refused("lead", "L-1", event, lead(*before(event)), "anybody")

    @pytest.mark.parametrize(
        ("event", "decider", "row"),
        [("pass-kcp1", "kcp1_decider", "H66"), ("pass-kcp2", "kcp2_decider", "H68")],
    )
    def test_who_decides_is_the_groups_to_say(self, event, decider, row):
        """L60: nobody passes a control point whose decider is not named."""
        told = refused("lead", "L-1", event, lead(*before(event)), "anybody", **{decider: None})
        assert decider in told
        assert row in told


class TestFailing:
    """H66: a lead that does not pass is closed, or suspended and taken up again."""

    @pytest.mark.parametrize("event", ["pass-kcp1", "pass-kcp2"])
    def test_at_a_control_point(self, event):
        """H66, L60."""
        ledger = lead(*before(event))
        assert transition("lead", "L-1", "close", ledger, KCP1).to_state == "CLOSED"
        assert transition("lead", "L-1", "suspend", ledger, KCP1).to_state == "SUSPENDED"

    def test_closed_is_the_end_and_suspended_is_not(self):
        """H66."""
        assert status("lead", "L-1", lead("submit", "validate", "close")).final
        suspended = lead("submit", "validate", "suspend")
        assert transition("lead", "L-1", "take-up-again", suspended, KCP1).to_state == "VALIDATED"
        assert KCP1 in refused("lead", "L-1", "take-up-again", suspended, "anybody")

    def test_not_in_the_middle_of_cultivation(self):
        """H66: only where it is decided on."""
        assert "lead.agree" in refused("lead", "L-1", "suspend", lead(*before("agree")), KCP1)
