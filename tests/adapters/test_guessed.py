"""How a ledger writes dates, numbers and text is guessed only where a sample leaves no choice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.adapters import guessed
from groupctl.adapters.formats import NumberFormat, date_style


@pytest.mark.parametrize(
    ("cells", "ways"),
    [
        (["2026-01-05", "", "2026-11-21"], ["YYYY-MM-DD"]),
        (["2026/1/5", "2026/11/21"], ["YYYY/M/D"]),
        (["20260105"], ["YYYYMMDD"]),
        (["2026年1月5日"], ["YYYY年M月D日"]),
        (["5.1.2026"], ["D.M.YYYY"]),
        (["21/11/2026", "3/4/2026"], ["D/M/YYYY"]),
        (["11/21/2026", "3/4/2026"], ["M/D/YYYY"]),
        (["3/4/2026", "5/6/2026"], ["D/M/YYYY", "M/D/YYYY"]),
        (["4/4/2026"], ["D/M/YYYY"]),
        (["46000"], ["excel"]),
        (["soon"], []),
        (["", " "], []),
        ([], []),
    ],
)
def test_dates(cells, ways):
    assert list(guessed.dates(cells).ways) == ways


@pytest.mark.parametrize(
    ("cells", "ways"),
    [
        (["1000.00", "-5.5", "7"], ["1234.56"]),
        (["1,000.00", "5.50"], ["1,234.56"]),
        (["1.000,00"], ["1.234,56"]),
        (["1 000,00"], ["1 234,56"]),
        (["12,50"], ["1.234,56"]),
        (["7", "12"], ["1234.56"]),
        (["12,000", "7"], ["1,234.56", "1.234,56"]),
        (["1.234", "7"], ["1234.56", "1.234,56"]),
        (["about 5"], []),
    ],
)
def test_numbers(cells, ways):
    assert list(guessed.numbers(cells).ways) == ways


def test_the_cell_that_leaves_a_choice_is_told():
    assert guessed.dates(["4/4/2026", "3/4/2026"]).sample == "3/4/2026"
    assert guessed.numbers(["7", "12,000"]).sample == "12,000"
    assert not guessed.numbers(["7", "12,000"]).way


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2099, 12, 31)), min_size=1, max_size=5),
    st.sampled_from(["D/M/YYYY", "M/D/YYYY"]),
)
def test_what_is_taken_is_never_another_date(days, way):
    """Where one way is left, it reads what was meant."""
    cells = [
        way.replace("YYYY", str(day.year)).replace("M", str(day.month)).replace("D", str(day.day))
        for day in days
    ]
    guess = guessed.dates(cells)
    assert guess.ways
    if guess.way:
        assert [date_style(guess.way).parse(cell) for cell in cells] == days


@given(st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1, max_size=5), st.booleans())
def test_nor_another_number(amounts, continental):
    swap = str.maketrans(",.", ".,") if continental else {}
    cells = [f"{amount:,}".translate(swap) for amount in amounts]
    guess = guessed.numbers(cells)
    assert guess.ways
    if guess.way:
        assert [NumberFormat.of(guess.way).parse(cell) for cell in cells] == [
            Decimal(str(amount)) for amount in amounts
        ]


def test_the_currency_that_is_named_most():
    assert guessed.currency(["EUR", "", "USD", "EUR", "XYZ"]) == "EUR"
    assert guessed.currency(["", "XYZ"]) == ""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp1252"])
def test_the_encoding_that_reads_all(encoding):
    data = {"cp1252": "Müller,ß\n"}.get(encoding, "客户,名称\n甲,乙\n").encode(encoding)
    assert data.decode(guessed.encoding(data, whole=True)) == data.decode(encoding)


def test_a_character_that_the_sample_cuts_says_nothing():
    data = "客户".encode()[:-1]
    assert guessed.encoding(data, whole=False) == "utf-8"
    assert guessed.encoding(data, whole=True) != "utf-8"
