"""A policy owns its words: what members, outputs, roles and sections are called, and what an outcome means."""

import pytest
from attrs import evolve

from groupctl.rules import draft
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.title import Title
from tests.rules.policy_text import GOOD, changed, codes, faults, load, only, underlined

WORDS = """\
words:
  members:
    Release:
      REFUSE: Hylätty
      RELEASE: {fi: Vapautettu, sv: Frisläppt}
  roles:
    finance: Talous
  sections:
    credit: Luotot
"""


def with_words(*changes: tuple[str, str]) -> str:
    return changed(("types:\n", WORDS + "types:\n"), *changes)


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "lang", "said"),
        [
            (Title("Luotto"), "zh", "Luotto"),
            (Title(en="Credit", zh="信用"), "zh", "信用"),
            (Title(en="Credit", fi="Luotto"), "zh", "Credit"),
            (Title(fi="Luotto", sv="Kredit"), "en", "Luotto"),
            (Title(**{"fi": "Luotto", "zh-Hans": "信用"}), "zh", "信用"),
        ],
    )
    def test_the_readers_language_is_taken_then_any(self, title, lang, said):
        assert title.text(lang) == said

    def test_one_text_is_enough(self, tmp_path):
        found = load(changed(("title: {en: Acme, zh: 阿克米}", "title: Acme  Oy")), tmp_path)
        assert found.title == Title("Acme Oy")

    def test_the_order_of_the_languages_makes_no_difference(self, tmp_path):
        other = load(changed(("title: {en: Acme, zh: 阿克米}", "title: {zh: 阿克米, en: Acme}")), tmp_path)
        assert other.hash == load(GOOD, tmp_path).hash


class TestWords:
    def test_they_belong_to_the_policy(self, tmp_path):
        words = load(with_words(), tmp_path).words
        assert words.members["Release"] == {
            "REFUSE": Title("Hylätty"),
            "RELEASE": Title(fi="Vapautettu", sv="Frisläppt"),
        }
        assert (words.roles, words.sections) == ({"finance": Title("Talous")}, {"credit": Title("Luotot")})

    def test_they_change_no_decision_and_no_hash(self, tmp_path):
        assert load(with_words(), tmp_path).hash == load(GOOD, tmp_path).hash

    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("    Release:\n", "    Relaese:\n", "no-enumeration", "Relaese"),
            ("      REFUSE: ", "      REFUSED: ", "no-member", "REFUSED"),
            ("  roles:\n", "  rolls:\n", "unknown-key", "rolls"),
            ("    finance: Talous", "    the boss: Talous", "no-id", "the boss"),
            ("    finance: Talous", "    finance:", "empty", ""),
            ("  roles:\n", "  outputs: {relaese: Vapautus}\n  roles:\n", "no-word-output", "relaese"),
        ],
    )
    def test_a_word_for_nothing_is_a_fault(self, old, new, code, at, tmp_path):
        fault = only(faults(with_words((old, new)), tmp_path))
        assert fault.code == f"policy.{code}"
        assert underlined(fault) == at or (not at and fault.where.length == 1)
        assert fault.remedy("en")
        assert fault.remedy("zh")

    def test_an_importing_policy_has_the_last_word(self, tmp_path):
        load(with_words(), tmp_path)
        (tmp_path / "own.yaml").write_text(
            "policy: own\nversion: 1\ncurrency: CNY\ntitle: Own\nimports: [acme.yaml]\n"
            "words: {roles: {finance: Raha}}\n",
            encoding="utf-8",
        )
        assert load_policy(tmp_path / "own.yaml").words.roles == {"finance": Title("Raha")}

    def test_two_imports_that_differ_are_a_fault(self, tmp_path):
        for name, said in (("one", "Talous"), ("two", "Raha"), ("three", "Talous")):
            (tmp_path / f"{name}.yaml").write_text(
                f"policy: {name}\nversion: 1\ncurrency: CNY\ntitle: P\nwords: {{roles: {{finance: {said}}}}}\n",
                encoding="utf-8",
            )
        head = "policy: own\nversion: 1\ncurrency: CNY\ntitle: Own\nimports: "
        assert load(head + "[one.yaml, three.yaml]\n", tmp_path).words.roles == {"finance": Title("Talous")}
        assert codes(head + "[one.yaml, two.yaml]\n", tmp_path) == ["policy.word-twice"]


