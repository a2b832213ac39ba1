"""Columns that no field takes, columns that are not there, and rows that a mapping leaves out."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from groupctl.adapters.host import connect
from groupctl.decisions.wording import note_text
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.report.summary import Summary
from tests.adapters.ledger import AS_OF, CUSTOMERS, INVOICES, UNITS, incomplete, said, snapshot, spoilt, write


def told(portfolio: Portfolio) -> list[str]:
    return [note_text(note) for note in portfolio.notes]


def mapped(folder: Path, text: str, **tables: str) -> Portfolio:
    """A ledger of some CSV files, read by a mapping."""
    folder.mkdir(exist_ok=True)
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    return snapshot(folder)


# ------------------------------------------------------------------------------------------ unused, misspelt
def test_a_ledger_whose_columns_are_all_taken_has_nothing_to_tell(tmp_path: Path):
    assert told(snapshot(write(tmp_path))) == []


def test_columns_that_no_field_takes_are_listed(tmp_path: Path):
    customers = (
        "id,name,group,colour,credit_limit,currency,灯\nC-1,First,,red,1.00,CNY,on\nC-2,Second,,,1.00,CNY,\n"
    )
    assert told(spoilt(tmp_path, customers=customers)) == [
        "customers.csv:1:1: no field takes these columns: colour, 灯"
    ]


@pytest.mark.parametrize("heading", ["gruop", "Group", "group_id", "groupId", " GROUP "])
def test_a_column_near_an_absent_field_is_a_fault_and_the_field_is_unknown(tmp_path: Path, heading: str):
    """Nobody leaves a group, and its limit, by a slip in a heading."""
    customers = CUSTOMERS.replace("group", heading)
    portfolio = spoilt(tmp_path, customers=customers)
    (note,) = portfolio.notes
    assert note.fault
    assert "did you mean 'group'?" in note_text(note)
    assert str(note.where) == "customers.csv:1:9"
    assert incomplete(portfolio, "groups") == {"C-1", "C-2"}
    assert "columns: {group: ...}" in note_text(note)
    assert "not_kept: [group]" in note_text(note, "zh")


def test_a_misspelt_end_does_not_make_a_security_endless(tmp_path: Path):
    collaterals = "id,customer,unit,kind,amount,currency,starts_on,end_on\nG,C-1,U-1,DEPOSIT,5,CNY,2020-01-01,2021-12-31\n"
    portfolio = spoilt(tmp_path, collaterals=collaterals)
    assert "ends_on" in portfolio.absent["collaterals"]
    summary = Summary(portfolio=portfolio)
    assert any("'end_on'; did you mean 'ends_on'?" in str(line) for line in summary.lines())


def test_a_column_near_a_field_that_has_one_is_only_unused(tmp_path: Path):
    customers = "id,name,group,groups\nC-1,First,,x\nC-2,Second,,y\n"
    (note,) = spoilt(tmp_path, customers=customers).notes
    assert not note.fault


def test_a_misspelt_currency_loses_the_table_for_amounts_would_mean_something_else(tmp_path: Path):
    invoices = INVOICES.replace("currency", "Currency").replace(",CNY,", ",USD,")
    text = "currency: CNY\ntables: {units: {}, customers: {}, invoices: {}}\n"
    portfolio = mapped(tmp_path, text, units=UNITS, customers=CUSTOMERS, invoices=invoices)
    assert "invoices" in portfolio.missing_tables
    assert said(portfolio.rejected[0]).startswith(
        "invoices.csv:1:42: invoices: no field of invoices is called 'Currency'; did you mean 'currency'?"
    )


def test_a_mapping_that_names_its_columns_has_chosen(tmp_path: Path):
    text = "tables: {units: {}, customers: {columns: {id: id, name: name}}}\n"
    portfolio = mapped(tmp_path, text, units=UNITS, customers="id,name,gruop\nC-1,First,G\n")
    assert told(portfolio) == ["customers.csv:1:1: no field takes these columns: gruop"]
    assert "group" in portfolio.absent["customers"]


def test_a_column_that_a_table_drawn_from_the_same_rows_takes_is_used(tmp_path: Path):
    text = """\
currency: CNY
tables:
  units: {}
  customers: {from: invoices, columns: {id: customer, name: called}}
  invoices: {columns: {id: id, customer: customer, unit: unit, issued_on: issued_on, due_on: due_on, amount: amount}}
