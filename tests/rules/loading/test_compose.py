"""Policies that build on others: imports, settings, added, replaced and disabled rules, each with its reason."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from groupctl.decisions.wording import change_text
from groupctl.errors import Fault, PolicyError
from groupctl.rules import draft
from groupctl.rules.change import PolicyChange
from groupctl.rules.loading import library
from groupctl.rules.loading.check import advice
from groupctl.rules.loading.compose import PolicySheet, compose
from groupctl.rules.loading.draft_parts import DraftSource
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.loading.resolve import resolve
from groupctl.texts.title import Title
from tests.rules.drafts import MEASURES, rule_sets
from tests.rules.policy_text import GOOD, changed, only, underlined

MEASURES_OF_ACCOUNTS = [
    draft.MeasureDraft(
        name=name, about="account", type=type_, formula=formula, source="D24", title=Title("-")
    )
    for name, type_, formula in zip(
        ("revenue", "place", "due"), ("money", "count", "date"), MEASURES, strict=True
    )
]
IMPORTER = """\
policy: branch
version: "2"
currency: CNY
title: {en: Branch, zh: 分公司}
imports: [acme.yaml]
"""
REPLACE = """\
replace:
  - {rule: d-class.last, when: place > 50, since: 2025-01-01, reason: board minute 7}
"""
DISABLE = """\
disable:
  release.d-class: handled in the host
"""
SET = """\
set:
  b_class_limit:
    values: {2026-01-01: 30000}
    scopes: {unit: {U-3: {2026-01-01: 20000}}}
    reason: the new limit
