"""``groupctl desk``: what a controller opens in the morning, on the terminal and as a table for a host."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import click
from attrs import frozen

from groupctl.cli.guard import FINE
from groupctl.cli.options import LEDGER, Invocation, help_text, request
from groupctl.cli.output import opened, present
from groupctl.cli.work import Work
from groupctl.decisions.remedy_text import plain as plain_remedy
from groupctl.decisions.rule_routes import RuleRoute
from groupctl.decisions.way_text import next_step, plain
from groupctl.decisions.wording import cause_text
from groupctl.report.filled import (
    Figure,
    FigureRow,
    Filled,
    FilledMatrix,
    HeldOrders,
    OpenRequests,
    exactly,
)
from groupctl.report.general import sections as all_sections
from groupctl.report.reading import MOST_ROWS, Report
from groupctl.report.sheets import Sheet
from groupctl.report.summary import checked_names
from groupctl.report.summary_orders import HeldRecord
from groupctl.report.words import edition
from groupctl.rules.matrix import MatrixRow
from groupctl.texts import Language
from groupctl.texts.layout import BLANK, Line, Part, table
from groupctl.texts.plain_text import display_width

DESK: Final = "desk"
"""The section of the report that is shown unless another is asked for."""
PARTIES: Final = ("customer", "unit")
WIDE: Final = 24
"""Texts that are wider than this many columns of the terminal stand below their row."""

Row = Mapping[str, object]


@frozen(kw_only=True)
class DeskPage:
    """Sections of the report as lines for people, and as rows for programs."""

    report: Report

    def lines(self, lang: Language) -> Iterator[Line]:
        """Each table with its caption and its first rows."""
        for part in edition(self.report, lang).parts:
            yield Line.of(Part(part.title, "heading"))
            for sheet in part.sheets:
                yield BLANK
                yield from sheet_lines(sheet)

    def rows(self) -> Iterator[Row]:
        """Each row of each table, with exact values; what is not known is null, and ``unknown`` tells why."""
        for chapter in self.report.chapters:
            for part in chapter.parts:
                if isinstance(part, HeldOrders):
                    for one in part.orders:
                        beside = part.rows[one.decision.subject]
                        remedies = {"remedies": list(map(plain_remedy, part.remedies[one.decision.subject]))}
                        routes = part.routes[one.decision.subject]
                        yield {
                            **_of(part.shape.name, beside),
                            **_held(one, routes),
                            **_values(beside),
                            **remedies,
                        }
                elif isinstance(part, OpenRequests):
                    yield from ({"list": part.shape.name, **plain(way)} for way in part.ways)
                elif isinstance(part, FilledMatrix):
                    yield from ({"list": part.shape.name, **_cell_row(row)} for row in part.rows)
                elif isinstance(part, Filled):
                    yield from ({**_of(part.shape.name, row), **_values(row)} for row in part.rows)

    def csv(self) -> str:
        """All rows as one table: a column for each value that some row has."""
        rows = list(self.rows())
        columns = dict.fromkeys(name for row in rows for name in row)
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
        return text.getvalue().rstrip("\n")


def sheet_lines(sheet: Sheet) -> Iterator[Line]:
    """A table of the report on the terminal; what is too wide for a column stands below its row."""
    yield Line.of(Part(sheet.caption, "strong"))
    titles = ["", sheet.first, *(head.title for head in sheet.heads)]
    rows = [
        (line.title if line.title != line.id else "", line.id, *(cell.text for cell in line.cells))
        for line in sheet.lines
    ]
    wide = {at for row in rows for at, text in enumerate(row) if display_width(text) > WIDE}
    shown = [at for at in range(len(titles)) if at not in wide]
    numbers = {at for at, head in enumerate(sheet.heads, start=2) if head.number}
    if rows:
        heads = [Part(titles[at], "quiet") for at in shown]
        told = [[row[at] for at in shown] for row in rows]
        first, *lines = table(
            [heads, *told], right=[place for place, at in enumerate(shown) if at in numbers]
        )
        yield first
        for line, row in zip(lines, rows, strict=True):
            yield line
            for at in sorted(wide):
                head = f"{titles[at]}: " if titles[at] else ""
                yield from [Line.of(Part(head, "quiet"), row[at], indent=6)] if row[at] else []
    yield from (Line.of(Part(remark, "quiet"), indent=2) for remark in sheet.remarks)
    notes = (f"[{number}] {note}" for number, note in enumerate(sheet.notes, start=1))
    yield from (Line.of(Part(note, "quiet"), indent=2) for note in notes)


def _of(name: str, row: FigureRow) -> dict[str, object]:
    """Which table a row is in, and what it is about."""
    record = row.record
    parties = {party: getattr(record.source, party, None) for party in PARTIES}
    return {"list": name, "about": record.entity, "id": record.id, **parties}


def _held(one: HeldRecord, routes: Iterable[RuleRoute]) -> Row:
    """Why an order is held, what it is worth, what could override that, and who has the next step by when."""
    made = one.decision
    return {
        "amount": None if one.amount is None else f"{one.amount:f}",
        "outcome": made.outcome,
        "because": [reason.rule for reason in made.because],
        "approvals": list(one.approvals),
        "roles": list(dict.fromkeys(action.role for action in made.actions if action.role)),
        "next": [next_step(way) for one in routes for way in one.ways],
    }


def _cell_row(row: MatrixRow) -> Row:
    """A row of the matrix: the route under each control mode, that of all under ``ANY``."""
    routes = {mode or "ANY": route for mode, route in row.routes.items()}
    return {"matter": row.matter, "conditions": list(row.conditions), **routes}


def _values(row: FigureRow) -> Row:
    """The figures of a row; the causes of those that are not known."""
    unknown = {
        figure.name: [cause_text(cause, "en") for cause in figure.causes]
        for figure in row.figures
        if figure.doubtful
    }
    values = {figure.name: _exact(figure) for figure in row.figures}
    return {**values, **({"unknown": unknown} if unknown else {})}


def _exact(figure: Figure) -> str | None:
    return exactly(figure.value) if figure.known else None


def _cell(value: object) -> object:
    """A value as a cell of a table: several of them apart by blanks."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_told(one)}" for name, one in value.items())
    if not isinstance(value, list):
        return value
    parted = [_cell(one) if isinstance(one, Mapping) else str(one) for one in value]
    return (
        " | ".join(map(str, parted))
        if any(isinstance(one, Mapping) for one in value)
        else " ".join(map(str, parted))
    )


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@click.command("desk", help=help_text("desk"))
@request(*LEDGER)
@click.option("--section", "sections", multiple=True, metavar="NAME", help=help_text("section"))
@click.option("--rows", "most", type=click.IntRange(min=1), default=MOST_ROWS, metavar="N", show_default=True, help=help_text("rows"))  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help=help_text("csv"))
def desk(asked: Invocation, sections: tuple[str, ...], most: int, *, as_csv: bool) -> int:
    """The desk's list, or other sections of the report."""
    work = Work.open(asked)
    known = all_sections(work.policy)
    wanted = sections or (DESK,)
    checked_names(wanted, [section.name for section in known])
    chosen = [section for section in known if section.name in wanted]
    read = Report.of(work.engine, work.portfolio, sections=chosen, most=most, permissions=work.permissions)
    page = DeskPage(report=read)
    if as_csv:
        with opened(asked) as output:
            output.text(page.csv())
    else:
        present(page, asked)
    return FINE
