"""SQLite: read-only, names quoted, and numbers taken exactly as far as their storage is exact."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.adapters.host import Host, connect
from groupctl.errors import AdapterError, DataError
from groupctl.portfolio.portfolio import Portfolio
from tests.adapters.ledger import AS_OF, SOUND, incomplete, said, snapshot, write


def database(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def copied(path: Path, affinity: str = "TEXT") -> Path:
    """The sound ledger as a database."""
    connection = sqlite3.connect(path)
    for name, text in SOUND.items():
        columns, *rows = [line.split(",") for line in text.splitlines()]
        declared = ", ".join(f'"{column}" {affinity if column == "amount" else "TEXT"}' for column in columns)
        connection.execute(f'CREATE TABLE "{name}" ({declared})')
        marks = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608 - our own names
    connection.commit()
    connection.close()
    return path


def host(path: Path, mapping: Path | None = None) -> Host:
    return connect(f"sqlite:{path}", mapping=mapping)


def read(path: Path, mapping: Path | None = None) -> Portfolio:
    return host(path, mapping).snapshot(AS_OF)


@pytest.mark.parametrize("affinity", ["TEXT", "NUMERIC", "REAL"])
def test_a_database_reads_like_the_same_files(tmp_path: Path, affinity: str):
    """A76, A89."""
    files = snapshot(write(tmp_path / "files"))
    portfolio = read(copied(tmp_path / "ledger.db", affinity))
    assert not portfolio.rejected
    assert {name: dict(rows) for name, rows in portfolio.tables.items()} == {
        name: dict(rows) for name, rows in files.tables.items()
    }


def test_nothing_is_written_and_nothing_can_be(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    before, entries = path.read_bytes(), sorted(tmp_path.iterdir())
    read(path)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == entries


def test_a_database_without_write_permission_and_with_an_odd_name_is_read(tmp_path: Path):
    path = copied(tmp_path / "a b?mode=rw#%20.db")
    path.chmod(0o444)
    assert len(read(path).customers) == 2


class TestMoney:
    """What one cell of each storage class is worth."""

    def amount(self, path: Path, literal: str, declared: str = "") -> tuple[str | None, str | None]:
        database(
            path,
            "CREATE TABLE units (id, name, kind, currency)",
            "INSERT INTO units VALUES ('U', 'U', 'GROUP', 'CNY')",
            "CREATE TABLE customers (id, name)",
            "INSERT INTO customers VALUES ('C', 'C')",
            f"CREATE TABLE payments (id, customer, unit, paid_on, amount {declared}, currency)",
            f"INSERT INTO payments VALUES (1, 'C', 'U', '2026-01-01', {literal}, 'CNY')",  # noqa: S608 - ours
        )
        portfolio = read(path)
        payment = portfolio.payments.get("1")
        rejected_rows = [row for row in portfolio.rejected if row.table == "payments"]
        return payment and str(payment.amount), rejected_rows[0].reason.key if rejected_rows else None

    @pytest.mark.parametrize(
        ("literal", "expected"),
        [
            ("12", "12.00 CNY"),
            ("-3", "-3.00 CNY"),
            ("12.5", "12.50 CNY"),
            ("0.1", "0.10 CNY"),
            ("1e3", "1000.00 CNY"),
            ("'12.34'", "12.34 CNY"),
            ("46116860184273879", "46116860184273879.00 CNY"),
            ("9999999999999.99", "9999999999999.99 CNY"),
        ],
    )
    def test_exact_numbers_are_taken(self, tmp_path: Path, literal: str, expected: str):
        assert self.amount(tmp_path / "a.db", literal) == (expected, None)

    @pytest.mark.parametrize(
        ("literal", "reason"),
        [
            ("0.1 + 0.2", "model.too-many-decimals"),
            ("1.005", "model.too-many-decimals"),
            ("1e-9", "model.too-many-decimals"),
            ("10000000000000.01", "adapters.real-too-large"),
            ("1e16", "adapters.real-too-large"),
            ("1e300", "model.not-a-number"),
            ("9e999", "adapters.not-a-number"),
            ("x'313233'", "adapters.not-a-cell"),
            ("'1,000'", "adapters.not-a-number"),
            ("''", "adapters.cell-empty"),
            ("NULL", "adapters.cell-empty"),
            ("46116860184273880", "model.number-too-large"),
        ],
    )
    def test_inexact_or_foreign_ones_are_refused(self, tmp_path: Path, literal: str, reason: str):
        assert self.amount(tmp_path / "a.db", literal) == (None, reason)

    @given(cents=st.integers(1 - 10**15, 10**15 - 1))
    def test_every_amount_that_a_real_can_hold_comes_back(self, tmp_path_factory, cents: int):
        path = tmp_path_factory.mktemp("real") / "a.db"
        sign, whole, part = "-" if cents < 0 else "", *divmod(abs(cents), 100)
        text = f"{sign}{whole}.{part:02}"
        assert self.amount(path, text, "REAL") == (f"{text if cents else '0.00'} CNY", None)


def test_names_of_tables_and_columns_are_only_names(tmp_path: Path):
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE u (id, name, kind, currency)",
        "INSERT INTO u VALUES ('U', 'U', 'GROUP', 'CNY')",
        'CREATE TABLE "c""; DROP TABLE u; --" ("sel""ect" TEXT, "from" TEXT)',
        "INSERT INTO \"c\"\"; DROP TABLE u; --\" VALUES ('C-1', 'First')",
    )
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "tables:\n  units: {table: u}\n"
        "  customers: {table: 'c\"; DROP TABLE u; --', columns: {id: 'sel\"ect', name: from}}\n",
        encoding="utf-8",
    )
    portfolio = read(path, mapping)
    assert portfolio.customers["C-1"].name == "First"
    assert len(read(path, mapping).units) == 1


def test_a_column_that_is_not_there_is_no_text_of_that_name(tmp_path: Path):
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE units (id, name, kind, currency)",
        "INSERT INTO units VALUES ('U', 'U', 'GROUP', 'CNY')",
        "CREATE TABLE customers (id, nme)",
        "INSERT INTO customers VALUES ('C-1', 'First')",
    )
    portfolio = read(path)
    assert not portfolio.customers
    assert said(portfolio.rejected[0]) == (
        "a.db/customers:1:1: customers: there is no column 'name'; did you mean 'nme'? The columns are id, nme"
    )


def test_views_are_tables_too_and_a_broken_one_costs_itself_only(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    database(
        path,
        "ALTER TABLE orders RENAME TO o",
        "CREATE VIEW orders AS SELECT * FROM o WHERE id = 'O-1'",
        "ALTER TABLE payments RENAME TO p",
        "CREATE VIEW payments AS SELECT * FROM gone",
    )
    portfolio = read(path)
    assert list(portfolio.orders) == ["O-1"]
    assert "payments" in portfolio.missing_tables
    assert "no such table" in said(portfolio.rejected[0])


def test_a_fault_of_the_database_ends_a_table_and_leaves_it_incomplete(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    database(
        path,
        "ALTER TABLE invoices RENAME TO i",
        "CREATE VIEW invoices AS SELECT id, customer, unit, issued_on, due_on, "
        "CASE WHEN id = 'I-3' THEN json_extract('{', '$') ELSE amount END AS amount, currency FROM i",
    )
    portfolio = read(path)
    assert set(portfolio.invoices) <= {"I-1", "I-2"}  # Python's module may lose the row before the fault, too
    number = len(portfolio.invoices) + 1
    assert said(portfolio.rejected[0]).startswith(f"ledger.db/invoices:{number}:1: SQLite stops here")
    assert incomplete(portfolio, "invoices") == {"C-1", "C-2"}
    assert list(portfolio.orders) == ["O-1", "O-2"]


def test_a_bad_cell_is_told_by_row_and_column(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    database(path, "UPDATE invoices SET due_on = 'soon' WHERE id = 'I-3'")
    assert said(read(path).rejected[0]) == (
        "ledger.db/invoices:3:5: due_on: 'soon' is not a date written as YYYY-MM-DD"
    )


def test_text_that_is_not_utf_8_costs_its_row_only(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    database(path, "UPDATE customers SET name = CAST(x'd2d2' AS TEXT) WHERE id = 'C-2'")
    portfolio = read(path)
    assert list(portfolio.customers) == ["C-1"]
    rejected = next(row for row in portfolio.rejected if row.table == "customers")
    assert said(rejected).startswith("ledger.db/customers:2:2: name: ")
    said(rejected).encode()


def test_whole_numbers_in_a_date_column_are_read_as_declared(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    database(path, "CREATE TABLE pay (id, customer, unit, paid_on INTEGER, amount)")
    database(path, "INSERT INTO pay VALUES (7, 'C-1', 'U-1', 20260102, 1)")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "currency: CNY\ntables: {units: {}, customers: {}, payments: {table: pay, dates: YYYYMMDD}}",
        encoding="utf-8",
    )
    assert str(read(path, mapping).payments["7"].paid_on) == "2026-01-02"


def test_a_table_that_the_mapping_names_and_is_not_there_is_told(tmp_path: Path):
    path = copied(tmp_path / "ledger.db")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("tables: {units: {}, customers: {table: KNA1}}", encoding="utf-8")
    assert said(read(path, mapping).rejected[0]) == (
        "ledger.db/KNA1:1:1: customers: there is no table or view 'KNA1'; there are "
        "accounts, customers, groups, invoices, orders, payments, units"
    )


def test_there_must_be_a_database(tmp_path: Path):
    with pytest.raises(AdapterError, match="there is nothing at"):
        host(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("not a database, but long enough to look at" * 100)
    with pytest.raises(AdapterError, match=r"text\.db can't be opened: file is not a database"):
        read(tmp_path / "text.db")
    with pytest.raises(AdapterError, match="holds none of our tables"):
        read(database(tmp_path / "empty.db", "CREATE TABLE t (a)"))


def test_a_mapping_for_files_is_none_for_a_database(tmp_path: Path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("tables: {units: {file: u.csv}}", encoding="utf-8")
    with pytest.raises(DataError, match="'file' is not known here"):
        host(copied(tmp_path / "ledger.db"), mapping)
