"""Values that are given instead of worked out: read, checked against the policy, and dropped when they are too old.

What is given goes before what could be worked out, and a value that is given but can't be used is
unknown. So no row that is lost can bring back a truth that a given value replaces.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from attrs import frozen

from groupctl.errors import DataError, Fault, ModelError, ParameterMissing
from groupctl.portfolio.given import Given
from groupctl.portfolio.near import NearIds
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.engines.reference import whole
from groupctl.rules.policy import Policy, RuleSet
from groupctl.rules.types import LARGEST, Type
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.limits import INHERIT, UNLIMITED
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment

NUMBER: Final = re.compile(r"-?[0-9]{1,40}(/[0-9]{1,40}|\.[0-9]{1,40})?", re.ASCII)
OF_ONE: Final = frozenset(f"decision.given-{name}" for name in ("other-type", "no-record", "no-record-but"))
"""Faults of a single value; the others are those of a name."""
WORDS: Final = {"unlimited": UNLIMITED, "inherit": INHERIT}


class UnfitText(ValueError):
    """A text that is no value of the type."""


@frozen
class GivenAnswer:
    """What is given for a name: the value, or why it can't be used; ``given`` is None where nothing states it."""

    value: Maybe
    given: Given | None = None


def answer(record: Record, name: str, environment: "Environment") -> GivenAnswer | None:
    """What is given as ``name`` of ``record``; None where it is to be worked out.

    The outputs of a rule set are given together: where one is given, another that is not is unknown.
    """
    given = environment.portfolio.given_about(record)
    about = f"{record.entity} {record.id}"
    rule_set = environment.policy.giver(record.entity, name)
    if name not in given:
        if rule_set is None or not given.keys() & rule_set.gives.keys():
            return None
        cause = Cause.of("decision.cause-not-given", about, name=name, rule_set=rule_set.name)
        return GivenAnswer(UnknownValue.of(cause))
    return judged(given[name], environment.policy.type_of(record.entity, name), record, environment)


def judged(stated: Sequence[Given], type_: Type, record: Record, environment: "Environment") -> GivenAnswer:
    """The value that all of ``stated`` agree on, unless it is dated later, too old or not known.

    What is given twice holds only where both say the same: else a day that is spoilt could bring back an old value.
    """
    one, about, as_of = stated[-1], f"{record.entity} {record.id}", environment.portfolio.as_of
    told = {"name": one.name, "on": one.on, "source": one.source}
    if len({other.value for other in stated}) > 1:
        return GivenAnswer(UnknownValue.of(Cause.of("decision.cause-given-twice", about, **told)))
    if one.on > as_of:
        return GivenAnswer(UnknownValue.of(Cause.of("decision.cause-given-later", about, **told)))
    if environment.policy.given_days:
        try:
            days = cast(int, environment.parameter(environment.policy.given_days, record).value)
        except ParameterMissing as error:
            return GivenAnswer(UnknownValue.of(error.faults[0].cause))
        if (as_of - one.on).days > days:
            return GivenAnswer(
                UnknownValue.of(Cause.of("decision.cause-given-too-old", about, days=days, **told))
            )
    if one.value is None:
        return GivenAnswer(UnknownValue.of(Cause.of("decision.cause-given-unknown", about, **told)))
    value = read(one.value, type_, environment.portfolio)
    return GivenAnswer(UnknownValue.of(value) if isinstance(value, Cause) else value, one)


def read(text: str, type_: Type, portfolio: Portfolio) -> Maybe | Cause:
    """``text`` as a value of ``type_``; the cause where an amount can't be converted. Unfit for any other text."""
    match type_.kind:
        case "money" | "limit":
            return WORDS[text] if type_.kind == "limit" and text in WORDS else amount(text, type_, portfolio)
        case "ratio":
            return whole(bounded(number(text)))
        case "count" | "days":
            return integer(number(text))
        case "boolean" if text in {"true", "false"}:
            return text == "true"
        case "date":
            return date.fromisoformat(text)
        case "enumeration" if text in type_.members:
            return text
        case "text":
            return text
    raise UnfitText


def amount(text: str, type_: Type, portfolio: Portfolio) -> Maybe | Cause:
    """Minor units of the portfolio's currency; ``12.50`` is in it already, ``12.50 EUR`` is converted."""
    figure, _, currency = text.partition(" ")
    if currency in {"", portfolio.currency}:
        exponent: int = CURRENCIES[portfolio.currency]
        minor = number(figure) * 10**exponent
        return integer(minor) if type_.kind == "limit" else whole(bounded(minor))
    found = portfolio.in_currency(Money.of(figure, currency))
    return found if isinstance(found, Cause) else found.minor


