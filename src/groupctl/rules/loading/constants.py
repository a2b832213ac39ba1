"""Values as a policy writes them, turned into values as rules see them: exact, in the unit of their type."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from groupctl.errors import meant
from groupctl.rules.core import Value
from groupctl.rules.draft import Written
from groupctl.rules.expressions.parser import read_day
from groupctl.rules.loading.shapes import number
from groupctl.rules.types import LARGEST, Type
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.limits import INHERIT, UNLIMITED

LIMITS: Final = {"unlimited": UNLIMITED, "inherit": INHERIT}
"""Limits without an amount, as a policy writes them."""


@frozen
class ConstantProblem:
    """Why a written value does not fit: the keys of message and advice, and what to fill in."""

    code: str
    hint: str | None
    values: dict[str, str]


def constant(written: Written, type_: Type, currency: str) -> Value | ConstantProblem:
    """``written`` as a value of ``type_``; money and limits become minor units of ``currency``."""
    match type_.kind:
        case "boolean":
            return written if isinstance(written, bool) else _wrong(written, type_)
        case "date":
            return _date(written, type_)
        case "text":
            return str(written) if isinstance(written, str) else _wrong(written, type_)
        case "enumeration":
            return _member(written, type_)
        case "limit" if isinstance(written, str) and written in LIMITS:
            return LIMITS[written]
        case _:
            return _number(written, type_, currency)


def _wrong(written: Written, type_: Type) -> ConstantProblem:
    return ConstantProblem(
        "policy.value-kind", f"policy.value-{type_.kind}", {"found": str(written), "type": str(type_)}
    )


def _date(written: Written, type_: Type) -> Value | ConstantProblem:
    if isinstance(written, str):
        return read_day(written) or _wrong(written, type_)
    return written if type(written) is date else _wrong(written, type_)


def _member(written: Written, type_: Type) -> Value | ConstantProblem:
    if isinstance(written, str) and written in type_.members:
        return str(written)
    hint, values = meant(str(written), type_.members, "policy.members")
    members = ", ".join(type_.members)
    return ConstantProblem(
        "policy.no-such-member",
        hint,
        values | {"found": str(written), "type": str(type_), "members": members},
    )


def _number(written: Written, type_: Type, currency: str) -> Value | ConstantProblem:
    exact = _exact(written)
    if exact is None:
        return _wrong(written, type_)
    values = {"found": str(written), "type": str(type_), "currency": currency}
    money = type_.kind in ("money", "limit")
    if money:
        exponent = CURRENCIES.get(currency, 2)
        exact *= 10**exponent
        values["decimals"] = str(exponent)
    if type_.kind != "ratio" and exact.denominator != 1:
        return ConstantProblem("policy.too-many-decimals" if money else "policy.not-whole", None, values)
    if abs(exact) > LARGEST or exact.denominator > LARGEST:
        return ConstantProblem("policy.too-large", None, values)
    if type_.kind == "limit" and exact < 0:
        return ConstantProblem("policy.negative-limit", None, values)
    return exact.numerator if exact.denominator == 1 else exact


def _exact(written: Written) -> Fraction | None:
    """The number that is written; None if it is none, not exact or out of all bounds."""
    if isinstance(written, str):
        found = number(written)
        return None if found is None else Fraction(found)
    if isinstance(written, bool) or not isinstance(written, int | Decimal):
        return None
    if isinstance(written, Decimal) and (not written.is_finite() or abs(written.adjusted()) > LONGEST_NUMBER):
        return None
    return Fraction(written)


LONGEST_NUMBER: Final = 60
"""Digits before or after the point; beyond any bound, and short enough to be harmless."""
