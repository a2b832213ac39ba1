"""Ways to spoil a value that is given: last night's outcomes are handed back, to the whole ledger or to one customer at order entry."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

from attrs import evolve

from groupctl.model import Amount
from groupctl.portfolio.given import Given, StatedValue
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.money import Money
from groupctl.testing import AS_OF
from tests.losses.hosts import Objects
from tests.losses.losing import kind, one_family
from tests.losses.outcomes import Key, engine, outcomes

SHARE: Final = 0.3
"""How many of the values that are known are given."""


def handed_back(random: Random, portfolio: Portfolio) -> list[Given]:
    """Some of the figures of ``portfolio``, as its review gives them."""
    known = {
        key: value
        for key, value in outcomes(engine(), portfolio).values.items()
        if not isinstance(value, UnknownValue)
    }
    return [
        Given(*key, stated(key, value), AS_OF - timedelta(days=1), "review")
        for key, value in known.items()
        if random.random() < SHARE
    ]


def stated(key: Key, value: Any) -> StatedValue:
    """A figure as a program hands it back."""
    entity, _, name = key
    match engine().policy.type_of(entity, name).kind:
        case "money":
            return Money(value, "CNY")
        case "limit" if isinstance(value, int):
            return Amount(Money(value, "CNY"))
        case _:
            return value


def spoilt(random: Random, host: Objects, spoil: Callable[[Given], Sequence[Given]]) -> Portfolio | None:
    """The ledger, or the family of one customer, with figures that are given; one of these is spoilt."""
    whole = host.read({})
    portfolio = random.choice([whole, one_family(random, host)])
    given = [one for one in handed_back(random, whole) if one.id in portfolio.tables[TABLE_OF[one.entity]]]
    if not given:
        return None
    one = random.choice(given)
    return portfolio.with_given([*(other for other in given if other is not one), *spoil(one)])


TABLE_OF: Final = {
    "account": "accounts",
    "customer": "customers",
    "group": "groups",
    "unit": "units",
    "order": "orders",
}


@kind
def given_value_dropped(random: Random, host: Objects) -> Portfolio | None:
    return spoilt(random, host, lambda _: [])


@kind
def given_value_too_old(random: Random, host: Objects) -> Portfolio | None:
    days = random.choice([8, 40, 400])
    return spoilt(random, host, lambda one: [evolve(one, on=AS_OF - timedelta(days=days))])


@kind
def given_value_of_a_day_to_come(random: Random, host: Objects) -> Portfolio | None:
    days = random.choice([1, 365, 40_000])
    return spoilt(random, host, lambda one: [evolve(one, on=AS_OF + timedelta(days=days))])


@kind
def given_value_not_known(random: Random, host: Objects) -> Portfolio | None:
    return spoilt(random, host, lambda one: [evolve(one, value=None)])


@kind
def given_value_of_another_source(random: Random, host: Objects) -> Portfolio | None:
    return spoilt(random, host, lambda one: [evolve(one, source="somewhere else")])


@kind
def given_value_contradicted(random: Random, host: Objects) -> Portfolio | None:
    """Another source gives another value, of an older day or a newer one."""
    other = {"true": "false", "false": "true"}
    on = AS_OF - timedelta(days=random.choice([0, 1, 2, 40]))

    def spoil(one: Given) -> Sequence[Given]:
        value = other.get(str(one.value)) or random.choice(["0.00", "99999999.00"])
        return [one, evolve(one, value=value, on=on, source="somewhere else")]

    return spoilt(random, host, spoil)


@kind
def given_value_of_nobody(random: Random, host: Objects) -> Portfolio | None:
    """An id that is written otherwise, or that nothing has."""
    return spoilt(
        random,
        host,
        lambda one: [evolve(one, id=random.choice([one.id.lower(), one.id + ".0", "0" + one.id, "nowhere"]))],
    )
