"""What the ledger says (base.yaml): open amounts, arrears, overdue, exposure, fiscal years. Seen through rules that read it."""

from datetime import date

import pytest

from groupctl.model import OrderStatus
from groupctl.portfolio.given import Given
from groupctl.schema.money import Money
from groupctl.testing import Ledger, days_ago, trading
from tests.standard.amounts import dollars
from tests.standard.deciding import engine, measured


def test_what_is_open_is_the_amount_less_the_payments_and_nothing_once_it_is_settled():
    """B68, A102."""
    ledger = trading().open_invoice(1000, id_="I-1").payment(400, invoice="I-1")
    ledger.invoice("2026-10-01", 700, settled_on="2026-10-05", id_="I-2")
    assert measured(ledger, "amount_open", "I-1", "invoice") == 600_00
    assert measured(ledger, "amount_open", "I-2", "invoice") == 0
    assert measured(ledger, "open_receivables") == 600_00


def test_what_was_paid_too_much_is_open_with_the_other_sign():
    """M10."""
    ledger = trading().open_invoice(1000, id_="I-1").payment(1200, invoice="I-1")
    assert measured(ledger, "amount_open", "I-1", "invoice") == -200_00


def test_a_settlement_after_the_snapshot_has_not_happened():
    ledger = trading().invoice("2026-10-01", 700, settled_on="2026-11-22")
    assert measured(ledger, "open_receivables") == 700_00


def test_without_payments_what_is_open_is_unknown():
    """A missing table is not an empty one."""
    assert measured(trading().open_invoice(1000).without("payments"), "open_receivables") is None
    assert measured(trading().open_invoice(1000), "open_receivables") == 1000_00


def test_a_payment_in_another_currency_settles_its_share_of_the_invoice():
    """B61, B68: 35,000 yuan at 7.00 are half of 10,000 dollars, whatever a dollar costs later."""
    ledger = trading().rate("7.00", "2026-01-01").rate("7.20", "2026-11-01")
    ledger.open_invoice(dollars("10000"), id_="I-1", due_on="2026-10-02")
    ledger.payment(35_000, "2026-10-02", invoice="I-1")
    assert measured(ledger, "open_receivables") == measured(ledger, "overdue") == 36_000_00
    ledger.payment(35_000, "2026-10-02", invoice="I-1")
    for name in ("open_receivables", "overdue", "customer_money"):
        assert measured(ledger, name) == 0
    assert measured(ledger, "unsettled", "I-1", "invoice") is False


def test_a_payment_without_a_rate_of_its_day_leaves_open_unknown():
    ledger = trading().rate("7.00", "2026-11-01").open_invoice(dollars("10000"), id_="I-1")
    assert measured(ledger, "open_receivables") == 70_000_00
    assert measured(ledger.payment(70_000, "2026-10-31", invoice="I-1"), "open_receivables") is None


SIDES = {
    "on account": lambda ledger: ledger.payment(500),
    "credit note": lambda ledger: ledger.open_invoice(-500, due_on="2026-12-01"),
    "paid too much": lambda ledger: ledger.open_invoice(300, id_="I-9").payment(800, invoice="I-9"),
}
"""The same 500 of a customer's money in three ways."""


