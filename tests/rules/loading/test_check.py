"""Advice about sound policies: what is allowed, but hardly meant."""

import operator
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from groupctl.model.vocabulary import STANDARD
from groupctl.rules import core
from groupctl.rules.expressions.elaborate import NameScope, elaborate
from groupctl.rules.loading.check import _Comparisons, advice, implies
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.types import BOOLEAN, DAYS
from tests.rules.policy_text import GOOD, changed, load

RULE = """\
      - id: d-class.more
        when: {when}
        then: {{d_class: true}}
        title: {{en: More, zh: 更多}}
        source: D24
"""


def more(when: str, *changes: tuple[str, str]) -> str:
    """The policy with one more rule behind the two of d_class."""
    rule = RULE.format(when=when)
    return changed(*changes, ("  release:\n    about", rule + "  release:\n    about"))


def codes(text, folder):
    found = advice(load(text, folder))
    for one in found:
        assert one.render("en")
        assert one.render("zh")
    return {(one.code.removeprefix("policy.advice-"), one.values["name"]) for one in found}


UNREAD = ("unread", "b_class_limit")


class TestParameters:
    def test_that_nothing_reads(self, tmp_path):
        assert codes(GOOD, tmp_path) == {UNREAD}

    def test_that_are_imported_are_the_matter_of_their_own_policy(self, tmp_path):
        unread = changed(
            (
                "  b_class_limit:",
                "  spare:\n    {title: Spare, unit: days, source: D24, values: {2024-01-01: 1}}\n  b_class_limit:",
            )
        )
        assert ("unread", "spare") in codes(unread, tmp_path)
        head = unread.partition("types:")[0].replace("policy: acme", "policy: branch")
        (tmp_path / "acme.yaml").write_text(unread, encoding="utf-8")
        found = advice(load(head + "imports: [acme.yaml]\n", tmp_path, "branch.yaml"))
        assert "policy.advice-unread" not in {one.code for one in found}

    def test_that_are_read_somewhere(self, tmp_path):
        assert codes(more("revenue > b_class_limit"), tmp_path) == set()
        line = "    otherwise: {d_class: revenue > b_class_limit}\n"
        assert codes(changed(("    otherwise: {d_class: false}\n", line)), tmp_path) == set()
        line = "    where: amount > b_class_limit and due_on < as_of"
        assert codes(changed(("    where: due_on < as_of", line)), tmp_path) == set()
        line = "    gate: true\n    only: amount > b_class_limit\n"
        assert codes(changed(("    gate: true\n", line)), tmp_path) == set()

    def test_that_somebody_still_has_to_set(self, tmp_path):
        text = changed(("    values: {2017-01-01: 100000}\n", ""))
        assert codes(text, tmp_path) == {UNREAD, ("no-values", "d_class_line")}
        scopes = "    override: [unit]\n    scopes: {unit: {U-1: {2020-01-01: 5}}}\n"
        text = changed(("    values: {2017-01-01: 100000}\n", scopes))
        assert codes(text, tmp_path) == {UNREAD, ("some-values", "d_class_line")}

    def test_the_standard_policy_only_leaves_open_what_the_adopter_must_set(self):
        assert {one.code for one in advice(load_policy("standard"))} == {"policy.advice-no-values"}


class TestRules:
    def test_that_come_too_late_under_first(self, tmp_path):
        assert ("same-condition", "d-class.more") in codes(more("place > 100"), tmp_path)
        assert ("unreachable", "d-class.more") in codes(more("place > 200"), tmp_path)
        assert ("unreachable", "d-class.more") in codes(more("place > 100 and revenue < 5"), tmp_path)

    @pytest.mark.parametrize("when", ["place > 99", "place < 100", "place > 100 or revenue < 5"])
    def test_that_still_decide(self, when, tmp_path):
        assert codes(more(when), tmp_path) == {UNREAD}

    def test_that_are_in_force_when_the_earlier_is_not(self, tmp_path):
        text = more(
            "place > 100",
            (
                "        when: place > 100\n        then",
                "        when: place > 100\n        until: 2020-12-31\n        then",
            ),
        )
        assert codes(text, tmp_path) == {UNREAD}

    @pytest.mark.parametrize("change", [("hit: first", "hit: unique"), ("hit: first", "hit: any")])
    def test_that_break_the_hit_policy_whenever_they_fire(self, change, tmp_path):
        clash = ("clash", "d-class.more")
        text = more("place > 100", change)
        assert (clash in codes(text, tmp_path)) == (change[1] == "hit: unique")
        text = text.replace(
            "then: {d_class: true}\n        title: {en: More",
            "then: {d_class: false}\n        title: {en: More",
        )
        assert clash in codes(text, tmp_path)

    @pytest.mark.parametrize("line", ["when: false", "when: place > 5\n        applies: false"])
    def test_that_never_fire(self, line, tmp_path):
        text = changed(("when: place > 100", line))
        assert ("never-fires", "d-class.last") in codes(text, tmp_path)

    def test_rows_of_tables_behind_one_that_always_holds(self, tmp_path):
        (tmp_path / "t.csv").write_text(
            "id,amount,then:release,title:en,title:zh,source\n"
            "t.all,-,REFER,All,全部,D1\n"
            "t.some,< 5,REFER,Some,部分,D1\n",
            encoding="utf-8",
        )
        start, end = GOOD.index("    rules:\n      - id: release"), len(GOOD)
        text = (GOOD[:start] + "    table: t.csv\n" + GOOD[end:]).replace("hit: priority", "hit: first")
        assert ("unreachable", "t.some") in codes(text, tmp_path)
        found = next(one for one in advice(load(text, tmp_path)) if one.values["name"] == "t.some")
        assert found.where.line == 3


