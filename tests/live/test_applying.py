"""A plan is what is missing; it is applied once and only once, whatever happens on the way."""

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field

import groupctl
from groupctl.adapters import (
    Before,
    Busy,
    Capabilities,
    Change,
    ChangeKind,
    Doubtful,
    Effect,
    HoldMeans,
    Idempotency,
    LimitForm,
    LimitRules,
    LimitScope,
    Lock,
    Operation,
    Outcome,
    Permissions,
    Reading,
    Receipt,
    WriteMode,
    Writing,
    ZeroLimit,
)
from groupctl.adapters.host import Host
from groupctl.live.applying import apply_plan, resume
from groupctl.live.operations import OperationLedger, State
from groupctl.live.plan import ChangePlan, make_plan, planned, read_plan
from groupctl.schema.limits import Amount, Inherit, Unknown
from groupctl.schema.money import Money
from groupctl.testing import AS_OF
from groupctl.texts.title import Title
from tests.live.ledgers import engine, group, in_database

SPEC = "sqlite:erp.db"
LIMIT = Amount(Money(300_00, "CNY"))


def change(kind: str, subject: str = "C-1@U-1", entity: str = "account", **more: Any) -> Change:
    usual: dict[str, Any] = {"on": AS_OF, "rule": "r.1", "text": Title(en="say", zh="说")}
    usual |= {"limit": LIMIT} if kind == "SET_LIMIT" else {"what": "VISIT"}
    return Change(kind=ChangeKind[kind], entity=entity, subject=subject, **{**usual, **more})


@pytest.fixture
def ledger(tmp_path) -> OperationLedger:
    return OperationLedger(tmp_path / "operations.db")


@pytest.fixture
def host(tmp_path) -> Host:
    return in_database(group(), tmp_path / "erp.db")


def plan(host: Host, ledger: OperationLedger, *changes: Change) -> ChangePlan:
    placed = ledger.held(SPEC)
    return planned(SPEC, host, engine().policy, changes, as_of=AS_OF, ledger=ledger, placed=placed)


def apply(plan: ChangePlan, host: Host, ledger: OperationLedger, **more: Any) -> list[str]:
    found = apply_plan(plan, host, ledger, wait=lambda _: None, **more)
    return [one.receipt.outcome.name if one.receipt else one.state.name for one in found]


EVERY_KIND = [
    change("SET_LIMIT"),
    change("HOLD", "SO-1", "order", what=""),
    change("TAG", "C-1", "customer"),
    change("TASK"),
    change("NOTE", "C-1", "customer"),
]


