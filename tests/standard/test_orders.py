"""Orders before and beside exposure (base/orders.yaml): drafts, returns, advances, delivery in parts and later, holds."""

import pytest

from groupctl.model import InstrumentKind, OrderStatus, PaymentInstrument, PaymentStatus
from groupctl.testing import AS_OF, Ledger, days_ago
from tests.standard.deciding import measured
from tests.standard.test_order_release import sound

DRAFTS = (OrderStatus.DRAFT, OrderStatus.QUOTATION)


def exposure(ledger: Ledger, **settings: object) -> int:
    """The exposure of C-1 at U-1, in yuan."""
    found = measured(ledger, "exposure", **settings)
    return found // 100 if isinstance(found, int) else found


@pytest.mark.parametrize("status", DRAFTS)
class TestDraft:
    """Judged before it is confirmed; no exposure until then."""

    @pytest.mark.parametrize(("amount", "outcome"), [(700, "RELEASE"), ("700.01", "REFER")])
    def test_it_is_judged(self, decide, status, amount, outcome):
        ledger = sound(1000).open_invoice(300).order(amount=amount, status=status)
        assert decide("order_release", ledger).outcome == outcome

    def test_others_are_judged_without_it(self, decide, status):
        ledger = sound(1000).order("SO-2", 900, status=status).order(amount=1000)
        assert (exposure(ledger), decide("order_release", ledger).outcome) == (1000, "RELEASE")


class TestReturn:
    """Never held by credit; lowers the exposure once it came back."""

    def test_it_goes_whatever_is_owed(self, decide):
        ledger = sound(0, blacklisted=True).open_invoice(900).order(amount=-50)
        assert (decide("order_release", ledger).outcome, decide("order_release", ledger).rules) == (
            "RELEASE",
            [],
        )

    @pytest.mark.parametrize(
        ("delivered", "invoiced", "counted"),
        [(None, 0, 0), (0, 0, 0), (-20, 0, -20), (-50, -30, -20), (-50, -50, 0), (-50, -60, 0)],
        ids=["nothing yet", "said so", "a part", "credited in part", "credited", "credited too much"],
    )
    def test_what_came_back_and_is_not_credited_lowers_the_exposure(self, delivered, invoiced, counted):
        ledger = sound().open_invoice(900).order(amount=-50, delivered=delivered, invoiced=invoiced)
        assert exposure(ledger) == 900 + counted

    def test_once_closed_it_counts_no_more(self):
        closed = {"delivered": -50, "status": OrderStatus.CLOSED}
        assert exposure(sound().open_invoice(900).order(amount=-50, **closed)) == 900

    def test_a_credit_note_that_names_it_takes_its_place(self):
        ledger = sound().open_invoice(900).order(amount=-50, delivered=-50, invoiced=None)
        assert exposure(ledger.open_invoice(-50, order="SO-1")) == 850

    @pytest.mark.parametrize(("amount", "outcome"), [(150, "RELEASE"), ("150.01", "REFER")])
    def test_the_next_order_has_the_room(self, decide, amount, outcome):
        ledger = sound(1000).open_invoice(900).order("RO-1", -50, delivered=-50).order(amount=amount)
        assert decide("order_release", ledger).outcome == outcome


