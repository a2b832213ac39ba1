"""Packs: parts of a policy that are imported by name, those of groupctl and those of any other distribution."""

import sys

import pytest

from groupctl.errors import PolicyError
from groupctl.rules.loading import packs
from groupctl.rules.loading.loader import load_policy
from tests.rules.policy_text import GOOD, only, underlined

STANDARD = [name for name in packs.names() if name.startswith("standard/")]
OWN = """\
policy: own
version: "1"
currency: CNY
title: {en: Own, zh: 自有}
imports: [%s]
"""
TRADE = """\
policy: acme/trade
version: "1"
currency: CNY
title: {en: Trade, zh: 贸易}
imports: [acme]
disable: {release.d-class: handled in the host}
"""


def imported(*names: str):
    """A policy that imports packs and says nothing itself."""
    return load_policy(written(", ".join(names)))


def written(names: str):
    """The file of such a policy."""
    path = written.folder / "own.yaml"
    path.write_text(OWN % names, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path):
    written.folder = tmp_path


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A distribution that brings the packs acme and acme/trade."""
    site = tmp_path / "site"
    (site / "acme_policies" / "trade").mkdir(parents=True)
    (site / "acme_policies" / "acme.yaml").write_text(GOOD, encoding="utf-8")
    (site / "acme_policies" / "trade" / "trade.yaml").write_text(TRADE, encoding="utf-8")
    (site / "acme-1.0.dist-info").mkdir()
    (site / "acme-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (site / "acme-1.0.dist-info" / "entry_points.txt").write_text("[groupctl.packs]\nacme = acme_policies\n")
    monkeypatch.syspath_prepend(str(site))
    return site / "acme_policies"


class TestTheStandardPacks:
    @pytest.mark.parametrize("name", STANDARD)
    def test_load_alone_and_decide_a_part_of_the_standard_policy(self, name):
        pack, standard = load_policy(name), load_policy("standard")
        assert pack.name == name
        assert pack.rulesets.keys() <= standard.rulesets.keys()
        assert imported(name).rulesets == pack.rulesets

    def test_all_together_are_the_standard_policy(self):
        whole, standard = imported(*STANDARD), load_policy("standard")
        assert (whole.parameters, whole.measures, whole.rulesets, whole.processes) == (
            *(standard.parameters, standard.measures, standard.rulesets, standard.processes),
        )

    def test_credit_needs_neither_d_class_nor_sales(self):
        credit = load_policy("standard/credit")
        files = {rules.where.file.split("/")[1] for rules in credit.rulesets.values()}
        assert files == {"authority", "credit", "tiers"}
        assert "d_class" not in credit.rulesets

    def test_d_class_adds_its_rules_to_those_of_credit(self):
        credit, both = load_policy("standard/credit"), imported("standard/credit", "standard/d_class")
        added = [
            rule.id
            for name in credit.rulesets
            for rule in both.rulesets[name].rules
            if rule.change and rule.change.kind == "added"
        ]
        assert "order-release.d-class-cash-only" in added
        assert {rule.id for rules in credit.rulesets.values() for rule in rules.rules}.isdisjoint(added)

    def test_the_base_decides_nothing(self):
        assert not load_policy("standard/base").rulesets

    def test_a_misspelt_pack_gets_a_suggestion(self):
        with pytest.raises(PolicyError) as caught:
            imported("standard/credti")
        fault = only(caught.value.faults)
        assert (fault.code, underlined(fault), fault.values["suggestion"]) == (
            *("policy.no-such-pack", "standard/credti", "standard/credit"),
        )


class TestTheirImports:
    def test_parts_of_one_distribution_are_no_imports_of_each_other(self):
        assert load_policy("standard").imports == {}
        assert imported("standard/credit").imports == {
            "standard/credit": load_policy("standard/credit").hash,
        }


@pytest.mark.usefixtures("installed")
class TestThoseOfOthers:
    def test_are_found_by_their_entry_point_and_imported_alike(self):
        assert {"acme", "acme/trade"} <= set(packs.names())
        assert imported("acme").rulesets["release"].rules
        assert not imported("acme/trade").rulesets["release"].rules

    def test_their_places_do_not_tell_where_they_are_installed(self):
        rule = load_policy("acme").rulesets["release"].rules[0]
        assert str(rule.where) == "acme/acme.yaml:70:13"

    def test_no_code_of_theirs_runs_for_it(self, installed):
        (installed / "__init__.py").write_text("raise SystemExit", encoding="utf-8")
        assert imported("acme").rulesets["release"].rules
        assert "acme_policies" not in sys.modules

    def test_nothing_outside_of_the_package_is_read(self, installed, tmp_path):
        (tmp_path / "secret.yaml").write_text(GOOD.replace("acme", "secret"), encoding="utf-8")
        text = TRADE.replace("imports: [acme]", "imports: [../../../secret.yaml]").replace("trade", "spy")
        (installed / "spy").mkdir()
        (installed / "spy" / "spy.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            imported("acme/spy")
        assert [fault.code for fault in caught.value.faults] == ["policy.outside"]

    def test_circles_are_found(self, installed):
        (installed / "round").mkdir()
        text = TRADE.replace("imports: [acme]", "imports: [acme/round]").split("disable")[0]
        (installed / "round" / "round.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            imported("acme/round")
        assert only(caught.value.faults).code == "policy.import-cycle"
