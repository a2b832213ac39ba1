"""Measures over related records: aggregates, ranks and cumulative shares (M16, M17, L3)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.reference import whole
from groupctl.rules.evaluation.settled import settled_rows_count
from groupctl.rules.policy import Aggregate, Ranking
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts.causes import Cause

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment


def aggregate(formula: Aggregate, subject: Record, environment: "Environment") -> Maybe:
    """The value of an aggregate for ``subject``; unknown with a gap, an unknown filter or an unknown amount."""
    owner, name = environment.collection(formula.of, {core.SUBJECT: subject})
    if isinstance(owner, UnknownValue):
        return owner
    gaps = environment.portfolio.gaps(owner, name)
    if gaps:
        summed = formula.value if formula.function == "sum" and formula.latest_by is None else None
        if settled_rows_count(
            owner, name, formula.where, summed, variable=core.ITEM, subject=subject, environment=environment
        ):
            return UnknownValue.of(*gaps)
    total = environment.running_total(formula, owner, name, subject)
    if total is not None:
        return total
    bindings, where = {core.SUBJECT: subject}, formula.where
    items = (
        environment.possible(where, core.ITEM, owner, name, bindings)
        if where
        else environment.portfolio.related(owner, name)
    )
    chosen = selected(formula, items, subject, environment)
    if isinstance(chosen, UnknownValue):
        return chosen
    if formula.value is None:
        return len(chosen)
    values = list(environment.values(formula.value, core.ITEM, chosen, bindings))
    if any(isinstance(value, UnknownValue) for value in values):
        return UnknownValue.joined(values)
    if not values and formula.function in NEEDS_VALUES:
        return UnknownValue.of(
            Cause.of("decision.cause-empty", about=f"{subject.entity} {subject.id}", collection=name)
        )
    return AGGREGATES[formula.function](cast(list[Fraction], values))


def selected(
    formula: Aggregate, items: Sequence[Record], subject: Record, environment: "Environment"
) -> list[Record] | UnknownValue:
    """The items that an aggregate is over: those of the latest day, where it asks for them; unknown when a day is."""
    chosen = select(formula.where, items, subject, environment)
    if formula.latest_by is None or isinstance(chosen, UnknownValue):
        return chosen
    days = list(environment.values(formula.latest_by, core.ITEM, chosen, {core.SUBJECT: subject}))
    if any(isinstance(day, UnknownValue) for day in days):
        return UnknownValue.joined(days)
    latest = max(cast(list[date], days), default=None)
    return [item for item, day in zip(chosen, days, strict=True) if day == latest]


def select(
    where: core.Node | None, items: Sequence[Record], subject: Record, environment: "Environment"
) -> list[Record] | UnknownValue:
    """The items for which ``where`` is true, unknown when it is unknown for one."""
    if where is None:
        return list(items)
    tests = list(environment.values(where, core.ITEM, items, {core.SUBJECT: subject}))
    if any(isinstance(test, UnknownValue) for test in tests):
        return UnknownValue.joined(tests)
    return [item for item, test in zip(items, tests, strict=True) if test]


def mean(values: list[Fraction]) -> Value:
    """The exact mean."""
    return whole(Fraction(sum(values), len(values)))


AGGREGATES: Final[Mapping[str, Callable[[list[Fraction]], Value]]] = {
    "sum": sum,
    "count distinct": lambda values: len(set(values)),
    "min": min,
    "max": max,
    "mean": mean,
}
NEEDS_VALUES: Final = frozenset({"min", "max", "mean"})


def placed(
    formula: Ranking, owner: Record, collection: str, environment: "Environment"
) -> Mapping[Record, Maybe]:
    """The place of every peer in the collection that meets ``where``; unknown for all when anything is unknown."""
    portfolio = environment.portfolio
    items = portfolio.related(owner, collection)
    gaps = portfolio.gaps(owner, collection)
    if gaps:
        return dict.fromkeys(items, UnknownValue.of(*gaps))
    peers = rankable(formula, items, environment)
    if isinstance(peers, UnknownValue):
        return dict.fromkeys(items, peers)
    ordered = sorted(peers, key=lambda peer: peer.id)
    ordered.sort(key=lambda peer: peers[peer], reverse=formula.descending)
    if formula.function == "rank":
        return {peer: place for place, peer in enumerate(ordered, start=1)}
    return shares(ordered, peers, through=formula.function == "share through")


def rankable(
    formula: Ranking, items: Sequence[Record], environment: "Environment"
) -> Mapping[Record, Fraction] | UnknownValue:
    """The value of each peer that meets ``where``, unknown when anything about any of them is."""
    unknown: list[Maybe] = []
    values: dict[Record, Fraction] = {}
    for item in items:
        bindings = {core.SUBJECT: item, core.ITEM: item}
        chosen = True if formula.where is None else environment.evaluate(formula.where, bindings)
        if chosen is False:
            continue
        value = environment.evaluate(formula.value, bindings)
        unknown += [maybe for maybe in (chosen, value) if isinstance(maybe, UnknownValue)]
        values[item] = cast(Fraction, value)
    return UnknownValue.joined(unknown) if unknown else values


def shares(
    ordered: Sequence[Record], values: Mapping[Record, Fraction], *, through: bool
) -> Mapping[Record, Maybe]:
    """The share of the total that comes before each peer, or before and including it; unknown for a total of 0."""
    total = sum(values.values())
    if not total:
        return dict.fromkeys(ordered, UnknownValue.of(Cause.of("decision.cause-division-by-zero")))
    running: Fraction | int = 0
    places: dict[Record, Maybe] = {}
    for peer in ordered:
        after = running + values[peer]
        places[peer] = whole(Fraction(after if through else running) / total)
        running = after
    return places
