"""A blacklisted customer circulates nowhere (blacklist.yaml): C14, E34, F14."""

import pytest

from groupctl.model import (
    AccountState,
    Acquisition,
    Complaint,
    Contract,
    Lead,
    Opportunity,
    OrderStatus,
    PipelineStatus,
)
from groupctl.testing import Ledger, day

EARLIER = day("2026-10-01")
WHO = {"customer": "C-1", "unit": "U-1"}
PIPELINE = WHO | {"created_on": EARLIER}


def listed(blacklisted: bool | None = True, **state: AccountState | None) -> Ledger:
    """C-1 on the blacklist, registered at U-1."""
    return Ledger().customer(blacklisted=blacklisted).account(**state)


def dealings(blacklisted: bool | None = True) -> Ledger:
    """Everything that a unit may have begun with C-1, each under the name of its kind."""
    return (
        listed(blacklisted)
        .order("order")
        .put(
            Lead(id="lead", status=PipelineStatus.OPEN, **PIPELINE),
            Opportunity(id="opportunity", status=PipelineStatus.OPEN, **PIPELINE),
            Contract(id="contract", **WHO),
            Acquisition(id="acquisition", proposed_on=EARLIER, **WHO),
            Complaint(id="complaint", received_on=EARLIER, **WHO),
        )
    )


KINDS = {
    "order": ["BLOCK", "HOLD_ORDERS"],
    "lead": ["BLOCK"],
    "opportunity": ["BLOCK"],
    "contract": ["BLOCK", "REVIEW"],
    "acquisition": ["BLOCK"],
    "complaint": ["BLOCK", "NOTIFY"],
}


class TestDealings:
    """F14, A68: whatever is registered or traded with a listed customer, in any unit, is blocked."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_hit(self, decide, kind):
        """F14, C14, E34."""
        answer = decide(f"blacklisted_{kind}", dealings(), kind)
        assert (answer.outcome, answer.rules, answer.actions) == (True, [f"blacklist.{kind}"], KINDS[kind])

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(("blacklisted", "status"), [(False, "not applicable"), (None, "unknown")])
    def test_who_is_not_known_to_be_listed_is_no_hit(self, decide, kind, blacklisted, status):
        """F14: the gate of orders and that of new customers refer where nobody knows."""
        answer = decide(f"blacklisted_{kind}", dealings(blacklisted), kind)
        assert (answer.status, answer.actions) == (status, [])

    def test_what_is_over_is_no_hit(self, decide):
        """F14."""
        ledger = listed().order("SO-2", status=OrderStatus.INVOICED, invoiced=1000)
        ledger.put(
            Lead(id="L-2", status=PipelineStatus.CLOSED, **PIPELINE),
            Opportunity(id="O-2", status=PipelineStatus.WON, **PIPELINE),
            Contract(id="CT-2", starts_on=EARLIER, ends_on=day("2026-11-20"), **WHO),
            Contract(id="CT-3", starts_on=EARLIER, ends_on=day("2026-11-21"), **WHO),
            Complaint(id="CP-2", received_on=EARLIER, archived_on=day("2026-10-02"), **WHO),
        )
        for kind, id_ in [
            ("order", "SO-2"),
            ("lead", "L-2"),
            ("opportunity", "O-2"),
            ("contract", "CT-2"),
            ("complaint", "CP-2"),
        ]:
            assert decide(f"blacklisted_{kind}", ledger, id_).status == "not applicable"
        assert decide("blacklisted_contract", ledger, "CT-3").outcome is True

    def test_in_any_unit(self, decide):
        """F14, C14."""
        ledger = listed().account(unit="U-2").order("SO-2", unit="U-2")
        assert decide("blacklisted_order", ledger, "SO-2").outcome is True
        assert decide("order_release", ledger, "SO-2").outcome == "REFUSE"


class TestRegistration:
    """C14, E34, A68: listed customers are barred in every branch."""

    @pytest.mark.parametrize(
        ("state", "status"),
        [
            (AccountState.ACTIVE, "decided"),
            (AccountState.FROZEN, "not applicable"),
            (AccountState.ELIMINATED, "not applicable"),
        ],
    )
    def test_until_it_is_frozen(self, decide, state, status):
        """C14, E34, F14."""
        answer = decide("blacklisted_account", listed(state=state))
        assert answer.status == status
        if status == "decided":
            assert (answer.outcome, answer.actions) == (True, ["BLOCK", "FREEZE"])

    def test_each_branch_is_named(self, decide):
        """C14."""
        ledger = listed().account(unit="U-2")
        assert decide("blacklisted_account", ledger, "C-1@U-2").outcome is True
        assert decide("blacklisted_account", listed(False)).status == "not applicable"
