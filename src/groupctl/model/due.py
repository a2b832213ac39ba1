"""When an invoice is due, and what was said about it since: schedules, terms, promises, disputes, dunning.

Their tables are supplementary: a business that keeps none of them says so once, or its mapping doesn't name them.
"""

from collections.abc import Iterator
from datetime import date
from enum import auto
from fractions import Fraction
from typing import Any, Self, cast

import attrs

from groupctl.schema.choices import Choice
from groupctl.schema.fields import (
    Count,
    CustomerRef,
    Days,
    Happening,
    Identifier,
    InvoiceRef,
    NonNegative,
    UnitRef,
    record,
)
from groupctl.schema.money import Problem


class DisputeReason(Choice):
    """What a customer objects to in an invoice (M12)."""

    PRICE = auto()
    QUANTITY = auto()
    QUALITY = auto()
    DELIVERY = auto()
    DUPLICATE = auto()
    TERMS = auto()
    OTHER = auto()


class DisputeStatus(Choice):
    """Whether a dispute is settled."""

    OPEN = auto()
    CLOSED = auto()


@record("instalment", supplementary=True)
class Instalment:
    """A part of an invoice with a due date of its own (B68).

    The instalments of an invoice are its schedule: they add up to it, in its currency, no two fall due on one day, and ``customer`` is who
    pays it. A schedule that does not fit is rejected, and it is unknown when the invoice falls due.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    invoice: InvoiceRef
    due_on: date
    amount: NonNegative


@record("agreed_terms", table="agreed_terms", ordered=("starts_on <= ends_on",), supplementary=True)
class AgreedTerms:
    """When a customer has to pay a unit, as agreed (B64, E18); first and last day inclusive.

    An invoice of that time falls due ``net_days`` after its date or, with ``end_of_month``, after the end of its month. ``discount`` is
    the share that paying within ``discount_days`` saves.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    starts_on: date
    ends_on: date | None = None
    net_days: Days
    end_of_month: bool
    discount: Fraction | None = None
    discount_days: Days | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A discount has days, and saves less than all."""
        if (self.discount is None) != (self.discount_days is None):
            yield "discount_days", ("model.discount-without-days", {})
        elif self.discount is not None and not 0 < self.discount < 1:
            yield "discount", ("model.not-a-share", {"value": str(self.discount)})


@record("payment_promise", dated="promised_on", ordered=("promised_on <= pay_by",), supplementary=True)
class PaymentPromise:
    """A customer's promise to pay ``amount`` until ``pay_by`` at the latest (B68, E36): on an invoice, or on whatever is owed."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    invoice: InvoiceRef | None = None
    promised_on: date
    pay_by: date
    amount: NonNegative


@record("dispute", dated="raised_on", supplementary=True)
class Dispute:
    """The part of an invoice that its customer disputes, and why (M12).

    A closed one says when it was closed: without that day, it can't be told whether it was.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    invoice: InvoiceRef
    raised_on: date
    amount: NonNegative
    reason: DisputeReason
    status: DisputeStatus
    closed_on: Happening | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A closed dispute has its day, an open one has none."""
        if (self.status is DisputeStatus.CLOSED) != (self.closed_on is not None):
            yield "closed_on", ("model.status-and-date", {"status": self.status.name})

    def as_of(self, day: date) -> Self:
        """The dispute as it stood on ``day``."""
        if self.closed_on is None or self.closed_on <= day:
            return self
        return cast("Self", attrs.evolve(cast("Any", self), closed_on=None, status=DisputeStatus.OPEN))


@record("dunning", dated="dunned_on", supplementary=True)
class Dunning:
    """The dunning level that the host reached on a day (E36), for an invoice or for the whole account.

    Until ``stopped_until``, inclusive, the host dunns no further. The last entry of a day counts, the highest level of one day.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    invoice: InvoiceRef | None = None
    dunned_on: date
    level: Count
    stopped_until: date | None = None
