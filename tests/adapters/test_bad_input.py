"""What can be wrong with a ledger: each gives one clear message with its place and costs nothing else (M16)."""

from pathlib import Path

import pytest

from groupctl.errors import AdapterError
from groupctl.model.ledger import OrderStatus
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.report.summary import Summary
from groupctl.texts.layout import plain
from tests.adapters.ledger import (
    CUSTOMERS,
    INVOICES,
    ORDERS,
    RELATIONSHIPS,
    UNITS,
    incomplete,
    said,
    snapshot,
    spoilt,
    write,
)
from tests.decisions.sample_decisions import ORDER

GOOD = ["I-1", "I-2", "I-3", "I-4"]


def invoices_with(row: str) -> str:
    return INVOICES + row + "\n"


def only(rows: tuple[RejectedRow, ...]) -> RejectedRow:
    assert len(rows) == 1, [said(row) for row in rows]
    return rows[0]


def test_a_sound_ledger_is_read_whole(tmp_path: Path):
    portfolio = spoilt(tmp_path)
    assert not portfolio.rejected
    assert list(portfolio.invoices) == GOOD
    assert not incomplete(portfolio, "invoices")


# ------------------------------------------------------------------------------------------------- one bad cell
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "I-5,C-1,U-1,10/01/2026,2026-02-10,1.00,CNY,,no",
            "6:13: issued_on: '10/01/2026' is not a date written as YYYY-MM-DD",
        ),
        (
            "I-5,C-1,U-1,2026-02-30,2026-03-10,1.00,CNY,,no",
            "6:13: issued_on: '2026-02-30' is not a date written as YYYY-MM-DD",
        ),
        ("I-5,C-1,U-1,2026-01-10,,1.00,CNY,,no", "6:24: due_on: is empty, and every row must state it"),
        (
            "I-5,C-1,U-1,2026-01-10,2026-01-09,1.00,CNY,,no",
            "6:24: due_on: 2026-01-09 lies before issued_on (2026-01-10)",
        ),
        (
            "I-5,C-1,U-1,3026-01-10,3026-02-10,1.00,CNY,,no",
            "6:13: issued_on: 3026-01-10 lies outside the years 1900 to 2200",
        ),
        (
            "I-5,C-1,U-1,2026-01-10,2026-02-10,NaN,CNY,,no",
            "6:35: amount: 'NaN' is not a number written like 1234.56",
        ),
        (
            "I-5,C-1,U-1,2026-01-10,2026-02-10,1.005,CNY,,no",
            "6:35: amount: '1.005' has three decimals, which may as well be thousands; if they are decimals, write decimals: 3 in the mapping, else numbers: with the mark of thousands",
        ),
        (
            "I-5,C-1,U-1,2026-01-10,2026-02-10,46116860184273879.04,CNY,,no",
            "6:35: amount: larger than 2**62 - 1 in its smallest unit",
        ),
        (
            "I-5,C-1,U-1,2026-01-10,2026-02-10,1.00,CNX,,no",
            "6:40: currency: there is no currency 'CNX' in ISO 4217; did you mean CNY?",
        ),
        (
            "I-5,C-1,U-1,2026-01-10,2026-02-10,1.00,,,no",
            (
                "6:35: amount: the currency of '1.00' is not stated; add a column for it, or a currency in the "
                "mapping file"
            ),
        ),
        (
            "I-5,C-1,U-1,2026-01-10,2026-02-10,1.00,CNY,,perhaps",
            "6:45: disputed: 'perhaps' is neither yes nor no",
        ),
        (
            "I-5,C-1,U-1,2026-01-10T01:00Z,2026-02-10,1.00,CNY,2026-06-31,no",
            "6:51: settled_on: '2026-06-31' is not a date written as YYYY-MM-DD",
        ),
        ("I-5,C-1,U-1,2026-01-10,2026-02-10,1\x000,CNY,,no", None),
    ],
)
def test_a_bad_cell_rejects_its_row_with_place_and_reason(tmp_path: Path, row: str, expected: str | None):
    """K27."""
    portfolio = spoilt(tmp_path, invoices=invoices_with(row))
    rejected = only(portfolio.rejected)
    assert list(portfolio.invoices) == GOOD
    assert incomplete(portfolio, "invoices") == {"C-1"}
    assert (rejected.customer, rejected.unit, rejected.invoice) == ("C-1", "U-1", "I-5")
    if expected:
        assert said(rejected) == f"invoices.csv:{expected}"


