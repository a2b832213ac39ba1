"""Terms of credit sales and collection (terms.yaml): B64, B66, B68, D42, E16 to E18, E36."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.model import Account, DutyReport, DutyReportKind, PaymentTerm
from groupctl.rules.draft import PolicyDraft
from groupctl.rules.loading.loader import load_policy
from groupctl.testing import Ledger, day, days_ago
from groupctl.texts.title import Title
from tests.standard.amounts import limit
from tests.standard.deciding import VALUES, measured
from tests.standard.test_credit_rating import survey


def on_credit(**terms: object) -> Ledger:
    """C-1 buys from U-1 on credit, has been surveyed, and has no limit of its own anywhere."""
    row: dict[str, object] = {
        "since": day("2020-01-01"),
        "payment_term": PaymentTerm.CREDIT,
        "credit_limit": limit("inherit"),
    } | terms
    ledger = Ledger().customer(credit_limit="inherit").survey()
    return ledger.put(Account(customer="C-1", unit="U-1", **row))


def of_class(letter: str, **terms: object) -> Ledger:
    """The sales of 2025 make C-1 a customer of this class at U-1."""
    ledger = on_credit(**terms).invoice("2025-06-30", 1_000_000)
    others = {"A": 0, "B": 4_000_000, "C": 20_000_000}[letter]
    if others:
        ledger.customer("C-2").account("C-2").invoice("2025-06-30", others, customer="C-2")
    return ledger


def overdue(days: int, amount: int | str = 100) -> Ledger:
    """C-1 has owed this since so many days."""
    return Ledger().customer().account().open_invoice(amount, "2025-01-01", due_on=days_ago(days))


class TestTerm:
    """E18, B64: the class says how long a customer may take to pay."""

    @pytest.mark.parametrize(("letter", "longest"), [("A", 90), ("B", 60), ("C", 30)])
    def test_by_class(self, decide, letter, longest):
        """E18, B64."""
        assert decide("credit_class", of_class(letter)).outcome == letter
        within = decide("credit_terms", of_class(letter, credit_days=longest))
        assert (within.outcome, within.rules) == (("IN_ORDER",), [])
        beyond = decide("credit_terms", of_class(letter, credit_days=longest + 1))
        assert (beyond.outcome, beyond.rules) == (("TERM_TOO_LONG",), ["credit-terms.term"])
        assert beyond.actions == ["OPEN_TASK"]

    @pytest.mark.parametrize(("days", "fault"), [(15, "IN_ORDER"), (16, "TERM_TOO_LONG")])
    def test_a_new_customer_has_less_time(self, decide, days, fault):
        """D48, E20: new since 100 days, though of class A by its sales."""
        ledger = of_class("A", since=day(days_ago(100)), credit_days=days)
        assert decide("credit_terms", ledger).outcome == (fault,)

    def test_without_a_term_there_is_nothing_to_decide(self, decide):
        """E18."""
        assert decide("credit_terms", on_credit()).status == "not applicable"
        cash = on_credit(payment_term=PaymentTerm.CASH_ON_DELIVERY, credit_days=400)
        assert decide("credit_terms", cash).status == "not applicable"

    def test_an_unknown_class_leaves_it_open(self, decide):
        """E18: nobody knows whether it is of class A, so 60 days may be too long."""
        ledger = of_class("A", credit_days=60).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("credit_terms", ledger).outcome is None

    def test_the_days_must_be_set(self, decide):
        """E18: a policy that does not say how long a class may take can't judge terms."""
        answer = decide("credit_terms", of_class("A", credit_days=30), a_class_credit_days=None)
        assert answer.status == "failed"
        assert "a_class_credit_days" in answer.decision.error.render()
        assert "E18" in answer.decision.error.render()


