"""Values as an example writes them: ``"2026-05-31"``, ``1000``, ``"unlimited"``, ``"FROZEN"``."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from groupctl.adapters.cells import PLAIN, RowContext, converter
from groupctl.adapters.formats import Unreadable
from groupctl.errors import ModelError
from groupctl.schema.checks import fault
from groupctl.schema.fields import FieldType, Kind, Mark
from groupctl.schema.limits import Amount, Inherit, Unlimited
from groupctl.schema.limits import Unknown as UnknownLimit
from groupctl.schema.money import Money

_LIMITS: Final[Mapping[type, str]] = {Unlimited: "unlimited", Inherit: "inherit", UnknownLimit: "unknown"}

LEAST_SHARE: Final = Fraction(1, 10_000)
"""A hundredth of a per cent."""


def value(written: object, field: FieldType, currency: str, where: str = "") -> object:
    """What ``written`` stands for as the value of ``field``: texts and numbers are read as a cell of a file is.

    Amounts without a currency are in ``currency``. A value of the field's own type is taken as it is. ModelError, which names
    ``where``, for what can't be read.
    """
    if written is None or (isinstance(written, field.python) and not isinstance(written, str)):
        return written
    if field.kind in {"text", "record"} and isinstance(written, str):
        return written
    if isinstance(written, Money) and field.kind == "limit":
        return Amount(written)
    text = ("true" if written else "false") if isinstance(written, bool) else str(written)
    try:
        if field.kind == "ratio" and "/" in text:
            return Fraction(text)
        return converter(field, PLAIN)(text, RowContext(currency=currency))
    except (Unreadable, ValueError) as error:
        problem = error.problem if isinstance(error, Unreadable) else ("model.not-a-ratio", {"value": text})
        raise ModelError(fault(where, problem)) from None


def written(value: object, currency: str) -> Any:
    """How an example writes ``value``: a text, a whole number, a boolean or None, which `value` reads; else the value itself."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return _amount(value) if value.currency == currency else value
    if isinstance(value, Fraction):
        exact = _decimal(value)
        return str(value) if exact is None else exact
    if isinstance(value, Amount) and value.company is None:
        return _amount(value.money) if value.money.currency == currency else value
    if type(value) in _LIMITS:
        return _LIMITS[type(value)] if value.company is None else value  # type: ignore[attr-defined]
    return getattr(value, "name", value)


def _amount(money: Money) -> int | str:
    exact = money.decimal
    return int(exact) if exact == int(exact) else str(exact)


def _decimal(ratio: Fraction) -> str | None:
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return (
        format(Decimal(ratio.numerator) / ratio.denominator, "f")
        if rest == 1 and ratio.denominator <= 10**9
        else None
    )


def beside(value: object) -> Sequence[Any]:
    """The values one unit away: a minor unit, a piece, a hundredth of a per cent, a day. None of what is no size."""
    match value:
        case bool():
            return ()
        case date():
            return value - timedelta(1), value + timedelta(1)
        case Fraction():
            return value - LEAST_SHARE, value + LEAST_SHARE
        case int():
            return value - 1, value + 1
        case _:
            return ()


def default(cls: type, name: str) -> object:
    """What a row of ``cls`` holds where ``name`` is not given; ``attrs.NOTHING`` where it must be."""
    return attrs.fields_dict(cls)[name].default


def sound(field: FieldType, name: str, as_of: date, currency: str) -> Sequence[Any]:
    """Values of ``field`` that do no harm, the best first: nothing due, nothing owed, no limit of its own. References aside."""
    least = int(Mark.POSITIVE in field.marks)
    known: Mapping[Kind, Sequence[object]] = {
        "money": [Money.of(least, currency)],
        "ratio": [Fraction(1)],
        "count": [1, 2, 0],
        "days": [1, 2, 0],
        "date": [as_of],
        "text": [currency, "USD", "EUR"] if Mark.CURRENCY in field.marks else [name],
        "boolean": [False, True],
        "limit": [Inherit()],
    }
    return list(field.choice) if field.kind == "enumeration" else known[field.kind]
