"""The demo's business in sight and its plans: leads, opportunities, campaigns, support, key figures, indicators, cash."""

from fractions import Fraction
from random import Random
from typing import Final

from groupctl.adapters.demo.book import AS_OF, Book, day, days
from groupctl.adapters.demo.dice import dice, one_in
from groupctl.model.customer import Customer, Relation
from groupctl.model.indicators import Direction, Indicator, IndicatorKind, IndicatorReading, Tracked
from groupctl.model.money import Money
from groupctl.model.pipeline import (
    AccountDepartmentSize,
    Activity,
    Lead,
    Opportunity,
    PipelineStatus,
    Resource,
    ResourcePool,
    TriangleForm,
)
from groupctl.model.planning import (
    BscDimension,
    Campaign,
    CashReceipt,
    ChoiceMethod,
    ImprovementPlan,
    Kpi,
    KpiKind,
    KpiLevel,
    PlanDecision,
    Regulation,
    SeasonPlan,
    Strategy,
    StrategyLevel,
    Support,
    SupportKind,
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
DIVISIONS: Final = ("U-11", "U-12", "U-13", "U-21", "U-22")


def add_business(book: Book, seed: int) -> None:
    """Write the pipeline of one relation in twenty, and the plans and figures of each division."""
    for relation in book.rows(Relation):
        chance = dice(seed, "business", relation.id)
        if one_in(chance, 20) and relation.unit in DIVISIONS:
            add_pipeline(book, chance, relation)
        if one_in(chance, 80):
            add_support(book, chance, relation)
    for unit in DIVISIONS:
        add_plans(book, dice(seed, "plans", unit), unit)
    add_figures(book)
    add_indicators(book)
    add_improvement_plans(book, seed)


def add_pipeline(book: Book, chance: Random, relation: Relation) -> None:
    """Write a lead, what was done about it, and the opportunity that came of it."""
    number = relation.unit.removeprefix("U-")
    created = AS_OF - days(chance.randint(40, 200))
    status = chance.choice((PipelineStatus.OPEN, PipelineStatus.OPEN, PipelineStatus.WON))
    book.add(
        Lead(
            id=f"LD-{relation.id}",
            unit=relation.unit,
            customer=relation.customer,
            created_on=created,
            created_by=f"E-{number}.1",
            owner=f"E-{number}.1",
            source="exhibition",
            content="Renewal of the pump station",
            status=status,
            validated=True,
            kcp1_passed=True,
        )
    )
    book.add(
        Activity(
            id=f"AV-{relation.id}",
            lead=f"LD-{relation.id}",
            customer=relation.customer,
            unit=relation.unit,
            done_on=AS_OF - days(chance.randint(1, 45)),
            done_by=f"E-{number}.1",
            text="Called",
        )
    )
    if status is PipelineStatus.WON:
        book.add(
            Opportunity(
                id=f"OP-{relation.id}",
                customer=relation.customer,
                unit=relation.unit,
                lead=f"LD-{relation.id}",
                created_on=created + days(20),
                status=PipelineStatus.OPEN,
                amount=Money(chance.randint(20, 400) * 10_000_00, "CNY"),
                department_size=AccountDepartmentSize.SMALL,
                triangle=TriangleForm.PROJECT,
                account_responsible=f"E-{number}.1",
                solution_responsible=f"E-{number}.2",
                fulfilment_responsible=None if one_in(chance, 4) else f"E-{number}.3",
                solution_from=ResourcePool.SHARED,
                fulfilment_from=ResourcePool.SHARED,
                verified=True,
                delivery_takes_part=True,
                ati=True,
                solution_drafted=False,
                atb=False,
                negotiated=False,
                atc=False,
            )
        )


def add_support(book: Book, chance: Random, relation: Relation) -> None:
    """Write people or a vehicle lent to a dealer."""
    book.add(
        Support(
            id=f"SU-{relation.id}",
            customer=relation.customer,
            unit=relation.unit,
            kind=chance.choice(tuple(SupportKind)),
            starts_on=day("2026-03-01"),
            ends_on=day("2026-08-31"),
            cost=Money(chance.randint(5, 60) * 1_000_00, "CNY"),
            dealer_pays=chance.choice((Fraction(0), Fraction(1, 2))),
            most_needed=not one_in(chance, 4),
        )
    )


def add_plans(book: Book, chance: Random, unit: str) -> None:
    """Write a division's campaigns, season plan, resources, regulation and cash."""
    number = unit.removeprefix("U-")
    for place in range(2):
        spent = chance.randint(60, 110)
        book.add(
            Campaign(
                id=f"CG-{number}.{place}",
                unit=unit,
                name=f"Spring campaign {place + 1}",
                planned_on=day("2026-02-01"),
                plan="Trade fair and rebate",
                budget=Money(100_000_00, "CNY"),
                approved_on=None if one_in(chance, 8) else day("2026-02-10"),
                approved_by="unit_general_manager",
                starts_on=day("2026-03-01"),
                ends_on=day("2026-04-30"),
                started_on=day("2026-03-01"),
                paid=Money(spent * 1_000_00, "CNY"),
                expected_sales=Money(2_000_000_00, "CNY"),
                actual_sales=Money(chance.randint(900, 2_600) * 1_000_00, "CNY"),
                assessed_on=None if one_in(chance, 5) else day("2026-05-20"),
                responsible=f"E-{number}.1",
            )
        )
    for place, pool in enumerate((ResourcePool.OWN, ResourcePool.SHARED)):
        book.add(
            Resource(
                id=f"RS-{number}.{place}",
                unit=unit,
                pool=pool,
                skill="solution",
                employee=f"E-{number}.2",
                available_days=120,
                charged_days=chance.randint(50, 110),
            )
        )
    book.add(
        Regulation(
            id=f"RG-{number}",
            unit=unit,
            title="Use of the CRM",
            version="3",
            issued_on=day("2025-09-01"),
            approved_by="vice_president",
            approved_on=day("2025-08-28"),
        )
    )
    book.add(
        CashReceipt(
            id=f"CR-{number}",
            unit=unit,
            received_on=day("2026-06-24"),
            amount=Money(chance.randint(5, 80) * 1_000_00, "CNY"),
            received_by=f"E-{number}.0",
            banked_on=day("2026-06-24") + days(chance.choice((0, 0, 0, 2))),
            into_company_account=True,
            spent_before_banking=False,
        )
    )
    customer = next(row.customer for row in book.rows(Relation) if row.unit == unit)
    book.add(
        SeasonPlan(
            id=f"SE-{number}",
            customer=customer,
            unit=unit,
            product="P-201",
            season_starts_on=day("2026-08-01"),
            season_ends_on=day("2026-10-31"),
            peak_demand=Money(500_000_00, "CNY"),
            stock_agreed=Money(450_000_00, "CNY"),
            stock_ready=Money(chance.randint(200, 520) * 1_000_00, "CNY"),
            agreed_on=day("2026-06-15"),
        )
    )


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


def add_improvement_plans(book: Book, seed: int) -> None:
    """Write this year's plan for some of the planted D-class customers."""
    planted = {row.id for row in book.rows(Customer) if row.id.startswith("C-D")}
    for relation in book.rows(Relation):
        chance = dice(seed, "improvement", relation.id)
        if relation.customer in planted and not one_in(chance, 3):
            book.add(
                ImprovementPlan(
                    id=f"IP-{relation.id}",
                    customer=relation.customer,
                    unit=relation.unit,
                    made_on=day("2026-01-20"),
                    year=2026,
                    decision=PlanDecision.CONTINUE,
                    reason="Opens a new market",
                    target=Money(100_001_00, "CNY"),
                    measures="Fewer visits, higher prices",
                    root_cause="Small orders",
                    deliberated_on=day("2026-02-20"),
                )
            )
