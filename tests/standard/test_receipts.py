"""What has been paid and how far it is money; promises and dunning (receipts.yaml, payment-status.yaml, promises.yaml, dunning.yaml)."""

import pytest

from groupctl.model import Payment
from groupctl.schema.money import Money
from groupctl.testing import AS_OF, Ledger, day, days_ago
from tests.standard.deciding import measured
from tests.standard.receipts import dunned, in_days, instrument, promise, trading

KINDS = {
    "TRANSFER": "transfer_pending",
    "DIRECT_DEBIT": "direct_debit_pending",
    "CHEQUE": "cheque_pending",
    "BANK_ACCEPTANCE": "bank_acceptance_pending",
    "COMMERCIAL_ACCEPTANCE": "commercial_acceptance_pending",
}


def paid(kind: str, status: str = "RECEIVED", on: str | None = None, **more: object) -> Ledger:
    """An invoice of 1,000 that is 20 days overdue was paid in full with an instrument of this kind."""
    ledger = (
        trading(1000)
        .open_invoice(1000, "2026-01-01", due_on=days_ago(20), id_="X")
        .payment(1000, invoice="X")
    )
    return instrument(ledger, kind, status, on, **{"matures": in_days(30), **more})  # type: ignore[arg-type]


def figures(ledger: Ledger, **settings: object) -> tuple[object, object]:
    """Exposure and overdue in yuan."""
    found = (measured(ledger, name, **settings) for name in ("exposure", "overdue"))
    exposure, overdue = (None if value is None else value // 100 for value in found)
    return exposure, overdue


NOTHING_PAID, SETTLED, MONEY = (1000, 1000), (1000, 0), (0, 0)


class TestPending:
    """B61: what has not cleared stays exposure; each kind says whether it settles what it paid."""

    def test_each_kind_as_the_policy_comes(self):
        """B61: a cheque pays nothing until it clears; an acceptance bill settles and stays exposure."""
        assert [figures(paid(kind)) for kind in KINDS] == [NOTHING_PAID] * 3 + [SETTLED] * 2

    @pytest.mark.parametrize("kind", KINDS)
    def test_each_kind_by_parameter(self, kind):
        """B61."""
        worth = {"NOTHING": NOTHING_PAID, "SETTLES": SETTLED, "MONEY": MONEY}
        assert {said: figures(paid(kind), **{KINDS[kind]: said}) for said in worth} == worth

    @pytest.mark.parametrize("kind", KINDS)
    def test_cleared_it_is_money(self, kind):
        """B61."""
        assert figures(paid(kind, "CLEARED", AS_OF.isoformat())) == MONEY
        assert figures(paid(kind, "CLEARED", in_days(1)), cheque_pending="NOTHING") != MONEY

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("status", ["BOUNCED", "REVERSED"])
    def test_come_back_it_pays_nothing_and_the_old_due_date_holds(self, kind, status):
        """B61."""
        ledger = paid(kind, status, days_ago(1))
        assert figures(ledger, **{KINDS[kind]: "MONEY"}) == NOTHING_PAID
        assert measured(ledger, "days_past_due") == 20

    def test_a_settlement_that_the_host_has_booked_does_not_hide_it(self):
        """B61, B68: the invoice says that it was settled, and the cheque bounced."""
        ledger = trading().invoice("2026-01-01", 1000, due_on=days_ago(20), settled_on=days_ago(10), id_="X")
        ledger.payment(1000, days_ago(10), invoice="X")
        assert figures(ledger) == MONEY
        assert figures(instrument(ledger, "CHEQUE", "BOUNCED", days_ago(1))) == NOTHING_PAID

    @pytest.mark.parametrize(("matures", "expected"), [(0, SETTLED), (-1, NOTHING_PAID)])
    def test_a_bill_that_matured_and_is_still_held_pays_nothing(self, matures, expected):
        """B61."""
        assert figures(paid("BANK_ACCEPTANCE", matures=in_days(matures))) == expected

    @pytest.mark.parametrize("status", ["ENDORSED", "DISCOUNTED"])
    @pytest.mark.parametrize(("recourse", "expected"), [(True, SETTLED), (False, MONEY)])
    def test_a_bill_that_was_passed_on_stays_exposure_where_we_answer_for_it(
        self, status, recourse, expected
    ):
        """B61."""
        for matures in (in_days(30), days_ago(1)):
            ledger = paid("COMMERCIAL_ACCEPTANCE", status, days_ago(3), recourse=recourse, matures=matures)
            assert figures(ledger) == expected

    def test_money_on_account_that_has_not_cleared_is_none(self):
        """B61."""
        ledger = trading().open_invoice(1000, "2026-01-01", due_on=days_ago(20)).payment(1000)
        assert figures(ledger) == MONEY
        assert figures(instrument(ledger, "CHEQUE")) == NOTHING_PAID

    @pytest.mark.parametrize("status", ["RECEIVED", "CLEARED"])
    def test_a_bill_for_the_invoice_of_another_pays_when_it_is_money(self, status):
        """B61, M11: else the exposure would leave the customer that owes."""
        ledger = trading().open_invoice(1000, "2026-01-01", due_on=days_ago(20), id_="X")
        ledger.customer("C-2").account("C-2").payment(1000, invoice="X", customer="C-2")
        on = None if status == "RECEIVED" else days_ago(1)
        instrument(ledger, "BANK_ACCEPTANCE", status, on, matures=in_days(30))
        assert figures(ledger) == (NOTHING_PAID if status == "RECEIVED" else MONEY)

    @pytest.mark.parametrize(("status", "needed"), [("RECEIVED", 50_000), ("CLEARED", 0)])
    def test_an_advance_counts_when_it_is_money(self, status, needed):
        """B61, M11: an order of 500 was paid in advance with a bill."""
        ledger = trading().order(amount=500)
        ledger.put(
            Payment(
                id="P-A",
                customer="C-1",
                unit="U-1",
                order="SO-1",
                paid_on=day(days_ago(2)),
                amount=Money.of(500, "CNY"),
            )
        )
        instrument(
            ledger,
            "BANK_ACCEPTANCE",
            status,
            None if status == "RECEIVED" else days_ago(1),
            matures=in_days(30),
        )
        assert measured(ledger, "credit_needed", "SO-1", "order") == needed
        assert measured(ledger, "exposure") == needed

    def test_a_refund_always_counts(self):
        """B61: what we pay back is gone, whether its cheque has cleared or not."""
        ledger = trading().open_invoice(1000).payment(1000).payment(-400)
        assert figures(ledger)[0] == figures(instrument(ledger, "CHEQUE"))[0] == 400

    def test_a_row_that_is_lost_leaves_it_unknown(self, decide):
        """M16: and the order is referred."""
        ledger = paid("CHEQUE", "CLEARED", days_ago(1)).order(amount=1)
        assert decide("order_release", ledger).outcome == "RELEASE"
        ledger.tables["payment_instruments"].clear()
        ledger.unreadable("payment_instruments", payment="P-1", id="PI")
        assert figures(ledger) == (None, None)
        assert decide("order_release", ledger).outcome == "REFER"

    @pytest.mark.parametrize(
        ("status", "on", "more", "state"),
        [
            ("RECEIVED", None, {}, "NOT_YET_MONEY"),
            ("RECEIVED", None, {"matures": days_ago(1)}, "MATURED_UNPAID"),
            ("CLEARED", days_ago(1), {}, "MONEY"),
            ("BOUNCED", days_ago(1), {}, "CAME_BACK"),
            ("ENDORSED", days_ago(1), {"recourse": False}, "MONEY"),
        ],
    )
    def test_the_state_is_told(self, decide, status, on, more, state):
        """B61."""
        ledger = paid("BANK_ACCEPTANCE", status, on, **more)
        assert decide("receipt_state", ledger, "payment_instruments-1").outcome == state
        assert decide("receipt_state", paid("CHEQUE"), "payment_instruments-1").outcome == "NOT_CLEARED"


class TestDishonour:
    """B61, F2: a payment that came back is a warning, and holds orders on credit, while the debt is open."""

    def test_it_warns_and_holds(self, decide):
        """B61, L30."""
        ledger = trading().open_invoice(100, id_="X").payment(100, invoice="X")
        instrument(ledger, "CHEQUE", "BOUNCED", days_ago(1)).order()
        assert decide("dishonour_warning", ledger).outcome is True
        assert decide("order_release", ledger).rules == ["order-release.dishonoured"]
        ledger.order("SO-2", on_credit=False)
        assert decide("order_release", ledger, "SO-2").outcome == "RELEASE"

    def test_until_it_is_paid_otherwise(self, decide):
        """B61."""
        ledger = trading().open_invoice(100, id_="X").payment(100, invoice="X")
        instrument(ledger, "CHEQUE", "BOUNCED", days_ago(2)).payment(100, days_ago(1), invoice="X").order()
        assert decide("dishonour_warning", ledger).outcome is False
        assert decide("order_release", ledger).outcome == "RELEASE"


class TestPromise:
    """B68, E36: the day that was agreed, and whether the promise was kept."""

    def promised(self, pay_by: str, **payment: str) -> Ledger:
        ledger = trading().open_invoice(1000, "2026-01-01", due_on=days_ago(20), id_="X").order()
        for amount, on in payment.items():
            ledger.payment(amount.removeprefix("p"), on, invoice="X")
        return promise(ledger, 500, pay_by, days_ago(15), "X")

    @pytest.mark.parametrize(
        ("pay_by", "payments", "state"),
        [
            (AS_OF.isoformat(), {}, "RUNNING"),
            (days_ago(1), {}, "BROKEN"),
            (days_ago(1), {"p500": days_ago(1)}, "KEPT"),
            (days_ago(1), {"p500": AS_OF.isoformat()}, "BROKEN"),
            (days_ago(1), {"p499": days_ago(1)}, "BROKEN"),
            (days_ago(1), {"p500": days_ago(16)}, "BROKEN"),
        ],
    )
    def test_paid_between_promise_and_day(self, decide, pay_by, payments, state):
        """B68."""
        assert (
            decide("promise_state", self.promised(pay_by, **payments), "payment_promises-1").outcome == state
        )

    def test_one_payment_keeps_one_promise(self, decide):
        """B68: two promises of 500 on what is owed at the unit."""
        ledger = trading().open_invoice(1000, "2026-01-01", due_on=days_ago(20)).payment(500, days_ago(5))
        promise(promise(ledger, 500, days_ago(4), days_ago(15)), 500, days_ago(3), days_ago(15))
        states = [decide("promise_state", ledger, f"payment_promises-{number}").outcome for number in (1, 2)]
        assert states == ["KEPT", "BROKEN"]

    def test_a_cheque_that_has_not_cleared_keeps_none(self, decide):
        """B61, B68."""
        ledger = instrument(self.promised(days_ago(1), p500=days_ago(2)), "CHEQUE")
        assert decide("promise_state", ledger, "payment_promises-1").outcome == "BROKEN"

    def test_a_broken_one_warns_and_holds_while_the_debt_is_open(self, decide):
        """L30, E36."""
        broken = self.promised(days_ago(1))
        assert decide("promise_warning", broken).outcome is True
        assert decide("order_release", broken).rules == ["order-release.promise-broken"]
        paid_later = self.promised(days_ago(1), p1000=AS_OF.isoformat())
        assert decide("promise_warning", paid_later).outcome is False
        assert decide("order_release", paid_later).outcome == "RELEASE"
        assert decide("order_release", self.promised(AS_OF.isoformat())).outcome == "RELEASE"

    def test_one_that_is_lost_leaves_it_open(self, decide):
        """M16."""
        ledger = self.promised(days_ago(1))
        ledger.tables["payment_promises"].clear()
        ledger.unreadable("payment_promises", customer="C-1", unit="U-1")
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.unjudged) == ("REFER", ["order-release.promise-broken"])


