"""One customer seen from the unit and from the group (group-view.yaml): L17, M28."""

from typing import Any

import pytest

from groupctl.testing import Ledger
from tests.standard.amounts import dollars
from tests.standard.deciding import measured


def pooled(**limits: int | str) -> Ledger:
    """The group GR within TOP: C-1 buys at U-1 (company Co-1) and U-2 (Co-2), C-2 at U-2 in dollars at 7 yuan.

    Open are 100 yuan of C-1 at each unit and 50 dollars of C-2, so 550 yuan in all.
    """
    said: dict[str, int | str] = {"unit": 1000, "customer": 2000, "group": 3000, "top": "inherit", **limits}
    ledger = Ledger().rate("7").group("TOP", credit_limit=said["top"])
    ledger.group("GR", "TOP", credit_limit=said["group"])
    ledger.customer("C-1", group="GR", credit_limit=said["customer"]).customer("C-2", group="GR")
    ledger.account("C-1", "U-1", credit_limit=said["unit"]).account("C-1", "U-2").account("C-2", "U-2")
    ledger.survey("2024-06-01", customer="C-1").survey("2024-06-01", customer="C-2")
    earned: dict[str, Any] = {"cost": 0, "unit": "U-1"}
    ledger.invoice("2025-06-30", 900_000, customer="C-1", **earned)
    ledger.open_invoice(100, customer="C-1", unit="U-1").open_invoice(100, customer="C-1", unit="U-2")
    return ledger.open_invoice(dollars("50.00"), customer="C-2", unit="U-2", cost=dollars("10.00"))


class TestPool:
    """L17, M28: what all members owe at all units, whatever the company and the currency, against one limit."""

    def test_two_companies_and_two_currencies(self, decide):
        answer = decide("group_pool", pooled(), "GR")
        assert (answer.outcome, answer["pooled_exposure"]) == ("WITHIN", 550)
        assert decide("group_pool", pooled(), "TOP")["pooled_exposure"] == 550

    @pytest.mark.parametrize(("limit", "pool"), [(550, "WITHIN"), (549, "OVER"), ("unlimited", "UNLIMITED")])
    def test_against_the_limit(self, decide, limit, pool):
        answer = decide("group_pool", pooled(group=limit), "GR")
        assert (answer.outcome, answer.actions) == (pool, ["REVIEW"] if pool == "OVER" else [])

    def test_a_member_whose_exposure_is_unknown(self, decide):
        """The group's exposure is not known then; a group without a limit is not concerned."""
        unread = pooled().unreadable("invoices", customer="C-2", unit="U-2")
        assert decide("group_pool", unread, "GR").outcome is None
        unread = pooled(group="unlimited").unreadable("invoices", customer="C-2", unit="U-2")
        answer = decide("group_pool", unread, "GR")
        assert (answer.outcome, answer["pooled_exposure"]) == ("UNLIMITED", None)

    def test_an_amount_in_a_currency_without_a_rate(self, decide):
        ledger = pooled()
        ledger.tables["exchange_rates"].clear()
        assert decide("group_pool", ledger, "GR").outcome is None


