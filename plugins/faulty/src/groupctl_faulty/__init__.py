"""Adapters that are wrong on purpose: each differs from the reference in one way, and the kit catches it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import evolve

from groupctl.adapters import (
    Balance,
    Before,
    Capabilities,
    Change,
    Changed,
    ChangeKind,
    Feature,
    Operation,
    Outcome,
    Reading,
    Receipt,
    TableSupport,
)
from groupctl.errors import AdapterError
from groupctl.portfolio.scope import Scope
from groupctl.schema.limits import UNLIMITED, Amount
from groupctl.schema.money import Money
from groupctl.testing.conformance.reference import ReferenceAdapter

PAGE = 100
TODAY = date(2026, 12, 31)


class Altered(ReferenceAdapter):
    """Every reading passes through `alter`."""

    def _reading(self, tables: Any) -> Reading:
        reading = super()._reading(tables)
        return evolve(reading, tables={name: self.alter(name, rows) for name, rows in reading.tables.items()})

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        return rows


class LosesAPage(Altered):
    """The first page is all that it reads of long tables."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        return rows[:PAGE]


class RoundsMoney(Altered):
    """Amounts pass through a binary fraction of whole units."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        if table != "invoices":
            return rows
        return [
            evolve(row, amount=Money(round(float(row.amount.minor) / 100) * 100, row.amount.currency))
            for row in rows
        ]


class IgnoresAsOf(Altered):
    """What was settled by today counts as settled on any earlier day."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        if table != "invoices":
            return rows
        return [evolve(row, settled_on=row.issued_on) if row.settled_on else row for row in rows]


class AppliesTwice(ReferenceAdapter):
    """It looks for no stamp, and makes the record again."""

    def apply(self, operation: Operation) -> Receipt:
        if operation.change.kind is ChangeKind.SET_LIMIT:
            return super().apply(operation)
        self.write(operation)
        return Receipt(operation=operation.id, outcome=Outcome.APPLIED, after=self._before(operation.change))


class TakesZeroForUnlimited(Altered):
    """A limit of zero is read as none."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        if table != "accounts":
            return rows
        return [
            evolve(row, credit_limit=UNLIMITED)
            if isinstance(row.credit_limit, Amount) and not row.credit_limit.money.minor
            else row
            for row in rows
        ]


class DropsTheSecondCompany(Altered):
    """Its user sees the documents of one company, and it doesn't say so."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        return [row for row in rows if table == "units" or getattr(row, "unit", "") != "U-2"]


class FollowsTheWrongDate(ReferenceAdapter):
    """It asks which customers changed, and reads their documents: a payment leaves the customer as it was."""

    def read_changes(self, as_of: date, cursor: str) -> Changed:
        changed = super().read_changes(as_of, cursor)
        if not cursor:
            return changed
        customers = {row.id for row in changed.reading.tables["customers"]}  # type: ignore[attr-defined]
        tables = {
            name: [row for row in rows if getattr(row, "customer", None) in customers]
            for name, rows in changed.reading.tables.items()
        }
        return evolve(changed, reading=evolve(changed.reading, tables=tables), counts={})


class SkipsWarnings(ReferenceAdapter):
    """It answers every warning of the host with yes."""

    def apply(self, operation: Operation) -> Receipt:
        warned, self.warns = self.warns, False
        try:
            return super().apply(operation)
        finally:
            self.warns = warned


