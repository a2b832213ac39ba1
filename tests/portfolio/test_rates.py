"""One rate for a pair at a date, exact; one rounding, half to even; no rate, no amount."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.model import ExchangeRate
from groupctl.portfolio.rates import DoubtfulRate, Rates
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.fields import field_types
from groupctl.schema.money import LARGEST, Money
from groupctl.testing.strategies import objects, values
from groupctl.texts.causes import Cause

DAY = date(2026, 6, 30)


def rate(base="EUR", quote="CNY", value="7.25", on=DAY):
    return ExchangeRate(base=base, quote=quote, on=on, rate=value)


def before(days):
    return DAY - timedelta(days)


@given(
    values(field_types(ExchangeRate)["rate"]),
    st.integers(-(10**12), 10**12),
    st.sampled_from(["CNY", "JPY", "KWD"]),
)
def test_conversion_is_the_exact_product_rounded_half_to_even(value, minor, to):
    found = Rates((rate(quote=to, value=value),)).convert(Money(minor, "EUR"), to, DAY)
    exact = Fraction(minor, 100) * value * 10 ** CURRENCIES[to]
    if abs(exact) > LARGEST:
        assert isinstance(found, Cause)
        return
    assert isinstance(found, Money)
    assert found.currency == to
    distance = abs(found.minor - exact)
    assert distance < Fraction(1, 2) or (distance == Fraction(1, 2) and found.minor % 2 == 0)


@given(st.integers(-LARGEST, LARGEST))
def test_money_in_the_same_currency_is_left_alone(minor):
    assert Rates().convert(Money(minor, "CNY"), "CNY", DAY) == Money(minor, "CNY")


def test_the_latest_rate_on_or_before_the_day_counts():
    rates = Rates(
        (rate(value="7", on=before(9)), rate(value="8", on=DAY), rate(value="9", on=DAY + timedelta(1)))
    )
    assert rates.rate("EUR", "CNY", DAY) == 8
    assert rates.rate("EUR", "CNY", before(1)) == 7
    assert rates.rate("EUR", "CNY", DAY + timedelta(2)) == 9


def test_a_pair_is_read_in_both_directions():
    assert Rates((rate(value="8"),)).rate("CNY", "EUR", DAY) == Fraction(1, 8)


def test_the_newer_direction_counts_and_on_one_day_the_direct_one():
    newer = Rates((rate(value="8", on=before(1)), rate("CNY", "EUR", "0.1")))
    assert newer.rate("EUR", "CNY", DAY) == 10
    same_day = Rates((rate(value="8"), rate("CNY", "EUR", "0.1")))
    assert same_day.rate("EUR", "CNY", DAY) == 8
    assert same_day.rate("CNY", "EUR", DAY) == Fraction(1, 10)


def test_one_common_currency_bridges_a_missing_pair():
    rates = Rates((rate("EUR", "USD", "1.1"), rate("CNY", "USD", "0.125")))
    assert rates.rate("EUR", "CNY", DAY) == Fraction("8.8")


def test_the_bridge_with_the_newest_older_rate_is_taken_then_by_code():
    through_usd = [rate("EUR", "USD", "2", before(5)), rate("USD", "CNY", "2", DAY)]
    through_jpy = [rate("EUR", "JPY", "3", before(4)), rate("JPY", "CNY", "3", before(4))]
    assert Rates((*through_usd, *through_jpy)).rate("EUR", "CNY", DAY) == 9
    through_gbp = [rate("EUR", "GBP", "5", before(4)), rate("GBP", "CNY", "5", before(4))]
    assert Rates((*through_jpy, *through_gbp)).rate("EUR", "CNY", DAY) == 25


def test_two_bridges_in_a_row_are_not_built():
    rates = Rates((rate("EUR", "USD", "1"), rate("USD", "JPY", "1"), rate("JPY", "CNY", "1")))
    assert isinstance(rates.rate("EUR", "CNY", DAY), Cause)


def test_without_a_rate_there_is_a_cause_that_names_the_pair_and_the_day():
    cause = Rates((rate(on=DAY + timedelta(1)),)).convert(Money(1, "EUR"), "CNY", DAY)
    assert isinstance(cause, Cause)
    assert cause.render() == "there is no exchange rate EUR to CNY on or before 2026-06-30"
    assert "EUR" in cause.render("zh")


def test_a_conversion_out_of_range_is_unknown():
    cause = Rates((rate(value="1000000"),)).convert(Money(LARGEST, "EUR"), "CNY", DAY)
    assert isinstance(cause, Cause)
    assert cause.key == "model.cause-out-of-range"


PAIR = frozenset({"EUR", "CNY"})


@pytest.mark.parametrize(
    ("doubt", "known"),
    [
        (DoubtfulRate(PAIR, DAY), False),
        (DoubtfulRate(PAIR, before(5)), False),
        (DoubtfulRate(PAIR, before(6)), True),
        (DoubtfulRate(PAIR, DAY + timedelta(1)), True),
        (DoubtfulRate(PAIR), False),
        (DoubtfulRate(on=DAY), False),
        (DoubtfulRate(frozenset({"EUR", "USD"})), True),
        (DoubtfulRate(), False),
    ],
)
def test_a_rate_is_unknown_where_a_newer_one_could_not_be_read(doubt, known):
    found = Rates((rate(on=before(5)),), (doubt,)).rate("EUR", "CNY", DAY)
    assert isinstance(found, Fraction) == known


def test_doubt_about_a_part_of_a_bridge_is_doubt_about_the_bridge():
    rates = (rate("EUR", "USD", "1.1"), rate("CNY", "USD", "0.125"))
    doubts = (DoubtfulRate(frozenset({"CNY", "USD"}), DAY),)
    assert isinstance(Rates(rates, doubts).rate("EUR", "CNY", DAY), Cause)


some_rates = st.lists(
    st.builds(
        ExchangeRate,
        base=st.sampled_from(["EUR", "USD"]),
        quote=st.sampled_from(["CNY", "JPY"]),
        on=st.integers(-5, 5).map(before),
        rate=values(field_types(ExchangeRate)["rate"]),
    ),
    unique_by=lambda found: found.id,
    max_size=8,
)


@given(some_rates, st.randoms(use_true_random=False))
def test_the_order_of_the_rates_does_not_matter(rates, random):
    shuffled = random.sample(rates, len(rates))
    for pair in (("EUR", "CNY"), ("EUR", "USD"), ("CNY", "JPY")):
        assert Rates(tuple(rates)).rate(*pair, DAY) == Rates(tuple(shuffled)).rate(*pair, DAY)


@given(some_rates)
def test_there_and_back_are_inverse(rates):
    there, back = (Rates(tuple(rates)).rate(*pair, DAY) for pair in (("EUR", "USD"), ("USD", "EUR")))
    if isinstance(there, Fraction):
        assert there * back == 1


def test_the_same_rate_twice_is_refused():
    with pytest.raises(ModelError, match="EUR/CNY@2026-06-30 is there more than once"):
        Rates((rate(), rate(value="7.26")))


@pytest.mark.parametrize("value", ["7.25", "29/4", Decimal("7.25"), Fraction(29, 4)])
def test_a_rate_may_be_written_in_every_exact_way(value):
    assert rate(value=value).rate == Fraction(29, 4)


@pytest.mark.parametrize(
    "value",
    [
        7.25,
        0,
        "0",
        "-1",
        "1/0",
        "0/1",
        "",
        "7,25",
        "NaN",
        Decimal("Infinity"),
        "1e9",
        True,
        2**62,
        "1/" + "9" * 30,
    ],
)
def test_a_rate_is_an_exact_number_above_zero(value):
    with pytest.raises(ModelError):
        rate(value=value)


def test_a_currency_has_no_rate_to_itself():
    with pytest.raises(ModelError, match="has no exchange rate to itself"):
        rate("EUR", "EUR", "1")


@given(objects(ExchangeRate))
def test_the_id_names_pair_and_day(found):
    assert found.id == f"{found.base}/{found.quote}@{found.on.isoformat()}"
