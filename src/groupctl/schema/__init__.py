"""What records exist: the kinds of values a field may hold, and how fields are declared."""

from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import Schema
from groupctl.schema.money import Money

__all__ = ["CURRENCIES", "Money", "Schema"]
