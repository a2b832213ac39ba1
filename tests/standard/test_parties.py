"""Who buys and who pays (parties.yaml, order-release.yaml): exposure and limits are the payer's, blocks are everybody's."""

import pytest

from groupctl.model import AccountState, PaymentTerm
from groupctl.testing import Ledger, days_ago
from tests.standard.deciding import measured
from tests.standard.test_order_release import good_years, sound

PAYER = {"payer": "C-2"}


def two(limit: int | str = "unlimited", payers_limit: int | str = "unlimited", **payer: object) -> Ledger:
    """C-1, who buys, and C-2, who pays; both sound, with these limits at U-1."""
    term = payer.pop("term", PaymentTerm.CREDIT)
    state = payer.pop("state", AccountState.ACTIVE)
    ledger = sound(limit).customer("C-2", **payer)
    ledger.account("C-2", credit_limit=payers_limit, term=term, state=state).survey(customer="C-2")
    for year in ("2025", "2026"):
        ledger.invoice(f"{year}-06-30", 10**6, customer="C-2")
    return ledger


class TestLimits:
    @pytest.mark.parametrize("parties", [{"payer": "C-2"}, {"bill_to": "C-2"}], ids=["payer", "billed"])
    @pytest.mark.parametrize(("amount", "outcome"), [(1000, "RELEASE"), ("1000.01", "REFER")])
    def test_the_payers_limit_holds(self, decide, parties, amount, outcome):
        """The buyer's limit of 100 holds nothing: it owes nothing."""
        answer = decide("order_release", two(100, 1000).order(amount=amount, **parties))
        assert (answer.outcome, answer.rules) == (
            outcome,
            [] if outcome == "RELEASE" else ["order-release.limit"],
        )

    def test_and_not_where_the_goods_go(self, decide):
        assert decide("order_release", two(100, 1000).order(amount=101, ship_to="C-2")).outcome == "REFER"

    def test_what_the_payer_owes_for_others_counts(self, decide):
        ledger = two("unlimited", 1000).open_invoice(600, **PAYER).order("SO-2", 300, **PAYER)
        assert decide("order_release", ledger.order(amount=100, **PAYER)).outcome == "RELEASE"
        assert decide("order_release", ledger.order("SO-3", 1, **PAYER), subject="SO-3").outcome == "REFER"

    def test_what_the_payer_buys_counts_too(self, decide):
        ledger = two("unlimited", 1000).open_invoice(600, customer="C-2").order(amount=401, **PAYER)
        assert decide("order_release", ledger).outcome == "REFER"

    def test_what_another_pays_is_no_exposure_of_the_buyer(self):
        ledger = two().open_invoice(600, **PAYER).order("SO-2", 300, **PAYER)
        for customer, exposure in (("C-1", 0), ("C-2", 90_000)):
            assert measured(ledger, "exposure", f"{customer}@U-1", "account") == exposure
            assert measured(ledger, "exposure", customer, "customer") == exposure

    def test_the_group_of_the_payer(self, decide):
        ledger = Ledger().group("GR", credit_limit=500).customer().account(credit_limit="unlimited").survey()
        good_years(ledger).customer("C-2", group="GR").account("C-2", credit_limit="unlimited")
        ledger.survey(customer="C-2").invoice("2025-06-30", 10**6, customer="C-2")
        answer = decide("order_release", ledger.order(amount=501, **PAYER))
        assert answer.rules == ["order-release.group-limit"]

    def test_its_overdue_debt_holds_the_order(self, decide):
        late = {"due_on": days_ago(40), "settled_on": None, "customer": "C-2"}
        ledger = two().invoice(days_ago(70), 5000, **late)
        assert "order-release.overdue-days" in decide("order_release", ledger.order(**PAYER)).rules
        assert decide("order_release", ledger.order("SO-2"), subject="SO-2").outcome == "RELEASE"

    def test_its_terms_count(self, decide):
        ledger = two(term=PaymentTerm.CASH_ON_DELIVERY).order(**PAYER)
        assert decide("order_release", ledger).rules == ["order-release.cash-terms"]

    def test_a_grant_for_the_payer_covers_the_order_and_one_for_the_buyer_does_not(self, decide):
        def answer(customer):
            return decide(
                "order_release",
                two(100, 1000).order(amount=2000, **PAYER).granted("OVER_UNIT_LIMIT", customer=customer),
            )

        assert answer("C-2").outcome == "RELEASE"
        assert answer("C-1").outcome == "REFER"


