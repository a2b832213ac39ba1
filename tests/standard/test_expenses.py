"""Expenses and support (expenses.yaml): D28, D65, D66, F29, H58, J12, B52, B54."""

from fractions import Fraction

import pytest

from groupctl.model import ChannelType, Contract, Expense, Support, SupportKind
from groupctl.testing import Ledger, day, days_ago, trading
from tests.standard.amounts import yuan
from tests.standard.deciding import measured


def spent(
    amount: float | str, on: str = "2026-03-01", customer: str | None = "C-1", id_: str = "EX-1"
) -> Expense:
    return Expense(id=id_, customer=customer, unit="U-1", spent_on=day(on), amount=yuan(amount))


def good() -> Ledger:
    """C-1 earned a million in 2025: not D-class."""
    return trading().invoice("2025-06-30", 1_000_000)


class TestClaims:
    """D28, F29, H58: every expense has its customer."""

    def test_a_claim_without_a_customer_is_rejected(self, decide):
        """F29, H58."""
        answer = decide("expense_claim", good().put(spent(5, customer=None)), "EX-1")
        assert (answer.outcome, answer.rules) == ("REJECT", ["expense-claim.unallocated"])
        assert answer.actions == ["REJECT_EXPENSE"]

    def test_a_claim_for_a_customer_in_order_is_not_looked_at(self, decide):
        answer = decide("expense_claim", good().put(spent(5)), "EX-1")
        assert (answer.status, answer.outcome) == ("not applicable", None)

    @pytest.mark.parametrize(("on", "status"), [("2026-01-01", "decided"), ("2025-12-31", "not applicable")])
    def test_only_claims_of_the_running_year(self, decide, on, status):
        assert decide("expense_claim", good().put(spent(5, on, None)), "EX-1").status == status

    @pytest.mark.parametrize(("amount", "claim"), [("3000.00", "ACCEPT"), ("3000.01", "REFER")])
    def test_for_a_d_class_customer_beyond_what_it_earns(self, decide, amount, claim):
        """D28, L64: a gross profit of 10,000 in the last 12 months allows 30% of it."""
        ledger = trading().invoice("2026-02-01", 10_000).put(spent(amount))
        answer = decide("expense_claim", ledger, "EX-1")
        assert answer.outcome == claim
        assert answer.rules == ([] if claim == "ACCEPT" else ["expense-claim.d-class"])
        assert answer.actions == ([] if claim == "ACCEPT" else ["REVIEW"])

    def test_nothing_is_held_against_a_customer_that_may_not_be_d_class(self, decide):
        ledger = trading().invoice("2025-06-30", 5, cost=None).invoice("2026-02-01", 10).put(spent(5000))
        assert decide("expense_claim", ledger, "EX-1").status == "unknown"

    def test_what_the_customer_earns_must_be_known(self, decide):
        """D28."""
        ledger = trading().invoice("2026-02-01", 10_000, cost=None).put(spent(5000))
        answer = decide("expense_claim", ledger, "EX-1")
        assert (answer.outcome, answer.unjudged) == (None, ["expense-claim.d-class"])


class TestExpensesByCustomer:
    """J12, B52: what a customer costs, against its budget."""

    def ledger(self) -> Ledger:
        ledger = good().budget(1000).put(spent(300, "2026-01-01"), spent(800, "2026-11-21", id_="EX-2"))
        return ledger.put(
            spent(50, "2025-12-31", id_="EX-3"), spent(70, "2026-05-01", customer=None, id_="EX-4")
        )

    def test_of_the_running_year_and_what_is_left(self):
        """J12, B52."""
        assert measured(self.ledger(), "expense_to_date") == 1100_00
        assert measured(self.ledger(), "left", "B-1", "budget") == -100_00

    def test_what_names_no_customer_is_shown_for_the_unit(self):
        """J12, F29."""
        assert measured(self.ledger(), "expense_unallocated", "U-1", "unit") == 70_00

    def test_an_unreadable_expense_leaves_it_open(self):
        ledger = self.ledger().unreadable("expenses", customer="C-1", unit="U-1")
        assert measured(ledger, "expense_to_date") is None


class TestSupport:
    """D65, B54, A51: people and vehicles go where they are needed most, and the dealer shares the cost."""

    def lent(self, **more: object) -> Ledger:
        row = {
            "id": "SU-1",
            "customer": "C-1",
            "unit": "U-1",
            "kind": SupportKind.VEHICLE,
            "starts_on": day("2026-11-01"),
            "most_needed": True,
            "cost": yuan(1000),
            "dealer_pays": Fraction(1, 2),
        }
        return trading().put(Support(**(row | more)))

    @pytest.mark.parametrize(
        ("more", "advice", "actions"),
        [
            ({}, "IN_ORDER", []),
            ({"most_needed": False}, "WITHDRAW", ["REVIEW"]),
            ({"cost": None}, "COST_OPEN", ["OPEN_TASK"]),
            ({"dealer_pays": None}, "SHARE_COST", ["OPEN_TASK"]),
            ({"dealer_pays": Fraction(0)}, "SHARE_COST", ["OPEN_TASK"]),
            ({"dealer_pays": Fraction(1, 100)}, "IN_ORDER", []),
            ({"dealer_pays": None, "cost": yuan(0)}, "IN_ORDER", []),
            ({"dealer_pays": None, "cost": yuan("0.01")}, "SHARE_COST", ["OPEN_TASK"]),
            ({"dealer_pays": None, "cost": None}, "COST_OPEN", ["OPEN_TASK"]),
            ({"most_needed": False, "cost": None}, "WITHDRAW", ["REVIEW"]),
        ],
    )
    def test_advice(self, decide, more, advice, actions):
        """D65, B54."""
        answer = decide("support_advice", self.lent(**more), "SU-1")
        assert (answer.outcome, answer.actions) == (advice, actions)

    def test_whether_it_is_needed_most_must_be_known(self, decide):
        answer = decide("support_advice", self.lent(most_needed=None), "SU-1")
        assert (answer.outcome, answer.unjudged) == (None, ["support.not-needed-most"])

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "status"),
        [
            (days_ago(0), None, "decided"),
            ("2026-11-22", None, "not applicable"),
            ("2026-11-01", days_ago(0), "decided"),
            ("2026-11-01", days_ago(1), "not applicable"),
        ],
    )
    def test_only_what_is_being_given(self, decide, starts_on, ends_on, status):
        ledger = self.lent(starts_on=day(starts_on), ends_on=day(ends_on))
        assert decide("support_advice", ledger, "SU-1").status == status


