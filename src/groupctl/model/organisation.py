"""The organisation: units in a tree, each with its control mode (B34 to B36, G1 to G6)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import auto
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Final, cast

from attrs import field, frozen

from groupctl.errors import Fault, ModelError
from groupctl.schema.choices import Choice
from groupctl.schema.fields import CurrencyCode, Identifier, Inherits, Mark, UnitRef, record


class ControlMode(Choice):
    """How far headquarters steers a unit (C29, G1 to G6)."""

    FINANCIAL = auto()
    STRATEGIC = auto()
    OPERATIONAL = auto()

    def names(self) -> Iterator[str]:
        """The sources write both 管控型 and 控制型 (L46)."""
        yield from super().names()
        yield self.label("zh").replace("管控", "控制")


class UnitKind(Choice):
    """The level of a unit in the group (B34 to B36, G13 to G17)."""

    GROUP = auto()
    SEGMENT = auto()
    DIVISION = auto()
    SUBSIDIARY = auto()
    BRANCH = auto()


class DevelopmentStage(Choice):
    """How far a unit or the group has come (G7)."""

    EARLY = auto()
    GROWING = auto()
    MATURE = auto()


class Reach(Choice):
    """How far a business reaches (C23)."""

    REGIONAL = auto()
    CROSS_REGIONAL = auto()
    CROSS_BORDER = auto()
    GLOBAL = auto()


class ControlDemand(Choice):
    """How well a group knows what control it wants (C21)."""

    CLEAR = auto()
    FUZZY = auto()
    MISPLACED = auto()


class GrowthConstraint(Choice):
    """What holds growth back (C24)."""

    RISK = auto()
    PROFIT = auto()
    SCALE = auto()


class CashMode(Choice):
    """How a sales unit handles money: income and expense on two lines, or buying and selling (D52, D53, L55)."""

    TWO_LINES = auto()
    BUY_SELL = auto()


FROM_ABOVE: Final = Inherits("parent")


@record("unit")
class Unit:
    """An organisation unit (B34 to B36).

    ``control_mode`` and ``time_zone`` (an IANA name) not stated are those of the nearest unit above that states
    them (L48). ``company`` names the legal entity that the unit belongs to. The id holds no ``@``. ``stage``, ``diversified``,
    ``reach``, ``control_demand`` and ``growth_constraint`` are what control modes are chosen by (G7, C21, C23, C24). ``works_in_main_flow``
    and ``supports_main_flow`` say what a unit is there for (D88, H86).
    """

    id: Annotated[str, Mark.UNIT_ID]
    name: str
    kind: UnitKind
    parent: UnitRef | None = None
    control_mode: Annotated[ControlMode, FROM_ABOVE] | None = None
    company: Identifier | None = None
    currency: CurrencyCode | None = None
    time_zone: Annotated[str, Mark.IDENTIFIER, FROM_ABOVE] | None = None
    stage: Annotated[DevelopmentStage, FROM_ABOVE] | None = None
    diversified: Annotated[bool, FROM_ABOVE] | None = None
    reach: Annotated[Reach, FROM_ABOVE] | None = None
    control_demand: Annotated[ControlDemand, FROM_ABOVE] | None = None
    growth_constraint: Annotated[GrowthConstraint, FROM_ABOVE] | None = None
    cash_mode: Annotated[CashMode, FROM_ABOVE] | None = None
    works_in_main_flow: bool | None = None
    supports_main_flow: bool | None = None


def _by_id(units: Iterable[Unit]) -> Mapping[str, Unit]:
    listed = list(units)
    twice = sorted(unit for unit, times in Counter(unit.id for unit in listed).items() if times > 1)
    if twice:
        raise ModelError(Fault("model.duplicate-id", {"field": "Unit.id", "id": unit}) for unit in twice)
    return MappingProxyType({unit.id: unit for unit in listed})


@frozen(eq=False)
class Organisation:
    """The tree of units: no cycles, at most one root, every parent in it.

    ModelError names every unit that breaks this. ``lost`` are the ids of units that are known to exist but
    could not be read: units below them are kept, and what they would inherit from above is unknown.
    """

    units: Mapping[str, Unit] = field(converter=_by_id)
    lost: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        parents = {unit.id: unit.parent for unit in self.units.values()}
        faults = [
            Fault("model.cyclic", {"field": "Unit.parent", "value": unit}) for unit in sorted(cyclic(parents))
        ]
        roots = sorted(unit for unit, parent in parents.items() if parent is None)
        faults += [
            Fault(
                "model.second-root",
                {"field": "Unit.parent", "value": unit, "root": roots[0]},
            )
            for unit in roots[1:]
        ]
        faults += [
            Fault(
                "model.no-such-row",
                {"field": "Unit.parent", "value": parent, "table": "units"},
            )
            for parent in sorted({parent for parent in parents.values() if parent is not None})
            if parent not in parents and parent not in self.lost
        ]
        if faults:
            raise ModelError(faults)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (tuple(self.units.values()), self.lost)

    @cached_property
    def root(self) -> Unit | None:
        """The unit above all others; None when there are no units, or it was lost."""
        return next((unit for unit in self.units.values() if unit.parent is None), None)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Unit to the units directly below it, in order of id; units without any are left out."""
        below: dict[str, list[str]] = {}
        for unit in sorted(self.units):
            if (parent := self.units[unit].parent) is not None:
                below.setdefault(parent, []).append(unit)
        return MappingProxyType({parent: tuple(units) for parent, units in below.items()})

    def ancestors(self, unit: str) -> tuple[str, ...]:
        """The units above ``unit``, nearest first, as far as they are known. KeyError for an unknown unit."""
        return self.line(unit)[1:]

    def line(self, unit: str) -> tuple[str, ...]:
        """``unit`` and the units above it, likewise."""
        return tuple(at.id for at in self._line(unit))

    def connected(self, unit: str) -> bool:
        """Whether every unit above ``unit`` is known, up to the root."""
        return list(self._line(unit))[-1].parent is None

    def inherited(self, unit: str, attribute: str) -> Any:
        """``attribute`` of ``unit``, or of the nearest unit above that states it (L48); None when none does."""
        stated = (getattr(above, attribute) for above in self._line(unit))
        return next((value for value in stated if value is not None), None)

    def control_mode(self, unit: str) -> ControlMode | None:
        """The control mode of ``unit``, inherited where not stated (L48); None when none states it."""
        return cast("ControlMode | None", self.inherited(unit, "control_mode"))

    def time_zone(self, unit: str) -> str | None:
        """The time zone of ``unit``, inherited where not stated; None when none states it."""
        return cast("str | None", self.inherited(unit, "time_zone"))

    def _line(self, unit: str) -> Iterator[Unit]:
        at: Unit | None = self.units[unit]
        while at is not None:
            yield at
            at = self.units.get(at.parent) if at.parent is not None else None


def cyclic(parents: Mapping[str, str | None]) -> frozenset[str]:
    """The members of all cycles among ``parents`` (child to parent)."""
    done: set[str] = set()
    found: set[str] = set()
    for start in parents:
        path: list[str] = []
        met: set[str] = set()
        at: str | None = start
        while at is not None and at in parents and at not in done and at not in met:
            path.append(at)
            met.add(at)
            at = parents[at]
        if at is not None and at in met:
            found.update(path[path.index(at) :])
        done |= met
    return frozenset(found)
