"""The results as docs/reference/benchmarks.md has them."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from benchmarks.measuring import Times
from benchmarks.processes import Start
from benchmarks.testing import MOST_REJECTED, Drawn, Searched

HEAD = """\
# Benchmarks

Written by `make bench`, which measures everything in one run, contender after contender in turns; `make bench
ARGS=--short` prints a quick look instead. Every contender judges the same rules (three comparisons each over 25 fields:
amounts, counts, dates, truths, grades in Chinese, ratios) on the same rows, and gives the same answers, or the run fails.

- **bare C loop**: a row as a dict, `json.dumps`, then assert, drain of the names and retract on the raw C module of
  durable_rules: what the engine is held against. The line below it leaves the encoding out.
- **durable**: what fired, by the durable engine, from a row of typed values.
- **durable, checked and explained**: the truth of every rule, held against the compiled function, and for what fired the
  id, title, source and values met.
- **compiled**: the truth of every rule by the generated function; **outcome** joins them by the hit policy too.
- **by hand**: one Python function with the same comparisons, as a careful person writes it, for values that are all known.
- **public**: what a user calls, `Engine.decider(...).outcome`, with a record's fields as a dict of typed values: checked, judged and joined. **By hand, from
  fields** takes the same dict and checks nothing. The lines above these two are parts inside the library.
- **ZenEngine**: GoRules' engine in Rust through its Python binding, as a collecting decision table and as expressions.
"""


@frozen
class Target:
    """A ratio of two medians in the same run, and what it should not exceed, if there is such a promise."""

    name: str
    over: str
    most: float | None = None


TARGETS = (
    Target("durable", "bare C loop", 1.5),
    Target("durable", "bare C loop, facts encoded before"),
    Target("durable, checked and explained", "bare C loop", 3.0),
    Target("compiled", "by hand", 2.5),
    Target("public, compiled", "by hand, from fields", 3.0),
    Target("public, durable", "ZenEngine, table", 1.0),
)


def table(results: Mapping[int, Sequence[Times]]) -> str:
    """All times, by number of rules."""
    lines = ["| rules | contender | p50 µs | p99 µs | rows/s |", "|---|---|---|---|---|"]
    for rules, found in results.items():
        lines += [
            f"| {rules} | {times.name} | {times.p50:.1f} | {times.p99:.1f} | {times.rows_per_second:,.0f} |"
            for times in found
        ]
    return "\n".join(lines)


def ratios(results: Mapping[int, Sequence[Times]]) -> str:
    """The ratios that have a target."""
    sizes = [f"{rules} rules" for rules in results]
    lines = [f"| ratio of p50 | {' | '.join(sizes)} | target |", f"|---|{'---|' * len(sizes)}---|"]
    for target in TARGETS:
        medians = [{times.name: times.p50 for times in found} for found in results.values()]
        cells = [f"{one[target.name] / one[target.over]:.2f}" for one in medians]
        most = f"≤ {target.most}" if target.most else ""
        lines.append(f"| {target.name} / {target.over} | {' | '.join(cells)} | {most} |")
    return "\n".join(lines)


def page(
    results: Mapping[int, Sequence[Times]],
    growth: int,
    decisions: int,
    *,
    starts: Sequence[Start],
    review: str,
    mutants: str,
    proof: str,
    strategies: Sequence[Drawn],
    remedies: Searched,
) -> str:
    """The whole page."""
    machine = f"CPython {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores"
    return "\n".join(
        [
            HEAD,
            f"Measured with {machine}, {date.today().isoformat()}.\n",  # noqa: DTZ011 - the day of the page
            "## Ratios\n",
            ratios(results),
            "\n## Times\n",
            table(results),
            "\n## One process\n",
            "| measurement | found | target |",
            "|---|---|---|",
            f"| memory grown after {decisions:,} decisions, durable and cross-checked | {growth / 1024:.1f} MB | ≤ 5 MB |",
            *(
                f"| {start.name}: processor time of the process | {start.taken:.0f} ms | ≤ {start.most} ms |"
                for start in starts
            ),
            f"| a review by the demo policy, durable and cross-checked, explained | {review} | |",
            f"| mutants of the standard policy | {mutants} | |",
            f"| `groupctl prove --policy standard`: processor time, what is decided | {proof} | ≤ 10 s, ≥ 90% |",
            f"| one of {remedies.remedies} remedies of held orders of the demonstration group | {remedies.taken:.1f} ms | |",
            "\n## Strategies\n",
            "Unfinished are attempts of Hypothesis to change an earlier example which ran out of choices; a strategy has no say in them.\n",
            "| strategy | examples/s | rejected | target | unfinished |",
            "|---|---|---|---|---|",
            *(
                f"| {one.name} | {one.rate:.0f} | {one.rejected:.1f} % | < {MOST_REJECTED} % | {one.unfinished:.1f} % |"
                for one in strategies
            ),
            "",
        ]
    )
