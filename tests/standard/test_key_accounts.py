"""Key accounts (key-accounts.yaml): who is one, in which layer and grade, and our share of what they buy."""

from fractions import Fraction

import pytest

from groupctl.model import Appraisal
from groupctl.testing import Ledger
from tests.standard.amounts import yuan
from tests.standard.deciding import measured
from tests.standard.key_accounts import CRITERIA, FAIR, GOOD, POOR, key_account, review, selling


class TestSelection:
    """C4, D4, L16: a large share, a good financial reputation and a good philosophy, all three."""

    def test_all_three(self, decide):
        """D6: and it comes first."""
        answer = decide("key_account", key_account())
        assert (answer.outcome, answer.rules, answer.actions) == (
            True,
            ["key-account.selected"],
            ["PRIORITISE"],
        )

    @pytest.mark.parametrize("found", [FAIR, POOR])
    @pytest.mark.parametrize(
        ("criterion", "rule"),
        [
            ("financial_reputation", "key-account.reputation"),
            ("business_philosophy", "key-account.philosophy"),
        ],
    )
    def test_less_than_good_is_not_good(self, decide, criterion, found, rule):
        answer = decide("key_account", selling(900, 100, **{criterion: found}))
        assert (answer.outcome, answer.rules, answer.actions) == (False, [rule], [])

    @pytest.mark.parametrize(
        ("share", "of_ten"), [("EITHER", [1, 2]), ("TOP_BY_COUNT", [1, 2]), ("CLASS_A", [1])]
    )
    def test_a_large_share(self, decide, share, of_ten):
        """Of 1,000: before C-2 stand 800, so it is B; of ten customers two are the first 20%."""
        ledger = selling(800, 120, *[10] * 8, reviewed=False)
        ledger.put(*(review(f"AR-{number}", f"C-{number}") for number in (1, 2, 3)))
        answers = {n: decide("key_account", ledger, f"C-{n}", large_share=share) for n in (1, 2, 3)}
        assert [number for number, answer in answers.items() if answer.outcome] == of_ten
        assert answers[3].rules == ["key-account.small-share"]

    def test_class_a_beyond_the_first_fifth(self, decide):
        """Five equal customers: the first 20% by number is one, class A (before it less than 75%) are four."""
        ledger = selling(10, 10, 10, 10, 10, reviewed=False).put(review(customer="C-4"))
        assert decide("key_account", ledger, "C-4").outcome is True
        assert decide("key_account", ledger, "C-4", large_share="TOP_BY_COUNT").outcome is False

    def test_the_last_review_counts(self, decide):
        ledger = selling(900, financial_reputation=POOR)
        assert decide("key_account", ledger).outcome is False
        assert decide("key_account", ledger.put(review("AR-2", on="2026-04-01"))).outcome is True
        assert decide(
            "key_account", ledger.put(review("AR-3", on="2025-12-31", financial_reputation=POOR))
        ).outcome

    def test_what_the_review_does_not_say_is_not_known(self, decide):
        assert decide("key_account", selling(900, business_philosophy=None)).outcome is None
        assert decide(
            "key_account", selling(900, business_philosophy=None, financial_reputation=POOR)
        ).rules == ["key-account.reputation"]

    def test_who_was_never_reviewed_is_not_asked_about(self, decide):
        assert decide("key_account", key_account(), "C-2").status == "not applicable"
        assert decide("key_account", key_account().without("account_reviews")).status == "unknown"
        assert measured(key_account(), "is_key_account", "C-2", "customer") is False
        assert measured(key_account().without("account_reviews"), "is_key_account", "C-1", "customer") is None


class TestLayers:
    """C5, C6, L11: good is 2 points, fair 1, a tenth of the sales 3; core from 11, important from 8, strategic from 5."""

    @pytest.mark.parametrize(
        ("found", "share", "score", "layer"),
        [
            ([GOOD] * 5, 900, 13, "CORE"),
            ([GOOD, GOOD, GOOD, FAIR, FAIR], 900, 11, "CORE"),
            ([GOOD] * 5, 50, 10, "IMPORTANT"),
            ([GOOD, GOOD, GOOD, FAIR, FAIR], 50, 8, "IMPORTANT"),
            ([GOOD, GOOD, FAIR, FAIR, FAIR], 50, 7, "STRATEGIC"),
            ([FAIR] * 5, 50, 5, "STRATEGIC"),
            ([FAIR, FAIR, FAIR, FAIR, POOR], 50, 4, "NONE"),
            ([POOR] * 5, 900, 3, "NONE"),
        ],
    )
    def test_by_points(self, decide, found, share, score, layer):
        ledger = selling(share, 1000 - share, **dict(zip(CRITERIA, found, strict=True)))
        assert decide("layer_score", ledger, "AR-1").outcome == score
        assert decide("key_account_layer", ledger, "AR-1").outcome == layer

    @pytest.mark.parametrize("criterion", CRITERIA)
    @pytest.mark.parametrize(("found", "points"), [(GOOD, 2), (FAIR, 1), (POOR, 0)])
    def test_each_criterion_contributes(self, decide, criterion, found, points):
        poor = dict.fromkeys(CRITERIA, POOR)
        answer = decide("layer_score", selling(0, **{**poor, criterion: found}), "AR-1")
        assert answer.outcome == points
        assert answer.rules == ([f"layer-score.{criterion}-{found.name.lower()}"] if points else [])

    @pytest.mark.parametrize(("sales", "points"), [("99.99", 0), ("100.00", 3)])
    def test_exactly_a_tenth_of_all_sales_counts(self, decide, sales, points):
        ledger = selling(sales, 900 if points else "900.01", **dict.fromkeys(CRITERIA, POOR))
        assert decide("layer_score", ledger, "AR-1").outcome == points

    def test_a_criterion_left_out_may_matter(self, decide):
        """All others are good: 11 points without it, 13 with it. The layer is core; the points are not known."""
        ledger = selling(900, **{**dict.fromkeys(CRITERIA, GOOD), "loyalty": None})
        assert decide("layer_score", ledger, "AR-1").outcome is None

    @pytest.mark.parametrize("missing", ["core_score", "important_score", "strategic_score"])
    def test_thresholds_must_be_set(self, decide, missing):
        """L11: the error names the row."""
        answer = decide(
            "key_account_layer", selling(0, **dict.fromkeys(CRITERIA, POOR)), "AR-1", **{missing: None}
        )
        assert answer.status == "failed"
        assert "L11" in answer.decision.error.render()
        assert missing in answer.decision.error.render()

    def test_only_the_last_review_is_scored(self, decide):
        ledger = selling(900).put(review("AR-0", on="2025-03-31"))
        assert decide("layer_score", ledger, "AR-0").status == "not applicable"
        assert decide("key_account_layer", ledger, "AR-0").status == "not applicable"


