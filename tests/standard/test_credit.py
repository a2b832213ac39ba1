"""Credit (credit.yaml): D42 to D48, D51 with L10, L29, L31, L32, L37, M13 to M16, M28, M29."""

import pytest

from groupctl.model import PaymentTerm, UnitKind
from groupctl.testing import Ledger, days_ago, trading
from tests.standard.amounts import dollars

UNLIMITED = "unlimited"


def of_class(letter: str, ledger: Ledger | None = None) -> Ledger:
    """C-1 of this class at U-1 and over the group by the sales of 2025, with a million of profit, surveyed and paying on time."""
    ledger = (ledger or trading()).invoice("2025-06-30", 10**6)
    before = {"A": 0, "B": 8 * 10**6, "C": 99 * 10**6}[letter]
    if before:
        ledger.customer("C-9").account("C-9").invoice("2025-06-30", before, customer="C-9")
    return ledger


def late(ledger: Ledger, share: float) -> Ledger:
    """C-1 paid this much in 2025 one day late, beside the million that it paid on time."""
    return ledger.invoice("2025-05-01", share, due_on="2025-05-31", settled_on="2025-06-01")


class TestCreditClass:
    """L10, M13, M28: the class by sales, lowered by a bad record, raised by approval only."""

    @pytest.mark.parametrize("letter", ["A", "B", "C"])
    def test_without_more_it_is_the_class_by_sales(self, decide, letter):
        answer = decide("credit_class", of_class(letter))
        assert (answer.outcome, answer.rules) == (letter, [f"credit-class.{letter.lower()}"])

    @pytest.mark.parametrize(("paid_late", "credit_class"), [(250_000, "A"), (250_001, "B")])
    def test_lowered_when_more_than_the_line_was_paid_late(self, decide, paid_late, credit_class):
        """250,000 of 1,250,000 is exactly 20%."""
        assert decide("credit_class", late(of_class("A"), paid_late)).outcome == credit_class

    def test_a_late_credit_note_makes_nobody_a_better_payer(self, decide):
        """A credit note of 90,000 that was settled late: 300,000 of 1,210,000 were paid late, more than 20%; 210,000 would not be."""
        ledger = late(of_class("A"), 300_000)
        ledger.invoice("2025-05-02", -90_000, due_on="2025-05-02", settled_on="2025-09-01")
        assert decide("credit_class", ledger).outcome == "B"

    @pytest.mark.parametrize(("letter", "lowered"), [("A", "B"), ("B", "C"), ("C", "C")])
    def test_one_class_lower(self, decide, letter, lowered):
        assert decide("credit_class", late(of_class(letter), 500_000)).outcome == lowered

    @pytest.mark.parametrize(
        ("invoice", "is_late"),
        [
            ({"due_on": "2025-12-31", "settled_on": "2025-12-31"}, False),
            ({"due_on": "2025-12-31", "settled_on": "2026-01-01"}, True),
            ({"due_on": days_ago(0), "settled_on": None}, False),
            ({"due_on": days_ago(1), "settled_on": None}, True),
        ],
        ids=["on the day", "a day late", "due today", "overdue"],
    )
    def test_late_is_after_the_due_date(self, decide, invoice, is_late):
        ledger = of_class("A").invoice("2025-06-01", 10**6, **invoice)
        assert decide("credit_class", ledger).outcome == ("B" if is_late else "A")

    @pytest.mark.parametrize(("paid_on", "credit_class"), [("2025-07-01", "A"), ("2025-07-02", "B")])
    def test_late_by_its_payments_where_no_settlement_is_stated(self, decide, paid_on, credit_class):
        ledger = of_class("A").invoice("2025-06-01", 10**6, due_on="2025-07-01", settled_on=None, id_="I-x")
        assert decide("credit_class", ledger.payment(10**6, paid_on, invoice="I-x")).outcome == credit_class

    @pytest.mark.parametrize(("letter", "raised"), [("A", "A"), ("B", "A"), ("C", "B")])
    def test_raised_by_approval_one_class(self, decide, letter, raised):
        matter = "RAISE_FROM_C" if letter == "C" else "RAISE_FROM_B"
        assert decide("credit_class", of_class(letter).granted(matter)).outcome == raised

    @pytest.mark.parametrize(
        "more",
        [
            {"matter": "RAISE_FROM_C"},
            {"matter": "KEEP_CLASS"},
            {"without": ["APPROVE"]},
            {"ends_on": days_ago(1)},
            {"starts_on": "2026-11-22"},
            {"used_on": days_ago(0)},
            {"order": "SO-1"},
            {"unit": "U-2"},
        ],
        ids=[
            "matter of C",
            "another matter",
            "not decided",
            "over",
            "not yet",
            "used",
            "names an order",
            "unit",
        ],
    )
    def test_another_request_raises_nothing(self, decide, more):
        ledger = of_class("B").order().granted(**{"matter": "RAISE_FROM_B", **more})
        assert decide("credit_class", ledger).outcome == "B"
        if "matter" not in more:
            ledger = of_class("C").order().granted(**{"matter": "RAISE_FROM_C", **more})
            assert decide("credit_class", ledger).outcome == "C"

    def test_who_bought_nothing_on_balance_pays_nothing_late(self, decide):
        """A late invoice and a credit note of the same amount: no sales to have a share in."""
        ledger = late(trading(), 1000).invoice("2025-06-02", -1000)
        assert decide("security_needed", ledger.open_invoice(1)).outcome is False

    def test_a_worse_record_outranks_an_approved_raise(self, decide):
        """L10: a worse grade always lowers the result."""
        ledger = late(of_class("B"), 500_000).granted("RAISE_FROM_B")
        assert decide("credit_class", ledger).outcome == "C"

    def test_a_granted_request_lifts_a_lowering(self, decide):
        answer = decide("credit_class", late(of_class("A"), 500_000).granted("KEEP_CLASS"))
        assert (answer.outcome, answer.overridden) == ("A", ["credit-class.lowered-a"])

    def test_unknown_lateness_leaves_a_open_and_not_c(self, decide):
        """An invoice of which nothing tells whether it was paid in time."""
        ledger = (
            of_class("A")
            .without("payments")
            .invoice("2025-06-01", 10**6, due_on="2025-07-01", settled_on=None)
        )
        assert decide("credit_class", ledger).outcome is None
        ledger = (
            of_class("C").without("payments").invoice("2025-06-01", 1, due_on="2025-07-01", settled_on=None)
        )
        assert decide("credit_class", ledger).outcome == "C"

    def test_an_unreadable_request_may_have_raised_it(self, decide):
        for letter in ("B", "C"):
            ledger = of_class(letter).unreadable("requests", customer="C-1", unit="U-1")
            assert decide("credit_class", ledger).outcome is None

    def test_without_a_line_it_fails(self, decide):
        assert decide("credit_class", of_class("A"), late_share_line=None).status == "failed"


