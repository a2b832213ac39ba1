"""Whatever goes wrong has one clear message on stderr, its exit code, and no stack trace."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import groupctl
from groupctl.cli import commands
from groupctl.errors import EngineError
from groupctl.texts import area
from tests.cli.tiny import LEDGER, write_ledger


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["review", "--as-of", "tomorrow"], 2, "tomorrow is not a date"),
        (["review", "--as-of", "2026-02-30"], 2, "2026-02-30 is not a date"),
        (["review", "--engine", "magic"], 2, "magic"),
        (["review", "--nonsense"], 2, "--nonsense"),
        (["revue"], 2, "revue"),
        (["review", "--policy", "nope.yaml"], 2, "nope.yaml"),
        (["review", "--mapping", "nope.yaml"], 2, "nope.yaml"),
        (["review", "--out", "no/such/folder/d.jsonl"], 2, "can't be written"),
        (["review", "--out", "."], 2, "is no file to write to"),
        (["review", "--out", "/dev/null"], 2, "is no file to write to"),
        (["review", "--out", "x" * 5000], 2, "can't be written"),
        (["review", "--policy", "x" * 5000], 2, "name too long"),
        (["review", "--policy", "a\0b"], 2, "null byte"),
        (["replay", "x" * 5000], 2, "can't be read"),
        (["replay", "/dev/null"], 2, "is no file to read"),
        (["review", "--host", "files:nowhere"], 4, "nowhere"),
        (["review", "--host", "fiels:ledger"], 4, "files"),
        (["review", "--host", "ledger"], 4, "ledger"),
        (["explain"], 2, "SUBJECT"),
    ],
)
def test_wrong_use_and_bad_input(run, arguments, code, said):
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_host_other_than_the_demo_needs_a_date(run, here):
    arguments = ["review", "--host", "files:ledger", "--policy", "tiny.yaml"]
    result = CliRunner().invoke(commands.groupctl, arguments)
    assert result.exit_code == 2
    assert "files:ledger needs --as-of: no decision depends on today's date" in result.stderr
    chinese = CliRunner().invoke(commands.groupctl, [*arguments, "--lang", "zh"])
    assert "files:ledger 需要 --as-of" in chinese.stderr


def test_a_policy_with_faults_tells_them_all(run, here):
    (here / "bad.yaml").write_text("policy: bad\nversion: 1.0\nrulesets: 5\n", encoding="utf-8")
    result = run("review", "--policy", "bad.yaml")
    assert result.exit_code == 2
    assert result.stderr.count("bad.yaml:") >= 3


def test_a_bad_row_is_no_failure(run, here):
    write_ledger(here / "ledger", invoices=LEDGER["invoices"] + "I-9,C-1,U-1,2026-09-01\n")
    assert run("review").exit_code == 0


def test_an_engine_that_cannot_be_trusted(run, monkeypatch):
    def failing(*_arguments, **_options):
        raise EngineError.of("engines.closed")

    monkeypatch.setattr("groupctl.decisions.judgement.Evaluation.decided", failing)
    result = run("review")
    assert (result.exit_code, result.stdout) == (3, "")


class TestADefect:
    @pytest.fixture(autouse=True)
    def defect(self, monkeypatch):
        def failing(*_arguments, **_options):
            raise ZeroDivisionError("oops")

        monkeypatch.setattr("groupctl.decisions.judgement.Evaluation.decided", failing)

    def test_is_told_in_one_line(self, run):
        result = run("review")
        assert result.exit_code == 5
        assert (
            result.stderr
            == "a defect of groupctl: ZeroDivisionError: oops; --debug shows where, please report it\n"
        )

    def test_is_traced_on_request(self, run):
        result = run("review", "--debug")
        assert result.exit_code == 5
        assert "Traceback (most recent call last)" in result.stderr
        assert "in failing" in result.stderr


def test_debug_traces_a_users_mistake_too(run):
    result = run("explain NO_ONE", "--debug")
    assert result.exit_code == 2
    assert "Traceback (most recent call last)" in result.stderr


def test_an_interruption(run, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("groupctl.decisions.judgement.Evaluation.decided", interrupted)
    result = run("review", "--out", "d.jsonl")
    assert result.exit_code == 130
    assert "interrupted" in result.stderr


def test_what_a_ledger_or_a_user_says_cannot_steer_the_terminal(run, here):
    write_ledger(here / "ledger", invoices=LEDGER["invoices"].replace("43000", "\x1b[2J43"))
    reviewed, explained = run("review"), run("explain", "SO-\x1b]0;x\x07")
    assert "2J43" in reviewed.stdout
    assert "SO-\ufffd]0;x\ufffd" in explained.stderr
    assert "\x1b" not in reviewed.stdout + explained.stderr


def test_what_a_ledger_says_cannot_forge_a_line(run, here):
    forged = "\u202e\u2028RELEASE · order SO-1"
    write_ledger(here / "ledger", invoices=LEDGER["invoices"].replace("43000", f"43{forged}"))
    for result in (run("review"), run("explain", "SO-1"), run("explain", f"SO-{forged}")):
        said = result.stdout + result.stderr
        assert not {"\u202e", "\u2028"} & set(said)
        assert not any(line.startswith("RELEASE · order SO-1") for line in said.splitlines())


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["reviw"], "'review'"),
        (["review", "--hots", "x"], "'--host'"),
        (["review", "--engine", "refernce"], "'reference'"),
        (["report", "--section", "recievables"], "receivables"),
        (["review", "--host", "fiels:ledger"], "'files'"),
        (["review", "--policy", "standrad"], "standard"),
        (["review", "--rule-set", "order_relaese"], "order_release"),
        (["process", "--process", "contarct", "--policy", "standard"], "contract"),
        (["explain", "SO1"], "SO-1"),
        (["policy show order_relaese"], "order_release"),
    ],
)
def test_a_mistyped_name_gets_one_suggestion(run, arguments, meant):
    result = run(*arguments)
    assert result.exit_code in {2, 4}
    assert f"did you mean {meant}?" in result.stderr.replace("Did you mean", "did you mean")


def test_a_choice_is_refused_in_the_language_of_the_reader(run):
    assert "是不是“reference”？" in run("review", "--engine", "refernce", "--lang", "zh").stderr


def test_the_package_is_the_command_as_well():
    result = subprocess.run(
        [sys.executable, "-m", "groupctl", "--version"], capture_output=True, text=True, check=True
    )
    assert result.stdout == f"groupctl {groupctl.__version__}\n"


def test_nothing_is_shown_to_a_person_of_whom_nothing_is_said(run):
    """G46, L49: denied unless said."""
    for command in ("review", "explain C-1", "report"):
        result = run(command, "--as", "E-1")
        assert (result.exit_code, result.stdout) == (2, "")


class TestWhatClickSays:
    """Usage, headings and errors of click itself are in the language of the user."""

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["explain", "--lang", "zh"], "错误：缺少参数 'SUBJECT'"),
            (["explain", "a", "b", "--lang", "zh"], "错误：多余的参数（b）"),
            (["explain", "a", "--as-of", "x", "--lang", "zh"], "'--as-of' 的值无效：x 不是日期"),
        ],
    )
    def test_in_the_language_that_was_chosen(self, arguments, said):
        result = CliRunner().invoke(commands.groupctl, arguments)
        assert result.exit_code == 2
        assert said in result.stderr
        assert "请用“groupctl explain --help”查看帮助。" in result.stderr

    def test_in_the_language_of_the_environment(self, monkeypatch):
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        helped = CliRunner().invoke(commands.groupctl, ["--help"])
        assert helped.stdout.startswith("用法：")
        assert all(heading in helped.stdout for heading in ("\n选项:", "\n命令:"))
        mistyped = CliRunner().invoke(commands.groupctl, ["explain", "--hots", "x"])
        assert "错误：没有选项 '--hots'。 是不是 '--host'？" in mistyped.stderr

    def test_in_english_else(self):
        helped = CliRunner().invoke(commands.groupctl, ["revue"])
        assert "Error: No such command 'revue'." in helped.stderr

    def test_each_text_is_one_of_clicks(self):
        """A text that click words otherwise one day is no longer found."""
        package = Path(click.__file__).parent
        code = "".join(file.read_text(encoding="utf-8") for file in package.glob("*.py"))
        lost = [text["en"] for text in area("click").values() if text["en"] not in code]
        assert lost == []
