"""Analyses (analyses.yaml): J3 to J8, J11, J19, J21 with L1, L2, L5 and L6, worked by hand."""

from fractions import Fraction

import pytest

from groupctl.errors import ParameterMissing
from groupctl.model import (
    Customer,
    InvoiceLine,
    OwnershipType,
    Product,
    ProductKind,
    SalesRoute,
    StockPosition,
    Unlimited,
)
from groupctl.testing import Ledger, day, days_ago, trading
from tests.standard.amounts import yuan
from tests.standard.deciding import measured

LAST_MONTH = "2026-10-15"


def line(product: str, amount: int, cost: int | None, invoice: str, number: int) -> InvoiceLine:
    return InvoiceLine(
        id=f"L-{number}", invoice=invoice, product=product, amount=yuan(amount), cost=yuan(cost)
    )


def selling(*lines: tuple[str, int, int | None], on: str = "2025-06-30") -> Ledger:
    """Products sold on one invoice: name, amount, cost."""
    ledger = trading().invoice(on, sum(amount for _, amount, _ in lines), id_="I-1")
    ledger.put(*(Product(id=name, name=name) for name in sorted({name for name, _, _ in lines})))
    return ledger.put(*(line(*sold, "I-1", number) for number, sold in enumerate(lines)))


def stock(
    ledger: Ledger, amount: int, counted_on: str, product: str | None = "P-1", customer: str = "C-1"
) -> Ledger:
    number = len(ledger.tables["stock_positions"])
    return ledger.put(
        StockPosition(
            id=f"S-{number}",
            customer=customer,
            unit="U-1",
            counted_on=day(counted_on),
            amount=yuan(amount),
            product=product,
        )
    )


def product(ledger: Ledger, name: str, id_: str = "P-1") -> object:
    return measured(ledger, name, id_, "product")


class TestProductMix:
    """J4."""

    def test_share_of_all_sales_and_place(self):
        ledger = selling(("P-1", 300, 200), ("P-2", 700, 100))
        assert product(ledger, "sales_year") == 300_00
        assert product(ledger, "sales_share_year") == Fraction(3, 10)
        assert (product(ledger, "sales_rank"), product(ledger, "sales_rank", "P-2")) == (2, 1)
        assert product(ledger, "sales_share_through", "P-2") == Fraction(7, 10)

    def test_a_product_that_was_not_sold_has_no_share_of_nothing(self):
        ledger = trading().put(Product(id="P-1", name="P-1"))
        assert product(ledger, "sales_year") == 0
        assert product(ledger, "sales_share_year") is None


class TestGrossMargin:
    """J5, L5."""

    def test_margin_and_place_by_profit(self):
        ledger = selling(("P-1", 300, 200), ("P-2", 700, 650))
        assert product(ledger, "gross_profit_year") == 100_00
        assert product(ledger, "gross_margin_year") == Fraction(1, 3)
        assert (product(ledger, "profit_rank"), product(ledger, "profit_rank", "P-2")) == (1, 2)

    def test_unknown_cost(self):
        assert product(selling(("P-1", 300, None)), "gross_margin_year") is None

    def test_no_sales(self):
        assert product(trading().put(Product(id="P-1", name="P-1")), "gross_margin_year") is None


def turning(sales: int = 600, cost: int = 400, begin: int = 100, end: int = 200) -> Ledger:
    """P-1 sold last month, with stock at C-1 when the month began and when it ended."""
    ledger = selling(("P-1", sales, cost), ("P-2", 400, 0), on=LAST_MONTH)
    return stock(stock(ledger, begin, "2026-09-30"), end, "2026-10-31")


class TestTurnover:
    """J6, L6: sales of the month over the average of the stock when it began and when it ended."""

    def test_sales_to_average_stock(self):
        assert product(turning(), "average_stock") == 150_00
        assert product(turning(), "turnover") == 4

    def test_no_stock_no_turnover(self):
        assert product(turning(begin=0, end=0), "turnover") is None

    def test_stock_counted_within_the_month_does_not_count(self):
        assert product(stock(turning(), 999, "2026-10-10"), "turnover") == 4

    def test_the_last_count_until_then_holds(self):
        """B51: begun with the count of 15 September, ended with that of 20 October."""
        ledger = selling(("P-1", 600, 400), on=LAST_MONTH)
        ledger = stock(stock(stock(ledger, 999, "2026-08-31"), 100, "2026-09-15"), 200, "2026-10-20")
        assert product(ledger, "average_stock") == 150_00

    def test_of_all_customers_together(self):
        ledger = stock(turning().customer("C-2").account("C-2"), 100, "2026-09-30", customer="C-2")
        assert product(ledger, "stock_month_begin") == 200_00
        assert product(ledger, "stock_month_end") == 300_00

    def test_a_product_that_was_never_counted_has_unknown_stock(self):
        """B51: and if it was counted in the month only, nobody knows with what it began."""
        ledger = selling(("P-1", 600, 400), on=LAST_MONTH)
        assert product(ledger, "stock_month_end") is None
        stock(ledger, 200, "2026-10-20")
        assert (product(ledger, "stock_month_begin"), product(ledger, "stock_month_end")) == (None, 200_00)
        assert product(ledger, "turnover") is None

    def test_of_a_customer(self):
        ledger = trading().invoice(LAST_MONTH, 600, cost=400)
        ledger = stock(stock(ledger, 100, "2026-09-30", None), 200, "2026-10-31", None)
        assert measured(ledger, "turnover") == 4
        assert measured(ledger, "cross_ratio") == Fraction(200, 150)
        assert measured(ledger, "contribution_ratio") == Fraction(200, 150)

    def test_of_a_customer_product_by_product(self):
        """B51: a later count of one product leaves the other as it was."""
        ledger = trading().put(*(Product(id=name, name=name) for name in ("P-1", "P-2")))
        assert measured(ledger, "stock_month_end") is None
        ledger = stock(stock(ledger, 100, "2026-09-15", "P-1"), 40, "2026-09-20", "P-2")
        stock(ledger, 10, "2026-10-20", "P-2")
        assert (measured(ledger, "stock_month_begin"), measured(ledger, "stock_month_end")) == (
            140_00,
            110_00,
        )


