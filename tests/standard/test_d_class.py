"""D-class customers (d-class.yaml): D24 to D27, D30 to D34 with L17 to L28, M5 to M10, M26, M27, M30."""

import pytest

from groupctl.model import AccountState, OrderStatus, PaymentTerm, Product, StockPosition
from groupctl.testing import Ledger, day, days_ago, trading
from tests.standard.amounts import yuan
from tests.standard.deciding import measured

CASH = PaymentTerm.CASH_ON_DELIVERY


def earning(profit: float | str, *, year: int = 2025, ledger: Ledger | None = None) -> Ledger:
    """C-1 with this gross profit in the year: sold for a million, at a cost of the rest."""
    ledger = ledger or trading()
    return ledger.invoice(f"{year}-06-30", profit).invoice(f"{year}-07-31", 1_000_000, cost=1_000_000)


def cash_customer(revenue: float | str, cost: float | str) -> Ledger:
    """C-1, cash on delivery, with this revenue and cost in 2025."""
    ledger = Ledger().customer().account(term=CASH).survey()
    return ledger.invoice("2025-06-30", revenue, cost=cost)


class TestIdentification:
    """D24, L19, A106, A108."""

    @pytest.mark.parametrize(
        ("profit", "d_class"),
        [("99999.99", True), ("100000.00", False), ("100000.01", False), (0, True), (-1, True)],
    )
    def test_below_100_000_of_gross_profit(self, decide, profit, d_class):
        assert decide("d_class", earning(profit)).outcome is d_class

    def test_what_was_compared(self, decide):
        answer = decide("d_class", earning("99999.99"))
        assert answer.rules == ["d-class.low-profit"]
        assert answer.values == {"gross_profit_year": "99999.99", "d_class_line": "100000.00"}
        assert (answer.actions, answer.new_limits) == (["SET_CASH_ONLY", "SET_LIMIT"], [0])

    def test_the_running_year_does_not_count(self, decide):
        """M27: the last closed fiscal year decides."""
        assert decide("d_class", earning(5).invoice("2026-03-01", 10**6)).outcome is True

    def test_unknown_cost_leaves_it_open(self, decide):
        answer = decide("d_class", trading().invoice("2025-06-30", 5, cost=None))
        assert (answer.outcome, answer.unjudged) == (None, ["d-class.low-profit"])

    def test_an_unreadable_invoice_leaves_it_open(self, decide):
        assert (
            decide("d_class", earning(10**6).unreadable("invoices", customer="C-1", unit="U-1")).outcome
            is None
        )

    @pytest.mark.parametrize(("since", "d_class"), [("2025-12-31", True), ("2026-01-01", False)])
    def test_who_began_after_the_year_has_none_to_be_judged_by(self, decide, since, d_class):
        answer = decide("d_class", Ledger().customer().account(since=since))
        assert answer.outcome is d_class
        assert answer.rules == ["d-class.low-profit" if d_class else "d-class.no-year"]

    def test_when_it_began_must_be_known_where_it_matters(self, decide):
        """Neither a day nor an invoice: D-class if it is old, not if it is new. With 100,000 it is not in any case."""
        assert decide("d_class", Ledger().customer().account(since=None)).outcome is None
        ledger = Ledger().customer().account(since=None).invoice("2025-06-30", 100_000)
        assert decide("d_class", ledger).outcome is False

    def test_each_unit_judges_for_itself(self, decide):
        """L17."""
        ledger = earning(5).account(unit="U-2").invoice("2025-06-30", 100_000, unit="U-2")
        assert decide("d_class", ledger, "C-1@U-1").outcome is True
        assert decide("d_class", ledger, "C-1@U-2").outcome is False

    def test_the_line_is_a_parameter(self, decide):
        assert decide("d_class", earning(99_000), d_class_line=99_000).outcome is False