class ReadsLimitsWithoutCompany(Altered):
    """Without the context of a company the host gives the limit of the first one."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        if table != "accounts":
            return rows
        first: dict[str, Any] = {}
        for row in rows:
            first.setdefault(row.customer, row.credit_limit)
        return [evolve(row, credit_limit=first[row.customer]) for row in rows]


class ClaimsFullForAPart(Altered):
    """It leaves out what is settled, and claims all invoices."""

    def alter(self, table: str, rows: Sequence[Any]) -> Sequence[Any]:
        return [row for row in rows if getattr(row, "settled_on", None) is None]


class ReportsAStaleBalance(ReferenceAdapter):
    """Its balances are those of the last night, whichever day is asked for."""

    def balances(self, as_of: date, customers: frozenset[str] | None) -> Iterator[Balance]:
        for balance in super().balances(TODAY, customers):
            yield evolve(balance, on=as_of)


class SwallowsAnError(ReferenceAdapter):
    """A host that can't be reached is an empty ledger."""

    def read(self, as_of: date) -> Reading:
        try:
            return super().read(as_of)
        except AdapterError:
            return Reading(tables={table: [] for table in self.tables}, currency="CNY")


class ClaimsTooLittle(ReferenceAdapter):
    """It can be asked for balances, and doesn't claim it."""

    capabilities: Capabilities = evolve(
        ReferenceAdapter.capabilities, features=frozenset(Feature) - {Feature.BALANCES}
    )


class ClaimsAPartOfAll(ReferenceAdapter):
    """All its orders are there, and it claims some."""

    capabilities: Capabilities = evolve(
        ReferenceAdapter.capabilities,
        tables={**ReferenceAdapter.capabilities.tables, "orders": TableSupport.PARTIAL},
    )


class HasNoLock(ReferenceAdapter):
    """It claims a lock, and sends none: last write wins."""

    def apply(self, operation: Operation) -> Receipt:
        now = self.before([operation.change])[0]
        return super().apply(evolve(operation, before=now) if now else operation)


class LosesTheFamily(ReferenceAdapter):
    """A customer's family is the customer."""

    def family(self, entity: str, id_: str) -> Scope | None:
        found = super().family(entity, id_)
        return Scope(customers={id_}) if found and entity == "customer" else found


class SaysItIsDone(ReferenceAdapter):
    """The host ignores a field that it doesn't know, and answers 200."""

    def apply(self, operation: Operation) -> Receipt:
        if operation.change.kind is not ChangeKind.SET_LIMIT:
            return super().apply(operation)
        return Receipt(
            operation=operation.id,
            outcome=Outcome.APPLIED,
            after=Before(limit=operation.change.limit, version="2"),
        )


class OverwritesTheRecord(ReferenceAdapter):
    """Its save is that of a whole record: what it doesn't send is emptied."""

    def write(self, operation: Operation) -> None:
        super().write(operation)
        change: Change = operation.change
        if change.kind is ChangeKind.SET_LIMIT:
            row = self.tables["accounts"][change.subject]
            self.put("accounts", evolve(row, payment_term=None, since=None))


CAUGHT_BY: dict[type[ReferenceAdapter], str] = {
    LosesAPage: "rows-are-read-as-they-are",
    RoundsMoney: "rows-are-read-as-they-are",
    IgnoresAsOf: "the-day-is-kept",
    AppliesTwice: "the-same-operation-is-made-once",
    TakesZeroForUnlimited: "rows-are-read-as-they-are",
    DropsTheSecondCompany: "rows-are-read-as-they-are",
    FollowsTheWrongDate: "changes-are-found-by-the-documents",
    SkipsWarnings: "a-warning-is-not-skipped",
    ReadsLimitsWithoutCompany: "rows-are-read-as-they-are",
    ClaimsFullForAPart: "rows-are-read-as-they-are",
    ReportsAStaleBalance: "balances-are-the-hosts-own-and-of-the-day",
    SwallowsAnError: "a-host-that-fails-is-an-error",
    ClaimsTooLittle: "what-works-is-claimed",
    ClaimsAPartOfAll: "what-is-claimed-in-part-is-lost-in-part",
    HasNoLock: "what-changed-meanwhile-is-a-conflict",
    LosesTheFamily: "a-scope-holds-all-of-its-customers",
    SaysItIsDone: "a-change-is-made-and-then-there-is-nothing-left-to-do",
    OverwritesTheRecord: "what-is-not-touched-stays",
}
"""The check that must catch each of them."""
