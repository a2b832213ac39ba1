"""Rows that could not be taken into a portfolio: kept with their reason and with what could be read."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, Final, Self

from attrs import field, frozen

from groupctl.errors import SourceSpan
from groupctl.model.customer import account_id
from groupctl.portfolio.given import written
from groupctl.schema.fields import FieldType, Mark, about, check_value, field_types
from groupctl.schema.limits import Unknown
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

OWNER_OF: Final = {"customers": "customer", "units": "unit", "invoices": "invoice", "orders": "order"}
"""The tables whose rows own those of others, and what these call them."""

OWNERS: Final = tuple(OWNER_OF.values())
_LONGEST_CELL = 200
_IDENTIFIER = FieldType(kind="text", python=(str,), optional=False, marks=frozenset({Mark.IDENTIFIER}))


def _readable_id(value: object) -> str | None:
    """``value`` if it can be the id of a record, else None."""
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
class RejectedRow:
    """A row that could not be taken, and why (M16).

    ``row`` holds the readable cells by the names of the model's fields; a cell of an optional reference that is
    there and empty says that the row names none. ``customer``, ``unit``, ``invoice`` and ``order`` are the ids
    that could be read, the row's own among them; None where that could not be read. What is no possible id
    becomes None. Cells are cut to 200 characters.
    """

    table: str
    reason: Cause
    where: SourceSpan | None = None
    row: tuple[tuple[str, str], ...] = field(default=(), converter=_readable_cells)
    customer: str | None = field(default=None, converter=_readable_id)
    unit: str | None = field(default=None, converter=_readable_id)
    invoice: str | None = field(default=None, converter=_readable_id)
    order: str | None = field(default=None, converter=_readable_id)

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
        if self.table == "accounts":
            return account_id(self.customer, self.unit) if self.customer and self.unit else None
        own = getattr(self, OWNER_OF.get(self.table, ""), None)
        return own or _readable_id(self.cells.get("id"))

    def readable(self, name: str, *, optional: bool = False) -> str | None:
        """The id that the reference ``name`` holds: empty if it names none, None if that can't be read.

        A blank cell names none where the reference is ``optional``.
        """
        if name in OWNERS and (known := getattr(self, name)):
            return str(known)
        text = self.cells.get(name)
        if text is None:
            return None
        if not text.strip():
            return "" if optional else None
        return None if name in OWNERS else _readable_id(text)


def cell(value: Any) -> str:
    """``value`` as the text of a cell."""
    return "unknown" if isinstance(value, Unknown) else written(value) or ""


def unknown_table(name: str, known: Collection[str]) -> tuple[str, dict[str, str]]:
    """The problem with ``name`` where the name of one of the ``known`` tables is expected."""
    near = similar(name, known) or ", ".join(sorted(known))
    return "model.no-such-table", {"value": _cut(name), "near": near}
