"""Dates that no business means: null dates of hosts, mistyped years, ends long before their beginning.

A row with one of these is rejected, for it can't be told what it means: that an invoice was settled in 1900, or that
it was not.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from attrs import frozen

from groupctl.model.due import PaymentPromise
from groupctl.model.granted_limit import GrantedLimit
from groupctl.model.instrument import PaymentInstrument
from groupctl.model.ledger import Invoice, Order, Payment
from groupctl.schema.fields import Mark, about, field_types
from groupctl.texts.causes import Cause

A_YEAR: Final = timedelta(days=366)

LONGEST_TERM: Final = timedelta(days=3653)
"""What falls due, or is delivered, longer than this after it was issued, drawn, promised or ordered has a mistyped year."""

_TERMS: Final[tuple[tuple[type, str, str], ...]] = (
    (Order, "ordered_on", "deliver_on"),
    (Invoice, "issued_on", "due_on"),
    (PaymentInstrument, "drawn_on", "matures_on"),
    (PaymentPromise, "promised_on", "pay_by"),
)

NULL_DATES: Final = frozenset({date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
"""What SQL Server, and what Unix east and west of Greenwich, hold for no date; others lie before the years of the model."""

_DAYS_OF_BIRTH: Final = frozenset({"born_on"})
"""On these days people were born, too."""


@frozen
class _Dates:
    """The dates of a class by name: its own, ``since``, those on which something ends or is done, and where null dates are doubted."""

    own: str | None
    since: tuple[str, ...]
    ends: tuple[str, ...]
    doubted: tuple[str, ...]


@cache
def _dates(cls: type) -> _Dates:
    fields = {name: field for name, field in field_types(cls).items() if field.kind == "date"}
    own = about(cls).dated
    ends = tuple(name for name, field in fields.items() if Mark.HAPPENS in field.marks)
    since = tuple(name for name in fields if name == "since")
    return _Dates(own, since, ends, tuple(name for name in fields if name not in _DAYS_OF_BIRTH))


def last_day(as_of: date, tables: Iterable[Sequence[Any]]) -> date:
    """The last day of the ledger: a year after ``as_of``, or after later rows that follow each other within years.

    What is dated after it has a mistyped year. A snapshot of an earlier day has all of its ledger's future.
    """
    days: set[date] = set()
    for rows in tables:
        if rows and (dated := about(type(rows[0])).dated) is not None:
            days.update(day for row in rows if (day := getattr(row, dated)) > as_of)
    last = as_of
    for day in sorted(days):
        if day > last + A_YEAR:
            break
        last = day
    return last + A_YEAR


def doubtful_date(row: Any, last: date) -> tuple[str, Cause] | None:
    """The first field of ``row`` with a date that can't be meant, and why; None if there is none.

    ``last`` is the ledger's last day.
    """
    cls: type[Hashable] = type(row)
    return next(_doubtful(row, _dates(cls), last), None)


def _doubtful(row: Any, dates: _Dates, last: date) -> Iterator[tuple[str, Cause]]:
    cls = type(row).__name__
    for name in dates.doubted:
        if (day := getattr(row, name)) in NULL_DATES:
            yield name, Cause.of("model.null-date", field=f"{cls}.{name}", value=day)
    own: date | None = getattr(row, dates.own) if dates.own else None
    for name in (*((dates.own,) if dates.own else ()), *dates.since, *dates.ends):
        day = getattr(row, name)
        if day is not None and day > last:
            yield name, Cause.of("model.beyond-horizon", field=f"{cls}.{name}", value=day, last=last)
        elif name in dates.ends and day is not None and own is not None and day < own - A_YEAR:
            yield name, _before(f"{cls}.{name}", day, str(dates.own), own)
    for kind, begins, ends in _TERMS:
        if isinstance(row, kind):
            first, due = getattr(row, begins), getattr(row, ends)
            if first is not None and due is not None and due > first + LONGEST_TERM:
                values = {"value": str(due), "other": begins, "first": str(first)}
                yield ends, Cause.of("model.due-too-late", field=f"{cls}.{ends}", **values)
    if isinstance(row, GrantedLimit) and row.starts_on > last:
        yield (
            "starts_on",
            Cause.of("model.beyond-horizon", field="GrantedLimit.starts_on", value=row.starts_on, last=last),
        )


def paid_long_before(payment: Payment, invoice: Invoice) -> Cause | None:
    """Why ``payment`` can't be one for ``invoice``: it was paid more than a year before that was issued."""
    if payment.paid_on >= invoice.issued_on - A_YEAR:
        return None
    return _before("Payment.paid_on", payment.paid_on, f"issued_on of {invoice.id}", invoice.issued_on)


def _before(field: str, day: date, other: str, first: date) -> Cause:
    return Cause.of("model.long-before", field=field, value=day, other=other, first=first)
