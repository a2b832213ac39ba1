"""How generated examples are drawn, and what several files of tests look at: a review of the whole demo, made once.

A few examples of each property by default, and the same ones each time with `quick` and where CI is set; `thorough` draws a hundred.
"""

import fcntl
import gc
import os
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

from groupctl.cli.commands import groupctl

# A loaded policy is large and stays: looking through it for garbage again and again takes a tenth of the time.
gc.set_threshold(100_000, 50, 50)

# Each run of the tests, and each process of a run, takes the policies that an earlier one loaded.
os.environ.setdefault("GROUPCTL_CACHE", str(Path(__file__).parents[1] / "build" / "policies"))

# A shared machine is slow at times, and that is no fault of the code under test.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_profile = settings.get_current_profile_name()
settings.register_profile("quick", _patient, max_examples=5, derandomize=True)
settings.register_profile("ci", _patient, max_examples=8, derandomize=True, database=None, print_blob=True)
settings.register_profile("default", _patient, max_examples=15)
settings.register_profile("thorough", _patient, max_examples=100)
settings.load_profile(_profile)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--first-case", action="store_true", help="run only the first case of each test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--first-case"):
        first: dict[str, pytest.Item] = {}
        for item in items:
            first.setdefault(item.nodeid.partition("[")[0], item)
        others = [item for item in items if first[item.nodeid.partition("[")[0]] is not item]
        config.hook.pytest_deselected(items=others)
        items[:] = first.values()


@frozen
class DemoReview:
    """What `groupctl review --out FILE` said about the demo, and the decisions that it kept."""

    log: Path
    said: Path


@pytest.fixture(scope="session")
def demo_review(tmp_path_factory: pytest.TempPathFactory) -> DemoReview:
    """Made by whichever worker of a run asks first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "demo-review"
    folder.mkdir(exist_ok=True)
    made = DemoReview(folder / "decisions.jsonl", folder / "said.txt")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.said.exists():
            arguments = ["review", "--out", str(made.log), "--lang", "en"]
            result = CliRunner().invoke(groupctl, arguments, catch_exceptions=False)
            assert result.exit_code == 0
            made.said.write_text(result.stdout, encoding="utf-8")
    return made
