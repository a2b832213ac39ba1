"""The credit desk: exposure against limit, held orders, what is overdue and for how long, and tiers that moved."""

from datetime import date

import pytest

from groupctl.report import Report
from groupctl.report.page import page
from groupctl.testing import Ledger
from tests.report.pages import SECTIONS, Page, configured, shown
from tests.standard.test_order_release import sound


def cells(found: Page, table: str) -> list[list[str]]:
    """What a table holds, row by row."""
    body = next(found.table(table).all("tbody"))
    return [[cell.text for cell in row.all("th", "td")][1:] for row in body.all("tr")]


def codes(found: Page) -> dict[str, str]:
    """The legends on the page."""
    lists = [node for node in found.root.all("dl") if "codes" in node.classes]
    return {
        code.text: meaning.text
        for one in lists
        for code, meaning in zip(one.all("dt"), one.all("dd"), strict=True)
    }


def test_it_comes_first():
    assert SECTIONS[0].name == "credit-desk"


def test_the_least_headroom_first():
    """D43, M28: C-2 is of class C and gets no credit."""
    ledger = sound(limit=1000).open_invoice(1500)
    ledger.customer("C-2").account("C-2", credit_limit=1000).open_invoice(400, customer="C-2")
    rows = shown(ledger, "credit-desk").figures("exposure-and-limit")
    assert [(row["exposure"], row["resolved_limit"], row["room"]) for row in rows.values()] == [
        ("1,500.00", "1,000.00", "-500.00"),
        ("400.00", "0.00", "-400.00"),
    ]


def test_what_is_unlimited_has_no_headroom_to_show():
    found = shown(sound(limit="unlimited").open_invoice(1500), "credit-desk")
    assert not any(table.attributes["id"].endswith("exposure-and-limit") for table in found.root.all("table"))


def test_a_held_order_says_whose_how_much_why_and_who_acts():
    """L30."""
    found = shown(sound(limit=1000).open_invoice(900).order(amount=500), "credit-desk")
    (row,) = cells(found, "held-orders")
    assert row[1:5] == ["C-1", "U-1", "500.00", "REFER for approval"]
    assert "exceeds the limit at the unit" in row[5]
    assert row[6] == "credit controller"
    assert "The first 1 of 1 held orders; 1 orders were decided." in found.remarks()


def test_orders_that_could_not_be_read_are_told():
    found = shown(sound().unreadable("orders", customer="C-1", unit="U-1"), "credit-desk")
    assert "orders that could not be read and were not decided: 1" in found.remarks()


def test_what_is_overdue_by_age():
    """J11."""
    ledger = sound().open_invoice(700, "2026-01-31", due_on="2026-02-01").open_invoice(300, "2026-11-20")
    row = shown(ledger, "credit-desk").figures("overdue-by-age")["C-1 · U-1"]
    assert row["overdue"] == "700.00"
    assert "700.00" in {row[f"aged_{band}"] for band in (1, 2, 3, 4)}
    assert row["open_receivables"] == "1,000.00"


class TestTiersThatMoved:
    def ledger(self) -> Ledger:
        """C-1 sold most in 2024, C-2 in 2025."""
        ledger = Ledger().customer("C-1").account("C-1").invoice("2024-01-31", 9000).invoice("2025-01-31", 10)
        ledger.customer("C-2").account("C-2").invoice("2024-01-31", 10, customer="C-2")
        return ledger.invoice("2025-01-31", 9000, customer="C-2")

    def found(self, *, earlier: bool = True) -> Page:
        ledger = self.ledger()
        before = ledger.portfolio(date(2025, 11, 21)) if earlier else None
        made = Report.of(configured(), ledger.portfolio(), sections=SECTIONS[:1], earlier=before)
        return Page(page(made, ("en",)))

    def test_from_row_to_column(self):
        head = [cell.text for cell in next(self.found().table("tiers-moved").all("thead")).all("th")]
        assert head[1:] == ["then", "now A", "now B", "now C", "now unknown"]
        moved = {row[0]: row[1:] for row in cells(self.found(), "tiers-moved")}
        assert moved == {"A": ["–", "–", "1", "–"], "C": ["1", "–", "–", "–"]}
        assert "Since 2025-11-21, 2 moved, 0 stayed, 0 are new." in self.found().remarks()

    def test_without_an_earlier_day_it_says_so(self):
        assert "There is no earlier day to compare with." in self.found(earlier=False).remarks()

    def test_a_code_has_a_legend(self):
        assert codes(self.found())["C"].endswith("everything else")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cited_rows_have_their_titles(lang):
    from groupctl.requirements import requirements

    titles = {name: row.title for name, row in requirements().items()}
    made = Report.of(configured(), sound().portfolio(), sections=SECTIONS[:1], sources=titles)
    found = codes(Page(page(made, (lang,))))
    assert found["J11"] == titles["J11"].text(lang)
    assert "C1" not in found


def test_a_legend_is_told_once_in_a_section():
    found = shown(Ledger().customer("C-1").account("C-1").invoice("2025-01-31", 9000), "abc")
    lists = [[code.text for code in one.all("dt")] for one in found.root.all("dl") if "codes" in one.classes]
    assert lists == [["A", "B", "C"]]
