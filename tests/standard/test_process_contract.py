"""The life of a contract, event by event (B93)."""

import pytest

from groupctl.testing import AS_OF, day, days_ago, trading
from tests.standard.contracts import contract
from tests.standard.deciding import engine
from tests.standard.walking import happened, refused, status, transition

DRAFTER, REVIEWER, SIGNER, CUSTODIAN = (
    "marketing_department",
    "legal",
    "division_manager",
    "contract_custodian",
)
PATH = [
    ("draft", DRAFTER, "DRAFTED"),
    ("review", REVIEWER, "REVIEWED"),
    ("sign", SIGNER, "SIGNED"),
    ("hand-over", CUSTODIAN, "HANDED_OVER"),
    ("execute", "", "IN_EXECUTION"),
    ("ask-change", "", "CHANGING"),
    ("change", SIGNER, "IN_EXECUTION"),
    ("invoice", "", "INVOICED"),
    ("collect", "", "COLLECTED"),
    ("archive", CUSTODIAN, "ARCHIVED"),
]
EVENTS = [event for event, *_ in PATH]
DONE = {
    "drafted_by": "E-1",
    "drafted_on": day(days_ago(20)),
    "reviewed_by": "E-2",
    "reviewed_on": day(days_ago(15)),
    "signed_by": "E-3",
    "signed_on": day(days_ago(12)),
    "custodian": "E-4",
    "registered_on": day(days_ago(11)),
    "handed_over_on": day(days_ago(11)),
    "starts_on": day(days_ago(10)),
    "change_requested_on": day(days_ago(9)),
    "change_approved_on": day(days_ago(8)),
    "purchase_order": "PO-7",
    "invoiced_on": day(days_ago(5)),
    "collected_on": day(days_ago(1)),
    "archived_on": day(days_ago(0)),
    "archive_class": "dealers",
    "archive_file": "7/2026",
}


def at(event, **known):
    """The contract with everything done but what is named, before ``event``."""
    before = EVENTS[: EVENTS.index(event)]
    return trading().put(contract(**DONE | known), *happened("contract", "K-1", before))


class TestTheWholeLife:
    """H38, H39, B93, H73, H77, A48: from the draft through signature, execution and money to the archive."""

    @pytest.mark.parametrize(("event", "by", "state"), PATH, ids=EVENTS)
    def test_each_step(self, event, by, state):
        """G39, H38, H39, H73, H76, H77, B93, G49, K30."""
        assert transition("contract", "K-1", event, at(event), by).to_state == state

    def test_to_the_archive(self):
        """B93, K28: ten events lead there, and nothing is owed any more."""
        found = status("contract", "K-1", trading().put(contract(), *happened("contract", "K-1", EVENTS)))
        assert (found.state, found.final, len(found.history), found.tasks) == ("ARCHIVED", True, 10, ())

    @pytest.mark.parametrize("index", range(len(PATH) - 1), ids=EVENTS[:-1])
    def test_no_step_is_left_out(self, index):
        """H39: what would lead to the event that was tried is named."""
        event, by, _ = PATH[index + 1]
        assert f"contract.{EVENTS[index]}" in refused("contract", "K-1", event, at(EVENTS[index]), by)

    def test_handing_over_starts_delivery(self):
        """H73."""
        step = transition("contract", "K-1", "hand-over", at("hand-over"), CUSTODIAN)
        assert [(one.kind.name, one.role) for one in step.actions] == [("NOTIFY", "delivery_manager")]

    def test_it_is_an_executing_process_of_approvals(self):
        """C31, B93."""
        process = engine("reference").policy.processes["contract"]
        assert (process.about, process.kind, process.flow) == ("contract", "EXECUTION", "APPROVAL")


