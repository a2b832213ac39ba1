"""Base data of customers, and who looks after them."""

from typing import ClassVar

import pytest

from groupctl.model.people import Contact, ContactRole
from groupctl.model.pipeline import Activity
from groupctl.model.planning import (
    Kpi,
    KpiKind,
    Regulation,
)
from groupctl.model.service import (
    Complaint,
)
from groupctl.testing import Ledger, day, days_ago
from tests.standard.customers import (
    BASIC,
    LONG_AGO,
    YESTERDAY,
    customer,
    profile,
    staff,
    visit,
    without,
)


class TestCustomerFile:
    """F7, B14, B18, B20, I27: warnings are no better than the file, so what it lacks is listed."""

    ROWS: ClassVar = {
        "CONTACT_RECORD": visit(),
        "PERSONS": Contact(id="CT-1", customer="C-1", name="Li", role=ContactRole.OWNER),
    }
    WHOLE: ClassVar = BASIC | {"manager": "E-1", "verified_on": YESTERDAY}
    FILE: ClassVar = {"demand": "pumps", "complete": True}

    def file(self, decide, *, lacking="", file=None, surveyed=True, **known):
        ledger = Ledger().put(staff(), customer(**self.WHOLE | known)).account()
        ledger.open_invoice(100, "2026-09-01", due_on="2026-10-01")
        if surveyed:
            ledger.survey()
        return decide(
            "customer_file",
            ledger.put(profile(**(self.FILE if file is None else file)), *without(self.ROWS, lacking)),
        )

    def test_a_whole_file(self, decide):
        """F7."""
        answer = self.file(decide)
        assert (answer.outcome, answer.actions) == (("NOTHING",), [])

    def test_a_file_of_which_nothing_is_there(self, decide):
        """F7, B18, B20, B14."""
        ledger = Ledger().customer().account().open_invoice(100, "2026-09-01", due_on="2026-10-01")
        answer = decide("customer_file", ledger)
        assert answer.outcome == (
            "BASIC_DATA",
            "NEEDS",
            "CONTACT_RECORD",
            "CREDIT_RECORD",
            "PERSONS",
            "PROFILE",
            "MANAGER",
            "VERIFICATION",
        )
        assert len(answer.actions) == 8

    @pytest.mark.parametrize("part", ["address", "telephone", "channel", "industry"])
    def test_each_basic_datum(self, decide, part):
        """B18, F7."""
        assert self.file(decide, **{part: None}).outcome == ("BASIC_DATA",)

    @pytest.mark.parametrize("part", ["CONTACT_RECORD", "PERSONS"])
    def test_visits_and_persons(self, decide, part):
        """B18, B20."""
        assert self.file(decide, lacking=part).outcome == (part,)

    def test_needs_profile_and_survey(self, decide):
        """B18, B14, H16."""
        assert self.file(decide, file={"complete": True}).outcome == ("NEEDS",)
        assert self.file(decide, file={"expectations": "speed", "complete": False}).outcome == ("PROFILE",)
        assert self.file(decide, surveyed=False).outcome == ("CREDIT_RECORD",)

    def test_a_person_in_charge_and_a_day_of_checking(self, decide):
        """I27, B14, H19."""
        assert self.file(decide, manager=None).outcome == ("MANAGER",)
        assert self.file(decide, verified_on=None).outcome == ("VERIFICATION",)

    def test_whose_file_is_asked_for(self, decide):
        """F7, B14: of those who owe for too long, and of members of customer groups."""
        assert decide("customer_file", Ledger().customer().account()).status == "not applicable"
        member = Ledger().group("GR").customer(group="GR").account()
        assert "PROFILE" in decide("customer_file", member).outcome

    def test_a_table_that_is_not_there_says_nothing_against_a_file(self, decide):
        """F7, I27: who owes is not known without invoices; who is in charge is named, though no employee is listed."""
        ledger = Ledger().put(staff(), customer(manager="E-1")).account()
        assert decide("customer_file", ledger.without("invoices")).status == "unknown"
        member = Ledger().group("GR").put(staff(), customer(group="GR", manager="E-1")).account()
        assert "MANAGER" not in decide("customer_file", member.without("employees")).outcome

    def test_without_the_table_nobody_can_tell(self, decide):
        """F7."""
        ledger = Ledger().group("GR").customer(group="GR").account().without("profiles")
        assert decide("customer_file", ledger).outcome is None


class TestVerification:
    """H16, H17, H19: checked within 180 days."""

    @pytest.mark.parametrize(("ago", "stale"), [(180, False), (181, True)])
    def test_in_time(self, decide, ago, stale):
        """H16, H17, H19, B14."""
        answer = decide("data_verification", Ledger().put(customer(verified_on=day(days_ago(ago)))))
        assert (answer.outcome, answer.actions) == (stale, ["OPEN_TASK"] if stale else [])

    def test_never_checked(self, decide):
        """H16: what was never checked was not checked in time."""
        answer = decide("data_verification", Ledger().customer())
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    def test_the_days_are_the_groups_to_set(self, decide):
        """H16."""
        ledger = Ledger().put(customer(verified_on=LONG_AGO))
        failed = decide("data_verification", ledger, data_verification_days=None)
        assert failed.status == "failed"
        assert "H16" in failed.decision.error.render()


