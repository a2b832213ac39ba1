"""Acceptance and first trade of new customers (new-customers.yaml): D40, D48, D49, D63, E20, F22."""

import pytest

from groupctl.model import Acquisition, Appraisal, ChannelType, DealerEvaluation
from groupctl.testing import Ledger, day
from tests.standard.amounts import yuan

HARMLESS = {
    "large_first_order": False,
    "asks_about_quality": True,
    "asks_about_price": True,
    "adds_conditions": True,
    "accepts_every_demand": False,
}
SUSPECT = {
    "large_first_order": True,
    "asks_about_quality": False,
    "asks_about_price": False,
    "adds_conditions": False,
    "accepts_every_demand": True,
}
WORKED_OUT = {"expected_profit": "0.01", "payment_days": 15, "market_prospects": Appraisal.FAIR}


def proposed(
    *, blacklisted: bool | None = False, channel: ChannelType | None = None, **facts: object
) -> Ledger:
    """C-1 is proposed as a customer of U-1, worked out and harmless but for what is named."""
    row = {**WORKED_OUT, **HARMLESS, "first_order": 1000, **facts}
    row |= {name: yuan(row[name]) for name in ("expected_profit", "first_order")}
    ledger = Ledger().customer(blacklisted=blacklisted, channel=channel).customer("C-9")
    return ledger.put(
        Acquisition(id="AQ-1", customer="C-1", unit="U-1", proposed_on=day("2026-11-01"), **row)
    )


class TestAcceptance:
    """D40: what it brings is worked out before a customer is accepted."""

    def test_worked_out_and_profitable(self, decide):
        """D40."""
        answer = decide("acquisition", proposed(), "AQ-1")
        assert (answer.outcome, answer.rules) == ("TAKE_ON", [])

    @pytest.mark.parametrize("missing", ["expected_profit", "payment_days", "market_prospects"])
    def test_profit_payment_cycle_and_prospects_must_be_there(self, decide, missing):
        """D40."""
        answer = decide("acquisition", proposed(**{missing: None}), "AQ-1")
        assert (answer.outcome, answer.rules) == ("REFER", ["acquisition.not-worked-out"])
        assert answer.actions == ["OPEN_TASK"]

    @pytest.mark.parametrize(("profit", "acceptance"), [("0.01", "TAKE_ON"), (0, "REFER"), (-1, "REFER")])
    def test_a_profit_is_expected(self, decide, profit, acceptance):
        """D40."""
        answer = decide("acquisition", proposed(expected_profit=profit), "AQ-1")
        assert answer.outcome == acceptance
        assert answer.actions == ([] if acceptance == "TAKE_ON" else ["REVIEW"])

    @pytest.mark.parametrize(
        ("prospects", "acceptance"),
        [(Appraisal.GOOD, "TAKE_ON"), (Appraisal.FAIR, "TAKE_ON"), (Appraisal.POOR, "REFER")],
    )
    def test_its_market_has_prospects(self, decide, prospects, acceptance):
        """D40."""
        assert decide("acquisition", proposed(market_prospects=prospects), "AQ-1").outcome == acceptance

    def test_who_has_bought_is_no_question_any_more(self, decide):
        """D40."""
        ledger = proposed(expected_profit=-1).account().invoice("2026-11-10", 5)
        assert decide("acquisition", ledger, "AQ-1").status == "not applicable"
        elsewhere = proposed(expected_profit=-1).account(unit="U-2").invoice("2026-11-10", 5, unit="U-2")
        assert decide("acquisition", elsewhere, "AQ-1").outcome == "REFER"
        assert (
            decide("acquisition", proposed(expected_profit=-1).without("invoices"), "AQ-1").outcome == "REFER"
        )

    @pytest.mark.parametrize(
        ("blacklisted", "acceptance"), [(True, "REFUSE"), (False, "TAKE_ON"), (None, "REFER")]
    )
    def test_nobody_on_the_blacklist(self, decide, blacklisted, acceptance):
        """F14, E34, C14."""
        answer = decide("acquisition", proposed(blacklisted=blacklisted), "AQ-1")
        assert answer.outcome == acceptance


class TestReputation:
    """C22, D64: no reputation, no cooperation, however good the rest."""

    def evaluated(self, *found: Appraisal | None, channel: ChannelType | None = ChannelType.DEALER) -> Ledger:
        """C-1 is proposed; its reputation was ``found`` year by year."""
        evaluations = (
            DealerEvaluation(
                id=f"DE-{year}", customer="C-1", evaluated_on=day(f"{year}-03-01"), reputation=one
            )
            for year, one in enumerate(found, start=2024)
        )
        return proposed(channel=channel).put(*evaluations)

    @pytest.mark.parametrize(
        ("found", "acceptance"),
        [
            ([Appraisal.POOR], "REFUSE"),
            ([Appraisal.FAIR], "TAKE_ON"),
            ([Appraisal.GOOD], "TAKE_ON"),
            ([None], "REFER"),
            ([], "TAKE_ON"),
            ([Appraisal.GOOD, Appraisal.POOR], "REFUSE"),
            ([Appraisal.POOR, Appraisal.GOOD], "TAKE_ON"),
            ([Appraisal.POOR, None], "REFER"),
        ],
    )
    def test_the_last_evaluation_of_a_dealer_decides(self, decide, found, acceptance):
        """C22, D64: that a dealer is evaluated at all is asked for by itself."""
        answer = decide("acquisition", self.evaluated(*found), "AQ-1")
        assert answer.outcome == acceptance
        if acceptance == "REFUSE":
            assert (answer.rules, answer.actions) == (
                ["acquisition.dealer-without-reputation"],
                ["NOTIFY"],
            )

    @pytest.mark.parametrize(("channel", "acceptance"), [(ChannelType.RETAILER, "TAKE_ON"), (None, "REFER")])
    def test_only_of_dealers(self, decide, channel, acceptance):
        """C22: what a customer is that is no dealer is known, else it is referred."""
        assert (
            decide("acquisition", self.evaluated(Appraisal.POOR, channel=channel), "AQ-1").outcome
            == acceptance
        )

    @pytest.mark.parametrize(
        ("channel", "acceptance"), [(ChannelType.DEALER, "REFER"), (ChannelType.RETAILER, "TAKE_ON")]
    )
    def test_a_dealer_is_referred_without_the_table_of_evaluations(self, decide, channel, acceptance):
        """C22, D64."""
        ledger = self.evaluated(channel=channel).without("dealer_evaluations")
        assert decide("acquisition", ledger, "AQ-1").outcome == acceptance