class TestCashException:
    """D24: cash on delivery and a margin above 15%; L5; M30."""

    @pytest.mark.parametrize(
        ("revenue", "cost", "d_class"),
        [(10_000, "8499.99", False), (10_000, 8500, True), (10_000, "8500.01", True), (10_000, 0, False)],
    )
    def test_the_margin_must_exceed_15_percent(self, decide, revenue, cost, d_class):
        assert decide("d_class", cash_customer(revenue, cost)).outcome is d_class

    def test_what_was_compared(self, decide):
        answer = decide("d_class", cash_customer(10_000, 8000))
        assert answer.rules == ["d-class.cash-exception"]
        assert answer.values == {
            "gross_profit_year": "2000.00",
            "d_class_line": "100000.00",
            "d_exempt": "true",
        }

    def test_on_credit_terms_there_is_no_exception(self, decide):
        assert decide("d_class", trading().invoice("2025-06-30", 10_000, cost=8000)).outcome is True

    def test_one_order_of_the_year_on_credit_ends_it(self, decide):
        ledger = cash_customer(10_000, 8000).order("SO-1", ordered_on="2025-12-31", status=OrderStatus.CLOSED)
        assert decide("d_class", ledger).outcome is True

    @pytest.mark.parametrize("ordered_on", ["2024-12-31", "2026-01-01"])
    def test_an_order_on_credit_of_another_year_does_not(self, decide, ordered_on):
        ledger = cash_customer(10_000, 8000).order("SO-1", ordered_on=ordered_on, status=OrderStatus.CLOSED)
        assert decide("d_class", ledger).outcome is False

    @pytest.mark.parametrize(
        ("issued_on", "on_credit", "d_class"),
        [
            ("2025-12-31", True, True),
            ("2025-12-31", False, False),
            ("2025-12-31", None, False),
            ("2026-01-01", True, False),
        ],
    )
    def test_an_invoice_of_the_year_that_says_on_credit_ends_it_too(
        self, decide, issued_on, on_credit, d_class
    ):
        """M30: not every sale has an order; an invoice that does not say leaves it to the orders."""
        ledger = cash_customer(10_000, 8000).invoice(issued_on, 100, cost=0, on_credit=on_credit)
        assert decide("d_class", ledger).outcome is d_class

    def test_whether_an_order_was_on_credit_must_be_known(self, decide):
        ledger = cash_customer(10_000, 8000)
        ledger.order("SO-1", ordered_on="2025-05-05", on_credit=None, status=OrderStatus.CLOSED)
        assert decide("d_class", ledger).outcome is None

    def test_the_term_must_be_known(self, decide):
        ledger = Ledger().customer().account(term=None).invoice("2025-06-30", 10_000, cost=8000)
        assert decide("d_class", ledger).outcome is None

    @pytest.mark.parametrize("revenue", [0, -100])
    def test_without_revenue_there_is_no_margin_and_no_exception(self, decide, revenue):
        """L5: -100 of revenue against -200 of cost is no margin of 100%."""
        assert decide("d_class", cash_customer(revenue, -200 if revenue else 0)).outcome is True


class TestProvisional:
    """L22, M27: the last 12 months, only a warning."""

    @pytest.mark.parametrize(("profit", "d_class"), [("99999.99", True), (100_000, False)])
    def test_the_last_twelve_months(self, decide, profit, d_class):
        ledger = earning(10**6, year=2025).invoice("2026-05-05", profit)
        assert decide("d_class", ledger).outcome is False
        assert decide("d_class_provisional", ledger).outcome is d_class

    @pytest.mark.parametrize(("since", "outcome"), [("2025-11-21", True), ("2025-11-22", False)])
    def test_needs_twelve_months(self, decide, since, outcome):
        assert decide("d_class_provisional", Ledger().customer().account(since=since)).outcome is outcome

    def test_the_cash_exception_holds_here_too(self, decide):
        ledger = Ledger().customer().account(term=CASH).invoice("2026-05-05", 10_000, cost=8499)
        assert decide("d_class_provisional", ledger).rules == ["d-class-provisional.cash-exception"]
        ledger.invoice("2026-05-05", 100, on_credit=True)
        assert decide("d_class_provisional", ledger).rules == ["d-class-provisional.low-profit"]
        ledger = Ledger().customer().account(term=None).invoice("2026-05-05", 10_000, cost=8499)
        assert decide("d_class_provisional", ledger).outcome is None

    def test_when_it_began_must_be_known(self, decide):
        assert decide("d_class_provisional", Ledger().customer().account(since=None)).outcome is None

    def test_unknown_cost_leaves_it_open(self, decide):
        assert decide("d_class_provisional", trading().invoice("2026-05-05", 1, cost=None)).outcome is None


def large_elsewhere(ledger: Ledger) -> Ledger:
    """C-1 is class A over the group: it buys at U-2."""
    return ledger.account(unit="U-2").invoice("2025-06-30", 10**7, unit="U-2")


def with_a_larger_customer(ledger: Ledger) -> Ledger:
    """Somebody larger, so that C-1 is not class A over the group."""
    return (
        ledger.customer("C-9").account("C-9", "U-2").invoice("2025-06-30", 10**8, customer="C-9", unit="U-2")
    )


def loss(profit: float | str = -1) -> Ledger:
    """C-1 with a loss in 2025, class B over the group."""
    return with_a_larger_customer(earning(profit))


