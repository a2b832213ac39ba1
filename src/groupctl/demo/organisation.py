"""The demo group: its units, and the exchange rates it keeps its books with."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from groupctl.demo.book import AS_OF, FIRST_DAY, Book
from groupctl.demo.dice import dice
from groupctl.demo.written import rows_of
from groupctl.model.exchange import ExchangeRate
from groupctl.model.organisation import Unit

UNITS: Final[tuple[Unit, ...]] = tuple(rows_of("organisation.yaml"))
"""One group, three segments, eight units."""

CURRENCY_OF: Final = {unit.id: unit.currency for unit in UNITS if unit.currency}

LAST_RATES: Final = {"USD": 71_500, "EUR": 80_000}
"""Yuan for one unit of the currency at the demo's date, in ten-thousandths."""


def add_organisation(book: Book, seed: int) -> None:
    """Write the units and the exchange rates of each month."""
    for unit in UNITS:
        book.add(unit)
    for base, last in LAST_RATES.items():
        chance = dice(seed, "rate", base)
        for on in months(FIRST_DAY, AS_OF):
            drift = 0 if (on.year, on.month) == (AS_OF.year, AS_OF.month) else chance.randint(-1_500, 1_500)
            book.add(ExchangeRate(base=base, quote="CNY", on=on, rate=Fraction(last + drift, 10_000)))


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from ``first`` to ``last``."""
    on = first.replace(day=1)
    while on <= last:
        yield on
        on = on.replace(year=on.year + on.month // 12, month=on.month % 12 + 1)
