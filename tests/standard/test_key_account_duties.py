"""What key accounts are owed (key-account-duties.yaml)."""

from datetime import date
from typing import Any

import pytest

from groupctl.model import (
    Campaign,
    Contact,
    ContactRole,
    CustomerPolicy,
    DutyReport,
    DutyReportKind,
    Employee,
    Invoice,
    InvoiceLine,
    Occasion,
    OccasionKind,
    Product,
    Profile,
    SatisfactionSurvey,
    SeasonPlan,
    VisitKind,
    Voice,
)
from groupctl.testing import Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.deciding import measured
from tests.standard.key_accounts import POOR, key_account, review, selling, visit


class TestCare:
    """D7, L14, A56: twenty key accounts need a department."""

    @pytest.mark.parametrize(
        ("number", "care"),
        [(0, "NONE"), (1, "EXECUTIVES"), (19, "EXECUTIVES"), (20, "DEPARTMENT"), (21, "DEPARTMENT")],
    )
    def test_twenty_or_more(self, decide, number, care):
        """Of equal customers the first 75% are class A; 30 customers give 23 of them."""
        ledger = selling(*[10] * 30, reviewed=False)
        ledger.put(*(review(f"AR-{n}", f"C-{n}") for n in sorted(range(1, 31), key=str)[:number]))
        ledger.put(review("AR-31", "C-9"))  # its id stands last, so it is class C
        answer = decide("key_account_care", ledger, "G")
        assert (answer.outcome, answer.actions) == (care, ["OPEN_TASK"] if care == "DEPARTMENT" else [])

    def test_the_group_decides_it(self, decide):
        assert decide("key_account_care", key_account(), "U-1").status == "not applicable"
        assert decide("key_account_care", key_account().without("account_reviews"), "G").outcome is None


class TestEffort:
    """D5, A37: four visits of five go to key accounts."""

    def visited(self, key: int, other: int) -> Ledger:
        ledger = key_account()
        for number in range(key + other):
            customer = "C-1" if number < key else "C-2"
            ledger.put(visit(VisitKind.SALES_CALL, days_ago(number), customer, f"V-{number}"))
        return ledger

    @pytest.mark.parametrize(
        ("key", "other", "effort"),
        [(4, 1, "CONCENTRATED"), (3, 1, "THIN"), (5, 0, "CONCENTRATED"), (0, 1, "THIN")],
    )
    def test_eighty_percent(self, decide, key, other, effort):
        assert decide("visiting_effort", self.visited(key, other), "G").outcome == effort

    def test_visits_of_the_last_twelve_months(self, decide):
        ledger = key_account()
        ledger.put(*(visit(VisitKind.SALES_CALL, on, "C-2") for on in ("2025-11-22", "2025-11-21")))
        assert measured(ledger, "visits_year", "U-1", "unit") == 1

    def test_without_visits_there_is_nothing_to_share_out(self, decide):
        assert decide("visiting_effort", key_account(), "G").status == "not applicable"
        assert decide("visiting_effort", key_account().without("visits"), "G").status == "unknown"
        unread = self.visited(4, 1).unreadable("visits", customer="C-1", unit="U-1")
        assert decide("visiting_effort", unread, "G").outcome is None


class TestOthersKept:
    """D6: the others are seen less often, but nobody who buys is left alone for more than 180 days."""

    @pytest.mark.parametrize(
        ("last", "abandoned"), [(days_ago(179), False), (days_ago(180), True), (days_ago(0), False)]
    )
    def test_left_alone(self, decide, last, abandoned):
        ledger = key_account().put(visit(VisitKind.SALES_CALL, last, "C-2"))
        answer = decide("others_kept", ledger)
        assert (answer.outcome, answer.actions) == (abandoned, ["VISIT"] if abandoned else [])

    def test_who_buys_nothing_and_who_is_a_key_account_are_not_meant(self, decide):
        ledger = selling(900, 0).put(visit(VisitKind.SALES_CALL, days_ago(200), "C-2"))
        assert decide("others_kept", ledger).outcome is False

    def test_unknown_with_an_unreadable_visit(self, decide):
        ledger = selling(900, 60, 40).put(visit(VisitKind.SALES_CALL, days_ago(5), "C-2"))
        assert decide("others_kept", ledger).outcome is True
        ledger = selling(900, 100).put(visit(VisitKind.SALES_CALL, days_ago(5), "C-1"))
        assert decide("others_kept", ledger.unreadable("visits", customer="C-2", unit="U-1")).outcome is None


