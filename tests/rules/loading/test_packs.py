"""A pack of another distribution, built as a wheel and installed: its record type, fields, function and rules (K19)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import groupctl
from groupctl.errors import PolicyError
from groupctl.rules.loading import packs
from groupctl.rules.loading.loader import load_policy
from tests.repository.files import ROOT
from tests.rules.loading.test_own_records import policy
from tests.rules.policy_text import faults

PACK = ROOT / "plugins" / "groupctl-consignment"
HERE = str(Path(groupctl.__file__).parents[1])


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The pack, built as a wheel and installed into a folder of its own."""
    folder = tmp_path_factory.mktemp("pack")
    source = folder / "source"
    subprocess.run(["cp", "-r", str(PACK), str(source)], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(source)]
    subprocess.run([*pip, *wheel], check=True)
    (built,) = folder.glob("*.whl")
    target = ["install", "--no-deps", "--no-index", "--target", str(folder / "site"), str(built)]
    subprocess.run([*pip, *target], check=True)
    return folder / "site"


def run(installed: Path, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), HERE])}
    ran = subprocess.run([sys.executable, *arguments], env=env, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_its_own_tests_hold(installed):
    """The pack decides with all engines, loses nothing, and is imported by another policy."""
    found = run(installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(PACK / "tests"))
    assert "7 passed" in found


def test_it_is_not_imported_until_a_policy_asks_for_it(installed):
    script = (
        "import sys, groupctl; groupctl.load_policy('demo'); print('groupctl_consignment' in sys.modules);"
        "groupctl.load_policy('consignment'); print('groupctl_consignment' in sys.modules)"
    )
    assert run(installed, "-c", script).split() == ["False", "True"]


def test_the_command_line_finds_it(installed):
    assert "consigned" in run(
        installed, "-m", "groupctl", "policy", "show", "--policy", "consignment", "--lang", "en"
    )


def test_it_is_gone_when_it_is_not_installed():
    with pytest.raises(PolicyError, match="consignment"):
        load_policy("consignment")


def test_one_that_can_not_be_imported_is_told_where_it_is_missed(monkeypatch, tmp_path):
    (tmp_path / "broken_pack.py").write_text("raise RuntimeError('no')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    point = packs.EntryPoint(name="broken", value="broken_pack", group=packs.GROUP)
    monkeypatch.setattr(packs, "entry_points", lambda **_: [point])
    packs.load_packs.cache_clear()
    found = faults(policy("\nrecords: {thing: python}\n"), tmp_path)
    packs.load_packs.cache_clear()
    assert {one.code for one in found} == {"policy.no-python-record", "policy.broken-pack"}
