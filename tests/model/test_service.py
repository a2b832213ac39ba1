"""Service to customers: what each record holds, and what it refuses."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.model import (
    Complaint,
    ComplaintKind,
    DutyReport,
    DutyReportKind,
    Employee,
    FaultReport,
    GoodsReturn,
    Opportunity,
    PipelineStatus,
    Product,
    Project,
    SatisfactionSurvey,
    ServiceRequest,
    Severity,
    Visit,
    VisitKind,
)
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY, LATER = date(2026, 6, 1), date(2026, 7, 1)
OWN = {"id": "X-1", "customer": "C-1", "unit": "U-1"}
LI = Employee(id="E-1", name="Li", unit="U-1", in_service=True)


class TestComplaint:
    """B71, B72: from who complained of what to how it won't happen again."""

    def test_the_whole_record(self):
        """B71."""
        told = {
            "complainant": "Wang",
            "channel": "hotline",
            "about": "delivery 7",
            "demand": "a credit note",
            "content": "ten pipes are bent",
            "responsible": "warehouse",
            "cause": "no padding",
            "solution": "ten new pipes",
            "prevention": "padding between layers",
            "sanction": "none",
        }
        days = {"result_told_on": DAY, "approved_on": DAY, "answered_on": DAY, "archived_on": DAY}
        complaint = Complaint(
            **OWN,
            **told,
            **days,
            received_on=DAY,
            kind=ComplaintKind.QUALITY,
            severity=Severity.MAJOR,
            established=True,
            customer_accepts=False,
            paid=yuan(120),
        )
        found = holding(complaints=[complaint])
        known = seen(found, "complaint", "X-1")
        assert (told | days).items() <= known.items()
        assert (known["kind"], known["severity"], known["paid"]) == ("QUALITY", "MAJOR", 12000)
        assert (known["established"], known["customer_accepts"]) == (True, False)

    def test_just_received_nothing_else_is_known(self):
        """B71: not judged is another thing than not justified."""
        found = holding(complaints=[Complaint(**OWN, received_on=DAY)])
        assert seen(found, "complaint", "X-1") == {
            "customer": "C-1",
            "unit": "U-1",
            "account": "C-1@U-1",
            "received_on": DAY,
        }
        assert unknown(found, "complaint", "X-1") >= {"established", "severity", "answered_on", "paid"}

    def test_there_are_five_kinds(self):
        """B72."""
        assert {kind.name for kind in ComplaintKind} == {
            "QUALITY",
            "LATE_DELIVERY",
            "SPECIFICATION",
            "PACKAGING",
            "SERVICE",
        }

    def test_what_it_cost_is_not_negative(self):
        refused(Complaint, "model.negative", **OWN, received_on=DAY, paid=Money.of(-1, "CNY"))

    def test_it_leads_to_the_opportunity_it_became_and_back(self):
        won = Opportunity(id="O-1", customer="C-1", unit="U-1", created_on=DAY, status=PipelineStatus.OPEN)
        found = holding(
            opportunities=[won], complaints=[Complaint(**OWN, received_on=DAY, opportunity="O-1")]
        )
        assert ids(found, "opportunity", "O-1", "complaints") == ["X-1"]
        assert seen(found, "complaint", "X-1")["opportunity"] == "O-1"
        assert ids(found, "customer", "C-1", "complaints") == ["X-1"]
        assert ids(found, "account", "C-1@U-1", "complaints") == ["X-1"]


class TestReturn:
    """B73, B74: goods that a customer wants to give back or exchange."""

    def test_reason_window_and_flags(self):
        """B73: delivery and return, special circumstances, malice."""
        back = GoodsReturn(
            **OWN,
            product="W-1",
            returned_on=DAY,
            delivered_on=date(2026, 5, 20),
            amount=yuan(30),
            reason="too long",
            special=True,
            malicious=False,
        )
        found = holding(products=[Product(id="W-1", name="pipe")], goods_returns=[back])
        known = seen(found, "goods_return", "X-1")
        assert (known["returned_on"], known["delivered_on"]) == (DAY, date(2026, 5, 20))
        assert (known["special"], known["malicious"], known["reason"]) == (True, False, "too long")
        assert ids(found, "product", "W-1", "goods_returns") == ["X-1"]
        assert unknown(found, "goods_return", "X-1") == {"exchange", "handled_on"}
        refused(GoodsReturn, "model.negative", **OWN, returned_on=DAY, amount=Money.of(-1, "CNY"))

    def test_an_exchange_and_a_service_that_was_asked_for(self):
        """B74: the demand is a request, which is open until it is closed."""
        found = holding(
            goods_returns=[
                GoodsReturn(**OWN, returned_on=DAY, amount=yuan(30), exchange=True, handled_on=DAY)
            ],
            service_requests=[
                ServiceRequest(id="S-1", customer="C-1", unit="U-1", received_on=DAY, closed_on=DAY),
                ServiceRequest(id="S-2", customer="C-1", unit="U-1", received_on=DAY),
            ],
        )
        known = seen(found, "goods_return", "X-1")
        assert (known["exchange"], known["handled_on"]) == (True, DAY)
        assert seen(found, "service_request", "S-1")["closed_on"] == DAY
        assert "closed_on" in unknown(found, "service_request", "S-2")


