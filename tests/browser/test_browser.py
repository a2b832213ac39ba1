"""The report in a real browser: it loads by itself, speaks both languages, draws its charts and prints (J1, J2, J11, J34)."""

import base64
import json

from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.report.pages import SECTIONS


def heading(browser: Chrome) -> str:
    """The heading that a reader sees."""
    return next(node.text for node in browser.find_elements(By.TAG_NAME, "h1") if node.is_displayed())


def seen(browser: Chrome, selector: str) -> list[str]:
    """The texts of what is on display."""
    return [node.text for node in browser.find_elements(By.CSS_SELECTOR, selector) if node.is_displayed()]


class TestLoading:
    def test_nothing_is_complained_about(self, opened: Chrome):
        assert opened.get_log("browser") == []
        assert opened.execute_script("return document.compatMode") == "CSS1Compat"

    def test_nothing_but_the_file_is_asked_for(self, opened: Chrome, file):
        asked = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
        urls = [
            message["params"]["request"]["url"]
            for message in asked
            if message["method"] == "Network.requestWillBeSent"
        ]
        assert {url for url in urls if not url.startswith("data:")} == {file.as_uri()}

    def test_it_fits_the_window(self, opened: Chrome):
        """A wide table scrolls in its own frame."""
        width = opened.execute_script(
            "return [document.body.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width[0] <= width[1]


class TestLanguages:
    def test_english_first_then_chinese_at_a_click(self, opened: Chrome):
        assert heading(opened) == "Customer and credit report"
        opened.find_element(By.CSS_SELECTOR, "label[for=show-zh]").click()
        assert heading(opened) == "客户与信用分析报告"
        titles = seen(opened, "h2")
        assert len(titles) == len(SECTIONS) + 1
        assert "应收账款账龄" in titles
        assert "Receivables by age" not in titles

    def test_and_back_with_the_keyboard(self, opened: Chrome):
        opened.find_element(By.CSS_SELECTOR, "label[for=show-zh]").click()
        opened.find_element(By.ID, "show-zh").send_keys(Keys.ARROW_LEFT)
        assert heading(opened) == "Customer and credit report"

    def test_only_one_of_them_is_on_display(self, opened: Chrome):
        assert [node.is_displayed() for node in opened.find_elements(By.TAG_NAME, "main")] == [True, False]


class TestCharts:
    def test_they_have_a_size(self, opened: Chrome):
        charts = [node for node in opened.find_elements(By.TAG_NAME, "svg") if node.is_displayed()]
        assert len(charts) >= 5
        assert all(chart.size["width"] > 300 and chart.size["height"] > 30 for chart in charts)

    def test_bars_are_as_long_as_their_figures(self, opened: Chrome):
        """Of 1,000 at U-1, 600 went to dealers, 300 to retailers, and 100 to a customer without a channel."""
        chart = opened.find_element(By.CSS_SELECTOR, "#en-composition svg")
        bars = {
            bar.get_attribute("class"): bar.size["width"] for bar in chart.find_elements(By.TAG_NAME, "rect")
        }
        assert abs(bars["s0"] / bars["s1"] - 2) < 0.1
        assert abs(bars["s1"] / bars["s5"] - 3) < 0.1

    def test_the_curve_of_concentration(self, opened: Chrome):
        line = opened.find_element(By.CSS_SELECTOR, "#en-concentration polyline.share")
        assert line.size["width"] > 300
        assert line.size["height"] > 100


class TestCreditDesk:
    def test_it_is_the_first_section(self, opened: Chrome):
        first = opened.find_element(By.CSS_SELECTOR, "main#en section")
        assert first.get_attribute("id") == "en-credit-desk"

    def test_a_held_order_fits_without_scrolling_and_its_ids_stay_whole(self, opened: Chrome):
        table = opened.find_element(By.ID, "en-table-held-orders")
        frame = table.find_element(By.XPATH, "..")
        assert table.size["width"] <= frame.size["width"]
        line = opened.execute_script("return parseFloat(getComputedStyle(arguments[0]).lineHeight)", table)
        ids = table.find_elements(By.CSS_SELECTOR, "tbody th bdi")
        assert ids
        tall = "const range = document.createRange(); range.selectNodeContents(arguments[0]); return range.getBoundingClientRect().height"
        assert all(opened.execute_script(tall, cell) <= line for cell in ids)

    def test_charts_are_as_wide_as_the_page(self, opened: Chrome):
        page = opened.find_element(By.CSS_SELECTOR, "main#en header").size["width"]
        charts = [node for node in opened.find_elements(By.TAG_NAME, "svg") if node.is_displayed()]
        assert all(chart.size["width"] >= page - 2 for chart in charts)


class TestAuthority:
    def test_open_requests_and_the_matrix_fit_without_scrolling(self, opened: Chrome):
        for name in ("requests", "matrix"):
            table = opened.find_element(By.ID, f"en-table-{name}")
            assert table.size["width"] <= table.find_element(By.XPATH, "..").size["width"]
            assert table.find_elements(By.CSS_SELECTOR, "tbody tr")

    def test_they_are_told_in_chinese(self, opened: Chrome):
        opened.find_element(By.CSS_SELECTOR, "label[for=show-zh]").click()
        assert {"未了申请", "责任授权矩阵：由谁决定"} <= set(seen(opened, "h2"))
        (row,) = opened.find_elements(By.CSS_SELECTOR, "#zh-table-requests tbody tr")
        assert "账期调整" in row.text
        assert "无审批路线" in row.text


class TestUse:
    def test_the_contents_lead_to_a_section(self, opened: Chrome):
        opened.find_element(By.CSS_SELECTOR, "nav a[href='#en-receivables']").click()
        top = opened.execute_script(
            "return document.getElementById('en-receivables').getBoundingClientRect().top"
        )
        assert -5 <= top < 200

    def test_an_unknown_figure_stands_out(self, opened: Chrome):
        cell = opened.find_element(By.CSS_SELECTOR, "#en td.unknown")
        colours = [
            cell.value_of_css_property("color"),
            opened.find_element(By.TAG_NAME, "td").value_of_css_property("color"),
        ]
        assert colours[0] != colours[1]


class TestPrint:
    def printed(self, browser: Chrome) -> bytes:
        done = browser.execute_cdp_cmd(
            "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}
        )
        return base64.b64decode(done["data"])

    def test_to_pdf(self, opened: Chrome):
        pdf = self.printed(opened)
        assert pdf.startswith(b"%PDF-")
        assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 5

    def test_without_the_switch_and_in_the_language_on_display(self, opened: Chrome):
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            assert not opened.find_element(By.CLASS_NAME, "tabs").is_displayed()
            assert heading(opened) == "Customer and credit report"
        finally:
            opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
