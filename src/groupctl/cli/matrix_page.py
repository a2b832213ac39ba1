"""``groupctl authority show``: the matrix of authority, a line for each of its cells, and the routes that it leads to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from attrs import frozen

from groupctl.decisions.way_text import steps_text
from groupctl.decisions.wording import Glossary
from groupctl.errors import DataError, mistyped
from groupctl.rules.authority import MATTER, REFER, ROUTE
from groupctl.rules.matrix import MatrixCell, cells
from groupctl.rules.policy import Policy
from groupctl.texts import Language, say
from groupctl.texts.layout import BLANK, Line, Part, table


@frozen
class MatrixPage:
    """The cells of the matters asked for."""

    policy: Policy
    cells: Sequence[MatrixCell]

    @classmethod
    def of(cls, policy: Policy, matter: str | None) -> Self:
        """The whole matrix, or what it says of one matter. DataError when there is no such matter."""
        known = policy.authority.matters
        if matter is not None and matter not in known:
            raise DataError(mistyped("authority.no-such-matter", matter, known))
        found = [cell for cell in cells(policy) if matter is None or cell.matter == matter]
        order = list(known)
        return cls(policy, sorted(found, key=lambda cell: order.index(cell.matter)))

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        glossary = Glossary(self.policy, lang)
        for number, name in enumerate(dict.fromkeys(cell.matter for cell in self.cells)):
            yield from (BLANK,) if number else ()
            yield Line.of(Part(name, "heading"), "  ", glossary.member(name, MATTER))
            rows = [
                (
                    conditions(cell, lang),
                    self._route(cell.route, lang),
                    cell.rule,
                )
                for cell in self.cells
                if cell.matter == name
            ]
            yield from table(rows)
        if self.cells:
            yield from self._routes(lang)

    def _route(self, name: str, lang: Language) -> str:
        said = Glossary(self.policy, lang).member(name, ROUTE)
        return said if name == REFER else f"{name}  {said}"

    def _routes(self, lang: Language) -> Iterator[Line]:
        """The steps of the routes that the cells lead to."""
        yield BLANK
        yield Line.of(Part(say("authority.routes", lang), "heading"))
        led_to = {cell.route for cell in self.cells}
        yield from table(
            (name, steps_text(route, self.policy, lang))
            for name, route in self.policy.authority.routes.items()
            if name in led_to
        )

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        for cell in self.cells:
            yield {
                "rule": cell.rule,
                "matter": cell.matter,
                "route": cell.route,
                "mode": cell.mode,
                "conditions": list(cell.conditions),
            }


def conditions(cell: MatrixCell, lang: Language) -> str:
    """Under which control mode and which conditions beside the matter."""
    mode = [Glossary(lang=lang).member(cell.mode, "ControlMode")] if cell.mode else []
    return say("authority.and", lang).join([*mode, *cell.conditions]) or say("authority.always", lang)
