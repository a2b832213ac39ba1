"""The standard policy as a whole: rows, titles, parameters, and what its documentation says of it."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

import pytest

from docs.site.pages.standard_policy import comment, page
from groupctl.rules import core
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.loading import packs
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Parameter, Policy, Rule, RuleSet
from groupctl.rules.processes import Process
from groupctl.rules.show import show_value
from tests.repository.files import ROOT
from tests.standard.deciding import VALUES

STANDARD = load_policy("standard")
RULES = [rule for rule_set in STANDARD.rulesets.values() for rule in rule_set.rules]
PAGE = page()

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
        assert re.search(r"[\u4e00-\u9fff]", rule.title.text("zh")), rule.id
        assert not re.search(r"[\u4e00-\u9fff]", rule.title.text("en")), rule.id


def test_gates_refer_what_is_unknown_and_nothing_else_does():
    """Advice about where a risk comes from is the only place that overlooks what it can't judge: what is found is listed."""
    of = {
        policy: {rule_set.name for rule_set in STANDARD.rulesets.values() if rule_set.unknown == policy}
        for policy in ("refer", "ignore", "error")
    }
    gates = {rule_set.name for rule_set in STANDARD.rulesets.values() if rule_set.gate}
    assert gates == {"order_release", "acquisition"}
    matrices = {rule_set.name for rule_set in STANDARD.matrices}
    assert of == {"refer": gates | matrices, "ignore": {"risk_sources"}, "error": set()}


@pytest.mark.parametrize("name", sorted(STANDARD.rulesets.keys() - {"risk_sources"}))
def test_no_rule_set_answers_as_if_it_knew_where_nothing_is_known(name):
    """Gates and matrices refer, any other leaves its answer open: what is lost never lets pass."""
    rule_set = STANDARD.rulesets[name]
    prepared, nothing = CompiledEngine().prepare(rule_set), [None] * len(rule_set.inputs)
    if None in prepared.truths(nothing):
        answer = prepared.outcome(nothing)
        assert answer in (dict.fromkeys(answer), rule_set.referrals)
        assert (answer == rule_set.referrals) is (rule_set.gate or bool(rule_set.route))


def test_whoever_refers_what_is_unknown_names_a_role():
    told = {name: one.refer_to for name, one in STANDARD.rulesets.items() if one.unknown == "refer"}
    matrices = {rule_set.name: "headquarters" for rule_set in STANDARD.matrices}
    assert told == {"order_release": "credit_controller", "acquisition": "division_manager", **matrices}


def test_precedence_is_stated_in_one_place():
    """L30: one rule set gives a release, and the ranks stand in it in their order."""
    givers = [name for name, rule_set in STANDARD.rulesets.items() if "release" in rule_set.gives]
    assert givers == ["order_release"]
    cells = {rule.id for matrix in STANDARD.matrices for rule in matrix.rules}
    assert {rule.id for rule in RULES if "L30" in rows(rule.source)} - cells == {
        rule.id for rule in STANDARD.rulesets["order_release"].rules
    }
    said = [answer(rule, "release") for rule in STANDARD.rulesets["order_release"].rules]
    assert said == sorted(said, key=["REFUSE", "REFER", "RELEASE"].index)


def test_nothing_overrides_a_refusal():
    for rule in STANDARD.rulesets["order_release"].rules:
        assert not (rule.overridable and answer(rule, "release") != "REFER")


def answer(rule: Rule, output: str) -> object:
    node = rule.then[output]
    return node.value if isinstance(node, core.Const) else None


def test_what_the_sources_leave_open_has_no_value():
    """L37: never a silent default."""
    assert {name for name, parameter in STANDARD.parameters.items() if not parameter.values} == VALUES.keys()


@pytest.mark.parametrize("name", ["demo", str(ROOT / "examples" / "group")])
def test_an_adopters_policy_imports_the_standard_one_and_sets_what_it_leaves_open(name):
    policy = load_policy(name)
    assert policy.imports == {"standard": STANDARD.hash}
    assert policy.rulesets.keys() == STANDARD.rulesets.keys()
    assert [name for name, parameter in policy.parameters.items() if not parameter.values] == []


def test_numbers_of_the_sources_are_parameters():
    """No rule hides a line of the requirements; only counts of years in months, one or two of a thing and levels of dunning up to three, are written."""
    assert whole_numbers(rule.condition for rule in RULES) <= {-48, -36, -24, -12, 0, 1, 2, 3, 12, 24}


def test_numbers_in_measures_are_those_of_the_calendar_and_of_per_cent():
    """The months of a year and of four, back and forth; nine decimals; weights that add up to 100."""
    formulas = [measure.formula for measure in STANDARD.measures.values()]
    parts = [
        getattr(formula, name, None) for formula in formulas for name in ("expression", "where", "value")
    ]
    calendar = {-48, -36, -24, *range(-12, 13), 24}
    assert whole_numbers(part for part in parts if part is not None) <= calendar | {100}


