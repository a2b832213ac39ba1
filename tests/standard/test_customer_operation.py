"""How customers are worked with: programmes, planned relationships, insight, the way of selling."""

from typing import ClassVar

import pytest

from groupctl.model.appraisal import Appraisal
from groupctl.model.customer import ChannelType
from groupctl.model.people import Contact, ContactRole
from groupctl.model.pipeline import Lead, Opportunity, PipelineStatus
from groupctl.model.planning import (
    Campaign,
    Kpi,
    KpiKind,
    Support,
    SupportKind,
)
from groupctl.model.profile import (
    CustomerLevel,
    InformationSource,
    Voice,
)
from groupctl.model.service import (
    Complaint,
    DutyReportKind,
    ServiceRequest,
    VisitKind,
)
from groupctl.testing import Ledger, day
from tests.standard.amounts import limit
from tests.standard.customers import (
    LONG_AGO,
    YESTERDAY,
    customer,
    key_team,
    plan,
    profile,
    report,
    review,
    staff,
    survey,
    treatment,
    visit,
    without,
)


class TestGroupProgramme:
    """H15: seven steps, again and again, here every six months."""

    STEPS: ClassVar = {
        "PLAN": plan(),
        "DATABASE": profile(complete=True),
        "FLOWS": report(DutyReportKind.PROCESS_WALK_THROUGH),
        "RELATIONSHIPS": visit(),
        "SATISFACTION": survey(),
        "EVALUATION": review(),
    }

    def due(self, decide, *rows):
        return decide(
            "group_programme", Ledger().group("GR").customer(group="GR").put(staff(), *rows)
        ).outcome

    def test_all_is_done(self, decide):
        """H15, B14."""
        assert self.due(decide, *self.STEPS.values()) == ("NOTHING",)

    def test_nothing_is_done(self, decide):
        """H15: without complaints there is nobody to name for them."""
        assert self.due(decide) == tuple(self.STEPS)

    @pytest.mark.parametrize("step", STEPS)
    def test_each_step(self, decide, step):
        """H15, B14."""
        assert self.due(decide, *without(self.STEPS, step)) == (step,)

    @pytest.mark.parametrize(
        ("known", "due"),
        [({}, "COMPLAINTS"), ({"responsible": "U-1"}, "NOTHING"), ({"answered_on": YESTERDAY}, "NOTHING")],
    )
    def test_a_complaint_that_nobody_is_responsible_for(self, decide, known, due):
        """H15."""
        row = Complaint(id="CO-1", customer="C-1", unit="U-1", received_on=YESTERDAY, **known)
        assert self.due(decide, *self.STEPS.values(), row) == (due,)

    @pytest.mark.parametrize(("seen", "due"), [("2026-05-22", "NOTHING"), ("2026-05-21", "RELATIONSHIPS")])
    def test_the_steps_come_round_every_six_months(self, decide, seen, due):
        """H15."""
        assert self.due(decide, *without(self.STEPS, "RELATIONSHIPS"), visit(day(seen))) == (due,)

    @pytest.mark.parametrize("submitted_on", [None, LONG_AGO])
    def test_a_report_counts_once_it_is_handed_in(self, decide, submitted_on):
        """H15."""
        late = report(DutyReportKind.PROCESS_WALK_THROUGH, submitted_on)
        assert self.due(decide, *without(self.STEPS, "FLOWS"), late) == ("FLOWS",)

    def test_a_group_within_a_group_is_part_of_it(self, decide):
        """H15."""
        ledger = Ledger().group("TOP").group("GR", "TOP")
        assert decide("group_programme", ledger).status == "not applicable"


class TestKeyProgramme:
    """H22, B19, H24: the programme for customers of class A."""

    STEPS: ClassVar = {
        "GROUP_CONTROL": key_team(),
        "SCREENING": review(),
        "ANALYSIS": report(DutyReportKind.added("KEY_ACCOUNT_ANALYSIS")),
        "DATABASE": profile(complete=True),
        "VISITS": visit(kind=VisitKind.EXECUTIVE),
        "SUPPORT": Support(
            id="SU-1", customer="C-1", unit="U-1", kind=SupportKind.VEHICLE, starts_on=YESTERDAY
        ),
    }

    def programme(self, decide, *rows, **known):
        ledger = Ledger().put(staff(), customer(**{"manager": "E-1"} | known)).account().invoice()
        return decide("key_programme", ledger.put(*rows))

    def test_all_is_done(self, decide):
        """H22."""
        assert self.programme(decide, *self.STEPS.values()).outcome == ("NOTHING",)

    @pytest.mark.parametrize("step", STEPS)
    def test_each_step(self, decide, step):
        """H22, B19, H24, I26."""
        assert self.programme(decide, *without(self.STEPS, step)).outcome == (step,)

    def test_a_visit_of_an_executive_is_planned_and_prepared(self, decide):
        """H24, I26: by the key-account department."""
        answer = self.programme(decide, *without(self.STEPS, "VISITS"), visit())
        (action,) = answer.decision.actions
        assert (action.kind.name, action.role) == ("OPEN_TASK", "key_account_department")

    def test_a_credit_limit_is_set(self, decide):
        """H22."""
        answer = self.programme(decide, *self.STEPS.values(), credit_limit=limit("unknown"))
        assert answer.outcome == ("CREDIT",)

    def test_service_on_record_is_support(self, decide):
        """B19."""
        served = ServiceRequest(
            id="SR-1", customer="C-1", unit="U-1", received_on=LONG_AGO, closed_on=YESTERDAY
        )
        assert self.programme(decide, *without(self.STEPS, "SUPPORT"), served).outcome == ("NOTHING",)

    def test_a_team_that_was_dissolved_controls_nothing(self, decide):
        """H22."""
        rows = [*without(self.STEPS, "GROUP_CONTROL"), key_team(dissolved_on=YESTERDAY)]
        assert self.programme(decide, *rows).outcome == ("GROUP_CONTROL",)

    def test_only_class_a(self, decide):
        """H22, H19: who bought nothing is class C."""
        ledger = Ledger().put(staff(), customer(manager="E-1")).account()
        assert decide("key_programme", ledger).status == "not applicable"


