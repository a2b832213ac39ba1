"""What the solver makes of a hit policy is what the reference makes of it, for every truth of every rule."""

from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import DecisionError
from groupctl.proof.outcomes import answered, clash
from groupctl.proof.symbols import Truth, negation
from groupctl.rules import core
from groupctl.rules.engines import hit_policy
from groupctl.rules.types import BOOLEAN, COUNT, enumeration
from groupctl.rules.unknown import UnknownValue, plain
from tests.proof.pinned import Pinned
from tests.rules.builders import const, read, rule_set

NOTHING = UnknownValue(())
RANK = enumeration("Rank", ("BAD", "REFER", "GOOD"))
NUMBERS = ("first", "unique", "any", "collect sum", "collect min", "collect max")


@st.composite
def judged(draw):
    """A rule set, the truth of each rule, and what each says: constants, or values that may be unknown."""
    hit = draw(st.sampled_from((*NUMBERS, "priority")))
    type_ = RANK if hit == "priority" else COUNT
    names = ["answer", *(["other"] if hit in ("first", "unique", "any") else [])]
    values = st.sampled_from(RANK.members) if type_ is RANK else st.integers(0, 2)
    size = draw(st.integers(1, 4))
    truths = draw(st.lists(st.sampled_from((True, False, None)), min_size=size, max_size=size))
    row, thens = [*truths], []
    inputs = [read(f"rule{i}", BOOLEAN) for i in range(size)]
    for i in range(size + 1):
        said = {}
        for name in names:
            value = draw(values)
            if type_ is COUNT and draw(st.booleans()):
                inputs.append(read(f"{name}{i}", COUNT))
                row.append(draw(st.sampled_from((value, None))))
                said[name] = inputs[-1]
            else:
                said[name] = const(value, type_)
        thens.append(said)
    gives = dict.fromkeys(names, type_)
    unknown = draw(st.sampled_from(("pass", "ignore")))
    rules = rule_set(
        inputs[:size], hit=hit, gives=gives, thens=thens[:-1], otherwise=thens[-1], unknown=unknown
    )
    return rules, inputs, row


def said(then, values):
    return {
        name: node.value
        if isinstance(node, core.Const)
        else values[node]
        if values[node] is not None
        else NOTHING
        for name, node in then.items()
    }


@given(judged())
def test_hit_policies_are_what_the_reference_says(case):
    rules, inputs, row = case
    values = dict(zip(inputs, row, strict=True))
    truths = row[: len(rules.rules)]
    try:
        found = hit_policy.outcome(
            rules,
            truths,
            lambda i: said(rules.otherwise if i is None else rules.rules[i].then, values),
            lambda _: NOTHING,
        )
        expected = {name: plain(value) for name, value in found.outputs.items()}
    except DecisionError:
        expected = None
    pinned = Pinned(inputs, row)
    symbols = [pinned.symbol(node) for node in inputs[: len(rules.rules)]]
    says = [{name: pinned.symbol(node) for name, node in rule.then.items()} for rule in rules.rules]
    otherwise = {name: pinned.symbol(node) for name, node in rules.otherwise.items()}
    outputs = answered(rules, symbols, says, otherwise)
    broken = clash(rules, symbols, says)
    failed = Truth(broken, negation(broken))
    assert pinned.can_be(failed, expected is None, BOOLEAN, other=True) is False
    for name in rules.gives if expected is not None else ():
        assert pinned.can_be(outputs[name], expected[name], rules.gives[name]) is True, (name, expected)
        assert pinned.can_be(outputs[name], expected[name], rules.gives[name], other=True) is False, (
            name,
            expected,
        )
