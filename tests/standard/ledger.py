"""A ledger of a handful of rows, readable enough to be checked by hand against a requirement.

Amounts are whole yuan or texts (``"99999.99"``); dates are texts (``"2025-06-30"``). Every table is there and complete
unless a test says otherwise. The day of every snapshot is 2026-11-21, so the last closed fiscal year is 2025.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, Self

from groupctl.model import (
    STANDARD,
    Account,
    AccountState,
    Amount,
    Approval,
    ApprovalStep,
    BalanceSheet,
    Budget,
    ChannelType,
    Collateral,
    CollateralKind,
    CreditSurvey,
    Customer,
    CustomerGroup,
    ExchangeRate,
    Expense,
    Incident,
    IncidentKind,
    Inherit,
    Invoice,
    Order,
    OrderStatus,
    Payment,
    PaymentTerm,
    SalesPlan,
    StockPosition,
    Unit,
    UnitKind,
    Unknown,
    Unlimited,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.fields import about
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause

AS_OF: Final = date(2026, 11, 21)
LIMITS: Final = {"unlimited": Unlimited(), "inherit": Inherit(), "unknown": Unknown()}
NOT_STATED: Final = {"state": None, "term": None, "since": None}


def day(text: str | None) -> date | None:
    """The date of a text; None for nothing."""
    return None if text is None else date.fromisoformat(text)


def days_ago(days: int) -> str:
    """The date so many days before the snapshot, as text."""
    return (AS_OF - timedelta(days=days)).isoformat()


def yuan(amount: float | str | Money | None) -> Money | None:
    """An amount of money; None for nothing."""
    return amount if amount is None or isinstance(amount, Money) else Money.of(str(amount), "CNY")


def dollars(amount: str) -> Money:
    """An amount in a currency that has no rate unless the ledger gives one."""
    return Money.of(amount, "USD")


def limit(written: int | str) -> object:
    """A limit: an amount, ``unlimited``, ``inherit`` or ``unknown``."""
    return LIMITS[written] if written in LIMITS else Amount(yuan(written))


FINDINGS = (
    "bad_history",
    "many_receivables",
    "weak_payment_ability",
    "unreasonable_capital_structure",
    "high_operating_risk",
    "poor_operating_condition",
)
"""What a credit survey may find amiss."""


class Ledger:
    """Rows of a portfolio, table by table. Every method adds a row and gives the ledger back.

    The group ``G`` with the segment ``S`` and its units ``U-1`` and ``U-2`` (companies ``Co-1`` and ``Co-2``) is always there.
    """

    def __init__(self) -> None:
        self.tables: dict[str, list[Any]] = {name: [] for name in STANDARD.tables}
        self.rejected: list[RejectedRow] = []
        self.missing: set[str] = set()
        self.absent: dict[str, list[str]] = {}
        self.unit("G", None, UnitKind.GROUP, "Co-0").unit("S", "G", UnitKind.SEGMENT, "Co-0")
        self.unit("U-1", "S", UnitKind.DIVISION, "Co-1").unit("U-2", "S", UnitKind.DIVISION, "Co-2")

    # ------------------------------------------------------------------------------------- master data
    def unit(self, id_: str, parent: str | None, kind: UnitKind, company: str | None) -> Self:
        return self._add("units", Unit(id=id_, name=id_, kind=kind, parent=parent, company=company))

    def rate(self, rate: str, on: str = "2025-01-01") -> Self:
        """What a dollar is in yuan."""
        return self._add("exchange_rates", ExchangeRate(base="USD", quote="CNY", on=day(on), rate=rate))

    def group(self, id_: str, parent: str | None = None, credit_limit: int | str = "inherit") -> Self:
        return self._add(
            "groups", CustomerGroup(id=id_, name=id_, parent=parent, credit_limit=limit(credit_limit))
        )

    def customer(
        self,
        id_: str = "C-1",
        *,
        group: str | None = None,
        blacklisted: bool | None = False,
        credit_limit: int | str = "unlimited",
        channel: ChannelType | None = None,
    ) -> Self:
        """A customer; its own limit is out of the way unless a test is about it."""
        return self._add(
            "customers",
            Customer(
                id=id_,
                name=id_,
                group=group,
                blacklisted=blacklisted,
                credit_limit=limit(credit_limit),
                channel=channel,
            ),
        )

    def account(
        self,
        customer: str = "C-1",
        unit: str = "U-1",
        *,
        since: str | None = "2020-01-01",
        state: AccountState | None = AccountState.ACTIVE,
        term: PaymentTerm | None = PaymentTerm.CREDIT,
        credit_limit: int | str = "inherit",
    ) -> Self:
        return self._add(
            "accounts",
            Account(
                customer=customer,
                unit=unit,
                since=day(since),
                state=state,
                payment_term=term,
                credit_limit=limit(credit_limit),
            ),
        )

    # ------------------------------------------------------------------------------------------ ledger
    def invoice(
        self,
        issued_on: str = "2025-06-30",
        amount: float | str | Money = 1000,
        *,
        cost: float | str | Money | None = 0,
        due_on: str | None = None,
        settled_on: str | None = "due",
        customer: str = "C-1",
        unit: str = "U-1",
        disputed: bool | None = False,
        order: str | None = None,
        on_credit: bool | None = None,
        id_: str = "",
        **parties: str,
    ) -> Self:
        """An invoice, due on the day it was issued and paid on its due date unless a test says otherwise."""
        due = due_on or issued_on
        return self._add(
            "invoices",
            Invoice(
                id=id_ or self._id("invoices", "I"),
                customer=customer,
                unit=unit,
                issued_on=day(issued_on),
                due_on=day(due),
                amount=yuan(amount),
                cost=yuan(cost),
                settled_on=day(due if settled_on == "due" else settled_on),
                disputed=disputed,
                order=order,
                on_credit=on_credit,
                **parties,
            ),
        )

    def open_invoice(self, amount: float | str | Money, issued_on: str = "2026-10-01", **more: Any) -> Self:
        """An invoice of the running year that nobody has paid; due on 2026-12-31."""
        return self.invoice(issued_on, amount, **{"due_on": "2026-12-31", "settled_on": None, **more})

    def payment(
        self,
        amount: float | str | Money,
        paid_on: str = "2026-10-15",
        *,
        invoice: str | None = None,
        order: str | None = None,
        customer: str = "C-1",
        unit: str = "U-1",
    ) -> Self:
        return self._add(
            "payments",
            Payment(
                id=self._id("payments", "P"),
                customer=customer,
                unit=unit,
                invoice=invoice,
                order=order,
                paid_on=day(paid_on),
                amount=yuan(amount),
            ),
        )

    def order(
        self,
        id_: str = "SO-1",
        amount: float | str | Money = 1000,
        *,
        on_credit: bool | None = True,
        ordered_on: str = "2026-11-20",
        status: OrderStatus = OrderStatus.OPEN,
        invoiced: float | str | Money | None = 0,
        customer: str = "C-1",
        unit: str = "U-1",
        delivered: float | str | Money | None = None,
        deliver_on: str | None = None,
        held_on: str | None = None,
        reopened_on: str | None = None,
        **parties: str,
    ) -> Self:
        return self._add(
            "orders",
            Order(
                id=id_,
                customer=customer,
                unit=unit,
                ordered_on=day(ordered_on),
                amount=yuan(amount),
                invoiced=yuan(invoiced),
                status=status,
                on_credit=on_credit,
                delivered=yuan(delivered),
                deliver_on=day(deliver_on),
                held_on=day(held_on),
                reopened_on=day(reopened_on),
                **parties,
            ),
        )

    def expense(self, amount: float | str | Money, spent_on: str, customer: str = "C-1") -> Self:
        return self._add(
            "expenses",
            Expense(
                id=self._id("expenses", "E"),
                customer=customer,
                unit="U-1",
                spent_on=day(spent_on),
                amount=yuan(amount),
            ),
        )

    def budget(
        self, amount: float | str | Money, starts_on: str = "2026-01-01", ends_on: str = "2026-12-31"
    ) -> Self:
        return self._add("budgets", self._planned(Budget, "B", amount, starts_on, ends_on))

    def plan(self, amount: float | str | Money, starts_on: str, ends_on: str) -> Self:
        return self._add("sales_plans", self._planned(SalesPlan, "SP", amount, starts_on, ends_on))

    def _planned(
        self, kind: type, prefix: str, amount: float | str | Money, starts_on: str, ends_on: str
    ) -> object:
        return kind(
            id=self._id("budgets" if kind is Budget else "sales_plans", prefix),
            customer="C-1",
            unit="U-1",
            starts_on=day(starts_on),
            ends_on=day(ends_on),
            amount=yuan(amount),
        )

    def stock(
        self, amount: float | str | Money, counted_on: str = "2026-10-31", product: str | None = None
    ) -> Self:
        """Our goods at C-1, counted on a day: of a product, or of all."""
        return self._add(
            "stock_positions",
            StockPosition(
                id=self._id("stock_positions", "ST"),
                customer="C-1",
                unit="U-1",
                counted_on=day(counted_on),
                amount=yuan(amount),
                product=product,
            ),
        )

    def incident(
        self, reported_on: str = "2026-10-01", closed_on: str | None = None, unit: str | None = "U-1"
    ) -> Self:
        return self._add(
            "incidents",
            Incident(
                id=self._id("incidents", "IN"),
                customer="C-1",
                unit=unit,
                kind=IncidentKind.THEFT,
                reported_on=day(reported_on),
                closed_on=day(closed_on),
            ),
        )

    # ------------------------------------------------------------------------------------------ credit
    def survey(
        self,
        surveyed_on: str = "2024-06-01",
        *,
        customer: str = "C-1",
        unit: str | None = None,
        **found: bool | None,
    ) -> Self:
        """A credit survey; what is not named was found in order."""
        flags = dict.fromkeys(FINDINGS, False)
        return self._add(
            "credit_surveys",
            CreditSurvey(
                id=self._id("credit_surveys", "CS"),
                customer=customer,
                unit=unit,
                surveyed_on=day(surveyed_on),
                **{**flags, **found},
            ),
        )

    def collateral(
        self, amount: float | str | Money, ends_on: str | None = None, starts_on: str = "2025-01-01"
    ) -> Self:
        return self._add(
            "collaterals",
            Collateral(
                id=self._id("collaterals", "CO"),
                customer="C-1",
                unit=None,
                kind=CollateralKind.DEPOSIT,
                amount=yuan(amount),
                starts_on=day(starts_on),
                ends_on=day(ends_on),
            ),
        )

    def approval(
        self,
        rule: str,
        step: str = "APPROVE",
        role: str = "division_manager",
        *,
        order: str | None = None,
        customer: str | None = None,
        unit: str = "U-1",
        amount: float | str | Money | None = 1_000_000,
        starts_on: str = "2026-11-01",
        ends_on: str = "2026-12-31",
        given_on: str = "2026-10-31",
        used: bool = False,
    ) -> Self:
        """An approval for the customer C-1 unless it names an order or another customer."""
        return self._add(
            "approvals",
            Approval(
                id=self._id("approvals", "A"),
                rule=rule,
                step=ApprovalStep[step],
                order=order,
                customer=customer or (None if order else "C-1"),
                unit=unit,
                amount=yuan(amount),
                starts_on=day(starts_on),
                ends_on=day(ends_on),
                role=role,
                given_on=day(given_on),
                used=used,
            ),
        )

    def sheet(
        self,
        unit: str = "U-1",
        *,
        receivables: float | str | Money | None,
        total_assets: float | str | Money | None = 1000,
        consolidated: bool = False,
        drawn_on: str = "2026-09-30",
    ) -> Self:
        return self._add(
            "balance_sheets",
            BalanceSheet(
                id=self._id("balance_sheets", "BS"),
                unit=unit,
                drawn_on=day(drawn_on),
                receivables=yuan(receivables),
                total_assets=yuan(total_assets),
                consolidated=consolidated,
            ),
        )

    def put(self, *rows: Any) -> Self:
        """Rows as they are, each into the table of its class."""
        for row in rows:
            self._add(about(type(row)).table, row)
        return self

    # ------------------------------------------------------------------------------------- what is wrong
    def unreadable(self, table: str, **readable: str) -> Self:
        """A row that could not be read but for these cells."""
        owners = {
            name: readable.pop(name) for name in ("customer", "unit", "invoice", "order") if name in readable
        }
        reason = Cause.of("model.cause-not-stated", attribute="amount")
        self.rejected.append(RejectedRow(table=table, reason=reason, row=tuple(readable.items()), **owners))
        return self

    def without(self, *tables: str) -> Self:
        """The host can't give these tables."""
        self.missing |= set(tables)
        return self

    # --------------------------------------------------------------------------------------------- done
    def portfolio(self, as_of: date = AS_OF) -> Portfolio:
        """The snapshot of these rows."""
        given: Mapping[str, list[Any]] = {
            name: rows for name, rows in self.tables.items() if name not in self.missing
        }
        return Portfolio.build(
            as_of=as_of,
            currency="CNY",
            tables=given,
            rejected=self.rejected,
            missing_tables=self.missing,
            absent=self.absent,
            source="worked by hand",
        )

    def _add(self, table: str, row: object) -> Self:
        self.tables[table].append(row)
        return self

    def _id(self, table: str, prefix: str) -> str:
        return f"{prefix}-{len(self.tables[table]) + 1}"


def trading() -> Ledger:
    """A ledger with the customer C-1, for years at U-1, surveyed and in order; nothing sold yet."""
    return Ledger().customer().account().survey()
