"""How numbers and dates are read: in the declared format, exactly, and in no other."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.adapters.formats import DateFormat, ExcelDays, NumberFormat, Plain, Unreadable

SAMPLES = ["1234.56", "1,234.56", "1.234,56", "1 234,56", "1'234.56", "1234,56"]


def number_format(sample: str) -> NumberFormat:
    made = NumberFormat.of(sample)
    assert made is not None
    return made


def date_format(sample: str) -> DateFormat:
    made = DateFormat.of(sample)
    assert made is not None
    return made


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_number_format_reads_its_own_sample(sample: str):
    assert number_format(sample).parse(sample) == Decimal("1234.56")


@given(
    st.sampled_from(SAMPLES),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12),
)
def test_what_is_written_in_a_format_is_read_back_exactly(sample: str, value: Decimal):
    made = number_format(sample)
    text = f"{value:,.2f}".translate({ord(","): made.group or None, ord("."): made.point})
    assert made.parse(text) == value


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("1234.56", "1,234.56"),
        ("1234.56", "1234,56"),
        ("1,234.56", "1,23"),
        ("1,234.56", "12,34,567.00"),
        ("1,234.56", "1,234.56.7"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1  234,56"),
        ("1234.56", "NaN"),
        ("1234.56", "Infinity"),
        ("1234.56", "1e5"),
        ("1234.56", "１２"),
        ("1234.56", "0x10"),
        ("1234.56", "--1"),
        ("1234.56", "."),
        ("1234.56", "12 CNY"),
        ("1234.56", "9" * 10_000_000),
    ],
)
def test_a_number_in_another_format_is_refused(sample: str, text: str):
    with pytest.raises(Unreadable):
        number_format(sample).parse(text)


def test_grouping_takes_the_blanks_that_do_not_break():
    assert number_format("1 234,56").parse("1\u00a0234\u202f567,5") == Decimal("1234567.5")


def test_a_minus_may_be_the_typographic_one():
    assert number_format("1234.56").parse("\u22125.00") == -5


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("text", ["1.234", "12", "1e3"])
def test_a_number_of_json_or_sqlite_has_a_decimal_point_whatever_is_declared(sample: str, text: str):
    assert number_format(sample).parse(Plain(text)) == Decimal(text)


@pytest.mark.parametrize("sample", ["1234", "1,234,56", "1.234.56", "1,234.56$$", "", "2,345.67"])
def test_what_is_no_sample_of_a_number_is_no_format(sample: str):
    assert NumberFormat.of(sample) is None


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("YYYY-MM-DD", "2026-02-03"),
        ("M/D/YYYY", "2/3/2026"),
        ("MM/DD/YYYY", "02/03/2026"),
        ("D.M.YYYY", "3.2.2026"),
        ("YYYY年M月D日", "2026年2月3日"),
        ("YYYYMMDD", "20260203"),
        ("YYYY-MM-DD", "2026-02-03 23:59:59"),
        ("M/D/YYYY", "2/3/2026 12:00:00 AM"),
    ],
)
def test_a_date_is_read_in_its_format(sample: str, text: str):
    assert date_format(sample).parse(text) == date(2026, 2, 3)


@given(st.dates(), st.sampled_from(["YYYY-MM-DD", "D/M/YYYY", "YYYY.M.D"]))
def test_every_date_is_read_back(day: date, sample: str):
    text = (
        sample.replace("YYYY", f"{day.year:04}")
        .replace("MM", f"{day.month:02}")
        .replace("DD", f"{day.day:02}")
    )
    text = text.replace("M", str(day.month)).replace("D", str(day.day))
    assert date_format(sample).parse(text) == day


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("M/D/YYYY", "13/2/2026"),
        ("YYYY-MM-DD", "2026-02-30"),
        ("YYYY-MM-DD", "2026-2-3"),
        ("YYYY-MM-DD", "20260203"),
        ("YYYY-MM-DD", "2026-W05-2"),
        ("YYYY-MM-DD", "2026-02-03T25:00"),
        ("YYYY-MM-DD", "2026-02-03 noon"),
        ("YYYY-MM-DD", "0000-01-01"),
        ("YYYY-MM-DD", "２０２６-02-03"),
        ("M/D/YYYY", "2/3/26"),
    ],
)
def test_a_date_in_another_format_or_that_never_was_is_refused(sample: str, text: str):
    with pytest.raises(Unreadable):
        date_format(sample).parse(text)


@pytest.mark.parametrize(
    "sample", ["YY-MM-DD", "YYYY-MM", "YYYY-MM-DD-DD", "DD MMM YYYY", "YYYY-MM-DDThh", ""]
)
def test_what_describes_no_date_is_no_format(sample: str):
    assert DateFormat.of(sample) is None


class TestMoments:
    """A time with an offset is a moment, and which day that is depends on where the unit is."""

    def test_it_is_the_day_in_the_zone_of_the_unit(self):
        iso = date_format("YYYY-MM-DD")
        assert iso.parse("2026-06-30T17:00:00Z", ZoneInfo("Asia/Shanghai")) == date(2026, 7, 1)
        assert iso.parse("2026-07-01T03:00:00+08:00", ZoneInfo("America/New_York")) == date(2026, 6, 30)

    def test_without_a_zone_nobody_can_tell_the_day(self):
        with pytest.raises(Unreadable) as raised:
            date_format("YYYY-MM-DD").parse("2026-06-30T17:00:00Z")
        assert raised.value.problem[0] == "adapters.no-time-zone"

    def test_at_the_end_of_the_calendar_it_is_no_date(self):
        with pytest.raises(Unreadable):
            date_format("YYYY-MM-DD").parse("9999-12-31T23:00Z", ZoneInfo("Asia/Shanghai"))


NEGATIVES = NumberFormat.of("1.234,56", "1.234,56-", "(1.234,56)", "1.234,56 €")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56-", "-1234.56"),
        ("(33,52)", "-33.52"),
        ("-1.000,00 €", "-1000.00"),
        ("€ 5,00", "5.00"),
        ("€-5,00", "-5.00"),
        ("5,00-€", "-5.00"),
        ("(€ 5,00)", "-5.00"),
        ("+5,00", "5.00"),
    ],
)
def test_what_is_below_zero_and_a_currency_sign_are_read_where_a_sample_shows_them(text: str, value: str):
    assert NEGATIVES is not None
    assert NEGATIVES.read(text).value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["-5,00-", "(-5,00)", "(5,00", "5,00)", "€5,00€", "$5,00", "5,00 EUR", "()", "€"]
)
def test_two_signs_or_one_that_no_sample_shows_are_refused(text: str):
    assert NEGATIVES is not None
    with pytest.raises(Unreadable):
        NEGATIVES.read(text)


@pytest.mark.parametrize("text", ["(33.52)", "33.52-", "$1.23"])
def test_they_are_refused_where_no_sample_shows_them(text: str):
    with pytest.raises(Unreadable):
        number_format("1234.56").read(text)


def test_samples_that_contradict_each_other_are_no_format():
    assert NumberFormat.of("1,234.56", "1.234,56-") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("61", date(1900, 3, 1)),
        ("45292", date(2024, 1, 1)),
        ("45292.75", date(2024, 1, 1)),
        ("46203", date(2026, 6, 30)),
    ],
)
def test_excel_counts_days(text: str, day: date):
    assert ExcelDays().parse(text) == day


@pytest.mark.parametrize("text", ["0", "60", "-1", "2026-06-30", "1e4", "9999999", "45292.", ""])
def test_what_is_no_sure_day_number_is_refused(text: str):
    with pytest.raises(Unreadable):
        ExcelDays().parse(text)


@pytest.mark.parametrize("text", ["0000-00-00", "00000000", "00.00.0000", "0"])
def test_a_null_date_is_called_so(text: str):
    with pytest.raises(Unreadable) as raised:
        date_format("YYYY-MM-DD").parse(text)
    assert raised.value.problem[0] == "adapters.null-date"
