"""A whole review: the demonstration group, copied until it has 10,000 customers, against the whole demo policy."""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from groupctl.decisions.engine import Engine
from groupctl.demo import AS_OF, CURRENCY, demo_tables
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.loader import load_policy
from groupctl.schema.fields import field_types

SHARED = frozenset({"units", "balance_sheets", "exchange_rates"})
"""Tables that all copies of the group share."""


def copies(customers: int) -> Mapping[str, Sequence[object]]:
    """The demo's tables, copied as often as it takes to have ``customers``; the units stay the same."""
    tables = demo_tables()
    times = -(-customers // len(tables["customers"]))
    return {
        name: rows if name in SHARED else [copied(row, number) for number in range(times) for row in rows]
        for name, rows in tables.items()
    }


def copied(row: object, number: int) -> object:
    """``row`` with its own id and the ids that it names, the unit's apart, told apart by ``number``."""
    if not number:
        return row
    given = {field.name for field in attrs.fields(type(row)) if field.init}
    kinds = field_types(type(row))
    names = (name for name in given if name == "id" or kinds[name].target not in {None, "unit"})
    return attrs.evolve(row, **{name: f"{held}.{number}" for name in names if (held := getattr(row, name))})


def peak_megabytes() -> int:
    """The largest resident size so far; not ``getrusage``'s, which a child inherits from its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main(customers: int, *rule_sets: str) -> None:
    """Print how many customers and decisions, the seconds of CPU for the review, and peak megabytes."""
    portfolio = Portfolio.build(as_of=AS_OF, currency=CURRENCY, tables=copies(customers))
    review = Engine(load_policy("demo")).review(portfolio, rule_sets=rule_sets)
    begun = time.process_time()
    decided = sum(1 for _ in review)
    spent = time.process_time() - begun
    peak = peak_megabytes()
    found = len(portfolio.records("customer"))
    print(f"{found:,} customers, {decided:,} decisions: {spent:.0f} s on one core, {peak:,} MB at the peak")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
