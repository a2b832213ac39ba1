"""What one cell says, by the kind of value that its column promises. Refused cells raise `Unreadable`."""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import Final

from attrs import frozen

from groupctl.adapters.formats import (
    ISO_DATES,
    PLAIN_NUMBERS,
    SIGNS,
    TYPED,
    DateStyle,
    NumberFormat,
    NumberText,
    Plain,
    Real,
    Unreadable,
    WrittenNumber,
)
from groupctl.errors import ModelError
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.fields import FieldType, Kind
from groupctl.schema.limits import Amount, Inherit, Limit, Unknown, Unlimited
from groupctl.schema.money import Money, shown

_REMEMBERED = 4096
_THOUSANDS: Final = 3
"""Decimals that may as well be the three digits behind a mark of thousands."""
_EXACT_IN_A_REAL = 10**15 - 1  # any fifteen digits survive in 53 bits; not any sixteen


class Opaque(str):
    """Stands for a value that is neither text nor number: a BLOB, a list, an object."""

    __slots__ = ()


@frozen(kw_only=True)
class Formats:
    """How a table writes its numbers and dates."""

    numbers: NumberFormat = PLAIN_NUMBERS
    dates: DateStyle = ISO_DATES
    decimals: int | None = None
    """How many decimals amounts may be written with; None for as many as their currency has."""
    rounds: bool = False
    """Whether amounts that are finer than their currency are rounded, halves away from zero."""


PLAIN: Final = Formats()
"""Numbers like 1234.56 and dates like 2026-11-21."""


@frozen(kw_only=True)
class RowContext:
    """What the other cells of the row say about one of its cells."""

    currency: str | None = None
    company: str | None = None
    zone: tzinfo | None = None


Convert = Callable[[str, RowContext], object]
"""Gives the value of a cell that is not blank. Unreadable or ModelError when it has none."""

_TRUTHS: Final = {
    **dict.fromkeys(("true", "yes", "y", "t", "1", "是", "真", "有"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0", "否", "假", "无"), False),
}
_LIMITS: Final[Mapping[str, type[Unlimited | Inherit | Unknown]]] = {
    **dict.fromkeys(("unlimited", "不限", "无限"), Unlimited),
    **dict.fromkeys(("inherit", "继承"), Inherit),
    **dict.fromkeys(("unknown", "未知"), Unknown),
}


def converter(field: FieldType, formats: Formats, rounded: Callable[[], None] = lambda: None) -> Convert:
    """How cells of a column for ``field`` are read; ``rounded`` is called for each amount that had to be rounded."""
    makers: Mapping[Kind, Callable[[FieldType, Formats], Convert]] = {
        "money": partial(_money, rounded=rounded),
        "ratio": _ratio,
        "count": _whole,
        "days": _whole,
        "date": _date,
        "boolean": _boolean,
        "enumeration": _member,
        "limit": partial(_limit, rounded=rounded),
    }
    convert = makers.get(field.kind, _text)(field, formats)

    def guarded(cell: str, context: RowContext) -> object:
        if type(cell) is Opaque:
            raise Unreadable("adapters.not-a-cell", value=cell)
        return convert(cell, context)

    return guarded


def _text(_: FieldType, __: Formats) -> Convert:
    return lambda cell, _: _name_of(cell) if isinstance(cell, NumberText) else str(cell)


def _name_of(number: NumberText) -> str:
    """A number where text is expected: 103, 103.0 and 1.03e2 are one id, whatever type a column has."""
    above, below = Decimal(number).as_integer_ratio() if TYPED.fullmatch(number) else (0, 0)
    if below != 1:
        return str(number)
    if abs(above) > _EXACT_IN_A_REAL and isinstance(number, Real):
        raise Unreadable("adapters.real-id", value=shown(str(number)))
    return str(above)


def _boolean(_: FieldType, __: Formats) -> Convert:
    def convert(cell: str, _: RowContext) -> bool:
        if (truth := _TRUTHS.get(cell.casefold())) is None:
            raise Unreadable("adapters.not-a-boolean", value=shown(cell))
        return truth

    return convert


def _member(field: FieldType, _: Formats) -> Convert:
    @lru_cache(_REMEMBERED)
    def parse(cell: str) -> object:
        try:
            return field.choice.parse(cell)
        except ModelError:
            known = ", ".join(member.name for member in field.choice)
            raise Unreadable("adapters.not-a-member", value=shown(cell), known=known) from None

    return lambda cell, _: parse(cell)


def _date(_: FieldType, formats: Formats) -> Convert:
    @lru_cache(_REMEMBERED)
    def parse(cell: str, zone: tzinfo | None, *, plain: bool) -> date:
        return (ISO_DATES if plain and "-" in cell else formats.dates).parse(cell, zone)

    return lambda cell, context: parse(cell, context.zone, plain=isinstance(cell, Plain))


def _whole(_: FieldType, formats: Formats) -> Convert:
    def convert(cell: str, _: RowContext) -> int:
        written = formats.numbers.read(cell)
        above, below = written.value.as_integer_ratio()
        if written.decimals == _THOUSANDS:
            raise Unreadable("adapters.thousands-or-decimals", value=shown(cell))
        if below != 1 or written.sign:
            raise Unreadable("adapters.not-whole", value=shown(cell))
        return above

    return convert


def _ratio(_: FieldType, formats: Formats) -> Convert:
    return lambda cell, _: Fraction(formats.numbers.parse(cell))


def _money(_: FieldType, formats: Formats, rounded: Callable[[], None]) -> Callable[[str, RowContext], Money]:
    def convert(cell: str, context: RowContext) -> Money:
        written = formats.numbers.read(cell)
        currency = context.currency
        if currency is None:
            raise Unreadable("adapters.no-currency", value=shown(cell))
        if written.sign and currency not in SIGNS[written.sign]:
            raise Unreadable("adapters.sign-of-another-currency", value=shown(cell), currency=currency)
        _check_decimals(cell, written, currency, formats)
        money = _rounded(written.value, currency) if formats.rounds else Money.of(written.value, currency)
        if isinstance(cell, Real) and abs(money.minor) > _EXACT_IN_A_REAL:
            raise Unreadable("adapters.real-too-large", value=shown(cell))
        if formats.rounds and money.decimal != written.value:
            rounded()
        return money

    return convert


def _check_decimals(cell: str, written: WrittenNumber, currency: str, formats: Formats) -> None:
    """Unreadable for more decimals than amounts are written with: three of them may be thousands."""
    most = CURRENCIES[currency] if formats.decimals is None else formats.decimals
    if written.decimals is None or written.decimals <= most:
        return
    if formats.decimals is None and written.decimals == _THOUSANDS:
        raise Unreadable("adapters.thousands-or-decimals", value=shown(cell))
    if formats.decimals is not None or not formats.rounds:
        raise Unreadable("adapters.too-many-decimals", value=shown(cell), most=most)


def _rounded(value: Decimal, currency: str) -> Money:
    """``value`` in whole minor units, halves away from zero. ModelError if that is too large."""
    above, below = value.as_integer_ratio()
    twice = 2 * abs(above) * 10 ** CURRENCIES[currency]
    minor = (twice + below) // (2 * below)
    return Money(-minor if above < 0 else minor, currency)


def _limit(field: FieldType, formats: Formats, rounded: Callable[[], None]) -> Convert:
    money = _money(field, formats, rounded)

    def convert(cell: str, context: RowContext) -> Limit:
        if (kind := _LIMITS.get(cell.casefold())) is not None:
            return kind(context.company)
        return Amount(money(cell, context), context.company)

    return convert
