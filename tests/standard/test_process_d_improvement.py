"""D-class customers through the year and the years (process-d-improvement.yaml): H55, H56, D25 to D27, D29, D30, D33, D35, D37, L21, L23.

On 2026-11-21 a plan for 2026 is being carried out, and a plan for 2025 is reviewed: 2025 is the last closed year.
"""

from collections.abc import Sequence
from datetime import date

import pytest

from groupctl.decisions.processes.status import Status
from groupctl.decisions.processes.transitions import Transition
from groupctl.errors import EventForbidden
from groupctl.model import ImprovementPlan, PaymentTerm, PlanDecision
from groupctl.testing import AS_OF, Ledger, day, days_ago
from tests.standard import walking
from tests.standard.amounts import yuan

CASH = PaymentTerm.CASH_ON_DELIVERY
QUARTERS = ("deliberate", "execute", "first-quarter", "half-year", "third-quarter")
REVIEWED = (*QUARTERS, "review")


def customer(
    profit: int = 15_000, *, since: str = "2024-01-01", term: PaymentTerm = CASH, lost: int = 0
) -> Ledger:
    """C-1, which pays cash: a good 2024, this profit in 2025, and busy since."""
    ledger = Ledger().customer().account(since=since, term=term).invoice("2024-06-30", 200_000)
    return ledger.invoice("2025-06-30", profit + 10**6, cost=10**6 + lost).invoice(days_ago(5), 100)


def plan(id_: str = "IP-1", **more: object) -> ImprovementPlan:
    row: dict[str, object] = {
        "id": id_,
        "customer": "C-1",
        "unit": "U-1",
        "made_on": day("2026-01-10"),
        "year": 2026,
        "decision": PlanDecision.CONTINUE,
        "target": yuan(80_000),
        "measures": "Other products",
        "root_cause": "Small orders",
        "benchmarked_on": day("2026-03-01"),
    }
    return ImprovementPlan(**(row | more))


def happened(
    ledger: Ledger, *steps: str, process: str = "d_improvement", subject: str = "IP-1", on: str = "2026-02-10"
) -> Ledger:
    """These events, all on one day."""
    return ledger.put(*walking.happened(process, subject, steps, day(on)))


def status(ledger: Ledger, subject: str = "IP-1", process: str = "d_improvement") -> Status:
    return walking.status(process, subject, ledger)


def transition(
    ledger: Ledger,
    step: str,
    by: str,
    *,
    process: str = "d_improvement",
    subject: str = "IP-1",
    as_of: date = AS_OF,
) -> Transition:
    return walking.transition(process, subject, step, ledger, by, as_of=as_of)


def refused(ledger: Ledger, step: str, by: str, **more: object) -> int:
    """How many things are missing for the step."""
    with pytest.raises(EventForbidden) as raised:
        transition(ledger, step, by, **more)
    return len(raised.value.faults)


def owed(ledger: Ledger) -> list[tuple[str, str, bool]]:
    return [
        (task.task.removeprefix("d-improvement."), task.due_on.isoformat(), task.overdue)
        for task in status(ledger).tasks
    ]