class TestElimination:
    """D25, L20."""

    @pytest.mark.parametrize(
        ("profit", "status"),
        [("-0.01", "ELIMINATE"), (0, "IMPROVE"), (99_999, "IMPROVE"), (100_000, "NOT_D")],
    )
    def test_a_loss_eliminates_a_small_profit_improves(self, decide, profit, status):
        assert decide("d_status", loss(profit)).outcome == status

    def test_why(self, decide):
        answer = decide("d_status", loss())
        assert answer.rules == ["d-class.eliminate"]
        assert answer.values == {"gross_profit_year": "-1.00"}
        assert answer.actions == ["ELIMINATE"]

    def test_the_exemption_does_not_help_against_a_loss(self, decide):
        """L20: elimination is tested first."""
        ledger = Ledger().customer().account(term=CASH).invoice("2025-06-30", 100, cost=101)
        assert decide("d_status", with_a_larger_customer(ledger)).outcome == "ELIMINATE"

    def test_an_exempt_customer_is_not_d(self, decide):
        assert decide("d_status", with_a_larger_customer(cash_customer(10_000, 8000))).outcome == "NOT_D"

    def test_unknown_cost_leaves_it_open(self, decide):
        ledger = with_a_larger_customer(trading().invoice("2025-06-30", 5, cost=None))
        assert decide("d_status", ledger).outcome is None


DAYS = {"on": "2026-01-10", "APPROVE": "2026-01-12", "ends_on": "2026-12-31"}
"""When the steps of a continuation were done, unless a test says otherwise."""


def going_on(ledger: Ledger, matter: str = "CONTINUE_LOSS", **more: object) -> Ledger:
    """A request of this year that the customer goes on, with all that grants it."""
    return ledger.granted(matter, **{**DAYS, **more})


class TestContinuationOfALossCustomer:
    """D25, L23, M26: the unit's general manager reviews, then the committee's director approves."""

    def status(self, decide, ledger: Ledger) -> object:
        return decide("d_status", ledger).outcome

    def test_both_steps(self, decide):
        """D25, G50."""
        answer = decide("d_status", going_on(loss()))
        assert (answer.outcome, answer.rules) == ("CONTINUE", ["d-class.continue-loss"])

    @pytest.mark.parametrize("without", [["APPROVE"], ["REVIEW"]])
    def test_a_step_short(self, decide, without):
        assert self.status(decide, going_on(loss(), without=without)) == "ELIMINATE"

    @pytest.mark.parametrize(
        ("reviewed", "status"), [("2026-01-12", "CONTINUE"), ("2026-01-13", "ELIMINATE")]
    )
    def test_the_review_is_not_later_than_the_approval(self, decide, reviewed, status):
        assert self.status(decide, going_on(loss(), REVIEW=reviewed)) == status

    @pytest.mark.parametrize(
        ("on", "status"),
        [("2025-12-31", "ELIMINATE"), ("2026-01-01", "CONTINUE"), ("2026-11-21", "CONTINUE")],
    )
    def test_it_holds_for_the_fiscal_year_after_the_loss(self, decide, on, status):
        """A request of last year was for last year."""
        assert self.status(decide, going_on(loss(), on=on, APPROVE=max(on, "2026-01-12"))) == status

    @pytest.mark.parametrize(("ends_on", "status"), [("2026-11-21", "CONTINUE"), ("2026-11-20", "ELIMINATE")])
    def test_until_its_last_day(self, decide, ends_on, status):
        assert self.status(decide, going_on(loss(), ends_on=ends_on)) == status

    def test_a_parent_units_grant_holds_below_another_units_does_not(self, decide):
        """M18."""
        assert self.status(decide, going_on(loss(), unit="S")) == "CONTINUE"
        assert self.status(decide, going_on(loss(), unit="U-2")) == "ELIMINATE"

    def test_a_grant_in_another_matter_is_none(self, decide):
        assert self.status(decide, going_on(loss(), "TERMS")) == "ELIMINATE"

    def test_with_strategic_help_both_routes_are_needed(self, decide):
        """L23."""
        ledger = going_on(loss())
        assert (
            self.status(decide, going_on(ledger, "CONTINUE_STRATEGIC", without=["DELIBERATE"])) == "ELIMINATE"
        )
        assert self.status(decide, going_on(ledger, "CONTINUE_STRATEGIC")) == "CONTINUE"

    def test_an_application_of_last_year_is_over(self, decide):
        ledger = going_on(going_on(loss()), "CONTINUE_STRATEGIC", on="2025-12-31", without=["DELIBERATE"])
        assert self.status(decide, ledger) == "CONTINUE"

    def test_the_strategic_route_alone_does_not_save_a_loss_customer(self, decide):
        assert self.status(decide, going_on(loss(), "CONTINUE_STRATEGIC")) == "ELIMINATE"

    def test_an_unreadable_approval_might_be_the_missing_one(self, decide):
        """Nothing is eliminated on a file that could not be read."""
        ledger = going_on(loss(), without=["APPROVE"]).unreadable("step_records")
        assert self.status(decide, ledger) is None


