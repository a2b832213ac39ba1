"""Ways to lose or spoil a part of a ledger that is written as text.

Each takes a sound ledger and gives the tables that it changed, or None where the ledger has nothing of that kind. None of them is
another sound ledger: what a host may well have meant (a blank reference, a row that is gone from a file without a trace, a file
with only its heading) is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from groupctl.adapters.columns import required
from groupctl.model.vocabulary import STANDARD
from groupctl.schema.fields import Mark
from tests.losses.sheets import Content, Sheet, csv_bytes

Sheets = Mapping[str, Sheet]
Changes = dict[str, Content]
Spoil = Callable[[Random, Sheets], Changes | None]
Place = tuple[str, int, str]
"""Table, row and column of a cell."""

ANY_HOST: Final = ("csv", "json", "sqlite")
SPOILS: Final[dict[str, tuple[Spoil, tuple[str, ...]]]] = {}
"""Every kind of loss by name, with the hosts in which it can happen."""

SPARED: Final[Mapping[str, frozenset[str]]] = {"other-unit": frozenset({"account", "unit", "order"})}
"""What a kind of loss may change for good: an invoice of another real unit is a sound ledger there."""

NOTHING_MEANS_SOMETHING: Final = {
    ("collaterals", "ends_on"),
    ("appointments", "ends_on"),
    ("delegations", "revoked_on"),
    ("requests", "used_on"),
    ("step_records", "revoked_on"),
    ("step_records", "ends_on"),
    ("step_records", "delegation"),
    ("balance_sheets", "receivables"),
    ("units", "company"),
    ("accounts", "since"),
    ("orders", "delivered"),
    ("agreed_terms", "ends_on"),
    ("dunnings", "stopped_until"),
}
"""Optional columns in which a blank cell is an answer: no end, nothing delivered yet, not reported, none of its own, since the first invoice (M8), not stopped, not used, not revoked."""

DUE: Final = (
    "instalments", "disputes", "payment_promises", "payment_instruments", "dunnings",
)  # fmt: skip
OFTEN: Final = ("invoices", "orders", "customers", "accounts", *DUE)


def kind(*hosts: str) -> Callable[[Spoil], Spoil]:
    def register(spoil: Spoil) -> Spoil:
        SPOILS[spoil.__name__.replace("_", "-")] = spoil, hosts or ANY_HOST
        return spoil

    return register


# ---------------------------------------------------------------------------------------------- where
def filled(sheets: Sheets) -> list[str]:
    """The tables that have rows; those that decide most orders are there more often."""
    names = [name for name, sheet in sheets.items() if sheet.rows]
    return names + 3 * [name for name in OFTEN if name in names]


def cells(sheets: Sheets, chosen: Callable[[str, str], bool]) -> Iterator[Place]:
    """The cells with something in them, in columns for which ``chosen`` says so."""
    for table in filled(sheets):
        sheet = sheets[table]
        for column in sheet.columns:
            if chosen(table, column):
                yield from ((table, row, column) for row in range(len(sheet.rows)) if sheet.cell(row, column))


def some_cell(random: Random, sheets: Sheets, chosen: Callable[[str, str], bool]) -> Place | None:
    places = list(cells(sheets, chosen))
    return random.choice(places) if places else None


def of_kind(*kinds: str) -> Callable[[str, str], bool]:
    return lambda table, column: (
        column in STANDARD.fields(table) and STANDARD.fields(table)[column].kind in kinds
    )


def names(*targets: str) -> Callable[[str, str], bool]:
    """Columns that refer to one of ``targets``."""
    return lambda table, column: (
        column in STANDARD.fields(table) and STANDARD.fields(table)[column].target in targets
    )


def rewritten(
    random: Random, sheets: Sheets, chosen: Callable[[str, str], bool], write: Callable[[str], str]
) -> Changes | None:
    """One of the chosen cells, written anew."""
    if (place := some_cell(random, sheets, chosen)) is None:
        return None
    table, row, column = place
    was = sheets[table].cell(row, column)
    now = write(was)
    return None if now == was else {table: sheets[table].with_cell(row, column, now)}


# ----------------------------------------------------------------------------------------- references
@kind()
def customer_typo(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, names("customer"), lambda _: random.choice(["C-77", "X", "C-11"]))


def _near(random: Random, text: str) -> str:
    """The same id as another person or program would write it."""
    digits = text.rsplit("-", 1)[-1]
    return random.choice(
        [
            text.lower(),
            text.replace("-", ""),
            text.replace("-", " "),
            text.replace("-", "–"),
            "0" + text,
            text.replace(digits, "0" + digits),
            text + ".0",
            text.translate({ord(c): ord(c) + 0xFEE0 for c in text}),
            text[:1] + " " + text[1:],
        ]
    )


@kind()
def near_customer(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, names("customer"), lambda text: _near(random, text))


@kind()
def unit_typo(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, names("unit"), lambda _: random.choice(["U-7", "V", "U-11"]))


@kind()
def near_unit(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, names("unit"), lambda text: _near(random, text))


@kind()
def other_unit(random: Random, sheets: Sheets) -> Changes | None:
    """An invoice or an order at another real unit: the customer and its groups owe it all the same."""
    return rewritten(
        random,
        sheets,
        lambda table, column: table in {"invoices", "orders"} and column == "unit",
        lambda text: random.choice([unit for unit in ("U-1", "U-2", "S") if unit != text]),
    )


@kind()
def group_typo(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, names("group"), lambda text: random.choice(["G1", _near(random, text)]))


@kind()
def order_typo(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(
        random, sheets, names("order"), lambda text: random.choice(["SO-77", _near(random, text)])
    )


@kind()
def invoice_typo(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(
        random, sheets, names("invoice"), lambda text: random.choice(["I-77", _near(random, text)])
    )


@kind()
def several_dangle(random: Random, sheets: Sheets) -> Changes | None:
    """Every second row of a table names a customer that isn't there."""
    tables = [t for t in filled(sheets) if "customer" in sheets[t].columns and len(sheets[t].rows) > 1]
    table = random.choice(tables)
    sheet = sheets[table]
    for row in range(random.randint(0, 1), len(sheet.rows), 2):
        if sheet.cell(row, "customer"):
            sheet = sheet.with_cell(row, "customer", f"X-{row}")
    return {table: sheet}


