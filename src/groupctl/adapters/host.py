"""``connect``: from ``files:ledger/`` to an open host, and from a host to a portfolio."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from attrs import evolve, field, frozen

from groupctl.adapters.contract import Adapter, Capabilities, Options, Reading, ScopedAdapter, TableSupport
from groupctl.adapters.discovery import Broken, Plugin, PluginFault, Stage, described, discover, quiet
from groupctl.errors import AdapterError, DataError, Fault, GroupctlError, SourceSpan
from groupctl.model.vocabulary import EXCHANGE_RATES, STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema
from groupctl.texts.similar import similar


@frozen(kw_only=True)
class Host:
    """An open host and the plugin that serves it. Make one with `connect`, or around an adapter of your own."""

    adapter: Adapter
    plugin: Plugin = field(factory=lambda: Plugin(name="", distribution=""))
    schema: Schema = STANDARD

    @property
    def capabilities(self) -> Capabilities:
        """What the host can do."""
        return self.adapter.capabilities

    def snapshot(self, as_of: date, scope: Scope | None = None) -> Portfolio:
        """Everything that the host knows, as of a day; with a ``scope``, at least what belongs to that.

        A host that can't be asked for a part is read whole. AdapterError if it can't be read or breaks its contract.
        DataError where ``as_of`` is no date: a text, or a moment, whose day depends on the place.
        """
        _check_day(as_of)
        with quiet(self.plugin):
            return self._snapshot(as_of, scope)

    def _snapshot(self, as_of: date, scope: Scope | None) -> Portfolio:
        try:
            if scope is not None and isinstance(self.adapter, ScopedAdapter):
                reading = evolve(self.adapter.read_scope(as_of, scope), scope=scope)
            else:
                reading = self.adapter.read(as_of)
        except (AdapterError, DataError):
            raise
        except Broken as error:
            raise _failed(self.plugin, "read", error) from error
        try:
            return self._portfolio(as_of, reading)
        except (GroupctlError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise _failed(self.plugin, "read", error) from error

    def _portfolio(self, as_of: date, reading: Reading) -> Portfolio:
        if not isinstance(reading, Reading):
            raise TypeError(f"read() gave {type(reading).__name__}, not Reading")
        portfolio = Portfolio.build(
            as_of=as_of,
            currency=reading.currency,
            tables=reading.tables,
            rejected=reading.rejected,
            missing_tables=reading.missing_tables,
            partial=_partial(self.capabilities, reading, self.schema),
            scope=reading.scope,
            absent=reading.absent,
            given=reading.given,
            later=reading.later,
            source=reading.source,
            schema=self.schema,
        )
        placed = tuple(_placed(portfolio.rejected, reading))
        return evolve(portfolio, rejected=placed, notes=tuple(reading.notes))


def _check_day(as_of: object) -> None:
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        said, kind = repr(as_of)[:100], type(as_of).__name__
        raise DataError.of("adapters.as-of-not-a-date", value=said, type=kind)


def _partial(capabilities: Capabilities, reading: Reading, schema: Schema) -> Mapping[str, str]:
    """The tables that hold only some of their rows. AdapterError where a reading isn't what its host says to offer."""
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
    return dict.fromkeys((table for table in given if offered[table] is TableSupport.PARTIAL), "some") | dict(
        stated
    )


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
    return AdapterError(PluginFault.of(plugin, stage, f"raised-{stage}", error=described(error)).fault)
