"""Two versions of a rule set: equivalent, stricter, looser or neither, each with values that show it, and never by silence."""

from itertools import product

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from groupctl.rules.comparing import compare
from groupctl.rules.sameness import Sameness
from tests.rules import small

ORDERS = """
    types:
      Go: [NO, ASK, YES]
    parameters:
      line: {title: {en: Line, zh: 线}, unit: money, source: L30, values: VALUES}
    measures:
      order.worth: {type: money, value: FORMULA, title: {en: Worth, zh: 值}, source: L30}
    rulesets:
      release:
        about: order
        hit: HIT
        gives: {go: Go}
        outcomes: {NO: bad, ASK: refer, YES: good}
        otherwise: {go: YES}
        unknown: refer
        title: {en: Release, zh: 放行}
        source: L30
        rules: [RULES]
"""
RULE = "{id: %s, when: '%s', then: {go: %s}, title: {en: R, zh: 则}, source: L30}"
LARGE = (("large", "amount > line", "ASK"), ("huge", "amount > 5000", "NO"))


def policy(tmp_path, *rules, hit="priority", values="{2020-01-01: 100}", formula="amount", changed=str):
    text = ORDERS.replace("HIT", hit).replace("VALUES", values).replace("FORMULA", formula)
    return small.policy(tmp_path, changed(text.replace("RULES", ", ".join(RULE % rule for rule in rules))))


def compared(tmp_path, old, new, **settings):
    made = []
    for name, rules in (("old", old), ("new", new)):
        (tmp_path / name).mkdir(exist_ok=True)
        changed = {key: value for key, value in settings.items() if name == "new" or key == "hit"}
        made.append(policy(tmp_path / name, *rules, **changed))
    return compare(Sameness(*made), "release")


def test_what_is_not_changed_is_the_same(tmp_path):
    found = compared(tmp_path, LARGE, LARGE)
    assert (found.verdict, found.how, found.witnesses) == ("equivalent", "content", ())


def test_what_says_the_same_in_other_words_is_equivalent(tmp_path):
    words = (("large", "not(amount <= line)", "ASK"), ("huge", "amount > 5000.00", "NO"))
    found = compared(tmp_path, LARGE, words)
    assert (found.verdict, found.how) == ("equivalent", "tables")


def test_a_lower_line_is_stricter_and_shows_an_order(tmp_path):
    found = compared(tmp_path, LARGE, LARGE, values="{2020-01-01: 99}")
    assert (found.verdict, found.how, found.behind) == ("stricter", "tables", ("line",))
    (witness,) = found.witnesses
    assert (witness.row, witness.before, witness.now) == ("amount = 100.00, as_of = 2020-01-01", "YES", "ASK")


def test_a_higher_line_is_looser(tmp_path):
    assert compared(tmp_path, LARGE, LARGE, values="{2020-01-01: 101}").verdict == "looser"


def test_a_line_that_another_rule_makes_meaningless_changes_nothing(tmp_path):
    old = (("large", "amount > 6000", "ASK"), ("huge", "amount > 5000", "NO"))
    new = (("large", "amount > 7000", "ASK"), ("huge", "amount > 5000", "NO"))
    assert compared(tmp_path, old, new).verdict == "equivalent"


def test_a_line_that_is_lower_at_one_unit_only_is_stricter_there(tmp_path):
    """What a unit has of its own is compared as well: the group's values alone would show nothing."""
    at_unit = "{2020-01-01: 100}, override: [unit], scopes: {unit: {U: {2020-01-01: 40}}}"
    found = compared(tmp_path, LARGE, LARGE, values=at_unit)
    assert found.verdict == "stricter"
    assert found.witnesses[0].row == "amount = 100.00, as_of = 2020-01-01, unit = U"


def test_stricter_here_and_looser_there_is_neither(tmp_path):
    found = compared(
        tmp_path, (("a", "amount between 100 and 200", "ASK"),), (("a", "amount between 150 and 300", "ASK"),)
    )
    assert found.verdict == "incomparable"
    assert {one.direction for one in found.witnesses} == {"stricter", "looser"}


def test_the_order_of_rules_matters_where_the_first_decides(tmp_path):
    assert compared(tmp_path, LARGE, LARGE[::-1], hit="first").verdict == "stricter"
    assert compared(tmp_path, LARGE, LARGE[::-1]).verdict == "equivalent", "the strictest decides"


def test_rules_that_clash_are_not_proved(tmp_path):
    """Under `unique` two rules that hold together are a fault, whatever they answer."""
    old = (("low", "amount <= 5", "ASK"), ("high", "amount > 5", "NO"))
    new = (("low", "amount <= 6", "ASK"), ("high", "amount > 5", "NO"))
    assert compared(tmp_path, old, new, hit="unique").verdict == "not proved"
    assert (
        compared(tmp_path, old, (old[0], ("high", "amount > 5.00", "NO")), hit="unique").verdict
        == "equivalent"
    )


