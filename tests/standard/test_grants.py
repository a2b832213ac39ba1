"""What the host records has to be granted (grants.yaml): limits, terms, classes, freezes, and what the gate makes of it (G24, L30)."""

import pytest

from groupctl.model import AccountState
from groupctl.portfolio.given import Given
from groupctl.testing import Ledger, days_ago
from tests.standard.amounts import limit
from tests.standard.deciding import engine
from tests.standard.test_credit import of_class

UNLIMITED = "unlimited"


def recorded(own: int | str, letter: str = "B", **customer: object) -> Ledger:
    """C-1 of this class at U-1, whose limit there is recorded as ``own``; the class gives 500,000 for B and 100,000 for C."""
    return of_class(letter, Ledger().customer(**customer).account(credit_limit=own).survey())


def with_grant(ledger: Ledger, new_limit: int | str, **more: object) -> Ledger:
    asked = {
        "new_limit": limit(new_limit),
        "amount": 10**16 - 1 if new_limit == UNLIMITED else new_limit,
        **more,
    }
    return ledger.granted("LIMIT_GRANT", **asked)


class TestLimitAtAUnit:
    """D44, L37, G24: above the class it counts as far as it was granted."""

    @pytest.mark.parametrize(
        ("own", "granted", "used"),
        [
            (400_000, None, 400_000),
            (500_000, None, 500_000),
            (500_001, None, 500_000),
            (UNLIMITED, None, 500_000),
            (800_000, 800_000, 800_000),
            (800_000, 700_000, 700_000),
            (800_000, 400_000, 500_000),
            (800_000, 10**6, 800_000),
            (UNLIMITED, 700_000, 700_000),
            (UNLIMITED, UNLIMITED, UNLIMITED),
            (800_000, UNLIMITED, 800_000),
        ],
    )
    def test_what_is_used(self, decide, own, granted, used):
        ledger = recorded(own)
        if granted is not None:
            with_grant(ledger, granted)
        assert decide("credit_limit", ledger).outcome == used
        assert decide("limit_granted", ledger).outcome is (used != own)

    def test_class_a_needs_no_grant(self, decide):
        """D43."""
        assert decide("credit_limit", recorded(UNLIMITED, "A")).outcome == UNLIMITED
        assert decide("limit_granted", recorded(UNLIMITED, "A")).outcome is False

    @pytest.mark.parametrize(
        "more",
        [
            {"without": ["APPROVE", "DECIDE", "DELIBERATE"]},
            {"ends_on": days_ago(1)},
            {"used_on": days_ago(0)},
            {"unit": "U-2"},
            {"matter": "OVER_UNIT_LIMIT"},
            {"amount": 799_999},
        ],
        ids=["not decided", "over", "used", "another unit", "another matter", "less was granted"],
    )
    def test_another_request_raises_nothing(self, decide, more):
        ledger = recorded(800_000)
        asked = {"matter": "LIMIT_GRANT", "new_limit": limit(800_000), "amount": 800_000, **more}
        assert decide("credit_limit", ledger.granted(**asked)).outcome == 500_000

    def test_a_grant_of_the_group_holds_below_it(self, decide):
        """M18."""
        assert decide("credit_limit", with_grant(recorded(800_000), 800_000, unit="G")).outcome == 800_000

    def test_what_is_on_top_is_granted_with_it(self, decide):
        """B66: an own limit at the class and 200,000 for a time."""
        ledger = recorded(500_000).add(
            "granted_limit",
            customer="C-1",
            unit="U-1",
            kind="TEMPORARY",
            amount=200_000,
            ends_on="2026-12-31",
        )
        assert decide("credit_limit", ledger).outcome == 500_000
        assert decide("credit_limit", with_grant(ledger, 700_000)).outcome == 700_000

    def test_a_unit_that_keeps_no_requests_takes_what_is_recorded(self, decide):
        ledger = recorded(800_000)
        assert decide("credit_limit", ledger, grants_needed=False).outcome == 800_000
        assert decide("limit_granted", ledger, grants_needed=False).status == "not applicable"


