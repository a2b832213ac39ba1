"""When an invoice is due, and how far a payment is money: B61, B64, B68, E18, E36."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar

import pytest

from groupctl.model import (
    AgreedTerms,
    Dispute,
    DisputeReason,
    DisputeStatus,
    Instalment,
    InstrumentKind,
    PaymentInstrument,
    PaymentPromise,
    PaymentStatus,
)
from groupctl.schema.money import Money
from tests.model.examples import AS_OF, invoice, payment, portfolio, yuan
from tests.model.holding import holding, ids, refused


def instalment(id_: str, due_on: date, amount: Money, **fields: Any) -> Instalment:
    own = {"customer": "C-1", "unit": "U-1", "invoice": "I-1"}
    return Instalment(**{"id": id_, "due_on": due_on, "amount": amount, **own, **fields})


FIRST, SECOND = date(2026, 1, 15), date(2026, 1, 31)
HALVES = (instalment("S-1", FIRST, yuan(50)), instalment("S-2", SECOND, yuan(50)))


class TestSchedule:
    """B68: the instalments of an invoice are its schedule, or they are nothing."""

    def test_instalments_that_add_up_are_kept(self):
        """B68."""
        found = holding(invoices=[invoice()], instalments=list(HALVES))
        assert ids(found, "invoice", "I-1", "instalments") == ["S-1", "S-2"]
        assert ids(found, "account", "C-1@U-1", "instalments") == ["S-1", "S-2"]

    @pytest.mark.parametrize(
        ("second", "why"),
        [
            (instalment("S-2", SECOND, yuan(49)), "model.schedule-does-not-add-up"),
            (instalment("S-2", SECOND, Money.of(50, "USD")), "model.schedule-other-currency"),
            (instalment("S-2", FIRST, yuan(50)), "model.schedule-twice-a-day"),
            (instalment("S-2", date(2025, 12, 31), yuan(50)), "model.schedule-out-of-time"),
            (instalment("S-2", date(2126, 1, 31), yuan(50)), "model.schedule-out-of-time"),
            (instalment("S-2", SECOND, yuan(50), unit="U-2"), "model.schedule-of-another"),
        ],
    )
    def test_a_schedule_that_does_not_fit_is_none(self, second, why):
        """B68: both instalments are rejected, and it is unknown when the invoice is due; never later than it was."""
        found = portfolio(invoices=[invoice()], instalments=[HALVES[0], second])
        assert [(row.table, row.id, row.reason.key) for row in found.rejected] == [
            ("instalments", "S-1", why),
            ("instalments", "S-2", why),
        ]
        record = found.record("invoice", "I-1")
        assert found.gaps(record, "instalments")

    def test_an_instalment_that_is_lost_takes_the_schedule_with_it(self):
        """B68: what is left does not add up any more."""
        found = portfolio(invoices=[invoice()], instalments=[HALVES[0]])
        assert found.gaps(found.record("invoice", "I-1"), "instalments")


class TestTerms:
    """B64, E18."""

    def test_a_discount_has_days_and_saves_a_share(self):
        own: dict[str, Any] = {
            "id": "T", "customer": "C-1", "unit": "U-1", "starts_on": FIRST, "net_days": 30, "end_of_month": True,
        }  # fmt: skip
        assert AgreedTerms(**own, discount=Fraction(1, 50), discount_days=10)
        refused(AgreedTerms, "model.discount-without-days", **own, discount=Fraction(1, 50))
        refused(AgreedTerms, "model.discount-without-days", **own, discount_days=10)
        refused(AgreedTerms, "model.not-a-share", **own, discount=Fraction(2), discount_days=10)

    def test_a_promise_is_for_a_day_to_come(self):
        own: dict[str, Any] = {
            "id": "PP",
            "customer": "C-1",
            "unit": "U-1",
            "amount": yuan(1),
            "promised_on": SECOND,
        }
        assert PaymentPromise(**own, pay_by=SECOND)
        refused(PaymentPromise, "model.dates-out-of-order", **own, pay_by=FIRST)


class TestDispute:
    """M12: open until the day on which it was closed."""

    OWN: ClassVar[dict[str, Any]] = {
        "id": "D", "customer": "C-1", "unit": "U-1", "invoice": "I-1", "raised_on": FIRST, "amount": yuan(30),
        "reason": DisputeReason.PRICE,
    }  # fmt: skip

    def test_status_and_day_go_together(self):
        refused(Dispute, "model.status-and-date", **self.OWN, status=DisputeStatus.CLOSED)
        refused(Dispute, "model.status-and-date", **self.OWN, status=DisputeStatus.OPEN, closed_on=SECOND)

    @pytest.mark.parametrize(("days", "status"), [(0, DisputeStatus.CLOSED), (1, DisputeStatus.OPEN)])
    def test_it_is_open_before_the_day_on_which_it_was_closed(self, days, status):
        closed = Dispute(**self.OWN, status=DisputeStatus.CLOSED, closed_on=AS_OF + timedelta(days))
        (found,) = holding(invoices=[invoice()], disputes=[closed]).disputes.values()
        assert found.status is status


class TestInstrument:
    """B61: the status is that of the last day."""

    OWN: ClassVar[dict[str, Any]] = {"id": "PI", "payment": "P-1", "kind": InstrumentKind.CHEQUE}

    @pytest.mark.parametrize("status", [one for one in PaymentStatus if one is not PaymentStatus.RECEIVED])
    def test_a_status_without_its_day_is_refused(self, status):
        refused(PaymentInstrument, "model.status-and-date", **self.OWN, status=status, recourse=True)

    def test_a_day_without_its_status_is_refused(self):
        refused(
            PaymentInstrument,
            "model.status-and-date",
            **self.OWN,
            status=PaymentStatus.RECEIVED,
            cleared_on=FIRST,
        )
        days = {"cleared_on": FIRST, "bounced_on": SECOND}
        refused(PaymentInstrument, "model.status-and-date", **self.OWN, status=PaymentStatus.CLEARED, **days)
        assert PaymentInstrument(**self.OWN, status=PaymentStatus.BOUNCED, **days)

    def test_a_bill_has_its_days(self):
        bill = {**self.OWN, "kind": InstrumentKind.BANK_ACCEPTANCE, "status": PaymentStatus.RECEIVED}
        refused(PaymentInstrument, "model.bill-without-dates", **bill, matures_on=SECOND)
        refused(PaymentInstrument, "model.bill-without-dates", **bill, drawn_on=FIRST)
        days = {"drawn_on": FIRST, "matures_on": SECOND}
        passed_on = {**bill, **days, "status": PaymentStatus.ENDORSED, "endorsed_on": FIRST}
        refused(PaymentInstrument, "model.bill-without-recourse", **passed_on)
        assert PaymentInstrument(**passed_on, recourse=False)

    @pytest.mark.parametrize(
        ("on", "status"),
        [
            (date(2026, 2, 28), PaymentStatus.RECEIVED),
            (date(2026, 3, 1), PaymentStatus.CLEARED),
            (date(2026, 4, 1), PaymentStatus.BOUNCED),
        ],
    )
    def test_a_snapshot_has_the_status_of_its_day(self, on, status):
        """B61: what happened later has not happened yet."""
        days = {"cleared_on": date(2026, 3, 1), "bounced_on": date(2026, 4, 1)}
        row = PaymentInstrument(**self.OWN, status=PaymentStatus.BOUNCED, **days)
        found = holding(as_of=on, payments=[payment()], payment_instruments=[row])
        assert found.payment_instruments["PI"].status is status

    def test_a_bill_that_matures_in_another_century_is_rejected(self):
        bill = PaymentInstrument(
            **{**self.OWN, "kind": InstrumentKind.BANK_ACCEPTANCE}, status=PaymentStatus.RECEIVED,
            drawn_on=FIRST, matures_on=date(2126, 1, 1),
        )  # fmt: skip
        found = portfolio(payments=[payment()], payment_instruments=[bill])
        assert [row.reason.key for row in found.rejected] == ["model.due-too-late"]
