"""Where an instance stands: its state, what may happen next, what may not and why, and what is owed by when."""

from datetime import date

import pytest
from attrs import evolve

from groupctl.errors import DataError, EventForbidden, SourceSpan
from groupctl.model.process import CalendarDay
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.texts.causes import Cause
from tests.decisions.processes.complaints import POLICY, engine, happened, ledger, status
from tests.rules.small import order, portfolio


def names(offers):
    return [one.event.removeprefix("complaint.") for one in offers]


def codes(faults):
    return [fault.code.removeprefix("processes.") for fault in faults]


def owed(found):
    return {task.task.removeprefix("complaint."): (task.due_on, task.overdue) for task in found.tasks}


def lost_row(**cells):
    """A row of what happened of which only ``cells`` can be read."""
    reason = Cause.of("model.cause-not-stated", attribute="on")
    return RejectedRow(table="process_events", reason=reason, row=tuple(cells.items()))


class TestState:
    def test_nothing_has_happened_yet(self):
        found = status()
        assert (found.state, found.final, found.history, found.faults) == ("RECORDED", False, (), ())
        assert found.entered_on == date(2026, 6, 1)
        assert found.state_title.text("zh") == "已记录"

    def test_it_follows_from_what_happened(self):
        found = status(("judge", 3), ("answer", 9))
        assert (found.state, found.entered_on) == ("ANSWERED", date(2026, 6, 9))
        assert [(step.from_state, step.to_state) for step in found.history] == [
            ("RECORDED", "JUDGED"),
            ("JUDGED", "ANSWERED"),
        ]

    def test_nothing_is_possible_or_owed_at_the_end(self):
        found = status(("judge", 3), ("answer", 9), ("file", 12))
        assert (found.state, found.final) == ("ARCHIVED", True)
        assert (found.possible, found.forbidden, found.tasks) == ((), (), ())

    def test_rows_count_by_day_and_number_whatever_their_order(self):
        assert status(("answer", 3, 2), ("judge", 3, 1)).state == "ANSWERED"
        assert status(("answer", 9), ("judge", 3)).state == "ANSWERED"

    def test_what_lies_after_the_day_has_not_happened(self):
        rows = happened(("judge", 3), ("answer", 9))
        assert status(*rows, as_of=date(2026, 6, 8)).state == "JUDGED"

    def test_each_record_has_its_own(self):
        rows = happened(("judge", 3))
        book = ledger(*rows, more=[order("SO-2")])
        assert engine().status("complaint", "SO-2", book).state == "RECORDED"

    def test_hashes_are_those_of_policy_and_ledger(self):
        book = ledger()
        found = engine().status("complaint", "SO-1", book)
        assert (found.policy, found.policy_hash) == ("small 1", engine().policy.hash)
        assert found.portfolio_hash == book.hash


