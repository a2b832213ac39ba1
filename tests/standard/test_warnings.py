"""The five early warnings (warnings.yaml): F2 to F6 with L33 to L36, M3, M4, M12, M21, M22."""

from typing import ClassVar

import pytest

from groupctl.decisions.describe import cites
from groupctl.testing import Ledger, days_ago, trading
from tests.standard.deciding import worked


class TestArrears:
    """F2, D46, A46, A53: arrears above the limit; L33: strictly."""

    def limited(self, limit: int | str = 1000) -> Ledger:
        return Ledger().customer().account(credit_limit=limit).survey().invoice("2025-06-30", 10**6)

    @pytest.mark.parametrize(("arrears", "warned"), [("999.99", False), (1000, False), ("1000.01", True)])
    def test_strictly_above(self, decide, arrears, warned):
        answer = decide("arrears_warning", self.limited().open_invoice(arrears))
        assert answer.outcome is warned
        if warned:
            assert answer.values == {
                "arrears": "1000.01",
                "resolved_limit": "1000.00",
                "least_limit": "1000.00",
            }
            assert answer.actions == ["INVESTIGATE", "COLLECT"]

    def test_open_receivables_alone_orders_do_not_count(self, decide):
        """M11."""
        assert (
            decide("arrears_warning", self.limited().open_invoice(1000).order(amount=10**6)).outcome is False
        )

    def test_disputed_invoices_count(self, decide):
        """M12."""
        ledger = self.limited().open_invoice(600).open_invoice(600, disputed=True)
        assert decide("arrears_warning", ledger).outcome is True
        assert decide("arrears_warning", ledger, arrears_include_disputed=False).outcome is False

    def test_a_limit_of_zero_warns_of_every_cent(self, decide):
        assert decide("arrears_warning", self.limited(0)).outcome is False
        assert decide("arrears_warning", self.limited(0).open_invoice("0.01")).outcome is True

    def test_an_unlimited_customer_is_never_above(self, decide):
        """L29."""
        assert decide("arrears_warning", self.limited("unlimited").open_invoice(10**9)).outcome is False

    def test_an_unknown_limit_or_an_unreadable_invoice_leaves_it_open(self, decide):
        assert decide("arrears_warning", self.limited("unknown").open_invoice(1)).outcome is None
        ledger = self.limited().open_invoice(2000).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("arrears_warning", ledger).outcome is None

    @pytest.mark.parametrize(("arrears", "warned"), [(100_000, False), ("100000.01", None)])
    def test_within_the_least_limit_it_need_not_wait_for_the_class(self, decide, arrears, warned):
        """C-2's unreadable invoice leaves the class of C-1 open; every class grants 100,000."""
        ledger = trading().invoice("2025-06-30", 10**6).open_invoice(arrears)
        ledger.customer("C-2").account("C-2").unreadable("invoices", customer="C-2", unit="U-1")
        assert decide("credit_limit", ledger).outcome is None
        assert decide("arrears_warning", ledger).outcome is warned

    def test_class_a_has_no_limit_to_exceed(self, decide):
        """A million is beyond the least limit of any class, and within that of class A."""
        ledger = Ledger().group("GR").customer(group="GR", credit_limit="inherit").account().survey()
        ledger.invoice("2025-06-30", 10**6).open_invoice(10**6)
        for warning in ("arrears_warning", "customer_arrears_warning", "group_arrears_warning"):
            assert decide(warning, ledger).outcome is False

    @pytest.mark.parametrize(("elsewhere", "warned"), [(400, False), ("400.01", True)])
    def test_of_a_customer_over_all_units(self, decide, elsewhere, warned):
        ledger = Ledger().customer(credit_limit=1000).account().account(unit="U-2")
        ledger.open_invoice(600).open_invoice(elsewhere, unit="U-2")
        assert decide("customer_arrears_warning", ledger).outcome is warned

    @pytest.mark.parametrize(("of_the_other", "warned"), [(400, False), ("400.01", True)])
    def test_of_a_customer_group(self, decide, of_the_other, warned):
        ledger = Ledger().group("GR", credit_limit=1000).customer(group="GR").account().open_invoice(600)
        ledger.customer("C-2", group="GR").account("C-2").open_invoice(of_the_other, customer="C-2")
        assert decide("group_arrears_warning", ledger).outcome is warned


