"""Taking an event: the step that it is, or everything that is missing at once."""

from datetime import date

import pytest
from attrs import evolve

from groupctl.decisions.engine import Engine
from groupctl.errors import DataError, EventForbidden, ModelError
from groupctl.model.action import ActionKind
from groupctl.rules.change import PolicyChange
from groupctl.texts.title import Title
from tests.decisions.processes.complaints import POLICY, engine, happened, ledger

SET_OPEN = '{action: SET_LIMIT, limit: "limit of(open)"}'


OFF = PolicyChange(kind="disabled", by="branch", place="branch.yaml:6:10", reason=Title("done by the host"))


def transition(event, *events, by="", **given):
    return engine().transition("complaint", "SO-1", f"complaint.{event}", ledger(*events, **given), by=by)


def refused(event, *events, by="", **given):
    with pytest.raises(EventForbidden) as caught:
        transition(event, *events, by=by, **given)
    for lang in ("en", "zh"):
        assert caught.value.render(lang)
    return caught.value.faults


def codes(faults):
    return [fault.code.removeprefix("processes.") for fault in faults]


class TestTheStep:
    def test_it_says_what_led_where_and_what_held(self):
        book = ledger()
        step = engine().transition(
            "complaint", "SO-1", "complaint.judge", book, by="service", note="by letter"
        )
        assert (step.from_state, step.to_state, step.on, step.number) == (
            "RECORDED",
            "JUDGED",
            date(2026, 6, 30),
            1,
        )
        assert (step.role, step.note) == ("service", "by letter")
        assert [(need.source, need.truth) for need in step.needs] == [("H2", True), ("H3", True)]
        assert (step.policy, step.policy_hash, step.portfolio_hash) == (
            "small 1",
            engine().policy.hash,
            book.hash,
        )

    def test_it_proposes_what_is_to_be_done(self):
        """A3, A11."""
        (action,) = transition("judge", by="service").actions
        assert (action.kind, action.role, action.rule) == (
            ActionKind.NOTIFY,
            "customer_service",
            "complaint.judge",
        )
        assert action.due_on == date(2026, 7, 2)

    def test_its_row_leads_to_its_state(self):
        step = transition("judge", by="service")
        row = step.row("E-1")
        assert (row.process, row.subject, row.event, row.role) == (
            "complaint",
            "SO-1",
            "complaint.judge",
            "service",
        )
        assert engine().status("complaint", "SO-1", ledger(row)).state == "JUDGED"

    def test_steps_of_one_day_are_numbered(self):
        assert transition("answer", ("judge", 30)).number == 1
        assert transition("answer", ("judge", 30, 4)).number == 5
        assert transition("answer", ("judge", 29, 4)).number == 1

    def test_an_event_for_anybody_may_be_done_by_anybody(self):
        assert transition("answer", ("judge", 3)).role == ""
        assert transition("answer", ("judge", 3), by="porter").role == "porter"

    def test_the_same_again_is_the_same(self):
        assert transition("judge", by="service") == transition("judge", by="service")

    def test_what_happened_on_an_earlier_day_is_taken_on_a_portfolio_of_that_day(self):
        """Its gates are judged by what was known then."""
        assert transition("answer", ("judge", 3), as_of=date(2026, 6, 3)).on == date(2026, 6, 3)
        assert transition("answer", ("judge", 3)).on == date(2026, 6, 30)


class TestForbidden:
    def test_another_state_says_what_would_lead_there_and_what_leads_on(self):
        """A95."""
        (fault,) = refused("answer")
        assert fault.code == "processes.wrong-state"
        assert fault.values["leading_on"] == "complaint.judge, complaint.escalate"
        assert fault.values["way"] in ("complaint.judge", "complaint.escalate")
        assert "first: complaint.judge" in fault.render()

    def test_the_way_may_be_longer(self):
        fault = refused("file", by="archivist")[0]
        assert fault.values["way"] == "complaint.judge → complaint.answer"

    def test_no_way_leads_back(self):
        (fault,) = refused("judge", ("judge", 3), by="service")
        assert fault.values["way"] == ""
        assert "no way leads from JUDGED to RECORDED" in fault.render()

    def test_at_the_end_nothing_leads_on(self):
        (fault,) = refused("answer", ("judge", 3), ("answer", 4), ("file", 5))
        assert (fault.code, fault.remedy()) == ("processes.is-final", "")

    @pytest.mark.parametrize(("by", "code"), [("", "role-needed"), ("porter", "role-wrong")])
    def test_another_role(self, by, code):
        (fault,) = refused("judge", by=by)
        assert (codes([fault]), fault.values["wanted"]) == ([code], "service")

    def test_a_gate_that_is_closed(self):
        assert codes(refused("judge", by="service", amount="2000")) == ["need-false"]

    def test_a_gate_that_nobody_can_judge(self):
        assert codes(refused("judge", by="service", blacklisted=None)) == ["need-unknown"]

    @pytest.mark.parametrize("words", [{"note": "\x00"}, {"note": "\ud800"}, {"by": " porter"}])
    def test_what_no_row_can_hold(self, words):
        with pytest.raises(ModelError):
            engine().transition("complaint", "SO-1", "complaint.answer", ledger(("judge", 3)), **words)

    def test_a_limit_to_set_that_can_not_be_worked_out(self):
        text = POLICY.replace("{action: NOTIFY, role: customer_service, due_in: 2}", SET_OPEN)
        changed = engine(text)
        with pytest.raises(EventForbidden) as caught:
            changed.transition("complaint", "SO-1", "complaint.judge", ledger(), by="service")
        assert [one.code for one in caught.value.faults] == ["decision.parameter-missing"]
        found = changed.status("complaint", "SO-1", ledger())
        assert "complaint.judge" in [one.event for one in found.forbidden]
        given = engine(text.replace("source: H4}", "source: H4, values: {2020-01-01: 7}}", 1))
        (action,) = given.transition("complaint", "SO-1", "complaint.judge", ledger(), by="service").actions
        assert action.limit.value == "7.00"

    def test_a_history_that_could_not_have_happened(self):
        assert codes(refused("answer", ("file", 3))) == ["not-allowed"]

    def test_everything_at_once(self):
        faults = refused("judge", ("judge", 3), by="porter", amount="2000", blacklisted=None)
        assert codes(faults) == ["wrong-state", "need-false", "need-unknown", "role-wrong"]

    def test_what_is_switched_off(self):
        policy = engine().policy
        process = policy.processes["complaint"]
        judge, *others = process.events
        off = evolve(process, events=(evolve(judge, disabled=OFF), *others))
        changed = Engine(evolve(policy, processes={"complaint": off}), "reference")
        with pytest.raises(EventForbidden, match="done by the host"):
            changed.transition("complaint", "SO-1", "complaint.judge", ledger(), by="service")
        found = changed.status("complaint", "SO-1", ledger())
        assert [one.event for one in (*found.possible, *found.forbidden)] == ["complaint.escalate"]
        assert found.disabled == {"complaint.judge": OFF}
        past = changed.status("complaint", "SO-1", ledger(*happened(("judge", 3))))
        assert past.state == "JUDGED", "what happened before it was switched off stays valid"

    def test_an_event_that_there_is_none_of(self):
        with pytest.raises(DataError, match=r"did you mean complaint\.judge"):
            engine().transition("complaint", "SO-1", "complaint.juge", ledger())
