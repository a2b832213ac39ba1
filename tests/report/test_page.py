"""The page: complete in both languages, honest about what is missing, harmless, and the same bytes each time."""

import re

import pytest
from attrs import evolve

from groupctl.decisions.engine import Engine
from groupctl.model import Customer, Unlimited
from groupctl.report import Report
from groupctl.report.page import page
from groupctl.report.words import Notes
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.report_section import VIEWS, Bars, Listing, Section, Tally
from groupctl.testing import Ledger, trading
from groupctl.texts import area
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title
from tests.cli.tiny import write_policy
from tests.report.pages import SECTIONS, Page, configured, report, shown
from tests.report.test_figures import three_customers

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def both() -> Page:
    return Page(page(report(three_customers())))


class TestLanguages:
    def test_each_heading_is_there_in_both(self, both):
        english, chinese = both.root.all("main")
        heads = [[node.text for node in main.all("h2")] for main in (english, chinese)]
        assert len(heads[0]) == len(heads[1]) == len(SECTIONS) + 1
        assert not any(CHINESE.search(text) for text in heads[0])
        assert all(CHINESE.search(text) for text in heads[1])

    def test_each_column_has_a_word_in_chinese(self):
        """Every column of every section, whatever the ledger holds."""
        empty = page(report(Ledger().customer().account()), ("zh",))
        for cell in Page(empty).root.all("th"):
            if cell.attributes["scope"] == "col" and cell.text not in {"A", "B", "C"}:
                assert CHINESE.search(cell.text), cell.text

    def test_both_say_the_same_figures(self, both):
        english, chinese = both.root.all("main")
        numbers = [
            [cell.text for cell in main.all("td") if re.fullmatch(r"-?[\d,.]+%?", cell.text)]
            for main in (english, chinese)
        ]
        assert numbers[0] == numbers[1]
        assert "60.0%" in numbers[0]

    def test_each_says_which_language_it_is(self, both):
        assert [main.attributes["lang"] for main in both.root.all("main")] == ["en", "zh-Hans"]

    def test_one_language_has_no_switch(self):
        one = shown(three_customers(), "abc", lang="zh")
        assert not list(one.root.all("input"))
        assert next(one.root.all("html")).attributes["lang"] == "zh-Hans"

    def test_every_text_is_there_in_both(self):
        """Only Chinese needs nothing between its sentences."""
        empty = {key for key, said in area("report").items() if not (said["en"] and said["zh"])}
        assert empty == {"report.between"}


class TestHead:
    def test_day_hashes_and_what_was_rejected(self):
        ledger = trading().unreadable("invoices", customer="C-1", unit="U-1")
        made = report(ledger, "abc")
        facts = [node.text for node in Page(page(made, ("en",))).root.all("dd")]
        assert facts[0] == "2026-11-21"
        assert {made.policy.hash, made.portfolio.hash, "1"} <= set(facts)

    def test_the_view_of_a_section(self):
        """C43."""
        assert {section.view for section in SECTIONS} == set(VIEWS)
        badges = [
            node.text for node in shown(trading(), "d-class").root.all("span") if "badge" in node.classes
        ]
        assert badges == ["operational"]


class TestUnknown:
    def test_it_is_called_so_with_its_cause(self):
        ledger = trading().invoice("2025-06-30", 1000, cost=None, id_="I-7")
        found = shown_own(ledger)
        assert found.figures("earning")["C-1 · U-1"]["gross_profit_year"] == "unknown [1]"
        assert found.notes() == ["[1] invoice I-7: cost is not stated"]
        assert "1 of 2 figures are unknown" in found.remarks()

    def test_a_cause_is_told_once_however_many_records_it_concerns(self):
        notes = Notes("en")
        lacking = [
            Cause.of("model.cause-not-stated", f"invoice I-{number}", attribute="cost")
            for number in (1, 2, 3)
        ]
        other = Cause.of("model.cause-not-stated", "invoice I-1", attribute="due_on")
        assert [notes.of([one]) for one in (*lacking, other)] == [(1,), (1,), (1,), (2,)]
        assert notes.texts == (
            "invoice I-1: cost is not stated (and 2 more)",
            "invoice I-1: due_on is not stated",
        )

    def test_a_figure_that_is_not_known_stands_where_numbers_stand(self):
        ledger = trading().invoice("2025-06-30", 1000, cost=None)
        cells = [cell for cell in shown_own(ledger).root.all("td") if "unknown" in cell.classes]
        assert [cell.classes for cell in cells] == [["unknown", "number"]]

    def test_its_bar_is_a_word(self):
        ledger = trading().invoice("2025-06-30", 1000, cost=None)
        words = [node.text for node in shown_own(ledger).root.all("text") if "unknown" in node.classes]
        assert words == ["unknown"]

    def test_a_table_that_is_not_there(self):
        found = shown(trading().without("products"), "product-mix")
        assert "does not give this table (product)" in found.remarks()
        assert "Tables that the host does not give: products" in found.text
        assert not list(found.root.all("table"))

    def test_rows_of_the_table_that_were_rejected(self):
        found = shown(trading().unreadable("budgets"), "expenses")
        assert "1 rows of this table could not be read" in found.remarks()

    def test_a_row_whose_place_is_unknown_stands_last(self):
        ledger = trading().invoice("2025-06-30", 1000, cost=None)
        ledger.customer("C-2").account("C-2").invoice("2025-06-30", 10, customer="C-2")
        found = shown_own(ledger)
        assert list(found.figures("earning")) == ["C-2 · U-1", "C-1 · U-1"]
        assert "Of 1 rows the place is unknown (by: gross profit)" in found.remarks()

    def test_a_row_whose_place_is_unknown_is_shown_however_short_the_table(self):
        ledger = trading().invoice("2025-06-30", 1000, cost=None)
        for number in (2, 3):
            customer = f"C-{number}"
            ledger.customer(customer).account(customer).invoice("2025-06-30", 10 * number, customer=customer)
        made = Report.of(configured(), ledger.portfolio(), sections=(EARNING,), most=1)
        assert list(Page(page(made, ("en",))).figures("earning")) == ["C-3 · U-1", "C-1 · U-1"]

    def test_a_curve_that_cannot_be_drawn(self):
        ledger = three_customers().unreadable("invoices", customer="C-1", unit="U-1")
        found = shown(ledger, "concentration")
        assert "The curve can't be drawn." in found.remarks()
        assert not list(found.root.all("polyline"))


