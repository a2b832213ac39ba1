"""Promotion (promotion.yaml): D60, F26, H41, B53."""

import pytest

from groupctl.errors import EventForbidden
from groupctl.model import Campaign, Employee, ProcessEvent
from groupctl.testing import Ledger, day, days_ago, trading
from tests.standard.amounts import yuan
from tests.standard.deciding import engine, measured
from tests.standard.walking import person, transition, who, with_people

DATES = {"approved_on", "starts_on", "ends_on", "started_on", "assessed_on", "archived_on"}
MONEY = {"budget", "paid", "expected_sales", "actual_sales"}


def campaign(**more: object) -> Ledger:
    """A promotion of October: planned, budgeted with 1,000, approved, and expected to bring 10,000."""
    row: dict[str, object] = {
        "plan": "Tasting in 20 shops",
        "budget": 1000,
        "approved_on": "2026-09-20",
        "starts_on": "2026-10-01",
        "ends_on": "2026-10-31",
        "expected_sales": 10_000,
    } | more
    made = {name: day(value) if name in DATES else value for name, value in row.items()}
    made |= {name: yuan(value) for name, value in made.items() if name in MONEY}
    ledger = trading().put(Employee(id="E-1", name="Wang", unit="U-1"))
    return ledger.put(
        Campaign(id="CA-1", unit="U-1", customer="C-1", name="Autumn", planned_on=day("2026-09-01"), **made)
    )


def over(**more: object) -> Ledger:
    """The promotion of October, carried out."""
    return campaign(**{"started_on": "2026-10-01", "assessed_on": "2026-11-05", "responsible": "E-1", **more})


class TestStart:
    """D60, H41, A51: plan, budget and approval come first."""

    @pytest.mark.parametrize(
        ("more", "start", "rules"),
        [
            ({}, "GO", []),
            ({"plan": None}, "HOLD", ["promotion-start.no-plan"]),
            ({"budget": None}, "HOLD", ["promotion-start.no-plan"]),
            ({"approved_on": None}, "HOLD", ["promotion-start.not-approved"]),
        ],
    )
    def test_what_it_needs(self, decide, more, start, rules):
        """D60, H41, B53."""
        answer = decide("promotion_start", campaign(**more), "CA-1")
        assert (answer.outcome, answer.rules) == (start, rules)

    def test_what_is_to_be_done(self, decide):
        assert decide("promotion_start", campaign(plan=None), "CA-1").actions == ["OPEN_TASK"]
        assert decide("promotion_start", campaign(approved_on=None), "CA-1").actions == ["REVIEW"]

    def test_once_started_or_filed_the_question_is_over(self, decide):
        for done in ("started_on", "archived_on"):
            answer = decide("promotion_start", campaign(**{done: "2026-10-01"}), "CA-1")
            assert answer.status == "not applicable"


class TestConduct:
    """D60: not before the approval, and within the budget."""

    @pytest.mark.parametrize(
        ("more", "conduct", "actions"),
        [
            ({"paid": 1000}, "IN_ORDER", []),
            ({"paid": "1000.01"}, "OVER_BUDGET", ["STOP_SPENDING"]),
            ({"paid": 1000, "approved_on": "2026-10-01"}, "IN_ORDER", []),
            (
                {"paid": 1000, "approved_on": "2026-10-02"},
                "UNAPPROVED",
                ["HOLD_ACCOUNTABLE", "STOP_SPENDING"],
            ),
            ({"paid": 1000, "approved_on": None}, "UNAPPROVED", ["HOLD_ACCOUNTABLE", "STOP_SPENDING"]),
            ({"paid": None}, None, []),
            ({"paid": 5, "budget": None}, None, []),
        ],
    )
    def test_conduct(self, decide, more, conduct, actions):
        """D60, H41."""
        answer = decide("promotion_conduct", over(**more), "CA-1")
        assert (answer.outcome, answer.actions) == (conduct, actions)

    def test_what_has_not_started_or_is_filed_is_not_looked_at(self, decide):
        for more in ({"started_on": None}, {"archived_on": "2026-11-10"}):
            assert decide("promotion_conduct", over(paid=5000, **more), "CA-1").status == "not applicable"


