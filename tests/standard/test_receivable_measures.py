"""Measures of the trade (receivable-measures.yaml, dso-by-month.yaml): J11. Every example is worked by hand."""

from fractions import Fraction
from typing import Any

import pytest

from groupctl.testing.ledger import Ledger, days_ago
from tests.standard.deciding import measured

U1 = "U-1"


def sold(
    ledger: Ledger, issued_on: str, amount: Any, due_on: str, paid_on: str | None = None, **more: Any
) -> Ledger:
    """A sale on credit, open unless it was paid."""
    return ledger.invoice(issued_on, amount, due_on=due_on, settled_on=paid_on, **{"on_credit": True, **more})


@pytest.fixture
def autumn() -> Ledger:
    """To 2026-11-21: 50,000 in August, 80,000 in September, 90,000 in October and 60,000 in November.

    Open are November, October and 20,000 of September: 170,000, of which 60,000 are not due.
    """
    ledger = Ledger().customer().account()
    sold(ledger, "2026-08-10", 50_000, "2026-09-09", "2026-09-30")
    sold(ledger, "2026-09-15", 60_000, "2026-10-15", "2026-10-20")
    sold(ledger, "2026-09-15", 20_000, "2026-10-15")
    sold(ledger, "2026-10-10", 90_000, "2026-11-09")
    return sold(ledger, "2026-11-05", 60_000, "2026-12-05")


def measures(decide, ledger: Ledger, **settings: Any) -> dict[str, Fraction]:
    answer = decide("receivable_measures", ledger, U1, **settings)
    return {output.name: output.typed for output in answer.decision.outputs}


class TestAgainstTheSalesOfThePeriod:
    """The period is that from 2026-08-22 on: 92 days in which 230,000 were sold on credit."""

    def test_all_of_them(self, decide, autumn):
        assert measures(decide, autumn) == {
            "dso": 68,  # 170 / 230 * 92
            "best_possible_dso": 24,  # 60 / 230 * 92
            "average_days_delinquent": 44,  # the difference
            "collection_effectiveness": Fraction(1, 2),  # (50 + 230 - 170) / (50 + 230 - 60)
            "overdue_part": Fraction(11, 17),
        }

    def test_another_period(self, decide, autumn):
        """One month: 31 days, 60,000 sold; 80,000 of September and 90,000 were owed on 2026-10-21 but for what was paid on the 20th."""
        found = measures(decide, autumn, dso_months=1)
        assert found["dso"] == Fraction(170 * 31, 60)
        assert (
            found["collection_effectiveness"] == 0
        )  # (110 + 60 - 170) / (110 + 60 - 60): nothing was collected

    def test_sales_for_cash_are_no_credit_sales(self, decide, autumn):
        sold(autumn, "2026-11-06", 1000, "2026-11-06", "2026-11-06", on_credit=False)
        assert measures(decide, autumn)["dso"] == 68

    def test_sales_that_don_t_say_are(self, decide, autumn):
        sold(autumn, "2026-11-06", 230_000, "2026-11-06", "2026-11-06", on_credit=None)
        assert measures(decide, autumn)["dso"] == 34

    @pytest.mark.parametrize(("due_on", "overdue"), [(days_ago(0), 0), (days_ago(1), 10)])
    def test_overdue_is_after_the_due_date(self, decide, due_on, overdue):
        ledger = sold(Ledger().customer().account(), "2026-10-01", 10, due_on)
        assert measures(decide, ledger)["overdue_part"] == Fraction(overdue, 10)

    @pytest.mark.parametrize(
        ("issued_on", "status"), [("2026-08-22", "decided"), ("2026-08-21", "not applicable")]
    )
    def test_the_period_begins_after_its_day(self, decide, issued_on, status):
        ledger = sold(Ledger().customer().account(), issued_on, 10, "2026-12-31")
        assert decide("receivable_measures", ledger, U1).status == status

    @pytest.mark.parametrize(("paid_on", "owed"), [("2026-08-21", 0), ("2026-08-22", 30)])
    def test_what_was_owed_when_the_period_began(self, paid_on, owed):
        ledger = sold(Ledger().customer().account(), "2026-08-01", 50, "2026-12-31", id_="I-x")
        ledger.payment(20, "2026-08-10", invoice="I-x").payment(30, paid_on, invoice="I-x")
        assert measured(ledger, "receivables_before_period", U1, "unit") == owed * 100

    def test_where_nothing_was_due_everything_was_collected(self, decide):
        ledger = sold(Ledger().customer().account(), "2026-10-01", 10, "2026-12-31")
        assert measures(decide, ledger)["collection_effectiveness"] == 1
        ledger = sold(Ledger().customer().account(), "2026-10-01", 10, "2026-12-31", "2026-10-02")
        assert measures(decide, ledger)["overdue_part"] == 0

    def test_an_invoice_that_can_t_be_read_leaves_them_open(self, decide, autumn):
        autumn.unreadable("invoices", customer="C-1", unit=U1)
        assert decide("receivable_measures", autumn, U1).status == "unknown"
        assert decide("dso_countback", autumn, U1).status == "unknown"
        assert decide("dso_weighted", autumn, U1).status == "unknown"

    def test_a_unit_has_those_of_the_units_below_it(self, decide, autumn):
        assert decide("receivable_measures", autumn, "G").outcome == 68


