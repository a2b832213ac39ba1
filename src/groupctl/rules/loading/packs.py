"""Packs: policies that are imported by name, with the record types and functions that they are written with in Python.

A distribution names its package in the entry-point group ``groupctl.packs``::

    [project.entry-points."groupctl.packs"]
    acme = "acme_policies"

Then ``acme`` is the policy in the package's folder ``policy`` (in the package itself where it has none), and ``acme/trade`` the
one in the folder ``trade`` there. What the package declares with `record` and `function` is known once it is imported, and it is imported when a policy first asks for something
that is not known.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from groupctl.errors import Fault

GROUP: Final = "groupctl.packs"
BUILT_IN: Final[Mapping[str, str]] = {"standard": "groupctl.standard", "demo": "groupctl.policies.demo"}
"""What comes with groupctl, as an entry point would say it; one that is not installed is left out."""

SUFFIXES: Final = (".yaml", ".yml")


@frozen
class PolicyPath:
    """A file or folder, and what faults call it; ``pack`` is the folder of the distribution that brings it."""

    path: Path
    label: str
    pack: Path | None = None

    def beside(self, name: str) -> "PolicyPath":
        """The file or folder that a policy here calls ``name``: relative to the folder in which it lies."""
        folder, label = (
            (self.path, Path(self.label)) if self.is_folder else (self.path.parent, Path(self.label).parent)
        )
        return evolve(self, path=folder / name, label=os.path.normpath(label / name))

    @property
    def is_folder(self) -> bool:
        """Whether there is a folder; false for what can be no path."""
        return os.path.isdir(self.path)  # noqa: PTH112 - `Path.is_dir` raises where a name is too long

    @property
    def key(self) -> str:
        """The same for the same place, whatever it is called."""
        return os.path.realpath(str(self.path).replace("\0", "?"))


def names() -> list[str]:
    """Every pack that is installed, ``standard`` as well as ``standard/credit``."""
    return sorted(name for root in {*BUILT_IN, *_installed()} for name in _within(root))


def place(name: str) -> PolicyPath | None:
    """Where the pack ``name`` lies; None if its first word is no pack's. A part that is not there has a place too."""
    root, *parts = name.split("/")
    folder = _folder(root) if all(part.isidentifier() for part in (root, *parts)) else None
    return PolicyPath(folder.joinpath(*parts), name, folder) if folder else None


def _folder(root: str) -> Path | None:
    """The folder of the package that brings ``root``, found without running its code; None where there is none."""
    package = BUILT_IN.get(root) or _installed().get(root, "")
    try:
        spec = find_spec(package) if package else None
    except (ImportError, ValueError):
        return None
    spans = [Path(path) for path in (spec and spec.submodule_search_locations) or ()]
    return next((folder for place in spans for folder in (place / "policy", place) if folder.is_dir()), None)


def _installed() -> Mapping[str, str]:
    """The packages that other distributions name."""
    return {point.name: point.module for point in _points()}


def _within(root: str) -> Iterator[str]:
    """The names of the packs in one package: its folders that hold policy files."""
    if folder := _folder(root):
        homes = {path.parent for path in folder.rglob("*") if path.suffix in SUFFIXES}
        yield from ("/".join((root, *home.relative_to(folder).parts)) for home in homes)


@cache
def load_packs() -> Sequence[Fault]:
    """Import every pack that is installed, once; the faults of those that can't be."""
    return [fault for point in _points() if (fault := _loaded(point))]


def _points() -> Sequence[EntryPoint]:
    """The packs of other distributions, by name."""
    return sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))


def _loaded(point: EntryPoint) -> Fault | None:
    try:
        point.load()
    except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises
        return Fault(
            "policy.broken-pack", {"name": point.name, "reason": f"{type(error).__name__}: {error}"[:300]}
        )
    return None
