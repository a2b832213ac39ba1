"""Decisions handed back as given values: the class from last night's review, for today's decisions about one customer."""

import csv
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from attrs import evolve, fields

from groupctl.decisions.decision import Decision, Finding
from groupctl.decisions.journal.log import read_log
from groupctl.decisions.journal.whole_file import cannot_read
from groupctl.errors import DataError, Fault, ModelError, SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.given import Given, unknown_entity
from groupctl.schema.entities import Schema

COLUMNS: Final = tuple(field.name for field in fields(Given))


def given_from(decisions: Iterable[Decision], names: Collection[str] = ()) -> tuple[Given, ...]:
    """The outputs of ``decisions`` (only ``names``, if any are named) as given values.

    The day is that of the decision, or of the oldest given value behind it: handing back makes nothing younger. What
    a decision left unknown is given as unknown. Outputs with several values can't be given and are left out.
    """
    return tuple(
        Given(
            entity=decision.entity,
            id=decision.subject,
            name=output.name,
            value=stated(output, decision.currency),
            on=min([decision.as_of, *(one.on for one in decision.given)]),
            source=f"{decision.rule_set}, {decision.policy}",
        )
        for decision in decisions
        for output in decision.outputs
        if not isinstance(output.value, tuple) and (not names or output.name in names)
    )


def stated(output: Finding, currency: str) -> str | None:
    """The value of an output, an amount with its currency."""
    if not isinstance(output.value, str):
        return None
    amount = output.kind in {"money", "limit"} and not output.value[:1].isalpha()
    return f"{output.value} {currency}" if amount else output.value


def read_given(path: Path, schema: Schema = STANDARD) -> tuple[Given, ...]:
    """The given values in a file: a table (``.csv``) with the columns of `Given`, or else a decision log.

    An empty value says that it is not known. ``schema`` says what records there are. DataError with everything that is wrong: a log that was changed, or a row
    that can't be read, gives nothing.
    """
    if path.suffix.casefold() == ".csv":
        return _from_table(path, schema)
    entries = list(read_log(path))
    faults = [entry.fault for entry in entries if entry.fault]
    if faults:
        raise DataError(faults)
    return given_from(entry.decision for entry in entries if entry.decision)


def _from_table(path: Path, schema: Schema) -> tuple[Given, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except (OSError, ValueError) as error:
        raise cannot_read(path, error) from error
    found = list(_rows(path, csv.DictReader(lines, restkey="", strict=True), schema))
    faults = [fault for row in found if not isinstance(row, Given) for fault in row]
    if faults:
        raise DataError(faults)
    return tuple(row for row in found if isinstance(row, Given))


def _rows(path: Path, table: "csv.DictReader[str]", schema: Schema) -> Iterator[Given | tuple[Fault, ...]]:
    """Each row as a given value, or what is wrong with it; nothing but the head's fault where that is wrong."""
    try:
        if sorted(table.fieldnames or ()) != sorted(COLUMNS):
            head = {"found": ", ".join(table.fieldnames or ()) or "-", "expected": ",".join(COLUMNS)}
            yield (Fault("journal.given-columns", head, SourceSpan(str(path), 1)),)
            return
        for row in table:
            yield _row(row, SourceSpan(str(path), table.line_num), schema)
    except csv.Error as error:
        values = {"reason": str(error)}
        yield (Fault("journal.given-no-table", values, SourceSpan(str(path), table.line_num)),)


def _row(row: dict[str, str], where: SourceSpan, schema: Schema) -> Given | tuple[Fault, ...]:
    if "" in row or None in row.values():
        return (Fault("journal.given-cells", {"expected": str(len(COLUMNS))}, where),)
    cells: dict[str, object] = {name: text.strip() or None for name, text in row.items()}
    try:
        cells["on"] = date.fromisoformat(row["on"].strip())
    except ValueError:
        return (Fault("journal.given-no-day", {"value": row["on"][:100]}, where),)
    try:
        given = Given(**cells)  # type: ignore[arg-type]
    except ModelError as error:
        return tuple(evolve(fault, where=where) for fault in error.faults)
    return tuple(evolve(fault, where=where) for fault in unknown_entity(given, schema.entities)) or given
