"""Measurements that need a process of their own: memory that grows, and what it costs to begin."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

ROOT = Path(__file__).parents[1]
NAMES = "Engine, Portfolio, connect, explained, load_policy"
LOAD = "import groupctl; groupctl.load_policy('demo')"


@frozen
class Start:
    """A process from its first to its last instruction: milliseconds of processor time, and what is promised."""

    name: str
    taken: float
    most: int


def run(*arguments: str, **environment: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def starts(rounds: int) -> Iterator[Start]:
    """What beginning costs, the best of ``rounds``; policies are kept in a folder of their own, at first an empty one."""
    with TemporaryDirectory() as folder:
        for name, most, kept, *arguments in (
            ("`import groupctl`", 100, folder, "-c", "import groupctl"),
            (f"`from groupctl import {NAMES}`", 200, folder, "-c", f"from groupctl import {NAMES}"),
            ("`groupctl --help`", 200, folder, "-m", "groupctl", "--help"),
            ('`load_policy("demo")`, each text read', 1500, "", "-c", LOAD),
            ('`load_policy("demo")`, kept by an earlier process', 300, folder, "-c", LOAD),
            ("`groupctl explain SO-R13`", 2000, folder, "-m", "groupctl", "explain", "SO-R13"),
        ):
            taken = [processor_time(*arguments, GROUPCTL_CACHE=kept) for _ in range(rounds + 1)]
            yield Start(name, min(taken[1:]), most)


def processor_time(*arguments: str, **environment: str) -> float:
    """Milliseconds of processor time of a fresh interpreter."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(*arguments, **environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def memory_growth(decisions: int) -> int:
    """KiB by which a process grows in ``decisions`` decisions of the durable engine, cross-checked."""
    return int(run("-m", "benchmarks.processes", str(decisions)))


def review(customers: int, *rule_sets: str) -> str:
    """What a review of so many customers takes, as ``benchmarks.review`` tells it; all rule sets, or some."""
    return run("-m", "benchmarks.review", str(customers), *rule_sets).strip()


def proof(*names: str) -> str:
    """What it takes to ask everything of the standard policy, or of some rule sets, as ``benchmarks.proving`` tells it."""
    return run("-m", "benchmarks.proving", *names).strip()


def mutants(*tests: str, only: str) -> str:
    """How many mutants of the standard policy are tried a minute, of some rule sets with their tests, and what came of them."""
    pytest = (
        "-m",
        "pytest",
        "-q",
        "-p",
        "groupctl.testing.plugin",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=ci",
    )
    said = run(*pytest, *tests, "--groupctl-policy=standard", f"--groupctl-mutate-only={only}")
    return next(line for line in said.splitlines() if "mutants a minute" in line).partition(": ")[2]


def resident() -> int:
    """The resident size of this process in KiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def grow(decisions: int) -> int:
    from benchmarks.workload import Workload
    from groupctl.rules.engines.durable import DurableEngine

    workload = Workload.draw(20, 100)
    rule_set = workload.rule_set()
    prepared, rows = DurableEngine().prepare(rule_set), workload.rows_of(rule_set)
    for number in range(2000):
        prepared.truths(rows[number % 100])
    before = resident()
    for number in range(decisions):
        prepared.truths(rows[number % 100])
    return resident() - before


if __name__ == "__main__":
    print(grow(int(sys.argv[1])))
