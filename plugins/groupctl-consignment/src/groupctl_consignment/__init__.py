"""Consigned goods: ours, lying at a customer's. The rules are in the folder ``policy``."""

from datetime import date

from groupctl import Money, function, record
from groupctl.model.product import ProductRef
from groupctl.schema.fields import Count, CustomerRef, Days, Identifier, NonNegative, UnitRef


@record("consigned_lot", dated="counted_on")
class ConsignedLot:
    """What lay at a customer's when it was last counted: so many of a product, at what we would invoice for it."""

    id: Identifier
    customer: CustomerRef
    unit: UnitRef
    product: ProductRef | None = None
    counted_on: date
    quantity: Count
    value: NonNegative


@function(version="1")
def days_of_cover(stock: Money, sold: Money, days: Days) -> Days | None:
    """Whole days that ``stock`` lasts if as much is sold as in the last ``days``; not known where nothing was sold."""
    return stock.minor * days // sold.minor if sold.minor > 0 else None
