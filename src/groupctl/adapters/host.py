"""``connect``: from ``files:ledger/`` to an open host, and from a host to a portfolio."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from attrs import evolve, field, frozen

from groupctl.adapters.capabilities import Capabilities, Feature, TableSupport
from groupctl.adapters.changes import Before, Change, Operation, Receipt
from groupctl.adapters.contract import (
    PROTOCOLS,
    Adapter,
    IncrementalAdapter,
    Options,
    Permissions,
    ProbedAdapter,
    Reading,
    ReconciledAdapter,
    ScopedAdapter,
    WritingAdapter,
)
from groupctl.adapters.discovery import (
    Broken,
    Plugin,
    PluginFault,
    Stage,
    described,
    discover,
    place_of,
    quiet,
)
from groupctl.adapters.following import Followed, follow
from groupctl.adapters.reconciliation import differing
from groupctl.adapters.secrets import holds_password
from groupctl.errors import AdapterError, DataError, Fault, GroupctlError, SourceSpan
from groupctl.model.vocabulary import EXCHANGE_RATES, STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema
from groupctl.texts.similar import similar

T = TypeVar("T")


@frozen(kw_only=True)
class Host:
    """An open host and the plugin that serves it. Make one with `connect`, or around an adapter of your own."""

    adapter: Adapter
    plugin: Plugin = field(factory=lambda: Plugin(name="", distribution=""))
    schema: Schema = STANDARD

    def __attrs_post_init__(self) -> None:
        if faults := list(_claims_without_methods(self.adapter)):
            raise AdapterError(faults)

    @property
    def capabilities(self) -> Capabilities:
        """What the host can do."""
        return self.adapter.capabilities

    def snapshot(self, as_of: date, scope: Scope | None = None) -> Portfolio:
        """Everything that the host knows, as of a day; with a ``scope``, at least what belongs to that.

        A host that can't be asked for a part is read whole. Where the host keeps balances, what a customer owes is unknown at each company
        where its open items don't add up to them. AdapterError if it can't be read or breaks its contract.
        DataError where ``as_of`` is no date: a text, or a moment, whose day depends on the place.
        """
        _check_day(as_of)
        adapter = self.adapter
        if scope is not None and self._claims(Feature.SCOPE) and isinstance(adapter, ScopedAdapter):
            return self._told(lambda: evolve(adapter.read_scope(as_of, scope), scope=scope), as_of)
        return self._told(lambda: adapter.read(as_of), as_of)

    def family(self, entity: str, id_: str) -> Scope | None:
        """Whose rows a decision about that record needs; None where the host has no such record or can't be asked for a part."""
        adapter = self.adapter
        if not (self._claims(Feature.SCOPE) and isinstance(adapter, ScopedAdapter)):
            return None
        return self._called("read", lambda: adapter.family(entity, id_))

    def follow(self, as_of: date, earlier: Followed | None = None) -> tuple[Portfolio, Followed]:
        """The snapshot of a day from what was known ``earlier`` and what changed since, and what is known now.

        AdapterError where the host can't tell what changed, and as `snapshot` has it.
        """
        _check_day(as_of)
        adapter = self.adapter
        if not (self._claims(Feature.CHANGES) and isinstance(adapter, IncrementalAdapter)):
            raise AdapterError.of(
                "adapters.not-offered", scheme=self.adapter.scheme, feature=Feature.CHANGES.label()
            )
        known = self._called("read", lambda: follow(adapter, as_of, earlier))
        return self._told(lambda: known.reading, as_of), known

    def permissions(self) -> Permissions | None:
        """What the user may see and write; None where the host doesn't say."""
        adapter = self.adapter
        if not (self._claims(Feature.PERMISSIONS) and isinstance(adapter, ProbedAdapter)):
            return None
        return self._called("read", adapter.permissions)

    def before(self, changes: Sequence[Change]) -> Sequence[Before | None]:
        """What is there now, for each of ``changes``; None where the host has no such record."""
        return self._called("read", lambda: self._writing.before(changes))

    def apply(self, operation: Operation) -> Receipt:
        """Make one change; see `WritingAdapter.apply`."""
        return self._called("call", lambda: self._writing.apply(operation))

    @property
    def _writing(self) -> WritingAdapter:
        if not (self.capabilities.changes and isinstance(self.adapter, WritingAdapter)):
            raise AdapterError.of("adapters.reads-only", scheme=self.adapter.scheme)
        return self.adapter

    def _claims(self, feature: Feature) -> bool:
        """Whether the adapter claims ``feature``: another is not asked for it, whatever methods it has."""
        return feature in self.capabilities.features

    def _called(self, stage: Stage, call: Callable[[], T]) -> T:
        """What code of the plugin answers. AdapterError, with the place, where it fails."""
        try:
            with quiet(self.plugin):
                return call()
        except (AdapterError, DataError):
            raise
        except Broken as error:
            raise _failed(self.plugin, stage, error) from error

    def _told(self, read: Callable[[], Reading], as_of: date) -> Portfolio:
        reading = self._called("read", read)
        permissions = self.permissions()
        try:
            portfolio = self._portfolio(as_of, reading, permissions)
        except (GroupctlError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise _failed(self.plugin, "read", error) from error
        lost = self._unreconciled(portfolio)
        if not lost:
            return portfolio
        return self._portfolio(as_of, evolve(reading, rejected=[*reading.rejected, *lost]), permissions)

    def _unreconciled(self, portfolio: Portfolio) -> Sequence[RejectedRow]:
        """An invoice for each account whose open items are not what the host's books say."""
        adapter = self.adapter
        if not (self._claims(Feature.BALANCES) and isinstance(adapter, ReconciledAdapter)):
            return ()
        customers = portfolio.scope.customers if portfolio.scope else None
        return self._called(
            "read", lambda: [*differing(portfolio, adapter.balances(portfolio.as_of, customers))]
        )

    def _portfolio(self, as_of: date, reading: Reading, permissions: Permissions | None) -> Portfolio:
        if not isinstance(reading, Reading):
            raise TypeError(f"read() gave {type(reading).__name__}, not Reading")
        portfolio = Portfolio.build(
            as_of=as_of,
            currency=reading.currency,
            tables=reading.tables,
            rejected=reading.rejected,
            missing_tables=reading.missing_tables,
            partial=_partial(self.capabilities, reading, self.schema, permissions),
            scope=reading.scope,
            absent=reading.absent,
            given=reading.given,
            later=reading.later,
            source=reading.source,
            schema=self.schema,
        )
        placed = tuple(_placed(portfolio.rejected, reading))
        return evolve(portfolio, rejected=placed, notes=tuple(reading.notes))


def _claims_without_methods(adapter: Adapter) -> Iterator[Fault]:
    """What an adapter claims and has no method for."""
    claimed = [
        (feature.label(), PROTOCOLS[feature])
        for feature in Feature
        if feature in adapter.capabilities.features
    ]
    if adapter.capabilities.changes:
        claimed.append((", ".join(kind.label() for kind in adapter.capabilities.changes), WritingAdapter))
    for claim, protocol in claimed:
        if not isinstance(adapter, protocol):
            needed = {name for name in vars(protocol) if not name.startswith("_")}
            methods = sorted(needed - set(dir(adapter)))
            values = {"scheme": adapter.scheme, "claim": claim, "methods": ", ".join(methods)}
            yield Fault("adapters.claim-without-method", values)


def _check_day(as_of: object) -> None:
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        said, kind = repr(as_of)[:100], type(as_of).__name__
        raise DataError.of("adapters.as-of-not-a-date", value=said, type=kind)


def _partial(
    capabilities: Capabilities, reading: Reading, schema: Schema, permissions: Permissions | None
) -> Mapping[str, str]:
    """The tables that hold only some of their rows, or of which the user may see only some.

    AdapterError where a reading isn't what its host says to offer.
    """
    offered = {table: capabilities.support(table) for table in schema.tables}
    given = [table for table in schema.tables if table in reading.tables]
    told = {*given, *reading.missing_tables, EXCHANGE_RATES}
    lost = [table for table in schema.tables if offered[table] is TableSupport.FULL and table not in told]
    found = [table for table in given if offered[table] is TableSupport.UNSUPPORTED]
    broken = (("adapters.not-handed-over", lost), ("adapters.not-declared", found))
    if faults := [Fault(code, {"tables": ", ".join(sorted(tables))}) for code, tables in broken if tables]:
        raise AdapterError(faults)
    stated = (
        reading.partial if isinstance(reading.partial, Mapping) else dict.fromkeys(reading.partial, "some")
    )
    some = [table for table in given if offered[table] is TableSupport.PARTIAL]
    return dict.fromkeys(some, "some") | dict(stated) | dict.fromkeys(_hidden(given, permissions), "some")


def _hidden(tables: Sequence[str], permissions: Permissions | None) -> Iterator[str]:
    """The tables of which the user may see only some rows: a host that hides rows does not say so."""
    if permissions is None:
        return
    for table in tables:
        allowed = permissions.tables is None or table in permissions.tables
        if not (allowed and permissions.all_rows):
            yield table


def _placed(rejected: Sequence[RejectedRow], reading: Reading) -> Iterator[RejectedRow]:
    """The same rows; those that the portfolio itself rejected now say, too, where they stood."""
    found: dict[tuple[str, str], list[SourceSpan]] = {
        (row.table, row.id): [] for row in rejected if row.where is None and row.id
    }
    for table in {table for table, _ in found} & reading.spans.keys():
        for index, item in enumerate(reading.tables[table]):
            if (there := found.get((table, getattr(item, "id", "")))) is not None:
                there.append(reading.spans[table][index])
    for row in rejected:
        if row.where is None and (there := found.get((row.table, row.id or ""))):
            yield evolve(row, where=there.pop(0))
        else:
            yield row


def connect(
    spec: str,
    *,
    mapping: Path | str | None = None,
    currency: str | None = None,
    tables: Mapping[str, Sequence[object]] | None = None,
    schema: Schema = STANDARD,
) -> Host:
    """Open the host that ``spec`` names: a scheme and what it is to open, ``files:ledger/``.

    ``mapping`` is a mapping file for foreign names and formats; ``currency`` is the one of the portfolio where it
    is not the ledger's own; ``tables`` are the objects of ``memory:``;
    ``schema`` says what records there are, `Policy.schema` where a policy adds to them. AdapterError for an unknown scheme, a
    host that can't be opened or an option it has no use for; DataError with all faults of the mapping file.
    """
    scheme, colon, target = spec.partition(":")
    if holds_password(spec):
        raise AdapterError.of("adapters.password-in-address", hint="adapters.no-credential-place-hint")
    found = discover()
    if not colon or scheme not in found.kinds:
        known = ", ".join(sorted(found.kinds))
        code = "adapters.no-such-scheme" if colon else "adapters.no-scheme"
        values = {
            "spec": spec[:200],
            "scheme": scheme[:40],
            "known": known,
            "near": similar(scheme, found.kinds) or known,
        }
        wanted = Fault(code, values, hint="adapters.no-such-scheme-hint")
        raise AdapterError([wanted, *(fault.fault for fault in found.faults)])
    plugin = found.provider(scheme)
    options = Options(
        mapping=Path(mapping) if mapping else None, currency=currency, tables=tables, schema=schema
    )
    try:
        with quiet(plugin):
            adapter = found.kinds[scheme].open(target, options)
        if not isinstance(adapter, Adapter):
            raise TypeError(f"open() gave {type(adapter).__name__}, not an Adapter")
    except (AdapterError, DataError):
        raise
    except Broken as error:
        raise _failed(plugin, "call", error) from error
    return Host(adapter=adapter, plugin=plugin, schema=schema)


def _failed(plugin: Plugin, stage: Stage, error: BaseException) -> AdapterError:
    fault = PluginFault.of(plugin, stage, f"raised-{stage}", error=described(error)).fault
    return AdapterError(evolve(fault, where=place_of(error)))
