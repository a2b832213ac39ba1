"""The CRM in daily use: activities, logins, user accounts, segments. The snapshot's day, 2026-11-21, is a Saturday."""

import pytest

from groupctl.model.customer import Customer
from groupctl.model.organisation import UnitKind
from groupctl.model.people import ChangeReason, CrmRole, Employee, UserAccount, UserAccountChange
from groupctl.model.pipeline import Activity, Lead, Opportunity, PipelineStatus
from groupctl.model.planning import Regulation
from groupctl.model.process import CalendarDay
from groupctl.model.service import DutyReport, DutyReportKind
from groupctl.testing import Ledger, day, days_ago
from tests.standard.contracts import contract
from tests.standard.deciding import measured, worked

OPEN, SUSPENDED, WON, CLOSED = PipelineStatus


def staff(id_="E-1", *, unit="U-1", **known):
    return Employee(id=id_, name=id_, unit=unit, **known)


def account(id_="AC-1", *, role=CrmRole.BUSINESS_STAFF, employee="E-1", unit="U-1", **known):
    """A user account opened long ago, used today; no leave, nothing special."""
    usual = {
        "opened_on": day("2026-01-05"),
        "last_login_on": day(days_ago(0)),
        "leave_days": 0,
        "frozen": False,
        "travelling": False,
        "logins_week": 5,
    }
    return UserAccount(id=id_, employee=employee, unit=unit, role=role, **usual | known)


def lead(id_="L-1", *, created_on="2026-10-21", status=OPEN, **known):
    return Lead(id=id_, unit=known.pop("unit", "S"), created_on=day(created_on), status=status, **known)


def opportunity(id_="O-1", *, created_on="2026-10-21", status=OPEN, **known):
    return Opportunity(
        id=id_,
        customer="C-1",
        unit=known.pop("unit", "S"),
        created_on=day(created_on),
        status=status,
        **known,
    )


def activity(done_on, id_="A-1", **about):
    return Activity(id=id_, done_on=day(done_on), **about)


def people(*rows):
    return Ledger().customer().put(staff(), *rows)


class TestOneActivityAMonth:
    """D67, F20, L52, A95: a calendar month from the last activity, or from creation where there was none."""

    @pytest.mark.parametrize(("created_on", "stale"), [("2026-10-21", False), ("2026-10-20", True)])
    def test_since_creation(self, decide, created_on, stale):
        """L52, B77: the month of 2026-10-21 ends today."""
        answer = decide("lead_stale", people(lead(created_on=created_on)), "L-1")
        assert answer.outcome is stale
        assert answer.actions == (["NOTIFY", "NOTIFY"] if stale else [])

    @pytest.mark.parametrize(("done_on", "stale"), [("2026-10-21", False), ("2026-10-20", True)])
    def test_since_the_last_activity(self, decide, done_on, stale):
        """B80: an activity counts even if nothing changed."""
        ledger = people(lead(created_on="2026-01-01"), activity("2026-05-05", "A-0", lead="L-1"))
        assert decide("lead_stale", ledger.put(activity(done_on, lead="L-1")), "L-1").outcome is stale

    @pytest.mark.parametrize(("done_on", "stale"), [("2026-10-21", False), ("2026-10-20", True)])
    def test_of_an_opportunity(self, decide, done_on, stale):
        """D67, F20, B79."""
        ledger = people(opportunity(created_on="2026-01-01"), activity(done_on, opportunity="O-1"))
        answer = decide("opportunity_stale", ledger, "O-1")
        assert (answer.outcome, answer.rules) == (stale, ["opportunity-stale.month"] if stale else [])

    @pytest.mark.parametrize("status", [WON, CLOSED])
    def test_what_is_closed_is_exempt(self, decide, status):
        """L52."""
        ledger = people(lead(created_on="2026-01-01", status=status))
        assert decide("lead_stale", ledger, "L-1").status == "not applicable"

    def test_what_is_suspended_is_still_in_the_system(self, decide):
        """D67."""
        assert decide("lead_stale", people(lead(created_on="2026-01-01", status=SUSPENDED)), "L-1").outcome

    def test_an_unreadable_activity_leaves_it_open(self, decide):
        """D67."""
        ledger = people(lead(created_on="2026-01-01"))
        assert decide("lead_stale", ledger.unreadable("activities"), "L-1").outcome is None


