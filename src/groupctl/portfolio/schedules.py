"""Whether the instalments of an invoice are its schedule: what doesn't fit tells nothing about when the invoice is due."""

from collections.abc import Sequence

from groupctl.model.due import Instalment
from groupctl.model.ledger import Invoice
from groupctl.portfolio.doubtful_dates import LONGEST_TERM
from groupctl.schema.entities import PAYER
from groupctl.schema.fields import stated
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause


def wrong_schedule(invoice: Invoice, instalments: Sequence[Instalment]) -> Cause | None:
    """Why ``instalments`` can't be the schedule of ``invoice``; None where they can."""
    of = {"field": "Instalment.invoice", "invoice": invoice.id}
    for one in instalments:
        if (one.customer, one.unit) != (stated(invoice, PAYER), invoice.unit):
            return Cause.of("model.schedule-of-another", **of)
        if not invoice.issued_on <= one.due_on <= invoice.issued_on + LONGEST_TERM:
            return Cause.of("model.schedule-out-of-time", **of, value=one.due_on, first=invoice.issued_on)
    if len({one.due_on for one in instalments}) < len(instalments):
        return Cause.of("model.schedule-twice-a-day", **of)
    currency = invoice.amount.currency
    if any(one.amount.currency != currency for one in instalments):
        return Cause.of("model.schedule-other-currency", **of, currency=currency)
    total = Money(sum(one.amount.minor for one in instalments), currency)
    if total != invoice.amount:
        return Cause.of("model.schedule-does-not-add-up", **of, total=total, amount=invoice.amount)
    return None