class TestAccounts:
    """H28, H30, H31, A115: planned, contacted, asked; the strategy set again each year, with last year's voices."""

    STEPS: ClassVar = {
        "PLANNING": plan(),
        "CONTACT": visit(),
        "SATISFACTION": survey(),
        "STRATEGY": treatment(),
    }

    def due(self, decide, *rows):
        return decide("customer_relationships", Ledger().customer().put(staff(), *rows)).outcome

    def test_all_is_done(self, decide):
        """H28."""
        assert self.due(decide, *self.STEPS.values()) == ("NOTHING",)

    @pytest.mark.parametrize("step", STEPS)
    def test_each_step(self, decide, step):
        """H28, H30, B88."""
        assert self.due(decide, *without(self.STEPS, step)) == (step,)

    @pytest.mark.parametrize("lacking", ["objective", "owner", "approved_on"])
    def test_a_plan_has_an_objective_an_owner_and_an_approval(self, decide, lacking):
        """B88, I25."""
        rows = [*without(self.STEPS, "PLANNING"), plan(**{lacking: None})]
        assert self.due(decide, *rows) == ("PLANNING",)

    @pytest.mark.parametrize(
        ("known", "due"),
        [
            ({"decided_on": day("2025-11-22")}, "NOTHING"),
            ({"decided_on": day("2025-11-21")}, "STRATEGY"),
            ({"decided_on": LONG_AGO, "reviewed_on": day("2025-11-22")}, "NOTHING"),
            ({"decided_on": LONG_AGO, "reviewed_on": day("2025-11-21")}, "STRATEGY"),
        ],
    )
    def test_a_policy_is_evaluated_each_year(self, decide, known, due):
        """H30."""
        assert self.due(decide, *without(self.STEPS, "STRATEGY"), treatment(**known)) == (due,)

    @pytest.mark.parametrize(
        ("received_on", "used", "due"),
        [
            ("2025-12-31", False, "VOICE"),
            ("2025-12-31", True, "NOTHING"),
            ("2026-01-01", None, "NOTHING"),
        ],
    )
    def test_last_years_voice_enters_the_plan(self, decide, received_on, used, due):
        """H31, D82."""
        voice = Voice(id="VO-1", customer="C-1", received_on=day(received_on), used_in_plan=used)
        assert self.due(decide, *self.STEPS.values(), voice) == (due,)

    def test_a_voice_of_which_nobody_says_whether_it_was_used(self, decide):
        """H31."""
        voice = Voice(id="VO-1", customer="C-1", received_on=day("2025-12-31"))
        assert self.due(decide, *self.STEPS.values(), voice) is None

    def test_customers_without_plan_and_policy_are_not_concerned(self, decide):
        """H28."""
        assert decide("customer_relationships", Ledger().customer()).status == "not applicable"


class TestInsight:
    """H29, A115: from information to the effect of a strategy."""

    POLICY: ClassVar = {
        "level": CustomerLevel.A,
        "technical": "latest release",
        "commercial": "list price",
        "contact": "monthly",
        "reviewed_on": YESTERDAY,
    }
    FILE: ClassVar = {"source": InformationSource.ANNUAL_REPORT, "complete": True}

    def due(self, decide, *, file=None, value=Appraisal.GOOD, planned=None, policy=None):
        rows = [
            profile(**(self.FILE if file is None else file)),
            review(contribution=value),
            plan(**planned or {}),
            treatment(**self.POLICY | (policy or {})),
        ]
        return decide("customer_insight", Ledger().customer().put(staff(), *rows)).outcome

    def test_all_is_done(self, decide):
        """H29."""
        assert self.due(decide) == ("NOTHING",)

    def test_each_step(self, decide):
        """H29, H30, J20."""
        assert self.due(decide, file={"complete": True}) == ("INFORMATION",)
        assert self.due(decide, file=self.FILE | {"complete": False}) == ("BASE_LIBRARY",)
        assert self.due(decide, value=None) == ("VALUE",)
        for part in ("level", "technical", "commercial", "contact"):
            assert self.due(decide, policy={part: None}) == ("LEVEL_AND_POLICY",)
        assert self.due(decide, planned={"actions": None}) == ("STRATEGY",)
        assert self.due(decide, policy={"reviewed_on": None}) == ("MONITORING",)


