"""Generated expressions of every type, rule sets made of them, and rows that are known, missing or on the boundary."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from groupctl.rules import core, functions
from groupctl.rules.function import Argument, Function
from groupctl.rules.policy import RuleSet
from groupctl.rules.types import (
    BOOLEAN,
    COUNT,
    DATE,
    DAYS,
    LARGEST,
    LIMIT,
    MONEY,
    NUMERIC,
    RATIO,
    TEXT,
    Type,
    enumeration,
    record,
)
from groupctl.schema.limits import INHERIT, UNLIMITED
from tests.rules.builders import rule_set

GRADE = enumeration("Grade", ("优", "良", "REFER", "拒绝"))
CUSTOMER = record("customer")
TYPES = (MONEY, RATIO, COUNT, DAYS, DATE, TEXT, BOOLEAN, GRADE, LIMIT, CUSTOMER)
KINDS = {type_.kind: type_ for type_ in TYPES}
CUSTOMERS = (object(), object())

LONG = "很长" * 700
VERY_LONG = "x" * 70_000
TEXTS = (
    "",
    "a",
    "ab",
    "abc",
    "甲",
    "甲乙",
    'a"b',
    "a\\b",
    "a\nb",
    "1",
    "true",
    "\x00",
    "😀",
    LONG,
    LONG + "。",
    VERY_LONG,
)
EDGES = (0, 1, -1, LARGEST, -LARGEST, LARGEST - 1, 2**53 + 1)
RATIOS = (
    Fraction(3, 20),
    Fraction(1, 3),
    Fraction(-1, 7),
    Fraction(1, 10**7),
    Fraction(LARGEST, 3),
    Fraction(999_999, 10**6),
)

INPUTS = {
    type_: tuple(
        core.Read(type=type_, root=root, path=(f"{type_.kind}{number}的{root}",))
        for number, root in enumerate((core.SUBJECT, core.SUBJECT, core.PARAMETER))
    )
    for type_ in TYPES
}
AS_OF = core.Read(type=DATE, root=core.AS_OF)
SOME_OVERDUE = core.Quantified(
    every=False,
    variable="i",
    collection=core.Read(type=record("invoice"), root=core.SUBJECT, path=("invoices",)),
    condition=core.Read(type=BOOLEAN, root="i", path=("disputed",)),
)

NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from(EDGES), st.integers(-(10**7), 10**7))
DECIMALS = st.integers(-2000, 2000).map(lambda thousandths: Fraction(thousandths, 1000))
MEANS = st.fractions(-4, 4, max_denominator=6)
VALUES = {
    MONEY: st.one_of(NUMBERS, NUMBERS, NUMBERS, NUMBERS, MEANS),
    COUNT: st.integers(-3, 14),
    DAYS: st.one_of(st.integers(-400, 400), st.sampled_from((0, 183, 10**7))),
    RATIO: st.one_of(st.integers(-2, 2), st.sampled_from(RATIOS), st.fractions(-2, 2, max_denominator=40)),
    DATE: st.one_of(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.sampled_from((date.min, date.max))),
    TEXT: st.sampled_from(TEXTS),
    BOOLEAN: st.booleans(),
    GRADE: st.sampled_from(GRADE.members),
    LIMIT: st.one_of(NUMBERS, st.sampled_from((UNLIMITED, INHERIT))),
    CUSTOMER: st.sampled_from(CUSTOMERS),
}

ARITHMETIC = {
    MONEY: (
        ("+", MONEY, MONEY),
        ("-", MONEY, MONEY),
        ("*", MONEY, RATIO),
        ("*", COUNT, MONEY),
        ("/", MONEY, COUNT),
    ),
    RATIO: (
        ("/", MONEY, MONEY),
        ("/", COUNT, COUNT),
        ("/", DAYS, DAYS),
        ("+", RATIO, RATIO),
        ("-", RATIO, RATIO),
        ("*", RATIO, RATIO),
    ),
    COUNT: (("+", COUNT, COUNT), ("-", COUNT, COUNT), ("*", COUNT, COUNT)),
    DAYS: (("-", DATE, DATE), ("+", DAYS, DAYS), ("-", DAYS, DAYS)),
    DATE: (("+", DATE, DAYS), ("-", DATE, DAYS), ("+", DAYS, DATE)),
}


def own(name, result, meaning, *kinds):
    """A function that a policy brings."""
    arguments = tuple(Argument(name=kind, kinds=frozenset({kind}), type=KINDS[kind]) for kind in kinds)
    return Function(name=name, arguments=arguments, result=result, meaning=meaning, version="1")


OWN = {
    function.name: function
    for function in (
        own(
            "own_share",
            RATIO,
            lambda part, whole: Fraction(part) / whole if whole else None,
            "money",
            "money",
        ),
        own("own_grade", GRADE, lambda number: GRADE.members[number] if 0 <= number < 4 else None, "count"),
        own(
            "own_worse",
            BOOLEAN,
            lambda grade, yes: yes and grade in ("REFER", "拒绝"),
            "enumeration",
            "boolean",
        ),
    )
}
"""Functions of a policy's own, by name; each has arguments for which it has no value, or takes members of an enumeration."""


