"""What happened: documents and events of the ledger, each with its own date."""

from collections.abc import Iterator
from datetime import date
from enum import auto
from typing import Annotated

from groupctl.model.product import ProductRef
from groupctl.schema.choices import Choice, OpenChoice
from groupctl.schema.fields import (
    Count,
    CustomerRef,
    Happening,
    Identifier,
    InvoiceRef,
    Mark,
    NonNegative,
    OrderRef,
    Otherwise,
    Ref,
    UnitRef,
    record,
)
from groupctl.schema.money import Money, Problem

Supplementary = Mark.SUPPLEMENTARY
PartyRef = Annotated[str, Ref("customer"), Otherwise("customer"), Supplementary]
PayerRef = Annotated[str, Ref("customer"), Otherwise("bill_to"), Supplementary]


class OrderStatus(Choice):
    """How far an order has come (B58); a draft and a quotation are not confirmed yet."""

    DRAFT = auto()
    QUOTATION = auto()
    OPEN = auto()
    INVOICED = auto()
    CLOSED = auto()
    CANCELLED = auto()


class IncidentKind(OpenChoice):
    """A major incident at a customer (F6)."""

    THEFT = auto()
    ACCIDENT = auto()
    SPLIT = auto()
    ILLNESS = auto()
    FIRE = auto()
    LAWSUIT = auto()
    OTHER = auto()


@record("order", dated="ordered_on", derived={"return_order": "boolean"})
class Order:
    """A sales order (B58): ``amount`` is all of it, ``delivered`` and ``invoiced`` the parts delivered and invoiced so far.

    Below zero it is a return: ``delivered`` is then what came back, ``invoiced`` what was credited. Either part may exceed
    ``amount``, for hosts deliver more than was ordered; nothing is delivered yet where that is not stated. ``customer`` is who
    buys (sold-to). ``bill_to`` gets the invoice and ``ship_to`` the goods, the customer where they are not stated; ``payer``
    pays, ``bill_to`` where it is not stated. ``deliver_on`` is the day planned for what is still to be delivered. The host holds
    the order since ``held_on``; it was closed or cancelled, and opened again on ``reopened_on``.
    """

    id: Identifier
    customer: CustomerRef
    bill_to: PartyRef | None = None
    payer: PayerRef | None = None
    ship_to: PartyRef | None = None
    unit: UnitRef
    ordered_on: date
    amount: Money
    delivered: Annotated[Money, Supplementary] | None = None
    invoiced: Money | None = None
    status: OrderStatus
    on_credit: bool | None = None
    deliver_on: Annotated[date, Supplementary] | None = None
    held_on: Annotated[date, Mark.HAPPENS, Supplementary] | None = None
    reopened_on: Annotated[date, Mark.HAPPENS, Supplementary] | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """What is delivered and invoiced has the sign of the order."""
        for name in ("delivered", "invoiced"):
            part: Money | None = getattr(self, name)
            if part is not None and part.minor * (1 if self.amount.minor >= 0 else -1) < 0:
                yield name, ("model.sign-of-order", {"value": str(part), "amount": str(self.amount)})


@record("invoice", dated="issued_on", ordered=("issued_on <= due_on",))
class Invoice:
    """An invoice (B50, B68); a negative ``amount`` is a credit note.

    ``cost`` is the cost of what was sold, so that amount - cost is the gross profit (D24). ``settled_on`` is
    the day on which nothing was left to pay. The parties are those of an order: ``payer`` owes it.
    """

    id: Identifier
    customer: CustomerRef
    bill_to: PartyRef | None = None
    payer: PayerRef | None = None
    ship_to: PartyRef | None = None
    unit: UnitRef
    issued_on: date
    due_on: date
    amount: Money
    cost: Money | None = None
    order: OrderRef | None = None
    settled_on: Happening | None = None
    disputed: bool | None = None
    on_credit: bool | None = None


@record("invoice_line")
class InvoiceLine:
    """What an invoice is for (B50): the part of its amount and cost that one product has (J4, J5)."""

    id: Identifier
    invoice: InvoiceRef
    product: ProductRef | None = None
    amount: Money
    cost: Money | None = None
    quantity: Count | None = None


