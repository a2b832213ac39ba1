"""Plans and how they turned out."""

from datetime import date
from fractions import Fraction

import pytest

from groupctl.model import (
    BscDimension,
    Campaign,
    CashReceipt,
    Employee,
    ImprovementPlan,
    Kpi,
    KpiKind,
    KpiLevel,
    PlanDecision,
    Product,
    Regulation,
    SalesPlan,
    SeasonPlan,
    Strategy,
    StrategyLevel,
    Support,
    SupportKind,
    WorkGroup,
    WorkGroupPurpose,
)
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY, LATER = date(2026, 1, 5), date(2026, 12, 31)
LI = Employee(id="E-1", name="Li", unit="U-1")
OWN = {"id": "X-1", "customer": "C-1", "unit": "U-1"}
YEAR = {"starts_on": date(2026, 1, 1), "ends_on": LATER}


class TestCampaign:
    """B53: plan, budget, approval, cost, result, person responsible and filing of a promotion."""

    def test_from_plan_to_file(self):
        campaign = Campaign(
            **OWN,
            name="spring",
            planned_on=DAY,
            plan="posters in three cities",
            budget=yuan(100),
            approved_on=DAY,
            approved_by="head of sales",
            **YEAR,
            paid=yuan(90),
            expected_sales=yuan(1000),
            actual_sales=yuan(800),
            assessed_on=date(2026, 6, 1),
            responsible="E-1",
            archived_on=date(2026, 6, 2),
        )
        known = seen(holding(employees=[LI], campaigns=[campaign]), "campaign", "X-1")
        assert [known[name] for name in ("budget", "paid", "expected_sales", "actual_sales")] == [
            10000,
            9000,
            100000,
            80000,
        ]
        assert (known["approved_by"], known["responsible"]) == ("head of sales", "E-1")
        assert (known["assessed_on"], known["archived_on"]) == (date(2026, 6, 1), date(2026, 6, 2))

    def test_one_for_a_whole_market_names_no_customer(self):
        found = holding(campaigns=[Campaign(id="X-1", unit="U-1", name="spring", planned_on=DAY)])
        assert unknown(found, "campaign", "X-1") >= {"customer", "budget", "approved_on", "actual_sales"}
        assert ids(found, "unit", "U-1", "campaigns") == ["X-1"]
        assert ids(found, "customer", "C-1", "campaigns") == []

    def test_money_and_dates_are_sound(self):
        own = {**OWN, "name": "x", "planned_on": DAY}
        refused(Campaign, "model.negative", **own, budget=Money.of(-1, "CNY"))
        refused(Campaign, "model.dates-out-of-order", **own, starts_on=LATER, ends_on=DAY)


class TestSupport:
    """B54: people or vehicles lent to a dealer, and who pays for them."""

    @pytest.mark.parametrize("kind", list(SupportKind))
    def test_whom_or_what_and_the_share_of_the_dealer(self, kind):
        lent = Support(**OWN, kind=kind, starts_on=DAY, cost=yuan(300), dealer_pays=Fraction(1, 3))
        found = holding(supports=[lent])
        known = seen(found, "support", "X-1")
        assert (known["kind"], known["cost"], known["dealer_pays"]) == (kind.name, 30000, Fraction(1, 3))
        assert unknown(found, "support", "X-1") == {"ends_on", "most_needed"}
        assert ids(found, "customer", "C-1", "supports") == ["X-1"]
        assert ids(found, "account", "C-1@U-1", "supports") == ["X-1"]

    def test_it_does_not_end_before_it_begins(self):
        refused(
            Support,
            "model.dates-out-of-order",
            **OWN,
            kind=SupportKind.VEHICLE,
            starts_on=LATER,
            ends_on=DAY,
        )


