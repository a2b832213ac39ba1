"""What a payment was made with, and how far it is money: transfers, debits, cheques, acceptance bills."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import auto
from typing import Annotated, Any, Final, Self, cast

import attrs

from groupctl.schema.choices import Choice
from groupctl.schema.fields import Happening, Identifier, Ref, record
from groupctl.schema.money import Problem


class InstrumentKind(Choice):
    """What a payment was made with (B61)."""

    TRANSFER = auto()
    DIRECT_DEBIT = auto()
    CHEQUE = auto()
    BANK_ACCEPTANCE = auto()
    COMMERCIAL_ACCEPTANCE = auto()


ACCEPTANCE_BILLS: Final = frozenset({InstrumentKind.BANK_ACCEPTANCE, InstrumentKind.COMMERCIAL_ACCEPTANCE})


class PaymentStatus(Choice):
    """How far a payment is money (B61): received and no more, passed on, cleared, or come back.

    A bill that was paid when it matured is cleared; one that was dishonoured bounced.
    """

    RECEIVED = auto()
    ENDORSED = auto()
    DISCOUNTED = auto()
    CLEARED = auto()
    BOUNCED = auto()
    REVERSED = auto()


DAY_OF: Final[Mapping[PaymentStatus, str]] = {
    status: f"{status.name.lower()}_on" for status in PaymentStatus if status is not PaymentStatus.RECEIVED
}
"""The field with the day on which a payment came to a status; it was received when it was paid."""


@record("payment_instrument", ordered=("drawn_on <= matures_on",), supplementary=True)
class PaymentInstrument:
    """What a payment was made with, and how far it is money (B61). A payment without one is money at once.

    ``status`` is that of the last of the days stated, so neither a lost day nor a lost status makes money of what is none. An acceptance bill has
    the days on which it was drawn and matures; one that was endorsed or discounted says whether we still answer for it (``recourse``).
    """

    id: Identifier
    payment: Annotated[str, Ref("payment")]
    kind: InstrumentKind
    number: str | None = None
    status: PaymentStatus
    drawn_on: date | None = None
    matures_on: date | None = None
    endorsed_on: Happening | None = None
    discounted_on: Happening | None = None
    cleared_on: Happening | None = None
    bounced_on: Happening | None = None
    reversed_on: Happening | None = None
    recourse: bool | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """Status and days agree; a bill has what a bill must have."""
        days = self._days()
        last = max(days.values(), default=None)
        if days.get(self.status) != last or (last is None) != (self.status is PaymentStatus.RECEIVED):
            yield "status", ("model.status-and-date", {"status": self.status.name})
        if self.kind in ACCEPTANCE_BILLS and (self.drawn_on is None or self.matures_on is None):
            yield "matures_on", ("model.bill-without-dates", {})
        if self.recourse is None and (self.endorsed_on or self.discounted_on):
            yield "recourse", ("model.bill-without-recourse", {})

    def as_of(self, day: date) -> Self:
        """The payment as it stood on ``day``."""
        days = self._days()
        later = [status for status, on in days.items() if on > day]
        if not later:
            return self
        held = (
            max((on, status.name) for status, on in days.items() if on <= day)
            if len(later) < len(days)
            else None
        )
        status = PaymentStatus[held[1]] if held else PaymentStatus.RECEIVED
        undone = {DAY_OF[one]: None for one in later}
        return cast("Self", attrs.evolve(cast("Any", self), status=status, **undone))

    def _days(self) -> dict[PaymentStatus, date]:
        """The days that are stated, by the status that each brought."""
        found = {status: getattr(self, name) for status, name in DAY_OF.items()}
        return {status: on for status, on in found.items() if on is not None}