class TestEffect:
    """F26, D60: a poor result has somebody who answers for it."""

    @pytest.mark.parametrize(("sales", "effect"), [("7999.99", "POOR"), (8000, "GOOD"), (12_000, "GOOD")])
    def test_poor_below_the_share_of_what_was_expected(self, decide, sales, effect):
        """F26: 80% of 10,000."""
        answer = decide("promotion_effect", over(actual_sales=sales), "CA-1")
        assert answer.outcome == effect
        assert answer.actions == (["HOLD_ACCOUNTABLE"] if effect == "POOR" else [])

    def test_the_one_responsible_must_be_named(self, decide):
        """F26, B53."""
        answer = decide("promotion_effect", over(actual_sales=1, responsible=None), "CA-1")
        assert (answer.outcome, answer.rules) == ("POOR", ["promotion-effect.poor-unassigned"])
        assert answer.actions == ["OPEN_TASK"]

    @pytest.mark.parametrize("missing", ["assessed_on", "actual_sales"])
    def test_it_is_assessed_when_it_is_over(self, decide, missing):
        """D60, H41."""
        answer = decide("promotion_effect", over(**{"actual_sales": 9000, missing: None}), "CA-1")
        assert (answer.outcome, answer.actions) == ("NOT_ASSESSED", ["OPEN_TASK"])

    def test_what_was_expected_must_be_known(self, decide):
        answer = decide("promotion_effect", over(actual_sales=1, expected_sales=None), "CA-1")
        assert answer.outcome is None

    @pytest.mark.parametrize(
        ("ends_on", "status"), [(days_ago(0), "not applicable"), (days_ago(1), "decided")]
    )
    def test_the_day_after_its_end(self, decide, ends_on, status):
        ledger = over(ends_on=ends_on, actual_sales=1, started_on="2026-10-01")
        assert decide("promotion_effect", ledger, "CA-1").status == status

    def test_while_no_end_is_stated_it_may_be_over(self, decide):
        """D60, F26."""
        answer = decide("promotion_effect", over(ends_on=None, assessed_on=None, actual_sales=None), "CA-1")
        assert (answer.status, answer.actions) == ("unknown", [])

    def test_the_share_has_no_value_of_its_own(self, decide):
        """F26: the source says poor and gives no number."""
        answer = decide("promotion_effect", over(actual_sales=1), "CA-1", promotion_effect_share=None)
        assert answer.status == "failed"
        assert "promotion_effect_share" in answer.decision.error.render()
        assert "F26" in answer.decision.error.render()

    def test_sales_against_what_was_expected(self):
        """D60, B53."""
        assert measured(over(actual_sales=8000), "effect", "CA-1", "campaign") * 10 == 8
        assert measured(over(actual_sales=8000, expected_sales=0), "effect", "CA-1", "campaign") is None


class TestFiling:
    """H41, B53."""

    @pytest.mark.parametrize(("archived_on", "unfiled"), [(None, True), ("2026-11-10", False)])
    def test_an_assessed_promotion_goes_into_the_dealers_file(self, decide, archived_on, unfiled):
        """H41, B53."""
        answer = decide("promotion_archive", over(archived_on=archived_on), "CA-1")
        assert (answer.outcome, answer.actions) == (unfiled, ["OPEN_TASK"] if unfiled else [])

    def test_one_that_is_not_assessed_does_not(self, decide):
        assert decide("promotion_archive", over(assessed_on=None), "CA-1").status == "not applicable"


class TestProcess:
    """H41: plan and budget, approval, start, payment, assessment, file."""

    STEPS = ("approve", "start", "pay", "assess", "archive")

    def after(self, number: int, **more: object) -> Ledger:
        """The promotion after so many steps."""
        ledger = over(**{"paid": 1000, "actual_sales": 9000, **more})
        for index, step in enumerate(("submit", *self.STEPS[:number])):
            ledger.put(
                ProcessEvent(
                    id=f"PE-{index}",
                    process="promotion",
                    subject="CA-1",
                    event=f"promotion.{step}",
                    on=day(f"2026-10-{index + 10}"),
                    role=who("promotion", f"promotion.{step}"),
                    employee=person("promotion", f"promotion.{step}"),
                )
            )
        return with_people(ledger)

    def transition(self, number: int, *, by: str = "", **more: object) -> str:
        """The state to which the next step leads."""
        return transition("promotion", "CA-1", self.STEPS[number], self.after(number, **more), by).to_state

    @pytest.mark.parametrize(
        ("number", "to"), list(enumerate(["APPROVED", "RUNNING", "PAID", "ASSESSED", "ARCHIVED"]))
    )
    def test_step_by_step(self, number, to):
        """H41, G52."""
        assert self.transition(number, by="sales_director") == to

    @pytest.mark.parametrize(
        ("number", "more"),
        [
            (0, {"plan": None}),
            (0, {"budget": None}),
            (2, {"paid": "1000.01"}),
            (2, {"paid": None}),
            (3, {"actual_sales": None}),
            (4, {"actual_sales": 1, "responsible": None}),
        ],
    )
    def test_what_holds_a_step_back(self, number, more):
        """D60, F26, H41."""
        with pytest.raises(EventForbidden):
            self.transition(number, by="sales_director", **more)

    def test_the_company_approves_and_nobody_else(self):
        """D60."""
        with pytest.raises(EventForbidden):
            self.transition(0, by="sales_manager")

    def test_it_starts_only_once_approved(self):
        """D60, H41."""
        with pytest.raises(EventForbidden):
            engine("reference").transition("promotion", "CA-1", "promotion.start", self.after(0).portfolio())

    def test_what_is_refused_is_over(self):
        """D60."""
        step = engine("reference").transition(
            "promotion", "CA-1", "promotion.refuse", self.after(0).portfolio(), by="sales_director"
        )
        assert engine("reference").policy.processes["promotion"].states[step.to_state].final