class TestTheGate:
    """L30: an order goes by the limit that was granted."""

    @pytest.mark.parametrize(("amount", "outcome"), [(500_000, "RELEASE"), ("500000.01", "REFER")])
    def test_a_limit_that_was_raised_in_the_host_lets_nothing_more_go(self, decide, amount, outcome):
        answer = decide("order_release", recorded(10**7).order(amount=amount))
        assert answer.outcome == outcome

    def test_once_it_is_granted_it_does(self, decide):
        ledger = with_grant(with_grant(recorded(10**7), 10**7), UNLIMITED, unit="G").order(amount=9_999_999)
        assert decide("order_release", ledger).outcome == "RELEASE"

    @pytest.mark.parametrize("table", ["requests", "step_records", "appointments", "votes"])
    def test_a_lost_table_grants_nothing(self, decide, table):
        ledger = with_grant(recorded(800_000), 800_000).order(amount=700_000)
        assert decide("order_release", ledger).outcome == "RELEASE"
        # who asks for as much as the class gives needs none of it, but a lost freeze may be in the requests
        lost = decide("order_release", ledger.copy().without(table))
        assert lost.outcome == "RELEASE" if table == "votes" else lost.outcome == "REFER"

    def test_a_lost_request_grants_nothing_and_takes_nothing(self, decide):
        ledger = recorded(800_000).order(amount=700_000)
        ledger.unreadable("requests", customer="C-1", unit="U-1")
        assert decide("credit_limit", ledger).outcome is None
        assert decide("order_release", ledger).outcome == "REFER"
        assert decide("credit_limit", with_grant(ledger, 800_000)).outcome == 800_000

    def test_an_unknown_class_holds_what_the_least_one_would_give(self, decide):
        ledger = recorded(400_000).order(amount=90_000)
        ledger.unreadable("invoices", customer="C-9", unit="U-1")
        assert decide("credit_limit", ledger).outcome is None
        assert decide("least_limit", ledger).outcome == 100_000
        assert decide("order_release", ledger).outcome == "RELEASE"
        granted = with_grant(ledger.order("SO-2", 210_000), 400_000)
        assert decide("least_limit", granted).outcome == 400_000
        assert decide("order_release", granted, "SO-2").outcome == "RELEASE"


class TestLimitsOverAllUnits:
    """M28, L17: granted by the group."""

    @pytest.mark.parametrize(("unit", "used"), [("G", 2_000_000), ("U-1", 1_500_000)])
    def test_of_a_customer(self, decide, unit, used):
        ledger = recorded("inherit", credit_limit=2_000_000)
        assert decide("customer_limit", ledger).outcome == 1_500_000
        assert decide("customer_limit_granted", ledger).outcome is True
        assert decide("customer_limit", with_grant(ledger, 2_000_000, unit=unit)).outcome == used
        assert decide("customer_limit_granted", ledger).outcome is (unit != "G")

    def test_of_a_customer_group(self, decide):
        ledger = recorded("inherit", "C", group="GR").group("GR", credit_limit=400_000)
        assert decide("group_limit", ledger).outcome == 300_000
        assert decide("group_limit_granted", ledger).outcome is True
        with_grant(ledger, 400_000, unit="G")
        assert decide("group_limit", ledger).outcome == 300_000, "a member's limit is not the group's"
        with_grant(ledger, 400_000, unit="G", group="GR")
        assert decide("group_limit", ledger).outcome == 400_000
        assert decide("group_limit_granted", ledger).outcome is False

    def test_a_member_who_is_not_known_leaves_a_grant_to_the_group_open(self, decide):
        """G24: its manager may have had a part in it."""
        ledger = with_grant(
            recorded("inherit", "C", group="GR").group("GR", credit_limit=400_000),
            400_000,
            unit="G",
            group="GR",
        )
        assert decide("group_limit", ledger.unreadable("customers", id="C-7", group="GR")).outcome is None

    def test_the_manager_of_a_member_grants_nothing_to_the_group(self, decide):
        ledger = with_grant(
            recorded("inherit", "C", group="GR", manager="E-finance_director-G").group(
                "GR", credit_limit=10**7
            ),
            10**7,
            unit="G",
            group="GR",
        )
        assert decide("group_limit", ledger.copy()).outcome == 10**7
        ledger.tables["customers"][0] = recorded(
            "inherit", group="GR", manager="E-credit_controller-G"
        ).tables["customers"][0]
        assert decide("group_limit", ledger).outcome == 300_000


