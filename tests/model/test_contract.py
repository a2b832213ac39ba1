"""Contracts: their clauses, their papers, their life."""

from datetime import date

import pytest

from groupctl.model import STANDARD, Contract, Opportunity, PipelineStatus
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen, unknown

OWN = {"id": "K-1", "customer": "C-1", "unit": "U-1"}
CLAUSES = [
    "has_subject",
    "has_quality",
    "has_delivery",
    "has_acceptance",
    "has_operating_rights",
    "has_settlement",
    "has_dealer_policy",
    "has_orders_and_returns",
    "has_breach",
    "has_validity",
    "has_parties",
]
LIFE = [
    "drafted_on",
    "reviewed_on",
    "signed_on",
    "registered_on",
    "handed_over_on",
    "change_requested_on",
    "change_approved_on",
    "invoiced_on",
    "collected_on",
    "archived_on",
]


class TestClauses:
    """B46, B47: each of the eleven required clauses is there, is missing, or was not looked for."""

    def test_there_are_eleven(self):
        """B46."""
        assert [
            name for name in STANDARD.entities["contract"].attributes if name.startswith("has_")
        ] == CLAUSES
        assert len(CLAUSES) == 11

    @pytest.mark.parametrize("clause", CLAUSES)
    def test_each_is_there_missing_or_unknown(self, clause):
        """B46, and B47 for the particulars of the parties."""
        for stated in (True, False):
            found = holding(contracts=[Contract(**OWN, **{clause: stated})])
            assert seen(found, "contract", "K-1")[clause] is stated
        assert clause in unknown(holding(contracts=[Contract(**OWN)]), "contract", "K-1")


class TestPapers:
    """B48: how it was signed, who keeps it, its class and its file."""

    def test_custodian_class_and_file(self):
        papers = {
            "standard_text": True,
            "drafted_by": "clerk",
            "reviewed_by": "lawyer",
            "signed_by": "director",
            "custodian": "archive",
            "archive_class": "sales",
            "archive_file": "2026/17",
            "notarised": False,
        }
        found = holding(contracts=[Contract(**OWN, **papers)])
        assert papers.items() <= seen(found, "contract", "K-1").items()


class TestLife:
    """B93: from the draft to the money, each step on its day."""

    def test_each_step_has_its_day(self):
        days = {name: date(2026, 1, number) for number, name in enumerate(LIFE, 1)}
        found = holding(contracts=[Contract(**OWN, **days, purchase_order="PO-9")])
        known = seen(found, "contract", "K-1")
        assert days.items() <= known.items()
        assert known["purchase_order"] == "PO-9"

    def test_what_lies_after_the_snapshot_has_not_happened(self):
        """B93: signed in June, handed over in July, and looked at on the last of June."""
        contract = Contract(**OWN, signed_on=date(2026, 6, 30), handed_over_on=date(2026, 7, 1))
        found = holding(contracts=[contract])
        assert seen(found, "contract", "K-1")["signed_on"] == date(2026, 6, 30)
        assert "handed_over_on" in unknown(found, "contract", "K-1")

    def test_its_term_may_lie_ahead_and_is_in_order(self):
        start, end = date(2026, 8, 1), date(2027, 7, 31)
        found = holding(contracts=[Contract(**OWN, starts_on=start, ends_on=end, amount=yuan(5))])
        known = seen(found, "contract", "K-1")
        assert (known["starts_on"], known["ends_on"], known["amount"]) == (start, end, 500)
        refused(Contract, "model.dates-out-of-order", **OWN, starts_on=end, ends_on=start)
        refused(Contract, "model.negative", **OWN, amount=Money.of(-1, "CNY"))
        assert Contract(**OWN, starts_on=start, ends_on=start)

    def test_it_is_reached_from_customer_unit_account_and_opportunity(self):
        """B93: contract and opportunity lead to one another."""
        won = Opportunity(
            id="O-1",
            customer="C-1",
            unit="U-1",
            contract="K-1",
            created_on=date(2026, 1, 1),
            status=PipelineStatus.WON,
        )
        found = holding(contracts=[Contract(**OWN)], opportunities=[won])
        for entity, id_ in (("customer", "C-1"), ("unit", "U-1"), ("account", "C-1@U-1")):
            assert ids(found, entity, id_, "contracts") == ["K-1"]
        assert ids(found, "contract", "K-1", "opportunities") == ["O-1"]
        assert found.record("opportunity", "O-1").values["contract"] is found.record("contract", "K-1")