class TestOperation:
    """H26: what a unit that sells still lacks."""

    def unit(self, **lacking):
        """A unit that lacks nothing but what is named."""
        has = {
            "lead": Lead(id="L-1", unit="U-1", created_on=YESTERDAY, status=PipelineStatus.OPEN),
            "level": treatment(level=CustomerLevel.A),
            "campaign": Campaign(id="CA-1", unit="U-1", name="Spring", planned_on=YESTERDAY),
            "decider": Contact(id="CT-1", customer="C-1", name="Li", role=ContactRole.KEY_DECISION_MAKER),
            "team": key_team(),
            "growth": Kpi(
                id="KPI-1",
                unit="U-1",
                kind=KpiKind.GROWTH,
                objective="revenue",
                starts_on=day("2026-01-01"),
                ends_on=day("2026-12-31"),
            ),
            "opportunity": Opportunity(
                id="O-1",
                customer="C-1",
                unit="U-1",
                created_on=YESTERDAY,
                status=PipelineStatus.OPEN,
                verified=True,
                solution_drafted=True,
            ),
            "staff": staff(in_sales=True, trained_on=YESTERDAY),
            "customer": customer(manager="E-1", channel=ChannelType.DEALER),
        } | lacking
        return Ledger().put(*(row for row in has.values() if row)).account().invoice()

    def gaps(self, decide, **lacking):
        return decide("customer_operation", self.unit(**lacking), "U-1").outcome

    def test_nothing_lacks(self, decide):
        """H26."""
        assert self.gaps(decide) == ("NOTHING",)

    @pytest.mark.parametrize(
        ("lacking", "gap"),
        [
            ("lead", "INITIATIVE"),
            ("level", "LAYERS"),
            ("campaign", "CONTENT"),
            ("decider", "CUSTOMER_ROLES"),
            ("team", "TEAMS"),
            ("growth", "REWARDS"),
        ],
    )
    def test_what_is_not_there(self, decide, lacking, gap):
        """H26, I47."""
        assert self.gaps(decide, **{lacking: None}) == (gap,)

    def test_what_is_not_done(self, decide):
        """H26."""
        undone = Opportunity(
            id="O-1",
            customer="C-1",
            unit="U-1",
            created_on=YESTERDAY,
            status=PipelineStatus.OPEN,
            verified=True,
            solution_drafted=False,
        )
        assert self.gaps(decide, opportunity=undone) == ("SOLUTIONS",)
        assert self.gaps(decide, staff=staff(in_sales=True)) == ("ABILITY",)
        assert self.gaps(decide, customer=customer(channel=ChannelType.DEALER)) == ("UNITS",)
        end_customer = customer(manager="E-1", channel=ChannelType.INDUSTRIAL_END_CUSTOMER)
        assert self.gaps(decide, customer=end_customer) == ("PARTNERS",)

    def test_a_unit_that_sells_nothing(self, decide):
        """H26."""
        assert decide("customer_operation", Ledger(), "U-1").status == "not applicable"


class TestMethod:
    """H27: how an opportunity is sold."""

    FILE: ClassVar = {"demand": "pumps", "market_area": "the north"}

    def gaps(self, decide, *, file=None, learned=True, **known):
        usual = {
            "value_to_customer": "less waste",
            "plan_estimated_on": YESTERDAY,
            "solution_drafted": True,
            "account_responsible": "E-1",
            "solution_responsible": "E-1",
            "fulfilment_responsible": "E-1",
        }
        row = Opportunity(
            id="O-1",
            customer="C-1",
            unit="U-1",
            created_on=YESTERDAY,
            status=PipelineStatus.OPEN,
            **usual | known,
        )
        rows = [staff(), row, profile(**(self.FILE if file is None else file))]
        rows.append(visit(next_demand_learned=learned))
        return decide("sales_method", Ledger().customer().put(*rows), "O-1").outcome

    def test_nothing_lacks(self, decide):
        """H27."""
        assert self.gaps(decide) == ("NOTHING",)

    def test_each_item(self, decide):
        """H27."""
        assert self.gaps(decide, file={"market_area": "the north"}) == ("DEMAND",)
        assert self.gaps(decide, value_to_customer=None) == ("NUMBERS",)
        assert self.gaps(decide, plan_estimated_on=None) == ("NUMBERS",)
        assert self.gaps(decide, file={"demand": "pumps"}) == ("CUSTOMERS_CUSTOMER",)
        assert self.gaps(decide, solution_drafted=False) == ("SOLUTION",)
        assert self.gaps(decide, solution_drafted=None) is None
        assert self.gaps(decide, fulfilment_responsible=None) == ("WHOLE_TEAM",)
        assert self.gaps(decide, learned=False) == ("SECOND_SALE",)
        assert self.gaps(decide, learned=None) is None