class TestFaultyHistories:
    def test_an_event_that_the_state_did_not_allow_is_named(self):
        found = status(("judge", 3), ("file", 9))
        assert (found.state, found.entered_on, codes(found.faults)) == (None, None, ["not-allowed"])
        assert (found.possible, found.forbidden, found.tasks) == ((), (), ())
        assert [step.event for step in found.history] == ["complaint.judge"]
        fault = found.faults[0]
        assert (fault.values["event"], fault.values["state"]) == ("complaint.file", "JUDGED")
        assert "ANSWERED" in fault.render("en")
        assert "ANSWERED" in fault.render("zh")

    def test_an_event_that_there_is_none_of(self):
        found = status(("juge", 3))
        assert (found.state, codes(found.faults)) == (None, ["unknown-event"])
        assert "complaint.judge" in found.faults[0].render()

    @pytest.mark.parametrize("events", [[("judge", 3), ("answer", 3)], [("judge", 3, 1), ("answer", 3, 1)]])
    def test_two_of_one_day_without_an_order(self, events):
        found = status(*events)
        assert (found.state, codes(found.faults)) == (None, ["order-unknown"])

    @pytest.mark.parametrize(
        ("role", "code"), [("service", None), ("porter", "step-role-wrong"), (None, "step-role-missing")]
    )
    def test_a_step_by_a_role_that_could_not_do_it_leads_on_but_nothing_follows_until_it_is_undone(
        self, role, code
    ):
        """A95: nothing of it is lost, the gates ahead are judged, what is owed is owed."""
        (judged,) = happened(("judge", 3))
        book = ledger(evolve(judged, role=role))
        found = engine().status("complaint", "SO-1", book)
        assert (found.state, [step.role for step in found.history]) == ("JUDGED", [role or ""])
        assert [task.task for task in found.tasks] == ["complaint.reply"]
        assert codes(found.faults) == ([code] if code else [])
        ahead = [*found.possible, *found.forbidden]
        assert [one.event for one in ahead] == ["complaint.answer", "complaint.escalate"]
        assert [one.event for one in found.possible] == ([] if code else ["complaint.answer"])
        assert codes(found.forbidden[-1].missing) == [*([code] if code else []), "need-unknown"]
        if code:
            with pytest.raises(EventForbidden) as caught:
                engine().transition("complaint", "SO-1", "complaint.answer", book)
            assert codes(caught.value.faults) == [code]
            assert all("service" in caught.value.render(lang) for lang in ("en", "zh"))

    def test_a_role_is_asked_for_as_it_was_on_the_day(self):
        """Who may do an event may change; what happened before stays valid."""
        moved = engine(POLICY.replace("{2020-01-01: service}", "{2020-01-01: service, 2026-06-10: porter}"))
        for on, faults in ((9, []), (10, ["step-role-wrong"])):
            found = moved.status("complaint", "SO-1", ledger(*happened(("judge", on))))
            assert codes(found.faults) == faults
        late = engine(POLICY.replace("{2020-01-01: service}", "{2026-06-10: service}"))
        assert not late.status("complaint", "SO-1", ledger(*happened(("judge", 9)))).faults

    def test_a_role_that_can_not_be_told(self):
        open_ = engine(POLICY.replace("values: {2020-01-01: service}, scopes", "scopes"))
        found = open_.status("complaint", "SO-1", ledger(*happened(("judge", 3))))
        assert (found.state, codes(found.faults)) == ("JUDGED", ["step-role-unknown"])

    def test_a_missing_table(self):
        book = portfolio(orders=[order("SO-1")], missing=["process_events"])
        found = engine().status("complaint", "SO-1", book)
        assert (found.state, codes(found.faults)) == (None, ["no-table"])

    @pytest.mark.parametrize(
        ("row", "state"),
        [
            ((("process", "complaint"), ("subject", "SO-1")), None),
            ((("process", "complaint"), ("subject", "SO-2")), "RECORDED"),
            ((("process", "contract"), ("subject", "SO-1")), "RECORDED"),
            ((("process", "complaint"),), None),
            ((("subject", "SO-1"),), None),
            ((), None),
        ],
    )
    def test_a_row_that_was_rejected_counts_where_it_may_belong(self, row, state):
        lost = RejectedRow(
            table="process_events",
            reason=Cause.of("model.cause-not-stated", attribute="on"),
            row=row,
            where=SourceSpan("events.csv", 7),
        )
        book = portfolio(orders=[order("SO-1")], process_events=(), rejected=[lost])
        found = engine().status("complaint", "SO-1", book)
        assert found.state == state
        assert codes(found.faults) == ([] if state else ["lost-event"])
        assert all(str(fault.where) == "events.csv:7:1" for fault in found.faults)

    @pytest.mark.parametrize(("count", "faults"), [(10, ["lost-event"] * 10), (11, ["many-lost-events"])])
    def test_many_rows_that_were_rejected_are_summed_up(self, count, faults):
        book = portfolio(orders=[order("SO-1")], rejected=[lost_row() for _ in range(count)])
        found = engine().status("complaint", "SO-1", book)
        assert (found.state, codes(found.faults)) == (None, faults)
        assert all(str(count) in fault.render("zh") for fault in found.faults if count > 10)

    def test_the_rows_of_others_are_not_looked_at(self, monkeypatch):
        """Else ten thousand instances beside a thousand such rows take minutes."""
        looked = []
        readable = RejectedRow.readable
        monkeypatch.setattr(
            RejectedRow, "readable", lambda row, name: looked.append(name) or readable(row, name)
        )
        rows = [lost_row(process="complaint", subject=f"SO-{i}") for i in range(100, 150)]
        book = portfolio(orders=[order(f"SO-{i}") for i in range(50)], rejected=rows)
        looked.clear()
        assert len(engine().tasks(book)) == 100
        assert len(looked) == 2 * len(rows)

    def test_rows_of_nobody_are_reported(self):
        rows = [*happened(("judge", 3), subject="SO-9")]
        strays = list(engine().processes(ledger(*rows)).strays())
        assert codes(strays) == ["stray-subject"]
        assert "没有这样的订单" in strays[0].render("zh")
        assert not list(engine().processes(ledger(("judge", 3))).strays())

    def test_rows_of_records_that_may_be_there_say_why_they_are_not(self):
        rows = happened(("judge", 3), subject="SO-9")
        lost = portfolio(orders=[order("SO-9", customer="C-9")], process_events=rows)
        missing = portfolio(missing=["orders"], process_events=rows)
        for book, key in ((lost, "model.no-such-customer"), (missing, "model.cause-missing-table")):
            (stray,) = engine().processes(book).strays()
            assert (codes([stray]), [cause.key for cause in stray.because]) == (["stray-subject"], [key])


