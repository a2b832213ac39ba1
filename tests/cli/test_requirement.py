"""`groupctl policy show D24`: the row, what implements it, and its parameters."""

from tests.cli.conftest import lines, objects
from tests.cli.tiny import place


def words(result) -> list[list[str]]:
    return [line.split() for line in lines(result)]


def test_the_row_and_everything_that_cites_it(run):
    said = lines(run("policy show D24"))
    assert said[0] == "D24  Who is a D-class customer  D类客户认定"
    assert said[1] == "  row of the source documents (003)"
    assert "100,000" in said[2]
    told = [line.split() for line in said]
    start = told.index(["What", "implements", "it", "in", "the", "policy", "(3)"])
    assert [(one[0], one[1], one[-1]) for one in told[start + 1 : start + 3]] == [
        ("rule", "small.sales", place("small.sales")),
        ("rule", "set", place("small:")),
    ]
    start = said.index("Parameters")
    assert "100,000.00 CNY since 2017-01-01" in said[start + 1]
    assert "500.00 CNY since 2020-01-01" in said[start + 2]


def test_a_row_that_the_policy_does_not_cite(run):
    result = run("policy show D2")
    assert result.exit_code == 0
    assert not any(line.startswith("What implements") for line in lines(result))


def test_in_chinese(run):
    said = lines(run("policy show D24", "--lang", "zh"))
    assert said[:2] == ["D24  D类客户认定  Who is a D-class customer", "  来源文件条目（003）"]
    assert "政策中的实现（3）" in said


def test_a_definition_says_so(run):
    said = lines(run("policy show G62"))
    assert said[3].startswith("  a definition:  A name for a group of matters.")


def test_routes_and_matters_are_told(run):
    said = lines(run("policy show G50", "--policy", "standard"))
    kinds = {line.split()[0] for line in said[4:] if line.startswith("  ")}
    assert {"rule", "matter", "route"} <= kinds


def test_a_row_for_a_host_tells_the_hook(run):
    said = lines(run("policy show A7"))
    assert said[3].startswith("  left to the host:  ")
    assert "  which does it with  Engine.tasks" in said


def test_a_decision_of_our_own(run):
    assert lines(run("policy show M1"))[1] == "  decision on what the source documents leave open"


def test_for_programs(run):
    row, *parts = objects(run("policy show D24", "--format", "json"))
    assert (row["kind"], row["name"], row["documents"]) == ("row", "D24", ["003"])
    assert row["title"] == {"en": "Who is a D-class customer", "zh": "D类客户认定"}
    assert {"kind": "rule", "name": "small.sales", "where": place("small.sales")} in row["policy"]
    assert row["parameters"] == ["small_line"]

    assert {(one["kind"], one["name"]) for one in parts} == {
        ("parameter", "small_line"),
        ("measure", "account.sales"),
        ("ruleset", "small"),
        ("rule", "small.sales"),
    }