"""


def load(folder: Path, text: str, imported: str = GOOD, **others: str):
    (folder / "acme.yaml").write_text(imported, encoding="utf-8")
    for name, other in others.items():
        (folder / f"{name}.yaml").write_text(other, encoding="utf-8")
    (folder / "branch.yaml").write_text(text, encoding="utf-8")
    return load_policy(folder / "branch.yaml")


def faults(folder: Path, text: str, imported: str = GOOD, **others: str):
    with pytest.raises(PolicyError) as caught:
        load(folder, text, imported, **others)
    for fault in caught.value.faults:
        assert fault.render("en")
        assert fault.render("zh")
    return caught.value.faults


class TestImports:
    def test_everything_of_the_import_holds(self, tmp_path):
        """K12."""
        policy = load(tmp_path, IMPORTER)
        acme = load_policy(tmp_path / "acme.yaml")
        assert policy.name == "branch"
        assert policy.imports == {"acme": acme.hash}
        assert (policy.parameters, policy.measures, policy.rulesets) == (
            acme.parameters,
            acme.measures,
            acme.rulesets,
        )

    def test_the_standard_policy_is_imported_by_name(self, tmp_path):
        policy = load(tmp_path, IMPORTER.replace("acme.yaml", "standard"))
        standard = load_policy("standard")
        assert policy.imports == {"standard": standard.hash}
        assert policy.rulesets == standard.rulesets

    def test_what_two_imports_share_is_there_once(self, tmp_path):
        """K12."""
        other = IMPORTER.replace("branch", "other")
        policy = load(tmp_path, IMPORTER.replace("[acme.yaml]", "[acme.yaml, other.yaml]"), other=other)
        assert sorted(policy.imports) == ["acme", "other"]
        assert len(policy.rulesets) == 2

    def test_a_policy_that_many_import_is_worked_out_once(self, tmp_path, monkeypatch):
        worked_out = []

        def counted(composition, *others):
            worked_out.append(str(composition.sheet.policy.name))
            return resolve(composition, *others)

        monkeypatch.setattr(library, "resolve", counted)
        below, others = ["acme.yaml"], {}
        for level in range(12):
            text = IMPORTER.replace("acme.yaml", ", ".join(below))
            others |= {f"{side}{level}": text.replace("branch", f"{side}{level}") for side in "ab"}
            below = [f"a{level}.yaml", f"b{level}.yaml"]
        load(tmp_path, IMPORTER.replace("acme.yaml", ", ".join(below)) + REPLACE, **others)
        assert sorted(worked_out) == sorted(["acme", "branch", *others])

    def test_imports_in_a_row_are_counted(self, tmp_path, monkeypatch):
        monkeypatch.setattr(library, "DEEPEST_IMPORTS", 4)
        names = ["acme", "one", "two", "three"]
        others = {
            name: IMPORTER.replace("acme", below).replace("branch", name) for below, name in pairwise(names)
        }
        load(tmp_path, IMPORTER.replace("acme", "two"), **others)
        fault = only(faults(tmp_path, IMPORTER.replace("acme", "three"), **others))
        assert (fault.code, underlined(fault)) == ("policy.imports-deep", "acme.yaml")
        assert Path(fault.where.file).name == "one.yaml"

    def test_a_python_policy_imports_relative_to_its_base(self, tmp_path):
        load(tmp_path, IMPORTER)
        written = draft.PolicyDraft(
            name="branch",
            version="2",
            currency="CNY",
            title=Title(en="Branch", zh="分公司"),
            imports=["acme.yaml"],
            base=tmp_path,
        )
        assert load_policy(written) == load_policy(tmp_path / "branch.yaml")

    @pytest.mark.parametrize(
        ("imports", "code", "at"),
        [
            ("[nowhere.yaml]", "policy.no-such-file", "nowhere.yaml"),
            ("[branch.yaml]", "policy.import-cycle", "branch.yaml"),
            ("[acme.yaml, acme.yaml]", "policy.imported-twice", "acme.yaml"),
        ],
    )
    def test_faults_of_imports(self, imports, code, at, tmp_path):
        fault = only(faults(tmp_path, IMPORTER.replace("[acme.yaml]", imports)))
        assert fault.code == code
        assert underlined(fault) == at

    def test_a_cycle_names_every_policy_on_the_way(self, tmp_path):
        first = IMPORTER.replace("acme.yaml", "other.yaml")
        other = IMPORTER.replace("branch", "other").replace("acme.yaml", "branch.yaml")
        fault = only(faults(tmp_path, first, other=other))
        names = [Path(name).name for name in fault.values["cycle"].split(" → ")]
        assert names == ["branch.yaml", "other.yaml", "branch.yaml"]

    def test_faults_of_an_import_are_reported_in_its_file(self, tmp_path):
        fault = only(faults(tmp_path, IMPORTER, changed(("hit: first", "hit: frist"))))
        assert Path(fault.where.file).name == "acme.yaml"
        assert underlined(fault) == "frist"

    def test_the_same_name_again_is_refused(self, tmp_path):
        rulesets = "rulesets:\n" + GOOD.split("rulesets:\n")[1]
        found = faults(tmp_path, IMPORTER + rulesets)
        assert {fault.code for fault in found} == {"policy.defined-twice"}
        assert {fault.hint for fault in found} == {"policy.defined-twice.hint"}

    def test_amounts_in_another_currency_must_be_set_anew(self, tmp_path):
        text = IMPORTER.replace("CNY", "USD")
        found = faults(tmp_path, text)
        assert [(fault.code, underlined(fault)) for fault in found] == [
            ("policy.other-currency", "{2017-01-01: 100000}"),
            ("policy.other-currency", "{2024-01-01: 50000, 2025-01-01: 45000.50}"),
            ("policy.other-currency", "unit: {U-3: {2025-01-01: 40000}}"),
        ]
        line = "  d_class_line: {values: {2026-01-01: 15000}}\n"
        assert load(tmp_path, text + SET + line).parameters["d_class_line"].values == (
            (date(2026, 1, 1), 1_500_000),
        )


class TestSettings:
    def test_replace_values_and_scopes(self, tmp_path):
        """A27."""
        limit = load(tmp_path, IMPORTER + SET).parameters["b_class_limit"]
        assert limit.values == ((date(2026, 1, 1), 3_000_000),)
        assert limit.scopes == {"unit": {"U-3": ((date(2026, 1, 1), 2_000_000),)}}

    def test_what_is_not_said_stays(self, tmp_path):
        limit = load(
            tmp_path, IMPORTER + SET.replace("30000", "48000").replace("    scopes", "    # scopes")
        ).parameters["b_class_limit"]
        assert limit.scopes == {"unit": {"U-3": ((date(2025, 1, 1), 4_000_000),)}}

    def test_only_tighter_holds_for_them_too(self, tmp_path):
        fault = only(faults(tmp_path, IMPORTER + SET.replace("20000", "30001")))
        assert (fault.code, underlined(fault)) == ("policy.looser", "30001")
        assert Path(fault.where.file).name == "branch.yaml"

    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("b_class_limit", "b_clas_limit", "policy.unknown-parameter", "b_clas_limit"),
            ("values:", "valus:", "policy.unknown-key", "valus"),
            ("30000", "30000.001", "policy.too-many-decimals", "30000.001"),
            ("unit: {U-3", "units: {U-3", "policy.no-level", "units"),
        ],
    )
    def test_faults(self, old, new, code, at, tmp_path):
        fault = only(faults(tmp_path, IMPORTER + SET.replace(old, new)))
        assert (fault.code, underlined(fault)) == (code, at)

    def test_direction_and_scopes_may_change_with_a_reason(self, tmp_path):
        text = """set:
  b_class_limit: {only_tighter: false, override: [unit], scopes: {unit: {U-3: {2026-01-01: 90000}}}, reason: minute 3}