class TestSalesPlan:
    """B49: what a dealer is to buy in a month, when, and what supports it."""

    def test_target_schedule_and_support(self):
        plan = SalesPlan(**OWN, **YEAR, amount=yuan(50), schedule="two lots", support="posters")
        found = holding(sales_plans=[plan])
        known = seen(found, "sales_plan", "X-1")
        assert (known["amount"], known["schedule"], known["support"]) == (5000, "two lots", "posters")
        assert ids(found, "account", "C-1@U-1", "sales_plans") == ["X-1"]
        bare = holding(sales_plans=[SalesPlan(**OWN, **YEAR, amount=yuan(50))])
        assert unknown(bare, "sales_plan", "X-1") == {"schedule", "support"}


class TestImprovementPlan:
    """B96: to go on with a customer or not, why, to which gross profit, and by which measures."""

    OPEN = ImprovementPlan(**OWN, made_on=DAY, year=2026)

    @pytest.mark.parametrize("decision", list(PlanDecision))
    def test_the_decision_and_what_carries_it(self, decision):
        plan = ImprovementPlan(
            **OWN,
            made_on=DAY,
            year=2026,
            decision=decision,
            reason="it pays late",
            target=Money.of("-5", "CNY"),
            measures="cash only",
            root_cause="prices below cost",
            clearing_measure="collect by June",
            supervised_by="E-1",
            deliberated_on=date(2026, 2, 1),
        )
        found = holding(employees=[LI], improvement_plans=[plan])
        known = seen(found, "improvement_plan", "X-1")
        assert (known["decision"], known["target"], known["year"]) == (decision.name, -500, 2026)
        assert (known["measures"], known["clearing_measure"]) == ("cash only", "collect by June")
        assert (known["supervised_by"], known["deliberated_on"]) == ("E-1", date(2026, 2, 1))

    def test_a_plan_without_a_decision_decides_nothing(self):
        found = holding(improvement_plans=[self.OPEN])
        assert unknown(found, "improvement_plan", "X-1") >= {"decision", "reason", "target", "deliberated_on"}
        assert ids(found, "account", "C-1@U-1", "improvement_plans") == ["X-1"]
        assert ids(found, "customer", "C-2", "improvement_plans") == []


class TestKpi:
    """B95: a key figure with its target, what came of it, and the figure that it was broken down from."""

    def test_dimension_objective_target_and_actual(self):
        """B95: exact numbers; result or process, fixed or variable."""
        kpi = Kpi(
            id="X-1",
            unit="U-1",
            dimension=BscDimension.CUSTOMER,
            level=KpiLevel.DEPARTMENT,
            kind=KpiKind.LEVEL,
            objective="satisfied customers",
            outcome=True,
            fixed=False,
            lower_is_better=False,
            **YEAR,
            target=Fraction("0.9"),
            actual=Fraction("0.87"),
        )
        known = seen(holding(kpis=[kpi]), "kpi", "X-1")
        assert (known["dimension"], known["objective"]) == ("CUSTOMER", "satisfied customers")
        assert (known["target"], known["actual"]) == (Fraction(9, 10), Fraction(87, 100))
        assert (known["outcome"], known["fixed"], known["lower_is_better"]) == (True, False, False)

    def test_company_department_and_person(self):
        """B95: three owners, each figure below the one that it was broken down from."""
        own = {"kind": KpiKind.LEVEL, "objective": "sales", **YEAR}
        found = holding(
            employees=[LI],
            kpis=[
                Kpi(id="X-1", unit="HQ", level=KpiLevel.COMPANY, **own),
                Kpi(id="X-2", unit="U-1", level=KpiLevel.DEPARTMENT, parent="X-1", **own),
                Kpi(id="X-3", unit="U-1", level=KpiLevel.PERSON, parent="X-2", employee="E-1", **own),
            ],
        )
        assert ids(found, "kpi", "X-1", "children") == ["X-2"]
        assert ids(found, "kpi", "X-2", "children") == ["X-3"]
        assert seen(found, "kpi", "X-3")["parent"] == "X-2"
        assert ids(found, "employee", "E-1", "kpis") == ["X-3"]
        assert ids(found, "unit", "HQ", "kpis") == ["X-1", "X-2", "X-3"]

    def test_before_the_end_nothing_came_of_it(self):
        """B95."""
        own = {"id": "X-1", "unit": "U-1", "kind": KpiKind.GROWTH, "objective": "sales"}
        found = holding(kpis=[Kpi(**own, **YEAR)])
        assert unknown(found, "kpi", "X-1") >= {"target", "actual", "previous", "dimension", "outcome"}
        refused(Kpi, "model.dates-out-of-order", **own, starts_on=LATER, ends_on=DAY)


