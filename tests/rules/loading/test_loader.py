"""From files to a policy: the shape of the YAML form, and every fault of a file in one go."""

import io
import os
from contextlib import suppress
from copy import deepcopy
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from groupctl.errors import Fault, PolicyError
from groupctl.model.action import ActionKind
from groupctl.rules.loading import packs
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Aggregate, Ranking
from groupctl.rules.proposal import Proposal
from groupctl.rules.types import MONEY
from groupctl.schema.limits import UNLIMITED
from tests.rules.policy_text import GOOD, changed, codes, faults, load, only, underlined

TEN_FAULTS = """\
policy: acme
version: "1.0"
currency: CNY
title: {English: Acme}
parameters:
  d_class_line:
    title: {en: Gross profit line, zh: 毛利润线}
    unit: money
    values: {2017-01-01: 100000.005}
    source: the board
mesures:
  account.revenue:
    {type: money, sum: amout, of: invoices, title: {en: Revenue, zh: 收入}, source: D24}
rulesets:
  d_class:
    about: account
    hit: frist
    gives: {d_class: boolean}
    otherwise: {d_class: no}
    unknown: pass
    title: {en: D-class, zh: D类客户}
    source: D24
    rules:
      - id: d-class.low
        when: >-
          revenue < d_class_line
          and revenue > 0.15 * revenue / revenue
        then: {d_clas: true}
        since: 2017-02-30
        title: {en: Low gross profit, zh: 毛利润低}
        source: D24
"""

TEN_FAULTS_EN = """\
acme.yaml:4:9: 'English' is not the code of a language
    title: {English: Acme}
            ^^^^^^^
    → write the text itself, or texts by language: {en: ..., zh: ...}
acme.yaml:9:26: 100000.005 is finer than CNY allows: 2 decimals
        values: {2017-01-01: 100000.005}
                             ^^^^^^^^^^
    → round it to 2 decimals
acme.yaml:10:13: 'the board' is not a requirement
        source: the board
                ^^^^^^^^^
    → write rows such as D24, L30 or M11, or own: and where the rule comes from
acme.yaml:11:1: 'mesures' is not a key of policy
    mesures:
    ^^^^^^^
    → did you mean measures?
acme.yaml:13:24: 'amout' is no parameter, and no attribute, measure or output of invoice
        {type: money, sum: amout, of: invoices, title: {en: Revenue, zh: 收入}, source: D24}
                           ^^^^^
    → did you mean amount?
acme.yaml:17:10: there is no hit policy 'frist'
        hit: frist
             ^^^^^
    → did you mean first?
acme.yaml:19:26: 'no' is not true or false
        otherwise: {d_class: no}
                             ^^
    → write false
acme.yaml:27:15: money can't be compared with ratio
              and revenue > 0.15 * revenue / revenue
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    → divide two amounts to get a ratio (a / b < 0.2), or multiply one by the ratio (a < 0.2 * b)
acme.yaml:28:16: 'd_clas' is not an output of this rule set
            then: {d_clas: true}
                   ^^^^^^
    → did you mean d_class?
acme.yaml:29:16: the calendar has no day '2017-02-30'
            since: 2017-02-30
                   ^^^^^^^^^^
    → write a day that exists: the last of the month, perhaps
"""


def rendered(text: str, folder: Path, lang: str) -> str:
    """All faults of ``text`` as a user sees them, the folder left out."""
    with pytest.raises(PolicyError) as caught:
        load(text, folder)
    return caught.value.render(lang).replace(f"{folder}{os.sep}", "")


