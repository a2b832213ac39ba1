"""Strategy and key figures (strategy.yaml): D59, D83, H89 to H98, C38, C39, C44, L7, L8."""

from fractions import Fraction

import pytest

from groupctl.model import BscDimension, ChoiceMethod, Kpi, KpiKind, KpiLevel, Strategy, StrategyLevel
from groupctl.testing import Ledger, day


def figure(id_: str = "K-1", **facts) -> Kpi:
    """A key figure of 2026."""
    return Kpi(
        **{
            "id": id_,
            "unit": "G",
            "kind": KpiKind.LEVEL,
            "objective": "Net margin",
            "lower_is_better": False,
            "starts_on": day("2026-01-01"),
            "ends_on": day("2026-12-31"),
        }
        | facts
    )


class TestResult:
    """D83, L8, J28, A79: a level to reach, or a growth over the period before."""

    @pytest.mark.parametrize(("actual", "result"), [("0.0999", "MISSED"), ("0.10", "MET")])
    def test_net_profit_rate_of_10_percent(self, decide, actual, result):
        kpi = figure(target=Fraction("0.10"), actual=Fraction(actual))
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome == result

    @pytest.mark.parametrize(
        ("target", "previous", "actual", "result"),
        [
            ("0.50", "200", "300", "MET"),
            ("0.50", "200", "299", "MISSED"),
            ("0.32", "100", "132", "MET"),
            ("0.15", "20", "22.9", "MISSED"),
        ],
    )
    def test_growth_over_the_period_before(self, decide, target, previous, actual, result):
        """D83, J32: sales by 50%, gross margin by 32%, profit rate by 15%."""
        kpi = figure(
            kind=KpiKind.GROWTH,
            target=Fraction(target),
            previous=Fraction(previous),
            actual=Fraction(actual),
        )
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome == result

    @pytest.mark.parametrize(("previous", "actual"), [("-100", "-200"), ("-100", "50"), ("0", "50")])
    def test_there_is_no_growth_over_a_negative_base(self, decide, previous, actual):
        """D83: twice the loss is not a growth of 100%."""
        kpi = figure(
            kind=KpiKind.GROWTH,
            target=Fraction("0.50"),
            previous=Fraction(previous),
            actual=Fraction(actual),
        )
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome is None

    def test_which_side_is_better_must_be_known(self, decide):
        """D83: 10 is more than 5 and misses a figure that should be low."""
        kpi = figure(target=Fraction(5), actual=Fraction(10), lower_is_better=None)
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome is None

    def test_where_lower_is_better(self, decide):
        kpi = figure(target=Fraction(5), actual=Fraction(4), lower_is_better=True)
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome == "MET"
        kpi = figure(target=Fraction(5), actual=Fraction(6), lower_is_better=True)
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome == "MISSED"

    def test_without_actual_or_over_nothing_it_is_unknown(self, decide):
        assert decide("kpi_result", Ledger().put(figure(target=Fraction(1))), "K-1").outcome is None
        kpi = figure(kind=KpiKind.GROWTH, target=Fraction(1, 2), previous=Fraction(0), actual=Fraction(9))
        assert decide("kpi_result", Ledger().put(kpi), "K-1").outcome is None


class TestCascade:
    """H89, H97, H98, I55, A73, A75: strategy, company, department, person."""

    def test_whole(self, decide):
        ledger = Ledger().put(
            figure("K-1", level=KpiLevel.COMPANY),
            figure("K-2", level=KpiLevel.DEPARTMENT, parent="K-1"),
            figure("K-3", level=KpiLevel.PERSON, parent="K-2", action_plan="Visit twice a month"),
        )
        assert [decide("kpi_cascade", ledger, name).outcome for name in ("K-1", "K-2", "K-3")] == ["NONE"] * 3

    @pytest.mark.parametrize(
        ("level", "parent", "fault"),
        [
            ("DEPARTMENT", None, "NO_COMPANY_FIGURE"),
            ("PERSON", None, "NO_DEPARTMENT_FIGURE"),
            ("PERSON", "K-0", "NO_DEPARTMENT_FIGURE"),
        ],
    )
    def test_broken(self, decide, level, parent, fault):
        ledger = Ledger().put(
            figure("K-0", level=KpiLevel.COMPANY), figure(level=KpiLevel[level], parent=parent)
        )
        answer = decide("kpi_cascade", ledger, "K-1")
        assert (answer.outcome, answer.actions) == (fault, ["OPEN_TASK"])

    def test_a_persons_figure_needs_an_action_plan(self, decide):
        ledger = Ledger().put(
            figure("K-0", level=KpiLevel.DEPARTMENT), figure(level=KpiLevel.PERSON, parent="K-0")
        )
        assert decide("kpi_cascade", ledger, "K-1").outcome == "NO_PLAN"


