"""Written contracts: who needs one, what must be in it, who keeps it."""

import pytest

from groupctl.model import OrderStatus
from groupctl.testing import Ledger, day, days_ago, trading
from tests.standard.contracts import CLAUSES, contract
from tests.standard.deciding import measured

SIGNED = {"signed_on": day("2026-01-10"), "starts_on": day("2026-01-15"), "ends_on": day("2026-12-31")}


class TestWrittenContract:
    """D50, H37, A48: all business needs one."""

    def missing(self, decide, **known):
        return decide("written_contract", trading().order().put(contract(**SIGNED | known)))

    def test_business_without_one(self, decide):
        """D50, H37."""
        answer = decide("written_contract", trading().order())
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    def test_business_with_one(self, decide):
        """H37."""
        assert self.missing(decide).outcome is False

    @pytest.mark.parametrize(
        ("known", "missing"),
        [
            ({"signed_on": None}, True),
            ({"signed_on": day("2026-11-22")}, True),
            ({"starts_on": day(days_ago(0))}, False),
            ({"starts_on": day("2026-11-22")}, True),
            ({"starts_on": None}, None),
            ({"ends_on": day(days_ago(0))}, False),
            ({"ends_on": day(days_ago(1))}, True),
            ({"ends_on": None}, False),
            ({"unit": "U-2"}, True),
        ],
    )
    def test_only_one_that_is_signed_and_in_force_here(self, decide, known, missing):
        """D50, H37."""
        assert self.missing(decide, **known).outcome is missing

    @pytest.mark.parametrize(
        ("ledger", "concerned"),
        [
            (trading(), False),
            (trading().order(status=OrderStatus.CANCELLED), False),
            (trading().invoice("2025-11-21"), False),
            (trading().invoice("2025-11-22"), True),
            (trading().order(), True),
        ],
    )
    def test_business_is_an_open_order_or_an_invoice_of_twelve_months(self, decide, ledger, concerned):
        """H37."""
        assert decide("written_contract", ledger).status == ("decided" if concerned else "not applicable")

    def test_without_orders_nobody_is_said_to_have_business(self, decide):
        """D50, H37: no invoice of twelve months, and orders that the host can't give."""
        assert decide("written_contract", trading().order().without("orders")).status == "unknown"

    def test_without_the_table_nobody_can_tell(self, decide):
        """D50."""
        assert decide("written_contract", trading().order().without("contracts")).outcome is None


class TestClauses:
    """H36, B46: eleven clauses."""

    def test_all_are_there(self, decide):
        """H36."""
        answer = decide("contract_clauses", Ledger().customer().put(contract()), "K-1")
        assert (answer.outcome, answer.actions) == (("NOTHING",), [])
        assert measured(Ledger().customer().put(contract()), "clauses_complete", "K-1", "contract") is True

    @pytest.mark.parametrize("clause", CLAUSES)
    def test_each_that_is_missing_is_named(self, decide, clause):
        """H36, B46, B47: the eleventh is the particulars of both parties."""
        ledger = Ledger().customer().put(contract(**{f"has_{clause}": False}))
        answer = decide("contract_clauses", ledger, "K-1")
        assert (answer.outcome, answer.actions) == ((clause.upper(),), ["OPEN_TASK"])
        assert measured(ledger, "clauses_complete", "K-1", "contract") is False

    def test_all_are_missing(self, decide):
        """H36."""
        ledger = Ledger().customer().put(contract(**{f"has_{clause}": False for clause in CLAUSES}))
        answer = decide("contract_clauses", ledger, "K-1")
        assert answer.outcome == tuple(clause.upper() for clause in CLAUSES)

    @pytest.mark.parametrize("clause", CLAUSES)
    def test_what_nobody_read_is_open(self, decide, clause):
        """H36."""
        ledger = Ledger().customer().put(contract(**{f"has_{clause}": None}))
        answer = decide("contract_clauses", ledger, "K-1")
        assert (answer.outcome, len(answer.unjudged)) == (None, 1)
        assert measured(ledger, "clauses_complete", "K-1", "contract") is None

    def test_the_archive_is_left_alone(self, decide):
        """H36."""
        ledger = Ledger().customer().put(contract(has_quality=False, archived_on=day(days_ago(0))))
        assert decide("contract_clauses", ledger, "K-1").status == "not applicable"


class TestPapers:
    """H38, B48, A48: custody by one person, and an archive by class."""

    KEPT = SIGNED | {"custodian": "E-9"}

    def papers(self, decide, **known):
        return decide("contract_papers", Ledger().customer().put(contract(**self.KEPT | known)), "K-1")

    def test_nobody_keeps_it(self, decide):
        """H38, I28."""
        answer = self.papers(decide, custodian=None)
        assert (answer.outcome, answer.actions) == (("CUSTODIAN",), ["OPEN_TASK"])
        assert self.papers(decide).status == "not applicable"

    def test_the_archive_knows_class_and_file(self, decide):
        """B48, H38."""
        archived = {"archived_on": day(days_ago(0))}
        assert self.papers(decide, **archived).outcome == ("CLASS", "FILE")
        assert self.papers(decide, **archived, archive_class="dealers").outcome == ("FILE",)
        both = self.papers(decide, **archived, archive_class="dealers", archive_file="7/2026")
        assert both.outcome == ("NOTHING",)

    @pytest.mark.parametrize(("ago", "late"), [(30, False), (31, True)])
    def test_archived_within_30_days_of_its_end(self, decide, ago, late):
        """H38, H39."""
        answer = self.papers(decide, ends_on=day(days_ago(ago)))
        assert answer.outcome == (("ARCHIVE",) if late else ("NOTHING",))
        done = self.papers(
            decide,
            ends_on=day(days_ago(ago)),
            archived_on=day(days_ago(0)),
            archive_class="dealers",
            archive_file="7",
        )
        assert done.outcome == ("NOTHING",)

    def test_the_days_are_the_groups_to_set(self, decide):
        """H38."""
        ledger = Ledger().customer().put(contract(**self.KEPT | {"ends_on": day(days_ago(1))}))
        failed = decide("contract_papers", ledger, "K-1", contract_archive_days=None)
        assert failed.status == "failed"
        assert "H38" in failed.decision.error.render()

    def test_what_is_not_signed_has_no_paper(self, decide):
        """H38."""
        assert self.papers(decide, signed_on=None, custodian=None).status == "not applicable"

    def test_a_contract_without_an_end_is_not_archived(self, decide):
        """H38: one that is kept and runs raises no question."""
        assert self.papers(decide, ends_on=None).status == "not applicable"
        assert self.papers(decide, ends_on=day(days_ago(0))).status == "not applicable"
