"""The demo: a made-up group with 1,200 customers, two years of trade, and situations planted in it.

``memory:demo`` opens it. All of it is made up from a seed: the same seed, the same rows.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from groupctl.adapters.contract import Reading
from groupctl.demo.activity import add_activity
from groupctl.demo.authority import add_authority
from groupctl.demo.book import AS_OF, Book
from groupctl.demo.business import add_business
from groupctl.demo.companies import add_balance_sheets
from groupctl.demo.customers import add_customers
from groupctl.demo.ledger import add_trade
from groupctl.demo.organisation import add_organisation
from groupctl.demo.people import add_people
from groupctl.demo.planted import SITUATIONS, Expected, Situation
from groupctl.demo.products import add_products
from groupctl.demo.relationships import add_relationships
from groupctl.demo.service import add_service
from groupctl.demo.writer import StoryWriter
from groupctl.demo.written import CURRENCY
from groupctl.sources.garbage import without_collection

__all__ = [
    "AS_OF",
    "CURRENCY",
    "SEED",
    "SITUATIONS",
    "Book",
    "Expected",
    "Situation",
    "demo_book",
    "demo_reading",
    "demo_tables",
]

SEED: Final = 20260630


@without_collection()
def demo_book(seed: int = SEED) -> Book:
    """The demo's tables and the rows that were rejected."""
    book = Book()
    add_organisation(book, seed)
    writer = StoryWriter(book)
    for situation in SITUATIONS:
        writer.write(situation.rows)
    planted, groups = len(book.tables["customers"]), len(book.tables["groups"])
    for habits in add_customers(book, seed, planted, groups):
        add_trade(book, seed, habits)
        add_activity(seed, habits)
    add_balance_sheets(book)
    add_people(book, seed)
    add_authority(book, seed)
    add_products(book, seed)
    add_relationships(book, seed)
    add_service(book, seed)
    add_business(book, seed)
    return book


@lru_cache(maxsize=1)
def demo_reading(seed: int = SEED) -> Reading:
    """What an adapter would have read from the demo's host; made once in the life of a process."""
    book = demo_book(seed)
    tables = {name: tuple(rows) for name, rows in book.tables.items()}
    return Reading(tables=tables, currency=CURRENCY, rejected=tuple(book.rejected), source="memory:demo")


def demo_tables(seed: int = SEED) -> Mapping[str, Sequence[object]]:
    """The demo's tables: name to objects of the model."""
    return demo_book(seed).tables
