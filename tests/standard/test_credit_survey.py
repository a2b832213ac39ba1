"""Credit surveys (credit-survey.yaml): E1 to E9, D50, C17, E21, J22 with L31, L38."""

import re
from typing import Any

import pytest

from groupctl.model import (
    AccountState,
    CashMode,
    Collateral,
    CollateralKind,
    Contract,
    CreditSurvey,
    SurveyChannel,
    Unit,
    UnitKind,
)
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.test_credit_rating import GOOD, WEAK, survey

PLAIN = dict.fromkeys(GOOD)
"""A survey that states no figures."""


def kept(**more: Any) -> CreditSurvey:
    """A survey with everything that its record needs."""
    return survey(**{"channel": SurveyChannel.BANK, "report": "R-1", **more})


def about(*surveys: CreditSurvey) -> Ledger:
    return Ledger().customer().account().put(*surveys)


def contract(signed_on: str | None = "2026-06-01", **more: Any) -> Contract:
    return Contract(id="K", customer="C-1", unit="U-1", signed_on=day(signed_on), **more)


class TestSurveyRecord:
    """E1 to E7, J22, L38, A45: channel, written report, contents."""

    def test_nothing_is_missing(self, decide):
        """E6, E7, J22."""
        assert decide("survey_record", about(kept()), "CS").outcome == ("COMPLETE",)

    @pytest.mark.parametrize("channel", SurveyChannel)
    def test_each_of_the_four_channels_will_do(self, decide, channel):
        """E1, E2, E3, E4."""
        assert decide("survey_record", about(kept(channel=channel)), "CS").outcome == ("COMPLETE",)

    def test_without_a_channel(self, decide):
        """E1, E2, E3, E4."""
        answer = decide("survey_record", about(kept(channel=None)), "CS")
        assert (answer.outcome, answer.actions) == (("NO_CHANNEL",), ["OPEN_TASK"])

    def test_without_a_report(self, decide):
        """E7, J22."""
        answer = decide("survey_record", about(kept(report=None)), "CS")
        assert (answer.outcome, answer.actions) == (("NO_REPORT",), ["OPEN_TASK"])

    @pytest.mark.parametrize("attribute", GOOD)
    def test_without_one_of_the_contents(self, decide, attribute):
        """E5, E6, L38."""
        answer = decide("survey_record", about(kept(**{attribute: None})), "CS")
        assert (answer.outcome, answer.actions) == (("NO_CONTENT",), ["SURVEY"])

    def test_findings_alone_ask_for_nothing_more(self, decide):
        """E7: the host keeps no more than the findings of D47."""
        assert decide("survey_record", about(survey(**PLAIN)), "CS").status == "not applicable"

    def test_only_the_last_survey_of_a_unit_is_asked_for(self, decide):
        """E7."""
        ledger = about(kept(report=None), kept(surveyed_on="2026-07-01", id_="CS-2", unit="U-1"))
        assert decide("survey_record", ledger, "CS").outcome == ("NO_REPORT",)
        ledger.put(kept(surveyed_on="2026-07-02", id_="CS-3"))
        assert decide("survey_record", ledger, "CS").status == "not applicable"
        assert decide("survey_record", ledger, "CS-2").outcome == ("COMPLETE",)


class TestSurveyChannel:
    """E1 to E4, A45: what each channel does not tell."""

    @pytest.mark.parametrize(
        ("channel", "caution", "actions"),
        [
            ("BANK", "ASSETS_UNSEEN", ["SURVEY"]),
            ("CREDIT_AGENCY", "CHOOSE_WITH_CARE", ["REVIEW"]),
            ("TRADE_ASSOCIATION", "ONE_REGION", ["SURVEY"]),
            ("COLLEAGUES_AND_NEWS", "HEARSAY", ["SURVEY"]),
        ],
    )
    def test_one_channel_alone(self, decide, channel, caution, actions):
        """E1, E2, E3, E4."""
        answer = decide("survey_channel", about(kept(channel=SurveyChannel[channel])), "CS")
        assert (answer.outcome, answer.actions) == (caution, actions)

    def test_a_second_channel_settles_it(self, decide):
        """E1: another survey by the bank would not."""
        ledger = about(kept(), kept(surveyed_on="2026-05-01", id_="CS-2"))
        assert decide("survey_channel", ledger, "CS").outcome == "ASSETS_UNSEEN"
        ledger.put(kept(surveyed_on="2026-05-01", id_="CS-3", channel=SurveyChannel.CREDIT_AGENCY))
        assert decide("survey_channel", ledger, "CS").outcome == "SECOND_CHANNEL_ASKED"

    def test_no_channel_no_caution(self, decide):
        """E1, E2, E3, E4."""
        assert decide("survey_channel", about(kept(channel=None)), "CS").status == "unknown"


