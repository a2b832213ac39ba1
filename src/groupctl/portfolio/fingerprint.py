"""The content hash of a portfolio: the same facts, the same hash."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, fields

from groupctl.portfolio.codec import canonical, to_plain
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.choices import Choice
from groupctl.schema.money import Money

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

PORTFOLIO_FORMAT: Final = "groupctl.portfolio/1"
"""What a portfolio's document says it is. The number changes with the form of its rows, and so do all hashes."""


def fingerprint(
    as_of: date,
    currency: str,
    frame: Mapping[str, object],
    tables: Mapping[str, Mapping[str, object]],
    rejected: Iterable[RejectedRow],
) -> str:
    """SHA-256, in hex, over one line of canonical JSON for each fact.

    Rows come by table and id, so the order in which a host gave them doesn't matter. Where a rejected row stood
    is left out, for it says nothing about the facts. ``frame`` says, as JSON values, what is not here: the
    missing tables, and what was left out on purpose.
    """
    digest = begun(as_of, currency, frame)
    for name in sorted(tables):
        for row in tables[name].values():
            digest.update(row_line(name, row))
    for line in sorted(canonical(to_plain(evolve(row, where=None))) for row in rejected):
        digest.update(_line("rejected", line))
    return digest.hexdigest()


def begun(as_of: date, currency: str, frame: Mapping[str, object]) -> "HASH":
    """The digest before the first row."""
    facts = {"format": PORTFOLIO_FORMAT, "as_of": as_of.isoformat(), "currency": currency, **frame}
    return sha256(b"".join(_line(name, value) for name, value in facts.items()))


def _line(name: str, value: object) -> bytes:
    return canonical([name, value]).encode() + b"\n"


def row_line(table: str, row: object) -> bytes:
    """What a row of ``table`` adds to the digest."""
    return f'["{table}",{row_text(row)}]\n'.encode()


def row_text(row: object) -> str:
    """A row as canonical JSON: what `canonical` makes of it, without the steps in between; rows are many."""
    written = []
    cls: type = type(row)
    for name, default in _fields(cls):
        value = getattr(row, name)
        if value is not default and (default is None or value != default):
            text = _TEXTS.get(type(value), _text)
            written.append(f'"{name}":{text(value)}')
    return "{" + ",".join(written) + "}"


@cache
def _fields(cls: type) -> Sequence[tuple[str, object]]:
    """The fields of a class by name, each with what it holds where it is left out."""
    return sorted(((field.name, field.default) for field in fields(cls)), key=itemgetter(0))


def _text(value: object) -> str:
    if isinstance(value, Choice):
        return f'"{value.name}"'
    return canonical(to_plain(value))


@lru_cache(maxsize=10_000)
def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


_TEXTS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: encode_basestring,
    int: str,
    bool: lambda value: "true" if value else "false",
    date: _day,
    Money: lambda money: f'{{"amount":"{money.amount}","currency":"{money.currency}"}}',
}