@pytest.mark.parametrize("side", SIDES.values(), ids=SIDES)
class TestSetOff:
    """B61, B68, M10: a customer's money is one sum, however it was recorded, and one parameter says against what it is set."""

    @pytest.mark.parametrize(
        ("set_off", "receivables", "overdue", "exposure"),
        [
            ("NOTHING", 1200_00, 200_00, 1300_00),
            ("OLDEST_FIRST", 700_00, 0, 800_00),
            ("ALL", 700_00, 0, 800_00),
        ],
    )
    def test_less_than_is_open(self, side, set_off, receivables, overdue, exposure):
        ledger = trading().open_invoice(1000).open_invoice(200, due_on="2026-10-02").order("SO-1", 100)
        side(ledger)
        found = [
            measured(ledger, name, set_off=set_off) for name in ("open_receivables", "overdue", "exposure")
        ]
        assert found == [receivables, overdue, exposure]
        assert measured(ledger, "customer_money", set_off=set_off) == 500_00

    @pytest.mark.parametrize(("overdue", "left"), [(500, 0), ("500.01", 1), (700, 200_00)])
    def test_what_is_overdue_is_met_first(self, side, overdue, left):
        ledger = trading().open_invoice(1000).open_invoice(overdue, due_on="2026-10-02")
        side(ledger)
        assert measured(ledger, "overdue") == left

    @pytest.mark.parametrize(
        ("set_off", "receivables", "exposure"),
        [("NOTHING", 300_00, 400_00), ("OLDEST_FIRST", 0, 100_00), ("ALL", -200_00, -100_00)],
    )
    def test_only_all_covers_orders(self, side, set_off, receivables, exposure):
        ledger = trading().open_invoice(300).order("SO-1", 100)
        side(ledger)
        assert measured(ledger, "open_receivables", set_off=set_off) == receivables
        assert measured(ledger, "arrears", set_off=set_off) == receivables
        assert measured(ledger, "exposure", set_off=set_off) == exposure

    @pytest.mark.parametrize(
        ("set_off", "exposure"), [("NOTHING", 900_00), ("OLDEST_FIRST", 900_00), ("ALL", 400_00)]
    )
    @pytest.mark.parametrize(("entity", "subject"), [("customer", "C-1"), ("group", "GR"), ("unit", "S")])
    def test_only_all_reaches_another_unit(self, side, entity, subject, set_off, exposure):
        ledger = in_a_group().account(unit="U-2").open_invoice(900, unit="U-2", due_on="2026-10-02")
        side(ledger)
        assert measured(ledger, "exposure", subject, entity, set_off=set_off) == exposure
        assert measured(ledger, "overdue", subject, entity, set_off=set_off) == 900_00

    @pytest.mark.parametrize("name", ["open_receivables", "overdue", "arrears", "exposure"])
    def test_an_unreadable_payment_leaves_it_unknown(self, side, name):
        ledger = trading().open_invoice(1000, due_on="2026-10-02").unreadable("payments", customer="C-1")
        side(ledger)
        assert measured(ledger, name) is None


def test_money_that_went_back_lowers_the_customers_money_first_and_is_owed_beyond_that():
    """B61: a bounced cheque covers no overdue invoice."""
    ledger = trading().open_invoice(900, due_on="2026-10-02").payment(900)
    assert measured(ledger, "open_receivables") == measured(ledger, "overdue") == 0
    ledger.payment(-900)
    assert measured(ledger, "open_receivables") == measured(ledger, "overdue") == 900_00
    for set_off in ("NOTHING", "OLDEST_FIRST", "ALL"):
        assert measured(ledger, "open_receivables", set_off=set_off) == 900_00
    ledger.payment(-50)
    assert measured(ledger, "open_receivables") == 950_00
    assert measured(ledger, "overdue") == 950_00


class TestPaymentsThatComeBack:
    """B61, B68: a bounced cheque is owed again, wherever the host books it."""

    @pytest.mark.parametrize(
        ("entity", "subject"), [("account", "C-1@U-1"), ("customer", "C-1"), ("group", "GR"), ("unit", "S")]
    )
    @pytest.mark.parametrize("invoice", ["I-1", None])
    def test_on_the_invoice_and_on_account(self, entity, subject, invoice):
        ledger = in_a_group().open_invoice(900, id_="I-1").payment(900, invoice="I-1")
        assert measured(ledger, "open_receivables", subject, entity) == 0
        ledger.payment(-900, invoice=invoice)
        assert measured(ledger, "open_receivables", subject, entity) == 900_00
        if entity != "unit":
            assert measured(ledger, "arrears", subject, entity) == 900_00
            assert measured(ledger, "exposure", subject, entity) == 900_00

    @pytest.mark.parametrize(("bounced_on", "open_"), [("2026-10-15", 0), ("2026-10-16", 900_00)])
    def test_after_the_settlement_the_payments_speak(self, bounced_on, open_):
        """What happened up to the day of the settlement is part of it; what came later is not."""
        ledger = trading().open_invoice(900, id_="I-1", due_on="2026-10-02", settled_on="2026-10-15")
        ledger.payment(900, "2026-10-10", invoice="I-1").payment(-900, bounced_on, invoice="I-1")
        assert measured(ledger, "open_receivables") == open_
        assert measured(ledger, "overdue") == open_

    def test_a_late_booking_of_the_payment_leaves_nothing_open(self):
        ledger = trading().open_invoice(900, id_="I-1", settled_on="2026-10-14")
        assert measured(ledger.payment(900, "2026-10-15", invoice="I-1"), "open_receivables") == 0


