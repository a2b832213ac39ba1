"""The content hash of a portfolio: the same facts, the same hash."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Final

from attrs import evolve

from groupctl.portfolio.codec import canonical, to_plain
from groupctl.portfolio.rejected_row import RejectedRow

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
    digest = sha256()

    def add(name: str, value: object) -> None:
        digest.update(canonical([name, value]).encode() + b"\n")

    add("format", PORTFOLIO_FORMAT)
    add("as_of", as_of.isoformat())
    add("currency", currency)
    for name in frame:
        add(name, frame[name])
    for name in sorted(tables):
        for row in tables[name].values():
            add(name, to_plain(row))
    for line in sorted(canonical(to_plain(evolve(row, where=None))) for row in rejected):
        add("rejected", line)
    return digest.hexdigest()