class TestCreditLimit:
    """D43 to D45, D48, D31 with L27, L29, L37, M14, M28, M29, A46."""

    @pytest.mark.parametrize(("letter", "limit"), [("A", UNLIMITED), ("B", 500_000), ("C", 100_000)])
    def test_by_class_where_the_account_inherits(self, decide, letter, limit):
        """D43, D44, D45, E10, E12, E16."""
        answer = decide("credit_limit", of_class(letter))
        assert (answer.outcome, answer.rules) == (limit, [f"credit-limit.class-{letter.lower()}"])

    @pytest.mark.parametrize("own", [0, 7, 10**7, UNLIMITED])
    def test_an_individual_limit_binds(self, decide, own):
        """M29: whatever the class says, higher or lower; a higher one as far as it was granted (test_grants)."""
        ledger = of_class("B", Ledger().customer().account(credit_limit=own).survey())
        assert decide("credit_limit", ledger, grants_needed=False).outcome == own

    def test_an_individual_limit_holds_while_the_class_is_unknown(self, decide):
        """Every class would give the same."""
        ledger = of_class("B", Ledger().customer().account(credit_limit=7).survey())
        assert decide("credit_limit", ledger.unreadable("invoices", customer="C-9", unit="U-1")).outcome == 7

    def test_an_unknown_limit_stays_unknown(self, decide):
        ledger = of_class("B", Ledger().customer().account(credit_limit="unknown").survey())
        assert decide("credit_limit", ledger).outcome is None

    @pytest.mark.parametrize(("days", "limit"), [(364, 70_000), (365, UNLIMITED), (366, UNLIMITED)])
    def test_a_new_customer_starts_small(self, decide, days, limit):
        """D48, M14, E20: younger than 365 days."""
        ledger = of_class("A", Ledger().customer().account(since=days_ago(days)).survey())
        assert decide("credit_limit", ledger, new_customer_limit=70_000).outcome == limit

    def test_without_a_survey_everybody_is_new(self, decide):
        answer = decide(
            "credit_limit", of_class("A", Ledger().customer().account()), new_customer_limit=70_000
        )
        assert (answer.outcome, answer.rules) == (70_000, ["credit-limit.new-customer"])

    def test_a_survey_of_another_unit_does_not_count_here(self, decide):
        ledger = of_class("A", Ledger().customer().account().survey(unit="U-2"))
        assert decide("credit_limit", ledger).rules == ["credit-limit.new-customer"]

    def test_the_limit_of_class_c_holds_for_new_customers_where_none_is_set(self, decide):
        """M14."""
        assert decide("credit_limit", of_class("A", Ledger().customer().account())).outcome == 100_000

    def test_an_unreadable_survey_leaves_it_open(self, decide):
        ledger = of_class("A", Ledger().customer().account()).unreadable(
            "credit_surveys", customer="C-1", unit="U-1"
        )
        assert decide("credit_limit", ledger).outcome is None

    def test_d_class_gets_none_even_with_an_individual_limit(self, decide):
        """D31, L27, L64."""
        ledger = Ledger().customer().account(credit_limit=10**6).survey().invoice("2025-06-30", 99_999)
        answer = decide("credit_limit", ledger)
        assert (answer.outcome, answer.rules) == (0, ["credit-limit.d-class"])

    @pytest.mark.parametrize(("without", "limit"), [(["FILE"], 0), (["APPROVE"], 0), ([], 10**6)])
    def test_unless_the_division_grants_credit_and_files_it(self, decide, without, limit):
        """L27, D27."""
        ledger = Ledger().customer().account(credit_limit=10**6).survey().invoice("2025-06-30", 99_999)
        ledger.granted("D_CREDIT", without=without)
        assert decide("credit_limit", ledger).outcome == limit

    @pytest.mark.parametrize(
        ("own", "granted", "limit"),
        [("inherit", 1, 1), ("unlimited", 70_000, 70_000), (500, 70_000, 500), ("inherit", None, None)],
    )
    def test_the_credit_is_what_was_granted_within_the_own_limit(self, decide, own, granted, limit):
        """L27, M29; what a grant without an amount is for is not known."""
        ledger = Ledger().customer().account(credit_limit=own).survey().invoice("2025-06-30", 99_999)
        ledger.granted("D_CREDIT", amount=granted)
        assert decide("credit_limit", ledger).outcome == limit
        assert decide("least_limit", ledger).outcome == limit

    def test_an_exception_for_one_order_grants_the_account_nothing(self, decide):
        """D27."""
        ledger = Ledger().customer().account().survey().invoice("2025-06-30", 99_999).order("SO-9", 1)
        ledger.granted("D_CREDIT", order="SO-9")
        assert decide("credit_limit", ledger).outcome == 0
        assert decide("arrears_warning", ledger.open_invoice("0.01")).outcome is True

    def test_of_two_grants_the_larger_counts_and_what_is_over_does_not(self, decide):
        ledger = Ledger().customer().account().survey().invoice("2025-06-30", 99_999)
        for amount, ends_on in ((300, "2026-12-31"), (200, "2026-12-31"), (900, days_ago(1))):
            ledger.granted("D_CREDIT", amount=amount, ends_on=ends_on)
        assert decide("credit_limit", ledger).outcome == 300

    @pytest.mark.parametrize(("letter", "parameter"), [("B", "b_class_limit"), ("C", "c_class_limit")])
    def test_a_mandatory_limit_that_is_missing_fails_only_who_needs_it(self, decide, letter, parameter):
        """L37."""
        answer = decide("credit_limit", of_class(letter), **{parameter: None})
        assert answer.status == "failed"
        assert parameter in answer.decision.error.render()
        assert decide("credit_limit", of_class("A"), **{parameter: None}).outcome == UNLIMITED

    def test_d_class_unknown_leaves_it_open(self, decide):
        ledger = Ledger().customer().account(credit_limit=10**6).survey().invoice("2025-06-30", 5, cost=None)
        assert decide("credit_limit", ledger).outcome is None


