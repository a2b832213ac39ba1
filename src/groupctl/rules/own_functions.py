"""Functions that are written in Python for policies: exact values in, an exact value out.

::

    @groupctl.function(version="1")
    def days_of_cover(stock: Count, sold_a_day: Fraction) -> Fraction | None:
        return stock / sold_a_day if sold_a_day else None

A function says by its annotations what it takes and gives, as a record's fields do: `Money`, `Fraction` for a ratio, `int` for a
count, `Days`, `date`, `str`, `bool`, a `Choice`, a `Limit`. It must give the same for the same, and change nothing. What it can't
answer, and what goes wrong in it, is unknown; never a failure of the decision, never a guess.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NoReturn, TypeVar, cast, get_type_hints

from attrs import evolve, field, frozen

from groupctl.rules.function import Argument, Function
from groupctl.rules.functions import exact
from groupctl.rules.types import SIMPLE, Type, enumeration
from groupctl.schema.choices import Choice
from groupctl.schema.fields import FieldType, check_value, read_annotation
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount, Inherit, Unlimited
from groupctl.schema.money import Money

Python = TypeVar("Python", bound=Callable[..., object])
_REGISTERED: Final[dict[tuple[str, str], Function]] = {}


class NoValue(Exception):
    """What was asked for has no exact value; the argument says why, in a word or two."""


def function(*, version: str) -> Callable[[Python], Python]:
    """Make a Python function known to policies under its own name.

    ``version`` is any text; it is part of the hash of each policy that names the function: change it whenever the function
    gives something else. TypeError where an annotation is missing or is a type that is not exact, such as float.
    """

    def decorate(python: Python) -> Python:
        known = (python.__module__, python.__qualname__)
        _REGISTERED[known] = _function(python, version)
        return python

    return decorate


def registered(name: str) -> Sequence[tuple[str, Function]]:
    """The functions called ``name``, each with the module that it is from."""
    return [(module, found) for (module, _), found in _REGISTERED.items() if found.name == name]


def in_currency(own: Function, currency: str) -> Function:
    """The function for a policy in ``currency``."""
    return evolve(own, meaning=evolve(cast("Exactly", own.meaning), currency=currency))


@frozen
class Exactly:
    """What a Python function means to rules, which know money in minor units and members of enumerations by name."""

    python: Callable[..., object]
    arguments: tuple[FieldType, ...]
    result: FieldType
    currency: str = field(default="", kw_only=True)

    def __call__(self, *values: object) -> object | None:
        """The value; None where there is none."""
        found = self._asked(values)
        return None if isinstance(found, NoValue) else found

    def why(self, values: Sequence[object]) -> str:
        """Why there is no value."""
        return str(self._asked(values))

    def _asked(self, values: Sequence[object]) -> object | NoValue:
        try:
            given = [self._given(field, value) for field, value in zip(self.arguments, values, strict=True)]
            return self._taken(self.python(*given))
        except NoValue as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever the function raises
            return NoValue(type(error).__name__)

    def _given(self, field: FieldType, value: object) -> object:
        """A value of the rules as the function takes it."""
        if field.kind == "enumeration":
            return field.choice[str(value)]
        if field.kind == "ratio":
            return Fraction(cast("Fraction", value))
        if isinstance(value, Fraction):
            _no_value("not whole")
        if field.kind == "money":
            return Money(cast("int", value), self.currency)
        return (
            Amount(Money(value, self.currency)) if isinstance(value, int) and field.kind == "limit" else value
        )

    def _taken(self, value: object) -> object:
        """What the function gave, as rules know it."""
        if value is None:
            _no_value("None")
        if self.result.kind == "ratio" and type(value) is int:
            value = Fraction(value)
        if (problem := check_value(self.result, value)) is not None:
            _no_value(type(value).__name__ if problem[0] == "model.wrong-type" else problem[0])
        match value:
            case Fraction():
                return exact(value)
            case Money() | Amount():
                money = value.money if isinstance(value, Amount) else value
                return money.minor if money.currency == self.currency else _no_value(money.currency)
            case Unlimited():
                return UNLIMITED
            case Inherit():
                return INHERIT
            case bool() | int() | str() | date():
                return value
        return value.name if isinstance(value, Choice) else _no_value(type(value).__name__)


def _no_value(why: str) -> NoReturn:
    raise NoValue(why)


def _function(python: Callable[..., object], version: str) -> Function:
    if not version.strip():
        raise TypeError("a function has a version, any text that is not empty")
    hints = get_type_hints(python, include_extras=True)
    parameters = inspect.signature(python).parameters.values()
    if any(one.kind is not one.POSITIONAL_OR_KEYWORD or one.default is not one.empty for one in parameters):
        raise TypeError(f"{python.__name__} takes plain arguments only, without defaults")
    if missing := [name for name in (*(one.name for one in parameters), "return") if name not in hints]:
        raise TypeError(f"{python.__name__} lacks annotations: {', '.join(missing)}")
    fields = {name: read_annotation(hints[name]) for name in hints}
    if any(field.kind == "record" for field in fields.values()):
        raise TypeError(f"{python.__name__} takes and gives values, not records")
    taken = [one.name for one in parameters]
    return Function(
        name=python.__name__,
        arguments=tuple(_argument(name, fields[name]) for name in taken),
        result=_type(fields["return"]),
        meaning=Exactly(python, tuple(fields[name] for name in taken), fields["return"]),
        version=version,
    )


def _argument(name: str, field: FieldType) -> Argument:
    type_ = _type(field)
    return Argument(name=name, kinds=frozenset({type_.kind}), type=type_)


def _type(field: FieldType) -> Type:
    return (
        enumeration(field.choice.__name__, field.members)
        if field.kind == "enumeration"
        else SIMPLE[field.kind]
    )
