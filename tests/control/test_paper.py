"""The matrix on paper: each fault that it can have is put into the standard matrix and found, with a witness (G24 to G26, G29)."""

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve

from groupctl.control.paper import faults_on_paper
from groupctl.rules import core
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Policy, Rule

BAND_1, BAND_2 = 50_000_000, 500_000_000
SINCE = date(2026, 1, 1)


def standard(**changes: object) -> Policy:
    """The standard matrix with values for its bands."""
    policy = load_policy("standard")
    bands = {
        name: evolve(policy.parameters[name], values=((SINCE, value),))
        for name, value in (("band_1", BAND_1), ("band_2", BAND_2))
    }
    return evolve(policy, parameters={**policy.parameters, **bands}, **changes)


def with_rules(change: Callable[[Rule], Rule | None]) -> Policy:
    policy = standard()
    rulesets = {
        name: evolve(one, rules=tuple(new for rule in one.rules if (new := change(rule))))
        if one.route
        else one
        for name, one in policy.rulesets.items()
    }
    return evolve(policy, rulesets=rulesets)


def without(*ids: str) -> Policy:
    return with_rules(lambda rule: None if rule.id in ids else rule)


def led_to(route: str, *ids: str) -> Policy:
    """The matrix with another route in some cells."""

    def change(rule: Rule) -> Rule:
        if rule.id not in ids:
            return rule
        then = {
            name: evolve(node, value=route) if isinstance(node, core.Const) else node
            for name, node in rule.then.items()
        }
        return evolve(rule, then=then)

    return with_rules(change)


def found(policy: Policy) -> list[tuple[str, str]]:
    """The faults with what they are about, without posts that no route names."""
    told = [(one.code.removeprefix("authority.check-"), one) for one in faults_on_paper(policy)]
    for _, one in told:
        assert "{" not in one.render("en") + one.render("zh")
    return [(code, one.values.get("matter", "")) for code, one in told if code != "idle-post"]


def test_the_standard_matrix_is_sound():
    assert found(standard()) == []


def test_a_band_without_a_value_is_told():
    """L37: the sources give none."""
    assert [code for code, _ in found(load_policy("standard"))] == ["no-value", "no-value"]


def test_a_gap_is_found_at_its_border():
    """G25."""
    (fault,) = [
        one
        for one in faults_on_paper(without("authority.limit-grant.2.strategic"))
        if one.code.endswith("-gap")
    ]
    assert (fault.values["matter"], fault.values["mode"]) == ("LIMIT_GRANT", "STRATEGIC")
    assert fault.values["stake"] == "500000.01"
    assert fault.where is not None


def test_an_overlap_is_found_on_the_border():
    """G25."""

    def change(rule: Rule) -> Rule:
        if rule.id != "authority.limit-grant.3.financial":
            return rule
        assert isinstance(rule.when, core.And)
        *terms, last = rule.when.terms
        assert isinstance(last, core.Comparison)
        return evolve(rule, when=evolve(rule.when, terms=(*terms, evolve(last, operator=">="))))

    (fault,) = [one for one in faults_on_paper(with_rules(change)) if one.code.endswith("-overlap")]
    assert fault.values["stake"] == "5000000.00"
    assert "authority.limit-grant.2.financial" in fault.values["rules"]


def test_a_matter_without_a_row():
    assert found(without("authority.f1-1")) == [("no-row", "F1_1")]


def test_a_rule_whose_matter_has_no_row():
    """L30: nothing could lift it."""
    (fault,) = [one for one in faults_on_paper(without("authority.hold")) if "no-row" in one.code]
    assert (fault.values["matter"], fault.values["rules"]) == ("HOLD", "order-release.held-by-host")


@pytest.mark.parametrize(
    ("cell", "route", "faults"),
    [
        ("authority.limit-grant.3.financial", "UNIT", [("not-monotone", "LIMIT_GRANT")]),
        ("authority.terms.operational", "UNIT", [("mode", "TERMS")]),
        ("authority.limit-grant.1.operational", "UNIT", []),
    ],
)
def test_larger_amounts_and_tighter_modes_are_decided_no_lower(cell, route, faults):
    """G24, G26, G29."""
    assert found(led_to(route, cell)) == faults


def test_a_seat_that_judges_twice_adds_nothing():
    """G26: what a review by the decider adds is left out."""
    policy = standard()
    route = policy.authority.routes["UNIT"]
    review, approve = route.steps
    twice = evolve(route, steps=(review, evolve(review, seat=approve.seat), approve))
    authority = evolve(policy.authority, routes={**policy.authority.routes, "UNIT": twice})
    (fault,) = [
        one for one in faults_on_paper(evolve(policy, authority=authority)) if one.code.endswith("-twice")
    ]
    told = ("UNIT", "unit_general_manager@UNIT", "REVIEW", "APPROVE")
    assert tuple(fault.values[name] for name in ("route", "seat", "one", "other")) == told


def test_bands_out_of_order():
    policy = standard()
    swapped = evolve(policy.parameters["band_1"], values=((SINCE, BAND_2 + 1),))
    assert ("overlap", "LIMIT_GRANT") in found(
        evolve(policy, parameters={**policy.parameters, "band_1": swapped})
    )


def test_a_unit_with_bands_of_its_own_is_looked_at():
    policy = standard()
    scoped = evolve(policy.parameters["band_2"], scopes={"unit": {"U": ((SINCE, BAND_1 - 1),)}})
    faults = list(faults_on_paper(evolve(policy, parameters={**policy.parameters, "band_2": scoped})))
    assert {one.values["unit"] for one in faults if "unit" in one.values} == {"U"}


def test_a_condition_beyond_the_amount_is_told_as_not_checked():
    def change(rule: Rule) -> Rule:
        if rule.id != "authority.limit-grant.3.financial" or not isinstance(rule.when, core.And):
            return rule
        *terms, last = rule.when.terms
        return evolve(rule, when=evolve(rule.when, terms=(*terms, core.Not(type=last.type, term=last))))

    assert found(with_rules(change)) == [("not-checked", "")]