class TestSalesProgress:
    """F3, L34, M22, A53."""

    @pytest.mark.parametrize(("bought", "behind"), [("699.99", True), (700, False), (701, False)])
    def test_against_the_plan(self, decide, bought, behind):
        """A plan of 1,000 for the 30 days of November; 21 of them have passed: 700 were due."""
        ledger = trading().plan(1000, "2026-11-01", "2026-11-30").invoice("2026-11-01", bought)
        answer = decide("progress_warning", ledger)
        assert (answer.outcome, answer.rules) == (behind, ["progress-warning.plan"] if behind else [])

    def test_only_purchases_of_the_plans_period_count(self, decide):
        ledger = trading().plan(1000, "2026-11-01", "2026-11-30").invoice("2026-10-31", 10**6)
        assert decide("progress_warning", ledger).rules == ["progress-warning.plan"]

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "warned"),
        [
            ("2026-10-01", days_ago(1), False),
            ("2026-10-01", days_ago(0), True),
            (days_ago(0), "2026-12-31", True),
            ("2026-11-22", "2026-12-31", False),
        ],
    )
    def test_only_a_running_plan(self, decide, starts_on, ends_on, warned):
        assert decide("progress_warning", trading().plan(1000, starts_on, ends_on)).outcome is warned

    @pytest.mark.parametrize(
        ("issued_on", "behind"), [(days_ago(0), False), ("2026-10-31", True), ("2026-11-01", False)]
    )
    def test_the_plans_first_and_last_day_are_part_of_it(self, decide, issued_on, behind):
        """A plan that ends today."""
        ledger = Ledger().customer().account(since="2026-01-05").plan(1000, "2026-11-01", days_ago(0))
        assert decide("progress_warning", ledger.invoice(issued_on, 1000)).outcome is behind

    @pytest.mark.parametrize(("tolerance", "behind"), [("0.10", False), ("0.09", True)])
    def test_the_plan_has_the_tolerance_too(self, decide, tolerance, behind):
        """630 of the 700 that are due is exactly 10% less."""
        ledger = trading().plan(1000, "2026-11-01", "2026-11-30").invoice("2026-11-01", 630)
        assert decide("progress_warning", ledger, progress_tolerance=tolerance).outcome is behind

    def test_the_plan_needs_no_history(self, decide):
        """M22."""
        ledger = Ledger().customer().account(since=days_ago(5)).plan(1000, "2026-11-01", "2026-11-30")
        answer = decide("progress_warning", ledger)
        assert answer.rules == ["progress-warning.plan"]
        assert answer.decision.not_applicable == (
            "progress-warning.same-period",
            "progress-warning.frequency",
        )

    @pytest.mark.parametrize(("bought", "behind"), [("499.99", True), (500, False)])
    def test_against_the_same_period_of_last_year(self, decide, bought, behind):
        """The period ends on 2025-11-21; what came a day later is not compared."""
        ledger = (
            trading().invoice("2025-11-21", 500).invoice("2025-11-22", 10**6).invoice("2026-02-01", bought)
        )
        answer = decide("progress_warning", ledger)
        assert (answer.outcome, answer.rules) == (behind, ["progress-warning.same-period"] if behind else [])

    @pytest.mark.parametrize(("tolerance", "behind"), [("0.10", False), ("0.09", True)])
    def test_the_tolerance(self, decide, tolerance, behind):
        """450 against 500 is exactly 10% less."""
        ledger = trading().invoice("2025-06-01", 500).invoice("2026-06-01", 450)
        assert decide("progress_warning", ledger, progress_tolerance=tolerance).outcome is behind

    def test_less_often(self, decide):
        """Twice last year, once this year; two invoices of one day are one purchase day."""
        ledger = trading().invoice("2025-02-01", 5).invoice("2025-03-01", 5)
        ledger.invoice("2026-02-01", 10).invoice("2026-02-01", 10)
        assert decide("progress_warning", ledger).rules == ["progress-warning.frequency"]
        assert decide("progress_warning", ledger.invoice("2026-03-01", 1)).outcome is False

    @pytest.mark.parametrize(("issued_on", "less"), [("2025-11-21", True), ("2025-11-22", False)])
    def test_less_often_than_to_this_day_of_last_year(self, decide, issued_on, less):
        ledger = trading().invoice("2025-02-01", 5).invoice(issued_on, 5).invoice("2026-02-01", 100)
        assert decide("progress_warning", ledger).outcome is less

    def test_an_invoice_of_nothing_is_no_purchase(self, decide):
        ledger = trading().invoice("2025-02-01", 5).invoice("2025-03-01", 0).invoice("2026-02-01", 10)
        assert decide("progress_warning", ledger).outcome is False
        ledger = trading().invoice("2025-02-01", 5).invoice("2025-03-01", 5)
        assert (
            decide("progress_warning", ledger.invoice("2026-02-01", 10).invoice("2026-03-01", 0)).outcome
            is True
        )

    def test_several_reasons_are_all_given(self, decide):
        ledger = trading().invoice("2025-02-01", 5).plan(1000, "2026-11-01", "2026-11-30")
        assert decide("progress_warning", ledger).rules == [
            "progress-warning.plan",
            "progress-warning.same-period",
            "progress-warning.frequency",
        ]

    @pytest.mark.parametrize(("since", "warned"), [("2025-01-01", True), ("2025-01-02", False)])
    def test_last_year_must_lie_within_the_account(self, decide, since, warned):
        """M22: else it is not applicable, and said so."""
        ledger = Ledger().customer().account(since=since).invoice("2025-06-01", 500)
        answer = decide("progress_warning", ledger)
        assert answer.outcome is warned
        assert bool(answer.decision.not_applicable) is not warned

    def test_last_year_must_lie_within_the_ledger(self, decide):
        ledger = trading().invoice("2025-06-01", 500)
        assert decide("progress_warning", ledger, ledger_from="2025-01-01").outcome is True
        assert decide("progress_warning", ledger, ledger_from="2025-01-02").outcome is False

    def test_an_unreadable_invoice_leaves_it_open(self, decide):
        ledger = trading().invoice("2025-06-01", 500).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("progress_warning", ledger).outcome is None

    def test_a_plan_can_not_be_judged_without_invoices(self, decide):
        ledger = Ledger().customer().account(since=days_ago(5)).plan(1000, "2026-11-01", "2026-11-30")
        assert decide("progress_warning", ledger.without("invoices")).outcome is None

    def test_never_bought_is_not_behind(self, decide):
        assert decide("progress_warning", trading()).outcome is False


