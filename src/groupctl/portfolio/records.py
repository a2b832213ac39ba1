"""Records: the objects of a portfolio as rules see them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from heapq import merge
from typing import Any, TypeVar

from groupctl.errors import DataError, Fault
from groupctl.model.customer import account_id
from groupctl.model.ledger import Invoice, Payment
from groupctl.portfolio.rates import Rates
from groupctl.schema.entities import PAYER, Entity, Schema, has_account, has_payer
from groupctl.schema.fields import FieldType, about
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount, Inherit, Unlimited
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

T = TypeVar("T")


class NoSuchRecord(DataError, KeyError):
    """There is no record of that id; the message names one that is near."""

    @classmethod
    def among(cls, entity: str, id_: object, known: Iterable[str]) -> "NoSuchRecord":
        """The error for ``id_``, with a suggestion out of ``known``."""
        wanted = str(id_)[:200]
        near = similar(wanted, known)
        values = {"entity": entity, "id": wanted, "near": near}
        return cls(
            Fault(
                "model.no-such-record" if near else "model.no-such-record-at-all",
                values,
            )
        )


class Table(Mapping[str, T]):
    """The objects of one entity by id, in order of id; a missing id is a `NoSuchRecord`."""

    __slots__ = ("_rows", "entity")

    def __init__(self, entity: str, rows: Mapping[str, T]) -> None:
        self.entity = entity
        self._rows = rows

    def __getitem__(self, id_: str) -> T:
        try:
            return self._rows[id_]
        except KeyError:
            raise NoSuchRecord.among(self.entity, id_, self._rows) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._rows

    def __repr__(self) -> str:
        return f"<{len(self)} of {self.entity}>"


class Beside(Mapping[str, T]):
    """Some rows beside those of a table, or in their place; in order of id, made without a copy."""

    __slots__ = ("_more", "_rows")

    def __init__(self, rows: Mapping[str, T], more: Mapping[str, T]) -> None:
        self._rows = rows
        self._more = more

    def __getitem__(self, id_: str) -> T:
        return self._more[id_] if id_ in self._more else self._rows[id_]

    def __iter__(self) -> Iterator[str]:
        new = sorted(id_ for id_ in self._more if id_ not in self._rows)
        return merge(self._rows, new)

    def __len__(self) -> int:
        return len(self._rows) + sum(id_ not in self._rows for id_ in self._more)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._more or id_ in self._rows


class Record:
    """One object as rules see it.

    ``values`` holds what is known, by attribute: money and limits as minor units of the portfolio's currency,
    enumerations as the member's name, references as records. ``source`` is the object itself. Records
    are equal only to themselves.
    """

    __slots__ = ("entity", "id", "source", "values")

    def __init__(self, entity: str, id_: str, source: Any, values: dict[str, object]) -> None:
        self.entity = entity
        self.id = id_
        self.source = source
        self.values = values

    def __repr__(self) -> str:
        return f"<{self.entity} {self.id}>"


Convert = Callable[[Any], object]


class Conversion:
    """How the fields of objects become the values of records, in one portfolio."""

    def __init__(
        self, schema: Schema, as_of: date, currency: str, rates: Rates, absent: Mapping[str, Collection[str]]
    ) -> None:
        self._schema = schema
        self._as_of = as_of
        self._currency = currency
        self._rates = rates
        self._absent = absent

    def records(self, tables: Mapping[str, Table[Any]]) -> dict[str, dict[str, Record]]:
        """The records of every entity by id."""
        made: dict[str, dict[str, Record]] = {}
        for entity in self._schema.entities.values():
            made[entity.name] = {
                id_: Record(entity.name, id_, row, {"id": id_}) for id_, row in tables[entity.table].items()
            }
        for entity in self._schema.entities.values():
            self._fill(entity, made[entity.name].values(), made)
        for entity in self._schema.entities.values():
            self._inherit_all(entity, made[entity.name].values())
        return made

    def alone(self, row: Any) -> Record:
        """The record of ``row``, which refers to no other."""
        return self.beside(row, {name: {} for name in self._schema.entities})

    def beside(self, row: Any, made: Mapping[str, Mapping[str, Record]]) -> Record:
        """The record of ``row``, which refers to those that are ``made``."""
        entity = self._schema.entities[about(type(row)).entity]
        record = Record(entity.name, row.id, row, {"id": row.id})
        self._fill(entity, [record], {**made, entity.name: {row.id: record}})
        self._inherit_all(entity, [record])
        return record

    def more(
        self, rows: Mapping[str, Mapping[str, object]], beside: Mapping[str, Mapping[str, Record]]
    ) -> dict[str, dict[str, Record]]:
        """Records of ``rows`` (by entity and id) among those that are there, in whose place they stand where the id is the same."""
        made = {
            name: {id_: Record(name, id_, row, {"id": id_}) for id_, row in some.items()}
            for name, some in rows.items()
        }
        all_ = {
            name: Beside(records, made[name]) if name in made else records for name, records in beside.items()
        }
        for entity in (self._schema.entities[name] for name in beside if name in made):
            self._fill(entity, made[entity.name].values(), all_)
        for entity in (self._schema.entities[name] for name in beside if name in made):
            self._inherit_all(entity, made[entity.name].values())
        return made

    def _fill(
        self, entity: Entity, records: Collection[Record], made: Mapping[str, Mapping[str, Record]]
    ) -> None:
        plan = [
            (name, made[field.target].get if field.target else self._convert(field))
            for name, field in entity.fields.items()
            if name != "id"
        ]
        stand_ins = [
            (name, field.otherwise)
            for name, field in entity.fields.items()
            if field.otherwise and name not in self._absent.get(entity.table, ())
        ]
        accounts = made["account"] if has_account(entity.type) else None
        payers = accounts if has_payer(entity.type) else None
        for record in records:
            row, values = record.source, record.values
            for name, convert in plan:
                value = getattr(row, name)
                if value is not None and (convert is None or (value := convert(value)) is not None):
                    values[name] = value
            if accounts and row.customer is not None and row.unit is not None:
                account = accounts.get(account_id(row.customer, row.unit))
                if account is not None:
                    values["account"] = account
            for name, other in stand_ins:
                if getattr(row, name) is None and other in values:
                    values[name] = values[other]
            if payers and isinstance(payer := values.get(PAYER), Record):
                account = payers.get(account_id(payer.id, row.unit))
                if account is not None:
                    values["payer_account"] = account
        if entity.name == "order":
            for record in records:  # whatever the amount is worth
                record.values["return_order"] = record.source.amount.minor < 0
        if entity.name == "payment":
            self._settle(records)

    def _settle(self, payments: Iterable[Record]) -> None:
        for payment in payments:
            if isinstance(invoice := payment.values.get("invoice"), Record):
                currencies = {payment.source.amount.currency, invoice.source.amount.currency, self._currency}
                payment.values["converted"] = len(currencies) > 1
                if not isinstance(settled := self.settled(payment.source, invoice.source), Cause):
                    payment.values["amount_settled"] = settled.minor

    def settled(self, payment: Payment, invoice: Invoice) -> Money | Cause:
        """What ``payment`` takes off ``invoice``, in the currency of the portfolio, or why that is unknown."""
        owed = invoice.amount.currency
        return self._rates.settled(payment.amount, payment.paid_on, owed, self._currency, self._as_of)

    def _inherit_all(self, entity: Entity, records: Collection[Record]) -> None:
        for name in (name for name, field in entity.fields.items() if field.inherits):
            for record in records:
                self._inherit(record, name)

    def _inherit(self, record: Record, name: str) -> None:
        """Let the nearest record that states ``name`` speak for those below it that don't (L48).

        Where a column is absent it can't be told which rows would have stated it, so nothing above speaks for them.
        """
        below = []
        at: object = record
        while isinstance(at, Record) and name not in at.values:
            entity = self._schema.entities[at.entity]
            if name not in entity.fields or name in self._absent.get(entity.table, ()):
                return
            below.append(at)
            at = at.values.get(entity.fields[name].inherits)
        if isinstance(at, Record):
            for one in below:
                one.values[name] = at.values[name]

    def _convert(self, field: FieldType) -> Convert | None:
        if field.kind == "money":
            return self._minor
        if field.kind == "limit":
            return self._limit
        return (lambda member: member.name) if field.kind == "enumeration" else None

    def _minor(self, money: Money) -> int | None:
        if money.currency == self._currency:
            return money.minor
        converted = self.in_currency(money)
        return None if isinstance(converted, Cause) else converted.minor

    def _limit(self, limit: object) -> object:
        if isinstance(limit, Amount):
            return self._minor(limit.money)
        if isinstance(limit, Unlimited):
            return UNLIMITED
        return INHERIT if isinstance(limit, Inherit) else None

    def in_currency(self, money: Money) -> Money | Cause:
        """``money`` in the currency of the portfolio, or why that is unknown."""
        return self._rates.convert(money, self._currency, self._as_of)


def no_such_name(entity: str, name: str, known: Iterable[str]) -> Fault:
    """The fault of asking ``entity`` for ``name``, with a suggestion out of ``known``."""
    names = sorted(known)
    near = similar(name, names) or ", ".join(names)
    return Fault(
        "model.no-such-name",
        {"entity": entity, "name": name[:200], "near": near},
    )