class TestTolerance:
    """B68: rounding leaves minor units; those of an account are settled up to `open_tolerance`, but for exposure."""

    def converted(self, *rests: int) -> Ledger:
        """An overdue invoice of 7.25 yuan for each rest in fen, paid in dollars at 7.25 but for the rest."""
        ledger = trading().rate("7.25")
        for number, rest in enumerate(rests):
            name = f"R-{number}"
            ledger.open_invoice(f"{7.25 + rest / 100:.2f}", id_=name, due_on="2026-10-02")
            ledger.payment(dollars("1.00"), "2026-10-02", invoice=name)
        return ledger

    def test_a_dollar_paid_in_three_parts_leaves_one_fen(self):
        """At 7.25: 7.25 less 2.39, 2.39 and 2.46 (2.3925 twice and 2.465, half-even)."""
        ledger = trading().rate("7.25").open_invoice(dollars("1.00"), id_="I-1", due_on="2026-10-02")
        for part in ("0.33", "0.33", "0.34"):
            ledger.payment(dollars(part), "2026-10-02", invoice="I-1")
        assert measured(ledger, "exposure") == 1
        assert measured(ledger, "overdue") == 0
        assert measured(ledger.stock(0), "open_records") is False
        assert measured(ledger, "late", "I-1", "invoice") is False

    @pytest.mark.parametrize(
        ("rests", "overdue"),
        [((100,), 0), ((101,), 101), ((50, 50), 0), ((50, 51), 101), ((99, 300), 300), ((60, 60, 300), 420)],
    )
    def test_once_per_account(self, rests, overdue):
        ledger = self.converted(*rests)
        assert measured(ledger, "open_invoices") == sum(rests)
        assert measured(ledger, "overdue") == overdue
        assert measured(ledger.stock(0), "open_records") is (overdue > 0)
        assert measured(ledger, "late", "R-0", "invoice") is (overdue > 0 and overdue != 300)

    def test_what_was_paid_too_much_is_a_rest_as_well(self):
        assert measured(self.converted(-100).stock(0), "open_records") is False
        assert measured(self.converted(-101).stock(0), "open_records") is True
        assert measured(self.converted(-60, 60).stock(0), "open_records") is True

    def test_what_was_never_converted_is_open_to_the_last_fen(self):
        """L25: 5,000 invoices of 1.00 that nobody paid are 5,000 yuan."""
        ledger = trading()
        for _ in range(50):
            ledger.open_invoice(1, due_on="2026-10-02")
        assert measured(ledger, "overdue") == 50_00
        assert measured(ledger, "open_records") is True
        paid = trading().open_invoice(50, id_="I-1", due_on="2026-10-02").payment("49.99", invoice="I-1")
        assert measured(paid, "overdue") == 1

    def test_the_tolerance_is_a_parameter(self):
        ledger = self.converted(300)
        assert measured(ledger, "overdue", open_tolerance=3) == 0
        assert measured(self.converted(1), "overdue", open_tolerance=0) == 1


OWNERS = [("account", "C-1@U-1"), ("customer", "C-1"), ("group", "GR"), ("unit", "U-1")]
"""Whoever an invoice of C-1 at U-1 counts for."""


def in_a_group() -> Ledger:
    return Ledger().group("GR").customer(group="GR").account().survey()


@pytest.mark.parametrize(("entity", "subject"), OWNERS[:3])
def test_arrears_hold_disputed_invoices_unless_the_policy_says_otherwise(entity, subject):
    """M12."""
    ledger = in_a_group().open_invoice(1000).open_invoice(500, disputed=True)
    assert measured(ledger, "arrears", subject, entity) == 1500_00
    assert measured(ledger, "arrears", subject, entity, arrears_include_disputed=False) == 1000_00


