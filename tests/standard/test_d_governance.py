"""How D-class customers are governed (d-class-governance.yaml): D28, D29, D35 to D39, D41 with F15, F18, H57, L64.

C-1 at U-1 earns nothing in 2025 unless an example says otherwise, and is D-class.
"""

from fractions import Fraction

import pytest

from groupctl.model import (
    AccountState,
    DutyReport,
    DutyReportKind,
    Employee,
    ImprovementPlan,
    PlanDecision,
    WorkGroup,
    WorkGroupPurpose,
)
from groupctl.testing import Ledger, day, days_ago, trading
from tests.standard.amounts import yuan
from tests.standard.deciding import engine, measured

NO_ONE_D = trading().invoice("2025-06-30", 100_000)
MAYBE_D = trading().invoice("2025-06-30", 5, cost=None)


def beside_a_large_one(
    profit: int = 0, *, cost: float | str | None = 0, state: AccountState = AccountState.ACTIVE
) -> Ledger:
    """C-1 since 2024, a good year then and this much in 2025; class A is C-9, whose sales outweigh all others."""
    ledger = Ledger().customer("C-9").account("C-9").invoice("2025-06-30", 10**8, customer="C-9")
    ledger.customer().account(since="2024-01-01", state=state).invoice("2024-06-30", 200_000)
    return ledger.invoice("2025-06-30", profit, cost=cost)


def plan(**more: object) -> ImprovementPlan:
    """A complete plan for 2026, deliberated on 2026-02-01."""
    row: dict[str, object] = {
        "id": "IP-1",
        "customer": "C-1",
        "unit": "U-1",
        "made_on": "2026-01-10",
        "year": 2026,
        "decision": PlanDecision.CONTINUE,
        "reason": "A region opens up",
        "target": 80_000,
        "measures": "Other products",
        "root_cause": "Small orders, long ways",
        "clearing_measure": "Ten instalments",
        "supervised_by": "E-1",
        "deliberated_on": "2026-02-01",
    } | more
    row |= {name: day(row[name]) for name in ("made_on", "deliberated_on") if row[name]}
    row["target"] = yuan(row["target"])
    return ImprovementPlan(**row)


def planned(ledger: Ledger | None = None, **more: object) -> Ledger:
    """D-class C-1 with that plan."""
    ledger = ledger or trading()
    return ledger.put(Employee(id="E-1", name="Li", unit="U-1")).put(plan(**more))


class TestExpense:
    """D28, L64: expenses match what the customer earns; key account or not."""

    @pytest.mark.parametrize(("spent", "over"), [("2999.99", False), (3000, False), ("3000.01", True)])
    def test_thirty_percent_of_the_gross_profit_of_twelve_months(self, decide, spent, over):
        """D28, B33."""
        ledger = trading().invoice("2026-02-01", 10_000).expense(spent, "2026-03-01")
        answer = decide("d_expense", ledger)
        assert answer.outcome is over
        assert answer.actions == (["STOP_SPENDING"] if over else [])

    @pytest.mark.parametrize(("spent", "over"), [(0, False), ("0.01", True)])
    def test_who_brings_a_loss_is_worth_no_expense(self, decide, spent, over):
        """D28."""
        ledger = trading().invoice("2026-02-01", 100, cost=200).expense(spent, "2026-03-01")
        assert decide("d_expense", ledger).outcome is over

    def test_expenses_of_a_year_ago_do_not_count(self, decide):
        assert decide("d_expense", trading().expense(9, "2025-11-21")).outcome is False
        assert decide("d_expense", trading().expense(9, "2025-11-22")).outcome is True

    def test_a_key_account_of_d_class_is_no_exception(self, decide):
        """L64: class A by its sales, D-class by its profit: the expense is stopped, and credit is refused."""
        ledger = trading().invoice("2025-06-30", 10**7, cost=10**7).expense(5, "2026-03-01").order()
        assert decide("abc", ledger).outcome == "A"
        assert decide("d_expense", ledger).actions == ["STOP_SPENDING"]
        assert decide("order_release", ledger).rules[0] == "order-release.d-class-cash-only"

    @pytest.mark.parametrize(
        ("ledger", "status"), [(NO_ONE_D, "not applicable"), (MAYBE_D, "unknown")], ids=["not D", "unknown"]
    )
    def test_only_who_is_known_to_be_d_class(self, decide, ledger, status):
        for rule_set in ("d_expense", "d_plan", "d_clearing", "d_irregular"):
            answer = decide(rule_set, ledger)
            assert (answer.status, answer.actions) == (status, []), rule_set

    def test_an_unreadable_expense_leaves_it_open(self, decide):
        ledger = trading().unreadable("expenses", customer="C-1", unit="U-1")
        assert decide("d_expense", ledger).outcome is None


