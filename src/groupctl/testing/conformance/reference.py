"""The host in memory with which every other is compared: it does what the contract says, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from attrs import evolve

from groupctl.adapters import (
    Adapter,
    Balance,
    Before,
    Capabilities,
    Change,
    Changed,
    ChangeKind,
    Effect,
    Feature,
    HoldMeans,
    Idempotency,
    LimitForm,
    LimitRules,
    LimitScope,
    Lock,
    Operation,
    Outcome,
    Permissions,
    Reading,
    Receipt,
    TableSupport,
    Writing,
    ZeroLimit,
    family_of,
    scoped,
)
from groupctl.adapters.reconciliation import open_items
from groupctl.errors import AdapterError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.scope import Scope
from groupctl.schema.limits import Unknown
from groupctl.schema.money import Money
from groupctl.testing.conformance.bench import Bench

TABLES: Final = (
    "units",
    "groups",
    "customers",
    "accounts",
    "orders",
    "invoices",
    "payments",
    "exchange_rates",
)
_WRITING: Final = Writing(
    entities={"order", "account", "customer"},
    effect=Effect.ENFORCED,
    lock=Lock.VERSION,
    idempotency=Idempotency.STAMP,
)


class ReferenceAdapter:
    """A host in memory that claims everything."""

    scheme = "reference"
    capabilities = Capabilities(
        tables=dict.fromkeys(TABLES, TableSupport.FULL),
        features=frozenset(Feature),
        changes=dict.fromkeys(ChangeKind, _WRITING),
        limits=LimitRules(scope=LimitScope.COMPANY, zero=ZeroLimit.BLOCKS, forms=frozenset(LimitForm)),
        hold=HoldMeans.FLAG,
    )

    def __init__(self, tables: Mapping[str, Sequence[Any]]) -> None:
        self.tables = {table: {row.id: row for row in tables.get(table, ())} for table in TABLES}
        self.changed = {(table, id_): 1 for table, rows in self.tables.items() for id_ in rows}
        self.clock = 1
        self.records: dict[str, list[tuple[Operation, bool]]] = {}
        self.versions: dict[str, int] = {}
        self.stamps: dict[str, str] = {}
        self.is_broken = self.warns = False

    # --------------------------------------------------------------------------------------------------- reading
    def _reading(self, tables: Mapping[str, Mapping[str, Any]]) -> Reading:
        if self.is_broken:
            raise AdapterError.of("adapters.cannot-open", path=self.scheme, error="broken")
        return Reading(
            tables={table: list(rows.values()) for table, rows in tables.items()},
            currency="CNY",
            source=self.scheme,
        )

    def read(self, as_of: date) -> Reading:  # noqa: ARG002 - the portfolio leaves out what is later
        """Everything."""
        return self._reading(self.tables)

    def family(self, entity: str, id_: str) -> Scope | None:
        """Whose rows a decision about that record needs."""
        return family_of(self._reading(self.tables).tables, entity, id_)

    def read_scope(self, as_of: date, scope: Scope) -> Reading:
        """The part that belongs to ``scope``."""
        return scoped(self.read(as_of), scope)

    def read_changes(self, as_of: date, cursor: str) -> Changed:  # noqa: ARG002 - likewise
        """The rows that changed after the ``cursor``."""
        since = int(cursor or "0")
        tables = {
            table: {id_: row for id_, row in rows.items() if self.changed[table, id_] > since}
            for table, rows in self.tables.items()
        }
        counts = {table: len(rows) for table, rows in self.tables.items()}
        return Changed(reading=self._reading(tables), cursor=str(self.clock), counts=counts)

    def balances(self, as_of: date, customers: frozenset[str] | None) -> Iterator[Balance]:
        """What is open on the day."""
        everything = Portfolio.build(as_of=as_of, currency="CNY", tables=self.read(as_of).tables)
        for (customer, unit), sums in open_items(everything).items():
            if customers is None or customer in customers:
                for currency, minor in sums.items():
                    yield Balance(customer=customer, unit=unit, amount=Money(minor, currency), on=as_of)

    def permissions(self) -> Permissions:
        """Everything may be seen and written."""
        return Permissions(user="kit", changes=frozenset(ChangeKind))

    # --------------------------------------------------------------------------------------------------- writing
    def before(self, changes: Sequence[Change]) -> list[Before | None]:
        """What is there now."""
        self._reading({})
        return [self._before(one) for one in changes]

    def _before(self, change: Change) -> Before | None:
        row = self.tables.get(f"{change.entity}s", {}).get(change.subject)
        if row is None:
            return None
        stamps = frozenset(id_ for id_, key in self.stamps.items() if key == change.key)
        if change.kind is ChangeKind.SET_LIMIT:
            limit = getattr(row, "credit_limit", Unknown())
            version = str(self.changed[f"{change.entity}s", change.subject])
            return Before(limit=limit, version=version, stamps=stamps)
        there = any(open_ for _, open_ in self.records.get(change.key, ()))
        return Before(present=there, version=str(self.versions.get(change.key, 0)), stamps=stamps)

    def apply(self, operation: Operation) -> Receipt:
        """Make the change if the record is as it was."""
        change, now = operation.change, self.before([operation.change])[0]
        if now is None or change.kind not in self.capabilities.changes:
            return Receipt(operation=operation.id, outcome=Outcome.REFUSED)
        if operation.id in now.stamps:
            return Receipt(operation=operation.id, outcome=Outcome.ALREADY, after=now)
        if not now.same(operation.before):
            return Receipt(operation=operation.id, outcome=Outcome.CONFLICT, after=now)
        if self.warns:
            return Receipt(
                operation=operation.id, outcome=Outcome.NEEDS_APPROVAL, after=now, message="below the balance"
            )
        self.write(operation)
        return Receipt(operation=operation.id, outcome=Outcome.APPLIED, after=self._before(change))

    def write(self, operation: Operation) -> None:
        """Make the change, whatever is there."""
        change = operation.change
        self.stamps[operation.id] = change.key
        if change.kind is ChangeKind.SET_LIMIT:
            table = f"{change.entity}s"
            row = self.tables[table][change.subject]
            self.put(table, evolve(row, credit_limit=change.limit))
            return
        self.versions[change.key] = self.versions.get(change.key, 0) + 1
        known = self.records.setdefault(change.key, [])
        if change.present:
            known.append((operation, True))
        else:
            self.records[change.key] = [(one, False) for one, _ in known]

    def put(self, table: str, row: Any) -> None:
        """Add or change a row."""
        self.clock += 1
        self.tables[table][row.id] = row
        self.changed[table, row.id] = self.clock


class ReferenceBench(Bench):
    """The reference, or one that differs from it, on the bench."""

    def __init__(self, kind: type[ReferenceAdapter] = ReferenceAdapter) -> None:
        self.kind = kind
        self.adapter = kind({})

    def load(self, tables: Mapping[str, Sequence[Any]]) -> Adapter:
        """A new host."""
        self.adapter = self.kind(tables)
        return self.adapter

    def put(self, table: str, row: Any) -> None:
        """Straight into the store."""
        self.adapter.put(table, row)

    def count(self, change: Change) -> int:
        """The records of the key."""
        return len(self.adapter.records.get(change.key, ()))

    @contextmanager
    def broken(self) -> Iterator[None]:
        """The store can't be read."""
        self.adapter.is_broken = True
        yield
        self.adapter.is_broken = False

    @contextmanager
    def warning(self) -> Iterator[None]:
        """Every change is warned of."""
        self.adapter.warns = True
        yield
        self.adapter.warns = False