class TestContractSurvey:
    """D50, E8: a valid survey before every contract; here valid for 365 days."""

    @pytest.mark.parametrize(
        ("surveyed_on", "outcome"),
        [
            ("2025-05-31", "SIGNED_UNSURVEYED"),
            ("2025-06-01", "SURVEYED"),
            ("2026-06-01", "SURVEYED"),
            ("2026-06-02", "SIGNED_UNSURVEYED"),
        ],
        ids=["366 days before", "365 days before", "on the day", "a day later"],
    )
    def test_signed(self, decide, surveyed_on, outcome):
        """D50, E8."""
        ledger = about(survey(surveyed_on, **PLAIN)).put(contract())
        answer = decide("contract_survey", ledger, "K")
        assert answer.outcome == outcome
        assert answer.actions == ([] if outcome == "SURVEYED" else ["SURVEY", "NOTIFY"])

    @pytest.mark.parametrize(("days", "outcome"), [(365, "SURVEYED"), (366, "SURVEY_FIRST")])
    def test_not_yet_signed(self, decide, days, outcome):
        """D50, E8."""
        ledger = about(survey(days_ago(days), **PLAIN)).put(contract(None))
        answer = decide("contract_survey", ledger, "K")
        assert (answer.outcome, answer.actions) == (outcome, [] if outcome == "SURVEYED" else ["SURVEY"])

    def test_a_survey_at_another_unit_does_not_count(self, decide):
        """D50."""
        ledger = about().account(unit="U-2").put(survey(unit="U-2", **PLAIN), contract())
        assert decide("contract_survey", ledger, "K").outcome == "SIGNED_UNSURVEYED"

    @pytest.mark.parametrize(
        ("ends_on", "status"), [(days_ago(0), "decided"), (days_ago(1), "not applicable")]
    )
    def test_a_contract_that_is_over_is_let_be(self, decide, ends_on, status):
        """D50."""
        assert decide("contract_survey", about().put(contract(ends_on=day(ends_on))), "K").status == status

    def test_an_unreadable_survey_leaves_it_open_and_a_missing_number_fails(self, decide):
        """D50; C17, E21: the source gives no number of days."""
        ledger = about().put(contract()).unreadable("credit_surveys", customer="C-1")
        assert decide("contract_survey", ledger, "K").status == "unknown"
        ledger = about(survey(**PLAIN)).put(contract())
        answer = decide("contract_survey", ledger, "K", survey_valid_days=None)
        assert answer.status == "failed"
        assert re.search("survey_valid_days .*E8, E21, C17", answer.decision.error.render())


class TestSurveyDuty:
    """D50, E8, E9, C17, E21, A45: a survey before trade, and a valid one while it goes on."""

    def trading(self, mode: CashMode | None = None, first: str = "2025-06-30", **account: Any) -> Ledger:
        ledger = Ledger().customer()
        ledger.put(Unit(id="U-3", name="U-3", kind=UnitKind.DIVISION, parent="S", cash_mode=mode))
        return ledger.account(unit="U-3", **account).invoice(first, unit="U-3")

    def test_skipped(self, decide):
        """E9, D50: the company bears the risk."""
        answer = decide("survey_duty", self.trading(), "C-1@U-3")
        assert (answer.outcome, answer.rules) == ("MISSING", ["survey-duty.skipped"])
        assert answer.actions == ["SURVEY", "HOLD_ACCOUNTABLE", "OPEN_TASK"]
        two_lines = decide("survey_duty", self.trading(CashMode.TWO_LINES), "C-1@U-3")
        assert two_lines.rules == ["survey-duty.skipped"]

    def test_without_invoices_nobody_is_said_to_have_traded(self, decide):
        """E9, D50."""
        ledger = self.trading().without("invoices")
        assert decide("survey_duty", ledger, "C-1@U-3").status == "unknown"

    def test_skipped_where_the_seller_bears_the_risk(self, decide):
        """E9: buy-sell mode."""
        answer = decide("survey_duty", self.trading(CashMode.BUY_SELL), "C-1@U-3")
        assert (answer.outcome, answer.actions) == ("MISSING", ["SURVEY"])

    @pytest.mark.parametrize(
        ("first", "surveyed_on", "outcome"),
        [
            ("2026-06-30", "2026-06-30", None),
            ("2026-06-30", "2026-07-01", "LATE"),
            (days_ago(364), days_ago(363), "LATE"),
            (days_ago(365), days_ago(364), None),
        ],
        ids=["on the day", "a day later", "still new", "no longer new"],
    )
    def test_late(self, decide, first, surveyed_on, outcome):
        """E8, D50: said as long as the customer is new."""
        ledger = self.trading(first=first).put(survey(surveyed_on, **PLAIN))
        answer = decide("survey_duty", ledger, "C-1@U-3")
        assert (answer.outcome if answer.status == "decided" else None) == outcome
        assert answer.actions == (["HOLD_ACCOUNTABLE"] if outcome else [])

    @pytest.mark.parametrize(("days", "status"), [(365, "not applicable"), (366, "decided")])
    def test_stale(self, decide, days, status):
        """E8, C17, E21: valid for 365 days."""
        ledger = self.trading(first=days_ago(300)).put(survey(days_ago(days), **PLAIN))
        answer = decide("survey_duty", ledger, "C-1@U-3")
        assert answer.status == status
        assert answer.actions == (["SURVEY"] if status == "decided" else [])

    def test_who_never_bought_or_was_given_up_is_let_be(self, decide):
        """E8."""
        assert decide("survey_duty", Ledger().customer().account()).status == "not applicable"
        gone = self.trading(state=AccountState.ELIMINATED)
        assert decide("survey_duty", gone, "C-1@U-3").status == "not applicable"

    def test_a_host_without_surveys_leaves_it_open(self, decide):
        """E8."""
        assert decide("survey_duty", self.trading().without("credit_surveys"), "C-1@U-3").outcome is None

    def test_the_days_must_be_set(self, decide):
        """C17, E21."""
        ledger = self.trading().put(survey(**PLAIN))
        answer = decide("survey_duty", ledger, "C-1@U-3", survey_valid_days=None)
        assert answer.status == "failed"