class TestBalancedScorecard:
    """H89, J28, A74, A75, A78."""

    def test_four_sides(self, decide):
        ledger = Ledger().put(
            *(figure(f"K-{number}", dimension=side) for number, side in enumerate(BscDimension))
        )
        assert decide("balanced_scorecard", ledger, "G").outcome is False

    @pytest.mark.parametrize("side", list(BscDimension))
    def test_one_side_missing(self, decide, side):
        others = [other for other in BscDimension if other is not side]
        ledger = Ledger().put(
            *(figure(f"K-{number}", dimension=other) for number, other in enumerate(others))
        )
        answer = decide("balanced_scorecard", ledger, "G")
        assert answer.outcome is True
        assert answer.rules == [f"scorecard.{side.name.lower().replace('_', '-')}"]

    def test_figures_of_last_year_do_not_count(self, decide):
        old = {"starts_on": day("2025-01-01"), "ends_on": day("2025-12-31")}
        ledger = Ledger().put(
            *(figure(f"K-{number}", dimension=side, **old) for number, side in enumerate(BscDimension))
        )
        assert decide("balanced_scorecard", ledger, "G").outcome is True


class TestProcessAndResult:
    """D59, G122, H97: no black box."""

    def test_only_results(self, decide):
        ledger = Ledger().put(figure(outcome=True, fixed=False))
        answer = decide("black_box", ledger, "G")
        assert (answer.outcome, answer.rules) == (True, ["black-box.results-only"])

    def test_only_fixed_figures(self, decide):
        ledger = Ledger().put(figure(outcome=False, fixed=True))
        assert decide("black_box", ledger, "G").rules == ["black-box.fixed-only"]

    def test_both(self, decide):
        ledger = Ledger().put(figure(outcome=True, fixed=True), figure("K-2", outcome=False, fixed=False))
        assert decide("black_box", ledger, "G").outcome is False


SOUND = {
    "mission_analysed": True,
    "environment_analysed": True,
    "internal_conditions_analysed": True,
    "idea": "Serve groups",
    "objectives": "Grow",
    "focus": "Key accounts",
    "guideline": "Service first",
    "phases": "Three years",
    "measures": "Teams",
    "chosen_by": ChoiceMethod.BY_EXPERTS,
    "approved_by": "board",
    "uses_strengths": True,
    "uses_opportunities": True,
    "stakeholders_accept": True,
    "has_figures": True,
    "resources_allocated": True,
    "structure_adjusted": True,
    "culture_considered": True,
}


def strategy(**facts) -> Ledger:
    return Ledger().put(
        Strategy(
            id="ST-1",
            unit="G",
            level=StrategyLevel.COMPANY,
            drafted_on=day("2026-01-01"),
            **{**SOUND, **facts},
        )
    )


class TestStrategy:
    """C38, C39, C44, H91 to H96, L67."""

    def test_sound(self, decide):
        assert decide("strategy_quality", strategy(), "ST-1").outcome == "NONE"

    @pytest.mark.parametrize(
        ("facts", "fault"),
        [
            ({"environment_analysed": False}, "NOT_ANALYSED"),
            ({"focus": None}, "ELEMENTS_MISSING"),
            ({"chosen_by": None}, "BADLY_CHOSEN"),
            ({"has_figures": False}, "BADLY_CHOSEN"),
            ({"resources_allocated": False}, "NOT_SUPPORTED"),
        ],
    )
    def test_faults(self, decide, facts, fault):
        """H91, H92, H94, H95, H96, G119."""
        answer = decide("strategy_quality", strategy(**facts), "ST-1")
        assert (answer.outcome, answer.actions) == (fault, ["OPEN_TASK"])

    def test_unknown_analysis(self, decide):
        assert decide("strategy_quality", strategy(mission_analysed=None), "ST-1").outcome is None
