"""What holds for every expression: it can be written out and read again, and no step exceeds 38 digits."""

from datetime import date
from fractions import Fraction
from itertools import permutations

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from groupctl.errors import Fault
from groupctl.rules import core
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.expressions.elaborate import elaborate
from groupctl.rules.show import show
from groupctl.rules.types import (
    BOOLEAN,
    COUNT,
    DATE,
    DAYS,
    LARGEST_EXACT,
    LIMIT,
    MONEY,
    NUMERIC,
    RATIO,
    TEXT,
    Type,
)
from groupctl.rules.unknown import UnknownValue
from tests.rules.generated_expressions import expressions, values
from tests.rules.sample import SCOPE, TIER

types = st.sampled_from([MONEY, RATIO, COUNT, DAYS, DATE, LIMIT, TEXT, TIER, BOOLEAN, BOOLEAN, BOOLEAN])


def reread(node: core.Node, expected: Type | None) -> tuple[core.Node | None, list[Fault]]:
    """What ``node`` becomes when it is written out and read again."""
    faults: list[Fault] = []
    return elaborate(show(node, "CNY"), SCOPE, expected, faults=faults), faults


class TestWritingAndReading:
    @given(types.flatmap(expressions))
    def test_an_expression_that_is_written_out_reads_as_the_same(self, node):
        found, faults = reread(node, None)
        codes = {fault.code for fault in faults}
        assert codes <= {"expression.digits", "expression.finer", "expression.too-deep"}
        assert faults or found == node

    @given(expressions(BOOLEAN, 2))
    def test_so_does_its_meaning_in_a_cell(self, node):
        faults: list[Fault] = []
        found = elaborate(f"({show(node, 'CNY')}) in (true)", SCOPE, BOOLEAN, faults=faults)
        assume(not faults)
        assert found == core.Comparison(operator="=", left=node, right=core.Const(type=BOOLEAN, value=True))


WORDS = [
    "revenue", "gross_margin", "orders_count", "since", "d_class", "credit_limit", "state", "customer", ".tier", ".group",
    "customer.tier", "invoices", "all.orders", "i", "i.amount", "some i in", "every i in", "satisfies", "A", "ACTIVE",
    '"A"', "1", "0.15", "-", "+", "*", "/", "<", "=", "!=", "and", "or", "not(", "(", ")", ",", "max(", "over(", "round(",
    "is known(", "date(", '@"2026-01-01"', "if", "then", "else", "in (", "in [", "]", "..", "between", "known", "as_of",
    "unlimited", "subject", "null", "today()", "start of fiscal year(", "add months(", "account", "item", "true",
]  # fmt: skip
fragments = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
expectations = st.sampled_from([None, MONEY, RATIO, COUNT, DAYS, DATE, LIMIT, TEXT, TIER, BOOLEAN])


class TestAnyText:
    @settings(max_examples=500)
    @given(
        fragments | st.builds("{} {} {}".format, fragments, st.sampled_from(["<", "=", "and"]), fragments),
        expectations,
    )
    def test_it_has_a_type_or_faults(self, text, expected):
        for scope in (SCOPE, evolve(SCOPE, item="invoice")):
            faults: list[Fault] = []
            node = elaborate(text, scope, expected, faults=faults)
            assert (node is None) == bool(faults)
            assert all(fault.render("en") and fault.render("zh") for fault in faults)
            assert node is None or expected is None or node.type.kind == expected.kind


class TestDigits:
    @given(
        st.sampled_from([MONEY, RATIO, COUNT, DAYS, BOOLEAN]).flatmap(lambda unit: expressions(unit, 3)),
        st.data(),
    )
    def test_no_step_of_an_accepted_expression_needs_more_than_38(self, node, data):
        found, faults = reread(node, None)
        assume(found is not None and not faults)
        reads = {part for part in core.walk(found) if isinstance(part, core.Read)}
        known = {
            part: data.draw(values(part.type), label=part.key)
            for part in sorted(reads, key=lambda part: part.key)
        }
        for part in core.walk(found):
            check_step(part, known)


def check_step(node: core.Node, known: dict[core.Read, core.Value]) -> None:
    """Numerator and denominator of a value, and the two products that a comparison works out."""

    def value(part: core.Node) -> core.Value | UnknownValue:
        return evaluate(part, lambda read: True if isinstance(read, core.Quantified) else known[read])

    def number(part: core.Node) -> Fraction | None:
        result = value(part)
        return (
            None
            if isinstance(result, UnknownValue | date) or part.type.kind not in NUMERIC
            else Fraction(result)
        )

    result = number(node)
    if result is not None:
        assert abs(result.numerator) <= LARGEST_EXACT
        assert result.denominator <= LARGEST_EXACT
    compares = isinstance(node, core.Comparison) or (
        isinstance(node, core.Call) and node.function in ("min", "max")
    )
    numbers = [term for term in map(number, core.children(node)) if term is not None] if compares else []
    for left, right in permutations(numbers, 2):
        assert abs(left.numerator * right.denominator) <= LARGEST_EXACT


class TestWhole:
    @given(expressions(MONEY), st.data())
    def test_money_with_a_name_of_its_own_is_whole(self, node, data):
        found, faults = reread(node, MONEY)
        assume(found is not None and not faults)
        reads = {part for part in core.walk(found) if isinstance(part, core.Read)}
        known = {
            part: data.draw(values(part.type), label=part.key)
            for part in sorted(reads, key=lambda part: part.key)
        }
        result = evaluate(found, lambda read: True if isinstance(read, core.Quantified) else known[read])
        assume(not isinstance(result, UnknownValue))
        assert Fraction(result).denominator == 1