def number(text: str) -> Fraction:
    """An exact number. Unfit for any other text."""
    if not NUMBER.fullmatch(text):
        raise UnfitText
    return Fraction(text)


def integer(found: Fraction) -> int:
    """A whole number. Unfit for a fraction."""
    if bounded(found).denominator != 1:
        raise UnfitText
    return found.numerator


def bounded(found: Fraction) -> Fraction:
    """``found``; Unfit where it is larger than a value may be."""
    if any(not -LARGEST <= part <= LARGEST for part in (found.numerator, found.denominator)):
        raise UnfitText
    return found


# --------------------------------------------------------------------------------------- against the policy
def check(policy: Policy, portfolio: Portfolio) -> None:
    """DataError with every given value that can't be meant: no such name, another type, a gate, an id of no record.

    A record may be missing where rows of its table are known to be, unless its id is nearly another's. What is wrong with a name is told once.
    """
    faults: dict[tuple[str, ...], Fault] = {}
    entities = {one.entity for one in portfolio.given}
    ids = {entity: NearIds(portfolio.tables[portfolio.schema.entities[entity].table]) for entity in entities}
    for one in portfolio.given:
        for found in faults_of(one, policy, portfolio, ids[one.entity]):
            about = (one.id, one.value or "") if found.code in OF_ONE else ()
            faults.setdefault((found.code, one.entity, one.name, *about), found)
    if faults:
        raise DataError(faults.values())


def faults_of(one: Given, policy: Policy, portfolio: Portfolio, ids: NearIds) -> Iterator[Fault]:
    """What is wrong with one given value; ``ids`` are those of the records of its entity."""
    told = {"entity": one.entity, "id": one.id, "name": one.name, "source": one.source}
    rule_set = policy.giver(one.entity, one.name)
    if rule_set is None and (one.entity, one.name) not in policy.measures:
        yield unknown_name(told, policy)
    elif rule_set and rule_set.gate:
        yield Fault(
            "decision.given-gate", told | {"rule_set": rule_set.name}, hint="decision.given-gate-hint"
        )
    elif rule_set and rule_set.hit == "collect list":
        yield Fault("decision.given-list", told | {"rule_set": rule_set.name})
    elif one.value is not None:
        type_ = policy.type_of(one.entity, one.name)
        if not fits(one.value, type_, portfolio):
            yield Fault("decision.given-other-type", told | {"value": one.value[:100], "type": str(type_)})
    yield from no_record(one, told, portfolio, ids)


def no_record(one: Given, told: Mapping[str, str], portfolio: Portfolio, ids: NearIds) -> Iterator[Fault]:
    """The fault of an id that is nearly that of a record, or of none where the portfolio holds them all."""
    table = portfolio.schema.entities[one.entity].table
    known = portfolio.tables[table]
    if one.id in known:
        return
    same = sorted(ids.of(one.id))
    excused = table in portfolio.missing_tables or table in portfolio.partial or portfolio.scope is not None
    excused = excused or any(row.table == table for row in portfolio.rejected)
    if same or not excused:
        near = same[0] if same else similar(one.id, known)
        code = "decision.given-no-record-but" if near else "decision.given-no-record"
        yield Fault(code, {**told, "near": near})


def unknown_name(told: Mapping[str, str], policy: Policy) -> Fault:
    """The fault of a name that is neither a measure nor an output."""
    if told["name"] in policy.schema.entities[told["entity"]].attributes:
        return Fault("decision.given-field", told)
    known = sorted(name for entity, name in (*policy.measures, *policy.outputs) if entity == told["entity"])
    near = similar(told["name"], known)
    return Fault("decision.given-no-name-but" if near else "decision.given-no-name", {**told, "near": near})


def fits(text: str, type_: Type, portfolio: Portfolio) -> bool:
    """Whether ``text`` is a value of ``type_``."""
    try:
        read(text, type_, portfolio)
    except (ModelError, ValueError, ZeroDivisionError):
        return False
    return True


def in_part(rule_set: RuleSet, record: Record, portfolio: Portfolio) -> bool:
    """Whether an output of ``rule_set`` is given about ``record``: then all of them are what is given."""
    return bool(portfolio.given) and not rule_set.gives.keys().isdisjoint(portfolio.given_about(record))