class TestStrategicContinuation:
    """D30, L23, L24: the division applies, then the committee deliberates."""

    def d_customer(self) -> Ledger:
        return with_a_larger_customer(earning(5))

    def test_both_steps(self, decide):
        answer = decide("d_status", going_on(self.d_customer(), "CONTINUE_STRATEGIC"))
        assert (answer.outcome, answer.rules) == ("CONTINUE", ["d-class.continue-strategic"])

    @pytest.mark.parametrize("more", [{"without": ["DELIBERATE"]}, {"DELIBERATE": "2026-11-22"}])
    def test_a_step_short(self, decide, more):
        ledger = going_on(self.d_customer(), "CONTINUE_STRATEGIC", **more)
        assert decide("d_status", ledger).outcome == "IMPROVE"

    def test_the_division_applies(self, decide):
        """D30: what another person applies for is not granted."""
        ledger = self.d_customer()
        salesperson = ledger._employee("salesperson", "U-1")
        applied = going_on(ledger, "CONTINUE_STRATEGIC", requester=salesperson)
        assert decide("d_status", applied).outcome == "IMPROVE"


class TestConflictWithTheGroup:
    """L17: D-class at the unit, class A over the group: no automatic elimination, a review by the group."""

    @pytest.mark.parametrize("profit", [-1, 5])
    def test_the_group_reviews(self, decide, profit):
        answer = decide("d_status", large_elsewhere(earning(profit)))
        assert (answer.outcome, answer.rules) == ("GROUP_REVIEW", ["d-class.group-review"])
        assert answer.values["customer.abc_class"] == "A"
        assert answer.actions == ["REVIEW"]

    def test_without_a_conflict_nothing_is_reviewed(self, decide):
        assert decide("d_status", large_elsewhere(earning(100_000))).outcome == "NOT_D"

    def test_nothing_is_eliminated_while_the_class_over_the_group_is_unknown(self, decide):
        ledger = loss().unreadable("invoices", customer="C-9", unit="U-2")
        assert decide("d_status", ledger).outcome is None


class TestImprovement:
    """D26, L19, L21, M5, M6. Years are named by their profits, the earliest first: (2022, 2023, 2024, 2025)."""

    def years(self, *profits: float | str, since: str = "2020-01-01") -> Ledger:
        ledger = Ledger().customer().account(since=since)
        for year, profit in zip(range(2026 - len(profits), 2026), profits, strict=True):
            earning(profit, year=year, ledger=ledger)
        return ledger

    @pytest.mark.parametrize(
        ("profits", "improvement", "rule"),
        [
            # 2023 was the first D year: 2025 closes year 3.
            ((10**6, 1, 2, 3), "OVERRUN", "improvement.overrun"),
            ((10**6, 1, 2, 100_000), "OVERRUN", "improvement.overrun"),
            ((10**6, 1, 2, "100000.01"), "MET", "improvement.met"),
            # 2024 was the first D year: 2025 is year 2.
            ((10**6, 10**6, 1, 2), "ON_TRACK", "improvement.on-track"),
            ((10**6, 10**6, 2, 2), "BEHIND", "improvement.behind"),
            ((10**6, 10**6, 2, 1), "BEHIND", "improvement.behind"),
            ((10**6, 10**6, 1, 100_000), "NOT_YET_MET", "improvement.not-yet-met"),
            # First D year: nothing to compare with.
            ((10**6, 10**6, 10**6, 1), "ON_TRACK", "improvement.on-track"),
            # One year above the target does not begin anew, two do.
            ((1, 2, 10**6, 3), "OVERRUN", "improvement.overrun"),
            ((1, 10**6, 2, 3), "OVERRUN", "improvement.overrun"),
            ((1, 10**6, 10**6, 3), "ON_TRACK", "improvement.on-track"),
            # At exactly 100,000 a year neither resets nor stops the overrun.
            ((1, 100_000, 10**6, 3), "OVERRUN", "improvement.overrun"),
            ((1, 10**6, 100_000, 3), "OVERRUN", "improvement.overrun"),
        ],
    )
    def test_three_years(self, decide, profits, improvement, rule):
        answer = decide("improvement", self.years(*profits))
        assert (answer.outcome, answer.rules) == (improvement, [rule])

    def test_overrun_is_for_the_committee_and_never_an_elimination(self, decide):
        assert decide("improvement", self.years(10**6, 1, 2, 3)).actions == ["RESOLVE"]

    def test_never_d_class_never_due(self, decide):
        answer = decide("improvement", self.years(10**6, 10**6, 10**6, 10**6))
        assert (answer.outcome, answer.rules) == ("NOT_DUE", [])

    @pytest.mark.parametrize(
        ("since", "improvement"), [("2023-12-31", "OVERRUN"), ("2024-01-01", "ON_TRACK")]
    )
    def test_years_before_the_account_began_are_no_d_years(self, decide, since, improvement):
        ledger = Ledger().customer().account(since=since).invoice("2024-06-30", 1).invoice("2025-06-30", 2)
        assert decide("improvement", ledger).outcome == improvement

    @pytest.mark.parametrize(
        ("ledger_from", "improvement"), [("2023-01-01", "OVERRUN"), ("2023-01-02", "ON_TRACK")]
    )
    def test_years_that_the_ledger_does_not_cover_are_no_d_years(self, decide, ledger_from, improvement):
        assert decide("improvement", self.years(1, 1, 2, 3), ledger_from=ledger_from).outcome == improvement

    @pytest.mark.parametrize(
        ("year", "improvement"), [(2025, None), (2024, None), (2023, None), (2022, None)]
    )
    def test_an_unknown_cost_leaves_open_what_depends_on_it(self, decide, year, improvement):
        """2022 as well: one good year, 2023, would not begin the three years anew."""
        ledger = self.years(10**6, 10**6, 1, 2).invoice(f"{year}-08-01", 1, cost=None)
        assert decide("improvement", ledger).outcome == improvement

    def test_what_lies_before_two_good_years_does_not_matter(self, decide):
        ledger = self.years(10**6, 10**6, 10**6, 2).invoice("2022-08-01", 1, cost=None)
        assert decide("improvement", ledger).outcome == "ON_TRACK"

    def test_whether_the_target_was_met_is_open_with_an_unknown_cost(self, decide):
        ledger = self.years(10**6, 1, 2, 10**6).invoice("2025-08-01", 1, cost=None)
        assert decide("improvement", ledger).outcome is None

    def test_without_a_first_day_of_the_ledger_it_fails_and_names_the_parameter(self, decide):
        answer = decide("improvement", self.years(1, 2, 3), ledger_from=None)
        assert answer.status == "failed"
        assert "ledger_from" in answer.decision.error.render()
        assert decide("d_class", self.years(1, 2, 3), ledger_from=None).outcome is True