class TestSeasonSupply:
    """D8, F27, A39: from 60 days before the season on, stock covers the peak demand, is agreed, and production knows."""

    def plan(self, starts_on: str = days_ago(-30), customer: str = "C-1", **more: Any) -> Ledger:
        said = {
            "peak_demand": yuan(500),
            "stock_ready": yuan(500),
            "agreed_on": day("2026-10-01"),
            "production_told_on": day("2026-10-02"),
        }
        row = SeasonPlan(
            id="SP-1",
            customer=customer,
            unit="U-1",
            product="P-1",
            season_starts_on=day(starts_on),
            season_ends_on=date(2027, 3, 31),
            **{**said, **more},
        )
        return key_account().put(Product(id="P-1", name="Ice", seasonal=True), row)

    @pytest.mark.parametrize(
        ("starts_on", "stock", "supply"),
        [
            (days_ago(-1), 499, "SHORT_BEFORE_SEASON"),
            (days_ago(-1), 500, "IN_ORDER"),
            (days_ago(0), 499, "SHORT_IN_SEASON"),
            (days_ago(0), 500, "IN_ORDER"),
            (days_ago(-60), 499, "SHORT_BEFORE_SEASON"),
        ],
    )
    def test_stock_against_the_peak(self, decide, starts_on, stock, supply):
        assert (
            decide("season_supply", self.plan(starts_on, stock_ready=yuan(stock)), "SP-1").outcome == supply
        )

    def test_far_away_and_over_there_is_nothing_to_do(self, decide):
        far = self.plan(days_ago(-61), stock_ready=yuan(0))
        assert decide("season_supply", far, "SP-1").rules == ["season-supply.far"]
        over = self.plan(days_ago(100), stock_ready=yuan(0)).invoice("2026-06-30", 900)
        assert decide("season_supply", over, "SP-1", as_of=date(2027, 3, 31)).outcome == "SHORT_IN_SEASON"
        assert decide("season_supply", over, "SP-1", as_of=date(2027, 4, 1)).status == "not applicable"

    def test_production_and_transport_are_told(self, decide):
        """F27: in the season it is escalated; before it, told (D8)."""
        in_season = decide("season_supply", self.plan(days_ago(0), stock_ready=yuan(0)), "SP-1")
        assert in_season.actions == ["ESCALATE", "NOTIFY", "PRIORITISE"]
        before = decide("season_supply", self.plan(stock_ready=yuan(0)), "SP-1")
        assert before.actions == ["PRIORITISE", "NOTIFY", "NOTIFY"]

    def test_what_is_not_settled(self, decide):
        assert decide("season_supply", self.plan(agreed_on=None), "SP-1").outcome == "NOT_AGREED"
        assert (
            decide("season_supply", self.plan(production_told_on=None), "SP-1").outcome
            == "PRODUCTION_NOT_TOLD"
        )
        assert decide("season_supply", self.plan(stock_ready=None), "SP-1").outcome is None

    def test_only_key_accounts_are_supplied_first(self, decide):
        short = self.plan(customer="C-2", stock_ready=yuan(0))
        assert decide("season_supply", short, "SP-1").rules == ["season-supply.not-key"]
        unknown = self.plan(stock_ready=yuan(0)).without("account_reviews")
        assert decide("season_supply", unknown, "SP-1").outcome is None

    def test_the_days_must_be_set(self, decide):
        """D8: without them nobody knows when the season is near."""
        answer = decide("season_supply", self.plan(), "SP-1", season_lead_days=None)
        assert answer.status == "failed"
        assert "D8" in answer.decision.error.render()