class TestSections:
    def test_of_a_rule_set(self, tmp_path):
        found = load(with_words(("    gate: true\n", "    gate: true\n    section: credit\n")), tmp_path)
        assert found.rulesets["release"].section == "credit"

    def test_of_a_file(self, tmp_path):
        found = load(with_words(("types:\n", "section: credit\ntypes:\n")), tmp_path)
        assert {one.section for one in found.rulesets.values()} == {"credit"}

    def test_one_that_has_no_title_is_a_fault(self, tmp_path):
        text = with_words(("    gate: true\n", "    gate: true\n    section: cerdit\n"))
        fault = only(faults(text, tmp_path))
        assert (fault.code, underlined(fault), fault.hint) == (
            "policy.no-section",
            "cerdit",
            "policy.did-you-mean",
        )


class TestOutcomes:
    def test_a_gate_says_what_each_outcome_means(self, tmp_path):
        assert codes(changed((", RELEASE: good}", "}")), tmp_path) == ["policy.gate-outcomes"]

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("REFUSE: bad", "REFUSE: abd", "no-meaning"),
            ("REFUSE: bad", "REFUSED: bad, REFUSE: bad", "no-outcome"),
            ("REFUSE: bad", "REFUSE: refer", "refer-twice"),
        ],
    )
    def test_faults(self, old, new, code, tmp_path):
        fault = only(faults(changed((old, new)), tmp_path))
        assert fault.code == f"policy.{code}"
        assert fault.remedy("zh")

    def test_what_they_mean_is_part_of_the_hash(self, tmp_path):
        assert load(changed(("REFUSE: bad", "REFUSE: good")), tmp_path).hash != load(GOOD, tmp_path).hash

    def test_unknown_refers_to_the_member_that_means_it_whatever_it_is_called(self, tmp_path):
        found = load(GOOD.replace("REFER", "KYSYTÄÄN"), tmp_path).rulesets["release"]
        assert found.referrals == {"release": "KYSYTÄÄN"}

    def test_yes_may_mean_refer(self, tmp_path):
        rules = load(
            changed(
                (
                    "    gives: {d_class: boolean}\n",
                    "    gives: {d_class: boolean}\n    outcomes: {true: refer}\n",
                )
            ),
            tmp_path,
        )
        assert rules.rulesets["d_class"].referrals == {"d_class": True}


def test_objects_say_the_same_as_files(tmp_path):
    written = draft.WordsDraft(roles={"finance": Title("Talous")})
    policy = draft.PolicyDraft(name="own", version="1", currency="CNY", title=Title("Oma"), words=written)
    assert load_policy(policy).words == written
    assert load_policy(evolve(policy, words=draft.WordsDraft())).hash == load_policy(policy).hash


class TestExposure:
    LIMIT = """\
  own_limit:
    about: account
    hit: any
    gives: {own_limit: limit}
    otherwise: {own_limit: 0}
    unknown: pass
    exposure: revenue
    title: Limit
    source: D43
    rules: [{id: own-limit.none, when: d_class, then: {own_limit: 0}, title: None, source: D43}]
"""

    def test_is_an_amount_about_the_same_subject(self, tmp_path):
        assert load(GOOD + self.LIMIT, tmp_path).rulesets["own_limit"].exposure == "revenue"

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("exposure: revenue", "exposure: revenu", "no-exposure"),
            ("exposure: revenue", "exposure: d_class", "no-exposure"),
            ("{own_limit: limit}", "{own_limit: count}", "exposure-without-limit"),
        ],
    )
    def test_faults(self, old, new, code, tmp_path):
        assert codes(GOOD + self.LIMIT.replace(old, new), tmp_path) == [f"policy.{code}"]