class TestWhatMayHappen:
    def test_what_is_possible_says_who_may_do_it_and_what_held(self):
        found = status()
        assert names(found.possible) == ["judge"]
        (judge,) = found.possible
        assert (judge.role.value, judge.to_state, judge.missing) == ("service", "JUDGED", ())
        assert [need.truth for need in judge.needs] == [True, True]
        assert [value.value for value in judge.needs[0].compared[0].values] == ["100.00", "1000.00"]

    def test_only_what_leads_on_from_the_state_is_listed(self):
        found = status(("judge", 3))
        assert (names(found.possible), names(found.forbidden)) == (["answer"], ["escalate"])
        assert found.possible[0].role is None

    @pytest.mark.parametrize(("amount", "possible"), [("1000", True), ("1000.01", False)])
    def test_a_gate_on_both_sides_of_its_line(self, amount, possible):
        found = status(amount=amount)
        assert ("judge" in names(found.possible)) is possible
        assert ("judge" in names(found.forbidden)) is not possible

    def test_a_closed_gate_says_what_it_compared(self):
        fault = status(amount="1000.01").forbidden[0].missing[0]
        assert (fault.code, fault.values["source"]) == ("processes.need-false", "H2")
        assert fault.values["found"] == "amount <= line (amount = 1000.01, line = 1000.00)"
        assert str(fault.where).endswith("small.yaml:32:20")
        assert "Not above the line" in fault.message("en")
        assert "不超过界线" in fault.message("zh")

    def test_what_must_not_be_is_shown_with_its_value(self):
        fault = status(blacklisted=True).forbidden[0].missing[0]
        assert fault.values["found"] == "customer.blacklisted = true"

    def test_a_gate_that_nobody_can_judge_says_why(self):
        judge = status(blacklisted=None).forbidden[0]
        assert [need.truth for need in judge.needs] == [True, None]
        (fault,) = judge.missing
        assert fault.code == "processes.need-unknown"
        assert [cause.about for cause in fault.because] == ["customer C-1"]
        assert [one.name for one in judge.needs[1].missing] == ["customer.blacklisted"]

    def test_everything_that_is_missing_is_listed(self):
        judge = status(blacklisted=True, amount="2000").forbidden[0]
        assert [fault.values["title_en"] for fault in judge.missing] == [
            "Not above the line",
            "Not blacklisted",
        ]

    def test_parameters_hold_for_the_unit_of_the_record(self):
        found = status(unit="V")
        assert names(found.possible) == []
        assert found.forbidden[0].missing[0].values["found"].endswith("line = 50.00)")
        assert found.forbidden[0].role.value == "service_v"

    def test_a_parameter_without_a_value_leaves_the_gate_unknown(self):
        escalate = status().forbidden[0]
        assert names([escalate]) == ["escalate"]
        (need,) = escalate.needs
        assert (need.truth, need.compared) == (None, ())
        assert "open" in dict(need.causes[0].values)["parameter"]

    def test_a_role_that_nobody_can_tell_lets_nobody_do_it(self):
        text = POLICY.replace("by: handler_role\n        needs", "by: customer.country\n        needs")
        found = engine(text).status("complaint", "SO-1", ledger())
        assert codes(found.forbidden[0].missing) == ["role-unknown"]


