"""A ledger for an example test: a sound customer in one line, then what the case adds.

::

    ledger = trading().order("SO-1", 5000).open_invoice(900, due_on=days_ago(40))
    decision = groupctl.Engine(policy).decide("order_release", "SO-1", ledger.portfolio())

Amounts are whole units of the ledger's currency or texts (``"99999.99"``), dates are texts (``"2025-06-30"``), members of an
enumeration and limits go by their names. Every table is there and complete unless the example says otherwise.
"""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, Self, cast

import attrs

from groupctl.errors import Fault, ModelError
from groupctl.model import STANDARD, ControlMode, SeatLevel, StepPart
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import OWNER_OF, OWNERS, RejectedRow, cell
from groupctl.rules import core
from groupctl.rules.authority import Route, Seat
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Policy
from groupctl.schema.entities import Schema
from groupctl.schema.fields import about, field_types
from groupctl.testing.mending import mended
from groupctl.testing.values import default, sound, value, written
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

AS_OF: Final = date(2026, 11, 21)
"""The day of every example unless it says otherwise; the last closed fiscal year is 2025."""


def day(text: str | None) -> date | None:
    """The date of a text; None for nothing."""
    return None if text is None else date.fromisoformat(text)


def days_ago(days: int, as_of: date = AS_OF) -> str:
    """The date so many days before ``as_of``, as text."""
    return (as_of - timedelta(days=days)).isoformat()


