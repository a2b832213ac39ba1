"""Cash of sales offices (cash.yaml): D52 to D54, L55, E9."""

import attrs
import pytest

from groupctl.model import CashMode, CashReceipt
from groupctl.testing import Ledger, day, trading
from tests.standard.amounts import yuan

IN_ORDER = {"into_company_account": True, "spent_before_banking": False}


def receiving(banked_on: str | None = "2026-11-19", mode: CashMode | None = None, **facts) -> Ledger:
    """Cash received on 2026-11-19 at U-1."""
    ledger = with_mode(Ledger(), mode)
    return ledger.put(
        CashReceipt(
            id="CR-1",
            unit="U-1",
            received_on=day("2026-11-19"),
            amount=yuan(100),
            banked_on=day(banked_on),
            **IN_ORDER | facts,
        )
    )


def with_mode(ledger: Ledger, mode: CashMode | None) -> Ledger:
    ledger.tables["units"] = [
        attrs.evolve(unit, cash_mode=mode) if unit.id == "U-1" else unit for unit in ledger.tables["units"]
    ]
    return ledger


class TestTwoLines:
    """D53, D54, A55."""

    def test_in_order(self, decide):
        assert decide("cash_handling", receiving(), "CR-1").outcome == "NONE"

    def test_spent_before_it_was_paid_in(self, decide):
        answer = decide("cash_handling", receiving(spent_before_banking=True), "CR-1")
        assert (answer.outcome, answer.actions) == ("SPENT", ["INVESTIGATE", "HOLD_ACCOUNTABLE"])

    @pytest.mark.parametrize(("banked_on", "outcome"), [("2026-11-19", "NONE"), ("2026-11-20", "LATE")])
    def test_paid_in_on_the_same_day(self, decide, banked_on, outcome):
        assert decide("cash_handling", receiving(banked_on), "CR-1").outcome == outcome

    def test_not_paid_in_yet(self, decide):
        answer = decide("cash_handling", receiving(None), "CR-1")
        assert (answer.rules, answer.actions) == (["cash.not-banked"], ["COLLECT"])
        assert decide("cash_handling", receiving(None), "CR-1", as_of=day("2026-11-19")).outcome == "NONE"

    def test_into_another_account(self, decide):
        assert (
            decide("cash_handling", receiving(into_company_account=False), "CR-1").outcome == "WRONG_ACCOUNT"
        )

    def test_the_wrong_account_is_graver_than_a_day_late(self, decide):
        """D53, D54."""
        answer = decide("cash_handling", receiving("2026-11-20", into_company_account=False), "CR-1")
        assert (answer.outcome, answer.actions) == ("WRONG_ACCOUNT", ["INVESTIGATE"])

    def test_unknown_account(self, decide):
        assert decide("cash_handling", receiving(into_company_account=None), "CR-1").outcome is None


class TestBuyingAndSelling:
    """D52, L55, E9: the two modes exclude each other; two lines unless the unit says otherwise."""

    def test_two_lines_do_not_bind_who_buys_and_sells(self, decide):
        ledger = receiving(None, CashMode.BUY_SELL, spent_before_banking=True)
        assert decide("cash_handling", ledger, "CR-1").outcome == "NONE"

    @pytest.mark.parametrize(("paid", "owes"), [(999, True), (1000, False)])
    def test_the_salesperson_pays_in_full(self, decide, paid, owes):
        ledger = with_mode(trading(), CashMode.BUY_SELL).invoice(amount=1000, id_="I-1")
        assert decide("buy_and_sell", ledger.payment(paid, invoice="I-1"), "P-1").outcome is owes

    @pytest.mark.parametrize(("rest", "owes"), [(399, True), (400, False)])
    def test_what_was_paid_in_parts_counts_together(self, decide, rest, owes):
        """D52: 600 and the rest of an invoice of 1000."""
        ledger = with_mode(trading(), CashMode.BUY_SELL).invoice(amount=1000, settled_on=None, id_="I-1")
        ledger.payment(600, invoice="I-1").payment(rest, invoice="I-1")
        assert decide("buy_and_sell", ledger, "P-1").outcome is owes

    def test_elsewhere_nobody_is_asked(self, decide):
        ledger = trading().invoice(amount=1000, id_="I-1").payment(1, invoice="I-1")
        assert decide("buy_and_sell", ledger, "P-1").status == "not applicable"