class TestEarlierYears:
    """D24 for the years before the last closed one: 2 is 2024, 3 is 2023, 4 is 2022 (D26, L21, M6, M30)."""

    YEARS = pytest.mark.parametrize("back", [2, 3, 4])

    def d_class(self, ledger: Ledger, back: int, **settings: object) -> object:
        return measured(ledger, f"d_class_{back}", **settings)

    def cash(self, back: int, revenue: float | str, cost: float | str) -> Ledger:
        ledger = Ledger().customer().account(term=CASH)
        return ledger.invoice(f"{2026 - back}-06-30", revenue, cost=cost)

    @YEARS
    @pytest.mark.parametrize(("profit", "is_d"), [("99999.99", True), (100_000, False), ("100000.01", False)])
    def test_the_line(self, back, profit, is_d):
        assert self.d_class(earning(profit, year=2026 - back), back) is is_d

    @YEARS
    @pytest.mark.parametrize(("cost", "is_d"), [("8499.99", False), (8500, True), (9999, True)])
    def test_the_cash_exception(self, back, cost, is_d):
        assert self.d_class(self.cash(back, 10_000, cost), back) is is_d
        on_credit_terms = trading().invoice(f"{2026 - back}-06-30", 10_000, cost=cost)
        assert self.d_class(on_credit_terms, back) is True

    @YEARS
    @pytest.mark.parametrize(("offset", "is_d"), [(0, True), (-1, False), (1, False)])
    def test_an_order_of_that_year_on_credit_ends_it(self, back, offset, is_d):
        ledger = self.cash(back, 10_000, 8000).order(ordered_on=f"{2026 - back + offset}-06-30")
        ledger.order("SO-2", ordered_on=f"{2026 - back}-06-30", on_credit=False)
        assert self.d_class(ledger, back) is is_d

    @YEARS
    @pytest.mark.parametrize(("revenue", "cost"), [(0, -5), (-100, -200)])
    def test_without_revenue_there_is_no_exception(self, back, revenue, cost):
        assert self.d_class(self.cash(back, revenue, cost), back) is True

    @YEARS
    def test_only_that_years_invoices_count(self, back):
        ledger = earning(5, year=2026 - back)
        earning(10**6, year=2025 - back, ledger=ledger)
        earning(10**6, year=2027 - back, ledger=ledger)
        assert self.d_class(ledger, back) is True

    @YEARS
    @pytest.mark.parametrize(("days", "is_d"), [("12-31", True), ("01-01", False)])
    def test_who_began_later_was_not_judged(self, back, days, is_d):
        since = f"{2026 - back + (days == '01-01')}-{days}"
        assert self.d_class(Ledger().customer().account(since=since), back) is is_d

    @YEARS
    @pytest.mark.parametrize(("day", "is_d"), [("01-01", True), ("01-02", False)])
    def test_what_the_ledger_does_not_cover_was_not_judged(self, back, day, is_d):
        assert self.d_class(trading(), back, ledger_from=f"{2026 - back}-{day}") is is_d

    @pytest.mark.parametrize("back", [1, 2, 3])
    @pytest.mark.parametrize(
        ("revenue", "cost", "term", "met"),
        [
            (100_000, 0, PaymentTerm.CREDIT, False),
            ("100000.01", 0, PaymentTerm.CREDIT, True),
            (10_000, 8000, CASH, True),
            (10_000, 8000, PaymentTerm.CREDIT, False),
            (10_000, 9000, CASH, False),
            (100_000, 0, CASH, False),
        ],
        ids=["at the target", "above", "exempt", "on credit", "low margin", "at the target, cash"],
    )
    def test_the_target_is_met_above_the_line_or_by_exemption(self, back, revenue, cost, term, met):
        """L19, M6."""
        ledger = Ledger().customer().account(term=term).invoice(f"{2026 - back}-06-30", revenue, cost=cost)
        assert measured(ledger, "target_met" if back == 1 else f"target_met_{back}") is met


