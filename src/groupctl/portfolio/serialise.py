"""Objects of the model and whole portfolios as JSON text, and back."""

import json
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

import attrs

from groupctl.errors import ModelError
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.codec import Plain, from_plain, to_plain
from groupctl.portfolio.fingerprint import PORTFOLIO_FORMAT
from groupctl.portfolio.given import Given
from groupctl.portfolio.later import Later
from groupctl.portfolio.notes import Note
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow, unknown_table
from groupctl.portfolio.scope import Scope, written
from groupctl.schema.checks import fault
from groupctl.schema.entities import Schema
from groupctl.schema.money import shown

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class FrameForm:
    """A portfolio as a document, without its tables. What lies after its day is only counted."""

    format: str
    as_of: date
    currency: str
    source: str = ""
    missing_tables: list[str] = attrs.Factory(list)
    partial: dict[str, str] = attrs.Factory(dict)
    scope: Scope | None = None
    absent: dict[str, list[str]] = attrs.Factory(dict)
    given: list[Given] = attrs.Factory(list)
    later: list[Later] = attrs.Factory(list)
    rejected: list[RejectedRow] = attrs.Factory(list)
    notes: list[Note] = attrs.Factory(list)


@cache
def _form_of(schema: Schema) -> Any:
    """The form of a whole document; None for a table that isn't there."""
    rows = {
        table: attrs.field(type=cast("type", list[cls] | None), default=None)  # type: ignore[valid-type]
        for table, cls in schema.tables.items()
    }
    tables = attrs.make_class("TablesForm", rows, frozen=True, kw_only=True)
    held = {"tables": attrs.field(type=tables, factory=tables)}
    return attrs.make_class("PortfolioForm", held, bases=(FrameForm,), frozen=True, kw_only=True)


def to_json(value: object, indent: int | None = None) -> str:
    """``value``, an object of the model or a portfolio, as JSON text; `from_json` reads it back to its equal."""
    plain = to_plain(_form(value) if isinstance(value, Portfolio) else value)
    return json.dumps(plain, ensure_ascii=False, indent=indent)


def from_json(text: str, cls: type[T], schema: Schema = STANDARD) -> T:
    """The object of ``cls`` that ``text`` holds; ``schema`` says what records a portfolio may have.

    ModelError with all faults at once, each with its path (``$.tables.invoices[3].due_on``): what is no JSON, keys
    that are missing, unknown or there twice, numbers that are not exact, and whatever the classes refuse.
    """
    plain = _parse(text)
    if cls is not Portfolio:
        return from_plain(plain, cls)
    return cast("T", _portfolio(from_plain(plain, _form_of(schema)), schema))


def _form(portfolio: Portfolio) -> Any:
    left_out = written(portfolio.partial, portfolio.scope, portfolio.absent)
    form = _form_of(portfolio.schema)
    return form(
        format=PORTFOLIO_FORMAT,
        as_of=portfolio.as_of,
        currency=portfolio.currency,
        source=portfolio.source,
        missing_tables=sorted(portfolio.missing_tables),
        partial=left_out.get("partial", {}),
        scope=portfolio.scope,
        absent=left_out.get("absent", {}),
        given=list(portfolio.given),
        later=list(portfolio.later_rows),
        rejected=list(portfolio.rejected),
        notes=list(portfolio.notes),
        tables=attrs.fields(form).tables.type(**portfolio.stated),
    )


def _portfolio(form: Any, schema: Schema) -> Portfolio:
    if form.format != PORTFOLIO_FORMAT:
        values = {"format": form.format[:100], "expected": PORTFOLIO_FORMAT}
        raise ModelError(fault("$.format", ("model.not-from-here", values)))
    stray = [(i, row.table) for i, row in enumerate(form.rejected) if row.table not in schema.tables]
    if stray:
        raise ModelError(
            fault(f"$.rejected[{i}].table", unknown_table(name, schema.tables)) for i, name in stray
        )
    given = {name: getattr(form.tables, name) for name in schema.tables}
    portfolio = Portfolio.build(
        as_of=form.as_of,
        currency=form.currency,
        tables={name: rows for name, rows in given.items() if rows is not None},
        rejected=form.rejected,
        missing_tables=form.missing_tables,
        partial=form.partial,
        scope=form.scope,
        absent=form.absent,
        given=form.given,
        later=form.later,
        source=form.source,
        schema=schema,
    )
    return attrs.evolve(portfolio, notes=tuple(form.notes))


def _parse(text: str) -> Plain:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        reason = "nested too deeply"
    except ModelError:
        raise
    except ValueError as error:
        reason = str(error)[:200]
    raise ModelError(fault("$", ("model.not-json", {"reason": reason})))


def _object(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise ModelError(fault("$", ("model.duplicate-id", {"id": shown(key)})) for key in twice)
    return found


def _no_number(text: str) -> Any:
    raise ModelError(fault("$", ("model.not-a-number", {"value": text})))
