"""``groupctl init``: what it writes for a ledger loads and reviews at once."""

import sqlite3
from datetime import date

import pytest

import groupctl
from groupctl.texts import LANGUAGES

DAY = date(2026, 6, 30)
CUSTOMERS = "CustomerNo,Customer Name,Group,Colour\nC-1,Alpha,,red\nC-2,Beta,,blue\n"
INVOICES = """\
invoice_number;customer_id;issue_date;due_date;invoice_amount
I-1;C-1;2026-01-05;2026-02-05;1000.00
I-2;C-2;2026-02-05;2026-03-05;2000.00
"""
ORDERS = "id,customer,ordered_on,amount,status,on_credit\nSO-1,C-1,2026-06-01,300.00,OPEN,yes\n"


@pytest.fixture
def ledger(here):
    """A folder of files that are called as their host calls them."""
    folder = here / "erp"
    folder.mkdir()
    for name, text in {
        "Customers": CUSTOMERS,
        "ar_invoices": INVOICES,
        "orders": ORDERS,
        "weather": "city,degrees\nX,1\n",
        "payments": "id,customer,amount\nP-1,C-1,5\n",
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_it_writes_loads_and_reviews_at_once(run, here, ledger, lang):
    assert run("init", "start", "--ledger", str(ledger), "--lang", lang).exit_code == 0
    policy = groupctl.load_policy(here / "start" / "policy.yaml")
    assert list(policy.imports) == ["standard/credit", "standard/d_class", "standard/tiers"]
    host = groupctl.connect(f"files:{ledger}", mapping=here / "start" / "mapping.yaml", currency="CNY")
    portfolio = host.snapshot(as_of=DAY)
    assert not portfolio.rejected
    assert {*portfolio.customers} == {"C-1", "C-2"}
    assert portfolio.record("invoice", "I-1").values["due_on"].isoformat() == "2026-02-05"
    assert [*groupctl.Engine(policy, "reference").review(portfolio)]


def test_what_found_no_place_is_marked(run, here, ledger):
    run("init", "start", "--ledger", str(ledger))
    text = (here / "start" / "mapping.yaml").read_text(encoding="utf-8")
    assert "# no place for: Colour" in text
    assert "#   weather.csv" in text
    assert "payments can't be read yet: name the columns of paid_on" in text
    assert "c_class_limit" in (here / "start" / "policy.yaml").read_text(encoding="utf-8")


def test_a_database(run, here):
    with sqlite3.connect(here / "erp.db") as base:
        base.execute("CREATE TABLE customer (id, name)")
        base.execute("CREATE TABLE invoice (id, customer, unit, issued_on, due_on, amount, currency)")
        base.execute("INSERT INTO customer VALUES ('C-1', 'Alpha')")
        base.execute("INSERT INTO invoice VALUES ('I-1','C-1','U-1','2026-01-01','2026-02-01','5.00','CNY')")
    base.close()
    assert run("init", "start", "--ledger", "erp.db").exit_code == 0
    host = groupctl.connect("sqlite:erp.db", mapping=here / "start" / "mapping.yaml", currency="CNY")
    portfolio = host.snapshot(as_of=DAY)
    assert ({*portfolio.units}, {*portfolio.customers}) == ({"U-1"}, {"C-1"})


def test_without_a_ledger_there_is_a_policy_only(run, here):
    run("init", "start")
    assert [path.name for path in (here / "start").iterdir()] == ["policy.yaml"]
    assert groupctl.load_policy(here / "start" / "policy.yaml").rulesets


def test_nothing_is_overwritten(run, here):
    run("init", "start")
    (here / "start" / "policy.yaml").write_text("mine", encoding="utf-8")
    again = run("init", "start")
    assert again.exit_code != 0
    assert (here / "start" / "policy.yaml").read_text(encoding="utf-8") == "mine"


def test_a_ledger_of_other_things_is_refused_with_the_remedy(run, here):
    (here / "weather.csv").write_text("city,degrees\nX,1\n", encoding="utf-8")
    refused = run("init", "start", "--ledger", "weather.csv")
    assert refused.exit_code != 0
    assert "no table of weather.csv has the columns" in refused.output
    assert not (here / "start").exists()


FOREIGN = {
    "customers": "id,name\nC-1,Müller\nC-2,Groß\n",
    "invoices": (
        "id;customer;unit;issued_on;due_on;amount;currency\n"
        "I-1;C-1;U-1;05.01.2026;21.02.2026;1.000,50;EUR\nI-2;C-2;U-1;06.01.2026;03.04.2026;20,00;EUR\n"
    ),
}


def foreign(here, **changed):
    folder = here / "erp"
    folder.mkdir()
    for name, text in (FOREIGN | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="cp1252")
    return folder


def written(here, name):
    return (here / "start" / name).read_text(encoding="utf-8")


def test_currency_dates_numbers_and_encoding_are_guessed_and_said(run, here):
    folder = foreign(here)
    run("init", "start", "--ledger", str(folder))
    mapping = written(here, "mapping.yaml")
    for line in (
        "currency: EUR  # GUESSED: the ledger names it most",
        'dates: "D.M.YYYY"  # GUESSED from 05.01.2026',
        'numbers: "1.234,56"  # GUESSED from 1.000,50',
        "    encoding: cp1252  # GUESSED",
    ):
        assert line in mapping, mapping
    host = groupctl.connect(f"files:{folder}", mapping=here / "start" / "mapping.yaml", currency="EUR")
    portfolio = host.snapshot(as_of=DAY)
    assert not portfolio.rejected
    assert portfolio.record("invoice", "I-1").values["amount"] == 100_050
    policy = written(here, "policy.yaml")
    assert "currency: EUR  # GUESSED" in policy
    assert "each of their amounts must be set in yours" in policy
    assert "d_class_line" in policy
    assert "money: 100000.00 CNY" in policy


def test_where_two_ways_are_possible_the_user_chooses(run, here):
    folder = foreign(
        here,
        invoices=FOREIGN["invoices"]
        .replace("21.02.2026", "02.03.2026")
        .replace(".2026", "/2026")
        .replace(".", "/"),
    )
    run("init", "start", "--ledger", str(folder))
    assert '# dates:  # CHOOSE between "D/M/YYYY", "M/D/YYYY": 05/01/2026 may be any of them' in written(
        here, "mapping.yaml"
    )


def test_the_currency_may_be_named(run, here, ledger):
    run("init", "start", "--ledger", str(ledger), "--currency", "USD")
    assert "currency: USD\n" in written(here, "policy.yaml")
    assert "currency: USD\n" in written(here, "mapping.yaml")
    refused = run("init", "other", "--currency", "RBM")
    assert refused.exit_code != 0
    assert "there is no currency 'RBM'" in refused.output
    run("init", "third")
    assert "currency: CNY  # ASSUMED" in (here / "third" / "policy.yaml").read_text(encoding="utf-8")