class TestPlanOfTheYear:
    """D29: every D-class customer of last year has a plan that says continue or eliminate."""

    @pytest.mark.parametrize(
        ("more", "outcome", "actions"),
        [
            ({}, "CONTINUE", []),
            ({"decision": PlanDecision.ELIMINATE}, "ELIMINATE", ["ELIMINATE"]),
            ({"decision": None}, "UNDECIDED", ["OPEN_TASK"]),
            ({"deliberated_on": None}, "NOT_DELIBERATED", ["RESOLVE"]),
            ({"year": 2025}, "MISSING", ["OPEN_TASK"]),
            ({"year": 2027}, "MISSING", ["OPEN_TASK"]),
        ],
    )
    def test_outcome(self, decide, more, outcome, actions):
        """D29, I1, I5."""
        answer = decide("d_plan", planned(**more))
        assert (answer.outcome, answer.actions) == (outcome, actions)

    def test_no_plan(self, decide):
        """D29."""
        assert decide("d_plan", trading()).rules == ["d-plan.missing"]

    @pytest.mark.parametrize("state", [AccountState.FROZEN, AccountState.ELIMINATED])
    def test_who_is_frozen_or_eliminated_needs_none(self, decide, state):
        assert decide("d_plan", Ledger().customer().account(state=state)).status == "not applicable"

    def test_without_the_table_of_plans_nothing_is_missing(self, decide):
        assert decide("d_plan", trading().without("improvement_plans")).outcome is None


class TestWhatAPlanHolds:
    """B96, D26, D39."""

    @pytest.mark.parametrize(
        ("more", "rules"),
        [
            ({}, []),
            ({"root_cause": None}, ["d-plan-gap.cause"]),
            ({"reason": None}, ["d-plan-gap.reason"]),
            ({"measures": None}, ["d-plan-gap.measures"]),
            ({"measures": None, "decision": PlanDecision.ELIMINATE}, []),
        ],
    )
    def test_gaps(self, decide, more, rules):
        """D39, B96."""
        answer = decide("d_plan_gap", planned(**more), "IP-1")
        assert (answer.outcome, answer.rules) == (bool(rules), rules)
        assert len(answer.actions) == len(rules)

    def test_a_customer_that_goes_on_has_a_target(self, decide):
        """D26, B96."""
        answer = decide("d_plan_gap", planned(target=None), "IP-1")
        assert (answer.outcome, answer.rules) == (True, ["d-plan-gap.measures"])

    @pytest.mark.parametrize(("target", "rules"), [("5000.00", ["d-plan-gap.no-better"]), ("5000.01", [])])
    def test_the_target_is_above_last_year(self, decide, target, rules):
        """D26: last year brought 5,000."""
        ledger = planned(trading().invoice("2025-06-30", 5000), target=target)
        assert decide("d_plan_gap", ledger, "IP-1").rules == rules

    def test_plans_of_other_years_are_left_alone(self, decide):
        assert decide("d_plan_gap", planned(year=2025, reason=None), "IP-1").status == "not applicable"

    def test_the_target_stands_in_the_fact_sheet(self):
        """B33, D26, I4: figures of a D-class customer."""
        ledger = planned(trading().invoice("2025-06-30", 5000, cost=4000).expense(7, "2026-03-01"))
        ledger.open_invoice(300).stock(20).order(amount=11)
        sheet = {
            "gross_profit_year": 1000_00,
            "revenue_year": 5000_00,
            "open_receivables": 300_00,
            "stock_value": 20_00,
            "open_orders": 11_00,
            "expense_rolling": 7_00,
            "d_target": 80_000_00,
            "gross_margin_year": Fraction(1, 5),
        }
        assert {name: measured(ledger, name) for name in sheet} == sheet


