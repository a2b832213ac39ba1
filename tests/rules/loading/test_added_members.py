"""Members that a policy adds to the enumerations of record types."""

import pickle
from datetime import date

import pytest

import groupctl
from groupctl.decisions.wording import Glossary
from groupctl.model import Customer, Unit, UnitKind, Visit, VisitKind
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.rules.loading.loader import load_policy
from tests.rules.loading.test_own_records import T, policy
from tests.rules.policy_text import codes, faults, load, only, underlined

DAY = date(2026, 6, 30)
ADDED = """
enumerations:
  VisitKind:
    SHELF_CHECK: {en: shelf check, zh: 货架检查}
"""
WHEN = "some v in visits satisfies v.kind = SHELF_CHECK"
UNIT = Unit(id="U-1", name="Group", kind=UnitKind.GROUP, currency="CNY")
CUSTOMER = Customer(id="C-1", name="First")


def visit(kind: VisitKind) -> Visit:
    return Visit(id="V-1", customer="C-1", visited_on=DAY, kind=kind)


class TestAddedMembers:
    def test_they_come_behind_the_librarys_own_by_name(self, tmp_path):
        text = ADDED + "    AUDIT: {en: audit, zh: 审计}\n"
        kind = load(policy(text), tmp_path).schema.fields("visits")["kind"]
        assert kind.members == (*VisitKind.__members__, "AUDIT", "SHELF_CHECK")
        assert not kind.optional

    def test_they_are_called_as_the_policy_calls_them(self, tmp_path):
        made = load(policy(ADDED), tmp_path)
        kind = made.schema.choices["VisitKind"]
        assert kind.parse("Shelf check") is kind.parse("货架检查") is kind["SHELF_CHECK"]
        assert kind["FORUM"].label("zh") == VisitKind.FORUM.label("zh")
        assert Glossary(made, "zh", DAY).member("SHELF_CHECK", "VisitKind") == "货架检查"
        assert pickle.loads(pickle.dumps(kind["SHELF_CHECK"])) is kind["SHELF_CHECK"]  # noqa: S301 - our own bytes

    def test_rules_read_them(self, tmp_path):
        made = load(policy(ADDED, WHEN), tmp_path)
        for schema in (made.schema, groupctl.model.STANDARD):
            for kind, found in ((VisitKind.added("SHELF_CHECK"), "true"), (VisitKind.FORUM, "false")):
                tables = {"units": [UNIT], "customers": [CUSTOMER], "visits": [visit(kind)]}
                portfolio = groupctl.Portfolio.build(as_of=DAY, currency="CNY", tables=tables, schema=schema)
                decision = groupctl.Engine(made).decide("one", "C-1", portfolio)
                assert decision.outputs[0].value == found

    def test_ledgers_have_them_where_the_policy_is_known(self, tmp_path):
        made = load(policy(ADDED), tmp_path)
        ledger = tmp_path / "ledger"
        ledger.mkdir()
        (ledger / "units.csv").write_text("id,name,kind,currency\nU-1,Group,GROUP,CNY\n")
        (ledger / "customers.csv").write_text("id,name\nC-1,First\n")
        (ledger / "visits.csv").write_text(
            "id,customer,visited_on,kind\nV-1,C-1,2026-06-01,SHELF_CHECK\nV-2,C-1,2026-06-01,SHELF_CHEK\n"
        )
        known = groupctl.connect(f"files:{ledger}", schema=made.schema).snapshot(DAY)
        assert (list(known.visits), [row.id for row in known.rejected]) == (["V-1"], ["V-2"])
        unknown = groupctl.connect(f"files:{ledger}").snapshot(DAY)
        assert [row.id for row in unknown.rejected] == ["V-1", "V-2"]
        assert from_json(to_json(known), groupctl.Portfolio, made.schema).hash == known.hash

    def test_two_policies_may_add_the_same_one(self, tmp_path):
        head = f"policy: other\nversion: '1'\ncurrency: CNY\n{T}\n"
        (tmp_path / "other.yaml").write_text(head + ADDED)
        text = policy(ADDED).replace("enumerations:", "imports: [other.yaml]\nenumerations:")
        assert "SHELF_CHECK" in load(text, tmp_path).schema.choices["VisitKind"].__members__
        assert codes(text.replace("en: shelf check", "en: another"), tmp_path) == ["policy.defined-twice"]

    @pytest.mark.parametrize(
        ("was", "now", "code", "at"),
        [
            ("VisitKind", "VisitKnid", "policy.no-enumeration", "VisitKnid"),
            ("VisitKind", "OrderStatus", "policy.closed-enumeration", "OrderStatus"),
            ("SHELF_CHECK", "FORUM", "policy.member-twice", "FORUM"),
            ("SHELF_CHECK", "label", "policy.reserved", "label"),
            ("SHELF_CHECK", '"1x"', "policy.no-name", "1x"),
            ("{en: shelf check, zh: 货架检查}", '""', "policy.empty", '"'),
        ],
    )
    def test_what_is_wrong_is_a_fault_at_its_place(self, was, now, code, at, tmp_path):
        fault = only(faults(policy(ADDED.replace(was, now)), tmp_path))
        assert (fault.code, underlined(fault)) == (code, at)


def test_a_policy_means_something_else_with_them(tmp_path):
    assert load(policy(ADDED), tmp_path).hash != load(policy(""), tmp_path).hash


def test_the_standard_packs_add_theirs():
    assert "D_CLASS_NOTICE" in load_policy("standard/d_class").schema.choices["DutyReportKind"].__members__
    assert "D_CLASS_NOTICE" not in load_policy("standard/credit").schema.choices["DutyReportKind"].__members__
