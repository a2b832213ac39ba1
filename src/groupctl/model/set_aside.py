"""Rows that could not be taken into a portfolio: kept with their reason and with what could be read."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Self

from attrs import field, frozen

from groupctl.causes import Cause
from groupctl.errors import Location, ModelError
from groupctl.model.credit import Amount, Inherit, Unknown, Unlimited
from groupctl.model.customer import relation_id
from groupctl.model.fields import (
    Choice,
    FieldType,
    Mark,
    about,
    check_value,
    fault,
    field_types,
)
from groupctl.model.vocabulary import TABLES
from groupctl.texts.similar import similar

OWNERS: Final = ("customer", "unit", "invoice", "order")
_LONGEST_CELL = 200
_IDENTIFIER = FieldType(kind="text", python=(str,), optional=False, marks=frozenset({Mark.IDENTIFIER}))


def _readable_id(value: object) -> str | None:
    """``value`` if it can be somebody's id, else None."""
    return value if isinstance(value, str) and check_value(_IDENTIFIER, value) is None else None


def _readable_cells(
    cells: Iterable[tuple[object, object]],
) -> tuple[tuple[str, str], ...]:
    return tuple((_cut(name), _cut(text)) for name, text in cells)


def _cut(value: object) -> str:
    """At most 200 characters, all of which can be written as UTF-8."""
    text = str(value)
    short = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
    return short.encode("utf-8", "replace").decode("utf-8")


@frozen(kw_only=True)
class SetAside:
    """A row that could not be taken, and why (M16).

    ``row`` holds the readable cells by the names of the model's fields; a cell of an optional reference that is
    there and empty says that the row names nobody. ``customer``, ``unit``, ``invoice`` and ``order`` are the ids
    that could be read, the row's own among them; None where that could not be read. What is no possible id
    becomes None. Cells are cut to 200 characters. ModelError for a table that doesn't exist.
    """

    table: str
    reason: Cause
    where: Location | None = None
    row: tuple[tuple[str, str], ...] = field(default=(), converter=_readable_cells)
    customer: str | None = field(default=None, converter=_readable_id)
    unit: str | None = field(default=None, converter=_readable_id)
    invoice: str | None = field(default=None, converter=_readable_id)
    order: str | None = field(default=None, converter=_readable_id)

    def __attrs_post_init__(self) -> None:
        if self.table not in TABLES:
            raise ModelError(fault("SetAside.table", unknown_table(self.table)))

    @classmethod
    def of(cls, row: Any, reason: Cause, unreadable: str = "") -> Self:
        """A sound object that has no place in a portfolio; its cell ``unreadable`` is the one at fault."""
        kind: type = type(row)
        said = about(kind)
        cells = {name: cell(getattr(row, name)) for name in field_types(kind) if name != unreadable}
        owners: dict[str, Any] = {name: cells.get(name) for name in OWNERS}
        if said.entity in OWNERS:
            owners[said.entity] = cells.get("id")
        return cls(table=said.table, reason=reason, row=tuple(cells.items()), **owners)

    @cached_property
    def cells(self) -> Mapping[str, str]:
        """The readable cells by name."""
        return dict(self.row)

    @property
    def id(self) -> str | None:
        """The row's own id, if that could be read."""
        entity = about(TABLES[self.table]).entity
        if entity == "relation":
            return relation_id(self.customer, self.unit) if self.customer and self.unit else None
        own = getattr(self, str(entity)) if entity in OWNERS else None
        return own or _readable_id(self.cells.get("id"))

    @property
    def fields(self) -> Mapping[str, FieldType]:
        """The fields of its table's rows."""
        return field_types(TABLES[self.table])

    def readable(self, name: str) -> str | None:
        """The id that the reference ``name`` holds: empty if it names nobody, None if that can't be read."""
        if name in OWNERS and (known := getattr(self, name)):
            return str(known)
        text = self.cells.get(name)
        if text is None:
            return None
        if not text.strip():
            return "" if self.fields[name].optional else None
        return None if name in OWNERS else _readable_id(text)


def cell(value: object) -> str:
    """``value`` as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, Amount):
        return str(value.money)
    return type(value).__name__.lower() if isinstance(value, Unlimited | Inherit | Unknown) else str(value)


def unknown_table(name: str) -> tuple[str, dict[str, str]]:
    """The problem with ``name`` where the name of a table is expected."""
    near = similar(name, TABLES) or ", ".join(sorted(TABLES))
    return "model.no-such-table", {"value": _cut(name), "near": near}
