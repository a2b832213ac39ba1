"""In which currencies the amounts are stated that a rule set reads, at any depth: where they are not the portfolio's, a rate is used."""

from collections.abc import Iterable
from typing import Final

from attrs import define

from groupctl.portfolio.records import Record
from groupctl.rules.evaluation.behind import Behind
from groupctl.rules.evaluation.given import answer
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money

AMOUNTS: Final = frozenset({"money", "limit"})
SETTLED: Final = "amount_settled"
"""Worked out for payments, from their amount."""


@define(eq=False, slots=False)
class CurrenciesRead(Behind[str]):
    """The currencies of the amounts behind names."""

    def begins(self) -> set[str]:
        """The attributes that are amounts."""
        entities = self.environment.portfolio.schema.entities.values()
        return {
            name
            for entity in entities
            for name, attribute in entity.attributes.items()
            if attribute.kind in AMOUNTS
        }

    def at(self, record: Record, name: str) -> tuple[str, ...] | None:
        """The currency of an amount; nothing is read behind a value that is given."""
        if self.environment.portfolio.given and answer(record, name, self.environment) is not None:
            return ()
        value = getattr(record.source, "amount" if name == SETTLED else name, None)
        money = value.money if isinstance(value, Amount) else value
        return (money.currency,) if isinstance(money, Money) else None

    def each(self, found: Iterable[str]) -> tuple[str, ...]:
        """Each currency once, in order."""
        return tuple(sorted(set(found)))
