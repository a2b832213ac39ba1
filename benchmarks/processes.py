"""Measurements that need a process of their own: memory that grows, and what an import costs."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

IMPORT = "import time; t = time.process_time(); import groupctl; print((time.process_time() - t) * 1000)"


def run(*arguments: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def import_time(rounds: int) -> float:
    """Milliseconds of processor time of ``import groupctl``, the best of ``rounds``."""
    return min(float(run("-c", IMPORT)) for _ in range(rounds))


def memory_growth(decisions: int) -> int:
    """KiB by which a process grows in ``decisions`` decisions of the durable engine, cross-checked."""
    return int(run("-m", "benchmarks.processes", str(decisions)))


def review(customers: int) -> str:
    """What a review of so many customers takes, as ``benchmarks.review`` tells it."""
    return run("-m", "benchmarks.review", str(customers)).strip()


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
