"""Surveys and security: what credit rests upon."""

from datetime import date
from fractions import Fraction

import pytest

from groupctl.model import Appraisal, Collateral, CollateralKind, CreditSurvey, SurveyChannel
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY = date(2026, 3, 1)


SURVEY = {"id": "S-1", "customer": "C-1", "surveyed_on": DAY}


class TestCreditSurvey:
    """B65: method, ratios, ability to pay, history, collateral, condition, report and result."""

    def test_what_was_found(self):
        """B65: three exact ratios of the customer's books among it."""
        survey = CreditSurvey(
            **SURVEY,
            channel=SurveyChannel.BANK,
            report="R-7",
            current_ratio=Fraction("1.5"),
            quick_ratio=Fraction("0.8"),
            profit_ratio=Fraction("-0.02"),
            payment_ability=Appraisal.FAIR,
            payment_history=Appraisal.GOOD,
            collateral_value=yuan(300),
            operating_condition=Appraisal.POOR,
            bad_history=False,
        )
        assert seen(holding(credit_surveys=[survey]), "credit_survey", "S-1") == {
            "customer": "C-1",
            "surveyed_on": DAY,
            "channel": "BANK",
            "report": "R-7",
            "current_ratio": Fraction(3, 2),
            "quick_ratio": Fraction(4, 5),
            "profit_ratio": Fraction(-1, 50),
            "payment_ability": "FAIR",
            "payment_history": "GOOD",
            "collateral_value": 30000,
            "operating_condition": "POOR",
            "bad_history": False,
        }

    def test_what_was_not_looked_at_is_unknown(self):
        """B65: a survey that found nothing bad is another thing than one that didn't look."""
        found = holding(credit_surveys=[CreditSurvey(**SURVEY)])
        assert unknown(found, "credit_survey", "S-1") >= {
            "bad_history",
            "weak_payment_ability",
            "current_ratio",
            "collateral_value",
            "report",
        }
        refused(CreditSurvey, "model.negative", **SURVEY, collateral_value=Money.of(-1, "CNY"))

    def test_without_a_unit_it_holds_for_every_account_of_the_customer(self):
        own = {"customer": "C-1", "surveyed_on": DAY}
        surveys = [CreditSurvey(id="S-1", **own), CreditSurvey(id="S-2", unit="U-2", **own)]
        found = holding(credit_surveys=surveys)
        assert ids(found, "customer", "C-1", "credit_surveys") == ["S-1", "S-2"]
        assert ids(found, "account", "C-1@U-1", "credit_surveys") == ["S-1"]


SECURITY = {"id": "K-1", "customer": "C-1", "starts_on": DAY}


class TestCollateral:
    """B67: guarantor, joint guarantor, deposit, notarised contract or mortgage."""

    @pytest.mark.parametrize("kind", list(CollateralKind))
    def test_each_kind_with_its_value_and_term(self, kind):
        """B67."""
        given = Collateral(**SECURITY, unit="U-1", kind=kind, amount=yuan(9), ends_on=date(2027, 2, 28))
        found = holding(collaterals=[given])
        assert seen(found, "collateral", "K-1") == {
            "customer": "C-1",
            "unit": "U-1",
            "account": "C-1@U-1",
            "kind": kind.name,
            "amount": 900,
            "starts_on": DAY,
            "ends_on": date(2027, 2, 28),
        }
        assert ids(found, "account", "C-1@U-1", "collaterals") == ["K-1"]

    def test_there_are_five(self):
        """B67."""
        assert {kind.name for kind in CollateralKind} == {
            "GUARANTOR",
            "JOINT_GUARANTOR",
            "DEPOSIT",
            "NOTARISED_CONTRACT",
            "MORTGAGE",
        }

    def test_a_guarantor_need_not_name_an_amount_nor_an_end(self):
        """B67: what it is worth is unknown, and not nothing."""
        found = holding(collaterals=[Collateral(**SECURITY, kind=CollateralKind.GUARANTOR)])
        assert unknown(found, "collateral", "K-1") == {"unit", "amount", "ends_on", "account"}

    def test_it_is_sound(self):
        own = {**SECURITY, "kind": CollateralKind.DEPOSIT}
        refused(Collateral, "model.negative", **own, amount=Money.of(-1, "CNY"))
        refused(Collateral, "model.dates-out-of-order", **own, ends_on=date(2026, 2, 28))
