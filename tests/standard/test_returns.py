"""Worked examples of returns.yaml: what comes back is accepted in the window, and reviewed otherwise."""

import pytest

from groupctl.model import Account
from groupctl.model.ledger import GoodsReturn
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan

RECENTLY = days_ago(3)


def given_back(
    id_="R-1", *, returned_on=RECENTLY, kept=10, malicious=False, special=False, customer="C-1", **more
):
    """Goods of C-1 at U-1 that it had for so many days; None days when nobody knows since when."""
    came = day(returned_on)
    delivered = None if kept is None else came.fromordinal(came.toordinal() - kept)
    return GoodsReturn(
        id=id_,
        customer=customer,
        unit="U-1",
        returned_on=came,
        delivered_on=delivered,
        amount=yuan(100),
        malicious=malicious,
        special=special,
        **more,
    )


def window(days=30, **more):
    """A ledger whose customer may give back within so many days."""
    ledger = Ledger().customer()
    return ledger.put(Account(customer="C-1", unit="U-1", return_days=days), given_back(**more))


class TestReturn:
    """D62, H43, L42, B73, A54."""

    @pytest.mark.parametrize(("kept", "outcome"), [(0, "ACCEPT"), (30, "ACCEPT"), (31, "REVIEW")])
    def test_the_window_of_the_customer(self, decide, kept, outcome):
        """D62, H43, L42: its last day is part of it."""
        answer = decide("goods_return", window(kept=kept), "R-1")
        assert (answer.outcome, answer.rules) == (
            outcome,
            ["goods-return.accept" if outcome == "ACCEPT" else "goods-return.late"],
        )
        assert answer.actions == ["OPEN_TASK" if outcome == "ACCEPT" else "REVIEW"]

    @pytest.mark.parametrize("flag", ["malicious", "special"])
    def test_a_flag_asks_for_a_review_within_the_window(self, decide, flag):
        """D62, H43, L42."""
        answer = decide("goods_return", window(**{flag: True}), "R-1")
        assert (answer.outcome, answer.rules, answer.actions) == (
            "REVIEW",
            [f"goods-return.{flag}"],
            ["REVIEW"],
        )

    @pytest.mark.parametrize("days", [7, 90])
    def test_each_customer_has_its_own_window(self, decide, days):
        """D62."""
        assert decide("goods_return", window(days, kept=days), "R-1").outcome == "ACCEPT"
        assert decide("goods_return", window(days, kept=days + 1), "R-1").outcome == "REVIEW"

    @pytest.mark.parametrize("missing", ["days", "kept", "malicious", "special"])
    def test_nobody_can_tell_whether_to_accept(self, decide, missing):
        """L42: no window is assumed, and what was not looked at is not in order."""
        assert decide("goods_return", window(**{missing: None}), "R-1").outcome is None

    def test_what_is_flagged_is_reviewed_whatever_else_is_unknown(self, decide):
        """L42."""
        assert decide("goods_return", window(None, malicious=True, special=None), "R-1").outcome == "REVIEW"

    @pytest.mark.parametrize("exchange", [True, False])
    def test_an_exchange_is_judged_alike(self, decide, exchange):
        """B74, D62."""
        assert decide("goods_return", window(exchange=exchange), "R-1").outcome == "ACCEPT"

    def test_what_was_handled_is_not_judged_again(self, decide):
        """H43."""
        ledger = window(handled_on=day(days_ago(1)))
        assert decide("goods_return", ledger, "R-1").status == "not applicable"