@pytest.mark.parametrize(
    "id_",
    ["I\x00-5", "I\x1b[2J", "I\u200b-5", "x" * 10_000_000, "\x00"],
    ids=["nul", "escape", "invisible", "10 MB", "only nul"],
)
def test_an_id_that_can_be_none_is_not_taken_nor_shown_at_length(tmp_path: Path, id_: str):
    portfolio = spoilt(tmp_path, invoices=invoices_with(f"{id_},C-1,U-1,2026-01-10,2026-02-10,1.00,CNY,,no"))
    rejected = only(portfolio.rejected)
    assert list(portfolio.invoices) == GOOD
    assert incomplete(portfolio, "invoices") == {"C-1"}
    assert said(rejected).startswith("invoices.csv:6:1: id: ")
    assert len(said(rejected)) < 300
    assert "\x00" not in said(rejected)
    assert rejected.invoice is None


@pytest.mark.parametrize("column", ["customer", "unit", "issued_on", "amount", "currency", "disputed"])
def test_ten_megabytes_in_a_cell_are_told_in_a_line(tmp_path: Path, column: str):
    names = INVOICES.split("\n", maxsplit=1)[0].split(",")
    cells = ["I-5", "C-1", "U-1", "2026-01-10", "2026-02-10", "1.00", "CNY", "", "no"]
    cells[names.index(column)] = "9" * 10_000_000
    portfolio = spoilt(tmp_path, invoices=invoices_with(",".join(cells)))
    assert list(portfolio.invoices) == GOOD
    assert len(said(only(portfolio.rejected))) < 300
    assert "C-1" in incomplete(portfolio, "invoices")


# ------------------------------------------------------------------------------------------ rows among other rows
def test_of_rows_with_one_id_none_is_taken_and_each_is_told(tmp_path: Path):
    twice = INVOICES + "I-3,C-1,U-1,2026-03-05,2026-04-05,1.00,CNY,,no\n"
    portfolio = spoilt(tmp_path, invoices=twice)
    assert list(portfolio.invoices) == ["I-1", "I-2", "I-4"]
    assert sorted(str(row.where) for row in portfolio.rejected) == ["invoices.csv:4:1", "invoices.csv:6:1"]
    assert "I-3 is there more than once" in said(portfolio.rejected[0])
    assert incomplete(portfolio, "invoices") == {"C-1", "C-2"}


def test_an_order_of_an_unknown_customer_is_told_with_its_place(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS + "O-3,C-9,U-1,2026-06-03,1.00,CNY,0,OPEN,yes\n")
    assert list(portfolio.orders) == ["O-1", "O-2"]
    assert said(only(portfolio.rejected)).startswith("orders.csv:4:1: ")
    assert "no 'C-9'" in said(only(portfolio.rejected)) or "no C-9" in said(only(portfolio.rejected))
    assert not incomplete(portfolio, "invoices")


def test_a_missing_exchange_rate_makes_amounts_unknown_and_nothing_else(tmp_path: Path):
    portfolio = spoilt(tmp_path, invoices=invoices_with("I-5,C-1,U-1,2026-01-10,2026-02-10,1.00,EUR,,no"))
    record = portfolio.record("invoice", "I-5")
    assert not portfolio.rejected
    assert "amount" not in record.values
    assert "no exchange rate EUR to CNY" in portfolio.cause(record, "amount").render()
    assert portfolio.record("invoice", "I-1").values["amount"] == 100_000


def test_a_bad_exchange_rate_is_told_and_leaves_no_rate(tmp_path: Path):
    portfolio = spoilt(
        tmp_path,
        invoices=invoices_with("I-5,C-1,U-1,2026-01-10,2026-02-10,1.00,EUR,,no"),
        exchange_rates="base,quote,on,rate\nEUR,CNY,2026-01-01,7.8\nEUR,CNY,2026-06-01,zero\n",
    )
    assert said(only(portfolio.rejected)) == (
        "exchange_rates.csv:3:20: rate: 'zero' is not a number written like 1234.56"
    )
    assert "amount" not in portfolio.record("invoice", "I-5").values


# -------------------------------------------------------------------------------------------------- the file's form
def test_ragged_rows_leave_the_whole_table_incomplete(tmp_path: Path):
    portfolio = spoilt(tmp_path, invoices=invoices_with("I-5,C-1,U-1,2026-01-10,2026-02-10,1,000.00,CNY,,no"))
    assert said(only(portfolio.rejected)) == (
        "invoices.csv:6:1: this row has 10 cells where the heading has 9"
    )
    assert list(portfolio.invoices) == GOOD
    assert incomplete(portfolio, "invoices") == {"C-1", "C-2"}
    assert not incomplete(portfolio, "orders")


