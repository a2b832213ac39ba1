"""The credit scorecard (credit-rating.yaml): E6, E35, E37, E38, E42, E49, F11, C13 with L10, L38, M13."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from groupctl.decisions.explain import explained
from groupctl.model import Appraisal, Collateral, CollateralKind, CreditSurvey
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.deciding import VALUES

CRITERIA = ("current", "quick", "profit", "payment", "history", "collateral", "condition", "duration")
GOOD = {
    "current_ratio": Fraction(2),
    "quick_ratio": Fraction(1),
    "profit_ratio": Fraction("0.10"),
    "payment_ability": Appraisal.GOOD,
    "payment_history": Appraisal.GOOD,
    "collateral_value": yuan(1000),
    "operating_condition": Appraisal.GOOD,
}
"""Everything that a survey states, on the border of good where the exposure is 1,000 yuan."""

NO_FINDING = dict.fromkeys(
    (
        "bad_history",
        "many_receivables",
        "weak_payment_ability",
        "unreasonable_capital_structure",
        "high_operating_risk",
        "poor_operating_condition",
    ),
    False,
)
WATCH = {"payment_ability": Appraisal.POOR, "payment_history": Appraisal.POOR}
"""40 of 100 points are lost: 60."""
WEAK = {**WATCH, "operating_condition": Appraisal.POOR, "profit_ratio": Fraction(0)}
"""60 of 100 points are lost: 40."""
SOUND = {"payment_ability": Appraisal.POOR}
"""20 of 100 points are lost: 80."""


def survey(surveyed_on: str = "2026-06-01", id_: str = "CS", **found: Any) -> CreditSurvey:
    """A survey of C-1 at all units, good in everything that is not named."""
    stated = {"customer": "C-1", **GOOD, **NO_FINDING, **found}
    return CreditSurvey(id=id_, surveyed_on=day(surveyed_on), **stated)


def dealing(since: str = "2020-01-01") -> Ledger:
    """C-1 at U-1, where 1,000 yuan are open and not due."""
    return Ledger().customer().account(since=since).open_invoice(1000)


def rated(**found: Any) -> Ledger:
    return dealing().put(survey(**found))


def selling(letter: str, ledger: Ledger) -> Ledger:
    """C-1 of this class by the sales of 2025."""
    ledger.invoice("2025-06-30", 10**6)
    before = {"A": 0, "B": 8 * 10**6, "C": 99 * 10**6}[letter]
    return (
        ledger.customer("C-9").account("C-9").invoice("2025-06-30", before, customer="C-9")
        if before
        else ledger
    )


class TestScore:
    """E6, E37, E49, L38, A38: each criterion is good, fair or poor and brings its weight of its points."""

    def test_all_good_is_the_sum_of_the_weights(self, decide):
        """E5, E6: eight criteria, 100 points each, weights of 100 percent."""
        answer = decide("credit_score", rated(), "CS")
        assert answer.outcome == 100
        assert set(answer.rules) == {f"credit-score.{criterion}-good" for criterion in CRITERIA}

    @pytest.mark.parametrize(
        ("found", "band", "score"),
        [
            ({"current_ratio": Fraction("1.9999")}, "current-fair", 95),
            ({"current_ratio": Fraction("1.5")}, "current-fair", 95),
            ({"current_ratio": Fraction("1.4999")}, "current-poor", 90),
            ({"quick_ratio": Fraction("0.9999")}, "quick-fair", 95),
            ({"quick_ratio": Fraction("0.8")}, "quick-fair", 95),
            ({"quick_ratio": Fraction("0.7999")}, "quick-poor", 90),
            ({"profit_ratio": Fraction("0.0999")}, "profit-fair", 95),
            ({"profit_ratio": Fraction("0.03")}, "profit-fair", 95),
            ({"profit_ratio": Fraction("0.0299")}, "profit-poor", 90),
            ({"payment_ability": Appraisal.FAIR}, "payment-fair", 90),
            ({"payment_ability": Appraisal.POOR}, "payment-poor", 80),
            ({"payment_history": Appraisal.FAIR}, "history-fair", 90),
            ({"payment_history": Appraisal.POOR}, "history-poor", 80),
            ({"collateral_value": yuan("999.99")}, "collateral-fair", 95),
            ({"collateral_value": yuan(500)}, "collateral-fair", 95),
            ({"collateral_value": yuan("499.99")}, "collateral-poor", 90),
            ({"operating_condition": Appraisal.FAIR}, "condition-fair", 95),
            ({"operating_condition": Appraisal.POOR}, "condition-poor", 90),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_both_sides_of_every_border(self, decide, found, band, score):
        """E6, E14, L38."""
        answer = decide("credit_score", rated(**found), "CS")
        others = {f"credit-score.{one}-good" for one in CRITERIA if one != band.partition("-")[0]}
        assert (answer.outcome, set(answer.rules)) == (score, {*others, f"credit-score.{band}"})

    @pytest.mark.parametrize(
        ("days", "band", "score"),
        [(1800, "good", 100), (1799, "fair", 95), (700, "fair", 95), (699, "poor", 90)],
    )
    def test_a_long_relationship_counts(self, decide, days, band, score):
        """E35."""
        answer = decide("credit_score", dealing(days_ago(days)).put(survey()), "CS")
        assert (answer.outcome, f"credit-score.duration-{band}" in answer.rules) == (score, True)

    def test_before_the_first_deal_nothing_is_to_be_covered_and_no_time_has_passed(self, decide):
        """E6, E35: a customer without an account."""
        answer = decide("credit_score", Ledger().customer().put(survey(collateral_value=yuan(0))), "CS")
        assert answer.outcome == 90
        assert {"credit-score.collateral-good", "credit-score.duration-poor"} <= set(answer.rules)

    def test_a_survey_at_one_unit_looks_at_that_unit_alone(self, decide):
        """E6, E35: at U-2 1,000,000 are open, for 100 days only."""
        ledger = dealing().account(unit="U-2", since=days_ago(100)).open_invoice(10**6, unit="U-2")
        assert decide("credit_score", ledger.put(survey(unit="U-1")), "CS").outcome == 100
        assert decide("credit_score", ledger.put(survey(id_="CS-2", unit="U-2")), "CS-2").outcome == 80
        assert decide("credit_score", ledger.put(survey(id_="CS-3")), "CS-3").outcome == 90

    @pytest.mark.parametrize("attribute", GOOD)
    def test_a_missing_criterion_leaves_the_score_open_and_is_named(self, decide, attribute):
        """E6, L38."""
        answer = decide("credit_score", rated(**{attribute: None}), "CS")
        assert (answer.outcome, answer.status) == (None, "unknown")
        assert len(answer.unjudged) == 2  # the band of no points makes no difference
        assert attribute in explained(answer.decision)

    def test_an_unreadable_invoice_leaves_the_cover_open(self, decide):
        answer = decide("credit_score", rated().unreadable("invoices", customer="C-1", unit="U-1"), "CS")
        assert {rule.rpartition("-")[0] for rule in answer.unjudged} == {"credit-score.collateral"}

    def test_what_a_criterion_brought_is_explained(self, decide):
        """E37, E49."""
        text = explained(decide("credit_score", rated(current_ratio=Fraction("1.8")), "CS").decision)
        assert "Current ratio: fair" in text
        assert "1.8" in text
        assert "Past transactions: good" in text

    def test_a_survey_without_figures_is_not_scored(self, decide):
        ledger = dealing().put(survey(**dict.fromkeys(GOOD)))
        assert decide("credit_score", ledger, "CS").status == "not applicable"
        assert decide("account_rating", ledger).status == "not applicable"

    def test_without_a_weight_it_fails_and_names_it(self, decide):
        """E6: the source gives no weights."""
        answer = decide("credit_score", rated(), "CS", payment_ability_weight=None)
        assert answer.status == "failed"
        assert re.search("payment_ability_weight .*E6, L38", answer.decision.error.render())


class TestGrade:
    """E37, E42: the grade by lines."""

    @pytest.mark.parametrize(
        ("found", "score", "grade"),
        [
            ({"operating_condition": Appraisal.FAIR, "payment_ability": Appraisal.FAIR}, 85, "EXCELLENT"),
            (SOUND, 80, "SOUND"),
            (
                {
                    **WATCH,
                    "operating_condition": Appraisal.GOOD,
                    "payment_history": Appraisal.FAIR,
                    "quick_ratio": Fraction("0.9"),
                },
                65,
                "SOUND",
            ),
            (WATCH, 60, "WATCH"),
            ({**WATCH, "operating_condition": Appraisal.FAIR, "profit_ratio": Fraction(0)}, 45, "WATCH"),
            (WEAK, 40, "WEAK"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_both_sides_of_every_line(self, decide, found, score, grade):
        """E37: 85, 65 and 45."""
        ledger = rated(**found)
        assert decide("credit_score", ledger, "CS").outcome == score
        assert decide("credit_grade", ledger, "CS").outcome == grade

    def test_a_reason_to_refuse_makes_it_weak_whatever_the_score(self, decide):
        """D47, E37."""
        answer = decide("credit_grade", rated(bad_history=True), "CS")
        assert (answer.outcome, answer.rules) == ("WEAK", ["credit-grade.refused"])

    def test_a_missing_criterion_leaves_the_grade_open(self, decide):
        """E37."""
        assert decide("credit_grade", rated(quick_ratio=None), "CS").status == "unknown"

    def test_no_grade_where_the_weights_are_out_of_balance(self, decide):
        """E6: they add up to 101."""
        ledger = rated()
        assert decide("credit_grade", ledger, "CS", quick_ratio_weight=11).status == "not applicable"
        answer = decide("credit_scorecard", ledger, "G", quick_ratio_weight=11)
        assert (answer.outcome, answer.actions) == (("WEIGHTS",), ["OPEN_TASK"])
        assert decide("credit_class", selling("A", ledger), quick_ratio_weight=11).outcome is None

    def test_a_balanced_scorecard(self, decide):
        """E6, E42: asked of the whole group only."""
        assert decide("credit_scorecard", rated(), "G").outcome == ("IN_BALANCE",)
        assert decide("credit_scorecard", rated(), "U-1").status == "not applicable"
        assert decide("credit_scorecard", dealing(), "G").status == "not applicable"

    BORDERS = (
        ("good_points", "fair_points", 1),
        ("fair_points", "poor_points", 1),
        ("current_ratio_good", "current_ratio_fair", "0.0001"),
        ("quick_ratio_good", "quick_ratio_fair", "0.0001"),
        ("profit_ratio_good", "profit_ratio_fair", "0.0001"),
        ("collateral_good", "collateral_fair", "0.0001"),
        ("dealing_days_good", "dealing_days_fair", 1),
        ("excellent_line", "sound_line", "0.0001"),
        ("sound_line", "watch_line", "0.0001"),
    )
    """What is not below what, and a step of it."""

    @pytest.mark.parametrize(("upper", "lower", "step"), BORDERS)
    def test_one_step_out_of_order(self, decide, upper, lower, step):
        """E42."""
        level = dict.fromkeys(("good_points", "fair_points", "poor_points"), 50)
        level |= dict.fromkeys(("excellent_line", "sound_line", "watch_line"), 65)
        for one, other, _ in self.BORDERS:
            level |= {} if one in level else {one: VALUES[other], other: VALUES[other]}
        assert decide("credit_scorecard", rated(), "G", **level).outcome == ("IN_BALANCE",)
        beyond = {upper: Decimal(str(level[lower])) - Decimal(step)}
        assert decide("credit_scorecard", rated(), "G", **level | beyond).outcome == ("BORDERS",)


class TestClassAndLimit:
    """L10, M13, E38: a grade lowers the class behind the limit and never raises it."""

    @pytest.mark.parametrize(
        ("letter", "found", "credit_class", "limit"),
        [
            ("A", {}, "A", "unlimited"),
            ("A", SOUND, "A", "unlimited"),
            ("A", WATCH, "B", 500_000),
            ("A", WEAK, "C", 100_000),
            ("B", {}, "B", 500_000),
            ("B", SOUND, "B", 500_000),
            ("B", WATCH, "C", 100_000),
            ("B", WEAK, "C", 100_000),
            ("C", {}, "C", 100_000),
            ("C", WEAK, "C", 100_000),
        ],
    )
    def test_the_grade_only_lowers(self, decide, letter, found, credit_class, limit):
        """L10, M13, E38."""
        ledger = selling(letter, rated(**found))
        assert decide("credit_class", ledger).outcome == credit_class
        answer = decide("credit_limit", ledger)
        assert (answer.outcome, answer.rules) == (limit, [f"credit-limit.class-{credit_class.lower()}"])

    def test_late_payment_and_watch_lower_once(self, decide):
        """M13: both stand for the same record."""
        ledger = selling("A", rated(**WATCH)).invoice(
            "2025-05-01", 500_000, due_on="2025-05-31", settled_on="2025-06-01"
        )
        assert decide("credit_class", ledger).outcome == "B"

    def test_an_approved_raise_does_not_outrank_a_worse_grade(self, decide):
        """L10."""
        ledger = selling("B", rated(**WATCH)).granted("RAISE_FROM_B")
        assert decide("credit_class", ledger).outcome == "C"

    def test_a_granted_request_lifts_the_lowering(self, decide):
        """M13."""
        answer = decide("credit_class", selling("A", rated(**WATCH)).granted("KEEP_CLASS"))
        assert (answer.outcome, answer.overridden) == ("A", ["credit-class.watch-a"])

    def test_an_incomplete_rating_leaves_open_what_it_could_lower(self, decide):
        """L10."""
        assert decide("credit_class", selling("A", rated(quick_ratio=None))).outcome is None
        assert decide("credit_class", selling("C", rated(quick_ratio=None))).outcome == "C"

    def test_a_grade_at_another_unit_lowers_nothing_here(self, decide):
        """L10, E16."""
        ledger = selling(
            "A", rated().account(unit="U-2").put(survey("2026-08-01", "CS-2", unit="U-2", **WEAK))
        )
        assert decide("credit_class", ledger).outcome == "A"
        assert decide("customer_rating", ledger).outcome == "WEAK"


class TestAccountRating:
    """E37, E42, A98: the last grade and the credit policy that follows."""

    @pytest.mark.parametrize(
        ("found", "grade", "policy", "actions"),
        [
            ({}, "EXCELLENT", "PREFERRED", ["PRIORITISE"]),
            (SOUND, "SOUND", "STANDARD", []),
            (WATCH, "WATCH", "SECURED", ["DEMAND_GUARANTOR"]),
            (WEAK, "WEAK", "CASH_ONLY", ["SET_CASH_ONLY"]),
        ],
    )
    def test_by_grade(self, decide, found, grade, policy, actions):
        """E37, E42; E41: the customer's part of the composite indicator."""
        answer = decide("account_rating", rated(**found))
        assert (answer.outcome, answer["credit_policy"], answer.actions) == (grade, policy, actions)
        assert decide("customer_rating", rated(**found)).outcome == grade

    def test_the_last_rating_counts_and_of_two_on_a_day_the_worse(self, decide):
        """E37."""
        ledger = rated().put(survey("2026-07-01", "CS-2", **WATCH))
        assert decide("account_rating", ledger).outcome == "WATCH"
        assert decide("account_rating", ledger.put(survey("2026-07-01", "CS-3", **WEAK))).outcome == "WEAK"
        assert decide("account_rating", ledger.put(survey("2026-07-02", "CS-4"))).outcome == "EXCELLENT"

    def test_a_later_survey_without_figures_leaves_the_grade(self, decide):
        assert decide("account_rating", rated(**WATCH).survey("2026-09-01")).outcome == "WATCH"

    def test_an_incomplete_rating_is_open(self, decide):
        """E37, E41."""
        assert decide("account_rating", rated(quick_ratio=None)).status == "unknown"
        assert decide("customer_rating", rated(quick_ratio=None)).status == "unknown"


