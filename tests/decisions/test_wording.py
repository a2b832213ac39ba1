"""Numbers and words for people say what the exact value says."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.wording import Glossary, digits_to_tell_apart, grouped, money_text, rounded
from groupctl.model.vocabulary import STANDARD
from groupctl.rules.loading import packs
from groupctl.rules.loading.loader import load_policy
from groupctl.texts import LANGUAGES, area
from groupctl.texts.layout import Line, Part, pad, plain, table
from groupctl.texts.plain_text import display_width

decimals = st.decimals(-(10**18), 10**18, places=2, allow_nan=False).map(lambda number: f"{number:f}")


@given(decimals)
def test_separating_thousands_keeps_the_number(number):
    assert Decimal(grouped(number).replace(",", "")) == Decimal(number)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0.00", "0.00"),
        ("-0.05", "-0.05"),
        ("999.99", "999.99"),
        ("-1000", "-1,000"),
        ("1234567.8", "1,234,567.8"),
    ],
)
def test_thousands(number, said):
    assert grouped(number) == said


@given(st.fractions(), st.integers(4, 12))
def test_rounding_is_marked_and_close(number, digits):
    said = rounded(str(number), digits)
    near = Fraction(said.removeprefix("≈ ").replace(",", ""))
    assert abs(near - number) <= Fraction(1, 2 * 10**digits)
    assert said.startswith("≈") == (near != number)


@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6))
def test_ratios_that_differ_look_different(one, other):
    digits = digits_to_tell_apart([str(one), str(other)])
    same = rounded(str(one), digits).removeprefix("≈ ") == rounded(str(other), digits).removeprefix("≈ ")
    assert same == (one == other)


@pytest.mark.parametrize(("currency", "said"), [("CNY", "1,234.50"), ("JPY", "1,234"), ("KWD", "1,234.500")])
def test_an_amount_has_the_decimals_of_its_currency(currency, said):
    assert money_text(Decimal("1234.5"), currency) == said


@pytest.mark.parametrize(
    ("kind", "value", "en", "zh"),
    [
        ("days", "1183", "1,183 days", "1,183 天"),
        ("limit", "unlimited", "unlimited", "不受限制"),
        ("limit", "1000.00", "1,000.00", "1,000.00"),
        ("boolean", "true", "yes", "是"),
        ("enumeration", "NO_ONE_KNOWS", "NO_ONE_KNOWS", "NO_ONE_KNOWS"),
        ("date", "2026-11-21", "2026-11-21", "2026-11-21"),
        ("text", "1000", "1000", "1000"),
        ("money", "1/3", "≈ 0.3333", "≈ 0.3333"),
    ],
)
def test_values(kind, value, en, zh):
    assert [Glossary(lang=lang).value(kind, value) for lang in LANGUAGES] == [en, zh]


def test_every_entity_and_attribute_of_the_model_has_a_word():
    names = {f"words.entity.{name}" for name in STANDARD.entities}
    names |= {
        f"words.attribute.{name}" for entity in STANDARD.entities.values() for name in entity.attributes
    }
    assert names - area("words").keys() == set()


@pytest.mark.parametrize("name", packs.names())
def test_everything_that_a_shipped_policy_answers_and_proposes_has_a_word(name):
    policy = load_policy(name)
    rules = [rule for rule_set in policy.rulesets.values() for rule in rule_set.rules]
    proposals = [proposal for rule in rules for proposal in rule.proposes]
    members = {
        (member, type_.name)
        for rule_set in policy.rulesets.values()
        for type_ in rule_set.gives.values()
        for member in type_.members
    }
    told = {proposal.role for proposal in proposals} | {one.refer_to for one in policy.rulesets.values()}
    assert told - {""} - policy.words.roles.keys() == set()
    chinese = Glossary(policy, "zh")
    without = [one for one in members if len(one[0]) > 1 and chinese.member(*one) == one[0]]
    assert set(without) <= {("VIP", "CustomerTreatment"), ("A1", "ValueClass"), ("A2", "ValueClass")}


@pytest.mark.parametrize("name", packs.names())
def test_a_shipped_policy_says_everything_in_both_languages(name):
    policy = load_policy(name)
    words = [*policy.words.outputs.values(), *policy.words.roles.values(), *policy.words.sections.values()]
    words += [title for members in policy.words.members.values() for title in members.values()]
    rules = [rule for rule_set in policy.rulesets.values() for rule in (rule_set, *rule_set.rules)]
    words += [one.title for one in (*policy.parameters.values(), *policy.measures.values(), *rules)]
    assert [title for title in words if dict(title.texts).keys() != {"en", "zh"}] == []


@pytest.mark.parametrize(
    ("member", "enumeration", "en", "zh"),
    [
        ("A", "AbcClass", "A", "A"),
        ("A", "CustomerLevel", "A", "A级"),
        ("FILE", "ContractPaper", "file", "建档"),
        ("FILE", "StepPart", "file", "备案"),
        ("CREDIT", "PaymentTerm", "on credit", "赊销"),
        ("CREDIT", "SecurityOfAnAdopter", "CREDIT", "CREDIT"),
        ("CASH_ON_DELIVERY", "TermOfAnAdopter", "CASH_ON_DELIVERY", "CASH_ON_DELIVERY"),
    ],
)
def test_the_enumeration_decides_what_a_member_is_called(member, enumeration, en, zh):
    """L9."""
    standard = load_policy("standard")
    assert [Glossary(standard, lang).member(member, enumeration) for lang in LANGUAGES] == [en, zh]


def test_without_the_policy_what_it_names_goes_by_its_own_name():
    assert [Glossary(lang=lang).role("credit_controller") for lang in LANGUAGES] == ["credit controller"] * 2


cells = st.text(st.characters(codec="utf-8", exclude_categories=["C", "M", "Z"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_columns_of_a_table_begin_at_the_same_place(rows):
    printed = list(table([*rows, [Part("x" * 20), Part("y" * 20), Part("z")]], right=(1,)))
    for column in (0, 1):
        ends = {
            sum(display_width(part.text) for part in list(line.pieces())[: 2 * column + 1])
            for line in printed
        }
        assert len(ends) == 1
    assert plain(printed).count("\n") == len(rows)


def test_padding_counts_chinese_characters_twice():
    assert pad("额度", 6) == "额度  "
    assert pad("额度", 6, right=True) == "  额度"


def test_a_line_cannot_steer_a_terminal():
    line = Line.of("a\x1b[2Jb\nc\td\x9be", Part("\x07", "bad"))
    assert str(line) == "a\ufffd[2Jb c d\ufffde\ufffd"