class TestLogin:
    """D68, D69, F19, L51."""

    def login(self, decide, *more, **known):
        return decide("crm_login", people(account(**known), *more), "AC-1")

    @pytest.mark.parametrize(("ago", "state"), [(13, "REMIND"), (14, "VIOLATION")])
    def test_two_weeks_are_a_violation(self, decide, ago, state):
        """D69, F19: 14 days in a row."""
        answer = self.login(decide, last_login_on=day(days_ago(ago)))
        assert answer.outcome == state
        assert answer.actions == (["NOTIFY", "HOLD_ACCOUNTABLE"] if state == "VIOLATION" else ["NOTIFY"])

    @pytest.mark.parametrize(("leave", "state"), [(6, "VIOLATION"), (7, "REMIND")])
    def test_days_of_leave_are_excluded(self, decide, leave, state):
        """L51: 20 days ago, 14 of them without leave."""
        assert self.login(decide, last_login_on=day(days_ago(20)), leave_days=leave).outcome == state

    def test_without_the_days_of_leave_only_a_login_today_is_certain(self, decide):
        """L51."""
        assert self.login(decide, last_login_on=day(days_ago(20)), leave_days=None).outcome is None
        assert self.login(decide, leave_days=None).outcome == "IN_ORDER"

    def test_who_never_logged_in_counts_from_the_opening(self, decide):
        """D69."""
        answer = self.login(decide, last_login_on=None, opened_on=day(days_ago(14)))
        assert answer.outcome == "VIOLATION"

    @pytest.mark.parametrize(("last", "state"), [("2026-11-19", "REMIND"), ("2026-11-20", "IN_ORDER")])
    def test_on_each_working_day(self, decide, last, state):
        """D68: since Thursday, Friday is missing; since Friday, nothing is due before Monday."""
        assert self.login(decide, last_login_on=day(last)).outcome == state

    def test_a_holiday_is_no_working_day(self, decide):
        """D68, L53."""
        holiday = CalendarDay(id="H-1", on=day("2026-11-20"), working=False)
        assert self.login(decide, holiday, last_login_on=day("2026-11-19")).outcome == "IN_ORDER"

    @pytest.mark.parametrize(("logins", "state"), [(1, "REMIND"), (2, "IN_ORDER"), (None, None)])
    def test_twice_a_week_while_travelling(self, decide, logins, state):
        """D68, L51."""
        answer = self.login(decide, last_login_on=day(days_ago(4)), travelling=True, logins_week=logins)
        assert answer.outcome == state

    def test_a_frozen_account_owes_nothing(self, decide):
        """B40."""
        assert self.login(decide, frozen=True, last_login_on=None).status == "not applicable"

    def test_the_branch_sets_the_penalty(self, decide):
        """D69."""
        ledger = people(account(last_login_on=day(days_ago(14))))
        assert str(decide("login_fine", ledger, "AC-1").outcome) == "200.00"
        failed = decide("login_fine", ledger, "AC-1", login_penalty=None)
        assert failed.status == "failed"
        assert "D69" in failed.decision.error.render()


class TestLeaving:
    """D71, F21, H61."""

    @pytest.mark.parametrize("role", CrmRole)
    def test_who_intends_to_leave_is_frozen_early_whatever_the_role(self, decide, role):
        """D71, F21."""
        ledger = Ledger().put(staff(intends_to_leave=True), account(role=role))
        answer = decide("departure", ledger, "AC-1")
        assert (answer.outcome, answer.actions) == ("FREEZE_EARLY", ["FREEZE_USER_ACCOUNT"])

    def test_once(self, decide):
        """D71."""
        ledger = Ledger().put(staff(intends_to_leave=True), account(frozen=True))
        assert decide("departure", ledger, "AC-1").outcome == "NOTHING_TO_DO"

    def test_who_has_left_has_no_account(self, decide):
        """H61."""
        ledger = Ledger().put(staff(left_on=day(days_ago(1))), account())
        assert decide("departure", ledger, "AC-1").actions == ["OPEN_TASK"]

    def test_nobody_else_is_concerned(self, decide):
        """F21: and of whom nothing is known, nothing is decided."""
        stays = Ledger().put(staff(intends_to_leave=False), account())
        assert decide("departure", stays, "AC-1").status == "not applicable"
        assert decide("departure", people(account()), "AC-1").outcome is None