class TestSalesExpense:
    """F4, L35, M21, A53. Periods of three months: 2026-05-22 to 2026-08-21 and 2026-08-22 to 2026-11-21."""

    @pytest.mark.parametrize(("spent", "over"), [("99.99", False), (100, False), ("100.01", True)])
    def test_above_the_budget(self, decide, spent, over):
        ledger = (
            trading()
            .budget(100)
            .expense(100, "2026-06-01")
            .expense(-100, "2026-06-02")
            .expense(spent, "2026-07-01")
        )
        answer = decide("expense_warning", ledger)
        assert (answer.outcome, answer.rules) == (over, ["expense-warning.budget"] if over else [])

    @pytest.mark.parametrize(("spent_on", "over"), [("2026-01-01", True), ("2025-12-31", False)])
    def test_only_what_was_spent_in_the_budgets_period(self, decide, spent_on, over):
        assert decide("expense_warning", trading().budget(100).expense(101, spent_on)).outcome is over

    @pytest.mark.parametrize("day", ["starts_on", "ends_on"])
    def test_a_budgets_first_and_last_day_are_part_of_it(self, decide, day):
        ledger = (
            trading().expense(500, "2026-08-01").budget(100, **{day: days_ago(0)}).expense(101, days_ago(0))
        )
        assert decide("expense_warning", ledger).rules == ["expense-warning.budget"]

    @pytest.mark.parametrize(("ends_on", "over"), [(days_ago(1), False), (days_ago(0), True)])
    def test_only_a_running_budget(self, decide, ends_on, over):
        ledger = trading().budget(100, ends_on=ends_on).expense(500, "2026-02-01")
        assert decide("expense_warning", ledger).outcome is over

    @pytest.mark.parametrize(("spent", "climbs"), [(1100, False), ("1100.01", True)])
    def test_a_climb_of_more_than_10_percent(self, decide, spent, climbs):
        answer = decide("expense_warning", trading().expense(1000, "2026-08-21").expense(spent, "2026-08-22"))
        assert (answer.outcome, answer.rules) == (climbs, ["expense-warning.climb"] if climbs else [])
        assert answer.actions == (["STOP_SPENDING"] if climbs else [])

    @pytest.mark.parametrize(("spent_on", "climbs"), [("2026-05-22", False), ("2026-05-21", True)])
    def test_the_period_before_begins_three_months_earlier(self, decide, spent_on, climbs):
        ledger = trading().expense(1000, spent_on).expense(1000, days_ago(0))
        assert decide("expense_warning", ledger).outcome is climbs

    def test_any_expense_after_none_is_a_climb(self, decide):
        """M21."""
        assert decide("expense_warning", trading().expense("0.01", "2026-11-01")).outcome is True
        assert decide("expense_warning", trading()).outcome is False

    @pytest.mark.parametrize(("ledger_from", "climbs"), [("2026-05-21", True), ("2026-05-22", False)])
    def test_none_is_only_what_the_ledger_could_have_shown(self, decide, ledger_from, climbs):
        answer = decide("expense_warning", trading().expense(1, "2026-11-01"), ledger_from=ledger_from)
        assert answer.outcome is climbs
        assert bool(answer.decision.not_applicable) is not climbs

    def test_an_unreadable_expense_leaves_it_open(self, decide):
        assert (
            decide("expense_warning", trading().unreadable("expenses", customer="C-1", unit="U-1")).outcome
            is None
        )

    def test_a_budget_can_not_be_judged_with_an_unreadable_expense(self, decide):
        ledger = trading().budget(100).unreadable("expenses", customer="C-1", unit="U-1")
        assert decide("expense_warning", ledger).outcome is None

    def test_without_a_table_of_expenses_it_can_not_be_judged(self, decide):
        assert decide("expense_warning", trading().without("expenses")).outcome is None