"""
        found = load(tmp_path, IMPORTER + text).parameters["b_class_limit"]
        assert (found.only_tighter, found.tighter) == (False, "lower")
        assert (found.change.by, found.change.reason) == ("branch", Title("minute 3"))
        found = faults(tmp_path, IMPORTER + text.replace(", reason: minute 3", ""))
        assert [(one.code, underlined(one)) for one in found] == [("policy.no-reason", "b_class_limit")]

    def test_only_tighter_still_holds_for_scopes(self, tmp_path):
        text = "set: {b_class_limit: {scopes: {unit: {U-3: {2026-01-01: 90000}}}}}\n"
        assert only(faults(tmp_path, IMPORTER + text)).code == "policy.looser"

    def test_a_looser_value_is_kept_beside_the_imported_one_and_is_advice(self, tmp_path):
        text = "set: {b_class_limit: {values: {2026-01-01: 80000}, reason: minute 4}}\n"
        policy = load(tmp_path, IMPORTER + text)
        (looser,) = [one for one in advice(policy) if one.code == "policy.advice-looser"]
        assert [looser.values[name] for name in ("name", "value", "imported", "day", "by")] == [
            *("b_class_limit", "80000.00", "45000.50", "2026-01-01", "branch"),
        ]
        assert len(policy.parameters["b_class_limit"].imported) == 2
        tight = load(tmp_path, IMPORTER + text.replace("80000", "40000"))
        assert "policy.advice-looser" not in [one.code for one in advice(tight)]

    def test_a_parameter_of_its_own_is_not_set(self, tmp_path):
        text = changed(("types:", SET + "types:"))
        (fault,) = [one for one in faults(tmp_path, IMPORTER, text) if one.code != "policy.looser"]
        assert (fault.code, underlined(fault)) == ("policy.own-parameter", "b_class_limit")


ADD = """\
add:
  d_class:
    - {id: own.first, before: d-class.low, when: revenue < 1, then: {d_class: true}, title: {en: A, zh: 甲}, source: D24}
    - {id: own.next, after: d-class.low, when: revenue < 2, then: {d_class: true}, title: {en: B, zh: 乙}, source: D24}
    - {id: own.then, after: d-class.low, when: revenue < 3, then: {d_class: true}, title: {en: C, zh: 丙}, source: D24}
  release:
    - {id: own.large, when: amount > 1000, then: {release: REFUSE}, title: {en: D, zh: 丁}, source: D24}
