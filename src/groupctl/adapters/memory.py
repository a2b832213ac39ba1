"""``memory:NAME``: objects that are there already, or the group of the demo (``memory:demo``)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pkgutil import resolve_name
from typing import Final

from attrs import evolve, field, frozen

from groupctl.adapters.capabilities import Capabilities, Feature, TableSupport
from groupctl.adapters.contract import (
    Adapter,
    Options,
    Reading,
    refuse,
)
from groupctl.adapters.families import family_of, scoped
from groupctl.adapters.reading import currency_of_root, missing_of
from groupctl.adapters.spec import built_in
from groupctl.errors import AdapterError
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.scope import Scope
from groupctl.schema.entities import Schema

MADE_UP: Final = {"demo": "groupctl.demo:demo_reading"}
"""Groups that do not exist, and what makes each up; it is content, and found by its name when it is asked for."""
CAPABILITIES: Final = Capabilities(others=TableSupport.FULL, features={Feature.SCOPE})


@frozen(kw_only=True)
class MemoryAdapter:
    """Whatever ``give`` gives."""

    give: Callable[[], Reading]
    schema: Schema = STANDARD
    scheme: str = field(default="memory", init=False)
    capabilities: Capabilities = field(default=CAPABILITIES, init=False)

    def read(self, as_of: date) -> Reading:  # noqa: ARG002 - the objects are all there is
        """The objects as they are."""
        return self.give()

    def family(self, entity: str, id_: str) -> Scope | None:
        """Whose rows a decision about that record needs."""
        return family_of(self.give().tables, entity, id_, self.schema)

    def read_scope(self, as_of: date, scope: Scope) -> Reading:
        """The objects that belong to ``scope``."""
        return scoped(self.read(as_of), scope, self.schema)


def open_memory(target: str, options: Options) -> Adapter:
    """The objects given as ``tables``, under the name ``target``; or the demo. AdapterError for neither."""
    refuse(options, "memory", "mapping")
    if options.tables is not None:
        give = partial(_reading, target, options.tables, options.currency, options.schema)
        return MemoryAdapter(give=give, schema=options.schema)
    if target in MADE_UP:
        give = partial(_in_currency, resolve_name(MADE_UP[target]), options.currency)
        return MemoryAdapter(give=give, schema=options.schema)
    raise AdapterError.of("adapters.memory-without-tables", name=target, demo=", ".join(MADE_UP))


def _reading(
    name: str, tables: Mapping[str, Sequence[object]], currency: str | None, schema: Schema
) -> Reading:
    """``tables``; those that are not given are missing."""
    return Reading(
        tables=tables,
        currency=currency or currency_of_root(tables.get("units", ())),
        missing_tables=missing_of(tables, schema),
        source=f"memory:{name}",
    )


def _in_currency(give: Callable[[], Reading], currency: str | None) -> Reading:
    reading = give()
    return evolve(reading, currency=currency or reading.currency)


groupctl_adapters = built_in("memory", open_memory, CAPABILITIES)