class TestConditionDiscountAndLimit:
    """E18, B64, A47: condition and cash discount; E17: a limit for each customer."""

    @pytest.mark.parametrize(
        ("share", "fault"), [("0.03", "IN_ORDER"), ("0.0301", "DISCOUNT_TOO_HIGH"), ("0", "IN_ORDER")]
    )
    def test_the_discount_is_capped(self, decide, share, fault):
        """E18, B64."""
        answer = decide("credit_terms", of_class("A", cash_discount=Fraction(share), credit_days=30))
        assert answer.outcome == (fault,)

    def test_no_credit_where_supply_is_refused(self, decide):
        """E18, E29."""
        ledger = of_class("A", credit_days=30).survey("2026-01-01", bad_history=True)
        answer = decide("credit_terms", ledger)
        assert (answer.outcome, answer.actions) == (("NOT_TO_BE_SOLD_TO_ON_CREDIT",), ["SET_CASH_ONLY"])

    def test_while_the_grade_is_open_nobody_is_said_to_be_in_order(self, decide):
        """E18, E42: the survey does not state the current ratio, so the grade can't be told."""
        ledger = of_class("A", credit_days=30).put(survey(current_ratio=None))
        answer = decide("credit_terms", ledger)
        assert answer.outcome is None
        assert "credit-terms.condition" in answer.unjudged

    def test_everything_that_is_wrong_is_said(self, decide):
        """E18, B64."""
        ledger = of_class("A", credit_days=91, cash_discount=Fraction("0.04"))
        assert decide("credit_terms", ledger).outcome == ("TERM_TOO_LONG", "DISCOUNT_TOO_HIGH")

    @pytest.mark.parametrize(
        ("letter", "own", "fault"),
        [("B", "unlimited", "NO_LIMIT"), ("B", 100, "IN_ORDER"), ("A", "unlimited", "IN_ORDER")],
    )
    def test_somewhere_there_is_a_limit(self, decide, letter, own, fault):
        """E17, B66: only class A may be without (E10, D43)."""
        ledger = of_class(letter, credit_days=30, credit_limit=limit(own))
        ledger.tables["customers"][0] = Ledger().customer(credit_limit="unlimited").tables["customers"][0]
        assert decide("credit_terms", ledger, grants_needed=False).outcome == (fault,)

    @pytest.mark.parametrize(("elsewhere", "over"), [(500, False), ("500.01", True)])
    def test_one_limit_holds_over_all_units(self, decide, elsewhere, over):
        """E17, B66: 1,000 yuan for the customer, whichever unit it owes them to."""
        ledger = Ledger().customer(credit_limit=1000).account().account(unit="U-2")
        ledger.open_invoice(500).open_invoice(elsewhere, unit="U-2")
        assert decide("customer_arrears_warning", ledger).outcome is over


class TestLimitsByClass:
    """E10, E11, E12: what a class grants where a customer has no limit of its own."""

    @pytest.mark.parametrize("letter", ["A", "B", "C"])
    def test_the_limit_of_the_class(self, decide, letter):
        """E10: none for A; E11: an upper bound for B; E12: a small one for C."""
        if letter == "A":
            assert decide("credit_limit", of_class("A")).outcome == "unlimited"
        else:
            bound = VALUES[f"{letter.lower()}_class_limit"]
            assert decide("arrears_warning", of_class(letter).open_invoice(bound)).outcome is False
            assert decide("arrears_warning", of_class(letter).open_invoice(f"{bound}.01")).outcome is True


class TestTotal:
    """E18, D42, A47: the total size of credit sales is what matters most."""

    @pytest.mark.parametrize(("owed", "over"), [(5_000_000, False), ("5000000.01", True)])
    def test_a_unit_has_a_cap(self, decide, owed, over):
        """E18, B64: orders count as well."""
        ledger = Ledger().customer().account().open_invoice(owed)
        answer = decide("credit_sales_total", ledger)
        assert answer.outcome is over
        assert answer.actions == (["REDUCE_SUPPLY", "NOTIFY"] if over else [])
        assert decide("credit_sales_total", ledger.order(amount=1)).outcome is True

    def test_a_cap_must_be_set(self, decide):
        """E18."""
        answer = decide("credit_sales_total", Ledger(), credit_sales_cap=None)
        assert (answer.status, "E18" in answer.decision.error.render()) == ("failed", True)

    def test_what_can_t_be_read_leaves_it_open(self, decide):
        """E18."""
        ledger = Ledger().customer().account().unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("credit_sales_total", ledger).outcome is None

    @pytest.mark.parametrize(("receivables", "over"), [(200, False), ("200.01", True)])
    def test_receivables_against_assets(self, decide, receivables, over):
        """E19, F8, D42: a fifth of 1,000."""
        answer = decide("receivables_line", Ledger().sheet(receivables=receivables))
        assert answer.outcome is over
        assert answer.actions == (["REDUCE_SUPPLY", "REVIEW"] if over else [])


