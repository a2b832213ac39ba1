"""Ways to lose a part of a ledger whose objects are in memory, and selections that say that they are."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, Final

import attrs

from groupctl.errors import ModelError
from groupctl.model import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import SETTLED, Scope
from groupctl.schema.entities import PAYER, has_payer
from groupctl.schema.fields import field_types, stated
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from tests.losses.hosts import Objects

Tables = Mapping[str, Sequence[Any]]
Lose = Callable[[Random, Objects], Portfolio | None]

LOSSES: Final[dict[str, Lose]] = {}
"""Every kind of loss among objects, by name."""


def kind(lose: Lose) -> Lose:
    LOSSES[lose.__name__.replace("_", "-")] = lose
    return lose


def filled(tables: Tables) -> list[str]:
    return [name for name, rows in tables.items() if rows] + ["invoices", "orders", "customers"] * 2


def swapped(tables: Tables, table: str, row: Any, *now: Any) -> dict[str, list[Any]]:
    """``table`` with other rows in place of ``row``."""
    return {table: [one for other in tables[table] for one in (now if other is row else (other,))]}


@kind
def reference_nowhere(random: Random, host: Objects) -> Portfolio | None:
    table = random.choice(filled(host.tables))
    row = random.choice(host.tables[table])
    stated = [
        name
        for name, field in field_types(type(row)).items()
        if field.target and getattr(row, name) is not None
    ]
    if not stated:
        return None
    name = random.choice(stated)
    was = getattr(row, name)
    now = random.choice(["nowhere", was.lower(), "0" + was, was + ".0"])
    return host.read(swapped(host.tables, table, row, attrs.evolve(row, **{name: now})))


@kind
def object_twice(random: Random, host: Objects) -> Portfolio:
    table = random.choice(filled(host.tables))
    row = random.choice(host.tables[table])
    return host.read(swapped(host.tables, table, row, row, row))


@kind
def row_rejected(random: Random, host: Objects) -> Portfolio:
    """An adapter could not read a row; it hands over what it could read of it."""
    table = random.choice(filled(host.tables))
    row = random.choice(host.tables[table])
    readable = {
        name: getattr(row, name)
        for name, field in field_types(type(row)).items()
        if isinstance(getattr(row, name), str) and (name == "id" or field.target) and random.random() < 0.7
    }
    reason = Cause.of("model.cause-not-stated", attribute="amount")
    lost = RejectedRow(table=table, reason=reason, row=tuple(readable.items()))
    return host.read(swapped(host.tables, table, row), rejected=[lost])


@kind
def table_not_given(random: Random, host: Objects) -> Portfolio:
    return host.read({random.choice(filled(host.tables)): None})


@kind
def amount_in_a_currency_without_rate(random: Random, host: Objects) -> Portfolio:
    table = random.choice([name for name in ("invoices", "orders", "payments") if host.tables[name]])
    row = random.choice(host.tables[table])
    foreign = Money.of(str(row.amount.decimal), "USD")
    return host.read(swapped(host.tables, table, row, attrs.evolve(row, amount=foreign)))


@kind
def column_the_host_lacks(random: Random, host: Objects) -> Portfolio | None:
    table = random.choice(filled(host.tables))
    cls = STANDARD.tables[table]
    optional = [a.name for a in attrs.fields(cls) if a.default is not attrs.NOTHING]
    if not optional:
        return None
    name = random.choice(optional)
    if table == "requests" and name in {"order", "customer", "group"}:
        return None  # a host without one of them holds no such requests
    try:
        bare = [
            attrs.evolve(row, **{name: attrs.fields_dict(cls)[name].default}) for row in host.tables[table]
        ]
    except ModelError:
        return None  # no host holds such rows
    return host.read({table: bare}, absent={table: [name]})


# ------------------------------------------------------------------------------------------ selections
@kind
def table_with_some_rows(random: Random, host: Objects) -> Portfolio:
    table = random.choice([name for name in filled(host.tables) if name not in {"units", "customers"}])
    kept = [row for row in host.tables[table] if random.random() < 0.5]
    return host.read({table: kept}, partial=[table])


@kind
def open_rows_only(random: Random, host: Objects) -> Portfolio:
    table = random.choice([name for name in ("invoices", "orders", "incidents") if host.tables[name]])
    kept = [row for row in host.tables[table] if not _settled(table, row) or random.random() < 0.2]
    return host.read({table: kept}, partial={table: "open"})


def _settled(table: str, row: Any) -> bool:
    (field,) = SETTLED[table]
    value = getattr(row, field)
    return value.name != "OPEN" if table == "orders" else value is not None


@kind
def customers_cut(random: Random, host: Objects) -> Portfolio:
    """The ledger holds some of the customers, with what is theirs; the others' rows may be there."""
    kept = _family(host.tables) | {row.id for row in host.tables["customers"] if random.random() < 0.3}
    tidy = random.random() < 0.5
    return host.read(_of_customers(host.tables, kept, tidy=tidy), partial=["customers"])


@kind
def one_family(random: Random, host: Objects) -> Portfolio:
    """One customer at order entry, with its group or without."""
    groups = random.choice([(), ("GR",), ("TOP",)])
    customers = _family(host.tables) | {row.id for row in host.tables["customers"] if row.group and groups}
    scope = Scope(customers=customers, groups=groups)
    return host.read(_of_customers(host.tables, customers, tidy=True), scope=scope)


def _parties(row: Any) -> set[str | None]:
    """Who buys, and who has to pay."""
    return {row.customer, stated(row, PAYER) if has_payer(type(row)) else row.customer}


def _family(tables: Tables) -> set[str]:
    """C-1 with its other records: a ledger that is cut has them all."""
    return {"C-1"} | {row.id for row in tables["customers"] if row.id in {"C-6", "C-7"}}


def _of_customers(tables: Tables, kept: set[str], *, tidy: bool) -> dict[str, list[Any]]:
    """The tables with the rows of the customers ``kept``; where it isn't ``tidy``, with the rows of the others as well."""
    chosen = {"customers": [row for row in tables["customers"] if row.id in kept]}
    for table, rows in tables.items():
        if tidy and table != "customers" and "customer" in field_types(STANDARD.tables[table]):
            chosen[table] = [row for row in rows if _parties(row) & {None, *kept}]
    return chosen