def test_quoted_line_breaks_keep_the_line_numbers_right(tmp_path: Path):
    customers = 'id,name,group\nC-1,"Fir\nst",\nC-2,"Se""cond",\nC-3,"T\r\nhird",\n,Fourth,\n'
    portfolio = spoilt(tmp_path, customers=customers)
    assert portfolio.customers["C-1"].name == "Fir\nst"
    assert portfolio.customers["C-2"].name == 'Se"cond'
    assert said(only(portfolio.rejected)) == "customers.csv:7:1: id: is empty, and every row must state it"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_marks_and_line_ends_make_no_difference(tmp_path: Path, mark: str, end: str):
    bad = invoices_with("I-5,C-1,U-1,soon,2026-02-10,1.00,CNY,,no")
    portfolio = spoilt(tmp_path, invoices=mark + bad.replace("\n", end))
    assert list(portfolio.invoices) == GOOD
    assert str(only(portfolio.rejected).where) == "invoices.csv:6:13"


def test_rows_that_name_what_a_lost_table_holds_are_not_told_that_it_is_not_there(tmp_path: Path):
    portfolio = spoilt(tmp_path, customers="identity,nome\nC-1,First\n")
    dependent = [said(row) for row in portfolio.rejected if row.table != "customers"]
    assert (
        "invoices.csv:2:1: Invoice.customer: C-1 can't be looked up, for customers could not be read"
        in dependent
    )
    assert all("could not be read" in text or "was rejected" in text for text in dependent)


def test_a_row_that_may_be_the_unreadable_one_is_not_told_to_be_nowhere(tmp_path: Path):
    portfolio = spoilt(tmp_path, customers=CUSTOMERS.encode().replace(b"C-2", b"C-\xff"))
    order = next(row for row in portfolio.rejected if row.table == "orders")
    assert "there is no C-2 among the rows of customers that could be read" in said(order)


def test_a_folder_in_the_place_of_a_table_is_told(tmp_path: Path):
    folder = write(tmp_path, invoices=None)
    (folder / "invoices.csv").mkdir()
    portfolio = snapshot(folder)
    assert said(only(portfolio.rejected)) == (
        "invoices.csv:1:1: invoices: this file can't be read: Is a directory"
    )
    assert "invoices" in portfolio.missing_tables


def test_too_many_digits_are_called_so(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS.replace("700.00", "7" * 61))
    assert said(only(portfolio.rejected)) == (
        "orders.csv:2:24: amount: 61 characters are too many for a number; the most is 60"
    )


def test_a_word_that_is_not_known_is_told_with_those_that_are(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS.replace("OPEN", "CLOSE", 1))
    assert said(only(portfolio.rejected)) == (
        f"orders.csv:2:37: status: 'CLOSE' is not known here; write one of {', '.join(s.name for s in OrderStatus)}"
    )


def test_a_table_that_is_lost_whole_does_not_count_as_one_row(tmp_path: Path):
    folder = write(tmp_path, orders="", invoices=invoices_with("I-5,C-1,U-1,soon,2026-02-10,1.00,CNY,,no"))
    summary = Summary(portfolio=snapshot(folder))
    summary.add(ORDER)
    told = plain(summary.lines("en", everything=True))
    assert "1  invoices" in told
    assert "1  orders" not in told


def test_a_missing_column_is_told_with_the_one_that_may_be_meant(tmp_path: Path):
    portfolio = spoilt(tmp_path, invoices=INVOICES.replace("amount", "amuont"))
    assert said(only(portfolio.rejected)) == (
        "invoices.csv:1:1: invoices: there is no column 'amount'; did you mean 'amuont'? The columns are "
        "id, customer, unit, issued_on, due_on, amuont, currency, settled_on, disputed"
    )
    assert "invoices" in portfolio.missing_tables
    assert incomplete(portfolio, "invoices") == {"C-1", "C-2"}
    assert list(portfolio.orders) == ["O-1", "O-2"]


def test_an_attribute_that_need_not_be_stated_may_lack_its_column(tmp_path: Path):
    portfolio = spoilt(tmp_path, accounts=RELATIONSHIPS.replace(",state", "").replace(",ACTIVE", ""))
    assert not portfolio.rejected
    assert "state" not in portfolio.record("account", "C-1@U-1").values


def test_two_columns_of_one_name_are_told(tmp_path: Path):
    doubled = INVOICES.replace("settled_on", "amount")
    portfolio = spoilt(tmp_path, invoices=doubled)
    assert said(only(portfolio.rejected)) == (
        "invoices.csv:1:1: invoices: there are two columns 'amount', and it can't be told which is right"
    )
    assert "invoices" in portfolio.missing_tables


def test_two_columns_of_one_name_that_nobody_reads_do_no_harm(tmp_path: Path):
    lines = [line + ",x,y" for line in ORDERS.splitlines()[1:]]
    doubled = "\n".join([ORDERS.splitlines()[0] + ",note,note", *lines])
    portfolio = spoilt(tmp_path, orders=doubled)
    assert list(portfolio.orders) == ["O-1", "O-2"]
    assert not portfolio.rejected