class Ledger:
    """Rows of a portfolio, table by table. Every method adds a row and gives the ledger back.

    ``schema`` says which records there are: ``policy.schema`` for a policy's own. The group ``G`` with the segment ``S`` and its
    units ``U-1`` and ``U-2`` (companies ``Co-1`` and ``Co-2``) is there unless ``bare``.

    `add` takes any row of any record type; the other methods are short for the records that most examples need. ``tables`` are
    the rows by table, ``rejected`` those that could not be read, ``missing`` the tables that the host can't give, ``absent`` the
    columns (table to fields) that it doesn't have.
    """

    def __init__(
        self, schema: Schema = STANDARD, *, as_of: date = AS_OF, currency: str = "CNY", bare: bool = False
    ) -> None:
        self.schema = schema
        self.as_of = as_of
        self.currency = currency
        self.tables: dict[str, list[Any]] = {name: [] for name in schema.tables}
        self.rejected: list[RejectedRow] = []
        self.missing: set[str] = set()
        self.absent: dict[str, list[str]] = {}
        if not bare:
            self.unit("G", None, "GROUP", "Co-0").unit("S", "G", "SEGMENT", "Co-0")
            self.unit("U-1", "S", "DIVISION", "Co-1").unit("U-2", "S", "DIVISION", "Co-2")

    # --------------------------------------------------------------------------------------------- any row
    def add(self, entity: str, /, **stated: Any) -> Self:
        """A row of ``entity`` (``"invoice"``, or a record of the policy's own) with what is ``stated``.

        A field that must be stated and isn't gets a sound value: an id of its own, the first customer or unit, the day, nothing
        owed. One that need not be stated is left open, unless the record's invariants ask for it. ModelError for a field that there is not, or a value that can't be read.
        """
        cls = self._class(entity)
        fields = field_types(cls)
        if unknown := sorted(stated.keys() - fields.keys()):
            near = similar(unknown[0], fields) or ", ".join(fields)
            raise ModelError(
                Fault("model.no-such-name", {"entity": entity, "name": unknown[0], "near": near})
            )
        made = {
            name: value(said, fields[name], self.currency, f"{entity}.{name}")
            for name, said in stated.items()
        }
        for name, field in fields.items():
            if name not in made and not field.optional and default(cls, name) is attrs.NOTHING:
                made[name] = self._sound(entity, name)[0]
        return self.put(mended(cls, made, lambda name: () if name in stated else self._sound(entity, name)))

    def put(self, *rows: Any) -> Self:
        """Rows as they are, each into the table of its class."""
        for row in rows:
            self.tables[about(type(row)).table].append(row)
        return self

    def _class(self, entity: str) -> type:
        known = {about(cls).entity: cls for cls in self.schema.classes}
        if entity not in known:
            near = similar(entity, known) or ", ".join(known)
            raise ModelError(Fault("model.no-such-name", {"entity": "schema", "name": entity, "near": near}))
        return known[entity]

    def _sound(self, entity: str, name: str) -> Sequence[Any]:
        """What a field may hold that an example does not state, the best first."""
        field = field_types(self._class(entity))[name]
        if name == "id":
            return [self._numbered("".join(word[0] for word in entity.split("_")).upper(), entity)]
        if not field.target:
            return sound(field, name, self.as_of, self.currency)
        if not (rows := self.tables[about(self._class(field.target)).table]):
            self.add(field.target)
        above = {getattr(row, "parent", None) for row in rows}
        return [next((row.id for row in rows if row.id not in above), rows[0].id)]

    # ------------------------------------------------------------------------------------------ master data
    def unit(self, id_: str, parent: str | None, kind: object, company: str | None) -> Self:
        """A unit of ours, below ``parent``."""
        return self.add("unit", id=id_, name=id_, kind=kind, parent=parent, company=company)

    def rate(self, rate: str, on: str = "", base: str = "USD") -> Self:
        """What one ``base`` is in the ledger's currency."""
        stated = {"base": base, "quote": self.currency, "on": on or self._year(-1), "rate": rate}
        return self.add("exchange_rate", **stated)

    def group(
        self, id_: str, parent: str | None = None, credit_limit: object = "inherit", **stated: Any
    ) -> Self:
        """A group of customers."""
        return self.add("group", id=id_, name=id_, parent=parent, credit_limit=credit_limit, **stated)

    def customer(self, id_: str = "C-1", **stated: Any) -> Self:
        """A customer; its own limit is out of the way unless the example is about it."""
        usual = {"name": id_, "blacklisted": False, "credit_limit": "unlimited"}
        return self.add("customer", id=id_, **{**usual, **stated})

    def account(self, customer: str = "C-1", unit: str = "U-1", **stated: Any) -> Self:
        """An active account on credit, for years; its limit is that of the levels above. ``term`` is short for its payment term."""
        if "term" in stated:
            stated["payment_term"] = stated.pop("term")
        usual = {
            "since": self._year(-6),
            "state": "ACTIVE",
            "payment_term": "CREDIT",
            "credit_limit": "inherit",
        }
        return self.add("account", customer=customer, unit=unit, **{**usual, **stated})

    # --------------------------------------------------------------------------------------------- documents
    def invoice(self, issued_on: str = "", amount: object = 1000, *, id_: str = "", **stated: Any) -> Self:
        """An invoice of the year before, due on the day it was issued and paid on its due date, unless stated otherwise."""
        issued = issued_on or self._year(-1, 6, 30)
        due = stated.pop("due_on", None) or issued
        usual = {"cost": 0, "disputed": False, "due_on": due, "settled_on": due}
        made = {**self._owned("I", "invoice", id_), "issued_on": issued, "amount": amount}
        return self.add("invoice", **{**made, **usual, **stated})

    def open_invoice(self, amount: object, issued_on: str = "", **stated: Any) -> Self:
        """An invoice that is not paid, nor due yet unless stated otherwise."""
        due = stated.pop("due_on", None) or self._ago(-40)
        issued = issued_on or min(self._ago(51), str(due))
        return self.invoice(issued, amount, **{"due_on": due, "settled_on": None, **stated})

    def payment(self, amount: object, paid_on: str = "", **stated: Any) -> Self:
        """A payment: on account unless it names an invoice."""
        made = {**self._owned("P", "payment"), "paid_on": paid_on or self._ago(37), "amount": amount}
        return self.add("payment", **{**made, **stated})

    def order(self, id_: str = "SO-1", amount: object = 1000, **stated: Any) -> Self:
        """An open order on credit of yesterday, none of it invoiced yet."""
        made = {**self._owned("SO", "order", id_), "ordered_on": self._ago(1), "amount": amount}
        usual = {"invoiced": 0, "status": "OPEN", "on_credit": True}
        return self.add("order", **{**made, **usual, **stated})

    def expense(self, amount: object, spent_on: str, customer: str = "C-1") -> Self:
        """A sales expense for a customer."""
        made = {**self._owned("E", "expense"), "customer": customer}
        return self.add("expense", **made, amount=amount, spent_on=spent_on)

    def budget(self, amount: object, starts_on: str = "", ends_on: str = "") -> Self:
        """The budget of expenses for C-1, of the running year unless stated otherwise."""
        period = {"starts_on": starts_on or self._year(0), "ends_on": ends_on or self._year(0, 12, 31)}
        return self.add("budget", **self._owned("B", "budget"), **period, amount=amount)

    def plan(self, amount: object, starts_on: str, ends_on: str) -> Self:
        """The planned sales to C-1."""
        period = {"starts_on": starts_on, "ends_on": ends_on}
        return self.add("sales_plan", **self._owned("SP", "sales_plan"), **period, amount=amount)

    def stock(self, amount: object, counted_on: str = "", product: str | None = None) -> Self:
        """Our goods at C-1, counted on a day: of a product, or of all."""
        made = self._owned("ST", "stock_position")
        return self.add(
            "stock_position", **made, counted_on=counted_on or self._ago(21), amount=amount, product=product
        )

    def incident(self, reported_on: str = "", closed_on: str | None = None, unit: str | None = "U-1") -> Self:
        """A major incident at C-1."""
        made = {**self._owned("IN", "incident"), "unit": unit, "kind": "THEFT"}
        return self.add("incident", **made, reported_on=reported_on or self._ago(51), closed_on=closed_on)

    def sheet(self, unit: str = "U-1", *, receivables: object, **stated: Any) -> Self:
        """The balance sheet of a company of ours."""
        usual = {"total_assets": 1000, "consolidated": False, "drawn_on": self._ago(52)}
        made = {"id": self._numbered("BS", "balance_sheet"), "unit": unit, "receivables": receivables}
        return self.add("balance_sheet", **{**made, **usual, **stated})

    # ------------------------------------------------------------------------------------------------ credit
    def survey(self, surveyed_on: str = "", *, customer: str = "C-1", **found: Any) -> Self:
        """A credit survey; what is not named was found in order."""
        kinds = self.schema.fields("credit_surveys")
        flags = {name: False for name, field in kinds.items() if field.kind == "boolean"}
        made = {"id": self._numbered("CS", "credit_survey"), "customer": customer}
        return self.add(
            "credit_survey", **{**made, "surveyed_on": surveyed_on or self._year(-2, 6), **flags, **found}
        )

    def collateral(self, amount: object, ends_on: str | None = None, starts_on: str = "") -> Self:
        """A deposit of C-1, which serves all units."""
        made = {
            "id": self._numbered("CO", "collateral"),
            "customer": "C-1",
            "kind": "DEPOSIT",
            "amount": amount,
        }
        return self.add("collateral", **made, starts_on=starts_on or self._year(-1), ends_on=ends_on)

    def granted(
        self,
        matter: str,
        *,
        order: str | None = None,
        customer: str | None = None,
        unit: str = "U-1",
        amount: object = 1_000_000,
        on: str = "",
        without: Container[str] = (),
        requester: str = "",
        policy: str | Policy = "standard",
        **stated: Any,
    ) -> Self:
        """A request in a matter of ``policy``, with all that grants it: for the customer C-1 unless it names an order, a group or another customer.

        The group is under strategic control. Each seat of any route that the policy has for the matter has a person, who did the
        step, but for the parts ``without``. A part that is ``stated`` is the day on which it was done (``REVIEW="2026-01-10"``), else that is the day
        of the request; ``used_on``, ``starts_on`` and ``ends_on`` may be stated as well.
        """
        self.tables["units"][0] = attrs.evolve(self.tables["units"][0], control_mode=ControlMode.STRATEGIC)
        routes = routes_of(policy, matter)
        asked_by = next((self._holder(one.asked_by, unit) for one in routes if one.asked_by), "")
        days = {part.name: stated.pop(part.name) for part in StepPart if part.name in stated}
        day_, span = on or self._ago(21), {"ends_on": stated.pop("ends_on", self._ago(-40))}
        if "starts_on" in stated:
            span["starts_on"] = stated.pop("starts_on")
        name = self._numbered("R", "request")
        asked = {"id": name, "matter": matter, "order": order, "unit": unit, "amount": amount, **stated}
        asked |= {
            "customer": customer or (None if order or "group" in stated else "C-1"),
            "requested_on": min((day_, *days.values())),
        }
        self.add("request", **asked, requester=requester or asked_by or self._employee("asker", unit))
        steps = {(step.part, step.seat): i for route in routes for i, step in enumerate(route.steps)}
        for (part, seat), place in steps.items():
            if part.name not in without:
                done_on = days.get(part.name, day_)
                number = 10 * list(StepPart).index(part) + place
                self._did(name, part, seat, unit, done_on=done_on, number=number, amount=amount, **span)
        return self

    def _did(self, request: str, part: StepPart, seat: Seat, unit: str, **stated: Any) -> None:
        """A step that its holder did, or the body that deliberates."""
        holder, body = self._holder(seat, unit), part is StepPart.DELIBERATE
        made = {"id": f"{request}.{part.name}.{seat}", "request": request, "part": part, "answer": "YES"}
        made |= {"post": seat.post, "at": seat.at, "employee": None if body else holder}
        self.add("step_record", **{"starts_on": stated["done_on"], **made, **stated})
        if body:
            at = LEVELS.get(seat.at, unit)
            if not any(one.post == seat.post and one.unit == at for one in self.tables["bodies"]):
                self.add("body", post=seat.post, unit=at, seats=1, quorum=1, casting_vote=False)
            self.add("vote", step_record=made["id"], employee=holder, ballot="FOR")

    def _holder(self, seat: Seat, unit: str) -> str:
        """The person who holds a seat, appointed when first asked for."""
        at = LEVELS.get(seat.at, unit)
        name = self._employee(seat.post, at)
        if not any(one.employee == name for one in self.tables["appointments"]):
            held = {"post": seat.post, "unit": at, "kind": "PRINCIPAL", "starts_on": self._year(-6)}
            self.add("appointment", employee=name, **held)
        return name

    def _employee(self, post: str, unit: str) -> str:
        name = f"E-{post}-{unit}"
        if not any(one.id == name for one in self.tables["employees"]):
            self.add("employee", id=name, name=name, unit=unit)
        return name

    # ---------------------------------------------------------------------------------------- what is wrong
    def unreadable(self, table: str, /, **readable: str) -> Self:
        """A row that could not be read but for these cells."""
        owners: dict[str, Any] = {name: readable.pop(name) for name in OWNERS if readable.get(name)}
        reason = Cause.of("model.cause-not-stated", attribute="amount")
        self.rejected.append(RejectedRow(table=table, reason=reason, row=tuple(readable.items()), **owners))
        return self

    def without(self, *tables: str) -> Self:
        """The host can't give these tables."""
        self.missing |= set(tables)
        return self

    def without_columns(self, table: str, *names: str) -> Self:
        """The host's table does not have these columns."""
        self.absent[table] = [*self.absent.get(table, []), *names]
        return self

    # ------------------------------------------------------------------------------------------------- done
    def portfolio(self, as_of: date | None = None) -> Portfolio:
        """The snapshot of these rows, as of the ledger's day unless stated otherwise."""
        given: Mapping[str, list[Any]] = {
            name: rows for name, rows in self.tables.items() if name not in self.missing
        }
        return Portfolio.build(
            as_of=as_of or self.as_of,
            currency=self.currency,
            tables=given,
            rejected=self.rejected,
            missing_tables=self.missing,
            absent=self.absent,
            source="worked by hand",
            schema=self.schema,
        )

    def copy(self) -> "Ledger":
        """The same rows in a ledger of its own."""
        made = Ledger(self.schema, as_of=self.as_of, currency=self.currency, bare=True)
        made.tables = {table: [*rows] for table, rows in self.tables.items()}
        made.rejected, made.missing = [*self.rejected], {*self.missing}
        made.absent = {table: [*names] for table, names in self.absent.items()}
        return made

    def lose(self, row: Any, field: str) -> Self:
        """Let ``row`` be one that could not be read, for its cell of ``field``; what refers to it stays."""
        cls: type = type(row)
        table = about(cls).table
        self.tables[table] = [other for other in self.tables[table] if other is not row]
        cells = {name: cell(getattr(row, name)) for name in field_types(cls) if name != field}
        own = {OWNER_OF[table]: cells["id"]} if table in OWNER_OF and field != "id" else {}
        return self.unreadable(table, **cells, **own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ledger) and self._content == other._content

    __hash__ = None  # type: ignore[assignment]

    @property
    def _content(self) -> tuple[object, ...]:
        frame = (self.schema, self.as_of, self.currency)
        return *frame, self.tables, self.rejected, self.missing, self.absent

    def __repr__(self) -> str:
        """Python that makes this ledger again, ready to be pasted into a test."""
        same = Ledger(self.schema, as_of=self.as_of, currency=self.currency)
        bare = not all(unit in self.tables["units"] for unit in same.tables["units"])
        frame = {
            "schema": "" if self.schema == STANDARD else "schema",
            "as_of": "" if self.as_of == AS_OF else f"date{self.as_of.timetuple()[:3]}",
            "currency": "" if self.currency == "CNY" else repr(self.currency),
            "bare": "True" if bare else "",
        }
        parts = [f"Ledger({', '.join(f'{name}={said}' for name, said in frame.items() if said)})"]
        parts += [
            _call("add", about(type(row)).entity, **self._stated(row))
            for rows in self.tables.values()
            for row in rows
            if bare or row not in same.tables["units"]
        ]
        for lost in self.rejected:
            owners = {name: known for name in OWNERS if (known := getattr(lost, name))}
            parts.append(_call("unreadable", lost.table, **dict(lost.row), **owners))
        parts += [_call("without", *sorted(self.missing))] if self.missing else []
        parts += [_call("without_columns", table, *names) for table, names in self.absent.items()]
        return parts[0] if len(parts) == 1 else "(\n    " + "\n    ".join(parts) + "\n)"

    def _stated(self, row: object) -> dict[str, object]:
        """What `add` needs to be told to make ``row``."""
        cls: type = type(row)
        found = {name: getattr(row, name) for name in field_types(cls)}
        return {
            name: written(known, self.currency)
            for name, known in found.items()
            if known != default(cls, name)
        }

    # ----------------------------------------------------------------------------------------------- helpers
    def _owned(self, prefix: str, entity: str, id_: str = "") -> dict[str, Any]:
        """The id of a new row of ``entity``, and that it belongs to C-1 at U-1."""
        return {"id": id_ or self._numbered(prefix, entity), "customer": "C-1", "unit": "U-1"}

    def _numbered(self, prefix: str, entity: str) -> str:
        """An id that no row of ``entity`` has."""
        rows = self.tables[about(self._class(entity)).table]
        taken = {row.id for row in rows}
        numbers = range(len(rows) + 1, 2 * len(rows) + 2)
        return next(made for number in numbers if (made := f"{prefix}-{number}") not in taken)

    def _ago(self, days: int) -> str:
        return days_ago(days, self.as_of)

    def _year(self, years: int, month: int = 1, day_: int = 1) -> str:
        return date(self.as_of.year + years, month, day_).isoformat()


LEVELS: Final = {SeatLevel.GROUP: "G", SeatLevel.SEGMENT: "S"}
"""Where the seats of a level are; those of a unit and of its division are at the unit, which is a division."""


_loaded: Final = cache(load_policy)


def routes_of(policy: str | Policy, matter: str) -> Sequence[Route]:
    """Every route that the matrices of a policy have for a matter."""
    known = policy if isinstance(policy, Policy) else _loaded(policy)
    cells = [
        cast("core.Const", rule.then[matrix.route]).value
        for matrix in known.matrices
        for rule in matrix.rules
        if re.search(rf"\b{matter}\b", rule.text)
    ]
    return [known.authority.routes[str(name)] for name in dict.fromkeys(cells)]


def _call(method: str, /, *values: str, **named: object) -> str:
    said = [*map(repr, values), *(f"{name}={value!r}" for name, value in named.items())]
    return f".{method}({', '.join(said)})"


def trading(schema: Schema = STANDARD, *, as_of: date = AS_OF, currency: str = "CNY") -> Ledger:
    """A ledger with the customer C-1, for years at U-1, surveyed and in order; nothing sold yet."""
    return Ledger(schema, as_of=as_of, currency=currency).customer().account().survey()
