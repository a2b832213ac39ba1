"""Expressions of the core as Python source text.

No text of a policy gets into the source: inputs and temporary values have made-up names (``v0``, ``t3``), whole
numbers are written as digits, and every other constant, function and name is bound to a made-up global (``c5``).

The meaning is the reference's, spelled out in conditional expressions: None is unknown. Tests against None are
written only where a value can be None, so an expression over known values costs what a person's code would.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, TypeGuard

from attrs import define, evolve, field, frozen

from groupctl.rules import core, functions
from groupctl.rules.core import Value
from groupctl.rules.function import Function
from groupctl.rules.types import NUMERIC

Input = core.Read | core.Quantified

DEEPEST: Final = 12
"""An expression nested deeper is broken up: Python's parser has a limit of its own."""

LONGEST: Final = 160
"""A cross-multiplied side longer than this, in characters, is worked out as a Fraction instead."""

PYTHON: Final[Mapping[core.ComparisonOperator, str]] = {
    "=": "==",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}


@frozen
class Code:
    """A Python expression: whether it may give None, and how deeply it is nested."""

    text: str
    maybe: bool = False
    depth: int = 0


@frozen
class Quotient:
    """A number as ``top / bottom``, both whole-number expressions, ``bottom`` positive.

    ``maybe`` are the names that have to be known before it means anything.
    """

    top: str
    bottom: str = "1"
    maybe: tuple[str, ...] = ()


def divide(left: int | Fraction, right: int | Fraction) -> int | Fraction | None:
    """The exact quotient; None for division by zero."""
    return functions.exact(Fraction(left) / right) if right else None


