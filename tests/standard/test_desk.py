"""The desk's list (desk.yaml): what would release a held order, what is at risk, the next step of collection."""

import pytest

from groupctl.model import AccountState, PaymentTerm
from groupctl.testing import Ledger, days_ago
from tests.standard.deciding import measured
from tests.standard.test_order_release import d_class, good_years, sound


def late(ledger: Ledger, amount: float, days: int = 60) -> Ledger:
    """Something that fell due so many days ago."""
    return ledger.invoice(days_ago(days + 30), amount, due_on=days_ago(days), settled_on=None)


def way(decide, ledger: Ledger, **settings: object) -> tuple[object, object]:
    answer = decide("release_way", ledger, **settings)
    return answer["release_way"], str(answer["payment_needed"])


class TestReleaseWay:
    @pytest.mark.parametrize(
        ("ledger", "found"),
        [
            (lambda: sound(1000).open_invoice(900).order(amount=300), ("PAY_DEBTS", "200.00")),
            (lambda: sound(1000).open_invoice(1400).order(amount=300), ("PREPAY", "300.00")),
            (lambda: late(sound(), 5000).order(amount=9000), ("PAY_DEBTS", "5000.00")),
            (lambda: late(sound(), 5000).order(amount=4000), ("PREPAY", "4000.00")),
            (lambda: sound(blacklisted=True).order(), ("NONE", "0.00")),
            (lambda: sound().order(held_on=days_ago(1)), ("APPROVE", "0.00")),
            (lambda: d_class(10**6).order(amount=700), ("PREPAY", "700.00")),
        ],
        ids=["limit", "order is less", "overdue", "order is less than overdue", "refused", "held", "d-class"],
    )
    def test_what_would_release_it(self, decide, ledger, found):
        assert way(decide, ledger()) == found

    def test_cash_terms_are_met_in_advance(self, decide):
        ledger = good_years(Ledger().customer().account(term=PaymentTerm.CASH_ON_DELIVERY).survey())
        assert way(decide, ledger.order(amount=700).payment(200, order="SO-1")) == ("PREPAY", "500.00")

    @pytest.mark.parametrize(("paid", "outcome"), [("199.99", "REFER"), (200, "RELEASE")])
    def test_that_payment_of_debts_releases_it_and_less_does_not(self, decide, paid, outcome):
        ledger = sound(1000).open_invoice(900).order(amount=300).payment(paid)
        assert decide("order_release", ledger).outcome == outcome

    @pytest.mark.parametrize(("paid", "outcome"), [("299.99", "REFER"), (300, "RELEASE")])
    def test_that_payment_in_advance_releases_it_and_less_does_not(self, decide, paid, outcome):
        ledger = sound(1000).open_invoice(1400).order(amount=300).payment(paid, order="SO-1")
        assert decide("order_release", ledger).outcome == outcome

    def test_an_order_that_goes_needs_nothing(self, decide):
        assert decide("release_way", sound().order()).status == "not applicable"
        assert decide("release_way", sound(0).order(amount=-5)).status == "not applicable"

    def test_what_cannot_be_judged_is_unknown(self, decide):
        ledger = sound(1000).order(amount=2000)
        ledger.absent = {"invoices": ["payer"]}
        assert decide("release_way", ledger)["payment_needed"] is None


class TestAtRisk:
    def test_overdue_and_held_orders(self):
        ledger = late(sound(), 5000).order(amount=9000).order("SO-2", 700, on_credit=False)
        assert measured(ledger, "money_at_risk") == 1_400_000
        assert measured(ledger, "on_desk") is True

    def test_nothing(self):
        assert measured(sound().open_invoice(500).order(), "on_desk") is False

    def test_a_refused_order_is_held(self):
        frozen = Ledger().customer().account(state=AccountState.FROZEN).survey().order(amount=700)
        assert measured(frozen, "orders_held") == 70_000


class TestCollectionStep:
    """By class of customer, with the key of the text that goes with it."""

    @pytest.mark.parametrize(
        ("days", "step", "text"),
        [
            (6, "REMIND", "collection.reminder"),
            (7, "CALL", "collection.call"),
            (20, "CALL", "collection.call"),
            (21, "VISIT", "collection.visit"),
            (44, "VISIT", "collection.visit"),
            (45, "FINAL_NOTICE", "collection.final-notice"),
        ],
    )
    def test_of_class_c(self, decide, days, step, text):
        answer = decide("collection_step", late(Ledger().customer().account().survey(), 500, days))
        assert (answer["collection_step"], answer["collection_text"]) == (step, text)

    @pytest.mark.parametrize(
        ("days", "step", "text"),
        [
            (6, "WAIT", "collection.none"),
            (7, "REMIND", "collection.reminder-friendly"),
            (21, "CALL", "collection.call"),
            (45, "VISIT", "collection.visit"),
        ],
    )
    def test_of_class_a_it_is_milder(self, decide, days, step, text):
        answer = decide("collection_step", late(sound(), 500, days))
        assert (answer["collection_step"], answer["collection_text"]) == (step, text)

    def test_nothing_is_overdue(self, decide):
        assert decide("collection_step", sound().open_invoice(500)).status == "not applicable"
