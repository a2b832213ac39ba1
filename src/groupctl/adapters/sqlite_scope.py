"""The rows of some customers in an SQLite database, picked by the database itself.

For each table, the ids of rows that are surely of other customers are put aside (``groupctl_others``): each customer and each document that
such a row names is put aside as well. What remains is read, with whatever remains names. An id is sure where groupctl reads it as
it stands there; rows with any other are never put aside, so that the reading of cells needs no twin here.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from attrs import define, field

from groupctl.adapters.families import owning
from groupctl.adapters.mapping import TablePlan
from groupctl.adapters.plan import Plan
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema

SURE = "(typeof({0}) = 'integer' OR (typeof({0}) = 'text' AND {0} <> '' AND {0} NOT GLOB '*[^!-~一-鿿]*'))"
"""An id without blanks around it, or a whole number: it is read as it stands."""


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def column_of(plan: Plan, name: str) -> str | None:
    """The name of the column that holds a field as it stands; None where the mapping gives the field another meaning."""
    if plan.distinct or plan.having or plan.where or name in plan.constants or name in plan.values:
        return None
    return (name if plan.columns is None else plan.columns.get(name)) or None


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a table or view; none where it is not there."""
    found = connection.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))
    return tuple(str(name) for (name,) in found)


@define
class RowsOfScope:
    """What of each table belongs to a scope: a condition for its rows, which are called ``t``."""

    connection: sqlite3.Connection
    schema: Schema
    plans: Mapping[str, TablePlan]
    columns: Mapping[str, frozenset[str]]
    """The columns of each of these tables."""
    sure: dict[str, str] = field(factory=dict, init=False)
    """The tables of which rows were put aside, with the column of their ids."""

    def conditions(self, scope: Scope) -> Mapping[str, str]:
        """The condition of each table of which only a part is to be read."""
        self.connection.execute("CREATE TEMP TABLE groupctl_others (tab TEXT, id)")
        self.connection.execute("CREATE INDEX temp.groupctl_by_id ON groupctl_others (tab, id)")
        self._put_customers_aside(scope)
        for table in self.schema.tables:
            if table in self.plans and table not in {"customers", "accounts"}:
                self._put_aside(table)
        for table in reversed(tuple(self.sure)):
            self._take_back_what_is_named(table)
        found = {table: f"NOT ({_others(id_, table)})" for table, id_ in self.sure.items()}
        if customer := self._column("accounts", "customer"):
            found["accounts"] = f"NOT ({_others(customer, 'customers')})"
        return found

    def customers(self) -> frozenset[str]:
        """The ids of all customers there are; none where only reading the cells shows them."""
        if (id_ := self.sure.get("customers")) is None:
            return frozenset()
        select = f"SELECT CAST({id_} AS TEXT) FROM {self._source('customers')} WHERE {id_} IS NOT NULL"  # noqa: S608 - names that are there, quoted
        return frozenset(str(cell).strip() for (cell,) in self.connection.execute(select))

    def _column(self, table: str, name: str) -> str | None:
        plan = self.plans.get(table)
        column = column_of(plan.plan, name) if plan else None
        return f"t.{quoted(column)}" if column is not None and column in self.columns[table] else None

    def _source(self, table: str) -> str:
        return f"{quoted(self.plans[table].name)} AS t"

    def _put_customers_aside(self, scope: Scope) -> None:
        if (id_ := self._column("customers", "id")) is None:
            return
        mine = json.dumps(sorted(scope.customers))
        self.connection.execute(
            f"INSERT INTO groupctl_others SELECT 'customers', {id_} FROM {self._source('customers')}"  # noqa: S608 - names that are there, quoted
            f" WHERE {SURE.format(id_)} AND CAST({id_} AS TEXT) NOT IN (SELECT value FROM json_each(?))",
            (mine,),
        )
        self.sure["customers"] = id_

    def _put_aside(self, table: str) -> None:
        """Put aside the rows all of whose owners are put aside; one called like a row that stays is none of them."""
        fields = owning(self.schema, table)
        id_ = self._column(table, "id")
        columns = {name: self._column(table, name) for name in fields}
        stated = self.plans[table].plan.columns
        unread = [
            name
            for name, column in columns.items()
            if column is None and not self._is_absent(table, name, stated)
        ]
        if id_ is None or unread or not any(columns.values()):
            return
        tests = [
            f"({column} IS NULL OR {column} = '' OR {_others(column, fields[name])})"
            for name, column in columns.items()
            if column
        ]
        some = " OR ".join(f"({_others(column, fields[name])})" for name, column in columns.items() if column)
        others = f"{SURE.format(id_)} AND ({' AND '.join(tests)}) AND ({some})"
        source = self._source(table)
        self.connection.execute(
            f"INSERT INTO groupctl_others SELECT '{table}', {id_} FROM {source} WHERE {others}"  # noqa: S608 - names that are there, quoted
            f" AND {id_} NOT IN (SELECT {id_} FROM {source} WHERE {id_} IS NOT NULL AND NOT ({others}))"
        )
        self.sure[table] = id_

    def _is_absent(self, table: str, name: str, stated: Mapping[str, str] | None) -> bool:
        """Whether no column states the field, nor anything else of the mapping."""
        plan = self.plans[table].plan
        if name in plan.constants or name in plan.values:
            return False
        return (name not in stated) if stated is not None else name not in self.columns[table]

    def _take_back_what_is_named(self, table: str) -> None:
        """What a row that stays names is read too."""
        for name, to in owning(self.schema, table).items():
            column = self._column(table, name)
            if column and to in self.sure:
                self.connection.execute(
                    f"DELETE FROM groupctl_others WHERE tab = '{to}' AND id IN (SELECT {column}"  # noqa: S608 - names that are there, quoted
                    f" FROM {self._source(table)} WHERE NOT ({_others(self.sure[table], table)}))"
                )


def _others(column: str, table: str) -> str:
    """Whether ``column`` holds an id of ``table`` that was put aside."""
    return f"EXISTS (SELECT 1 FROM groupctl_others AS o WHERE o.tab = '{table}' AND o.id = {column})"  # noqa: S608 - likewise


def tables_of_family(schema: Schema, entity: str) -> Iterable[str]:
    """The tables that say who belongs together, and those of the documents that a record of ``entity`` names."""
    found = {"groups", "customers", "registrations", "identity_checks"}
    waiting = [schema.entities[entity].table]
    while waiting:
        table = waiting.pop()
        if table not in found:
            found.add(table)
            waiting += owning(schema, table).values()
    return found | {schema.entities[entity].table}