def signatures():
    """What each function may be called with: its result and the types of its arguments."""
    found = {}
    for function in (*functions.CATALOGUE.values(), *OWN.values()):
        kinds = sorted(function.arguments[0].kinds & KINDS.keys())
        for kind in kinds:
            arguments = [KINDS[kind if kind in one.kinds else min(one.kinds)] for one in function.arguments]
            found.setdefault(function.result or KINDS[kind], []).append((function, arguments))
    return found


SIGNATURES = signatures()


def constants(type_):
    """A constant of a type; texts and numbers as policies may hold them."""
    return VALUES[type_].map(lambda value: core.Const(type=type_, value=value))


@st.composite
def expressions(draw, type_: Type, depth: int = 3):
    """An expression of ``type_``."""
    if type_ == BOOLEAN and depth > 0:
        return draw(conditions(depth))
    makers = ["read", "read", "constant"]
    if depth > 0:
        makers += (
            ["arithmetic"] * 3 * (type_ in ARITHMETIC)
            + ["call"] * 2 * (type_ in SIGNATURES)
            + ["if"] * (1 if type_ in ARITHMETIC else 4)
        )
    match draw(st.sampled_from(makers)):
        case "constant":
            return draw(constants(type_))
        case "arithmetic":
            operator, left, right = draw(st.sampled_from(ARITHMETIC[type_]))
            sides = draw(expressions(left, depth - 1)), draw(expressions(right, depth - 1))
            return core.Arithmetic(type=type_, operator=operator, left=sides[0], right=sides[1])
        case "call":
            return draw(calls(type_, depth))
        case "if":
            return core.If(
                type=type_,
                condition=draw(conditions(depth - 1)),
                yes=draw(expressions(type_, depth - 1)),
                no=draw(expressions(type_, depth - 1)),
            )
        case _:
            return draw(st.sampled_from((*INPUTS[type_], *([AS_OF] if type_ == DATE else []))))


@st.composite
def calls(draw, type_: Type, depth: int, only: str = ""):
    """A call of a function with a result of ``type_``."""
    found = [signature for signature in SIGNATURES[type_] if only in ("", signature[0].name)]
    function, types = draw(st.sampled_from(found))
    types = types + types[-1:] * draw(st.integers(0, 2)) if function.repeated else types
    arguments = [draw(expressions(argument, depth - 1)) for argument in types]
    if function.name == "round":
        arguments[1] = core.Const(type=COUNT, value=draw(st.integers(-3, 3)))
    brought = function if function.version else None
    return core.Call(type=type_, function=function.name, arguments=tuple(arguments), own=brought)


FUNCTIONS = {
    name: [type_ for type_, found in SIGNATURES.items() if any(one.name == name for one, _ in found)]
    for name in (*functions.CATALOGUE, *OWN)
}
"""The types that each function may give."""


@st.composite
def comparisons(draw, depth: int, only: str = ""):
    """A comparison of two values of one type, often of a read or a function (perhaps ``only`` one) with a constant."""
    if only or (depth > 0 and draw(st.integers(0, 2)) == 0):
        name = only or draw(st.sampled_from(sorted(FUNCTIONS)))
        type_ = draw(st.sampled_from(FUNCTIONS[name]))
        left = draw(calls(type_, depth, only=name))
    else:
        type_ = draw(st.sampled_from(TYPES))
        left = draw(expressions(type_, depth - 1))
    operator = draw(st.sampled_from(operators(type_)))
    right = draw(constants(type_) if draw(st.booleans()) else expressions(type_, depth - 1))
    sides = (left, right) if draw(st.booleans()) else (right, left)
    return core.Comparison(operator=operator, left=sides[0], right=sides[1])


def operators(type_: Type):
    """The comparisons that a type knows."""
    return ("=", "!=", "<", "<=", ">", ">=") if type_.kind in NUMERIC | {"date"} else ("=", "!=")


