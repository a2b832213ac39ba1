"""Coverage of rating and credit (rating-coverage.yaml): D80, D81, E21, C17."""

from typing import Any

import pytest
from attrs import evolve

from groupctl.model import AccountState, Amount, CreditSurvey, Customer, Employee, Inherit, Unknown
from groupctl.testing import Ledger
from tests.standard.amounts import yuan
from tests.standard.deciding import measured
from tests.standard.test_credit_rating import survey


def rated(customer: str, **found: Any) -> CreditSurvey:
    """A good survey of a customer at all units."""
    return evolve(survey(id_=f"CS-{customer}", **found), customer=customer)


def two(**second: Any) -> Ledger:
    """C-1 is rated and has a limit; C-2 has an account."""
    ledger = Ledger().customer().customer("C-2").account().account("C-2", **second)
    return ledger.put(rated("C-1"))


def willing(ledger: Ledger, id_: str, wants_credit: bool | None = True) -> Ledger:
    """A customer without an account."""
    return ledger.put(Customer(id=id_, name=id_, credit_limit=Inherit(), wants_credit=wants_credit))


class TestAccounts:
    """D80, E21, A66: all existing customers are rated and have a limit."""

    def test_one_of_two(self, decide):
        """D80, E21, D81."""
        answer = decide("rating_coverage", two())
        assert (answer.outcome, answer.rules) == (True, ["rating-coverage.accounts"])
        assert answer.actions == ["SURVEY"]
        assert measured(two(), "rating_coverage", "U-1", "unit") * 2 == 1

    def test_all_of_two(self, decide):
        """D80: 100%."""
        answer = decide("rating_coverage", two().put(rated("C-2")))
        assert (answer.outcome, answer.actions) == (False, [])

    def test_a_unit_above_counts_all_below(self, decide):
        """D80."""
        ledger = two().account("C-2", "U-2")
        assert decide("rating_coverage", ledger, "G").outcome is True
        assert measured(ledger, "rating_coverage", "G", "unit") * 3 == 1

    def test_rated_without_a_limit_is_not_covered(self, decide):
        """D80, E21: the host does not say what the limit is."""
        ledger = two(credit_limit="unknown").put(rated("C-2")).invoice(amount=10**6, customer="C-2")
        assert decide("rating_coverage", ledger).outcome is True

    def test_an_incomplete_rating_is_none(self, decide):
        """D80, E21."""
        assert decide("rating_coverage", two().put(rated("C-2", quick_ratio=None))).outcome is True

    def test_who_was_given_up_does_not_count(self, decide):
        """D80."""
        assert decide("rating_coverage", two(state=AccountState.ELIMINATED)).outcome is False

    def test_a_lower_line(self, decide):
        """D80: half of the customers is enough for half."""
        assert decide("rating_coverage", two(), rating_coverage_line="0.5").outcome is False
        assert decide("rating_coverage", two(), rating_coverage_line="0.51").outcome is True

    def test_where_nobody_is_rated_or_nobody_buys_nothing_is_asked(self, decide):
        """D80, L65."""
        unrated = Ledger().customer().account()
        assert decide("rating_coverage", unrated).status == "not applicable"
        assert decide("rating_coverage", two(), "U-2").outcome is False

    def test_an_unreadable_survey_leaves_it_open(self, decide):
        """D80."""
        ledger = two().unreadable("credit_surveys", customer="C-2")
        assert decide("rating_coverage", ledger).status == "unknown"


class TestWilling:
    """D80: all customers that want credit, asked of the whole group."""

    def group(self) -> Ledger:
        return willing(Ledger().customer().account().put(rated("C-1")), "C-2")

    def test_one_that_wants_credit_and_is_not_rated(self, decide):
        """D80."""
        answer = decide("rating_coverage", self.group(), "G")
        assert (answer.outcome, answer.rules) == (True, ["rating-coverage.willing"])
        assert decide("rating_coverage", self.group(), "U-1").outcome is False

    def test_rated_as_well(self, decide):
        """D80: the limit is that of the class over the group."""
        assert decide("rating_coverage", self.group().put(rated("C-2")), "G").outcome is False

    @pytest.mark.parametrize("wants_credit", [False, None])
    def test_who_does_not_say_so_is_not_counted(self, decide, wants_credit):
        """D80."""
        ledger = willing(Ledger().customer().account().put(rated("C-1")), "C-2", wants_credit)
        assert decide("rating_coverage", ledger, "G").outcome is False


class TestCustomerStep:
    """C17, D81, E21, A66: rate and grant first; segment, owner and maintenance come after."""

    def customer(
        self, *, limit: object = None, manager: str | None = None, wants: bool | None = True
    ) -> Ledger:
        ledger = Ledger().put(Employee(id="E-1", name="E-1", unit="U-1"))
        return ledger.put(
            Customer(
                id="C-1",
                name="C-1",
                credit_limit=limit or Inherit(),
                manager=manager,
                wants_credit=wants,
            )
        )

    def test_rate_first_though_it_has_an_owner(self, decide):
        """C17, E21, D80."""
        answer = decide("customer_step", self.customer(manager="E-1"))
        assert (answer.outcome, answer.actions) == ("RATE", ["SURVEY"])
        incomplete = self.customer(manager="E-1").put(survey(quick_ratio=None))
        assert decide("customer_step", incomplete).outcome == "RATE"
        unreadable = self.customer(manager="E-1").unreadable("credit_surveys", customer="C-1")
        assert decide("customer_step", unreadable).status == "unknown"

    def test_then_grant(self, decide):
        """C17, E21."""
        answer = decide("customer_step", self.customer(limit=Unknown(), manager="E-1").put(survey()))
        assert (answer.outcome, answer.actions) == ("GRANT", ["REVIEW"])

    def test_then_segment(self, decide):
        """C17: an own limit holds; the class is unknown while invoices can't be read."""
        ledger = self.customer(limit=Amount(yuan(5)), manager="E-1").put(survey())
        ledger.account().invoice().customer("C-9").account("C-9").unreadable(
            "invoices", customer="C-9", unit="U-1"
        )
        answer = decide("customer_step", ledger)
        assert (answer.outcome, answer.actions) == ("SEGMENT", ["REVIEW"])

    def test_then_give_it_an_owner(self, decide):
        """C17, D81, I33."""
        answer = decide("customer_step", self.customer().put(survey()))
        assert (answer.outcome, answer.actions) == ("ASSIGN_OWNER", ["OPEN_TASK"])

    def test_an_owner_whom_the_host_does_not_list_is_one(self, decide):
        """C17."""
        ledger = self.customer(manager="E-1").put(survey()).without("employees")
        assert decide("customer_step", ledger).outcome == "MAINTAIN"

    def test_then_maintain(self, decide):
        """C17, D81."""
        answer = decide("customer_step", self.customer(manager="E-1").put(survey()))
        assert (answer.outcome, answer.actions) == ("MAINTAIN", ["VISIT"])

    @pytest.mark.parametrize("wants", [False, None])
    def test_who_neither_wants_credit_nor_is_rated_is_let_be(self, decide, wants):
        """D80, D81."""
        assert decide("customer_step", self.customer(wants=wants)).status == "not applicable"
