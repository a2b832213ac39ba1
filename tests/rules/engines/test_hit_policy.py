"""The outcome is what every possible truth value of the unknown rules would give (DESIGN, M23)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import DecisionError
from groupctl.rules import core
from groupctl.rules.engines.hit_policy import HIT_POLICIES, outcome
from groupctl.rules.policy import Rule, RuleSet
from groupctl.rules.types import BOOLEAN, COUNT, enumeration
from groupctl.rules.unknown import UnknownValue
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title

TITLE = Title(en="-", zh="-")
GRADE = enumeration("Grade", ("REFUSE", "REFER", "RELEASE"))
MISSING = UnknownValue.of(Cause.of("decision.cause-division-by-zero"))
OTHERWISE = object()


def rule_set(hit, says, otherwise, *, unknown="pass"):
    """Rules that say ``says``, one after the other; their conditions are not used here."""
    kind = COUNT if hit.startswith("collect") else GRADE
    const = lambda value: core.Const(type=kind, value=value)  # noqa: E731
    rules = tuple(
        Rule(
            id=f"r{i}",
            when=core.Const(type=BOOLEAN, value=True),
            then={"answer": const(said)},
            title=TITLE,
            source="D1",
        )
        for i, said in enumerate(says)
    )
    return RuleSet(
        name="t",
        about="order",
        hit=hit,
        gives={"answer": kind},
        outcomes={} if kind is COUNT else {"REFER": "refer"},
        otherwise={"answer": const(otherwise)},
        unknown=unknown,
        rules=rules,
        title=TITLE,
        source="D1",
    )


def answer(rules, truths):
    def outputs(index):
        then = rules.otherwise if index is None else rules.rules[index].then
        return {"answer": then["answer"].value}

    return outcome(rules, truths, outputs, lambda _: MISSING)


def in_world(hit, says, otherwise, world):
    """What a hit policy gives when every truth is known, spelled out independently of the implementation."""
    fired = [said for said, true in zip(says, world, strict=True) if true]
    if not fired:
        return (otherwise,) if hit == "collect list" else otherwise
    match hit:
        case "first":
            return fired[0]
        case "unique":
            return fired[0] if len(fired) == 1 else "violated"
        case "any":
            return fired[0] if len(set(fired)) == 1 else "violated"
        case "priority":
            return min(fired, key=GRADE.members.index)
        case "collect list":
            return tuple(fired)
        case "collect sum":
            return sum(fired)
        case "collect min":
            return min(fired)
        case "collect max":
            return max(fired)


@st.composite
def situations(draw):
    hit = draw(st.sampled_from(sorted(HIT_POLICIES)))
    values = st.integers(-2, 2) if hit.startswith("collect") else st.sampled_from(GRADE.members)
    says = draw(st.lists(values, min_size=1, max_size=5))
    truths = draw(st.lists(st.sampled_from([True, False, None]), min_size=len(says), max_size=len(says)))
    return hit, says, draw(values), truths


@given(situations())
def test_known_exactly_when_every_possible_world_agrees(situation):
    """M23."""
    hit, says, otherwise, truths = situation
    choices = [(True, False) if truth is None else (truth,) for truth in truths]
    worlds = {in_world(hit, says, otherwise, world) for world in product(*choices)}
    definite = in_world(hit, says, otherwise, [truth is True for truth in truths])
    if definite == "violated":
        with pytest.raises(DecisionError, match="at the same time"):
            answer(rule_set(hit, says, otherwise), truths)
        return
    found = answer(rule_set(hit, says, otherwise), truths).outputs["answer"]
    if len(worlds) == 1:
        assert found == worlds.pop()
    else:
        assert found == MISSING


def possible(truths):
    """Every choice of truth values for the unknown rules."""
    return list(product(*[(True, False) if truth is None else (truth,) for truth in truths]))


@given(situations())
def test_an_unknown_rule_is_open_exactly_when_another_truth_gives_another_outcome(situation):
    """M23: ``matters`` is no guess."""
    hit, says, otherwise, truths = situation
    if in_world(hit, says, otherwise, [truth is True for truth in truths]) == "violated":
        return
    turning = tuple(
        i
        for i, truth in enumerate(truths)
        if truth is None
        and any(
            in_world(hit, says, otherwise, world)
            != in_world(hit, says, otherwise, [not t if i == j else t for j, t in enumerate(world)])
            for world in possible(truths)
        )
    )
    assert answer(rule_set(hit, says, otherwise), truths).open == turning


@given(situations())
def test_what_is_unknown_was_decided_by_no_rule(situation):
    hit, says, otherwise, truths = situation
    try:
        found = answer(rule_set(hit, says, otherwise), truths)
    except DecisionError:
        return
    fired = {i for i, truth in enumerate(truths) if truth is True}
    assert fired.issuperset((*found.determining, *found.would))
    if found.outputs["answer"] == MISSING:
        assert found.determining == ()
        assert bool(found.would) == bool(fired)
    else:
        assert found.would == ()


@given(situations())
def test_a_referral_cites_no_rule_that_says_anything_else(situation):
    hit, says, otherwise, truths = situation
    if hit.startswith("collect"):
        return
    try:
        found = answer(rule_set(hit, says, otherwise, unknown="refer"), truths)
    except DecisionError:
        return
    assert all(says[i] == found.outputs["answer"] for i in found.determining)
    assert not found.referred or found.outputs["answer"] == "REFER"


@given(situations())
def test_ignore_takes_an_unknown_rule_as_not_fired(situation):
    hit, says, otherwise, truths = situation
    known = [truth is True for truth in truths]
    ignoring = rule_set(hit, says, otherwise, unknown="ignore")
    try:
        expected = answer(rule_set(hit, says, otherwise), known)
    except DecisionError:
        with pytest.raises(DecisionError):
            answer(ignoring, truths)
    else:
        assert answer(ignoring, truths) == expected


def test_refer_speaks_where_the_unknown_matters():
    rules = rule_set("priority", ["REFUSE", "RELEASE"], "RELEASE", unknown="refer")
    assert answer(rules, [None, True]).outputs == {"answer": "REFER"}


def test_refer_is_silent_where_the_unknown_does_not_matter():
    rules = rule_set("priority", ["REFUSE", "REFER"], "RELEASE", unknown="refer")
    found = answer(rules, [True, None])
    assert (found.outputs, found.determining, found.open) == ({"answer": "REFUSE"}, (0,), ())


def test_error_names_the_rule_set_and_the_cause():
    with pytest.raises(DecisionError, match="t must be known here, but it is not: division by zero"):
        answer(rule_set("first", ["REFUSE"], "RELEASE", unknown="error"), [None])


def test_first_stops_at_the_first_definite_rule():
    found = answer(rule_set("first", ["REFUSE", "REFER", "RELEASE"], "RELEASE"), [False, True, None])
    assert (found.outputs, found.determining, found.open) == ({"answer": "REFER"}, (1,), ())


def test_priority_names_every_rule_that_gives_the_winning_answer():
    found = answer(rule_set("priority", ["REFER", "REFER", "RELEASE"], "RELEASE"), [True, True, True])
    assert found.determining == (0, 1)


def test_a_result_beyond_every_amount_is_unknown():
    found = answer(rule_set("collect sum", [2**62 - 1, 1], 0), [True, True])
    assert "larger than any amount" in found.outputs["answer"].causes[0].render()


def spoken(rules, truths, says):
    """The outcome when the rules say ``says``, some of it unknown."""

    def outputs(index):
        return {"answer": rules.otherwise["answer"].value if index is None else says[index]}

    return outcome(rules, truths, outputs, lambda _: MISSING).outputs["answer"]


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (["REFUSE", MISSING], "REFUSE"),
        ([MISSING, "REFUSE"], "REFUSE"),
        (["REFER", MISSING], MISSING),
        ([MISSING, MISSING], MISSING),
    ],
)
def test_nothing_comes_before_the_first_member_not_even_an_unknown_answer(says, expected):
    rules = rule_set("priority", ["REFUSE"] * 2, "RELEASE", unknown="pass")
    assert spoken(rules, [True, True], says) == expected


def test_under_any_an_unknown_answer_contradicts_nobody():
    rules = rule_set("any", ["REFER"] * 2, "RELEASE")
    assert spoken(rules, [True, True], ["REFER", MISSING]) == MISSING
    other = UnknownValue.of(Cause.of("decision.cause-empty", collection="x"))
    assert set(spoken(rules, [True, True], [other, MISSING]).causes) == {*other.causes, *MISSING.causes}
    with pytest.raises(DecisionError):
        spoken(rule_set("any", ["REFER"] * 3, "RELEASE"), [True] * 3, [MISSING, "REFER", "REFUSE"])