def test_an_empty_file_is_a_missing_table(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders="")
    assert said(only(portfolio.rejected)) == (
        "orders.csv:1:1: orders: this file is empty; even a table without rows needs its heading"
    )
    assert "orders" in portfolio.missing_tables


def test_a_heading_alone_is_a_complete_table_without_rows(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS.splitlines()[0])
    assert not portfolio.rejected
    assert "orders" not in portfolio.missing_tables
    assert not incomplete(portfolio, "orders")


def test_a_missing_table_leaves_its_collections_incomplete_and_nothing_else(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=None)
    assert "orders" in portfolio.missing_tables
    assert incomplete(portfolio, "orders") == {"C-1", "C-2"}
    assert not incomplete(portfolio, "invoices")


def test_every_fault_of_a_table_is_told(tmp_path: Path):
    portfolio = spoilt(tmp_path, customers="identity,nome\nC-1,First\n")
    assert sorted(said(row).split(";")[0] for row in portfolio.rejected if row.table == "customers") == [
        "customers.csv:1:1: customers: there is no column 'id'",
        "customers.csv:1:1: customers: there is no column 'name'",
    ]


def test_a_table_in_two_files_is_told(tmp_path: Path):
    folder = write(tmp_path)
    (folder / "orders.json").write_text("[]", encoding="utf-8")
    portfolio = snapshot(folder)
    assert said(only(portfolio.rejected)) == (
        "orders.csv:1:1: orders: orders.csv, orders.json both hold this table; keep one of them"
    )


def test_a_file_that_the_mapping_names_and_is_not_there_is_told(tmp_path: Path):
    folder = write(tmp_path)
    (folder / "mapping.yaml").write_text(
        "tables: {units: {}, customers: {}, groups: {}, orders: {file: oders.csv}}", encoding="utf-8"
    )
    portfolio = snapshot(folder)
    assert (
        said(only(portfolio.rejected))
        == "oders.csv:1:1: orders: this file can't be read: No such file or directory"
    )
    assert len(portfolio.customers) == 2


def test_a_column_that_the_mapping_names_and_is_not_there_is_told_at_the_mapping(tmp_path: Path):
    folder = write(tmp_path)
    (folder / "mapping.yaml").write_text(
        "tables:\n  units: {}\n  customers:\n    columns: {id: id, name: nme, since: born}\n",
        encoding="utf-8",
    )
    portfolio = snapshot(folder)
    assert sorted(said(row) for row in portfolio.rejected) == [
        (
            "mapping.yaml:4:29: customers: there is no column 'nme'; did you mean 'name'? The columns are "
            "id, name, group, credit_limit, currency"
        ),
        (
            "mapping.yaml:4:41: customers: there is no column 'born'; the columns are "
            "id, name, group, credit_limit, currency"
        ),
    ]


def test_a_required_attribute_that_the_mapping_forgets_is_told(tmp_path: Path):
    folder = write(tmp_path)
    (folder / "mapping.yaml").write_text(
        "tables: {units: {}, customers: {columns: {id: id}}}", encoding="utf-8"
    )
    assert "every row must state 'name'" in said(only(snapshot(folder).rejected))


# ------------------------------------------------------------------------------------------------------ the host
def test_there_must_be_something_to_read(tmp_path: Path):
    with pytest.raises(AdapterError, match="there is nothing at"):
        snapshot(tmp_path / "nowhere")
    with pytest.raises(AdapterError, match="holds none of our tables"):
        snapshot(tmp_path)


def test_somebody_must_state_the_currency(tmp_path: Path):
    with pytest.raises(AdapterError, match="currency to decide in is not stated"):
        spoilt(tmp_path, units=UNITS.replace("CNY", ""))
    with pytest.raises(AdapterError, match=r"units\.csv:1:1: there is no column 'name'"):
        spoilt(tmp_path, units=UNITS.replace("name", "nmae"))


def test_times_with_an_offset_are_days_of_the_unit(tmp_path: Path):
    orders = ORDERS.replace("2026-06-01", "2026-05-31T20:00:00Z").replace(
        "2026-06-02", "2026-06-02T20:00:00Z"
    )
    portfolio = spoilt(tmp_path, orders=orders)
    assert not portfolio.rejected
    assert str(portfolio.orders["O-1"].ordered_on) == "2026-06-01"
    assert str(portfolio.orders["O-2"].ordered_on) == "2026-06-02"


def test_times_with_an_offset_need_a_zone(tmp_path: Path):
    portfolio = spoilt(
        tmp_path,
        units=UNITS.replace("Asia/Shanghai", "Mars/Olympus"),
        orders=ORDERS.replace("2026-06-01", "2026-05-31T20:00:00Z"),
    )
    assert "states no time zone" in said(only(portfolio.rejected))
