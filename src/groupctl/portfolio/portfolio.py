"""The portfolio: everything that a decision may look at, as of one day."""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import Any, Self, cast
from weakref import WeakKeyDictionary

from attrs import evolve, field, fields, frozen

from groupctl.errors import DataError, ModelError
from groupctl.model.customer import account_id
from groupctl.model.organisation import Organisation
from groupctl.model.vocabulary import EXCHANGE_RATES, STANDARD, Tables
from groupctl.portfolio.codec import to_plain
from groupctl.portfolio.completeness import Completeness, why_dangling
from groupctl.portfolio.fingerprint import fingerprint
from groupctl.portfolio.given import Given, by_record, ordered
from groupctl.portfolio.later import Later, by_owner, counted
from groupctl.portfolio.notes import Note
from groupctl.portfolio.owners import Whose
from groupctl.portfolio.rates import Rates, doubtful_rates
from groupctl.portfolio.records import Beside, Conversion, NoSuchRecord, Record, Table, no_such_name
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.related import Related, RelatedBeside
from groupctl.portfolio.scope import Kept, Scope, Selection, absent_fields, partial_tables, written
from groupctl.portfolio.vetting import vet
from groupctl.schema.checks import fault
from groupctl.schema.declared import origin
from groupctl.schema.entities import ALL, PAYER, Collection, Schema
from groupctl.schema.fields import CurrencyCode, about, check_value, field_types, read_annotation, stated
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.sources.garbage import without_collection
from groupctl.texts.causes import Cause

_DATE = read_annotation(date)
_CURRENCY = read_annotation(CurrencyCode)
_TEXT = read_annotation(str)


@frozen(eq=False, kw_only=True)
class _Index:
    """What rules ask a portfolio for: its records, their collections, and the gaps in these."""

    made: Mapping[str, Mapping[str, Record]]
    related: Related
    completeness: Completeness
    selection: Selection
    more: Mapping[str, Mapping[str, Record]] = field(factory=dict)
    """What was added to the index that it was made of."""

    def beside(
        self, reading: Conversion, new: Mapping[str, Mapping[str, object]], schema: Schema
    ) -> "_Index":
        """The index with more rows; what refers to a record that is replaced is made again."""
        rows = {entity: dict(some) for entity, some in new.items()}
        ahead = [(entity, id_) for entity, some in new.items() for id_ in some if id_ in self.made[entity]]
        while ahead:
            target, id_ = ahead.pop()
            for entity in schema.entities.values():
                for attribute in (one for one in entity.attributes.values() if one.target == target):
                    for record in self.related.referring(entity.name, attribute.name, id_):
                        if record.id not in rows.setdefault(entity.name, {}):
                            rows[entity.name][record.id] = record.source
                            ahead.append((entity.name, record.id))
        more = reading.more({entity: some for entity, some in rows.items() if some}, self.made)
        related = RelatedBeside(self.related, more)
        return evolve(self, made=related.made, related=related, more=more)