class TestAllFaultsInOneGo:
    def test_ten_faults_are_ten_reports_with_place_underline_and_advice(self, tmp_path):
        assert rendered(TEN_FAULTS, tmp_path, "en") + "\n" == TEN_FAULTS_EN
        assert len(faults(TEN_FAULTS, tmp_path)) == 10
        assert all(fault.remedy("en") and fault.remedy("zh") for fault in faults(TEN_FAULTS, tmp_path))

    def test_and_the_same_ten_in_chinese(self, tmp_path):
        chinese = rendered(TEN_FAULTS, tmp_path, "zh").splitlines()
        english = TEN_FAULTS_EN.splitlines()
        assert len(chinese) == len(english)
        for zh, en in zip(chinese, english, strict=True):
            if en.startswith("acme.yaml:"):
                assert zh.split(": ")[0] == en.split(": ")[0]
                assert any("\u4e00" <= character <= "\u9fff" for character in zh)
            elif not en.startswith("    →"):
                assert zh == en

    def test_one_fault_never_causes_another(self, tmp_path):
        """A misspelt section, a measure without a type: what reads them is sound."""
        assert codes(changed(("measures:", "mesures:")), tmp_path) == ["policy.unknown-key"]
        assert codes(changed(("{type: count, rank", "{type: cuont, rank")), tmp_path) == ["policy.no-type"]
        assert codes(changed(("gives: {d_class: boolean}", "gives: {d_class: bool}")), tmp_path) == [
            "policy.no-type"
        ]
        assert codes(changed(("    unit: money\n    values: {2017", "    values: {2017")), tmp_path) == [
            "policy.missing-key"
        ]

    def test_faults_come_in_the_order_of_their_places(self, tmp_path):
        places = [fault.where for fault in faults(TEN_FAULTS, tmp_path)]
        assert places == sorted(places)

    def test_what_is_too_long_to_show_is_cut(self, tmp_path):
        fault = only(faults(changed(("version:", "x" * 3000 + ": 1\nversion:")), tmp_path))
        assert len(fault.render()) < 1000
        assert fault.line is None


class TestAGoodPolicy:
    def test_is_typed_and_exact(self, tmp_path):
        policy = load(GOOD, tmp_path)
        limit = policy.parameters["b_class_limit"]
        assert limit.type == MONEY
        assert limit.values == ((date(2024, 1, 1), 5_000_000), (date(2025, 1, 1), 4_500_050))
        assert limit.scopes == {"unit": {"U-3": ((date(2025, 1, 1), 4_000_000),)}}
        assert policy.measures["account", "revenue"].title.text("zh") == "收入"
        assert isinstance(policy.measures["customer", "overdue_amount"].formula, Aggregate)
        assert isinstance(policy.measures["account", "place"].formula, Ranking)
        assert policy.outputs == {("account", "d_class"): "d_class", ("order", "release"): "release"}
        assert policy.order == ("d_class", "release")

    def test_rules_know_their_words_and_their_place(self, tmp_path):
        rule = load(GOOD, tmp_path).rulesets["d_class"].rules[0]
        assert rule.text == "revenue < d_class_line and customer.overdue_amount > 0"
        assert (rule.where.line, rule.where.column) == (46, 13)
        assert rule.since == date(2017, 1, 1)
        assert rule.source == "D24, L19"

    def test_proposals_and_overridable(self, tmp_path):
        rule = load(GOOD, tmp_path).rulesets["release"].rules[0]
        assert rule.overridable
        assert rule.proposes == (Proposal(action=ActionKind.FREEZE, role="credit_controller", due_in=7),)
        assert rule.source == "own: board minute 7"

    def test_the_entity_may_stand_before_the_name_of_a_measure(self, tmp_path):
        text = changed(("  overdue_amount:\n    about: customer\n", "  customer.overdue_amount:\n"))
        assert load(text, tmp_path) == load(GOOD, tmp_path)

    def test_values_without_dates_of_their_own_keep_units(self, tmp_path):
        text = changed(
            ("unit: money\n    source: L37", "unit: limit\n    source: L37"),
            ("50000, 2025-01-01: 45000.50", "unlimited"),
        )
        assert load(text, tmp_path).parameters["b_class_limit"].values == ((date(2024, 1, 1), UNLIMITED),)
        text = changed(
            (
                "    unit: money\n    values: {2017-01-01: 100000}",
                "    unit: ratio\n    values: {2017-01-01: 0.15}",
            ),
            ("revenue < d_class_line", "revenue / revenue < d_class_line"),
        )
        assert load(text, tmp_path).parameters["d_class_line"].values == (
            (date(2017, 1, 1), Fraction(15, 100)),
        )

    def test_text_outputs_are_text_unless_they_open_with_a_sign(self, tmp_path):
        says = "then: {{d_class: {}}}"
        text = changed(
            ("gives: {d_class: boolean}", "gives: {d_class: text}"),
            ("otherwise: {d_class: false}", "otherwise: {d_class: as before}"),
            ("when: account.d_class\n", 'when: account.d_class = "x"\n'),
        ).replace(says.format("true"), says.format('"= customer.name"'), 1)
        text = text.replace(says.format("true"), says.format('"1"'))
        rules = load(text, tmp_path).rulesets["d_class"]
        assert rules.otherwise["d_class"].value == "as before"
        assert [type(rule.then["d_class"]).__name__ for rule in rules.rules] == ["Read", "Const"]

    def test_a_section_may_be_left_empty(self, tmp_path):
        assert (
            load(
                "policy: p\nversion: 1\ncurrency: CNY\ntitle: {en: P, zh: 策}\nmeasures:\n", tmp_path
            ).measures
            == {}
        )


