"""The desk's list (desk.yaml): what would release a held order, what is at risk, the next step of collection."""

import pytest

from groupctl.model import AccountState
from groupctl.testing import Ledger, days_ago
from tests.standard.deciding import measured
from tests.standard.test_order_release import sound


def late(ledger: Ledger, amount: float, days: int = 60) -> Ledger:
    """Something that fell due so many days ago."""
    return ledger.invoice(days_ago(days + 30), amount, due_on=days_ago(days), settled_on=None)


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