@frozen(eq=False, kw_only=True)
class Portfolio(Tables):
    """A snapshot of the host's data as of a day (`build` makes it); nothing in it changes any more.

    ``schema`` says which records there are. ``currency`` is the one that decisions are made in; ``source`` says where the data came from. ``rejected`` are
    the rows that could not be taken, ``missing_tables`` the tables that could not be read, ``later_rows`` how
    many rows are dated after the day, by table and by whose they are. ``partial`` are the tables that hold only some of their rows, ``scope`` the
    customers whose rows are all here (None: all of them), ``outside`` how many rows of each table belong to others,
    ``made`` the accounts that documents speak of and the host doesn't list, each with such a document,
    ``absent`` the fields that no row could state, ``given`` the values that the policy need not work out.
    ``organisation`` is the tree of units, ``rates`` the exchange
    rates. Objects are found by id: ``portfolio.customers["C-1"]``; `NoSuchRecord` (a KeyError) for an unknown id.
    """

    schema: Schema
    as_of: date
    currency: str
    source: str
    rejected: tuple[RejectedRow, ...]
    missing_tables: frozenset[str]
    later_rows: tuple[Later, ...]
    partial: Mapping[str, Kept]
    scope: Scope | None
    made: Mapping[str, str]
    outside: Mapping[str, int]
    absent: Mapping[str, frozenset[str]]
    given: tuple[Given, ...]
    organisation: Organisation
    rates: Rates
    tables: Mapping[str, Table[Any]] = field(repr=False)
    notes: tuple[Note, ...] = ()
    """What the adapter has to tell about its reading; no decision looks at it."""
    worked_out: MutableMapping[object, Any] = field(factory=WeakKeyDictionary, init=False, repr=False)
    """What others worked out about it, by who did: it goes when either of them does."""
    _held: list["_Index"] = field(factory=list, init=False, repr=False)
    _lock: AbstractContextManager[bool] = field(factory=Lock, init=False, repr=False)

    @classmethod
    def build(
        cls,
        *,
        as_of: date,
        currency: str,
        tables: Mapping[str, Sequence[object]],
        rejected: Iterable[RejectedRow] = (),
        missing_tables: Iterable[str] = (),
        partial: Iterable[str] | Mapping[str, str] = (),
        scope: Scope | None = None,
        absent: Mapping[str, Iterable[str]] = MappingProxyType({}),
        given: Iterable[Given] = (),
        later: Iterable[Later] = (),
        source: str = "",
        schema: Schema = STANDARD,
    ) -> Self:
        """The portfolio of ``tables`` (name to objects of the model) as of ``as_of``.

        Rows dated later are left out, and so is what happened to the others later. A row that has a fault among
        its neighbours (its id is there twice, it names a row that isn't there, it lies below itself) is
        rejected with the reason, and what it would have belonged to is incomplete. A table that isn't given is
        missing, except the exchange rates; an empty one is complete.

        A ledger that is cut on purpose says so. ``partial`` names the tables that hold only some of their rows; as a
        mapping it says ``"open"`` of those that hold all rows with something open. Partial customers take
        their rows in every table with them. ``scope`` names the customers and groups that are here with all that is theirs.
        ``absent`` (table to fields) are columns that the host's table doesn't have. ``given`` are values that the policy
        would work out. ``later`` are later rows that were counted before, by a snapshot that was saved.

        ModelError for what no host's data can excuse: an unknown table, field or currency, objects of another class.
        """
        _refuse_bad_frame(as_of, currency, source)
        left_out = partial_tables(partial, scope, schema)
        vetted = vet(schema, as_of, tables, rejected, missing_tables, partial=left_out)
        named = {name: Table(schema.entity_of(name), vetted.rows[name]) for name in schema.tables}
        lost_units = frozenset(unit.parent for unit in named["units"].values() if unit.parent is not None)
        return cls(
            schema=schema,
            as_of=as_of,
            currency=currency,
            source=source,
            rejected=tuple(sorted(vetted.rejected, key=_place)),
            missing_tables=vetted.missing,
            partial=left_out,
            scope=scope,
            absent=absent_fields(unextended(schema, tables, absent), schema),
            given=ordered(given, schema.entities),
            later_rows=counted(vetted.later, later, schema),
            made=MappingProxyType(dict(sorted(vetted.made.items()))),
            outside=MappingProxyType(
                {name: vetted.outside[name] for name in schema.tables if vetted.outside[name]}
            ),
            organisation=Organisation(named["units"].values(), lost_units - named["units"].keys()),
            rates=Rates(
                tuple(named[EXCHANGE_RATES].values()),
                doubtful_rates(vetted.rejected, vetted.missing),
            ),
            tables=MappingProxyType(named),
        )

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the facts as of the day: not over later rows, file places or ``source``.

        What a host writes down tomorrow leaves the hash of today as it is.
        """
        return fingerprint(self.as_of, self.currency, self.frame, self.tables, self.rejected)

    @property
    def frame(self) -> Mapping[str, object]:
        """What is not here, and what is given: the part of the hash that no row tells."""
        return {
            "missing_tables": sorted(self.missing_tables),
            **written(self.partial, self.scope, self.absent),
            **({"given": [to_plain(one) for one in self.given]} if self.given else {}),
        }

    def __reduce__(self) -> tuple[object, ...]:
        """A copy holds the data; what is worked out from it is worked out again."""
        held = {field.name: getattr(self, field.name) for field in fields(type(self)) if field.init}
        writable = {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in held.items()
        }
        return _copied, (type(self), writable)

    def with_given(self, given: Iterable[Given]) -> Self:
        """The same data with more values that the policy need not work out."""
        made = evolve(self, given=ordered((*self.given, *given), self.schema.entities))
        made._held.append(self._index)  # noqa: SLF001 - its own: records are not made again
        return made

    def with_rows(self, rows: Iterable[object]) -> Self:
        """The same data with more rows, each in the place of the one with its id, if there is one: what would be if the host had them.

        They are taken as they are: nothing checks them against their neighbours. What they leave alone is shared, so that this is quick.
        """
        new: dict[str, dict[str, object]] = {}
        for row in map(self.schema.fitted, rows):
            said = about(type(row))
            new.setdefault(said.entity, {})[str(getattr(row, "id", ""))] = row
        tables = dict(self.tables)
        for entity, some in new.items():
            table = self.schema.entities[entity].table
            tables[table] = Table(entity, Beside(tables[table], some))
        made = evolve(self, tables=MappingProxyType(tables))
        made._held.append(self._index.beside(self._reading, new, self.schema))  # noqa: SLF001 - its own
        return made

    @property
    def changed(self) -> Mapping[str, Mapping[str, Record]]:
        """The records that `with_rows` added, put in the place of others, or made again since they refer to one, by entity and id."""
        return self._index.more

    def referring(self, entity: str, attribute: str, id_: str) -> tuple[Record, ...]:
        """The records of ``entity`` for which ``attribute`` leads to the record called ``id_``."""
        return self._related.referring(entity, attribute, id_)

    @property
    def stated(self) -> dict[str, list[Any]]:
        """The rows of each table that is here, as the host states them: without the accounts that were made."""
        return {
            name: [row for row in rows.values() if name != "accounts" or row.id not in self.made]
            for name, rows in self.tables.items()
            if rows or name not in self.missing_tables
        }

    # -------------------------------------------------------------------------------------------- for rules
    @property
    def later(self) -> Mapping[str, int]:
        """How many rows of each table are dated after the day."""
        found: Counter[str] = Counter()
        for one in self.later_rows:
            found[one.table] += one.count
        return found

    def later_of(self, record: Record) -> Mapping[str, int]:
        """How many rows of each table are dated later, of the customer of ``record``, its members or its unit."""
        if record.entity == "unit":
            owners = [("unit", record.id)]
        elif record.entity == "group":
            owners = [("customer", member.id) for member in self.related(record, "members")]
        else:
            customer = record if record.entity == "customer" else record.values.get("customer")
            owners = [("customer", customer.id)] if isinstance(customer, Record) else []
        found: Counter[str] = Counter()
        for owner in owners:
            found.update(self._later.get(owner, {}))
        return found

    @cached_property
    def _later(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        return by_owner(self.later_rows)

    def given_about(self, record: Record) -> Mapping[str, tuple[Given, ...]]:
        """What is given about ``record``, by name, the oldest first."""
        return self._given.get((record.entity, record.id), {})

    @cached_property
    def _given(self) -> Mapping[tuple[str, str], Mapping[str, tuple[Given, ...]]]:
        return by_record(self.given)

    def in_currency(self, money: Money) -> Money | Cause:
        """``money`` in the portfolio's currency at its day, or why that is unknown."""
        return self._reading.in_currency(money)

    def records(self, entity: str) -> tuple[Record, ...]:
        """All records of ``entity``, in order of id. DataError if there is no such entity."""
        self._refuse_unknown_entity(entity)
        return self._related.table(entity)

    def record(self, entity: str, id_: str) -> Record:
        """The record called ``id_``. `NoSuchRecord` names one that is near if there is none."""
        self._refuse_unknown_entity(entity)
        if (record := self._made[entity].get(id_)) is None:
            raise NoSuchRecord.among(entity, id_, self._made[entity])
        return record

    def alone(self, row: object) -> Record:
        """The record of ``row``, which is in no table and refers to none."""
        return self._reading.alone(row)

    def supposed(self, row: object) -> Record:
        """The record of ``row``, which is in no table and refers to what is here."""
        return self._reading.beside(row, self._made)

    def find(self, entity: str, id_: str) -> Record | None:
        """The record of ``entity`` called ``id_``, None if there is none."""
        return self._made[entity].get(id_)

    def related(self, record: Record, collection: str) -> tuple[Record, ...]:
        """The records of ``collection`` (``invoices``, ``all.customers``) of ``record``, in order of id.

        DataError if records of its entity have no such collection.
        """
        return self._related.of(record, self._collection(record, collection))

    def gaps(self, record: Record, collection: str) -> tuple[Cause, ...]:
        """Why ``collection`` of ``record`` is incomplete, in order; empty if it is complete (M16)."""
        return self._gaps(record, collection, settled=True)

    def gaps_of_open(self, record: Record, collection: str) -> tuple[Cause, ...]:
        """The same for what is still open: rows that are settled are not missed."""
        return self._gaps(record, collection, settled=False)

    def entity_of(self, record: Record, collection: str) -> str:
        """What the records of ``collection`` are."""
        return self._collection(record, collection).entity

    def _collection(self, record: Record, name: str) -> Collection:
        if (found := self.schema.collection(record.entity, name)) is None:
            known = [*self.schema.entities[record.entity].collections, *self.schema.whole_tables]
            raise DataError(no_such_name(record.entity, name, known))
        return found

    def _gaps(self, record: Record, name: str, *, settled: bool) -> tuple[Cause, ...]:
        collection = self._collection(record, name)
        lost = self._index.completeness.gaps(record, collection)
        if not (selection := self._index.selection):
            return lost
        of_members = record.entity == "group" and name not in {"members", "children"}
        members = self.related(record, "members") if of_members and not name.startswith(ALL) else ()
        return tuple(sorted({*lost, *selection.gaps(record, collection, members, settled=settled)}))

    def cause(self, record: Record, attribute: str) -> Cause:
        """Why ``attribute`` of ``record`` is unknown. DataError if there is no such attribute, or it is known."""
        entity = self.schema.entities[record.entity]
        if attribute not in entity.attributes:
            raise DataError(no_such_name(entity.name, attribute, entity.attributes))
        if attribute in record.values:
            raise DataError.of("model.is-known", name=attribute, entity=record.entity, id=record.id)
        cause = self._why_unknown(record, attribute)
        return Cause(cause.key, cause.values, f"{record.entity} {record.id}")

    def _why_unknown(self, record: Record, attribute: str) -> Cause:
        if attribute in {"account", "payer_account"}:
            return self._why_no_account(record, PAYER if attribute == "payer_account" else "customer")
        if attribute in {"amount_settled", "converted"}:
            return self._why_not_settled(record)
        value = getattr(record.source, attribute)
        if value is None:
            return self._why_not_stated(record, attribute)
        if isinstance(value, Amount):
            value = value.money
        if isinstance(value, Money):
            return cast("Cause", self._reading.in_currency(value))
        target = self.schema.entities[record.entity].attributes[attribute].target
        if target is None:
            return Cause.of("model.cause-limit-unknown", attribute=attribute)
        return self._why_not_here(self.schema.entities[target].table) or why_dangling(
            self.schema, record, attribute, value
        )

    def _why_not_settled(self, payment: Record) -> Cause:
        invoice = payment.values.get("invoice")
        if not isinstance(invoice, Record):
            return self._why_unknown(payment, "invoice")
        return cast("Cause", self._reading.settled(payment.source, invoice.source))

    def _why_not_stated(self, record: Record, attribute: str) -> Cause:
        entity = self.schema.entities[record.entity]
        if attribute in self.absent.get(entity.table, ()):
            return Cause.of("model.cause-absent-column", table=entity.table, attribute=attribute)
        if reference := entity.fields[attribute].inherits:
            above = record.values.get(reference)
            if isinstance(above, Record):
                return self._why_unknown(above, attribute)
            if getattr(record.source, reference) is not None:
                return self._why_unknown(record, reference)
        if other := entity.fields[attribute].otherwise:
            return self._why_unknown(record, other)
        return Cause.of("model.cause-not-stated", attribute=attribute)

    def states(self, record: Record, attribute: str) -> bool | Cause:
        """Whether the host states ``attribute`` of ``record``; the cause where it has no such column."""
        if getattr(record.source, attribute) is not None:
            return True
        table = self.schema.entities[record.entity].table
        return self._why_not_stated(record, attribute) if attribute in self.absent.get(table, ()) else False

    def _why_no_account(self, record: Record, reference: str) -> Cause:
        if reference == PAYER and PAYER not in record.values:
            return self._why_unknown(record, PAYER)
        customer, unit = stated(record.source, reference), record.source.unit
        if customer is None or unit is None:
            return Cause.of(
                "model.cause-not-stated",
                attribute="customer" if customer is None else "unit",
            )
        name = account_id(customer, unit)
        if not self._lost_accounts.isdisjoint({name, None}):
            return why_dangling(self.schema, record, "account", name)
        return self._why_not_here("accounts") or Cause.of("model.cause-no-account", account=name)

    @cached_property
    def _lost_accounts(self) -> frozenset[str | None]:
        return frozenset(row.id for row in self.rejected if row.table == "accounts")

    def _why_not_here(self, table: str) -> Cause | None:
        """Why a row of ``table`` may be wanting although it exists."""
        if table in self.missing_tables:
            return Cause.of("model.cause-missing-table", table=table)
        if table in self.partial and table != "customers":
            return Cause.of(f"model.cause-partial-{self.partial[table]}", table=table)
        if "customers" in self.partial and self.schema.entity_of(table) in self.schema.of_customers:
            return Cause.of("model.cause-out-of-scope")
        return None

    def _refuse_unknown_entity(self, entity: str) -> None:
        if entity not in self.schema.entities:
            raise DataError(no_such_name("portfolio", entity, self.schema.entities))

    @cached_property
    def _reading(self) -> Conversion:
        return Conversion(self.schema, self.as_of, self.currency, self.rates, self.absent)

    @property
    def _index(self) -> "_Index":
        """Made once, whichever thread asks first: records are equal only to themselves."""
        if not self._held:
            with self._lock:
                if not self._held:
                    self._held.append(self._indexed())
        return self._held[0]

    @without_collection()
    def _indexed(self) -> "_Index":
        made = self._reading.records(self.tables)
        related = Related(self.schema, made, self.organisation)
        cut = "customers" in self.partial
        whose = Whose(self.schema, self.tables, self.rejected, self.missing_tables, cut=cut)
        complete = Completeness(made, related, self.organisation, self.rejected, whose)
        selection = Selection(
            schema=self.schema, partial=self.partial, scope=self.scope, absent=self.absent, made=made
        )
        return _Index(made=made, related=related, completeness=complete, selection=selection)

    @property
    def _made(self) -> Mapping[str, Mapping[str, Record]]:
        return self._index.made

    @property
    def _related(self) -> Related:
        return self._index.related


