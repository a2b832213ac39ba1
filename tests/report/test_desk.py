"""The desk's list as tables: on the page, on the terminal, and as rows for a host."""

import csv
import io

from groupctl.cli.desk import DeskPage
from groupctl.testing import Ledger, days_ago
from tests.report.pages import report, shown
from tests.standard.test_order_release import sound


def morning() -> Ledger:
    """An order over a limit of 1,000, of which 900 are open, and one that is refused and that no request releases."""
    ledger = sound(1000).open_invoice(900).order(amount=300, deliver_on="2026-12-01")
    late = {"due_on": days_ago(60), "settled_on": None}
    return (
        ledger.customer("C-2", blacklisted=True)
        .account("C-2")
        .order("SO-2", 50, customer="C-2")
        .invoice(days_ago(90), 5000, customer="C-2", **late)
    )


def page() -> DeskPage:
    return DeskPage(report=report(morning(), "desk"))


def test_a_host_gets_each_order_with_what_would_release_it():
    first, second, *_ = page().rows()
    assert (first["id"], first["customer"], first["unit"]) == ("SO-1", "C-1", "U-1")
    pay, *_ = first["remedies"]
    assert (pay["lever"], pay["amount"], pay["currency"]) == ("pay-debts", "200.00", "CNY")
    assert (first["release_until"], first["amount"]) == ("2026-12-01", "300.00")
    assert (first["because"], first["approvals"]) == (["order-release.limit"], ["order-release.limit"])
    assert first["roles"] == ["credit_controller"]
    assert first["next"] == ["OVER_UNIT_LIMIT NO_ROUTE"]  # no unit states its control mode
    assert (second["id"], second["remedies"], second["approvals"]) == ("SO-2", [], [])
    assert second["release_until"] == "2026-11-21"


def test_customers_come_by_money_at_risk_with_the_next_step():
    rows = [row for row in page().rows() if row["list"] == "accounts-at-risk"]
    assert [(row["id"], row["money_at_risk"]) for row in rows] == [
        ("C-2@U-1", "5050.00"),
        ("C-1@U-1", "300.00"),
    ]
    assert rows[0]["collection_text"] == "collection.final-notice"


def test_limits_that_end_and_cover_at_risk_are_on_it():
    """The policy calls a limit that ends within 30 days, and cover that ends in 60 days of delay, 15 days before."""
    late = {"due_on": days_ago(50), "settled_on": None}
    ledger = sound("unlimited").invoice(days_ago(80), 4000, **late)
    own = {"customer": "C-1", "unit": "U-1", "starts_on": "2026-01-01"}
    ledger.add("granted_limit", id="GL-1", kind="TEMPORARY", amount=5000, ends_on="2026-12-10", **own)
    ledger.add(
        "granted_limit",
        id="GL-2",
        kind="TEMPORARY",
        amount=5000,
        ends_on="2027-12-10",
        **{**own, "starts_on": "2026-12-11"},
    )
    insured = {"insured_share": "0.9", "cover_ends_after": 60, "ends_on": "2027-11-30"}
    ledger.add("granted_limit", id="GL-3", kind="INSURED", amount=7000, **insured, **own)
    found = {}
    for row in DeskPage(report=report(ledger, "desk")).rows():
        found.setdefault(row["list"], []).append(row["id"])
    assert found["limits-ending"] == ["GL-1"]
    assert found["cover-at-risk"] == ["GL-3"]


def test_what_is_not_known_is_null_and_says_why():
    ledger = morning()
    ledger.absent = {"payments": ["order"]}
    first = next(iter(DeskPage(report=report(ledger, "desk")).rows()))
    assert "pay-debts" not in {one["lever"] for one in first["remedies"]}, "what is owed is not known"


def test_all_of_it_is_one_table():
    read = list(csv.DictReader(io.StringIO(page().csv())))
    assert [row["list"] for row in read] == ["orders-to-release"] * 2 + ["accounts-at-risk"] * 2
    assert (read[0]["money_at_risk"], read[0]["remedies"].partition(" | ")[0]) == (
        "",
        "lever: pay-debts; amount: 200.00; currency: CNY; paid: I-3 200.00",
    )
    assert read[0]["because"] == "order-release.limit"


def test_on_the_terminal_long_reasons_stand_below_their_row():
    matters = {"en": "Order over the unit's limit", "zh": "订单超单位额度"}
    for lang, said in (("en", "Pay the oldest debts: 200.00 CNY"), ("zh", "支付最早的欠款：200.00 CNY")):
        lines = [str(line) for line in page().lines(lang)]
        row = next(at for at, line in enumerate(lines) if line.strip().startswith("SO-1"))
        assert any(said in line for line in lines[row : row + 6])
        assert any(matters[lang] in line for line in lines[row : row + 5])


def test_the_terminal_tells_why_something_is_unknown():
    ledger = morning()
    ledger.absent = {"payments": ["order"]}
    lines = [str(line).strip() for line in DeskPage(report=report(ledger, "desk")).lines("en")]
    assert any(line.startswith("[1] ") and "payments" in line for line in lines)


def test_the_page_tells_it():
    told = shown(morning(), "desk").text
    assert "Pay the oldest debts: 200.00 CNY" in told
    assert "nothing that the policy allows" in told
    assert "no request releases it" in told
