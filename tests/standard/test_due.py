"""When an invoice is due, and how much of it: schedules, disputes of a part, cash discount, terms (due.yaml, due-dates.yaml, past-due.yaml, disputes.yaml)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.testing import AS_OF, Ledger, days_ago
from tests.standard.deciding import measured
from tests.standard.receipts import dispute, in_days, schedule, terms, trading


def halves(first: int = 16, second: int = -1) -> Ledger:
    """An invoice of 1,000, half of it due so many days ago, half later."""
    return schedule(trading(), (days_ago(first), 500), (days_ago(second), 500))


class TestSchedule:
    """B68: overdue, its age and the bands of ageing go by instalment."""

    def test_only_what_fell_due_is_overdue(self):
        """B68, J11."""
        assert measured(halves(), "overdue") == 50_000
        assert measured(halves(), "exposure") == 100_000
        assert measured(halves(), "days_past_due") == 16
        bands = {"ageing_band_1": 15, "ageing_band_2": 30, "ageing_band_3": 60}
        aged = [
            measured(halves(), name, **bands) for name in ("not_due", "aged_1", "aged_2", "aged_3", "aged_4")
        ]
        assert aged == [50_000, 0, 50_000, 0, 0]

    @pytest.mark.parametrize(("first", "overdue"), [(0, 0), (1, 50_000)])
    def test_from_the_day_after_its_due_date(self, first, overdue):
        """B68."""
        assert measured(halves(first), "overdue") == overdue

    @pytest.mark.parametrize(
        ("paid", "overdue", "days"),
        [(0, 50_000, 40), (499, 50_100, 40), (500, 50_000, 20), (999, 100, 20), (1000, 0, None)],
    )
    def test_what_is_paid_covers_the_oldest_instalment_first(self, paid, overdue, days):
        """B68, B61: of 500 due 40 days ago, 500 due 20 days ago, and of what both leave."""
        ledger = schedule(trading(), (days_ago(40), 500), (days_ago(20), 500), invoice="S")
        ledger.payment(paid, invoice="S")
        expected = {0: 100_000, 499: 50_100, 500: 50_000, 999: 100, 1000: 0}[paid]
        assert measured(ledger, "overdue") == expected
        assert measured(ledger, "days_past_due") == days

    @pytest.mark.parametrize(
        ("money", "days"), [(99, 40), (100, 30), (199, 30), (200, 20), (299, 20), (300, None)]
    )
    def test_money_on_account_is_set_off_across_instalments_and_invoices(self, money, days):
        """B61, B68: 100 due 40 days ago, an invoice of 100 due 30 days ago, 100 due 20 days ago."""
        ledger = schedule(trading(), (days_ago(40), 100), (days_ago(20), 100))
        ledger.open_invoice(100, "2026-01-01", due_on=days_ago(30)).payment(money)
        assert measured(ledger, "overdue") == max(300 - money, 0) * 100
        if days is not None:
            assert measured(ledger, "days_past_due") == days

    def test_a_payment_after_the_first_instalment_is_not_late(self):
        """E14: late is what is paid after the last due date."""
        ledger = halves(40, 20).payment(1000, days_ago(20), invoice="S-2")
        assert measured(ledger, "late", "S-2", "invoice") is False
        assert measured(halves(40, 20), "late", "S-2", "invoice") is True

    def test_an_instalment_that_is_lost_leaves_it_unknown(self, decide):
        """B68, M16: the order is referred, and the row is named."""
        ledger = halves(1).order()
        del ledger.tables["instalments"][0]
        assert measured(ledger, "overdue") is None
        answer = decide("order_release", ledger)
        assert answer.outcome == "REFER"
        assert "order-release.overdue-amount" in answer.unjudged
        assert decide("order_release", halves(1).order()).outcome == "RELEASE"

    def test_a_table_that_is_missing_leaves_it_unknown(self):
        """M16."""
        assert (
            measured(Ledger().customer().account().open_invoice(1).without("instalments"), "overdue") is None
        )

    @settings(max_examples=40)
    @given(
        amounts=st.lists(st.integers(1, 50), min_size=1, max_size=4),
        age=st.integers(-40, 80),
        paid=st.integers(0, 120),
        money=st.integers(0, 120),
    )
    def test_what_is_overdue_is_what_its_instalments_as_invoices_would_be(self, amounts, age, paid, money):
        """B68, B61: a schedule says no more and no less than so many invoices that are paid one after the other."""
        parts = [(days_ago(age - 10 * number), amount) for number, amount in enumerate(amounts)]
        paid = min(paid, sum(amounts))
        scheduled = (
            schedule(trading(), *parts, invoice="S", issued_on="2026-01-01")
            .payment(paid, invoice="S")
            .payment(money)
        )
        split = trading()
        left = paid
        for number, (due, amount) in enumerate(parts):
            split.open_invoice(amount, "2026-01-01", due_on=due, id_=f"P-{number}")
            split.payment(min(left, amount), invoice=f"P-{number}")
            left = max(left - amount, 0)
        split.payment(money)
        for name in ("overdue", "exposure", "days_past_due", "not_due", "aged_1", "aged_2"):
            assert measured(scheduled, name) == measured(split, name)


class TestDispute:
    """M12: the disputed part is not overdue, and stays exposure."""

    def owing(self, disputed: float | str, **more: object) -> Ledger:
        ledger = trading().open_invoice(1000, "2026-01-01", due_on=days_ago(10), id_="D")
        return dispute(ledger, "D", disputed, **more)  # type: ignore[arg-type]

    @pytest.mark.parametrize(("disputed", "overdue"), [("999.99", 1), (1000, 0), (2000, 0), (0, 100_000)])
    def test_a_part_is_not_overdue(self, disputed, overdue):
        """M12."""
        assert measured(self.owing(disputed), "overdue") == overdue
        assert measured(self.owing(disputed), "exposure") == 100_000

    def test_by_parameter_it_is(self):
        """M12."""
        assert measured(self.owing(300), "overdue", overdue_includes_disputed=True) == 100_000
        flagged = trading().open_invoice(1000, "2026-01-01", due_on=days_ago(10), disputed=True)
        assert measured(flagged, "overdue") == 0
        assert measured(flagged, "overdue", overdue_includes_disputed=True) == 100_000

    def test_arrears_hold_it_or_not(self):
        """M12, F2."""
        assert measured(self.owing(300), "arrears") == 100_000
        assert measured(self.owing(300), "arrears", arrears_include_disputed=False) == 70_000

    @pytest.mark.parametrize(("closed", "overdue"), [(AS_OF.isoformat(), 100_000), (in_days(1), 70_000)])
    def test_until_it_is_closed(self, closed, overdue):
        """M12."""
        assert measured(self.owing(300, closed_on=closed), "overdue") == overdue

    def test_it_never_moves_a_due_date(self):
        """M12, B68: what is disputed is taken off the youngest instalment first."""
        ledger = schedule(trading(), (days_ago(40), 500), (days_ago(20), 500), invoice="D")
        dispute(ledger, "D", 600)
        assert measured(ledger, "overdue") == 40_000
        assert measured(ledger, "days_past_due") == 40

    def test_a_row_that_is_lost_leaves_it_unknown(self):
        """M16."""
        ledger = self.owing(300).unreadable("disputes", customer="C-1", unit="U-1", invoice="D")
        assert measured(ledger, "overdue") is None
        assert measured(ledger, "exposure") == 100_000

    @pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
    def test_one_that_stays_open_is_to_be_resolved(self, decide, days, late):
        """M12."""
        answer = decide("dispute_followup", self.owing(300, raised_on=days_ago(days)), "disputes-1")
        assert answer.outcome is late
        assert answer.actions == (["RESOLVE"] if late else [])
        quality = decide(
            "dispute_followup", self.owing(300, raised_on=days_ago(31), reason="QUALITY"), "disputes-1"
        )
        assert quality.rules == ["dispute-followup.goods"]
        closed = self.owing(300, raised_on=days_ago(31), closed_on=days_ago(1))
        assert decide("dispute_followup", closed, "disputes-1").status == "not applicable"


class TestTerms:
    """B64, E18: net days, from the end of the month, and the cash discount."""

    @pytest.mark.parametrize(
        ("due", "fault"),
        [
            ("2026-10-31", "AS_AGREED"),
            ("2026-11-01", "LATER_THAN_AGREED"),
            ("2026-10-30", "EARLIER_THAN_AGREED"),
        ],
    )
    def test_a_due_date_is_the_one_agreed(self, decide, due, fault):
        """B64."""
        ledger = terms(trading().open_invoice(100, "2026-10-01", due_on=due, id_="T"), 30)
        assert decide("due_date", ledger, "T").outcome == fault

    @pytest.mark.parametrize(("issued", "due"), [("2026-02-01", "2026-03-10"), ("2026-02-28", "2026-03-10")])
    def test_from_the_end_of_the_month(self, decide, issued, due):
        """B64."""
        ledger = terms(trading().open_invoice(100, issued, due_on=due, id_="T"), 10, end_of_month=True)
        assert decide("due_date", ledger, "T").outcome == "AS_AGREED"

    def test_without_terms_or_with_a_schedule_there_is_nothing_to_decide(self, decide):
        """B64."""
        assert decide("due_date", trading().open_invoice(100, id_="T"), "T").status == "not applicable"
        assert decide("due_date", terms(halves()), "S-2").status == "not applicable"

    def test_terms_that_are_lost_leave_it_open(self, decide):
        """M16."""
        ledger = terms(trading().open_invoice(100, "2026-10-01", due_on="2026-10-31", id_="T"))
        assert (
            decide("due_date", ledger.unreadable("agreed_terms", customer="C-1", unit="U-1"), "T").outcome
            is None
        )

    @pytest.mark.parametrize(
        ("paid", "on", "owed"),
        [
            (980, "2026-10-11", 0),
            (980, "2026-10-12", 2000),
            ("979.99", "2026-10-11", 2001),
            (1000, "2026-10-11", 0),
        ],
    )
    def test_paying_in_time_less_the_discount_settles(self, paid, on, owed):
        """B64, E18: 2% within 10 days of an invoice of 1,000; by parameter only."""
        ledger = terms(trading().open_invoice(1000, "2026-10-01", id_="T"), discount="0.02", within=10)
        ledger.payment(paid, on, invoice="T")
        assert measured(ledger, "exposure", discount_settles=True) == owed
        assert measured(ledger, "exposure") == (0 if paid == 1000 else {980: 2000, "979.99": 2001}[paid])

    def test_terms_of_another_time_give_no_discount(self):
        """B64."""
        ledger = trading().open_invoice(1000, "2026-10-01", id_="T").payment(980, "2026-10-02", invoice="T")
        terms(ledger, discount="0.02", within=10, ends_on=AS_OF.replace(month=9, day=30))
        assert measured(ledger, "exposure", discount_settles=True) == 2000

    def test_terms_that_are_lost_give_none_either(self):
        """M16."""
        ledger = terms(trading().open_invoice(1000, "2026-10-01", id_="T"), discount="0.02", within=10)
        ledger.payment(980, "2026-10-02", invoice="T").unreadable("agreed_terms", customer="C-1", unit="U-1")
        assert measured(ledger, "exposure", discount_settles=True) is None