# ------------------------------------------------------------------------------------------------ rows
@kind()
def row_twice(random: Random, sheets: Sheets) -> Changes:
    table = random.choice(filled(sheets))
    sheet = sheets[table]
    return {table: Sheet(sheet.columns, (*sheet.rows, random.choice(sheet.rows)))}


@kind()
def id_taken(random: Random, sheets: Sheets) -> Changes | None:
    """A row has the id of another."""
    tables = [t for t in filled(sheets) if "id" in sheets[t].columns and len(sheets[t].rows) > 1]
    table = random.choice(tables)
    one, other = random.sample(range(len(sheets[table].rows)), 2)
    return {table: sheets[table].with_cell(one, "id", sheets[table].cell(other, "id"))}


@kind("csv")
def short_row(random: Random, sheets: Sheets) -> Changes:
    table = random.choice(filled(sheets))
    row = random.randrange(len(sheets[table].rows))
    cells_ = sheets[table].rows[row]
    return {table: sheets[table].with_row(row, cells_[: random.randint(1, len(cells_) - 1)])}


@kind("csv")
def long_row(random: Random, sheets: Sheets) -> Changes:
    table = random.choice(filled(sheets))
    row = random.randrange(len(sheets[table].rows))
    cells_ = sheets[table].rows[row]
    at = random.randrange(len(cells_))
    return {table: sheets[table].with_row(row, (*cells_[:at], "x", *cells_[at:]))}


@kind("csv")
def open_quote(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, lambda *_: True, lambda text: '"' + text)


# ----------------------------------------------------------------------------------------------- cells
def _needed(table: str, column: str) -> bool:
    return column in required(STANDARD.tables[table])


def _merely_unstated(table: str, column: str) -> bool:
    """Optional columns in which a blank cell says nothing at all."""
    field = STANDARD.fields(table).get(column)
    return (
        field is not None
        and field.optional
        and not field.target
        and Mark.HAPPENS not in field.marks
        and (table, column) not in NOTHING_MEANS_SOMETHING
    )


@kind()
def needed_cell_blank(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, _needed, lambda _: "")


@kind()
def cell_blank(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, _merely_unstated, lambda _: "")


