"""A real browser: Debian's Chromium, without a screen, and with no way to the network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from groupctl.report.page import page
from tests.report.pages import report
from tests.report.test_figures import three_customers

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1600",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """The browser, with an empty profile; it keeps what pages write to its console and ask the network for."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "make report-browser needs chromium: apt-get install chromium"
    assert driver, "make report-browser needs chromedriver: apt-get install chromium-driver"
    options = ChromeOptions()
    options.binary_location = chromium
    for flag in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = Chrome(options=options, service=Service(driver))
    yield started
    started.quit()


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small ledger in both languages."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    ledger = three_customers().open_invoice(500).incident().order()
    ledger.add("employee", id="sun", name="Sun", unit="U-1")
    ledger.add("request", id="R-1", matter="TERMS", unit="U-1", requester="sun", requested_on="2026-11-20")
    path.write_text(page(report(ledger)), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Chrome, file: Path) -> Chrome:
    """The page, freshly loaded."""
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    browser.get(file.as_uri())
    return browser
