"""Every durable answer is held against the compiled function: a lost or invented firing names its rule."""

from types import SimpleNamespace

import pytest
from attrs import evolve

from groupctl.errors import EngineError, SourceSpan
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.cross_check import CrossChecked
from groupctl.rules.engines.durable import DurableEngine, DurableRuleSet
from tests.rules.builders import compare, const, read, rule_set

A, B = read("a"), read("b")
RULES = rule_set([compare(">", A, const(0)), compare(">", A, B)])
PLACED = evolve(
    RULES, rules=tuple(evolve(rule, where=SourceSpan("d.yaml", 7 + n)) for n, rule in enumerate(RULES.rules))
)


def answering(*truths):
    """A cross-checked engine that always gives the same answer."""
    return CrossChecked(PLACED, SimpleNamespace(truths=lambda row: truths), CompiledEngine().prepare(PLACED))


@pytest.mark.parametrize("row", [(5, 1), (-5, 1), (5, None), (None, None)])
def test_a_right_answer_passes(row):
    assert DurableEngine().prepare(RULES).truths(row) == CompiledEngine().prepare(RULES).truths(row)


@pytest.mark.parametrize(
    ("row", "answer", "code", "rule"),
    [
        ((5, 1), (True, False), "engines.lost-firing", "规则.1"),
        ((5, 1), (None, True), "engines.lost-firing", "规则.0"),
        ((-5, 1), (False, True), "engines.invented-firing", "规则.1"),
        ((-5, None), (False, True), "engines.invented-firing", "规则.1"),
        ((5, None), (True, False), "engines.differ", "规则.1"),
        ((5, 1), (True,), "engines.lost-firing", "规则.1"),
    ],
)
def test_a_difference_is_an_error_that_names_the_rule(row, answer, code, rule):
    with pytest.raises(EngineError) as caught:
        answering(*answer).truths(row)
    (fault,) = caught.value.faults
    assert (fault.code, fault.values["rule"]) == (code, rule)
    assert str(fault.where).startswith("d.yaml:")
    assert rule in caught.value.render("zh")


def test_the_durable_engine_is_checked_unless_told_otherwise(monkeypatch):
    checked, bare = DurableEngine().prepare(RULES), DurableEngine(checked=False).prepare(RULES)
    monkeypatch.setattr(DurableRuleSet, "_judge", lambda rules, row: ([1], ()))
    assert bare.truths((5, 9)) == (False, True)
    with pytest.raises(EngineError, match=r"lost a firing: rule 规则\.0"):
        checked.truths((5, 9))