class TestLimitOverTheGroup:
    """M28: the class over the group for the limit over the group."""

    def group_customer(self, letter: str, **more: object) -> Ledger:
        return of_class(letter, Ledger().customer(**{"credit_limit": "inherit", **more}).account().survey())

    @pytest.mark.parametrize(("letter", "limit"), [("A", UNLIMITED), ("B", 1_500_000), ("C", 300_000)])
    def test_by_class(self, decide, letter, limit):
        """E10, M28."""
        answer = decide("customer_limit", self.group_customer(letter))
        assert (answer.outcome, answer.rules) == (limit, [f"customer-limit.class-{letter.lower()}"])

    def test_an_individual_limit_binds(self, decide):
        ledger = self.group_customer("C", credit_limit=10**7)
        assert decide("customer_limit", ledger, grants_needed=False).outcome == 10**7

    @pytest.mark.parametrize(
        ("own", "pooled"), [("inherit", UNLIMITED), (5, 5), ("unlimited", UNLIMITED), ("unknown", None)]
    )
    def test_of_a_customer_group(self, decide, own, pooled):
        """E10, M28."""
        ledger = of_class("A", Ledger().group("GR", credit_limit=own).customer(group="GR").account().survey())
        assert decide("group_limit", ledger).outcome == pooled

    def test_a_members_unlimited_does_not_raise_the_groups_limit(self, decide):
        ledger = Ledger().group("GR", credit_limit=5).customer(group="GR", credit_limit="unlimited")
        ledger.account(credit_limit="unlimited").survey()
        assert decide("group_limit", of_class("A", ledger)).outcome == 5

    def test_a_group_below_another_adds_no_limit_of_its_own(self, decide):
        ledger = Ledger().group("GR").group("GR-1", parent="GR").customer(group="GR-1").account().survey()
        answer = decide("group_limit", of_class("A", ledger), "GR-1")
        assert (answer.outcome, answer.rules) == (UNLIMITED, ["group-limit.below"])

    def test_a_group_that_buys_nothing_has_the_limit_of_class_c(self, decide):
        answer = decide("group_limit", Ledger().group("GR"))
        assert (answer.outcome, answer.rules) == (300_000, ["group-limit.class-c"])