class TestCountback:
    def test_months_are_used_up_one_after_the_other(self, decide, autumn):
        """60,000 are all of November (21 days), 90,000 all of October (31); 20,000 are a quarter of September (7.5)."""
        assert decide("dso_countback", autumn, U1).outcome == Fraction(119, 2)

    @pytest.mark.parametrize(
        ("amount", "days"),
        [
            (30_000, Fraction(21, 2)),
            (60_000, 21),
            (60_001, 21 + Fraction(31, 90_000)),
            (150_000, 52),
            (230_000, 82),
        ],
    )
    def test_at_the_border_of_a_month(self, decide, autumn, amount, days):
        for invoice in autumn.tables["invoices"][2:]:
            autumn.payment(invoice.amount, "2026-11-20", invoice=invoice.id)
        sold(autumn, "2025-12-01", amount, "2026-12-01", on_credit=False)
        assert decide("dso_countback", autumn, U1).outcome == days

    def test_a_month_without_sales_counts_in_full(self, decide):
        ledger = sold(Ledger().customer().account(), "2026-11-05", 10, "2026-12-05")
        sold(ledger, "2026-09-05", 40, "2026-12-05")
        assert decide("dso_countback", ledger, U1).outcome == 21 + 31 + 30

    @pytest.mark.parametrize(("issued_on", "days"), [("2025-12-01", 355), ("2025-11-30", None)])
    def test_twelve_months_are_looked_at(self, decide, issued_on, days):
        """From 2025-12-01 to 2026-11-21 there are 356 days; what December sold reaches through that month."""
        ledger = sold(Ledger().customer().account(), issued_on, 31, "2026-12-05")
        answer = decide("dso_countback", ledger, U1)
        assert answer.outcome == (None if days is None else 356)
        assert answer.status == ("not applicable" if days is None else "decided")


class TestSalesWeighted:
    def test_each_month_s_open_share_of_its_own_sales(self, decide, autumn):
        """All of November (21 days) and October (31) are open, and a quarter of September (7.5)."""
        assert decide("dso_weighted", autumn, U1).outcome == Fraction(119, 2)

    def test_it_differs_from_countback_where_older_sales_are_open(self, decide, autumn):
        """November is paid: 31 days of October and 7.5 of September; countback uses November up first."""
        autumn.payment(60_000, "2026-11-20", invoice=autumn.tables["invoices"][-1].id)
        assert decide("dso_weighted", autumn, U1).outcome == Fraction(77, 2)
        assert decide("dso_countback", autumn, U1).outcome == 21 + Fraction(50 * 31, 90)

    def test_what_is_older_than_twelve_months_is_told_beside_it(self, decide, autumn):
        sold(autumn, "2025-11-30", 7, "2026-12-05")
        answer = decide("dso_weighted", autumn, U1)
        assert (answer.outcome, answer["older_open"]) == (Fraction(119, 2), 7)