NAMES = {"credit_days": range(4), "other": range(4)}
SCOPE = NameScope(subject="account", entities=STANDARD.entities, names={("account", "other"): DAYS})
TESTS = st.builds(
    "{} {} {}".format,
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.integers(0, 3),
)
CONDITIONS = st.recursive(
    TESTS | st.sampled_from(["true", "false"]),
    lambda inner: (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("not({})".format, inner)
    ),
    max_leaves=5,
)
OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def typed(text):
    faults = []
    node = elaborate(text, SCOPE, BOOLEAN, faults=faults)
    assert not faults
    return node


def holds(node, row):
    """Whether a condition holds when everything is known."""
    match node:
        case core.Const(value=value):
            return value
        case core.Read(path=(name,)):
            return row[name]
        case core.Comparison(operator=sign, left=left, right=right):
            return OPERATORS[sign](holds(left, row), holds(right, row))
        case core.And(terms=terms):
            return all(holds(term, row) for term in terms)
        case core.Or(terms=terms):
            return any(holds(term, row) for term in terms)
        case core.Not(term=term):
            return not holds(term, row)


class TestImplication:
    @given(CONDITIONS, CONDITIONS)
    def test_what_is_implied_holds_in_every_case(self, one, other):
        left, right = typed(one), typed(other)
        assume(implies(left, right))
        for days, others in product(range(-1, 5), repeat=2):
            row = {"credit_days": days, "other": others}
            assert holds(right, row) or not holds(left, row)

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            ("credit_days = 1", "credit_days in [1, 2]"),
            ("credit_days in [1, 2]", "credit_days < 3"),
            ("credit_days < 1", "credit_days != 1"),
            ("credit_days between 1 and 2", "credit_days >= 1"),
            ("credit_days < 1 and other = 2", "other != 3"),
            ("false", "other = 1"),
        ],
    )
    def test_finds_what_tables_are_made_of(self, left, right):
        assert implies(typed(left), typed(right))
        assert not implies(typed(right), typed(left))

    def test_the_work_grows_with_the_product_of_both_sizes_not_with_two_to_the_depth(self):
        depth = 20
        left, right = (typed(nested("credit_days", depth, start)) for start in (0, 1))
        work = _Comparisons(left=10_000)
        work.imply(left, right)
        assert 10_000 - work.left <= (2 * depth) ** 2

    def test_when_too_much_has_been_compared_nothing_is_told(self):
        left = typed("credit_days = 1 and other = 2")
        right = typed("other > 1 and credit_days < 3")
        assert implies(left, right)
        assert not _Comparisons(left=3).imply(left, right)


def nested(name, depth, start):
    """``(((name < 0) and name < 1) or name < 2) ...``; ``start`` tells which word comes first."""
    text = f"{name} < {start}"
    for i in range(1, depth):
        text = f"({text} {('and', 'or')[(i + start) % 2]} {name} != {i})"
    return text


@pytest.mark.parametrize(
    ("en", "zh", "found"),
    [
        ("Below 100000", "毛利润低", "100000"),
        ("Below a fifth, 20%", "毛利润低", "20%"),
        ("Low", "毛利润低于10%", "10%"),
        ("Low for two years", "毛利润低", "two"),
        ("Low for a year", "毛利润低", "a year"),
        ("Low", "三个月毛利润低", "三个月"),
        ("Low at {b_class_limit}, and 5", "毛利润低", "5"),
    ],
)
def test_a_number_in_the_title_of_a_rule_that_reads_a_parameter(en, zh, found, tmp_path):
    text = changed(("{en: Low gross profit, zh: 毛利润低}", f'{{en: "{en}", zh: "{zh}"}}'))
    [one] = [one for one in advice(load(text, tmp_path)) if one.code == "policy.advice-number-in-title"]
    assert (one.values["name"], one.values["found"]) == ("d-class.low", found)
    assert "{d_class_line}" in one.remedy("en")


def test_a_number_in_the_title_of_an_action(tmp_path):
    call = '\n        proposes: [{action: CALL, title: "Call within 5 days"}]'
    text = changed(
        (
            "        title: {en: Low gross profit, zh: 毛利润低}",
            "        title: {en: Low gross profit, zh: 毛利润低}" + call,
        )
    )
    [one] = [one for one in advice(load(text, tmp_path)) if one.code == "policy.advice-number-in-title"]
    assert one.values["found"] == "5"


@pytest.mark.parametrize(
    ("en", "zh"),
    [("Below {d_class_line}, W12", "低于{d_class_line}"), ("One to watch", "第一"), ("This year", "D24类")],
)
def test_a_title_without_a_number_or_with_its_parameter(en, zh, tmp_path):
    text = changed(("{en: Low gross profit, zh: 毛利润低}", f'{{en: "{en}", zh: "{zh}"}}'))
    assert not [one for one in advice(load(text, tmp_path)) if one.code == "policy.advice-number-in-title"]


def test_the_standard_policy_has_no_number_that_a_parameter_holds():
    assert not [one for one in advice(load_policy("standard")) if one.code == "policy.advice-number-in-title"]
