"""Which units meet in arithmetic, and what becomes of numbers without a unit."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from groupctl.rules import core
from groupctl.rules.expressions import tree
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.types import COUNT, DATE, DAYS, MONEY, NUMBER, RATIO, Kind, Type
from groupctl.schema.currencies import CURRENCIES

_SUMS: Final[Mapping[tuple[Kind, Kind], Type]] = {
    ("money", "money"): MONEY,
    ("ratio", "ratio"): RATIO,
    ("count", "count"): COUNT,
    ("days", "days"): DAYS,
    ("date", "days"): DATE,
    ("number", "number"): NUMBER,
}

RESULTS: Final[Mapping[core.ArithmeticOperator, Mapping[tuple[Kind, Kind], Type]]] = {
    "+": {**_SUMS, ("days", "date"): DATE},
    "-": {**_SUMS, ("date", "date"): DAYS},
    "*": {
        ("money", "ratio"): MONEY,
        ("ratio", "money"): MONEY,
        ("money", "count"): MONEY,
        ("count", "money"): MONEY,
        ("ratio", "ratio"): RATIO,
        ("ratio", "count"): RATIO,
        ("count", "ratio"): RATIO,
        ("count", "count"): COUNT,
        ("days", "count"): DAYS,
        ("count", "days"): DAYS,
        ("number", "number"): NUMBER,
    },
    "/": {
        ("money", "money"): RATIO,
        ("money", "ratio"): MONEY,
        ("money", "count"): MONEY,
        ("ratio", "ratio"): RATIO,
        ("ratio", "count"): RATIO,
        ("count", "ratio"): RATIO,
        ("count", "count"): RATIO,
        ("days", "days"): RATIO,
        ("number", "number"): NUMBER,
    },
}
"""The type of ``left operator right`` by the kinds of both; what is missing has no meaning."""

_WHOLE: Final = frozenset({"count", "days", "limit"})
_ADDED: Final[Mapping[Kind, Type]] = {
    "money": MONEY,
    "ratio": RATIO,
    "count": COUNT,
    "days": DAYS,
    "date": DAYS,
}
_MULTIPLIED: Final[Mapping[Kind, Type]] = {"money": RATIO, "ratio": RATIO, "count": COUNT, "days": COUNT}
_DIVIDED: Final[Mapping[Kind, Type]] = {"money": RATIO, "ratio": RATIO, "count": RATIO, "days": DAYS}
_DIVIDES: Final[Mapping[Kind, Type]] = {"ratio": RATIO, "count": RATIO, "days": DAYS}


def unit_beside(
    operator: core.ArithmeticOperator, other: Kind, number: core.Node, *, left: bool
) -> Type | None:
    """The unit that ``number`` takes beside a value of kind ``other``; ``left`` when it is left of it."""
    match operator:
        case "+" | "-":
            return None if left and operator == "-" and other == "date" else _ADDED.get(other)
        case "*":
            unit = _MULTIPLIED.get(other)
            whole = not isinstance(number, core.Const) or Fraction(_number(number)).denominator == 1
            return RATIO if unit is COUNT and other == "count" and not whole else unit
        case "/":
            return (_DIVIDES if left else _DIVIDED).get(other)


def in_unit(value: int | Fraction, unit: Type, currency: str) -> int | Fraction | None:
    """A written number in ``unit``: money in minor units; None for a fraction of what is only counted whole."""
    scaled = Fraction(value) * (10 ** CURRENCIES[currency] if unit.kind in ("money", "limit") else 1)
    if scaled.denominator == 1:
        return scaled.numerator
    return None if unit.kind in _WHOLE else scaled


def _number(node: core.Const) -> int | Fraction:
    return node.value if isinstance(node.value, int | Fraction) else 0


def parts_in_unit(node: core.Node, unit: Type) -> tuple[Type, ...] | None:
    """The units for the parts of ``node``, a number without a unit, so that it is in ``unit``; None: not possible."""
    match node:
        case core.If():
            return (node.condition.type, unit, unit)
        case core.Call():
            return (unit,) * len(node.arguments)
        case core.Arithmetic(operator="+" | "-"):
            return (unit, unit)
        case core.Arithmetic(operator="*"):
            return (unit, COUNT if unit.kind in _WHOLE else RATIO)
        case core.Arithmetic(operator="/"):
            return None if unit.kind in _WHOLE else (unit, RATIO)
        case _:
            return None


@frozen
class Units:
    """Puts numbers without a unit into one; money is in minor units of ``currency``."""

    report: FaultCollector
    currency: str

    def convert(self, node: core.Node, unit: Type) -> core.Node | None:
        """``node``, a number without a unit, in ``unit``."""
        span = node.span or core.Span(start=0, end=0)
        if isinstance(node, core.Const):
            value = in_unit(_number(node), unit, self.currency)
            if value is None or (unit.kind == "limit" and value < 0):
                code = "expression.negative-limit" if unit.kind == "limit" else "expression.not-whole"
                self.report.add(span, code, found=self.report.slice(span), type=unit)
                return None
            return core.Const(type=unit, span=node.span, value=value)
        wanted = parts_in_unit(node, unit)
        if wanted is None:
            self.report.add(span, "expression.not-whole", found=self.report.slice(span), type=unit)
            return None
        parts = [
            self.convert(part, type_) if part.type is NUMBER else part
            for part, type_ in zip(core.children(node), wanted, strict=True)
        ]
        return _rebuilt(node, unit, tuple(part for part in parts if part)) if all(parts) else None

    def folded(self, node: tree.ParsedArithmetic, left: core.Const, right: core.Const) -> core.Node:
        """The value of two constants."""
        a, b = Fraction(_number(left)), Fraction(_number(right))
        value = {"+": a + b, "-": a - b, "*": a * b}.get(node.operator)
        return constant(a / b if value is None else value, node.span)


def constant(value: int | Fraction, span: core.Span) -> core.Const:
    """A number without a unit."""
    return core.Const(type=NUMBER, span=span, value=value.numerator if value.denominator == 1 else value)


def _rebuilt(node: core.Node, unit: Type, parts: tuple[core.Node, ...]) -> core.Node:
    match node:
        case core.If():
            return evolve(node, type=unit, condition=parts[0], yes=parts[1], no=parts[2])
        case core.Call():
            return evolve(node, type=unit, arguments=parts)
        case core.Arithmetic():
            return evolve(node, type=unit, left=parts[0], right=parts[1])
        case _:
            return node