STRENGTH = ("capital", "network", "logistics", "social_relations", "connections")
ABILITY = ("business_thinking", "management", "marketing")


class TestIndicators:
    """B16, B17, L15, A39: three of the five of strength, two of the three of ability; the third indicator is empty."""

    def found(self, strong: int, able: int, potential: Appraisal | None = None) -> Ledger:
        said = {name: GOOD if at < strong else FAIR for at, name in enumerate(STRENGTH)}
        said |= {name: GOOD if at < able else POOR for at, name in enumerate(ABILITY)}
        return selling(900, **said, potential=potential)

    @pytest.mark.parametrize(
        ("strong", "able", "sound"), [(3, 2, True), (2, 3, False), (5, 1, False), (5, 3, True), (0, 0, False)]
    )
    def test_strength_and_ability(self, decide, strong, able, sound):
        assert decide("account_indicators", self.found(strong, able), "AR-1").outcome is sound
        assert measured(self.found(strong, able), "strength", "AR-1", "account_review") == strong
        assert measured(self.found(strong, able), "able", "AR-1", "account_review") == able

    @pytest.mark.parametrize(("potential", "sound"), [(GOOD, True), (FAIR, False), (None, None)])
    def test_the_third_slot_counts_once_it_is_filled(self, decide, potential, sound):
        ledger = self.found(5, 3, potential)
        assert decide("account_indicators", ledger, "AR-1").outcome is True
        assert decide("account_indicators", ledger, "AR-1", third_indicator_needed=1).outcome is sound

    def test_what_was_not_judged_is_not_known(self, decide):
        assert decide("account_indicators", selling(900), "AR-1").outcome is None

    def test_needed_numbers_must_be_set(self, decide):
        """L15."""
        answer = decide("account_indicators", self.found(5, 3), "AR-1", strength_needed=None)
        assert answer.status == "failed"
        assert "L15" in answer.decision.error.render()


class TestGrade:
    """E13, A38: by the amount traded (class A) and by performance (at most 20% of the sales paid late)."""

    def ledger(self, sales: int, late: int) -> Ledger:
        ledger = selling(sales - late, 1000 - sales)
        if late:
            ledger.invoice("2025-06-30", late, settled_on="2025-07-01")
        return ledger

    @pytest.mark.parametrize(
        ("sales", "late", "grade", "action"),
        [
            (900, 0, "GRADE_1", "SUPPORT"),
            (900, 180, "GRADE_1", "SUPPORT"),
            (900, 181, "GRADE_2", "REVIEW"),
            (100, 20, "GRADE_2", "REVIEW"),
            (100, 21, "GRADE_3", "INVESTIGATE"),
        ],
    )
    def test_each_grade_has_its_own_measure(self, decide, sales, late, grade, action):
        answer = decide("key_account_grade", self.ledger(sales, late))
        assert (answer.outcome, answer.actions) == (grade, [action])

    def test_unknown_with_an_unreadable_invoice(self, decide):
        ledger = self.ledger(900, 0).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("key_account_grade", ledger).outcome is None


class TestShareOfWallet:
    """J10, B15, A35: what we sold against all that the customer bought; below 30% there is room."""

    @pytest.mark.parametrize(
        ("purchases", "room", "share"),
        [(3000, False, Fraction(3, 10)), ("3000.01", True, Fraction(90000, 300001)), (900, False, 1)],
    )
    def test_below_the_line_there_is_room(self, decide, purchases, room, share):
        answer = decide("share_of_wallet", selling(900, total_purchases=yuan(purchases)), "AR-1")
        assert (answer.outcome, answer["share_of_wallet"]) == (room, share)
        assert answer.actions == (["VISIT"] if room else [])

    def test_purchases_of_another_year_are_not_compared(self, decide):
        """A review of 2025 speaks of 2024."""
        for on, status in (("2025-12-31", "not applicable"), ("2026-01-01", "decided")):
            ledger = selling(900, total_purchases=yuan(3000), on=on)
            assert decide("share_of_wallet", ledger, "AR-1").status == status

    def test_nothing_to_compare_with(self, decide):
        assert decide("share_of_wallet", selling(900), "AR-1").status == "not applicable"
        assert decide("share_of_wallet", selling(900, total_purchases=yuan(0)), "AR-1").outcome is None