class TestShapes:
    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("gate: true", "gaet: true", "unknown-key", "gaet"),
            ("gate: true", "gate: yes", "not-boolean", "yes"),
            ("gate: true", "gate: 'true'", "not-boolean", "true"),
            ("gate: true", "gate: [true]", "found-list", "[true]"),
            ("gate: true", "gate:", "empty", ""),
            ("due_in: 7", "due_in: 7.5", "not-whole-number", "7.5"),
            ("due_in: 7", "due_in: soon", "not-whole-number", "soon"),
            ("due_in: 7", "due_in: -1", "negative-days", "-1"),
            ("due_in: 7", "due_in: 36526", "too-many-days", "36526"),
            ("since: 2017-01-01", "since: 2017-02-30", "no-such-day", "2017-02-30"),
            ("since: 2017-01-01", "since: 2017/01/01", "date-form", "2017/01/01"),
            (
                "since: 2017-01-01",
                "since: 2017-01-01\n        until: 2016-12-31",
                "until-before-since",
                "2016-12-31",
            ),
            ("{2017-01-01: 100000}", "{2017-01-01: 1e5}", "number-form", "1e5"),
            ("{2017-01-01: 100000}", "{2017-01-01: 100_000}", "number-form", "100_000"),
            ("{2017-01-01: 100000}", "{2017-01-01: .inf}", "number-form", ".inf"),
            ("{2017-01-01: 100000}", "{2017-01-01: 0x1F}", "number-form", "0x1F"),
            ("{2017-01-01: 100000}", "{2017-01-01: 100,000}", "cut-by-comma", "000"),
            ("{2017-01-01: 100000}", "{2017: 100000}", "date-form", "2017"),
            ("{2017-01-01: 100000}", "100000", "found-value", "100000"),
            ("{2017-01-01: 100000}", "{2017-01-01: [1]}", "found-list", "[1]"),
            ("{2017-01-01: 100000}", "{2017-01-01: }", "empty", ""),
            ("title: {en: Acme, zh: 阿克米}", "title: [Acme]", "found-list", "[Acme]"),
            ("title: {en: Acme, zh: 阿克米}", "title: {}", "empty", "{}"),
            ("title: {en: Acme, zh: 阿克米}", "title: {english: Acme}", "no-language", "english"),
            ("title: {en: Acme, zh: 阿克米}", "title: {en: Acme, zh: ' '}", "empty", " "),
            ("policy: acme\n", "", "missing-key", 'version: "1.0"'),
            ("policy: acme\n", "policy: [acme]\n", "found-list", "[acme]"),
            ("    source: M12\n", "", "missing-key", "overdue_amount"),
            ("        when: account.d_class\n", "", "missing-key", "release.d-class"),
            ("account.revenue: {type", "account.revenue: {about: order, type", "about-differs", "order"),
            (
                "and not(disputed)\n",
                "and not(disputed)\n    of: payments\n",
                "duplicate-key",
                "of",
            ),
            (
                "sum: amount, of: invoices, title",
                "sum: max(amount, cost), of: invoices, title",
                "cut-by-comma",
                "cost)",
            ),
        ],
    )
    def test_each_fault_is_named_and_underlined(self, old, new, code, at, tmp_path):
        fault = only(faults(changed((old, new)), tmp_path))
        assert fault.code == f"policy.{code}"
        assert underlined(fault) == at or (not at and fault.where.length == 1)

    @pytest.mark.parametrize("text", ["- a\n", "just a text\n", "42\n"])
    def test_a_file_that_is_no_mapping(self, text, tmp_path):
        assert codes(text, tmp_path)[0] in ("policy.found-list", "policy.found-value")

    def test_a_rule_set_has_rules_or_a_table(self, tmp_path):
        head, rules = GOOD.split("    rules:\n      - id: release", 1)
        assert rules
        assert codes(head, tmp_path) == ["policy.no-rules"]
        assert codes(head + "    rules:\n", tmp_path) == ["policy.no-rules"]
        fault = only(faults(head + "    rules: []\n", tmp_path))
        assert (fault.code, underlined(fault)) == ("policy.no-rules", "[]")
        assert codes(head + "    rules: {}\n", tmp_path) == ["policy.found-mapping"]
        assert codes(head + "    table: [t.csv]\n", tmp_path) == ["policy.no-rules"]
        assert codes(changed(("    gate: true", "    gate: true\n    table: t.csv")), tmp_path) == [
            "policy.rules-and-table"
        ]