class TestDealerBenefit:
    """D66: a dealer's contract protects its profit."""

    def dealer(self, channel: ChannelType | None = ChannelType.DEALER, **more: object) -> Ledger:
        return Ledger().customer(channel=channel).account().put(self.contract(**more))

    def contract(self, **more: object) -> Contract:
        """A contract that does all for the dealer but what ``more`` says."""
        row = {
            "id": "CT-1",
            "customer": "C-1",
            "unit": "U-1",
            "starts_on": day("2026-01-01"),
            "ends_on": day("2026-12-31"),
            "signed_on": day("2025-12-20"),
            "has_dealer_policy": True,
            "has_quality": True,
            "offers_new_products": True,
            "protected_market": "North",
        }
        return Contract(**(row | more))

    def two(self, channel: ChannelType | None = ChannelType.DEALER, **more: object) -> Ledger:
        """The contracts of two customers; ``more`` about the second, a dealer unless ``channel`` differs."""
        second = self.contract(**({"id": "CT-2", "customer": "C-2"} | more))
        return self.dealer().customer("C-2", channel=channel).account("C-2").put(second)

    @pytest.mark.parametrize(
        ("clause", "rule"),
        [
            ("has_dealer_policy", "missing"),
            ("has_quality", "quality"),
            ("offers_new_products", "new-products"),
        ],
    )
    @pytest.mark.parametrize(("written", "missing"), [(True, False), (False, True), (None, None)])
    def test_it_has_every_clause_that_protects_the_dealer(self, decide, clause, rule, written, missing):
        """D66, G124."""
        answer = decide("dealer_benefit", self.dealer(**{clause: written}), "CT-1")
        assert answer.outcome is missing
        assert answer.actions == (["OPEN_TASK"] if missing else [])
        assert answer.rules == ([f"dealer-benefit.{rule}"] if missing else [])

    def test_everything_that_is_missing_is_named(self, decide):
        """D66, G124."""
        answer = decide("dealer_benefit", self.dealer(has_quality=False, protected_market=None), "CT-1")
        assert sorted(answer.rules) == ["dealer-benefit.market-open", "dealer-benefit.quality"]

    def test_it_protects_a_market(self, decide):
        """D66, G124."""
        answer = decide("dealer_benefit", self.dealer(protected_market=None), "CT-1")
        assert (answer.outcome, answer.rules) == (True, ["dealer-benefit.market-open"])

    def test_whether_it_protects_a_market_is_unknown_without_the_column(self, decide):
        """D66, G124."""
        ledger = self.dealer(protected_market=None)
        ledger.absent["contracts"] = ["protected_market"]
        assert decide("dealer_benefit", ledger, "CT-1").status == "unknown"

    @pytest.mark.parametrize(
        ("other", "shared"),
        [
            ({}, True),
            ({"protected_market": "South"}, False),
            ({"protected_market": None}, None),
            ({"unit": "U-2"}, False),
            ({"customer": "C-1"}, False),
            ({"signed_on": None}, False),
            ({"ends_on": day(days_ago(1))}, False),
            ({"channel": ChannelType.RETAILER}, False),
            ({"channel": None}, None),
        ],
    )
    def test_no_other_dealer_of_the_unit_has_its_market(self, decide, other, shared):
        """D66, G124."""
        answer = decide("dealer_benefit", self.two(**other), "CT-1")
        assert answer.outcome is shared
        assert answer.rules == (["dealer-benefit.market-shared"] if shared else [])

    @pytest.mark.parametrize(
        "other",
        [
            {"channel": ChannelType.RETAILER},
            {"signed_on": None},
            {"ends_on": day(days_ago(1))},
            {"starts_on": day("2026-11-22")},
        ],
    )
    def test_only_contracts_with_dealers_that_serve(self, decide, other):
        ledger = self.dealer(has_dealer_policy=False, **other)
        assert decide("dealer_benefit", ledger, "CT-1").status == "not applicable"

    def test_whether_it_is_a_dealer_must_be_known(self, decide):
        ledger = self.dealer(has_dealer_policy=False, channel=None)
        assert decide("dealer_benefit", ledger, "CT-1").status == "unknown"

    @pytest.mark.parametrize(
        "edge",
        [{"ends_on": day(days_ago(0))}, {"starts_on": day(days_ago(0))}],
    )
    def test_its_first_and_last_day_are_part_of_it(self, decide, edge):
        assert decide("dealer_benefit", self.dealer(has_dealer_policy=False, **edge), "CT-1").outcome is True