class TestAgeingByInvoiceDate:
    @pytest.mark.parametrize(("age", "band"), [(0, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)])
    @pytest.mark.parametrize("entity", ["account", "unit"])
    def test_the_bands(self, age, band, entity):
        ledger = sold(Ledger().customer().account(), days_ago(age), 5, "2026-12-31")
        subject = "C-1@U-1" if entity == "account" else U1
        bands = {"ageing_band_1": 30, "ageing_band_2": 60, "ageing_band_3": 90}
        found = [measured(ledger, f"invoiced_{number}", subject, entity, **bands) for number in (1, 2, 3, 4)]
        assert found == [500 if number == band else 0 for number in (1, 2, 3, 4)]


class TestDaysBeyondTerms:
    """10,000 were paid on time, 30,000 20 days late, and 10,000 are 40 days overdue: (600 + 400) / 50 = 20 days."""

    @pytest.fixture
    def payer(self) -> Ledger:
        ledger = Ledger().customer().account()
        sold(ledger, "2026-02-01", 10_000, "2026-03-01", "2026-02-20")
        sold(ledger, "2026-03-01", 30_000, "2026-04-01", "2026-04-21")
        return sold(ledger, "2026-09-01", 10_000, days_ago(40))

    def test_weighted_by_amount(self, payer):
        assert measured(payer, "days_beyond_terms", "C-1", "customer") == 20

    def test_by_the_last_payment_where_no_settlement_is_stated(self, payer):
        sold(payer, "2026-04-01", 50_000, "2026-05-01", id_="I-x")
        payer.payment(20_000, "2026-05-01", invoice="I-x").payment(30_000, "2026-05-11", invoice="I-x")
        assert measured(payer, "days_beyond_terms", "C-1", "customer") == 15

    def test_what_was_settled_and_came_back_is_open(self, payer):
        """50,000 that were due 100 days ago and settled in time; then 10,000 went back: (1,000 + 5,000) / 100 = 60 days."""
        sold(payer, days_ago(130), 50_000, days_ago(100), days_ago(101), id_="I-x")
        payer.payment(50_000, days_ago(101), invoice="I-x").payment(-10_000, days_ago(50), invoice="I-x")
        assert measured(payer, "days_beyond_terms", "C-1", "customer") == 60

    def test_what_is_not_due_doesn_t_count(self, payer):
        sold(payer, "2026-11-01", 10**6, days_ago(-1))
        assert measured(payer, "days_beyond_terms", "C-1", "customer") == 20
        sold(payer, "2026-11-01", 50_000, days_ago(0))
        assert measured(payer, "days_beyond_terms", "C-1", "customer") == 10

    @pytest.mark.parametrize(
        ("late", "behaviour"), [(14, "WORSE"), (15, "SAME"), (25, "SAME"), (26, "BETTER"), (None, None)]
    )
    def test_against_its_own_past(self, decide, payer, late, behaviour):
        """It pays 20 days late now; a difference of 5 days is none."""
        if late is not None:
            sold(payer, "2025-05-01", 700, "2025-06-01", f"2025-06-{1 + late:02}")
        answer = decide("payment_behaviour", payer)
        assert answer.outcome == behaviour
        assert answer.status == ("decided" if behaviour else "not applicable")

    def test_an_invoice_of_which_the_payment_is_unknown(self, decide, payer):
        sold(payer, "2025-05-01", 700, "2025-06-01", "2025-06-02")
        payer.without("payments")
        assert decide("payment_behaviour", payer).outcome is None
