"""The ledger of the kit: two companies, two currencies, more rows than a page, and every amount that adapters get wrong."""

from datetime import date, timedelta
from typing import Any, Final

from groupctl.model import (
    Account,
    AccountState,
    Customer,
    CustomerGroup,
    ExchangeRate,
    Invoice,
    Order,
    OrderStatus,
    Payment,
    PaymentTerm,
    Unit,
    UnitKind,
)
from groupctl.schema.limits import Amount, Inherit, Limit, Unlimited
from groupctl.schema.money import Money

AS_OF: Final = date(2026, 6, 30)
EARLIER: Final = date(2026, 5, 15)
INVOICES: Final = 260
"""More than two pages of a hundred."""
AMOUNTS: Final = (1, 10, 99, 100, 30_01, 12_345_67, 99_999_999_99)
"""In minor units: cents alone, and more digits than a binary fraction keeps."""
LIMITS: Final[tuple[tuple[str, str, Limit], ...]] = (
    ("C-1", "U-1", Amount(Money(500_00, "CNY"))),
    ("C-1", "U-2", Amount(Money(70_00, "EUR"))),
    ("C-2", "U-1", Amount(Money(0, "CNY"))),
    ("C-2", "U-2", Unlimited()),
    ("C-3", "U-1", Inherit()),
)
CURRENCY: Final = {"U-1": "CNY", "U-2": "EUR"}


def books() -> dict[str, list[Any]]:
    """The rows by table."""
    return {
        "units": [
            Unit(id="U-0", name="Group", kind=UnitKind.GROUP, currency="CNY"),
            Unit(id="U-1", name="North", kind=UnitKind.SUBSIDIARY, parent="U-0", currency="CNY"),
            Unit(id="U-2", name="South", kind=UnitKind.SUBSIDIARY, parent="U-0", currency="EUR"),
        ],
        "groups": [CustomerGroup(id="G-1", name="Roof", credit_limit=Inherit())],
        "customers": [
            Customer(id="C-1", name="First", group="G-1", credit_limit=Unlimited()),
            Customer(id="C-2", name="Second & Söhne", group="G-1", credit_limit=Unlimited()),
            Customer(id="C-3", name="第三", credit_limit=Unlimited()),
        ],
        "accounts": [
            Account(
                customer=customer,
                unit=unit,
                since=date(2020, 1, 1),
                state=AccountState.ACTIVE,
                payment_term=PaymentTerm.CREDIT,
                credit_limit=limit,
            )
            for customer, unit, limit in LIMITS
        ],
        "invoices": [_invoice(number) for number in range(INVOICES)],
        "payments": [*_payments()],
        "orders": [order(f"SO-{number}", *owner) for number, owner in enumerate(_owners() * 2)],
        "exchange_rates": [ExchangeRate(base="EUR", quote="CNY", on=date(2020, 1, 1), rate="8")],
    }


def _owners() -> list[tuple[str, str]]:
    return [(customer, unit) for customer, unit, _ in LIMITS]


def _invoice(number: int) -> Invoice:
    """Due and overdue, settled before and after the earlier day, and some of the days after the snapshot."""
    customer, unit = _owners()[number % len(LIMITS)]
    issued = date(2026, 1, 1) + timedelta(days=number % 190)
    settled = issued + timedelta(days=40) if number % 3 == 0 else None
    return Invoice(
        id=f"I-{number:04}",
        customer=customer,
        unit=unit,
        issued_on=issued,
        due_on=issued + timedelta(days=30),
        amount=Money(AMOUNTS[number % len(AMOUNTS)], CURRENCY[unit]),
        settled_on=settled,
        disputed=False,
    )


def _payments() -> list[Payment]:
    """Parts of invoices, before and after the earlier day, and money on account."""
    found = []
    for number in range(0, INVOICES, 7):
        paid = _invoice(number)
        half = Money(paid.amount.minor // 2, paid.amount.currency)
        if half.minor and paid.settled_on is None:
            on = paid.issued_on + timedelta(days=20)
            found.append(payment(f"P-{number:04}", paid.customer, paid.unit, half, on=on, invoice=paid.id))
    return [*found, payment("P-9000", "C-3", "U-1", Money(5_00, "CNY"), on=EARLIER)]


def payment(
    id_: str, customer: str, unit: str, amount: Money, *, on: date, invoice: str | None = None
) -> Payment:
    """A payment."""
    return Payment(id=id_, customer=customer, unit=unit, invoice=invoice, paid_on=on, amount=amount)


def order(id_: str, customer: str, unit: str, minor: int = 60_00) -> Order:
    """An open order on credit."""
    return Order(
        id=id_,
        customer=customer,
        unit=unit,
        ordered_on=date(2026, 5, 1),
        amount=Money(minor, CURRENCY[unit]),
        invoiced=Money(0, CURRENCY[unit]),
        status=OrderStatus.OPEN,
        on_credit=True,
    )
