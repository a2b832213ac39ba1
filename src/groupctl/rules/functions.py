"""The functions of the rule language: one catalogue for the reference, the compiled engine and the documentation.

A function gets exact values and gives an exact value. It is not asked when one of its arguments is unknown; where
it gives None, its result is unknown for the reason that its documentation names.
"""

import math
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, cast

from groupctl.rules.core import Call, Value
from groupctl.rules.function import Argument, Function
from groupctl.rules.types import BOOLEAN, COUNT, DATE, LIMIT, MONEY, Kind, Type
from groupctl.schema.limits import INHERIT, Inherit, Unlimited

Number = int | Fraction
LimitValue = int | Unlimited | Inherit

FISCAL_YEAR: Final = "start_of_fiscal_year"

MOST_DIGITS: Final = 12
"""``round`` takes this many digits at most, on either side of the point."""


def exact(number: Number) -> Number:
    """``number`` as an int where it is whole."""
    return number.numerator if number.denominator == 1 else number


def absolute(number: Number) -> Number:
    """The number without its sign."""
    return number if number >= 0 else -number


def floor(number: Number) -> int:
    """The largest whole number that is not above ``number``."""
    return math.floor(number)


def ceiling(number: Number) -> int:
    """The smallest whole number that is not below ``number``."""
    return math.ceil(number)


def rounded(number: Number, digits: int) -> Number:
    """``number`` to ``digits`` decimals, a tie to the even digit; money counts its minor units."""
    return exact(round(Fraction(number), digits))


def over(amount: Number | None, limit: LimitValue | None) -> bool | None:
    """Whether ``amount`` exceeds ``limit``; nothing exceeds unlimited; None when it still says inherit."""
    if isinstance(limit, Unlimited):
        return False
    if amount is None or limit is None or isinstance(limit, Inherit):
        return None
    return amount > limit


def is_unlimited(limit: LimitValue) -> bool | None:
    """Whether ``limit`` has no cap; None when it still says inherit."""
    return None if isinstance(limit, Inherit) else isinstance(limit, Unlimited)


def limit_of(amount: int) -> LimitValue:
    """The limit of exactly ``amount``, which may have come as a sum of fractions."""
    return cast(int, exact(amount))


def amount_of(limit: LimitValue) -> int | None:
    """The amount of ``limit``; None when it has none: unlimited, or still says inherit."""
    return limit if isinstance(limit, int) else None


def inherit(*limits: LimitValue | None) -> LimitValue | None:
    """The first limit that does not say inherit, None if that is not known; inherit when all do."""
    return next((limit for limit in limits if not isinstance(limit, Inherit)), INHERIT)


def tighter(*limits: LimitValue) -> LimitValue | None:
    """The lowest limit, unlimited above all; None when one still says inherit."""
    if any(isinstance(limit, Inherit) for limit in limits):
        return None
    return min((limit for limit in limits if isinstance(limit, int)), default=limits[0])


def raised(limit: LimitValue, amount: int) -> LimitValue:
    """``limit`` and ``amount`` on top of it; unlimited and inherit stay what they are."""
    return limit + amount if isinstance(limit, int) else limit


def size(value: Value) -> tuple[int, object]:
    """Where a value is among those of its type: unlimited is above every amount, inherit says nothing."""
    if isinstance(value, Unlimited):
        return (1, 0)
    return (0, 0) if isinstance(value, Inherit) else (0, value)


def add_months(day: date, months: int) -> date | None:
    """The same day ``months`` later, or the last of that month; None beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def start_of_month(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def start_of_fiscal_year(day: date, first_month: int) -> date | None:
    """The first day of the fiscal year of ``day``; None when ``first_month`` is no month, and beyond the calendar."""
    if first_month not in range(1, 13):
        return None
    year = day.year if day.month >= first_month else day.year - 1
    return date(year, first_month, 1) if year >= date.min.year else None


def year(day: date) -> int:
    """The calendar year."""
    return day.year


def month(day: date) -> int:
    """The month, 1 to 12."""
    return day.month


def day_of_month(day: date) -> int:
    """The day of the month, 1 to 31."""
    return day.day


def _argument(name: str, *kinds: Kind) -> Argument:
    return Argument(name=name, kinds=frozenset(kinds))


def _function(
    name: str,
    arguments: tuple[Argument, ...],
    result: Type | None,
    meaning: Callable[..., Value | None],
    *,
    repeated: bool = False,
    lenient: bool = False,
) -> Function:
    return Function(
        name=name,
        arguments=arguments,
        result=result,
        meaning=meaning,
        repeated=repeated,
        lenient=lenient,
    )


_AMOUNT = _argument("x", "money", "ratio", "count", "days", "number")
_ORDERED = _argument("x", *_AMOUNT.kinds, "date")
_OTHER = _argument("y", *_ORDERED.kinds)
_RATIO = _argument("x", "ratio")
_DAY = _argument("date", "date")
_LIMIT = _argument("limit", "limit")

CATALOGUE: Final[Mapping[str, Function]] = {
    function.name: function
    for function in (
        _function("abs", (_AMOUNT,), None, absolute),
        _function("min", (_ORDERED, _OTHER), None, min, repeated=True),
        _function("max", (_ORDERED, _OTHER), None, max, repeated=True),
        _function("floor", (_RATIO,), COUNT, floor),
        _function("ceiling", (_RATIO,), COUNT, ceiling),
        _function("round", (_argument("x", "money", "ratio"), _argument("digits", "count")), None, rounded),
        _function("over", (_argument("amount", "money"), _LIMIT), BOOLEAN, over, lenient=True),
        _function("is_unlimited", (_LIMIT,), BOOLEAN, is_unlimited),
        _function("limit_of", (_argument("amount", "money"),), LIMIT, limit_of),
        _function("amount_of", (_LIMIT,), MONEY, amount_of),
        _function("inherit", (_LIMIT,), LIMIT, inherit, repeated=True, lenient=True),
        _function("tighter", (_LIMIT,), LIMIT, tighter, repeated=True),
        _function("raised", (_LIMIT, _argument("amount", "money")), LIMIT, raised),
        _function("add_months", (_DAY, _argument("months", "count")), DATE, add_months),
        _function("start_of_month", (_DAY,), DATE, start_of_month),
        _function(
            "start_of_fiscal_year", (_DAY, _argument("first month", "count")), DATE, start_of_fiscal_year
        ),
        _function("year", (_DAY,), COUNT, year),
        _function("month", (_DAY,), COUNT, month),
        _function("day", (_DAY,), COUNT, day_of_month),
    )
}
"""Every function by its name in the core."""

WORDS: Final[Mapping[str, str]] = {function.words: function.name for function in CATALOGUE.values()}
"""Names as written in a policy, to names in the core."""


def of(call: Call) -> Function:
    """The function that is called: one of the policy's own, else one of the library's."""
    return call.own or CATALOGUE[call.function]