def whole_numbers(expressions: Iterable[core.Node]) -> set[object]:
    """The whole numbers that are written in expressions."""
    nodes = [node for expression in expressions for node in core.walk(expression)]
    return {node.value for node in nodes if isinstance(node, core.Const) and type(node.value) is int}


HEADS = {"policy.yaml", *(f"{name.removeprefix('standard/')}/policy.yaml" for name in packs.names())}


class TestThePage:
    """What the site says of the standard policy."""

    def test_has_a_section_for_every_file(self):
        folder = ROOT / "src" / "groupctl" / "standard"
        sheets = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")} - HEADS
        assert set(re.findall(r"^## `(.+)`$", PAGE, re.MULTILINE)) == sheets
        assert set(re.findall(r"^\| \[`(.+?)`\]\(#", PAGE, re.MULTILINE)) == sheets

    @pytest.mark.parametrize("rule_set", STANDARD.rulesets.values(), ids=STANDARD.rulesets)
    def test_has_every_rule_with_its_rows_below_its_rule_set(self, rule_set: RuleSet):
        section = PAGE.split(f"### `{rule_set.name}`\n")[1].split("\n##")[0]
        assert f"Rows {rule_set.source}." in section
        assert first_cells(section) == [rule.id for rule in rule_set.rules]
        assert [row.rsplit(" | ", 1)[1] for row in section.splitlines() if row.startswith("| `")] == [
            f"{rule.source} |" for rule in rule_set.rules
        ]

    @pytest.mark.parametrize("process", STANDARD.processes.values(), ids=STANDARD.processes)
    def test_has_every_step_of_a_process(self, process: Process):
        section = PAGE.split(f"### Process `{process.name}`\n")[1].split("\n##")[0]
        assert all(f"`{name}` ({state.title.text('en')}" in section for name, state in process.states.items())
        assert first_cells(section) == [step.id for step in process.steps]

    @pytest.mark.parametrize("parameter", STANDARD.parameters.values(), ids=STANDARD.parameters)
    def test_has_every_parameter_with_its_value(self, parameter: Parameter):
        value = (
            show_value(parameter.values[-1][1], parameter.type, "CNY")
            if parameter.values
            else "**mandatory**"
        )
        assert f"| `{parameter.name}` | {parameter.title.text('en')} | {value} | {parameter.source} |" in PAGE

    def test_lists_what_must_be_set(self):
        listed = PAGE.split("## What you must set\n")[1].split("\n## ")[0]
        assert set(re.findall(r"`([a-z_0-9]+)`", listed)) == VALUES.keys()

    def test_has_every_action(self):
        steps = [*RULES, *(event for process in STANDARD.processes.values() for event in process.events)]
        proposed = {(action.action.name, action.role, step.id) for step in steps for action in step.proposes}
        rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|.*\| `([a-z0-9.-]+)` \|$", PAGE, re.MULTILINE)
        assert set(rows) == proposed

    def test_has_every_measure(self):
        tables = re.findall(r"^\| measure \|.*\n(?:\|.*\n)+", PAGE, re.MULTILINE)
        named = {name for table in tables for name in first_cells(table)}
        assert named == {f"{about}.{name}" for about, name in STANDARD.measures}


def first_cells(section: str) -> list[str]:
    """What the rows of the tables of a section are about."""
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


class TestTheCommentOfAFile:
    @pytest.mark.parametrize(
        ("text", "paragraphs"),
        [
            ("# One: a thing.\n# Two.\n#\n# Three.\nrules:\n# not this\n", ("One: a thing. Two.", "Three.")),
            ("# One.\n\n# not this\n", ("One.",)),
            ("policy: x\n", ("",)),
        ],
    )
    def test_is_told_by_paragraphs(self, text: str, paragraphs: tuple[str, ...]):
        assert comment(text) == paragraphs


def test_the_values_of_the_standard_policy_hold_from_1900():
    """An order of 1999 is decided by the same lines as one of today."""
    days = {since for parameter in STANDARD.parameters.values() for since, _ in parameter.values}
    assert days == {date(1900, 1, 1)}


class TestTheExplanation:
    """docs/explanation/standard-policy.md."""

    TEXT = (ROOT / "docs" / "explanation" / "standard-policy.md").read_text(encoding="utf-8")

    def test_names_nothing_that_is_not_there(self):
        known = names(STANDARD)
        for name in set(re.findall(r"`([a-z][a-z_]*_[a-z_]+|[a-z-]+\.[a-z-]+)`", self.TEXT)):
            assert name in known or name.endswith(".yaml"), name


def names(policy: Policy) -> set[str]:
    """Everything that a policy gives a name."""
    found = {*policy.parameters, *policy.rulesets, *(rule.id for rule in RULES)}
    found |= {name for _, name in (*policy.measures, *policy.outputs)}
    return found
