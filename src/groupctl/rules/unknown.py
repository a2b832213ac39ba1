"""The unknown value: it travels through every expression and keeps the reasons it began with."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final, Self

from attrs import fields, frozen

from groupctl.rules.core import Value
from groupctl.texts.causes import Cause

MOST_CAUSES: Final = 12
"""An unknown value keeps at most this many reasons, the first in their order: enough to start repairing."""

_ORDER: Final = attrgetter(*(field.name for field in fields(Cause)))
"""The order of causes, faster than comparing them pair by pair: most of what is worked out over a ledger with gaps is this."""


@frozen
class UnknownValue:
    """A value that is not known, and why."""

    causes: tuple[Cause, ...]

    @classmethod
    def of(cls, *causes: Cause) -> Self:
        """An unknown value for these reasons."""
        return cls(tuple(sorted(set(causes), key=_ORDER)[:MOST_CAUSES]))

    @classmethod
    def joined(cls, values: Iterable[object]) -> Self:
        """An unknown value for the reasons of every unknown one among ``values``."""
        return cls.of(
            *(cause for value in values if isinstance(value, UnknownValue) for cause in value.causes)
        )


Maybe = Value | UnknownValue
"""A value, or the reasons why there is none."""


def plain(value: Maybe) -> Value | None:
    """The value, or None for an unknown one: the form in which engines take it."""
    return None if isinstance(value, UnknownValue) else value