class TestBeginningOfTheYear:
    """H55, D29, A106: the plan of last year's D-class customers is deliberated and carried out."""

    def test_it_starts_planned(self):
        """H55, D29."""
        assert status(customer().put(plan())).state == "PLANNED"

    def test_the_committee_deliberates(self):
        """D29, I1."""
        assert transition(customer().put(plan()), "deliberate", "committee").to_state == "DELIBERATED"
        assert refused(customer().put(plan()), "deliberate", "division") == 1

    @pytest.mark.parametrize("lacking", ["decision", "root_cause", "measures", "target"])
    def test_on_a_plan_that_says_what_it_must(self, lacking):
        """D29, D39, D26, B96."""
        assert refused(customer().put(plan(**{lacking: None})), "deliberate", "committee") >= 1

    def test_who_is_eliminated_needs_no_target(self):
        """D29."""
        row = plan(decision=PlanDecision.ELIMINATE, target=None, measures=None)
        assert transition(customer().put(row), "deliberate", "committee").to_state == "DELIBERATED"

    def test_a_plan_to_eliminate_is_carried_out_by_eliminating(self):
        """D29, D32."""
        ledger = happened(customer().put(plan(decision=PlanDecision.ELIMINATE)), "deliberate")
        step = transition(ledger, "eliminate", "division")
        assert (step.to_state, [action.kind.name for action in step.actions]) == ("ELIMINATED", ["ELIMINATE"])
        assert refused(ledger, "execute", "division") == 1

    def test_a_plan_to_continue_is_not(self):
        """D29."""
        ledger = happened(customer().put(plan()), "deliberate")
        assert refused(ledger, "eliminate", "division") == 1
        assert transition(ledger, "execute", "division").to_state == "FIRST_QUARTER"

    def test_after_a_loss_the_continuation_must_be_approved(self):
        """D25, L23: the unit's general manager reviews, then the committee's director approves."""
        ledger = happened(customer(0, lost=5).put(plan()), "deliberate")
        assert refused(ledger, "execute", "division") == 1
        assert refused(reviewed_loss(ledger), "execute", "division") == 1
        ledger.granted("CONTINUE_LOSS")
        assert transition(ledger, "execute", "division").to_state == "FIRST_QUARTER"

    def test_no_profit_is_no_loss(self):
        """D25."""
        ledger = happened(customer(0).put(plan()), "deliberate")
        assert transition(ledger, "execute", "division").to_state == "FIRST_QUARTER"

    def test_on_credit_only_if_granted_and_filed(self):
        """D27."""
        ledger = happened(customer(term=PaymentTerm.CREDIT).put(plan()), "deliberate")
        assert refused(ledger, "execute", "division") == 1
        ledger.granted("D_CREDIT", without=["FILE"])
        assert refused(ledger, "execute", "division") == 1
        ledger.granted("D_CREDIT")
        assert transition(ledger, "execute", "division").to_state == "FIRST_QUARTER"


class TestQuarters:
    """H55, D35, D33: each quarter's meeting looks at the plan, the second one at a freeze as well."""

    @pytest.mark.parametrize(
        ("before", "step", "first_day"),
        [
            (2, "first-quarter", "2026-04-01"),
            (3, "half-year", "2026-07-01"),
            (4, "third-quarter", "2026-10-01"),
            (5, "review", "2027-01-01"),
        ],
    )
    def test_not_before_the_quarter_is_over(self, before, step, first_day):
        """D35, D26, H55, I3, I4."""
        ledger = happened(customer().put(plan()), *QUARTERS[:before])
        ledger.invoice("2026-03-30", 5).invoice("2026-06-29", 5)
        by = "finance" if step == "review" else "operations_management"
        ends = day(first_day)
        assert transition(ledger, step, by, as_of=ends).event == f"d-improvement.{step}"
        assert refused(ledger, step, by, as_of=date.fromordinal(ends.toordinal() - 1)) == 1
        assert refused(ledger, step, "sales_manager", as_of=ends) == 1

    def idle(self) -> Ledger:
        """C-1 with nothing but an old sale on credit, and no stock of ours: D-class, cash or not."""
        ledger = Ledger().customer().account(since="2024-01-01", term=PaymentTerm.CREDIT)
        return ledger.invoice("2025-06-30", 5).stock(0, "2025-06-30")

    def test_an_idle_customer_is_frozen_at_half_year(self):
        """D33, F17, H55."""
        ledger = happened(self.idle().put(plan()), *QUARTERS[:3])
        assert refused(ledger, "half-year", "operations_management") == 1
        step = transition(ledger, "freeze", "division")
        assert (step.to_state, [action.kind.name for action in step.actions]) == ("FROZEN", ["FREEZE"])

    def test_a_busy_customer_is_not(self):
        """D33."""
        ledger = happened(customer().put(plan()), *QUARTERS[:3])
        assert refused(ledger, "freeze", "division") == 1

    def test_what_is_open_needs_the_meetings_resolution(self):
        """D32, B97."""
        ledger = happened(self.idle().put(plan()), *QUARTERS[:3]).order(ordered_on="2026-01-05")
        assert refused(ledger, "freeze", "division") == 1
        ledger.granted("FREEZE_OPEN")
        assert transition(ledger, "freeze", "division").to_state == "FROZEN"


