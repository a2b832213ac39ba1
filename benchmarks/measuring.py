"""Measurements in turns: every contender in every round, so that a slow moment of the machine hits all alike."""

from collections.abc import Sequence
from time import perf_counter_ns

from attrs import define, field

from benchmarks.contenders import Contender
from benchmarks.workload import Workload


@define
class Times:
    """The times of single rows, in nanoseconds."""

    name: str
    taken: list[int] = field(factory=list)

    def percentile(self, share: float) -> float:
        """In microseconds."""
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] / 1000

    @property
    def p50(self) -> float:
        return self.percentile(0.5)

    @property
    def p99(self) -> float:
        return self.percentile(0.99)

    @property
    def rows_per_second(self) -> float:
        """By the median: what a row costs when nothing disturbs."""
        return 1_000_000 / self.p50


def check(contenders: Sequence[Contender], workload: Workload) -> None:
    """All give the same answer, or there is nothing to compare."""
    for contender in contenders:
        if contender.fired:
            for row, own in zip(workload.rows, contender.rows, strict=True):
                assert contender.fired(contender.judge(own)) == workload.fired(row), contender.name


def measure(contenders: Sequence[Contender], rounds: int) -> list[Times]:
    """The times of each contender over all its rows, ``rounds`` times."""
    found = [Times(contender.name) for contender in contenders]
    for _ in range(rounds):
        for contender, times in zip(contenders, found, strict=True):
            judge, append = contender.judge, times.taken.append
            for row in contender.rows:
                begin = perf_counter_ns()
                judge(row)
                append(perf_counter_ns() - begin)
    return found