class TestTrial:
    """D9: a new product goes to key accounts first; C-1 is one."""

    def sold(self, *sales: tuple[str, str, float]) -> Ledger:
        ledger = key_account().put(
            Product(id="P-1", name="New", on_trial=True), Product(id="P-2", name="Old")
        )
        for number, (customer, on, amount) in enumerate(sales, start=1):
            invoice = Invoice(
                id=f"N-{number}",
                customer=customer,
                unit="U-1",
                issued_on=day(on),
                due_on=day(on),
                amount=yuan(amount),
            )
            line = InvoiceLine(id=f"L-{number}", invoice=invoice.id, product="P-1", amount=yuan(amount))
            ledger.put(invoice, line)
        return ledger

    @pytest.mark.parametrize(
        ("sales", "start"),
        [
            ([], "KEY_ACCOUNTS_FIRST"),
            ([("C-1", "2026-05-01", 5), ("C-2", "2026-05-02", 5)], "KEY_ACCOUNTS_FIRST"),
            ([("C-1", "2026-05-01", 5), ("C-2", "2026-05-01", 5)], "KEY_ACCOUNTS_FIRST"),
            ([("C-1", "2026-05-02", 5), ("C-2", "2026-05-01", 5)], "OTHERS_FIRST"),
            ([("C-2", "2026-05-01", 5)], "OTHERS_FIRST"),
            ([("C-2", "2026-05-01", -5)], "KEY_ACCOUNTS_FIRST"),
        ],
    )
    def test_who_had_it_first(self, decide, sales, start):
        answer = decide("trial_start", self.sold(*sales), "P-1")
        assert (answer.outcome, answer.actions) == (start, ["NOTIFY"] if start == "OTHERS_FIRST" else [])

    def test_only_products_on_trial(self, decide):
        assert decide("trial_start", self.sold(), "P-2").status == "unknown"
        unknown = self.sold(("C-2", "2026-05-01", 5)).without("account_reviews")
        assert decide("trial_start", unknown, "P-1").outcome is None


class TestOccasions:
    """D10, A37: reported to the superior, then supported."""

    def ledger(self, customer: str = "C-1", **more: Any) -> Ledger:
        row = Occasion(
            id="O-1", customer=customer, kind=OccasionKind.JUBILEE, happens_on=day("2026-12-01"), **more
        )
        return key_account().put(row)

    @pytest.mark.parametrize(
        ("more", "care", "actions"),
        [
            ({}, "REPORT", ["NOTIFY"]),
            ({"supported": True}, "REPORT", ["NOTIFY"]),
            ({"reported_on": date(2026, 11, 1)}, None, []),
            ({"reported_on": date(2026, 11, 1), "supported": False}, "SUPPORT", ["SUPPORT"]),
            ({"reported_on": date(2026, 11, 1), "supported": True}, "DONE", []),
        ],
    )
    def test_what_is_left_to_do(self, decide, more, care, actions):
        """D10, H23."""
        answer = decide("occasion_care", self.ledger(**more), "O-1")
        assert (answer.outcome, answer.actions) == (care, actions)

    def test_key_accounts_only(self, decide):
        assert decide("occasion_care", self.ledger("C-2"), "O-1").rules == ["occasion-care.not-key"]
        assert decide("occasion_care", self.ledger().without("account_reviews"), "O-1").outcome is None


class TestOpinions:
    """D15: what a key account says against a salesperson is reported, then personnel acts."""

    def ledger(self, customer: str = "C-1", *, unfavourable: bool | None = True, **more: Any) -> Ledger:
        ledger = key_account().put(Employee(id="E-1", name="Li", unit="U-1"))
        said = {"employee": "E-1", **more}
        return ledger.put(
            Voice(
                id="V-1", customer=customer, received_on=day("2026-11-01"), unfavourable=unfavourable, **said
            )
        )

    def test_first_reported_then_replaced(self, decide):
        answer = decide("salesperson_opinion", self.ledger(), "V-1")
        assert (answer.outcome, answer.actions) == ("REPORT", ["ESCALATE"])
        answer = decide("salesperson_opinion", self.ledger(reported_on=date(2026, 11, 2)), "V-1")
        assert (answer.outcome, answer.actions) == ("REPLACE", ["OPEN_TASK"])

    def test_praise_and_other_customers(self, decide):
        assert decide("salesperson_opinion", self.ledger(unfavourable=False), "V-1").outcome == "NONE"
        assert decide("salesperson_opinion", self.ledger("C-2"), "V-1").outcome == "NONE"

    def test_a_voice_about_nobody(self, decide):
        assert decide("salesperson_opinion", self.ledger(employee=None), "V-1").status == "not applicable"
        assert decide("salesperson_opinion", self.ledger(unfavourable=None), "V-1").status == "unknown"

    def test_unknown_without_reviews(self, decide):
        assert decide("salesperson_opinion", self.ledger().without("account_reviews"), "V-1").outcome is None


def tasks(decide: Any, rule_set: str, ledger: Ledger, subject: str, **more: Any) -> tuple[Any, ...]:
    """All tasks that are open."""
    outcome = decide(rule_set, ledger, subject, **more).outcome
    return tuple(outcome) if isinstance(outcome, tuple | list) else (outcome,)