class TestLeastLimit:
    """What every class would give at least, so that not everything waits for the class."""

    @pytest.mark.parametrize(
        ("own", "least"),
        [("inherit", 70_000), (5, 5), (10**9, 10**9), ("unlimited", UNLIMITED), ("unknown", None)],
    )
    def test_at_the_unit(self, decide, own, least):
        ledger = of_class("A", Ledger().customer().account(credit_limit=own).survey())
        more = {"new_customer_limit": 70_000, "grants_needed": False}
        assert decide("least_limit", ledger, **more).outcome == least

    def test_nothing_for_d_class(self, decide):
        ledger = Ledger().customer().account(credit_limit=10**6).survey().invoice("2025-06-30", 99_999)
        assert decide("least_limit", ledger).outcome == 0

    @pytest.mark.parametrize(("own", "least"), [("inherit", 300_000), (5, 5), ("unlimited", UNLIMITED)])
    def test_over_the_group_and_of_a_customer_group(self, decide, own, least):
        ledger = Ledger().group("GR", credit_limit=own).group("GR-1", parent="GR")
        ledger.customer(group="GR", credit_limit=own).account()
        for name in ("customer_least_limit", "group_least_limit"):
            assert decide(name, ledger, grants_needed=False).outcome == least
        assert decide("group_least_limit", ledger, "GR-1").outcome == UNLIMITED

    @pytest.mark.parametrize("letter", ["A", "B", "C"])
    def test_is_never_above_the_limit(self, decide, letter):
        limits = [decide(name, of_class(letter)).outcome for name in ("least_limit", "credit_limit")]
        assert limits[0] == 100_000
        assert limits[1] == UNLIMITED or limits[0] <= limits[1]