"""


def added(imported: draft.PolicyDraft, addition: draft.Addition):
    """The rule set of a policy to which another one adds a rule, apart from the note that it was added."""
    faults: list[Fault] = []
    base = PolicySheet(imported, DraftSource.of_objects(imported), {})
    more = draft.PolicyDraft(
        name="more", version="1", currency="CNY", title=Title("-"), additions=[addition], imports=["rest"]
    )
    found = resolve(
        compose(PolicySheet(more, DraftSource.of_objects(more), {"rest": base}), faults), {}, faults
    )
    assert found, faults
    rules = found.rulesets[addition.rule_set]
    return evolve(rules, rules=tuple(evolve(rule, change=None) for rule in rules.rules))


class TestAdditions:
    def test_come_before_or_after_a_rule_in_the_order_in_which_they_are_written(self, tmp_path):
        policy = load(tmp_path, IMPORTER + ADD)
        assert [rule.id for rule in policy.rulesets["d_class"].rules] == [
            *("own.first", "d-class.low", "own.next", "own.then", "d-class.last"),
        ]

    def test_need_no_place_where_the_order_says_nothing(self, tmp_path):
        policy = load(tmp_path, IMPORTER + ADD)
        assert [rule.id for rule in policy.rulesets["release"].rules] == ["release.d-class", "own.large"]

    @given(rule_sets("own"), st.data())
    @settings(max_examples=30)
    def test_are_the_rules_that_they_would_be_in_place(self, whole, data):
        """Each rule but the first, taken out and added again behind the one before it, or before the one behind it."""
        number = data.draw(st.integers(0, len(whole.rules) - 1))
        rest = [rule for i, rule in enumerate(whole.rules) if i != number]
        assume(rest)
        before = data.draw(st.booleans()) if 0 < number < len(rest) else number == 0
        place = {"before": rest[number].id} if before else {"after": rest[number - 1].id}
        said = {
            "version": "1",
            "currency": "CNY",
            "title": Title("-"),
            "types": {"Grade": ["REFUSE", "REFER", "RELEASE"]},
            "matters": [draft.MatterDraft(name="RELEASE", title=Title("-"), source="D24")],
            "measures": MEASURES_OF_ACCOUNTS,
        }
        in_place = draft.PolicyDraft(name="whole", rulesets=[whole], **said)
        without = draft.PolicyDraft(name="rest", rulesets=[evolve(whole, rules=rest)], **said)
        addition = draft.Addition(rule_set="own", rule=whole.rules[number], **place)
        assert added(without, addition) == load_policy(in_place).rulesets["own"]

    def test_are_known_as_such_with_the_policy_and_the_place(self, tmp_path):
        added = load(tmp_path, IMPORTER + ADD).rulesets["release"].rules[1]
        assert added.change == PolicyChange(kind="added", by="branch", place="")
        assert added.change.place == str(added.where) == f"{tmp_path}/branch.yaml:12:12"

    def test_of_two_policies_come_in_the_order_of_their_imports(self, tmp_path):
        own = ADD.split("  release:", maxsplit=1)[0].replace("own.", "one.")
        one = IMPORTER.replace("branch", "one") + own
        other = IMPORTER.replace("branch", "other") + own.replace("one.", "other.")
        text = IMPORTER.replace("acme.yaml", "one.yaml, other.yaml")
        rules = load(tmp_path, text, one=one, other=other).rulesets["d_class"].rules
        assert [rule.id for rule in rules] == [
            *("one.first", "other.first", "d-class.low"),
            *("one.next", "one.then", "other.next", "other.then", "d-class.last"),
        ]

    def test_may_be_changed_and_switched_off_by_who_imports_them(self, tmp_path):
        one = IMPORTER.replace("branch", "one") + ADD
        text = IMPORTER.replace("acme", "one") + "disable: {own.large: no longer}\n"
        text += "replace: [{rule: own.next, when: revenue < 9, reason: more}]\n"
        policy = load(tmp_path, text, one=one)
        assert policy.rulesets["release"].disabled["own.large"].by == "branch"
        assert policy.rulesets["d_class"].rules[2].text == "revenue < 9"

    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("  d_class:", "  d_clas:", "policy.unknown-ruleset", "d_clas"),
            ("before: d-class.low", "before: d-class.lo", "policy.unknown-anchor", "d-class.lo"),
            ("before: d-class.low, ", "", "policy.no-place", "own.first"),
            ("before: d-class.low", "before: d-class.low, after: d-class.last", "policy.two-places", "d-class.last"),
            ("own.large", "release.d-class", "policy.defined-twice", "release.d-class"),
            ("own.large, when", "own.large, wen", "policy.unknown-key", "wen"),
            ("amount > 1000", "amont > 1000", "expression.unknown-name", "amont"),
            ("release: REFUSE", "release: REFUS", "expression.unknown-member", "REFUS"),
        ],
    )  # fmt: skip
    def test_faults_have_a_place_and_a_remedy(self, old, new, code, at, tmp_path):
        found = faults(tmp_path, IMPORTER + ADD.replace(old, new, 1))
        assert (code, at) in [(fault.code, underlined(fault)) for fault in found]
        assert all(fault.remedy("en") and Path(fault.where.file).name == "branch.yaml" for fault in found)

    def test_a_misspelt_rule_set_or_rule_gets_a_suggestion(self, tmp_path):
        text = ADD.replace("  d_class:", "  d_clas:").replace("  release:", "  relaese:")
        assert [fault.values["suggestion"] for fault in faults(tmp_path, IMPORTER + text)] == [
            *("d_class", "release"),
        ]

    def test_a_rule_set_of_its_own_needs_no_addition(self, tmp_path):
        found = faults(tmp_path, IMPORTER, changed(("types:", ADD + "types:")))
        assert {fault.code for fault in found} == {"policy.own-ruleset"}


class TestReplacements:
    def test_replace_a_whole_rule(self, tmp_path):
        text = """replace:
  - rule: release.d-class
    when: amount > 1
    then: {release: REFUSE}
    overridable: false
    proposes: [{action: NOTIFY, role: sales}]
    title: {en: Ours, zh: 自有}
    source: "own: minute 9"
    reason: minute 9
