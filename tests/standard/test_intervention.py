"""What follows a warning (intervention.yaml): the procedure F1, headquarters' intervention F28, sources of risk C26."""

from typing import Any

import pytest

from groupctl.model import (
    Appraisal,
    Campaign,
    CrmRole,
    DealerEvaluation,
    Direction,
    Employee,
    Incident,
    IncidentKind,
    Indicator,
    IndicatorKind,
    Lead,
    PipelineStatus,
    SalesPlan,
    UserAccount,
)
from groupctl.testing import AS_OF, Ledger, day, days_ago, trading
from tests.standard import walking
from tests.standard.amounts import yuan
from tests.standard.deciding import measured

HANDLER, CLOSER = "sales_manager", "credit_controller"
TAKEN_UP = {"handler": "E-1"}
EXPLAINED = TAKEN_UP | {"cause": "the owner fell ill"}
TREATED = EXPLAINED | {"measure": "cash on delivery"}
SETTLED = TREATED | {"closed_on": day(days_ago(0))}
PATH = [
    ("acknowledge", "ACKNOWLEDGED", TAKEN_UP, HANDLER),
    ("investigate", "INVESTIGATING", TAKEN_UP, HANDLER),
    ("explain", "CAUSE_FOUND", EXPLAINED, HANDLER),
    ("treat", "MEASURE_TAKEN", TREATED, HANDLER),
    ("close", "CLOSED", SETTLED, CLOSER),
]
"""Every step of the procedure: the event, where it leads, what is known then, who does it."""

BEFORE = {name: [earlier for earlier, *_ in PATH[:index]] for index, (name, *_) in enumerate(PATH)}
"""What happened before each step."""


def followed(events: list[str], known: dict[str, Any], reported_on: str = days_ago(0)) -> Ledger:
    """An incident IN-1 of C-1 as it is ``known`` today, after these events of today."""
    row = {"kind": IncidentKind.ILLNESS, "unit": "U-1"} | known
    incident = Incident(id="IN-1", customer="C-1", reported_on=day(reported_on), **row)
    return trading().put(incident, *walking.happened("warning", "IN-1", events))


def status(ledger: Ledger) -> Any:
    return walking.status("warning", "IN-1", ledger)


def transition(ledger: Ledger, event: str, by: str) -> Any:
    return walking.transition("warning", "IN-1", event, ledger, by)


def refused(ledger: Ledger, event: str, by: str) -> str:
    return walking.refused("warning", "IN-1", event, ledger, by)


