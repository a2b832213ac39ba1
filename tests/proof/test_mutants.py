"""Every way in which the translation for the solver might be careless is caught by the properties that hold it against the reference."""

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from groupctl.proof import conditions, functions, outcomes, symbols
from groupctl.proof.symbols import Number, Truth, both, either, negation
from tests.proof import test_conditions, test_outcomes
from tests.rules.strategies import TYPES, comparisons, expressions
from tests.rules.strategies import conditions as drawn

MIRRORED = dict(symbols.MIRRORED)


def not_strict(operator, left, right):
    """A comparison that is known although a side is not."""
    known = either(left.known, right.known)
    held = symbols.ordered(operator, left, right) if isinstance(left, Number) else symbols.equal(left, right)
    held = negation(held) if operator == "!=" and not isinstance(left, Number) else held
    return Truth(both(known, held), both(known, negation(held)))


def settled(rule):
    """A rule that does not hold where that is unknown."""
    return evolve(rule, truth=Truth(rule.truth.true, negation(rule.truth.true)))


MUTANTS = {
    "an and that needs every term to be known": (conditions, "either", both),
    "a comparison that is known too soon": (conditions, "compared", not_strict),
    "a product in place of a sum": (
        conditions,
        "added",
        lambda one, other, **_: symbols.multiplied(one, other),
    ),
    "a negative divisor that turns nothing round": (symbols, "MIRRORED", {one: one for one in MIRRORED}),
    "a branch that is known without its condition": (conditions, "where", lambda symbol, _: symbol),
    "a division by zero that is known": (
        conditions,
        "divided",
        lambda one, other: symbols.Number(one.top, 1, both(one.known, other.known)),
    ),
    "unlimited that is exceeded": (
        functions,
        "FORMULAS",
        {**functions.FORMULAS, "over": lambda amount, limit: Truth(both(amount.known, limit.known), False)},
    ),
    "a largest that is the smallest": (
        functions,
        "FORMULAS",
        {**functions.FORMULAS, "max": functions.FORMULAS["min"]},
    ),
}
OF_OUTCOMES = {
    "the last rule that holds": (
        "first",
        lambda rules, otherwise: outcomes.first(list(rules)[::-1], otherwise),
    ),
    "any of several": ("unique", outcomes.first),
    "the first of several that should agree": ("any", outcomes.first),
    "a sum without what is open": (
        "collect sum",
        lambda rules, otherwise: outcomes.collect_sum([settled(rule) for rule in rules], otherwise),
    ),
}
AGREES = test_conditions.agrees
OUTCOMES_AGREE = test_outcomes.test_hit_policies_are_what_the_reference_says.hypothesis.inner_test


def caught(strategy, agrees):
    @settings(max_examples=1500, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(strategy)
    def hold(case):
        agrees(case)

    with pytest.raises((AssertionError, TypeError, ZeroDivisionError, ExceptionGroup)):
        hold()


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_careless_translation_is_caught(name, monkeypatch):
    module, attribute, careless = MUTANTS[name]
    anything = st.one_of(drawn(), st.sampled_from(TYPES).flatmap(expressions))
    if attribute == "FORMULAS":
        [called] = [one for one in careless if careless[one] is not functions.FORMULAS[one]]
        anything = comparisons(2, only=called)
    monkeypatch.setattr(module, attribute, careless)
    caught(test_conditions.cases(anything), lambda case: AGREES(*case))


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_OUTCOMES)
def test_a_careless_hit_policy_is_caught(name, monkeypatch):
    hit, careless = OF_OUTCOMES[name]
    monkeypatch.setattr(outcomes, "MEANINGS", {**outcomes.MEANINGS, hit: careless})
    caught(test_outcomes.judged(), OUTCOMES_AGREE)
