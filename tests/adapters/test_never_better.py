"""Whatever is done to a row of the ledger, its customer never looks better than before (M16).

A row either reads as it says, or everything that it would have belonged to is incomplete.
"""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from tests.adapters.ledger import INVOICES, ORDERS, spoilt

JUNK = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(codec="utf-8"), max_size=6),
    st.sampled_from(
        [
            "NaN",
            "inf",
            "-",
            "0",
            "1e9",
            "1,5",
            "1.005",
            "9" * 40,
            '"',
            '""',
            "\x00",
            "C-1",
            "C-2",
            "C-9",
            "U-9",
            "2026-02-30",
            "9999-12-31",
            "null",
            " ",
            "\ufeff",
            "CNX",
            "maybe",
            "X" * 300,
            "\u202e",
            "O-1",
            "I-1",
        ]
    ),
)


def corrupted(table: str, line: int, column: int, junk: str) -> str:
    lines = table.splitlines()
    cells = lines[line].split(",")
    cells[column] = junk
    lines[line] = ",".join(cells)
    return "\n".join(lines) + "\n"


def no_better(before: Portfolio, after: Portfolio, table: str, id_: str, junk: str) -> None:
    """The row is there and says what its cells say, or its customer's and its unit's collections have gaps."""
    was = getattr(before, table)[id_]
    now = getattr(after, table).get(id_)
    if now is not None and now.customer == was.customer and now.unit == was.unit:
        return
    if now is not None:  # it names another customer or unit that exists: the ledger says so
        assert junk.strip() in {now.customer, now.unit}
        return
    if any(row.id not in getattr(before, table) for row in getattr(after, table).values()):
        return  # the id itself was changed to another that can be one
    if after.later.get(table):
        return  # it is dated later now: the ledger says so
    lost = [row for row in after.rejected if row.table == table]
    assert [_whose(row, was, after) for row in lost].count(True)  # of two rows with one id both are lost
    assert after.gaps(after.record("unit", "U-0"), f"all.{table}")


def _whose(row: RejectedRow, was: Any, after: Portfolio) -> bool:
    """Whether ``row`` may be what became of ``was``: then the collections that it would be in have gaps."""
    same_customer, same_unit = row.customer in {None, was.customer}, row.unit in {None, was.unit}
    # A cell that cleanly names somebody else, there or not, rules this owner out.
    if same_customer:
        assert after.gaps(after.record("customer", was.customer), row.table)
    if same_unit:
        assert after.gaps(after.record("unit", was.unit), row.table)
    if same_customer and same_unit:
        assert after.gaps(after.record("account", f"{was.customer}@{was.unit}"), row.table)
    return same_customer or same_unit


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.integers(1, 4), st.integers(0, 8), JUNK)
@example(1, 1, "C-9")
@example(1, 2, "U-9")
@example(1, 0, "I-2")
@example(3, 5, "")
@example(2, 5, '"')
def test_a_corrupted_cell_of_an_invoice(line: int, column: int, junk: str):
    with tempfile.TemporaryDirectory() as name:
        before = spoilt(Path(name) / "before")
        after = spoilt(Path(name) / "after", invoices=corrupted(INVOICES, line, column, junk))
    no_better(before, after, "invoices", f"I-{line}", junk)


@given(st.integers(1, 2), st.integers(0, 8), JUNK)
@example(1, 1, "C-9")
@example(1, 7, "CLOSE")
@example(2, 0, "O-1")
def test_a_corrupted_cell_of_an_order(line: int, column: int, junk: str):
    with tempfile.TemporaryDirectory() as name:
        before = spoilt(Path(name) / "before")
        after = spoilt(Path(name) / "after", orders=corrupted(ORDERS, line, column, junk))
    no_better(before, after, "orders", f"O-{line}", junk)


@given(st.integers(1, 4), st.integers(0, 8), st.sampled_from([b"\xff", b"\xe9", b"C-\x80", b"\x81,"]))
@example(1, 1, b"\xff")
@example(4, 8, b"\x81")
def test_bytes_that_are_no_text_in_a_cell_of_an_invoice(line: int, column: int, junk: bytes):
    raw = corrupted(INVOICES, line, column, "@").encode().replace(b"@", junk)
    with tempfile.TemporaryDirectory() as name:
        before = spoilt(Path(name) / "before")
        after = spoilt(Path(name) / "after", invoices=raw)
    assert f"I-{line}" not in after.invoices
    assert len(after.invoices) == len(before.invoices) - 1
    no_better(before, after, "invoices", f"I-{line}", "")


@given(st.data())
def test_bytes_thrown_into_the_file(data: st.DataObject):
    """The file's own bytes are changed anywhere: reading never fails, and no invoice is lost without a trace."""
    raw = INVOICES.encode()
    at = data.draw(st.integers(INVOICES.index("\n") + 1, len(raw)))
    cut = data.draw(st.integers(0, 3))
    junk = data.draw(st.binary(max_size=4))
    with tempfile.TemporaryDirectory() as name:
        portfolio = spoilt(Path(name), invoices=raw[:at] + junk + raw[at + cut :])
    if len(portfolio.invoices) + portfolio.later.get("invoices", 0) < 4:
        lines = (raw[:at] + junk + raw[at + cut :]).replace(b"\r", b"\n").split(b"\n")
        fewer_lines = len([line for line in lines if line.strip(b" ,\t")]) < 5
        assert portfolio.rejected or fewer_lines
