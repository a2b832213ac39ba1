"""The sales force (sales-force.yaml): D55 to D58, F30, G20, G32 to G35, G120 to G123."""

import pytest

from groupctl.model import Appraisal, Customer, Employee, Unlimited
from groupctl.testing import Ledger, day, days_ago


def employing(**facts) -> Ledger:
    """One salesperson, E-1, about whom nothing is known but this."""
    return Ledger().put(Employee(**{"id": "E-1", "name": "E-1", "unit": "U-1", "in_sales": True} | facts))


class TestSellingPermission:
    """D55, I35, A55."""

    def test_untrained_people_may_not_sell(self, decide):
        answer = decide("selling_permission", employing(), "E-1")
        assert (answer.outcome, answer.actions) == (False, ["OPEN_TASK"])

    def test_trained_people_may(self, decide):
        assert decide("selling_permission", employing(trained_on=day("2025-01-01")), "E-1").outcome is True

    def test_whoever_is_not_known_to_sell_is_not_asked(self, decide):
        """D55: nor patrolled, nor asked for a surety."""
        ledger = employing(in_sales=None, manages_money=True)
        for rule_set in ("selling_permission", "guarantee_for_staff", "patrol", "sales_file"):
            answer = decide(rule_set, ledger, "E-1")
            assert (answer.status, answer.actions) == ("unknown", [])

    def test_who_has_left_is_not_asked(self, decide):
        answer = decide("selling_permission", employing(left_on=day("2026-01-01")), "E-1")
        assert answer.status == "not applicable"


class TestGuarantee:
    """D56, A55."""

    @pytest.mark.parametrize("handles", ["manages_money", "manages_goods"])
    def test_who_handles_money_or_goods_needs_a_surety(self, decide, handles):
        facts = {"manages_money": False, "manages_goods": False, handles: True}
        answer = decide("guarantee_for_staff", employing(**facts), "E-1")
        assert (answer.outcome, answer.actions) == (True, ["DEMAND_GUARANTOR"])
        assert decide("guarantee_for_staff", employing(**facts, guarantor="Mr Li"), "E-1").outcome is False

    def test_who_handles_nothing_needs_none(self, decide):
        ledger = employing(manages_money=False, manages_goods=False)
        assert decide("guarantee_for_staff", ledger, "E-1").outcome is False

    def test_unknown_hands(self, decide):
        assert decide("guarantee_for_staff", employing(), "E-1").outcome is None


NO_TASKS = dict.fromkeys(
    (
        "manages_money",
        "spends",
        "manages_goods",
        "manages_affairs",
        "in_service",
        "supervises_service",
        "sources_suppliers",
        "executes_purchases",
    ),
    False,
)


class TestSegregation:
    """D57, G27, G32 to G35, I15, I16, A55."""

    @pytest.mark.parametrize(
        ("first", "second", "rule"),
        [
            ("manages_money", "spends", "segregation.money-and-spending"),
            ("manages_money", "manages_goods", "segregation.money-and-goods"),
            ("manages_goods", "manages_affairs", "segregation.goods-and-affairs"),
            ("manages_money", "manages_affairs", "segregation.money-and-affairs"),
            ("in_service", "supervises_service", "segregation.service-and-supervision"),
            ("sources_suppliers", "executes_purchases", "segregation.sourcing-and-purchase"),
        ],
    )
    def test_two_duties_that_do_not_go_together(self, decide, first, second, rule):
        """D57, G27, G32, G33, G34, G35, F31."""
        answer = decide("segregation_of_duties", employing(**NO_TASKS | {first: True, second: True}), "E-1")
        assert (answer.outcome, answer.rules) == (True, [rule])
        assert decide("segregation_of_duties", employing(**NO_TASKS | {first: True}), "E-1").outcome is False

    def test_unknown_tasks(self, decide):
        ledger = employing(**NO_TASKS | {"manages_money": True, "spends": None})
        assert decide("segregation_of_duties", ledger, "E-1").outcome is None


class TestControl:
    """F30, G120, D58."""

    def test_who_holds_the_customers_alone(self, decide):
        ledger = employing(holds_customers_alone=True, threatens_to_leave_with_customers=False)
        answer = decide("sales_control", ledger, "E-1")
        assert (answer.outcome, answer.actions) == (True, ["INVESTIGATE", "OPEN_TASK"])

    def test_who_threatens_to_take_them_along(self, decide):
        ledger = employing(holds_customers_alone=False, threatens_to_leave_with_customers=True)
        answer = decide("sales_control", ledger, "E-1")
        assert (answer.outcome, answer.actions) == (True, ["INVESTIGATE", "FREEZE_USER_ACCOUNT"])

    def test_in_order(self, decide):
        ledger = employing(holds_customers_alone=False, threatens_to_leave_with_customers=False)
        assert decide("sales_control", ledger, "E-1").outcome is False

    def test_unknown(self, decide):
        assert decide("sales_control", employing(), "E-1").outcome is None


class TestPatrol:
    """G61, G121, I30, A55: an interval without default."""

    @pytest.mark.parametrize(("ago", "due"), [(90, False), (91, True)])
    def test_at_intervals(self, decide, ago, due):
        assert decide("patrol", employing(last_patrol_on=day(days_ago(ago))), "E-1").outcome is due

    def test_never(self, decide):
        answer = decide("patrol", employing(), "E-1")
        assert (answer.rules, answer.actions) == (["patrol.never"], ["VISIT"])

    def test_without_an_interval_the_decision_fails_and_names_the_row(self, decide):
        answer = decide("patrol", employing(last_patrol_on=day(days_ago(5))), "E-1", patrol_interval=None)
        assert answer.status == "failed"
        assert "G121" in answer.decision.error.render("en")


class TestRecruiting:
    """G123, B43: character first, ability second."""

    @pytest.mark.parametrize(
        ("character", "ability", "outcome"),
        [
            ("POOR", "GOOD", "UNSUITABLE"),
            ("GOOD", "POOR", "UNSUITABLE"),
            ("GOOD", "FAIR", "SUITABLE"),
            ("FAIR", "GOOD", "CONDITIONAL"),
        ],
    )
    def test_character_comes_first(self, decide, character, ability, outcome):
        ledger = employing(character=Appraisal[character], ability=Appraisal[ability])
        assert decide("recruiting", ledger, "E-1").outcome == outcome

    def test_unknown_character(self, decide):
        assert decide("recruiting", employing(ability=Appraisal.GOOD), "E-1").outcome is None


class TestOwnership:
    """D58, G20, G120."""

    def looked_after_by(self, **facts) -> Ledger:
        customer = Customer(id="C-1", name="C-1", manager="E-1", credit_limit=Unlimited())
        return employing(**facts).put(customer)

    def test_the_manager_has_left(self, decide):
        answer = decide("customer_ownership", self.looked_after_by(left_on=day("2026-10-01")))
        assert (answer.outcome, answer.rules) == (True, ["ownership.manager-left"])

    def test_the_manager_means_to_leave(self, decide):
        answer = decide("customer_ownership", self.looked_after_by(intends_to_leave=True))
        assert answer.rules == ["ownership.manager-leaving"]

    def test_the_manager_stays(self, decide):
        assert decide("customer_ownership", self.looked_after_by(intends_to_leave=False)).outcome is False

    def test_a_customer_without_manager_is_another_question(self, decide):
        assert decide("customer_ownership", Ledger().customer()).status == "not applicable"
