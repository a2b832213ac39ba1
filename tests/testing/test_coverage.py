"""Rule coverage: what tests made of each rule, and which sides of its thresholds they met."""

import pytest

import groupctl.testing.plugin_coverage  # noqa: F401 - pytester forgets what is first imported in a run
from groupctl.decisions.engine import Engine
from groupctl.testing import Ledger, trading
from groupctl.testing.coverage import Coverage
from groupctl.testing.coverage_page import lines, page
from tests.rules.policy_text import load
from tests.testing.inner import runs

pytest_plugins = ["pytester"]

POLICY = """\
policy: acme
version: "1.0"
currency: CNY
title: {en: Acme, zh: 阿克米}
types:
  Release: [REFUSE, REFER, RELEASE]
parameters:
  small_order:
    title: {en: A small order, zh: 小额订单}
    unit: money
    source: "own: minute 7"
    values: {2020-01-01: 3000}
measures:
  customer.orders_count: {type: count, count: orders, title: {en: Orders, zh: 订单数}, source: "own: minute 7"}
rulesets:
  release:
    about: order
    hit: first
    gives: {release: Release}
    outcomes: {REFUSE: bad, REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    gate: true
    title: {en: Release, zh: 放行}
    source: "own: minute 7"
    rules:
      - id: release.blacklisted
        when: customer.blacklisted
        then: {release: REFUSE}
        title: {en: Blacklisted, zh: 黑名单}
        source: "own: minute 7"
      - id: release.large
        when: amount > small_order
        then: {release: REFER}
        title: {en: Large, zh: 大额}
        source: "own: minute 8"
      - id: release.nothing
        when: customer.orders_count <= 0
        then: {release: REFER}
        title: {en: Nothing, zh: 无金额}
        source: "own: minute 8"
"""


@pytest.fixture
def policy(tmp_path):
    return load(POLICY, tmp_path)


def decided(policy, *amounts, engine="compiled", **customer):
    """What was made of the rules by deciding about orders of these amounts."""
    coverage, deciding = Coverage(policy), Engine(policy, engine=engine)
    with coverage.watching():
        for amount in amounts:
            deciding.decide(
                "release", "SO-1", Ledger().customer(**customer).account().order("SO-1", amount).portfolio()
            )
    return coverage


def rules(coverage):
    return {one.rule.id.removeprefix("release."): one for one in coverage.rules}


@pytest.mark.parametrize("engine", ["reference", "compiled", "durable"])
def test_each_judgement_is_counted_with_what_came_of_it(policy, engine):
    found = rules(decided(policy, 1, "3000", "3000.01", engine=engine))
    large = found["large"]
    assert (large.judged, large.fired, large.decided, large.outranked, large.unknown) == (3, 1, 1, 0, 0)
    assert large.met == ((1, 1, 1),)
    assert (found["blacklisted"].judged, found["blacklisted"].fired) == (3, 0)


def test_a_rule_that_gives_way_is_outranked(policy):
    large = rules(decided(policy, 5000, blacklisted=True))["large"]
    assert (large.fired, large.decided, large.outranked) == (1, 0, 1)


def test_a_rule_that_can_not_be_judged_is_unknown(policy):
    blacklisted = rules(decided(policy, 1, blacklisted=None))["blacklisted"]
    assert (blacklisted.judged, blacklisted.fired, blacklisted.unknown) == (1, 0, 1)


def test_what_is_not_decided_about_is_never_judged(policy):
    coverage = Coverage(policy)
    assert [one.judged for one in coverage.rules] == [0, 0, 0]
    assert coverage.percent == 0
    assert all("never judged" in line for line in [*lines(coverage)][1:])


def test_a_side_that_there_can_not_be_is_no_goal(policy):
    """Nothing is counted below zero times."""
    (threshold,) = rules(Coverage(policy))["nothing"].thresholds
    assert threshold.sides == ("at", "above")


