"""Money is exact: what goes in comes out, nothing is rounded, nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.money import LARGEST, Money
from groupctl.testing.strategies import currencies, money


@given(money())
def test_text_reads_back_to_the_same_money(amount):
    assert Money.of(amount.amount, amount.currency) == amount
    assert Money.of(amount.decimal, amount.currency) == amount


@given(money())
def test_the_decimal_has_the_decimals_of_its_currency(amount):
    assert amount.decimal.as_tuple().exponent == -CURRENCIES[amount.currency]
    assert amount.decimal * 10 ** CURRENCIES[amount.currency] == amount.minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.34", "CNY", 1234),
        ("-0.05", "CNY", -5),
        ("12", "JPY", 12),
        ("1.234", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        ("12.3400", "CNY", 1234),
        (Decimal("1E+2"), "CNY", 10000),
        (7, "CNY", 700),
    ],
)
def test_an_amount_is_read_in_major_units(text, currency, minor):
    assert Money.of(text, currency).minor == minor


@pytest.mark.parametrize(
    "amount",
    [
        *(1.5, float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")),
        *("NaN", "inf", "", " 1", "1 ", "1e3", "1_000", "1,000.00", "１２", "٣", "--1", ".5", "5."),
        *(True, None, b"1", "1" * 1000, 10**50, Decimal("1E+999999999"), Decimal("1E-999999999")),
    ],
)
def test_what_is_no_exact_number_is_refused(amount):
    with pytest.raises(ModelError):
        Money.of(amount, "CNY")


@pytest.mark.parametrize(("text", "currency"), [("0.001", "CNY"), ("0.1", "JPY"), ("0.0001", "KWD")])
def test_finer_than_the_minor_unit_is_refused_not_rounded(text, currency):
    with pytest.raises(ModelError, match="more decimals"):
        Money.of(text, currency)


def test_a_float_is_refused_with_advice():
    with pytest.raises(ModelError, match="write it as text or as a Decimal"):
        Money.of(0.1, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("meant", "near"), [("CNX", "CNY"), ("cny", "CNY"), ("EURO", "EUR"), ("JPYY", "JPY")]
)
def test_an_unknown_currency_is_refused_with_a_suggestion(meant, near):
    with pytest.raises(ModelError, match=f"did you mean {near}"):
        Money(1, meant)
    with pytest.raises(ModelError, match=f"did you mean {near}"):
        Money.of("1", meant)


@pytest.mark.parametrize(
    "minor", [LARGEST + 1, -LARGEST - 1, pytest.param(10**5000, id="huge"), 1.0, True, None, Decimal(1)]
)
def test_minor_units_are_an_int_below_2_to_the_62(minor):
    with pytest.raises(ModelError):
        Money(minor, "CNY")


def test_all_faults_come_at_once():
    with pytest.raises(ModelError) as error:
        Money(1.5, "XYZ")  # type: ignore[arg-type]
    assert [fault.code for fault in error.value.faults] == ["model.wrong-type", "model.unknown-currency"]


@given(st.integers(-(2**60), 2**60), st.integers(-(2**60), 2**60), currencies)
def test_sums_differences_and_order_are_those_of_the_minor_units(one, other, currency):
    first, second = Money(one, currency), Money(other, currency)
    assert (first + second).minor == one + other
    assert (first - second).minor == one - other
    assert (-first).minor == -one
    assert (first < second, first <= second, first > second, first >= second) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
    )


def test_a_sum_that_is_too_large_is_refused():
    with pytest.raises(ModelError):
        Money(LARGEST, "CNY") + Money(1, "CNY")


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_never_meet(operation):
    with pytest.raises(ModelError, match="different currencies"):
        getattr(Money(1, "CNY"), operation)(Money(1, "EUR"))


def test_the_same_number_in_another_currency_is_not_equal():
    assert Money(1, "CNY") != Money(1, "EUR")


def test_shown():
    assert str(Money(-5, "CNY")) == "-0.05 CNY"
    assert str(Money(5, "JPY")) == "5 JPY"
    assert repr(Money(123456, "KWD")) == "Money.of('123.456', 'KWD')"


def test_the_table_of_currencies():
    assert {code: CURRENCIES[code] for code in ("CNY", "JPY", "KRW", "KWD", "BHD", "CLF", "XAF", "UYI")} == {
        "CNY": 2,
        "JPY": 0,
        "KRW": 0,
        "KWD": 3,
        "BHD": 3,
        "CLF": 4,
        "XAF": 0,
        "UYI": 0,
    }
    assert len(CURRENCIES) == 170
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