def reviewed_loss(ledger: Ledger) -> Ledger:
    """The unit's general manager reviewed that a loss customer goes on, and nobody approved it yet."""
    return ledger.granted("CONTINUE_LOSS", without=["APPROVE"])


def reviewed(ledger: Ledger, **more: object) -> Ledger:
    """The plan for 2025, reviewed."""
    return happened(ledger.put(plan(**({"year": 2025, "made_on": day("2025-01-10")} | more))), *REVIEWED)


def third_year() -> Ledger:
    """C-1 since 2022, never above the line."""
    ledger = Ledger().customer().account(since="2022-01-01", term=CASH)
    return ledger.invoice("2025-06-30", 5 + 10**6, cost=10**6)


class TestEndOfTheYear:
    """D26, L21, D37: met, on with the next plan, or before the committee after the third year."""

    @pytest.mark.parametrize(("profit", "met"), [("100000.01", True), (100_000, False)])
    def test_the_target_is_met_above_the_line(self, profit, met):
        """D26, L19."""
        ledger = Ledger().customer().account(since="2024-01-01", term=PaymentTerm.CREDIT)
        ledger = reviewed(ledger.invoice("2024-06-30", 50_000).invoice("2025-06-30", profit))
        if met:
            assert transition(ledger, "met", "division").to_state == "MET"
        else:
            assert refused(ledger, "met", "division") == 1

    def test_a_plan_is_judged_by_its_own_year_however_late_it_is_closed(self):
        """D26: the 15,000 of 2025 missed the target; the 200,000 of 2026 close the plan of 2026 alone."""
        ledger = self.missed().put(plan("IP-2")).invoice("2026-06-30", 200_000)
        last, late = day("2026-12-31"), day("2027-01-01")
        assert refused(ledger, "met", "division", as_of=last) == 1
        assert transition(ledger, "go-on", "division", as_of=last).to_state == "NEXT_YEAR"
        assert refused(ledger, "met", "division", as_of=late) == 1
        with pytest.raises(EventForbidden, match="on a snapshot of the year after it"):
            transition(ledger, "met", "division", as_of=late)

    @pytest.mark.parametrize(("as_of", "missing"), [("2026-12-31", 0), ("2027-01-01", 1)])
    def test_a_review_is_of_the_last_closed_year(self, as_of, missing):
        """D26, I4."""
        ledger = Ledger().customer().account(since="2024-01-01", term=CASH).invoice("2025-06-30", 5)
        ledger = happened(ledger.put(plan(year=2025, made_on=day("2025-01-10"))), *QUARTERS)
        if missing:
            assert refused(ledger, "review", "finance", as_of=day(as_of)) == missing
        else:
            assert transition(ledger, "review", "finance", as_of=day(as_of)).to_state == "REVIEWED"

    @pytest.mark.parametrize("step", ["met", "go-on", "overrun"])
    def test_nothing_without_the_benchmark(self, step):
        """D37: all that is missing besides is what the step is for."""
        whole = status(reviewed(customer()))
        bare = status(reviewed(customer(), benchmarked_on=None))
        missing = [
            {offer.event: len(offer.missing) for offer in (*found.possible, *found.forbidden)}
            for found in (whole, bare)
        ]
        assert missing[1][f"d-improvement.{step}"] == missing[0][f"d-improvement.{step}"] + 1

    def missed(self) -> Ledger:
        """15,000 in 2025 on credit, first year of D-class."""
        ledger = Ledger().customer().account(since="2024-01-01", term=PaymentTerm.CREDIT)
        return reviewed(ledger.invoice("2024-06-30", 200_000).invoice("2025-06-30", 15_000))

    def test_within_the_three_years_it_goes_on_with_the_next_plan(self):
        """D26, D29."""
        ledger = self.missed()
        assert refused(ledger, "go-on", "division") == 1
        ledger.put(plan("IP-2"))
        assert transition(ledger, "go-on", "division").to_state == "NEXT_YEAR"
        assert refused(ledger, "overrun", "division") == 1
        assert refused(ledger, "met", "division") == 1

    def test_after_the_third_year_the_committee_decides(self):
        """D26, L21: nothing is eliminated by itself."""
        ledger = reviewed(third_year()).put(plan("IP-2"))
        assert refused(ledger, "go-on", "division") == 1
        step = transition(ledger, "overrun", "division")
        assert step.to_state == "OVERRUN"
        assert [(action.kind.name, action.role) for action in step.actions] == [("RESOLVE", "committee")]

    def overrun(self) -> Ledger:
        return happened(third_year().put(plan(year=2025, made_on=day("2025-01-10"))), *REVIEWED, "overrun")

    def test_the_committee_continues_after_an_application_and_its_deliberation(self):
        """D30, L23, I1."""
        ledger = self.overrun().granted("CONTINUE_STRATEGIC", without=["DELIBERATE"])
        assert refused(ledger, "continue", "committee") == 1
        ledger.granted("CONTINUE_STRATEGIC")
        assert transition(ledger, "continue", "committee").to_state == "CONTINUED"

    def test_or_gives_the_customer_up(self):
        """D26, L21."""
        assert transition(self.overrun(), "give-up", "committee").to_state == "ELIMINATED"
        assert refused(self.overrun(), "give-up", "division") == 1

    def test_the_review_needs_the_years_figures(self):
        """D26, I4."""
        ledger = (
            Ledger().customer().account(since="2024-01-01", term=CASH).invoice("2025-06-30", 5, cost=None)
        )
        ledger = happened(ledger.put(plan(year=2025, made_on=day("2025-01-10"))), *QUARTERS)
        assert refused(ledger, "review", "finance") == 1


