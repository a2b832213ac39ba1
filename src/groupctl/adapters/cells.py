"""What one cell says, by the kind of value that its column promises. Refused cells raise `Unreadable`."""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from fractions import Fraction
from functools import lru_cache
from typing import Final

from attrs import frozen

from groupctl.adapters.formats import (
    ISO_DATES,
    PLAIN_NUMBERS,
    DateFormat,
    NumberFormat,
    Plain,
    Real,
    Unreadable,
)
from groupctl.errors import ModelError
from groupctl.model.credit import Amount, Inherit, Limit, Unknown, Unlimited
from groupctl.model.fields import FieldType, Kind
from groupctl.model.money import Money, shown

_REMEMBERED = 4096
_EXACT_IN_A_REAL = 10**15 - 1  # any fifteen digits survive in 53 bits; not any sixteen


class Opaque(str):
    """Stands for a value that is neither text nor number: a BLOB, a list, an object."""

    __slots__ = ()


@frozen(kw_only=True)
class Formats:
    """How a table writes its numbers and dates."""

    numbers: NumberFormat = PLAIN_NUMBERS
    dates: DateFormat = ISO_DATES


PLAIN: Final = Formats()
"""Numbers like 1234.56 and dates like 2026-11-21."""


@frozen(kw_only=True)
class Context:
    """What the other cells of the row say about one of its cells."""

    currency: str | None = None
    company: str | None = None
    zone: tzinfo | None = None


Convert = Callable[[str, Context], object]
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


def converter(field: FieldType, formats: Formats) -> Convert:
    """How cells of a column for ``field`` are read."""
    makers: Mapping[Kind, Callable[[FieldType, Formats], Convert]] = {
        "money": _money,
        "ratio": _ratio,
        "count": _whole,
        "days": _whole,
        "date": _date,
        "boolean": _boolean,
        "enumeration": _member,
        "limit": _limit,
    }
    convert = makers.get(field.kind, _text)(field, formats)

    def guarded(cell: str, context: Context) -> object:
        if type(cell) is Opaque:
            raise Unreadable("adapters.not-a-cell", value=cell)
        return convert(cell, context)

    return guarded


def _text(_: FieldType, __: Formats) -> Convert:
    return lambda cell, _: str(cell)


def _boolean(_: FieldType, __: Formats) -> Convert:
    def convert(cell: str, _: Context) -> bool:
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
    def convert(cell: str, _: Context) -> int:
        number = formats.numbers.parse(cell)
        if number % 1:
            raise Unreadable("adapters.not-whole", value=shown(cell))
        return int(number)

    return convert


def _ratio(_: FieldType, formats: Formats) -> Convert:
    return lambda cell, _: Fraction(formats.numbers.parse(cell))


def _money(_: FieldType, formats: Formats) -> Callable[[str, Context], Money]:
    def convert(cell: str, context: Context) -> Money:
        number = formats.numbers.parse(cell)
        if context.currency is None:
            raise Unreadable("adapters.no-currency", value=shown(cell))
        money = Money.of(number, context.currency)
        if isinstance(cell, Real) and abs(money.minor) > _EXACT_IN_A_REAL:
            raise Unreadable("adapters.real-too-large", value=shown(cell))
        return money

    return convert


def _limit(field: FieldType, formats: Formats) -> Convert:
    money = _money(field, formats)

    def convert(cell: str, context: Context) -> Limit:
        if (kind := _LIMITS.get(cell.casefold())) is not None:
            return kind(context.company)
        return Amount(money(cell, context), context.company)

    return convert
