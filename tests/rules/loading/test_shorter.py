"""What a rule set need not say: its flag and the defaults of its policy spell it out, and the policy is the same."""

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.errors import PolicyError
from groupctl.rules import draft
from groupctl.rules.loading.loader import load_policy
from tests.rules.drafts import as_yaml, policies, rule_sets
from tests.rules.policy_text import GOOD, changed, codes, faults, load, underlined

SHORT = changed(
    ("types:\n", "defaults: {hit: first, unknown: pass}\ntypes:\n"),
    (
        "    hit: first\n    gives: {d_class: boolean}\n    otherwise: {d_class: false}\n    unknown: pass\n",
        "    flag: d_class\n",
    ),
    (
        "          and customer.overdue_amount > 0\n        then: {d_class: true}\n",
        "          and customer.overdue_amount > 0\n",
    ),
    ("        when: place > 100\n        then: {d_class: true}\n", "        when: place > 100\n"),
)


@st.composite
def flags(draw: st.DrawFn, name: str = "flagged") -> draft.RuleSetDraft:
    """A rule set with a flag; some of its rules say that it is false."""
    found = draw(rule_sets(name))
    answers = st.sampled_from([{}, {name: False}, {name: True}, {name: "credit_days > 5"}])
    rules = [evolve(rule, then=draw(answers)) for rule in found.rules]
    return evolve(found, flag=name, gives={}, otherwise={}, rules=rules)


def spelled_out(written: draft.RuleSetDraft, defaults: dict[str, str]) -> draft.RuleSetDraft:
    """The same rule set in full."""
    flag = written.flag
    return evolve(
        written,
        flag="",
        gives={flag: "boolean"},
        otherwise={flag: False},
        hit=written.hit or defaults["hit"],
        unknown=written.unknown or defaults["unknown"],
        rules=[evolve(rule, then=rule.then or {flag: True}) for rule in written.rules],
    )


@given(policies(), flags(), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_flag_and_defaults_are_the_rule_set_in_full(tmp_path_factory, policy, flagged, hit, unknown):
    defaults = {"hit": "any", "unknown": "error"}
    flagged = evolve(flagged, hit="" if hit else flagged.hit, unknown="" if unknown else flagged.unknown)
    short = evolve(policy, defaults=defaults, rulesets=[*policy.rulesets, flagged])
    full = evolve(policy, rulesets=[*policy.rulesets, spelled_out(flagged, defaults)])
    expected = load_policy(full)
    assert load_policy(short) == expected
    written = load(as_yaml(short), tmp_path_factory.mktemp("p"))
    assert written.rulesets == expected.rulesets
    assert written.hash == expected.hash


def test_written_in_a_file(tmp_path):
    assert load(SHORT, tmp_path, "short.yaml").hash == load(GOOD, tmp_path, "good.yaml").hash


def test_defaults_are_those_of_the_policy_that_says_them(tmp_path):
    load(SHORT, tmp_path, "base.yaml")
    head = GOOD.partition("types:")[0] + "imports: [base.yaml]\n"
    own = """\
rulesets:
  slow: {about: account, flag: slow, title: Slow, source: D24, rules: [{id: slow.days, when: credit_days > 30, title: Slow, source: D24}]}
"""
    assert codes(head + own, tmp_path) == ["policy.missing-key", "policy.missing-key"]
    found = load(head + "defaults: {hit: any, unknown: ignore}\n" + own, tmp_path)
    assert (found.rulesets["slow"].hit, found.rulesets["slow"].unknown) == ("any", "ignore")
    assert (found.rulesets["d_class"].hit, found.rulesets["d_class"].unknown) == ("first", "pass")


def test_a_rule_that_is_added_raises_the_flag_of_its_rule_set(tmp_path):
    load(SHORT, tmp_path, "base.yaml")
    head = GOOD.partition("types:")[0] + "imports: [base.yaml]\n"
    added = "add:\n  d_class: [{id: d.slow, after: d-class.last, when: credit_days > 30, title: Slow, source: D24}]\n"
    assert load(head + added, tmp_path).rulesets["d_class"].rules[-1].then["d_class"].value is True


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("flag: d_class", "flag: d_class\n    gives: {d_class: boolean}", "policy.flag-and-gives", "d_class"),
        ("flag: d_class", "flag: d_class\n    otherwise: {d_class: true}", "policy.flag-and-gives", "d_class"),
        ("{hit: first, unknown", "{hit: frist, unknown", "policy.no-hit-policy", "frist"),
        ("unknown: pass}", "unknown: past}", "policy.no-unknown-policy", "past"),
        ("{hit: first, unknown", "{hit: first, hits: any, unknown", "policy.no-default", "hits"),
        ("{hit: first, unknown: pass}", "{unknown: pass}", "policy.missing-key", "d_class"),
        ("    flag: d_class\n", "    gives: {d_class: boolean}\n    otherwise: {d_class: false}\n", "policy.missing-key", "d-class.low"),
    ],
)  # fmt: skip
def test_faults_have_a_place(tmp_path, old, new, code, at):
    found = faults(changed((old, new), text=SHORT), tmp_path)
    assert found[0].code == code
    assert underlined(found[0]).startswith(at) or at in (found[0].line or "")


def test_python_objects_leave_out_no_more_than_files():
    with pytest.raises(PolicyError) as caught:
        load_policy(draft.PolicyDraft(
            name="p", version="1", currency="CNY", title=draft.Title("P"),
            rulesets=[draft.RuleSetDraft(name="s", about="account", flag="s", title=draft.Title("S"), source="D24",
                rules=[draft.RuleDraft(id="r", when="true", title=draft.Title("R"), source="D24")])],
        ))  # fmt: skip
    assert [fault.code for fault in caught.value.faults] == ["policy.empty", "policy.empty"]