class TestCollection:
    """E36, B68, A47: the older the oldest debt, the firmer the way to collect it."""

    @pytest.mark.parametrize(
        ("days", "method", "called", "actions"),
        [
            (1, "CALL", "LATE", ["CALL"]),
            (14, "CALL", "LATE", ["CALL"]),
            (15, "VISIT", "SLOW", ["VISIT"]),
            (59, "VISIT", "SLOW", ["VISIT"]),
            (60, "COLLECT", "DOUBTFUL", ["COLLECT"]),
            (179, "COLLECT", "DOUBTFUL", ["COLLECT"]),
            (180, "REVIEW", "BAD_DEBT", ["REVIEW", "HOLD_ORDERS"]),
        ],
    )
    def test_by_days_past_due(self, decide, days, method, called, actions):
        """E36, E18, D42, B68."""
        answer = decide("collection", overdue(days))
        assert (answer.outcome, answer["receivable_class"], answer.actions) == (method, called, actions)

    def test_the_oldest_debt_counts(self, decide):
        """E36."""
        ledger = overdue(15).open_invoice(2, "2025-01-01", due_on=days_ago(200))
        assert decide("collection", ledger).outcome == "REVIEW"
        assert measured(ledger, "days_past_due") == 200

    @pytest.mark.parametrize("set_off", ["OLDEST_FIRST", "ALL"])
    @pytest.mark.parametrize(
        ("on_account", "days", "overdue_now"), [(1, 200, 4), (2, 60, 3), (4, 60, 1), (5, None, 0)]
    )
    def test_money_on_account_covers_the_oldest_first(self, decide, set_off, on_account, days, overdue_now):
        """B61, E36: 2 yuan are 200 days past due and 3 yuan 60 days."""
        ledger = overdue(60, 3).open_invoice(2, "2025-01-01", due_on=days_ago(200)).payment(on_account)
        assert measured(ledger, "overdue", set_off=set_off) == overdue_now * 100
        if days is None:
            assert decide("collection", ledger, set_off=set_off).status == "not applicable"
        else:
            assert measured(ledger, "days_past_due", set_off=set_off) == days

    def test_money_on_account_that_is_not_set_off_covers_nothing(self):
        """B61, E36."""
        ledger = overdue(60, 3).open_invoice(2, "2025-01-01", due_on=days_ago(200)).payment(4)
        assert measured(ledger, "overdue", set_off="NOTHING") == 500
        assert measured(ledger, "days_past_due", set_off="NOTHING") == 200

    def test_debts_of_one_day_are_covered_together(self):
        """B61, E36."""
        ledger = overdue(60, 3).open_invoice(2, "2025-01-01", due_on=days_ago(60))
        assert measured(ledger.payment(3), "days_past_due") == 60
        assert measured(ledger.payment(2), "days_past_due") == 0

    @pytest.mark.parametrize("set_off", ["NOTHING", "OLDEST_FIRST", "ALL"])
    def test_a_payment_that_bounced_and_names_no_invoice_is_overdue_since_that_day(self, decide, set_off):
        """B61, E36, M12: 5 yuan came in and 7 went back, so 2 are owed again."""
        ledger = Ledger().customer().account().payment(5, days_ago(100)).payment(-7, days_ago(60))
        assert measured(ledger, "overdue", set_off=set_off) == 200
        assert decide("collection", ledger, set_off=set_off).outcome == "COLLECT"
        assert measured(ledger, "days_past_due", set_off=set_off) == 60

    @pytest.mark.parametrize(
        ("went_back", "overdue_now", "days"),
        [
            ([(30, 1)], 0, 0),
            ([(90, 3)], 1, 10),
            ([(90, 4), (30, 2)], 4, 30),
            ([(90, 6), (30, 1)], 5, 90),
            ([(5, 6)], 4, 10),
        ],
    )
    def test_of_what_went_back_the_oldest_is_covered_first(self, went_back, overdue_now, days):
        """B61: 5 yuan came in; an invoice of 3 yuan is 10 days past due."""
        ledger = overdue(10, 3).payment(5, days_ago(100))
        for ago, amount in went_back:
            ledger.payment(-amount, days_ago(ago))
        assert measured(ledger, "overdue") == overdue_now * 100
        assert measured(ledger, "days_past_due") == days

    @pytest.mark.parametrize("lost", ["payments", "invoices"])
    def test_without_a_table_the_age_of_the_debt_is_unknown(self, decide, lost):
        """B61, E36."""
        ledger = overdue(60, 3).payment(2).without(lost)
        assert decide("collection", ledger).status == "unknown"
        assert measured(ledger, "days_past_due") is None

    def test_what_is_not_due_or_disputed_is_not_collected(self, decide):
        """E36, M12."""
        assert decide("collection", overdue(0)).status == "not applicable"
        disputed = overdue(5).open_invoice(2, "2025-01-01", due_on=days_ago(300), disputed=True)
        assert decide("collection", disputed).outcome == "CALL"

    def test_an_unreadable_invoice_may_be_older(self, decide):
        """E36."""
        ledger = overdue(5).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("collection", ledger).outcome is None

    def test_the_bands_must_be_set(self, decide):
        """E36."""
        answer = decide("collection", overdue(5), collect_review_days=None)
        assert (answer.status, "E36" in answer.decision.error.render()) == ("failed", True)


