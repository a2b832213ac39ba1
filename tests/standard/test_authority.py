"""Control authority as rules (authority.yaml): G1 to G31, G48, G59 to G61, C21, C23, C24, C29."""

import attrs
import pytest

from groupctl.model import (
    ControlDemand,
    ControlMode,
    DevelopmentStage,
    DutyReport,
    DutyReportKind,
    GrowthConstraint,
    Kpi,
    KpiKind,
    Reach,
    Regulation,
    UnitKind,
    WorkGroup,
    WorkGroupPurpose,
)
from groupctl.testing import Ledger, day


def being(**facts) -> Ledger:
    """U-1 with these facts."""
    ledger = Ledger()
    ledger.tables["units"] = [
        attrs.evolve(unit, **facts) if unit.id == "U-1" else unit for unit in ledger.tables["units"]
    ]
    return ledger


class TestControlMode:
    """C29, G7, H99, L46 to L48: advice, never a decision."""

    @pytest.mark.parametrize(
        ("stage", "diversified", "mode", "advice"),
        [
            ("EARLY", False, "STRATEGIC", "OPERATIONAL"),
            ("EARLY", False, "OPERATIONAL", "KEEP"),
            ("GROWING", True, "OPERATIONAL", "STRATEGIC_OR_FINANCIAL"),
            ("MATURE", True, "FINANCIAL", "KEEP"),
            ("GROWING", False, "OPERATIONAL", "KEEP"),
        ],
    )
    def test_by_stage_and_diversity(self, decide, stage, diversified, mode, advice):
        ledger = being(stage=DevelopmentStage[stage], diversified=diversified, control_mode=ControlMode[mode])
        answer = decide("control_mode", ledger)
        assert answer.outcome == advice
        assert answer.actions == ([] if advice == "KEEP" else ["OPEN_TASK"])

    def test_the_mode_is_inherited(self, decide):
        """L48."""
        ledger = being(stage=DevelopmentStage.EARLY)
        ledger.tables["units"] = [
            attrs.evolve(unit, control_mode=ControlMode.FINANCIAL) if unit.id == "G" else unit
            for unit in ledger.tables["units"]
        ]
        assert decide("control_mode", ledger).outcome == "OPERATIONAL"

    def test_unknown_diversity(self, decide):
        ledger = being(stage=DevelopmentStage.GROWING, control_mode=ControlMode.OPERATIONAL)
        assert decide("control_mode", ledger).outcome is None

    def test_both_wordings_name_one_mode(self):
        """G2, G4, G6, L46."""
        assert ControlMode.parse("战略控制型") is ControlMode.parse("战略管控型") is ControlMode.STRATEGIC


@pytest.mark.parametrize(
    ("reach", "need"),
    [
        ("REGIONAL", "REGIONAL"),
        ("CROSS_REGIONAL", "COORDINATION"),
        ("CROSS_BORDER", "COMPLIANCE"),
        ("GLOBAL", "COMPLIANCE"),
    ],
)
def test_control_grows_with_reach(decide, reach, need):
    """C23, G10, G11, G12."""
    assert decide("control_need", being(reach=Reach[reach])).outcome == need


@pytest.mark.parametrize(("demand", "gap"), [("CLEAR", False), ("FUZZY", True), ("MISPLACED", True)])
def test_control_demand(decide, demand, gap):
    """C21, G8, K40."""
    assert decide("control_demand", being(control_demand=ControlDemand[demand])).outcome is gap


@pytest.mark.parametrize(
    ("constraint", "advice"),
    [("RISK", "LIMIT_RISK"), ("PROFIT", "RAISE_PROFIT"), ("SCALE", "RAISE_SCALE")],
)
def test_growth_constraints(decide, constraint, advice):
    """C24."""
    answer = decide("growth_constraint_advice", being(growth_constraint=GrowthConstraint[constraint]))
    assert answer.outcome == advice


@pytest.mark.parametrize(("levels", "deep"), [(4, False), (5, True)])
def test_four_levels_are_enough(decide, levels, deep):
    """G18: G, S, U-1 and what lies below."""
    ledger, above = Ledger(), "U-1"
    for level in range(4, levels + 1):
        ledger.unit(f"L-{level}", above, UnitKind.BRANCH, "Co-1")
        above = f"L-{level}"
    assert decide("management_levels", ledger, above).outcome is deep


class TestBranchStandards:
    """G16, G17, H101, A40."""

    def test_a_branch_works_by_the_standards_above_it(self, decide):
        ledger = Ledger().unit("B-1", "U-1", UnitKind.BRANCH, "Co-1")
        assert decide("branch_standards", ledger, "B-1").outcome is True
        ledger.put(
            Regulation(
                id="R-1",
                unit="U-1",
                title="Branches",
                version="1",
                issued_on=day("2026-01-01"),
                approved_by="headquarters",
            )
        )
        assert decide("branch_standards", ledger, "B-1").outcome is False


class TestRegulations:
    """G48, B42."""

    def published(self, **facts) -> Ledger:
        return Ledger().put(
            Regulation(id="R-1", unit="G", title="CRM", version="2", issued_on=day("2026-06-01"), **facts)
        )

    def test_signed_before_publication(self, decide):
        """K39."""
        ledger = self.published(approved_by="vice_president", approved_on=day("2026-06-01"))
        assert decide("regulation_published", ledger, "R-1").outcome is False

    @pytest.mark.parametrize(
        "facts", [{}, {"approved_by": "vice_president", "approved_on": day("2026-06-02")}]
    )
    def test_unsigned_or_signed_later(self, decide, facts):
        answer = decide("regulation_published", self.published(**facts), "R-1")
        assert (answer.outcome, answer.actions) == (True, ["RESOLVE"])


class TestReports:
    """G28, G31, G56, G57, G61."""

    def owed(self, ends_on: str, submitted_on: str | None = None) -> Ledger:
        return Ledger().put(
            DutyReport(
                id="DR-1",
                unit="U-1",
                kind=DutyReportKind.SERVICE_SUPERVISION,
                starts_on=day("2026-10-01"),
                ends_on=day(ends_on),
                submitted_on=day(submitted_on),
            )
        )

    def test_late_from_the_day_after_its_period(self, decide):
        assert decide("report_owed", self.owed("2026-11-20"), "DR-1").outcome is True
        assert decide("report_owed", self.owed("2026-11-21"), "DR-1").outcome is False

    def test_submitted(self, decide):
        assert decide("report_owed", self.owed("2026-10-31", "2026-11-02"), "DR-1").outcome is False


def test_a_work_group_has_a_leader(decide):
    """G19, G116, I23, I34."""
    group = WorkGroup(id="W-1", unit="G", purpose=WorkGroupPurpose.INFORMATION, formed_on=day("2026-01-01"))
    answer = decide("work_groups", Ledger().put(group), "W-1")
    assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])


def test_a_segment_has_figures_of_the_running_period(decide):
    """G10, G59, G61."""
    assert decide("segment_performance", Ledger(), "S").outcome is True
    figure = Kpi(
        id="K-1",
        unit="S",
        kind=KpiKind.LEVEL,
        objective="Sales",
        starts_on=day("2026-01-01"),
        ends_on=day("2026-12-31"),
    )
    assert decide("segment_performance", Ledger().put(figure), "S").outcome is False