class TestCare:
    """H20, I27: daily work by a person in charge, who is assessed."""

    def care(self, decide, *more, reviewed_on=YESTERDAY, seen=YESTERDAY, **known):
        kpi = Kpi(
            id="KPI-1",
            unit="U-1",
            employee="E-1",
            kind=KpiKind.LEVEL,
            objective="satisfaction",
            starts_on=day("2026-01-01"),
            ends_on=day("2026-12-31"),
            reviewed_on=reviewed_on,
        )
        ledger = Ledger().put(staff(**known), customer(manager="E-1"), kpi, visit(seen), *more)
        return decide("customer_care", ledger)

    def test_as_it_should_be(self, decide):
        """H20, I27."""
        assert self.care(decide).outcome == ("NOTHING",)

    def test_what_may_be_wrong(self, decide):
        """H20, I27."""
        complaint = Complaint(id="CO-1", customer="C-1", unit="U-1", received_on=YESTERDAY)
        assert self.care(decide, left_on=YESTERDAY).outcome == ("MANAGER_LEFT",)
        assert self.care(decide, reviewed_on=None).outcome == ("NOT_ASSESSED",)
        answer = self.care(decide, complaint)
        assert (answer.outcome, answer.actions) == (("COMPLAINT_OPEN",), ["RESOLVE"])

    def test_who_was_told_that_a_complaint_is_not_established_waits_for_nothing(self, decide):
        """H20."""
        told = {"established": False, "result_told_on": YESTERDAY}
        complaint = Complaint(id="CO-1", customer="C-1", unit="U-1", received_on=YESTERDAY, **told)
        assert self.care(decide, complaint).outcome == ("NOTHING",)

    @pytest.mark.parametrize(("seen", "gap"), [("2026-08-22", "NOTHING"), ("2026-08-21", "NO_CONTACT")])
    def test_a_contact_within_three_months(self, decide, seen, gap):
        """H20."""
        assert self.care(decide, seen=day(seen)).outcome == (gap,)

    def test_an_activity_is_a_contact(self, decide):
        """H20."""
        done = Activity(id="A-1", customer="C-1", done_on=YESTERDAY)
        assert self.care(decide, done, seen=LONG_AGO).outcome == ("NOTHING",)


class TestManagement:
    """H21, H19: institution, routine, standard, a person in charge."""

    def management(self, decide, *, approved_on=YESTERDAY, unit="G", done_on=YESTERDAY, **known):
        rule = Regulation(
            id="RG-1",
            unit=unit,
            title="CRM",
            version="1",
            issued_on=LONG_AGO,
            approved_on=approved_on,
        )
        usual = {"manager": "E-1", "verified_on": YESTERDAY}
        done = Activity(id="A-1", unit="U-1", done_on=done_on)
        return decide(
            "customer_management",
            Ledger().put(staff(), customer(**usual | known), rule, done).account(),
            "U-1",
        )

    def test_as_it_should_be(self, decide):
        """H21."""
        assert self.management(decide).outcome == ("NOTHING",)
        assert self.management(decide, unit="U-1").outcome == ("NOTHING",)

    def test_what_may_be_wrong(self, decide):
        """H21, H19: a regulation of another unit is none here."""
        assert self.management(decide, approved_on=None).outcome == ("NO_INSTITUTION",)
        assert self.management(decide, unit="U-2").outcome == ("NO_INSTITUTION",)
        assert self.management(decide, done_on=LONG_AGO).outcome == ("NO_ROUTINE",)
        assert self.management(decide, verified_on=None).outcome == ("NO_STANDARD",)
        assert self.management(decide, manager=None).outcome == ("NO_DEDICATED_PERSON",)

    def test_the_group_itself_has_no_customers(self, decide):
        """H21."""
        assert decide("customer_management", Ledger(), "G").status == "not applicable"


class TestFileKeeper:
    """I22, I24."""

    @pytest.mark.parametrize(
        ("known", "kept_by"),
        [
            ({"post": "file_clerk"}, "file_clerk"),
            ({"post": "file_clerk", "left_on": YESTERDAY}, "sales_assistant"),
            ({"post": "driver"}, "sales_assistant"),
        ],
    )
    def test_a_substitute_where_there_is_no_clerk(self, decide, known, kept_by):
        """I22, I24: E-2 is there in any case."""
        ledger = Ledger().put(staff(**known), staff("E-2", post="salesperson"))
        assert decide("file_keeper", ledger, "U-1").outcome == kept_by

    def test_the_substitute_is_the_groups_to_name(self, decide):
        """I22."""
        failed = decide("file_keeper", Ledger().put(staff(post="driver")), "U-1", file_clerk_substitute=None)
        assert failed.status == "failed"
        assert "I22" in failed.decision.error.render()