class TestLimitAdvice:
    """D44, L37: a proposal by one step, applied only after approval."""

    def test_something_overdue_tightens(self, decide):
        """D44, E11."""
        answer = decide("limit_advice", of_class("B").open_invoice("1.01", due_on=days_ago(1)))
        assert (answer.outcome, answer["proposed_limit"], answer.actions) == (
            "TIGHTEN",
            450_000,
            ["SET_LIMIT"],
        )
        assert answer.new_limits == [450_000]
        assert decide("credit_limit", of_class("B").open_invoice(2, due_on=days_ago(1))).outcome == 500_000

    @pytest.mark.parametrize(
        ("limit", "advice", "proposed"),
        [(100_000, "TIGHTEN", 90_000), ("unlimited", "TIGHTEN", 450_000), (0, "TIGHTEN", 0)],
    )
    def test_a_limit_of_its_own_is_what_is_tightened(self, decide, limit, advice, proposed):
        """D44, E11, M29: one step below the limit that holds, never above it."""
        ledger = Ledger().customer().account(credit_limit=limit).survey()
        answer = decide("limit_advice", of_class("B", ledger).open_invoice(2, due_on=days_ago(1)))
        assert (answer.outcome, answer.new_limits) == (advice, [proposed])

    @pytest.mark.parametrize(("exposure", "advice"), [("90909.09", "KEEP"), ("90909.10", "LOOSEN")])
    def test_a_limit_of_its_own_is_what_is_outgrown(self, decide, exposure, advice):
        """D44, M29: 90,909.09 and a step of 10% is 99,999.999, not over 100,000."""
        ledger = Ledger().customer().account(credit_limit=100_000).survey()
        answer = decide("limit_advice", of_class("B", ledger).open_invoice(exposure))
        assert (answer.outcome, answer.new_limits) == (advice, [110_000] if advice == "LOOSEN" else [])

    def test_one_yuan_that_is_overdue_is_overdue(self, decide):
        assert decide("limit_advice", of_class("B").open_invoice(1, due_on=days_ago(1))).outcome == "TIGHTEN"

    @pytest.mark.parametrize(("exposure", "advice"), [("454545.45", "KEEP"), ("454545.46", "LOOSEN")])
    def test_about_to_outgrow_the_limit_loosens(self, decide, exposure, advice):
        """E11: 454,545.45 and a step of 10% is 499,999.995, not over 500,000."""
        answer = decide("limit_advice", of_class("B").open_invoice(exposure))
        assert (answer.outcome, answer["proposed_limit"]) == (
            advice,
            550_000 if advice == "LOOSEN" else 500_000,
        )
        assert answer.new_limits == ([550_000] if advice == "LOOSEN" else [])

    def test_late_payments_keep_it(self, decide):
        ledger = late(of_class("B"), 1).open_invoice(490_000)
        assert decide("limit_advice", ledger).outcome == "KEEP"

    def test_an_unreadable_payment_leaves_it_open(self, decide):
        ledger = (
            of_class("B")
            .open_invoice(490_000, due_on=days_ago(1), id_="I-x")
            .unreadable("payments", invoice="I-x")
        )
        assert decide("limit_advice", ledger).outcome is None

    @pytest.mark.parametrize("letter", ["A", "C"])
    def test_only_class_b(self, decide, letter):
        assert (
            decide("limit_advice", of_class(letter).open_invoice(490_000, due_on=days_ago(1))).outcome
            == "KEEP"
        )


