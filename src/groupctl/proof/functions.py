"""The functions of the rule language as terms of the solver.

What is a formula is written as one. Of the others (parts of dates, rounding, a policy's own) only bounds are told: the result is a
variable, and where an answer hangs on it, the function itself says what it is for the values that were found.
"""

import math
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Final, cast

import attrs
import z3
from attrs import define, field, frozen

from groupctl.proof.bounds import WHOLE
from groupctl.proof.leaves import Leaf, Leaves, Model, Texts, constant, is_value
from groupctl.proof.symbols import (
    Bool,
    Cap,
    Number,
    Symbol,
    Term,
    Truth,
    Whole,
    both,
    chosen,
    either,
    negation,
    ordered,
    pick,
    picked,
    plus,
    related,
    settled,
    times,
    where,
)
from groupctl.rules import core, functions
from groupctl.rules.engines.reference import call
from groupctl.rules.function import Function
from groupctl.rules.types import Type
from groupctl.rules.unknown import UnknownValue, plain

ORDINARY: Final = (10, 0, 1, 8, 5, 2, 9, 7, 3, 4, 6, 100, 1000)
"""Numbers for which a function of a policy is tried first."""

MOST_CASES: Final = 200
"""Combinations of arguments, each a member of an enumeration or a truth, that are looked at one by one."""


@frozen(eq=False)
class AppliedCall:
    """A function whose result is left open: for these arguments it is ``result``, whatever that may be."""

    function: Function
    arguments: tuple[tuple[Symbol, Type], ...]
    result: Leaf

    @property
    def domain(self) -> Bool:
        """The bounds of the function."""
        return self.result.domain

    def corrected(self, model: Model) -> tuple[Bool, Bool] | None:
        """What it gives near the arguments of ``model``, and that these are its arguments; None where ``model`` has that already."""
        values = [model.value(symbol, type_) for symbol, type_ in self.arguments]
        gives = _given(self.function, values)
        if model.value(self.result.symbol, self.result.type) == gives:
            return None
        given = [
            is_value(symbol, value, type_, model.texts)
            for (symbol, type_), value in zip(self.arguments, values, strict=True)
        ]
        span = SPANS.get(self.function.name) if gives is not None and not self.function.version else None
        if span is None:
            told = is_value(self.result.symbol, gives, self.result.type, model.texts)
            return either(negation(both(*given)), told), both(*given)
        low, high, moves = span(*values)
        day, result = cast(Number, self.arguments[0][0]), cast(Number, self.result.symbol)
        there = both(day.known, _between(day.top, low.toordinal(), high.toordinal()), *given[1:])
        number = gives.toordinal() if isinstance(gives, date) else cast(int, gives)
        moved = plus(day.top, number - cast(date, values[0]).toordinal()) if moves else number
        told = both(result.known, related("=", result.top, moved))
        return either(negation(there), told), both(*given)

    def tried(self, texts: Texts, day: date) -> Bool:
        """That a function of a policy has some ordinary arguments, and gives for them what it gives: where to look first."""
        types = [type_ for _, type_ in self.arguments]
        room = int(MOST_CASES ** (1 / len(types)))
        rows = product(*(_ordinary(type_, day)[:room] for type_ in types))
        return either(*(self._gives(row, texts) for row in rows))

    def _gives(self, row: Sequence[core.Value], texts: Texts) -> Bool:
        gives = _given(self.function, row)
        given = [
            is_value(symbol, value, type_, texts)
            for (symbol, type_), value in zip(self.arguments, row, strict=True)
        ]
        return both(*given, is_value(self.result.symbol, gives, self.result.type, texts))


def _given(function: Function, values: Iterable[core.Value | None]) -> core.Value | None:
    """What the function itself gives; None is unknown."""
    return plain(call(function, [UnknownValue(()) if value is None else value for value in values]))


def _ordinary(type_: Type, day: date) -> Sequence[core.Value]:
    """Values of a type as they are met in practice."""
    match type_.kind:
        case "boolean":
            return (True, False)
        case "enumeration":
            return type_.members
        case "date":
            return (day,)
        case "money" | "limit":
            return tuple(100 * number for number in ORDINARY)
        case "ratio":
            return tuple(Fraction(number, 10) for number in ORDINARY)
        case "count" | "days":
            return ORDINARY
        case _:
            return ("a text",)


