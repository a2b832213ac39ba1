"""The evaluation of dealers (dealer-evaluation.yaml): C22, D64, E30, F23."""

import re
from typing import Any

import pytest

from groupctl.model import Acquisition, Appraisal, ChannelType, DealerEvaluation
from groupctl.testing import Ledger, day, days_ago

ALL_GOOD = {
    "attitude": Appraisal.GOOD,
    "pays_as_promised": True,
    "provides_staff": True,
    "provides_vehicles": True,
    "flexibility": Appraisal.GOOD,
    "distribution": Appraisal.GOOD,
    "capital_strength": Appraisal.GOOD,
    "strong_brands": 3,
    "warehouses": 1,
    "vehicles": 1,
    "staff": 1,
    "reputation": Appraisal.GOOD,
    "family": Appraisal.GOOD,
    "social_status": Appraisal.GOOD,
}
NO_ACTIONS = {"pays_as_promised": False, "provides_staff": False, "provides_vehicles": False}


def evaluation(evaluated_on: str = "2026-06-01", id_: str = "DE", **judged: Any) -> DealerEvaluation:
    """Good in everything that is not named."""
    return DealerEvaluation(id=id_, customer="C-1", evaluated_on=day(evaluated_on), **{**ALL_GOOD, **judged})


def dealer(*evaluations: DealerEvaluation, channel: ChannelType | None = ChannelType.DEALER) -> Ledger:
    return Ledger().customer(channel=channel).put(*evaluations)


