"""Supply behind the sale (purchasing.yaml): H44, H45, C41."""

import pytest

from groupctl.model import OrderStatus, Product, Sourcing
from groupctl.model.people import Employee
from groupctl.model.planning import SeasonPlan
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan


class TestPurchasing:
    """H44, C41: a way of buying, a code, a plan of demand, somebody for the suppliers."""

    def gaps(self, decide, *, buyer=True, planned=None, **known):
        usual = {"sourcing": Sourcing.JUST_IN_TIME, "category": "pumps", "seasonal": False}
        ledger = Ledger().customer().put(Product(id="P-1", name="Pump", **usual | known))
        left_on = None if buyer else day(days_ago(1))
        ledger.put(Employee(id="E-1", name="E-1", unit="U-2", sources_suppliers=True, left_on=left_on))
        if planned:
            ledger.put(
                SeasonPlan(
                    id="SP-1",
                    customer="C-1",
                    unit="U-1",
                    product="P-1",
                    season_starts_on=day("2026-01-01"),
                    season_ends_on=day(planned),
                    peak_demand=yuan(100),
                )
            )
        return decide("purchasing", ledger, "P-1").outcome

    @pytest.mark.parametrize("sourcing", list(Sourcing))
    def test_any_way_of_buying_will_do(self, decide, sourcing):
        """C41, H44: there are eight."""
        assert self.gaps(decide, sourcing=sourcing) == ("NOTHING",)
        assert len(Sourcing) == 8

    def test_but_one_must_be_chosen(self, decide):
        """C41, H44."""
        assert self.gaps(decide, sourcing=None) == ("WAY_OF_BUYING",)

    def test_a_code_belongs_to_a_category(self, decide):
        """H44."""
        assert self.gaps(decide, category=None) == ("PRODUCT_CODE",)

    @pytest.mark.parametrize(
        ("seasonal", "planned", "gap"),
        [
            (True, None, "DEMAND_PLAN"),
            (True, days_ago(1), "DEMAND_PLAN"),
            (True, days_ago(0), "NOTHING"),
            (False, None, "NOTHING"),
        ],
    )
    def test_demand_of_a_season_is_planned(self, decide, seasonal, planned, gap):
        """H44."""
        assert self.gaps(decide, seasonal=seasonal, planned=planned) == (gap,)

    def test_whether_there_is_a_season_must_be_known(self, decide):
        """H44."""
        assert self.gaps(decide, seasonal=None) is None
        assert self.gaps(decide, seasonal=None, planned=days_ago(0)) == ("NOTHING",)

    def test_somebody_looks_after_suppliers(self, decide):
        """H44: where the customer serves itself there is none to look after."""
        assert self.gaps(decide, buyer=False) == ("SUPPLIER_CARE",)
        assert self.gaps(decide, buyer=False, sourcing=Sourcing.SELF_SERVICE) == ("NOTHING",)


class TestOrders:
    """H45: entered, invoiced, settled; closed or cancelled it is over."""

    @pytest.mark.parametrize(
        ("invoiced", "stage"), [(0, "ENTERED"), ("0.01", "PARTLY_INVOICED"), (None, None)]
    )
    def test_while_it_is_open(self, decide, invoiced, stage):
        """H45."""
        answer = decide("order_progress", Ledger().customer().account().order(amount=10, invoiced=invoiced))
        assert answer.outcome == stage

    @pytest.mark.parametrize(("paid", "stage"), [(0, "TO_SETTLE"), ("9.99", "TO_SETTLE"), (10, "SETTLED")])
    def test_once_it_is_invoiced(self, decide, paid, stage):
        """H45."""
        ledger = Ledger().customer().account().order(amount=10, invoiced=10, status=OrderStatus.INVOICED)
        ledger.open_invoice(10, order="SO-1")
        if paid:
            ledger.payment(paid, invoice="I-1")
        assert decide("order_progress", ledger).outcome == stage

    def test_invoiced_without_an_invoice_is_not_settled(self, decide):
        """H45."""
        ledger = Ledger().customer().account().order(status=OrderStatus.INVOICED)
        assert decide("order_progress", ledger).outcome == "TO_SETTLE"

    @pytest.mark.parametrize("status", [OrderStatus.CLOSED, OrderStatus.CANCELLED])
    def test_what_is_over_is_not_followed(self, decide, status):
        """H45."""
        assert (
            decide("order_progress", Ledger().customer().account().order(status=status)).status
            == "not applicable"
        )

    @pytest.mark.parametrize(("ago", "stuck"), [(60, False), (61, True)])
    def test_sixty_days_without_moving_on(self, decide, ago, stuck):
        """H45: the days are a parameter."""
        answer = decide("order_stuck", Ledger().customer().account().order(ordered_on=days_ago(ago)))
        assert (answer.outcome, answer.actions) == (stuck, ["OPEN_TASK"] if stuck else [])

    def test_the_days_must_be_set(self, decide):
        """H45."""
        answer = decide("order_stuck", Ledger().customer().account().order(), order_days=None)
        assert answer.status == "failed"
        assert "H45" in answer.decision.error.render()
