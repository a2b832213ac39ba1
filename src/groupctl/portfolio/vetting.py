"""What a portfolio takes in: later rows are left out, and rows with a fault are rejected, never guessed at.

The answer doesn't depend on the order of the rows. Of rows with the same id none is taken, for it can't be told
which is right.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
from attrs import define, field, frozen

from groupctl.errors import ModelError
from groupctl.model.customer import account_id
from groupctl.model.organisation import UnitKind, cyclic
from groupctl.model.vocabulary import EXCHANGE_RATES
from groupctl.portfolio.doubtful_dates import doubtful_date, last_day, paid_long_before
from groupctl.portfolio.later import Place
from groupctl.portfolio.limits_vetted import clashes, no_account
from groupctl.portfolio.numbers import problem_of
from groupctl.portfolio.owners import ACCOUNT_DOCUMENTS, NO_ONE, Owners, Whose
from groupctl.portfolio.rejected_row import RejectedRow, unknown_table
from groupctl.portfolio.schedules import wrong_schedule
from groupctl.schema.checks import fault
from groupctl.schema.entities import PAYER, Schema, has_payer, is_tree
from groupctl.schema.fields import Mark, about, field_types, stated
from groupctl.texts.causes import Cause

Row = Any
"""An object of one of the classes of the model; all have an ``id``."""

SHARE_OF_A_WRONG_TABLE: Final = 5
FEW_ROWS: Final = 2
"""A table is wrong as a whole when more than one in five of its rows lead nowhere; so few of them are wrong one by one."""

_NOWHERE: Final = frozenset({"model.no-such-row", "model.no-such-row-but-near", "model.no-such-customer"})
_NO_REASON: Final = Cause("")


@frozen
class _Reference:
    name: str
    table: str
    firm: bool


@define(kw_only=True)
class Vetting:
    """The tables of one portfolio while they are looked through; afterwards, what is left of them.

    ``rows`` are the rows of each table by id, in order of id; ``later`` counts those dated after ``as_of``, by table,
    customer and unit, ``outside`` those of customers that ``partial`` leaves out; ``made`` are the accounts that were made, with the document that speaks of each.
    """

    schema: Schema
    as_of: date
    last_day: date
    rejected: list[RejectedRow]
    missing: frozenset[str]
    partial: Collection[str] = ()
    rows: dict[str, dict[str, Row]] = field(factory=dict)
    later: Counter[Place] = field(factory=Counter)
    outside: Counter[str] = field(factory=Counter)
    made: dict[str, str] = field(factory=dict)
    _later_rows: dict[str, list[Row]] = field(factory=dict)
    _later_ids: dict[str, set[str]] = field(factory=dict)
    _outside_ids: dict[str, set[str]] = field(factory=dict)
    _whose: Whose = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._whose = Whose(
            self.schema, self.rows, self.rejected, self.missing, cut="customers" in self.partial
        )

    def reject(self, row: Row, reason: Cause, unreadable: str = "") -> None:
        """Reject ``row``; its cell ``unreadable`` is the one at fault."""
        table = about(type(row)).table
        self.rows[table].pop(row.id, None)
        rejected = RejectedRow.of(row, reason, unreadable)
        self._whose.remember(rejected)
        self.rejected.append(rejected)

    def take(self, table: str, given: Sequence[Row]) -> None:
        """Take in the rows of ``table`` as they are at the date; rows with the same id, or an impossible date, are rejected."""
        cls = self.schema.tables[table]
        dated = about(cls).dated
        self.rows[table] = {}
        given = [row for row in given if not self._doubted(row)]
        future = [row for row in given if getattr(row, dated) > self.as_of] if dated else []
        self._later_rows[table] = future
        self._later_ids[table] = {row.id for row in future}
        present = [row for row in given if getattr(row, dated) <= self.as_of] if dated else given
        if hasattr(cls, "as_of"):
            present = [row.as_of(self.as_of) for row in present]
        elif happenings := [
            name for name, field_ in field_types(cls).items() if Mark.HAPPENS in field_.marks
        ]:
            present = [self._so_far(row, happenings) for row in present]
        self.rows[table] = {row.id: row for row in sorted(present, key=lambda row: str(row.id))}
        if len(self.rows[table]) < len(present):
            times = Counter(row.id for row in present)
            for row in (row for row in present if times[row.id] > 1):
                self.reject(
                    row,
                    Cause.of("model.duplicate-id", field=f"{cls.__name__}.id", id=row.id),
                )

    def _doubted(self, row: Row) -> bool:
        """Whether ``row`` has a date that can't be meant; it is rejected then."""
        if found := doubtful_date(row, self.last_day):
            self.reject(row, found[1], unreadable=found[0])
        return found is not None

    def refuse_early_payments(self) -> None:
        """Reject the payments made long before the invoice that they name."""
        invoices = self.rows["invoices"]
        for payment in tuple(self.rows["payments"].values()):
            if payment.invoice in invoices and (why := paid_long_before(payment, invoices[payment.invoice])):
                self.reject(payment, why, unreadable="paid_on")

    def refuse_wrong_schedules(self) -> None:
        """Reject the instalments of each invoice whose schedule they can't be."""
        schedules: dict[str, list[Row]] = {}
        for row in self.rows["instalments"].values():
            schedules.setdefault(row.invoice, []).append(row)
        for invoice, schedule in schedules.items() if "instalments" not in self.partial else ():
            if why := wrong_schedule(self.rows["invoices"][invoice], schedule):
                for row in schedule:
                    self.reject(row, why)

    def make_accounts(self) -> None:
        """Make the accounts that documents speak of and the host doesn't list: nothing about them is stated.

        None is made where the account may exist although it isn't here, whatever a row of it that was rejected calls itself.
        """
        accounts = self.rows["accounts"]
        if "accounts" in self.partial or "accounts" in self.missing:
            return
        lost = {
            (self._whose.named(row, "customer"), self._whose.named(row, "unit"))
            for row in self.rejected
            if row.table == "accounts"
        }
        for table in ACCOUNT_DOCUMENTS:
            paid = has_payer(self.schema.tables[table])
            for row in self.rows[table].values():
                for customer in {row.customer, stated(row, PAYER) if paid else row.customer}:
                    name = account_id(customer, row.unit)
                    if (
                        name not in accounts
                        and customer in self.rows["customers"]
                        and not any(_among(customer, whose) and _among(row.unit, at) for whose, at in lost)
                    ):
                        accounts[name] = self.schema.tables["accounts"](customer=customer, unit=row.unit)
                        self.made[name] = f"{about(type(row)).entity} {row.id}"
        self.rows["accounts"] = dict(sorted(accounts.items()))

    def refuse_wrong_limits(self) -> None:
        """Reject the limits of accounts that aren't there, and those of one kind that overlap: each of them may be the wrong one."""
        limits = self.rows["granted_limits"]
        if "accounts" not in self.partial and "accounts" not in self.missing:
            for row, reason in no_account(limits.values(), self.rows["accounts"]):
                self.reject(row, reason, unreadable="unit")
        for row, reason in clashes(limits.values()):
            self.reject(row, reason)

    def refuse_wrong_numbers(self) -> None:
        """Reject the registrations whose number can't be one."""
        for row in tuple(self.rows["registrations"].values()):
            if problem := problem_of(row):
                code, values = problem
                self.reject(row, Cause.of(code, field="Registration.number", **values))

    def count_later(self) -> None:
        """Count the rows that are dated later, each for whom it names or whom a document that it names belongs to."""
        known = {table: {row.id: row for row in rows} for table, rows in self._later_rows.items()}

        def customers(table: str, row: Row) -> Iterator[str]:
            for name, field_ in self.schema.fields(table).items():
                if field_.target and (value := getattr(row, name)) is not None:
                    named = self.schema.entities[field_.target].table
                    document = self.rows[named].get(value, known[named].get(value))
                    yield from filter(None, [getattr(document, "customer", None)])

        for table, rows in self._later_rows.items():
            for row in rows:
                customer = row.id if table == "customers" else getattr(row, "customer", None)
                customer = customer or next(customers(table, row), "")
                self.later[table, customer, getattr(row, "unit", None) or ""] += 1

    def _so_far(self, row: Row, happenings: Sequence[str]) -> Row:
        """``row`` without what happened to it after the date."""
        undone = {
            name: None for name in happenings if (day := getattr(row, name)) is not None and day > self.as_of
        }
        return attrs.evolve(row, **undone) if undone else row

    def untangle(self, table: str) -> None:
        """Reject the rows that lie below themselves: the parent of one of them is wrong."""
        rows = self.rows[table]
        for name in sorted(cyclic({row.id: row.parent for row in rows.values()})):
            where = f"{self.schema.tables[table].__name__}.parent"
            self.reject(
                rows[name],
                Cause.of("model.cyclic", field=where, value=name),
                unreadable="parent",
            )

    def leave_one_root(self) -> None:
        """Reject all units without a parent but one: a GROUP if there is one, else the first by id."""
        roots = [unit for unit in self.rows["units"].values() if unit.parent is None]
        roots.sort(key=lambda unit: (unit.kind is not UnitKind.GROUP, unit.id))
        for unit in roots[1:]:
            reason = Cause.of(
                "model.second-root",
                field="Unit.parent",
                value=unit.id,
                root=roots[0].id,
            )
            self.reject(unit, reason, unreadable="parent")

    def follow_references(self, table: str) -> None:
        """Reject the rows that name what isn't there; the tables that are named must be done before.

        A table in which more than a fifth of the rows lead nowhere, and three at least, is wrong as a whole: it is missing.
        """
        references = [
            _Reference(name, self.schema.entities[field_.target].table, field_.firm)
            for name, field_ in self.schema.fields(table).items()
            if field_.target
        ]
        if not references:
            return
        references.sort(key=lambda reference: reference.name != "customer")
        checks = [(reference, reference.name, self.rows[reference.table]) for reference in references]
        rows = tuple(self.rows[table].values())
        nowhere = 0
        for row in rows:
            dangling = [
                reference
                for reference, name, there in checks
                if (value := getattr(row, name)) is not None and value not in there
            ]
            if dangling:
                nowhere += self._resolve(table, row, dangling)
        if nowhere > max(FEW_ROWS, len(rows) // SHARE_OF_A_WRONG_TABLE):
            self.missing = self._whose.missing = self.missing | {table}
            values = {"table": table, "count": str(nowhere), "of": str(len(rows))}
            self.rejected.append(
                RejectedRow(table=table, reason=Cause.of("model.table-leads-nowhere", **values))
            )

    def _resolve(self, table: str, row: Row, dangling: Sequence[_Reference]) -> bool:
        """A row that names a future row is future itself, or doesn't name it yet; any other is rejected.

        A loose reference to a row that is known to be lost, or left out on purpose, is kept: that attribute is unknown. The
        answer is whether the row was rejected because it leads nowhere.
        """
        not_yet: dict[str, None] = {}
        for reference in dangling:
            value = getattr(row, reference.name)
            if value in self._later_ids[reference.table]:
                if reference.firm:
                    del self.rows[table][row.id]
                    self._later_rows[table].append(row)
                    self._later_ids[table].add(row.id)
                    return False
                not_yet[reference.name] = None
            elif self._left_out(row, reference, value):
                if reference.firm:
                    del self.rows[table][row.id]
                    self.outside[table] += 1
                    self._outside_ids.setdefault(table, set()).add(row.id)
                    return False
            elif reference.firm or not self._whose.may_be_lost(reference.table, value):
                reason = self._why_dangling(row, reference)
                self.reject(row, reason)
                return reason.key in _NOWHERE
        if not_yet:
            self.rows[table][row.id] = attrs.evolve(row, **not_yet)
        return False

    def _left_out(self, row: Row, reference: _Reference, value: str) -> bool:
        """Whether what ``reference`` names is not here on purpose."""
        if value in self._outside_ids.get(reference.table, ()):
            return True
        if reference.name == "customer" and "customers" in self.partial:
            if self._paid_here(row):
                return False
            return self._whose.named(RejectedRow.of(row, _NO_REASON), "customer") == NO_ONE
        cut = reference.table in self.partial and reference.table != "units"
        if reference.firm and "customers" in self.partial and getattr(row, "customer", None) is None:
            cut = cut or "customer" in self.schema.fields(reference.table)
        return cut and not self._whose.near(reference.table, value)

    def _paid_here(self, row: Row) -> bool:
        """Whether a customer that is here has to pay ``row``."""
        return has_payer(type(row)) and stated(row, PAYER) in self.rows["customers"]

    def _why_dangling(self, row: Row, reference: _Reference) -> Cause:
        table, value = reference.table, getattr(row, reference.name)
        values = {"field": f"{type(row).__name__}.{reference.name}", "value": value, "table": table}
        if table in self.missing:
            return Cause.of("model.row-of-missing-table", **values)
        if self._whose.lost_as(table, value):
            return Cause.of("model.row-rejected", **values)
        if self._whose.lost_as(table, None):
            return Cause.of("model.row-not-found", **values)
        if "customers" in self.partial and reference.name == "customer" and self._paid_here(row):
            return Cause.of("model.buyer-left-out", **values, payer=stated(row, PAYER))
        if near := self._whose.near(table, value):
            return Cause.of("model.no-such-row-but-near", **values, near=", ".join(sorted(near)))
        return Cause.of("model.no-such-customer" if table == "customers" else "model.no-such-row", **values)


def vet(
    schema: Schema,
    as_of: date,
    tables: Mapping[str, Sequence[Row]],
    rejected: Iterable[RejectedRow],
    missing_tables: Iterable[str],
    *,
    partial: Collection[str] = (),
) -> Vetting:
    """Look through ``tables``. ModelError for a table that doesn't exist, or rows of another class."""
    missing, lost = set(missing_tables), list(rejected)
    unknown = sorted((tables.keys() | missing | {row.table for row in lost}) - schema.tables.keys())
    if unknown:
        raise ModelError(fault("Portfolio.tables", unknown_table(name, schema.tables)) for name in unknown)
    tables = {table: fitted(schema, rows) for table, rows in tables.items()}
    for table, rows in tables.items():
        refuse_other_classes(table, schema.tables[table], rows)
    missing |= schema.tables.keys() - tables.keys() - {EXCHANGE_RATES}
    vetting = Vetting(
        schema=schema,
        as_of=as_of,
        last_day=last_day(as_of, tables.values()),
        rejected=lost,
        missing=frozenset(missing),
        partial=frozenset(partial),
    )
    for table in schema.tables:
        vetting.take(table, tables.get(table, ()))
    for entity in schema.entities.values():
        if is_tree(entity.type):
            vetting.untangle(entity.table)
    vetting.leave_one_root()
    for entity in schema.entities.values():
        vetting.follow_references(entity.table)
    vetting.refuse_early_payments()
    vetting.refuse_wrong_schedules()
    vetting.make_accounts()
    vetting.refuse_wrong_limits()
    vetting.refuse_wrong_numbers()
    vetting.count_later()
    return vetting


def fitted(schema: Schema, rows: Sequence[Row]) -> Sequence[Row]:
    """``rows`` as objects of ``schema``; those that have nothing that was added to their class are made again."""
    kinds = {type(row) for row in rows}
    return rows if kinds <= set(schema.classes) else [schema.fitted(row) for row in rows]


def _among(id_: str, owners: Owners) -> bool:
    return owners is None or id_ in owners


def refuse_other_classes(table: str, cls: type, rows: Iterable[Row]) -> None:
    """ModelError unless all ``rows`` of ``table`` are of ``cls``."""
    for met in {type(row) for row in rows}:
        if met is not cls:
            values = {"expected": cls.__name__, "type": met.__name__, "value": ""}
            code = "model.wrong-type" if met.__name__ != cls.__name__ else "model.other-schema"
            raise ModelError(fault(f"Portfolio.tables.{table}", (code, values)))
