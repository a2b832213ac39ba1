"""What we sell, and where it lies."""

from datetime import date

import pytest

from groupctl.model import STANDARD, InvoiceLine, Product, ProductKind, Sourcing, StockPosition
from groupctl.schema.money import Money
from tests.model.examples import invoice, yuan
from tests.model.holding import holding, ids, refused, seen, unknown

PIPE = Product(
    id="W-1",
    name="pipe",
    kind=ProductKind.PRODUCT,
    category="steel",
    seasonal=True,
    on_trial=False,
    sourcing=Sourcing.SPOT,
)
BARE = Product(id="W-2", name="valve")


class TestCatalogue:
    """B56: what can be sold."""

    def test_an_item(self):
        """B56."""
        found = holding(products=[PIPE, BARE])
        assert seen(found, "product", "W-1") == {
            "name": "pipe",
            "kind": "PRODUCT",
            "category": "steel",
            "seasonal": True,
            "on_trial": False,
            "sourcing": "SPOT",
        }
        assert seen(found, "product", "W-2") == {"name": "valve"}
        assert unknown(found, "product", "W-2") == {"kind", "category", "seasonal", "on_trial", "sourcing"}

    def test_an_item_leads_to_what_was_sold_of_it(self):
        """B56, with B50: the line names product and invoice, both of which lead back."""
        lines = [
            InvoiceLine(id="L-1", invoice="I-1", product="W-1", amount=yuan(60), quantity=3),
            InvoiceLine(id="L-2", invoice="I-1", amount=yuan(40)),
        ]
        found = holding(products=[PIPE], invoices=[invoice()], invoice_lines=lines)
        assert ids(found, "product", "W-1", "invoice_lines") == ["L-1"]
        assert ids(found, "invoice", "I-1", "invoice_lines") == ["L-1", "L-2"]
        assert unknown(found, "invoice_line", "L-2") == {"product", "cost", "quantity"}

    @pytest.mark.parametrize(
        "collection", ["invoice_lines", "goods_returns", "stock_positions", "season_plans"]
    )
    def test_whatever_names_a_product_is_found_from_it(self, collection):
        """B56."""
        assert collection in STANDARD.entities["product"].collections


class TestStockAtTheCustomer:
    """B51: our goods that lie with the customer on a day."""

    def test_value_and_pieces_by_product(self):
        """B51: counted at both ends of a month."""
        own = {"customer": "C-1", "unit": "U-1", "product": "W-1"}
        begin = StockPosition(id="S-1", **own, counted_on=date(2026, 5, 1), amount=yuan(90), quantity=9)
        end = StockPosition(id="S-2", **own, counted_on=date(2026, 5, 31), amount=yuan(20), quantity=2)
        found = holding(products=[PIPE], stock_positions=[end, begin])
        assert ids(found, "customer", "C-1", "stock_positions") == ["S-1", "S-2"]
        assert ids(found, "product", "W-1", "stock_positions") == ["S-1", "S-2"]
        assert ids(found, "account", "C-1@U-1", "stock_positions") == ["S-1", "S-2"]
        assert seen(found, "stock_position", "S-2") == {
            "customer": "C-1",
            "unit": "U-1",
            "account": "C-1@U-1",
            "product": "W-1",
            "counted_on": date(2026, 5, 31),
            "amount": 2000,
            "quantity": 2,
        }

    def test_pieces_may_be_uncounted_but_nothing_is_below_zero(self):
        own = {"id": "S", "customer": "C-1", "unit": "U-1", "counted_on": date(2026, 5, 1)}
        found = holding(stock_positions=[StockPosition(**own, amount=yuan(0))])
        assert seen(found, "stock_position", "S")["amount"] == 0
        assert unknown(found, "stock_position", "S") == {"quantity", "product"}
        refused(StockPosition, "model.negative", **own, amount=Money.of(-1, "CNY"))
        refused(StockPosition, "model.negative", **own, amount=yuan(1), quantity=-1)