class TestUserAccountChange:
    """D70, H61, L53: by the end of the next working day. 2026-11-18 is a Wednesday."""

    def late(self, decide, happened_on, submitted_on=None, *more, reason=ChangeReason.JOINED):
        change = UserAccountChange(
            id="CH-1",
            employee="E-1",
            unit="U-1",
            reason=reason,
            happened_on=day(happened_on),
            submitted_on=day(submitted_on),
        )
        return decide("user_account_change_late", people(change, *more), "CH-1")

    @pytest.mark.parametrize(
        ("happened_on", "submitted_on", "late"),
        [
            ("2026-11-18", "2026-11-19", False),
            ("2026-11-18", "2026-11-20", True),
            ("2026-11-13", "2026-11-16", False),
            ("2026-11-13", "2026-11-17", True),
            ("2026-11-20", None, False),
            ("2026-11-19", None, True),
        ],
    )
    def test_one_working_day(self, decide, happened_on, submitted_on, late):
        """D70, L53: a Friday's form is due on Monday."""
        answer = self.late(decide, happened_on, submitted_on)
        assert answer.outcome is late
        assert answer.actions == (["OPEN_TASK"] if late and submitted_on is None else [])

    def test_a_holiday_moves_it(self, decide):
        """L53."""
        holiday = CalendarDay(id="H-1", on=day("2026-11-19"), working=False)
        assert self.late(decide, "2026-11-18", "2026-11-20", holiday).outcome is False

    def test_without_a_calendar_nobody_can_tell(self, decide):
        """L53."""
        change = UserAccountChange(
            id="CH-1", employee="E-1", unit="U-1", reason=ChangeReason.LEFT, happened_on=day("2026-11-02")
        )
        assert (
            decide("user_account_change_late", people(change).without("calendar_days"), "CH-1").outcome
            is None
        )

    def test_an_intention_to_leave_has_no_time_limit(self, decide):
        """D71."""
        answer = self.late(decide, "2026-01-05", reason=ChangeReason.DEPARTURE_INTENT)
        assert answer.status == "not applicable"


class TestRights:
    """C40, G45, L49, A60."""

    @pytest.mark.parametrize(
        ("role", "rights"),
        [
            ("GROUP_MANAGEMENT", ("ALL_SEGMENTS", "ALL_SEGMENTS", "NOTHING", False, False)),
            ("SEGMENT_HEAD", ("OWN_SEGMENT", "OWN_SEGMENT", "NOTHING", False, False)),
            ("BUSINESS_STAFF", ("OWN_RECORDS", "NOTHING", "OWN_RECORDS", False, False)),
            ("SEGMENT_ADMINISTRATOR", ("OWN_SEGMENT", "NOTHING", "OWN_SEGMENT", True, False)),
            ("SYSTEM_ADMINISTRATOR", ("NOTHING", "NOTHING", "NOTHING", False, True)),
        ],
    )
    def test_of_each_role(self, decide, role, rights):
        """C40, G30, G44, G46, G47, K35, L49, I9, I10, I11, I12, I13: reads, assigns, maintains, hands in forms, administers.

        Only group management looks beyond its own segment; who administers the system decides nothing about business.
        """
        answer = decide("crm_rights", people(account(role=CrmRole[role])), "AC-1")
        names = ("reads", "assigns", "maintains", "submits_user_account_forms", "administers_system")
        assert tuple(answer[name] for name in names) == rights

    def test_every_role_has_its_rights(self):
        """C40, G45."""
        rules = {rule.id for rule in worked(()).rulesets["crm_rights"].rules}
        roles = {f"crm-rights.{role.name.lower().replace('_', '-')}" for role in CrmRole}
        assert rules == {"crm-rights.frozen", *roles}

    def test_of_a_frozen_account(self, decide):
        """D71, C40."""
        answer = decide("crm_rights", people(account(frozen=True)), "AC-1")
        assert (answer.outcome, answer.rules) == ("NOTHING", ["crm-rights.frozen"])

    def test_while_nobody_knows_whether_it_is_frozen(self, decide):
        """C40."""
        assert decide("crm_rights", people(account(frozen=None)), "AC-1").outcome is None

    def test_of_a_closed_one(self, decide):
        """H61."""
        ledger = people(account(closed_on=day(days_ago(0))))
        assert decide("crm_rights", ledger, "AC-1").status == "not applicable"


