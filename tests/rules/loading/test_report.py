"""The sections of the report that a policy declares: read with their places, every name checked, in the order of the imports."""

import pytest
from attrs import evolve

from groupctl.errors import PolicyError
from groupctl.rules import draft
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.report_section import Bars, Curve, Held, Listing, Movement, Owed, Pareto, Section, Tally
from groupctl.texts.title import Title
from tests.rules.policy_text import GOOD, faults, load, only, underlined

REPORT = """\
report:
  debts:
    title: Debts
    says: {en: Who owes what, zh: 欠款情况}
    view: OPERATIONAL
    source: D24
    parameters: [d_class_line]
    parts:
      - listing: largest
        about: customer
        columns: [name, overdue_amount]
        percent: [overdue_amount]
        order: overdue_amount
        ascending: true
        chart: {bars: [overdue_amount], stacked: true}
      - listing: running
        title: Running
        about: customer
        columns: [overdue_amount, name]
        chart: {pareto: overdue_amount, line: name, through: false}
      - listing: curve
        about: customer
        columns: [name]
        chart:
          curve: customer
          place: overdue_amount
          line: overdue_amount
          across: d_class_line
          up: b_class_limit
          title: Curve
          says: All {count}
      - tally: classes
        rule_sets: [d_class]
      - warnings: warnings
      - tasks: owed
      - held: held
      - movement: moved
        rule_set: d_class
"""


def with_report(*changes: tuple[str, str]) -> str:
    text = GOOD + REPORT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_a_section_is_read_whole(tmp_path):
    (section,) = load(with_report(), tmp_path).report
    assert (section.name, section.view, section.source) == ("debts", "OPERATIONAL", "D24")
    assert section.says.text("zh") == "欠款情况"
    assert tuple(section.parameters) == ("d_class_line",)
    assert list(section.parts) == [
        Listing(
            name="largest",
            about="customer",
            columns=("name", "overdue_amount"),
            percent=("overdue_amount",),
            order="overdue_amount",
            ascending=True,
            chart=Bars(columns=("overdue_amount",), stacked=True),
        ),
        Listing(
            name="running",
            title=Title("Running"),
            about="customer",
            columns=("overdue_amount", "name"),
            chart=Pareto(bars="overdue_amount", line="name", through=False),
        ),
        Listing(
            name="curve",
            about="customer",
            columns=("name",),
            chart=Curve(
                about="customer",
                place="overdue_amount",
                line="overdue_amount",
                across="d_class_line",
                up="b_class_limit",
                title=Title("Curve"),
                says=Title("All {count}"),
            ),
        ),
        Tally(name="classes", rule_sets=("d_class",)),
        Tally(name="warnings", warnings=True),
        Owed(name="owed"),
        Held(name="held"),
        Movement(name="moved", rule_set="d_class"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("OPERATIONAL", "OPERATIVE", "no-view", "OPERATIVE"),
        ("[name, overdue_amount]", "[name, overdue_amout]", "no-column", "overdue_amout"),
        ("order: overdue_amount", "order: overdue", "no-column", "overdue"),
        ("percent: [overdue_amount]", "percent: [profit]", "not-shown", "profit"),
        ("{bars: [overdue_amount]", "{bars: [profit]", "not-shown", "profit"),
        ("line: name,", "line: profit,", "not-shown", "profit"),
        ("place: overdue_amount", "place: profit", "no-column", "profit"),
        ("up: b_class_limit", "up: c_class_limit", "no-report-parameter", "c_class_limit"),
        ("parameters: [d_class_line]", "parameters: [d_line]", "no-report-parameter", "d_line"),
        ("rule_sets: [d_class]", "rule_sets: [e_class]", "no-report-rule-set", "e_class"),
        ("rule_set: d_class", "rule_set: e_class", "no-report-rule-set", "e_class"),
        ("about: customer\n        columns: [name, ", "about: client\n        columns: [name, ", "no-entity", "client"),
        ("- held: held", "- hold: held", "no-report-part", None),
        ("- held: held", "- {held: held, tasks: owed}", "no-report-part", None),
        ("source: D24\n    parameters", "source: X24\n    parameters", "source", "X24"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_shown_where_it_is_written(old, new, code, at, tmp_path):
    fault = only(faults(with_report((old, new)), tmp_path))
    assert fault.code == f"policy.{code}"
    assert at is None or underlined(fault) == at
    assert fault.remedy("en")
    assert fault.remedy("zh")


def test_sections_of_imports_come_first_and_each_name_is_there_once(tmp_path):
    load(with_report(), tmp_path)
    head = "policy: own\nversion: 1\ncurrency: CNY\ntitle: Own\nimports: [acme.yaml]\n"
    own = "report:\n  {}:\n    title: Mine\n    view: ANALYTICAL\n    source: 'own: x'\n    parts: [{{held: mine}}]\n"
    (tmp_path / "own.yaml").write_text(head + own.format("mine"), encoding="utf-8")
    assert [section.name for section in load_policy(tmp_path / "own.yaml").report] == ["debts", "mine"]
    (tmp_path / "own.yaml").write_text(head + own.format("debts"), encoding="utf-8")
    with pytest.raises(PolicyError, match="'debts' is defined already"):
        load_policy(tmp_path / "own.yaml")


def test_it_changes_no_decision_and_no_hash(tmp_path):
    assert load(with_report(), tmp_path).hash == load(GOOD, tmp_path).hash


def test_objects_say_the_same_as_files():
    section = Section(
        name="mine", title=Title("Mine"), view="ANALYTICAL", source="own: x", parts=[Held(name="held")]
    )
    policy = draft.PolicyDraft(name="own", version="1", currency="CNY", title=Title("Own"), report=[section])
    assert load_policy(policy).report == (section,)
    wrong = evolve(section, parts=[Movement(name="moved", rule_set="gone")])
    with pytest.raises(PolicyError, match="gone"):
        load_policy(evolve(policy, report=[wrong]))
