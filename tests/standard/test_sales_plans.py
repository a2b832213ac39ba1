"""Sales plans and distribution (sales-plans.yaml): D85, H40, H42, H46, J3, J9, J26, B49, B50, B55."""

from fractions import Fraction

import pytest

from groupctl.model import (
    AccountState,
    ChannelType,
    Customer,
    CustomerPlan,
    Profile,
    SalesPlan,
    SalesRoute,
    Visit,
    VisitKind,
)
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.deciding import measured

MONTH = ("2026-11-01", "2026-11-30")


def plan(starts_on: str = MONTH[0], ends_on: str = MONTH[1], amount: int = 1000, **more: object) -> SalesPlan:
    row = {"id": "P-1", "customer": "C-1", "unit": "U-1", "schedule": "weekly", "support": "display"} | more
    return SalesPlan(**row, starts_on=day(starts_on), ends_on=day(ends_on), amount=yuan(amount))


def dealer(
    channel: ChannelType | None = ChannelType.DEALER, state: AccountState | None = AccountState.ACTIVE
) -> Ledger:
    return Ledger().customer(channel=channel).account(state=state)


class TestMonthlyPlan:
    """D85, H40: one plan for each active dealer and month."""

    def test_a_dealer_without_a_plan(self, decide):
        """D85, H40."""
        answer = decide("monthly_plan", dealer())
        assert (answer.outcome, answer.rules) == ("MISSING", ["monthly-plan.missing"])
        assert answer.actions == ["OPEN_TASK"]

    def test_one_plan_leaves_nothing_to_decide(self, decide):
        """D85, B49."""
        assert decide("monthly_plan", dealer().put(plan())).status == "not applicable"

    def test_more_than_one(self, decide):
        """D85."""
        answer = decide("monthly_plan", dealer().put(plan(), plan(id="P-2")))
        assert (answer.outcome, answer.actions) == ("SEVERAL", ["REVIEW"])

    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            ("2026-10-01", "2026-10-31"),
            ("2026-12-01", "2026-12-31"),
            ("2026-11-01", "2026-11-29"),
            ("2026-11-02", "2026-12-01"),
            ("2026-01-01", "2026-12-31"),
        ],
    )
    def test_a_plan_for_another_time_is_none_for_this_month(self, decide, starts_on, ends_on):
        """D85: neither another month nor a whole year."""
        assert decide("monthly_plan", dealer().put(plan(starts_on, ends_on))).outcome == "MISSING"

    def test_a_group_that_plans_by_the_year_needs_any_running_plan(self, decide):
        """D85: ``plan_by_month`` is for the group to say."""
        year = dealer().put(plan("2026-01-01", "2026-12-31"))
        assert decide("monthly_plan", year, plan_by_month=False).status == "not applicable"
        over = dealer().put(plan("2025-01-01", "2025-12-31"))
        assert decide("monthly_plan", over, plan_by_month=False).outcome == "MISSING"

    @pytest.mark.parametrize(
        "other",
        [
            dealer(ChannelType.RETAILER),
            dealer(state=AccountState.FROZEN),
            dealer(state=AccountState.ELIMINATED),
        ],
        ids=["retailer", "frozen", "eliminated"],
    )
    def test_only_active_dealers(self, decide, other):
        assert decide("monthly_plan", other).status == "not applicable"

    def test_whether_it_is_a_dealer_must_be_known(self, decide):
        answer = decide("monthly_plan", dealer(None))
        assert (answer.status, answer.actions) == ("unknown", [])

    def test_without_the_table_of_plans_nothing_is_missing(self, decide):
        assert decide("monthly_plan", dealer().without("sales_plans")).outcome is None


