"""The demo's figures to steer by: the balanced scorecard, the strategy, and what is watched outside."""

from fractions import Fraction
from typing import Final

from groupctl.demo.book import Book, day
from groupctl.model.indicators import Direction, Indicator, IndicatorKind, IndicatorReading, Tracked
from groupctl.model.planning import (
    BscDimension,
    ChoiceMethod,
    Kpi,
    KpiKind,
    KpiLevel,
    Strategy,
    StrategyLevel,
)

INDICATORS: Final = (
    (
        "IN-PMI",
        "采购经理指数 Purchasing managers' index",
        IndicatorKind.MACRO,
        Tracked.ECONOMY,
        None,
        "LOWER",
        50,
        48,
    ),
    (
        "IN-STEEL",
        "钢价指数 Steel price index",
        IndicatorKind.INDUSTRY,
        Tracked.PRICE,
        "machinery",
        "HIGHER",
        120,
        140,
    ),
    (
        "IN-WATER",
        "水务投资 Water investment",
        IndicatorKind.INDUSTRY,
        Tracked.DOWNSTREAM_INDUSTRY,
        "water",
        "LOWER",
        95,
        85,
    ),
)
READINGS: Final = {"IN-PMI": (51, 49), "IN-STEEL": (118, 143), "IN-WATER": (99, 97)}


def add_figures(book: Book) -> None:
    """Write the group's balanced scorecard, broken down to one division, and its strategy."""
    for place, side in enumerate(BscDimension):
        company = f"KP-{place}"
        book.add(_figure(company, "U-0", KpiLevel.COMPANY, side))
        book.add(_figure(f"KP-11.{place}", "U-11", KpiLevel.DEPARTMENT, side, company))
    for segment in ("U-1", "U-2"):
        book.add(_figure(f"KP-{segment}", segment, KpiLevel.DEPARTMENT, BscDimension.FINANCE, "KP-0"))
    book.add(
        Strategy(
            id="ST-2026",
            unit="U-0",
            level=StrategyLevel.COMPANY,
            drafted_on=day("2025-10-01"),
            idea="Serve groups as groups",
            objectives="Half of sales with key accounts",
            focus="Water and coatings",
            guideline="Service before price",
            phases="2026 to 2028",
            measures="Key-account teams",
            chosen_by=ChoiceMethod.BY_EXPERTS,
            approved_by="board",
            culture_considered=False,
            mission_analysed=True,
            environment_analysed=True,
            internal_conditions_analysed=True,
            uses_strengths=True,
            uses_opportunities=True,
            stakeholders_accept=True,
            has_figures=True,
            resources_allocated=True,
            structure_adjusted=True,
        )
    )


def _figure(id_: str, unit: str, level: KpiLevel, side: BscDimension, parent: str | None = None) -> Kpi:
    growth = side is BscDimension.FINANCE
    return Kpi(
        id=id_,
        unit=unit,
        parent=parent,
        dimension=side,
        level=level,
        kind=KpiKind.GROWTH if growth else KpiKind.LEVEL,
        objective=f"{side.label('zh')} {side.label('en')}",
        outcome=side in {BscDimension.FINANCE, BscDimension.CUSTOMER},
        fixed=side is not BscDimension.LEARNING_AND_GROWTH,
        lower_is_better=False,
        starts_on=day("2026-01-01"),
        ends_on=day("2026-12-31"),
        target=Fraction("0.15") if growth else Fraction("0.90"),
        actual=Fraction("112") if growth else Fraction("0.91"),
        previous=Fraction("100") if growth else None,
    )


def add_indicators(book: Book) -> None:
    """Write three indicators with two readings each."""
    for id_, name, kind, tracked, industry, direction, watch, alarm in INDICATORS:
        book.add(
            Indicator(
                id=id_,
                name=name,
                kind=kind,
                tracked=tracked,
                industry=industry,
                direction=Direction[f"{direction}_IS_WORSE"],
                watch_level=Fraction(watch),
                alarm_level=Fraction(alarm),
            )
        )
        for month, value in zip(("2026-04-30", "2026-05-31"), READINGS[id_], strict=True):
            book.add(
                IndicatorReading(
                    id=f"{id_}-{month}", indicator=id_, read_on=day(month), value=Fraction(value)
                )
            )
