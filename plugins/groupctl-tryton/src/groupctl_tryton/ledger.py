"""From Tryton's records to objects of the model: companies, parties, open items, sales, limits, rates."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from attrs import define, field

from groupctl.adapters import Balance, Reading
from groupctl.errors import DataError, GroupctlError
from groupctl.model.customer import Account, Customer
from groupctl.model.exchange import ExchangeRate
from groupctl.model.ledger import Invoice, Order, OrderStatus, Payment
from groupctl.model.organisation import Unit, UnitKind
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount, Limit
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from groupctl_tryton.client import Client, Row

GROUP: Final = "GROUP"
"""The id of the unit above all companies, which Tryton doesn't have."""
STATUS: Final[Mapping[str, OrderStatus]] = {
    "draft": OrderStatus.DRAFT,
    "quotation": OrderStatus.QUOTATION,
    "confirmed": OrderStatus.OPEN,
    "processing": OrderStatus.OPEN,
    "done": OrderStatus.CLOSED,
    "cancelled": OrderStatus.CANCELLED,
}
LINE: Final = ("party", "debit", "credit", "date", "maturity_date")
PARTIES: Final = ("party", "invoice_party", "shipment_party")
SALE: Final = (
    *PARTIES,
    *("number", "state", "sale_date", "create_date"),
    *("untaxed_amount", "currency.code", "shipping_date"),
)


@define(frozen=True)
class Company:
    """A company: its id in Tryton, what it is called here, and its currency."""

    id: int
    unit: str
    name: str
    currency: str


