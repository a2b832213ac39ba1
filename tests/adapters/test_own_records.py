"""Own fields and records through every adapter, JSON and JSON Schema: taken, unknown and rejected like the library's own."""

import json
import pickle
import sqlite3
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import groupctl
from groupctl.adapters.sqlite_scope import quoted
from groupctl.errors import AdapterError, DataError, ModelError
from groupctl.model import STANDARD, Customer, CustomerGroup, Unit, UnitKind
from groupctl.portfolio.json_schema import schema as json_schema
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.scope import Scope
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.schema.fields import field_types
from groupctl.schema.money import Money
from tests.rules.loading.test_own_records import ADDED, SHELF, policy
from tests.rules.policy_text import load

AS_OF = date(2026, 6, 30)
WHEN = "some s in shelves satisfies s.facings > 3 and s.state = FULL"
TABLES = {
    "units": [{"id": "U", "name": "Group", "kind": "GROUP", "currency": "CNY"}],
    "groups": [{"id": "G", "name": "G", "colour": "RED"}],
    "customers": [
        {"id": "C-1", "name": "One", "group": "G", "colour": "", "note": "fine", "rent": "12.50", "currency": "CNY"},
        {"id": "C-2", "name": "Two", "group": "", "colour": "green", "note": "", "rent": "", "currency": ""},
    ],
    "shelves": [
        {"id": "S-1", "customer": "C-1", "unit": "U", "seen_on": "2026-05-01", "facings": "4", "state": "full"},
        {"id": "S-2", "customer": "C-2", "unit": "U", "seen_on": "2026-05-01", "facings": "2", "state": "FULL"},
        {"id": "S-3", "customer": "C-2", "unit": "U", "seen_on": "2026-08-01", "facings": "9", "state": "FULL"},
    ],
    "shelf_checks": [{"id": "K-1", "shelf": "S-1", "parent": ""}],
}  # fmt: skip
Tables = dict[str, list[dict[str, str]]]


@pytest.fixture
def own(tmp_path) -> groupctl.Policy:
    return load(policy(SHELF + ADDED, WHEN), tmp_path)


def csv(tables: Tables, folder: Path) -> str:
    folder.mkdir()
    for name, rows in tables.items():
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"files:{folder}"


def json_files(tables: Tables, folder: Path) -> str:
    folder.mkdir()
    for name, rows in tables.items():
        (folder / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return f"files:{folder}"


def database(tables: Tables, folder: Path) -> str:
    path = folder.with_suffix(".db")
    with sqlite3.connect(path) as connection:
        for name, rows in tables.items():
            columns, marks = ", ".join(map(quoted, rows[0])), ", ".join("?" * len(rows[0]))
            connection.execute(f"CREATE TABLE {name} ({columns})")
            insert = f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608 - made here
            connection.executemany(insert, [tuple(row.values()) for row in rows])
    return f"sqlite:{path}"


def read(policy: groupctl.Policy, folder: Path, tables: Tables = TABLES, host=csv) -> Portfolio:
    return groupctl.connect(host(tables, folder), schema=policy.schema).snapshot(AS_OF)


def changed(table: str, id_: str, **cells: str) -> Tables:
    """The tables with some cells of a row changed; None takes the column away."""
    return TABLES | {table: [row | (cells if row["id"] == id_ else {}) for row in TABLES[table]]}


def without(table: str, column: str) -> Tables:
    rows = [{name: cell for name, cell in row.items() if name != column} for row in TABLES[table]]
    return TABLES | {table: rows}


def decided(policy: groupctl.Policy, portfolio: Portfolio, engine: str = "durable") -> dict[str, object]:
    found = groupctl.Engine(policy, engine).review(portfolio)
    return {one.subject: one.outputs[0].value for one in found}


def value(portfolio: Portfolio, id_: str, name: str, entity: str = "customer") -> object:
    return portfolio.record(entity, id_).values.get(name)


class TestEveryAdapter:
    @pytest.mark.parametrize("host", [csv, json_files, database])
    def test_it_reads_them_as_its_own(self, own, host, tmp_path):
        found = read(own, tmp_path / "ledger", host=host)
        assert not found.rejected
        one = found.customers["C-1"]
        assert (one.note, one.rent) == ("fine", Money.of("12.50", "CNY"))
        assert found.customers["C-2"].colour.name == "GREEN"
        assert [shelf.facings for shelf in found.tables["shelves"].values()] == [4, 2]
        assert found.later == {"shelves": 1}
        assert [check.id for check in found.related(found.record("shelf", "S-1"), "shelf_checks")] == ["K-1"]

    @pytest.mark.parametrize("engine", ["reference", "compiled", "durable"])
    def test_every_engine_decides_by_them(self, own, engine, tmp_path):
        assert decided(own, read(own, tmp_path / "ledger"), engine) == {"C-1": "true", "C-2": "false"}

    def test_objects_in_memory_are_of_the_schemas_classes(self, own):
        customer, shelf = (own.schema.tables[name] for name in ("customers", "shelves"))
        tables = {
            "units": [Unit(id="U", name="U", kind=UnitKind.GROUP, currency="CNY")],
            "groups": [],
            "customers": [customer(id="C-1", name="One", note="a")],
            "shelves": [
                shelf(
                    id="S",
                    customer="C-1",
                    unit="U",
                    seen_on=AS_OF,
                    facings=5,
                    state=field_types(shelf)["state"].choice["FULL"],
                )
            ],
        }
        found = groupctl.connect("memory:x", tables=tables, schema=own.schema).snapshot(AS_OF)
        assert decided(own, found) == {"C-1": "true"}

    def test_objects_of_the_library_lack_what_was_added(self, own):
        tables = {"customers": [Customer(id="C-1", name="One")], "groups": [CustomerGroup(id="G", name="G")]}
        found = Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables, schema=own.schema)
        assert found.cause(found.record("customer", "C-1"), "note").key == "model.cause-absent-column"

    def test_a_mapping_names_their_columns(self, own, tmp_path):
        spec = csv({**TABLES, "regale": TABLES["shelves"]}, tmp_path / "ledger")
        (tmp_path / "ledger" / "mapping.yaml").write_text(
            "tables:\n  units: {file: units.csv}\n  groups: {file: groups.csv}\n  customers: {file: customers.csv}\n"
            "  shelves: {file: regale.csv, columns: {id: id, customer: customer, unit: unit, seen_on: seen_on},"
            " constants: {facings: 7, state: FULL}}\n",
            encoding="utf-8",
        )
        found = groupctl.connect(spec, schema=own.schema).snapshot(AS_OF)
        assert {shelf.facings for shelf in found.tables["shelves"].values()} == {7}

    def test_without_the_schema_they_are_not_read(self, own, tmp_path):
        found = groupctl.connect(csv(TABLES, tmp_path / "ledger")).snapshot(AS_OF)
        assert "shelves" not in found.tables
        with pytest.raises(DataError, match=r"schema=policy\.schema"):
            groupctl.Engine(own).review(found)


