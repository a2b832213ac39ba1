"""``groupctl route``: how requests stand, who has the next step, and who decides in a matter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Self

from attrs import evolve, frozen

from groupctl.cli.work import rejected
from groupctl.control.way import Way
from groupctl.decisions.decision import Ineffective
from groupctl.decisions.engine import Engine
from groupctl.decisions.rule_routes import RuleRoute
from groupctl.decisions.way_text import WayText, plain, rule_route_lines
from groupctl.decisions.wording import cause_text
from groupctl.errors import DataError, mistyped
from groupctl.model.authority import Request
from groupctl.model.customer import account_id
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.texts import Language, say
from groupctl.texts.layout import BLANK, Line, Part

ABOUT: Final = ("order", "customer", "unit")
"""What a request may be about, beside itself."""
GATED: Final = ("order", "account")
"""What requests let through a gate."""


@frozen
class HeldSubject:
    """Rules that hold a subject, how they can be overridden, and the requests that do not help."""

    route: RuleRoute
    unhelpful: Sequence[Ineffective]


@frozen
class RoutePage:
    """The ways of some requests; ``subject`` is what they are about, and ``held`` what holds it."""

    engine: Engine
    portfolio: Portfolio
    subject: str
    ways: Sequence[Way]
    held: Sequence[HeldSubject] = ()

    @classmethod
    def about(cls, engine: Engine, portfolio: Portfolio, subject: str) -> Self:
        """The request called ``subject``, or those about it with what else holds it. DataError when nothing is called so."""
        requests = portfolio.records("request")
        found = [one for one in requests if subject == one.id] or [
            one for one in requests if is_about(one, subject)
        ]
        known = {
            record.id for entity in ("request", "account", *ABOUT) for record in portfolio.records(entity)
        }
        if not found and subject not in known:
            if lost := rejected(subject, portfolio):
                raise lost
            there = [*engine.policy.authority.matters, *known]
            raise DataError(mistyped("authority.nothing-asked", subject, there, None, subject=subject[:80]))
        ways = [engine.route(one, portfolio) for one in found]
        return cls(engine, portfolio, subject, ways, list(held(engine, portfolio, subject)))

    @classmethod
    def of_matter(cls, engine: Engine, portfolio: Portfolio, request: Request) -> Self:
        """How a request that is not made yet would go on."""
        return cls(engine, portfolio, request.matter, [engine.expected_route(request, portfolio)])

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        for number, way in enumerate(self.ways):
            if number:
                yield BLANK
            yield from WayText(way, self.engine.policy, self.portfolio, lang).lines()
        for number, one in enumerate(self.held):
            if number or self.ways:
                yield BLANK
            yield from rule_route_lines(one.route, self.engine.policy, self.portfolio, lang)
            for request in one.unhelpful:
                why = cause_text(request.why, lang)
                said = say("authority.way-unhelpful", lang, record=request.request, why=why)
                yield Line.of(Part(said, "doubt"), indent=2)
        if not self.ways and not self.held:
            yield Line.of(say("authority.way-none", lang, subject=self.subject))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        return (plain(way) for way in (*self.ways, *(way for one in self.held for way in one.route.ways)))


def held(engine: Engine, portfolio: Portfolio, subject: str) -> Iterator[HeldSubject]:
    """What holds an order or an account at a gate and for which nothing is being asked."""
    for name, rule_set in engine.policy.rulesets.items():
        table = portfolio.schema.entities[rule_set.about].table
        if not rule_set.gate or rule_set.about not in GATED or subject not in portfolio.tables[table]:
            continue
        decision = engine.decide(name, subject, portfolio, depth=0)
        for route in engine.routes(decision, portfolio):
            ways = tuple(way for way in route.ways if way.supposed)
            if ways or not route.ways:
                unhelpful = tuple(one for one in decision.ineffective if one.rule in route.rules)
                yield HeldSubject(evolve(route, ways=ways), unhelpful)


def is_about(request: Record, subject: str) -> bool:
    """Whether a request is about the record called ``subject``: an order, a customer, a unit, or an account."""
    row, order = request.source, request.values.get("order")
    customer = order.values.get("customer") if isinstance(order, Record) else None
    bought_by = customer.id if isinstance(customer, Record) else row.customer
    return subject in {row.order, row.customer, row.unit, bought_by, account_id(str(bought_by), row.unit)}