class TestFreezeOfTheEliminated:
    """D32, M9, M10, M19, A106."""

    def eliminated(self, stock: int = 0) -> Ledger:
        """Eliminated; so much of our goods was there at the last count."""
        return Ledger().customer().account(state=AccountState.ELIMINATED).stock(stock, "2026-06-30")

    def test_at_once_when_nothing_is_open(self, decide):
        """M9, E31: it need not be idle; it bought and paid yesterday."""
        answer = decide("freeze", self.eliminated().invoice(days_ago(1), 500))
        assert (answer.outcome, answer.rules, answer.actions) == ("FREEZE", ["freeze.eliminated"], ["FREEZE"])

    @pytest.mark.parametrize(
        "open_record",
        [
            lambda ledger: ledger.open_invoice("0.01"),
            lambda ledger: ledger.stock("0.01"),
            lambda ledger: ledger.order(),
            lambda ledger: ledger.open_invoice(10, id_="I-1").payment("10.01", invoice="I-1"),
            lambda ledger: ledger.payment(10),
        ],
        ids=["receivable", "stock", "open order", "credit balance", "payment on account"],
    )
    def test_any_open_record_leads_to_a_resolution(self, decide, open_record):
        """D32, E31, E33, K17."""
        answer = decide("freeze", open_record(self.eliminated()))
        assert (answer.outcome, answer.rules, answer.actions) == (
            "RESOLVE",
            ["freeze.open"],
            ["RESOLVE"],
        )

    def test_without_invoices_an_allocated_payment_is_no_credit_balance(self, decide):
        """D32, M10: whether something is open can't be told."""
        ledger = self.eliminated().invoice("2025-06-30", 10, id_="I-1").payment(10, invoice="I-1")
        assert decide("freeze", ledger.without("invoices")).outcome is None

    @pytest.mark.parametrize(("unit", "freeze"), [("U-1", "RESOLVE"), ("U-2", "FREEZE")])
    def test_stock_of_another_unit_is_not_open_here(self, decide, unit, freeze):
        """K3, D32."""
        stock = StockPosition(
            id="ST-2", customer="C-1", unit=unit, counted_on=day("2026-10-31"), amount=yuan(50)
        )
        ledger = self.eliminated().account(unit="U-2").put(stock)
        assert decide("freeze", ledger).outcome == freeze

    def test_many_small_rests_are_open_too(self, decide):
        """L25, D32: a hundred invoices of 1.00 that nobody paid."""
        ledger = self.eliminated()
        for _ in range(100):
            ledger.open_invoice(1)
        assert decide("freeze", ledger).outcome == "RESOLVE"

    def test_stock_that_was_never_counted_is_unknown(self, decide):
        """B51, D32: no count is no count of zero."""
        ledger = Ledger().customer().account(state=AccountState.ELIMINATED)
        assert decide("freeze", ledger).outcome is None
        assert decide("freeze", ledger.open_invoice(10)).outcome == "RESOLVE"

    @pytest.mark.parametrize(
        ("counts", "freeze"),
        [
            ([(50, "2026-08-31", "P-1"), (0, "2026-10-31", "P-2")], "RESOLVE"),
            ([(50, "2026-08-31", "P-1"), (0, "2026-10-31", "P-1")], "FREEZE"),
            ([(50, "2026-08-31", "P-1"), (0, "2026-10-31", None)], "FREEZE"),
            ([(50, "2026-10-31", "P-1"), (0, "2026-10-31", None)], "FREEZE"),
            ([(50, "2026-08-31", None), (0, "2026-10-31", "P-1")], "RESOLVE"),
            ([(0, "2026-08-31", None), (50, "2026-10-31", "P-1")], "RESOLVE"),
        ],
        ids=["another product", "same", "all later", "all that day", "a part of all", "more than all"],
    )
    def test_each_product_has_its_own_last_count(self, decide, counts, freeze):
        """B51, D32: a count of one product says nothing of the others; a count of everything says it of each."""
        ledger = self.eliminated().put(*(Product(id=name, name=name) for name in ("P-1", "P-2")))
        for amount, on, product in counts:
            ledger.stock(amount, on, product)
        assert decide("freeze", ledger).outcome == freeze

    def test_records_that_are_closed_are_not_open(self, decide):
        ledger = self.eliminated(50).stock(0, "2026-10-31").order(status=OrderStatus.CLOSED)
        ledger.open_invoice(10, id_="I-1").payment(10, invoice="I-1")
        assert decide("freeze", ledger).outcome == "FREEZE"

    def test_resolved_by_the_divisions_meeting_and_filed(self, decide):
        """D32, E33."""
        ledger = self.eliminated().open_invoice(10).granted("FREEZE_OPEN", without=["FILE"])
        assert decide("freeze", ledger).outcome == "RESOLVE"
        answer = decide("freeze", ledger.granted("FREEZE_OPEN"))
        assert (answer.outcome, answer.rules) == ("FREEZE", ["freeze.resolved"])

    @pytest.mark.parametrize(
        "more",
        [
            {"matter": "FREEZE_CLEAR"},
            {"without": ["DELIBERATE"]},
            {"ends_on": days_ago(1)},
            {"used_on": days_ago(0)},
            {"order": "SO-9"},
        ],
        ids=["matter", "not deliberated", "over", "used", "names an order"],
    )
    def test_another_resolution_freezes_nothing(self, decide, more):
        ledger = self.eliminated().open_invoice(10).order("SO-9", status=OrderStatus.CLOSED)
        ledger.granted(**{"matter": "FREEZE_OPEN", **more})
        assert decide("freeze", ledger).outcome == "RESOLVE"

    def test_an_unreadable_filing_leaves_it_open(self, decide):
        ledger = self.eliminated().open_invoice(10).granted("FREEZE_OPEN", without=["FILE"])
        assert decide("freeze", ledger.unreadable("step_records")).outcome is None

    def test_a_frozen_account_needs_nothing_more(self, decide):
        answer = decide("freeze", Ledger().customer().account(state=AccountState.FROZEN))
        assert (answer.outcome, answer.rules) == ("NONE", ["freeze.frozen"])

    def test_what_d25_computes_is_a_proposal_and_freezes_nothing(self, decide):
        """M19: the state is the one that the host records."""
        ledger = loss().invoice(days_ago(1), 5)
        assert decide("d_status", ledger).outcome == "ELIMINATE"
        assert decide("freeze", ledger).outcome == "NONE"

    def test_unreadable_stock_freezes_nothing(self, decide):
        """K17."""
        ledger = self.eliminated().unreadable("stock_positions", customer="C-1", unit="U-1")
        assert decide("freeze", ledger).outcome is None