class TestCrossRatio:
    """J7, L1: margin times turnover; the source prints margin times sales."""

    def test_margin_times_turnover(self):
        margin, turnover = product(turning(), "gross_margin_month"), product(turning(), "turnover")
        assert (margin, turnover) == (Fraction(1, 3), 4)
        assert product(turning(), "cross_ratio") == margin * turnover

    def test_as_printed(self):
        assert product(turning(), "cross_ratio_literal") == 200_00

    def test_unknown_without_stock(self):
        assert product(turning(begin=0, end=0), "cross_ratio") is None


class TestContributionRatio:
    """J8, J21, L2: cross ratio times share of sales; the source prints cross ratio times sales."""

    def test_cross_ratio_times_share_of_sales(self):
        assert product(turning(), "sales_share_month") == Fraction(6, 10)
        assert product(turning(), "contribution_ratio") == Fraction(4, 3) * Fraction(6, 10)

    def test_as_printed_in_units_of_a_parameter(self):
        """200 yuan times 600 yuan, where 100 yuan count as one."""
        literal = measured(turning(), "contribution_literal", "P-1", "product", literal_unit=100)
        assert literal == 1_200_00


class TestAgeing:
    """J11."""

    @pytest.mark.parametrize(
        ("past_due", "band"),
        [
            (0, "not_due"),
            (1, "aged_1"),
            (30, "aged_1"),
            (31, "aged_2"),
            (60, "aged_2"),
            (61, "aged_3"),
            (90, "aged_3"),
            (91, "aged_4"),
        ],
    )
    def test_bands(self, past_due, band):
        ledger = trading().open_invoice(500, days_ago(past_due), due_on=days_ago(past_due))
        found = [
            name for name in ("not_due", "aged_1", "aged_2", "aged_3", "aged_4") if measured(ledger, name)
        ]
        assert found == [band]
        assert measured(ledger, band, "S", "unit") == 500_00

    def test_the_bands_have_no_default(self):
        ledger = trading().open_invoice(500)
        with pytest.raises(ParameterMissing, match=r"ageing_band_1 .*J11"):
            measured(ledger, "aged_1", ageing_band_1=None)

    def test_days_sales_outstanding(self):
        """73 of 365: a fifth of the sales of the last 12 months is open."""
        ledger = trading().open_invoice(100).invoice("2026-03-01", 400)
        assert measured(ledger, "days_sales_outstanding") == 73
        assert measured(ledger, "days_sales_outstanding", "U-1", "unit") == 73

    def test_without_sales_there_are_no_days(self):
        assert measured(trading(), "days_sales_outstanding") is None


class TestIncome:
    """J19, C11."""

    def test_new_and_old_customers(self):
        ledger = trading().invoice("2025-06-30", 300).customer("C-2").account("C-2", since="2025-01-01")
        ledger.invoice("2025-06-30", 200, customer="C-2")
        assert measured(ledger, "sales_to_new", "U-1", "unit") == 200_00

    def test_direct_and_channel(self):
        ledger = Ledger().account().invoice("2025-06-30", 300)
        ledger.put(Customer(id="C-1", name="C-1", sales_route=SalesRoute.DIRECT, credit_limit=Unlimited()))
        assert measured(ledger, "sales_direct", "U-1", "unit") == 300_00
        assert measured(ledger, "sales_through_channel", "U-1", "unit") == 0

    @pytest.mark.parametrize(
        ("features", "share"), [(True, Fraction(3, 4)), (False, Fraction(0)), (None, None)]
    )
    def test_the_share_of_high_value_customers(self, features, share):
        """J19, C10: C-1 is run like a group, or not, or nobody says so; C-2 is not."""
        ledger = Ledger().account().account("C-2")
        ledger.invoice("2025-06-30", 300).invoice("2025-06-30", 100, customer="C-2")
        for id_, said in (("C-1", features), ("C-2", False)):
            ledger.put(
                Customer(
                    id=id_,
                    name=id_,
                    ownership=OwnershipType.PRIVATE,
                    has_group_features=said,
                    credit_limit=Unlimited(),
                )
            )
        assert measured(ledger, "high_value_share", "U-1", "unit") == share

    def test_products_applications_and_service(self):
        ledger = trading().invoice("2025-06-30", 100, id_="I-1")
        kinds = [ProductKind.PRODUCT, ProductKind.APPLICATION, ProductKind.SERVICE]
        for number, kind in enumerate(kinds, 1):
            name = f"P-{number}"
            ledger.put(Product(id=name, name=name, kind=kind), line(name, number * 10, 0, "I-1", number))
        incomes = [measured(ledger, f"{kind.name.lower()}_income", "U-1", "unit") for kind in kinds]
        assert incomes == [10_00, 20_00, 30_00]
