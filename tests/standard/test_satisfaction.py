"""Worked examples of satisfaction.yaml: the share of satisfied respondents, and what follows when it is too low."""

from fractions import Fraction

import pytest

from groupctl.model.service import SatisfactionSurvey
from groupctl.testing import Ledger, day, days_ago
from tests.standard.deciding import measured

RECENTLY = days_ago(30)


def survey(
    id_="SV-1", *, satisfied=90, respondents=100, surveyed_on=RECENTLY, method="share-satisfied", **more
):
    return SatisfactionSurvey(
        id=id_,
        unit="U-1",
        surveyed_on=day(surveyed_on),
        method=method,
        respondents=respondents,
        satisfied=satisfied,
        **more,
    )


def surveyed(**more):
    return Ledger().put(survey(**more))


class TestTarget:
    """D21, F25, L41, A34."""

    @pytest.mark.parametrize(("satisfied", "outcome"), [(90, "REACHED"), (89, "BELOW")])
    def test_90_percent_of_the_respondents(self, decide, satisfied, outcome):
        """D21, F25, L41, J35: exactly 90% is enough."""
        answer = decide("satisfaction", surveyed(satisfied=satisfied), "SV-1")
        assert (answer.outcome, answer.actions) == (outcome, ["OPEN_TASK"] if outcome == "BELOW" else [])

    def test_a_hair_below(self, decide):
        """L41: shares are exact, nothing is rounded up."""
        answer = decide("satisfaction", surveyed(satisfied=8999, respondents=10_000), "SV-1")
        assert (answer.outcome, answer.rules) == ("BELOW", ["satisfaction.below"])

    def test_measures_of_improvement_are_on_record(self, decide):
        """D21, F25, A34."""
        answer = decide("satisfaction", surveyed(satisfied=80, improvement="hotline at night"), "SV-1")
        assert (answer.outcome, answer.actions) == ("IMPROVING", ["REVIEW"])

    def test_nobody_answered(self, decide):
        """L41: no respondents, no share."""
        answer = decide("satisfaction", surveyed(satisfied=0, respondents=0), "SV-1")
        assert answer.outcome is None

    def test_the_target_can_be_set(self, decide):
        """D21."""
        assert decide("satisfaction", surveyed(), "SV-1", satisfaction_target="0.95").outcome == "BELOW"

    @pytest.mark.parametrize(
        ("surveyed_on", "status"), [("2025-11-22", "decided"), ("2025-11-21", "not applicable")]
    )
    def test_surveys_of_12_months(self, decide, surveyed_on, status):
        assert decide("satisfaction", surveyed(surveyed_on=surveyed_on), "SV-1").status == status


class TestMethod:
    """L41, B81."""

    @pytest.mark.parametrize(("method", "missing"), [("mean-score", False), (None, True)])
    def test_the_method_is_kept_with_the_result(self, decide, method, missing):
        """L41, B81."""
        answer = decide("satisfaction_method", surveyed(method=method), "SV-1")
        assert (answer.outcome, answer.actions) == (missing, ["OPEN_TASK"] if missing else [])


class TestOfAUnit:
    """J17, J29."""

    def test_surveys_together(self):
        """J17, J29: 40 of 50 and 9 of 10."""
        ledger = surveyed(satisfied=40, respondents=50).put(survey("SV-2", satisfied=9, respondents=10))
        ledger.put(survey("SV-3", satisfied=0, surveyed_on="2025-11-21"))
        assert measured(ledger, "satisfaction", "U-1", "unit") == Fraction(49, 60)
        assert measured(ledger, "satisfaction", "S", "unit") == Fraction(49, 60), "with the units below"

    def test_without_surveys_it_is_unknown(self):
        """J17."""
        assert measured(Ledger(), "satisfaction", "U-1", "unit") is None
        assert measured(Ledger().without("satisfaction_surveys"), "satisfaction", "U-1", "unit") is None

    @pytest.mark.parametrize(
        ("best", "lead"),
        [(Fraction(85, 100), Fraction(5, 100)), (Fraction(92, 100), Fraction(-2, 100)), (None, None)],
    )
    def test_lead_over_the_best_competitor(self, best, lead):
        """J29, J35."""
        ledger = surveyed(best_competitor=best)
        assert measured(ledger, "lead_over_competitors", "SV-1", "satisfaction_survey") == lead
