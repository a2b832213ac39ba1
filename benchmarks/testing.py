"""What testing costs: examples a second and the share that is rejected, of each strategy; milliseconds of a remedy."""

from collections.abc import Iterator
from datetime import date
from time import process_time
from typing import Any, Final

from attrs import frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.statistics import collector

import groupctl
from groupctl.testing import policies, strategies
from groupctl.testing.aiming import from_ruleset

MOST_REJECTED: Final = 5
"""Per cent of the examples of a strategy that may be rejected."""
REMEDIES: Final = ("SO-P02", "SO-0048.12-40", "SO-0619.12-25", "SO-0713.21-12")
"""Held orders of the demonstration group, each with several remedies."""


@frozen
class Drawn:
    """A strategy: examples in a second of processor time, and per cent of attempts.

    ``rejected`` were drawn and thrown away. ``unfinished`` are attempts of Hypothesis to change an earlier example, which ran out of choices.
    """

    name: str
    rate: float
    rejected: float
    unfinished: float


def drawn(examples: int) -> Iterator[Drawn]:
    """Each strategy that a test engineer uses, so many examples of it."""
    standard = groupctl.load_policy("standard")
    for name, strategy in (
        ("`strategies.any_object`", strategies.any_object),
        ("`strategies.ledgers()`", strategies.ledgers()),
        ("`strategies.ledgers(rejected=True)`", strategies.ledgers(rejected=True)),
        ('`from_ruleset(standard, "order_release")`', from_ruleset(standard, "order_release")),
        ('`from_ruleset(standard, "d_class")`', from_ruleset(standard, "d_class")),
        ("`policies.policies()`", policies.policies()),
    ):
        yield measured(name, strategy, examples)


def measured(name: str, strategy: st.SearchStrategy[Any], examples: int) -> Drawn:
    """One strategy, drawn so many times."""

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(_: object) -> None:
        """Nothing is tested."""

    found: list[dict[str, Any]] = []
    start = process_time()
    with collector.with_value(found.append):
        draw()
    taken = process_time() - start
    cases = [case["status"] for case in found[0]["generate-phase"]["test-cases"]]
    rejected, unfinished = (100 * cases.count(status) / len(cases) for status in ("invalid", "overrun"))
    return Drawn(name, cases.count("valid") / taken, rejected, unfinished)


@frozen
class Searched:
    """The search for the remedies of held orders: how many were found, and milliseconds of processor time for each."""

    remedies: int
    taken: float


def remedies() -> Searched:
    """The remedies of some orders of the demonstration group, once everything about it is worked out."""
    engine = groupctl.Engine(groupctl.load_policy("demo"))
    portfolio = groupctl.connect("memory:demo").snapshot(as_of=date(2026, 6, 30))
    held = [engine.decide("order_release", order, portfolio) for order in REMEDIES]
    for decision in held:
        engine.remedies(decision, portfolio)
    start = process_time()
    found = sum(len(engine.remedies(decision, portfolio)) for decision in held)
    return Searched(found, 1000 * (process_time() - start) / found)
