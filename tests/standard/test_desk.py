"""The desk's list (desk.yaml): what would release a held order, what is at risk, the next step of collection."""

import pytest

from groupctl.model import AccountState
from groupctl.testing import Ledger
from tests.standard.deciding import measured
from tests.standard.test_credit_rating import selling
from tests.standard.test_order_release import late, sound


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

    STEPS = (
        ("A", 6, "WAIT", "none", "a-new"),
        ("A", 7, "REMIND", "reminder-friendly", "a-1"),
        ("A", 21, "CALL", "call", "a-2"),
        ("A", 45, "VISIT", "visit", "a-3"),
        ("B", 6, "REMIND", "reminder-friendly", "b-new"),
        ("B", 7, "REMIND", "reminder", "b-1"),
        ("B", 20, "REMIND", "reminder", "b-1"),
        ("B", 21, "CALL", "call", "b-2"),
        ("B", 45, "FINAL_NOTICE", "final-notice", "b-3"),
        ("C", 6, "REMIND", "reminder", "c-new"),
        ("C", 7, "CALL", "call", "c-1"),
        ("C", 20, "CALL", "call", "c-1"),
        ("C", 21, "VISIT", "visit", "c-2"),
        ("C", 44, "VISIT", "visit", "c-2"),
        ("C", 45, "FINAL_NOTICE", "final-notice", "c-3"),
    )

    @pytest.mark.parametrize("row", STEPS, ids=lambda row: row[-1])
    def test_the_worse_the_class_and_the_longer_overdue_the_harder(self, decide, row):
        """C10, E36."""
        letter, days, *expected = row
        answer = decide("collection_step", late(selling(letter, Ledger().customer().account()), 500, days))
        assert [answer["collection_step"], answer["collection_text"], answer.rules] == [
            expected[0],
            f"collection.{expected[1]}",
            [f"collection-step.{expected[2]}"],
        ]

    def test_nothing_is_overdue(self, decide):
        assert decide("collection_step", sound().open_invoice(500)).status == "not applicable"
