"""Trials of endurance for the durable engine, each run by ``test_durable`` in a process of its own.

``python -m tests.rules.engines.trials NAME [COUNT]`` ends with 0 when all went well.
"""

import gc
import os
import sys
import threading
from datetime import date, timedelta
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.durable import DurableEngine
from groupctl.rules.types import BOOLEAN, DATE, RATIO, TEXT
from tests.rules.builders import compare, const, every, read, rule_set, some

MOST_GROWTH = 5 * 1024
"""KiB that a process may grow by in 100,000 decisions."""


def resident():
    """The resident size of this process in KiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def mixed_rules():
    """Rules of every encoding, with Chinese names and values."""
    amount, limit, margin = read("金额"), read("额度"), read("毛利率", RATIO)
    due, paid, blocked, class_ = (
        read("到期", DATE),
        read("付款", DATE),
        read("冻结", BOOLEAN),
        read("类别", TEXT),
    )
    return rule_set(
        [
            compare(">", amount, limit),
            every(
                compare("<", margin, const(Fraction(3, 20), RATIO)), compare("=", class_, const("丁类", TEXT))
            ),
            some(blocked, compare("<", due, paid), compare(">=", amount, const(2**62 - 2))),
            every(compare("!=", class_, const("甲类", TEXT)), compare("<=", amount, const(-(2**62) + 2))),
        ]
    )


def mixed_rows():
    """Rows for them, over and over; every third lacks something."""
    start = date(2026, 1, 1)
    rows = [
        (
            (2**62 - 1 - number, -(2**62) + 1 + number, number * 1000)[number % 3],
            500 * number if number % 3 else None,
            Fraction(number, 100),
            ("甲类", "丁类", None)[number % 3],
            number % 5 == 0,
            start + timedelta(days=number),
            start + timedelta(days=20),
        )
        for number in range(40)
    ]
    return cycle(rows)


def soak(count):
    """``count`` decisions in one process: the answers stay right, and memory stays where it is."""
    rules = mixed_rules()
    durable, compiled = DurableEngine(checked=False).prepare(rules), CompiledEngine().prepare(rules)
    rows = mixed_rows()
    before = 0
    for number, row in enumerate(islice(rows, count + 5000)):
        fired = list(durable.fired(row))
        if number % 10 == 0:
            assert fired == [i for i, truth in enumerate(compiled.truths(row)) if truth], row
        if number == 5000:
            before = resident()
    assert resident() - before <= MOST_GROWTH, resident() - before


def collected(count):
    """Rule sets that nobody holds any more give their memory back without being asked."""

    def one():
        DurableEngine().prepare(mixed_rules()).truths(next(mixed_rows()))

    for _ in range(count // 2):
        one()
    gc.collect()
    before = resident()
    for _ in range(count):
        one()
    gc.collect()
    assert resident() - before <= MOST_GROWTH, resident() - before


def fork(count):
    """Children of a busy process judge with networks of their own, and the parent goes on undisturbed."""
    rules = mixed_rules()
    durable, expected = DurableEngine().prepare(rules), CompiledEngine().prepare(rules)
    stop = threading.Event()

    def work():
        for row in mixed_rows():
            assert durable.truths(row) == expected.truths(row)
            if stop.is_set():
                return

    busy = threading.Thread(target=work)
    busy.start()
    for _ in range(count):
        child = os.fork()
        if child == 0:
            right = all(durable.truths(row) == expected.truths(row) for row in islice(mixed_rows(), 50))
            os._exit(0 if right else 1)
        assert os.waitpid(child, 0)[1] == 0
    stop.set()
    busy.join()


def threads(count):
    """Many threads, one rule set, rows with and without gaps."""
    rules = mixed_rules()
    durable, expected = DurableEngine().prepare(rules), CompiledEngine().prepare(rules)
    sys.setswitchinterval(1e-5)
    wrong = []

    def work(offset):
        rows = islice(mixed_rows(), offset, offset + count)
        wrong.extend(row for row in rows if durable.truths(row) != expected.truths(row))

    workers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong, wrong[0]


TRIALS = {trial.__name__: trial for trial in (soak, collected, fork, threads)}

if __name__ == "__main__":
    name, number = sys.argv[1:]
    TRIALS[name](int(number))
