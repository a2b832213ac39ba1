"""Roles: who is told and who acts is a post of the policy, or a role that it has a word for.

A policy without posts knows no person, and its roles are the host's: any name is one there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from groupctl.rules import core
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.policy import Parameter

ROLE: Final = "role"
"""The attribute of an event that says who did it."""


def role(context: Context, name: str, part: DraftPart) -> None:
    """A role that a part of the policy names."""
    context.id(name, part)
    _known(context, name, part)


def actor(context: Context, by: core.Node | None, part: DraftPart) -> None:
    """Who may take a step, as far as it is written there."""
    for node in core.walk(by) if by else ():
        if isinstance(node, core.Const) and isinstance(node.value, str):
            _known(context, node.value, part)


def check(
    context: Context,
    parameters: Mapping[str, Parameter],
    actors: Iterable[core.Node],
    nodes: Iterable[core.Node],
) -> None:
    """Parameters that say who may take a step, or who took one, hold roles."""
    compared = (part for node in nodes for part in core.walk(node) if isinstance(part, core.Comparison))
    sides = (side for one in compared for side in _with_role(one))
    read = {
        node.path[0]
        for top in (*actors, *sides)
        for node in core.walk(top)
        if isinstance(node, core.Read) and node.root == core.PARAMETER and node.type.kind == "text"
    }
    for name in sorted(read & parameters.keys()):
        piece, parameter = context.composition.parameters[name], parameters[name]
        for day, value in parameter.values:
            _known(context, str(value), piece.sub("values", day))
        for level, units in parameter.scopes.items():
            for unit, dated in units.items():
                for day, value in dated:
                    _known(context, str(value), piece.sub("scopes", level, unit, day))


def _with_role(comparison: core.Comparison) -> Iterator[core.Node]:
    """What the role of an event is compared with."""
    for one, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        if isinstance(one, core.Read) and one.path[-1:] == (ROLE,) and one.type.kind == "text":
            yield other


def _known(context: Context, name: str, part: DraftPart) -> None:
    parts = context.composition
    known = {*parts.posts, *(own for kind, own, *_ in parts.words if kind == "roles")}
    if parts.posts and name and name not in known:
        context.unknown(part, "authority.no-role", name, known)
