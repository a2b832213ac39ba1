"""An expression as it is written: the parser's tree, before names and types mean anything.

Every node knows where it is. Typing (``groupctl.rules.expressions.elaborate``) turns it into the core.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from attrs import frozen

from groupctl.rules.core import ArithmeticOperator, ComparisonOperator, Span

KEYWORDS: Final = frozenset(
    {"if", "then", "else", "some", "every", "satisfies", "and", "or", "not", "between", "in", "true", "false"}
)
"""Words that no name may be."""


@frozen(kw_only=True)
class ParsedNode:
    """Anything that is written, and where."""

    span: Span


@frozen(kw_only=True)
class ParsedNumber(ParsedNode):
    """``0.15``: no unit yet."""

    value: Fraction


@frozen(kw_only=True)
class ParsedText(ParsedNode):
    """``"CN"``: a text, or a member of an enumeration."""

    value: str


@frozen(kw_only=True)
class ParsedTruth(ParsedNode):
    """``true`` or ``false``."""

    value: bool


@frozen(kw_only=True)
class ParsedDay(ParsedNode):
    """``@"2026-11-21"``."""

    value: date


@frozen(kw_only=True)
class ParsedName(ParsedNode):
    """One part of a path, or a word of a function's name."""

    text: str


@frozen(kw_only=True)
class ParsedPath(ParsedNode):
    """``order.customer.tier``; a single name may also be a member of an enumeration."""

    names: tuple[ParsedName, ...]

    @property
    def text(self) -> str:
        """The path as it is written, without blanks."""
        return ".".join(name.text for name in self.names)


@frozen(kw_only=True)
class ParsedCall(ParsedNode):
    """``start of month(as_of)``: ``name`` holds the words joined by single blanks."""

    name: ParsedName
    arguments: tuple[ParsedNode, ...]


@frozen(kw_only=True)
class ParsedMinus(ParsedNode):
    """``-x``."""

    term: ParsedNode


@frozen(kw_only=True)
class ParsedArithmetic(ParsedNode):
    """``left operator right``."""

    operator: ArithmeticOperator
    left: ParsedNode
    right: ParsedNode


@frozen(kw_only=True)
class ParsedComparison(ParsedNode):
    """``left operator right``."""

    operator: ComparisonOperator
    left: ParsedNode
    right: ParsedNode


@frozen(kw_only=True)
class ParsedBetween(ParsedNode):
    """``term between low and high``, both included."""

    term: ParsedNode
    low: ParsedNode
    high: ParsedNode


@frozen(kw_only=True)
class ParsedIn(ParsedNode):
    """``term in test``."""

    term: ParsedNode
    test: ParsedNode


@frozen(kw_only=True)
class ParsedJunction(ParsedNode):
    """``and`` or ``or`` of two terms or more."""

    word: Literal["and", "or"]
    terms: tuple[ParsedNode, ...]


@frozen(kw_only=True)
class ParsedNot(ParsedNode):
    """``not(term)``."""

    term: ParsedNode


@frozen(kw_only=True)
class ParsedIf(ParsedNode):
    """``if condition then yes else no``."""

    condition: ParsedNode
    yes: ParsedNode
    no: ParsedNode


@frozen(kw_only=True)
class ParsedQuantifier(ParsedNode):
    """``some/every variable in collection satisfies condition``."""

    every: bool
    variable: ParsedName
    collection: ParsedPath
    condition: ParsedNode


@frozen(kw_only=True)
class ParsedAnything(ParsedNode):
    """The test ``-``: always true."""


@frozen(kw_only=True)
class ParsedRelation(ParsedNode):
    """The test ``< 5``."""

    operator: ComparisonOperator
    bound: ParsedNode


@frozen(kw_only=True)
class ParsedInterval(ParsedNode):
    """The test ``[low..high)``; a round bracket leaves its end out."""

    low: ParsedNode
    high: ParsedNode
    with_low: bool
    with_high: bool


@frozen(kw_only=True)
class ParsedTests(ParsedNode):
    """Alternatives, of which one must hold, or with ``negated`` none; any other node tests for equality."""

    alternatives: tuple[ParsedNode, ...]
    negated: bool = False


def children(node: ParsedNode) -> tuple[ParsedNode, ...]:
    """The nodes directly below ``node``."""
    match node:
        case ParsedCall():
            return node.arguments
        case ParsedMinus() | ParsedNot():
            return (node.term,)
        case ParsedArithmetic() | ParsedComparison():
            return (node.left, node.right)
        case ParsedBetween():
            return (node.term, node.low, node.high)
        case ParsedIn():
            return (node.term, node.test)
        case ParsedJunction():
            return node.terms
        case ParsedIf():
            return (node.condition, node.yes, node.no)
        case ParsedQuantifier():
            return (node.collection, node.condition)
        case ParsedRelation():
            return (node.bound,)
        case ParsedInterval():
            return (node.low, node.high)
        case ParsedTests():
            return node.alternatives
        case _:
            return ()


def levels(node: ParsedNode) -> Iterator[tuple[ParsedNode, ...]]:
    """The nodes of each level, from ``node`` downwards; does not recurse, whatever the depth."""
    level: tuple[ParsedNode, ...] = (node,)
    while level:
        yield level
        level = tuple(child for parent in level for child in children(parent))


def weight(node: ParsedNode) -> int:
    """How many nodes ``node`` has once ``in`` and ``between`` are spelled out, which repeats their term."""
    below = sum(map(weight, children(node)))
    match node:
        case ParsedIn(test=ParsedTests(alternatives=tests)):
            return 1 + below + weight(node.term) * sum(1 + isinstance(test, ParsedInterval) for test in tests)
        case ParsedIn() | ParsedBetween():
            return 1 + below + weight(node.term)
        case _:
            return 1 + below
