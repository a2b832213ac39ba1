"""``groupctl authority diff``: who would decide instead, and which open requests that touches (G1 to G6, G9, G26)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from attrs import frozen

from groupctl.control.way import Way
from groupctl.decisions.engine import Engine
from groupctl.decisions.way_text import WayText
from groupctl.decisions.wording import Glossary
from groupctl.errors import DataError
from groupctl.model.organisation import ControlMode
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.supposed import with_modes
from groupctl.rules.authority import MATTER, ROUTE
from groupctl.rules.matrix import ChangedCell, between_modes, between_policies
from groupctl.texts import Language, say
from groupctl.texts.layout import BLANK, Line, Part, table

CLOSED = frozenset({"USED", "REJECTED"})
"""States in which nothing is decided any more."""


@frozen
class Touched:
    """A request that would go another way."""

    before: Way
    after: Way


@frozen
class MatrixDiff:
    """Cells that say something else, by what they are of (a unit or nothing), and the open requests that go another way."""

    engine: Engine
    portfolio: Portfolio
    changed: Mapping[str, Sequence[ChangedCell]]
    touched: Sequence[Touched]

    @classmethod
    def of_modes(cls, engine: Engine, portfolio: Portfolio, modes: Mapping[str, ControlMode]) -> Self:
        """What changes when units get other control modes. DataError for a unit that isn't there or has no known mode."""
        supposed = with_modes(portfolio, modes)
        changed = {}
        for unit, mode in modes.items():
            before = portfolio.organisation.control_mode(unit)
            if before is None:
                raise DataError.of("authority.mode-unknown", unit=unit)
            changed[unit] = between_modes(engine.policy, before.name, mode.name)
        return cls(engine, portfolio, changed, touched((engine, portfolio), (engine, supposed)))

    @classmethod
    def of_policies(cls, engine: Engine, other: Engine, portfolio: Portfolio) -> Self:
        """What changes under the policy of ``other``."""
        changed = {"": between_policies(engine.policy, other.policy)}
        return cls(engine, portfolio, changed, touched((engine, portfolio), (other, portfolio)))

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        for unit, changes in self.changed.items():
            if unit:
                yield Line.of(Part(unit, "heading"))
            yield from self._cells(changes, lang)
        yield BLANK
        yield Line.of(Part(say("authority.touched", lang, count=len(self.touched)), "heading"))
        for one in self.touched:
            for word, way in (("before", one.before), ("after", one.after)):
                yield Line.of(say(f"authority.{word}", lang), "  ", *_head(way, self, lang).parts, indent=2)

    def _cells(self, changes: Sequence[ChangedCell], lang: Language) -> Iterator[Line]:
        glossary = Glossary(self.engine.policy, lang)
        if not changes:
            yield Line.of(say("authority.unchanged", lang), indent=2)
        yield from table(
            (
                glossary.member(one.matter, MATTER),
                say("authority.and", lang).join(_condition(text, glossary) for text in one.conditions)
                or say("authority.always", lang),
                f"{_route(one.before, glossary)} → {_route(one.after, glossary)}",
            )
            for one in changes
        )

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs: the cells, then the requests."""
        for unit, changes in self.changed.items():
            for one in changes:
                yield {
                    "unit": unit or None,
                    "matter": one.matter,
                    "conditions": list(one.conditions),
                    "before": one.before or None,
                    "after": one.after or None,
                }
        for touch in self.touched:
            yield {
                "request": touch.before.request_status.request.id,
                "before": _name(touch.before),
                "after": _name(touch.after),
            }


def touched(before: tuple[Engine, Portfolio], after: tuple[Engine, Portfolio]) -> list[Touched]:
    """The requests that are open and would go another way."""
    found = []
    for request in before[1].records("request"):
        ways = [engine.route(request.id, portfolio) for engine, portfolio in (before, after)]
        if ways[0].request_status.state not in CLOSED and _name(ways[0]) != _name(ways[1]):
            found.append(Touched(*ways))
    return found


def _name(way: Way) -> str | None:
    return way.request_status.route.name if way.request_status.route else None


def _condition(text: str, glossary: Glossary) -> str:
    """A condition as the policy writes it, a control mode by its name."""
    return glossary.member(text, ControlMode.__name__) if text in ControlMode.__members__ else text


def _route(name: str, glossary: Glossary) -> str:
    return glossary.member(name, ROUTE) if name else "–"


def _head(way: Way, page: MatrixDiff, lang: Language) -> Line:
    text = WayText(way, page.engine.policy, page.portfolio, lang)
    head = text.head()
    return Line.of(*head.parts, "  ", text.route) if way.request_status.route else head
