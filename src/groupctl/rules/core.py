"""The core of the rule language: what every engine evaluates.

The parser's tree is typed, its names are resolved and its conveniences (``between``, ``in``, unary tests, chained
comparisons) are spelled out before any engine sees it, so the meaning fits in a few nodes. Constants are
already in the unit of what they are compared with: money in minor units of the policy's currency.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from attrs import evolve, field, frozen

from groupctl.rules.function import Function
from groupctl.rules.types import BOOLEAN, Type

Value = bool | int | Fraction | str | date | object
"""A known value as rules see it; ``object`` stands for records and for the limits without an amount."""

ComparisonOperator = Literal["<", "<=", ">", ">=", "=", "!="]
ArithmeticOperator = Literal["+", "-", "*", "/"]

MIRRORED: Final[Mapping[ComparisonOperator, ComparisonOperator]] = {
    "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!=",
}  # fmt: skip
"""The operator that says the same with its sides swapped."""

SUBJECT = "subject"
PARAMETER = "parameter"
AS_OF = "as_of"
ITEM = "item"
"""What a measure calls each record that it goes through."""

STATED = "is stated "
"""Before the attribute at the end of a path: not its value is read, but whether the host stated one."""


@frozen(kw_only=True)
class Span:
    """Where an expression is in its own text: offsets in characters, the end exclusive."""

    start: int
    end: int


@frozen(kw_only=True)
class Node:
    """Any expression; ``type`` is the type of its value. The span is not part of its identity."""

    type: Type
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(kw_only=True)
class Const(Node):
    """A constant."""

    value: Value


@frozen(kw_only=True)
class Read(Node):
    """A value that comes from outside the expression.

    ``root`` is ``subject``, ``parameter``, ``as_of`` or the variable of an enclosing quantifier or aggregate;
    ``path`` is the way from there: record attributes, then the attribute, measure, rule-set output or
    parameter that is read (empty for ``as_of``). ``STATED`` may precede the attribute.
    """

    root: str
    path: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The path as a policy writes it; names the input in a decision."""
        way = self.path if self.root in (SUBJECT, PARAMETER) else (self.root, *self.path)
        if way[-1].startswith(STATED):
            return f"is stated({'.'.join((*way[:-1], way[-1].removeprefix(STATED)))})"
        return ".".join(way)


@frozen(kw_only=True)
class Arithmetic(Node):
    """``left operator right``, exact; division by zero is unknown; a date may meet days."""

    operator: ArithmeticOperator
    left: Node
    right: Node


@frozen(kw_only=True)
class Comparison(Node):
    """``left operator right`` between values of one unit; unknown when either side is."""

    type: Type = BOOLEAN
    operator: ComparisonOperator
    left: Node
    right: Node


@frozen(kw_only=True)
class And(Node):
    """Kleene's conjunction of two terms or more."""

    type: Type = BOOLEAN
    terms: tuple[Node, ...]


@frozen(kw_only=True)
class Or(Node):
    """Kleene's disjunction of two terms or more."""

    type: Type = BOOLEAN
    terms: tuple[Node, ...]


@frozen(kw_only=True)
class Not(Node):
    """Kleene's negation."""

    type: Type = BOOLEAN
    term: Node


@frozen(kw_only=True)
class If(Node):
    """``if condition then yes else no``; unknown when the condition is."""

    condition: Node
    yes: Node
    no: Node


@frozen(kw_only=True)
class IsKnown(Node):
    """``is known(x)``: never unknown itself."""

    type: Type = BOOLEAN
    term: Node


@frozen(kw_only=True)
class Call(Node):
    """A function on its arguments, one of ``groupctl.rules.functions`` or the policy's ``own``; unknown when any of them is."""

    function: str
    arguments: tuple[Node, ...]
    own: Function | None = None


@frozen(kw_only=True)
class Quantified(Node):
    """``some/every variable in collection satisfies condition`` (M17)."""

    type: Type = BOOLEAN
    every: bool
    variable: str
    collection: Read
    condition: Node


def children(node: Node) -> tuple[Node, ...]:
    """The expressions directly below ``node``."""
    match node:
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case And() | Or():
            return node.terms
        case Not() | IsKnown():
            return (node.term,)
        case If():
            return (node.condition, node.yes, node.no)
        case Call():
            return node.arguments
        case Quantified():
            return (node.collection, node.condition)
        case _:
            return ()


def with_children(node: Node, parts: Sequence[Node]) -> Node:
    """``node`` with other expressions directly below it, in the order of ``children``; quantifiers stay whole."""
    match node:
        case Arithmetic() | Comparison():
            return evolve(node, left=parts[0], right=parts[1])
        case And() | Or():
            return evolve(node, terms=tuple(parts))
        case Not() | IsKnown():
            return evolve(node, term=parts[0])
        case If():
            return evolve(node, condition=parts[0], yes=parts[1], no=parts[2])
        case Call():
            return evolve(node, arguments=tuple(parts))
        case _:
            return node


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, in the order in which it is written."""
    yield node
    for child in children(node):
        yield from walk(child)


def walk_outside_quantifiers(node: Node) -> Iterator[Node]:
    """``node`` and what is below it, quantifiers as a whole."""
    yield node
    if not isinstance(node, Quantified):
        for child in children(node):
            yield from walk_outside_quantifiers(child)


def inputs(node: Node) -> Iterator[Read | Quantified]:
    """What must be known before ``node`` can be evaluated: reads, and quantifiers as a whole."""
    if isinstance(node, Read | Quantified):
        yield node
    else:
        for child in children(node):
            yield from inputs(child)


def names_in(node: Node) -> set[str]:
    """The last step of everything that ``node`` reads."""
    return {part.path[-1] for part in walk(node) if isinstance(part, Read) and part.path}
