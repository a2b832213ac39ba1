"""Each table and each column of the model, lost as a whole: what the policy answers stays the same or becomes unknown.

The ledger is a part of the demo: the fewest customers that have a row in every table. Every rule set is asked, so nothing has a
better and a worse side here: a known answer may not become another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, Final

import attrs

from groupctl.demo import AS_OF, CURRENCY, demo_tables
from groupctl.model import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from tests.losses.outcomes import engine

Tables = Mapping[str, Sequence[Any]]
Answer = tuple[str, str, str]
"""Rule set, subject and output."""

OWNERS: Final = {
    "invoice_lines": ("invoice", "invoices"),
    "payment_instruments": ("payment", "payments"),
    "requests": ("order", "orders"),
    "step_records": ("request", "requests"),
    "votes": ("step_record", "step_records"),
}
"""The rows that belong to the customer of another row: which they name, and of which table."""

ASKS_FOR_MORE: Final = {("customer_step", "RATE"), ("rating_coverage", "true")}
"""Answers that are given because something is not known: a customer whose grade can't be worked out is to be rated."""


@cache
def few() -> Tables:
    """The demo's tables with the rows of a few customers, and those of no customer."""
    tables = {name: list(rows) for name, rows in demo_tables().items()}
    where: dict[str, set[str]] = {}
    for name, rows in tables.items():
        for row in rows:
            if customer := _whose(name, row, tables):
                where.setdefault(customer, set()).add(name)
    missing, kept = set().union(*where.values()), set()
    while missing:
        best = max(where, key=lambda customer: (len(where[customer] & missing), customer))
        kept.add(best)
        missing -= where[best]
    kept |= {check.other for check in tables["identity_checks"] if check.customer in kept}
    for name in ("customers", *(name for name in tables if name != "customers")):
        tables[name] = [row for row in tables[name] if _kept(name, row, kept, tables)]
    return tables


def _whose(table: str, row: Any, tables: Tables) -> str | None:
    """The customer that a row is about, itself or by the instrument's payment."""
    if table == "payment_instruments":
        row = next(payment for payment in tables["payments"] if payment.id == row.payment)
    return getattr(row, "customer", None)


def _kept(table: str, row: Any, customers: set[str], tables: Tables) -> bool:
    """Whether a row belongs to a customer that is kept, or to none."""
    if table == "customers":
        return row.id in customers
    if table in OWNERS:
        owner, of = OWNERS[table]
        named = getattr(row, owner)
        if named is not None:
            return named in {one.id for one in tables[of]}
    return getattr(row, "customer", None) in {None, *customers}


def read(changes: Mapping[str, Sequence[Any] | None], **lost: Any) -> Portfolio:
    tables = {name: rows for name, rows in {**few(), **changes}.items() if rows is not None}
    return Portfolio.build(as_of=AS_OF, currency=CURRENCY, tables=tables, **lost)


def answers(portfolio: Portfolio) -> dict[Answer, Any]:
    """Every answer that is known, of every rule set about every record.

    A rule set that ignores what it can't judge answers in part; that is no answer here where the decision says so.
    """
    rule_sets = engine().policy.rulesets
    return {
        (decision.rule_set, decision.subject, output.name): output.value
        for decision in engine().review(portfolio)
        for output in decision.outputs
        if output.value is not None
        and not (rule_sets[decision.rule_set].unknown == "ignore" and decision.unknown)
    }


@cache
def sound() -> dict[Answer, Any]:
    return answers(read({}))


def without_table(table: str) -> Portfolio:
    return read({table: None})


def without_column(table: str, column: str) -> Portfolio:
    default = attrs.fields_dict(STANDARD.tables[table])[column].default
    rows = [attrs.evolve(row, **{column: default}) for row in few()[table]]
    return read({table: rows}, absent={table: [column]})


def columns() -> Iterator[tuple[str, str]]:
    """The columns that a host may lack."""
    for table, rows in few().items():
        fields = attrs.fields(STANDARD.tables[table]) if rows else ()
        yield from ((table, field.name) for field in fields if field.default is not attrs.NOTHING)


def possible(table: str, column: str) -> bool:
    """Whether rows can be without the column: a major incident names its customer."""
    return (table, column) != ("incidents", "customer")


def taken_away(times: int, seed: int) -> Iterator[str]:
    """So many tables and columns taken away, and what was answered otherwise."""
    parts = [*((table, "") for table in few()), *(part for part in columns() if possible(*part))]
    for table, column in Random(seed).sample(parts, min(times, len(parts))):  # noqa: S311 - a fixed seed is the point
        portfolio = without_column(table, column) if column else without_table(table)
        yield from (f"{table} {column}: {what}" for what in changed(portfolio))


def changed(portfolio: Portfolio) -> Iterator[str]:
    """Known answers that became other known answers, and unknown ones that became known; to refer, or to have no route, is no better."""
    cautious = {
        name for name, rule_set in engine().policy.rulesets.items() if rule_set.gate or rule_set.route
    }
    for (rule_set, subject, output), value in answers(portfolio).items():
        was = sound().get((rule_set, subject, output))
        if (
            value != was
            and (rule_set, value) not in ASKS_FOR_MORE
            and not (rule_set in cautious and value == "REFER")
        ):
            yield f"{rule_set} of {subject}: {output} {was} became {value}"
