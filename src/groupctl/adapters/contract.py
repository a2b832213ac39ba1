"""What an adapter is: how it is opened, what it answers, and what it hands over.

An adapter turns a host's records into objects of the model, rejects what it can't read, and judges
nothing: duplicates, references and dates later than the snapshot are the portfolio's matter. Every adapter can `Adapter.read`; the
other protocols are for those whose capabilities claim them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from attrs import field, frozen

from groupctl.adapters.capabilities import Capabilities, ChangeKind, Feature
from groupctl.adapters.changes import Before, Change, Operation, Receipt
from groupctl.errors import AdapterError, Fault, SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.given import Given
from groupctl.portfolio.later import Later
from groupctl.portfolio.notes import Note
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema
from groupctl.schema.money import Money, shown
from groupctl.texts import LANGUAGES, Language

SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{0,39}")
"""What comes before the colon in ``files:ledger/``."""

CONTRACT: Final = "1.0"
"""The version of this contract. Within 1.x, names are added and none is removed or changes its meaning."""
VERSION: Final = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")


def keeps(version: str) -> bool:
    """Whether this groupctl keeps ``version`` of the contract: the same first number, and no later second one."""
    (major, minor), (ours, newest) = (map(int, one.split(".")) for one in (version, CONTRACT))
    return major == ours and minor <= newest


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
    """A host that can be asked for a part of what it has, such as one customer's family at order entry (`Feature.SCOPE`)."""

    def family(self, entity: str, id_: str) -> Scope | None:
        """Whose rows a decision about that record needs: `groupctl.adapters.family_of` says which; None where it isn't there."""
        ...

    def read_scope(self, as_of: date, scope: Scope) -> Reading:
        """What belongs to ``scope``: all rows of its customers, all members of its groups. Others may come along.

        Left out is only what is surely of another customer: a row that names none, or one that can't be read, comes along.
        """
        ...


@frozen(kw_only=True)
class Changed:
    """What changed in a host: the rows in ``reading``, whatever table they are of, up to ``cursor``.

    ``counts`` is how many rows of each table there are now: by these a deletion is found, for it leaves nothing that could change.
    """

    reading: Reading
    cursor: str
    counts: Mapping[str, int]


@runtime_checkable
class IncrementalAdapter(Adapter, Protocol):
    """A host that tells what changed (`Feature.CHANGES`)."""

    def read_changes(self, as_of: date, cursor: str) -> Changed:
        """The rows that changed since ``cursor``; all of them for an empty one. Rows may come twice, none may be left out.

        Follow documents, items and payments themselves: in many hosts a payment leaves the date of the customer as it was.
        """
        ...


@frozen(kw_only=True)
class Balance:
    """What a customer owes one company by the host's own books on a day: below zero where it paid more than it owed.

    One for each currency. ``customer`` is who pays.
    """

    customer: str
    unit: str
    amount: Money
    on: date


@runtime_checkable
class ReconciledAdapter(Adapter, Protocol):
    """A host that keeps balances, which open items must add up to (`Feature.BALANCES`)."""

    def balances(self, as_of: date, customers: frozenset[str] | None) -> Iterable[Balance]:
        """The balances on ``as_of`` of these customers, of all for None; those of zero may be left out."""
        ...


@frozen(kw_only=True)
class Permissions:
    """What the host lets its user do. ``tables`` are those that may be read, None for all.

    ``all_rows`` is false where the user sees some companies only: a table then holds some rows, whatever the host offers.
    """

    user: str = ""
    tables: frozenset[str] | None = None
    all_rows: bool = True
    changes: frozenset[ChangeKind] = frozenset()


@runtime_checkable
class ProbedAdapter(Adapter, Protocol):
    """A host that says what its user may do (`Feature.PERMISSIONS`)."""

    def permissions(self) -> Permissions:
        """What the user may see and write now."""
        ...


@runtime_checkable
class WritingAdapter(Adapter, Protocol):
    """A host that takes changes, those that its capabilities name."""

    def before(self, changes: Sequence[Change]) -> Sequence[Before | None]:
        """What is there now, for each of ``changes``; None where the host has no such record."""
        ...

    def apply(self, operation: Operation) -> Receipt:
        """Make one change, once, if the record is still as ``operation.before`` says; the receipt holds what was read back.

        `Busy` if the host wants to be asked later, `Doubtful` if the answer was lost. What the host warns of is
        `Outcome.NEEDS_APPROVAL`, and nothing is written.
        """
        ...


PROTOCOLS: Final[Mapping[Feature, type]] = {
    Feature.SCOPE: ScopedAdapter,
    Feature.CHANGES: IncrementalAdapter,
    Feature.BALANCES: ReconciledAdapter,
    Feature.PERMISSIONS: ProbedAdapter,
}
"""What an adapter must have that claims a feature; one that claims changes is a `WritingAdapter`."""


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


def _version(_: object, __: object, version: str) -> None:
    if not VERSION.fullmatch(version):
        raise ValueError(f"a version of the contract is written like {CONTRACT!r}, not {version!r}")


def _both_languages(_: object, __: object, title: Mapping[Language, str]) -> None:
    if missing := [lang for lang in LANGUAGES if not title.get(lang)]:
        raise ValueError(f"the title lacks {', '.join(missing)}")


def _callable(_: object, __: object, function: Callable[[str, Options], Adapter]) -> None:
    if not callable(function):
        raise TypeError(f"open must be a function, not {type(function).__name__}")


@frozen(kw_only=True)
class AdapterKind:
    """One kind of host: ``open(target, options)`` gives an adapter for ``scheme:target``.

    ``contract`` is the version of this contract that it was written for, ``"1.0"``; one that this groupctl doesn't keep is refused
    when the plugin is loaded (`CONTRACT`). ``capabilities`` are what such hosts offer at best: an open adapter may offer less.
    ValueError for a bad scheme or version, or a title that lacks a language.
    """

    contract: str = field(validator=_version)
    scheme: str = field(validator=_scheme)
    title: Mapping[Language, str] = field(validator=_both_languages)
    open: Callable[[str, Options], Adapter] = field(validator=_callable)
    capabilities: Capabilities
