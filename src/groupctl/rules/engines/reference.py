"""The reference engine: the meaning of the rule language, stated as plainly as possible.

Every other engine is checked against this one. It is exact, and an unknown value carries its causes.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import cast

from attrs import frozen

from groupctl.rules import core, functions
from groupctl.rules.core import Value
from groupctl.rules.engines.base import InputRow, Truth
from groupctl.rules.function import Function
from groupctl.rules.own_functions import Exactly
from groupctl.rules.policy import RuleSet
from groupctl.rules.unknown import Maybe, UnknownValue, plain
from groupctl.texts.causes import Cause

Lookup = Callable[[core.Read | core.Quantified], Maybe]
"""Gives the value of an input of an expression."""

Number = int | Fraction


def evaluate(node: core.Node, lookup: Lookup) -> Maybe:
    """The value of ``node`` when its inputs have the values that ``lookup`` gives."""
    match node:
        case core.Const():
            return node.value
        case core.Read() | core.Quantified():
            return lookup(node)
        case core.IsKnown():
            return not isinstance(evaluate(node.term, lookup), UnknownValue)
        case core.Not():
            term = evaluate(node.term, lookup)
            return term if isinstance(term, UnknownValue) else not term
        case core.And():
            return conjunction([evaluate(term, lookup) for term in node.terms])
        case core.Or():
            return disjunction([evaluate(term, lookup) for term in node.terms])
        case core.If():
            condition = evaluate(node.condition, lookup)
            if isinstance(condition, UnknownValue):
                return condition
            return evaluate(node.yes if condition else node.no, lookup)
        case _:
            return strict(node, [evaluate(child, lookup) for child in core.children(node)])


def conjunction(terms: Sequence[Maybe]) -> Maybe:
    """Kleene's ``and``: false as soon as one term is false, else unknown as soon as one is unknown."""
    if any(term is False for term in terms):
        return False
    return unknown_among(terms) or True


def disjunction(terms: Sequence[Maybe]) -> Maybe:
    """Kleene's ``or``: true as soon as one term is true, else unknown as soon as one is unknown."""
    if any(term is True for term in terms):
        return True
    return unknown_among(terms) or False


def unknown_among(values: Sequence[Maybe]) -> UnknownValue | None:
    """The unknown values of ``values`` as one, None when all are known."""
    return UnknownValue.joined(values) if any(isinstance(value, UnknownValue) for value in values) else None


def strict(node: core.Node, values: Sequence[Maybe]) -> Maybe:
    """Comparison, arithmetic and functions: unknown when any argument is."""
    if isinstance(node, core.Call):
        return call(functions.of(node), values)
    unknown = unknown_among(values)
    if unknown:
        return unknown
    match node:
        case core.Comparison():
            return compare(node.operator, *values)
        case core.Arithmetic():
            return calculate(node.operator, *values)
        case _:
            raise TypeError(f"not a node of the core: {node!r}")


def call(function: Function, values: Sequence[Maybe]) -> Maybe:
    """A function of ``values``; a lenient one may know its answer although an argument is unknown."""
    unknown = unknown_among(values)
    if unknown and not function.lenient:
        return unknown
    result = function.meaning(*map(plain, values))
    if result is not None:
        return result
    return unknown or UnknownValue.of(no_result(function, values))


def no_result(function: Function, values: Sequence[Maybe]) -> Cause:
    """Why a function gives nothing for known ``values``."""
    if isinstance(function.meaning, Exactly):
        why = function.meaning.why(values)
        return Cause.of("decision.cause-own-function", function=function.words, why=why)
    return Cause.of("decision.cause-no-result", function=function.words)


def compare(operator: core.ComparisonOperator, left: Value, right: Value) -> bool:
    """Compare two values of one type; exact."""
    a, b = cast(Fraction, left), cast(Fraction, right)
    match operator:
        case "=":
            return a == b
        case "!=":
            return a != b
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b


def calculate(operator: core.ArithmeticOperator, left: Value, right: Value) -> Maybe:
    """Exact arithmetic; dates meet days."""
    if isinstance(left, date):
        return shift_date(operator, left, right)
    if isinstance(right, date):
        return shift_date(operator, right, left)
    a, b = cast(Fraction, left), cast(Fraction, right)
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return (
                whole(Fraction(a) / b) if b else UnknownValue.of(Cause.of("decision.cause-division-by-zero"))
            )


def whole(number: Fraction) -> Number:
    """An int where ``number`` is one."""
    return number.numerator if number.denominator == 1 else number


def shift_date(operator: core.ArithmeticOperator, day: date, other: Value) -> Maybe:
    """``date - date`` in days, ``date + days`` and ``date - days``; unknown beyond the calendar."""
    if isinstance(other, date):
        return (day - other).days
    days = cast(int, other)
    try:
        return day + timedelta(days=days if operator == "+" else -days)
    except OverflowError:
        return UnknownValue.of(Cause.of("decision.cause-out-of-range"))


@frozen
class ReferenceRuleSet:
    """A rule set evaluated rule by rule, term by term."""

    rule_set: RuleSet

    def judge(self, lookup: Lookup) -> tuple[Maybe, ...]:
        """The condition of each rule: True, False, or unknown with its causes."""
        return tuple(evaluate(rule.condition, lookup) for rule in self.rule_set.rules)

    def truths(self, row: InputRow) -> tuple[Truth, ...]:
        """See ``PreparedRuleSet.truths``."""
        nothing = UnknownValue(())
        values = {
            node: nothing if value is None else value
            for node, value in zip(self.rule_set.inputs, row, strict=True)
        }
        return tuple(
            None if isinstance(truth, UnknownValue) else cast(bool, truth)
            for truth in self.judge(values.__getitem__)
        )


@frozen
class ReferenceEngine:
    """See the module."""

    name: str = "reference"

    def prepare(self, rule_set: RuleSet) -> ReferenceRuleSet:
        """Nothing to prepare."""
        return ReferenceRuleSet(rule_set)