class TestProcedure:
    """F1: raised, taken up, investigated, explained, treated, closed."""

    @pytest.mark.parametrize(("event", "state", "known", "by"), PATH, ids=[event for event, *_ in PATH])
    def test_each_step_leads_to_the_next(self, event, state, known, by):
        """F1."""
        assert transition(followed(BEFORE[event], known), event, by).to_state == state

    @pytest.mark.parametrize("index", range(len(PATH) - 1))
    def test_no_step_is_left_out(self, index):
        """F1."""
        event, _, _, by = PATH[index + 1]
        told = refused(followed(BEFORE[PATH[index][0]], SETTLED), event, by)
        assert f"warning.{PATH[index][0]}" in told

    @pytest.mark.parametrize(
        ("event", "lacking", "said"),
        [
            ("acknowledge", "handler", "It is known who follows it up"),
            ("explain", "cause", "The cause is on record"),
            ("treat", "measure", "The measure is on record"),
            ("close", "closed_on", "The day on which it was closed is on record"),
        ],
    )
    def test_what_is_missing_is_said(self, event, lacking, said):
        """F1, J23."""
        by = CLOSER if event == "close" else HANDLER
        assert said in refused(followed(BEFORE[event], SETTLED | {lacking: None}), event, by)
        assert transition(followed(BEFORE[event], SETTLED), event, by).event == f"warning.{event}"

    @pytest.mark.parametrize(("event", "by"), [(event, by) for event, _, _, by in PATH])
    def test_each_step_is_somebodys(self, event, by):
        """F1: who follows a warning up does not close it."""
        other = HANDLER if by == CLOSER else CLOSER
        assert by in refused(followed(BEFORE[event], SETTLED), event, other)

    def test_what_did_not_help_is_investigated_again(self):
        """F1."""
        ledger = followed([*BEFORE["close"], "reopen"], TREATED)
        assert status(ledger).state == "INVESTIGATING"

    def test_attention_and_investigation_are_proposed(self):
        """F1, F6."""
        noticed = transition(followed([], TAKEN_UP), "acknowledge", HANDLER)
        assert [action.kind.name for action in noticed.actions] == ["NOTIFY"]
        begun = transition(followed(["acknowledge"], TAKEN_UP), "investigate", HANDLER)
        assert [action.kind.name for action in begun.actions] == ["INVESTIGATE"]

    @pytest.mark.parametrize(
        ("days", "overdue"),
        [
            (2, []),
            (3, ["warning.take-up"]),
            (10, ["warning.take-up"]),
            (11, ["warning.take-up", "warning.find-cause"]),
            (30, ["warning.take-up", "warning.find-cause"]),
            (31, ["warning.take-up", "warning.find-cause", "warning.settle"]),
        ],
    )
    def test_what_is_owed_by_when(self, days, overdue):
        """F1: 2 days to take it up, 10 to find the cause, 30 to close it."""
        found = status(followed([], {}, days_ago(days)))
        assert sorted(task.task for task in found.tasks if task.overdue) == sorted(overdue)
        assert len(found.tasks) == 3

    def test_nothing_is_owed_once_it_is_closed(self):
        """F1."""
        found = status(followed([event for event, *_ in PATH], SETTLED, days_ago(100)))
        assert (found.state, found.final, found.tasks) == ("CLOSED", True, ())

    def test_an_incident_may_follow_up_any_warning(self, decide):
        """F1, F2: it names the rule set that warned, and is no major incident of its own (F6)."""
        ledger = followed([], {"kind": IncidentKind.OTHER, "warning": "arrears_warning"})
        assert status(ledger).state == "RAISED"
        assert decide("incident_warning", ledger).outcome is False
        assert decide("incident_warning", followed([], {})).outcome is True

    @pytest.mark.parametrize(
        ("rule_set", "about"),
        [
            ("intervention", {"unit": "U-1"}),
            ("risk_warning", {"indicator": "IX-1"}),
            ("lead_stale", {"lead": "L-1"}),
            ("crm_login", {"user_account": "AC-1"}),
        ],
    )
    def test_so_may_a_warning_that_is_about_no_customer(self, decide, rule_set, about):
        """F1, F9, F19, F20, F28: a unit, an indicator, a lead or an account; no customer has an incident by it (F6)."""
        ledger = followed(["acknowledge"], TAKEN_UP)
        ledger.tables["incidents"] = [
            Incident(
                id="IN-1",
                kind=IncidentKind.OTHER,
                reported_on=AS_OF,
                warning=rule_set,
                **TAKEN_UP,
                **about,
            )
        ]
        ledger.put(*CONCERNED)
        found = status(ledger)
        assert (found.state, found.faults) == ("ACKNOWLEDGED", ())
        assert transition(ledger, "investigate", HANDLER).to_state == "INVESTIGATING"
        assert decide("incident_warning", ledger).outcome is False


CONCERNED = (
    Indicator(
        id="IX-1", name="Purchasing managers", kind=IndicatorKind.MACRO, direction=Direction.LOWER_IS_WORSE
    ),
    Lead(id="L-1", unit="U-1", created_on=day("2026-01-05"), status=PipelineStatus.OPEN),
    Employee(id="E-1", name="Li", unit="U-1"),
    UserAccount(
        id="AC-1", employee="E-1", unit="U-1", role=CrmRole.BUSINESS_STAFF, opened_on=day("2020-01-01")
    ),
)
"""An indicator, a lead and a user account that are warned of."""


def warned(customers: int, unit: str = "U-1") -> Ledger:
    """So many customers of the unit, each of which had a major incident and nothing else."""
    ledger = Ledger()
    for number in range(1, customers + 1):
        incident = Incident(
            id=f"IN-{number}",
            customer=f"C-{number}",
            unit=unit,
            kind=IncidentKind.THEFT,
            reported_on=day("2026-11-01"),
        )
        ledger.customer(f"C-{number}").account(f"C-{number}", unit).put(incident)
    return ledger


class TestIntervention:
    """F28, G60: warnings make headquarters step in."""

    @pytest.mark.parametrize(("customers", "steps_in"), [(0, False), (3, False), (4, True)])
    def test_more_warnings_than_a_unit_may_handle(self, decide, customers, steps_in):
        """F28, G60."""
        answer = decide("intervention", warned(customers))
        assert (answer.outcome, answer.actions) == (steps_in, ["ESCALATE", "INVESTIGATE"] if steps_in else [])

    def test_every_warning_counts(self):
        """F28, G60, F2 to F6: each of the five once."""
        ledger = Ledger().customer().account(credit_limit=100).survey().incident()
        ledger.open_invoice(200, "2026-02-01").expense(1, "2026-11-01").plan(
            10**6, "2026-01-01", "2026-12-31"
        )
        ledger.budget(0)
        assert measured(ledger, "warnings") == 5

    def test_headquarters_itself_is_not_asked(self, decide):
        """F28, G60."""
        assert decide("intervention", warned(4), "G").status == "not applicable"

    def test_what_can_t_be_judged_does_not_hide_what_can(self, decide):
        """F28, G60: the arrears of C-1 are unknown, four incidents are not."""
        ledger = warned(4).unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("intervention", ledger).outcome is True
        assert decide("intervention", ledger.unreadable("accounts", unit="U-1")).outcome is None

    def test_the_number_must_be_set(self, decide):
        """F28, G60."""
        answer = decide("intervention", warned(4), intervention_warnings=None)
        assert (answer.status, "F28" in answer.decision.error.render()) == ("failed", True)