class TestTerms:
    """B64, E18: a longer time to pay than the class allows."""

    @pytest.mark.parametrize(
        ("days", "granted", "found"), [(60, None, False), (61, None, True), (61, 61, False), (61, 60, True)]
    )
    def test_is_granted_for_so_many_days(self, decide, days, granted, found):
        ledger = of_class("B", Ledger().customer().account(credit_days=days).survey())
        if granted:
            ledger.granted("TERMS", new_credit_days=granted)
        assert decide("terms_granted", ledger, b_class_credit_days=60).outcome is found

    def test_whose_request_is_lost_stays_open(self, decide):
        ledger = of_class("B", Ledger().customer().account(credit_days=61).survey()).without("requests")
        assert decide("terms_granted", ledger, b_class_credit_days=60).status == "unknown"


class TestClass:
    """L10, M13: a class is raised by a grant only, also one that is given."""

    def given(self, ledger: Ledger, **values: str):
        portfolio = ledger.portfolio()
        made = [
            Given("account", "C-1@U-1", name, value, portfolio.as_of, "the bank")
            for name, value in values.items()
        ]
        return portfolio.with_given(made)

    @pytest.mark.parametrize(
        ("matter", "limit_used"), [(None, 100_000), ("RAISE_FROM_C", 500_000), ("RAISE_FROM_B", 100_000)]
    )
    def test_a_class_that_is_given_is_a_finding_until_it_is_granted(self, matter, limit_used):
        ledger = recorded("inherit", "C")
        if matter:
            ledger.granted(matter)
        portfolio = self.given(ledger, credit_class="B")
        decided = {
            name: engine("durable").decide(name, "C-1@U-1", portfolio)
            for name in ("class_granted", "credit_limit")
        }
        assert decided["class_granted"].outputs[0].typed is (limit_used == 100_000)
        assert decided["credit_limit"].outputs[0].value == f"{limit_used}.00"

    @pytest.mark.parametrize("letter", ["A", "B", "C"])
    def test_what_is_worked_out_is_granted(self, decide, letter):
        assert decide("class_granted", of_class(letter)).outcome is False


class TestFreeze:
    """D32, D33: a freeze is decided, and so is its end."""

    def account(self, state: AccountState = AccountState.ACTIVE) -> Ledger:
        return of_class("A", Ledger().customer().account(state=state).survey()).order()

    def test_frozen_without_a_decision_is_a_finding(self, decide):
        ledger = self.account(AccountState.FROZEN)
        assert decide("state_granted", ledger).rules == ["state-granted.frozen"]
        assert decide("state_granted", ledger.granted("FREEZE_CLEAR")).outcome is False

    @pytest.mark.parametrize("matter", ["FREEZE_CLEAR", "FREEZE_OPEN"])
    @pytest.mark.parametrize("on_credit", [True, False])
    def test_active_again_without_a_decision_stays_frozen(self, decide, matter, on_credit):
        ledger = self.account().order("SO-2", on_credit=on_credit).granted(matter)
        assert decide("state_granted", ledger).rules == ["state-granted.unfrozen"]
        answer = decide("order_release", ledger, "SO-2")
        assert (answer.outcome, answer.rules) == ("REFUSE", ["order-release.unfrozen-without-grant"])
        ledger.granted("UNFREEZE")
        assert decide("state_granted", ledger).outcome is False
        assert decide("order_release", ledger, "SO-2").outcome == "RELEASE"

    def test_a_freeze_that_is_lost_releases_nothing(self, decide):
        assert decide("order_release", self.account().without("requests")).outcome == "REFER"