class TestCustomerLoss:
    """F5, L36, M3, M4, M7, A53: lost after more than min(183, max(90, 2 x mean interval)) days."""

    def bought(self, *days: int) -> Ledger:
        ledger = trading()
        for ago in days:
            ledger.invoice(days_ago(ago), 100)
        return ledger

    @pytest.mark.parametrize(("days", "state"), [(183, "BUYING"), (184, "LOST")])
    def test_one_purchase_gives_183_days(self, decide, days, state):
        assert decide("loss_warning", self.bought(days)).outcome == state

    @pytest.mark.parametrize(("days", "state"), [(90, "BUYING"), (91, "LOST")])
    def test_who_bought_often_is_missed_after_90_days(self, decide, days, state):
        """Every ten days before: twice the interval is 20, the floor 90."""
        answer = decide("loss_warning", self.bought(days, days + 10, days + 20))
        assert answer.outcome == state
        assert answer.rules == (["loss-warning.interval"] if state == "LOST" else [])

    @pytest.mark.parametrize(("days", "state"), [(120, "BUYING"), (121, "LOST")])
    def test_twice_the_mean_interval_lies_between(self, decide, days, state):
        """Intervals of 50 and 70 days: mean 60, twice that is 120."""
        assert decide("loss_warning", self.bought(days, days + 50, days + 120)).outcome == state

    @pytest.mark.parametrize(("days", "state"), [(183, "BUYING"), (184, "LOST")])
    def test_never_more_than_half_a_year(self, decide, days, state):
        """An interval of 100 days would give 200."""
        answer = decide("loss_warning", self.bought(days, days + 100))
        assert answer.outcome == state
        assert answer.rules == (["loss-warning.half-year"] if state == "LOST" else [])

    @pytest.mark.parametrize(("days", "state"), [(101, "BUYING"), (102, "LOST")])
    def test_the_mean_is_exact(self, decide, days, state):
        """Three intervals, 152 days together: twice the mean is 101 and a third."""
        assert decide("loss_warning", self.bought(days, days + 50, days + 101, days + 152)).outcome == state

    def test_two_invoices_of_one_day_are_one_purchase_day(self, decide):
        """M4: there is no interval, so 183 days."""
        assert decide("loss_warning", self.bought(150, 150)).outcome == "BUYING"

    def test_purchases_before_the_last_24_months_give_no_interval(self, decide):
        """2024-11-21 is not within them, 2024-11-22 is."""
        assert decide("loss_warning", self.bought(20).invoice("2024-11-21", 5)).outcome == "BUYING"
        often = [days_ago(92), days_ago(93)]
        ledger = trading()
        for issued_on in often:
            ledger.invoice(issued_on, 5)
        assert decide("loss_warning", ledger).outcome == "LOST"
        assert decide("loss_warning", ledger.invoice("2024-11-21", 5)).outcome == "LOST"
        assert decide("loss_warning", ledger.invoice("2024-11-22", 5)).outcome == "BUYING"

    @pytest.mark.parametrize("issued_on", ["2023-01-01", "2024-11-21"])
    def test_older_purchases_do_not_shorten_the_interval(self, decide, issued_on):
        """60 days between the two that count, so 120; with a third one it would be 90."""
        assert decide("loss_warning", self.bought(100, 160).invoice(issued_on, 5)).outcome == "BUYING"

    @pytest.mark.parametrize("amount", [0, -5])
    def test_a_credit_note_or_an_invoice_of_nothing_is_no_purchase(self, decide, amount):
        assert decide("loss_warning", self.bought(200).invoice(days_ago(1), amount)).outcome == "LOST"
        assert decide("loss_warning", trading().invoice(days_ago(1), amount)).outcome == "NEVER_BOUGHT"
        # One purchase 150 days ago has no interval, and an empty invoice the day before gives it none.
        assert decide("loss_warning", self.bought(150).invoice(days_ago(151), amount)).outcome == "BUYING"

    def test_never_bought_is_reported_as_such(self, decide):
        """M3."""
        answer = decide("loss_warning", trading())
        assert (answer.outcome, answer.rules) == ("NEVER_BOUGHT", ["loss-warning.never-bought"])

    def test_an_unreadable_invoice_leaves_it_open(self, decide):
        assert (
            decide(
                "loss_warning", self.bought(200).unreadable("invoices", customer="C-1", unit="U-1")
            ).outcome
            is None
        )