def later(day: date, days: int) -> date | None:
    """``days`` after ``day``; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def earlier(day: date, days: int) -> date | None:
    """``days`` before ``day``; None beyond the calendar."""
    return later(day, -days)


@define
class FunctionWriter:
    """The body of one function that is being written.

    ``names`` are the variables that hold the inputs; those in ``known`` are never None. ``lines`` are the
    statements so far, ``bound`` the globals that they need.
    """

    names: Mapping[Input, str]
    known: frozenset[Input] = frozenset()
    lines: list[str] = field(factory=list)
    bound: dict[str, object] = field(factory=dict)
    _split: dict[str, tuple[str, str]] = field(factory=dict)
    _temporaries: int = 0

    def write(self, node: core.Node) -> Code:
        """``node`` as an expression that may be evaluated anywhere after ``lines``."""
        code = self._write(node)
        if code.depth < DEEPEST:
            return code
        name = self._temporary()
        self.lines.append(f"{name} = {code.text}")
        return Code(name, code.maybe)

    def bind(self, value: object) -> str:
        """The global that holds ``value``."""
        name = f"c{len(self.bound)}"
        self.bound[name] = value
        return name

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"

    def _write(self, node: core.Node) -> Code:
        match node:
            case core.Const():
                return Code(self._constant(node.value))
            case core.Read() | core.Quantified():
                return Code(self.names[node], node not in self.known)
            case core.IsKnown():
                term = self.write(node.term)
                return Code(f"({term.text} is not None)" if term.maybe else "True", depth=term.depth + 1)
            case core.Not():
                return self._strict([node.term], "(not {})".format)
            case core.And():
                return self._conjunction(node.terms)
            case core.Or():
                return self._disjunction(node.terms)
            case core.If():
                return self._choice(node)
            case core.Comparison():
                return self._comparison(node)
            case core.Arithmetic():
                return self._arithmetic(node)
            case core.Call():
                return self._call(functions.of(node), node.arguments)
            case _:
                raise TypeError(f"not a node of the core: {node!r}")

    def _call(self, function: Function, arguments: Sequence[core.Node]) -> Code:
        """A function, which may have no result; a lenient one takes unknown arguments as None."""
        meaning = self.bind(function.meaning)
        if not function.lenient:
            call = self._strict(arguments, lambda *texts: f"{meaning}({', '.join(texts)})")
            return evolve(call, maybe=True)
        parts = [self.write(argument) for argument in arguments]
        text = f"{meaning}({', '.join(part.text for part in parts)})"
        return Code(text, maybe=True, depth=1 + max(part.depth for part in parts))

    def _constant(self, value: Value) -> str:
        if type(value) is bool:
            return "True" if value else "False"
        if type(value) is int:
            return repr(value) if value >= 0 else f"({value!r})"
        return self.bind(value)

    def _strict(self, nodes: Sequence[core.Node], text: Callable[..., str]) -> Code:
        """What is unknown as soon as one of its parts is."""
        parts = [self.write(node) for node in nodes]
        guards, texts = [], []
        for part in parts:
            if part.maybe and not part.text.isidentifier():
                name = self._temporary()
                guards.append(f"({name} := {part.text}) is None")
                texts.append(name)
            else:
                guards += [f"{part.text} is None"] if part.maybe else []
                texts.append(part.text)
        depth = 1 + max((part.depth for part in parts), default=0)
        return Code(guarded(guards, text(*texts)), bool(guards), depth)

    def _conjunction(self, nodes: Sequence[core.Node]) -> Code:
        """False as soon as one term is false, else unknown as soon as one is unknown."""
        tests, unsure, depth = self._terms(nodes, "{} is False", "not {}")
        if not unsure:
            parts = " and ".join(test.removeprefix("not ") for test in tests)
            return Code(f"({parts})", depth=depth)
        return Code(f"(False if {' or '.join(tests)} else {' and '.join(unsure)})", True, depth)

    def _disjunction(self, nodes: Sequence[core.Node]) -> Code:
        """True as soon as one term is true, else unknown as soon as one is unknown."""
        tests, unsure, depth = self._terms(nodes, "{}", "{}")
        if not unsure:
            return Code(f"({' or '.join(tests)})", depth=depth)
        unknown = " or ".join(f"{name} is None" for name in unsure)
        return Code(f"(True if {' or '.join(tests)} else None if {unknown} else False)", True, depth)

    def _terms(self, nodes: Sequence[core.Node], unsure: str, sure: str) -> tuple[list[str], list[str], int]:
        """A test of each term, the names of those that may be unknown, and the depth of the whole."""
        terms = [self.write(node) for node in nodes]
        tests, names = [], []
        for term in terms:
            if not term.maybe:
                tests.append(sure.format(term.text))
                continue
            name = term.text if term.text.isidentifier() else self._temporary()
            tests.append(unsure.format(name if name == term.text else f"({name} := {term.text})"))
            names.append(name)
        return tests, names, 1 + max(term.depth for term in terms)

    def _choice(self, node: core.If) -> Code:
        yes, no = self.write(node.yes), self.write(node.no)
        choice = self._strict(
            [node.condition], lambda condition: f"({yes.text} if {condition} else {no.text})"
        )
        depth = 1 + max(choice.depth, yes.depth, no.depth)
        return Code(choice.text, choice.maybe or yes.maybe or no.maybe, depth)

    def _comparison(self, node: core.Comparison) -> Code:
        if node.left.type.kind in NUMERIC and node.right.type.kind in NUMERIC:
            exact = self._exact_comparison(node.operator, node.left, node.right)
            if exact:
                return exact
        return self._strict([node.left, node.right], f"({{}} {PYTHON[node.operator]} {{}})".format)

    def _exact_comparison(
        self, operator: core.ComparisonOperator, left: core.Node, right: core.Node
    ) -> Code | None:
        """Numbers compared by cross-multiplication, without making a Fraction."""
        a, b = self._quotient(left), self._quotient(right)
        if a and b:
            text = f"({times(a.top, b.bottom)} {PYTHON[operator]} {times(b.top, a.bottom)})"
            guards = [f"{name} is None" for name in dict.fromkeys((*a.maybe, *b.maybe))]
            return Code(guarded(guards, text), bool(guards), 2)
        if a and is_division(right):
            return self._divided_comparison(core.MIRRORED[operator], right, a)
        if b and is_division(left):
            return self._divided_comparison(operator, left, b)
        return None

    def _divided_comparison(
        self, operator: core.ComparisonOperator, division: core.Arithmetic, other: Quotient
    ) -> Code | None:
        """``a / b operator c``: multiplied by the divisor, which turns the comparison round if it is negative."""
        a, b = self._quotient(division.left), self._quotient(division.right)
        if not a or not b:
            return None
        divisor = self._temporary()
        guards = [f"{name} is None" for name in dict.fromkeys((*a.maybe, *b.maybe, *other.maybe))]
        guards.append(f"not ({divisor} := {b.top})")
        left = times(times(a.top, b.bottom), other.bottom)
        right = times(times(other.top, a.bottom), divisor)
        text = f"({left} {PYTHON[operator]} {right})"
        if operator not in ("=", "!="):
            turned = f"({left} {PYTHON[core.MIRRORED[operator]]} {right})"
            text = f"({text} if {divisor} > 0 else {turned})"
        return Code(guarded(guards, text), True, 3)

    def _quotient(self, node: core.Node) -> Quotient | None:
        """``node`` as a quotient; None for what is not worth it."""
        match node:
            case core.Const(value=Fraction() as value):
                return Quotient(self._constant(value.numerator), self._constant(value.denominator))
            case core.Const(value=int() as value):
                return Quotient(self._constant(value))
            case core.Read() if node.type.kind == "ratio":
                top, bottom = self._parts(self.names[node], known=node in self.known)
                return Quotient(top, bottom, () if node in self.known else (self.names[node],))
            case core.Read() if node.type.kind in NUMERIC:
                return Quotient(self.names[node], maybe=() if node in self.known else (self.names[node],))
            case core.Arithmetic() if node.operator != "/" and "date" not in (
                node.left.type.kind,
                node.right.type.kind,
            ):
                return self._combined(node)
            case _:
                return None

    def _combined(self, node: core.Arithmetic) -> Quotient | None:
        a, b = self._quotient(node.left), self._quotient(node.right)
        if not a or not b:
            return None
        if node.operator == "*":
            top, bottom = times(a.top, b.top), times(a.bottom, b.bottom)
        else:
            same = a.bottom == b.bottom
            left, right = (a.top, b.top) if same else (times(a.top, b.bottom), times(b.top, a.bottom))
            top, bottom = f"({left} {node.operator} {right})", a.bottom if same else times(a.bottom, b.bottom)
        return Quotient(top, bottom, a.maybe + b.maybe) if len(top) + len(bottom) <= LONGEST else None

    def _parts(self, name: str, *, known: bool) -> tuple[str, str]:
        """The variables with the numerator and the denominator of the ratio in ``name``."""
        if name not in self._split:
            top, bottom = self._split[name] = (f"n{name}", f"d{name}")
            unless = "" if known else f" if {name} is not None else (None, None)"
            self.lines.append(f"{top}, {bottom} = {name}.as_integer_ratio(){unless}")
        return self._split[name]

    def _arithmetic(self, node: core.Arithmetic) -> Code:
        parts = [node.left, node.right]
        dates = [part.type.kind == "date" for part in parts]
        if all(dates):
            return self._strict(parts, "({} - {}).days".format)
        if any(dates):
            move = self.bind(earlier if node.operator == "-" else later)
            moved = self._strict(parts if dates[0] else parts[::-1], f"{move}({{}}, {{}})".format)
            return evolve(moved, maybe=True)
        if node.operator == "/":
            quotient = self._strict(parts, f"{self.bind(divide)}({{}}, {{}})".format)
            return evolve(quotient, maybe=True)
        return self._strict(parts, f"({{}} {node.operator} {{}})".format)


def is_division(node: core.Node) -> TypeGuard[core.Arithmetic]:
    """Whether ``node`` divides one number by another."""
    return isinstance(node, core.Arithmetic) and node.operator == "/"


def guarded(guards: Sequence[str], text: str) -> str:
    """``text``, or None where one of the ``guards`` holds."""
    return f"(None if {' or '.join(guards)} else {text})" if guards else text


def times(left: str, right: str) -> str:
    """The product of two expressions."""
    if right == "1":
        return left
    return right if left == "1" else f"{left} * {right}"


def make(source: str, name: str, bound: Mapping[str, object]) -> Callable[..., object]:
    """The function ``name`` of ``source``, with ``bound`` as its globals."""
    namespace = dict(bound)
    exec(compile(source, "<compiled rules>", "exec"), namespace)  # noqa: S102 - made-up names and digits only
    made = namespace[name]
    if not callable(made):
        raise TypeError(name)
    return made