class TestVisit:
    """B75, B76, B91: who saw the customer when, what for, and what was found."""

    def test_visitor_purpose_and_findings(self):
        """B75."""
        visit = Visit(
            **OWN, visited_on=DAY, kind=VisitKind.EXECUTIVE, visitor="E-1", findings="wants a discount"
        )
        found = holding(employees=[LI], visits=[visit])
        assert seen(found, "visit", "X-1") == {
            "customer": "C-1",
            "unit": "U-1",
            "account": "C-1@U-1",
            "visited_on": DAY,
            "kind": "EXECUTIVE",
            "visitor": "E-1",
            "findings": "wants a discount",
        }
        assert found.record("visit", "X-1").values["visitor"] is found.record("employee", "E-1")
        assert ids(found, "customer", "C-1", "visits") == ["X-1"]

    @pytest.mark.parametrize("kind", list(VisitKind))
    def test_every_kind_of_contact(self, kind):
        """B91: exhibitions, visits to the company and by executives, from day to day, on a topic."""
        found = holding(visits=[Visit(**OWN, visited_on=DAY, kind=kind)])
        assert seen(found, "visit", "X-1")["kind"] == kind.name
        assert unknown(found, "visit", "X-1") == {
            "visitor",
            "project",
            "findings",
            "next_demand_learned",
            "gift_given",
        }

    def test_the_calls_of_a_project(self):
        """B76: day of delivery, calls made, and what the customer said."""
        project = Project(**OWN | {"id": "P-1"}, delivered_on=date(2026, 1, 15), manager="E-1")
        calls = [
            Visit(
                **OWN | {"id": f"V-{month}"},
                visited_on=date(2026, month, 20),
                kind=VisitKind.RETURN_VISIT,
                project="P-1",
                findings="runs well",
            )
            for month in (2, 5, 7)
        ]
        found = holding(employees=[LI], projects=[project], visits=calls)
        assert ids(found, "project", "P-1", "visits") == ["V-2", "V-5"]
        assert seen(found, "visit", "V-2")["project"] == "P-1"
        assert seen(found, "project", "P-1")["manager"] == "E-1"

    def test_the_visit_that_asks_for_next_years_demand(self):
        """B86: with a gift; whether it was given may be unknown."""
        asked = Visit(**OWN, visited_on=DAY, kind=VisitKind.NEW_DEMAND, next_demand_learned=True)
        found = holding(visits=[asked])
        assert seen(found, "visit", "X-1")["next_demand_learned"] is True
        assert "gift_given" in unknown(found, "visit", "X-1")


class TestServiceRequest:
    """B82: who answered first, what was asked, to whom it was passed, and that it was solved."""

    def test_from_the_first_answer_to_the_end(self):
        sheet = ServiceRequest(
            **OWN,
            received_on=DAY,
            first_responder="E-1",
            recorded=True,
            in_duty=False,
            transferred_on=DAY,
            transferred_to="workshop",
            closed_on=DAY,
            calls=2,
        )
        found = holding(employees=[LI], service_requests=[sheet])
        known = seen(found, "service_request", "X-1")
        assert (known["first_responder"], known["transferred_to"], known["calls"]) == ("E-1", "workshop", 2)
        assert ids(found, "customer", "C-1", "service_requests") == ["X-1"]

    def test_nobody_said_that_it_was_shirked_nor_that_it_was_not(self):
        found = holding(service_requests=[ServiceRequest(**OWN, received_on=DAY, closed_on=LATER)])
        assert unknown(found, "service_request", "X-1") >= {
            "shirked",
            "recorded",
            "first_responder",
            "closed_on",
        }
        refused(ServiceRequest, "model.negative", **OWN, received_on=DAY, calls=-1)