class TestClearing:
    """D38, F18, H57, A108: high receivables and low gross profit."""

    @pytest.mark.parametrize(
        ("owed", "profit", "clearing"),
        [
            (50_000, 0, "NONE"),
            ("50000.01", 0, "NEEDED"),
            ("50000.01", "19999.99", "NEEDED"),
            ("50000.01", 20_000, "NONE"),
        ],
    )
    def test_both_lines(self, decide, owed, profit, clearing):
        """D38, F18."""
        answer = decide("d_clearing", trading().invoice("2025-06-30", profit).open_invoice(owed))
        assert answer.outcome == clearing
        assert answer.actions == (["OPEN_TASK"] if clearing == "NEEDED" else [])

    @pytest.mark.parametrize(
        ("more", "clearing", "actions"),
        [
            ({}, "AGREED", ["COLLECT"]),
            ({"clearing_measure": None}, "NEEDED", ["OPEN_TASK"]),
            ({"supervised_by": None}, "NEEDED", ["OPEN_TASK"]),
            ({"year": 2025}, "NEEDED", ["OPEN_TASK"]),
        ],
    )
    def test_a_measure_of_its_own_supervised_on_site(self, decide, more, clearing, actions):
        """D38, H57."""
        answer = decide("d_clearing", planned(trading().open_invoice(60_000), **more))
        assert (answer.outcome, answer.actions) == (clearing, actions)

    def test_an_unreadable_invoice_leaves_it_open(self, decide):
        ledger = trading().invoice("2025-06-30", 5).open_invoice(1)
        ledger.unreadable("payments", customer="C-1", unit="U-1")
        assert decide("d_clearing", ledger).outcome is None


class TestIrregularity:
    """F15, A109: D-class customers that are off target or out of hand."""

    def test_off_target(self, decide):
        """F15, D26: 90,000 in 2024, no better in 2025."""
        ledger = trading().invoice("2024-06-30", 90_000)
        assert decide("d_irregular", ledger.invoice("2025-06-30", 90_000)).rules == ["d-irregular.off-target"]

    @pytest.mark.parametrize(
        ("break_", "rule"),
        [
            (lambda ledger: ledger.expense(10**5, "2026-03-01"), "d-irregular.expense"),
            (lambda ledger: ledger.open_invoice(60_000, cost=60_000), "d-irregular.receivables"),
            (lambda ledger: ledger.invoice("2025-07-01", 0, cost="15000.01"), "d-irregular.loss"),
        ],
        ids=["expense", "receivables", "loss"],
    )
    def test_each_irregularity(self, decide, break_, rule):
        """F15, F16, F18, D28: 15,000 of gross profit in the first D-class year is regular."""
        assert decide("d_irregular", beside_a_large_one(15_000)).outcome is False
        answer = decide("d_irregular", break_(beside_a_large_one(15_000)))
        assert (answer.outcome, answer.rules) == (True, [rule])
        assert answer.actions == ["NOTIFY"]

    def test_a_loss_that_was_approved_or_eliminated_is_regular(self, decide):
        """F16, D25."""
        approved = beside_a_large_one(0, cost=5)
        assert decide("d_irregular", approved).rules == ["d-irregular.loss"]
        approved.granted("CONTINUE_LOSS")
        assert decide("d_irregular", approved).outcome is False
        gone = beside_a_large_one(0, cost=5, state=AccountState.ELIMINATED)
        assert decide("d_irregular", gone).outcome is False

    def test_unknown_as_long_as_nothing_else_is_irregular(self, decide):
        """F15."""
        ledger = beside_a_large_one(15_000).unreadable("expenses", customer="C-1", unit="U-1")
        assert decide("d_irregular", ledger).outcome is None