class TestMajorIncident:
    """F6, A53."""

    def test_open_until_closed(self, decide):
        assert decide("incident_warning", trading()).outcome is False
        assert decide("incident_warning", trading().incident()).outcome is True
        assert decide("incident_warning", trading().incident(closed_on=days_ago(0))).outcome is False

    def test_closed_after_the_snapshot_is_open(self, decide):
        assert decide("incident_warning", trading().incident(closed_on="2026-11-22")).outcome is True

    def test_one_without_a_unit_concerns_every_unit(self, decide):
        ledger = trading().account(unit="U-2").incident(unit=None)
        assert decide("incident_warning", ledger, "C-1@U-2").outcome is True
        assert (
            decide("incident_warning", trading().account(unit="U-2").incident(), "C-1@U-2").outcome is False
        )

    def test_a_witness_is_enough_while_the_rest_is_unreadable(self, decide):
        """M17."""
        ledger = trading().unreadable("incidents", customer="C-1", unit="U-1")
        assert decide("incident_warning", ledger).outcome is None
        assert decide("incident_warning", ledger.incident()).outcome is True


BLACKLISTED = ("account", "order", "lead", "opportunity", "contract", "acquisition", "complaint")


class TestDeclared:
    """J14: warnings are counted because they are declared, whatever they are called."""

    DECLARED: ClassVar = {
        "F2": {"arrears_warning", "customer_arrears_warning", "group_arrears_warning"},
        "F3": {"progress_warning"},
        "F4": {"expense_warning"},
        "F5": {"loss_warning"},
        "F6": {"incident_warning"},
        "F8": {"receivables_line"},
        "F9": {"risk_warning"},
        "F10": {"risk_warning"},
        "F11": {"risk_warning", "grade_warning"},
        "F12": {"claim_warning"},
        "F13": {"claim_warning"},
        "F14": {f"blacklisted_{what}" for what in BLACKLISTED},
        "F15": {"d_irregular"},
        "F18": {"d_clearing"},
        "F19": {"crm_login"},
        "F20": {"lead_stale", "opportunity_stale"},
        "F21": {"departure"},
        "F22": {"new_customer_warning"},
        "F23": {"false_initiative_warning"},
        "F24": {"complaint_outcome"},
        "F25": {"satisfaction"},
        "F26": {"promotion_effect"},
        "F27": {"season_supply"},
        "F28": {"intervention"},
        "F29": {"expense_claim"},
        "F30": {"sales_control"},
        "F32": {"fault_step"},
        "B61": {"dishonour_warning"},
        "B66": {"limit_care"},
        "B68": {"promise_warning"},
        "E14": {"payment_behaviour"},
        "H16": {"recorded_twice"},
        "G24": {
            "limit_granted",
            "customer_limit_granted",
            "group_limit_granted",
            "terms_granted",
            "state_granted",
        },
        "L10": {"class_granted"},
        "H88": {
            *("contract_people", "regulation_people", "promotion_people"),
            *("complaint_people", "account_change_people"),
        },
    }
    """The rule sets that warn, by the row of the warning."""

    def test_every_trigger_has_its_rule_sets(self):
        """J14, F1: and nothing else is a warning."""
        rule_sets = worked(()).rulesets
        found = {name for name, rule_set in rule_sets.items() if rule_set.warning}
        assert found == set().union(*self.DECLARED.values())
        for row, names in self.DECLARED.items():
            assert all(cites(rule_sets[name].source, row) for name in names), row

    @pytest.mark.parametrize(
        ("rule_set", "outcome", "meaning"),
        [
            ("loss_warning", "NEVER_BOUGHT", "good"),
            ("loss_warning", "LOST", "bad"),
            ("crm_login", "REMIND", "good"),
            ("crm_login", "VIOLATION", "bad"),
            ("season_supply", "IN_ORDER", "good"),
            ("season_supply", "SHORT_IN_SEASON", "bad"),
        ],
    )
    def test_what_a_rule_says_is_no_warning_where_it_means_good(self, rule_set, outcome, meaning):
        """J14, F5, F19, F27, L51."""
        assert worked(()).rulesets[rule_set].outcomes[outcome] == meaning