def test_a_change_from_a_day_on_shows_a_day(tmp_path):
    found = compared(tmp_path, LARGE, LARGE, values="{2020-01-01: 100, 2027-01-01: 50}")
    assert found.verdict == "stricter"
    assert "as_of = 2027-01-01" in found.witnesses[0].row


def test_what_can_only_perhaps_be_is_never_called_proved(tmp_path):
    """That an order is worth more than it amounts to is a condition of its own here: whether it can be is not told."""
    rule = ("a", "worth > amount and amount > 5", "ASK")
    found = compared(tmp_path, (rule,), (("a", "worth > amount and amount > 6", "ASK"),))
    assert (found.verdict, found.how) == ("looser", "bound")
    assert not found.witnesses[0].sure


def test_a_measure_that_is_worked_out_otherwise_is_not_taken_for_the_same(tmp_path):
    rule = ("a", "worth > 100", "ASK")
    found = compared(tmp_path, (rule,), (rule,), formula="amount - 1")
    assert (found.verdict, found.behind) == ("not proved", ("order.worth",))


def test_rules_that_requests_override_otherwise_are_not_proved(tmp_path):
    pair = [policy(tmp_path / name, *LARGE) for name in ("a", "b") if (tmp_path / name).mkdir() is None]
    rules = pair[1].rulesets["release"].rules
    changed = evolve(pair[1].rulesets["release"], rules=(evolve(rules[0], overridable="LIMIT"), *rules[1:]))
    assert (
        compare(Sameness(pair[0], evolve(pair[1], rulesets={"release": changed})), "release").verdict
        == "not proved"
    )


SCALE = """
    fields:
      order:
        scale: {type: money, title: {en: Scale, zh: 规模}}
"""
MACHINE = """
    records:
      machine:
        title: {en: Machine, zh: 设备}
        fields:
          customer: {type: customer, required: true, title: {en: Customer, zh: 客户}}
          hours: {type: count, title: {en: Hours, zh: 工时}}
    fields:
      order:
        machine: {type: machine, title: {en: Machine, zh: 设备}}
"""


def test_a_field_that_is_now_worked_out_is_not_taken_for_the_same(tmp_path):
    rule = ("a", "scale > 100", "ASK")
    stated = policy(tmp_path, rule, changed=lambda text: text + SCALE)
    worked_out = policy(tmp_path, rule, changed=lambda text: text.replace("order.worth", "order.scale"))
    for pair in ((stated, worked_out), (worked_out, stated)):
        found = compare(Sameness(*pair), "release")
        assert (found.verdict, found.behind) == ("not proved", ("order.scale",))


def test_a_record_that_only_one_of_the_two_knows(tmp_path):
    old = policy(tmp_path, ("a", "amount > 100", "ASK"))
    rule = ("a", "amount > 100 and machine.hours > 5", "ASK")
    new = policy(tmp_path, rule, changed=lambda text: text + MACHINE)
    assert compare(Sameness(old, new), "release").verdict == "looser"
    assert compare(Sameness(new, old), "release").verdict == "stricter"


def test_new_and_gone_rule_sets_are_told(tmp_path):
    there = policy(tmp_path, *LARGE)
    bare = evolve(there, rulesets={})
    assert compare(Sameness(bare, there), "release").verdict == "added"
    assert compare(Sameness(there, bare), "release").verdict == "removed"


TESTS = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 4))
RULES = st.lists(st.tuples(TESTS, st.sampled_from(["NO", "ASK", "YES"])), min_size=1, max_size=3)


@given(RULES, RULES, st.sampled_from(["first", "priority"]))
def test_the_verdict_is_that_of_trying_every_amount(tmp_path_factory, old, new, hit):
    tmp_path = tmp_path_factory.mktemp("compared")
    holds = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__, "=": int.__eq__}
    rank = {"YES": 0, "ASK": 1, "NO": 2}

    def answer(rules, minor):
        fired = [then for (operator, line), then in rules if holds[operator](minor, 100 * line)]
        if not fired:
            return "YES"
        return fired[0] if hit == "first" else max(fired, key=rank.__getitem__)

    def written(rules):
        return [
            (f"r{place}", f"amount {test} {line}", then) for place, ((test, line), then) in enumerate(rules)
        ]

    found = compared(tmp_path, written(old), written(new), hit=hit)
    signs = {
        (rank[answer(new, minor)] > rank[answer(old, minor)])
        - (rank[answer(new, minor)] < rank[answer(old, minor)])
        for minor, _ in product(range(-100, 600), [0])
    } - {0}
    expected = {frozenset(): "equivalent", frozenset({1}): "stricter", frozenset({-1}): "looser"}
    assert found.verdict == expected.get(frozenset(signs), "incomparable")
