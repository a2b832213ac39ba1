"""``groupctl route``: how requests stand, who has the next step, and who decides in a matter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Self

from attrs import frozen

from groupctl.control.way import Way
from groupctl.decisions.engine import Engine
from groupctl.decisions.way_text import WayText, plain
from groupctl.errors import DataError
from groupctl.model.authority import Request
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.texts import Language, say
from groupctl.texts.layout import BLANK, Line
from groupctl.texts.similar import similar

ABOUT: Final = ("order", "customer", "unit")
"""What a request may be about, beside itself."""
SUPPOSED: Final = "?"
"""The id of a request that is only asked about."""


@frozen
class RoutePage:
    """The ways of some requests; ``subject`` is what they are about."""

    engine: Engine
    portfolio: Portfolio
    subject: str
    ways: Sequence[Way]

    @classmethod
    def about(cls, engine: Engine, portfolio: Portfolio, subject: str) -> Self:
        """The request called ``subject``, or those about it. DataError when nothing is called so."""
        requests = portfolio.records("request")
        found = [one for one in requests if subject == one.id] or [
            one for one in requests if is_about(one, subject)
        ]
        known = {record.id for entity in ("request", *ABOUT) for record in portfolio.records(entity)}
        if not found and subject not in known:
            near = similar(subject, [*engine.policy.authority.matters, *known])
            hint = "policy.did-you-mean" if near else None
            raise DataError.of("authority.nothing-asked", hint=hint, subject=subject[:80], suggestion=near)
        return cls(engine, portfolio, subject, [engine.route(one, portfolio) for one in found])

    @classmethod
    def of_matter(cls, engine: Engine, portfolio: Portfolio, request: Request) -> Self:
        """How a request that nobody has made yet would go on."""
        return cls(engine, portfolio, request.matter, [engine.expected_route(request, portfolio)])

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        for number, way in enumerate(self.ways):
            if number:
                yield BLANK
            yield from WayText(way, self.engine.policy, self.portfolio, lang).lines()
        if not self.ways:
            yield Line.of(say("authority.way-none", lang, subject=self.subject))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        return (plain(way) for way in self.ways)


def is_about(request: Record, subject: str) -> bool:
    """Whether a request is about the record called ``subject``: an order, a customer, or a unit."""
    order = request.values.get("order")
    customer = order.values.get("customer") if isinstance(order, Record) else None
    names = {getattr(request.source, name) for name in ABOUT}
    return subject in names or (isinstance(customer, Record) and customer.id == subject)
