"""The meaning of expressions, construct by construct (DESIGN, "What a rule means")."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.rules import core
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.types import BOOLEAN, COUNT, DATE, DAYS, LIMIT, MONEY, RATIO
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.limits import INHERIT, UNLIMITED
from groupctl.texts.causes import Cause

LEFT = UnknownValue.of(Cause.of("decision.cause-empty", collection="left"))
RIGHT = UnknownValue.of(Cause.of("decision.cause-empty", collection="right"))
TRUTHS = (True, False, LEFT)


def const(value, kind=MONEY):
    return core.Const(type=kind, value=value)


def read(name, kind=MONEY):
    return core.Read(type=kind, root=core.SUBJECT, path=(name,))


def value_of(node, **known):
    return evaluate(node, lambda read: known[read.key])


def truth(value):
    return None if isinstance(value, UnknownValue) else value


A, B = read("a", BOOLEAN), read("b", BOOLEAN)


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, repeat=2)))
def test_and_or_not_are_kleenes(a, b):
    """False decides a conjunction and true a disjunction; otherwise one unknown term is enough."""
    conjunction = truth(value_of(core.And(terms=(A, B)), a=a, b=b))
    disjunction = truth(value_of(core.Or(terms=(A, B)), a=a, b=b))
    assert conjunction is (
        False if False in (truth(a), truth(b)) else None if None in (truth(a), truth(b)) else True
    )
    assert disjunction is (
        True if True in (truth(a), truth(b)) else None if None in (truth(a), truth(b)) else False
    )
    assert truth(value_of(core.Not(term=A), a=a)) is {True: False, False: True, None: None}[truth(a)]


def test_an_unknown_value_keeps_the_causes_of_all_its_parts():
    total = core.Arithmetic(type=MONEY, operator="+", left=read("a"), right=read("b"))
    assert value_of(total, a=LEFT, b=RIGHT).causes == (*LEFT.causes, *RIGHT.causes)


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_a_comparison_with_an_unknown_is_unknown_even_with_itself(operator):
    node = core.Comparison(operator=operator, left=read("a"), right=read("a"))
    assert value_of(node, a=LEFT) == LEFT


def test_what_is_true_either_way_stays_unknown():
    """``x < 5 or x >= 5`` is unknown when x is."""
    below = core.Comparison(operator="<", left=read("x"), right=const(5))
    above = core.Comparison(operator=">=", left=read("x"), right=const(5))
    assert value_of(core.Or(terms=(below, above)), x=LEFT) == LEFT


@pytest.mark.parametrize(("condition", "expected"), [(True, 1), (False, 2), (LEFT, LEFT)])
def test_if_on_unknown_is_unknown(condition, expected):
    node = core.If(type=MONEY, condition=A, yes=const(1), no=const(2))
    assert value_of(node, a=condition) == expected


def test_if_on_unknown_is_unknown_even_where_both_branches_agree():
    node = core.If(type=MONEY, condition=A, yes=const(1), no=const(1))
    assert value_of(node, a=LEFT) == LEFT


def test_an_unknown_in_the_branch_not_taken_does_not_matter():
    node = core.If(type=MONEY, condition=A, yes=const(1), no=read("b"))
    assert value_of(node, a=True, b=LEFT) == 1


@pytest.mark.parametrize(("a", "expected"), [(5, True), (LEFT, False)])
def test_is_known_is_never_unknown(a, expected):
    assert value_of(core.IsKnown(term=read("a")), a=a) is expected


def test_division_by_zero_is_unknown():
    node = core.Arithmetic(type=RATIO, operator="/", left=read("a"), right=read("b"))
    assert value_of(node, a=1, b=0).causes[0].render() == "division by zero"


@given(
    st.integers(-(10**18), 10**18),
    st.integers(1, 10**18),
    st.integers(-(10**18), 10**18),
    st.integers(1, 10**18),
)
def test_ratios_are_compared_by_cross_multiplication(a, b, c, d):
    def ratio(x, y):
        return core.Arithmetic(type=RATIO, operator="/", left=read(x), right=read(y))

    node = core.Comparison(operator="<", left=ratio("a", "b"), right=ratio("c", "d"))
    assert value_of(node, a=a, b=b, c=c, d=d) is (a * d < c * b)


@given(st.integers(-(2**62), 2**62), st.integers(-(2**62), 2**62).filter(bool))
def test_arithmetic_loses_nothing(a, b):
    quotient = core.Arithmetic(type=RATIO, operator="/", left=read("a"), right=read("b"))
    back = core.Arithmetic(type=MONEY, operator="*", left=quotient, right=read("b"))
    assert value_of(back, a=a, b=b) == a


def test_a_tenth_is_a_tenth():
    node = core.Comparison(operator="=", left=read("r", RATIO), right=const(Fraction(1, 10), RATIO))
    assert value_of(node, r=Fraction(3, 10) - Fraction(2, 10)) is True


@given(st.dates(), st.integers(-10_000, 10_000))
def test_days_lead_from_date_to_date(day, days):
    shifted = core.Arithmetic(type=DATE, operator="+", left=read("d", DATE), right=const(days, DAYS))
    found = value_of(shifted, d=day)
    if isinstance(found, date):
        between = core.Arithmetic(type=DAYS, operator="-", left=const(found, DATE), right=read("d", DATE))
        assert value_of(between, d=day) == days
    else:
        assert found.causes[0].key == "decision.cause-out-of-range"


def test_a_function_of_an_unknown_is_unknown():
    node = core.Call(type=COUNT, function="max", arguments=(read("a", COUNT), const(1, COUNT)))
    assert value_of(node, a=LEFT) == LEFT


@pytest.mark.parametrize(
    ("amount", "limit", "expected"),
    [
        (5, UNLIMITED, False),
        (LEFT, UNLIMITED, False),
        (5, 5, False),
        (6, 5, True),
        (LEFT, 5, LEFT),
        (5, LEFT, LEFT),
    ],
)
def test_nothing_exceeds_unlimited_not_even_what_is_unknown(amount, limit, expected):
    node = core.Call(type=BOOLEAN, function="over", arguments=(read("a"), read("l", LIMIT)))
    assert value_of(node, a=amount, l=limit) == expected


def test_an_inherited_limit_that_nobody_sets_exceeds_nothing_and_allows_nothing():
    node = core.Call(type=BOOLEAN, function="over", arguments=(read("a"), read("l", LIMIT)))
    assert value_of(node, a=5, l=INHERIT).causes[0].key == "decision.cause-no-result"


@pytest.mark.parametrize(
    ("own", "above", "expected"),
    [(5, LEFT, 5), (UNLIMITED, LEFT, UNLIMITED), (INHERIT, 7, 7), (INHERIT, LEFT, LEFT), (LEFT, 7, LEFT)],
)
def test_a_limit_is_inherited_only_where_it_says_so(own, above, expected):
    """M29: an individual limit binds, whatever is known of the class."""
    node = core.Call(type=LIMIT, function="inherit", arguments=(read("o", LIMIT), read("a", LIMIT)))
    assert value_of(node, o=own, a=above) == expected
