"""`groupctl adapters new acme`: a distribution that keeps the contract before anything is filled in."""

import subprocess
import sys
from pathlib import Path

import pytest

import groupctl as face
from tests.cli.conftest import lines

ROOT = Path(face.__file__).parents[1]


def child(folder, *arguments):
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def acme(run, here):
    result = run("adapters new acme")
    assert result.exit_code == 0, result.output
    assert lines(result)[-1].startswith("groupctl-acme/README.md says what to fill in next")
    return here / "groupctl-acme"


def test_it_is_bronze_and_passes_lint_at_once(acme):
    tested = child(acme, "pytest", "-q", "-p", "groupctl.testing.plugin", "-p", "no:cacheprovider")
    assert tested.returncode == 0, tested.stdout
    assert "adapter contract: TestAcme: acme: bronze" in tested.stdout
    linted = child(
        acme,
        "ruff",
        "check",
        "--no-cache",
        "--isolated",
        "--select",
        "E,F,I,B,UP",
        "--line-length",
        "130",
        ".",
    )
    assert linted.returncode == 0, linted.stdout


def test_a_name_that_is_none_and_a_folder_that_is_there_are_refused(run, acme):
    assert "can't be the name" in run("adapters new", "Acme-1").stderr
    assert "is there already" in run("adapters new acme").stderr


def test_a_fault_of_the_plugin_shows_its_file_and_line(acme, monkeypatch):
    module = acme / "src/groupctl_acme/client.py"
    module.write_text(
        module.read_text().replace(
            "        rows: list", "        raise RuntimeError('boom')\n        rows: list"
        )
    )
    script = (
        "from groupctl.adapters import Options\nfrom groupctl.adapters.host import Host\nfrom groupctl_acme import open_acme\n"
        "import datetime, pathlib\npathlib.Path('a.json').write_text('{}')\n"
        "Host(adapter=open_acme('a.json', Options())).snapshot(datetime.date(2026, 6, 30))"
    )
    command = [sys.executable, "-c", script]
    env = {"PYTHONPATH": f"{ROOT}:{acme / 'src'}"}
    told = subprocess.run(command, cwd=acme, env=env, capture_output=True, text=True, check=False).stderr
    number = module.read_text().splitlines().index("        raise RuntimeError('boom')") + 1
    assert f"client.py:{number}:1" in told
    assert "RuntimeError: boom" in told
