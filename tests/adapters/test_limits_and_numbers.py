"""Granted limits, registrations and identity checks are read from files and from SQLite, each fault with its place."""

import csv
import sqlite3
from datetime import date
from pathlib import Path

import pytest

import groupctl
from groupctl.portfolio.portfolio import Portfolio

TABLES = {
    "units": "id,name,kind,parent,currency\nHQ,HQ,GROUP,,CNY\n",
    "customers": "id,name\nC-1,One\nC-2,Two\n",
    "accounts": "customer,unit,credit_limit,currency\nC-1,HQ,100.00,CNY\n",
    "granted_limits": "id,customer,unit,group,kind,amount,currency,starts_on,ends_on,source,granted_by,insured_share,cover_ends_after,collateral\n"
    "L-1,C-1,HQ,,INSURED,900.00,CNY,2026-01-01,2026-12-31,policy 7,insurer,0.90,60,\n"
    "L-2,C-1,HQ,,OWN,900.00,CNX,2026-01-01,,,,,,\n"
    "L-3,C-1,HQ,,TEMPORARY,900.00,CNY,2026-06-01,2026-05-01,,,,,\n"
    "L-4,C-2,HQ,,OWN,900.00,CNY,2026-01-01,,,,,,\n"
    "L-5,C-7,,,OWN,900.00,CNY,2026-01-01,,,,,,\n"
    "L-6,C-1,HQ,,TEMPORARY,900.00,CNY,2026-06-01,,,,,,\n",
    "registrations": "id,customer,kind,number,country\n"
    "RN-1,C-1,SOCIAL_CREDIT_CODE,91110000600037341L,\nRN-2,C-2,VAT,DE136695977,DE\n",
    "identity_checks": "id,customer,other,same,checked_on,checked_by\nIC-1,C-1,C-2,no,2026-05-01,E-1\n",
}


def read(folder: Path, host: str) -> Portfolio:
    if host == "files":
        for table, text in TABLES.items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        return groupctl.connect(f"files:{folder}").snapshot(as_of=date(2026, 6, 30))
    with sqlite3.connect(folder / "ledger.db") as database:
        for table, text in TABLES.items():
            heading, *rows = csv.reader(text.splitlines())
            named = ", ".join(f'"{name}" TEXT' for name in heading)
            database.execute(f"CREATE TABLE {table} ({named})")
            marks = ", ".join("?" * len(heading))
            filled = [[cell or None for cell in row] for row in rows]
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", filled)  # noqa: S608
    return groupctl.connect(f"sqlite:{folder / 'ledger.db'}").snapshot(as_of=date(2026, 6, 30))


@pytest.mark.parametrize("host", ["files", "sqlite"])
def test_what_is_sound_is_there_and_what_is_not_is_told(tmp_path: Path, host: str):
    found = read(tmp_path, host)
    assert [*found.granted_limits] == ["L-1"]
    assert [*found.registrations] == ["RN-1"]
    assert [*found.identity_checks] == ["IC-1"]
    reasons = {row.id: row.reason.key for row in found.rejected}
    assert reasons == {
        "L-2": "model.unknown-currency",
        "L-3": "model.dates-out-of-order",
        "L-4": "model.limit-of-no-account",
        "L-5": "model.no-such-customer",
        "L-6": "model.limit-without-end",
        "RN-2": "model.wrong-check-digit",
    }
    assert all(row.where for row in found.rejected)
