"""Exchange rates."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from groupctl.errors import ModelError
from groupctl.schema.checks import fault
from groupctl.schema.fields import CurrencyCode, PositiveRatio, check_object, introduced
from groupctl.schema.money import Problem, exact_decimal, shown

_FRACTION_TEXT = re.compile(r"-?[0-9]{1,40}/[0-9]{1,40}", re.ASCII)


def exact_ratio(value: Fraction | Decimal | str | int) -> Fraction:
    """``value`` ("7.25", "29/4", a Decimal, an int) as an exact fraction. ModelError for anything else."""
    if type(value) is Fraction:
        return value
    if (
        type(value) is str
        and len(value) <= 90
        and _FRACTION_TEXT.fullmatch(value)
        and int(value.split("/")[1])
    ):
        return Fraction(value)
    decimal = exact_decimal(value)
    if isinstance(decimal, Decimal):
        return Fraction(decimal)
    raise ModelError(fault("ExchangeRate.rate", decimal))


@introduced("exchange_rate", dated="on", seen=False)
@frozen(kw_only=True)
class ExchangeRate:
    """One ``base`` costs ``rate`` of ``quote``, in major units, from the day ``on`` until the next rate.

    ``rate`` may be given as a Fraction, a Decimal or text; it is above zero.
    """

    base: CurrencyCode
    quote: CurrencyCode
    on: date
    rate: PositiveRatio = field(converter=exact_ratio)

    @property
    def id(self) -> str:
        """``EUR/CNY@2026-11-20``."""
        return f"{self.base}/{self.quote}@{self.on}"

    def __attrs_post_init__(self) -> None:
        check_object(self)

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A currency has no rate to itself."""
        if self.base == self.quote:
            yield "quote", ("model.same-currency", {"value": shown(self.base)})
