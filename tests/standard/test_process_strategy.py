"""Key figures and strategies event by event (H90 to H96, L7)."""

from fractions import Fraction

import pytest

from groupctl.model import ChoiceMethod, Kpi, KpiKind, Strategy, StrategyLevel
from groupctl.model.process import FlowKind, ProcessKind
from groupctl.testing import Ledger, day, days_ago
from tests.standard.deciding import engine
from tests.standard.walking import happened, refused, status, transition

FIGURE = {
    "starts_on": day("2026-01-01"),
    "ends_on": day(days_ago(1)),
    "target": Fraction(10),
    "action_plan": "more visits",
    "actual": Fraction(9),
    "reviewed_on": day(days_ago(0)),
}
STEPS = [
    ("set-target", "TARGET_SET"),
    ("forecast", "FORECAST"),
    ("plan", "PLANNED"),
    ("monitor", "MONITORED"),
    ("evaluate", "EVALUATED"),
    ("report", "REPORTED"),
]
STRATEGY = {
    "mission_analysed": True,
    "environment_analysed": True,
    "internal_conditions_analysed": True,
    "chosen_by": ChoiceMethod.BY_EXPERTS,
    "approved_by": "board",
    "resources_allocated": True,
    "evaluated_on": day(days_ago(0)),
    "adjusted_on": day(days_ago(0)),
}
CHOOSES = {"choose": "headquarters"}
LIFE = [
    ("analyse", "ANALYSED"),
    ("choose", "CHOSEN"),
    ("execute", "IN_EXECUTION"),
    ("evaluate", "EVALUATED"),
    ("close", "CLOSED"),
]


def figure(number, **known):
    """K-1 with everything done but what is named, after so many steps."""
    row = Kpi(id="K-1", unit="U-1", kind=KpiKind.LEVEL, objective="visits", **FIGURE | known)
    return Ledger().put(row, *happened("performance_cycle", "K-1", [step for step, _ in STEPS[:number]]))


def strategy(*events, **known):
    """S-1 with everything done but what is named, after ``events``."""
    row = Strategy(
        id="S-1", unit="G", level=StrategyLevel.COMPANY, drafted_on=day("2026-01-05"), **STRATEGY | known
    )
    return Ledger().put(row, *happened("strategy_cycle", "S-1", events))


def before(event):
    """The events of the life of a strategy before this one."""
    names = [step for step, _ in LIFE]
    return names[: names.index(event)]


class TestSixSteps:
    """H90, L7: target, forecast, plan, monitoring, evaluation, report."""

    @pytest.mark.parametrize("number", range(6))
    def test_one_after_the_other(self, number):
        """H90, L7: to analyse and evaluate is a step of its own, so that there are six."""
        event, state = STEPS[number]
        assert transition("performance_cycle", "K-1", event, figure(number)).to_state == state

    @pytest.mark.parametrize("number", range(5))
    def test_no_step_is_left_out(self, number):
        """H90: the refusal names the state that it would need."""
        event, _ = STEPS[number + 1]
        assert STEPS[number][1] in refused("performance_cycle", "K-1", event, figure(number))

    @pytest.mark.parametrize(
        ("number", "lacking", "said"),
        [
            (0, {"target": None}, "The target is stated"),
            (2, {"action_plan": None}, "There is an action plan"),
            (3, {"actual": None}, "An actual figure is there"),
            (4, {"ends_on": day(days_ago(0))}, "The period is over"),
            (5, {"reviewed_on": None}, "The figure was reviewed"),
        ],
    )
    def test_what_a_step_needs(self, number, lacking, said):
        """H90, H89."""
        assert said in refused("performance_cycle", "K-1", STEPS[number][0], figure(number, **lacking))

    def test_a_report_ends_it(self):
        """H90, L7, K13: with the sixth step."""
        found = status("performance_cycle", "K-1", figure(6))
        assert (found.state, found.final, found.possible) == ("REPORTED", True, ())

    @pytest.mark.parametrize(("ago", "overdue"), [(15, False), (16, True)])
    def test_evaluated_within_15_days_of_its_period(self, ago, overdue):
        """H90."""
        (task,) = status("performance_cycle", "K-1", figure(4, ends_on=day(days_ago(ago)))).tasks
        assert (task.task, task.overdue) == ("performance-cycle.owed-evaluation", overdue)

    def test_it_is_a_managing_process_of_control(self):
        """C31, G43."""
        process = engine("reference").policy.processes["performance_cycle"]
        assert [event.id.partition(".")[2] for event in process.events] == [step for step, _ in STEPS]
        assert (ProcessKind[process.kind], FlowKind[process.flow]) == (
            ProcessKind.MANAGEMENT,
            FlowKind.CONTROL,
        )


class TestStrategy:
    """H91, H93: analysed, chosen, carried out, evaluated, adjusted."""

    @pytest.mark.parametrize(("event", "state"), LIFE)
    def test_one_after_the_other(self, event, state):
        """H91."""
        assert (
            transition(
                "strategy_cycle", "S-1", event, strategy(*before(event)), CHOOSES.get(event, "")
            ).to_state
            == state
        )

    def test_adjusted_it_goes_on(self):
        """H93."""
        evaluated = [*before("evaluate"), "evaluate"]
        assert transition("strategy_cycle", "S-1", "adjust", strategy(*evaluated)).to_state == "IN_EXECUTION"
        bare = strategy(*evaluated, adjusted_on=None)
        assert "An adjustment is on record" in refused("strategy_cycle", "S-1", "adjust", bare)

    @pytest.mark.parametrize(
        ("event", "lacking", "said"),
        [
            ("analyse", "mission_analysed", "Mission, environment and internal conditions"),
            ("analyse", "environment_analysed", "Mission, environment and internal conditions"),
            ("analyse", "internal_conditions_analysed", "Mission, environment and internal conditions"),
            ("choose", "chosen_by", "The method of choice is stated"),
            ("choose", "approved_by", "A superior approved it"),
            ("execute", "resources_allocated", "Resources are allocated"),
            ("evaluate", "evaluated_on", "An evaluation is on record"),
        ],
    )
    def test_what_a_step_needs(self, event, lacking, said):
        """H92, H93, H94, H96."""
        assert said in refused("strategy_cycle", "S-1", event, strategy(*before(event), **{lacking: None}))

    def test_nothing_is_carried_out_before_it_is_chosen(self):
        """H91, H94."""
        assert "CHOSEN" in refused("strategy_cycle", "S-1", "execute", strategy("analyse"))

    def test_it_is_a_strategic_process_of_approvals(self):
        """C31, G43."""
        process = engine("reference").policy.processes["strategy_cycle"]
        assert (ProcessKind[process.kind], FlowKind[process.flow]) == (
            ProcessKind.STRATEGIC,
            FlowKind.APPROVAL,
        )
