"""`groupctl plan`, `apply` and `status`: what a review asks of a database, written there once."""

import csv
import io
import os
import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import lines, objects
from tests.cli.tiny import AS_OF, LEDGER


@pytest.fixture
def database(here):
    """The tiny ledger as a database."""
    with closing(sqlite3.connect(here / "erp.db")) as connection:
        for table, text in LEDGER.items():
            columns, *rows = list(csv.reader(io.StringIO(text)))
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(f"{name!r}" for name in columns)})')
            marks = ", ".join("?" * len(columns))
            connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608 - our own names
        connection.commit()
    return here / "erp.db"


HOST = ["--host", "sqlite:erp.db", "--policy", "tiny.yaml"]


@pytest.fixture
def planned(run, database):
    return run("plan plan.json", *HOST, "--as-of", AS_OF)


def test_a_plan_shows_before_and_after_why_and_whether_the_host_keeps_to_it(planned):
    assert planned.exit_code == 0, planned.output
    told = lines(planned)
    assert told[0] == (
        "4 changes planned for sqlite:erp.db as of 2026-11-21; 0 can't be made there, 0 are there already"
    )
    assert told[told.index("hold · order SO-2  advisory") :][:4] == [
        "hold · order SO-2  advisory",
        "  - not there",
        "  + there",
        "  Release of an order · release.limit",
    ]


def test_it_says_so_in_chinese(run, database):
    told = lines(run("plan plan.json", *HOST, "--as-of", AS_OF, "--lang", "zh"))
    assert told[0].startswith("sqlite:erp.db 截至 2026-11-21 计划更改 4 项")
    assert "暂停 · order SO-2  仅提示" in told


def test_it_is_applied_once_and_the_second_plan_is_empty(run, planned):
    applied = run("apply plan.json", *HOST)
    assert applied.exit_code == 0, applied.output
    assert lines(applied)[0] == "4 of 4 operations are done"
    assert lines(run("apply plan.json", *HOST)) == ["0 of 0 operations are done"]
    again = run("plan plan.json", *HOST, "--as-of", AS_OF)
    assert lines(again) == [
        "0 changes planned for sqlite:erp.db as of 2026-11-21; 0 can't be made there, 4 are there already"
    ]
    assert lines(run("status")) == ["4 of 4 operations are done"]


def test_a_conflict_is_told_and_ends_with_1(run, planned, database):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM orders WHERE id = 'SO-2'")
        connection.commit()
    applied = run("apply plan.json", *HOST)
    assert applied.exit_code == 1
    assert lines(applied)[0] == "3 of 4 operations are done"
    status = run("status")
    assert status.exit_code == 1
    assert "hold · order SO-2  refused" in lines(status)[1]


def test_another_host_is_refused(run, planned):
    result = run("apply plan.json", "--host", "files:ledger", "--policy", "tiny.yaml")
    assert result.exit_code == 2
    assert "the plan is for sqlite:erp.db, not for files:ledger" in result.stderr


def test_as_json(run, database):
    made = objects(run("plan plan.json", *HOST, "--as-of", AS_OF, "--format", "json"))
    assert {one["operation"]["change"]["kind"] for one in made} == {"HOLD", "TASK"}


def test_nothing_that_was_written_holds_a_credential(run, database, here, monkeypatch):
    """Plan, ledger, journal, host and output are searched for it."""
    secret = "correct-horse-9"  # noqa: S105 - made up
    from groupctl.adapters import Secret

    Secret(secret)
    monkeypatch.setenv("ERP_KEY", secret)
    outputs = [
        run("plan plan.json", *HOST, "--as-of", AS_OF, "--journal", "journal.jsonl"),
        run("apply plan.json", *HOST),
        run("status"),
        run("plan plan.json", "--host", f"sqlite://me:{secret}@host/erp", "--as-of", AS_OF, catch=True),
    ]
    assert (here / "journal.jsonl").is_file()
    written = [file.read_bytes() for file in here.rglob("*") if file.is_file()]
    assert not any(secret.encode() in content for content in written)
    assert not any(secret in result.output for result in outputs)
    assert os.environ["ERP_KEY"] == secret
