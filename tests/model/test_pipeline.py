"""From lead to cash: what is recorded of leads, opportunities, activities and resources."""

from datetime import date

import pytest

from groupctl.model import Activity, Employee, Lead, Opportunity, PipelineStatus, Resource, ResourcePool
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY = date(2026, 5, 4)
OPEN = PipelineStatus.OPEN
PEOPLE = [Employee(id=f"E-{number}", name="x", unit="U-1") for number in range(1, 5)]


LEAD = {"id": "L-1", "unit": "U-1", "created_on": DAY, "status": OPEN}


class TestLead:
    """B77, B78: a possible wish to buy, from its entry to its cultivation."""

    def test_entered_validated_and_distributed(self):
        """B77: source, content, segment, owner, status."""
        lead = Lead(
            **LEAD,
            source="fair",
            content="a new plant",
            validated=True,
            owner="E-2",
            owner_unit="account department",
        )
        found = holding(employees=PEOPLE, leads=[lead])
        assert seen(found, "lead", "L-1") == {
            "unit": "U-1",
            "created_on": DAY,
            "status": "OPEN",
            "source": "fair",
            "content": "a new plant",
            "validated": True,
            "owner": "E-2",
            "owner_unit": "account department",
        }

    def test_cultivated(self):
        """B78: chain of pains, decision maker, budget, strategy, and the answer at the control point."""
        lead = Lead(
            **LEAD,
            created_by="E-1",
            pain="scrap",
            pain_chain="scrap, cost, loss of orders",
            competitive_strategy="our service",
            budget=yuan(1000),
            decision_maker_agrees=True,
            kcp1_passed=True,
            kcp2_passed=False,
        )
        known = seen(holding(employees=PEOPLE, leads=[lead]), "lead", "L-1")
        assert (known["created_by"], known["pain_chain"]) == ("E-1", "scrap, cost, loss of orders")
        assert (known["budget"], known["competitive_strategy"]) == (100000, "our service")
        assert (known["kcp1_passed"], known["kcp2_passed"]) == (True, False)
        refused(Lead, "model.negative", **LEAD, budget=Money.of(-1, "CNY"))

    def test_a_new_lead_may_be_of_nobody_and_unvalidated(self):
        """B77: not validated yet is unknown; so is the customer that it may become."""
        found = holding(leads=[Lead(**LEAD)])
        assert unknown(found, "lead", "L-1") >= {"customer", "owner", "validated", "kcp1_passed", "budget"}
        assert ids(found, "customer", "C-1", "leads") == []

    def test_its_follow_up_is_found_from_it(self):
        """B77, B80: even an activity that changed nothing is kept."""
        done = [
            Activity(id="A-1", lead="L-1", done_on=DAY, done_by="E-1", text="called: no change"),
            Activity(id="A-2", lead="L-1", done_on=date(2026, 6, 4)),
            Activity(id="A-3", lead="L-2", done_on=DAY),
        ]
        other = Lead(**LEAD | {"id": "L-2"})
        found = holding(employees=PEOPLE, leads=[Lead(**LEAD), other], activities=done)
        assert ids(found, "lead", "L-1", "activities") == ["A-1", "A-2"]
        assert found.record("activity", "A-1").values["lead"] is found.record("lead", "L-1")


OPPORTUNITY = {"id": "O-1", "customer": "C-1", "unit": "U-1", "created_on": DAY, "status": OPEN}


class TestOpportunity:
    """B79, B44: a business in sight, and those who answer for it."""

    def test_stage_and_value(self):
        """B79: from a lead to what it is worth to us and to the customer."""
        lead = Lead(id="L-1", unit="U-1", created_on=DAY, status=PipelineStatus.WON)
        worth = Opportunity(
            **OPPORTUNITY, lead="L-1", amount=yuan(5000), value_to_customer="less scrap", ati=True, atb=False
        )
        found = holding(leads=[lead], opportunities=[worth])
        known = seen(found, "opportunity", "O-1")
        assert (known["amount"], known["value_to_customer"]) == (500000, "less scrap")
        assert (known["ati"], known["atb"]) == (True, False)
        assert "atc" in unknown(found, "opportunity", "O-1")
        assert ids(found, "lead", "L-1", "opportunities") == ["O-1"]
        assert ids(found, "customer", "C-1", "opportunities") == ["O-1"]
        refused(Opportunity, "model.negative", **OPPORTUNITY, amount=Money.of(-1, "CNY"))

    def test_customer_solution_fulfilment_and_sponsor(self):
        """B44: four roles, and the pools that two of them come from."""
        team = {
            "sponsor": "E-1",
            "account_responsible": "E-2",
            "solution_responsible": "E-3",
            "fulfilment_responsible": "E-4",
        }
        manned = Opportunity(
            **OPPORTUNITY, **team, solution_from=ResourcePool.SHARED, fulfilment_from=ResourcePool.AREA
        )
        found = holding(employees=PEOPLE, opportunities=[manned])
        known = seen(found, "opportunity", "O-1")
        assert team.items() <= known.items()
        assert (known["solution_from"], known["fulfilment_from"]) == ("SHARED", "AREA")
        bare = holding(opportunities=[Opportunity(**OPPORTUNITY)])
        assert unknown(bare, "opportunity", "O-1") >= team.keys() | {"solution_from", "amount"}


class TestActivity:
    """B80: something done for a lead, a customer or an opportunity, with day and text."""

    OPPORTUNITY = Opportunity(id="X", customer="C-1", unit="U-1", created_on=DAY, status=OPEN)
    LEAD = Lead(id="X", unit="U-1", created_on=DAY, status=OPEN)

    @pytest.mark.parametrize(("of", "id_"), [("lead", "X"), ("opportunity", "X"), ("customer", "C-1")])
    def test_each_leads_to_its_own(self, of, id_):
        done = Activity(id="A-1", done_on=DAY, text="sent papers", **{of: id_})
        found = holding(leads=[self.LEAD], opportunities=[self.OPPORTUNITY], activities=[done])
        assert seen(found, "activity", "A-1") == {"done_on": DAY, "text": "sent papers", of: id_}
        assert ids(found, of, id_, "activities") == ["A-1"]
        others = {"lead", "opportunity", "customer"} - {of}
        assert unknown(found, "activity", "A-1") >= others


class TestResource:
    """B45: somebody of a pool, with a skill, the project, and the days that are paid for."""

    def test_pool_skill_project_and_use(self):
        resource = Resource(
            id="R-1",
            unit="U-1",
            pool=ResourcePool.GLOBAL,
            skill="welding",
            employee="E-1",
            opportunity="X",
            available_days=200,
            charged_days=150,
        )
        found = holding(employees=PEOPLE, opportunities=[TestActivity.OPPORTUNITY], resources=[resource])
        assert seen(found, "resource", "R-1") == {
            "unit": "U-1",
            "pool": "GLOBAL",
            "skill": "welding",
            "employee": "E-1",
            "opportunity": "X",
            "available_days": 200,
            "charged_days": 150,
        }
        for entity, id_ in (("opportunity", "X"), ("employee", "E-1"), ("unit", "U-1")):
            assert ids(found, entity, id_, "resources") == ["R-1"]

    def test_who_is_free_has_no_project(self):
        free = Resource(id="R-1", unit="U-1", pool=ResourcePool.OWN, skill="welding")
        found = holding(resources=[free])
        assert unknown(found, "resource", "R-1") == {
            "employee",
            "opportunity",
            "available_days",
            "charged_days",
        }
        refused(
            Resource, "model.negative", id="R", unit="U-1", pool=ResourcePool.OWN, skill="x", charged_days=-1
        )
