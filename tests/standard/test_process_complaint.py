"""The complaint process of the standard policy, step by step: what leads on, what is missing, what is owed by when."""

import pytest

from groupctl.model.service import Severity
from groupctl.testing import AS_OF, day, days_ago
from tests.standard import walking
from tests.standard.deciding import VALUES, configured
from tests.standard.test_complaints import complained
from tests.standard.walking import happened

TODAY = days_ago(0)
HANDLER, LEADER = "complaint_handler", "complaint_leader"
JUDGED = {"established": True}
ASSIGNED = JUDGED | {"result_told_on": days_ago(4), "responsible": "U-2"}
ANALYSED = ASSIGNED | {"cause": "a worn seal"}
PROPOSED = ANALYSED | {"solution": "another pump"}
APPROVED = PROPOSED | {"approved_on": days_ago(2), "approved_by": "E-1"}
AGREED = APPROVED | {"solution_told_on": days_ago(2), "customer_accepts": True}
REJECTED = AGREED | {"customer_accepts": False}
IMPLEMENTED = AGREED | {"implemented_on": days_ago(1)}
EVALUATED = IMPLEMENTED | {"evaluated_on": TODAY, "prevention": "test every seal", "sanction": "none"}
ANSWERED = EVALUATED | {"answered_on": TODAY}
DISMISSED = {"established": False, "result_told_on": TODAY, "archived_on": TODAY}
ARCHIVED = ANSWERED | {"archived_on": TODAY}

PATH = [
    ("record", "RECORDED", {}, HANDLER),
    ("establish", "ESTABLISHED", JUDGED, HANDLER),
    ("assign", "ASSIGNED", ASSIGNED, HANDLER),
    ("analyse", "ANALYSED", ANALYSED, "quality_department"),
    ("propose", "PROPOSED", PROPOSED, HANDLER),
    ("approve", "APPROVED", APPROVED, LEADER),
    ("agree", "AGREED", AGREED, HANDLER),
    ("implement", "IMPLEMENTED", IMPLEMENTED, HANDLER),
    ("evaluate", "EVALUATED", EVALUATED, LEADER),
    ("answer", "ANSWERED", ANSWERED, HANDLER),
    ("archive", "ARCHIVED", ARCHIVED, HANDLER),
]
"""Every step of an established complaint: the event, where it leads, what is known then, who does it."""

BEFORE = {name: [earlier for earlier, *_ in PATH[:index]] for index, (name, *_) in enumerate(PATH)}
"""What happened before each step."""


def after(events, known):
    """A ledger with the complaint CP-1 as it is ``known`` today, when all these events happened."""
    return complained(**known).put(*happened("complaint", "CP-1", events))


def status(ledger, as_of=AS_OF, **settings):
    return walking.status("complaint", "CP-1", ledger, as_of, **settings)


def transition(ledger, event, by):
    return walking.transition("complaint", "CP-1", event, ledger, by)


def refused(ledger, event, by):
    return walking.refused("complaint", "CP-1", event, ledger, by)


class TestTheWholePath:
    """H1, H9, H14, L56, A33: seven steps from issue to resolution, each of which leads to the next."""

    @pytest.mark.parametrize(("event", "state", "known", "by"), PATH, ids=[event for event, *_ in PATH])
    def test_each_step(self, event, state, known, by):
        """H1, H2, H3, H4, H5, H6, H8, H9, L56."""
        step = transition(after(BEFORE[event], known), event, by)
        assert step.to_state == state

    def test_from_end_to_end(self):
        """H1, H14, L56: each step is kept as a row, and the rows lead to the archive."""
        rows = []
        for event, _, known, by in PATH:
            step = transition(complained(**known).put(*rows), event, by)
            rows.append(step.row(f"PE-{step.number}"))
        found = status(complained(**ARCHIVED).put(*rows))
        assert (found.state, found.final, found.tasks) == ("ARCHIVED", True, ())
        assert [step.to_state for step in found.history] == [state for _, state, _, _ in PATH]

    @pytest.mark.parametrize("index", range(len(PATH) - 1), ids=[event for event, *_ in PATH[:-1]])
    def test_no_step_is_left_out(self, index):
        """H1: the step after the next one is refused, and the way to it is shown."""
        before = [event for event, *_ in PATH[:index]]
        event, _, _, by = PATH[index + 1]
        told = refused(after(before, ARCHIVED | {"established": True}), event, by)
        assert f"complaint.{PATH[index][0]}" in told

    def test_what_kind_of_process_it_is(self):
        """H14, A114: a flow of value of its own."""
        process = configured().policy.processes["complaint"]
        assert (process.about, process.kind, process.flow) == ("complaint", "EXECUTION", "CONTROL")


