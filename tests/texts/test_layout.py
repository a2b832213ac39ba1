"""Lines fit the width of a terminal, whatever the language, and lose nothing."""

import re

from hypothesis import given
from hypothesis import strategies as st

from groupctl.texts.layout import Line, Part, fold, folded, plain, table
from groupctl.texts.plain_text import display_width

WORDS = st.text("ab 额度，（）12.", max_size=60)
WIDTHS = st.integers(min_value=40, max_value=120)


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_text_goes_on_below_a_little_further_in():
    line = Line.of("The exposure exceeds the limit at the unit with this order", indent=2)
    assert plain(folded([line], 40)).splitlines() == [
        "  The exposure exceeds the limit at the",
        "    unit with this order",
    ]


def test_chinese_is_broken_between_characters_and_never_before_a_comma():
    assert [str(Line(parts)) for parts in fold([Part("本订单使敞口超过额度，须审批")], 12)] == [
        "本订单使敞口",
        "超过额度，须",
        "审批",
    ]
    assert [str(Line(parts)) for parts in fold([Part("敞口超额，须审批")], 8)] == ["敞口超", "额，须审", "批"]


def test_cells_are_folded_within_their_column_and_numbers_are_not():
    rows = [("SO-1", "1,250,000.00", "The exposure exceeds the limit at the unit", "credit controller")]
    assert plain(folded(table(rows, right=(1,)), 60)).splitlines() == [
        "  SO-1  1,250,000.00  The exposure         credit controller",
        "                      exceeds the limit",
        "                      at the unit",
    ]


def test_what_fits_stays_as_it_is():
    rows = list(table([("a", "b"), ("aa", "b")]))
    assert list(folded(rows, 40)) == rows


@given(st.lists(WORDS, min_size=1, max_size=4), WIDTHS, st.booleans())
def test_nothing_is_wider_than_asked_and_nothing_is_lost(cells, width, as_table):
    lines = list(table([cells])) if as_table else [Line.of(*cells, indent=2)]
    result = [str(line) for line in folded(lines, width)]
    assert all(display_width(line) <= width for line in result)
    assert sorted(letters("".join(result))) == sorted(letters("".join(cells)))
    if not as_table:
        assert letters("".join(result)) == letters("".join(cells))