class TestBindingLimit:
    """D43, D44, D45, L17, L29, M28, M29: the level that leaves the least room is named.

    C-1 has 100 open at U-1 and 200 in all, its group 550.
    """

    @pytest.mark.parametrize(
        ("limits", "level", "room"),
        [
            ({"unit": 1000, "customer": 2000, "group": 3000}, "UNIT", 900),
            ({"unit": 1000, "customer": 1099, "group": 3000}, "CUSTOMER", 899),
            ({"unit": 1000, "customer": 2000, "group": 1449}, "GROUP", 899),
            ({"unit": 1000, "customer": 1099, "group": 1448}, "GROUP", 898),
            ({"unit": 50, "customer": 2000, "group": 3000}, "UNIT", -50),
            ({"unit": 1000, "customer": 2000, "group": 500}, "GROUP", -50),
        ],
    )
    def test_the_least_room_binds(self, decide, limits, level, room):
        answer = decide("binding_limit", pooled(**limits))
        assert (answer.outcome, answer["headroom"]) == (level, max(room, 0))
        assert answer["overrun"] == max(-room, 0)
        assert answer.rules == [f"binding-limit.{level.lower()}"]

    @pytest.mark.parametrize(
        ("limits", "level"),
        [
            ({"unit": 1000, "customer": 1100, "group": 1450}, "UNIT"),
            ({"unit": 1001, "customer": 1100, "group": 1450}, "CUSTOMER"),
            ({"unit": 1000, "customer": 1101, "group": 1450}, "UNIT"),
        ],
    )
    def test_among_equals_the_level_nearest_to_the_unit_is_named(self, decide, limits, level):
        answer = decide("binding_limit", pooled(**limits))
        assert (answer.outcome, answer["headroom"]) == (level, 900)

    @pytest.mark.parametrize(
        ("limits", "level", "room"),
        [
            ({"unit": "unlimited", "customer": 2000, "group": 3000}, "CUSTOMER", 1800),
            ({"unit": "unlimited", "customer": "unlimited", "group": 3000}, "GROUP", 2450),
            ({"unit": 1000, "customer": "unlimited", "group": "unlimited"}, "UNIT", 900),
            ({"unit": "unlimited", "customer": 2000, "group": "unlimited"}, "CUSTOMER", 1800),
        ],
    )
    def test_an_unlimited_member_does_not_raise_the_groups_limit(self, decide, limits, level, room):
        """TOP is out of the way: its limit is unlimited, too."""
        answer = decide("binding_limit", pooled(**{"top": "unlimited", **limits}))
        assert (answer.outcome, answer["headroom"]) == (level, room)

    def test_no_level_has_a_limit(self, decide):
        free = pooled(unit="unlimited", customer="unlimited", group="unlimited", top="unlimited")
        answer = decide("binding_limit", free)
        assert (answer.outcome, answer["headroom"], answer["overrun"]) == ("NONE", "unlimited", 0)

    @pytest.mark.parametrize(("top", "level", "room"), [(1449, "GROUP", 899), (1450, "UNIT", 900)])
    def test_the_limit_of_a_group_above_binds_as_well(self, decide, top, level, room):
        """The nearer group has 2,450 left."""
        answer = decide("binding_limit", pooled(top=top))
        assert (answer.outcome, answer["headroom"]) == (level, room)

    def test_the_tighter_of_two_groups(self, decide):
        assert measured(pooled(group=1000, top=900), "group_room", "C-1", "customer") == 350_00
        assert measured(pooled(group=800, top=900), "group_room", "C-1", "customer") == 250_00

    def test_a_member_whose_exposure_is_unknown_leaves_it_open(self, decide):
        """What the group has left may be less; where no group has a limit, and none has to be granted, it does not matter."""
        unread = pooled().unreadable("invoices", customer="C-2", unit="U-2")
        assert decide("binding_limit", unread).outcome is None
        unread = pooled(group="unlimited", top="unlimited").unreadable("invoices", customer="C-2", unit="U-2")
        assert decide("binding_limit", unread, grants_needed=False).outcome == "UNIT"

    def test_who_is_known_in_one_unit_alone(self, decide):
        ledger = Ledger().customer(credit_limit=500).account(credit_limit=400).invoice("2025-06-30", 900_000)
        ledger.open_invoice(1)
        assert decide("binding_limit", ledger).status == "not applicable"
        answer = decide("binding_limit", ledger.account("C-1", "U-2"))
        assert (answer.outcome, answer["headroom"]) == ("UNIT", 399)

    def test_where_nothing_is_open_nothing_binds(self, decide):
        assert decide("binding_limit", pooled(), "C-2@U-2").outcome == "UNIT"
        ledger = pooled().account("C-2", "U-1")
        assert decide("binding_limit", ledger, "C-2@U-1").status == "not applicable"

    def test_the_gate_names_the_same_level(self, decide):
        """An order of 900.01 beyond the room of 900 at the unit is referred by the unit's limit, and so for each level."""
        for limits, rule in [
            ({}, "order-release.limit"),
            ({"unit": 5000, "customer": 1100}, "order-release.customer-limit"),
            ({"unit": 5000, "customer": 5000, "group": 1450}, "order-release.group-limit"),
        ]:
            ledger = pooled(**limits).order(amount="900.01")
            assert rule in decide("order_release", ledger).rules
            within = pooled(**limits).order(amount="900.00")
            assert rule not in decide("order_release", within).rules