@st.composite
def conditions(draw, depth: int = 3):
    """A boolean expression."""
    makers = ["compare"] * 4 + ["read", "constant", "quantified"]
    if depth > 0:
        makers += ["and", "or", "not"] * 2 + ["if", "known", "call"]
    below = conditions(max(0, depth - 1))
    match draw(st.sampled_from(makers)):
        case "compare":
            return draw(comparisons(max(0, depth)))
        case "and":
            return core.And(terms=tuple(draw(st.lists(below, min_size=2, max_size=4))))
        case "or":
            return core.Or(terms=tuple(draw(st.lists(below, min_size=2, max_size=4))))
        case "not":
            return core.Not(term=draw(below))
        case "if":
            return core.If(type=BOOLEAN, condition=draw(below), yes=draw(below), no=draw(below))
        case "known":
            return core.IsKnown(term=draw(expressions(draw(st.sampled_from(TYPES)), depth - 1)))
        case "call":
            return draw(calls(BOOLEAN, depth))
        case "quantified":
            return SOME_OVERDUE
        case "constant":
            return draw(constants(BOOLEAN))
        case _:
            return draw(st.sampled_from(INPUTS[BOOLEAN]))


def rule_sets(depth: int = 3, rules: int = 4):
    """Rule sets with a few rules that hold everything the core has."""
    return st.lists(conditions(depth), min_size=1, max_size=rules).map(rule_set)


@st.composite
def rule_sets_with(draw, name: str):
    """Rule sets in which the function ``name`` is called."""
    called = draw(comparisons(2, only=name))
    return rule_set([called, *draw(st.lists(conditions(2), max_size=2))])


@st.composite
def plain_conditions(draw, depth: int = 3):
    """Conditions that an engine can match without help: comparisons of reads, joined."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        type_ = draw(st.sampled_from((MONEY, MONEY, COUNT, DATE, TEXT, BOOLEAN, GRADE, RATIO)))
        left = draw(st.sampled_from(INPUTS[type_]))
        right = draw(st.one_of(constants(type_), st.sampled_from(INPUTS[type_])))
        return core.Comparison(operator=draw(st.sampled_from(operators(type_))), left=left, right=right)
    below = plain_conditions(depth - 1)
    joined = draw(st.sampled_from((core.And, core.Or, core.Not)))
    if joined is core.Not:
        return core.Not(term=draw(below))
    return joined(terms=tuple(draw(st.lists(below, min_size=2, max_size=3))))


def plain_rule_sets(rules: int = 8):
    """Rule sets whose conditions an engine can match without help."""
    return st.lists(plain_conditions(), min_size=1, max_size=rules).map(rule_set)


def constants_of(rules: RuleSet):
    """The constants that the conditions of a rule set hold, by type."""
    found: dict[Type, list[object]] = {}
    for rule in rules.rules:
        for node in core.walk(rule.condition):
            if isinstance(node, core.Const):
                found.setdefault(node.type, []).append(node.value)
    return found


def near(value):
    """A value and its neighbours."""
    if isinstance(value, bool | str):
        return [value]
    if isinstance(value, date):
        steps = [timedelta(days=step) for step in (-1, 0, 1)]
        return [
            value + step
            for step in steps
            if date.min.toordinal() <= value.toordinal() + step.days <= date.max.toordinal()
        ]
    if isinstance(value, int):
        return [near for near in (value - 1, value, value + 1) if abs(near) <= LARGEST]
    if isinstance(value, Fraction):
        return [value - Fraction(1, 10**12), value, value + Fraction(1, 10**12)]
    return [value]


def values_of(node):
    """Values of an input; a parameter that is a ratio is nearly always a decimal."""
    decimal = isinstance(node, core.Read) and node.root == core.PARAMETER and node.type == RATIO
    return st.one_of(*[DECIMALS] * 5, VALUES[RATIO]) if decimal else VALUES[node.type]


@st.composite
def rows(draw, inputs: Sequence[core.Read | core.Quantified], on_boundary=None, *, missing=False):
    """One value for each input. ``on_boundary`` holds constants to meet; ``missing`` leaves some values out."""
    row = []
    for node in inputs:
        if missing and draw(st.booleans()):
            row.append(None)
            continue
        around = [value for constant in (on_boundary or {}).get(node.type, ()) for value in near(constant)]
        edges = [*around, *(EDGES if node.type == MONEY and on_boundary is not None else ())]
        row.append(draw(st.sampled_from(edges) if edges else values_of(node)))
    return tuple(row)
