"""One small group, written out: two units, one customer group with two customers."""

from datetime import date
from typing import Any

from groupctl.model import (
    STANDARD,
    Account,
    Customer,
    CustomerGroup,
    Invoice,
    Order,
    OrderStatus,
    Payment,
    Request,
    Unit,
    UnitKind,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause

AS_OF = date(2026, 6, 30)
FAULTY = Cause.of("model.empty-id", field="Invoice.id")


def yuan(amount: str | int) -> Money:
    return Money.of(amount, "CNY")


def unit(id_: str = "U-1", parent: str | None = "HQ", **fields: Any) -> Unit:
    return Unit(**{"id": id_, "name": "Some unit", "kind": UnitKind.DIVISION, "parent": parent, **fields})


def customer(id_: str = "C-1", **fields: Any) -> Customer:
    return Customer(**{"id": id_, "name": "Some Ltd", "group": "G-1", **fields})


def invoice(id_: str = "I-1", **fields: Any) -> Invoice:
    own = {"customer": "C-1", "unit": "U-1", "issued_on": date(2026, 1, 1), "due_on": date(2026, 1, 31)}
    return Invoice(**{"id": id_, **own, "amount": yuan(100), **fields})


def order(id_: str = "O-1", **fields: Any) -> Order:
    own = {"customer": "C-1", "unit": "U-1", "ordered_on": date(2026, 1, 1), "status": OrderStatus.OPEN}
    return Order(**{"id": id_, **own, "amount": yuan(100), **fields})


def payment(id_: str = "P-1", **fields: Any) -> Payment:
    own = {"customer": "C-1", "unit": "U-1", "paid_on": date(2026, 2, 1), "amount": yuan(50)}
    return Payment(**{"id": id_, **own, **fields})


def request(id_: str = "R-1", **fields: Any) -> Request:
    own = {"matter": "OVER_UNIT_LIMIT", "unit": "U-1", "requested_on": date(2026, 1, 1)}
    return Request(**{"id": id_, **own, **fields})


def tables(**changes: Any) -> dict[str, Any]:
    """Complete tables; ``changes`` replace some of them."""
    own = {
        "units": [unit("HQ", None, kind=UnitKind.GROUP), unit("U-1"), unit("U-2")],
        "groups": [CustomerGroup(id="G-0", name="top"), CustomerGroup(id="G-1", name="sub", parent="G-0")],
        "customers": [customer("C-1"), customer("C-2", group=None)],
        "accounts": [Account(customer="C-1", unit="U-1"), Account(customer="C-2", unit="U-2")],
    }
    return {table: [] for table in STANDARD.tables} | own | changes


def portfolio(rejected: Any = (), missing: Any = (), as_of: date = AS_OF, **changes: Any) -> Portfolio:
    given = {table: rows for table, rows in tables(**changes).items() if table not in missing}
    return Portfolio.build(
        as_of=as_of, currency="CNY", tables=given, rejected=rejected, missing_tables=missing
    )


def lost(table: str = "invoices", **known: Any) -> RejectedRow:
    return RejectedRow(table=table, reason=FAULTY, **known)