@define(eq=False)
class CallTranslator:
    """Translates calls; ``applied`` are those whose result is left open."""

    leaves: Leaves
    touch: Callable[[AppliedCall], None] | None = None
    """Told of each that a translation meets."""
    applied: dict[object, AppliedCall] = field(factory=dict, init=False)

    @property
    def texts(self) -> Texts:
        """The codes of texts."""
        return self.leaves.texts

    def called(self, node: core.Call, arguments: Sequence[Symbol]) -> Symbol:
        """What the call gives."""
        formula = None if node.own else FORMULAS.get(node.function)
        found = formula(*arguments) if formula else self._settled(node, arguments)
        found = self._by_cases(node, arguments) if found is None and not formula else found
        return self._open(node, arguments) if found is None else found

    def _settled(self, node: core.Call, arguments: Sequence[Symbol]) -> Symbol | None:
        """The result for arguments that are settled."""
        if not all(settled(part) for symbol in arguments for part in attrs.astuple(symbol, recurse=False)):
            return None
        model = Model(None, self.texts)
        values = [model.value(one, part.type) for one, part in zip(arguments, node.arguments, strict=True)]
        gives = _given(functions.of(node), values)
        return None if gives is None else constant(gives, node.type, self.texts)

    def _by_cases(self, node: core.Call, arguments: Sequence[Symbol]) -> Symbol | None:
        """The result for each combination of arguments, where these are few."""
        function = functions.of(node)
        types = [argument.type for argument in node.arguments]
        if function.lenient or any(type_.kind not in ("enumeration", "boolean") for type_ in types):
            return None
        values: list[Sequence[core.Value]] = [
            type_.members if type_.kind == "enumeration" else (True, False) for type_ in types
        ]
        rows = list(product(*values))
        if len(rows) > MOST_CASES:
            return None
        cases: list[tuple[Bool, Symbol]] = []
        nothing: list[Bool] = []
        for row in rows:
            here = both(
                *(
                    is_value(symbol, value, type_, self.texts)
                    for symbol, value, type_ in zip(arguments, row, types, strict=True)
                )
            )
            gives = _given(function, row)
            if gives is None:
                nothing.append(here)
            else:
                cases.append((here, constant(gives, node.type, self.texts)))
        if not cases:
            return None
        known = both(*(argument.known for argument in arguments), negation(either(*nothing)))
        return where(picked(cases[:-1], cases[-1][1]), known)

    def _open(self, node: core.Call, arguments: Sequence[Symbol]) -> Symbol:
        """A variable, within the bounds of the function."""
        function = functions.of(node)
        key = (function.name, function.version, tuple(map(_identity, arguments)))
        if key not in self.applied:
            whole = node.type.kind in WHOLE
            leaf = self.leaves.leaf(
                key, f"{function.words}(…)", node.type, optional=True, whole=whole, free=True
            )
            given = True if function.lenient else both(*(argument.known for argument in arguments))
            bounds = None if node.own else BOUNDS.get(node.function)
            surely, told = bounds(leaf.symbol, *arguments) if bounds else (False, True)
            known = leaf.symbol.known
            domain = both(
                leaf.domain,
                either(negation(known), both(given, told)),
                either(negation(both(given, surely)), known),
            )
            types = [argument.type for argument in node.arguments]
            leaf = Leaf(leaf.label, leaf.type, leaf.symbol, domain)
            self.applied[key] = AppliedCall(function, tuple(zip(arguments, types, strict=True)), leaf)
        if self.touch:
            self.touch(self.applied[key])
        return self.applied[key].result.symbol


def _identity(symbol: Symbol) -> tuple[object, ...]:
    """What tells one symbol from another while it is kept."""
    parts = attrs.astuple(symbol, recurse=False)
    return tuple(part.get_id() if isinstance(part, z3.AstRef) else (type(part), part) for part in parts)


# ---------------------------------------------------------------------------------------------- formulas
def _absolute(number: Number) -> Number:
    negative = ordered("<", number, Number(0, 1, known=True))
    return Number(chosen(negative, times(-1, number.top), number.top), number.bottom, number.known)


def _extreme(operator: core.ComparisonOperator, *numbers: Number) -> Symbol:
    found: Symbol = numbers[0]
    for number in numbers[1:]:
        found = pick(ordered(operator, number, cast(Number, found)), number, found)
    return where(found, both(*(number.known for number in numbers)))


def _floor(number: Number) -> Number | None:
    if not settled(number.bottom):
        return None
    if settled(number.top):
        return Number(math.floor(Fraction(number.top) / number.bottom), 1, number.known)
    top = times(number.top, Fraction(1) / number.bottom)
    return Number(z3.ToInt(top) if z3.is_real(top) else top, 1, number.known)


def _ceiling(number: Number) -> Number | None:
    below = _floor(Number(times(-1, number.top), number.bottom, number.known))
    return below and Number(times(-1, below.top), 1, below.known)


def _over(amount: Number, limit: Cap) -> Truth:
    judged = both(amount.known, limit.known, limit.plain)
    above = ordered(">", amount, Number(limit.amount, 1, known=True))
    uncapped = both(limit.known, limit.unlimited)
    return Truth(both(judged, above), either(uncapped, both(judged, negation(above))))


def _is_unlimited(limit: Cap) -> Truth:
    return Truth(both(limit.known, limit.unlimited), both(limit.known, limit.plain))


def _limit_of(amount: Number) -> Cap | None:
    if not settled(amount.bottom):
        return None
    return Cap(times(amount.top, Fraction(1) / amount.bottom), False, False, amount.known)


def _counted(limit: Cap) -> Bool:
    """Whether it is an amount of whole minor units: limits know no other."""
    return both(limit.plain, Whole.of(limit.amount))


def _amount_of(limit: Cap) -> Number:
    return Number(limit.amount, 1, both(limit.known, _counted(limit)))


