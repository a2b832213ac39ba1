"""A byte that is no text costs its row; a file in another encoding as a whole is one clear error (M16)."""

from pathlib import Path

from groupctl.portfolio.rejected_row import RejectedRow
from tests.adapters.ledger import (
    CUSTOMERS,
    INVOICES,
    ORDERS,
    RELATIONSHIPS,
    incomplete,
    said,
    snapshot,
    spoilt,
    write,
)


def only(rows: tuple[RejectedRow, ...]) -> RejectedRow:
    assert len(rows) == 1, [said(row) for row in rows]
    return rows[0]


def test_another_encoding_is_told_and_costs_that_table_only(tmp_path: Path):
    customers = CUSTOMERS.replace("First", "甲公司").replace("Second", "乙公司").encode("gb18030")
    portfolio = spoilt(tmp_path, customers=customers)
    reason = next(row for row in portfolio.rejected if row.table == "customers")
    assert said(reason).startswith("customers.csv:2:5: customers: the byte 0xBC is not utf-8 text")
    assert "can be read as gb18030, " in said(reason)
    assert sum(row.table == "customers" for row in portfolio.rejected) == 1
    assert "customers" in portfolio.missing_tables
    assert len(portfolio.units) == 3


def test_a_declared_encoding_is_read(tmp_path: Path):
    folder = write(tmp_path, customers=CUSTOMERS.replace("Second", "乙公司").encode("gb18030"))
    (folder / "mapping.yaml").write_text(
        "tables: {units: {}, groups: {}, customers: {encoding: GB2312}}", encoding="utf-8"
    )
    portfolio = snapshot(folder)
    assert portfolio.customers["C-2"].name == "乙公司"
    assert not portfolio.rejected


def test_bytes_that_are_no_text_at_all_are_told(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS.encode() + b"O-3,\xff\xff\x81\x8d\n")
    assert said(only(portfolio.rejected)).startswith("orders.csv:4:1: the byte 0xFF is not utf-8 text")
    assert list(portfolio.orders) == ["O-1", "O-2"]
    assert list(portfolio.invoices) == ["I-1", "I-2", "I-3", "I-4"]
    assert incomplete(portfolio, "orders") == {"C-1", "C-2"}


def test_utf_16_is_recognised_by_its_mark(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS.encode("utf-16"))
    assert "can be read as utf-16:" in said(only(portfolio.rejected))
    assert "orders" in portfolio.missing_tables


def test_one_bad_byte_costs_its_row_only(tmp_path: Path):
    customers = CUSTOMERS.replace("Second", "Café").encode("latin-1") + "C-3,丙公司,,,\n".encode()
    portfolio = spoilt(tmp_path, customers=customers)
    row = next(row for row in portfolio.rejected if row.table == "customers")
    assert said(row) == (
        "customers.csv:3:5: name: the byte 0xE9 is not utf-8 text; the whole file can be read as latin-1: "
        "if one of them is right, state it as 'encoding:' in the mapping file"
    )
    assert row.customer == "C-2"
    assert [portfolio.customers[id_].name for id_ in portfolio.customers] == ["First", "丙公司"]
    assert {said(other) for other in portfolio.rejected if other.table == "orders"} == {
        "orders.csv:3:1: Order.customer: C-2 in customers was rejected"
    }


def test_an_invoice_with_a_bad_byte_stays_its_customers(tmp_path: Path):
    portfolio = spoilt(
        tmp_path, invoices=INVOICES.encode() + b"I-5,C-1,U-1,2026-01-10,2026-02-10,1\xa000,CNY,,no\n"
    )
    row = only(portfolio.rejected)
    assert said(row).startswith("invoices.csv:6:35: amount: the byte 0xA0 is not utf-8 text; the whole file")
    assert "latin-1" in said(row)
    assert (row.invoice, row.customer, row.unit) == ("I-5", "C-1", "U-1")
    assert incomplete(portfolio, "invoices") == {"C-1"}


def test_a_bad_byte_in_the_customers_cell_may_be_anybodys(tmp_path: Path):
    portfolio = spoilt(
        tmp_path, invoices=INVOICES.encode() + b"I-5,C-\xff,U-1,2026-01-10,2026-02-10,1,CNY,,no\n"
    )
    assert only(portfolio.rejected).customer is None
    assert incomplete(portfolio, "invoices") == {"C-1", "C-2"}


def test_all_encodings_that_fit_are_named(tmp_path: Path):
    customers = CUSTOMERS.replace("First", "Müller").encode("latin-1")
    row = next(row for row in spoilt(tmp_path, customers=customers).rejected if row.table == "customers")
    assert "can be read as gb18030, cp1252, latin-1:" in said(row)


def test_a_bad_byte_in_a_column_that_nobody_reads_costs_nothing(tmp_path: Path):
    accounts = RELATIONSHIPS.replace("state", "state,note").replace("ACTIVE", "ACTIVE,é").encode("latin-1")
    portfolio = spoilt(tmp_path, accounts=accounts.replace(b"\xe9", b"x", 2))
    assert not portfolio.rejected
    assert len(portfolio.accounts) == 3


def test_a_heading_with_a_bad_byte_is_none(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=ORDERS.replace("status", "statué").encode("latin-1"))
    assert said(only(portfolio.rejected)).startswith(
        "orders.csv:1:1: orders: the byte 0xE9 is not utf-8 text"
    )
    assert "orders" in portfolio.missing_tables


def test_a_file_with_a_mark_and_one_bad_byte_is_read(tmp_path: Path):
    portfolio = spoilt(tmp_path, customers=b"\xef\xbb\xbf" + CUSTOMERS.encode() + b"C-3,\xe9,,,\n")
    assert said(only(portfolio.rejected)) == "customers.csv:4:5: name: the byte 0xE9 is not utf-8 text"
    assert list(portfolio.customers) == ["C-1", "C-2"]


def test_what_is_utf_8_under_another_name_is_told_as_a_whole(tmp_path: Path):
    folder = write(tmp_path, customers=CUSTOMERS.replace("Second", "乙公司") + "C-3,丙,,,\n" * 30)
    (folder / "mapping.yaml").write_text("tables: {units: {}, customers: {encoding: big5}}", encoding="utf-8")
    portfolio = snapshot(folder)
    assert "can be read as utf-8, " in said(only(portfolio.rejected))
    assert "customers" in portfolio.missing_tables


def test_json_with_a_bad_byte_costs_its_row_only_and_is_always_utf_8(tmp_path: Path):
    folder = write(tmp_path, customers=None)
    (folder / "customers.json").write_bytes(
        b'[{"id": "C-1", "name": "First"}, {"id": "C-2", "name": "Second"}, {"id": "C-3", "name": "Caf\xe9"},'
        b' {"id": "C-4", "name": "x", "n\xe9": 1}]'
    )
    portfolio = snapshot(folder)
    assert list(portfolio.customers) == ["C-1", "C-2"]
    assert [said(row) for row in portfolio.rejected] == [
        "customers.json#4:1:98: the byte 0xE9 is not utf-8 text",
        "customers.json#3:1:67: name: the byte 0xE9 is not utf-8 text",
    ]
