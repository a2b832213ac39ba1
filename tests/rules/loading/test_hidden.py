"""What tables hide is found exactly: each finding is compared with brute force on the reference engine."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.model import OrderStatus
from groupctl.rules import core
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.loading.check import advice
from groupctl.rules.loading.hidden import advice as hidden
from groupctl.rules.types import BOOLEAN, COUNT, DATE, MONEY, RATIO, enumeration
from groupctl.rules.unknown import UnknownValue
from tests.rules import small
from tests.rules.builders import compare, const, rule_set
from tests.rules.policy_text import GOOD, load

STATUSES = tuple(member.name for member in OrderStatus)
GRADE = enumeration("Grade", ("A", "B", "C"))
AMOUNT, PLACE, DUE = (
    core.Read(type=type_, root=core.SUBJECT, path=(name,))
    for name, type_ in (("amount", MONEY), ("credit_days", COUNT), ("since", DATE))
)
SHARE, MARK, FLAG = (
    core.Read(type=type_, root=core.SUBJECT, path=(name,))
    for name, type_ in (("share", RATIO), ("mark", GRADE), ("flag", BOOLEAN))
)
DAY = date(2026, 1, 1)
CONSTANTS = {
    PLACE: st.integers(0, 4),
    SHARE: st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]),
    DUE: st.integers(0, 2).map(lambda days: DAY + timedelta(days)),
    MARK: st.sampled_from(GRADE.members),
}
GRID = {
    PLACE: list(range(7)),
    SHARE: [Fraction(quarter, 4) for quarter in range(-1, 6)],
    DUE: [DAY + timedelta(days) for days in range(-1, 4)],
    MARK: list(GRADE.members),
    FLAG: [True, False],
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    """Any policy: the rule sets that are looked at are made by hand, about its orders."""
    return load(GOOD, tmp_path_factory.mktemp("policy"))


@st.composite
def comparisons(draw):
    read = draw(st.sampled_from([*CONSTANTS, FLAG]))
    if read is FLAG:
        return read
    operators = ["=", "!="] if read is MARK else ["<", "<=", ">", ">=", "=", "!="]
    return compare(draw(st.sampled_from(operators)), read, const(draw(CONSTANTS[read]), read.type))


conditions = st.recursive(
    comparisons(),
    lambda below: st.one_of(
        st.builds(core.Not, term=below),
        st.builds(core.And, terms=st.tuples(below, below)),
        st.builds(core.Or, terms=st.tuples(below, below)),
    ),
    max_leaves=4,
)


def cases(whens, more=()):
    """Rows that hold a value of every kind, and one of ``more``, for each input that is read."""
    reads = list(dict.fromkeys(read for when in whens for read in core.inputs(when)))
    for values in product(*([*GRID[read], *more] for read in reads)):
        yield dict(zip(reads, values, strict=True))


def holds(when, row):
    return evaluate(when, row.__getitem__) is True


def found(policy, hit, whens):
    rules = rule_set(whens, hit=hit)
    return list(hidden(policy, attrs.evolve(rules, about="account")))


def named(findings, *codes):
    return {
        tuple(one.values[key] for key in ("name", "other") if key in one.values)
        for one in findings
        if one.code.removeprefix("policy.advice-") in codes
    }


@settings(max_examples=60)
@given(st.lists(conditions, min_size=2, max_size=4))
def test_overlaps_and_gaps_of_a_unique_set_are_those_that_brute_force_finds(policy, whens):
    findings = found(policy, "unique", whens)
    overlaps, gap = set(), False
    for row in cases(whens):
        held = [number for number, when in enumerate(whens) if holds(when, row)]
        overlaps |= {(f"规则.{two}", f"规则.{one}") for one in held for two in held if one < two}
        gap |= not held
    assert named(findings, "overlap", "touch") == overlaps
    assert bool(named(findings, "gap")) == gap


@settings(max_examples=60)
@given(st.lists(conditions, min_size=1, max_size=4))
def test_rules_that_never_decide_are_those_that_brute_force_finds(policy, whens):
    """Whatever is unknown: all that these rules read may be."""
    findings = found(policy, "first", whens)
    ever, decides = set(), set()
    for row in cases(whens, [UnknownValue(())]):
        held = [number for number, when in enumerate(whens) if holds(when, row)]
        ever |= set(held)
        decides |= set(held[:1])
    every = set(range(len(whens)))
    assert named(findings, "never-holds") == {(f"规则.{number}",) for number in every - ever}
    assert named(findings, "covered") == {(f"规则.{number}",) for number in ever - decides}


@settings(max_examples=40)
@given(st.lists(conditions, min_size=2, max_size=3))
def test_a_witness_is_a_row_that_shows_it(policy, whens):
    for one in found(policy, "unique", whens):
        if "row" not in one.values:
            continue
        stated = dict(part.split(" = ") for part in one.values["row"].split(", "))
        row = {
            read: read_back(read, stated[read.key])
            for when in whens
            for read in core.inputs(when)
            if read.key in stated
        }
        chosen = {one.values["name"], one.values.get("other")}
        for number, when in enumerate(whens):
            if f"规则.{number}" in chosen:
                assert holds(when, row)
            elif one.code == "policy.advice-gap":
                assert not holds(when, row)


def read_back(read, text):
    match read.type.kind:
        case "date":
            return date.fromisoformat(text)
        case "boolean":
            return text == "true"
        case "enumeration":
            return text
        case _:
            return Fraction(text)


def test_what_is_not_a_comparison_with_a_constant_is_never_guessed_at(policy):
    two = compare("<", PLACE, core.Read(type=COUNT, root=core.SUBJECT, path=("other",)))
    assert not found(policy, "unique", [two, core.Not(term=two)])
    assert not named(found(policy, "first", [two, two]), "covered"), "told by comparing the two conditions"
    within = core.And(terms=(two, compare(">", PLACE, const(5, COUNT))))
    assert named(found(policy, "first", [compare(">", PLACE, const(3, COUNT)), within]), "covered")


def test_numbers_that_can_not_be_are_no_gap(policy):
    bands = [compare("<=", PLACE, const(10, COUNT)), compare(">", PLACE, const(10, COUNT))]
    assert not found(policy, "unique", bands)
    below = [compare("=", PLACE, const(0, COUNT)), compare(">=", PLACE, const(1, COUNT))]
    assert not found(policy, "unique", below), "days are never negative"


TABLE = "id,amount,then:release,title:en,title:zh,source\nt.low,{low},REFER,Low,低,D1\nt.high,{high},REFUSE,High,高,D1\n"


class TestTables:
    def said(self, tmp_path, low, high):
        (tmp_path / "t.csv").write_text(TABLE.format(low=low, high=high), encoding="utf-8")
        start, end = GOOD.index("    rules:\n      - id: release"), len(GOOD)
        text = (GOOD[:start] + "    table: t.csv\n" + GOOD[end:]).replace("hit: priority", "hit: unique")
        return {
            one.code.removeprefix("policy.advice-"): (
                one.values["row"],
                one.where and one.where.line,
                one.render("zh"),
            )
            for one in advice(load(text, tmp_path))
            if "row" in one.values
        }

    def test_a_band_that_reaches_into_the_next(self, tmp_path):
        said = self.said(tmp_path, "[100..5000]", ">= 3000")
        assert said["overlap"][:2] == ("amount = 3000.00", 3)

    def test_bands_that_touch_on_a_border(self, tmp_path):
        assert self.said(tmp_path, "[100..3000]", ">= 3000")["touch"][0] == "amount = 3000.00"

    def test_a_gap_that_otherwise_fills(self, tmp_path):
        row, _, text = self.said(tmp_path, "[0..3000)", "> 3000")["gap"]
        assert row == "amount = 3000.00"
        assert "RELEASE" in text

    def test_bands_that_meet_hide_nothing(self, tmp_path):
        assert not self.said(tmp_path, "< 3000", ">= 3000")


def test_a_single_number_between_two_bands_is_a_gap(policy):
    bands = [compare("<=", PLACE, const(1, COUNT)), compare(">=", PLACE, const(3, COUNT))]
    (gap,) = found(policy, "unique", bands)
    assert (gap.code, gap.values["row"]) == ("policy.advice-gap", "credit_days = 2")


def test_a_rule_that_two_before_it_cover_together_never_decides_unless_they_may_be_unknown(policy):
    kind = core.Read(type=enumeration("Status", STATUSES), root=core.SUBJECT, path=("status",))
    one, other = (compare(said, kind, const("OPEN", kind.type)) for said in ("=", "!="))
    rules = rule_set([one, other, FLAG], hit="first")
    assert named(hidden(policy, rules), "covered") == {("规则.2",)}, "an order has a status"
    low, high = compare("<", PLACE, const(5, COUNT)), compare(">", PLACE, const(3, COUNT))
    assert not named(found(policy, "first", [low, high, FLAG]), "covered"), (
        "an account need not have credit days"
    )


BANDS = """
    parameters:
      line: {title: {en: Line, zh: 线}, unit: money, source: L30, values: {2020-01-01: 100}, override: [unit], scopes: {unit: {U-3: {2020-01-01: 700}}}}
    types: {Band: [LOW, MIDDLE, HIGH, NONE]}
    rulesets:
      banded:
        about: order
        hit: HIT
        gives: {band: Band}
        otherwise: {band: NONE}
        unknown: pass
        title: {en: Bands, zh: 档次}
        source: L30
        rules:
          - {id: low, when: amount < line, then: {band: LOW}, title: {en: Low, zh: 低}, source: L30}
          - {id: middle, when: MIDDLE, then: {band: MIDDLE}, title: {en: Middle, zh: 中}, source: L30}
          - {id: high, when: amount > 500, then: {band: HIGH}, title: {en: High, zh: 高}, source: L30}
