"""Functions that give wrong values: every name stays, and who calls it gets something else."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, wraps
from typing import Any

from tests.requirements.coverage import member


def spoil(names: Sequence[str]) -> None:
    """Make functions, methods and properties of the package give wrong values, wherever modules hold them."""
    for name in names:
        owner, attribute, found = member(name)
        other = wrong(found)
        if isinstance(owner, type):
            setattr(owner, attribute, other)
        else:
            for module in list(sys.modules.values()):
                for own in [key for key, value in vars(module).items() if value is found]:
                    setattr(module, own, other)


def wrong(found: Any) -> Any:
    """A function, method or property like ``found`` whose values are wrong."""
    match found:
        case property():
            return property(wrong(found.fget))
        case cached_property():
            return property(wrong(found.func))
        case classmethod() | staticmethod():
            return type(found)(wrong(found.__func__))
    original: Callable[..., Any] = found

    @wraps(original)
    def other(*arguments: Any, **named: Any) -> Any:
        return wrong_value(original(*arguments, **named))

    return other


def wrong_value(value: Any) -> Any:
    """Something else of the same kind: the opposite, one more, or nothing."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}_x"
        case dict() | list() | tuple() | set() | frozenset():
            return type(value)()
        case Iterator():
            return iter(())
    return True if value is None else None