class TestBlocks:
    """A block of any party counts."""

    @pytest.mark.parametrize("party", ["payer", "bill_to", "ship_to"])
    @pytest.mark.parametrize(
        ("blacklisted", "outcome"), [(True, "REFUSE"), (None, "REFER"), (False, "RELEASE")]
    )
    def test_a_blacklisted_party(self, decide, party, blacklisted, outcome):
        answer = decide("order_release", two(blacklisted=blacklisted).order(**{party: "C-2"}))
        assert answer.outcome == outcome
        assert answer.rules == (["order-release.party-blacklisted"] if outcome == "REFUSE" else [])

    def test_the_buyers_own_block_counts_whoever_pays(self, decide):
        ledger = sound(blacklisted=True).customer("C-2").account("C-2", credit_limit="unlimited")
        assert "order-release.blacklisted" in decide("order_release", ledger.order(**PAYER)).rules

    @pytest.mark.parametrize("state", [AccountState.FROZEN, AccountState.ELIMINATED])
    def test_a_frozen_payer(self, decide, state):
        answer = decide("order_release", two(state=state).order(**PAYER))
        assert (answer.outcome, answer.rules) == ("REFUSE", ["order-release.payer-frozen"])

    def test_a_payer_that_is_refused_supply(self, decide):
        ledger = two().survey("2026-01-01", customer="C-2", bad_history=True).order(**PAYER)
        assert decide("order_release", ledger).rules == ["order-release.payer-supply-refused"]
        assert decide("order_release", ledger.order("SO-2"), subject="SO-2").outcome == "RELEASE"


class TestLosses:
    """What is lost about the payer frees no credit."""

    def test_a_payer_that_is_nowhere_refers_everybodys_orders(self, decide):
        ledger = two(10_000, 1000).open_invoice(900, payer="C-9")
        for id_, customer in (("SO-1", "C-1"), ("SO-2", "C-2")):
            assert (
                decide("order_release", ledger.order(id_, 50, customer=customer), subject=id_).outcome
                == "REFER"
            )

    @pytest.mark.parametrize("table", ["orders", "invoices"])
    @pytest.mark.parametrize("column", ["payer", "bill_to"])
    def test_without_the_column_orders_are_referred(self, decide, table, column):
        ledger = two(10_000, 1000).open_invoice(900).order(amount=50)
        ledger.absent = {table: [column]}
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == ("REFER", [])


class TestThirdParties:
    """A payment by another party than the document's is named."""

    def paid(self, customer: str, **parties: str) -> Ledger:
        ledger = two().open_invoice(500, id_="I-X", **parties)
        return ledger.payment(500, invoice="I-X", customer=customer)

    @pytest.mark.parametrize(
        ("customer", "parties", "fired"),
        [
            ("C-1", {}, []),
            ("C-2", PAYER, []),
            ("C-2", {}, ["third-party-payment.invoice"]),
            ("C-1", PAYER, ["third-party-payment.invoice"]),
        ],
    )
    def test_of_an_invoice(self, decide, customer, parties, fired):
        answer = decide("third_party_payment", self.paid(customer, **parties), subject="P-1")
        assert (answer.rules, answer.actions) == (fired, ["REVIEW"] * len(fired))
        assert answer.status == ("decided" if fired else "not applicable")

    def test_of_an_order(self, decide):
        ledger = two().order().payment(100, order="SO-1", customer="C-2")
        assert decide("third_party_payment", ledger, subject="P-1").rules == ["third-party-payment.order"]

    def test_it_pays_all_the_same(self):
        assert measured(self.paid("C-2"), "open_receivables", "C-1@U-1", "account") == 0

    @pytest.mark.parametrize(("payer", "fired"), [("C-2", []), ("C-1", ["payer-differs.invoice"])])
    def test_an_invoice_that_names_another_payer_than_its_order(self, decide, payer, fired):
        ledger = two().order("SO-2", **PAYER).open_invoice(500, id_="I-X", order="SO-2", payer=payer)
        assert decide("payer_differs", ledger, subject="I-X").rules == fired