class TestIdleFreeze:
    """D33, L25, L26, M7, M8."""

    def d_customer(self, since: str = "2020-01-01", counted_on: str = "2026-04-30") -> Ledger:
        """Nothing of ours was there when stock was last counted."""
        return Ledger().customer().account(since=since).stock(0, counted_on)

    def good_customer(self) -> Ledger:
        return self.d_customer().invoice("2025-06-30", 10**6)

    def test_idle_and_d_class_is_frozen(self, decide):
        """D33, E32, K16."""
        answer = decide("freeze", self.d_customer())
        assert (answer.outcome, answer.rules, answer.actions) == ("FREEZE", ["freeze.idle-d"], ["FREEZE"])

    def test_idle_and_not_d_class_is_advised(self, decide):
        """L26, E32: mandatory for D, advisory otherwise."""
        answer = decide("freeze", self.good_customer())
        assert (answer.outcome, answer.rules, answer.actions) == (
            "ADVISE",
            ["freeze.idle"],
            ["REVIEW"],
        )

    @pytest.mark.parametrize(("days", "frozen"), [(182, "NONE"), (183, "FREEZE"), (184, "FREEZE")])
    def test_half_a_year_is_183_days(self, decide, days, frozen):
        """M7: the last invoice, paid at once, lies so many days back."""
        assert decide("freeze", self.d_customer().invoice(days_ago(days), 5)).outcome == frozen

    @pytest.mark.parametrize(("days", "frozen"), [(365, "FREEZE"), (324, "NONE")])
    def test_a_d_class_customer_without_its_year_is_not_frozen(self, decide, days, frozen):
        """324 days before the snapshot is 2026-01-01: no closed year, so no D-class, so advice at most."""
        outcome = decide("freeze", self.d_customer(days_ago(days))).outcome
        assert outcome == (frozen if frozen == "FREEZE" else "ADVISE")

    @pytest.mark.parametrize(("days", "advice"), [(182, "NONE"), (183, "ADVISE")])
    def test_the_half_year_lies_within_the_account(self, decide, days, advice):
        """M8."""
        assert decide("freeze", self.d_customer(days_ago(days))).outcome == advice

    @pytest.mark.parametrize(
        "trace",
        [
            lambda ledger: ledger.invoice("2025-07-01", 5, settled_on=days_ago(182)),
            lambda ledger: ledger.invoice("2025-07-01", 5, settled_on=None, id_="I-x").payment(
                5, days_ago(182), invoice="I-x"
            ),
            lambda ledger: ledger.stock(5, days_ago(182)).stock(0, days_ago(1)),
            lambda ledger: ledger.stock(5, "2026-05-01").stock(0, days_ago(181)),
            lambda ledger: ledger.order(ordered_on=days_ago(182), status=OrderStatus.CANCELLED),
        ],
        ids=["settled", "paid", "stock", "stock counted before", "ordered"],
    )
    def test_receivables_stock_or_orders_within_the_half_year_mean_not_idle_yet(self, decide, trace):
        assert decide("freeze", trace(self.d_customer())).outcome == "NONE"

    @pytest.mark.parametrize(
        "trace",
        [
            lambda ledger: ledger.invoice("2025-07-01", 5, settled_on=days_ago(183)),
            lambda ledger: ledger.invoice("2025-07-01", 5, settled_on=None, id_="I-x").payment(
                5, days_ago(183), invoice="I-x"
            ),
            lambda ledger: ledger.stock(5, "2026-05-01").stock(0, days_ago(182)),
            lambda ledger: ledger.order(ordered_on=days_ago(183), status=OrderStatus.CANCELLED),
        ],
        ids=["settled", "paid", "stock", "ordered"],
    )
    def test_what_happened_before_the_half_year_does_not_matter(self, decide, trace):
        assert decide("freeze", trace(self.d_customer())).outcome == "FREEZE"

    def test_something_open_leads_a_d_customer_to_a_resolution_and_others_to_advice(self, decide):
        """L25."""
        assert (
            decide("freeze", self.d_customer().invoice("2025-07-01", 5, settled_on=None)).outcome == "RESOLVE"
        )
        answer = decide("freeze", self.good_customer().invoice("2025-07-01", 5, settled_on=None))
        assert (answer.outcome, answer.rules) == ("ADVISE", ["freeze.idle-open"])

    @pytest.mark.parametrize(("days", "freeze"), [(182, "NONE"), (183, "RESOLVE")])
    def test_a_resolution_as_well_needs_half_a_year_without_revenue(self, decide, days, freeze):
        ledger = self.d_customer().invoice(days_ago(days), 5, settled_on=None)
        assert decide("freeze", ledger).outcome == freeze

    def test_stock_that_was_never_counted_freezes_nothing(self, decide):
        """B51, D33."""
        assert decide("freeze", Ledger().customer().account()).outcome is None

    def test_an_unreadable_invoice_freezes_nothing(self, decide):
        ledger = self.d_customer().unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("freeze", ledger).outcome is None

    def test_the_state_must_be_known(self, decide):
        assert decide("freeze", Ledger().customer().account(state=None)).outcome is None


