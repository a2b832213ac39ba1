"""The bounds that typing works out hold for every value that an expression can have."""

from datetime import date
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from groupctl.rules import core
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.expressions.bounds import Bound, Checker
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.types import COUNT, DAYS, LARGEST, LARGEST_EXACT, MONEY, RATIO
from groupctl.rules.unknown import UnknownValue
from tests.rules.generated_expressions import expressions, values
from tests.rules.sample import typed


def bound_of(text: str) -> Bound:
    return Checker(FaultCollector(text, []), {}).check(typed(text))


class TestBounds:
    @settings(max_examples=400)
    @given(st.sampled_from([MONEY, RATIO, COUNT, DAYS]).flatmap(lambda unit: expressions(unit, 2)), st.data())
    def test_no_value_is_beyond_its_bound(self, node, data):
        report = FaultCollector("", [])
        bound = Checker(report, {}).check(node)
        assume(not report.faults)
        reads = {part for part in core.walk(node) if isinstance(part, core.Read)}
        known = {
            read: data.draw(values(read.type), label=read.key)
            for read in sorted(reads, key=lambda read: read.key)
        }
        result = evaluate(node, lambda read: True if isinstance(read, core.Quantified) else known[read])
        assume(not isinstance(result, UnknownValue | date))
        value = Fraction(result)
        assert abs(value.numerator) <= bound.numerator
        assert value.denominator <= bound.denominator

    def test_what_is_read_is_bounded_by_its_unit(self):
        assert bound_of("revenue") == bound_of("orders_count") == bound_of("overdue_days") == Bound(LARGEST)
        assert bound_of("gross_margin") == Bound(LARGEST, LARGEST)

    def test_constants_are_as_large_as_they_are(self):
        assert bound_of("0.15") == Bound(3, 20)
        assert bound_of("abs(-0.15)") == Bound(3, 20)

    def test_each_step_has_the_bound_that_its_parts_allow(self):
        assert bound_of("revenue + exposure") == Bound(2 * LARGEST)
        assert bound_of("revenue - 1") == Bound(LARGEST + 100)
        assert bound_of("revenue * 0.15") == Bound(3 * LARGEST, 20)
        assert bound_of("revenue / exposure") == Bound(LARGEST, LARGEST)
        assert bound_of("revenue / 3") == Bound(LARGEST, 3)
        assert bound_of("gross_margin + 0.5") == Bound(3 * LARGEST, 2 * LARGEST)
        assert bound_of("if d_class then 0.25 else 3 / 2") == Bound(3, 4)
        assert bound_of("max(0.25, gross_margin)") == Bound(LARGEST, LARGEST)
        assert bound_of("floor(gross_margin)") == Bound(LARGEST)
        assert bound_of("round(gross_margin, 2)") == Bound(100 * LARGEST, 100)
        assert bound_of("round(revenue, 2)") == Bound(LARGEST)
        assert bound_of("round(revenue, 0)") == Bound(LARGEST + 100)
        assert bound_of("as_of - since").numerator >= (date.max - date.min).days

    def test_two_values_of_any_unit_can_be_compared(self):
        assert LARGEST * LARGEST <= LARGEST_EXACT
