"""``snapshot:PATH``: a portfolio that was saved as JSON (`groupctl.portfolio.serialise`), with its own day."""

from datetime import date
from pathlib import Path

from attrs import evolve, field, frozen

from groupctl.adapters.capabilities import EVERYTHING, Capabilities
from groupctl.adapters.contract import (
    Adapter,
    Options,
    Reading,
    refuse,
    told_of,
)
from groupctl.adapters.spec import built_in
from groupctl.errors import AdapterError, Fault, ModelError, SourceSpan
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import from_json
from groupctl.schema.entities import Schema
from groupctl.sources.whereabouts import refuse_what_is_no_file


@frozen(kw_only=True)
class SnapshotAdapter:
    """A saved portfolio."""

    path: Path
    schema: Schema
    currency: str | None = None
    scheme: str = field(default="snapshot", init=False)
    capabilities: Capabilities = field(default=EVERYTHING, init=False)

    def read(self, as_of: date) -> Reading:
        """The portfolio's tables. AdapterError for another day than its own: what came later was not saved."""
        portfolio = self._portfolio()
        if as_of != portfolio.as_of:
            raise AdapterError.of(
                "adapters.snapshot-of-another-day", path=self.path, stated=portfolio.as_of, asked=as_of
            )
        return Reading(
            tables=portfolio.stated,
            currency=self.currency or portfolio.currency,
            rejected=portfolio.rejected,
            missing_tables=portfolio.missing_tables,
            partial=portfolio.partial,
            scope=portfolio.scope,
            absent=portfolio.absent,
            given=portfolio.given,
            later=portfolio.later_rows,
            notes=portfolio.notes,
            source=portfolio.source,
        )

    def _portfolio(self) -> Portfolio:
        try:
            return from_json(self.path.read_text(encoding="utf-8-sig"), Portfolio, self.schema)
        except (OSError, UnicodeDecodeError) as error:
            raise AdapterError.of("adapters.cannot-open", path=self.path, error=error) from error
        except ModelError as error:
            here = SourceSpan(self.path.name, 1)
            faults = [evolve(fault, where=fault.where or here) for fault in error.faults]
            wanted = Fault("adapters.no-snapshot", {"path": str(self.path)}, hint="adapters.no-snapshot-hint")
            raise AdapterError([wanted, *faults]) from error


def open_snapshot(target: str, options: Options) -> Adapter:
    """The portfolio saved at ``target``. AdapterError if there is no such file."""
    refuse(options, "snapshot", "mapping", "tables")
    path = Path(target)
    with told_of(path):
        refuse_what_is_no_file(path)
        if not path.is_file():
            raise AdapterError.of("adapters.no-such-path", path=target or '""')
    return SnapshotAdapter(path=path, schema=options.schema, currency=options.currency)


groupctl_adapters = built_in("snapshot", open_snapshot)
