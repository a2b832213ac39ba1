"""Where a condition holds, exactly: unions of boxes over the values that its inputs may have.

The values of an input are cut at the constants that it is compared with, into cells in which every comparison has one answer:
each constant, and what lies between two of them. A box says for some inputs which of their cells they are in, as bits. What is
no comparison of an input with a constant holds perhaps anywhere and certainly nowhere: `holds` gives either bound.

Inputs are free of each other: whether a ledger can have two values together is not asked.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Any, Final

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.types import LARGEST, ORDERED
from groupctl.schema.checks import FIRST_DAY, LAST_DAY

MOST_BOXES: Final = 500
"""Boxes of one region; a condition that needs more is not looked at."""

HOLDS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}

Box = Mapping[core.Read, int]
"""The cells of each input, as bits; an input that is not there may have any value."""
Region = tuple[Box, ...]

EVERYWHERE: Final[Region] = ({},)
NOWHERE: Final[Region] = ()


class TooMany(Exception):
    """A region would need too many boxes."""


@frozen
class Interval:
    """Values of an input that no comparison tells apart; ``sample`` is one of them, None for not known."""

    sample: Any
    single: bool
    """Whether it is the only one."""


Least = Callable[[core.Read], int | None]
"""The least value that an input can have, None where that is not known."""


Asked = Callable[[core.Read], bool]
"""Something that is asked of an input."""


@frozen
class Space:
    """The cells of every input."""

    cells: Mapping[core.Read, tuple[Interval, ...]]

    @classmethod
    def of(
        cls, conditions: Iterable[core.Node], least: Least, whole: Asked, unknown: Asked = lambda _: False
    ) -> "Space":
        """The space in which each of ``conditions`` is a union of boxes.

        ``whole`` says that an input has no fractions, ``unknown`` that it may be unknown; where a condition asks for that, it may.
        """
        borders: dict[core.Read, set[Any]] = {}
        asked: set[core.Read] = set()
        for node in (node for condition in conditions for node in core.walk_outside_quantifiers(condition)):
            if (met := compared(node)) is not None:
                borders.setdefault(met[0], set()).add(met[2])
            elif isinstance(node, core.Read) and node.type.kind == "boolean":
                borders.setdefault(node, set())
            elif isinstance(node, core.IsKnown) and isinstance(node.term, core.Read):
                asked.add(node.term)
                borders.setdefault(node.term, set())
        return cls(
            {
                read: (
                    *_cells(read, found, least(read), whole=whole(read)),
                    *[Interval(None, single=True)] * (read in asked or unknown(read)),
                )
                for read, found in borders.items()
            }
        )

    def all_of(self, read: core.Read) -> int:
        """All cells of an input."""
        return (1 << len(self.cells[read])) - 1

    def where(self, read: core.Read, test: Callable[[Any], bool]) -> int:
        """The cells of an input whose values are known and meet ``test``."""
        return sum(
            1 << index
            for index, cell in enumerate(self.cells[read])
            if cell.sample is not None and test(cell.sample)
        )

    # --------------------------------------------------------------------------------------- conditions
    def holds(self, node: core.Node, *, perhaps: bool, truth: bool = True) -> Region:
        """Where ``node`` has that ``truth``: at least there, or with ``perhaps`` at most there. `TooMany` boxes are refused."""
        match node:
            case core.Const(value=bool(value)):
                return EVERYWHERE if value is truth else NOWHERE
            case core.Not(term=term):
                return self.holds(term, perhaps=perhaps, truth=not truth)
            case core.And(terms=terms) | core.Or(terms=terms):
                parts = [self.holds(term, perhaps=perhaps, truth=truth) for term in terms]
                return reduce(self.both if isinstance(node, core.And) is truth else union, parts)
            case core.If(condition=condition, yes=yes, no=no):
                ways = [
                    self.both(
                        self.holds(condition, perhaps=perhaps, truth=chosen),
                        self.holds(branch, perhaps=perhaps, truth=truth),
                    )
                    for chosen, branch in ((True, yes), (False, no))
                ]
                return union(*ways)
            case core.Read() if node in self.cells and node.type.kind == "boolean":
                return self._box(node, self.where(node, lambda value: value is truth))
            case core.IsKnown(term=core.Read() as term) if term in self.cells:
                known = self.where(term, lambda _: True)
                return self._box(term, known if truth else self.all_of(term) & ~known)
        if (met := compared(node)) is not None:
            read, operator_, value = met
            return self._box(read, self.where(read, lambda one: HOLDS[operator_](one, value) is truth))
        if isinstance(node, core.Comparison):
            sides = node.left, node.right
            if all(isinstance(side, core.Const) for side in sides):
                held = HOLDS[node.operator](*(side.value for side in sides))  # type: ignore[attr-defined]
                return EVERYWHERE if held is truth else NOWHERE
        return EVERYWHERE if perhaps else NOWHERE

    def _box(self, read: core.Read, bits: int) -> Region:
        if not bits:
            return NOWHERE
        return EVERYWHERE if bits == self.all_of(read) else ({read: bits},)

    # ------------------------------------------------------------------------------------------- regions
    def both(self, one: Region, other: Region) -> Region:
        """Where both are."""
        met = (self._meet(left, right) for left in one for right in other)
        return _few(box for box in met if box is not None)

    def _meet(self, one: Box, other: Box) -> Box | None:
        met = {**one}
        for read, bits in other.items():
            met[read] = met.get(read, bits) & bits
            if not met[read]:
                return None
        return met

    def without(self, one: Region, other: Region) -> Region:
        """Where the one is and the other is not."""
        for taken in other:
            one = _few(piece for box in one for piece in self._outside(box, taken))
        return one

    def _outside(self, box: Box, taken: Box) -> Iterator[Box]:
        rest = dict(box)
        for read, bits in taken.items():
            held = rest.get(read, self.all_of(read))
            if outside := held & ~bits:
                yield {**rest, read: outside}
            if not held & bits:
                return
            rest[read] = held & bits

    def witness(self, box: Box, reads: Sequence[core.Read]) -> dict[core.Read, Any]:
        """A value in ``box`` for each of ``reads``; a border where there is one."""
        found = {}
        for read in reads:
            bits = box.get(read, self.all_of(read))
            cells = [cell for index, cell in enumerate(self.cells[read]) if bits >> index & 1]
            best = min(cells, key=lambda cell: (cell.sample is None, not cell.single))
            found[read] = best.sample
        return found


def union(*regions: Region) -> Region:
    """Where any of them is."""
    return _few(box for region in regions for box in region)


def _few(boxes: Iterable[Box]) -> Region:
    found: list[Box] = []
    for box in boxes:
        if box == {}:
            return EVERYWHERE
        if box not in found:
            found.append(box)
        if len(found) > MOST_BOXES:
            raise TooMany
    return tuple(found)


def compared(node: core.Node) -> tuple[core.Read, str, Any] | None:
    """What a comparison of an input with a constant is made of, the input first."""
    if not isinstance(node, core.Comparison):
        return None
    left, right, said = node.left, node.right, node.operator
    if isinstance(left, core.Const):
        left, right, said = right, left, core.MIRRORED[said]
    if not isinstance(left, core.Read) or not isinstance(right, core.Const):
        return None
    if left.type.kind in {"limit", "record", "number"} or (
        left.root == core.PARAMETER and left.type.kind in ORDERED
    ):
        return None
    return left, said, right.value


def _cells(read: core.Read, borders: set[Any], least: int | None, *, whole: bool) -> Iterator[Interval]:
    kind = read.type.kind
    if kind == "boolean":
        yield from (Interval(truth, single=True) for truth in (True, False))
    elif kind == "enumeration":
        yield from (Interval(member, single=True) for member in read.type.members)
    elif kind == "date":
        days = {day.toordinal() for day in borders}
        for cell in _ordered(days, FIRST_DAY.toordinal(), LAST_DAY.toordinal(), whole=True):
            yield Interval(date.fromordinal(cell.sample), cell.single)
    elif kind in ORDERED:
        yield from _ordered(borders, -LARGEST if least is None else least, LARGEST, whole=whole)
    else:
        yield from (Interval(value, single=True) for value in sorted(borders))
        yield Interval(next(text for text in _others() if text not in borders), single=False)


def _others() -> Iterator[str]:
    yield "another"
    yield from (f"another {number}" for number in range(2, MOST_BOXES))


def _ordered(borders: set[Any], least: int, most: int, *, whole: bool) -> Iterator[Interval]:
    """The cells of numbers, in order: each border, and what lies between."""
    below = None
    for border in (*sorted(one for one in borders if least <= one <= most), None):
        yield from _between(below, border, least, most, whole=whole)
        if border is not None and (not whole or border == int(border)):
            yield Interval(border, single=True)
        below = border


def _between(below: Any, above: Any, least: int, most: int, *, whole: bool) -> Iterator[Interval]:
    """The numbers above the one border and below the other, if there are any; None stands for no border."""
    if whole:
        first = least if below is None else floor(below) + 1
        last = most if above is None else ceil(above) - 1
        if first <= last:
            yield Interval(last if below is None and above is not None else first, single=first == last)
    elif below is None or above is None:
        near = (least if below is None else below + 1) if above is None else max(least, above - 1)
        if near <= most and near not in (below, above):
            yield Interval(near, single=False)
    else:
        yield Interval((Fraction(below) + above) / 2, single=False)