class TestRegulation:
    """B42: a version with its day, who authorised it, and what changed."""

    def test_each_version_is_a_record(self):
        first = Regulation(id="X-1", unit="HQ", title="CRM", version="1.0", issued_on=date(2025, 1, 1))
        second = Regulation(
            id="X-2",
            unit="HQ",
            title="CRM",
            version="1.1",
            issued_on=DAY,
            change="accounts are frozen after 20 days",
            approved_by="general manager",
            approved_on=DAY,
        )
        found = holding(regulations=[second, first])
        assert ids(found, "unit", "HQ", "regulations") == ["X-1", "X-2"]
        assert seen(found, "regulation", "X-2") == {
            "unit": "HQ",
            "title": "CRM",
            "version": "1.1",
            "issued_on": DAY,
            "change": "accounts are frozen after 20 days",
            "approved_by": "general manager",
            "approved_on": DAY,
        }
        assert unknown(found, "regulation", "X-1") >= {"approved_by", "approved_on", "reviewed_on"}


class TestFurtherPlans:
    """Plans and groups that no other test of the model looks at."""

    def test_a_season(self):
        """Stock agreed before the season; the season itself may lie ahead."""
        own = {**OWN, "product": "W-1", "peak_demand": yuan(80), "stock_agreed": yuan(60)}
        plan = SeasonPlan(**own, season_starts_on=date(2026, 9, 1), season_ends_on=LATER, agreed_on=DAY)
        found = holding(products=[Product(id="W-1", name="ice")], season_plans=[plan])
        known = seen(found, "season_plan", "X-1")
        assert (known["peak_demand"], known["stock_agreed"], known["product"]) == (8000, 6000, "W-1")
        assert unknown(found, "season_plan", "X-1") == {"stock_ready", "production_told_on"}
        refused(SeasonPlan, "model.dates-out-of-order", **own, season_starts_on=LATER, season_ends_on=DAY)

    def test_a_work_group(self):
        """Purpose, leader, beginning; it is at work until it is dissolved."""
        formed = WorkGroup(
            id="X-1",
            unit="U-1",
            purpose=WorkGroupPurpose.PROJECT,
            leader="E-1",
            formed_on=DAY,
            dissolved_on=LATER,
        )
        found = holding(employees=[LI], work_groups=[formed])
        known = seen(found, "work_group", "X-1")
        assert (known["purpose"], known["leader"]) == ("PROJECT", "E-1")
        assert unknown(found, "work_group", "X-1") == {"dissolved_on", "on_site_on"}
        assert ids(found, "unit", "HQ", "work_groups") == ["X-1"]

    def test_a_strategy_is_drafted_with_nothing_said_yet(self):
        found = holding(
            strategies=[Strategy(id="X-1", unit="HQ", level=StrategyLevel.COMPANY, drafted_on=DAY)]
        )
        assert unknown(found, "strategy", "X-1") >= {"idea", "analysed_with", "chosen_by", "evaluated_on"}
        assert ids(found, "unit", "HQ", "strategies") == ["X-1"]

    def test_cash_that_was_taken_in(self):
        taken = CashReceipt(id="X-1", unit="U-1", received_on=DAY, amount=yuan(7), received_by="E-1")
        found = holding(employees=[LI], cash_receipts=[taken])
        assert seen(found, "cash_receipt", "X-1")["amount"] == 700
        assert unknown(found, "cash_receipt", "X-1") == {
            "banked_on",
            "into_company_account",
            "spent_before_banking",
        }
        refused(
            CashReceipt, "model.negative", id="X", unit="U-1", received_on=DAY, amount=Money.of(-1, "CNY")
        )
