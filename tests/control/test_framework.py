"""Sub-systems, mechanisms and guarantees of group control (G54 to G83, G111 to G119)."""

from collections import Counter
from importlib import import_module

import pytest

from groupctl.control.framework import guarantees, mechanisms, subsystems
from groupctl.requirements import requirements


def test_21_sub_systems_in_three_kinds():
    """G62 to G82, C30, L45, A24."""
    found = subsystems()
    assert [one.row for one in found.values()] == [f"G{number}" for number in range(62, 83)]
    assert Counter(one.kind for one in found.values()) == {"STRATEGY": 3, "MANAGEMENT": 10, "BUSINESS": 8}


def test_the_four_whose_place_was_inferred_are_advanced_business():
    """L45, G75 to G78."""
    names = ["BRAND", "ALLIANCES", "MERGERS", "INTERNATIONALISATION"]
    assert {(subsystems()[name].kind, subsystems()[name].tier) for name in names} == {
        ("BUSINESS", "ADVANCED")
    }


def test_tiers():
    """C30."""
    tiers = {
        tier: [one.name for one in subsystems().values() if one.tier == tier] for tier in ("CORE", "SUPPORT")
    }
    assert tiers["CORE"] == ["STRATEGIC_PLANNING", "BUSINESS_PLAN", "FULL_BUDGET"]
    assert tiers["SUPPORT"] == ["INFORMATION", "AUDIT", "INTERNAL_CONTROL", "RISK"]


def test_examples_of_working_with_financial_control():
    """G83."""
    examples = {one.name for one in subsystems().values() if one.with_finance}
    assert examples == {
        "STRATEGIC_PLANNING",
        "BUSINESS_PLAN",
        "FULL_BUDGET",
        "ASSETS",
        "SUPPLY_CHAIN",
        "MARKETING",
        "AUDIT",
        "INFORMATION",
    }


def test_eight_mechanisms():
    """G54 to G61, F28."""
    assert [one.row for one in mechanisms().values()] == [f"G{number}" for number in range(54, 62)]


def test_eight_guarantees():
    """G111 to G118, B37."""
    assert [one.row for one in guarantees().values()] == [f"G{number}" for number in range(111, 119)]


@pytest.mark.parametrize(
    "element", [*mechanisms().values(), *guarantees().values()], ids=lambda one: one.name
)
def test_each_is_served_by_something_that_exists(element):
    """G54 to G61, G111 to G118."""
    module, _, name = element.served_by.rpartition(".")
    assert getattr(import_module(module), name)


@pytest.mark.parametrize(
    "element",
    [*subsystems().values(), *mechanisms().values(), *guarantees().values()],
    ids=lambda one: one.name,
)
def test_each_has_its_row(element):
    """G54 to G82, G111 to G118."""
    assert requirements()[element.row].id == element.row
    assert element.title.text("en")
    assert element.title.text("zh")
