"""What is so of every value that a ledger can give for a name: its least, and whether it has fractions."""

from collections.abc import Mapping

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.policy import Aggregate, Measure, Policy, Ranking
from groupctl.rules.reads import entity_of
from groupctl.schema.fields import FieldType

WHOLE = frozenset({"count", "days"})
WHOLE_PARAMETERS = WHOLE | {"money", "limit"}
"""Kinds whose values have no fractions where a policy sets them."""


@frozen
class Bounds:
    """Bounds of a number: the least that it may be, None where there is none, and whether it is whole."""

    least: int | None = None
    whole: bool = False


def of_field(found: FieldType | None, kind: str) -> Bounds:
    """The bounds of what a row states; a derived attribute is only known by its kind."""
    if found is None or found.kind not in {"money", "count", "days", "ratio"}:
        return Bounds(0 if kind == "limit" else None, whole=kind in WHOLE or kind == "limit")
    return Bounds(int(found.least), whole=kind in WHOLE or kind == "money")


def of_measure(policy: Policy, measure: Measure) -> Bounds:
    """The bounds of a measure that is not worked out from other values of its subject."""
    kind, formula = measure.type.kind, measure.formula
    match formula:
        case Aggregate(function="count" | "count distinct"):
            return Bounds(0, whole=True)
        case Aggregate(value=value) if value is not None and formula.function != "count distinct":
            item = entity_of(policy.schema, formula.of, {core.SUBJECT: measure.about})
            roots = {core.ITEM: item, core.SUBJECT: measure.about}
            found = _of(policy, value, roots)
            whole = found.whole and formula.function != "mean"
            return Bounds(
                found.least if found.least is not None and found.least >= 0 else _signed(formula, found),
                whole=whole,
            )
        case Ranking(function="rank"):
            return Bounds(1, whole=True)
        case _:
            return Bounds(None, whole=kind in WHOLE)


def _signed(formula: Aggregate, found: Bounds) -> int | None:
    """A negative least holds for the smallest, the largest and the mean, but not for a sum."""
    return None if formula.function == "sum" else found.least


def _of(policy: Policy, node: core.Node, roots: Mapping[str, str]) -> Bounds:
    """The bounds of an expression, as far as fields and sums tell them."""
    match node:
        case core.Const(value=int(value)):
            return Bounds(value, whole=True)
        case core.Read(root=root, path=(name,)) if root in roots:
            found = policy.schema.entities[roots[root]].attributes.get(name)
            if found is None:
                return Bounds(None, whole=node.type.kind in WHOLE)
            return of_field(policy.schema.entities[roots[root]].fields.get(name), found.kind)
        case core.Arithmetic(operator="+" | "-"):
            one, other = _of(policy, node.left, roots), _of(policy, node.right, roots)
            return Bounds(None, whole=one.whole and other.whole)
        case _:
            return Bounds(None, whole=node.type.kind in WHOLE)
