"""Values that fit together: what a class asks of several fields at once is met by changing those that it complains of."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from groupctl.errors import ModelError
from groupctl.schema.fields import field_types

Choices = Callable[[str], Collection[object]]
"""The values that a field, by its name, may take instead; none if it is to stay as it is."""


def mended(cls: type, values: Mapping[str, Any], choices: Choices) -> Any:
    """The object of ``cls`` with ``values``; where its invariants complain, fields take one of their ``choices`` instead.

    Those that are complained of are changed first, then any, then two at once. ModelError if none of it leaves less to complain of.
    """
    held, faults = dict(values), _faults(cls, values)
    while faults:
        for changes in _changes(cls, held, faults, choices):
            better = min(changes, key=lambda one: len(_faults(cls, one)), default=held)
            if len(_faults(cls, better)) < len(faults):
                break
        else:
            break
        held, faults = better, _faults(cls, better)
    return cls(**held)


def _changes(
    cls: type, held: dict[str, Any], faults: Sequence[str], choices: Choices
) -> Iterator[list[dict[str, Any]]]:
    """What may be changed, the least first."""
    every = [(name, choice) for name in field_types(cls) for choice in choices(name)]
    yield [{**held, name: choice} for name, choice in every if name in faults]
    yield [{**held, name: choice} for name, choice in every]
    yield [{**held, **dict(pair)} for pair in combinations(every, 2)]


def _faults(cls: type, values: Mapping[str, Any]) -> list[str]:
    """The fields that the invariants complain of."""
    try:
        cls(**values)
    except ModelError as error:
        return [fault.values.get("field", "").partition(".")[2] for fault in error.faults]
    return []
