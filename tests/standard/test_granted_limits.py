"""Limits with a life (granted-limits.yaml): B66, B67, L17, M28, M29."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from groupctl.model import CollateralKind, GrantedLimit, LimitKind
from groupctl.model.credit import Collateral
from groupctl.testing.ledger import AS_OF, Ledger, day, days_ago
from tests.standard.amounts import dollars, yuan
from tests.standard.deciding import measured

TOMORROW = AS_OF + timedelta(days=1)
CONDITIONS = {
    LimitKind.INSURED: {"insured_share": Fraction(9, 10), "cover_ends_after": 60},
    LimitKind.GUARANTEED: {"collateral": "CO-x"},
    LimitKind.MORTGAGED: {"collateral": "CO-x"},
}


def granted(ledger: Ledger, kind: str, amount: Any, **more: Any) -> Ledger:
    """A limit of C-1 at U-1 for the year 2026; ``unit`` or ``customer`` None and a ``group`` make it another's."""
    own = LimitKind[kind]
    stated = {
        "id": f"L-{len(ledger.tables['granted_limits']) + 1}",
        "customer": None if "group" in more else "C-1",
        "unit": None if "group" in more else "U-1",
        "kind": own,
        "amount": yuan(amount),
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        **CONDITIONS.get(own, {}),
        **more,
    }
    stated |= {name: day(stated[name]) for name in ("starts_on", "ends_on")}
    return ledger.put(GrantedLimit(**stated))


def ledger(limit: Any = 1000, whole: Any = "unlimited", **account: Any) -> Ledger:
    """C-1 with this limit at U-1; 900 are open and not due."""
    made = (
        Ledger().group("GR").customer(group="GR", credit_limit=whole).account(credit_limit=limit, **account)
    )
    made.survey().invoice("2025-06-30", 10**6, cost=0).invoice("2026-03-01", 10**6, cost=0)
    return made.open_invoice(900)


def secured(made: Ledger, amount: Any, ends_on: str | None = None) -> Ledger:
    return made.put(
        Collateral(
            id="CO-x",
            customer="C-1",
            kind=CollateralKind.MORTGAGE,
            amount=yuan(amount),
            starts_on=day("2025-01-01"),
            ends_on=day(ends_on),
        )
    )


def in_force(made: Ledger, **more: Any) -> Any:
    found = measured(made, "resolved_limit", **more)
    return found / 100 if isinstance(found, int) else found


class TestOneKind:
    def test_an_own_limit_stands_in_place_of_the_account_s(self):
        assert in_force(ledger(1000)) == 1000
        assert in_force(granted(ledger(1000), "OWN", 700)) == 700
        assert in_force(granted(ledger("unlimited"), "OWN", 700)) == 700
        assert in_force(granted(ledger("inherit"), "OWN", 700)) == 700

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "limit"),
        [
            (days_ago(0), days_ago(-9), 1500),
            (days_ago(-1), days_ago(-9), 1000),
            (days_ago(9), days_ago(0), 1500),
            (days_ago(9), days_ago(1), 1000),
        ],
        ids=["begins today", "begins tomorrow", "last day", "ended yesterday"],
    )
    def test_a_temporary_limit_is_on_top_from_its_first_day_to_its_last(self, starts_on, ends_on, limit):
        made = granted(ledger(), "TEMPORARY", 500, starts_on=starts_on, ends_on=ends_on)
        assert in_force(made) == limit

    def test_a_limit_until_further_notice(self):
        assert in_force(granted(ledger(), "OWN", 1200, ends_on=None)) == 1200

    def test_an_insured_limit_counts_as_far_as_the_insurer_bears_a_loss(self):
        assert in_force(granted(ledger(), "INSURED", 1000)) == 1900
        assert in_force(granted(ledger(), "INSURED", 1000, insured_share=Fraction(1))) == 2000

    @pytest.mark.parametrize(("overdue_for", "limit"), [(60, 1900), (61, 1000)])
    @pytest.mark.parametrize("unit", ["U-1", "U-2"])
    def test_the_cover_ends_when_the_debtor_is_overdue_for_too_long_at_any_unit(
        self, overdue_for, limit, unit
    ):
        made = granted(ledger().account(unit="U-2"), "INSURED", 1000)
        due = days_ago(overdue_for)
        assert in_force(made.open_invoice(50, issued_on=due, due_on=due, unit=unit)) == limit

    def test_whether_it_ended_is_unknown_where_an_invoice_can_t_be_read(self):
        made = granted(ledger(), "INSURED", 1000).unreadable("invoices", customer="C-1", unit="U-1")
        assert in_force(made) is None

    @pytest.mark.parametrize(("value", "limit"), [(400, 1400), (600, 1500), (None, None)])
    def test_a_secured_limit_reaches_as_far_as_its_security(self, value, limit):
        for kind in ("GUARANTEED", "MORTGAGED"):
            assert in_force(granted(secured(ledger(), value), kind, 500)) == limit

    @pytest.mark.parametrize(("ends_on", "limit"), [(days_ago(0), 1500), (days_ago(1), 1000)])
    def test_it_ends_with_its_security(self, ends_on, limit):
        assert in_force(granted(secured(ledger(), 600, ends_on), "MORTGAGED", 500)) == limit

    def test_an_amount_without_a_rate_is_unknown(self):
        assert in_force(granted(ledger(), "TEMPORARY", dollars("500"))) is None
        assert in_force(granted(ledger().rate("7"), "TEMPORARY", dollars("500"))) == 4500


