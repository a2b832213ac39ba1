"""What may be wrong with one value: each check gives the problem, or None."""

import re
from datetime import date
from fractions import Fraction
from typing import Final

from groupctl.errors import Fault
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.money import LARGEST, Money, Problem, shown
from groupctl.texts.similar import similar

LONGEST_ID: Final = 200
LONGEST_TEXT: Final = 10_000
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2200, 12, 31)

_UNSAFE_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNSAFE_IN_ID = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def check_type(types: tuple[type, ...], value: object) -> Problem | None:
    """Whether it is of one of the types."""
    if type(value) in types:
        return None
    expected = " | ".join(sorted(python.__name__ for python in types))
    return "model.wrong-type", {
        "expected": expected,
        "type": type(value).__name__,
        "value": shown(value),
    }


def check_text(value: str) -> Problem | None:
    """Text that can be shown, and is not too long."""
    if len(value) > LONGEST_TEXT:
        return "model.text-too-long", {
            "length": str(len(value)),
            "most": str(LONGEST_TEXT),
        }
    if not value.isprintable() and _UNSAFE_IN_TEXT.search(value):
        return "model.unprintable", {"value": shown(value)}
    return None


def check_identifier(value: str) -> Problem | None:
    """The id of something."""
    if 0 < len(value) <= LONGEST_ID and value.isascii() and value.isprintable() and " " not in value:
        return None  # as nearly all are
    if not value or value.isspace():
        return "model.empty-id", {}
    if len(value) > LONGEST_ID:
        return "model.text-too-long", {
            "length": str(len(value)),
            "most": str(LONGEST_ID),
        }
    if value[0].isspace() or value[-1].isspace():
        return "model.blanks-around-id", {"value": shown(value)}
    if not (value.isascii() and value.isprintable()) and _UNSAFE_IN_ID.search(value):
        return "model.unprintable", {"value": shown(value)}
    return None


def check_unit_id(value: str) -> Problem | None:
    """The id of a unit, which has no ``@``."""
    return ("model.at-sign-in-unit", {"value": shown(value)}) if "@" in value else check_identifier(value)


def check_currency(value: str) -> Problem | None:
    """An ISO 4217 code."""
    if value in CURRENCIES:
        return None
    return "model.unknown-currency", {
        "value": shown(value),
        "near": similar(value, CURRENCIES) or "CNY, EUR, USD",
    }


def check_date(value: date) -> Problem | None:
    """A date in the years of the model."""
    if FIRST_DAY <= value <= LAST_DAY:
        return None
    return "model.date-out-of-range", {
        "value": str(value),
        "first": str(FIRST_DAY.year),
        "last": str(LAST_DAY.year),
    }


def check_number(value: int | Fraction, least: int) -> Problem | None:
    """A number that engines can hold, within its bounds; ``least`` 1 stands for any above zero."""
    if not -LARGEST <= value <= LARGEST or (type(value) is Fraction and value.denominator > LARGEST):
        return "model.number-too-large", {"most": "2**62 - 1"}
    if least == 1 and value <= 0:
        return "model.not-positive", {"value": str(value)}
    if least == 0 and value < 0:
        return "model.negative", {"value": str(value)}
    return None


def check_sign(value: Money, least: int) -> Problem | None:
    """An amount of at least so many minor units."""
    if value.minor >= least:
        return None
    return ("model.not-positive" if least else "model.negative"), {"value": str(value)}


def fault(field: str, problem: Problem) -> Fault:
    """The fault that ``problem`` is in ``field``: its class and name, or a path into a document."""
    code, values = problem
    return Fault(code, {"field": field, **values})


def snake_case(name: str) -> str:
    """``StockPosition`` -> ``stock_position``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