"""
    invoices = "id,customer,called,unit,issued_on,due_on,amount,colour\nI,C,Corp,U-0,2026-01-01,2026-02-01,1.00,red\n"
    portfolio = mapped(tmp_path, text, units=UNITS, invoices=invoices)
    assert told(portfolio) == ["invoices.csv:1:1: no field takes these columns: colour"]


# -------------------------------------------------------------------------------------------------- absent
def test_a_column_that_is_not_there_leaves_its_field_unknown_for_all(tmp_path: Path):
    portfolio = spoilt(tmp_path, customers="id,name\nC-1,First\nC-2,Second\n")
    assert "group" in portfolio.absent["customers"]
    assert incomplete(portfolio, "groups") == {"C-1", "C-2"}


def test_a_blank_cell_in_a_column_that_is_there_means_none(tmp_path: Path):
    portfolio = snapshot(write(tmp_path))
    assert "group" not in portfolio.absent["customers"]
    assert incomplete(portfolio, "groups") == set()


def test_what_the_mapping_calls_not_kept_is_none(tmp_path: Path):
    text = "tables: {units: {}, customers: {not_kept: [group]}}\n"
    portfolio = mapped(tmp_path, text, units=UNITS, customers="id,name,gruop\nC-1,First,x\n")
    assert incomplete(portfolio, "groups") == set()
    assert told(portfolio) == ["customers.csv:1:1: no field takes these columns: gruop"]


def test_a_table_without_rows_lacks_no_column(tmp_path: Path):
    assert "invoices" not in spoilt(tmp_path, invoices="id,customer,unit,issued_on,due_on,amount\n").absent


@pytest.mark.parametrize(
    ("name", "text", "missing"),
    [
        ("invoices.json", "[]", False),
        ("invoices.json", " [ ]\n", False),
        ("invoices.json", "", True),
        ("invoices.json", "[{}]", True),
        ("invoices.jsonl", "", True),
    ],
)
def test_an_empty_json_array_is_a_table_without_rows(tmp_path: Path, name: str, text: str, missing: bool):
    """It states no columns, and needs none; an empty file may be one that was cut off."""
    (write(tmp_path, invoices=None) / name).write_text(text, encoding="utf-8")
    found = snapshot(tmp_path)
    assert ("invoices" in found.missing_tables) is missing
    assert "invoices" not in found.absent


def test_an_empty_json_array_is_one_under_a_mapping_too(tmp_path: Path):
    """Columns, a filter and the rows that count are asked of rows."""
    (tmp_path / "invoices.json").write_text("[]", encoding="utf-8")
    mapping = (
        "tables:\n  units: {}\n  invoices: {columns: {id: no, customer: who, unit: where, issued_on: day,"
        " due_on: due, amount: sum}, where: {status: [posted]}}\n"
    )
    found = mapped(tmp_path, mapping, units=UNITS)
    assert "invoices" not in found.missing_tables
    assert [row for row in found.rejected if row.table == "invoices"] == []


def test_a_name_that_no_json_object_has_is_an_absent_column(tmp_path: Path):
    rows = [{"id": "C-1", "name": "First"}, {"id": "C-2", "name": "Second"}]
    (write(tmp_path, customers=None) / "customers.json").write_text(json.dumps(rows), encoding="utf-8")
    assert "group" in snapshot(tmp_path).absent["customers"]
    (tmp_path / "customers.json").write_text(
        json.dumps([{**rows[0], "group": None}, rows[1]]), encoding="utf-8"
    )
    assert "group" not in snapshot(tmp_path).absent["customers"]


def test_a_column_that_a_database_lacks_is_absent(tmp_path: Path):
    portfolio = database(
        tmp_path, "create table customers(id, name, gruop)", "insert into customers values('C', 'n', 'G')"
    )
    assert "group" in portfolio.absent["customers"]
    assert "did you mean 'group'?" in told(portfolio)[0]


def test_objects_state_all_their_fields():
    assert not connect("memory:demo").snapshot(as_of=AS_OF).absent


def test_notes_are_saved_with_a_portfolio_and_are_no_facts(tmp_path: Path):
    with_note = spoilt(
        tmp_path / "a",
        customers=CUSTOMERS.replace("name,", "name,colour,")
        .replace("st,", "st,red,")
        .replace("nd,", "nd,red,"),
    )
    assert with_note.notes
    assert from_json(to_json(with_note), Portfolio).notes == with_note.notes
    assert with_note.hash == snapshot(write(tmp_path / "b")).hash


# -------------------------------------------------------------------------------------------------- amounts
def amount_of(folder: Path, cell: str, **style: object) -> str:
    """What the amount ``cell`` is read as, or why it is not."""
    text = f"currency: {style.pop('currency', 'CNY')}\n" + "".join(
        f"{key}: {value}\n" for key, value in style.items()
    )
    text += "tables: {units: {}, customers: {}, invoices: {}}\n"
    invoices = f'id,customer,unit,issued_on,due_on,amount\nI,C-1,U-0,2026-01-01,2026-02-01,"{cell}"\n'
    units, customers = UNITS.replace("currency", "currency").replace(",CNY,", ",CNY,"), "id,name\nC-1,First\n"
    portfolio = mapped(folder, text, units=units, customers=customers, invoices=invoices)
    found = [str(invoice.amount) for invoice in portfolio.invoices.values()]
    return found[0] if found else portfolio.rejected[0].reason.key


@pytest.mark.parametrize(
    ("cell", "numbers", "read"),
    [
        ("12.000", "1234.56", "adapters.thousands-or-decimals"),
        ("12.500", "1,234.56", "adapters.thousands-or-decimals"),
        ("12,000", "1234,56", "adapters.thousands-or-decimals"),
        ("12,000", "1.234,56", "adapters.thousands-or-decimals"),
        ("12.000", "1.234,56", "12000.00 CNY"),
        ("12,000", "1,234.56", "12000.00 CNY"),
        ("12,000", "1234.56", "adapters.not-a-number"),
        ("12.0000", "1234.56", "adapters.too-many-decimals"),
        ("12.00", "1234.56", "12.00 CNY"),
    ],
)
def test_three_decimals_that_may_be_thousands_are_refused(tmp_path: Path, cell: str, numbers: str, read: str):
    """Decimals are counted in the text, for 12.000 has the value 12 whatever was meant."""
    assert amount_of(tmp_path, cell, numbers=f'"{numbers}"') == read


def test_a_currency_of_three_decimals_is_written_with_them(tmp_path: Path):
    assert amount_of(tmp_path, "12.345", currency="KWD") == "12.345 KWD"
    assert amount_of(tmp_path, "12.000", currency="JPY") == "adapters.thousands-or-decimals"


def test_a_mapping_may_say_how_many_decimals_amounts_are_written_with(tmp_path: Path):
    assert amount_of(tmp_path, "12.3400", decimals=4) == "12.34 CNY"
    assert amount_of(tmp_path, "12.000", decimals=4) == "12.00 CNY"
    assert amount_of(tmp_path, "12.34000", decimals=4) == "adapters.too-many-decimals"
    assert amount_of(tmp_path, "12.3456", decimals=4) == "model.too-many-decimals"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("12.3456", "12.35 CNY"),
        ("12.345000001", "12.35 CNY"),
        ("-12.3450", "-12.35 CNY"),
        ("0.30000000000000004", "0.30 CNY"),
        ("12.345", "adapters.thousands-or-decimals"),
    ],
)
def test_a_mapping_may_ask_for_rounding(tmp_path: Path, cell: str, read: str):
    assert amount_of(tmp_path, cell, round="true") == read


def test_what_was_rounded_is_counted(tmp_path: Path):
    amount_of(tmp_path, "12.3456", round="true", decimals=4)
    assert told(snapshot(tmp_path)) == [
        "invoices.csv:1:1: amount: 1 amounts were rounded to their currency, as the mapping asks"
    ]
    amount_of(tmp_path, "12.3400", round="true", decimals=4)
    assert told(snapshot(tmp_path)) == []


def test_a_currency_sign_must_be_that_of_the_row(tmp_path: Path):
    numbers = '["1,234.56", "$1,234.56", "(1,234.56)"]'
    assert amount_of(tmp_path, "($1,000.00)", numbers=numbers, currency="USD") == "-1000.00 USD"
    assert amount_of(tmp_path, "$1,000.00", numbers=numbers) == "adapters.sign-of-another-currency"


def test_day_numbers_are_read_where_the_mapping_says_so(tmp_path: Path):
    text = "currency: CNY\ntables: {units: {}, customers: {}, invoices: {dates: excel}}\n"
    invoices = "id,customer,unit,issued_on,due_on,amount\nI,C-1,U-0,46023,46054.5,1.00\n"
    portfolio = mapped(tmp_path, text, units=UNITS, customers="id,name\nC-1,First\n", invoices=invoices)
    assert [portfolio.invoices["I"].issued_on.isoformat(), portfolio.invoices["I"].due_on.isoformat()] == [
        "2026-01-01",
        "2026-02-01",
    ]


def test_a_null_date_is_rejected_with_what_to_write(tmp_path: Path):
    invoices = INVOICES.replace("1000.00,CNY,,", "1000.00,CNY,0000-00-00,")
    (row,) = spoilt(tmp_path, invoices=invoices).rejected
    assert "values: {settled_on: {'0000-00-00': null}}" in said(row)


# ------------------------------------------------------------------------------------------------------ ids
def database(folder: Path, *statements: str) -> Portfolio:
    path = folder / "host.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table units(id, name, kind, currency, parent)")
        connection.execute("insert into units values('HQ', 'HQ', 'GROUP', 'CNY', null)")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return connect(f"sqlite:{path}").snapshot(as_of=AS_OF)


@pytest.mark.parametrize("stored", ["REAL", "INTEGER", "TEXT"])
def test_an_id_is_the_same_in_columns_of_any_type(tmp_path: Path, stored: str):
    portfolio = database(
        tmp_path,
        "create table customers(id INTEGER, name)",
        "insert into customers values(103, 'A')",
        f"create table accounts(customer {stored}, unit)",
        "insert into accounts values(103, 'HQ')",
    )
    assert not portfolio.rejected
    assert list(portfolio.accounts) == ["103@HQ"]


def test_a_number_of_json_is_the_id_that_it_is_equal_to(tmp_path: Path):
    text = '[{"id": 103.0, "name": "A"}, {"id": 1.04e2, "name": "B"}, {"id": 105.5, "name": "C"}, {"id": "0106", "name": "D"}]'
    (write(tmp_path, customers=None) / "customers.json").write_text(text, encoding="utf-8")
    assert list(snapshot(tmp_path).customers) == ["0106", "103", "104", "105.5"]


def test_a_real_number_too_long_to_be_exact_is_no_id(tmp_path: Path):
    portfolio = database(
        tmp_path,
        "create table customers(id REAL, name)",
        "insert into customers values(12345678901234567, 'A')",
    )
    assert portfolio.rejected[0].reason.key == "adapters.real-id"


# --------------------------------------------------------------------------------------- rows that are left out
WHERE = """\
currency: CNY
tables:
  units: {}
  customers: {from: invoices, columns: {id: customer, name: customer}}
  invoices: {where: {state: [posted, paid]}}