class TestSideBySide:
    def test_what_adds_adds_to_what_is_set(self):
        made = granted(granted(ledger(), "OWN", 700), "TEMPORARY", 200)
        assert in_force(granted(made, "INSURED", 1000)) == 1800

    def test_what_adds_to_unlimited_changes_nothing(self):
        assert in_force(granted(ledger("unlimited"), "TEMPORARY", 200)) == in_force(ledger("unlimited"))

    def test_the_limit_of_management_is_the_whole_limit(self):
        made = granted(granted(granted(ledger(), "OWN", 700), "TEMPORARY", 200), "MANAGEMENT", 300)
        assert in_force(made) == 300

    def test_which_adds_and_which_replaces_is_the_policy_s(self, tmp_path):
        """A house in which the limit of management adds, as an insured one does."""
        from groupctl.decisions.engine import Engine
        from groupctl.rules.loading.loader import load_policy

        text = (
            "policy: house\nversion: 1\ncurrency: CNY\ntitle: House\nimports: [standard]\n"
            "set: {b_class_limit: {values: {2000-01-01: 1}}, c_class_limit: {values: {2000-01-01: 1}}}\n"
            "replace:\n  - {rule: limit-effect.management, then: {limit_effect: ADDS, limit_order: 6, counted: amount},"
            " reason: minute 4}\n"
        )
        (tmp_path / "house.yaml").write_text(text, encoding="utf-8")
        engine = Engine(load_policy(tmp_path / "house.yaml"), engine="reference")
        portfolio = granted(ledger(), "MANAGEMENT", 300).portfolio()
        account = portfolio.record("account", "C-1@U-1")
        assert engine.evaluation(portfolio).environment.value(account, "stated_limit") == 100_000
        assert engine.evaluation(portfolio).environment.value(account, "limit_added") == 30_000

    def test_accounts_customers_and_groups_each_have_their_own(self, decide):
        made = granted(ledger(1000, 2000), "TEMPORARY", 100)
        granted(granted(made, "TEMPORARY", 200, unit=None), "OWN", 5000, group="GR")
        assert in_force(made) == 1100
        assert decide("customer_limit", made).outcome == 2200
        assert decide("group_limit", made).outcome == 5000

    def test_the_limits_of_members_and_of_a_group_below_are_not_the_group_s(self, decide):
        made = ledger().group("TOP").group("SUB", "TOP", credit_limit=10)
        granted(granted(made, "OWN", 5000, unit=None), "OWN", 70, group="SUB")
        assert decide("group_limit", made, "SUB").outcome == 70
        assert measured(made, "limits_setting", "TOP", "group") == 0

    def test_management_at_the_unit_overrides_nothing_of_the_customer(self, decide):
        made = granted(granted(ledger(), "MANAGEMENT", 300), "OWN", 2000, unit=None)
        assert decide("customer_limit", made).outcome == 2000


