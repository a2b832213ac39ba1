"""How large the numbers of an expression can become: every step must be exact within 38 digits.

A bound holds for the numerator and the denominator of a value, whatever its inputs are: attributes, measures,
outputs and parameters lie within ``LARGEST`` in their unit; those of money, counts and days are whole, the
numerator and the denominator of a ratio each lie within it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.types import LARGEST, LARGEST_EXACT, NUMERIC

_WHOLE: Final = frozenset({"money", "count", "days"})
_DAYS_OF_CALENDAR: Final = 3_652_059


@frozen
class Bound:
    """The largest numerator, either sign, and the largest denominator."""

    numerator: int
    denominator: int = 1

    @property
    def exact(self) -> bool:
        """Whether all such values fit into 38 digits."""
        return max(self.numerator, self.denominator) <= LARGEST_EXACT

    def __or__(self, other: "Bound") -> "Bound":
        """The bound of a value that is one or the other."""
        return Bound(max(self.numerator, other.numerator), max(self.denominator, other.denominator))


WHOLE: Final = Bound(LARGEST)
RATIO: Final = Bound(LARGEST, LARGEST)


@frozen
class Checker:
    """Works out bounds from the leaves up; reports the steps that may need more than 38 digits."""

    report: FaultCollector
    parameters: Mapping[str, Bound]

    def check(self, node: core.Node) -> Bound:
        """The bound of ``node``; of no meaning where it is no number."""
        below = [self.check(child) for child in core.children(node)]
        match node:
            case core.Const(value=value):
                if isinstance(value, int | Fraction):
                    return self._kept(node, Bound(abs(value.numerator), value.denominator))
            case core.Read():
                narrowed = self.parameters.get(node.path[0]) if node.root == core.PARAMETER else None
                return narrowed or (RATIO if node.type.kind == "ratio" else WHOLE)
            case core.Arithmetic():
                return self._kept(node, _calculated(node, *below))
            case core.Comparison():
                self._comparable(node, *below)
            case core.If():
                return below[1] | below[2]
            case core.Call():
                return self._called(node, below)
        return WHOLE

    def whole(self, node: core.Node, bound: Bound) -> bool:
        """Whether ``node`` is always whole; reports it otherwise."""
        if bound.denominator > 1:
            self.report.add(
                node.span or core.Span(start=0, end=0), "expression.finer", "expression.finer.hint"
            )
        return bound.denominator == 1

    def _called(self, node: core.Call, below: list[Bound]) -> Bound:
        if node.own is not None:
            for argument, bound in zip(node.arguments, below, strict=True):
                if argument.type.kind in _WHOLE:
                    self.whole(argument, bound)
            return RATIO if node.type.kind == "ratio" else WHOLE
        match node.function:
            case "abs":
                return below[0]
            case "min" | "max":
                joined = below[0]
                for other in below[1:]:
                    self._comparable(node, joined, other)
                    joined |= other
                return joined
            case "floor" | "ceiling":
                return Bound(below[0].numerator)
            case "round":
                return self._kept(node, _rounded(node, below[0]))
            case "over":
                self._comparable(node, *below)
            case "limit_of":
                self.whole(node.arguments[0], below[0])
        return WHOLE

    def _comparable(self, node: core.Node, left: Bound, right: Bound) -> None:
        """Values are compared by cross-multiplication."""
        terms = core.children(node)
        if terms[0].type.kind in NUMERIC:
            largest = max(left.numerator * right.denominator, right.numerator * left.denominator)
            self._kept(node, Bound(largest))

    def _kept(self, node: core.Node, bound: Bound) -> Bound:
        if bound.exact:
            return bound
        self.report.add(node.span or core.Span(start=0, end=0), "expression.digits", "expression.digits.hint")
        return WHOLE


def _calculated(node: core.Arithmetic, left: Bound, right: Bound) -> Bound:
    if node.type.kind == "date":
        return WHOLE
    if node.left.type.kind == "date":
        return Bound(_DAYS_OF_CALENDAR)
    match node.operator:
        case "*":
            return Bound(left.numerator * right.numerator, left.denominator * right.denominator)
        case "/":
            return Bound(left.numerator * right.denominator, left.denominator * right.numerator)
        case _:
            return Bound(
                left.numerator * right.denominator + right.numerator * left.denominator,
                left.denominator * right.denominator,
            )


def _rounded(node: core.Call, bound: Bound) -> Bound:
    digits = node.arguments[1]
    places = digits.value if isinstance(digits, core.Const) and isinstance(digits.value, int) else 0
    if places < 0:
        return Bound(bound.numerator + 10**-places)
    return bound if bound.denominator == 1 else Bound(bound.numerator * 10**places, 10**places)