class TestProgramme:
    """D13, D14, D20: what the group owes its key accounts together."""

    def ledger(self, *, forum: str = days_ago(10), days: int = 122, trained: bool = True) -> Ledger:
        """Everything done: a forum held, 122 days of visits, those in service trained."""
        ledger = key_account()
        ledger.put(
            Employee(
                id="E-1",
                name="Wang",
                unit="U-1",
                in_service=True,
                trained_on=day("2026-01-10") if trained else None,
            ),
            Employee(id="E-2", name="Li", unit="U-1", in_service=False),
            Employee(id="E-3", name="Hu", unit="U-1", in_service=True, left_on=day("2026-06-30")),
            visit(VisitKind.FORUM, forum),
        )
        return ledger.put(*(visit(VisitKind.EXECUTIVE, days_ago(number)) for number in range(days)))

    def test_all_done(self, decide):
        assert tasks(decide, "key_account_programme", self.ledger(), "G") == ("NONE",)

    @pytest.mark.parametrize(("forum", "owed"), [("2025-11-22", ("NONE",)), ("2025-11-21", ("FORUM",))])
    def test_a_forum_once_a_year(self, decide, forum, owed):
        """D13, H23."""
        assert tasks(decide, "key_account_programme", self.ledger(forum=forum), "G") == owed

    def test_a_forum_with_others_is_none_with_key_accounts(self, decide):
        """D13: C-2 is no key account."""
        ledger = self.ledger(forum="2020-01-01").put(visit(VisitKind.FORUM, days_ago(10), "C-2"))
        assert tasks(decide, "key_account_programme", ledger, "G") == ("FORUM",)

    @pytest.mark.parametrize(("days", "owed"), [(122, ("NONE",)), (121, ("EXECUTIVE_VISITS",))])
    def test_a_third_of_the_year(self, decide, days, owed):
        """D14: 122 days are 366 thirds of a day, 121 are 363 of the 365 that there are."""
        assert tasks(decide, "key_account_programme", self.ledger(days=days), "G") == owed

    def test_a_day_counts_once(self, decide):
        """D14."""
        ledger = self.ledger(days=121).put(visit(VisitKind.EXECUTIVE, days_ago(0), "C-2"))
        assert tasks(decide, "key_account_programme", ledger, "G") == ("EXECUTIVE_VISITS",)

    def test_training_for_those_in_service(self, decide):
        """D20: who sells, and who left, are not meant."""
        assert tasks(decide, "key_account_programme", self.ledger(trained=False), "G") == (
            "SERVICE_TRAINING",
        )

    def test_what_the_host_does_not_give_does_not_fire(self, decide):
        ledger = self.ledger(trained=False).without("visits", "employees")
        answer = decide("key_account_programme", ledger, "G")
        assert (answer.outcome, answer.rules, answer.actions) == (None, [], [])

    def test_without_key_accounts_there_is_no_programme(self, decide):
        assert (
            decide("key_account_programme", selling(900, financial_reputation=POOR), "G").status
            == "not applicable"
        )
        assert decide("key_account_programme", self.ledger(), "U-1").status == "not applicable"


class TestReport:
    """D12, J10, H25, J20: each unit with key accounts analyses each month."""

    def ledger(
        self, unit: str = "U-1", first: str = "2026-10-01", last: str = "2026-10-31", **more: Any
    ) -> Ledger:
        report = {
            "id": "DR-1",
            "unit": unit,
            "kind": DutyReportKind.added("KEY_ACCOUNT_ANALYSIS"),
            "starts_on": day(first),
            "ends_on": day(last),
            "submitted_on": day("2026-11-05"),
        }
        return key_account().put(DutyReport(**report | more))

    def test_it_is_there(self, decide):
        assert decide("key_account_report", self.ledger(), "U-1").outcome is False

    @pytest.mark.parametrize(
        "report",
        [
            {"unit": "G"},
            {"unit": "U-2"},
            {"submitted_on": None},
            {"first": "2026-10-02"},
            {"last": "2026-10-30"},
            {"kind": DutyReportKind.added("CRM_USE")},
        ],
        ids=["of the group", "of another unit", "not handed in", "begins late", "ends early", "another kind"],
    )
    def test_another_is_none(self, decide, report):
        """D12: of the unit, and of the whole month."""
        answer = decide("key_account_report", self.ledger(**report), "U-1")
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    @pytest.mark.parametrize(("on", "owed"), [(date(2026, 11, 11), True), (date(2026, 11, 10), False)])
    def test_ten_days_after_the_month_it_is_late(self, decide, on, owed):
        ledger = self.ledger(submitted_on=None)
        assert decide("key_account_report", ledger, "U-1", as_of=on).outcome is owed

    def test_units_without_key_accounts_owe_none(self, decide):
        for unit in ("U-2", "G"):
            assert decide("key_account_report", self.ledger(), unit).status == "not applicable"

    def test_what_the_host_does_not_give_does_not_fire(self, decide):
        for table in ("duty_reports", "account_reviews"):
            answer = decide("key_account_report", self.ledger().without(table), "U-1")
            assert (answer.outcome, answer.actions) == (None, [])


