"""The benchmarks run, everybody gives the same answers, and the page has its tables. Times are nobody's business here."""

import re

import pytest
from hypothesis import strategies as st

from benchmarks import __main__ as program
from benchmarks import contenders, page, processes, testing
from benchmarks.measuring import Times, check, measure
from benchmarks.workload import FIELDS, Workload
from groupctl.rules.engines.reference import ReferenceEngine
from groupctl.testing import policies, strategies


def test_everybody_gives_the_same_answers():
    workload = Workload.draw(60, 40)
    check([make(workload) for make in program.CONTENDERS], workload)


def test_a_contender_that_answers_otherwise_is_found_out():
    workload = Workload.draw(20, 30)
    honest = contenders.compiled(workload)
    liar = contenders.Contender("liar", honest.judge, honest.rows[::-1], honest.fired)
    with pytest.raises(AssertionError, match="liar"):
        check([honest, liar], workload)


def test_the_rules_of_the_workload_mean_what_plain_python_says():
    workload = Workload.draw(30, 20)
    rule_set = workload.rule_set()
    reference = ReferenceEngine().prepare(rule_set)
    for row, own in zip(workload.rows, workload.rows_of(rule_set), strict=True):
        assert contenders.true_ones(reference.truths(own)) == workload.fired(row)


def test_rules_fire_now_and_then_and_read_every_field():
    workload = Workload.draw(200, 50)
    fired = [len(workload.fired(row)) for row in workload.rows]
    assert 0 < sum(fired) / len(fired) < 60
    assert len(workload.rule_set().inputs) == len(FIELDS)


def test_the_page_names_every_ratio_and_every_contender():
    workload = Workload.draw(20, 10)
    times = measure([make(workload) for make in program.CONTENDERS], rounds=1)
    text = page.page(
        {20: times},
        growth=512,
        decisions=10,
        starts=[processes.Start("`x`", 3.0, 100)],
        review="1 customer",
        mutants="5 mutants",
        strategies=[testing.Drawn("`y`", 100.4, 1.25, 7.0)],
        remedies=testing.Searched(16, 8.04),
        proof="2 questions",
    )
    for target in page.TARGETS:
        assert re.search(
            rf"^\| {re.escape(f'{target.name} / {target.over}')} \| \d+\.\d\d \|", text, re.MULTILINE
        )
    for one in times:
        assert f"| 20 | {one.name} | " in text
    assert "0.5 MB" in text
    assert "| one of 16 remedies of held orders of the demonstration group | 8.0 ms | |" in text
    assert "| `y` | 100 | 1.2 % | < 5 % | 7.0 % |" in text


def test_percentiles_are_of_single_rows():
    times = Times("x", taken=list(range(1000, 101_000, 1000)))
    assert (times.p50, times.p99) == (51.0, 100.0)
    assert times.rows_per_second == pytest.approx(1_000_000 / 51)


def test_measurements_in_processes_of_their_own_give_numbers():
    assert "questions" in processes.proof("d_class")
    assert processes.memory_growth(1000) < 5 * 1024
    assert all(start.taken > 0 for start in processes.starts(1))


@pytest.mark.parametrize(
    "strategy", [policies.policies(), strategies.ledgers(rejected=True)], ids=["policies", "ledgers"]
)
def test_strategies_throw_nothing_away(strategy):
    found = testing.measured("x", strategy, 15)
    assert found.rate > 0
    assert found.rejected < testing.MOST_REJECTED


def test_a_strategy_that_throws_half_away_is_found_out():
    assert (
        testing.measured("x", st.integers(0, 999).filter(lambda number: number % 7 == 0), 15).rejected
        > testing.MOST_REJECTED
    )
