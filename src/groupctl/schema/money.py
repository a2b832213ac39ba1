"""Money: exact, in minor units, with its currency. No floats, no rounding."""

import re
from decimal import Decimal
from typing import Final, Self

from attrs import frozen

from groupctl.errors import Fault, ModelError
from groupctl.schema.currencies import CURRENCIES
from groupctl.texts.similar import similar

LARGEST: Final = 2**62 - 1
"""Largest amount, either sign, in minor units; also the largest count, number of days and numerator."""

Problem = tuple[str, dict[str, str]]
"""What is wrong with a value: the key of its text, and the values that fill it in."""

_MOST_CHARACTERS = 60
_DECIMAL_TEXT = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)


def shown(value: object) -> str:
    """``value`` as a message shows it: quoted, and cut when it is long."""
    if isinstance(value, str):
        return repr(value if len(value) <= _MOST_CHARACTERS else value[: _MOST_CHARACTERS - 1] + "…")
    if isinstance(value, int) and abs(value) > 10**_MOST_CHARACTERS:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, int | float | Decimal) or value is None:
        return str(value)[:_MOST_CHARACTERS]
    return f"<{type(value).__name__}>"


def exact_decimal(value: object) -> Decimal | Problem:
    """``value`` as an exact finite decimal; a problem for floats, NaN, infinity and text that is no number."""
    if type(value) is int and abs(value) <= 10**40:
        return Decimal(value)
    if type(value) is str and len(value) <= 90 and _DECIMAL_TEXT.fullmatch(value):
        return Decimal(value)
    if type(value) is Decimal and value.is_finite() and (not value or -40 <= value.adjusted() <= 40):
        return value
    code = "model.float-refused" if isinstance(value, float) else "model.not-a-number"
    return code, {"value": shown(value)}


@frozen(repr=False)
class Money:
    """An amount of money (B52, B66), in minor units of its currency: ``Money(1234, "CNY")`` is 12.34 yuan.

    ModelError for an unknown currency, a float, or an amount of 2**62 minor units or more. Amounts are added,
    subtracted and ordered within one currency only: anything else is a ModelError too.
    """

    minor: int
    currency: str

    def __attrs_post_init__(self) -> None:
        if type(self.minor) is int and -LARGEST <= self.minor <= LARGEST and self.currency in CURRENCIES:
            return
        raise ModelError(Fault(code, values) for code, values in self._problems())

    def _problems(self) -> list[Problem]:
        problems: list[Problem] = []
        if type(self.minor) is not int:
            values = {
                "expected": "int",
                "type": type(self.minor).__name__,
                "value": shown(self.minor),
            }
            problems.append(("model.wrong-type", {"field": "Money.minor", **values}))
        elif not -LARGEST <= self.minor <= LARGEST:
            problems.append(
                (
                    "model.number-too-large",
                    {"field": "Money.minor", "most": "2**62 - 1"},
                )
            )
        if self.currency not in CURRENCIES:
            near = similar(str(self.currency), CURRENCIES) or "CNY, EUR, USD"
            values = {"value": shown(self.currency), "near": near}
            problems.append(("model.unknown-currency", {"field": "Money.currency", **values}))
        return problems

    @classmethod
    def of(cls, amount: str | Decimal | int, currency: str) -> Self:
        """The money that ``amount`` (in major units, ``"12.34"``) stands for, exactly.

        ModelError for a float, NaN, infinity, and more decimals than the currency has.
        """
        decimal = exact_decimal(amount)
        if not isinstance(decimal, Decimal):
            raise ModelError(Fault(decimal[0], {"field": "Money.amount", **decimal[1]}))
        if currency not in CURRENCIES:
            return cls(0, currency)  # which says what is wrong with the currency
        exponent = CURRENCIES[currency]
        numerator, denominator = decimal.as_integer_ratio()
        minor, rest = divmod(numerator * 10**exponent, denominator)
        if rest:
            values = {
                "value": shown(amount),
                "currency": currency,
                "decimals": str(exponent),
            }
            raise ModelError(Fault("model.too-many-decimals", {"field": "Money.amount", **values}))
        return cls(minor, currency)

    @property
    def amount(self) -> str:
        """The amount in major units, as text with all the decimals of its currency: ``"-12.30"``."""
        decimals = CURRENCIES[self.currency]
        digits = str(abs(self.minor)).zfill(decimals + 1)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with all the decimals of its currency."""
        return Decimal(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __repr__(self) -> str:
        return f"Money.of({self.amount!r}, {self.currency!r})"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            values = {"one": str(self), "other": str(other)}
            raise ModelError(Fault("model.currencies-differ", {"field": "Money", **values}))
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)