class TestReturnVisits:
    """D19, H23: whoever belongs to a group, and key accounts. With us, every 90 days."""

    def member(self, *rows: Any) -> Ledger:
        return Ledger().group("GR").customer(group="GR").account().put(*rows)

    @pytest.mark.parametrize(("days", "owed"), [(90, False), (91, True)])
    def test_within_the_interval(self, decide, days, owed):
        answer = decide("return_visits", self.member(visit(VisitKind.RETURN_VISIT, days_ago(days))))
        assert (answer.outcome, answer.actions) == (owed, ["VISIT"] if owed else [])

    def test_another_visit_is_no_return_visit(self, decide):
        assert decide("return_visits", self.member(visit(VisitKind.FORUM, days_ago(1)))).outcome is True

    def test_a_key_account_without_a_group_is_visited_too(self, decide):
        assert decide("return_visits", key_account()).outcome is True
        assert decide("return_visits", key_account(), "C-2").status == "not applicable"

    def test_without_the_visits_nobody_can_tell(self, decide):
        assert decide("return_visits", self.member().without("visits")).outcome is None

    def test_the_days_are_the_groups_to_set(self, decide):
        ledger = self.member(visit(VisitKind.RETURN_VISIT, days_ago(1)))
        answer = decide("return_visits", ledger, return_visit_days=None)
        assert answer.status == "failed"
        assert "D19" in answer.decision.error.render()


SETTLED = CustomerPolicy(
    id="CP-1", customer="C-1", decided_on=date(2026, 1, 5), commercial="3% rebate, contest"
)