"""
        rule = load(tmp_path, IMPORTER + text).rulesets["release"].rules[0]
        assert (rule.text, rule.overridable, rule.title.text("en"), rule.source) == (
            *("amount > 1", "", "Ours", "own: minute 9"),
        )
        assert [one.role for one in rule.proposes] == ["sales"]

    def test_replace_parts_of_a_rule_and_say_why(self, tmp_path):
        policy = load(tmp_path, IMPORTER + REPLACE)
        old, new = (
            load_policy(tmp_path / "acme.yaml").rulesets["d_class"].rules,
            policy.rulesets["d_class"].rules,
        )
        assert new[0] == old[0]
        assert (new[1].text, new[1].since) == ("place > 50", date(2025, 1, 1))
        assert new[1].change == PolicyChange(
            kind="changed", by="branch", place="", reason=Title("board minute 7")
        )
        assert new[1].change.place == f"{tmp_path}/branch.yaml:7:5"
        assert (new[1].then, new[1].source) == (old[1].then, old[1].source)

    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("d-class.last", "d-class.lost", "policy.unknown-rule", "d-class.lost"),
            (", reason: board minute 7", "", "policy.missing-key", ""),
            ("when: place > 50, since: 2025-01-01, ", "", "policy.changes-nothing", ""),
            ("place > 50", "plaec > 50", "expression.unknown-name", "plaec"),
            ("place > 50,", "place > 50, then: {d_clas: true},", "policy.no-output", "d_clas"),
            ("since: 2025-01-01", "about: customer", "policy.unknown-key", "about"),
        ],
    )
    def test_faults_are_reported_in_the_importing_file(self, old, new, code, at, tmp_path):
        fault = only(faults(tmp_path, IMPORTER + REPLACE.replace(old, new)))
        assert fault.code == code
        assert Path(fault.where.file).name == "branch.yaml"
        assert underlined(fault) == at or not at

    def test_a_rule_is_replaced_once(self, tmp_path):
        twice = REPLACE + REPLACE.removeprefix("replace:\n")
        fault = only(faults(tmp_path, IMPORTER + twice))
        assert fault.code == "policy.changed-twice"

    def test_two_imports_must_not_change_the_same_rule(self, tmp_path):
        one, other = (IMPORTER.replace("branch", name) + REPLACE for name in ("one", "other"))
        text = IMPORTER.replace("acme.yaml", "one.yaml, other.yaml")
        fault = only(faults(tmp_path, text, one=one, other=other))
        assert fault.code == "policy.changed-twice"

    def test_an_importer_may_change_again_what_its_import_changed(self, tmp_path):
        one = IMPORTER.replace("branch", "one") + REPLACE
        text = IMPORTER.replace("acme", "one") + REPLACE.replace("50", "25")
        assert load(tmp_path, text, one=one).rulesets["d_class"].rules[1].text == "place > 25"


class TestDisabled:
    def test_rules_are_gone_and_the_reason_is_kept(self, tmp_path):
        policy = load(tmp_path, IMPORTER + DISABLE)
        assert policy.rulesets["release"].rules == ()
        assert policy.rulesets["release"].disabled == {
            "release.d-class": PolicyChange(
                kind="disabled",
                by="branch",
                place=f"{tmp_path}/branch.yaml:7:20",
                reason=Title("handled in the host"),
            )
        }

    def test_it_is_advice(self, tmp_path):
        (off,) = [
            one for one in advice(load(tmp_path, IMPORTER + DISABLE)) if one.code == "policy.advice-disabled"
        ]
        assert (off.values["name"], off.values["reason_en"]) == ("release.d-class", "handled in the host")

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (DISABLE.replace("release.d-class", "release.d"), "policy.unknown-rule"),
            (DISABLE.replace(" handled in the host", ""), "policy.empty"),
            (REPLACE + DISABLE.replace("release.d-class", "d-class.last"), "policy.changed-and-disabled"),
        ],
    )
    def test_faults(self, text, code, tmp_path):
        assert only(faults(tmp_path, IMPORTER + text)).code == code

    def test_a_reason_has_as_many_languages_as_the_policy(self, tmp_path):
        text = DISABLE.replace("handled in the host", "{en: handled in the host, fi: hoidetaan muualla}")
        off = load(tmp_path, IMPORTER + text).rulesets["release"].disabled["release.d-class"]
        assert off.reason == Title(en="handled in the host", fi="hoidetaan muualla")
        text = REPLACE.replace("board minute 7", "{en: minute 7, zh: 第七号决议}")
        changed_ = load(tmp_path, IMPORTER + text).rulesets["d_class"].rules[1].change
        assert change_text(changed_, "zh").endswith("第七号决议")
        text = SET.replace("the new limit", "{en: new, zh: 新限额}")
        assert (
            load(tmp_path, IMPORTER + text).parameters["b_class_limit"].change.reason.text("zh") == "新限额"
        )

    def test_only_what_is_imported_can_be_disabled(self, tmp_path):
        found = faults(tmp_path, IMPORTER, changed(("types:", DISABLE + "types:")))
        assert [(fault.code, underlined(fault)) for fault in found] == [
            ("policy.own-rule", "release.d-class")
        ]


class TestTheHash:
    @pytest.mark.parametrize(
        "text", ["", SET, ADD, REPLACE, DISABLE, SET + REPLACE, REPLACE.replace("minute", "note")]
    )
    def test_tells_every_change_of_an_import(self, text, tmp_path):
        """A reason is part of it: a decision shows it."""
        others = {"", SET, ADD, REPLACE, DISABLE, SET + REPLACE, REPLACE.replace("minute", "note")} - {text}
        assert load(tmp_path, IMPORTER + text).hash not in {load(tmp_path, IMPORTER + o).hash for o in others}

    def test_of_the_import_is_part_of_it(self, tmp_path):
        one = load(tmp_path, IMPORTER + DISABLE)
        other = load(tmp_path, IMPORTER + DISABLE, changed(("when: account.d_class", "when: amount > 1")))
        assert one.rulesets == other.rulesets
        assert one.hash != other.hash
