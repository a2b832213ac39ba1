"""`--given FILE`: what would be worked out is given, by a table or by the log of an earlier review."""

import pytest

from tests.cli.conftest import lines, objects

TABLE = "entity,id,name,value,on,source\naccount,C-1@U-1,small,false,2026-11-20,the bank\n"


@pytest.fixture
def table(here):
    (here / "given.csv").write_text(TABLE, encoding="utf-8")


def test_a_table_takes_the_place_of_rules(run, table):
    said = lines(run("explain C-1@U-1", "--rule-set", "small", "--given", "given.csv"))
    assert said[0].startswith("Small customer: no")
    assert "  account C-1@U-1  Small customer  no  on 2026-11-20  the bank" in said


def test_a_review_is_handed_back_for_the_next_day(run, here):
    run("review", "--rule-set", "sales_class", "--out", "classes.jsonl", "--as-of", "2026-11-20")
    (found,) = objects(
        run("explain C-1", "--rule-set", "sales_class", "--given", "classes.jsonl", "--format", "json")
    )
    (used,) = found["given"]
    assert (used["value"]["value"], used["on"], used["source"]) == (
        "A",
        "2026-11-20",
        "sales_class, tiny 1.0",
    )


def test_a_replay_needs_the_same(run, table, here):
    run("review", "--given", "given.csv", "--out", "d.jsonl")
    assert run("replay d.jsonl", "--given", "given.csv").exit_code == 0
    assert run("replay d.jsonl").exit_code == 1


def test_a_gate_is_not_handed_back(run, here):
    run("review", "--out", "all.jsonl")
    result = run("review", "--given", "all.jsonl")
    assert result.exit_code == 2
    assert result.stderr.count("is a gate, and what a gate answers can't be given") == 1
    assert "--rule-set NAME" in result.stderr


def test_what_is_wrong_is_told_with_its_place(run, here):
    (here / "given.csv").write_text(TABLE.replace("2026-11-20", "soon"), encoding="utf-8")
    result = run("review", "--given", "given.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("given.csv:2:1: soon is no day")