EARNING = Section(
    name="own",
    view="ANALYTICAL",
    source="own: example",
    title=Title(en="Our own", zh="自定义"),
    says=Title(en="What we want to see.", zh="自选内容。"),
    parts=(
        Listing(
            name="earning",
            about="account",
            columns=("revenue_year", "gross_profit_year"),
            order="gross_profit_year",
            chart=Bars(columns=("gross_profit_year",)),
        ),
    ),
)


def shown_own(ledger: Ledger, section: Section = EARNING) -> Page:
    return Page(page(report(ledger, sections=(section,)), ("en",)))


class TestOwnSections:
    """J33, A14: a host declares what it wants to see, with a condition."""

    def test_only_what_meets_the_condition(self):
        ledger = trading().invoice("2025-06-30", 1000).customer("C-2").account("C-2")
        assert list(shown_own(ledger).figures("earning")) == ["C-1 · U-1", "C-2 · U-1"]
        among_the_first = evolve(EARNING, parts=(evolve(EARNING.parts[0], where="top_by_count"),))
        found = shown_own(ledger, among_the_first)
        assert list(found.figures("earning")) == ["C-1 · U-1"]
        assert "Our own" in found.text

    def test_what_the_policy_does_not_measure_is_named(self, tmp_path):
        policy = load_policy(write_policy(tmp_path / "tiny.yaml"))
        made = Report.of(Engine(policy, "reference"), three_customers().portfolio(), sections=SECTIONS)
        found = Page(page(made, ("en",)))
        assert "The policy does not measure: unit.sales_year" in found.text
        assert not list(found.root.all("svg"))


class TestSafety:
    def test_nothing_is_loaded_from_anywhere(self, both):
        """A8."""
        assert not re.search(r"https?:|//[a-z]|url\(|@import", both.html)
        assert not list(both.root.all("script", "iframe", "img", "object"))

    def test_a_hostile_name_is_only_a_name(self):
        ledger = Ledger().account().invoice("2025-06-30", 1000)
        name = "<script>alert(1)</script>\"'&"
        ledger.put(Customer(id="C-1", name=name, credit_limit=Unlimited()))
        found = shown(ledger, "abc", "receivables", "d-class")
        assert not list(found.root.all("script"))
        assert "<script" not in found.html
        assert "<script>alert(1)</script>\"'&" in next(iter(found.figures("customers")))

    def test_a_name_cannot_reorder_or_forge_a_line(self):
        name = "Ltd \u202e000.1\u2028<b>paid</b> שלום"
        ledger = Ledger().account().invoice("2025-06-30", 1000)
        ledger.put(Customer(id="C-1", name=name, credit_limit=Unlimited()))
        html = shown(ledger, "abc", "receivables", "d-class").html
        assert "Ltd �000.1�&lt;b&gt;paid&lt;/b&gt; \u2068שלום\u2069" in html
        assert not {"\u202e", "\u2028"} & set(html)

    def test_the_same_bytes_for_the_same_policy_and_portfolio(self):
        first, second = (page(Report.of(configured(), three_customers().portfolio())) for _ in range(2))
        assert first == second


class TestAccessibility:
    def test_tables_have_captions_and_scopes(self, both):
        for table in both.root.all("table"):
            assert next(table.all("caption")).text
            assert all(cell.attributes["scope"] in {"col", "row"} for cell in table.all("th"))

    def test_charts_have_a_name_and_a_description(self, both):
        charts = list(both.root.all("svg"))
        assert charts
        ids = {node.attributes["id"] for node in both.root.all("title", "desc") if "id" in node.attributes}
        for chart in charts:
            assert set((chart.attributes["aria-labelledby"] or "").split()) <= ids

    def test_ids_are_used_once(self, both):
        ids = re.findall(r' id="([^"]+)"', both.html)
        assert len(ids) == len(set(ids))

    def test_links_lead_somewhere(self, both):
        ids = set(re.findall(r' id="([^"]+)"', both.html))
        assert {node.attributes["href"].removeprefix("#") for node in both.root.all("a")} <= ids

    def test_every_figure_says_where_it_comes_from(self, both):
        for table in both.root.all("table"):
            if table.attributes["id"].endswith(("classes", "warnings", "tasks", "requests", "matrix")):
                continue
            for cell in list(next(table.all("thead")).all("th"))[2:]:
                assert re.search(r"\w\.\w+ · \S", cell.text), cell.text


class TestStandardSections:
    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
    def test_the_standard_policy_measures_all_of_it(self, section):
        for part in report(Ledger(), section.name).chapters[0].parts:
            if isinstance(part.shape, Listing):
                assert part.absent == ()
            elif isinstance(part.shape, Tally):
                assert part.lines