class TestPrepaid:
    """A payment names an order, or a part of it: what is prepaid needs no credit."""

    @pytest.mark.parametrize(
        ("prepaid", "outcome"), [("499.99", "REFER"), (500, "RELEASE"), (501, "RELEASE")]
    )
    def test_in_full_it_needs_no_credit(self, decide, prepaid, outcome):
        """Something else is far overdue, so an order on credit is held."""
        ledger = sound().invoice(days_ago(90), 5000, due_on=days_ago(60), settled_on=None)
        answer = decide("order_release", ledger.order(amount=500).payment(prepaid, order="SO-1"))
        assert answer.outcome == outcome

    @pytest.mark.parametrize(("prepaid", "outcome"), [(200, "RELEASE"), ("199.99", "REFER")])
    def test_in_part_the_rest_needs_it(self, decide, prepaid, outcome):
        ledger = sound(1000).open_invoice(700).order(amount=500).payment(prepaid, order="SO-1")
        assert decide("order_release", ledger).outcome == outcome

    def test_in_several_parts_and_paid_back(self):
        ledger = sound().order(amount=500).payment(300, order="SO-1").payment(100, order="SO-1")
        assert exposure(ledger) == 100
        assert exposure(ledger.payment(-250, order="SO-1")) == 350

    def test_it_pays_no_invoice_while_the_order_needs_it(self):
        """What is overdue stays overdue: the money is another order's."""
        late = {"due_on": days_ago(60), "settled_on": None}
        ledger = sound().invoice(days_ago(90), 5000, **late).order(amount=500).payment(500, order="SO-1")
        assert measured(ledger, "overdue") == 500_000

    @pytest.mark.parametrize(
        ("status", "invoiced"),
        [(OrderStatus.OPEN, 500), (OrderStatus.CANCELLED, 0), (OrderStatus.CLOSED, 200)],
    )
    def test_what_the_order_needs_no_more_is_the_customers_money(self, status, invoiced):
        order = {"amount": 500, "status": status, "invoiced": invoiced}
        ledger = sound().open_invoice(800).order(**order).payment(500, order="SO-1")
        assert exposure(ledger) == 300

    def test_an_invoice_of_the_order_that_it_was_moved_to(self):
        ledger = sound().order(amount=500, invoiced=None).open_invoice(200, order="SO-1", id_="I-X")
        assert exposure(ledger.payment(500, order="SO-1")) == 0
        assert exposure(sound().order(amount=500, invoiced=0).payment(500, order="SO-1", invoice=None)) == 0

    @pytest.mark.parametrize(("status", "counted"), [("RECEIVED", 500), ("CLEARED", 0)])
    def test_a_cheque_is_an_advance_once_it_has_cleared(self, status, counted):
        cleared_on = AS_OF if status == "CLEARED" else None
        cheque = {"kind": InstrumentKind.CHEQUE, "status": PaymentStatus[status], "cleared_on": cleared_on}
        ledger = sound().order(amount=500).payment(500, order="SO-1")
        assert exposure(ledger.put(PaymentInstrument(id="PI-1", payment="P-1", **cheque))) == counted

    def test_a_draft_keeps_its_advance(self):
        ledger = sound().open_invoice(800).order(amount=500, status=OrderStatus.QUOTATION)
        assert exposure(ledger.payment(500, order="SO-1")) == 800

    @pytest.mark.parametrize("lost", ["payments", "column"])
    def test_what_is_lost_of_it_refers(self, decide, lost):
        ledger = sound(1000).open_invoice(900).order(amount=500).payment(500, order="SO-1")
        assert decide("order_release", ledger).outcome == "RELEASE"
        if lost == "payments":
            ledger.missing = {"payments"}
            del ledger.tables["payments"]
        else:
            ledger.absent = {"payments": ["order"]}
        assert decide("order_release", ledger).outcome == "REFER"


class TestHorizon:
    """What is delivered later than credit looks ahead uses none of it yet."""

    def order_in(self, days: int | None, **more: object) -> dict[str, object]:
        return {"amount": 500, "deliver_on": None if days is None else days_ago(-days), **more}

    @pytest.mark.parametrize(
        ("days", "counted"), [(90, 500), (91, 0), (None, 500)], ids=["within", "after", "not known"]
    )
    def test_other_orders(self, decide, days, counted):
        ledger = sound(1000).order("SO-2", **self.order_in(days)).order(amount=1000 - counted)
        assert exposure(ledger, credit_horizon=90) == 1000
        assert decide("order_release", ledger, credit_horizon=90).outcome == "RELEASE"
        over = ledger.order("SO-3", 1)
        assert decide("order_release", over, subject="SO-3", credit_horizon=90).outcome == "REFER"

    @pytest.mark.parametrize(("days", "outcome"), [(90, "REFER"), (91, "RELEASE"), (None, "REFER")])
    def test_this_order_is_judged_again_before_it_is_delivered(self, decide, days, outcome):
        answer = decide("order_release", sound(100).order(**self.order_in(days)), credit_horizon=90)
        assert answer.outcome == outcome
        assert ("order-release.advice-after-horizon" in answer.advice) == (outcome == "RELEASE")

    @pytest.mark.parametrize(
        ("delivered", "invoiced", "counted"), [(None, 0, 0), (200, 0, 200), (200, 150, 50)]
    )
    def test_what_was_delivered_counts(self, delivered, invoiced, counted):
        ledger = sound().order(**self.order_in(91, delivered=delivered, invoiced=invoiced))
        assert exposure(ledger, credit_horizon=90) == counted

    def test_a_block_holds_it_all_the_same(self, decide):
        ledger = sound(blacklisted=True).order(**self.order_in(91))
        assert decide("order_release", ledger, credit_horizon=90).outcome == "REFUSE"

    def test_a_mistyped_year_is_no_later_delivery(self, decide):
        ledger = sound(1000).order("SO-2", 900, deliver_on="2062-12-01").order(amount=500)
        assert decide("order_release", ledger).outcome == "REFER"

    @pytest.mark.parametrize("column", ["deliver_on", "delivered"])
    def test_without_the_column_nothing_is_later(self, decide, column):
        assert (
            decide(
                "order_release",
                sound(400).order("SO-2", **self.order_in(91)).order(amount=1),
                credit_horizon=90,
            ).outcome
            == "RELEASE"
        )
        days = None if column == "deliver_on" else 91
        ledger = sound(400).order("SO-2", **self.order_in(days)).order(amount=1)
        ledger.absent = {"orders": [column]}
        assert decide("order_release", ledger, credit_horizon=90).outcome == "REFER"


