"""The demo's tables while they are written, and the pen for one customer's dealings with one unit."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeVar, cast

import attrs
from attrs import define, field

from groupctl.demo.written import CURRENCY, constants, row_of, rows_of
from groupctl.model.customer import Account
from groupctl.model.ledger import Invoice, Order, OrderStatus, Payment
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.fields import about
from groupctl.schema.money import Money

AS_OF: Final = date(2026, 6, 30)
"""The day on which the demo is reviewed; the last closed fiscal year is 2025."""

FIRST_DAY: Final = date(2023, 1, 1)
"""Invoices and payments go back to here: three full fiscal years (D26)."""

ORDERS_SINCE: Final = date(2024, 7, 1)
"""Orders, expenses, budgets and plans are kept in the host since this day: two years."""

T = TypeVar("T")


def whole(amount: int) -> int:
    """Minor units of ``amount`` yuan, dollars or euros."""
    return amount * 100


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def day(text: str) -> date:
    """The date written ``2025-03-31``."""
    return date.fromisoformat(text)


def amended(row: T, **changes: Any) -> T:
    """``row`` with other values in some fields."""
    return cast("T", attrs.evolve(cast("Any", row), **changes))


@define
class Book:
    """All rows of the demo, by table, and the rows that its make-believe host could not read."""

    tables: dict[str, list[object]] = field(factory=lambda: {table: [] for table in STANDARD.tables})
    rejected: list[RejectedRow] = field(factory=list)

    def add(self, row: T) -> T:
        """Write a row into its table."""
        self.tables[about(type(row)).table].append(row)
        return row

    def write(self, entity: str, /, **values: Any) -> Any:
        """Write a row of a record type; what it doesn't state is as such rows have it in common."""
        return self.add(row_of(entity, {**constants().get(entity, {}), **values}))

    def write_file(self, name: str) -> None:
        """Write the rows of a file."""
        for row in rows_of(name):
            self.add(row)

    def rows(self, cls: type[T]) -> list[T]:
        """The rows of ``cls`` so far."""
        return [row for row in self.tables[about(cls).table] if isinstance(row, cls)]


@define(kw_only=True)
class AccountWriter:
    """A customer's dealings with a unit; amounts are in minor units of ``currency``.

    Documents are numbered per account: ``SI-0042.11-3`` is the third invoice of C-0042 with U-11.
    """

    book: Book
    customer: str
    unit: str
    currency: str = CURRENCY
    credit_days: int = 30
    on_credit: bool = True
    _written: Counter[str] = field(factory=Counter, init=False)

    def number(self, kind: str) -> str:
        """The next number for a document of ``kind``: SO, SI, PM ..."""
        self._written[kind] += 1
        customer, unit = self.customer.removeprefix("C-"), self.unit.removeprefix("U-")
        return f"{kind}-{customer}.{unit}-{self._written[kind]}"

    def money(self, minor: int) -> Money:
        """``minor`` in the currency of the account."""
        return Money(minor, self.currency)

    def write(self, entity: str, series: str, /, **values: Any) -> None:
        """Write a row that belongs to the account, numbered in a series."""
        self.book.write(entity, id=self.number(series), customer=self.customer, unit=self.unit, **values)

    def order(
        self,
        on: date,
        amount: int,
        *,
        number: str = "",
        status: OrderStatus = OrderStatus.OPEN,
        on_credit: bool | None = None,
        **more: Any,
    ) -> Order:
        """An order; nothing of it is invoiced while it is open, else all of it. ``more`` are other fields of it."""
        invoiced = self.money(0 if status in {OrderStatus.OPEN, OrderStatus.CANCELLED} else amount)
        return self.book.add(
            Order(
                id=number or self.number("SO"),
                customer=self.customer,
                unit=self.unit,
                ordered_on=on,
                amount=self.money(amount),
                status=status,
                on_credit=self.on_credit if on_credit is None else on_credit,
                **{"invoiced": invoiced, **more},
            )
        )

    def invoice(
        self,
        on: date,
        amount: int,
        cost: int | None,
        *,
        order: str | None = None,
        paid_on: date | None = None,
        before: Sequence[tuple[date, int]] = (),
        disputed: bool = False,
    ) -> Invoice:
        """An invoice with its payments: the parts paid ``before``, and on ``paid_on`` (if given) the rest."""
        invoice = self.book.add(
            Invoice(
                id=self.number("SI"),
                customer=self.customer,
                unit=self.unit,
                issued_on=on,
                due_on=on + days(self.credit_days if self.on_credit else 0),
                amount=self.money(amount),
                cost=None if cost is None else self.money(cost),
                order=order,
                settled_on=paid_on,
                disputed=disputed,
                on_credit=self.on_credit,
            )
        )
        for part_on, part in before:
            self.pay(invoice.id, part_on, part)
        if paid_on:
            self.pay(invoice.id, paid_on, amount - sum(part for _, part in before))
        return invoice

    def pay(self, invoice: str, on: date, amount: int) -> Payment:
        """A payment for ``invoice``."""
        return self.book.add(
            Payment(
                id=self.number("PM"),
                customer=self.customer,
                unit=self.unit,
                invoice=invoice,
                paid_on=on,
                amount=self.money(amount),
            )
        )

    def sell(
        self,
        on: date,
        amount: int,
        cost: int | None,
        *,
        paid_on: date | None = None,
        before: Sequence[tuple[date, int]] = (),
        disputed: bool = False,
    ) -> Invoice:
        """An order five days before ``on`` (in the years of which the host keeps orders) and its invoice."""
        ordered_on = on - days(5)
        status = OrderStatus.CLOSED if paid_on else OrderStatus.INVOICED
        order = self.order(ordered_on, amount, status=status).id if ordered_on >= ORDERS_SINCE else None
        return self.invoice(on, amount, cost, order=order, paid_on=paid_on, before=before, disputed=disputed)


def of(account: Account, kind: str) -> dict[str, str]:
    """Whose a row is, and its id: ``VI-C-1@U-11``."""
    return {"id": f"{kind}-{account.id}", "customer": account.customer, "unit": account.unit}


def staff(unit: str, place: int | str) -> str:
    """An employee of a unit: ``E-11.0`` is the first of U-11."""
    return f"E-{unit.removeprefix('U-')}.{place}"


def ago(chance: Random, least: int, most: int) -> date:
    """A day before the day of the review."""
    return AS_OF - days(chance.randint(least, most))
