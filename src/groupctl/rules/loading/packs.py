"""Packs: distributions that bring a policy, and record types and functions that are written in Python.

A pack is a package that a distribution names in the entry-point group ``groupctl.packs``. What it declares with `record` and
`function` is known once it is imported, and it is imported when a policy first asks for something that is not known.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from groupctl.errors import Fault

GROUP: Final = "groupctl.packs"


@cache
def load_packs() -> Sequence[Fault]:
    """Import every pack that is installed, once; the faults of those that can't be."""
    return [fault for point in packs() if (fault := _loaded(point))]


def packs() -> Sequence[EntryPoint]:
    """The packs that are installed, by name."""
    return sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))


def _loaded(point: EntryPoint) -> Fault | None:
    try:
        point.load()
    except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises
        return Fault(
            "policy.broken-pack", {"name": point.name, "reason": f"{type(error).__name__}: {error}"[:300]}
        )
    return None
