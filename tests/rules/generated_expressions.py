"""Generated well-typed expressions, in the form that typing gives them, and values for what they read."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from groupctl.rules import core, functions
from groupctl.rules.expressions.units import RESULTS, unit_beside
from groupctl.rules.function import Function
from groupctl.rules.types import (
    BOOLEAN,
    COUNT,
    DATE,
    DAYS,
    LARGEST,
    LIMIT,
    MONEY,
    ORDERED,
    RATIO,
    TEXT,
    Type,
    record,
)
from groupctl.schema.limits import INHERIT, UNLIMITED
from tests.rules.sample import TIER

Nodes = st.SearchStrategy[core.Node]

UNITS = (MONEY, RATIO, COUNT, DAYS)
VARIABLE = "i"


def read(type_: Type, *path: str, root: str = core.SUBJECT) -> core.Read:
    return core.Read(type=type_, root=root, path=path)


READS: dict[Type, list[core.Node]] = {
    MONEY: [
        read(MONEY, "revenue"),
        read(MONEY, "exposure"),
        read(MONEY, "d_class_line", root=core.PARAMETER),
    ],
    RATIO: [read(RATIO, "gross_margin"), read(RATIO, "tolerance", root=core.PARAMETER)],
    COUNT: [read(COUNT, "orders_count")],
    DAYS: [read(DAYS, "overdue_days"), read(DAYS, "credit_days")],
    DATE: [read(DATE, "since"), read(DATE, "customer", "last_purchase"), read(DATE, root=core.AS_OF)],
    LIMIT: [read(LIMIT, "credit_limit"), read(LIMIT, "customer", "group_limit")],
    TEXT: [read(TEXT, "customer", "remark"), read(TEXT, "id")],
    TIER: [read(TIER, "customer", "tier")],
    BOOLEAN: [read(BOOLEAN, "d_class"), read(BOOLEAN, "customer", "blacklisted")],
}
OF_VARIABLE: dict[Type, list[core.Node]] = {
    MONEY: [read(MONEY, "amount", root=VARIABLE)],
    DATE: [read(DATE, "due_on", root=VARIABLE)],
    BOOLEAN: [read(BOOLEAN, "disputed", root=VARIABLE)],
}

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
dates = st.dates(date(1990, 1, 1), date(2050, 1, 1))


def constants(type_: Type) -> Nodes:
    """Constants as they can be written."""
    values: st.SearchStrategy[core.Value]
    match type_.kind:
        case "money" | "count" | "days":
            values = st.integers(-(10**9), 10**9) | st.integers(-3, 3)
        case "ratio":
            values = st.builds(
                Fraction, st.integers(-9999, 9999), st.sampled_from([1, 10, 100, 10_000, 3, 7])
            )
            values = values.map(functions.exact)
        case "date":
            values = dates
        case "text":
            values = texts
        case "enumeration":
            values = st.sampled_from(type_.members)
        case "limit":
            values = st.integers(0, 10**9) | st.just(UNLIMITED)
        case _:
            values = st.booleans()
    return values.map(lambda value: core.Const(type=type_, value=value))


@cache
def expressions(type_: Type, depth: int = 3, *, inside: bool = False) -> Nodes:
    """Expressions of ``type_`` that are more than a constant; ``inside`` a quantifier its variable is read too."""
    leaves = st.sampled_from([*READS.get(type_, []), *(OF_VARIABLE.get(type_, []) if inside else [])])
    if depth == 0:
        return leaves
    below = _Below(depth - 1, inside)
    makers: list[Callable[[], Nodes]] = [lambda: leaves, lambda: below.branches(type_)]
    if type_ in UNITS or type_ is DATE:
        makers.append(lambda: below.arithmetic(type_))
    makers += [lambda function=function: below.call(function, type_) for function in below.suitable(type_)]
    if type_ is BOOLEAN:
        makers += [below.comparison, below.junction, below.negation, below.is_known, *below.quantifiers()]
    return st.sampled_from(makers).flatmap(lambda maker: maker())


class _Below:
    """Expressions made of smaller ones."""

    def __init__(self, depth: int, inside: bool) -> None:
        self.depth, self.inside = depth, inside

    def solid(self, type_: Type) -> Nodes:
        return expressions(type_, self.depth, inside=self.inside)

    def any(self, type_: Type) -> Nodes:
        return self.solid(type_) | constants(type_)

    def branches(self, type_: Type) -> Nodes:
        return st.builds(
            lambda condition, yes, no, swap: core.If(
                type=type_, condition=condition, yes=no if swap else yes, no=yes if swap else no
            ),
            self.solid(BOOLEAN),
            self.solid(type_),
            self.any(type_) if type_ is not LIMIT else self.solid(type_),
            st.booleans(),
        )

    def arithmetic(self, type_: Type) -> Nodes:
        """Two solid terms, or a solid one and a number in the unit that it takes there."""
        forms = [
            (operator, left, right)
            for operator, results in RESULTS.items()
            for (left, right), result in results.items()
            if result is type_
        ]
        return st.sampled_from(forms).flatmap(lambda form: self._arithmetic(type_, *form))

    def _arithmetic(self, type_: Type, operator: core.ArithmeticOperator, left: str, right: str) -> Nodes:
        kinds = {unit.kind: unit for unit in (*UNITS, DATE)}
        terms = st.tuples(self.solid(kinds[left]), self.solid(kinds[right]))
        options = [terms]
        if self._takes(operator, right, left, number_left=False):
            options.append(st.tuples(self.solid(kinds[left]), self._numbers(kinds[right], operator, left)))
        if self._takes(operator, left, right, number_left=True):
            options.append(st.tuples(self._numbers(kinds[left], operator, right), self.solid(kinds[right])))
        return st.one_of(options).map(
            lambda pair: core.Arithmetic(type=type_, operator=operator, left=pair[0], right=pair[1])
        )

    @staticmethod
    def _takes(operator: core.ArithmeticOperator, unit: str, other: str, *, number_left: bool) -> bool:
        whole = core.Const(type=RATIO, value=2)
        found = unit_beside(operator, other, whole, left=number_left)
        return found is not None and found.kind == unit

    @staticmethod
    def _numbers(unit: Type, operator: core.ArithmeticOperator, other: str) -> Nodes:
        """A fraction beside a count makes it a ratio, a whole number doesn't."""
        numbers = constants(unit)
        if unit is RATIO and operator == "*" and other == "count":
            numbers = numbers.filter(lambda node: Fraction(node.value).denominator > 1)
        return numbers.filter(lambda node: node.value != 0) if operator == "/" else numbers

    @staticmethod
    def suitable(type_: Type) -> list[Function]:
        return [
            function
            for function in functions.CATALOGUE.values()
            if function.result == type_
            or (function.result is None and type_.kind in function.arguments[0].kinds)
        ]

    def call(self, function: Function, type_: Type) -> Nodes:
        kinds = {unit.kind: unit for unit in (*UNITS, DATE, LIMIT)}
        arguments = [
            self.solid(type_ if function.result is None else kinds[min(argument.kinds)])
            for argument in function.arguments
        ]
        if function.name == "round":
            digits = st.integers(-4, 6).map(lambda value: core.Const(type=COUNT, value=value))
            arguments[1] = digits
        if function.name == "add_months":
            arguments[1] = self.any(COUNT)
        more = st.lists(self.any(type_ if function.result is None else LIMIT), max_size=2)
        if not function.repeated:
            more = st.just([])
        return st.builds(
            lambda first, rest: core.Call(type=type_, function=function.name, arguments=(*first, *rest)),
            st.tuples(*arguments),
            more,
        )

    def comparison(self) -> Nodes:
        return st.sampled_from([*UNITS, DATE, TEXT, TIER, BOOLEAN]).flatmap(self._comparison)

    def _comparison(self, type_: Type) -> Nodes:
        operators = ["<", "<=", ">", ">=", "=", "!="] if type_.kind in ORDERED else ["=", "!="]
        return st.builds(
            lambda operator, left, right, swap: core.Comparison(
                operator=operator, left=right if swap else left, right=left if swap else right
            ),
            st.sampled_from(operators),
            self.solid(type_),
            self.any(type_),
            st.booleans(),
        )

    def junction(self) -> Nodes:
        return st.sampled_from([core.And, core.Or]).flatmap(
            lambda kind: st.lists(
                self.any(BOOLEAN).filter(lambda term: not isinstance(term, kind)), min_size=2, max_size=4
            ).map(lambda terms: kind(terms=tuple(terms)))
        )

    def negation(self) -> Nodes:
        return self.any(BOOLEAN).map(lambda term: core.Not(term=term))

    def is_known(self) -> Nodes:
        of_record = st.just(read(record("group"), "customer", "group"))
        return st.one_of(*map(self.solid, UNITS), of_record).map(lambda term: core.IsKnown(term=term))

    def quantifiers(self) -> list[Callable[[], Nodes]]:
        return [] if self.inside else [self.quantifier]

    def quantifier(self) -> Nodes:
        return st.builds(
            lambda every, path, condition: core.Quantified(
                every=every,
                variable=VARIABLE,
                collection=read(record("invoice"), *path),
                condition=condition,
            ),
            st.booleans(),
            st.sampled_from([("invoices",), ("customer", "invoices"), ("all", "invoices")]),
            expressions(BOOLEAN, self.depth, inside=True),
        )


def values(type_: Type) -> st.SearchStrategy[core.Value]:
    """Values that a record may hold, the largest among them."""
    match type_.kind:
        case "money" | "count" | "days":
            return st.sampled_from([LARGEST, -LARGEST, LARGEST - 1]) | st.integers(-LARGEST, LARGEST)
        case "ratio":
            numerators = st.sampled_from([LARGEST, -LARGEST]) | st.integers(-LARGEST, LARGEST)
            denominators = st.sampled_from([LARGEST, LARGEST - 1]) | st.integers(1, LARGEST)
            return st.builds(Fraction, numerators, denominators).map(functions.exact)
        case "date":
            return st.dates()
        case "text":
            return texts
        case "enumeration":
            return st.sampled_from(type_.members)
        case "limit":
            return st.integers(0, LARGEST) | st.sampled_from([UNLIMITED, INHERIT])
        case "record":
            return st.just("a record")
        case _:
            return st.booleans()