@pytest.mark.parametrize(("entity", "subject"), OWNERS)
@pytest.mark.parametrize(("due_on", "overdue"), [(days_ago(1), 1000_00), (days_ago(0), 0), ("2026-11-22", 0)])
def test_overdue_begins_the_day_after_the_due_date(entity, subject, due_on, overdue):
    assert measured(in_a_group().open_invoice(1000, due_on=due_on), "overdue", subject, entity) == overdue


@pytest.mark.parametrize(("entity", "subject"), OWNERS)
def test_overdue_leaves_out_what_is_known_to_be_disputed_only(entity, subject):
    """M12; a ledger that does not say makes nobody look better."""
    ledger = in_a_group().open_invoice(1000, due_on="2026-10-02", disputed=True)
    assert measured(ledger, "overdue", subject, entity) == 0
    ledger.open_invoice(500, due_on="2026-10-02", disputed=None)
    assert measured(ledger, "overdue", subject, entity) == 500_00


class TestExposure:
    """M11, A102: open receivables and open orders that are not yet invoiced."""

    def ledger(self) -> Ledger:
        ledger = trading().open_invoice(1000).order("SO-1", 500, invoiced=200, on_credit=True)
        return ledger.order("SO-2", 80, on_credit=False).order("SO-3", 9000, status=OrderStatus.CLOSED)

    @pytest.mark.parametrize(
        ("documents", "exposure"),
        [
            ("RECEIVABLES_AND_ORDERS", 1380_00),
            ("RECEIVABLES_AND_CREDIT_ORDERS", 1300_00),
            ("RECEIVABLES", 1000_00),
        ],
    )
    def test_which_documents_count_is_a_parameter(self, documents, exposure):
        assert measured(self.ledger(), "exposure", exposure_documents=documents) == exposure

    def test_an_order_that_may_be_on_credit_counts(self):
        ledger = trading().order("SO-1", 500, on_credit=None)
        assert measured(ledger, "exposure", exposure_documents="RECEIVABLES_AND_CREDIT_ORDERS") == 500_00

    def test_the_invoiced_part_is_that_of_its_invoices_where_the_host_does_not_say(self):
        ledger = trading().order("SO-1", 500, invoiced=None).open_invoice(120, order="SO-1")
        assert measured(ledger, "amount_to_invoice", "SO-1", "order") == 380_00
        assert measured(ledger, "exposure") == 500_00

    def test_a_stated_part_without_a_rate_is_unknown_and_nothing_stands_in_for_it(self):
        ledger = trading().order("SO-1", 500, invoiced=dollars("0")).open_invoice(120, order="SO-1")
        assert measured(ledger, "amount_to_invoice", "SO-1", "order") is None
        ledger.rate("7.25")
        assert measured(ledger, "amount_to_invoice", "SO-1", "order") == 500_00

    @pytest.mark.parametrize(("customer", "unit"), [("C-2", "U-1"), ("C-1", "U-2")])
    def test_an_invoice_of_another_customer_or_unit_invoices_no_part_of_it(self, customer, unit):
        ledger = (
            trading().account(unit="U-2").customer("C-2").account("C-2").order("SO-1", 500, invoiced=None)
        )
        ledger.open_invoice(120, order="SO-1", customer=customer, unit=unit)
        assert measured(ledger, "amount_to_invoice", "SO-1", "order") == 500_00

    def test_an_order_invoiced_beyond_its_amount_adds_nothing(self):
        assert measured(trading().order("SO-1", 500, invoiced=700), "exposure") == 0

    def test_a_customer_is_exposed_at_all_units_and_a_group_with_all_members(self):
        ledger = Ledger().group("GR").group("GR-1", parent="GR")
        ledger.customer(group="GR").account().account(unit="U-2").open_invoice(10).open_invoice(
            20, unit="U-2"
        )
        ledger.customer("C-2", group="GR-1").account("C-2").open_invoice(300, customer="C-2")
        assert measured(ledger, "exposure") == 10_00
        assert measured(ledger, "exposure", "C-1", "customer") == 30_00
        assert measured(ledger, "exposure", "GR-1", "group") == 300_00
        assert measured(ledger, "exposure", "GR", "group") == 330_00
        assert measured(ledger, "exposure", "U-1", "unit") == 310_00
        assert measured(ledger, "exposure", "S", "unit") == 330_00

    def test_one_unknown_member_makes_the_pool_unknown(self):
        ledger = Ledger().group("GR").customer(group="GR").account().open_invoice(10)
        ledger.customer("C-2", group="GR").account("C-2").unreadable("invoices", customer="C-2", unit="U-1")
        assert measured(ledger, "exposure") == 10_00
        assert measured(ledger, "exposure", "GR", "group") is None


