"""The parts of a policy that cite requirements, of whatever kind: all that has a ``source``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs
from attrs import frozen

from groupctl.errors import SourceSpan
from groupctl.requirements.citations import in_list
from groupctl.rules import core
from groupctl.rules.policy import Policy
from groupctl.texts.title import Title

KINDS: Final = (
    *("rule", "ruleset", "event", "need", "task", "process"),
    *("matter", "route", "interest", "invariant", "measure", "parameter", "lever", "section"),
)
"""What may cite a row, in the order in which it is told: first what decides, then what that reads."""


@frozen(kw_only=True)
class Element:
    """A part of a policy with the rows that it cites; ``part`` is the part itself.

    A gate of an event has no name of its own: it is called after the event, with its number.
    """

    kind: str
    name: str
    title: Title
    rows: tuple[str, ...]
    where: SourceSpan | None
    part: object = attrs.field(eq=False, repr=False)


def elements(policy: Policy) -> list[Element]:
    """Every part of ``policy`` that has a source."""
    return list(_within(policy, "", {}))


def cited(policy: Policy) -> Mapping[str, tuple[Element, ...]]:
    """The parts of ``policy`` by the rows that they cite."""
    found: dict[str, list[Element]] = {}
    for element in elements(policy):
        for id_ in element.rows:
            found.setdefault(id_, []).append(element)
    return {
        id_: tuple(sorted(parts, key=lambda part: (KINDS.index(part.kind), part.name)))
        for id_, parts in found.items()
    }


def _within(part: object, owner: str, numbers: dict[str, int]) -> Iterator[Element]:
    """The elements in ``part``; ``numbers`` counts those that have no name of their own."""
    if isinstance(part, Mapping):
        for value in part.values():
            yield from _within(value, owner, numbers)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _within(value, owner, numbers)
    elif attrs.has(type(part)) and not isinstance(part, core.Node | SourceSpan | Title):
        known: Any = part
        if isinstance(source := getattr(part, "source", None), str):
            owner = _name(known, owner, numbers)
            yield Element(
                kind=type(part).__name__.lower(),
                name=owner,
                title=known.title,
                rows=tuple(dict.fromkeys(in_list(source))),
                where=known.where,
                part=part,
            )
        for attribute in attrs.fields(type(known)):
            yield from _within(getattr(part, attribute.name), owner, numbers)


def _name(part: Any, owner: str, numbers: dict[str, int]) -> str:
    name = getattr(part, "id", None) or getattr(part, "name", None)
    if name is None:
        numbers[owner] = numbers.get(owner, 0) + 1
        return f"{owner} #{numbers[owner]}"
    return f"{part.about}.{name}" if type(part).__name__ == "Measure" else str(name)


def parameters_read(policy: Policy, cited_by: Iterable[Element]) -> list[str]:
    """The parameters that the parts read themselves or are, in the order of the policy."""
    names = {part.name for part in cited_by if part.kind == "parameter"}
    for part in cited_by:
        names |= {read.path[0] for read in _reads(part.part) if read.root == core.PARAMETER and read.path}
    return [name for name in policy.parameters if name in names]


def _reads(part: object) -> Iterator[core.Read]:
    """Every read in an expression in ``part``."""
    if isinstance(part, core.Node):
        yield from (node for node in core.walk(part) if isinstance(node, core.Read))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _reads(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _reads(value)
    elif attrs.has(type(part)):
        known: Any = part
        for attribute in attrs.fields(type(known)):
            yield from _reads(getattr(part, attribute.name))