class TestAtTheGate:
    """900 are open; 1,000 is the limit."""

    @pytest.mark.parametrize(
        ("amount", "extra", "outcome"),
        [(100, None, "RELEASE"), (101, None, "REFER"), (600, 500, "RELEASE"), (601, 500, "REFER")],
    )
    def test_an_order_within_and_beyond_the_limit_in_force(self, decide, amount, extra, outcome):
        made = granted(ledger(), "TEMPORARY", extra) if extra else ledger()
        answer = decide("order_release", made.order(amount=amount))
        assert answer.outcome == outcome
        assert answer.rules == ([] if outcome == "RELEASE" else ["order-release.limit"])

    def test_the_day_after_its_last_day_it_helps_no_more(self, decide):
        made = granted(ledger(), "TEMPORARY", 500, ends_on=AS_OF.isoformat()).order(amount=600)
        assert decide("order_release", made).outcome == "RELEASE"
        assert decide("order_release", made, as_of=TOMORROW).outcome == "REFER"

    def test_a_limit_on_top_that_is_unknown_stops_only_what_needs_it(self, decide):
        made = granted(ledger(), "TEMPORARY", dollars("500"))
        assert decide("order_release", made.order(amount=100)).outcome == "RELEASE"
        made = granted(ledger(), "TEMPORARY", dollars("500"))
        assert decide("order_release", made.order(amount=101)).outcome == "REFER"

    def test_a_table_that_can_t_be_read(self, decide):
        answer = decide("order_release", ledger().without("granted_limits").order(amount=1))
        assert answer.outcome == "REFER"
        assert "order-release.limit" in answer.unjudged

    @pytest.mark.parametrize(
        "readable",
        [{"customer": "C-1", "unit": "U-1"}, {"customer": "C-1"}, {"unit": "U-1"}, {}],
        ids=["account", "customer", "unit", "nothing"],
    )
    def test_a_row_that_can_t_be_read(self, decide, readable):
        made = ledger().unreadable("granted_limits", **readable).order(amount=1)
        assert decide("order_release", made).outcome == "REFER"

    def test_a_row_of_another_customer_that_can_t_be_read_stops_nobody_else(self, decide):
        made = ledger().customer("C-2").unreadable("granted_limits", customer="C-2", group="")
        assert decide("order_release", made.order(amount=1)).outcome == "RELEASE"


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("second", "rejected"),
        [
            ({"starts_on": "2027-01-01", "ends_on": "2027-02-01"}, 0),
            ({"starts_on": "2026-12-31", "ends_on": "2027-02-01"}, 2),
            ({"kind": "OWN", "amount": 600}, 0),
            ({"unit": "U-2"}, 0),
            ({"unit": None}, 0),
        ],
        ids=["after it", "on its last day", "another kind", "another unit", "the customer's"],
    )
    def test_limits_of_one_kind_must_not_overlap(self, decide, second, rejected):
        made = granted(ledger().account(unit="U-2"), "TEMPORARY", 500)
        granted(made, **{"kind": "TEMPORARY", "amount": 400, **second})
        found = made.portfolio().rejected
        assert [row.reason.key for row in found] == ["model.limits-overlap"] * rejected
        assert decide("order_release", made.order(amount=1)).outcome == ("REFER" if rejected else "RELEASE")
        others = {row.id: dict(row.reason.values)["other"] for row in found}
        assert others == ({"L-1": "L-2", "L-2": "L-1"} if rejected else {})

    def test_a_short_one_within_a_long_one_and_the_next(self):
        made = granted(ledger(), "OWN", 1, ends_on=None)
        granted(
            granted(made, "OWN", 2, starts_on="2026-02-01", ends_on="2026-02-02"),
            "OWN",
            3,
            starts_on="2026-05-01",
        )
        assert [row.id for row in made.portfolio().rejected] == ["L-1", "L-2", "L-3"]

    def test_an_account_that_is_not_there(self, decide):
        made = granted(ledger(), "MANAGEMENT", 1, unit="U-2")
        assert [row.reason.key for row in made.portfolio().rejected] == ["model.limit-of-no-account"]
        assert decide("order_release", made.order(amount=1)).outcome == "REFER"

    def test_a_mistyped_year(self, decide):
        made = granted(ledger(), "MANAGEMENT", 1, starts_on="2062-01-01", ends_on=None)
        assert [row.reason.key for row in made.portfolio().rejected] == ["model.beyond-horizon"]
        assert decide("order_release", made.order(amount=1)).outcome == "REFER"