class TestSegments:
    """H62, B39, L50, A60."""

    @pytest.mark.parametrize(
        ("known", "crosses"),
        [
            ({"owner_unit": "S"}, False),
            ({"owner_unit": "U-2"}, True),
            ({"owner": "E-1"}, False),
            ({"owner": "E-2"}, True),
            ({"owner": "E-3"}, None),
        ],
    )
    def test_what_belongs_to_another_segment_is_distributed(self, decide, known, crosses):
        """H62, B39: E-1 works below S, E-2 in another segment; nobody knows where E-3 is."""
        ledger = people(lead(**known)).unit("T", "G", UnitKind.SEGMENT, "Co-0").put(staff("E-2", unit="T"))
        answer = decide("segment_isolation", ledger.unreadable("employees", id="E-3"), "L-1")
        assert answer.outcome is crosses
        assert answer.actions == (["OPEN_TASK"] if crosses else [])

    def test_of_nobody(self, decide):
        """H62."""
        assert decide("segment_isolation", people(lead()), "L-1").status == "not applicable"

    def test_what_a_segments_record_lacks(self, decide):
        """B39, L50: head, administrator, members, company."""
        ledger = people().unit("T", "G", UnitKind.SEGMENT, None)
        assert decide("segment_record", ledger, "T").outcome == (
            "HEAD",
            "ADMINISTRATOR",
            "MEMBERS",
            "COMPANY",
        )
        whole = people(
            account("AC-1", role=CrmRole.SEGMENT_HEAD),
            account("AC-2", role=CrmRole.SEGMENT_ADMINISTRATOR),
            account("AC-3"),
        )
        assert decide("segment_record", whole, "S").outcome == ("COMPLETE",)
        assert decide("segment_record", whole.without("user_accounts"), "S").outcome is None

    def test_many_segments_may_be_of_one_company(self, decide):
        """L50."""
        ledger = people().unit("T", "G", UnitKind.SEGMENT, "Co-0")
        for segment in ("S", "T"):
            assert "COMPANY" not in decide("segment_record", ledger, segment).outcome


class TestSignedOrders:
    """H60: entered within 3 days of the signature."""

    def entered(self, decide, entered_on, signed_on="2026-11-10", **settings):
        ledger = people(
            contract(signed_on=day(signed_on)),
            opportunity(contract="K-1", signed_order_entered_on=day(entered_on)),
        )
        return decide("order_entry", ledger, "O-1", **settings)

    @pytest.mark.parametrize(("entered_on", "late"), [("2026-11-13", False), ("2026-11-14", True)])
    def test_entered(self, decide, entered_on, late):
        """H60."""
        assert self.entered(decide, entered_on).outcome is late

    @pytest.mark.parametrize(("signed_on", "late"), [(days_ago(3), False), (days_ago(4), True)])
    def test_not_entered(self, decide, signed_on, late):
        """H60."""
        answer = self.entered(decide, None, signed_on)
        assert (answer.outcome, answer.actions) == (late, ["OPEN_TASK"] if late else [])

    def test_the_days_are_the_groups_to_set(self, decide):
        """H60."""
        failed = self.entered(decide, None, order_entry_days=None)
        assert failed.status == "failed"
        assert "H60" in failed.decision.error.render()

    def test_nothing_signed(self, decide):
        """H60."""
        assert decide("order_entry", people(opportunity()), "O-1").status == "not applicable"


class TestADay:
    """H59: what a user's day in the CRM still owes."""

    def busy(self):
        return people(
            account(),
            lead(created_on="2026-01-01", owner="E-1", unit="U-1"),
            opportunity(created_on="2026-01-01", account_responsible="E-1", contract="K-1", unit="U-1"),
            contract(signed_on=day("2026-11-01")),
        )

    def test_all_that_is_owed(self, decide):
        """H59, I11: leads, opportunities, activities, signed orders."""
        owed = ("FOLLOW_LEADS", "UPDATE_OPPORTUNITIES", "ENTER_ACTIVITIES", "ENTER_ORDERS")
        assert decide("daily_work", self.busy(), "AC-1").outcome == owed

    def test_customers_never_verified(self, decide):
        """H59: those that the user looks after."""
        ledger = Ledger().put(staff(), account(), activity(days_ago(1), unit="U-1", done_by="E-1"))
        ledger.put(Customer(id="C-1", name="C-1", manager="E-1")).account()
        ledger.customer("C-2").account("C-2")
        assert decide("daily_work", ledger, "AC-1").outcome == ("MAINTAIN_CUSTOMERS",)

    def test_customers_without_a_manager_are_no_work_of_the_users(self, decide):
        """H59: that they have none is found elsewhere (H19)."""
        ledger = people(account(), activity(days_ago(1), unit="U-1", done_by="E-1")).account()
        assert decide("daily_work", ledger, "AC-1").outcome == ("UP_TO_DATE",)

    def test_nothing_is_owed(self, decide):
        """H59."""
        ledger = people(account(), activity(days_ago(1), unit="U-1", done_by="E-1"), lead(owner="E-1"))
        assert decide("daily_work", ledger, "AC-1").outcome == ("UP_TO_DATE",)

    @pytest.mark.parametrize(
        ("done_on", "owed"), [("2026-10-22", "UP_TO_DATE"), ("2026-10-21", "ENTER_ACTIVITIES")]
    )
    def test_an_activity_within_a_month(self, decide, done_on, owed):
        """H59."""
        ledger = people(account(), activity(done_on, unit="U-1", done_by="E-1"))
        assert decide("daily_work", ledger, "AC-1").outcome == (owed,)

    def test_other_roles_have_other_days(self, decide):
        """H59."""
        ledger = people(account(role=CrmRole.SEGMENT_HEAD))
        assert decide("daily_work", ledger, "AC-1").status == "not applicable"


