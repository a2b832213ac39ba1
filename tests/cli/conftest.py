"""A tiny ledger with its policy, and the command line to run on them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from groupctl.cli.commands import groupctl
from tests.cli.tiny import AS_OF, write_ledger, write_policy

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "GROUPCTL_DISABLED_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def as_wide_as_a_pipe(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands run, with ``ledger`` and ``tiny.yaml`` in it."""
    write_ledger(tmp_path / "ledger")
    write_policy(tmp_path / "tiny.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    """Run a command on the tiny ledger; options that are given again win."""

    def run(command: str, *arguments: object, catch: bool = False) -> Result:
        words = command.split()
        options = {
            "review": ["--host", "files:ledger", "--policy", "tiny.yaml", "--as-of", AS_OF],
            "replay": ["--host", "files:ledger", "--policy", "tiny.yaml"],
            "check": ["--policy", "tiny.yaml"],
            "policy": ["--policy", "tiny.yaml"],
        }
        options["explain"] = options["review"]
        given = [*words, *options.get(words[0], []), *map(str, arguments)]
        return CliRunner().invoke(groupctl, given, catch_exceptions=catch)

    return run


def lines(result: Result) -> list[str]:
    return result.stdout.splitlines()


def objects(result: Result) -> list[dict]:
    return [json.loads(line) for line in lines(result)]