class TestParts:
    def test_the_parts_and_when_they_change(self, decide):
        made = granted(ledger(), "TEMPORARY", 500, ends_on=days_ago(-10))
        granted(granted(made, "INSURED", 1000), "OWN", 800, starts_on=days_ago(-20))
        answer = decide("limit_parts", made)
        assert answer.outcome == 2400
        assert [answer["limit_base"], answer["limit_on_top"]] == [1000, 1400]
        assert decide("limit_change", made).outcome == date(2026, 12, 2)

    @pytest.mark.parametrize(
        ("more", "changes_on"),
        [
            ({"ends_on": days_ago(0)}, TOMORROW),
            ({"starts_on": days_ago(-1)}, TOMORROW),
            ({"starts_on": days_ago(-3), "ends_on": days_ago(-9)}, AS_OF + timedelta(days=3)),
        ],
    )
    def test_it_changes_when_one_begins_and_the_day_after_one_ends(self, decide, more, changes_on):
        assert decide("limit_change", granted(ledger(), "TEMPORARY", 5, **more)).outcome == changes_on

    def test_what_is_over_or_lasts_changes_nothing_more(self, decide):
        made = granted(granted(ledger(), "TEMPORARY", 5, ends_on=days_ago(1)), "OWN", 800, ends_on=None)
        assert decide("limit_change", made).status == "not applicable"
        assert decide("limit_parts", ledger()).status == "not applicable"

    def test_customers_and_groups_too(self):
        made = granted(ledger(), "TEMPORARY", 5, unit=None, ends_on=days_ago(-4))
        granted(made, "TEMPORARY", 5, group="GR", ends_on=days_ago(-6))
        assert measured(made, "limit_changes_on", "C-1", "customer") == AS_OF + timedelta(days=5)
        assert measured(made, "limit_changes_on", "GR", "group") == AS_OF + timedelta(days=7)
        assert measured(made, "limit_changes_on") is None

    @pytest.mark.parametrize(("ends", "then"), [(30, 1500), (29, 1000)])
    def test_the_limit_thirty_days_ahead(self, decide, ends, then):
        made = granted(ledger(), "TEMPORARY", 500, ends_on=days_ago(-ends))
        assert decide("limit_parts", made)["limit_then"] == then

    def test_what_overrides_ends_and_the_rest_holds_again(self, decide):
        made = granted(granted(ledger(), "MANAGEMENT", 300, ends_on=days_ago(-9)), "TEMPORARY", 500)
        assert [decide("limit_parts", made)[name] for name in ("limit_in_force", "limit_then")] == [300, 1500]
        granted(made, "OWN", 800, starts_on=days_ago(-5))
        assert decide("limit_parts", made)["limit_then"] == 1300

    @pytest.mark.parametrize(("due", "then"), [(0, 900), (-30, 900), (-31, 1000), (1, 1000)])
    def test_what_falls_due_until_then_is_paid(self, decide, due, then):
        """900 are due on 2026-12-31; 100 more fall due today, in 30 or 31 days, or did so yesterday."""
        made = granted(ledger(), "OWN", 5000).open_invoice(100, due_on=days_ago(due))
        assert decide("limit_parts", made)["exposure_then"] == then


