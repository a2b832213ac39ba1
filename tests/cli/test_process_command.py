"""`groupctl process`: where instances stand, what may happen next, and what is owed; `policy show` about processes."""

import pytest
from attrs import evolve
from click.testing import CliRunner

from groupctl.cli.commands import groupctl
from groupctl.portfolio.serialise import to_json
from tests.cli.conftest import lines, objects
from tests.decisions.processes.complaints import POLICY, happened, ledger
from tests.rules.small import order

AS_OF = "2026-06-30"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command on three orders: one judged, one new, one of another unit whose history has a fault."""
    (judged,) = happened(("judge", 3))
    (filed,) = happened(("file", 3), subject="SO-3")
    filed = evolve(filed, id="E-2")
    book = ledger(judged, filed, more=[order("SO-2", day=28), order("SO-3", unit="V")])
    (tmp_path / "ledger.json").write_text(to_json(book), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(POLICY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(command, *arguments):
        given = [*command.split(), "--policy", "small.yaml", *arguments]
        if command.startswith("process"):
            given += ["--host", "snapshot:ledger.json", "--as-of", AS_OF]
        return CliRunner().invoke(groupctl, given, catch_exceptions=False)

    return run


class TestProcess:
    def test_every_instance_and_what_is_owed(self, run):
        shown = run("process")
        assert shown.exit_code == 0
        told = lines(shown)
        assert told[0] == "Complaint (complaint), one for each order, as of 2026-06-30"
        assert told[1] == "  SO-1  JUDGED Judged  since 2026-06-03"
        assert told[2].split() == [
            "complaint.reply",
            "Reply",
            "overdue:",
            "was",
            "due",
            "2026-06-08",
            "service",
            "(L57)",
        ]
        assert told[3] == "  SO-2  RECORDED Recorded  since 2026-06-28"
        assert told[4].split() == ["complaint.reply", "Reply", "due", "2026-07-03", "service", "(L57)"]
        assert told[6] == "  SO-3  state unknown"
        assert "event complaint.file is recorded in state RECORDED" in told[7]

    def test_only_what_is_overdue(self, run):
        told = lines(run("process", "--overdue"))
        assert [line.split()[0] for line in told if line.startswith("  SO-")] == ["SO-1"]

    def test_one_instance_with_what_may_happen_and_what_may_not(self, run):
        told = "\n".join(lines(run("process", "--subject", "SO-1")))
        assert "2026-06-03  complaint.judge  RECORDED → JUDGED" in told
        assert "complaint.answer → ANSWERED  Answer  any person" in told
        assert "✗" in told
        assert "not known: Above what is open (H4)" in told

    def test_in_chinese(self, run):
        told = lines(run("process", "--subject", "SO-1", "--lang", "zh"))
        assert told[0] == "投诉（complaint），每个订单一个实例，截至 2026-06-30"
        assert any("已逾期，应于 2026-06-08 完成" in line for line in told)
        assert any("无法判断：超过未定额（H4）" in line for line in told)

    def test_for_programs(self, run):
        one, two, three = objects(run("process", "--process", "complaint", "--format", "json"))
        assert (one["state"], two["state"], three["state"]) == ("JUDGED", "RECORDED", None)
        assert one["tasks"][0]["overdue"] is True
        assert one["history"][0]["role"] == "service"
        assert three["faults"][0]["code"] == "processes.not-allowed"
        assert [offer["event"] for offer in two["possible"]] == ["complaint.judge"]
        assert two["forbidden"][0]["missing"][0]["message"].keys() == {"en", "zh"}

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--process", "complaints"], "the policy has no process complaints"),
            (["--process", "complaint", "--subject", "SO-11"], "there is no order 'SO-11'"),
            (["--subject", "SO-11"], "no process is about SO-11"),
        ],
    )
    def test_what_is_not_there(self, options, words, run):
        shown = run("process", *options)
        assert shown.exit_code == 2
        assert words in shown.stderr


class TestPolicyShow:
    def test_the_policy_in_short_lists_processes(self, run):
        told = lines(run("policy show"))
        assert "Processes (1)" in told
        assert told[-1].split() == ["complaint", "order", "Complaint", "H1"]

    def test_a_process_with_its_states_events_and_tasks(self, run):
        told = "\n".join(lines(run("policy show", "complaint")))
        for words in (
            "execution process",
            "control flow",
            "ARCHIVED  Archived",
            "complaint.escalate: RECORDED, JUDGED → JUDGED",
            "complaint.call",
        ):
            assert words in told

    def test_an_event_with_its_gates(self, run):
        told = "\n".join(lines(run("policy show", "complaint.judge")))
        assert "amount <= line  Not above the line (H2)" in told
        assert "NOTIFY customer_service" in told

    def test_a_task(self, run):
        (task,) = objects(run("policy show", "complaint.call", "--format", "json"))
        assert (task["kind"], task["since"], task["days"], task["in"]) == (
            "task",
            "ordered_on",
            "3",
            "RECORDED",
        )

    def test_a_parameter_names_the_events_and_tasks_that_read_it(self, run):
        (parameter,) = objects(run("policy show", "handler_role", "--format", "json"))
        assert parameter["read-by"] == ["complaint.judge", "complaint.reply"]