class TestRefusalOfSupply:
    """D47, E29, L31."""

    @pytest.mark.parametrize(
        ("found", "rule"),
        [
            ({"bad_history": True}, "supply-refusal.bad-history"),
            (
                {"many_receivables": True, "weak_payment_ability": True},
                "supply-refusal.receivables-and-payment",
            ),
            (
                {"unreasonable_capital_structure": True, "high_operating_risk": True},
                "supply-refusal.capital-and-risk",
            ),
            ({"poor_operating_condition": True}, "supply-refusal.condition"),
        ],
    )
    def test_each_reason(self, decide, found, rule):
        answer = decide("supply_refusal", Ledger().customer().account().survey(**found))
        assert (answer.outcome, answer.rules) == (True, [rule])

    @pytest.mark.parametrize(
        "found",
        [
            {},
            {"many_receivables": True},
            {"weak_payment_ability": True},
            {"unreasonable_capital_structure": True},
            {"high_operating_risk": True},
            {"many_receivables": True, "high_operating_risk": True},
            {"weak_payment_ability": True, "unreasonable_capital_structure": True},
        ],
    )
    def test_half_a_reason_is_none(self, decide, found):
        assert decide("supply_refusal", Ledger().customer().account().survey(**found)).outcome is False

    @pytest.mark.parametrize(
        ("found", "refused"),
        [
            ({"bad_history": None}, None),
            ({"bad_history": None, "poor_operating_condition": True}, True),
            ({"many_receivables": None, "weak_payment_ability": False}, False),
            ({"many_receivables": True, "weak_payment_ability": None}, None),
        ],
    )
    def test_what_the_survey_does_not_say_is_unknown(self, decide, found, refused):
        assert decide("supply_refusal", Ledger().customer().account().survey(**found)).outcome is refused

    def test_the_last_survey_speaks(self, decide):
        ledger = Ledger().customer().account().survey("2024-01-01", bad_history=True)
        assert decide("supply_refusal", ledger).outcome is True
        assert decide("supply_refusal", ledger.survey("2024-01-02")).outcome is False

    def test_two_surveys_of_one_day_the_worse_one(self, decide):
        ledger = Ledger().customer().account().survey("2024-01-01", bad_history=True).survey("2024-01-01")
        assert decide("supply_refusal", ledger).outcome is True

    def test_without_a_survey_nothing_is_refused(self, decide):
        assert decide("supply_refusal", Ledger().customer().account()).outcome is False

    def test_a_survey_of_another_unit_does_not_speak_here(self, decide):
        ledger = Ledger().customer().account().survey(unit="U-2", bad_history=True)
        assert decide("supply_refusal", ledger).outcome is False

    def test_an_unreadable_survey_leaves_it_open(self, decide):
        assert (
            decide("supply_refusal", trading().unreadable("credit_surveys", customer="C-1")).outcome is None
        )

    @pytest.mark.parametrize("secured", [0, 10**9])
    def test_no_security_helps(self, decide, secured):
        ledger = Ledger().customer().account().survey(bad_history=True).collateral(secured)
        assert decide("supply_refusal", ledger).outcome is True


