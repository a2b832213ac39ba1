"""The compiled engine: the reference's answers from generated functions that no text of a policy gets into."""

import io
import keyword
import re
import tokenize
from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.errors import DecisionError
from groupctl.rules import core, functions
from groupctl.rules.engines import compiled_outcome, compiled_values, hit_policy
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.compiled_values import compile_expression
from groupctl.rules.engines.python_source import make
from groupctl.rules.engines.reference import ReferenceEngine, evaluate
from groupctl.rules.types import BOOLEAN, COUNT, DATE, LARGEST, MONEY, RATIO, TEXT, enumeration
from groupctl.rules.unknown import UnknownValue, plain
from tests.rules.builders import compare, const, read, rule_set
from tests.rules.strategies import INPUTS, TYPES, conditions, expressions, rows, rule_sets

GRADE = enumeration("Release", ("REFUSE", "REFER", "RELEASE"))
UNKNOWN = UnknownValue(())


def looked_up(inputs, row):
    values = {node: UNKNOWN if value is None else value for node, value in zip(inputs, row, strict=True)}
    return values.__getitem__


# ------------------------------------------------------------------------------------------------ the meaning
@given(rule_sets(), st.data())
def test_every_truth_is_the_references(rules, data):
    prepared, reference = CompiledEngine().prepare(rules), ReferenceEngine().prepare(rules)
    for missing in (False, True):
        row = data.draw(rows(rules.inputs, missing=missing))
        assert prepared.truths(row) == reference.truths(row)


@given(st.sampled_from(TYPES).flatmap(expressions), st.data())
def test_every_value_is_the_references(node, data):
    expression = compile_expression(node)
    for missing in (False, True):
        row = data.draw(rows(expression.inputs, missing=missing))
        expected = plain(evaluate(node, looked_up(expression.inputs, row)))
        assert expression(row) == expected
        assert isinstance(expression(row), bool) == isinstance(expected, bool)


# ------------------------------------------------------------------------------------------------- the outcome
def grades():
    """What a rule says about the release: a member, or a choice that may be unknown."""
    member = st.sampled_from(GRADE.members).map(lambda name: const(name, GRADE))
    choice = st.builds(
        lambda yes, no: core.If(type=GRADE, condition=INPUTS[BOOLEAN][0], yes=yes, no=no), member, member
    )
    return st.one_of(member, member, choice)


def counts():
    """What a rule counts: a constant, also one out of range, or an expression."""
    constant = st.sampled_from((0, 1, 2, LARGEST, LARGEST + 1)).map(lambda number: const(number, COUNT))
    return st.one_of(constant, constant, expressions(COUNT, 1))


@st.composite
def deciding(draw):
    """A rule set with any hit policy and any answer to the unknown."""
    hit = draw(st.sampled_from(sorted(hit_policy.HIT_POLICIES)))
    gives = {"count": COUNT} if hit.startswith("collect") else {"release": GRADE, "count": COUNT}
    answers = st.fixed_dictionaries({name: grades() if name == "release" else counts() for name in gives})
    whens = draw(st.lists(conditions(1), min_size=1, max_size=4))
    thens = [draw(answers) for _ in whens]
    unknown = draw(st.sampled_from(("pass", "refer", "error", "ignore")))
    return rule_set(whens, hit=hit, gives=gives, thens=thens, otherwise=draw(answers), unknown=unknown)


def by_hit_policy(rules, row, overridden):
    """The outcome as the reference engine and the hit policies have it, or the code of their error."""
    lookup = looked_up(rules.inputs, row)
    judged = zip(rules.rules, ReferenceEngine().prepare(rules).truths(row), strict=True)
    truths = [False if rule.id in overridden else truth for rule, truth in judged]

    def outputs(index):
        then = rules.otherwise if index is None else rules.rules[index].then
        return {name: evaluate(then[name], lookup) for name in rules.gives}

    try:
        found = hit_policy.outcome(rules, truths, outputs, lambda _: UNKNOWN)
    except DecisionError as error:
        return error.faults[0].code
    return {name: plain(value) for name, value in found.outputs.items()}


@settings(max_examples=300)
@given(deciding(), st.data())
def test_the_outcome_is_the_hit_policys(rules, data):
    prepared = CompiledEngine().prepare(rules)
    for missing in (False, False, True):
        row = data.draw(rows(rules.inputs, missing=missing))
        overridden = data.draw(st.sets(st.sampled_from([rule.id for rule in rules.rules]), max_size=1))
        try:
            found = prepared.outcome(row, overridden)
        except DecisionError as error:
            found = error.faults[0].code
        assert found == by_hit_policy(rules, row, overridden)


@pytest.mark.parametrize("hit", ["first", "priority"])
def test_the_outcome_stops_at_the_rule_that_decides(hit, monkeypatch):
    asked = []
    watched = evolve(functions.CATALOGUE["abs"], meaning=lambda number: asked.append(number) or number)
    monkeypatch.setattr(functions, "CATALOGUE", {**functions.CATALOGUE, "abs": watched})
    counted = compare(">", core.Call(type=MONEY, function="abs", arguments=(read("b"),)), const(0))
    thens = [{"release": const(name, GRADE)} for name in ("REFUSE", "RELEASE")]
    rules = rule_set(
        [compare(">", read("a"), const(0)), counted],
        hit=hit,
        gives={"release": GRADE},
        thens=thens,
        otherwise={"release": const("REFER", GRADE)},
    )
    prepared = CompiledEngine().prepare(rules)
    assert prepared.outcome((1, 5)) == {"release": "REFUSE"}
    assert asked == []
    assert prepared.outcome((0, 5)) == {"release": "RELEASE"}
    assert asked == [5]