def _inherit(*limits: Cap) -> Symbol:
    found: Symbol = Cap(0, unlimited=False, inherit=True, known=True)
    for limit in reversed(limits):
        found = pick(both(limit.known, limit.inherit), found, limit)
    return found


def _tighter(*limits: Cap) -> Symbol:
    found: Symbol = limits[0]
    counted = _counted(limits[0])
    for limit in limits[1:]:
        less = both(
            _counted(limit), either(negation(counted), related("<", limit.amount, cast(Cap, found).amount))
        )
        found = pick(less, limit, found)
        counted = either(counted, _counted(limit))
    return where(found, both(*(both(limit.known, negation(limit.inherit)) for limit in limits)))


def _raised(limit: Cap, amount: Number) -> Cap | None:
    if not settled(amount.bottom):
        return None
    top = times(amount.top, Fraction(1) / amount.bottom)
    more = chosen(_counted(limit), plus(limit.amount, top), limit.amount)
    return Cap(more, limit.unlimited, limit.inherit, both(limit.known, amount.known))


FORMULAS: Final[Mapping[str, Callable[..., Symbol | None]]] = {
    "abs": _absolute,
    "min": partial(_extreme, "<"),
    "max": partial(_extreme, ">"),
    "floor": _floor,
    "ceiling": _ceiling,
    "over": _over,
    "is_unlimited": _is_unlimited,
    "limit_of": _limit_of,
    "amount_of": _amount_of,
    "inherit": _inherit,
    "tighter": _tighter,
    "raised": _raised,
}
"""What is a formula of its arguments; None where it is one for other arguments only."""


# ------------------------------------------------------------------------------------------------ bounds
SAFE_DAYS: Final = (800, date(9000, 1, 1).toordinal())
"""Days that are far from either end of the calendar."""
SAFE_MONTHS: Final = 1200


def _between(term: Term, low: Term, high: Term) -> Bool:
    return both(related(">=", term, low), related("<=", term, high))


def _add_months(result: Number, day: Number, months: Number) -> tuple[Bool, Bool]:
    if not settled(months.top) or abs(months.top) > SAFE_MONTHS or months.bottom != 1:
        return False, True
    count = int(months.top)
    low, high = sorted((28 * count, 31 * count))
    near = count * 30436875 // 1000000
    moved = plus(result.top, times(-1, day.top))
    return _between(day.top, 40000, SAFE_DAYS[1]), _between(moved, max(low, near - 8), min(high, near + 8))


def _start_of_month(result: Number, day: Number) -> tuple[Bool, Bool]:
    return True, _between(result.top, plus(day.top, -30), day.top)


def _start_of_fiscal_year(result: Number, day: Number, month: Number) -> tuple[Bool, Bool]:
    named = _between(month.top, 1, 12) if month.bottom == 1 else False
    told = _between(result.top, plus(day.top, -366), day.top)
    return both(named, _between(day.top, *SAFE_DAYS)), told


def _year(result: Number, day: Number) -> tuple[Bool, Bool]:
    low, high = times(365, plus(result.top, -1)), times(366, result.top)
    return True, _between(day.top, low, high)


def _rounded(result: Number, number: Number, digits: Number) -> tuple[Bool, Bool]:
    if not settled(digits.top) or not settled(number.bottom):
        return True, True
    half = Fraction(1, 2) * Fraction(10) ** -int(digits.top)
    top = times(number.top, Fraction(1) / number.bottom)
    return True, _between(result.top, plus(top, -half), plus(top, half))


BOUNDS: Final[Mapping[str, Callable[..., tuple[Bool, Bool]]]] = {
    "add_months": _add_months,
    "start_of_month": _start_of_month,
    "start_of_fiscal_year": _start_of_fiscal_year,
    "year": _year,
    "month": lambda result, _: (True, _between(result.top, 1, 12)),
    "day": lambda result, _: (True, _between(result.top, 1, 31)),
    "round": _rounded,
}
"""When a function has a result for known arguments for certain, and what is so of every result."""


# ------------------------------------------------------------------------------------------------- spans
def _month_of(day: date, *_: object) -> tuple[date, date, bool]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), False


def _days_of_month(day: date) -> tuple[date, date, bool]:
    return *_month_of(day)[:2], True


def _year_of(day: date) -> tuple[date, date, bool]:
    return date(day.year, 1, 1), date(day.year, 12, 31), False


def _fiscal_year_of(day: date, first_month: int) -> tuple[date, date, bool]:
    start = cast(date, functions.start_of_fiscal_year(day, first_month))
    following = functions.add_months(start, 12)
    return start, date.fromordinal(following.toordinal() - 1) if following else date.max, False


def _moved_by_months(day: date, _: int) -> tuple[date, date, bool]:
    return (day.replace(day=1), day.replace(day=28), True) if day.day <= 28 else (day, day, True)


SPANS: Final[Mapping[str, Callable[..., tuple[date, date, bool]]]] = {
    "start_of_month": _month_of,
    "month": _month_of,
    "day": _days_of_month,
    "year": _year_of,
    "start_of_fiscal_year": _fiscal_year_of,
    "add_months": _moved_by_months,
}
"""The days around one for which a function gives the same, or with True moves by as much as the day."""