def test_delivery_in_parts_counts_once(decide):
    """300 of 500 delivered, 200 of these invoiced: 200 are receivables and 300 still an order."""
    ledger = sound().order(amount=500, delivered=300, invoiced=None).open_invoice(200, order="SO-1")
    assert exposure(ledger) == 500


class TestHeld:
    """An order that the host holds is not released over the head of who holds it."""

    @pytest.mark.parametrize("on_credit", [True, False])
    def test_it_is_referred(self, decide, on_credit):
        answer = decide("order_release", sound().order(held_on=days_ago(1), on_credit=on_credit))
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.held-by-host"])
        assert answer.actions == ["REVIEW"]

    def test_from_its_day_on(self, decide):
        ledger = sound().order(held_on=days_ago(-1))
        assert decide("order_release", ledger).outcome == "RELEASE"
        assert decide("order_release", ledger, as_of=AS_OF.replace(day=22)).outcome == "REFER"

    def test_it_uses_credit_as_before(self):
        assert exposure(sound().order(amount=500, held_on=days_ago(1))) == 500

    def test_a_granted_request_lets_it_go(self, decide):
        ledger = sound().order(held_on=days_ago(1)).granted("HOLD", order="SO-1")
        assert decide("order_release", ledger).outcome == "RELEASE"

    def test_without_the_column_it_is_not_known(self, decide):
        ledger = sound().order()
        ledger.absent = {"orders": ["held_on"]}
        assert decide("order_release", ledger).outcome == "REFER"


class TestReopened:
    """What was approved before an order was closed and opened again is approved no more."""

    def answer(self, decide, reopened_on, **granted):
        ledger = sound(100).order(amount=500, reopened_on=reopened_on)
        return decide("order_release", ledger.granted("OVER_UNIT_LIMIT", **granted))

    @pytest.mark.parametrize(
        ("reopened_on", "outcome"),
        [(None, "RELEASE"), ("2026-10-30", "RELEASE"), ("2026-10-31", "RELEASE"), ("2026-11-01", "REFER")],
    )
    def test_a_request_about_the_order(self, decide, reopened_on, outcome):
        """It was granted on 2026-10-31."""
        answer = self.answer(decide, reopened_on, order="SO-1")
        assert answer.outcome == outcome
        idle = [one.why.key for one in answer.decision.ineffective]
        assert idle == (["authority.reopened"] if outcome == "REFER" else [])

    def test_one_of_all_orders_together_holds(self, decide):
        assert self.answer(decide, "2026-11-10").outcome == "RELEASE"

    def test_without_the_column_a_grant_may_be_of_before(self, decide):
        ledger = sound(100).order(amount=500).granted("OVER_UNIT_LIMIT", order="SO-1")
        assert decide("order_release", ledger).outcome == "RELEASE"
        ledger.absent = {"orders": ["reopened_on"]}
        assert decide("order_release", ledger).outcome == "REFER"

    def test_it_is_exposure_again(self):
        assert exposure(sound().order(amount=500, reopened_on=days_ago(3))) == 500
