"""Types of the rule language: they carry units, so that money is never compared with a ratio."""

from collections.abc import Mapping
from typing import Final, Literal

from attrs import frozen

Kind = Literal[
    "money", "ratio", "count", "days", "date", "text", "boolean", "enumeration", "limit", "record", "number"
]

LARGEST: Final = 2**62 - 1
"""Largest value, either sign, of an attribute, a measure or an output, in its own unit (money: minor units)."""

LARGEST_EXACT: Final = 10**38 - 1
"""Largest numerator or denominator that an expression may reach; bounds are checked when a policy is loaded."""


@frozen
class Type:
    """A type with its unit.

    ``number`` is a literal without a unit: it takes the unit of what it meets. ``members`` are the values of an
    enumeration, in order; ``entity`` is what a record is.
    """

    kind: Kind
    name: str = ""
    members: tuple[str, ...] = ()
    entity: str = ""

    def __str__(self) -> str:
        return self.name or self.entity or self.kind


MONEY: Final = Type("money")
RATIO: Final = Type("ratio")
COUNT: Final = Type("count")
MONTHS: Final = Type("count", name="months")
"""A count that is told as months; ``add months`` takes it."""
DAYS: Final = Type("days")
DATE: Final = Type("date")
TEXT: Final = Type("text")
BOOLEAN: Final = Type("boolean")
LIMIT: Final = Type("limit")
NUMBER: Final = Type("number")

SIMPLE: Final = {type_.kind: type_ for type_ in (MONEY, RATIO, COUNT, DAYS, DATE, TEXT, BOOLEAN, LIMIT)}
UNITS: Final[Mapping[str, Type]] = {str(type_): type_ for type_ in (*SIMPLE.values(), MONTHS)}
"""The types that a policy writes by a word of the language."""
NUMERIC: Final = frozenset({"money", "ratio", "count", "days", "number"})
ORDERED: Final = NUMERIC | {"date"}


def enumeration(name: str, members: tuple[str, ...]) -> Type:
    """An enumeration; equality only, its order is used by the hit policy ``priority`` alone."""
    return Type("enumeration", name=name, members=members)


def record(entity: str) -> Type:
    """A reference to a record of ``entity``."""
    return Type("record", entity=entity)
