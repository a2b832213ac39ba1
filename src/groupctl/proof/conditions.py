"""An expression of the core as terms of the solver: the reference engine, node by node, for values that are still open."""

from collections.abc import Callable
from datetime import date
from typing import cast

from groupctl.proof.functions import CallTranslator
from groupctl.proof.leaves import constant
from groupctl.proof.symbols import (
    Number,
    Symbol,
    Truth,
    added,
    both,
    divided,
    either,
    equal,
    multiplied,
    negation,
    ordered,
    picked,
    related,
    where,
)
from groupctl.rules import core

Lookup = Callable[[core.Read | core.Quantified], Symbol]
"""Gives what an input of an expression may be."""


def translated(node: core.Node, lookup: Lookup, calls: CallTranslator) -> Symbol:
    """What ``node`` may be where its inputs are what ``lookup`` gives."""

    def below(part: core.Node) -> Symbol:
        return translated(part, lookup, calls)

    match node:
        case core.Const():
            return constant(node.value, node.type, calls.texts)
        case core.Read() | core.Quantified():
            return lookup(node)
        case core.IsKnown():
            held = below(node.term).known
            return Truth(held, negation(held))
        case core.Not():
            term = cast(Truth, below(node.term))
            return Truth(term.false, term.true)
        case core.And():
            terms = [cast(Truth, below(term)) for term in node.terms]
            return Truth(both(*(term.true for term in terms)), either(*(term.false for term in terms)))
        case core.Or():
            terms = [cast(Truth, below(term)) for term in node.terms]
            return Truth(either(*(term.true for term in terms)), both(*(term.false for term in terms)))
        case core.If():
            condition = cast(Truth, below(node.condition))
            if isinstance(condition.true, bool) and isinstance(condition.false, bool) and condition.known:
                return below(node.yes if condition.true else node.no)
            branches = picked([(condition.true, below(node.yes))], below(node.no))
            return where(branches, condition.known)
        case core.Comparison():
            return compared(node.operator, below(node.left), below(node.right))
        case core.Arithmetic():
            return calculated(node, cast(Number, below(node.left)), cast(Number, below(node.right)))
        case core.Call():
            return calls.called(node, [below(argument) for argument in node.arguments])
        case _:
            raise TypeError(f"not a node of the core: {node!r}")


def compared(operator: core.ComparisonOperator, left: Symbol, right: Symbol) -> Truth:
    """A comparison; unknown where either side is."""
    known = both(left.known, right.known)
    if isinstance(left, Number) and isinstance(right, Number):
        held = ordered(operator, left, right)
    else:
        held = equal(left, right) if operator == "=" else negation(equal(left, right))
    return Truth(both(known, held), both(known, negation(held)))


def calculated(node: core.Arithmetic, left: Number, right: Number) -> Number:
    """Exact arithmetic; a date beyond the calendar is unknown."""
    if node.operator in ("+", "-"):
        found = added(left, right, minus=node.operator == "-")
    else:
        found = (multiplied if node.operator == "*" else divided)(left, right)
    if node.type.kind != "date":
        return found
    first, last = date.min.toordinal(), date.max.toordinal()
    within = both(related(">=", found.top, first), related("<=", found.top, last))
    return Number(found.top, found.bottom, both(found.known, within))