def regular(customer: str, ledger: Ledger) -> Ledger:
    """A customer in its first year of D-class."""
    ledger.customer(customer).account(customer, since="2024-01-01")
    ledger.invoice("2024-06-30", 200_000, customer=customer)
    return ledger.invoice("2025-06-30", 15_000, customer=customer)


def irregular(customer: str, ledger: Ledger) -> Ledger:
    """A D-class customer without improvement."""
    ledger.customer(customer).account(customer, since="2024-01-01")
    ledger.invoice("2024-06-30", 15_000, customer=customer)
    return ledger.invoice("2025-06-30", 15_000, customer=customer)


class TestControl:
    """D35, D36, F15: a unit that has lost control of its D-class customers, or controls them badly."""

    def test_lost(self, decide):
        """D36, F15, I3, I7: more than half of them irregular."""
        even = regular("C-1", irregular("C-2", Ledger()))
        assert decide("d_control", even).rules == ["d-control.bad"]
        lost = decide("d_control", irregular("C-3", even))
        assert (lost.outcome, lost.rules) == ("LOST", ["d-control.lost"])
        assert [(action.kind.name, action.role) for action in lost.decision.actions] == [
            ("NOTIFY", "division_meeting"),
            ("ESCALATE", "operations_management"),
            ("HOLD_ACCOUNTABLE", "unit_general_manager"),
        ]

    def test_bad(self, decide):
        """D35, D34: more D-class customers than the year before."""
        answer = decide("d_control", regular("C-1", Ledger()))
        assert (answer.outcome, answer.actions) == ("BAD", ["HOLD_ACCOUNTABLE"])

    def test_in_hand(self, decide):
        """D35: as many as the year before, none irregular."""
        ledger = Ledger().customer().account(since="2024-01-01")
        ledger.invoice("2024-06-30", 14_000).invoice("2025-06-30", 15_000)
        assert decide("d_control", ledger).outcome == "IN_HAND"

    def test_each_unit_answers_for_its_own_customers(self, decide):
        """D35, D36: not for those of the units below it."""
        ledger = irregular("C-1", Ledger())
        assert decide("d_control", ledger, "U-1").outcome == "LOST"
        for rule_set in ("d_control", "d_notice", "d_benchmark", "d_group"):
            assert decide(rule_set, ledger, "S").status == "not applicable"
            assert decide(rule_set, ledger, "U-2").status == "not applicable"

    def test_one_customer_that_cannot_be_judged_leaves_it_open(self, decide):
        """D36."""
        ledger = irregular("C-1", Ledger()).customer("C-2").account("C-2")
        ledger.unreadable("invoices", customer="C-2", unit="U-1")
        assert decide("d_control", ledger).outcome is None


class TestWhatIsForTheGroupToSay:
    """The sources call a share, a debt or a profit high or low and give no number: without one the error names the row."""

    @pytest.mark.parametrize(
        ("rule_set", "name", "row"),
        [
            ("d_expense", "d_expense_share", "D28"),
            ("d_clearing", "d_high_receivables", "D38"),
            ("d_clearing", "d_low_profit", "F18"),
            ("d_control", "d_lost_control_share", "D36"),
        ],
    )
    def test_without_a_value(self, decide, rule_set, name, row):
        """D28, D36, D38, F18."""
        answer = decide(rule_set, irregular("C-1", Ledger()).open_invoice(60_000), **{name: None})
        assert answer.status == "failed"
        assert name in answer.decision.error.render()
        assert row in answer.decision.error.render()