class TestScore:
    """C22, D64: four criteria, initiative the heaviest."""

    def test_all_good(self, decide):
        answer = decide("dealer_score", dealer(evaluation()), "DE")
        assert (answer.outcome, len(answer.rules)) == (100, 9)

    @pytest.mark.parametrize(
        ("judged", "band", "score"),
        [
            ({"attitude": Appraisal.FAIR}, "initiative-fair", 82.5),
            ({"provides_staff": False}, "initiative-fair", 82.5),
            ({"attitude": Appraisal.POOR}, "initiative-poor", 65),
            (NO_ACTIONS, "initiative-poor", 65),
            ({"flexibility": Appraisal.FAIR}, "flexibility-fair", 97.5),
            ({"flexibility": Appraisal.POOR}, "flexibility-poor", 95),
            ({"distribution": Appraisal.FAIR}, "distribution-fair", 95),
            ({"distribution": Appraisal.POOR}, "distribution-poor", 90),
            ({"capital_strength": Appraisal.FAIR}, "capital-fair", 97.5),
            ({"strong_brands": 2}, "brands-fair", 97.5),
            ({"strong_brands": 1}, "brands-fair", 97.5),
            ({"strong_brands": 0}, "brands-poor", 95),
            ({"vehicles": 0}, "facilities-fair", 97.5),
            ({"warehouses": 0, "vehicles": 0, "staff": 0}, "facilities-poor", 95),
            ({"reputation": Appraisal.FAIR}, "reputation-fair", 87.5),
            ({"reputation": Appraisal.POOR}, "reputation-poor", 75),
            ({"family": Appraisal.FAIR}, "family-fair", 97.5),
            ({"family": Appraisal.POOR}, "family-poor", 95),
            ({"social_status": Appraisal.FAIR}, "status-fair", 97.5),
            ({"social_status": Appraisal.POOR}, "status-poor", 95),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_every_band(self, decide, judged, band, score):
        """C22, D64."""
        answer = decide("dealer_score", dealer(evaluation(**judged)), "DE")
        assert (float(answer.outcome), f"dealer-score.{band}" in answer.rules) == (score, True)

    def test_reputation_beyond_the_capital_counts_as_fair(self, decide):
        """E30: 5 points less for the capital, 12.5 for the reputation."""
        answer = decide("dealer_score", dealer(evaluation(capital_strength=Appraisal.POOR)), "DE")
        assert {"dealer-score.capital-poor", "dealer-score.reputation-fair"} <= set(answer.rules)
        assert float(answer.outcome) == 82.5

    @pytest.mark.parametrize("attribute", ["flexibility", "strong_brands", "reputation", "social_status"])
    def test_a_missing_criterion_leaves_the_score_open(self, decide, attribute):
        """C22."""
        answer = decide("dealer_score", dealer(evaluation(**{attribute: None})), "DE")
        assert (answer.status, len(answer.unjudged)) == ("unknown", 2)

    def test_without_a_weight_it_fails_and_names_it(self, decide):
        """C22: the source gives no weights."""
        answer = decide("dealer_score", dealer(evaluation()), "DE", initiative_weight=None)
        assert re.search("initiative_weight .*C22, D64", answer.decision.error.render())


class TestChoice:
    """C22, D64: reputation is a veto, initiative the first standard."""

    @pytest.mark.parametrize(
        ("judged", "choice", "rule"),
        [
            ({}, "CHOSEN", "chosen"),
            ({"reputation": Appraisal.POOR}, "REJECTED", "reputation"),
            ({"attitude": Appraisal.POOR}, "REJECTED", "initiative"),
            (NO_ACTIONS, "REJECTED", "initiative"),
        ],
        ids=["all good", "no reputation", "no initiative", "no actions"],
    )
    def test_vetoes(self, decide, judged, choice, rule):
        """C22, D64: 75 and 65 points would be enough."""
        answer = decide("dealer_choice", dealer(evaluation(**judged)), "DE")
        assert (answer.outcome, answer.rules) == (choice, [f"dealer-choice.{rule}"])

    @pytest.mark.parametrize(("family", "choice"), [(Appraisal.GOOD, "CHOSEN"), (Appraisal.FAIR, "RESERVE")])
    def test_both_sides_of_the_line(self, decide, family, choice):
        """C22, D64: 100 less 17.5, 12.5, 5, 2.5 and 2.5 is 60; then 2.5 less."""
        judged = {
            "attitude": Appraisal.FAIR,
            "reputation": Appraisal.FAIR,
            "distribution": Appraisal.FAIR,
            "flexibility": Appraisal.FAIR,
            "social_status": Appraisal.FAIR,
        }
        ledger = dealer(evaluation(family=family, **judged))
        assert decide("dealer_choice", ledger, "DE").outcome == choice

    def test_the_last_evaluation_counts(self, decide):
        """D64."""
        ledger = dealer(evaluation(), evaluation("2026-06-02", "DE-2", reputation=Appraisal.POOR))
        assert decide("dealer_choice", ledger, "DE").status == "not applicable"
        assert decide("dealer_choice", ledger, "DE-2").outcome == "REJECTED"

    def test_an_unknown_reputation_leaves_it_open(self, decide):
        """C22."""
        assert decide("dealer_choice", dealer(evaluation(reputation=None)), "DE").status == "unknown"

    def test_nobody_is_chosen_where_the_weights_are_out_of_balance(self, decide):
        """C22."""
        ledger = dealer(evaluation())
        assert decide("dealer_choice", ledger, "DE", family_weight=6).status == "not applicable"
        assert decide("dealer_scorecard", ledger, "G", family_weight=6).outcome == ("WEIGHTS",)


class TestScorecard:
    """C22: initiative is the first standard."""

    def test_in_balance(self, decide):
        """C22: initiative 35, operating ability 30, reputation 25, social relations 10."""
        assert decide("dealer_scorecard", dealer(evaluation()), "G").outcome == ("IN_BALANCE",)
        assert decide("dealer_scorecard", dealer(), "G").status == "not applicable"
        assert decide("dealer_scorecard", dealer(evaluation()), "S").status == "not applicable"

    def test_initiative_may_not_be_outweighed(self, decide):
        """C22: 32 against 33, and 30 against 30."""
        ledger = dealer(evaluation())
        outweighed = decide("dealer_scorecard", ledger, "G", initiative_weight=32, capital_weight=8)
        assert (outweighed.outcome, outweighed.actions) == (("INITIATIVE_NOT_FIRST",), ["OPEN_TASK"])
        level = decide("dealer_scorecard", ledger, "G", initiative_weight=30, reputation_weight=30)
        assert level.outcome == ("IN_BALANCE",)

    def test_borders(self, decide):
        """C22."""
        assert decide("dealer_scorecard", dealer(evaluation()), "G", strong_brands_fair=4).outcome == (
            "BORDERS",
        )


class TestFalseInitiative:
    """F23: a good attitude without actions."""

    @pytest.mark.parametrize(
        ("judged", "warns"),
        [
            (NO_ACTIONS, True),
            ({**NO_ACTIONS, "pays_as_promised": True}, False),
            ({**NO_ACTIONS, "provides_staff": True}, False),
            ({**NO_ACTIONS, "provides_vehicles": True}, False),
            ({**NO_ACTIONS, "provides_vehicles": None}, None),
            ({**NO_ACTIONS, "attitude": Appraisal.FAIR}, False),
            ({**NO_ACTIONS, "attitude": None}, None),
        ],
    )
    def test_attitude_and_actions(self, decide, judged, warns):
        """F23."""
        answer = decide("false_initiative_warning", dealer(evaluation(**judged)), "DE")
        assert answer.outcome is warns
        assert answer.actions == (["INVESTIGATE", "HOLD_ORDERS"] if warns else [])


class TestRenewal:
    """E30, D64: reputation changes and is judged anew."""

    @pytest.mark.parametrize(
        ("before", "now", "recheck"),
        [("GOOD", "FAIR", True), ("FAIR", "FAIR", False), ("FAIR", "GOOD", False), ("FAIR", "POOR", True)],
    )
    def test_reputation_fell(self, decide, before, now, recheck):
        """E30."""
        ledger = dealer(
            evaluation("2026-01-01", "DE-1", reputation=Appraisal[before]),
            evaluation(reputation=Appraisal[now]),
        )
        answer = decide("dealer_renewal", ledger, "DE")
        assert (answer.outcome, answer.actions) == (recheck, ["INVESTIGATE"] if recheck else [])

    def test_beyond_capacity(self, decide):
        """E30."""
        answer = decide("dealer_renewal", dealer(evaluation(capital_strength=Appraisal.POOR)), "DE")
        assert (answer.outcome, answer.rules) == (True, ["dealer-renewal.beyond-capacity"])
        assert (
            decide("dealer_renewal", dealer(evaluation(capital_strength=Appraisal.FAIR)), "DE").outcome
            is False
        )
        assert decide("dealer_renewal", dealer(evaluation(capital_strength=None)), "DE").status == "unknown"

    @pytest.mark.parametrize(("days", "recheck"), [(365, False), (366, True)])
    def test_stale(self, decide, days, recheck):
        """E30, D64."""
        answer = decide("dealer_renewal", dealer(evaluation(days_ago(days))), "DE")
        assert (answer.outcome, answer.actions) == (recheck, ["OPEN_TASK"] if recheck else [])

    def test_the_days_must_be_set(self, decide):
        """E30."""
        answer = decide("dealer_renewal", dealer(evaluation()), "DE", dealer_evaluation_days=None)
        assert re.search("dealer_evaluation_days .*E30, D64", answer.decision.error.render())


class TestBeforeChoice:
    """D64: a dealer is evaluated before it is chosen."""

    def proposed(
        self, *evaluations: DealerEvaluation, channel: ChannelType | None = ChannelType.DEALER
    ) -> Ledger:
        wanted = Acquisition(id="AQ", customer="C-1", unit="U-1", proposed_on=day("2026-11-01"))
        return dealer(*evaluations, channel=channel).put(wanted)

    @pytest.mark.parametrize(("days", "first"), [(365, False), (366, True)])
    def test_needs_a_valid_evaluation(self, decide, days, first):
        """D64."""
        answer = decide("dealer_first_evaluated", self.proposed(evaluation(days_ago(days))), "AQ")
        assert (answer.outcome, answer.actions) == (first, ["OPEN_TASK"] if first else [])

    def test_none_at_all_and_no_dealer(self, decide):
        """D64."""
        assert decide("dealer_first_evaluated", self.proposed(), "AQ").outcome is True
        retailer = self.proposed(channel=ChannelType.RETAILER)
        assert decide("dealer_first_evaluated", retailer, "AQ").status == "not applicable"
        open_ = self.proposed().unreadable("dealer_evaluations", customer="C-1")
        assert decide("dealer_first_evaluated", open_, "AQ").status == "unknown"
