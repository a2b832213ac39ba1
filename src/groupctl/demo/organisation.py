"""The demo group: its units, and the exchange rates it keeps its books with."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from groupctl.demo.book import AS_OF, FIRST_DAY, Book
from groupctl.demo.dice import dice
from groupctl.model.exchange import ExchangeRate
from groupctl.model.organisation import (
    ControlDemand,
    ControlMode,
    DevelopmentStage,
    GrowthConstraint,
    Reach,
    Unit,
    UnitKind,
)

UNITS: Final = (
    Unit(
        id="U-0",
        name="衡岳集团 Hengyue Group",
        kind=UnitKind.GROUP,
        control_mode=ControlMode.STRATEGIC,
        company="HY-HOLDING",
        currency="CNY",
        time_zone="Asia/Shanghai",
        stage=DevelopmentStage.MATURE,
        diversified=True,
        reach=Reach.CROSS_BORDER,
        control_demand=ControlDemand.CLEAR,
        growth_constraint=GrowthConstraint.PROFIT,
        works_in_main_flow=False,
        supports_main_flow=True,
    ),
    Unit(
        id="U-1",
        name="装备板块 Equipment",
        kind=UnitKind.SEGMENT,
        parent="U-0",
        control_mode=ControlMode.OPERATIONAL,
        works_in_main_flow=False,
        supports_main_flow=True,
    ),
    Unit(
        id="U-2",
        name="材料板块 Materials",
        kind=UnitKind.SEGMENT,
        parent="U-0",
        growth_constraint=GrowthConstraint.SCALE,
        works_in_main_flow=False,
        supports_main_flow=True,
    ),
    Unit(
        id="U-3",
        name="国际板块 International",
        kind=UnitKind.SEGMENT,
        parent="U-0",
        control_mode=ControlMode.FINANCIAL,
        growth_constraint=GrowthConstraint.RISK,
        works_in_main_flow=False,
        supports_main_flow=True,
    ),
    Unit(
        id="U-11",
        name="泵业事业部 Pumps",
        kind=UnitKind.DIVISION,
        parent="U-1",
        company="HY-PUMPS",
        currency="CNY",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-12",
        name="阀门事业部 Valves",
        kind=UnitKind.DIVISION,
        parent="U-1",
        company="HY-VALVES",
        currency="CNY",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-13",
        name="无锡传动 Wuxi Drives",
        kind=UnitKind.SUBSIDIARY,
        parent="U-1",
        control_mode=ControlMode.STRATEGIC,
        company="HY-DRIVES",
        currency="CNY",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-21",
        name="涂料事业部 Coatings",
        kind=UnitKind.DIVISION,
        parent="U-2",
        control_mode=ControlMode.OPERATIONAL,
        company="HY-COATINGS",
        currency="CNY",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-22",
        name="精细化工 Fine Chemicals",
        kind=UnitKind.SUBSIDIARY,
        parent="U-2",
        company="HY-CHEM",
        currency="CNY",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-23",
        name="成都分公司 Chengdu branch",
        kind=UnitKind.BRANCH,
        parent="U-2",
        control_mode=ControlMode.OPERATIONAL,
        company="HY-CHENGDU",
        currency="CNY",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-31",
        name="Hengyue Europe GmbH 欧洲公司",
        kind=UnitKind.SUBSIDIARY,
        parent="U-3",
        company="HY-EUROPE",
        currency="EUR",
        time_zone="Europe/Berlin",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
    Unit(
        id="U-32",
        name="Hengyue Americas Inc. 美洲公司",
        kind=UnitKind.SUBSIDIARY,
        parent="U-3",
        company="HY-AMERICAS",
        currency="USD",
        time_zone="America/Chicago",
        works_in_main_flow=True,
        supports_main_flow=False,
    ),
)
"""One group, three segments, eight units."""

CURRENCY_OF: Final = {unit.id: unit.currency for unit in UNITS if unit.currency}

LAST_RATES: Final = {"USD": 71_500, "EUR": 80_000}
"""Yuan for one unit of the currency at the demo's date, in ten-thousandths."""


def add_organisation(book: Book, seed: int) -> None:
    """Write the units and the exchange rates of each month."""
    for unit in UNITS:
        book.add(unit)
    for base, last in LAST_RATES.items():
        chance = dice(seed, "rate", base)
        for on in months(FIRST_DAY, AS_OF):
            drift = 0 if (on.year, on.month) == (AS_OF.year, AS_OF.month) else chance.randint(-1_500, 1_500)
            book.add(ExchangeRate(base=base, quote="CNY", on=on, rate=Fraction(last + drift, 10_000)))


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from ``first`` to ``last``."""
    on = first.replace(day=1)
    while on <= last:
        yield on
        on = on.replace(year=on.year + on.month // 12, month=on.month % 12 + 1)