def test_inputs_that_only_outputs_read_may_be_missing():
    """The engine leaves them out of the rows that it judges."""
    rules = rule_set(
        [compare(">", read("a"), const(0))],
        hit="first",
        thens=[
            {
                "answer": core.Arithmetic(
                    type=COUNT, operator="+", left=read("n", COUNT), right=const(1, COUNT)
                )
            }
        ],
    )
    prepared = CompiledEngine().prepare(rules)
    assert prepared.truths((1, None)) == (True,)
    assert prepared.outcome((1, None)) == {"answer": None}
    assert prepared.outcome((1, 2)) == {"answer": 3}


def test_a_rule_set_without_rules_in_force_gives_what_otherwise_says():
    rules = rule_set([])
    assert CompiledEngine().prepare(rules).truths(()) == ()
    assert CompiledEngine().prepare(rules).outcome(()) == {"answer": (-1,)}


# -------------------------------------------------------------------------------------------------- exactness
def test_ratios_are_compared_exactly():
    third = compare("=", read("r", RATIO), const(Fraction(1, 3), RATIO))
    prepared = CompiledEngine().prepare(rule_set([third]))
    assert prepared.truths((Fraction(1, 3),)) == (True,)
    assert prepared.truths((Fraction(1, 3) + Fraction(1, 10**38),)) == (False,)


@given(*[st.integers(-LARGEST, LARGEST)] * 3)
def test_a_quotient_is_compared_without_being_worked_out(a, b, c):
    ratio = core.Arithmetic(type=RATIO, operator="/", left=read("a"), right=read("b"))
    expression = compile_expression(
        compare(
            "<",
            ratio,
            core.Arithmetic(
                type=RATIO, operator="*", left=const(Fraction(1, 7), RATIO), right=read("c", RATIO)
            ),
        )
    )
    assert expression((a, b, Fraction(c, 11))) is (None if b == 0 else Fraction(a, b) < Fraction(c, 77))


def test_a_negative_divisor_turns_the_comparison_round():
    ratio = core.Arithmetic(type=RATIO, operator="/", left=read("a"), right=read("b"))
    expression = compile_expression(compare(">", ratio, const(1, RATIO)))
    assert expression((3, 2)) is True
    assert expression((3, -2)) is False
    assert expression((-3, -2)) is True


def test_dates_end_with_the_calendar():
    moved = core.Arithmetic(type=DATE, operator="+", left=read("day", DATE), right=const(1, COUNT))
    assert compile_expression(moved)((date.max,)) is None


# ------------------------------------------------------------------------------------------- what is generated
def sources(monkeypatch):
    """Every source text that is generated from now on."""
    found = []

    def remembering(source, name, bound):
        found.append(source)
        return make(source, name, bound)

    monkeypatch.setattr(compiled_values, "make", remembering)
    monkeypatch.setattr(compiled_outcome, "make", remembering)
    return found


MADE_UP = re.compile(
    r"[vtcx]\d+|[nd]v\d+|values|row|outcome|fires|with_unknowns|as_integer_ratio|days|None|True|False"
)


@settings(max_examples=60)
@given(deciding(), st.data())
def test_no_text_of_a_policy_gets_into_the_source(rules, data):
    with pytest.MonkeyPatch.context() as monkeypatch:
        found = sources(monkeypatch)
        prepared = CompiledEngine().prepare(rules)
        for missing in (False, True):
            row = data.draw(rows(rules.inputs, missing=missing))
            prepared.truths(row)
            with suppress(DecisionError):
                prepared.outcome(row)
    for source in found:
        assert source.isascii()
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            assert token.type != tokenize.STRING
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                assert MADE_UP.fullmatch(token.string), token.string


def test_a_hostile_policy_is_only_a_policy(monkeypatch):
    found = sources(monkeypatch)
    bad = "') or __import__('os').abort() or ('"
    node = core.And(terms=(compare("=", read(bad, TEXT), const(bad, TEXT)), read(bad + "?", BOOLEAN)))
    prepared = CompiledEngine().prepare(rule_set([node]))
    assert prepared.truths((bad, True)) == (True,)
    assert not any("import" in source for source in found)


def test_deep_and_wide_expressions_compile():
    deep = read("a", BOOLEAN)
    for number in range(50):
        deep = core.Not(term=core.And(terms=(deep, compare("<", read("x"), const(number)))))
    wide = core.Or(terms=tuple(compare("=", read("x"), const(number)) for number in range(2000)))
    rules = rule_set([deep, wide])
    lookup = {"a": True, "x": 1500}
    row = tuple(lookup[node.key] for node in rules.inputs)
    prepared, reference = CompiledEngine().prepare(rules), ReferenceEngine().prepare(rules)
    assert prepared.truths(row) == reference.truths(row)
    assert prepared.truths((None, None)) == reference.truths((None, None))