"""


def banded(tmp_path, middle: str, hit: str = "first"):
    found = small.policy(tmp_path, BANDS.replace("HIT", hit).replace("MIDDLE, then", f"{middle}, then"))
    return {
        one.code.rpartition("advice-")[2]: one.values["row"]
        for one in hidden(found, found.rulesets["banded"])
    }


class TestHoles:
    """What `otherwise` answers between two bands is told under `first` and `any` as well."""

    def test_a_hole_between_two_bands(self, tmp_path):
        assert banded(tmp_path, "amount > line and amount <= 500")["hole"] == "amount = 100.00"

    def test_what_lies_outside_of_all_bands_is_none(self, tmp_path):
        assert "hole" not in banded(tmp_path, "amount >= line and amount < 300 or amount between 300 and 500")

    def test_a_band_that_leaves_nothing_between(self, tmp_path):
        assert banded(tmp_path, "amount between line and 500") == {}


class TestScopes:
    """A unit with a value of its own is looked at by that."""

    def test_bands_that_overlap_at_one_unit_only(self, tmp_path):
        found = banded(tmp_path, "amount between line and 500", hit="unique")
        assert found["overlap"] == "amount = 500.01, unit = U-3"

    def test_what_holds_for_the_group_is_told_without_a_unit(self, tmp_path):
        """The two bands above the line overlap wherever it is."""
        text = BANDS.replace("HIT", "unique").replace("MIDDLE, then", "amount between 600 and 700, then")
        policy = small.policy(tmp_path, text)
        found = {
            (one.values["other"], one.values["name"]): one.values["row"]
            for one in hidden(policy, policy.rulesets["banded"])
            if one.code == "policy.advice-overlap"
        }
        assert found["middle", "high"] == "amount = 600.00"
        assert found["low", "middle"] == "amount = 600.00, unit = U-3"
