"""Rows of the demo as they are written down: record types with their fields, members by name, amounts in whole yuan or with their currency."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ruamel.yaml import YAML

from groupctl.model.vocabulary import STANDARD
from groupctl.schema.fields import FieldType, field_types
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount, Unknown
from groupctl.schema.money import Money

CURRENCY: Final = "CNY"
"""The currency of the group."""

LIMITS: Final = {"inherit": INHERIT, "unlimited": UNLIMITED, "unknown": Unknown()}


def read_yaml(name: str) -> Any:
    """What a file of the demo holds."""
    return YAML(typ="safe").load(files("groupctl.demo").joinpath(name).read_text(encoding="utf-8"))


def row_of(entity: str, written: Mapping[str, Any]) -> Any:
    """The row of a record type whose fields are ``written``: amounts in whole yuan, or with their currency."""
    cls = STANDARD.entities[entity].type
    return cls(**values_of(cls, written))


def values_of(cls: type, written: Mapping[str, Any]) -> dict[str, Any]:
    """The values of some fields of ``cls``."""
    types = field_types(cls)
    return {name: value_of(types[name], value) for name, value in written.items()}


def value_of(kind: FieldType, written: Any) -> Any:
    """The value of a field."""
    if not isinstance(written, str | int) or isinstance(written, bool):
        return written  # a value already, or nothing
    match kind.kind:
        case "money":
            amount, _, currency = str(written).partition(" ")
            return Money.of(amount, currency or CURRENCY)
        case "limit":
            return LIMITS.get(str(written)) or Amount(Money.of(str(written), CURRENCY))
        case "ratio":
            return Fraction(written)
        case "enumeration":
            known: Any = kind.choice
            return known[written] if written in known.__members__ else known.added(written)
    return written


def minor(amount: int | str) -> int:
    """Minor units of an amount."""
    return Money.of(str(amount), CURRENCY).minor


def rows_of(name: str) -> Iterator[Any]:
    """The rows that a file holds."""
    for row in read_yaml(name):
        for entity, written in row.items():
            yield row_of(entity, written)


@cache
def constants() -> Mapping[str, Mapping[str, Any]]:
    """What rows of a record type have in common."""
    found: Mapping[str, Mapping[str, Any]] = read_yaml("constants.yaml")
    return found


def members(entity: str, name: str) -> tuple[str, ...]:
    """The members of an enumeration, by record type and field."""
    return STANDARD.entities[entity].fields[name].members
