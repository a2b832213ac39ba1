"""Packs: distributions that bring a policy, and record types and functions that are written in Python.

A pack is a package that a distribution names in the entry-point group ``groupctl.packs``. A policy imports what lies in its folder
``policy`` by the name of the pack. What it declares with `record` and
`function` is known once it is imported, and it is imported when a policy first asks for something that is not known.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
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


def policies() -> Mapping[str, Path]:
    """The folder ``policy`` of each pack that has one, by the name of the pack; nothing is imported for it."""
    found = {}
    for point in packs():
        spec = find_spec(point.module.partition(".")[0])
        for place in (spec and spec.submodule_search_locations) or ():
            if (folder := Path(place, "policy")).is_dir():
                found[point.name] = folder
    return found


def _loaded(point: EntryPoint) -> Fault | None:
    try:
        point.load()
    except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises
        return Fault(
            "policy.broken-pack", {"name": point.name, "reason": f"{type(error).__name__}: {error}"[:300]}
        )
    return None
