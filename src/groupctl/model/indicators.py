"""Indicators of risk: what is watched in the economy and in an industry, and what it read."""

from datetime import date
from enum import auto
from fractions import Fraction
from typing import Annotated

from groupctl.schema.choices import Choice
from groupctl.schema.fields import Identifier, Ref, record


class IndicatorKind(Choice):
    """Macro, industry or credit: each with warnings of its own (C27, B70)."""

    MACRO = auto()
    INDUSTRY = auto()
    CREDIT = auto()


class Tracked(Choice):
    """What a series is about (E50)."""

    ECONOMY = auto()
    DOWNSTREAM_INDUSTRY = auto()
    PRICE = auto()
    STOCK = auto()
    EXPORT = auto()
    OTHER = auto()


class Direction(Choice):
    """Which way is bad (L39)."""

    HIGHER_IS_WORSE = auto()
    LOWER_IS_WORSE = auto()


@record("indicator")
class Indicator:
    """A leading indicator (B70, E39, E40): its direction and its two levels, watch and alarm (L39).

    ``industry`` names the industry it is about, as customers state theirs; macro indicators concern all.
    """

    id: Identifier
    name: str
    kind: IndicatorKind
    tracked: Tracked | None = None
    industry: Identifier | None = None
    direction: Direction
    watch_level: Fraction | None = None
    alarm_level: Fraction | None = None


@record("indicator_reading", dated="read_on")
class IndicatorReading:
    """What an indicator read on a day (E50)."""

    id: Identifier
    indicator: Annotated[str, Ref("indicator", firm=True)]
    read_on: date
    value: Fraction