def report(
    kind: DutyReportKind, starts_on: str, ends_on: str, submitted_on: str | None = "2026-10-10", unit="U-1"
) -> DutyReport:
    return DutyReport(
        id="DR-1",
        unit=unit,
        kind=kind,
        starts_on=day(starts_on),
        ends_on=day(ends_on),
        submitted_on=day(submitted_on),
    )


class TestQuarterlyNotice:
    """D35, F15, A109: on 2026-11-21 the last closed quarter is July to September."""

    NOTICE = DutyReportKind.added("D_CLASS_NOTICE")

    def test_due_when_there_is_something_to_tell(self, decide):
        """D35, F15, I3."""
        answer = decide("d_notice", irregular("C-1", Ledger()))
        assert (answer.outcome, answer.actions) == ("DUE", ["OPEN_TASK"])
        assert decide("d_notice", regular("C-1", Ledger())).outcome == "NONE"

    @pytest.mark.parametrize(
        ("notice", "outcome"),
        [
            (report(NOTICE, "2026-07-01", "2026-09-30"), "GIVEN"),
            (report(NOTICE, "2026-01-01", "2026-12-31"), "GIVEN"),
            (report(NOTICE, "2026-07-02", "2026-09-30"), "DUE"),
            (report(NOTICE, "2026-07-01", "2026-09-29"), "DUE"),
            (report(NOTICE, "2026-07-01", "2026-09-30", None), "DUE"),
            (report(NOTICE, "2026-07-01", "2026-09-30", unit="U-2"), "DUE"),
            (report(DutyReportKind.added("CRM_USE"), "2026-07-01", "2026-09-30"), "DUE"),
        ],
    )
    def test_given_for_the_whole_quarter_by_the_unit(self, decide, notice, outcome):
        """D35."""
        assert decide("d_notice", irregular("C-1", Ledger()).put(notice)).outcome == outcome

    def test_without_the_table_of_reports_nothing_is_due(self, decide):
        assert decide("d_notice", irregular("C-1", Ledger()).without("duty_reports")).outcome is None

    @pytest.mark.parametrize(
        ("as_of", "first_month", "quarter"),
        [
            ("2026-11-21", 1, "2026-07-01"),
            ("2026-12-31", 1, "2026-07-01"),
            ("2027-01-01", 1, "2026-10-01"),
            ("2026-11-21", 4, "2026-07-01"),
            ("2026-11-21", 2, "2026-08-01"),
            ("2026-01-15", 2, "2025-08-01"),
        ],
    )
    def test_the_last_closed_quarter_follows_the_fiscal_year(self, as_of, first_month, quarter):
        """D35."""
        configured = engine("reference", (("fiscal_year_first_month", first_month),))
        portfolio = Ledger().portfolio(day(as_of))
        environment = configured.evaluation(portfolio).environment
        assert environment.value(portfolio.record("unit", "U-1"), "last_quarter_from") == day(quarter)


class TestBenchmark:
    """D37: at the end of a year elimination and improvement are benchmarked."""

    KIND = DutyReportKind.added("D_CLASS_BENCHMARK")

    @pytest.mark.parametrize(
        ("done", "due"),
        [
            (None, True),
            (report(KIND, "2025-01-01", "2025-12-31"), False),
            (report(KIND, "2025-01-01", "2025-12-30"), True),
            (report(KIND, "2026-01-01", "2026-06-30"), True),
            (report(KIND, "2025-01-01", "2025-12-31", None), True),
            (report(KIND, "2025-01-01", "2025-12-31", unit="U-2"), True),
            (report(DutyReportKind.added("D_CLASS_NOTICE"), "2025-01-01", "2025-12-31"), True),
        ],
    )
    def test_of_the_last_closed_year(self, decide, done, due):
        """D37."""
        ledger = regular("C-1", Ledger())
        answer = decide("d_benchmark", ledger.put(done) if done else ledger)
        assert (answer.outcome, answer.actions) == (due, ["OPEN_TASK"] if due else [])

    def test_without_the_table_of_reports_nothing_is_due(self, decide):
        assert decide("d_benchmark", regular("C-1", Ledger()).without("duty_reports")).outcome is None