def test_the_count_is_of_whole_goals_and_rounds_down(policy):
    """There are eight: three rules decide, three sides of the one threshold and two of the other."""
    coverage = decided(policy, 1, "3000.01")
    assert coverage.goals == (4, 8)
    assert coverage.percent == 50
    assert decided(policy, 1).goals == (2, 8)
    assert decided(policy, 1, "3000", "3000.01").percent == 62


OWN = """\
policy: own
version: "1"
currency: CNY
title: {en: Own, zh: 本公司}
imports: [acme.yaml]
"""
REPLACED = """\
replace:
  - {rule: release.large, when: amount > 5, since: 2025-01-01, reason: minute 9}
"""


def test_a_policy_that_imports_it_counts_where_its_rules_are_the_same(policy, tmp_path):
    coverage = Coverage(policy)
    with coverage.watching():
        for text in (OWN, OWN + REPLACED):
            using = Engine(load(text, tmp_path, "own.yaml"))
            using.decide("release", "SO-1", trading().order("SO-1", 1).portfolio())
    assert [one.judged for one in coverage.rules] == [2, 1, 2]


def test_counts_of_several_processes_add_up(policy):
    whole = decided(policy, 1, 3000)
    parts = Coverage(policy)
    parts.add(decided(policy, 1).rows())
    parts.add(decided(policy, 3000).rows())
    assert parts.counts == whole.counts


def test_the_page_colours_the_text_of_the_policy(policy):
    found = page([decided(policy, 5000, "1")])
    coloured = {
        line.split("</td><td>")[1].strip(): line.split('"')[1]
        for line in found.splitlines()
        if line.startswith("<tr")
    }
    assert coloured["- id: release.large"] == coloured["when: amount &gt; small_order"] == "partly"
    assert coloured["- id: release.blacklisted"] == "not"
    assert coloured["rulesets:"] == ""
    assert "amount &gt; small_order: below 1, at 0, above 1" in found
    assert "规则覆盖" in page([Coverage(policy)], "zh")


# ------------------------------------------------------------------------------------------------ in pytest
TESTS = """
import pytest

@pytest.mark.parametrize("amount", ["1", "3000", "3000.01"])
def test_amount(engine, ledger, amount):
    engine.decide("release", "SO-1", ledger.order("SO-1", amount).portfolio())
"""


@pytest.fixture
def run(pytester, monkeypatch):
    pytester.makepyfile(TESTS)
    return runs(pytester, monkeypatch, POLICY, "--groupctl-policy", "acme.yaml")


def test_pytest_tells_what_is_missing(run):
    result = run("--groupctl-coverage")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "*Rule coverage*",
            "acme 1.0: 1 of 3 rules decided, 4 of 5 sides of thresholds met: 62%",
            "acme.yaml:27:13 release.blacklisted: never fired: judged 3 times, 0 times unknown",
            "acme.yaml:37:13 release.nothing: never fired: * times unknown; customer.orders_count <= 0: never at",
        ]
    )


def test_too_little_fails_the_run(run):
    assert run("--groupctl-coverage-min", "62").ret == 0
    result = run("--groupctl-coverage-min", "63", "--groupctl-lang", "zh")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["acme 1.0：*62%，低于 63%"])


def test_examples_beside_a_policy_count_and_the_page_is_written(pytester, run):
    example = "examples:\n- {name: one, ledger: [order: {id: SO-1, amount: 1}], decide: release, about: SO-1, outcome: RELEASE}\n"
    pytester.path.joinpath("test_acme.yaml").write_text("policy: acme.yaml\n" + example, encoding="utf-8")
    run("--groupctl-coverage-html", "coverage.html", "test_acme.yaml").assert_outcomes(passed=1)
    assert "62%" not in (found := pytester.path.joinpath("coverage.html").read_text(encoding="utf-8"))
    assert "- id: release.large" in found


def test_workers_add_up(run):
    alone, shared = (run("--groupctl-coverage", *more).stdout.lines for more in ((), ("-n", "2")))
    assert [line for line in alone if line.startswith("acme")] == [
        line for line in shared if line.startswith("acme")
    ]