class TestOnADatabase:
    def test_it_is_applied_and_a_second_plan_is_empty(self, host, ledger):
        first = plan(host, ledger, *EVERY_KIND)
        assert [one.operation.change for one in first.operations] == EVERY_KIND
        assert apply(first, host, ledger) == ["APPLIED"] * 5
        second = plan(host, ledger, *EVERY_KIND)
        assert (second.operations, second.refused, second.met) == ((), (), 5)
        assert apply(first, host, ledger) == []

    def test_the_limit_is_the_one_that_is_read(self, host, ledger):
        apply(plan(host, ledger, change("SET_LIMIT")), host, ledger)
        assert host.snapshot(AS_OF).accounts["C-1@U-1"].credit_limit == LIMIT
        apply(plan(host, ledger, change("SET_LIMIT", limit=Inherit())), host, ledger)
        assert host.snapshot(AS_OF).accounts["C-1@U-1"].credit_limit == Inherit()

    def test_nothing_else_changes(self, host, ledger):
        """What groupctl wrote is no fact about the customer: a hold must not come back as a reason to hold."""
        before = host.snapshot(AS_OF)
        apply(plan(host, ledger, *EVERY_KIND[1:]), host, ledger)
        assert host.snapshot(AS_OF).hash == before.hash
        apply(plan(host, ledger, EVERY_KIND[0]), host, ledger)
        after = host.snapshot(AS_OF)
        differing = [name for name in after.tables if dict(after.tables[name]) != dict(before.tables[name])]
        assert differing == ["accounts"]

    def test_only_a_hold_of_our_own_is_released(self, host, ledger):
        release = evolve(EVERY_KIND[1], kind=ChangeKind.RELEASE)
        assert plan(host, ledger, release).operations == ()
        apply(plan(host, ledger, EVERY_KIND[1]), host, ledger)
        assert apply(plan(host, ledger, release), host, ledger) == ["APPLIED"]
        assert apply(plan(host, ledger, EVERY_KIND[1]), host, ledger) == ["APPLIED"]

    def test_a_task_that_is_done_may_be_opened_again_and_an_open_one_is_not_doubled(self, host, ledger):
        apply(plan(host, ledger, change("TASK")), host, ledger)
        assert plan(host, ledger, change("TASK", on=date(2026, 12, 1))).operations == ()
        path = host.adapter.path
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE groupctl_records SET ended_on = '2026-12-01'")
            connection.commit()
        assert apply(plan(host, ledger, change("TASK", on=date(2026, 12, 2))), host, ledger) == ["APPLIED"]

    def test_without_its_ledger_nothing_is_doubled_either(self, host, ledger, tmp_path):
        first = plan(host, ledger, *EVERY_KIND)
        apply(first, host, ledger)
        assert apply(first, host, OperationLedger(tmp_path / "another.db")) == ["ALREADY"] * 5

    def test_what_changed_since_the_plan_is_a_conflict_and_planned_again(self, host, ledger):
        first = plan(host, ledger, change("SET_LIMIT"))
        with closing(sqlite3.connect(host.adapter.path)) as connection:
            connection.execute("UPDATE accounts SET credit_limit = '7' WHERE customer = 'C-1'")
            connection.commit()
        assert apply(first, host, ledger) == ["CONFLICT"]
        assert host.snapshot(AS_OF).accounts["C-1@U-1"].credit_limit == Amount(Money(700, "CNY"))
        again = plan(host, ledger, change("SET_LIMIT"))
        assert again.operations[0].operation.id != first.operations[0].operation.id
        assert apply(again, host, ledger) == ["APPLIED"]

    def test_a_database_that_is_locked_is_asked_again(self, host, ledger):
        made = plan(host, ledger, change("SET_LIMIT"))
        waits: list[float] = []
        with closing(sqlite3.connect(host.adapter.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            def wait(seconds: float) -> None:
                waits.append(seconds)
                other.execute("ROLLBACK")

            (found,) = apply_plan(made, host, ledger, wait=wait)
        assert found.is_done
        assert waits == [1.0]


class TestPlan:
    def test_it_is_written_and_read_and_its_bytes_are_the_same(self, host, ledger, tmp_path):
        made = plan(host, ledger, *EVERY_KIND, change("SET_LIMIT", "C-9@U-1"))
        assert made.to_json() == plan(host, ledger, *EVERY_KIND, change("SET_LIMIT", "C-9@U-1")).to_json()
        made.write(tmp_path / "plan.json")
        assert read_plan(tmp_path / "plan.json") == made

    def test_one_that_was_changed_is_refused(self, host, ledger, tmp_path):
        file = tmp_path / "plan.json"
        plan(host, ledger, change("SET_LIMIT")).write(file)
        file.write_text(file.read_text().replace("300.00", "900.00"))
        with pytest.raises(groupctl.DataError, match="not as it was written"):
            read_plan(file)

    def test_a_record_that_is_not_there_is_refused(self, host, ledger):
        (refused,) = plan(host, ledger, change("SET_LIMIT", "C-9@U-1")).refused
        assert refused.why.render() == "the host has no account 'C-9@U-1'"


@define
class Pretend:
    """A host in memory whose capabilities and faults a test chooses; it counts what is really done."""

    capabilities: Capabilities
    behave: Callable[[Operation], Receipt | None] = field(default=lambda _: None)
    rights: Permissions | None = None
    state: dict[str, Before] = field(factory=dict)
    written: list[str] = field(factory=list)
    scheme: str = "pretend"

    def read(self, as_of: date) -> Reading:
        return Reading(tables={}, currency="CNY")

    def permissions(self) -> Permissions:
        return self.rights or Permissions()

    def before(self, changes: Sequence[Change]) -> list[Before | None]:
        return [self.state.get(one.key, Before()) for one in changes]

    def do(self, operation: Operation) -> Receipt:
        change = operation.change
        stamps = self.capabilities.changes[change.kind].idempotency is Idempotency.STAMP
        was = self.state.get(change.key, Before())
        self.written.append(operation.id)
        self.state[change.key] = Before(
            present=change.present,
            limit=change.limit,
            stamps=was.stamps | ({operation.id} if stamps else frozenset()),
        )
        return Receipt(operation=operation.id, outcome=Outcome.APPLIED, after=self.state[change.key])

    def apply(self, operation: Operation) -> Receipt:
        return self.behave(operation) or self.do(operation)


def pretend(**more: Any) -> Pretend:
    writing = Writing(
        entities={"account"},
        effect=Effect.ADVISORY,
        lock=more.pop("lock", Lock.VERSION),
        idempotency=more.pop("idempotency", Idempotency.STAMP),
        mode=more.pop("mode", WriteMode.FIELDS),
    )
    kinds = more.pop("kinds", list(ChangeKind))
    limits = LimitRules(
        scope=more.pop("scope", LimitScope.COMPANY),
        zero=more.pop("zero", ZeroLimit.BLOCKS),
        forms={LimitForm.AMOUNT},
    )
    capabilities = Capabilities(
        changes=dict.fromkeys(kinds, writing), limits=limits, hold=more.pop("hold", HoldMeans.FLAG)
    )
    return Pretend(capabilities, **more)


class TestClaimsAreUsed:
    """What the host can't honour is refused in the plan, never weakened."""

    @pytest.mark.parametrize(
        ("host", "wanted", "why"),
        [
            ({"kinds": [ChangeKind.TASK]}, change("SET_LIMIT"), "takes no such change"),
            ({}, change("HOLD", "SO-1", "order"), "about account, not about order"),
            ({"scope": LimitScope.CUSTOMER}, change("SET_LIMIT"), "of another kind: customer"),
            ({}, change("SET_LIMIT", limit=Inherit()), "a limit that is inherit"),
            ({}, change("SET_LIMIT", limit=Unknown()), "what the limit should be is unknown"),
            (
                {"zero": ZeroLimit.UNLIMITED},
                change("SET_LIMIT", limit=Amount(Money(0, "CNY"))),
                "it would lift the check",
            ),
        ],
    )
    def test_in_the_plan(self, ledger, host, wanted, why):
        (refused,) = plan(Host(adapter=pretend(**host)), ledger, wanted).refused
        assert why in refused.why.render()
        assert refused.why.render("zh")

    def test_no_limit_is_set_while_a_limit_of_zero_is_the_hold(self, ledger):
        host = Host(adapter=pretend(hold=HoldMeans.ZERO_LIMIT))
        made = plan(host, ledger, change("HOLD", what=""), change("SET_LIMIT"))
        assert [one.change.kind for one in made.refused] == [ChangeKind.SET_LIMIT]
        apply(made, host, ledger)
        assert plan(host, ledger, change("SET_LIMIT")).refused

    def test_what_the_user_may_not_do_is_refused(self, ledger):
        adapter = pretend(rights=Permissions(user="clerk", changes=frozenset({ChangeKind.TASK})))
        adapter.capabilities = evolve(adapter.capabilities, features={groupctl.adapters.Feature.PERMISSIONS})
        made = plan(Host(adapter=adapter), ledger, change("SET_LIMIT"), change("TASK"))
        assert [one.why.render() for one in made.refused] == ["the user clerk may not do that in the host"]
        assert len(made.operations) == 1

    def test_a_plan_says_what_is_not_atomic_and_what_overwrites_the_record(self, ledger):
        host = Host(adapter=pretend(lock=Lock.NONE, mode=WriteMode.WHOLE_RECORD))
        (line,) = plan(host, ledger, change("SET_LIMIT")).operations
        assert (line.effect, line.atomic, line.whole_record) == (Effect.ADVISORY, False, True)


class TestDoubt:
    """After a lost answer groupctl reads back before it does anything else."""

    @pytest.mark.parametrize("landed", [True, False])
    @pytest.mark.parametrize("idempotency", [Idempotency.STAMP, Idempotency.KEY])
    def test_a_change_whose_answer_was_lost_is_made_once(self, ledger, landed, idempotency):
        calls: list[str] = []

        def behave(operation: Operation) -> None:
            calls.append(operation.id)
            if len(calls) == 1:
                if landed:
                    adapter.do(operation)
                raise Doubtful.of("adapters.sqlite-error", error="time-out")

        adapter = pretend(behave=behave, idempotency=idempotency)
        host = Host(adapter=adapter)
        outcome = apply(plan(host, ledger, change("TASK")), host, ledger)
        assert outcome == ["ALREADY" if landed else "APPLIED"]
        assert len(adapter.written) == 1

    def test_without_idempotency_it_is_not_sent_again(self, ledger):
        def behave(operation: Operation) -> None:
            raise Doubtful.of("adapters.sqlite-error", error="time-out")

        adapter = pretend(behave=behave, idempotency=Idempotency.NONE)
        host = Host(adapter=adapter)
        made = plan(host, ledger, change("TASK"))
        assert apply(made, host, ledger) == ["IN_DOUBT"]
        assert adapter.written == []
        (again,) = plan(host, ledger, change("TASK")).refused
        assert "not finished" in again.why.render()
        with pytest.raises(groupctl.DataError, match="no operation in doubt"):
            ledger.give_up("nothing")
        ledger.give_up(made.operations[0].operation.id)
        assert len(plan(host, ledger, change("TASK")).operations) == 1

    def test_a_plugin_that_breaks_in_the_middle_is_a_doubt_too(self, ledger):
        def behave(operation: Operation) -> None:
            if not adapter.written:
                adapter.do(operation)
                raise RuntimeError("connection reset")

        adapter = pretend(behave=behave)
        host = Host(adapter=adapter)
        assert apply(plan(host, ledger, change("TASK")), host, ledger) == ["ALREADY"]
        assert len(adapter.written) == 1

    def test_a_receipt_for_what_is_not_there_is_not_believed(self, ledger):
        def behave(operation: Operation) -> Receipt:
            return Receipt(operation=operation.id, outcome=Outcome.APPLIED)

        host = Host(adapter=pretend(behave=behave))
        assert apply(plan(host, ledger, change("TASK")), host, ledger) == ["IN_DOUBT"]

    def test_a_warning_is_never_skipped(self, ledger):
        def behave(operation: Operation) -> Receipt:
            return Receipt(
                operation=operation.id, outcome=Outcome.NEEDS_APPROVAL, message="credit limit below balance"
            )

        host = Host(adapter=pretend(behave=behave))
        made = plan(host, ledger, change("SET_LIMIT"))
        assert apply(made, host, ledger) == ["NEEDS_APPROVAL"]
        assert apply(made, host, ledger) == []
        assert plan(host, ledger, change("SET_LIMIT")).operations

    def test_a_busy_host_is_asked_again_when_it_says(self, ledger):
        waits: list[float] = []

        def behave(operation: Operation) -> None:
            if len(waits) < 2:
                busy = Busy.of("adapters.sqlite-error", error="429")
                busy.retry_after = 7.0 if not waits else None
                raise busy

        host = Host(adapter=pretend(behave=behave))
        (found,) = apply_plan(plan(host, ledger, change("TASK")), host, ledger, wait=waits.append)
        assert found.is_done
        assert waits == [7.0, 2.0]

    def test_one_that_stays_busy_leaves_it_for_the_next_run(self, ledger):
        def behave(operation: Operation) -> None:
            if ready:
                return
            raise Busy.of("adapters.sqlite-error", error="503")

        ready: list[int] = []
        host = Host(adapter=pretend(behave=behave))
        assert apply(plan(host, ledger, change("TASK")), host, ledger) == ["ENTERED"]
        ready.append(1)
        (found,) = resume(SPEC, host, ledger, wait=lambda _: None)
        assert found.is_done

    def test_without_a_lock_it_compares_just_before_it_writes(self, ledger):
        adapter = pretend(lock=Lock.NONE)
        host = Host(adapter=adapter)
        made = plan(host, ledger, change("SET_LIMIT"))
        adapter.state[change("SET_LIMIT").key] = Before(limit=Amount(Money(1, "CNY")))
        assert apply(made, host, ledger) == ["CONFLICT"]
        assert adapter.written == []

    def test_two_programs_do_not_apply_at_once(self, ledger):
        host = Host(adapter=pretend())
        with ledger.alone(), pytest.raises(groupctl.DataError, match="another program"):
            apply(plan(host, ledger, change("TASK")), host, ledger)


# ------------------------------------------------------------------------------------------------- kill -9
def _killed_at(step: int, folder: Path) -> None:
    """In a child: apply the plan, and die at that statement of either database."""
    seen = 0
    connect = sqlite3.connect

    def count(_statement: str) -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **more)
        connection.set_trace_callback(count)
        return connection

    host = groupctl.connect(f"sqlite:{folder / 'erp.db'}", currency="CNY")
    sqlite3.connect = traced
    for _ in apply_plan(read_plan(folder / "plan.json"), host, OperationLedger(folder / "operations.db")):
        pass
    os._exit(0)


@pytest.mark.slow
def test_a_child_killed_at_any_statement_is_finished_by_the_next_run(tmp_path):
    """Each of the changes is there once, whichever statement was the last; the loop ends when the child lives."""
    context = multiprocessing.get_context("fork")
    kinds = [EVERY_KIND[0], EVERY_KIND[3]]
    exit_code, step, ended = -signal.SIGKILL, 0, []
    while exit_code == -signal.SIGKILL:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()
        host = in_database(group(), folder / "erp.db") if step == 1 else _copied(tmp_path / "1", folder)
        ledger = OperationLedger(folder / "operations.db")
        if step == 1:
            (folder / "sound.db").write_bytes((folder / "erp.db").read_bytes())
        plan(host, ledger, *kinds).write(folder / "plan.json")
        child = context.Process(target=_killed_at, args=(step, folder))
        child.start()
        child.join()
        exit_code = child.exitcode
        made = read_plan(folder / "plan.json")
        apply(made, host, ledger)
        with closing(sqlite3.connect(folder / "erp.db")) as connection:
            done = connection.execute("SELECT id FROM groupctl_operations ORDER BY id").fetchall()
            tasks = connection.execute("SELECT count(*) FROM groupctl_records").fetchone()
        assert [id_ for (id_,) in done] == sorted(one.operation.id for one in made.operations), step
        assert tasks == (1,)
        assert {entry.state for entry in ledger.entries()} == {State.CLOSED}
        assert plan(host, ledger, *kinds).operations == ()
        ended.append(exit_code)
    assert exit_code == 0
    assert len(ended) > 30


def _copied(first: Path, folder: Path) -> Host:
    (folder / "erp.db").write_bytes((first / "sound.db").read_bytes())
    return groupctl.connect(f"sqlite:{folder / 'erp.db'}", currency="CNY")


class TestFromDecisions:
    def night(self, host: Host, ledger: OperationLedger) -> tuple[ChangePlan, list[str]]:
        decisions = engine().review(host.snapshot(AS_OF), rule_sets=["order_release"])
        made = make_plan(SPEC, host, engine().policy, decisions, as_of=AS_OF, ledger=ledger)
        return made, apply(made, host, ledger)

    def test_an_order_that_must_wait_is_held_and_released_once_it_is_paid(self, host, ledger):
        made, outcome = self.night(host, ledger)
        held = {
            one.operation.change.subject
            for one in made.operations
            if one.operation.change.kind is ChangeKind.HOLD
        }
        assert held == {"SO-1", "SO-4", "SO-5", "SO-6"}
        assert set(outcome) == {"APPLIED"}
        with closing(sqlite3.connect(host.adapter.path)) as connection:
            connection.execute("UPDATE customers SET credit_limit = '900000' WHERE id = 'C-1'")
            connection.execute("UPDATE accounts SET credit_limit = 'unlimited'")
            connection.commit()
        made, _ = self.night(host, ledger)
        kinds = {(one.operation.change.subject, one.operation.change.kind) for one in made.operations}
        assert ("SO-6", ChangeKind.RELEASE) in kinds
        assert self.night(host, ledger)[0].operations == ()

    def test_a_hold_stays_where_it_is_not_decided(self, host, ledger):
        """What is lost never releases an order."""
        self.night(host, ledger)
        with closing(sqlite3.connect(host.adapter.path)) as connection:
            connection.execute("UPDATE accounts SET credit_limit = 'unlimited'")
            connection.execute("UPDATE customers SET credit_limit = '900000'")
            connection.execute("UPDATE invoices SET amount = 'x' WHERE customer = 'C-1'")
            connection.commit()
        made, _ = self.night(host, ledger)
        released = [one.operation.change for one in made.operations]
        assert [one.subject for one in released if one.kind is ChangeKind.RELEASE] == ["SO-4"]
        assert {one.subject for one in ledger.held(SPEC)} == {"SO-1", "SO-5", "SO-6"}
