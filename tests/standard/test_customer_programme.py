"""Introducing a CRM, and the phases of a relationship (customer-programme.yaml): H32 to H35, C18, C42."""

from fractions import Fraction

import pytest

from groupctl.model import BscDimension, Kpi, KpiKind, Strategy, StrategyLevel
from groupctl.model.appraisal import Appraisal
from groupctl.model.planning import CustomerStrategy, WorkGroup, WorkGroupPurpose
from groupctl.model.service import DutyReport, DutyReportKind
from groupctl.testing import Ledger, day
from tests.standard.customers import LONG_AGO, YESTERDAY, customer, plan, review, staff
from tests.standard.walking import happened, refused, status, transition

STEPS = [
    ("plan", "", "PLANNED"),
    ("make-known", "group_management", "MADE_KNOWN"),
    ("set-goals", "", "GOALS_SET"),
    ("gather-requirements", "", "REQUIREMENTS_KNOWN"),
    ("confirm-customers", "", "CUSTOMERS_CONFIRMED"),
    ("introduce", "", "INTRODUCED"),
]
EVENTS = [event for event, *_ in STEPS]
ROWS = {
    "group": WorkGroup(
        id="WG-1", unit="U-1", purpose=WorkGroupPurpose.added("CRM"), leader="E-1", formed_on=LONG_AGO
    ),
    "strategy": Strategy(
        id="S-1", unit="U-1", level=StrategyLevel.FUNCTIONAL, drafted_on=LONG_AGO, phases="a year each"
    ),
    "figure": Kpi(
        id="K-1",
        unit="U-1",
        kind=KpiKind.LEVEL,
        objective="satisfaction",
        dimension=BscDimension.CUSTOMER,
        starts_on=day("2026-01-01"),
        ends_on=day("2026-12-31"),
        target=Fraction(1),
    ),
    "walk": DutyReport(
        id="DR-1",
        unit="U-1",
        kind=DutyReportKind.PROCESS_WALK_THROUGH,
        starts_on=LONG_AGO,
        ends_on=LONG_AGO,
        submitted_on=LONG_AGO,
    ),
    "customer": customer(verified_on=YESTERDAY, segment="exhibitor of sauce-aroma liquor"),
    "plan": plan(strategy=CustomerStrategy.RETENTION),
}


def introducing(event, *, since="2024-01-01", **other):
    """Everything done before ``event``, with other rows where named; None leaves one out. C-1 buys ``since``."""
    rows = [row for row in (ROWS | other).values() if row is not None]
    ledger = Ledger().put(staff(), *rows).account(since=since)
    return ledger.put(*happened("crm_introduction", "WG-1", EVENTS[: EVENTS.index(event)]))


