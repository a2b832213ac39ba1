"""Whether rows that are settled, and were left out of a snapshot for that, would count.

A snapshot of what is open (``Portfolio.build(partial={"invoices": "open"})``) lacks settled rows. What is known of one is that
it is settled, and what the policy says about that: the ``settled`` of its measures. Where that alone makes a filter false, or
a summed value 0, the absence of such rows changes nothing, and what is summed stays known.
"""

from collections.abc import Collection, Iterator
from itertools import product
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import attrs

from groupctl.portfolio.records import Record
from groupctl.portfolio.scope import SETTLED, settled_fields
from groupctl.rules import core
from groupctl.rules.policy import Computed
from groupctl.rules.types import BOOLEAN
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts.causes import Cause

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment

UNTOLD = "untold"
"""Read of a settled row, it is unknown: no attribute is called so."""


class Told(dict[str, object]):
    """What is known of a settled row by name; anything else is unknown, with that cause."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self._unknown = UnknownValue.of(Cause.of("model.cause-partial-open", table=table))

    def get(self, name: str, _default: object = None) -> object:
        """The value, or unknown; never the default."""
        return super().get(name, self._unknown)


def settled_rows(entity: str, environment: "Environment") -> Iterator[Record]:
    """A settled row of ``entity`` in each form that it may have."""
    found = environment.portfolio.schema.entities[entity]
    table, forms = found.table, settled_fields(found.table, found.fields)
    for members in product(*(names for names in forms.values() if names)):
        values = Told(table)
        values.update(zip((name for name, names in forms.items() if names), members, strict=True))
        row = Record(entity, "", SimpleNamespace(), values)
        for measure in environment.policy.measures.values():
            formula = measure.formula
            if measure.about == entity and isinstance(formula, Computed) and formula.settled is not None:
                values[measure.name] = environment.evaluate(formula.settled, {core.SUBJECT: row})
        yield row


def settled_rows_count(
    owner: Record,
    collection: str,
    where: core.Node | None,
    value: core.Node | None,
    *,
    variable: str,
    subject: Record,
    environment: "Environment",
) -> bool:
    """Whether a settled row that is not here might meet ``where`` with a ``value`` other than 0.

    ``variable`` is the root of the row in both; no ``value`` stands for one that always counts.
    """
    portfolio = environment.portfolio
    if portfolio.gaps_of_open(owner, collection):
        return True
    entity = portfolio.entity_of(owner, collection)
    table = portfolio.schema.entities[entity].table

    def found(node: core.Node, row: Record) -> Maybe:
        return environment.evaluate(
            about_settled(node, variable, SETTLED[table]), {core.SUBJECT: subject, variable: row}
        )

    for row in settled_rows(entity, environment):
        left_out = where is not None and found(where, row) is False
        if not left_out and (value is None or found(value, row) != 0):
            return True
    return False


def about_settled(node: core.Node, variable: str, settled: Collection[str]) -> core.Node:
    """``node`` without the questions that a row answers whose values are not here: is a value known, which rows are its own.

    That a settled row states ``settled``, the fields that make it so, is true; of anything else it can't be told.
    """
    if isinstance(node, core.IsKnown):
        told = isinstance(node.term, core.Read) and _makes_settled(node.term, variable, settled)
        return core.Const(type=BOOLEAN, value=True) if told else _untold(node, variable)
    if isinstance(node, core.Read) and node.path and node.path[-1].startswith(core.STATED):
        bare = attrs.evolve(node, path=(*node.path[:-1], node.path[-1].removeprefix(core.STATED)))
        told = _makes_settled(bare, variable, settled)
        return core.Const(type=BOOLEAN, value=True) if told else _untold(node, variable)
    if isinstance(node, core.Quantified):
        return _untold(node, variable)
    return attrs.evolve(node, **dict(_parts(node, variable, settled)))


def _parts(node: core.Node, variable: str, settled: Collection[str]) -> Iterator[tuple[str, Any]]:
    for name in (field.name for field in attrs.fields(type(node))):
        part = getattr(node, name)
        if isinstance(part, core.Node):
            yield name, about_settled(part, variable, settled)
        elif isinstance(part, tuple) and part and all(isinstance(one, core.Node) for one in part):
            yield name, tuple(about_settled(cast(core.Node, one), variable, settled) for one in part)


def _makes_settled(read: core.Read, variable: str, settled: Collection[str]) -> bool:
    return read.root == variable and len(read.path) == 1 and read.path[0] in settled


def _untold(node: core.Node, variable: str) -> core.Read:
    return core.Read(type=node.type, root=variable, path=(UNTOLD,))