class TestTasks:
    """H55: what is owed, and by when."""

    @pytest.mark.parametrize(
        ("steps", "task"),
        [
            ((), ("deliberation-due", "2026-03-02", True)),
            (QUARTERS[:2], ("first-notice-due", "2026-04-21", True)),
            (QUARTERS[:3], ("half-year-due", "2026-07-21", True)),
            (QUARTERS[:4], ("third-notice-due", "2026-10-21", True)),
            (QUARTERS, ("review-due", "2027-01-21", False)),
        ],
    )
    def test_of_the_year(self, steps: Sequence[str], task):
        """D29, D33, D35, H55: 60 days from the year's first day, 20 from the end of a quarter."""
        assert owed(happened(customer().put(plan()), *steps)) == [task]

    @pytest.mark.parametrize(
        ("on", "task"),
        [
            ("2026-10-22", ("benchmark-due", "2026-11-21", False)),
            ("2026-10-21", ("benchmark-due", "2026-11-20", True)),
        ],
    )
    def test_of_the_benchmark(self, on, task):
        """D37, H55: 30 days after the review."""
        row = plan(year=2025, made_on=day("2025-01-10"))
        assert owed(happened(customer().put(row), *REVIEWED, on=on)) == [task]

    def test_of_the_committee(self):
        """L21, H55: 45 days after the third year was found missed."""
        row = plan(year=2025, made_on=day("2025-01-10"))
        ledger = happened(third_year().put(row), *REVIEWED, "overrun", on="2026-11-01")
        assert owed(ledger) == [("decision-due", "2026-12-16", False)]

    def test_nothing_after_the_end(self):
        found = status(happened(customer().put(plan(year=2025)), *REVIEWED, "met"))
        assert (found.state, found.final, found.tasks) == ("MET", True, ())


