"""An expression as it is written: the parser's tree, before names and types mean anything.

Every node knows where it stands. Typing (``groupctl.rules.expressions.elaborate``) turns it into the core.
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
class Node:
    """Anything that is written, and where."""

    span: Span


@frozen(kw_only=True)
class Number(Node):
    """``0.15``: no unit yet."""

    value: Fraction


@frozen(kw_only=True)
class Text(Node):
    """``"CN"``: a text, or a member of an enumeration."""

    value: str


@frozen(kw_only=True)
class Truth(Node):
    """``true`` or ``false``."""

    value: bool


@frozen(kw_only=True)
class Day(Node):
    """``@"2026-11-21"``."""

    value: date


@frozen(kw_only=True)
class Name(Node):
    """One part of a path, or a word of a function's name."""

    text: str


@frozen(kw_only=True)
class Path(Node):
    """``order.customer.tier``; a single name may also be a member of an enumeration."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The path as it is written, without blanks."""
        return ".".join(name.text for name in self.names)


@frozen(kw_only=True)
class Call(Node):
    """``start of month(as_of)``: ``name`` holds the words joined by single blanks."""

    name: Name
    arguments: tuple[Node, ...]


@frozen(kw_only=True)
class Minus(Node):
    """``-x``."""

    term: Node


@frozen(kw_only=True)
class Arithmetic(Node):
    """``left operator right``."""

    operator: ArithmeticOperator
    left: Node
    right: Node


@frozen(kw_only=True)
class Comparison(Node):
    """``left operator right``."""

    operator: ComparisonOperator
    left: Node
    right: Node


@frozen(kw_only=True)
class Between(Node):
    """``term between low and high``, both included."""

    term: Node
    low: Node
    high: Node


@frozen(kw_only=True)
class In(Node):
    """``term in test``."""

    term: Node
    test: Node


@frozen(kw_only=True)
class Junction(Node):
    """``and`` or ``or`` of two terms or more."""

    word: Literal["and", "or"]
    terms: tuple[Node, ...]


@frozen(kw_only=True)
class Not(Node):
    """``not(term)``."""

    term: Node


@frozen(kw_only=True)
class If(Node):
    """``if condition then yes else no``."""

    condition: Node
    yes: Node
    no: Node


@frozen(kw_only=True)
class Quantifier(Node):
    """``some/every variable in collection satisfies condition``."""

    every: bool
    variable: Name
    collection: Path
    condition: Node


@frozen(kw_only=True)
class Anything(Node):
    """The test ``-``: always true."""


@frozen(kw_only=True)
class Relation(Node):
    """The test ``< 5``."""

    operator: ComparisonOperator
    bound: Node


@frozen(kw_only=True)
class Interval(Node):
    """The test ``[low..high)``; a round bracket leaves its end out."""

    low: Node
    high: Node
    with_low: bool
    with_high: bool


@frozen(kw_only=True)
class Tests(Node):
    """Alternatives, of which one must hold, or with ``negated`` none; any other node tests for equality."""

    alternatives: tuple[Node, ...]
    negated: bool = False


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``."""
    match node:
        case Call():
            return node.arguments
        case Minus() | Not():
            return (node.term,)
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Between():
            return (node.term, node.low, node.high)
        case In():
            return (node.term, node.test)
        case Junction():
            return node.terms
        case If():
            return (node.condition, node.yes, node.no)
        case Quantifier():
            return (node.collection, node.condition)
        case Relation():
            return (node.bound,)
        case Interval():
            return (node.low, node.high)
        case Tests():
            return node.alternatives
        case _:
            return ()


def levels(node: Node) -> Iterator[tuple[Node, ...]]:
    """The nodes of each level, from ``node`` downwards; does not recurse, whatever the depth."""
    level: tuple[Node, ...] = (node,)
    while level:
        yield level
        level = tuple(child for parent in level for child in children(parent))


def weight(node: Node) -> int:
    """How many nodes ``node`` has once ``in`` and ``between`` are spelled out, which repeats their term."""
    below = sum(map(weight, children(node)))
    match node:
        case In(test=Tests(alternatives=tests)):
            return 1 + below + weight(node.term) * sum(1 + isinstance(test, Interval) for test in tests)
        case In() | Between():
            return 1 + below + weight(node.term)
        case _:
            return 1 + below
