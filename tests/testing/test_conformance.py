"""The conformance kit: the reference is gold, SQLite reaches what it claims, and each faulty adapter is caught."""

import json
import sqlite3
import sys
from contextlib import closing, contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import groupctl
from groupctl.adapters import Adapter, Change
from groupctl.model.vocabulary import STANDARD
from groupctl.testing import AdapterContract, Bench
from groupctl.testing.as_sqlite import write_row, write_sqlite
from groupctl.testing.conformance.bench import NotGiven
from groupctl.testing.conformance.checks import Site
from groupctl.testing.conformance.reference import ReferenceBench
from groupctl.testing.conformance.report import ALL, conformance, run_check

ROOT = Path(__file__).parents[2]
FAULTY = ROOT / "plugins/faulty/src/groupctl_faulty/__init__.py"


def faulty():
    spec = spec_from_file_location("groupctl_faulty", FAULTY)
    module = module_from_spec(spec)
    sys.modules["groupctl_faulty"] = module
    spec.loader.exec_module(module)
    return module.CAUGHT_BY


class TestReference(AdapterContract):
    @pytest.fixture
    def bench(self):
        return ReferenceBench()


class SqliteBench(Bench):
    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0

    @property
    def path(self) -> Path:
        return self.folder / f"{self.number}.db"

    def load(self, tables) -> Adapter:
        self.number += 1
        write_sqlite(self.path, {**dict.fromkeys(STANDARD.tables, ()), **tables})
        return groupctl.connect(f"sqlite:{self.path}", currency="CNY").adapter

    def put(self, table, row) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            write_row(connection, table, row, STANDARD)
            connection.commit()

    def count(self, change: Change) -> int:
        with closing(sqlite3.connect(self.path)) as connection:
            select = "SELECT count(*) FROM groupctl_records WHERE key = ?"
            return connection.execute(select, (change.key,)).fetchone()[0]

    def warning(self) -> None:
        """A database warns of nothing."""

    @contextmanager
    def broken(self):
        away = self.path.rename(self.path.with_suffix(".away"))
        yield
        away.rename(self.path)


class TestSqlite(AdapterContract):
    @pytest.fixture
    def bench(self, tmp_path):
        return SqliteBench(tmp_path)


def test_a_database_reaches_all_that_it_claims(tmp_path):
    report = conformance(SqliteBench(tmp_path))
    assert report.level == "gold"
    unclaimed = {one.check.id for one in report.checked if one.result == "not claimed"}
    assert unclaimed == {
        "changes-are-found-by-the-documents",
        "balances-are-the-hosts-own-and-of-the-day",
        "permissions-name-what-may-be-done",
        "a-warning-is-not-skipped",
    }


def test_a_report_names_version_results_and_level(tmp_path):
    report = conformance(ReferenceBench())
    plain = json.loads(report.to_json())
    assert (plain["contract"], plain["scheme"], plain["level"]) == ("1.0", "reference", "gold")
    assert {one["result"] for one in plain["checks"]} == {"passed"}
    assert all(one["asks"] for one in plain["checks"])


@pytest.mark.parametrize(
    ("kind", "name"), [pytest.param(*one, id=one[0].__name__) for one in faulty().items()]
)
def test_each_faulty_adapter_is_caught(kind, name):
    check = next(one for one in ALL if one.id == name)
    found = run_check(check, Site(ReferenceBench(kind)))
    assert found.result == "failed", found
    assert found.message


def test_what_the_bench_does_not_give_is_told_and_costs_the_level():
    class Bare(ReferenceBench):
        def count(self, change):
            raise NotGiven

    report = conformance(Bare())
    assert [one.check.id for one in report.checked if one.result == "not given"] == [
        "the-same-operation-is-made-once"
    ]
    assert report.level == "silver"