class TestStepDown:
    """D34, L28: the number of D-class customers, or the losses, must not grow."""

    def unit_with(self, before: list[float], last: list[float]) -> Ledger:
        """Customers with these gross profits in 2024 and in 2025."""
        ledger = Ledger()
        for number, (profit_2024, profit_2025) in enumerate(zip(before, last, strict=True), start=1):
            customer = f"C-{number}"
            ledger.customer(customer).account(customer)
            for year, profit in ((2024, profit_2024), (2025, profit_2025)):
                ledger.invoice(f"{year}-06-30", 10**6, cost=10**6 - profit, customer=customer)
        return ledger

    @pytest.mark.parametrize(
        ("before", "last", "missed"),
        [([1, 10**6], [1, 1], True), ([1, 10**6], [10**6, 1], False), ([1, 1], [1, 10**6], False)],
    )
    def test_by_number(self, decide, before, last, missed):
        assert decide("d_step_down", self.unit_with(before, last)).outcome is missed

    @pytest.mark.parametrize(
        ("before", "last", "missed"),
        [([-5, -5], [-11, 1], True), ([-5, -5], [-10, 1], False), ([1, 1], [-1, 1], True)],
    )
    def test_by_losses(self, decide, before, last, missed):
        answer = decide("d_step_down", self.unit_with(before, last), step_down_metric="LOSS")
        assert answer.outcome is missed
        assert answer.rules == (["d-step-down.loss"] if missed else [])

    def test_a_ledger_that_does_not_cover_both_years_says_so(self, decide):
        answer = decide("d_step_down", self.unit_with([10**6], [1]), ledger_from="2024-01-02")
        assert answer.outcome is False
        assert answer.decision.not_applicable == ("d-step-down.number", "d-step-down.loss")

    def test_unknown_with_an_unreadable_invoice(self, decide):
        ledger = self.unit_with([1], [1]).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("d_step_down", ledger).outcome is None
        assert decide("d_step_down", ledger, step_down_metric="LOSS").outcome is None