class TestSecurity:
    """D51, L31: measures for a customer that deteriorates; none for one that is refused."""

    def weak(self, receivables: float | str = 1000) -> Ledger:
        return Ledger().customer().account().survey(high_operating_risk=True).open_invoice(receivables)

    @pytest.mark.parametrize("secured", [0, 1000, 10**9])
    def test_whatever_is_secured(self, decide, secured):
        """D51: the measures follow from the deterioration, and have no condition on the security."""
        assert decide("security_needed", self.weak().collateral(secured)).outcome is True

    def test_whatever_is_open(self, decide):
        """D51: all was paid."""
        ledger = Ledger().customer().account().survey(high_operating_risk=True).invoice("2025-06-30")
        assert decide("security_needed", ledger).outcome is True

    def test_who_has_not_bought_yet_can_not_deteriorate(self, decide):
        """L31: the survey before the first sale refuses or lets pass."""
        ledger = Ledger().customer().account().survey(high_operating_risk=True)
        assert decide("security_needed", ledger).outcome is False
        assert decide("security_needed", ledger.without("invoices")).outcome is None

    @pytest.mark.parametrize(
        "weakness",
        ["many_receivables", "weak_payment_ability", "unreasonable_capital_structure", "high_operating_risk"],
    )
    def test_any_weakness_of_the_last_survey(self, decide, weakness):
        ledger = Ledger().customer().account().survey("2024-01-01").survey("2024-06-01", **{weakness: True})
        assert decide("security_needed", ledger.open_invoice(1)).outcome is True
        assert decide("security_needed", ledger.survey("2024-07-01")).outcome is False

    def test_a_late_payer_needs_it_too(self, decide):
        answer = decide("security_needed", late(of_class("A"), 500_000).open_invoice(1))
        assert (answer.outcome, answer.rules) == (True, ["security-needed.late-payer"])

    def test_whether_it_pays_late_must_be_known(self, decide):
        ledger = (
            of_class("A").open_invoice(1).invoice("2025-05-01", 10**6, due_on="2025-05-31", settled_on=None)
        )
        assert decide("security_needed", ledger.without("payments")).outcome is None

    def test_who_is_sound_needs_none(self, decide):
        assert decide("security_needed", of_class("A").open_invoice(10**6)).outcome is False

    def test_nothing_is_asked_of_who_is_refused(self, decide):
        ledger = (
            Ledger().customer().account().survey(bad_history=True, high_operating_risk=True).open_invoice(1)
        )
        assert decide("security_needed", ledger).outcome is False