def employee(**facts: bool) -> Employee:
    return Employee(id="E-1", name="E-1", unit="U-1", in_sales=True, **facts)


def evaluation(**judged: Any) -> DealerEvaluation:
    return DealerEvaluation(id="DE-1", customer="C-1", unit="U-1", evaluated_on=day("2026-06-01"), **judged)


def promotion(**facts: Any) -> Campaign:
    row = {
        "budget": yuan(100),
        "paid": yuan(100),
        "approved_on": day("2026-09-20"),
        "plan": "tasting",
    } | facts
    return Campaign(
        id="CA-1",
        unit="U-1",
        name="Autumn",
        planned_on=day("2026-09-01"),
        started_on=day("2026-10-01"),
        starts_on=day("2026-10-01"),
        ends_on=day("2026-12-31"),
        **row,
    )


def forecast(amount: int) -> SalesPlan:
    """The plan of last month, in which C-1 bought for 1,000."""
    return SalesPlan(
        id="P-1",
        customer="C-1",
        unit="U-1",
        starts_on=day("2026-10-01"),
        ends_on=day("2026-10-31"),
        amount=yuan(amount),
    )


def quiet() -> Ledger:
    """A unit whose customer bought for 1,000 last month."""
    return trading().invoice("2026-10-10", 1000)


NO_ACTIONS = {"pays_as_promised": False, "provides_staff": False, "provides_vehicles": False}
RISKY = {
    "SALESPEOPLE": employee(holds_customers_alone=True, threatens_to_leave_with_customers=False),
    "DEALERS": evaluation(attitude=Appraisal.GOOD, **NO_ACTIONS),
    "CUSTOMERS": Incident(
        id="IN-1", customer="C-1", unit="U-1", kind=IncidentKind.FIRE, reported_on=day("2026-11-01")
    ),
    "PROMOTION": promotion(paid=yuan("100.01")),
    "FORECAST": forecast(1001),
}
"""What makes each of the five a source of risk."""

HARMLESS = {
    "SALESPEOPLE": employee(holds_customers_alone=False, threatens_to_leave_with_customers=False),
    "DEALERS": evaluation(attitude=Appraisal.GOOD, pays_as_promised=True),
    "CUSTOMERS": Incident(
        id="IN-1",
        customer="C-1",
        unit="U-1",
        kind=IncidentKind.FIRE,
        reported_on=day("2026-11-01"),
        closed_on=day("2026-11-02"),
    ),
    "PROMOTION": promotion(),
    "FORECAST": forecast(1000),
}
"""The same just short of it."""


class TestSourcesOfRisk:
    """C26: salespeople, dealers, customers, promotion, forecast."""

    @pytest.mark.parametrize("source", RISKY)
    def test_each_source(self, decide, source):
        """C26."""
        answer = decide("risk_sources", quiet().put(RISKY[source]))
        assert (answer.outcome, len(answer.actions)) == ((source,), 1)

    @pytest.mark.parametrize("source", HARMLESS)
    def test_without_a_finding_it_is_none(self, decide, source):
        """C26."""
        assert decide("risk_sources", quiet().put(HARMLESS[source])).outcome == ("NONE",)

    def test_all_of_them_together(self, decide):
        """C26."""
        assert decide("risk_sources", quiet().put(*RISKY.values())).outcome == tuple(RISKY)

    def test_mixed_duties_and_a_low_score_count_as_well(self, decide):
        """C26."""
        mixed = employee(manages_money=True, manages_goods=True)
        assert decide("risk_sources", quiet().put(mixed)).outcome == ("SALESPEOPLE",)
        criteria = ("flexibility", "distribution", "capital_strength", "family", "social_status")
        poor = dict.fromkeys(criteria, Appraisal.POOR)
        facts = (
            {"strong_brands": 0, "warehouses": 0, "vehicles": 0, "staff": 0}
            | NO_ACTIONS
            | poor
            | {"pays_as_promised": True}
        )
        for reputation, choice in ((Appraisal.GOOD, "RESERVE"), (Appraisal.POOR, "REJECTED")):
            ledger = quiet().put(evaluation(attitude=Appraisal.GOOD, reputation=reputation, **facts))
            assert decide("dealer_choice", ledger, "DE-1").outcome == choice
            assert decide("risk_sources", ledger).outcome == ("DEALERS",)

    def test_what_a_host_does_not_keep_is_no_source(self, decide):
        """C26: and the decision says that it could not be judged."""
        answer = decide("risk_sources", quiet().put(RISKY["PROMOTION"]).without("employees"))
        assert answer.outcome == ("PROMOTION",)
        assert "risk-sources.salespeople" in [rule.rule for rule in answer.decision.unknown]
