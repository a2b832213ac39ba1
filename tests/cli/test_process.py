"""The installed command, as a process of its own: streams, pipes, encodings and signals."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.tiny import AS_OF, DECISIONS

COMMAND = [str(Path(sys.executable).with_name("groupctl"))]
REVIEW = ["review", "--host", "files:ledger", "--policy", "tiny.yaml", "--as-of", AS_OF]


def groupctl(here: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {
        name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "LC_MESSAGES"}
    }
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=here,
        env=clean | environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_the_version(here):
    shown = groupctl(here, "--version")
    assert shown.stdout.startswith(b"groupctl 0.")


def test_help_in_the_language_of_the_environment(here):
    assert "对所有客户和订单作出判定" in groupctl(here, "--help", LANG="zh_CN.UTF-8").stdout.decode()
    assert b"Decide on every customer and order" in groupctl(here, "--help", LANG="C.UTF-8").stdout


def test_a_log_of_decisions_on_stdout_and_nothing_else_there(here):
    made = groupctl(here, *REVIEW, "--format", "json")
    assert made.returncode == 0
    assert len(made.stdout.splitlines()) == DECISIONS + 2  # with the head and the end
    assert made.stderr == b""


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_chinese_is_utf8_in_any_locale(here, locale):
    made = groupctl(here, *REVIEW, "--lang", "zh", LC_ALL=locale, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert made.returncode == 0, made.stderr.decode()
    assert "未放行订单" in made.stdout.decode("utf-8")


def test_colours_only_on_a_terminal(here):
    assert b"\x1b[" not in groupctl(here, *REVIEW).stdout
    assert b"\x1b[" in groupctl(here, *REVIEW, FORCE_COLOR="1").stdout


def test_a_reader_that_goes_away_ends_it_quietly(here):
    with subprocess.Popen(
        [*COMMAND, *REVIEW, "--format", "json"], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


@pytest.mark.parametrize(
    "arguments", [REVIEW, [*REVIEW, "--format", "json"], ["--help"], ["review", "--help"], ["--version"]]
)
def test_a_full_disk_behind_stdout_is_told_in_one_line(here, arguments):
    with Path("/dev/full").open("wb") as full:
        made = subprocess.run(
            [*COMMAND, *arguments], cwd=here, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert made.returncode == 2
    assert made.stderr.decode().splitlines() == ["the result can't be written: No space left on device"]


def test_a_closed_stdout_is_no_failure(here):
    made = subprocess.run(
        ["sh", "-c", '"$@" >&-', "-", *COMMAND, *REVIEW],
        cwd=here,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    assert (made.returncode, made.stderr) == (0, b"")


def test_an_interruption_leaves_the_file_that_was_there(here):
    (here / "d.jsonl").write_text("before", encoding="utf-8")
    slow = (
        "import signal, time, groupctl.decisions.judgement as j, groupctl.cli as c;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "real = j.Evaluation.decided;"
        "j.Evaluation.decided = lambda *a: (print('deciding', flush=True), time.sleep(60), real(*a))[-1];"
        "c.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", slow, *REVIEW, "--out", "d.jsonl"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"deciding\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert b"interrupted" in process.stderr.read()
        assert process.wait(60) == 130
    assert (here / "d.jsonl").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in here.iterdir()) == ["d.jsonl", "ledger", "tiny.yaml"]


def test_without_click_it_says_what_to_install(here):
    code = (
        "import sys, importlib.util as u; real = u.find_spec;"
        "u.find_spec = lambda name, *a: None if name == 'click' else real(name, *a);"
        "import groupctl.cli as c; c.main()"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, cwd=here, timeout=60
    )
    assert made.returncode == 2
    assert made.stderr.decode() in {
        "the command line needs click and rich: pip install 'groupctl[cli]'\n",
        "命令行需要 click 和 rich：pip install 'groupctl[cli]'\n",
    }
