"""A decision at order entry: read what it needs, decide, and write it to the journal.

::

    host = groupctl.LiveHost(host=groupctl.connect("sqlite:erp.db", ...), engine=engine, journal=Path("decisions.jsonl"))
    decision = host.decide("order_release", "SO-1042", as_of=today)
    print(groupctl.explained(decision))
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from attrs import field, frozen

from groupctl.adapters.capabilities import Feature
from groupctl.adapters.host import Host
from groupctl.decisions.alone.decider import DEPTH
from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.journal.log import append_log
from groupctl.errors import DataError
from groupctl.portfolio.given import Given
from groupctl.portfolio.portfolio import Portfolio


def _given(values: Iterable[Given]) -> tuple[Given, ...]:
    return tuple(values)


@frozen(kw_only=True)
class LiveHost:
    """A host, and the engine that decides about its records.

    ``given`` are values that the records of one customer can't tell: last night's classes, which rank all customers
    (`groupctl.given_from`). Without them, what needs a rank is unknown, and a gate refers. Each decision is appended to ``journal``, where one is named.
    """

    host: Host
    engine: Engine
    journal: Path | None = None
    given: tuple[Given, ...] = field(default=(), converter=_given)

    def decide(self, rule_set: str, subject: str, *, as_of: date, depth: int = DEPTH) -> Decision:
        """Decide about the record called ``subject`` from what the host has now, with its explanation, and write it to the journal.

        Read are the rows of the record's family, where the host can be asked for these. The answer is never more lenient than that of the
        whole snapshot. DataError where there is no such record or rule set.
        """
        decision = self.engine.decide(
            rule_set, subject, self.portfolio(rule_set, subject, as_of), depth=depth
        )
        if self.journal is not None:
            append_log(self.journal, [decision])
        return decision

    def portfolio(self, rule_set: str, subject: str, as_of: date) -> Portfolio:
        """What a decision about that record is made from."""
        entity = self.engine.rule_set(rule_set).about
        scope = None
        if Feature.SCOPE in self.host.capabilities.features:
            scope = self.host.family(entity, subject)
            if scope is None:
                raise DataError.of("live.no-such-record", entity=entity, id=subject)
        portfolio = self.host.snapshot(as_of, scope)
        tables = {
            entity: portfolio.tables[known.table] for entity, known in portfolio.schema.entities.items()
        }
        here = [one for one in self.given if one.entity not in tables or one.id in tables[one.entity]]
        return portfolio.with_given(here) if here else portfolio
