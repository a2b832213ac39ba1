"""`groupctl report`."""

import sys

import pytest
from click.testing import CliRunner, Result

from groupctl.cli.commands import groupctl
from tests.cli.tiny import AS_OF, write_ledger, write_policy


@pytest.fixture
def run(tmp_path, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    write_ledger(tmp_path / "ledger")
    write_policy(tmp_path / "tiny.yaml")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        given = ["report", "--host", "files:ledger", "--policy", "tiny.yaml", "--as-of", AS_OF, *arguments]
        return CliRunner().invoke(groupctl, given, catch_exceptions=False)

    return run


def test_to_a_file_that_is_replaced(run, tmp_path):
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    done = run("--out", "report.html")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_to_stdout_in_both_languages(run):
    """K33."""
    said = run("--section", "tiers").stdout
    assert '<main id="en"' in said
    assert '<main id="zh"' in said


@pytest.mark.parametrize(("lang", "title"), [("en", "Tiers"), ("zh", "客户分级")])
def test_in_one_language(run, lang, title):
    said = run("--lang", lang, "--section", "tiers").stdout
    assert title in said
    assert said.count("<main") == 1


def test_only_some_sections(run):
    said = run("--lang", "en", "--section", "tiers", "--section", "warnings").stdout
    assert [name for name in ("en-held", "en-warnings", "en-tiers") if f'<section id="{name}"' in said] == [
        "en-warnings",
        "en-tiers",
    ]


def test_an_unknown_section_is_told_with_what_was_meant(run):
    done = run("--section", "teirs")
    assert done.exit_code == 2
    assert done.stderr == "there is no section 'teirs'\n    → did you mean tiers?\n"


def test_a_policy_that_imports_the_standard_policy_has_its_sections(run):
    said = run("--policy", "demo", "--lang", "en", "--section", "plans").stdout
    assert "Plan against actual" in said


def test_as_many_rows_as_asked_for(run, tmp_path):
    surveys = "id,unit,surveyed_on,respondents,satisfied\nS-1,U-1,2026-05-01,9,9\nS-2,U-1,2026-06-01,9,9\n"
    (tmp_path / "ledger" / "satisfaction_surveys.csv").write_text(surveys, encoding="utf-8")
    said = run("--policy", "demo", "--lang", "en", "--rows", "1", "--section", "satisfaction").stdout
    assert "The first 1 of 2 rows (satisfaction survey)." in said
    assert "2026-06-01" in said
    assert "2026-05-01" not in said


def test_without_jinja_it_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "groupctl.report.page", None)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.delitem(sys.modules, "groupctl.report.page")
    done = run("--lang", "en")
    assert done.exit_code == 2
    assert "groupctl[report]" in done.stderr
