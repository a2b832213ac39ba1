"""Values and expressions of the rule language as text: exact, and the same in every language."""

from datetime import date
from fractions import Fraction
from typing import cast

from groupctl.rules import core, functions
from groupctl.rules.core import Value
from groupctl.rules.types import Type
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.limits import Inherit, Unlimited


def show_value(value: Value, type_: Type, currency: str) -> str:
    """A known value as text; money and limits in units of ``currency``, from minor units."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Fraction):
        return show_money(value, currency) if type_.kind in ("money", "limit") else show_number(value)
    if isinstance(value, Unlimited | Inherit):
        return type(value).__name__.lower()
    return value if isinstance(value, str) else str(value).lower()


def show_known(value: Value | None, type_: Type, currency: str) -> str:
    """A value as text; ``?`` where it is unknown."""
    return "?" if value is None else show_value(value, type_, currency)


def show_money(minor: int | Fraction, currency: str) -> str:
    """An amount of minor units with the currency's decimals; a fraction of a minor unit is shown exactly."""
    exponent: int = CURRENCIES[currency]
    if isinstance(minor, Fraction) and minor.denominator != 1:
        return show_number(minor / 10**exponent)
    whole, part = divmod(abs(int(minor)), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{part:0{exponent}d}" if exponent else f"{sign}{whole}"


def show_number(number: int | Fraction) -> str:
    """A decimal where that is exact, else a fraction in lowest terms."""
    if isinstance(number, int) or number.denominator == 1:
        return str(int(number))
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def show(node: core.Node, currency: str) -> str:
    """An expression as a policy would write it, with ``between`` and ``in`` spelled out."""
    match node:
        case core.Const(value=value, type=type_):
            return show_constant(value, type_, currency)
        case core.Read():
            return node.key
        case core.Not(term=term):
            return f"not({show(term, currency)})"
        case core.IsKnown(term=term):
            return f"is known({show(term, currency)})"
        case core.If():
            parts = (show(part, currency) for part in (node.condition, node.yes, node.no))
            return "if {} then {} else {}".format(*parts)
        case core.Call():
            return show_call(node, currency)
        case core.Quantified():
            kind = "every" if node.every else "some"
            inner = show(node.condition, currency)
            return f"{kind} {node.variable} in {show(node.collection, currency)} satisfies {inner}"
        case _:
            return show_joined(node, currency)


def show_call(node: core.Call, currency: str) -> str:
    """A call as it is written: digits of money count from its unit."""
    function = functions.of(node)
    arguments = node.arguments
    shown = [show(argument, currency) for argument in arguments]
    digits = arguments[-1]
    if node.function == "round" and node.type.kind == "money" and isinstance(digits, core.Const):
        shown[-1] = str(cast(int, digits.value) + CURRENCIES[currency])
    return f"{function.words}({', '.join(shown)})"


def show_constant(value: Value, type_: Type, currency: str) -> str:
    """A literal: text in quotes, a date as ``@"2026-11-21"``."""
    text = show_value(value, type_, currency)
    if type_.kind == "text":
        text = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"'
    return f'@"{text}"' if isinstance(value, date) else text


def show_joined(node: core.Node, currency: str) -> str:
    """Terms with an operator between them, in parentheses where one binds less tightly."""
    match node:
        case core.And(terms=terms):
            word, parts = "and", terms
        case core.Or(terms=terms):
            word, parts = "or", terms
        case core.Comparison(operator=operator) | core.Arithmetic(operator=operator):
            word, parts = operator, (node.left, node.right)
        case _:
            raise TypeError(f"not a node of the core: {node!r}")
    shown = [
        f"({show(part, currency)})" if binding(part) < needed(node, index) else show(part, currency)
        for index, part in enumerate(parts)
    ]
    return f" {word} ".join(shown)


def needed(node: core.Node, index: int) -> int:
    """How tightly a term of ``node`` must hold together to do without parentheses; ``index`` is its place."""
    return binding(node) + (
        isinstance(node, core.Comparison) or (bool(index) and isinstance(node, core.Arithmetic))
    )


def binding(node: core.Node) -> int:
    """How tightly ``node`` holds together; larger is tighter. A constant may be a quotient, ``1/3``."""
    match node:
        case core.If() | core.Quantified():
            return 0
        case core.Or():
            return 1
        case core.And():
            return 2
        case core.Not():
            return 3
        case core.Comparison():
            return 4
        case core.Arithmetic(operator="+" | "-"):
            return 5
        case core.Arithmetic():
            return 6
        case core.Const(value=Fraction() as number) if "/" in show_number(number):
            return 6
        case _:
            return 9
