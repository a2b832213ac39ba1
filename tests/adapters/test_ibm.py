"""IBM's public sample, read with the example's mapping and no change to the data (about 220 kB, not part of the project)."""

import os
from datetime import date
from pathlib import Path

import pytest

from groupctl import Engine, load_policy
from groupctl.adapters.host import connect
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.check import advice

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "ibm-accounts-receivable"
SHARED = Path(os.environ.get("GROUPCTL_SHARED_DATA", ROOT.parent / "shared" / "data"))
DATA = SHARED / "ibm-accounts-receivable.csv"

HELD = {"customers", "exchange_rates", "invoices", "payments", "accounts", "units"}
"""What the ledger holds; all else is missing, not zero."""

FED = {"analyses", "base", "cash", "credit", "order-release", "terms", "tiers", "warnings"}
"""Families for which it is enough: all that they leave open is set, or nothing is."""


def read(path: Path, as_of: str, currency: str | None = None) -> Portfolio:
    host = connect(f"files:{path}", mapping=EXAMPLE / "mapping.yaml", currency=currency)
    return host.snapshot(date.fromisoformat(as_of))


def sizes(portfolio: Portfolio) -> dict[str, int]:
    return {name: len(rows) for name, rows in portfolio.tables.items() if rows and name != "exchange_rates"}


def open_invoices(portfolio: Portfolio) -> tuple[int, str]:
    amounts = [
        invoice.amount.decimal for invoice in portfolio.invoices.values() if invoice.settled_on is None
    ]
    return len(amounts), str(sum(amounts))


@pytest.fixture
def data() -> Path:
    if not DATA.exists():
        pytest.skip(
            f"NOT RUN: IBM's sample is not at {DATA}; set GROUPCTL_SHARED_DATA to the folder that holds it"
        )
    return DATA


@pytest.mark.parametrize(
    ("as_of", "documents", "open_", "later"),
    [
        ("2013-12-31", {"invoices": 2466, "payments": 2453}, (13, "761.90"), 0),
        ("2013-06-30", {"invoices": 1930, "payments": 1846}, (84, "5119.85"), 536),
    ],
)
def test_the_real_ledger(
    data: Path, as_of: str, documents: dict[str, int], open_: tuple[int, str], later: int
):
    portfolio = read(data, as_of)
    assert not portfolio.rejected
    assert sizes(portfolio) == {"units": 1, "customers": 100, "accounts": 100} | documents
    assert open_invoices(portfolio) == open_
    assert portfolio.later.get("invoices", 0) == later
    assert portfolio.missing_tables == STANDARD.tables.keys() - HELD - STANDARD.supplementary


def test_the_totals_of_the_real_ledger(data: Path):
    portfolio = read(data, "2013-12-31")
    amounts = [invoice.amount.minor for invoice in portfolio.invoices.values()]
    assert (sum(amounts), min(amounts), max(amounts)) == (14_770_318, 526, 12_828)
    assert len([invoice for invoice in portfolio.invoices.values() if invoice.disputed]) == 561
    assert {customer.country for customer in portfolio.customers.values()} == {
        "391",
        "406",
        "770",
        "818",
        "897",
    }


def test_the_real_ledger_in_another_currency(data: Path):
    portfolio = read(data, "2013-12-31", "CNY")
    assert portfolio.record("invoice", "0000611365").values["amount"] == 34_106  # 55.94 USD at 6.0969


def test_the_example_has_the_same_shape_and_shows_a_row_that_is_rejected():
    portfolio = read(EXAMPLE / "sample.csv", "2013-12-31")
    assert sizes(portfolio) == {"units": 1, "customers": 3, "accounts": 3, "invoices": 6, "payments": 3}
    assert [(row.table, str(row.where)) for row in portfolio.rejected] == [
        ("invoices", "sample.csv:8:59"),
        ("payments", "sample.csv:8:59"),
    ]
    charlie, bravo = portfolio.record("customer", "1003-CHARLIE"), portfolio.record("customer", "1002-BRAVO")
    assert portfolio.gaps(charlie, "invoices")
    assert not portfolio.gaps(bravo, "invoices")


def test_the_policy_of_the_example_sets_what_a_ledger_of_receivables_can_feed_in_the_ledgers_currency():
    policy = load_policy(EXAMPLE / "policy.yaml")
    assert policy.currency == "USD"
    left = [parameter for parameter in policy.parameters.values() if not parameter.values]
    assert {Path(one.where.file).stem for one in left} & FED == set()
    assert {fault.code for fault in advice(policy)} == {"policy.advice-no-values"}
    assert len(list(advice(policy))) == len(left)
    portfolio = read(EXAMPLE / "sample.csv", "2013-12-31", policy.currency)
    assert portfolio.record("invoice", "0000000102").values["amount"] == 8050


def test_nothing_about_receivables_fails_for_want_of_a_value():
    policy = load_policy(EXAMPLE / "policy.yaml")
    portfolio = read(EXAMPLE / "sample.csv", "2013-12-31", policy.currency)
    names = [name for name, one in policy.rulesets.items() if Path(one.where.file).stem in FED]
    statuses = {decision.status for decision in Engine(policy).review(portfolio, rule_sets=names)}
    assert "failed" not in statuses
    assert "decided" in statuses


def test_the_mapping_of_the_example_marks_what_it_assumes():
    lines = (EXAMPLE / "mapping.yaml").read_text(encoding="utf-8").splitlines()
    assumed = [number for number, line in enumerate(lines) if "ASSUMED" in line]
    for stated in ("payment_term: CREDIT", "on_credit: true", "  payments:"):
        at = next(number for number, line in enumerate(lines) if stated in line)
        assert any(0 < at - number <= 2 for number in assumed), stated


def test_the_example_has_the_heading_of_the_real_ledger(data: Path):
    with data.open(encoding="utf-8") as real, (EXAMPLE / "sample.csv").open(encoding="utf-8") as made_up:
        assert real.readline().strip() == made_up.readline().strip()
