"""What a question is asked over: the values that a ledger, a calendar or a body may give, each a variable with its bounds."""

from datetime import date
from fractions import Fraction
from typing import Any, cast

import z3
from attrs import define, field, frozen

from groupctl.proof.symbols import (
    Bool,
    Cap,
    Coded,
    Number,
    Symbol,
    Term,
    Truth,
    both,
    negation,
    related,
    times,
)
from groupctl.rules.core import Value
from groupctl.rules.types import LARGEST, NUMERIC, ORDERED, Type
from groupctl.schema.checks import FIRST_DAY, LAST_DAY
from groupctl.schema.limits import INHERIT, UNLIMITED, Inherit, Unlimited


@define(eq=False)
class Texts:
    """The codes of texts, members and records; those that no policy names are told apart by number."""

    _codes: dict[object, int] = field(factory=dict, init=False)
    _values: dict[int, Value] = field(factory=dict, init=False)

    def code(self, value: object, type_: Type) -> int:
        """The code of a value."""
        if type_.kind == "enumeration":
            return type_.members.index(str(value))
        if value not in self._codes:
            code = self._codes[value] = -1 - len(self._codes)
            self._values[code] = value
        return self._codes[value]

    def value(self, code: int, type_: Type) -> Value:
        """The value of a code."""
        if type_.kind == "enumeration":
            return type_.members[code]
        return self._values.get(code, f"another {code}")


@frozen(eq=False)
class Leaf:
    """A value that may be any within its ``domain``: as a symbol, and as people know it."""

    label: str
    type: Type
    symbol: Symbol
    domain: Bool


@define(eq=False)
class Leaves:
    """The leaves that were made so far, by what they stand for."""

    texts: Texts = field(factory=Texts)
    made: dict[object, Leaf] = field(factory=dict, init=False)

    def leaf(
        self,
        key: object,
        label: str,
        type_: Type,
        *,
        optional: bool,
        whole: bool = False,
        least: int | None = None,
        free: bool = False,
    ) -> Leaf:
        """The leaf of ``key``; ``least`` is in the unit of its type; one that is ``free`` may be larger than what rows and measures hold."""
        if key not in self.made:
            name = f"{len(self.made)}:{label}"
            known = z3.Bool(f"{name}?") if optional else True
            symbol, domain = _variable(name, type_, known, whole=whole, least=least, free=free)
            self.made[key] = Leaf(label, type_, symbol, domain)
        return self.made[key]


def _variable(
    name: str,
    type_: Type,
    known: Bool,
    *,
    whole: bool,
    least: int | None,
    free: bool,
) -> tuple[Symbol, Bool]:
    match type_.kind:
        case "boolean":
            value = z3.Bool(name)
            return Truth(both(known, value), both(known, z3.Not(value))), True
        case "enumeration":
            code = z3.Int(name)
            return Coded(code, known), both(code >= 0, code < len(type_.members))
        case "limit":
            amount, unlimited, inherit = (
                z3.Int(name) if whole else z3.Real(name),
                z3.Bool(f"{name} unlimited"),
                z3.Bool(f"{name} inherit"),
            )
            domain = both(z3.Not(z3.And(unlimited, inherit)), _within(amount, least, free=free))
            return Cap(amount, unlimited, inherit, known), domain
        case "date":
            day, (first, last) = z3.Int(name), (date.min, date.max) if free else (FIRST_DAY, LAST_DAY)
            return Number(day, 1, known), both(day >= first.toordinal(), day <= last.toordinal())
        case kind if kind in ORDERED:
            number = z3.Int(name) if whole else z3.Real(name)
            return Number(number, 1, known), _within(number, least, free=free)
        case _:
            return Coded(z3.Int(name), known), True


def _within(number: Term, least: int | None, *, free: bool) -> Bool:
    """That a number is one that rows and measures may hold."""
    if free:
        return True if least is None else number >= least
    return both(number >= (-LARGEST if least is None else least), number <= LARGEST)


def constant(value: Value, type_: Type, texts: Texts) -> Symbol:
    """A value that is settled."""
    if type_.kind == "boolean":
        return Truth(value is True, value is False)
    if type_.kind == "limit":
        amount = value if isinstance(value, int) else 0
        return Cap(amount, isinstance(value, Unlimited), isinstance(value, Inherit), known=True)
    if isinstance(value, date):
        return Number(value.toordinal(), 1, known=True)
    if type_.kind in NUMERIC:
        return Number(cast("int | Fraction", value), 1, known=True)
    return Coded(texts.code(value, type_), known=True)


# ---------------------------------------------------------------------------------------- back to values
class NotExact(Exception):
    """A value that the solver found is no fraction of whole numbers."""


@define
class Model:
    """What the solver found, as values of the rules; None is unknown."""

    found: Any
    """None where everything that is asked for is settled."""
    texts: Texts

    def value(self, symbol: Symbol, type_: Type) -> Value | None:
        """The value of a symbol. NotExact where there is none in whole numbers."""
        if not self.holds(symbol.known):
            return None
        match symbol:
            case Truth():
                return self.holds(symbol.true)
            case Coded():
                return self.texts.value(int(self.number(symbol.code)), type_)
            case Cap():
                if self.holds(symbol.unlimited):
                    return UNLIMITED
                return INHERIT if self.holds(symbol.inherit) else _whole(self.number(symbol.amount))
            case Number():
                number = self.number(symbol.top) / self.number(symbol.bottom)
                return date.fromordinal(int(number)) if type_.kind == "date" else _whole(number)

    def holds(self, part: Bool) -> bool:
        """Whether a condition holds."""
        return part if isinstance(part, bool) else z3.is_true(self.found.eval(part, model_completion=True))

    def number(self, term: Term) -> Fraction:
        """The value of a number."""
        if isinstance(term, int | Fraction):
            return Fraction(term)
        found: Any = self.found.eval(term, model_completion=True)
        if z3.is_int_value(found):
            return Fraction(found.as_long())
        if z3.is_rational_value(found):
            return Fraction(found.numerator_as_long(), found.denominator_as_long())
        raise NotExact


def _whole(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


def is_value(symbol: Symbol, value: Value | None, type_: Type, texts: Texts) -> Bool:
    """Whether a symbol has that value."""
    if value is None:
        return negation(symbol.known)
    match symbol:
        case Truth():
            return symbol.true if value is True else symbol.false
        case Coded():
            return both(symbol.known, related("=", symbol.code, texts.code(value, type_)))
        case Cap():
            if isinstance(value, Unlimited):
                return both(symbol.known, symbol.unlimited)
            if isinstance(value, Inherit):
                return both(symbol.known, symbol.inherit)
            return both(symbol.known, symbol.plain, related("=", symbol.amount, value))
        case Number():
            number: Any = value.toordinal() if isinstance(value, date) else value
            return both(symbol.known, related("=", symbol.top, times(number, symbol.bottom)))