class TestSpecialGroup:
    """D41, H57, I8: each unit has a group, and its leader goes on site."""

    def group(self, **more: object) -> Ledger:
        row: dict[str, object] = {
            "unit": "U-1",
            "purpose": WorkGroupPurpose.added("D_CLASS"),
            "leader": "E-1",
            "formed_on": day("2025-03-01"),
            "on_site_on": day("2026-04-01"),
        }
        ledger = regular("C-1", Ledger()).put(Employee(id="E-1", name="Li", unit="U-1"))
        return ledger.put(WorkGroup(id="WG-1", **(row | more)))

    @pytest.mark.parametrize(
        ("more", "state", "actions"),
        [
            ({}, "AT_WORK", []),
            ({"on_site_on": day("2026-01-01")}, "AT_WORK", []),
            ({"on_site_on": day("2025-12-31")}, "NOT_ON_SITE", ["VISIT"]),
            ({"on_site_on": None}, "NOT_ON_SITE", ["VISIT"]),
            ({"leader": None}, "WITHOUT_LEADER", ["OPEN_TASK"]),
            ({"dissolved_on": day(days_ago(1))}, "MISSING", ["OPEN_TASK"]),
            ({"purpose": WorkGroupPurpose.PROJECT}, "MISSING", ["OPEN_TASK"]),
            ({"unit": "U-2"}, "MISSING", ["OPEN_TASK"]),
        ],
    )
    def test_the_group(self, decide, more, state, actions):
        """D41, H57, I8."""
        answer = decide("d_group", self.group(**more))
        assert (answer.outcome, answer.actions) == (state, actions)

    def test_no_group_at_all(self, decide):
        """D41."""
        assert decide("d_group", regular("C-1", Ledger())).rules == ["d-group.missing"]

    def test_without_the_table_of_employees_the_leader_is_named_all_the_same(self, decide):
        """D41."""
        assert decide("d_group", self.group().without("employees")).outcome == "AT_WORK"

    def test_without_the_table_of_groups_none_is_missing(self, decide):
        assert decide("d_group", self.group().without("work_groups")).outcome is None


class TestIdentificationByItsOtherRows:
    """The D-class rules themselves are worked in test_d_class; here for the warnings that restate them."""

    @pytest.mark.parametrize(("profit", "d_class"), [("99999.99", True), (100_000, False)])
    def test_the_class(self, decide, profit, d_class):
        """C12, L18."""
        assert decide("d_class", trading().invoice("2025-06-30", profit)).outcome is d_class

    @pytest.mark.parametrize(("cost", "status"), [("5.01", "ELIMINATE"), (5, "IMPROVE"), (None, None)])
    def test_the_warning_of_a_loss(self, decide, cost, status):
        """F16."""
        answer = decide("d_status", beside_a_large_one(5, cost=cost))
        assert answer.outcome == status
        assert ("ELIMINATE" in answer.actions) is (status == "ELIMINATE")

    @pytest.mark.parametrize(("days", "freeze"), [(182, "NONE"), (183, "FREEZE")])
    def test_the_warning_of_an_idle_customer(self, decide, days, freeze):
        """F17."""
        assert decide("freeze", trading().stock(0).invoice(days_ago(days), 5)).outcome == freeze

    @pytest.mark.parametrize("without", [[], ["DELIBERATE"]])
    def test_a_freeze_resolution_is_the_meetings(self, decide, without):
        """B97, I7."""
        ledger = Ledger().customer().account(state=AccountState.ELIMINATED).open_invoice(10)
        ledger.granted("FREEZE_OPEN", without=without)
        assert decide("freeze", ledger).outcome == ("RESOLVE" if without else "FREEZE")