class TestTasks:
    def test_they_are_due_so_many_days_after_their_beginning(self):
        found = status(as_of=date(2026, 6, 4))
        assert owed(found) == {"reply": (date(2026, 6, 6), False), "call": (date(2026, 6, 4), False)}
        assert [task.role and task.role.value for task in found.tasks] == ["service", None]

    @pytest.mark.parametrize(("day", "overdue"), [(6, False), (7, True)])
    def test_the_last_day_is_in_time(self, day, overdue):
        assert owed(status(as_of=date(2026, 6, day)))["reply"] == (date(2026, 6, 6), overdue)

    def test_a_new_state_begins_anew(self):
        assert owed(status(("judge", 10), as_of=date(2026, 6, 12))) == {"reply": (date(2026, 6, 15), False)}

    def test_nothing_is_owed_in_other_states(self):
        assert owed(status(("judge", 10), ("answer", 11))) == {}

    def test_days_that_are_missing(self):
        text = POLICY.replace("values: {2020-01-01: 5}", "values: {2030-01-01: 5}")
        task = engine(text).status("complaint", "SO-1", ledger()).tasks[0]
        assert (task.due_on, task.overdue, task.since) == (None, None, date(2026, 6, 1))
        assert dict(task.causes[0].values)["parameter"] == "reply_days"

    def test_a_record_without_a_day_of_its_own_has_no_beginning(self):
        text = POLICY.replace("about: order", "about: customer")
        text = text.replace("amount <= line", "not(blacklisted)").replace(
            "customer.blacklisted", "blacklisted"
        )
        text = text.replace("amount > open", "is known(open)").replace("since: ordered_on", "since: entered")
        found = engine(text).status("complaint", "C-1", ledger())
        assert (found.state, found.entered_on) == ("RECORDED", None)
        assert {task.due_on for task in found.tasks} == {None}
        assert {cause.key for task in found.tasks for cause in task.causes} == {"processes.cause-not-dated"}

    def test_a_day_beyond_the_calendar(self):
        text = POLICY.replace("days: 3", "days: 9999999")
        task = engine(text).status("complaint", "SO-1", ledger()).tasks[1]
        assert [cause.key for cause in task.causes] == ["decision.cause-out-of-range"]

    def test_working_days_go_by_the_calendar(self):
        """Five working days after Friday 5 June: the 12th, or the 11th where Saturday is worked (L53)."""
        text = POLICY.replace("days: reply_days", "days: reply_days\n        working: true")
        rows, saturday = happened(("judge", 5)), CalendarDay(id="D-1", on=date(2026, 6, 6), working=True)
        due = [
            engine(text).status("complaint", "SO-1", book).tasks[0].due_on
            for book in (
                ledger(*rows),
                portfolio(orders=[order("SO-1")], process_events=rows, calendar_days=[saturday]),
                portfolio(orders=[order("SO-1")], process_events=rows, missing=["calendar_days"]),
            )
        ]
        assert due == [date(2026, 6, 12), date(2026, 6, 11), None]

    def test_all_of_them_in_one_list(self):
        book = ledger(("judge", 3), more=[order("SO-2", day=28)])
        assert [(task.subject, task.task, task.overdue) for task in engine().tasks(book)] == [
            ("SO-1", "complaint.reply", True),
            ("SO-2", "complaint.reply", False),
            ("SO-2", "complaint.call", False),
        ]


class TestWhatIsNotThere:
    def test_a_process(self):
        with pytest.raises(DataError, match="complaint") as caught:
            engine().status("complaints", "SO-1", ledger())
        assert codes(caught.value.faults) == ["no-process"]

    def test_a_record(self):
        with pytest.raises(DataError, match="SO-1"):
            engine().status("complaint", "SO-11", ledger())
