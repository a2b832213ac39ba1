"""How processes are governed (process-governance.yaml): G36 to G38, G41, G42, H100."""

from typing import ClassVar

import pytest

from groupctl.model import Kpi, KpiKind, KpiTheme, Opportunity, Regulation, Resource, Unit, UnitKind
from groupctl.model.people import Employee
from groupctl.model.pipeline import PipelineStatus, ResourcePool
from groupctl.model.planning import WorkGroup, WorkGroupPurpose
from groupctl.model.process import ProcessLevel
from groupctl.testing import Ledger, day, days_ago


def figure(**known):
    usual = {"starts_on": day("2026-01-01"), "ends_on": day("2026-12-31"), "theme": KpiTheme.EFFICIENT_GROWTH}
    return Kpi(**{"id": "K-1", "unit": "U-1", "kind": KpiKind.GROWTH, "objective": "growth"} | usual | known)


def quality(**known):
    usual = {"purpose": WorkGroupPurpose.QUALITY, "formed_on": day("2024-01-01")}
    return WorkGroup(id="WG-1", unit="U-1", **usual | known)


class TestGovernance:
    """G36, G37, G38, G41, H100: owner, targets, quality, controls, review."""

    PROCESS: ClassVar = {
        "level": ProcessLevel.PROCESS,
        "owner": "E-1",
        "controls": "four eyes above 1,000",
        "issued_on": day("2026-01-05"),
    }

    def gaps(
        self, decide, *, group=None, kpi=None, works=True, supports=False, left_on=None, months=12, **known
    ):
        unit = Unit(
            id="U-9", name="U-9", kind=UnitKind.BRANCH, parent="U-1",
            works_in_main_flow=works, supports_main_flow=supports,
        )  # fmt: skip
        owner = Employee(id="E-1", name="E-1", unit="U-9", left_on=left_on)
        row = Regulation(id="RG-1", unit="U-1", title="Orders", version="1", **self.PROCESS | known)
        ledger = Ledger().put(unit, owner, group or quality(), kpi or figure(), row)
        return decide("process_governance", ledger, "RG-1", process_review_months=months)

    def test_nothing_lacks(self, decide):
        """G36, G37, G38, G41, H100."""
        assert self.gaps(decide).outcome == ("NOTHING",)

    @pytest.mark.parametrize("owner", [{"owner": None}, {"left_on": day(days_ago(1))}])
    def test_somebody_owns_it(self, decide, owner):
        """G36."""
        answer = self.gaps(decide, **owner)
        assert (answer.outcome, answer.actions) == (("OWNER",), ["OPEN_TASK"])

    @pytest.mark.parametrize(
        ("works", "supports", "gap"),
        [
            (False, True, ("OUTSIDE_OWNER",)),
            (True, True, ("NOTHING",)),
            (False, False, ("NOTHING",)),
            (False, None, None),
        ],
    )
    def test_the_owner_does_the_business_and_does_not_only_serve_it(self, decide, works, supports, gap):
        """G36: consultants and system people serve."""
        assert self.gaps(decide, works=works, supports=supports).outcome == gap

    @pytest.mark.parametrize(
        "kpi",
        [
            {"theme": None},
            {"theme": KpiTheme.MARKET_SHARE},
            {"ends_on": day(days_ago(1))},
            {"unit": "U-2"},
        ],
        ids=["without theme", "another's", "over", "of another unit"],
    )
    def test_its_owner_has_targets(self, decide, kpi):
        """G38."""
        assert self.gaps(decide, kpi=figure(**kpi)).outcome == ("TARGETS",)

    @pytest.mark.parametrize(
        "group", [{"purpose": WorkGroupPurpose.PROJECT}, {"dissolved_on": day(days_ago(1))}]
    )
    def test_an_organisation_for_quality_and_operation(self, decide, group):
        """G37."""
        assert self.gaps(decide, group=quality(**group)).outcome == ("QUALITY_ORGANISATION",)

    def test_known_risks_are_met_inside_the_process(self, decide):
        """G41."""
        assert self.gaps(decide, controls=None).outcome == ("RISK_CONTROLS",)

    @pytest.mark.parametrize(
        ("dates", "gap"),
        [
            ({"issued_on": day("2025-11-22")}, "NOTHING"),
            ({"issued_on": day("2025-11-21")}, "PROCESS_REVIEW"),
            ({"issued_on": day("2024-01-01"), "reviewed_on": day("2025-11-22")}, "NOTHING"),
            ({"issued_on": day("2024-01-01"), "reviewed_on": day("2025-11-21")}, "PROCESS_REVIEW"),
        ],
    )
    def test_it_is_looked_at_once_a_year(self, decide, dates, gap):
        """H100: the twelve months are a parameter."""
        assert self.gaps(decide, **dates).outcome == (gap,)

    def test_the_months_must_be_set(self, decide):
        """H100: the source says at intervals and gives none."""
        answer = self.gaps(decide, months=None)
        assert answer.status == "failed"
        assert "H100" in answer.decision.error.render()

    def test_other_regulations_are_not_meant(self, decide):
        """G36."""
        assert self.gaps(decide, level=None).status == "not applicable"


class TestTriangle:
    """G42: shared figures, skills, a way to decide on people, an architecture."""

    def needs(
        self, decide, *, kpi=None, skills=("solution", "fulfilment"), ati=True, approved_on=None, **row
    ):
        opportunity = Opportunity(
            id="O-1",
            customer="C-1",
            unit="U-1",
            created_on=day("2026-05-01"),
            status=PipelineStatus.OPEN,
            ati=ati,
        )
        process = Regulation(
            id="RG-1",
            unit="G",
            title="Sale",
            version="1",
            issued_on=day("2026-01-05"),
            level=ProcessLevel.PROCESS_CLASS,
            approved_on=approved_on or day("2026-01-04"),
        )
        people = [
            Resource(id=f"R-{skill}", unit="U-1", pool=ResourcePool.OWN, skill=skill, opportunity="O-1")
            for skill in skills
        ]
        ledger = Ledger().customer().put(opportunity, kpi or figure(), *people)
        return decide("triangle_needs", ledger.put(process) if not row else ledger, "U-1").outcome

    def test_nothing_lacks(self, decide):
        """G42."""
        assert self.needs(decide) == ("NOTHING",)

    def test_shared_indicators(self, decide):
        """G42."""
        assert self.needs(decide, kpi=figure(theme=None)) == ("SHARED_INDICATORS",)

    @pytest.mark.parametrize("skills", [("solution",), ("fulfilment",)])
    def test_skills(self, decide, skills):
        """G42."""
        assert self.needs(decide, skills=skills) == ("SKILLS",)

    @pytest.mark.parametrize("ati", [False, None])
    def test_people_come_after_the_decision(self, decide, ati):
        """G42."""
        assert self.needs(decide, ati=ati) == ("RESOURCE_DECISIONS",)

    def test_an_architecture(self, decide):
        """G42."""
        assert self.needs(decide, without_process=True) == ("ARCHITECTURE",)

    def test_a_unit_without_opportunities_needs_none(self, decide):
        """G42."""
        assert decide("triangle_needs", Ledger(), "U-1").status == "not applicable"
