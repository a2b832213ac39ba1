"""Which measures and rule sets build on which others; what builds on itself is a fault."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final

from groupctl.rules import core

QUANTIFIER: Final = 4
"""Levels of evaluation that a quantifier takes; each level is at most two calls of Python within each other."""

OWN_LEVELS: Final = 4
"""Levels that a measure or a rule set takes beside those of its expressions."""

AGGREGATE_LEVELS: Final = 2
"""Levels that an aggregate and a place take beside those of an expression."""

MOST_LEVELS: Final = 360
"""Levels of evaluation of a whole chain: 60 measures of the form ``other + 1``. Python gives up at a thousand calls."""


def order(dependencies: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """Nodes so that each comes after those it depends on, names in order where that leaves a choice; and a cycle, if any."""
    sorter = TopologicalSorter({name: sorted(dependencies[name]) for name in sorted(dependencies)})
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = list(error.args[1])
        return [], cycle[::-1]
    result: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        result += ready
        sorter.done(*ready)
    return result, []


def longest_chain(
    ordered: Sequence[str], dependencies: Mapping[str, Iterable[str]], depths: Mapping[str, int]
) -> tuple[int, list[str]]:
    """The chain of nodes, each built on the next, that evaluation goes into most deeply, and how deep that is.

    ``ordered`` lists each node after those it depends on; ``depths`` tells how deep the evaluation of each one is.
    What could not be loaded has neither.
    """
    best: dict[str, tuple[int, str]] = {}
    for name in ordered:
        below = max(((best[other][0], other) for other in dependencies.get(name, ())), default=(0, ""))
        best[name] = (below[0] + depths.get(name, 0), below[1])
    name = max(best, key=lambda one: best[one][0], default="")
    deepest, chain = best[name][0] if name else 0, []
    while name:
        chain.append(name)
        name = best[name][1]
    return deepest, chain


def depth(nodes: Iterable[core.Node]) -> int:
    """How many levels the evaluation of expressions goes down: a quantifier counts as ``QUANTIFIER`` of them."""
    return max(map(_levels, nodes), default=0)


def _levels(node: core.Node) -> int:
    own = QUANTIFIER if isinstance(node, core.Quantified) else 1
    return own + max(map(_levels, core.children(node)), default=0)
