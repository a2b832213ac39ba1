"""What the solver makes of an expression is what the reference engine says of it, for every value, known or not."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.rules.engines.reference import evaluate
from groupctl.rules.unknown import UnknownValue, plain
from tests.proof.pinned import Pinned, reads
from tests.rules.builders import rule_set
from tests.rules.strategies import TYPES, comparisons, conditions, constants_of, expressions, rows

NOTHING = UnknownValue(())


def reference(node, values):
    known = {read: NOTHING if value is None else value for read, value in values.items()}
    return plain(evaluate(node, known.__getitem__))


def agrees(node, row):
    """The solver finds the value of the reference, and no other; it may also be unable to tell."""
    pinned = Pinned(reads([node]), row)
    symbol, expected = pinned.symbol(node), reference(node, pinned.values)
    right = pinned.can_be(symbol, expected, node.type)
    other = pinned.can_be(symbol, expected, node.type, other=True)
    assert right is not False, (node, pinned.values, expected)
    assert other is not True, (node, pinned.values, expected)
    return right is not None and other is not None


@st.composite
def cases(draw, nodes):
    node = draw(nodes)
    inputs = reads([node])
    kind = draw(st.sampled_from(("present", "missing", "boundary")))
    on_boundary = constants_of(rule_set([node])) if kind == "boundary" else None
    return node, draw(rows(inputs, on_boundary, missing=kind == "missing"))


@given(cases(conditions()))
def test_conditions_are_what_the_reference_says(case):
    agrees(*case)


@given(cases(st.sampled_from(TYPES).flatmap(expressions)))
def test_values_of_every_type_are_what_the_reference_says(case):
    agrees(*case)


def test_most_cases_are_told():
    told = Counter()

    @settings(max_examples=150, derandomize=True, database=None, deadline=None)
    @given(cases(comparisons(2)))
    def count(case):
        told[agrees(*case)] += 1

    count()
    assert told[True] >= 0.97 * told.total(), told
