"""A ledger as text: its tables as sheets, as a host writes them."""

from typing import Final

from attrs import evolve, frozen

from groupctl.adapters.columns import extras
from groupctl.model.vocabulary import STANDARD
from groupctl.testing import Ledger, as_sqlite


@frozen
class Sheet:
    """One table: its columns, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def with_cell(self, row: int, column: str, text: str) -> "Sheet":
        cells = list(self.rows[row])
        cells[self.columns.index(column)] = text
        return self.with_row(row, tuple(cells))

    def with_row(self, row: int, cells: tuple[str, ...]) -> "Sheet":
        return evolve(self, rows=(*self.rows[:row], cells, *self.rows[row + 1 :]))

    def without_column(self, column: str) -> "Sheet":
        at = self.columns.index(column)
        return Sheet(
            (*self.columns[:at], *self.columns[at + 1 :]),
            tuple((*row[:at], *row[at + 1 :]) for row in self.rows),
        )

    def called(self, column: str, name: str) -> "Sheet":
        return evolve(self, columns=tuple(name if known == column else known for known in self.columns))

    def cell(self, row: int, column: str) -> str:
        return self.rows[row][self.columns.index(column)]


Content = Sheet | bytes | None
"""A table as it should be, the bytes of its file as they are, or None for no table."""


def cell(value: object) -> str:
    """A value of the model as a host writes it."""
    text = as_sqlite.cell(value)
    return "" if text is None else text


READ: Final = (
    "units",
    "groups",
    "customers",
    "accounts",
    "orders",
    "invoices",
    "instalments",
    "agreed_terms",
    "disputes",
    "dunnings",
    "payment_promises",
    "payments",
    "payment_instruments",
    "expenses",
    "budgets",
    "sales_plans",
    "stock_positions",
    "incidents",
    "balance_sheets",
    "credit_surveys",
    "collaterals",
    "granted_limits",
    "registrations",
    "identity_checks",
    "employees",
    "appointments",
    "delegations",
    "absences",
    "bodies",
    "requests",
    "step_records",
    "votes",
)
"""The tables that what is compared here reads; no host has the others, which saves half of the time."""


def sheets(ledger: Ledger) -> dict[str, Sheet]:
    """The tables of the ledger as text; amounts are in yuan."""
    made = {}
    for table in READ:
        names = [name for name in STANDARD.fields(table) if name != "company" or table == "units"]
        money = "currency" in extras(STANDARD.fields(table))
        rows = [
            tuple(cell(getattr(row, name)) for name in names) + (("CNY",) if money else ())
            for row in ledger.tables[table]
        ]
        made[table] = Sheet((*names, *(("currency",) if money else ())), tuple(rows))
    return made


def csv_bytes(sheet: Sheet, delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(row) + "\n" for row in (sheet.columns, *sheet.rows)).encode()