class TestCustomerQuality:
    """C13, L65: good and poor customers, told by rule."""

    @pytest.mark.parametrize(
        ("found", "quality", "rule"),
        [
            ({}, "GOOD", ["customer-quality.good"]),
            (SOUND, "GOOD", ["customer-quality.good"]),
            (WATCH, "ORDINARY", []),
            (WEAK, "POOR", ["customer-quality.weak"]),
        ],
    )
    def test_by_grade(self, decide, found, quality, rule):
        """C13."""
        answer = decide("customer_quality", rated(**found))
        assert (answer.outcome, answer.rules) == (quality, rule)

    @pytest.mark.parametrize(("due_on", "quality"), [(days_ago(0), "GOOD"), (days_ago(1), "ORDINARY")])
    def test_overdue_is_not_good(self, decide, due_on, quality):
        """C13."""
        ledger = rated().open_invoice(500, due_on=due_on)
        assert decide("customer_quality", ledger).outcome == quality

    @pytest.mark.parametrize(("paid_late", "quality"), [(250_000, "GOOD"), (250_001, "POOR")])
    def test_late_above_the_line_is_poor(self, decide, paid_late, quality):
        """C13: 250,000 of 1,250,000 is exactly 20%."""
        ledger = selling("A", rated()).invoice(
            "2025-05-01", paid_late, due_on="2025-05-31", settled_on="2025-06-01"
        )
        assert decide("customer_quality", ledger).outcome == quality

    def test_blacklisted_is_poor_and_nothing_collected_is_not_judged(self, decide):
        """C13, E34."""
        assert decide("customer_quality", Ledger().customer(blacklisted=True)).outcome == "POOR"
        assert decide("customer_quality", Ledger().customer()).status == "not applicable"
        assert decide("customer_quality", Ledger().customer(blacklisted=None)).status == "unknown"