class TestWhatIsNotKnown:
    def test_a_blank_cell(self, own, tmp_path):
        found = read(own, tmp_path / "ledger")
        assert found.cause(found.record("customer", "C-2"), "note").key == "model.cause-not-stated"

    def test_an_absent_column(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", without("shelves", "facings"))
        assert found.cause(found.record("shelf", "S-1"), "facings").key == "model.cause-absent-column"
        assert decided(own, found) == {"C-1": None, "C-2": None}

    def test_an_absent_table(self, own, tmp_path):
        found = read(
            own, tmp_path / "ledger", {name: rows for name, rows in TABLES.items() if name != "shelves"}
        )
        assert decided(own, found) == {"C-1": None, "C-2": None}

    @pytest.mark.parametrize(
        "cells",
        [{"facings": "4O"}, {"facings": "-4"}, {"state": "BROKEN"}, {"seen_on": "soon"}, {"customer": "C-9"}, {"unit": ""}],
    )  # fmt: skip
    def test_an_unreadable_cell_sets_the_row_aside(self, own, cells, tmp_path):
        found = read(own, tmp_path / "ledger", changed("shelves", "S-1", **cells))
        assert ("shelves", "S-1") in {(row.table, row.id) for row in found.rejected}
        assert decided(own, found)["C-1"] is None

    def test_a_row_that_names_no_customer_may_be_anybodys(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", changed("shelves", "S-1", customer=""))
        assert decided(own, found) == {"C-1": None, "C-2": None}

    def test_a_row_belongs_to_those_whose_id_is_near(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", changed("shelves", "S-1", customer="c-01"))
        assert decided(own, found) == {"C-1": None, "C-2": "false"}

    def test_a_column_near_an_own_field_is_a_fault_of_the_table(self, own, tmp_path):
        rows = [
            {("fcings" if name == "facings" else name): cell for name, cell in row.items()}
            for row in TABLES["shelves"]
        ]
        found = read(own, tmp_path / "ledger", TABLES | {"shelves": rows})
        assert [note.reason.key for note in found.notes if note.fault] == ["adapters.column-near"]


class TestCutOnPurpose:
    def test_a_partial_table_leaves_sums_unknown(self, own, tmp_path):
        spec = csv(TABLES, tmp_path / "ledger")
        tables = "".join(f"  {name}: {{file: {name}.csv}}\n" for name in TABLES)
        mapping = f"partial: [shelves]\ntables:\n{tables}"
        (tmp_path / "ledger" / "mapping.yaml").write_text(mapping, encoding="utf-8")
        found = groupctl.connect(spec, schema=own.schema).snapshot(AS_OF)
        assert found.partial == {"shelves": "some"}
        assert decided(own, found) == {"C-1": "true", "C-2": None}  # one full shelf is enough

    def test_a_scope_knows_the_rows_of_its_customers(self, own, tmp_path):
        whole = read(own, tmp_path / "ledger")
        found = Portfolio.build(
            as_of=AS_OF,
            currency="CNY",
            tables=whole.stated,
            schema=own.schema,
            scope=Scope(customers=frozenset({"C-2"})),
        )
        assert decided(own, found)["C-2"] == "false"
        assert found.gaps(found.record("customer", "C-1"), "shelves")

    def test_a_given_value_about_an_own_record_is_checked_like_any_other(self, own, tmp_path):
        given = groupctl.Given("shelf", "S-9", "x", "1", AS_OF, "host")
        with pytest.raises(DataError, match="shelf"):
            groupctl.Engine(own).review(read(own, tmp_path / "ledger").with_given([given]))


class TestInherited:
    def test_where_a_row_does_not_state_it_the_reference_speaks(self, own, tmp_path):
        found = read(own, tmp_path / "ledger")
        assert [value(found, id_, "colour") for id_ in ("C-1", "C-2")] == ["RED", "GREEN"]
        assert found.customers["C-1"].colour is None

    def test_an_absent_column_is_not_made_up_for(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", without("customers", "colour"))
        assert value(found, "C-1", "colour") is None
        assert found.cause(found.record("customer", "C-1"), "colour").key == "model.cause-absent-column"

    def test_nor_is_one_of_the_record_that_would_speak(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", without("groups", "colour"))
        cause = found.cause(found.record("customer", "C-1"), "colour")
        assert (cause.key, dict(cause.values)["table"]) == ("model.cause-absent-column", "groups")

    def test_nor_a_record_that_was_rejected(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", changed("groups", "G", colour="pink"))
        assert found.cause(found.record("customer", "C-1"), "colour").key == "model.cause-reference-rejected"


class TestJson:
    def test_a_portfolio_reads_back_to_its_equal(self, own, tmp_path):
        found = read(own, tmp_path / "ledger", changed("shelves", "S-2", facings="x"))
        again = from_json(to_json(found), Portfolio, own.schema)
        assert (again.hash, again.schema, again.rejected) == (found.hash, found.schema, found.rejected)
        assert decided(own, again) == decided(own, found)

    def test_its_document_keeps_the_json_schema(self, own, tmp_path):
        document = json.loads(to_json(read(own, tmp_path / "ledger")))
        form = json_schema(Portfolio, own.schema)
        jsonschema.Draft202012Validator.check_schema(form)
        jsonschema.validate(document, form)
        document["tables"]["shelves"][0]["facings"] = "4"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, form)

    def test_a_record_may_be_called_as_a_form_of_json_is(self, own, tmp_path):
        renamed = policy(SHELF.replace("shelf_check", "given"))
        form = json_schema(Portfolio, load(renamed, tmp_path).schema)
        assert form["$defs"]["Given"] != form["$defs"]["record_given"]

    def test_faults_have_their_paths(self, own, tmp_path):
        document = json.loads(to_json(read(own, tmp_path / "ledger")))
        document["tables"]["shelves"][0]["facings"] = -1
        document["tables"]["customers"][0]["note"] = 3
        with pytest.raises(ModelError) as raised:
            from_json(json.dumps(document), Portfolio, own.schema)
        paths = {fault.values["field"] for fault in raised.value.faults}
        assert paths == {"$.tables.shelves[0].facings", "$.tables.customers[0].note"}

    def test_another_schema_does_not_read_it(self, own, tmp_path):
        with pytest.raises(ModelError, match="shelves"):
            from_json(to_json(read(own, tmp_path / "ledger")), Portfolio)

    def test_a_snapshot_is_a_host(self, own, tmp_path):
        found = read(own, tmp_path / "ledger")
        (tmp_path / "s.json").write_text(to_json(found), encoding="utf-8")
        spec = f"snapshot:{tmp_path / 's.json'}"
        assert groupctl.connect(spec, schema=own.schema).snapshot(AS_OF).hash == found.hash
        with pytest.raises(AdapterError):
            groupctl.connect(spec).snapshot(AS_OF)


def test_a_portfolio_can_be_pickled(own, tmp_path):
    found = read(own, tmp_path / "ledger")
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - its own
    assert (again.hash, again.schema) == (found.hash, found.schema)
    assert type(again.customers["C-1"]) is type(found.customers["C-1"])
    assert decided(own, again) == decided(own, found)


def test_rows_of_another_schema_are_refused_with_the_remedy(own):
    other = own.schema.tables["customers"](id="C-1", name="One", note="a")
    with pytest.raises(ModelError) as raised:
        Portfolio.build(as_of=AS_OF, currency="CNY", tables={"customers": [other]}, schema=STANDARD)
    assert raised.value.faults[0].code == "model.other-schema"


def test_a_subject_may_be_an_object_of_the_library(own):
    tables = {"customers": [Customer(id="C-1", name="One")], "units": [], "shelves": []}
    found = Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables, schema=own.schema)
    assert groupctl.Engine(own).decide("one", Customer(id="C-1", name="One"), found).subject == "C-1"