"""


def with_states(folder: Path, *states: str) -> Portfolio:
    rows = [
        f"I-{number},C-{number},U-0,2026-01-01,2026-02-01,1.00,{state}" for number, state in enumerate(states)
    ]
    heading = "id,customer,unit,issued_on,due_on,amount,state"
    return mapped(folder, WHERE, units=UNITS, invoices="\n".join([heading, *rows, ""]))


def test_rows_are_left_out_by_the_value_of_a_cell_and_counted(tmp_path: Path):
    portfolio = with_states(tmp_path, "posted", "draft", "cancelled", "paid", "draft")
    assert list(portfolio.invoices) == ["I-0", "I-3"]
    assert not portfolio.rejected
    left_out = "3 rows were left out by their state, as the mapping asks: 'cancelled' (1), 'draft' (2)"
    assert f"invoices.csv:1:1: {left_out}" in told(portfolio)


def test_what_is_drawn_from_a_table_is_drawn_from_the_rows_that_it_keeps(tmp_path: Path):
    assert list(with_states(tmp_path, "posted", "draft").customers) == ["C-0"]


@pytest.mark.parametrize("state", ["", "Posted", "psoted", "paid ", "ｐaid", "pald"])
def test_a_spoilt_value_never_leaves_a_row_out(tmp_path: Path, state: str):
    portfolio = with_states(tmp_path, "paid", state)
    kept = state.strip() == "paid"
    assert len(portfolio.invoices) == 1 + kept
    assert {row.table for row in portfolio.rejected} == (set() if kept else {"invoices", "customers"})


def test_a_row_in_doubt_takes_nothing_from_what_sound_rows_say(tmp_path: Path):
    """Both rows name one customer: the first is in doubt, and the second is enough."""
    text = WHERE.replace("name: customer}", "name: unit}")
    rows = "I-1,C-1,U-0,2026-01-01,2026-02-01,1.00,\nI-2,C-1,U-0,2026-01-01,2026-02-01,1.00,paid\n"
    invoices = "id,customer,unit,issued_on,due_on,amount,state\n" + rows
    assert list(mapped(tmp_path, text, units=UNITS, invoices=invoices).customers) == ["C-1"]


def test_a_column_of_where_that_is_not_there_loses_the_table(tmp_path: Path):
    text = WHERE.replace("state:", "stat:")
    portfolio = mapped(
        tmp_path, text, units=UNITS, invoices="id,customer,unit,issued_on,due_on,amount,state\n"
    )
    assert "invoices" in portfolio.missing_tables
    assert "mapping.yaml:5:22: customers: there is no column 'stat'; did you mean 'state'?" in said(
        portfolio.rejected[0]
    )


# -------------------------------------------------------------------------------------------------- partial
def test_a_mapping_says_which_tables_are_cut(tmp_path: Path):
    text = "currency: CNY\npartial: {}\ntables: {units: {}, customers: {}}\n"
    for said_, expected in [
        ("[customers]", {"customers": "some"}),
        ("{invoices: open}", {"invoices": "open"}),
    ]:
        portfolio = mapped(tmp_path, text.replace("{}\n", said_ + "\n", 1), units=UNITS, customers=CUSTOMERS)
        assert dict(portfolio.partial) == expected


# ------------------------------------------------------------------------------------------- supplementary
ORDERS = "id,customer,unit,ordered_on,amount,currency,status{columns}\nO-1,C-1,U-1,2026-06-01,5.00,CNY,OPEN{cells}\n"
BESIDE = {"bill_to", "payer", "ship_to", "delivered", "deliver_on", "held_on", "reopened_on"}


def orders(columns: str = "", cells: str = "") -> str:
    return ORDERS.format(columns=columns, cells=cells)


def test_a_ledger_that_has_no_supplementary_column_keeps_none(tmp_path: Path):
    portfolio = spoilt(tmp_path, orders=orders())
    assert not portfolio.absent["orders"] & BESIDE
    assert portfolio.record("order", "O-1").values["payer"].id == "C-1"


@pytest.mark.parametrize("heading", ["payer", "Payer", "payer_id", "ship_to", "held_on"])
def test_once_there_is_one_those_that_are_absent_are_unknown(tmp_path: Path, heading: str):
    """So is one whose heading is misspelt."""
    portfolio = spoilt(tmp_path, orders=orders(f",{heading}", ","))
    assert portfolio.absent["orders"] & BESIDE == BESIDE - {heading}
    assert portfolio.absent["invoices"] >= {"payer"}


def test_a_mapping_says_that_they_are_not_kept(tmp_path: Path):
    tables = f"units: {{}}, customers: {{}}, orders: {{not_kept: [{', '.join(sorted(BESIDE - {'payer'}))}]}}"
    given = {"units": UNITS, "customers": CUSTOMERS, "orders": orders(",payer", ",C-2")}
    portfolio = mapped(tmp_path, f"tables: {{{tables}}}\n", **given)
    assert not portfolio.absent["orders"] & BESIDE
    assert portfolio.record("order", "O-1").values["payer"].id == "C-2"


def test_a_table_whose_columns_a_mapping_names_has_chosen(tmp_path: Path):
    names = ["id", "customer", "unit", "ordered_on", "amount", "currency", "status"]
    tables = f"units: {{}}, customers: {{}}, orders: {{columns: {{{', '.join(f'{n}: {n}' for n in names)}}}}}"
    invoices = "id,customer,unit,issued_on,due_on,amount,currency,payer\n"
    invoices += "I-1,C-1,U-1,2026-06-01,2026-07-01,5.00,CNY,C-2\n"
    given = {"units": UNITS, "customers": CUSTOMERS, "orders": orders(), "invoices": invoices}
    portfolio = mapped(tmp_path, f"tables: {{{tables}, invoices: {{}}}}\n", **given)
    assert not portfolio.absent["orders"] & BESIDE
    assert portfolio.absent["invoices"] >= {"bill_to"}