@define
class Ledger:
    """What a session sees."""

    client: Client
    currency: str | None = None
    companies: Sequence[Company] = field(init=False)
    parties: Mapping[int, Row] = field(init=False)
    """The parties that are no companies, by id."""
    rejected: list[RejectedRow] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        found = self.client.rows(
            "company.company", [], ["party.code", "party.name", "party", "currency.code"]
        )
        self.companies = [
            Company(row["id"], row["party."]["code"], row["party."]["name"], row["currency."]["code"])
            for row in found
        ]
        own = {row["party"] for row in found}
        rows = self.client.rows("party.party", [], ["code", "name", "active"])
        self.parties = {row["id"]: row for row in rows if row["id"] not in own}

    def party(self, customer: str) -> int | None:
        """The id of the party that is the customer called so."""
        return next((id_ for id_, row in self.parties.items() if row["code"] == customer), None)

    def reading(self, only: frozenset[str] | None = None) -> Reading:
        """Everything, or what belongs to the customers called in ``only``, and who else their orders name."""
        chosen = {id_: row for id_, row in self.parties.items() if only is None or row["code"] in only}
        whose = None if only is None else list(chosen)
        tables: dict[str, list[object]] = {
            name: [] for name in ("groups", "customers", "accounts", "invoices", "payments", "orders")
        }
        tables["units"] = [
            Unit(id=GROUP, name="Tryton", kind=UnitKind.GROUP, currency=self.companies[0].currency),
            *(
                Unit(
                    id=one.unit,
                    name=one.name,
                    kind=UnitKind.SUBSIDIARY,
                    parent=GROUP,
                    company=one.unit,
                    currency=one.currency,
                )
                for one in self.companies
            ),
        ]
        for company in self.companies:
            self._lines(company, whose, tables)
            tables["orders"] += self._made("orders", self._sales(company, whose), company)
            tables["accounts"] += self._made("accounts", self._accounts(company, list(chosen)), company)
        named = {
            getattr(order, name) for order in tables["orders"] for name in ("customer", "bill_to", "ship_to")
        }
        tables["customers"] = [
            Customer(id=row["code"], name=row["name"] or row["code"], credit_limit=INHERIT)
            for id_, row in self.parties.items()
            if id_ in chosen or row["code"] in named
        ]
        tables["exchange_rates"] = [*self._rates()]
        return Reading(
            tables=tables,
            currency=self.currency or self.companies[0].currency,
            rejected=self.rejected,
            partial={"invoices": "open", "payments": "open"},
            source=f"tryton:{self.client.address}",
        )

    def sale(self, id_: str) -> tuple[Row, Company] | None:
        """The sale that is the order called ``id_``, and its company."""
        for company in self.companies:
            number = id_.removeprefix(f"{company.unit}-")
            if number != id_:
                draft = number.removeprefix("draft-")
                named = ["id", "=", int(draft)] if draft != number else ["number", "=", number]
                rows = self.client.rows(
                    "sale.sale", [named, ["company", "=", company.id]], PARTIES, company=company.id
                )
                if rows:
                    return rows[0], company
        return None

    def parties_of_sale(self, id_: str) -> set[str]:
        """The customers that an order names."""
        found = self.sale(id_)
        named = {found[0][name] for name in PARTIES} if found else set()
        return {self.parties[one]["code"] for one in named if one in self.parties}

    def balances(self, customers: frozenset[str] | None) -> Iterator[Balance]:
        """What each party owes each company by Tryton's own sum."""
        today = self.client.call("ir.date", "today")
        ids = [id_ for id_, row in self.parties.items() if customers is None or row["code"] in customers]
        for company in self.companies:
            rows = self.client.call("party.party", "read", ids, ["receivable"], company=company.id)
            for row in rows:
                amount = Money.of(row["receivable"] or Decimal(0), company.currency)
                yield Balance(
                    customer=self.parties[row["id"]]["code"], unit=company.unit, amount=amount, on=today
                )

    def _lines(
        self, company: Company, whose: Sequence[int] | None, tables: Mapping[str, list[object]]
    ) -> None:
        """Receivable lines that nothing is reconciled with: debits are invoices, credits are payments."""
        domain = [
            ["account.type.receivable", "=", True],
            ["account.company", "=", company.id],
            ["move.state", "=", "posted"],
            ["reconciliation", "=", None],
            *of_parties(("party",), whose),
        ]
        lines = self.client.rows("account.move.line", domain, LINE, company=company.id)
        invoiced = self._paid_lines(company)
        debits = [line for line in lines if line["debit"] > line["credit"]]
        credits_ = [line for line in lines if line["debit"] <= line["credit"]]
        invoices = ((line, partial(self._invoice, line, company)) for line in debits)
        payments = ((line, partial(self._payment, line, company, invoiced)) for line in credits_)
        tables["invoices"] += self._made("invoices", invoices, company)
        tables["payments"] += self._made("payments", payments, company)

    def _paid_lines(self, company: Company) -> Mapping[int, int]:
        """The line that an invoice opened, by each line that pays a part of it."""
        rows = self.client.rows(
            "account.invoice",
            [["company", "=", company.id], ["type", "=", "out"], ["state", "=", "posted"]],
            ["lines_to_pay", "payment_lines"],
            company=company.id,
        )
        return {
            paying: row["lines_to_pay"][0]
            for row in rows
            if len(row["lines_to_pay"] or ()) == 1
            for paying in row["payment_lines"] or ()
        }

    def _invoice(self, line: Row, company: Company) -> Invoice:
        issued = line["date"]
        return Invoice(
            id=f"{line['id']}",
            customer=self._code(line["party"]),
            unit=company.unit,
            issued_on=issued,
            due_on=max(line["maturity_date"] or issued, issued),
            amount=Money.of(line["debit"] - line["credit"], company.currency),
        )

    def _payment(self, line: Row, company: Company, invoiced: Mapping[int, int]) -> Payment:
        paid = invoiced.get(line["id"])
        return Payment(
            id=f"{line['id']}",
            customer=self._code(line["party"]),
            unit=company.unit,
            invoice=f"{paid}" if paid else None,
            paid_on=line["date"],
            amount=Money.of(line["credit"] - line["debit"], company.currency),
        )

    def _sales(
        self, company: Company, whose: Sequence[int] | None
    ) -> Iterator[tuple[Row, Callable[[], object]]]:
        rows = self.client.rows(
            "sale.sale", [["company", "=", company.id], *of_parties(PARTIES, whose)], SALE, company=company.id
        )
        invoiced = self._invoiced(
            [row["id"] for row in rows if row["state"] in {"processing", "done"}], company
        )
        for row in rows:
            yield row, partial(self._order, row, company, invoiced.get(row["id"], Decimal(0)))

    def _invoiced(self, sales: Sequence[int], company: Company) -> Mapping[int, Decimal]:
        """What was invoiced so far of each sale: its lines on invoices that are posted or paid."""
        if not sales:
            return {}
        lines = self.client.rows(
            "sale.line", [["sale", "in", list(sales)]], ["sale", "invoice_lines"], company=company.id
        )
        sale_of = {one: line["sale"] for line in lines for one in line["invoice_lines"] or ()}
        on_invoices = self.client.rows(
            "account.invoice.line",
            [["id", "in", list(sale_of)], ["invoice.state", "in", ["posted", "paid"]]],
            ["amount"],
            company=company.id,
        )
        found: dict[int, Decimal] = dict.fromkeys(sales, Decimal(0))
        for line in on_invoices:
            found[sale_of[line["id"]]] += line["amount"]
        return found

    def _order(self, row: Row, company: Company, invoiced: Decimal) -> Order:
        payer, ship_to = row["invoice_party"], row["shipment_party"]
        return Order(
            id=f"{company.unit}-{row['number'] or 'draft-' + str(row['id'])}",
            customer=self._code(row["party"]),
            bill_to=self._code(payer) if payer else None,
            ship_to=self._code(ship_to) if ship_to else None,
            unit=company.unit,
            ordered_on=row["sale_date"] or _day(row["create_date"]),
            amount=Money.of(row["untaxed_amount"] or Decimal(0), row["currency."]["code"]),
            invoiced=Money.of(invoiced, row["currency."]["code"]),
            status=STATUS[row["state"]],
            deliver_on=row["shipping_date"],
        )

    def _accounts(self, company: Company, ids: Sequence[int]) -> Iterator[tuple[Row, Callable[[], object]]]:
        """The limit that is in force: Tryton's own answer in the company's context, never the rows behind it."""
        for row in self.client.call(
            "party.party", "read", list(ids), ["credit_limit_amount"], company=company.id
        ):
            yield (
                row,
                partial(self._account, row, company),
            )

    def _account(self, row: Row, company: Company) -> Account:
        return Account(
            customer=self._code(row["id"]), unit=company.unit, credit_limit=limit(row, company.currency)
        )

    def _rates(self) -> Iterator[ExchangeRate]:
        rows = self.client.rows("currency.currency.rate", [], ["date", "rate", "currency.code"])
        base = next((row["currency."]["code"] for row in rows if row["rate"] == 1), None)
        for row in rows:
            if base and row["currency."]["code"] != base:
                yield ExchangeRate(
                    base=base, quote=row["currency."]["code"], on=row["date"], rate=row["rate"]
                )

    def _code(self, party: int | None) -> str:
        if party is None or party not in self.parties:
            raise DataError.of("adapters.no-table", name=str(party), there="party.party")
        return str(self.parties[party]["code"])

    def _made(
        self, table: str, rows: Iterable[tuple[Row, Callable[[], object]]], company: Company
    ) -> Iterator[object]:
        """The objects; a row that can't be one is rejected with whose it is."""
        for row, make in rows:
            try:
                yield make()
            except GroupctlError as error:
                fault = error.faults[0]
                party = self.parties.get(row.get("party") or row["id"], {})
                self.rejected.append(
                    RejectedRow(
                        table=table,
                        reason=Cause.of(fault.code, **fault.values),
                        customer=party.get("code"),
                        unit=company.unit,
                        row=[("id", str(row["id"]))],
                    )
                )


def of_parties(names: Sequence[str], whose: Sequence[int] | None) -> list[object]:
    """The condition that one of the fields names one of these parties, or that none names any; empty for all parties.

    A row that names no one may be anyone's, and what another buys and one of these pays counts for who pays.
    """
    if whose is None:
        return []
    named = [[name, "in", list(whose)] for name in names]
    return [["OR", *named, [[name, "=", None] for name in names]]]


def limit(row: Row, currency: str) -> Limit:
    """The limit of a party in a company: none is set where Tryton has no amount, and then it checks nothing."""
    amount = row["credit_limit_amount"]
    return UNLIMITED if amount is None else Amount(Money.of(amount, currency))


def account_of(subject: str) -> tuple[str, str]:
    """The customer and the unit in the id of an account."""
    customer, _, unit = subject.rpartition("@")
    return customer, unit


def _day(moment: Row | date) -> date:
    return moment if isinstance(moment, date) else date(moment["year"], moment["month"], moment["day"])
