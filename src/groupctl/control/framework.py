"""The framework of group control: its sub-systems, its core mechanisms and what the organisation must provide."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from attrs import frozen

from groupctl.texts.title import Title


@frozen(kw_only=True)
class ControlElement:
    """A mechanism of control (G54 to G61) or a guarantee by the organisation (B37, G111 to G118).

    ``row`` is its requirement, ``served_by`` the public name of groupctl that holds or serves it.
    """

    name: str
    row: str
    title: Title
    served_by: str


@frozen(kw_only=True)
class SubSystem:
    """A sub-system of group control (A24, C30, G62 to G82); four places were inferred (L45).

    ``with_finance`` is an example of how it works together with financial control (G83), where there is one.
    """

    name: str
    row: str
    kind: Literal["STRATEGY", "MANAGEMENT", "BUSINESS"]
    tier: Literal["CORE", "ADVANCED", "BASE", "SUPPORT"]
    title: Title
    with_finance: Title | None = None


def read(name: str) -> Mapping[str, dict[str, Any]]:
    """The tables of a data file of this package, in order."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def subsystems() -> Mapping[str, SubSystem]:
    """The 21 sub-systems by name, in the order of their classes (G62 to G82)."""
    made = {}
    for name, table in read("subsystems.toml").items():
        example = table.pop("with_finance", None)
        made[name] = SubSystem(
            name=name,
            **{**table, "title": Title(**table["title"])},
            with_finance=Title(**example) if example else None,
        )
    return MappingProxyType(made)


@cache
def mechanisms() -> Mapping[str, ControlElement]:
    """The eight core mechanisms by name (G54 to G61)."""
    return _elements("mechanisms.toml")


@cache
def guarantees() -> Mapping[str, ControlElement]:
    """The eight elements of the organisational guarantee by name (B37, G111 to G118)."""
    return _elements("guarantees.toml")


def _elements(file: str) -> Mapping[str, ControlElement]:
    return MappingProxyType(
        {
            name: ControlElement(name=name, **{**table, "title": Title(**table["title"])})
            for name, table in read(file).items()
        }
    )
