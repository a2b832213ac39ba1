"""How somebody who looked judges one criterion."""

from datetime import date

import pytest

from groupctl.model import STANDARD, Appraisal, CreditSurvey, DealerEvaluation
from tests.model.holding import holding, seen, unknown

DAY = date(2026, 4, 1)


class TestAppraisal:
    """One scale of three for surveys, evaluations and reviews; not judged is none of the three."""

    @pytest.mark.parametrize("text", ["GOOD", "good", "好"])
    def test_it_is_read_in_both_languages(self, text):
        assert Appraisal.parse(text) is Appraisal.GOOD

    @pytest.mark.parametrize("appraisal", list(Appraisal))
    def test_what_was_not_judged_stays_unknown(self, appraisal):
        """A judgement of reputation says nothing about capital (B10, B11)."""
        found = holding(
            dealer_evaluations=[
                DealerEvaluation(id="X", customer="C-1", evaluated_on=DAY, reputation=appraisal)
            ],
            credit_surveys=[
                CreditSurvey(id="X", customer="C-1", surveyed_on=DAY, operating_condition=appraisal)
            ],
        )
        assert seen(found, "dealer_evaluation", "X")["reputation"] == appraisal.name
        assert seen(found, "credit_survey", "X")["operating_condition"] == appraisal.name
        assert "capital_strength" in unknown(found, "dealer_evaluation", "X")
        assert "payment_ability" in unknown(found, "credit_survey", "X")

    def test_every_criterion_is_judged_on_the_same_scale(self):
        scales = {
            attribute.members
            for entity in STANDARD.entities.values()
            for attribute in entity.attributes.values()
            if attribute.enumeration == "Appraisal"
        }
        assert scales == {("GOOD", "FAIR", "POOR")}