class TestFiscalYear:
    """L22, M27: the last closed fiscal year decides."""

    @pytest.mark.parametrize(
        ("issued_on", "first_month", "counts"),
        [
            ("2024-12-31", 1, False),
            ("2025-01-01", 1, True),
            ("2025-12-31", 1, True),
            ("2026-01-01", 1, False),
            # With July as first month the running year began on 2026-07-01.
            ("2025-06-30", 7, False),
            ("2025-07-01", 7, True),
            ("2026-06-30", 7, True),
            ("2026-07-01", 7, False),
        ],
    )
    def test_both_ends(self, issued_on, first_month, counts):
        ledger = in_a_group().invoice(issued_on, 1000, cost=400)
        expected = (1000_00, 600_00) if counts else (0, 0)
        for entity, subject in OWNERS[:2]:
            names = ("revenue_year", "gross_profit_year")
            found = [
                measured(ledger, name, subject, entity, fiscal_year_first_month=first_month) for name in names
            ]
            assert tuple(found) == expected
        assert (
            measured(ledger, "revenue_year", "GR", "group", fiscal_year_first_month=first_month)
            == expected[0]
        )

    @pytest.mark.parametrize(
        ("issued_on", "counts"), [("2025-11-21", False), ("2025-11-22", True), ("2026-11-21", True)]
    )
    def test_the_rolling_year_ends_on_the_day_itself(self, issued_on, counts):
        assert measured(trading().invoice(issued_on, 1000), "revenue_rolling") == (1000_00 if counts else 0)

    def test_gross_profit_is_revenue_less_cost_and_a_credit_note_takes_both_back(self):
        ledger = trading().invoice("2025-03-01", 1000, cost=600).invoice("2025-04-01", -100, cost=-60)
        assert measured(ledger, "gross_profit_year") == 360_00
        assert measured(ledger, "gross_margin_year") * 900 == 360

    def test_gross_profit_is_unknown_when_one_cost_is(self):
        ledger = trading().invoice("2025-03-01", 1000, cost=600).invoice("2025-04-01", 5, cost=None)
        assert measured(ledger, "gross_profit_year") is None
        assert measured(ledger, "revenue_year") == 1005_00

    @pytest.mark.parametrize("amount", [0, -100])
    def test_the_margin_is_unknown_without_revenue(self, amount):
        """L5."""
        assert measured(trading().invoice("2025-03-01", amount), "gross_margin_year") is None


def test_orders_on_credit_of_the_year_are_counted():
    """M30."""
    ledger = trading().order("SO-1", ordered_on="2025-12-31").order("SO-2", ordered_on="2026-01-01")
    ledger.order("SO-3", ordered_on="2025-05-05", on_credit=False).order("SO-4", ordered_on="2025-01-01")
    assert measured(ledger, "credit_orders_year") == 2


def test_an_account_began_on_the_day_stated_else_with_its_first_invoice():
    stated = Ledger().customer().account(since="2024-02-03").invoice("2024-05-01")
    assert measured(stated, "began_on") == date(2024, 2, 3)
    silent = Ledger().customer().account(since=None)
    assert measured(silent, "began_on") is None
    assert measured(silent.invoice("2024-05-01").invoice("2024-04-01"), "began_on") == date(2024, 4, 1)


@pytest.mark.parametrize(("days", "revenue"), [(7, 500_00), (8, None)])
def test_a_given_value_holds_for_a_week(days, revenue):
    """A28: what another system worked out a week ago is taken, on the next day it is unknown."""
    value = Given("account", "C-1@U-1", "exposure", "500.00", date.fromisoformat(days_ago(days)), "the host")
    portfolio = trading().open_invoice(900).portfolio().with_given([value])
    found = engine("reference").measure(portfolio, "account", "C-1@U-1", "exposure")
    assert (found.minor if isinstance(found, Money) else None) == revenue
