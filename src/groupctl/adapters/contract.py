"""What an adapter is: how it is opened, what it can do, and what it hands over.

An adapter turns a host's records into objects of the model, rejects what it can't read, and judges
nothing: duplicates, references and dates later than the snapshot are the portfolio's matter.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from attrs import field, frozen

from groupctl.errors import AdapterError, Fault, SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.given import Given
from groupctl.portfolio.later import Later
from groupctl.portfolio.notes import Note
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema
from groupctl.schema.money import shown
from groupctl.texts import LANGUAGES, Language

SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{0,39}")
"""What comes before the colon in ``files:ledger/``."""


class NamedEnum(Enum):
    """An enumeration whose values are the names of its members."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:  # noqa: ARG004
        return name


class TableSupport(NamedEnum):
    """How well a host offers one table."""

    FULL = auto()
    """All rows that the host has."""
    PARTIAL = auto()
    """Only some rows: what would need the others is unknown."""
    UNSUPPORTED = auto()


@frozen(kw_only=True)
class Capabilities:
    """What a host offers, as data; a reading that doesn't keep it is refused (`Host.snapshot`).

    ``others`` is the support of the tables that are not named in ``tables``, those that a policy adds among them.
    """

    tables: Mapping[str, TableSupport] = field(factory=dict)
    others: TableSupport = TableSupport.UNSUPPORTED

    def support(self, table: str) -> TableSupport:
        """How well ``table`` can be read."""
        return self.tables.get(table, self.others)


EVERYTHING: Final = Capabilities(others=TableSupport.FULL)
"""All rows that a ledger holds, of whatever table."""


@frozen(kw_only=True)
class Reading:
    """What an adapter read: objects per table, what it rejected, and which tables are missing.

    Each table that the host supports in full is in ``tables`` or, where it could not be read today, in
    ``missing_tables``; exchange rates need no mention. A table that the host does not support is in neither.

    ``currency`` is the one to keep the portfolio in, ``source`` says in a few words where the data is from. ``partial``,
    ``scope`` and ``absent`` are what is not here on purpose (`Portfolio.build`). ``given`` is what the policy need not
    work out, ``later`` are later rows of which only the number is known. ``notes`` tell people how the tables were read. ``spans`` may say where each object stood, in the order of ``tables``: the portfolio rejects rows
    too, and people want to find them.
    """

    tables: Mapping[str, Sequence[object]]
    currency: str
    rejected: Sequence[RejectedRow] = ()
    missing_tables: Iterable[str] = ()
    partial: Iterable[str] | Mapping[str, str] = ()
    scope: Scope | None = None
    absent: Mapping[str, Iterable[str]] = field(factory=dict)
    given: Iterable[Given] = ()
    later: Iterable[Later] = ()
    notes: Sequence[Note] = ()
    source: str = ""
    spans: Mapping[str, Sequence[SourceSpan]] = field(factory=dict)


@runtime_checkable
class Adapter(Protocol):
    """One open host."""

    @property
    def scheme(self) -> str:
        """The scheme it was opened by."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this host can do."""
        ...

    def read(self, as_of: date) -> Reading:
        """Everything that the host knows on ``as_of``; rows dated later may be handed over too."""
        ...


@runtime_checkable
class ScopedAdapter(Adapter, Protocol):
    """One open host that can be asked for a part of it, such as one customer's family at order entry."""

    def read_scope(self, as_of: date, scope: Scope) -> Reading:
        """What belongs to ``scope``: all rows of its customers, all members of its groups. Others may come along."""
        ...


@frozen(kw_only=True)
class Options:
    """What the caller adds to the target; an adapter refuses what it can't use (see `refuse`)."""

    mapping: Path | None = None
    """A mapping file, for foreign names and formats."""
    currency: str | None = None
    """The currency of amounts that state none, and of the portfolio."""
    tables: Mapping[str, Sequence[object]] | None = None
    """Objects that are there already."""
    schema: Schema = STANDARD
    """What records there are."""


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """What the system refuses about ``path`` in this block (too long a name, no right to look) becomes an AdapterError."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AdapterError.of("adapters.cannot-open", path=shown(str(path)), error=reason) from error


def refuse(options: Options, scheme: str, *names: str) -> None:
    """AdapterError if one of ``names`` is given, which the adapter of ``scheme`` has no use for."""
    if given := [name for name in names if getattr(options, name) is not None]:
        raise AdapterError(
            Fault("adapters.option-refused", {"scheme": scheme, "option": name}) for name in given
        )


def _scheme(_: object, __: object, scheme: str) -> None:
    if not SCHEME.fullmatch(scheme):
        raise ValueError(f"a scheme is made of a-z, 0-9, '+', '-' and '.', not {scheme!r}")


def _both_languages(_: object, __: object, title: Mapping[Language, str]) -> None:
    if missing := [lang for lang in LANGUAGES if not title.get(lang)]:
        raise ValueError(f"the title lacks {', '.join(missing)}")


def _callable(_: object, __: object, function: Callable[[str, Options], Adapter]) -> None:
    if not callable(function):
        raise TypeError(f"open must be a function, not {type(function).__name__}")


@frozen(kw_only=True)
class AdapterKind:
    """One kind of host: ``open(target, options)`` gives an adapter for ``scheme:target``.

    ValueError for a bad scheme or a title that lacks a language.
    """

    scheme: str = field(validator=_scheme)
    title: Mapping[Language, str] = field(validator=_both_languages)
    open: Callable[[str, Options], Adapter] = field(validator=_callable)
    capabilities: Capabilities