class TestContents:
    """H40, B49: target, schedule and support."""

    @pytest.mark.parametrize("lacking", ["schedule", "support"])
    def test_what_a_running_plan_lacks(self, decide, lacking):
        """H40, B49."""
        answer = decide("plan_gap", dealer().put(plan(**{lacking: None})), "P-1")
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    def test_a_complete_plan_lacks_nothing(self, decide):
        """H40."""
        assert decide("plan_gap", dealer().put(plan()), "P-1").outcome is False

    @pytest.mark.parametrize(
        "other",
        [plan("2026-10-01", "2026-10-31", support=None), plan(schedule=None, support=None)],
        ids=["over", "the host keeps neither"],
    )
    def test_what_is_over_or_not_kept_is_passed_over(self, decide, other):
        assert decide("plan_gap", dealer().put(other), "P-1").status == "not applicable"


class TestResult:
    """H40, J9, A49, A93: the plan of October against what was bought."""

    @pytest.mark.parametrize(("bought", "result"), [("999.99", "MISSED"), (1000, "REACHED")])
    def test_against_the_plan(self, decide, bought, result):
        """H40, L34."""
        ledger = dealer().put(plan("2026-10-01", "2026-10-31")).invoice("2026-10-31", bought)
        ledger.invoice("2026-11-01", 5000)
        answer = decide("plan_result", ledger, "P-1")
        assert answer.outcome == result
        assert answer.actions == (["INVESTIGATE"] if result == "MISSED" else [])

    @pytest.mark.parametrize(("tolerance", "result"), [("0.10", "REACHED"), ("0.09", "MISSED")])
    def test_with_the_tolerance_of_the_warning(self, decide, tolerance, result):
        """L34: 900 of 1,000."""
        ledger = dealer().put(plan("2026-10-01", "2026-10-31")).invoice("2026-10-31", 900)
        assert decide("plan_result", ledger, "P-1", progress_tolerance=tolerance).outcome == result

    @pytest.mark.parametrize(
        ("ends_on", "status"),
        [
            (days_ago(0), "not applicable"),
            (days_ago(1), "decided"),
            ("2026-10-01", "decided"),
            ("2026-09-30", "not applicable"),
        ],
    )
    def test_plans_that_ended_since_the_beginning_of_last_month(self, decide, ends_on, status):
        """H40."""
        assert decide("plan_result", dealer().put(plan("2026-09-01", ends_on)), "P-1").status == status

    def test_an_unreadable_invoice_leaves_it_open(self, decide):
        ledger = dealer().put(plan("2026-10-01", "2026-10-31"))
        ledger.unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("plan_result", ledger, "P-1").outcome is None

    def test_figures(self):
        """J3, J9, B50: achievement of the plan, last month against expectation, growth."""
        ledger = dealer().put(plan("2026-10-01", "2026-10-31")).invoice("2026-10-31", 750)
        ledger.invoice("2025-03-01", 500)
        assert measured(ledger, "achievement", "P-1", "sales_plan") == Fraction(3, 4)
        assert measured(ledger, "planned_month") == 1000_00
        assert measured(ledger, "month_achievement") == Fraction(3, 4)
        assert measured(ledger, "revenue_growth") == Fraction(1, 2)

    def test_without_a_plan_or_a_last_year_there_is_nothing_to_compare_with(self):
        """J3, J9."""
        ledger = dealer().invoice("2026-10-31", 750)
        assert measured(ledger, "planned_month") == 0
        assert measured(ledger, "month_achievement") is None
        assert measured(ledger, "revenue_growth") is None


class TestExecution:
    """H46, J26: a unit's plans of last month together, and what came of them."""

    def unit(self, first: float | str, second: float | str) -> Ledger:
        """Two dealers with plans of 1,000 each, and one without a plan who bought a lot."""
        ledger = dealer().put(plan("2026-10-01", "2026-10-31")).invoice("2026-10-05", first)
        ledger.customer("C-2").account("C-2").put(plan("2026-10-01", "2026-10-31", id="P-2", customer="C-2"))
        ledger.invoice("2026-10-05", second, customer="C-2")
        return ledger.customer("C-3").account("C-3").invoice("2026-10-05", 9000, customer="C-3")

    @pytest.mark.parametrize(
        ("first", "second", "result"), [(1500, "499.99", "MISSED"), (1500, 500, "REACHED")]
    )
    def test_of_all_plans_together(self, decide, first, second, result):
        """H46, J26."""
        ledger = self.unit(first, second)
        answer = decide("plan_execution", ledger)
        assert answer.outcome == result
        assert answer.actions == (["REVIEW"] if result == "MISSED" else [])

    @pytest.mark.parametrize(("tolerance", "result"), [("0.10", "REACHED"), ("0.09", "MISSED")])
    def test_with_the_tolerance(self, decide, tolerance, result):
        """L34."""
        assert decide("plan_execution", self.unit(900, 900), progress_tolerance=tolerance).outcome == result

    def test_a_unit_without_plans_has_nothing_to_evaluate(self, decide):
        assert decide("plan_execution", dealer().invoice("2026-10-05", 5)).status == "not applicable"

    def test_an_unreadable_plan_leaves_it_open(self, decide):
        ledger = self.unit(1500, 100).unreadable("sales_plans", customer="C-1", unit="U-1")
        assert decide("plan_execution", ledger).outcome is None