class TestReceivablesLine:
    """D42, L32, M15, M16, A47."""

    @pytest.mark.parametrize(("receivables", "broken"), [("199.99", False), (200, False), ("200.01", True)])
    def test_more_than_20_percent_of_total_assets(self, decide, receivables, broken):
        """L32, E19, F8, I31: exactly 20% is in order. Total assets are 1,000."""
        answer = decide("receivables_line", Ledger().sheet(receivables=receivables))
        assert answer.outcome is broken
        assert answer.rules == (["receivables-line.company"] if broken else [])

    @pytest.mark.parametrize(
        ("days", "receivables", "over"), [(550, 900, True), (550, 1, False), (551, 900, None), (551, 1, None)]
    )
    def test_a_balance_sheet_too_old_to_be_believed_says_nothing(self, decide, days, receivables, over):
        """D42."""
        ledger = Ledger().sheet(receivables=receivables, drawn_on=days_ago(days))
        assert decide("receivables_line", ledger).outcome is over
        assert decide("receivables_line", ledger, balance_sheet_days=days - 1).outcome is None

    def test_the_line_of_an_industry_is_a_parameter(self, decide):
        assert (
            decide("receivables_line", Ledger().sheet(receivables=300), receivables_line="0.30").outcome
            is False
        )

    def test_the_last_sheet_speaks(self, decide):
        ledger = (
            Ledger()
            .sheet(receivables=900, drawn_on="2026-06-30")
            .sheet(receivables=100, drawn_on="2026-09-30")
        )
        assert decide("receivables_line", ledger).outcome is False

    def test_a_unit_is_judged_by_its_own_sheets_and_not_by_those_below(self, decide):
        ledger = Ledger().sheet("S", receivables=900).sheet("U-1", receivables=1).sheet("U-2", receivables=1)
        assert decide("receivables_line", ledger, "S").rules == ["receivables-line.company"]
        ledger = Ledger().sheet("S", receivables=1).sheet("U-1", receivables=900)
        assert decide("receivables_line", ledger, "S").outcome is False

    def test_the_last_of_each_kind_speaks(self, decide):
        """A younger consolidated sheet doesn't silence the company's, nor the other way round."""
        for younger in (True, False):
            ledger = Ledger().sheet("G", receivables=900, consolidated=not younger, drawn_on="2026-06-30")
            ledger.sheet("G", receivables=1, consolidated=younger, drawn_on="2026-09-30")
            kind = "company" if younger else "consolidated"
            assert decide("receivables_line", ledger, "G").rules == [f"receivables-line.{kind}"]

    @pytest.mark.parametrize(("open_", "broken"), [(200, False), ("200.01", True)])
    def test_what_is_open_counts_where_the_sheet_does_not_say(self, decide, open_, broken):
        """M16."""
        ledger = trading().open_invoice(open_).sheet(receivables=None)
        assert decide("receivables_line", ledger).outcome is broken

    def test_a_stated_figure_without_a_rate_is_unknown_and_no_sum_stands_in_for_it(self, decide):
        """M16: 900 dollars on assets of 1,000 yuan."""
        ledger = trading().sheet(receivables=dollars("900"))
        assert decide("receivables_line", ledger).outcome is None
        assert decide("order_release", ledger.order()).outcome == "REFER"
        assert decide("receivables_line", ledger.rate("0.10")).outcome is False

    @pytest.mark.parametrize(("company", "broken"), [("Co-1", True), ("Co-2", False), (None, None)])
    def test_a_company_counts_all_its_units(self, decide, company, broken):
        """M16: 900 are open at U-2; the sheet of the company, 1,000 of assets, is that of U-1."""
        ledger = trading().account(unit="U-2").open_invoice(900, unit="U-2").sheet(receivables=None)
        ledger.tables["units"].pop()
        ledger.unit("U-2", "S", UnitKind.DIVISION, company)
        assert decide("receivables_line", ledger).outcome is broken

    def test_a_company_counts_a_unit_once_however_many_stand_above_it(self, decide):
        """150 at U-1 and 50 at the unit below it are 200 of 1,000: exactly 20%."""
        ledger = trading().unit("U-3", "U-1", UnitKind.BRANCH, "Co-1").account(unit="U-3")
        ledger.open_invoice(150).open_invoice(50, unit="U-3").sheet(receivables=None)
        assert decide("receivables_line", ledger).outcome is False
        assert decide("receivables_line", ledger.open_invoice("0.01", unit="U-3")).outcome is True

    def test_a_company_counts_its_own_receivables_and_a_consolidated_sheet_all_below(self, decide):
        """J25, K2."""
        ledger = trading().account(unit="U-2").open_invoice(150).open_invoice(150, unit="U-2")
        ledger.sheet("S", receivables=None, consolidated=True).sheet("U-1", receivables=None)
        assert decide("receivables_line", ledger, "S").rules == ["receivables-line.consolidated"]
        assert decide("receivables_line", ledger, "U-1").outcome is False

    @pytest.mark.parametrize("receivables", [0, 1])
    @pytest.mark.parametrize("total_assets", [None, 0])
    def test_there_is_no_ratio_without_total_assets(self, decide, receivables, total_assets):
        """D42, L6: over assets of zero it is unknown, as it is over assets that nobody stated."""
        sheet = Ledger().sheet(receivables=receivables, total_assets=total_assets)
        assert decide("receivables_line", sheet).outcome is None

    def test_total_assets_of_a_consolidated_sheet_must_be_known(self, decide):
        ledger = Ledger().sheet("G", receivables=1, total_assets=None, consolidated=True)
        assert decide("receivables_line", ledger, "G").outcome is None

    def test_a_unit_without_a_sheet_has_nothing_to_decide(self, decide):
        assert decide("receivables_line", Ledger().sheet(receivables=1), "U-2").status == "not applicable"

    def test_an_unreadable_invoice_leaves_a_sum_open_and_a_reported_figure_alone(self, decide):
        ledger = trading().unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("receivables_line", ledger.sheet(receivables=1)).outcome is False
        ledger = trading().unreadable("invoices", customer="C-1", unit="U-1").sheet(receivables=None)
        assert decide("receivables_line", ledger).outcome is None


def test_the_exception_for_cash_customers_keeps_a_limit(decide):
    """A cash customer that D24 exempts is not D-class, so its class speaks."""
    ledger = (
        Ledger().customer().account(term=PaymentTerm.CASH_ON_DELIVERY).survey().invoice("2025-06-30", 9000)
    )
    assert decide("credit_limit", ledger).rules == ["credit-limit.class-a"]