class TestFiles:
    def test_a_missing_file(self, tmp_path):
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path / "nowhere.yaml")
        fault = only(caught.value.faults)
        assert fault.code == "policy.no-such-file"
        assert fault.render() == (
            f"there is no file or folder {tmp_path / 'nowhere.yaml'}\n"
            "    → check the path: it counts from where the command runs"
        )

    def test_a_misspelt_shipped_policy(self):
        with pytest.raises(PolicyError) as caught:
            load_policy("standart")
        assert "did you mean standard?" in caught.value.render()

    def test_an_empty_file_and_an_empty_folder(self, tmp_path):
        assert codes("# nothing yet\n", tmp_path) == ["policy.empty-file"]
        (tmp_path / "folder").mkdir()
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path / "folder")
        assert only(caught.value.faults).code == "policy.empty-folder"

    def test_a_pipe_is_never_opened(self, tmp_path):
        os.mkfifo(tmp_path / "policy.yaml")
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path / "policy.yaml")
        assert only(caught.value.faults).code == "policy.not-readable"

    def test_nothing_outside_the_folder_of_the_policy_is_read_or_shown(self, tmp_path):
        """Neither by a path nor by a link; what the file holds must not come out in a message."""
        (tmp_path / "secret.yaml").write_text("password: [hunter2", encoding="utf-8")
        own = tmp_path / "policies"
        (own / "linked").mkdir(parents=True)
        (own / "link.yaml").symlink_to(tmp_path / "secret.yaml")
        (own / "linked" / "part.yaml").symlink_to(tmp_path / "secret.yaml")
        for name in ("../secret.yaml", str(tmp_path / "secret.yaml"), "link.yaml", "linked", ".."):
            (own / "policy.yaml").write_text(GOOD + f"imports: [{name}]\n", encoding="utf-8")
            with pytest.raises(PolicyError) as caught:
                load_policy(own / "policy.yaml")
            assert {fault.code for fault in caught.value.faults} == {"policy.outside"}, name
            assert "hunter2" not in caught.value.render()

    def test_a_policy_that_is_a_link_itself_is_read(self, tmp_path):
        (tmp_path / "real.yaml").write_text(GOOD, encoding="utf-8")
        (tmp_path / "own").mkdir()
        (tmp_path / "own" / "policy.yaml").symlink_to(tmp_path / "real.yaml")
        assert load_policy(tmp_path / "own" / "policy.yaml") == load(GOOD, tmp_path)

    def test_a_folder_is_one_policy(self, tmp_path):
        head, rest = GOOD.split("measures:\n")
        measures, rulesets = rest.split("rulesets:\n")
        folder = tmp_path / "acme"
        folder.mkdir()
        (folder / "b.yaml").write_text(head, encoding="utf-8")
        (folder / "a.yaml").write_text("rulesets:\n" + rulesets, encoding="utf-8")
        (folder / "c.yml").write_text("measures:\n" + measures, encoding="utf-8")
        (folder / "notes.txt").write_text("not a policy", encoding="utf-8")
        assert load_policy(folder) == load(GOOD, tmp_path)

    def test_exactly_one_file_of_a_folder_has_the_head(self, tmp_path):
        head, rest = GOOD.split("parameters:\n")
        (tmp_path / "a.yaml").write_text("parameters:\n" + rest, encoding="utf-8")
        (tmp_path / "b.yaml").write_text("measures:\n", encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path)
        assert "policy.no-head" in [fault.code for fault in caught.value.faults]
        for name in ("b.yaml", "c.yaml"):
            (tmp_path / name).write_text(head, encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path)
        assert [fault.code for fault in caught.value.faults] == [
            *("policy.several-heads", "policy.said-twice", "policy.defined-twice"),
        ]

    def test_a_broken_file_of_a_folder_is_reported_alone(self, tmp_path):
        """What the others miss because of it would only be false alarms."""
        head, rest = GOOD.split("measures:\n")
        measures, rulesets = rest.split("rulesets:\n")
        (tmp_path / "a.yaml").write_text(head + "rulesets:\n" + rulesets, encoding="utf-8")
        (tmp_path / "b.yaml").write_text("measures:\n" + measures + "\t\n  x: y: z\n", encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_policy(tmp_path)
        fault = only(caught.value.faults)
        assert Path(fault.where.file).name == "b.yaml"


class TestTheShippedPolicy:
    def test_is_called_standard(self):
        assert "standard" in packs.names()
        assert load_policy("standard").name == "standard"

    def test_its_places_are_the_same_on_every_machine(self):
        policy = load_policy("standard")
        places = {rule.where.file for rules in policy.rulesets.values() for rule in rules.rules}
        assert all(place.startswith("standard/") for place in places)


def found(text: str, folder: Path) -> tuple[Fault, ...]:
    """The faults of ``text``; none when it loads."""
    try:
        load(text, folder)
    except PolicyError as error:
        return error.faults or (Fault("policy.empty"),)
    return ()


PIECES = " \n \t : - { } [ ] \" ' , # &a *a !!x | >- ~ yes 1e5 2024-02-30 中 \ufeff () null first @ % 99999999999999999999"
EDITS = st.tuples(
    st.integers(0, len(GOOD)),
    st.integers(0, 12),
    st.sampled_from(["", " ", "  ", "\n", *PIECES.split(" ")]),
)


class TestRandomEdits:
    @given(st.lists(EDITS, min_size=1, max_size=4))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_load_or_give_faults_with_places_in_the_file(self, tmp_path, edits):
        text = GOOD
        for start, length, new in edits:
            text = text[:start] + new + text[start + length :]
        lines = text.split("\n")
        for fault in found(text, tmp_path):
            assert fault.render("en")
            assert fault.render("zh")
            assert fault.line == lines[fault.where.line - 1]
            assert 1 <= fault.where.column <= len(fault.line) + 1
            assert fault.where.length <= max(1, len(fault.line) - fault.where.column + 1)


STRUCTURE = YAML(typ="safe", pure=True).load(GOOD)
WANTED = "x|customer|money|date|Release|REFER|unlimited|all|invoices|priority|collect sum|order|d_class"
VALUES = [None, True, -1, 1.5, "", "amount > 5", [], {}, ["a"], {"a": 1}, {"en": "a", "zh": "b"}]


def places(tree, way=()):
    """The way to every part of a tree."""
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield (*way, key)
        yield from places(tree[key], (*way, key))


PLACES = list(places(STRUCTURE))
REMOVED = object()


def restructured(*edits):
    """The policy as sound YAML, with the parts at some places replaced or removed."""
    tree = deepcopy(STRUCTURE)
    for (*way, last), value in edits:
        with suppress(KeyError, IndexError, TypeError):  # an earlier edit took the place away
            owner = reduce(getitem, way, tree)
            if value is REMOVED:
                del owner[last]
            else:
                owner[last] = deepcopy(value)
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda *_: True
    yaml.dump(tree, out)
    return out.getvalue()


class TestStructures:
    """Sound YAML with something else where it should not be."""

    @pytest.mark.parametrize("section", [*STRUCTURE, "d_class", "release"])
    def test_every_part_may_be_missing_or_empty(self, section, tmp_path):
        for place in PLACES:
            if section in place[:2] and (section != "rulesets" or len(place) == 1):
                for value in (REMOVED, None, "x", {}):
                    self.check(restructured((place, value)), tmp_path)

    @given(
        st.lists(
            st.tuples(st.sampled_from(PLACES), st.sampled_from([REMOVED, *VALUES, *WANTED.split("|")])),
            min_size=1,
            max_size=4,
        )
    )
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_several_parts_may_be_anything(self, tmp_path, edits):
        self.check(restructured(*edits), tmp_path)

    @staticmethod
    def check(text, folder):
        lines = text.split("\n")
        for fault in found(text, folder):
            assert fault.render("en")
            assert fault.render("zh")
            assert fault.line == lines[fault.where.line - 1]
            assert 1 <= fault.where.column <= len(fault.line) + 1