class TestFaultReport:
    """B87: time, place, symptom, plan, who took it, and who was told in turn."""

    def test_the_trace_to_the_leaders(self):
        fault = FaultReport(
            **OWN,
            project="P-1",
            happened_on=DAY,
            major=True,
            place="hall 2",
            symptom="no pressure",
            plan="new valve",
            received_by="E-1",
            salesperson_told_on=DAY,
            manager_told_on=date(2026, 6, 2),
            leadership_told_on=LATER,
        )
        found = holding(employees=[LI], projects=[Project(**OWN | {"id": "P-1"})], faults=[fault])
        known = seen(found, "fault", "X-1")
        assert [known[name] for name in ("place", "symptom", "plan")] == [
            "hall 2",
            "no pressure",
            "new valve",
        ]
        assert (known["salesperson_told_on"], known["manager_told_on"]) == (DAY, date(2026, 6, 2))
        assert unknown(found, "fault", "X-1") == {"leadership_told_on", "closed_on"}
        assert ids(found, "project", "P-1", "faults") == ["X-1"]


SURVEY = {"id": "X-1", "unit": "U-1", "surveyed_on": DAY}


class TestSatisfactionSurvey:
    """B81: of those asked, how many were satisfied, when, and what was improved."""

    def test_sample_method_and_improvement(self):
        survey = SatisfactionSurvey(
            **SURVEY,
            method="telephone",
            respondents=120,
            satisfied=104,
            improvement="hotline at night",
            best_competitor=Fraction(9, 10),
        )
        found = holding(satisfaction_surveys=[survey])
        known = seen(found, "satisfaction_survey", "X-1")
        assert (known["respondents"], known["satisfied"], known["method"]) == (120, 104, "telephone")
        assert (known["improvement"], known["best_competitor"]) == ("hotline at night", Fraction(9, 10))
        assert ids(found, "unit", "HQ", "satisfaction_surveys") == ["X-1"]

    def test_it_may_ask_one_customer_or_many(self):
        one = SatisfactionSurvey(**SURVEY | {"id": "X-2"}, customer="C-1", respondents=1, satisfied=1)
        many = SatisfactionSurvey(**SURVEY, respondents=9, satisfied=9)
        found = holding(satisfaction_surveys=[many, one])
        assert ids(found, "customer", "C-1", "satisfaction_surveys") == ["X-2"]
        assert "customer" in unknown(found, "satisfaction_survey", "X-1")
        # what names no customer concerns none in particular
        assert ids(found, "account", "C-1@U-1", "satisfaction_surveys") == ["X-2"]

    @given(st.integers(0, 1000), st.integers(0, 1000))
    def test_no_more_are_satisfied_than_were_asked(self, respondents, satisfied):
        """B81."""
        if satisfied <= respondents:
            assert SatisfactionSurvey(**SURVEY, respondents=respondents, satisfied=satisfied)
        else:
            with pytest.raises(ModelError, match="asked"):
                SatisfactionSurvey(**SURVEY, respondents=respondents, satisfied=satisfied)

    def test_exactly_the_edge(self):
        """B81: all of them may be satisfied, and one more may not."""
        assert SatisfactionSurvey(**SURVEY, respondents=9, satisfied=9)
        refused(SatisfactionSurvey, "model.more-satisfied-than-asked", **SURVEY, respondents=9, satisfied=10)

    def test_nobody_is_counted_below_zero(self):
        refused(SatisfactionSurvey, "model.negative", **SURVEY, respondents=1, satisfied=-1)


MAY = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}


class TestDutyReport:
    """B83, B85: what a unit owes at the end of a period, and whether it came in."""

    @pytest.mark.parametrize("kind", [DutyReportKind.SERVICE_SUPERVISION, DutyReportKind.WEEKLY_SERVICE])
    def test_the_monthly_and_the_weekly_report(self, kind):
        """B83, B85: who handed it in, and when."""
        report = DutyReport(id="X-1", unit="U-1", kind=kind, **MAY, submitted_on=DAY, submitted_by="E-1")
        found = holding(employees=[LI], duty_reports=[report])
        known = seen(found, "duty_report", "X-1")
        assert (known["kind"], known["submitted_on"], known["submitted_by"]) == (kind.name, DAY, "E-1")
        assert ids(found, "unit", "U-1", "duty_reports") == ["X-1"]

    def test_a_report_that_is_owed_is_not_yet_in(self):
        """B83: handed in on the first of July is not handed in on the last of June."""
        owed = DutyReport(
            id="X-1", unit="U-1", kind=DutyReportKind.COMPLAINT_SUMMARY, **MAY, submitted_on=LATER
        )
        found = holding(duty_reports=[owed])
        assert unknown(found, "duty_report", "X-1") == {"submitted_on", "submitted_by"}

    def test_its_period_is_in_order(self):
        own = {"id": "X", "unit": "U-1", "kind": DutyReportKind.added("CRM_USE")}
        refused(DutyReport, "model.dates-out-of-order", **own, starts_on=LATER, ends_on=DAY)
        assert DutyReport(**own, starts_on=DAY, ends_on=DAY)
