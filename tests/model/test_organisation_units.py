"""Units of a group as records: what they are, what they inherit, and what is found from them."""

from datetime import date

import pytest

from groupctl.model import (
    Account,
    BalanceSheet,
    CashMode,
    ControlMode,
    DevelopmentStage,
    Employee,
    Unit,
    UnitKind,
    WorkGroup,
    WorkGroupPurpose,
)
from tests.model.examples import customer, invoice, unit, yuan
from tests.model.holding import holding, ids, refused, seen, unknown

HQ = unit(
    "HQ",
    None,
    kind=UnitKind.GROUP,
    control_mode=ControlMode.STRATEGIC,
    stage=DevelopmentStage.MATURE,
    time_zone="Asia/Shanghai",
)
SEGMENT = unit("S", "HQ", kind=UnitKind.SEGMENT, control_mode=ControlMode.FINANCIAL, company="Steel Ltd")
DIVISION = unit("D", "S", kind=UnitKind.DIVISION, cash_mode=CashMode.TWO_LINES)
NORTH = unit("N", "D", kind=UnitKind.BRANCH, name="region north", currency="EUR")
FOREIGN = unit("F", "S", kind=UnitKind.SUBSIDIARY)
GROUP = [NORTH, FOREIGN, DIVISION, SEGMENT, HQ]
NO_ONE = {"customers": [], "accounts": [], "groups": []}


def group(**tables):
    return holding(units=GROUP, **NO_ONE | tables)


class TestLevels:
    """B34, B35, B36: headquarters, the segments and divisions below, their branches and subsidiaries."""

    @pytest.mark.parametrize(
        ("id_", "kind"),
        [("HQ", "GROUP"), ("S", "SEGMENT"), ("D", "DIVISION"), ("N", "BRANCH"), ("F", "SUBSIDIARY")],
    )
    def test_what_a_unit_is(self, id_, kind):
        assert seen(group(), "unit", id_)["kind"] == kind

    def test_headquarters_stands_above_all(self):
        """B34: only it has nothing above it, and everything that happens below is found from it."""
        found = group()
        assert "parent" in unknown(found, "unit", "HQ")
        assert found.organisation.root == HQ
        assert ids(found, "unit", "HQ", "children") == ["S"]

    def test_a_segment_runs_its_business_itself(self):
        """B35: its own control mode and company, and divisions below it."""
        found = group()
        known = seen(found, "unit", "S")
        assert (known["control_mode"], known["company"], known["parent"]) == ("FINANCIAL", "Steel Ltd", "HQ")
        assert ids(found, "unit", "S", "children") == ["D", "F"]

    def test_a_branch_carries_out_under_supervision(self):
        """B36: what it does not state itself is what stands above it."""
        found = group()
        known = seen(found, "unit", "N")
        assert (known["control_mode"], known["stage"]) == ("FINANCIAL", "MATURE")
        assert (known["cash_mode"], known["time_zone"]) == ("TWO_LINES", "Asia/Shanghai")
        assert known["currency"] == "EUR"
        assert found.organisation.ancestors("N") == ("D", "S", "HQ")

    def test_nothing_is_inherited_that_nobody_stated(self):
        """B36: nor are company and currency inherited: they are a unit's own."""
        found = group()
        assert unknown(found, "unit", "F") >= {"cash_mode", "company", "currency", "reach", "control_demand"}
        refused(Unit, "model.unknown-currency", id="X", name="x", kind=UnitKind.BRANCH, currency="RMB")


class TestLayers:
    """B37, B38: segments are the business layer, units the organisation layer; people are set in both."""

    def test_finance_people_of_the_whole_group_are_found_from_the_top(self):
        """B38: post and unit say who does finance where."""
        people = [
            Employee(id="E-1", name="a", unit="HQ", post="cfo"),
            Employee(id="E-2", name="b", unit="N", post="accountant"),
            Employee(id="E-3", name="c", unit="N"),
        ]
        found = group(employees=people)
        posts = [
            (record.id, record.values["unit"].id, record.values.get("post"))
            for record in found.related(found.record("unit", "HQ"), "employees")
        ]
        assert posts == [("E-1", "HQ", "cfo"), ("E-2", "N", "accountant"), ("E-3", "N", None)]
        assert ids(found, "unit", "F", "employees") == []

    def test_work_groups_belong_to_a_unit(self):
        """B37: structure, people and work groups, each found from the other."""
        formed = WorkGroup(
            id="W", unit="D", purpose=WorkGroupPurpose.PROJECT, leader="E-1", formed_on=date(2026, 1, 1)
        )
        found = group(employees=[Employee(id="E-1", name="a", unit="N")], work_groups=[formed])
        leader = found.record("work_group", "W").values["leader"]
        assert leader.values["unit"].values["parent"] is found.record("unit", "D")
        assert ids(found, "unit", "S", "work_groups") == ["W"]

    def test_books_are_one_companys_or_consolidated(self):
        """B38: a company's figures are its own unless they say otherwise."""
        own = {"drawn_on": date(2026, 3, 31), "receivables": yuan(4), "total_assets": yuan(9)}
        sheets = [
            BalanceSheet(id="B-1", unit="S", **own, consolidated=True),
            BalanceSheet(id="B-2", unit="N", drawn_on=date(2026, 3, 31), consolidated=False),
        ]
        found = group(balance_sheets=sheets)
        assert seen(found, "balance_sheet", "B-1")["consolidated"] is True
        assert unknown(found, "balance_sheet", "B-2") == {"receivables", "total_assets"}
        assert ids(found, "unit", "S", "balance_sheets") == ["B-1", "B-2"]


class TestMarketing:
    """B63: marketing units and regions are units of the tree, and what is sold in one counts above it."""

    def test_a_region_leads_to_its_division_and_back(self):
        found = group()
        assert seen(found, "unit", "N")["parent"] == "D"
        assert ids(found, "unit", "D", "children") == ["N"]

    def test_sales_of_a_region_are_sales_of_its_division(self):
        """B63: and of no other part of the group."""
        found = group(
            customers=[customer("C-1", group=None)],
            accounts=[Account(customer="C-1", unit="N")],
            invoices=[invoice("I-1", unit="N"), invoice("I-2", unit="F")],
        )
        assert found.made == {"C-1@F": "invoice I-2"}
        assert ids(found, "unit", "N", "invoices") == ["I-1"]
        assert ids(found, "unit", "D", "invoices") == ["I-1"]
        assert ids(found, "unit", "HQ", "invoices") == ["I-1", "I-2"]
        assert ids(found, "unit", "F", "accounts") == ["C-1@F"]
