"""Rows that say when an invoice is due and how far a payment is money, for examples about C-1 at U-1."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from groupctl.model import (
    AgreedTerms,
    Dispute,
    DisputeReason,
    DisputeStatus,
    Dunning,
    Instalment,
    InstrumentKind,
    PaymentInstrument,
    PaymentPromise,
    PaymentStatus,
)
from groupctl.model.instrument import ACCEPTANCE_BILLS, DAY_OF
from groupctl.schema.fields import about
from groupctl.testing import AS_OF, Ledger, day, days_ago
from tests.standard.amounts import yuan

OF: dict[str, Any] = {"customer": "C-1", "unit": "U-1"}


def in_days(days: int) -> str:
    """The date so many days after the snapshot, as text."""
    return days_ago(-days)


def _id(ledger: Ledger, cls: type) -> str:
    table = about(cls).table
    return f"{table}-{len(ledger.tables[table]) + 1}"


def schedule(
    ledger: Ledger, *parts: tuple[str, float | str], invoice: str = "", issued_on: str = "2026-01-01"
) -> Ledger:
    """An open invoice that falls due in ``parts``: due date and amount."""
    id_ = invoice or f"S-{len(ledger.tables['invoices']) + 1}"
    total = sum(amount for _, amount in parts)
    ledger.invoice(issued_on, total, due_on=max(due for due, _ in parts), settled_on=None, id_=id_)
    for due, amount in parts:
        ledger.put(
            Instalment(id=_id(ledger, Instalment), invoice=id_, due_on=day(due), amount=yuan(amount), **OF)
        )
    return ledger


def terms(ledger: Ledger, net: int = 30, *, end_of_month: bool = False, discount: str | None = None, within: int | None = None, **more: Any) -> Ledger:  # fmt: skip
    """Terms agreed since 2020."""
    share = None if discount is None else Fraction(discount)
    row: dict[str, Any] = {
        "starts_on": day("2020-01-01"),
        "net_days": net,
        "end_of_month": end_of_month,
        **OF,
        **more,
    }
    return ledger.put(AgreedTerms(id=_id(ledger, AgreedTerms), discount=share, discount_days=within, **row))


def promise(ledger: Ledger, amount: float | str, pay_by: str, promised_on: str = "2026-11-01", invoice: str | None = None) -> Ledger:  # fmt: skip
    """A promise to pay."""
    row: dict[str, Any] = {"promised_on": day(promised_on), "pay_by": day(pay_by), "invoice": invoice, **OF}
    return ledger.put(PaymentPromise(id=_id(ledger, PaymentPromise), amount=yuan(amount), **row))


def dispute(ledger: Ledger, invoice: str, amount: float | str, raised_on: str = "2026-11-01", *, closed_on: str | None = None, reason: str = "PRICE") -> Ledger:  # fmt: skip
    """A dispute of a part of an invoice."""
    status = DisputeStatus.OPEN if closed_on is None else DisputeStatus.CLOSED
    row: dict[str, Any] = {
        "raised_on": day(raised_on),
        "closed_on": day(closed_on),
        "reason": DisputeReason[reason],
        **OF,
    }
    return ledger.put(
        Dispute(id=_id(ledger, Dispute), invoice=invoice, amount=yuan(amount), status=status, **row)
    )


def dunned(ledger: Ledger, level: int, on: str = "2026-11-10", *, invoice: str | None = None, until: str | None = None) -> Ledger:  # fmt: skip
    """A level of dunning that the host reached, and until when it has stopped."""
    row: dict[str, Any] = {"dunned_on": day(on), "stopped_until": day(until), "invoice": invoice, **OF}
    return ledger.put(Dunning(id=_id(ledger, Dunning), level=level, **row))


def instrument(ledger: Ledger, kind: str, status: str = "RECEIVED", on: str | None = None, *, matures: str | None = None, recourse: bool | None = None) -> Ledger:  # fmt: skip
    """What the last payment was made with, and the status that it came to on a day."""
    kind_, status_ = InstrumentKind[kind], PaymentStatus[status]
    row: dict[str, Any] = {} if on is None else {DAY_OF[status_]: day(on)}
    if kind_ in ACCEPTANCE_BILLS:
        row["drawn_on"] = day("2026-06-01")
    row["matures_on"] = day(matures)
    id_, payment = _id(ledger, PaymentInstrument), ledger.tables["payments"][-1].id
    return ledger.put(
        PaymentInstrument(id=id_, payment=payment, kind=kind_, status=status_, recourse=recourse, **row)
    )


def trading(limit: int | str = "unlimited") -> Ledger:
    """C-1 has bought from U-1 for years and was surveyed; nothing is open."""
    return Ledger().customer().account(credit_limit=limit).survey().invoice(amount=1_000_000)


TOMORROW = (AS_OF + timedelta(1)).isoformat()