def _copied(cls: type[Portfolio], held: Mapping[str, Any]) -> Portfolio:
    """The portfolio that ``__reduce__`` took apart."""
    closed: dict[str, Any] = {
        name: MappingProxyType(value) if isinstance(value, dict) else value for name, value in held.items()
    }
    return cls(**closed)


def _refuse_bad_frame(as_of: date, currency: str, source: str) -> None:
    checks = (
        ("as_of", _DATE, as_of),
        ("currency", _CURRENCY, currency),
        ("source", _TEXT, source),
    )
    problems = [(name, check_value(kind, value)) for name, kind, value in checks]
    if any(problem for _, problem in problems):
        raise ModelError(fault(f"Portfolio.{name}", problem) for name, problem in problems if problem)


def unextended(
    schema: Schema, tables: Mapping[str, Sequence[object]], absent: Mapping[str, Iterable[str]]
) -> Mapping[str, Iterable[str]]:
    """``absent`` with the fields that were added to the class of a table some of whose rows have none of them."""
    found = dict(absent)
    for table, rows in tables.items():
        cls = schema.tables[table]
        base = origin(cls).base
        known = field_types(base) if isinstance(base, type) else {}
        added = {own.name for own in origin(cls).fields if own.name not in known}
        if added and any(type(row) is not cls for row in rows):
            found[table] = added.union(found.get(table, ()))
    return found


def _place(row: RejectedRow) -> tuple[str, ...]:
    """What rejected rows are sorted by; where the row stood comes last, and only to tell equal ones apart."""
    return (row.table, row.id or "", repr(row.row), repr(row.reason), str(row.where))