class TestGradeWarning:
    """F11, E45, E46, E48, A98: a grade that worsens between two surveys."""

    @pytest.mark.parametrize(
        ("before", "now", "warns"),
        [({}, SOUND, True), (SOUND, SOUND, False), (WEAK, WATCH, False), (WATCH, WEAK, True)],
        ids=["worse", "same", "better", "worse still"],
    )
    def test_worse_than_before(self, decide, before, now, warns):
        """F11, E45, E46, E48."""
        ledger = dealing().put(survey("2025-06-01", "CS-1", **before), survey("2026-06-01", "CS-2", **now))
        answer = decide("grade_warning", ledger)
        assert answer.outcome is warns
        assert answer.actions == (["NOTIFY", "REVIEW", "INVESTIGATE", "OPEN_TASK"] if warns else [])

    def test_compared_with_the_one_before_and_not_with_the_first(self, decide):
        """F11: weak, sound, watch."""
        ledger = dealing().put(
            survey("2024-06-01", "CS-1", **WEAK),
            survey("2025-06-01", "CS-2", **SOUND),
            survey("2026-06-01", "CS-3", **WATCH),
        )
        assert decide("grade_warning", ledger).outcome is True

    def test_one_rating_worsens_nothing_and_an_incomplete_one_is_open(self, decide):
        """F11."""
        assert decide("grade_warning", rated(**WEAK)).status == "not applicable"
        ledger = rated().put(survey("2026-07-01", "CS-2", quick_ratio=None))
        assert decide("grade_warning", ledger).status == "unknown"