@record("payment", dated="paid_on", derived={"amount_settled": "money", "converted": "boolean"})
class Payment:
    """Money received (B61); negative when it was paid back.

    ``customer`` is who paid. Without ``invoice`` it is paid in advance for ``order``, or for a part of it; without either it is
    on account.
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    invoice: InvoiceRef | None = None
    order: Annotated[str, Ref("order"), Supplementary] | None = None
    paid_on: date
    amount: Money


@record("goods_return", dated="returned_on")
class GoodsReturn:
    """Goods that came back, or that a customer wants to give back (B73); ``amount`` is their value.

    ``delivered_on`` is when the customer got them; ``special`` circumstances and malice call for a closer look (D62).
    ``exchange`` says that it wants others instead (B74), ``handled_on`` when they were taken back, exchanged or refused (H43).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    returned_on: date
    amount: NonNegative
    reason: str | None = None
    malicious: bool | None = None
    delivered_on: date | None = None
    special: bool | None = None
    exchange: bool | None = None
    product: ProductRef | None = None
    handled_on: Happening | None = None


@record("expense", dated="spent_on")
class Expense:
    """A sales expense (B52); negative when it corrects another. Without ``customer`` it is the unit's own."""

    id: Identifier
    customer: CustomerRef | None = None
    unit: UnitRef
    spent_on: date
    amount: Money
    kind: str | None = None


@record("budget", ordered=("starts_on <= ends_on",))
class Budget:
    """The expense budget for a customer and a period (B52, F4), first and last day inclusive."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    starts_on: date
    ends_on: date
    amount: NonNegative


@record("sales_plan", ordered=("starts_on <= ends_on",))
class SalesPlan:
    """The planned sales to a customer in a period (B49), first and last day inclusive.

    ``schedule`` says when what is to be bought, ``support`` what we do for it (H40).
    """

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    starts_on: date
    ends_on: date
    amount: NonNegative
    schedule: str | None = None
    support: str | None = None


@record("stock_position", dated="counted_on")
class StockPosition:
    """Our goods at a customer on a day (B51): value, and pieces where counted; without ``product`` of all our products."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    counted_on: date
    amount: NonNegative
    quantity: Count | None = None
    product: ProductRef | None = None


@record("incident", dated="reported_on", ordered=("reported_on <= closed_on",))
class Incident:
    """A major incident at a customer (F6), or any other warning that is followed up (F1); without ``unit`` it concerns all units.

    ``warning`` names the rule set that warned, where it is not the incident itself. A warning may be about a customer or, without
    one, about a unit, an indicator, a lead or a user account. ``handler`` is who follows it up; ``cause`` and ``measure`` are what
    the investigation found and what is done.
    """

    id: Identifier
    customer: Annotated[str, Ref("customer", firm=True)] | None = None
    unit: UnitRef | None = None
    indicator: Annotated[str, Ref("indicator")] | None = None
    lead: Annotated[str, Ref("lead")] | None = None
    user_account: Annotated[str, Ref("user_account")] | None = None
    kind: IncidentKind
    reported_on: date
    closed_on: Happening | None = None
    note: str | None = None
    warning: Identifier | None = None
    handler: Identifier | None = None
    cause: str | None = None
    measure: str | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A major incident has a customer; a warning is about something."""
        if self.customer is not None:
            return
        if self.warning is None:
            yield "customer", ("model.incident-without-customer", {})
        elif not (self.unit or self.indicator or self.lead or self.user_account):
            yield "customer", ("model.warning-about-nothing", {})


@record("balance_sheet", dated="drawn_on")
class BalanceSheet:
    """Figures that a company reports (D42, M16): ``unit`` is the company's unit.

    ``consolidated`` figures are those of the unit with all units below it.
    """

    id: Identifier
    unit: UnitRef
    drawn_on: date
    receivables: Money | None = None
    total_assets: NonNegative | None = None
    consolidated: bool