class TestDistribution:
    """H42, B55, A50: a distributor's file, target with plan, and visits."""

    def distributor(
        self,
        *,
        route: SalesRoute | None = SalesRoute.CHANNEL,
        file: bool = True,
        planned_on: str | None = "2026-01-15",
        objective: str | None = "20 more shops",
        visited: int | None = 90,
    ) -> Ledger:
        """Recorded, planned for, and visited so many days ago."""
        ledger = Ledger().put(Customer(id="C-1", name="C-1", sales_route=route)).account()
        if file:
            ledger.put(Profile(id="PR-1", customer="C-1", recorded_on=day("2025-01-01")))
        if planned_on:
            ledger.put(
                CustomerPlan(
                    id="CP-1",
                    customer="C-1",
                    planned_on=day(planned_on),
                    objective=objective,
                    actions="Train the shops' staff",
                )
            )
        if visited is not None:
            ledger.put(
                Visit(
                    id="V-1",
                    customer="C-1",
                    unit="U-1",
                    visited_on=day(days_ago(visited)),
                    kind=VisitKind.SALES_CALL,
                )
            )
        return ledger

    @pytest.mark.parametrize(
        ("more", "outcome", "rules", "actions"),
        [
            ({}, "IN_ORDER", [], []),
            ({"file": False}, "NO_FILE", ["distribution.no-file"], ["OPEN_TASK"]),
            ({"planned_on": None}, "NO_PLAN", ["distribution.no-plan"], ["OPEN_TASK"]),
            ({"objective": None}, "NO_PLAN", ["distribution.no-plan"], ["OPEN_TASK"]),
            ({"planned_on": "2024-12-31"}, "NO_PLAN", ["distribution.no-plan"], ["OPEN_TASK"]),
            ({"planned_on": "2025-01-01"}, "IN_ORDER", [], []),
            ({"visited": None}, "NOT_VISITED", ["distribution.never-visited"], ["VISIT"]),
            ({"visited": 91}, "NOT_VISITED", ["distribution.not-visited"], ["VISIT"]),
        ],
    )
    def test_what_it_needs(self, decide, more, outcome, rules, actions):
        """H42, B55."""
        answer = decide("distribution", self.distributor(**more))
        assert (answer.outcome, answer.rules, answer.actions) == (outcome, rules, actions)

    @pytest.mark.parametrize(("route", "status"), [(SalesRoute.DIRECT, "not applicable"), (None, "unknown")])
    def test_only_what_is_sold_through_the_channel(self, decide, route, status):
        ledger = self.distributor(route=route, file=False)
        assert decide("distribution", ledger).status == status

    @pytest.mark.parametrize("table", ["profiles", "customer_plans", "visits"])
    def test_what_the_host_does_not_give_is_not_held_against_it(self, decide, table):
        assert decide("distribution", self.distributor().without(table)).outcome is None

    def test_how_often_is_for_the_group_to_say(self, decide):
        """H42: the source names a plan of visits and no number of days."""
        answer = decide("distribution", self.distributor(), distribution_visit_days=None)
        assert answer.status == "failed"
        assert "distribution_visit_days" in answer.decision.error.render()
        assert "H42" in answer.decision.error.render()