class TestSecurity:
    """D51, L31, E24 to E28: five measures for an existing customer whose credit deteriorates."""

    EXISTING = "2025-06-30"
    """The day of the first sale; surveys are later."""

    def graded(self, **found: Any) -> Ledger:
        return rated(**{"collateral_value": yuan(1000), **found}).invoice(self.EXISTING)

    def given(self, ledger: Ledger, kind: str, amount: int = 1, ends_on: str | None = None) -> Ledger:
        return ledger.put(
            Collateral(
                id=kind,
                customer="C-1",
                kind=CollateralKind[kind],
                amount=yuan(amount),
                starts_on=day("2026-01-01"),
                ends_on=day(ends_on),
            )
        )

    @pytest.mark.parametrize(("found", "needed"), [(SOUND, False), (WATCH, True), (WEAK, True)])
    def test_the_grade_asks_for_security(self, decide, found, needed):
        """D51, L31."""
        answer = decide("security_needed", self.graded(**found))
        assert (answer.outcome, answer.rules) == (needed, ["security-needed.grade"] if needed else [])

    def test_all_five_where_nothing_is_given_and_goods_are_on_order(self, decide):
        """D51, E24, E25, E26, E27, E28."""
        answer = decide("security_measures", self.graded(**WATCH).order())
        assert answer.outcome == ("GUARANTOR", "LARGER_DEPOSIT", "NOTARISED", "LESS_SUPPLY", "MORTGAGED")
        assert answer.actions == [
            "DEMAND_GUARANTOR",
            "DEMAND_DEPOSIT",
            "NOTARISE_CONTRACT",
            "REDUCE_SUPPLY",
            "ACCEPT_MORTGAGE",
        ]

    @pytest.mark.parametrize(
        ("kinds", "measure"),
        [
            (["GUARANTOR", "JOINT_GUARANTOR"], "GUARANTOR"),
            (["NOTARISED_CONTRACT"], "NOTARISED"),
            (["MORTGAGE"], "MORTGAGED"),
        ],
    )
    def test_what_is_in_force_is_not_asked_for_again(self, decide, kinds, measure):
        """E24, E26, E28."""
        for ends_on, asked in ((days_ago(0), False), (days_ago(1), True)):
            ledger = self.graded(**WATCH)
            for kind in kinds:
                self.given(ledger, kind, ends_on=ends_on)
            assert (measure in decide("security_measures", ledger).outcome) is asked

    def test_a_guarantor_without_joint_liability_is_not_enough(self, decide):
        """E24."""
        ledger = self.given(self.graded(**WATCH), "GUARANTOR")
        assert "GUARANTOR" in decide("security_measures", ledger).outcome

    @pytest.mark.parametrize("deposit", [1, 10**6])
    def test_a_larger_deposit_whatever_was_deposited(self, decide, deposit):
        """E25."""
        ledger = self.given(self.graded(**WATCH), "DEPOSIT", deposit)
        assert "LARGER_DEPOSIT" in decide("security_measures", ledger).outcome

    def test_without_orders_there_is_no_supply_to_reduce(self, decide):
        """E27."""
        assert "LESS_SUPPLY" not in decide("security_measures", self.graded(**WATCH)).outcome

    def test_without_surveys_nobody_is_asked_for_security(self, decide):
        """D51, L31: whether the credit of C-1 deteriorates can't be told, so nothing is demanded."""
        answer = decide("security_measures", self.graded(**WATCH).order().without("credit_surveys"))
        assert (answer.status, answer.actions) == ("unknown", [])

    def test_unreadable_security_leaves_it_open(self, decide):
        """D51, E24, E25, E26, E28."""
        ledger = self.graded(**WATCH).unreadable("collaterals", customer="C-1")
        assert decide("security_measures", ledger).status == "unknown"