class TestApplication:
    """H56, L23: two routes by which a D-class customer may go on."""

    def at(self, ledger: Ledger, *steps: str) -> Ledger:
        return happened(ledger, *steps, process="d_application", subject="C-1@U-1")

    def transition(self, ledger: Ledger, step: str, by: str) -> str:
        return transition(ledger, step, by, process="d_application", subject="C-1@U-1").to_state

    def refused(self, ledger: Ledger, step: str, by: str) -> int:
        return refused(ledger, step, by, process="d_application", subject="C-1@U-1")

    def loss(self) -> Ledger:
        return customer(0, lost=5)

    def test_a_loss_is_applied_for_by_the_division(self):
        """H56, D25."""
        assert self.transition(self.loss(), "apply-loss", "division") == "LOSS_APPLIED"
        assert self.refused(self.loss(), "apply-loss", "sales_manager") == 1
        assert self.refused(customer(0), "apply-loss", "division") == 1

    def test_then_reviewed_approved_and_resumed(self):
        """H56, I6, I2, L23."""
        ledger = self.at(self.loss(), "apply-loss")
        assert self.refused(ledger, "review", "unit_general_manager") == 1
        reviewed_loss(ledger)
        assert self.transition(ledger, "review", "unit_general_manager") == "LOSS_REVIEWED"
        ledger = self.at(self.loss(), "apply-loss", "review")
        reviewed_loss(ledger)
        assert self.refused(ledger, "approve", "committee_director") == 1
        ledger.granted("CONTINUE_LOSS")
        assert self.refused(ledger, "approve", "unit_general_manager") > 1
        assert self.transition(ledger, "approve", "committee_director") == "APPROVED"

    def approved(self) -> Ledger:
        ledger = self.at(self.loss(), "apply-loss", "review", "approve")
        return ledger.granted("CONTINUE_LOSS")

    def test_business_resumes_when_all_that_was_applied_for_is_passed(self):
        """H56, L23: a loss customer with a strategic application needs both."""
        assert self.transition(self.approved(), "resume", "division") == "RESUMED"
        both = self.approved().granted("CONTINUE_STRATEGIC", without=["DELIBERATE"])
        assert self.refused(both, "resume", "division") == 1

    def test_strategic_help_is_applied_for_and_deliberated(self):
        """D30, L23, I1."""
        ledger = Ledger().customer().account(since="2024-01-01").invoice("2025-06-30", 5)
        assert self.refused(ledger, "apply-strategic", "division") == 1
        ledger.granted("CONTINUE_STRATEGIC", without=["DELIBERATE"])
        assert self.transition(ledger, "apply-strategic", "division") == "STRATEGIC_APPLIED"
        applied = self.at(ledger, "apply-strategic")
        assert self.refused(applied, "deliberate", "committee") == 1
        applied.granted("CONTINUE_STRATEGIC")
        assert self.transition(applied, "deliberate", "committee") == "APPROVED"

    def test_who_is_not_d_class_has_nothing_to_apply_for(self):
        """D30."""
        ledger = Ledger().customer().account().invoice("2025-06-30", 100_000)
        ledger.granted("CONTINUE_STRATEGIC", without=["DELIBERATE"])
        assert self.refused(ledger, "apply-strategic", "division") == 1

    def test_refused_means_not_applied(self):
        """H56."""
        assert self.transition(self.at(self.loss(), "apply-loss"), "refuse", "") == "NONE"

    def test_it_lapses_with_its_year(self):
        """H56, M26."""
        assert self.refused(self.approved(), "lapse", "") == 1
        assert self.transition(self.at(self.loss(), "apply-loss", "review", "approve"), "lapse", "") == "NONE"
