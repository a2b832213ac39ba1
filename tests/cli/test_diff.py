"""`groupctl diff`: what a new version of a policy changes, on paper and for a ledger."""

import json

import pytest
from attrs import evolve

from groupctl.decisions.engine import Engine
from groupctl.report.diff_page import DiffPage
from groupctl.report.policy_diff import PolicyDiff, moved
from groupctl.testing import Ledger
from tests.rules.test_comparing import LARGE, policy


@pytest.fixture
def both(tmp_path):
    made = []
    for name, values in (("old", "{2020-01-01: 100}"), ("new", "{2020-01-01: 50}")):
        (tmp_path / name).mkdir()
        made.append(policy(tmp_path / name, *LARGE, values=values))
    return made


def ledger() -> Ledger:
    ledger = Ledger().customer().account().customer("C-2").account("C-2")
    return ledger.order("SO-1", 70).order("SO-2", 200).order("SO-3", 60, customer="C-2").order("SO-4", 10)


@pytest.fixture
def page(both) -> DiffPage:
    portfolio = ledger().portfolio()
    engines = [Engine(one, engine="compiled") for one in both]
    found = PolicyDiff.on_paper(*both)
    decisions, decided = moved((engines[0], portfolio), (engines[1], portfolio), ["release"])
    return DiffPage(diff=evolve(found, moved=decisions, decided=decided))


def test_it_names_who_is_touched_from_what_to_what_and_the_money(page):
    told = [(one.customer, one.subject, one.before, one.now, str(one.amount)) for one in page.diff.moved]
    assert told == [("C-1", "SO-1", "YES", "ASK", "70.00"), ("C-2", "SO-3", "YES", "ASK", "60.00")]
    assert page.diff.decided == 4
    assert {key: (count, str(money)) for key, (count, money) in page.diff.moves.items()} == {
        ("release", "YES", "ASK"): (2, "130.00")
    }


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            [
                "2 of 4, about 2 customers",
                "130.00 CNY",
                "stricter",
                "100.00 (2020-01-01)",
                "50.00 (2020-01-01)",
            ],
        ),
        ("zh", ["2 / 4，涉及客户 2 个", "更严", "订单 SO-1"]),
    ],
)
def test_a_controller_reads_it_on_the_terminal_and_as_a_page(page, lang, said):
    terminal = "\n".join(map(str, page.lines(lang)))
    html = page.html([lang])
    for text in said:
        assert text in terminal
        assert text in html


def test_the_page_holds_both_languages_and_nothing_of_the_names_is_markup(page):
    diff = page.diff
    named = evolve(diff.moved[0], customer="<b>C</b>")
    html = evolve(page, diff=evolve(diff, moved=(named, *diff.moved[1:]))).html()
    assert "What the new policy changes" in html
    assert "新政策的变化" in html
    assert "<b>C" not in html


def test_programs_get_rule_sets_edits_and_decisions(page):
    rows = list(page.rows())
    assert [next(iter(row)) for row in rows] == ["rule_set", "parameter", "decision", "decision"]
    assert rows[0]["verdict"] == "stricter"
    assert (rows[1]["before"], rows[1]["now"]) == ("100.00 (2020-01-01)", "50.00 (2020-01-01)")
    json.dumps(rows)


def test_the_same_policy_changes_nothing(both):
    found = PolicyDiff.on_paper(both[0], both[0])
    assert (found.changed, found.edits) == ((), ())


def test_what_only_one_of_the_two_decides_is_told(both):
    portfolio = ledger().portfolio()
    fewer = evolve(both[1], rulesets={"release": evolve(both[1].rulesets["release"], rules=())})
    engines = [Engine(one, engine="reference") for one in (both[0], fewer)]
    found, _ = moved((engines[0], portfolio), (engines[1], portfolio), ["release"])
    assert [(one.subject, one.before, one.now) for one in found] == [("SO-2", "ASK", "YES")]