@kind()
def day_of_a_status_blank(random: Random, sheets: Sheets) -> Changes | None:
    """A dispute that was closed, or a cheque that cleared or bounced, does not say when."""
    return rewritten(
        random,
        sheets,
        lambda table, column: (
            table in {"disputes", "payment_instruments"} and Mark.HAPPENS in _marks(table, column)
        ),
        lambda _: "",
    )


def _marks(table: str, column: str) -> frozenset[Mark]:
    field = STANDARD.fields(table).get(column)
    return field.marks if field is not None else frozenset()


GARBAGE: Final = ("?", "n/a", "#REF!", "maybe", "-", "x" * 300, "NaN", "\u202e1", "1/0")


@kind()
def garbage(random: Random, sheets: Sheets) -> Changes | None:
    """Something that can't be read, in a cell where not every text can be."""
    readable = of_kind("money", "ratio", "count", "days", "date", "boolean", "enumeration", "limit")
    return rewritten(random, sheets, readable, lambda _: random.choice(GARBAGE))


@kind()
def invisible(random: Random, sheets: Sheets) -> Changes | None:
    """A blank of no width in an id."""
    return rewritten(
        random,
        sheets,
        lambda table, column: (
            column == "id"
            or bool(STANDARD.fields(table).get(column) and STANDARD.fields(table)[column].target)
        ),
        lambda text: text[:1] + "\u200b" + text[1:],
    )