class TestTiers:
    """L17: the class in the unit, over all units and as a group, side by side; D-class here and class A there is a conflict."""

    def ledger(self, here: int, elsewhere: int, other: int, *, profit: int | None = None) -> Ledger:
        """C-1 buys for so much at U-1 and U-2, C-2 for the rest at U-1; all of it is profit unless said otherwise."""
        ledger = Ledger()
        for customer in ("C-1", "C-2"):
            ledger.customer(customer).account(customer).account(customer, "U-2")
        cost = 0 if profit is None else here - profit
        ledger.invoice("2025-06-30", here, cost=cost).invoice("2025-06-30", elsewhere, unit="U-2")
        return ledger.invoice("2025-06-30", other, customer="C-2")

    @pytest.mark.parametrize(
        ("profit", "view", "actions"),
        [(99_999, "CONFLICT", ["REVIEW"]), (100_000, "DIFFERENT", []), (-1, "CONFLICT", ["REVIEW"])],
    )
    def test_d_class_here_and_class_a_over_the_group(self, decide, profit, view, actions):
        """At U-1 800,000 of 1,000,000 stand before C-1, so it is B; over both units it has 5,200,000 of 6,000,000."""
        answer = decide("group_view", self.ledger(200_000, 5_000_000, 800_000, profit=profit))
        assert (answer.outcome, answer.actions) == (view, actions)
        assert (answer["unit_class"], answer["customer_class"], answer["group_class"]) == ("B", "A", "A")

    def test_nothing_is_eliminated(self, decide):
        """A loss alone would eliminate; the conflict proposes a review instead."""
        ledger = self.ledger(200_000, 5_000_000, 800_000, profit=-1)
        assert decide("d_status", ledger).outcome == "GROUP_REVIEW"
        small = self.ledger(200_000, 10, 8_000_000, profit=-1)
        assert decide("d_status", small).outcome == "ELIMINATE"
        assert decide("group_view", small).outcome != "CONFLICT"

    @pytest.mark.parametrize(("here", "view"), [(800_000, "SAME"), (200_000, "DIFFERENT")])
    def test_same_and_different(self, decide, here, view):
        answer = decide("group_view", self.ledger(here, 5_000_000, 800_000))
        assert (answer.outcome, answer.actions) == (view, [])

    @pytest.mark.parametrize(
        ("partner", "view", "group_class"), [(8_000_000, "CONFLICT", "A"), (1, "SAME", "C")]
    )
    def test_a_small_member_of_a_large_group(self, decide, partner, view, group_class):
        """C-1 sells 50,000 and is D-class. More than 95% stand before it, so alone it is C; with 8,000,000 of C-3 its group
        is class A."""
        ledger = Ledger().group("GR")
        ledger.customer("C-1", group="GR").customer("C-3", group="GR").customer("C-2")
        for customer in ("C-1", "C-2", "C-3"):
            ledger.account(customer)
        ledger.invoice("2025-06-30", 50_000).invoice("2025-06-30", 2_000_000, customer="C-2")
        ledger.invoice("2025-06-30", partner, customer="C-3")
        answer = decide("group_view", ledger)
        assert (answer.outcome, answer["customer_class"], answer["group_class"]) == (view, "C", group_class)
        status = "GROUP_REVIEW" if view == "CONFLICT" else "IMPROVE"
        assert decide("d_status", ledger).outcome == status

    def test_unknown_class(self, decide):
        ledger = self.ledger(200_000, 5_000_000, 800_000).unreadable("invoices", customer="C-2", unit="U-2")
        answer = decide("group_view", ledger)
        assert (answer.outcome, answer["unit_class"], answer["customer_class"]) == (None, "B", None)

    def test_who_is_known_in_one_unit_alone(self, decide):
        ledger = Ledger().customer().account().invoice("2025-06-30", 5)
        assert decide("group_view", ledger).status == "not applicable"