class TestIntroduction:
    """H32, H33, H34, H35: plan and group, the idea, goals, requirements, old customers, then the accounts."""

    @pytest.mark.parametrize(("event", "by", "state"), STEPS)
    def test_step_by_step(self, event, by, state):
        """H32, H33, H34, H35."""
        assert transition("crm_introduction", "WG-1", event, introducing(event), by).to_state == state

    @pytest.mark.parametrize("index", range(5))
    def test_no_step_is_left_out(self, index):
        """H32, H35: not even making the idea known."""
        later, by, _ = STEPS[index + 1]
        assert STEPS[index][2] in refused("crm_introduction", "WG-1", later, introducing(EVENTS[index]), by)

    def test_the_idea_is_told_from_the_top(self):
        """H35."""
        ledger = introducing("make-known")
        assert "group_management" in refused("crm_introduction", "WG-1", "make-known", ledger, "finance")

    @pytest.mark.parametrize(
        ("event", "other", "said"),
        [
            ("plan", {"group": WorkGroup(id="WG-1", unit="U-1", purpose=WorkGroupPurpose.PROJECT, leader="E-1", formed_on=LONG_AGO)}, "A group for the CRM"),
            ("plan", {"group": WorkGroup(id="WG-1", unit="U-1", purpose=WorkGroupPurpose.added("CRM"), formed_on=LONG_AGO)}, "with a leader"),
            ("plan", {"strategy": None}, "overall plan in phases"),
            ("set-goals", {"figure": None}, "key figure about customers"),
            ("gather-requirements", {"walk": None}, "walked through"),
        ],
    )  # fmt: skip
    def test_what_a_step_needs(self, event, other, said):
        """H32."""
        assert said in refused("crm_introduction", "WG-1", event, introducing(event, **other))

    def test_customers_of_earlier_years_are_confirmed(self):
        """H33: by telephone or visit; who came this year need not be."""
        unconfirmed = customer(segment="visitor")
        old = introducing("confirm-customers", customer=unconfirmed, since="2025-12-31")
        assert "earlier years" in refused("crm_introduction", "WG-1", "confirm-customers", old)
        young = introducing("confirm-customers", customer=unconfirmed, since="2026-01-01")
        assert (
            transition("crm_introduction", "WG-1", "confirm-customers", young).to_state
            == "CUSTOMERS_CONFIRMED"
        )

    def test_every_customer_is_in_a_segment(self):
        """C18: of exhibitors or of visitors, whatever classes there are (L65)."""
        ledger = introducing("confirm-customers", customer=customer(verified_on=YESTERDAY))
        assert "in a segment" in refused("crm_introduction", "WG-1", "confirm-customers", ledger)

    @pytest.mark.parametrize("planned", [None, plan()])
    def test_plans_say_what_is_wanted_of_accounts(self, planned):
        """H34."""
        ledger = introducing("introduce", plan=planned)
        assert "begin, to manage" in refused("crm_introduction", "WG-1", "introduce", ledger)

    def test_then_it_is_introduced(self):
        """H32."""
        ledger = Ledger().put(staff(), *ROWS.values(), *happened("crm_introduction", "WG-1", EVENTS))
        assert status("crm_introduction", "WG-1", ledger).final


class TestPhases:
    """H34: begin an account, manage it, make it loyal."""

    def ledger(self, *rows, strategy=CustomerStrategy.LOYALTY):
        return Ledger().put(staff(), customer(), plan(strategy=strategy), *rows).account()

    def test_three(self, decide):
        """H34."""
        loyal = review(loyalty=Appraisal.GOOD)
        assert decide("relationship_phase", self.ledger()).outcome == "TO_BEGIN"
        assert decide("relationship_phase", self.ledger().invoice()).outcome == "TO_MANAGE"
        assert decide("relationship_phase", self.ledger(loyal).invoice()).outcome == "LOYAL"
        assert decide("relationship_phase", self.ledger(loyal)).outcome == "TO_BEGIN"

    def test_the_last_review_speaks(self, decide):
        """H34."""
        rows = [
            review(loyalty=Appraisal.FAIR),
            review(id="AR-0", reviewed_on=LONG_AGO, loyalty=Appraisal.GOOD),
        ]
        assert decide("relationship_phase", self.ledger(*rows).invoice()).outcome == "TO_MANAGE"

    def test_without_a_purpose_nobody_asks(self, decide):
        """H34."""
        assert decide("relationship_phase", self.ledger(strategy=None)).status == "not applicable"

    @pytest.mark.parametrize(
        ("strategy", "bought", "fits"),
        [
            (CustomerStrategy.ACQUISITION, False, True),
            (CustomerStrategy.ACQUISITION, True, False),
            (CustomerStrategy.RETENTION, False, False),
            (CustomerStrategy.RETENTION, True, True),
            (CustomerStrategy.LOYALTY, False, False),
            (CustomerStrategy.LOYALTY, True, True),
        ],
    )
    def test_what_is_wanted_fits_the_phase(self, decide, strategy, bought, fits):
        """C42, H34: who buys is won already; nobody keeps what was never won."""
        ledger = self.ledger(strategy=strategy)
        answer = decide("strategy_fit", ledger.invoice() if bought else ledger, "CP-1")
        assert (answer.outcome, answer.actions) == (fits, [] if fits else ["REVIEW"])

    def test_while_invoices_cannot_be_read(self, decide):
        """C42."""
        ledger = self.ledger().unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("strategy_fit", ledger, "CP-1").status == "unknown"
