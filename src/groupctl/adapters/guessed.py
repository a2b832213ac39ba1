"""How a ledger probably writes dates, numbers and text: what reads every cell of a sample, and nothing that reads them otherwise.

Where two ways read all cells and give different values, none is taken: ``03/04/2026`` doesn't tell which month it is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from attrs import frozen

from groupctl.adapters.formats import NumberFormat, Unreadable, date_style
from groupctl.schema.currencies import CURRENCIES

T = TypeVar("T", date, Decimal)

DATES: Final = (
    *("YYYY-MM-DD", "YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "YYYY年M月D日"),
    *("D.M.YYYY", "D/M/YYYY", "M/D/YYYY", "D-M-YYYY", "M-D-YYYY", "excel"),
)
NUMBERS: Final = ("1234.56", "1,234.56", "1.234,56", "1 234,56", "1'234.56", "1234,56")
ENCODINGS: Final = ("utf-8", "gb18030", "big5", "shift_jis", "cp1252")
"""In the order in which they are tried: the first that reads all bytes is taken."""
DAYS_FROM: Final = date(1990, 1, 1)
DAYS_TO: Final = date(2100, 1, 1)
"""A way of writing dates that gives days outside of these was not meant."""


@frozen
class Guess:
    """The ways that read all cells of a sample: one, several that differ, or none. ``sample`` is a cell that tells."""

    ways: tuple[str, ...] = ()
    sample: str = ""

    @property
    def way(self) -> str:
        """The one way; empty where there is none or a choice."""
        return self.ways[0] if len(self.ways) == 1 else ""


def dates(cells: Iterable[str]) -> Guess:
    """How dates are written."""

    def reader(way: str) -> Callable[[str], date]:
        style = date_style(way)
        if style is None:
            raise AssertionError("all ways are styles")

        def read(cell: str) -> date:
            day = style.parse(cell)
            if not DAYS_FROM <= day <= DAYS_TO:
                raise Unreadable("adapters.not-a-date", value=cell, format=way)
            return day

        return read

    return _guess(cells, DATES, reader)


def numbers(cells: Iterable[str]) -> Guess:
    """How numbers are written."""

    def reader(way: str) -> Callable[[str], Decimal]:
        found = NumberFormat.of(way)
        if found is None:
            raise AssertionError("all ways are formats")
        return found.parse

    return _guess(cells, NUMBERS, reader)


def _guess(cells: Iterable[str], ways: Sequence[str], reader: Callable[[str], Callable[[str], T]]) -> Guess:
    """The ways that read all cells; of those that give the same values, the first."""
    said = list(dict.fromkeys(cell for cell in map(str.strip, cells) if cell))
    found: dict[tuple[T, ...], str] = {}
    for way in ways if said else ():
        read = reader(way)
        try:
            found.setdefault(tuple(map(read, said)), way)
        except Unreadable:
            continue
    telling = next((cell for i, cell in enumerate(said) if len({values[i] for values in found}) > 1), "")
    return Guess(tuple(found.values()), telling or next(iter(said), ""))


def currency(cells: Iterable[str]) -> str:
    """The currency that most cells name; empty where none does."""
    named = Counter(cell for cell in map(str.strip, cells) if cell in CURRENCIES)
    return max(sorted(named), key=named.__getitem__, default="")


def encoding(data: bytes, *, whole: bool) -> str:
    """The encoding that reads ``data``; where that is not the ``whole`` file, its last character may be cut."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for name in ENCODINGS:
        for cut in range(1 if whole else 4):
            try:
                data[: len(data) - cut].decode(name)
            except UnicodeDecodeError:
                continue
            return name
    return "latin-1"