class TestWhatIsMissing:
    """Every gate: with everything but this it is shut, and says so."""

    @pytest.mark.parametrize(
        ("event", "by", "lacking", "said"),
        [
            ("record", HANDLER, {"complainant": None}, "Who complains is recorded"),
            ("record", HANDLER, {"about": None}, "What it is about is recorded"),
            ("record", HANDLER, {"demand": None}, "What the customer wants is recorded"),
            ("establish", HANDLER, {"established": None}, "It was judged to be established"),
            ("establish", HANDLER, {"established": False}, "It was judged to be established"),
            ("assign", HANDLER, {"result_told_on": None}, "The customer was told that it is established"),
            ("assign", HANDLER, {"responsible": None}, "The unit or person that answers for it is known"),
            ("analyse", "", {"cause": None}, "The departments concerned found the cause"),
            ("propose", HANDLER, {"solution": None}, "There is a solution"),
            ("approve", LEADER, {"approved_on": None}, "The approval is on record with day and person"),
            ("approve", LEADER, {"approved_by": None}, "The approval is on record with day and person"),
            ("agree", HANDLER, {"solution_told_on": None}, "The solution was reported to the customer"),
            ("agree", HANDLER, {"customer_accepts": False}, "The customer accepts it"),
            ("agree", HANDLER, {"customer_accepts": None}, "The customer accepts it"),
            ("implement", HANDLER, {"implemented_on": None}, "What was agreed is done"),
            ("evaluate", LEADER, {"evaluated_on": None}, "It was evaluated"),
            ("evaluate", LEADER, {"prevention": None}, "It is said how it is prevented in future"),
            ("evaluate", LEADER, {"sanction": None}, "It is said what follows for those who answer for it"),
            ("answer", HANDLER, {"answered_on": None}, "The customer was told the result"),
            ("archive", HANDLER, {"archived_on": None}, "The file is in the archive"),
        ],
    )
    def test_is_said(self, event, by, lacking, said):
        """H1, H2, H3, H4, H5, H6, H8, H9, D61, I37, L56."""
        assert said in refused(after(BEFORE[event], ARCHIVED | lacking), event, by)
        assert transition(after(BEFORE[event], ARCHIVED), event, by).event == f"complaint.{event}"

    @pytest.mark.parametrize(
        ("event", "wrong"),
        [(event, LEADER if by == HANDLER else HANDLER) for event, _, _, by in PATH if event != "analyse"],
    )
    def test_each_event_is_somebodys(self, event, wrong):
        """I29, I15: a fixed person handles it, and the leader decides (L56)."""
        ledger = after(BEFORE[event], ARCHIVED)
        right = HANDLER if wrong == LEADER else LEADER
        assert right in refused(ledger, event, wrong)


class TestNotEstablished:
    """H2, D61: the customer is told, and the complaint is archived."""

    def test_told_and_archived(self):
        """H2, H9, D61."""
        ledger = after(["record"], DISMISSED)
        step = transition(ledger, "dismiss", HANDLER)
        assert [(one.kind.name, one.role) for one in step.actions] == [("NOTIFY", HANDLER)]
        assert status(after(["record", "dismiss", "archive"], DISMISSED)).final

    def test_not_archived_before_the_customer_knows(self):
        """D61, H2."""
        ledger = after(["record", "dismiss"], DISMISSED | {"result_told_on": None})
        assert "The customer was told how it ended" in refused(ledger, "archive", HANDLER)

    @pytest.mark.parametrize("established", [True, None])
    def test_only_what_was_judged_so(self, established):
        """H2."""
        ledger = after(["record"], DISMISSED | {"established": established})
        assert "It was judged not to be established" in refused(ledger, "dismiss", HANDLER)


class TestLeaderAndCustomer:
    """H8, L56: the leader approves before the customer is asked, and both may say no."""

    def test_the_leader_sends_a_solution_back(self):
        """I29, L56."""
        ledger = after(BEFORE["approve"] + ["send-back"], PROPOSED)
        assert status(ledger).state == "ANALYSED"
        assert LEADER in refused(after(BEFORE["approve"], PROPOSED), "send-back", HANDLER)

    def test_nothing_is_agreed_that_the_leader_has_not_approved(self):
        """L56."""
        assert "complaint.approve" in refused(after(BEFORE["approve"], AGREED), "agree", HANDLER)

    def test_a_rejected_solution_is_negotiated_until_both_agree(self):
        """H8."""
        before = [*BEFORE["agree"], "negotiate", "propose", "approve"]
        ledger = after(before, REJECTED)
        assert status(ledger).state == "APPROVED"
        assert "The customer accepts it" in refused(ledger, "agree", HANDLER)
        step = transition(ledger, "negotiate", HANDLER)
        assert (step.to_state, [one.kind.name for one in step.actions]) == ("ANALYSED", ["OPEN_TASK"])

    @pytest.mark.parametrize("known", [AGREED, AGREED | {"customer_accepts": None}])
    def test_no_negotiation_without_a_rejection(self, known):
        """H8."""
        assert "The customer does not accept it" in refused(
            after(BEFORE["agree"], known), "negotiate", HANDLER
        )


class TestDeadline:
    """L57, H7, H10, I37, A33."""

    @pytest.mark.parametrize(
        ("severity", "days"), [(Severity.MINOR, 15), (Severity.MAJOR, 7), (Severity.CRITICAL, 3)]
    )
    def test_by_severity_from_the_day_it_came(self, severity, days):
        """L57, H7, I37: overdue from the day after the last one on."""
        assert VALUES[f"complaint_days_{severity.name.lower()}"] == days
        for late in (False, True):
            ledger = complained(severity=severity, received_on=days_ago(days + late))
            (task,) = status(ledger).tasks
            assert (task.task, task.role.value) == ("complaint.reply", HANDLER)
            assert (task.due_on, task.overdue) == (day(days_ago(late)), late)

    def test_it_is_owed_until_the_customer_is_answered(self):
        """H10, L57: whatever else is done."""
        assert [task.task for task in status(after(BEFORE["answer"], ARCHIVED)).tasks] == ["complaint.reply"]
        assert status(after(BEFORE["archive"], ARCHIVED)).tasks == ()

    def test_nobody_can_tell_without_severity(self):
        """L57."""
        (task,) = status(complained(severity=None)).tasks
        assert (task.due_on, task.overdue) == (None, None)

    def test_days_that_nobody_set_are_an_error_that_names_the_row(self):
        """L57: there is no default."""
        (task,) = status(complained(), complaint_days_minor=None).tasks
        assert task.due_on is None
        assert any("L57" in cause.render() for cause in task.causes)
