"""The invariants of the standard policy hold for every ledger, and none of them holds by itself."""

from functools import cache

import pytest
from attrs import evolve

from groupctl.proof import Verdict
from groupctl.proof.questions import of_invariant, of_rule_set
from groupctl.rules import core
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.types import BOOLEAN


@cache
def standard():
    return load_policy("standard")


def without(policy, *ids):
    """The policy with rules that never hold."""
    never = core.Const(type=BOOLEAN, value=False)
    return evolve(
        policy,
        rulesets={
            name: evolve(
                one,
                rules=tuple(evolve(rule, when=never) if rule.id in ids else rule for rule in one.rules),
            )
            for name, one in policy.rulesets.items()
        },
    )


@pytest.mark.parametrize("name", sorted(standard().invariants))
@pytest.mark.parametrize("policy", ["standard", "demo"])
def test_every_invariant_is_proved(policy, name):
    loaded = standard() if policy == "standard" else load_policy(policy)
    assert of_invariant(loaded, loaded.invariants[name]).answer.verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("name", "removed"),
    [
        ("authority.loss-takes-both", ["authority.continue-loss"]),
        ("d-class.loss-needs-both-approvals", ["d-class.eliminate"]),
        ("d-class.no-credit", ["credit-limit.d-class"]),
        ("order-release.blacklisted-stays", ["order-release.blacklisted"]),
        ("order-release.frozen-stays", ["order-release.frozen"]),
        ("order-release.refused-stays", ["order-release.supply-refused"]),
        ("order-release.untold-stays", ["order-release.blacklisted"]),
    ],
)
def test_without_the_rule_behind_it_an_invariant_is_broken(name, removed):
    broken = without(standard(), *removed)
    answer = of_invariant(broken, broken.invariants[name]).answer
    assert answer.verdict is Verdict.COUNTEREXAMPLE
    assert answer.values


def test_a_route_of_one_person_is_found():
    policy = standard()
    fewer = dict.fromkeys(policy.authority.routes, 1)
    invariant = policy.invariants["authority.two-persons"]

    def poorer(node):
        if isinstance(node, core.Call):
            meaning = evolve(node.own.meaning, routes=fewer)
            return evolve(node, own=evolve(node.own, meaning=meaning))
        parts = core.children(node)
        return core.with_children(node, [poorer(part) for part in parts]) if parts else node

    answer = of_invariant(policy, evolve(invariant, never=poorer(invariant.never))).answer
    assert answer.verdict is Verdict.COUNTEREXAMPLE


def test_the_matrix_has_no_gap_and_every_row_of_it_decides():
    policy = standard()
    asked = [*of_rule_set(policy, policy.rulesets["authority"])]
    assert {one.kind for one in asked} == {"dead", "overlap", "gap", "losing"}
    assert all(one.good for one in asked)