class TestUse:
    """900 are open: of the base of 600, then of 200 temporary, then of 90% of 500 insured."""

    @pytest.fixture
    def made(self) -> Ledger:
        made = granted(ledger(600), "TEMPORARY", 200, ends_on=days_ago(-10))
        return granted(made, "INSURED", 500)

    def use(self, decide, made: Ledger, limit: str) -> list[object]:
        answer = decide("limit_use", made, limit)
        return [answer[name] for name in ("utilised", "unused", "utilised_ahead", "unused_ahead")]

    def test_in_their_order(self, decide, made):
        assert self.use(decide, made, "L-1") == [200, 0, 0, 0]
        assert self.use(decide, made, "L-2") == [100, 350, 300, 150]

    def test_and_when_something_is_paid_until_then(self, decide, made):
        made.tables["invoices"].pop()
        made.open_invoice(250, due_on=days_ago(-30)).open_invoice(650)
        assert self.use(decide, made, "L-2") == [100, 350, 50, 400]

    def test_an_own_limit_is_used_first(self, decide, made):
        granted(made, "OWN", 850)
        assert self.use(decide, made, "L-3") == [850, 0, 850, 0]
        assert self.use(decide, made, "L-1") == [50, 150, 0, 0]

    def test_what_is_overridden_is_not_used(self, decide, made):
        granted(made, "MANAGEMENT", 1000)
        assert self.use(decide, made, "L-1") == [0, 0, 0, 0]
        assert self.use(decide, made, "L-3") == [900, 100, 900, 100]

    def test_below_unlimited_nothing_of_it_is_needed(self, decide):
        assert self.use(decide, granted(ledger("unlimited"), "TEMPORARY", 200), "L-1") == [0, 200, 0, 200]

    def test_of_a_customer_and_of_a_group(self, decide):
        made = granted(ledger(600, 800), "TEMPORARY", 300, unit=None)
        granted(granted(made, "OWN", 100, group="GR"), "TEMPORARY", 1000, group="GR")
        assert self.use(decide, made, "L-1") == [100, 200, 100, 200]
        assert self.use(decide, made, "L-2") == [100, 0, 100, 0]
        assert self.use(decide, made, "L-3") == [800, 200, 800, 200]


class TestCare:
    def findings(self, decide, made: Ledger) -> list[str]:
        return decide("limit_care", made, "L-1").rules

    @pytest.mark.parametrize(("days", "found"), [(30, ["limit-care.ends-soon"]), (31, [])])
    def test_it_ends_soon(self, decide, days, found):
        assert self.findings(decide, granted(ledger(), "TEMPORARY", 5, ends_on=days_ago(-days))) == found

    @pytest.mark.parametrize(
        ("overdue_for", "found"),
        [
            (45, []),
            (46, ["limit-care.cover-at-risk"]),
            (60, ["limit-care.cover-at-risk"]),
            (61, ["limit-care.cover-ended"]),
        ],
    )
    def test_the_cover_is_at_risk_and_ends(self, decide, overdue_for, found):
        due = days_ago(overdue_for)
        made = granted(ledger(), "INSURED", 5).open_invoice(50, issued_on=due, due_on=due)
        assert self.findings(decide, made) == found

    @pytest.mark.parametrize(
        ("ends_on", "found"), [("2026-12-31", []), ("2026-12-30", ["limit-care.security-first"])]
    )
    def test_the_security_ends_first(self, decide, ends_on, found):
        assert self.findings(decide, granted(secured(ledger(), 5, ends_on), "MORTGAGED", 5)) == found

    def test_what_is_over_needs_no_care(self, decide):
        made = granted(ledger(), "TEMPORARY", 5, ends_on=days_ago(1))
        assert decide("limit_care", made, "L-1").status == "not applicable"