DEBTS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5)), max_size=4)
MONEY = st.lists(st.tuples(st.integers(1, 9), st.integers(-5, 5).filter(bool)), max_size=4)
"""Days ago and yuan."""


@given(DEBTS, MONEY, st.sampled_from(["NOTHING", "OLDEST_FIRST", "ALL"]))
@settings(max_examples=60)
def test_what_is_overdue_and_since_when_as_worked_out_from_the_queue_of_debts(debts, money, set_off):
    """B61, E36, M12: receipts cancel what went back, the oldest first; what is left of them pays invoices, the oldest first."""
    ledger = Ledger().customer().account()
    for ago, amount in debts:
        ledger.open_invoice(amount, "2025-01-01", due_on=days_ago(ago))
    for ago, amount in money:
        ledger.payment(amount, days_ago(ago))
    went_back = [(ago, -amount) for ago, amount in money if amount < 0]
    received = sum(amount for _, amount in money if amount > 0)
    open_ = uncovered(went_back, received)
    left = max(received - sum(amount for _, amount in went_back), 0)
    open_ += uncovered(debts, 0 if set_off == "NOTHING" else left)
    assert measured(ledger, "overdue", set_off=set_off) == sum(amount for _, amount in open_) * 100
    if open_:
        assert measured(ledger, "days_past_due", set_off=set_off) == max(ago for ago, _ in open_)


def uncovered(debts, money):
    """What is open of debts of so many days when ``money`` pays the oldest first."""
    found = []
    for ago, amount in sorted(debts, reverse=True):
        paid = min(money, amount)
        money -= paid
        if paid < amount:
            found.append((ago, amount - paid))
    return found


class TestAnalysis:
    """D42, E36: finance analyses the receivables regularly."""

    def report(
        self, submitted_on: str, kind: DutyReportKind = DutyReportKind.RECEIVABLES_ANALYSIS
    ) -> DutyReport:
        return DutyReport(
            id="DR-1",
            unit="U-1",
            kind=kind,
            starts_on=day("2026-01-01"),
            ends_on=day("2026-06-30"),
            submitted_on=day(submitted_on),
        )

    @pytest.mark.parametrize(("submitted_on", "owed"), [("2026-08-22", False), ("2026-08-21", True)])
    def test_within_three_months(self, decide, submitted_on, owed):
        """D42, E36."""
        answer = decide("receivables_analysis", overdue(5).put(self.report(submitted_on)))
        assert (answer.outcome, answer.actions) == (owed, ["OPEN_TASK"] if owed else [])

    def test_another_report_is_none(self, decide):
        """E36."""
        other = self.report("2026-11-20", DutyReportKind.WEEKLY_SERVICE)
        assert decide("receivables_analysis", overdue(5).put(other)).outcome is True
        assert decide("receivables_analysis", overdue(5).without("duty_reports")).outcome is None

    def test_without_invoices_none_is_owed(self, decide):
        """D42, E36: whether something is overdue is not known."""
        assert decide("receivables_analysis", overdue(5).without("invoices")).status == "unknown"

    def test_nothing_overdue_needs_none(self, decide):
        """E36."""
        assert decide("receivables_analysis", overdue(0)).status == "not applicable"


class TestDivisions:
    """E16: each division has a method of its own."""

    def test_a_division_sets_its_own_terms(self):
        """E16: U-1 gives class A 45 days, the rest of the group 90."""
        settings = {key: {"values": {date(2000, 1, 1): value}} for key, value in VALUES.items()}
        settings["a_class_credit_days"]["scopes"] = {"unit": {"U-1": {date(2000, 1, 1): 45}}}
        policy = load_policy(
            PolicyDraft(
                name="divisions",
                version="1",
                currency="CNY",
                title=Title(en="Divisions", zh="事业部"),
                imports=("standard",),
                settings=settings,
            )
        )
        ledger = of_class("A", credit_days=60).put(
            Account(
                customer="C-1",
                unit="U-2",
                since=day("2020-01-01"),
                payment_term=PaymentTerm.CREDIT,
                credit_days=60,
                credit_limit=limit("inherit"),
            )
        )
        ledger.invoice("2025-06-30", 1_000_000, unit="U-2")
        configured, portfolio = Engine(policy, engine="reference"), ledger.portfolio()
        found = [
            configured.decide("credit_terms", f"C-1@{unit}", portfolio).outputs[0].typed
            for unit in ("U-1", "U-2")
        ]
        assert found == [("TERM_TOO_LONG",), ("IN_ORDER",)]