class TestCustomerChange:
    """D63: a customer is changed only if that is unavoidable."""

    @pytest.mark.parametrize(
        ("facts", "acceptance"),
        [
            ({"replaces": None}, "TAKE_ON"),
            ({"replaces": "C-9", "unavoidable": True}, "TAKE_ON"),
            ({"replaces": "C-9", "unavoidable": False}, "REFER"),
            ({"replaces": "C-9", "unavoidable": None}, "REFER"),
        ],
    )
    def test_unavoidable_or_referred(self, decide, facts, acceptance):
        """D63."""
        answer = decide("acquisition", proposed(**facts), "AQ-1")
        assert answer.outcome == acceptance
        if facts.get("unavoidable") is False:
            assert (answer.rules, answer.actions) == (["acquisition.replaces"], ["REVIEW"])

    def test_a_customer_that_could_not_be_read_is_given_up_all_the_same(self, decide):
        """D63: nobody is taken on because the row of the other customer is broken."""
        ledger = proposed(replaces="C-9", unavoidable=False)
        ledger.tables["customers"] = [row for row in ledger.tables["customers"] if row.id != "C-9"]
        assert decide("acquisition", ledger.unreadable("customers", id="C-9"), "AQ-1").outcome == "REFER"


class TestRedFlags:
    """D49, F22: all of them together."""

    def test_all_together(self, decide):
        """D49, F22."""
        warned = decide("new_customer_warning", proposed(**SUSPECT), "AQ-1")
        assert warned.outcome is True
        assert warned.actions == ["SET_LIMIT", "SET_CASH_ONLY", "INVESTIGATE"]
        assert warned.new_limits == [100_000]
        accepted = decide("acquisition", proposed(**SUSPECT), "AQ-1")
        assert (accepted.outcome, accepted.rules) == ("REFER", ["acquisition.red-flags"])
        assert accepted.actions == ["SURVEY"]

    @pytest.mark.parametrize("flag", SUSPECT)
    def test_one_that_is_missing_clears_it(self, decide, flag):
        """D49, F22."""
        ledger = proposed(**{**SUSPECT, flag: HARMLESS[flag]})
        assert decide("new_customer_warning", ledger, "AQ-1").outcome is False
        assert decide("acquisition", ledger, "AQ-1").outcome == "TAKE_ON"

    @pytest.mark.parametrize("flag", SUSPECT)
    def test_one_that_is_unknown_leaves_it_open(self, decide, flag):
        """D49."""
        ledger = proposed(**{**SUSPECT, flag: None})
        assert decide("new_customer_warning", ledger, "AQ-1").outcome is None
        assert decide("acquisition", ledger, "AQ-1").outcome == "REFER"


class TestSmallStart:
    """D48, E20: small trades, strict terms."""

    @pytest.mark.parametrize(
        ("first_order", "start"),
        [(100_000, "AS_PLANNED"), ("100000.01", "FIRST_ORDER_TOO_LARGE")],
    )
    def test_the_first_order(self, decide, first_order, start):
        """D48, E20: against the limit of a new customer, which is here that of class C."""
        answer = decide("small_start", proposed(first_order=first_order), "AQ-1")
        assert answer.outcome == (start,)
        if start == "FIRST_ORDER_TOO_LARGE":
            assert answer.actions == ["SET_LIMIT", "REDUCE_SUPPLY"]
            assert answer.new_limits == [100_000]

    @pytest.mark.parametrize(("days", "start"), [(15, "AS_PLANNED"), (16, "TERM_TOO_LONG")])
    def test_the_time_to_pay(self, decide, days, start):
        """D48, E20."""
        answer = decide("small_start", proposed(payment_days=days), "AQ-1")
        assert (answer.outcome, answer.actions) == ((start,), [] if days == 15 else ["OPEN_TASK"])

    def test_both(self, decide):
        """D48, E20."""
        ledger = proposed(payment_days=16, first_order=10**9)
        assert decide("small_start", ledger, "AQ-1").outcome == ("FIRST_ORDER_TOO_LARGE", "TERM_TOO_LONG")

    @pytest.mark.parametrize("missing", ["first_order", "payment_days"])
    def test_what_nobody_knows_leaves_it_open(self, decide, missing):
        """D48."""
        assert decide("small_start", proposed(**{missing: None}), "AQ-1").outcome is None
