"""The standard policy as a whole: rows, titles, parameters, and what its documentation says of it."""

import re
from functools import cache

import pytest

from groupctl.rules import core
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Parameter, Policy, Rule, RuleSet
from groupctl.rules.show import show_value
from tests.policies.deciding import VALUES
from tests.repository.files import ROOT

STANDARD = load_policy("standard")
RULES = [rule for rule_set in STANDARD.rulesets.values() for rule in rule_set.rules]
PAGE = (ROOT / "docs" / "reference" / "standard-policy.md").read_text(encoding="utf-8")

ROWS = {
    "tiers": "D1 D2 D3 L3 L4 L17 M1 M2 M25 M28",
    "D-class": "D24 D25 D26 D27 D30 D31 D32 D33 D34 L5 L17 L18 L19 L20 L21 L22 L23 L24 L25 L26 L27 L28 M5 M6 M7 M8 M9 M10 M19 M26 M27 M30",
    "credit": "D42 D43 D44 D45 D46 D47 D48 L10 L29 L31 L32 L33 L37 M13 M14 M15 M16 M28 M29",
    "warnings": "F2 F3 F4 F5 F6 L33 L34 L35 L36 M3 M4 M12 M21 M22",
    "order release": "L30 M11 M18 M19 M20",
}
"""The rows that the families stand for."""


def rows(source: str) -> list[str]:
    return re.findall(r"[A-M]\d+", source)


@cache
def cited() -> frozenset[str]:
    parts = [*STANDARD.parameters.values(), *STANDARD.measures.values(), *STANDARD.rulesets.values(), *RULES]
    return frozenset(row for part in parts for row in rows(part.source))


@pytest.mark.parametrize("family", ROWS)
def test_every_row_of_a_family_is_cited(family):
    assert set(ROWS[family].split()) <= cited()


def test_every_rule_has_its_own_title_in_chinese_characters():
    for rule in RULES:
        assert re.search(r"[\u4e00-\u9fff]", rule.title.zh), rule.id
        assert not re.search(r"[\u4e00-\u9fff]", rule.title.en), rule.id


def test_only_the_gate_is_a_gate_and_it_refers_what_is_unknown():
    gates = [rule_set.name for rule_set in STANDARD.rulesets.values() if rule_set.gate]
    assert gates == ["order_release"]
    assert STANDARD.rulesets["order_release"].unknown == "refer"
    assert {rule_set.unknown for rule_set in STANDARD.rulesets.values()} == {"refer", "pass"}


def test_precedence_is_stated_in_one_place():
    """L30: one rule set gives a release, and the ranks stand in it in their order."""
    givers = [name for name, rule_set in STANDARD.rulesets.items() if "release" in rule_set.gives]
    assert givers == ["order_release"]
    assert {rule.id for rule in RULES if "L30" in rows(rule.source)} == {
        rule.id for rule in STANDARD.rulesets["order_release"].rules
    }
    said = [answer(rule, "release") for rule in STANDARD.rulesets["order_release"].rules]
    assert said == sorted(said, key=["REFUSE", "REFER", "RELEASE"].index)


def test_nothing_lifts_a_refusal():
    for rule in STANDARD.rulesets["order_release"].rules:
        assert not (rule.liftable and answer(rule, "release") != "REFER")


def answer(rule: Rule, output: str) -> object:
    node = rule.then[output]
    return node.value if isinstance(node, core.Const) else None


def test_what_the_sources_leave_open_has_no_value():
    """L37: never a silent default."""
    assert {name for name, parameter in STANDARD.parameters.items() if not parameter.values} == VALUES.keys()


@pytest.mark.parametrize("name", ["demo", str(ROOT / "examples" / "policy")])
def test_an_adopters_policy_imports_the_standard_one_and_sets_what_it_leaves_open(name):
    policy = load_policy(name)
    assert policy.imports == {"standard": STANDARD.hash}
    assert policy.rulesets.keys() == STANDARD.rulesets.keys()
    assert [name for name, parameter in policy.parameters.items() if not parameter.values] == []


def test_numbers_of_the_sources_are_parameters():
    """No rule or measure hides a line of the catalogue; only these small numbers are written where they are used."""
    nodes = [node for rule in RULES for node in core.walk(rule.condition)]
    written = {node.value for node in nodes if isinstance(node, core.Const) and type(node.value) is int}
    assert written <= {-48, -36, -24, -12, 0, 1, 2, 12, 24}


class TestThePage:
    """docs/reference/standard-policy.md."""

    @pytest.mark.parametrize("rule_set", STANDARD.rulesets.values(), ids=STANDARD.rulesets)
    def test_has_every_rule_set_and_rule_with_its_rows(self, rule_set: RuleSet):
        section = PAGE.split(f"### `{rule_set.name}`\n")[1].split("\n##")[0]
        assert f"Rows {rule_set.source}." in section
        assert re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE) == [rule.id for rule in rule_set.rules]
        for rule in rule_set.rules:
            assert f"| `{rule.id}` | {rule.title.en} |" in section
            assert f"| {rule.source} |\n" in section[section.index(f"| `{rule.id}` |") :]

    @pytest.mark.parametrize("parameter", STANDARD.parameters.values(), ids=STANDARD.parameters)
    def test_has_every_parameter_with_its_value(self, parameter: Parameter):
        value = (
            show_value(parameter.values[-1][1], parameter.type, "CNY") if parameter.values else "none: set it"
        )
        assert f"| `{parameter.name}` | {parameter.title.en} | {value} | {parameter.source} |" in PAGE

    def test_has_every_deed(self):
        for rule in RULES:
            for deed in rule.proposes:
                assert re.search(
                    rf"^\| `{deed.action.name}` \| {deed.role} \|.*`{rule.id}`", PAGE, re.MULTILINE
                )

    def test_names_nothing_that_is_not_there(self):
        known = names(STANDARD)
        for name in set(re.findall(r"`([a-z][a-z_]*_[a-z_]+|[a-z-]+\.[a-z-]+)`", PAGE)) - {"base.yaml"}:
            assert name in known or name.endswith(".yaml"), name


def names(policy: Policy) -> set[str]:
    """Everything that a policy gives a name."""
    found = {*policy.parameters, *policy.rulesets, *(rule.id for rule in RULES)}
    found |= {name for _, name in (*policy.measures, *policy.outputs)}
    return found
