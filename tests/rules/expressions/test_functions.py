"""What the functions of the rule language mean."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.rules.functions import CATALOGUE, WORDS
from groupctl.schema.limits import INHERIT, UNLIMITED
from groupctl.texts import LANGUAGES

numbers = st.one_of(st.integers(-(10**15), 10**15), st.fractions(max_denominator=10**6))
limits = st.one_of(st.integers(0, 10**15), st.just(UNLIMITED), st.just(INHERIT))
days = st.dates()


def call(name, *values):
    return CATALOGUE[name].meaning(*values)


class TestCatalogue:
    @pytest.mark.parametrize("function", CATALOGUE.values(), ids=CATALOGUE.keys())
    def test_every_function_is_explained_in_both_languages(self, function):
        for language in LANGUAGES:
            assert len(function.about(language)) > 5
        assert function.signature.startswith(function.words + "(")
        assert function.name.isidentifier()

    def test_words_lead_to_names(self):
        assert WORDS["start of fiscal year"] == "start_of_fiscal_year"
        assert CATALOGUE["over"].signature == "over(amount, limit)"
        assert CATALOGUE["max"].signature == "max(x, y, ...)"


class TestNumbers:
    @given(numbers)
    def test_abs_has_no_sign(self, x):
        assert call("abs", x) == max(x, -x)

    @given(st.lists(numbers, min_size=2))
    def test_min_and_max_are_among_their_arguments(self, values):
        assert all(call("min", *values) <= value <= call("max", *values) for value in values)
        assert {call("min", *values), call("max", *values)} <= set(values)

    @given(numbers)
    def test_floor_and_ceiling_are_the_whole_neighbours(self, x):
        low, high = call("floor", x), call("ceiling", x)
        assert type(low) is int
        assert type(high) is int
        assert low <= x < low + 1
        assert high - 1 < x <= high

    @given(numbers, st.integers(-6, 6))
    def test_round_is_the_nearest(self, x, digits):
        step = Fraction(10) ** -digits
        result = call("round", x, digits)
        assert abs(result - x) <= step / 2
        assert (result / step).denominator == 1

    @pytest.mark.parametrize(
        ("x", "digits", "result"),
        [
            (Fraction(5, 2), 0, 2),
            (Fraction(7, 2), 0, 4),
            (Fraction(-5, 2), 0, -2),
            (Fraction(1, 8), 2, Fraction(3, 25)),
            (Fraction(3, 8), 2, Fraction(19, 50)),
            (250, -2, 200),
            (350, -2, 400),
            (12345, -2, 12300),
        ],
    )
    def test_a_tie_goes_to_the_even_digit(self, x, digits, result):
        assert call("round", x, digits) == result

    @given(st.integers(), st.integers(0, 6))
    def test_a_whole_result_is_a_whole_number(self, x, digits):
        assert type(call("round", Fraction(x), digits)) is int


class TestLimits:
    @given(numbers)
    def test_nothing_is_over_unlimited_and_nobody_knows_what_is_over_inherit(self, amount):
        assert call("over", amount, UNLIMITED) is False
        assert call("over", amount, INHERIT) is None

    def test_over_is_strict(self):
        assert call("over", 101, 100) is True
        assert call("over", 100, 100) is False
        assert call("over", Fraction(201, 2), 100) is True

    def test_is_unlimited(self):
        assert call("is_unlimited", UNLIMITED) is True
        assert call("is_unlimited", 0) is False
        assert call("is_unlimited", INHERIT) is None

    def test_only_an_amount_has_an_amount(self):
        assert call("amount_of", 50_000) == 50_000
        assert call("amount_of", UNLIMITED) is None
        assert call("amount_of", INHERIT) is None

    @given(st.lists(limits, min_size=1))
    def test_inherit_gives_the_first_that_says_something(self, values):
        said = [value for value in values if value is not INHERIT]
        assert call("inherit", *values) == (said[0] if said else INHERIT)

    @given(st.lists(limits, min_size=1), numbers)
    def test_tighter_is_exceeded_when_any_is(self, values, amount):
        result = call("tighter", *values)
        if INHERIT in values:
            assert result is None
        else:
            assert call("over", amount, result) == any(call("over", amount, value) for value in values)

    @given(limits, st.integers(0, 10**9))
    def test_raised_leaves_so_much_more_room(self, value, amount):
        result = call("raised", value, amount)
        if value is UNLIMITED or value is INHERIT:
            assert result is value
        else:
            assert (call("over", value + amount, result), call("over", value + amount + 1, result)) == (
                False,
                True,
            )

    def test_limit_of(self):
        assert call("limit_of", 5000) == 5000
        assert call("amount_of", call("limit_of", Fraction(1, 2) + Fraction(1, 2))) == 1


class TestDates:
    @given(days, st.integers(-5000, 5000))
    def test_add_months_keeps_the_day_or_takes_the_last(self, day, months):
        result = call("add_months", day, months)
        if result is None:
            assert not 1 <= (day.year * 12 + day.month - 1 + months) // 12 <= 9999
        else:
            assert (result.year - day.year) * 12 + result.month - day.month == months
            last = result == date.max or (result + timedelta(days=1)).day == 1
            assert result.day == day.day or (result.day < day.day and last)

    def test_add_months_clamps(self):
        assert call("add_months", date(2024, 1, 31), 1) == date(2024, 2, 29)
        assert call("add_months", date(2025, 3, 31), -1) == date(2025, 2, 28)
        assert call("add_months", date(9999, 12, 1), 1) is None
        assert call("add_months", date(1, 1, 1), -1) is None
        assert call("add_months", date(2025, 1, 1), 10**30) is None

    @given(days, st.integers(1, 12))
    def test_the_fiscal_year_begins_within_the_last_twelve_months(self, day, first_month):
        begun = call("start_of_fiscal_year", day, first_month)
        if begun is None:
            assert day.year == 1
        else:
            assert begun <= day
            assert (begun.month, begun.day) == (first_month, 1)
            following = call("add_months", begun, 12)
            assert following is None or day < following

    @pytest.mark.parametrize("month", [-1, 0, 13, 10**30])
    def test_no_fiscal_year_begins_in_a_month_that_is_none(self, month):
        assert call("start_of_fiscal_year", date(2026, 11, 21), month) is None

    @given(days)
    def test_the_parts_of_a_date(self, day):
        assert date(call("year", day), call("month", day), call("day", day)) == day
        assert call("start_of_month", day) == date(day.year, day.month, 1)