@kind()
def date_of_another_century(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(random, sheets, of_kind("date"), lambda text: random.choice(["21", "22"]) + text[2:])


NULL_DATES: Final = (
    "1900-01-01",
    "1899-12-30",
    "1970-01-01",
    "1753-01-01",
    "0001-01-01",
    "9999-12-31",
    "0000-00-00",
    "00000000",
)


@kind()
def null_date(random: Random, sheets: Sheets) -> Changes | None:
    """A host's way to say "no date", in a column of dates on which things happen or are done."""

    def chosen(table: str, column: str) -> bool:
        return of_kind("date")(table, column) and column in {
            "settled_on",
            "paid_on",
            "closed_on",
            "issued_on",
            "surveyed_on",
            "reported_on",
            "cleared_on",
            "bounced_on",
            "promised_on",
            "pay_by",
            "raised_on",
            "dunned_on",
        }

    places = [
        (table, row, column)
        for table in filled(sheets)
        for column in sheets[table].columns
        if chosen(table, column)
        for row in range(len(sheets[table].rows))
    ]
    table, row, column = random.choice(places)
    return {table: sheets[table].with_cell(row, column, random.choice(NULL_DATES))}


@kind()
def closed_before_opened(random: Random, sheets: Sheets) -> Changes | None:
    """Settled long before it was issued."""
    if (sheet := sheets.get("invoices")) is None:
        return None
    row = random.randrange(len(sheet.rows))
    return {"invoices": sheet.with_cell(row, "settled_on", random.choice(["2019-01-01", "2011-11-11"]))}


@kind()
def date_written_otherwise(random: Random, sheets: Sheets) -> Changes | None:
    def write(text: str) -> str:
        year, month, day = (*text.split("-"), "1", "1")[:3]
        return random.choice(
            [
                f"{day}/{month}/{year}",
                f"{month}/{day}/{year}",
                f"{year[2:]}-{month}-{day}",
                f"{year}-02-30",
            ]
        )

    return rewritten(random, sheets, of_kind("date"), write)


@kind()
def three_decimals(random: Random, sheets: Sheets) -> Changes | None:
    """Thousands, written with a point or a comma."""

    def write(text: str) -> str:
        whole = text.split(".", 1)[0]
        return (
            f"{whole[:-3]}{random.choice('.,')}{whole[-3:]}" if len(whole) > 3 and whole.isdigit() else text
        )

    changes = rewritten(random, sheets, of_kind("money", "limit"), write)
    return _quoted(changes)


@kind()
def minus_otherwise(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(
        random,
        sheets,
        of_kind("money"),
        lambda text: random.choice(["({})", "{}-", "{} CR", "- {}"]).format(text.lstrip("-")),
    )


@kind()
def amount_with_a_sign(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(
        random,
        sheets,
        of_kind("money"),
        lambda text: random.choice(["¥{}", "{}CNY", "{}元", "1e{}", "{}.5", "{}%"]).format(text),
    )


def _quoted(changes: Changes | None) -> Changes | None:
    """A cell with a comma is quoted in CSV; other hosts have no use for the quotes, and read no number in them."""
    if changes is None:
        return None
    (table, sheet), *_ = changes.items()
    assert isinstance(sheet, Sheet)
    rows = tuple(tuple(f'"{text}"' if "," in text else text for text in row) for row in sheet.rows)
    return {table: Sheet(sheet.columns, rows)}


@kind()
def currency_typo(random: Random, sheets: Sheets) -> Changes | None:
    return rewritten(
        random,
        sheets,
        lambda _, column: column == "currency",
        lambda _: random.choice(["CNX", "RMB", "¥", "USD", "JPY"]),
    )


# --------------------------------------------------------------------------------------------- columns
def some_column(random: Random, sheets: Sheets) -> tuple[str, str]:
    table = random.choice(filled(sheets))
    return table, random.choice([column for column in sheets[table].columns if column != "currency"])


@kind()
def column_dropped(random: Random, sheets: Sheets) -> Changes:
    table, column = some_column(random, sheets)
    return {table: sheets[table].without_column(column)}


@kind()
def column_misspelt(random: Random, sheets: Sheets) -> Changes:
    table, column = some_column(random, sheets)
    at = random.randrange(len(column))
    now = random.choice(
        [
            column[:at] + column[at + 1 :] or "x",
            column + "s",
            column + "_id",
            column.replace("_", ""),
            column + "1",
        ]
    )
    return (
        {table: sheets[table].called(column, now)}
        if now not in sheets[table].columns
        else {table: sheets[table]}
    )


@kind()
def column_in_capitals(random: Random, sheets: Sheets) -> Changes:
    table, column = some_column(random, sheets)
    return {
        table: sheets[table].called(
            column, random.choice([column.upper(), column.title(), f"{column} ", column.replace("_", " ")])
        )
    }


@kind()
def column_renamed(random: Random, sheets: Sheets) -> Changes:
    table, column = some_column(random, sheets)
    return {table: sheets[table].called(column, random.choice(["zzz", "备注", "field_7"]))}


@kind("csv")
def column_twice(random: Random, sheets: Sheets) -> Changes:
    table, column = some_column(random, sheets)
    sheet = sheets[table]
    rows = tuple((*row, random.choice(["", sheet.cell(at, column)])) for at, row in enumerate(sheet.rows))
    return {table: Sheet((*sheet.columns, column), rows)}


@kind("csv")
def no_heading(random: Random, sheets: Sheets) -> Changes:
    table = random.choice(filled(sheets))
    return {table: Sheet(sheets[table].rows[0], sheets[table].rows[1:])}


# ---------------------------------------------------------------------------------------------- tables
@kind()
def table_missing(random: Random, sheets: Sheets) -> Changes:
    return {random.choice(filled(sheets)): None}


@kind("csv", "json")
def empty_file(random: Random, sheets: Sheets) -> Changes:
    return {random.choice(filled(sheets)): random.choice([b"", b"\n", b"\xef\xbb\xbf"])}


@kind("csv", "json")
def other_encoding(random: Random, sheets: Sheets) -> Changes:
    table = random.choice(filled(sheets))
    text = csv_bytes(sheets[table]).decode()
    return {
        table: random.choice(
            [text.encode("utf-16-le"), text.encode("utf-16-be"), b"PK\x03\x04" + text.encode()]
        )
    }


@kind("csv")
def other_delimiter(random: Random, sheets: Sheets) -> Changes:
    table = random.choice(filled(sheets))
    return {table: csv_bytes(sheets[table], random.choice(["|", "^", ":"]))}


@kind("csv")
def bytes_that_are_no_text(random: Random, sheets: Sheets) -> Changes | None:
    if (changes := rewritten(random, sheets, lambda *_: True, lambda text: text + "@@")) is None:
        return None
    (table, sheet), *_ = changes.items()
    assert isinstance(sheet, Sheet)
    return {table: csv_bytes(sheet).replace(b"@@", random.choice([b"\xff", b"\x81", b"\xe9\x80", b"\x00"]))}


@kind("json")
def broken_json(random: Random, sheets: Sheets) -> Changes:
    return {random.choice(filled(sheets)): random.choice([b"[{", b"{}", b"null", b"[1]", b"[[]]", b'"x"'])}
