"""`Engine.measure`: the value of a measure, typed, or the causes why it is unknown."""

from datetime import date
from fractions import Fraction

import pytest

from groupctl.errors import DataError
from groupctl.model import Amount, Unlimited
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.money import Money
from groupctl.testing import Ledger, trading
from tests.report.pages import configured


def measured(ledger: Ledger, entity: str, subject: str, name: str, **settings):
    return configured(**settings).measure(ledger.portfolio(), entity, subject, name)


class TestKnown:
    def test_money(self):
        ledger = trading().invoice("2025-06-30", "600.50")
        assert measured(ledger, "account", "C-1@U-1", "revenue_year") == Money(600_50, "CNY")

    def test_a_ratio_is_exact(self):
        ledger = trading().invoice("2025-06-30", 300, cost=200)
        assert measured(ledger, "account", "C-1@U-1", "gross_margin_year") == Fraction(1, 3)

    def test_a_whole_ratio_is_a_fraction_too(self):
        """J11: 100 open of 500 sold is a fifth of 365 days."""
        ledger = trading().open_invoice(100).invoice("2026-03-01", 400)
        value = measured(ledger, "unit", "U-1", "days_sales_outstanding")
        assert (value, type(value)) == (73, Fraction)

    def test_a_count_a_boolean_and_a_date(self):
        ledger = trading().invoice("2025-06-30", 300)
        assert measured(ledger, "account", "C-1@U-1", "sales_rank") == 1
        assert measured(ledger, "account", "C-1@U-1", "top_by_count") is True
        assert measured(ledger, "account", "C-1@U-1", "month_end") == date(2026, 10, 31)

    def test_an_output_of_a_rule_set(self):
        assert measured(trading().invoice("2025-06-30", 300), "customer", "C-1", "abc_class") == "A"

    def test_a_limit(self):
        assert measured(trading(), "customer", "C-1", "credit_limit") == Unlimited()
        limited = Ledger().customer(credit_limit=500)
        assert measured(limited, "customer", "C-1", "credit_limit") == Amount(Money(500_00, "CNY"))

    def test_an_attribute(self):
        assert measured(trading(), "account", "C-1@U-1", "since") == date(2020, 1, 1)


class TestUnknown:
    def test_with_its_cause(self):
        ledger = trading().invoice("2025-06-30", 300, cost=None)
        value = measured(ledger, "account", "C-1@U-1", "gross_profit_year")
        assert isinstance(value, UnknownValue)
        assert [cause.key for cause in value.causes] == ["model.cause-not-stated"]

    def test_a_parameter_without_a_value_is_a_cause(self):
        value = measured(trading().open_invoice(9), "unit", "U-1", "aged_1", ageing_band_1=None)
        assert isinstance(value, UnknownValue)
        assert "ageing_band_1" in value.causes[0].render()


class TestNotThere:
    def test_a_name_that_is_near(self):
        with pytest.raises(DataError, match="revenue_year"):
            measured(trading(), "account", "C-1@U-1", "revenue_yaer")

    def test_a_record(self):
        with pytest.raises(DataError, match="U-9"):
            measured(trading(), "unit", "U-9", "sales_year")

    def test_a_reference_is_no_value(self):
        with pytest.raises(DataError):
            measured(trading(), "account", "C-1@U-1", "customer")