class TestRefusalByGrade:
    """L31: weak before the first sale is refused; an existing customer that becomes weak gives security."""

    def test_before_the_first_sale(self, decide):
        """L31: no security helps."""
        ledger = Ledger().customer().account().put(survey(**WEAK))
        answer = decide("supply_refusal", ledger.collateral(10**9))
        assert (answer.outcome, answer.rules) == (True, ["supply-refusal.graded-weak"])
        assert decide("security_needed", ledger).outcome is False

    @pytest.mark.parametrize(("sold_on", "refused"), [("2026-06-02", True), ("2026-06-01", False)])
    def test_it_stays_so_until_the_next_survey(self, decide, sold_on, refused):
        """L31: surveyed on 2026-06-01."""
        ledger = Ledger().customer().account().put(survey(**WEAK)).invoice(sold_on)
        assert decide("supply_refusal", ledger).outcome is refused
        again = ledger.put(survey("2026-08-01", "CS-2", **WEAK))
        assert decide("supply_refusal", again).outcome is False

    def test_a_later_survey_for_the_unit_counts_as_the_next_one(self, decide):
        """L31: the weak survey was about the customer as a whole, the sound one of two months later about U-1."""
        ledger = Ledger().customer().account().put(survey(**WEAK))
        ledger.put(survey("2026-08-01", "CS-2", unit="U-1", **SOUND))
        assert decide("supply_refusal", ledger).outcome is False

    @pytest.mark.parametrize("found", [{}, SOUND])
    def test_a_sound_newcomer_is_not_refused(self, decide, found):
        """L31."""
        assert decide("supply_refusal", Ledger().customer().account().put(survey(**found))).outcome is False