class TestReport:
    """J27: the notice on the use of the CRM."""

    def used(self):
        return people(
            account("AC-1"),
            account("AC-2", last_login_on=day(days_ago(14)), logins_week=0),
            account("AC-3", frozen=True),
            activity(days_ago(1), unit="U-1"),
            activity("2026-10-21", "A-2", unit="U-1"),
            lead(created_on="2026-01-01", unit="U-1"),
            opportunity(created_on="2026-01-01", unit="U-1", status=CLOSED),
        )

    def test_counts_and_who_was_away(self, decide):
        """J27, D69: frozen user accounts, older activities and closed opportunities do not count."""
        answer = decide("crm_use", self.used(), "U-1")
        names = (
            "use_irregular",
            "crm_users",
            "crm_users_away",
            "crm_logins",
            "crm_activities",
            "crm_resting",
        )
        assert [answer[name] for name in names] == [True, 2, 1, 5, 1, 1]
        assert answer.actions == ["NOTIFY"]

    def test_a_unit_with_all_below_it(self):
        """J27."""
        assert measured(self.used(), "user_accounts_in_use", "G", "unit") == 2
        assert measured(self.used(), "user_accounts_in_use", "U-2", "unit") == 0

    def test_nobody_away(self, decide):
        """J27."""
        answer = decide("crm_use", people(account()), "U-1")
        assert (answer.outcome, answer.actions) == (False, [])
        assert decide("crm_use", people(account(logins_week=None)), "U-1")["crm_logins"] is None

    def test_the_three_ways_in_which_a_crm_is_used(self, decide):
        """C43: operational, analytical, collaborative."""
        report = DutyReport(
            id="R-1",
            unit="U-1",
            kind=DutyReportKind.added("CRM_USE"),
            starts_on=day("2026-10-01"),
            ends_on=day("2026-10-31"),
            submitted_on=day("2026-11-05"),
        )
        ledger = self.used()
        assert decide("crm_views", ledger, "U-1").outcome == ("OPERATIONAL",)
        ledger.put(report, lead("L-2", unit="U-1", owner_unit="U-2"))
        assert decide("crm_views", ledger, "U-1").outcome == ("OPERATIONAL", "ANALYTICAL", "COLLABORATIVE")
        assert decide("crm_views", people(account()), "U-1").outcome == ("UNUSED",)


class TestRegulation:
    """I21, B42."""

    def regulation(self, decide, *more, **known):
        usual = {"id": "RG-1", "unit": "G", "title": "CRM", "version": "1", "issued_on": day("2024-01-01")}
        return decide("regulation_review", Ledger().put(Regulation(**usual | known), *more), "RG-1")

    @pytest.mark.parametrize(
        ("reviewed_on", "due"), [("2025-11-21", False), ("2025-11-20", True), (None, True)]
    )
    def test_a_review_each_year(self, decide, reviewed_on, due):
        """I21."""
        answer = self.regulation(decide, reviewed_on=day(reviewed_on))
        assert (answer.outcome, answer.actions) == (due, ["REVIEW"] if due else [])

    def test_an_older_version_is_not_reviewed(self, decide):
        """B42."""
        newer = Regulation(id="RG-2", unit="G", title="CRM", version="2", issued_on=day("2026-01-01"))
        assert self.regulation(decide, newer).status == "not applicable"


class TestSalespeople:
    """B43."""

    def test_what_is_not_on_record(self, decide):
        """B43: guarantor, training, patrol, and character before ability."""
        answer = decide("sales_file", Ledger().put(staff(in_sales=True)), "E-1")
        assert answer.outcome == ("GUARANTOR", "TRAINING", "PATROL", "CHARACTER", "ABILITY")
        known = {
            "guarantor": "a brother",
            "trained_on": day("2026-01-01"),
            "last_patrol_on": day("2026-02-01"),
        }
        answer = decide("sales_file", Ledger().put(staff(in_sales=True, **known)), "E-1")
        assert answer.outcome == ("CHARACTER", "ABILITY")
        assert decide("sales_file", Ledger().put(staff(in_sales=False)), "E-1").status == "not applicable"
