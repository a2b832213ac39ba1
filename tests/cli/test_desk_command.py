"""`groupctl desk`: the desk's list on the terminal, as lines of JSON and as CSV."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from groupctl.cli.commands import groupctl
from groupctl.portfolio.serialise import to_json
from groupctl.testing import Ledger

LIST = """\
policy: small
version: "1.0"
currency: CNY
title: {en: Small, zh: 小}
matters:
  LARGE: {title: {en: A large order, zh: 大额订单}, source: "own: an example"}
rulesets:
  release:
    about: order
    hit: first
    gate: true
    gives: {release: [REFER, RELEASE]}
    outcomes: {REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    title: {en: Release, zh: 放行}
    source: "own: an example"
    rules:
      - id: release.large
        when: amount > 500
        then: {release: REFER}
        overridable: LARGE
        title: {en: A large order, zh: 大额订单}
        source: "own: an example"
report:
  desk:
    title: {en: List, zh: 清单}
    view: OPERATIONAL
    source: "own: an example"
    parts:
      - held: held
        title: {en: Held, zh: 未放行}
        columns: [ordered_on]
  others:
    title: {en: Others, zh: 其他}
    view: OPERATIONAL
    source: "own: an example"
    parts:
      - listing: all-orders
        title: {en: Orders, zh: 订单}
        about: order
        columns: [amount]
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command on an order that is held and one that goes."""
    book = Ledger().customer().account().order(amount=501).order("SO-2", 500)
    (tmp_path / "ledger.json").write_text(to_json(book.portfolio()), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        given = ["desk", "--policy", "small.yaml", "--host", "snapshot:ledger.json", "--as-of", "2026-11-21"]
        done = CliRunner().invoke(groupctl, [*given, *arguments], catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    return run


@pytest.mark.parametrize(("lang", "said"), [("en", "A large order"), ("zh", "大额订单")])
def test_for_people(run, lang, said):
    told = run("--lang", lang)
    assert "SO-1" in told
    assert said in told
    assert "SO-2" not in told


def test_for_programs(run):
    (row,) = (json.loads(line) for line in run("--format", "json").splitlines())
    assert (row["id"], row["amount"], row["ordered_on"]) == ("SO-1", "501.00", "2026-11-20")
    assert row["approvals"] == ["release.large"]


def test_as_a_table(run):
    (row,) = csv.DictReader(io.StringIO(run("--csv")))
    assert (row["list"], row["id"], row["because"]) == ("held", "SO-1", "release.large")


def test_another_section(run):
    rows = [json.loads(line) for line in run("--section", "others", "--format", "json").splitlines()]
    assert {row["id"]: row["amount"] for row in rows} == {"SO-1": "501.00", "SO-2": "500.00"}