class TestTasks:
    """B14, C16, D11, D16, D17, D22, A56: what one key account is owed."""

    ROWS = {  # noqa: RUF012
        "RECORD": Profile(id="PR-1", customer="C-1", recorded_on=day("2026-01-01"), complete=True),
        "GRASS_ROOTS": Contact(id="CT-1", customer="C-1", name="Zhao", role=ContactRole.STOREKEEPER),
        "PROMOTION_PLAN": Campaign(
            id="CA-1", customer="C-1", unit="U-1", name="Autumn", planned_on=day("2025-11-22")
        ),
        "POLICY": SETTLED,
        "RELATIONSHIP_VALUE": SatisfactionSurvey(
            id="SS-1", unit="U-1", customer="C-1", surveyed_on=day("2025-11-22"), respondents=10, satisfied=9
        ),
    }

    def ledger(
        self, *, without: str = "", manager: str | None = "E-1", instead: tuple[Any, ...] = ()
    ) -> Ledger:
        """Everything done, but for ``without``."""
        ledger = selling(900, 100).put(Employee(id="E-1", name="Li", unit="U-1"))
        first, *others = ledger.tables["customers"]
        seen = None if without == "VERIFIED" else day("2026-06-01")
        ledger.tables["customers"] = [
            type(first)(id="C-1", name="C-1", manager=manager, verified_on=seen),
            *others,
        ]
        ledger.put(*(row for task, row in self.ROWS.items() if task != without), *instead)
        return ledger.put(Voice(id="VO-1", customer="C-1", received_on=day("2025-11-22")))

    def open(self, decide: Any, ledger: Ledger, **more: Any) -> tuple[Any, ...]:
        return tasks(decide, "key_account_duties", ledger, "C-1", **more)

    def test_all_done(self, decide):
        assert self.open(decide, self.ledger()) == ("NONE",)

    @pytest.mark.parametrize("task", sorted(ROWS))
    def test_each_that_is_left_undone(self, decide, task):
        """D11, D16, D17, D22, B14."""
        assert self.open(decide, self.ledger(without=task)) == (task,)

    def test_somebody_serves_it_in_person(self, decide):
        """C16: before, during and after the sale."""
        assert self.open(decide, self.ledger(manager=None)) == ("SERVICE_OWNER",)

    def test_the_record_is_verified_as_well(self, decide):
        """B14."""
        assert self.open(decide, self.ledger(without="VERIFIED")) == ("RECORD",)
        incomplete = Profile(id="PR-1", customer="C-1", recorded_on=day("2026-01-01"), complete=False)
        assert self.open(decide, self.ledger(without="RECORD", instead=(incomplete,))) == ("RECORD",)

    @pytest.mark.parametrize("role", ["SHOP_ASSISTANT", "SALESPERSON", "STOREKEEPER", "PURCHASER"])
    def test_managers_alone_are_not_enough(self, decide, role):
        """D11, I38."""
        contact = Contact(id="CT-1", customer="C-1", name="Zhao", role=ContactRole[role])
        owed = ("GRASS_ROOTS",) if role == "PURCHASER" else ("NONE",)
        assert self.open(decide, self.ledger(without="GRASS_ROOTS", instead=(contact,))) == owed

    @pytest.mark.parametrize(
        ("held_on", "owed"), [("2025-11-22", "NONE"), ("2025-11-21", "PRODUCT_TRAINING")]
    )
    def test_technicians_are_trained_on_the_product(self, decide, held_on, owed):
        """D11: where the customer has technicians, a meeting on our products within the year."""
        technician = Contact(id="CT-2", customer="C-1", name="Sun", role=ContactRole.TECHNICIAN)
        ledger = self.ledger(instead=(technician, visit(VisitKind.TOPIC, held_on)))
        assert self.open(decide, ledger) == (owed,)

    def test_a_promotion_of_its_own_within_the_year(self, decide):
        """D17: a campaign for a whole market is none, and one planned a year ago is over."""
        market = Campaign(id="CA-2", unit="U-1", name="Market", planned_on=day("2026-05-01"))
        old = Campaign(id="CA-3", customer="C-1", unit="U-1", name="Old", planned_on=day("2025-11-21"))
        ledger = self.ledger(without="PROMOTION_PLAN", instead=(market, old))
        assert self.open(decide, ledger) == ("PROMOTION_PLAN",)

    @pytest.mark.parametrize(
        ("commercial", "owed"), [("a car", "NONE"), ("1 yuan", "NONE"), (None, "POLICY")]
    )
    def test_incentives_are_settled_and_no_amount_is_a_rule(self, decide, commercial, owed):
        """D16, D18: what the policy gives is the group's affair; that there is one is not."""
        policy = CustomerPolicy(
            id="CP-1", customer="C-1", decided_on=day("2026-01-05"), commercial=commercial
        )
        assert self.open(decide, self.ledger(without="POLICY", instead=(policy,))) == (owed,)

    @pytest.mark.parametrize("gone", ["voices", "satisfaction_surveys"])
    def test_the_account_is_measured_both_ways(self, decide, gone):
        """D22: neither single contacts nor the whole experience alone."""
        ledger = self.ledger()
        ledger.tables[gone].clear()
        assert self.open(decide, ledger) == ("RELATIONSHIP_VALUE",)

    def test_what_the_host_does_not_give_does_not_fire(self, decide):
        ledger = self.ledger().without(
            "visits", "campaigns", "voices", "satisfaction_surveys", "customer_policies"
        )
        answer = decide("key_account_duties", ledger.without("contacts", "profiles"))
        assert (answer.outcome, answer.rules, answer.actions) == (None, [], [])

    def test_what_is_known_to_be_owed_is_said_all_the_same(self, decide):
        answer = decide("key_account_duties", self.ledger(manager=None).without("voices"))
        assert (answer.outcome, answer.actions) == (None, [])
        assert (answer.rules, answer.would) == ([], ["key-account-duty.service-owner"])
        assert answer.unjudged == ["key-account-duty.relationship-value"]

    def test_a_manager_whom_the_host_does_not_list_is_one(self, decide):
        """C16."""
        answer = decide("key_account_duties", self.ledger().without("employees"), "C-1")
        assert "key-account-duty.service-owner" not in answer.rules

    def test_who_is_no_key_account_is_owed_nothing_of_this(self, decide):
        assert decide("key_account_duties", self.ledger(), "C-2").status == "not applicable"
        assert (
            decide("key_account_duties", self.ledger().without("account_reviews"), "C-1").status == "unknown"
        )