class TestDunning:
    """E36: the level of the host, the one that the debt asks for, and when dunning rests."""

    def owing(self, days: int) -> Ledger:
        return trading().open_invoice(5000, "2026-01-01", due_on=days_ago(days), id_="X").order()

    @pytest.mark.parametrize(("days", "due"), [(6, 0), (7, 1), (20, 1), (21, 2), (44, 2), (45, 3)])
    def test_the_age_of_the_debt_asks_for_a_level(self, days, due):
        """E36."""
        assert measured(self.owing(days), "dunning_level_due") == due

    @pytest.mark.parametrize(("level", "step"), [(0, "RAISE"), (1, "IN_STEP"), (2, "IN_STEP")])
    def test_the_next_level_is_due_or_not(self, decide, level, step):
        """E36."""
        assert decide("dunning_step", dunned(self.owing(10), level)).outcome == step
        assert decide("dunning_step", self.owing(10)).outcome == "RAISE"

    @pytest.mark.parametrize(("until", "step"), [(AS_OF.isoformat(), "STOPPED"), (days_ago(1), "RAISE")])
    def test_a_stop_lets_it_rest_and_releases_nothing(self, decide, until, step):
        """E36: the debt is as overdue as it was."""
        ledger = dunned(self.owing(31), 1, until=until)
        assert decide("dunning_step", ledger).outcome == step
        assert decide("order_release", ledger).rules == ["order-release.overdue-days"]

    def test_a_promise_that_runs_lets_it_rest(self, decide):
        """E36, B68."""
        assert (
            decide("dunning_step", promise(self.owing(10), 1, in_days(1), days_ago(2))).outcome == "PROMISED"
        )

    @pytest.mark.parametrize(("level", "outcome"), [(2, "RELEASE"), (3, "REFER")])
    def test_a_high_level_holds_orders_on_credit(self, decide, level, outcome):
        """L30, E36."""
        assert decide("order_release", dunned(self.owing(5), level)).outcome == outcome

    def test_the_last_entry_counts_while_the_debt_is_open(self, decide):
        """E36."""
        ledger = dunned(dunned(self.owing(5), 3, "2026-11-01"), 1, "2026-11-02")
        assert measured(ledger, "dunning_level") == 1
        other = dunned(dunned(self.owing(5), 3, "2026-11-01", invoice="X"), 1, "2026-11-02")
        assert measured(other, "dunning_level") == 3
        assert measured(other.payment(5000, invoice="X"), "dunning_level") == 0

    def test_an_entry_that_is_lost_leaves_it_open(self, decide):
        """M16."""
        ledger = self.owing(5).unreadable("dunnings", customer="C-1", unit="U-1")
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.unjudged) == ("REFER", ["order-release.dunned"])
