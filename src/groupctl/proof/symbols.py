"""Values that are still open, as terms of the solver: what a condition, a number, a text or a limit may be, and whether it is known.

A part that is settled is a plain Python value, so that whatever is settled is worked out at once. Numbers are exact: a ratio
is kept as numerator and denominator, and compared by cross-multiplication.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, Final

import z3
from attrs import field, frozen

from groupctl.rules.core import MIRRORED, ComparisonOperator

Bool = Any
"""A Boolean term of the solver, or a Python bool."""
Term = Any
"""A number of the solver, or an int or a Fraction."""


@frozen
class Truth:
    """A truth value of three: certainly true, certainly false, else unknown; never both."""

    true: Bool
    false: Bool

    @property
    def known(self) -> Bool:
        """Whether it is true or false."""
        return either(self.true, self.false)


@frozen
class Number:
    """An exact number ``top / bottom``, or a date as its ordinal; ``bottom`` is not 0 where it is known."""

    top: Term
    bottom: Term
    known: Bool


@frozen
class Coded:
    """A value that is only told from others: a member of an enumeration, a text, a record."""

    code: Term
    known: Bool


@frozen
class Cap:
    """A limit: an amount unless it is unlimited or says inherit; never both."""

    amount: Term
    unlimited: Bool
    inherit: Bool
    known: Bool

    @property
    def plain(self) -> Bool:
        """Whether it is an amount."""
        return negation(either(self.unlimited, self.inherit))


Symbol = Truth | Number | Coded | Cap


# ------------------------------------------------------------------------------------------------- logic
def both(*parts: Bool) -> Bool:
    """Whether all of them hold."""
    if any(part is False for part in parts):
        return False
    open_ = [part for part in parts if part is not True]
    return True if not open_ else open_[0] if len(open_) == 1 else z3.And(open_)


def either(*parts: Bool) -> Bool:
    """Whether one of them holds."""
    if any(part is True for part in parts):
        return True
    open_ = [part for part in parts if part is not False]
    return False if not open_ else open_[0] if len(open_) == 1 else z3.Or(open_)


def negation(part: Bool) -> Bool:
    """Whether it does not hold."""
    return not part if isinstance(part, bool) else z3.Not(part)


def alike(one: Bool, other: Bool) -> Bool:
    """Whether both hold or neither does."""
    if isinstance(one, bool):
        return other if one else negation(other)
    return (one if other else negation(one)) if isinstance(other, bool) else one == other


def chosen(condition: Bool, yes: Term, no: Term) -> Term:
    """The one where ``condition`` holds, else the other: numbers or truths."""
    if isinstance(condition, bool):
        return yes if condition else no
    if yes is no or (settled(yes) and settled(no) and type(yes) is type(no) and yes == no):
        return yes
    if isinstance(yes, bool) or isinstance(no, bool):
        return either(both(condition, yes), both(negation(condition), no))
    return z3.If(condition, _term(yes), _term(no))


def settled(term: Term) -> bool:
    """Whether it is one number, and not open."""
    return isinstance(term, int | Fraction)


def _term(term: Term) -> Term:
    if isinstance(term, Fraction):
        return z3.Q(term.numerator, term.denominator)
    return z3.IntVal(term) if isinstance(term, int) else term


# ----------------------------------------------------------------------------------------------- numbers
def plus(one: Term, other: Term) -> Term:
    """The sum."""
    if settled(one) and settled(other):
        return one + other
    for part, term in ((one, other), (other, one)):
        if settled(part) and part == 0:
            return term
    return _term(one) + _term(other)


def times(one: Term, other: Term) -> Term:
    """The product."""
    if settled(one) and settled(other):
        return one * other
    for factor, term in ((one, other), (other, one)):
        if settled(factor):
            return term if factor == 1 else 0 if factor == 0 else _term(factor) * term
    return OpenProduct.of(one, other).term


@frozen
class OpenProduct:
    """A product of two open terms, which the solver takes for any number until its factors are looked at: the rest is linear."""

    one: Term = field(eq=False)
    other: Term = field(eq=False)
    term: Term = field(eq=False)
    key: int
    """Tells one from another."""

    @classmethod
    def of(cls, one: Term, other: Term) -> "OpenProduct":
        """The product of two terms; told to who collects what a translation meets."""
        if other.get_id() < one.get_id():
            one, other = other, one
        whole = one.is_int() and other.is_int()
        term = _WHOLE_PRODUCT(one, other) if whole else _PRODUCT(_real(one), _real(other))
        made = cls(one, other, term, term.get_id())
        MET.get()(made)
        return made

    @property
    def domain(self) -> Bool:
        """The rule of signs."""
        one, other, term = self.one, self.other, self.term
        same = z3.Or(z3.And(one > 0, other > 0), z3.And(one < 0, other < 0))
        return z3.And((term == 0) == z3.Or(one == 0, other == 0), (term > 0) == same)

    def about(self, one: Fraction, other: Fraction) -> tuple[Bool, Bool]:
        """What is so of the product near two factors, and a factor to hold on to: with it, the product is linear."""
        a, b, term = self.one, self.other, self.term
        plane = _term(other) * a + _term(one) * b - _term(one * other)
        below = z3.Or(z3.And(a <= _term(one), b >= _term(other)), z3.And(a >= _term(one), b <= _term(other)))
        above = z3.Or(z3.And(a <= _term(one), b <= _term(other)), z3.And(a >= _term(one), b >= _term(other)))
        lemmas = [
            z3.Implies(a == _term(one), term == _term(one) * b),
            z3.Implies(b == _term(other), term == _term(other) * a),
            z3.Implies(below, term <= plane),
            z3.Implies(above, term >= plane),
        ]
        held = a == _term(one) if z3.is_const(a) or not z3.is_const(b) else b == _term(other)
        return z3.And(lemmas), held


@frozen
class Whole:
    """Whether a number has no fraction, which the solver leaves open until the number is looked at."""

    number: Term = field(eq=False)
    holds: Bool = field(eq=False)
    key: int
    """Tells one from another."""

    @classmethod
    def of(cls, number: Term) -> Bool:
        """Whether a term has no fraction."""
        if settled(number):
            return Fraction(number).denominator == 1
        if number.is_int():
            return True
        holds = _WHOLE(number)
        made = cls(number, holds, holds.get_id())
        MET.get()(made)
        return made.holds

    @property
    def domain(self) -> Bool:
        """Nothing is told before."""
        return True

    def about(self, number: Fraction) -> tuple[Bool, Bool]:
        """What is so of one number, and that it is this one."""
        there = self.number == _term(number)
        return z3.Implies(there, self.holds if number.denominator == 1 else z3.Not(self.holds)), there


MET: Final[ContextVar[Callable[[OpenProduct | Whole], None]]] = ContextVar("MET")
"""Told of each product, and each number that may have a fraction, that a translation meets."""

_PRODUCT: Final = z3.Function("product", z3.RealSort(), z3.RealSort(), z3.RealSort())
_WHOLE: Final = z3.Function("whole", z3.RealSort(), z3.BoolSort())
_WHOLE_PRODUCT: Final = z3.Function("whole product", z3.IntSort(), z3.IntSort(), z3.IntSort())


def _real(term: Term) -> Term:
    return z3.ToReal(term) if term.is_int() else term


def related(operator: ComparisonOperator, one: Term, other: Term) -> Bool:
    """Whether two terms are in that order."""
    if not (settled(one) and settled(other)):
        one, other = _term(one), _term(other)
    match operator:
        case "=":
            return one == other
        case "!=":
            return one != other
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other


def ordered(operator: ComparisonOperator, one: Number, other: Number) -> Bool:
    """Whether two numbers are in that order, where both are known."""
    left, right = times(one.top, other.bottom), times(other.top, one.bottom)
    straight = related(operator, left, right)
    if operator in ("=", "!="):
        return straight
    same_sign = alike(related(">", one.bottom, 0), related(">", other.bottom, 0))
    return either(
        both(same_sign, straight), both(negation(same_sign), related(MIRRORED[operator], left, right))
    )


def added(one: Number, other: Number, *, minus: bool = False) -> Number:
    """The sum, or the difference."""
    known = both(one.known, other.known)
    if one.bottom is other.bottom or (settled(one.bottom) and one.bottom == other.bottom):
        top = times(-1, other.top) if minus else other.top
        return Number(plus(one.top, top), one.bottom, known)
    top = times(other.top, one.bottom)
    return Number(
        plus(times(one.top, other.bottom), times(-1, top) if minus else top),
        times(one.bottom, other.bottom),
        known,
    )


def multiplied(one: Number, other: Number) -> Number:
    """The product."""
    return Number(times(one.top, other.top), times(one.bottom, other.bottom), both(one.known, other.known))


def divided(one: Number, other: Number) -> Number:
    """The quotient; not known for a divisor of 0."""
    if settled(other.top) and other.top == 0:
        return Number(0, 1, known=False)
    known = both(one.known, other.known, related("!=", other.top, 0))
    if settled(other.top):
        return Number(times(times(one.top, other.bottom), Fraction(1) / other.top), one.bottom, known)
    return Number(times(one.top, other.bottom), times(one.bottom, other.top), known)


# ----------------------------------------------------------------------------------------------- symbols
def where(symbol: Symbol, condition: Bool) -> Symbol:
    """The symbol, unknown where ``condition`` does not hold as well."""
    match symbol:
        case Truth():
            return Truth(both(symbol.true, condition), both(symbol.false, condition))
        case Number():
            return Number(symbol.top, symbol.bottom, both(symbol.known, condition))
        case Coded():
            return Coded(symbol.code, both(symbol.known, condition))
        case Cap():
            return Cap(symbol.amount, symbol.unlimited, symbol.inherit, both(symbol.known, condition))


def equal(one: Symbol, other: Symbol) -> Bool:
    """Whether two symbols of one type have the same value, where both are known."""
    match one, other:
        case Truth(), Truth():
            return alike(one.true, other.true)
        case Number(), Number():
            return ordered("=", one, other)
        case Coded(), Coded():
            return related("=", one.code, other.code)
        case Cap(), Cap():
            return both(
                alike(one.unlimited, other.unlimited),
                alike(one.inherit, other.inherit),
                either(negation(one.plain), related("=", one.amount, other.amount)),
            )
    raise TypeError(f"symbols of two types: {one!r}, {other!r}")


def same(one: Symbol, other: Symbol) -> Bool:
    """Whether both are unknown, or known with one value."""
    if one is other:
        return True
    if isinstance(one, Truth) and isinstance(other, Truth):
        return both(alike(one.true, other.true), alike(one.false, other.false))
    return both(alike(one.known, other.known), either(negation(one.known), equal(one, other)))


def pick(condition: Bool, yes: Symbol, no: Symbol) -> Symbol:
    """The one symbol where ``condition`` holds, else the other."""
    match yes, no:
        case Truth(), Truth():
            return Truth(chosen(condition, yes.true, no.true), chosen(condition, yes.false, no.false))
        case Number(), Number():
            bottom = chosen(condition, yes.bottom, no.bottom)
            return Number(chosen(condition, yes.top, no.top), bottom, chosen(condition, yes.known, no.known))
        case Coded(), Coded():
            return Coded(chosen(condition, yes.code, no.code), chosen(condition, yes.known, no.known))
        case Cap(), Cap():
            return Cap(
                chosen(condition, yes.amount, no.amount),
                chosen(condition, yes.unlimited, no.unlimited),
                chosen(condition, yes.inherit, no.inherit),
                chosen(condition, yes.known, no.known),
            )
    raise TypeError(f"symbols of two types: {yes!r}, {no!r}")


def picked(cases: Sequence[tuple[Bool, Symbol]], otherwise: Symbol) -> Symbol:
    """The symbol of the first case that holds."""
    found = otherwise
    for condition, symbol in reversed(cases):
        found = pick(condition, symbol, found)
    return found