class TestWhatIsMissing:
    """Every gate: with everything but this it is shut, and says so."""

    @pytest.mark.parametrize(
        ("event", "by", "lacking", "said"),
        [
            ("draft", DRAFTER, {"drafted_by": None}, "Who drafted it and when is stated"),
            ("draft", DRAFTER, {"drafted_on": None}, "Who drafted it and when is stated"),
            ("review", REVIEWER, {"has_breach": False}, "All eleven required clauses"),
            ("review", REVIEWER, {"has_parties": None}, "All eleven required clauses"),
            ("review", REVIEWER, {"reviewed_on": None}, "It was reviewed"),
            ("review", REVIEWER, {"reviewed_by": "E-1"}, "The reviewer did not draft it"),
            ("review", REVIEWER, {"reviewed_by": None}, "The reviewer did not draft it"),
            ("sign", SIGNER, {"signed_on": None}, "It is signed"),
            ("sign", SIGNER, {"signed_by": None}, "It is signed"),
            ("hand-over", CUSTODIAN, {"custodian": None}, "The paper has a custodian"),
            ("hand-over", CUSTODIAN, {"registered_on": None}, "It is registered"),
            ("hand-over", CUSTODIAN, {"handed_over_on": None}, "It is handed over to delivery"),
            ("execute", "", {"starts_on": day("2026-11-22")}, "Its term has begun"),
            ("ask-change", "", {"change_requested_on": None}, "A change was asked for"),
            ("change", SIGNER, {"change_approved_on": None}, "The change is approved"),
            ("change", SIGNER, {"change_approved_on": day(days_ago(10))}, "The change is approved"),
            ("change", SIGNER, {"has_settlement": False}, "No required clause was lost"),
            ("invoice", "", {"purchase_order": None}, "purchase order is on record"),
            ("invoice", "", {"invoiced_on": None}, "It is invoiced"),
            ("collect", "", {"collected_on": None}, "The money came in"),
            ("archive", CUSTODIAN, {"archived_on": None}, "The papers are in the archive"),
            ("archive", CUSTODIAN, {"archive_class": None}, "Class and file are noted"),
            ("archive", CUSTODIAN, {"archive_file": None}, "Class and file are noted"),
        ],
    )
    def test_is_said(self, event, by, lacking, said):
        """H36, H38, H39, H73, H76, H77, H88, B48, B93, I28."""
        assert said in refused("contract", "K-1", event, at(event, **lacking), by)

    def test_no_contract_before_a_credit_survey(self):
        """D50."""
        ledger = at("sign")
        ledger.tables["credit_surveys"].clear()
        assert "credit was surveyed" in refused("contract", "K-1", "sign", ledger, SIGNER)
        assert "credit was surveyed" in refused(
            "contract", "K-1", "sign", ledger.without("credit_surveys"), SIGNER
        )

    def test_no_contract_after_a_bad_survey(self):
        """L31, D47: the last survey found a bad history; one for another unit is no matter."""
        bad = {"surveyed_on": days_ago(30), "bad_history": True}
        assert "no reason to refuse" in refused("contract", "K-1", "sign", at("sign").survey(**bad), SIGNER)
        elsewhere = at("sign").survey(**bad, unit="U-2")
        assert transition("contract", "K-1", "sign", elsewhere, SIGNER).to_state == "SIGNED"

    @pytest.mark.parametrize(("event", "right"), [(event, by) for event, by, _ in PATH if by])
    def test_each_event_is_somebodys(self, event, right):
        """H38, I28, B94, G39: who uses a power that is another's is refused."""
        assert right in refused("contract", "K-1", event, at(event), "anybody")


class TestOtherWays:
    """H39, H77."""

    def test_revised_after_review(self):
        """H39: the draft is reviewed anew."""
        assert transition("contract", "K-1", "revise", at("sign"), DRAFTER).to_state == "DRAFTED"

    def test_executed_without_a_change(self):
        """H77."""
        rows = happened("contract", "K-1", EVENTS[:5])
        ledger = trading().put(contract(**DONE), *rows)
        assert transition("contract", "K-1", "invoice", ledger).to_state == "INVOICED"

    def test_a_change_that_is_refused(self):
        """H77."""
        ledger = at("change", change_approved_on=None)
        assert transition("contract", "K-1", "refuse-change", ledger, SIGNER).to_state == "IN_EXECUTION"


class TestTasks:
    """H73, H38: handed over within 5 days of signing, archived within 30."""

    @pytest.mark.parametrize(
        ("count", "ago", "overdue"), [(3, 5, False), (3, 6, True), (9, 30, False), (9, 31, True)]
    )
    def test_in_time(self, count, ago, overdue):
        """H73, H38."""
        rows = happened("contract", "K-1", EVENTS[:count], on=day(days_ago(ago)))
        (task,) = status("contract", "K-1", trading().put(contract(**DONE), *rows)).tasks
        assert (task.overdue, task.role.value) == (overdue, CUSTODIAN)
        assert (task.due_on < AS_OF) is overdue

    def test_the_days_are_the_groups_to_set(self):
        """H73."""
        ledger = trading().put(contract(**DONE), *happened("contract", "K-1", EVENTS[:3]))
        (task,) = status("contract", "K-1", ledger, contract_handover_days=None).tasks
        assert (task.due_on, task.overdue) == (None, None)
        assert "H73" in task.causes[0].render()