class TestContractRefusal:
    """L31, D47: a bad survey before the first sale is refused, and no collateral rescues."""

    FINDINGS = (
        {"bad_history": True},
        {"many_receivables": True, "weak_payment_ability": True},
        {"unreasonable_capital_structure": True, "high_operating_risk": True},
        {"poor_operating_condition": True},
    )

    @pytest.mark.parametrize("found", FINDINGS, ids=lambda found: next(iter(found)))
    def test_a_reason_to_refuse(self, decide, found):
        """L31, D47."""
        ledger = about(survey(**{**PLAIN, **found}))
        answer = decide("contract_refusal", ledger, "CS")
        assert (answer.outcome, answer.actions) == (True, ["REFUSE_SUPPLY"])

    @pytest.mark.parametrize("found", [{"many_receivables": True}, {"high_operating_risk": True}, {}])
    def test_half_a_reason_is_none(self, decide, found):
        """L31, D47."""
        assert decide("contract_refusal", about(survey(**{**PLAIN, **found})), "CS").outcome is False

    def test_graded_weak(self, decide):
        """L31: 40 points less 10 for an account of no time."""
        ledger = Ledger().customer().put(survey(**WEAK))
        answer = decide("contract_refusal", ledger, "CS")
        assert (answer.outcome, answer.rules) == (True, ["contract-refusal.grade"])
        assert decide("contract_refusal", about(survey()), "CS").outcome is False

    def test_without_invoices_nobody_knows_whether_it_came_before_the_trade(self, decide):
        """L31, D50."""
        answer = decide(
            "contract_refusal", about(survey(**PLAIN | {"bad_history": True})).without("invoices"), "CS"
        )
        assert (answer.outcome, answer.actions) == (None, [])

    def test_no_collateral_rescues(self, decide):
        """L31, E29."""
        mortgage = Collateral(
            id="CO",
            customer="C-1",
            kind=CollateralKind.MORTGAGE,
            amount=yuan(10**9),
            starts_on=day("2026-01-01"),
        )
        ledger = about(survey(**{**PLAIN, "bad_history": True})).put(mortgage)
        assert decide("contract_refusal", ledger, "CS").outcome is True

    @pytest.mark.parametrize(
        ("bought_on", "status"), [("2026-06-02", "decided"), ("2026-06-01", "not applicable")]
    )
    def test_it_is_about_surveys_before_the_first_sale(self, decide, bought_on, status):
        """L31: surveyed on 2026-06-01."""
        ledger = about(survey(**{**PLAIN, "bad_history": True})).invoice(bought_on)
        assert decide("contract_refusal", ledger, "CS").status == status

    def test_a_finding_that_is_not_stated_leaves_it_open(self, decide):
        """L31."""
        ledger = about(survey(**{**PLAIN, "poor_operating_condition": None}))
        assert decide("contract_refusal", ledger, "CS").status == "unknown"
