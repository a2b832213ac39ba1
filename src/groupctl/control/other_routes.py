"""Where a request stands in the matrix, and what would lead to another route: another control mode, or another amount (G1 to G6, G24)."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from groupctl.control.paper import MODES, Values, border, holds, readable
from groupctl.rules.matrix import MatrixCell


@frozen(kw_only=True)
class OtherRoute:
    """A route on which a request would be decided under another control ``mode``, for an amount from ``least`` on, or up to ``most``.

    One of the three is set. Amounts are in minor units.
    """

    route: str
    mode: str = ""
    least: int | None = None
    most: int | None = None


@frozen
class CellBeside:
    """The cell of the matrix that decides, by its ``rule``, and the routes next to it."""

    rule: str = ""
    others: tuple[OtherRoute, ...] = ()


def place_of(known: Sequence[MatrixCell], values: Values, mode: str, stake: int) -> CellBeside:
    """Where an amount stands under a mode (empty: not known); nowhere where a condition tests anything but the amount."""
    if not all(readable(term, values) for cell in known for term in cell.terms):
        return CellBeside()
    here = _cell(known, values, mode, stake)
    return (
        CellBeside(here.rule, tuple(_others(known, values, mode, stake, here.route)))
        if here
        else CellBeside()
    )


def _cell(known: Sequence[MatrixCell], values: Values, mode: str, stake: int) -> MatrixCell | None:
    return next((cell for cell in known if holds(cell, mode, stake, values)), None)


def _others(
    known: Sequence[MatrixCell], values: Values, mode: str, stake: int, route: str
) -> Iterator[OtherRoute]:
    borders = {border(term, values) for cell in known for term in cell.terms}
    beside = {amount for one in borders for amount in (one - 1, one, one + 1) if amount >= 0}
    for amount in sorted(amount for amount in beside if amount > stake):
        if (cell := _cell(known, values, mode, amount)) and cell.route != route:
            yield OtherRoute(route=cell.route, least=amount)
            break
    for amount in sorted((amount for amount in beside if amount < stake), reverse=True):
        if (cell := _cell(known, values, mode, amount)) and cell.route != route:
            yield OtherRoute(route=cell.route, most=amount)
            break
    for other in MODES if mode else ():
        if (cell := _cell(known, values, other, stake)) and cell.route != route:
            yield OtherRoute(route=cell.route, mode=other)
