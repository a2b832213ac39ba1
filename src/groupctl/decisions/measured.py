"""Values of a policy about a portfolio, as Python has them: what `Engine.measure` gives."""

from datetime import date
from fractions import Fraction
from typing import cast

from groupctl.decisions.recording import settable
from groupctl.errors import DataError, DecisionError
from groupctl.portfolio.records import Record, no_such_name
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.policy import Policy
from groupctl.rules.types import Kind, Type
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.limits import Amount, Inherit, Unlimited
from groupctl.schema.money import Money

Measured = Money | Fraction | int | bool | date | str | Amount | Unlimited | Inherit | UnknownValue
"""A value as `Engine.measure` gives it."""


def type_of(policy: Policy, entity: str, name: str) -> Type:
    """The type of the measure, output or attribute ``name`` of ``entity``. DataError when there is none."""
    if measure := policy.measures.get((entity, name)):
        return measure.type
    if rule_set := policy.outputs.get((entity, name)):
        return policy.rulesets[rule_set].gives[name]
    attributes = policy.schema.entities[entity].attributes
    if name in attributes and attributes[name].kind != "record":
        return Type(attributes[name].kind, attributes[name].enumeration, attributes[name].members)
    known = [owned for owner, owned in (*policy.measures, *policy.outputs) if owner == entity]
    raise DataError(no_such_name(entity, name, [*known, *attributes]))


def read(environment: Environment, record: Record, name: str) -> Maybe:
    """The value of ``name`` as rules see it; unknown as well where a parameter that it needs has no value."""
    try:
        return environment.value(record, name)
    except DecisionError as error:
        return UnknownValue.of(error.faults[0].cause)


def typed(value: Maybe, kind: Kind, currency: str) -> Measured:
    """``value`` as a program takes it: see `Engine.measure`."""
    match value:
        case UnknownValue() | bool() | date() | str() | Unlimited() | Inherit():
            return value
        case int() if kind == "limit" and value < 0:
            return cast("UnknownValue", settable(value))
        case int() | Fraction() if kind in {"money", "limit"}:
            return amount(value, currency, limit=kind == "limit")
        case int() | Fraction():
            return Fraction(value) if kind == "ratio" else int(value)
    raise TypeError(f"not a value of a measure: {value!r}")


def amount(minor: int | Fraction, currency: str, *, limit: bool) -> Money | Amount | Fraction:
    """Minor units as money, or as a limit; exactly, as a fraction of the currency, where they are not whole."""
    if Fraction(minor).denominator != 1:
        return Fraction(minor, 10 ** int(CURRENCIES[currency]))
    money = Money(int(minor), currency)
    return Amount(money) if limit else money
