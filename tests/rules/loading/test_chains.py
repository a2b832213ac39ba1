"""Measures and rule sets that build on each other in a row: as far as they load, every engine can evaluate them."""

import re
import sys
from textwrap import indent

import pytest

from groupctl.decisions.engine import Engine
from groupctl.errors import PolicyError
from tests.rules.policy_text import only, underlined
from tests.rules.small import invoice, policy, portfolio

TITLE = "title: {en: A, zh: 甲}, source: D1"
RULE_SET = """\
{name}:
  about: customer
  hit: first
  gives: {{{output}: boolean}}
  otherwise: {{{output}: false}}
  unknown: pass
  title: {{en: A, zh: 甲}}
  source: D1
  rules:
    - {{id: {name}.one, when: '{when}', then: {{{output}: true}}, title: {{en: A, zh: 甲}}, source: D1}}
"""
FORMULAS = {
    "expressions": "type: count, value: {below} + 1",
    "nested expressions": "type: count, value: '" + "abs(" * 30 + "{below} + 1" + ")" * 30 + "'",
    "aggregates": "type: count, count: invoices, where: customer.{below} >= 0",
    "places": "type: count, rank: {below}, among: all",
    "quantifiers": (
        "type: boolean, value: 'some i in invoices satisfies (some j in invoices satisfies "
        "(some k in invoices satisfies k.customer.{below}))'"
    ),
}
BOTTOM = {"quantifiers": "type: boolean, value: bills > 5"}


def measures(kind, length):
    """A chain of measures of one kind, and a rule set on top."""
    written = [f"  customer.bills: {{type: count, count: invoices, {TITLE}}}"]
    bottom = BOTTOM.get(kind, "type: count, value: bills")
    written.append(f"  customer.m0: {{{bottom}, {TITLE}}}")
    written += [
        f"  customer.m{i}: {{{FORMULAS[kind].format(below=f'm{i - 1}')}, {TITLE}}}" for i in range(1, length)
    ]
    when = f"is known(m{length - 1})"
    top = RULE_SET.format(name="top", output="hit", when=when)
    return "measures:\n" + "\n".join(written) + "\nrulesets:\n" + indent(top, "  ")


def rule_sets(length):
    """A chain of rule sets."""
    names = [f"r{i}" for i in range(length - 1)] + ["top"]
    conditions = ["not(is known(country))", *(f"given_{name}" for name in names)]
    sets = [
        RULE_SET.format(name=name, output="hit" if name == "top" else f"given_{name}", when=when)
        for name, when in zip(names, conditions, strict=False)
    ]
    return "rulesets:\n" + indent("".join(sets), "  ")


def chain(kind, length):
    return rule_sets(length) if kind == "rule sets" else measures(kind, length)


def refusal(folder, kind, length):
    """The one fault of a chain that is too long; None if it loads."""
    try:
        policy(folder, chain(kind, length))
    except PolicyError as error:
        return only(error.faults)
    return None


def longest(folder, kind):
    """The length of the longest chain of a kind that loads."""
    low, high = 1, 200
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if refusal(folder, kind, middle) else (middle, high)
    return low


@pytest.mark.parametrize("kind", [*FORMULAS, "rule sets"])
def test_the_longest_chain_that_loads_is_evaluated_within_the_recursion_limit(kind, tmp_path):
    length = longest(tmp_path, kind)
    assert length > (5 if kind in ("nested expressions", "quantifiers") else 40)
    loaded, before = policy(tmp_path, chain(kind, length)), sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    try:
        for engine in ("reference", "compiled"):
            decision = Engine(loaded, engine=engine).decide(
                "top", "C-1", portfolio(invoices=[invoice("I-1")])
            )
            assert (decision.error, decision["hit"]) == (None, True)
    finally:
        sys.setrecursionlimit(before)


def test_one_that_is_too_long_is_named_by_its_ends(tmp_path):
    fault = refusal(tmp_path, "expressions", 100)
    assert (fault.code, underlined(fault)) == ("policy.chain", "top")
    assert (fault.values["first"], fault.values["last"]) == ("rulesets.top", "customer.bills")
    assert fault.values["steps"] == "102"
    for lang in ("en", "zh"):
        assert fault.render(lang)


def test_sixty_measures_on_each_other_are_possible(tmp_path):
    assert 55 <= longest(tmp_path, "expressions") <= 60


def test_measures_that_read_one_another_twice_take_no_longer(tmp_path):
    """Each doubles the ways to the first one: thirty would be a thousand million."""
    doubled = re.sub(r"value: (m\d+) \+ 1", r"value: max(\1, \1) + \1 - \1", chain("expressions", 30))
    doubled = re.sub(r"value: ([^{}]*\)[^,]*),", r"value: '\1',", doubled)
    loaded = policy(tmp_path, doubled)
    decision = Engine(loaded).decide("top", "C-1", portfolio(invoices=[invoice("I-1")]))
    assert decision["hit"] is True
