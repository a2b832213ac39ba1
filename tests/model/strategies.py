"""Hypothesis strategies for the model: any object of any class, and small portfolios whose rows belong together."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from groupctl.model import (
    AgreedTerms,
    Amount,
    Approval,
    Body,
    Dispute,
    DisputeStatus,
    ExchangeRate,
    Incident,
    Inherit,
    Instalment,
    Order,
    PaymentInstrument,
    PaymentStatus,
    Request,
    SatisfactionSurvey,
    StepAnswer,
    StepPart,
    StepRecord,
    Unit,
    Unknown,
    Unlimited,
)
from groupctl.model.instrument import DAY_OF
from groupctl.model.vocabulary import STANDARD
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.fields import FieldType, Mark, about, field_types
from groupctl.schema.money import LARGEST, Money

AS_OF = date(2026, 6, 30)
CLASSES = list(STANDARD.tables.values())

currencies = st.sampled_from(sorted(CURRENCIES))
dates = st.dates(date(1900, 1, 1), date(2200, 12, 31))
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
ids = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Z"]), min_size=1, max_size=20)


def money(lowest: int = -LARGEST, currency: st.SearchStrategy[str] = currencies) -> st.SearchStrategy[Money]:
    return st.builds(Money, st.integers(lowest, LARGEST), currency)


companies = st.none() | ids
limits = st.one_of(
    st.builds(Unlimited, companies),
    st.builds(Amount, money(0), companies),
    st.builds(Inherit, companies),
    st.builds(Unknown, companies),
)
ratios = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6)
signed_ratios = ratios | ratios.map(lambda ratio: -ratio) | st.just(Fraction(0))


def values(field: FieldType) -> st.SearchStrategy[Any]:
    """Every value that a field may hold, None left out."""
    lowest = 0 if Mark.NOT_NEGATIVE in field.marks else -LARGEST
    if field.kind == "text":
        unit_ids = ids.filter(lambda text: "@" not in text)
        special = {Mark.CURRENCY: currencies, Mark.IDENTIFIER: ids, Mark.UNIT_ID: unit_ids}
        return next((strategy for mark, strategy in special.items() if mark in field.marks), texts)
    if field.kind == "enumeration":
        return st.sampled_from(list(field.choice))
    numbers = st.integers(lowest, LARGEST)
    return {
        "record": ids,
        "money": money(lowest),
        "ratio": ratios if Mark.POSITIVE in field.marks else signed_ratios,
        "count": numbers,
        "days": numbers,
        "date": dates,
        "boolean": st.booleans(),
        "limit": limits,
    }[field.kind]


@st.composite
def objects(draw: st.DrawFn, cls: type) -> Any:
    """Any object of ``cls``."""
    drawn = {
        name: draw(st.none() | values(field)) if field.optional else draw(values(field))
        for name, field in field_types(cls).items()
    }
    for earlier, later in about(cls).ordered:
        if None not in {drawn[earlier], drawn[later]} and drawn[later] < drawn[earlier]:
            drawn[earlier], drawn[later] = drawn[later], drawn[earlier]
    if cls is Approval:
        named = draw(st.sampled_from(["order", "customer"]))
        drawn |= {"order": None, "customer": None, named: draw(ids)}
    if cls is ExchangeRate and drawn["base"] == drawn["quote"]:
        drawn["base"], drawn["quote"] = "EUR", "CNY"
    _settle(cls, drawn, "U-1")
    return cls(**drawn)


def _settle(cls: type, drawn: dict[str, Any], unit: str) -> None:
    """Make the fields fit together: of those asked, no more are satisfied than there are, and so on."""
    if cls is SatisfactionSurvey:
        drawn["satisfied"] = min(drawn["satisfied"], drawn["respondents"])
    if cls is Body:
        drawn["quorum"] = max(1, min(drawn["quorum"], drawn["seats"]))
        drawn["seats"] = max(drawn["seats"], 1)
    if cls is Request and drawn["order"] is not None:
        drawn["customer"] = None
    if cls is StepRecord and (drawn["employee"] is None) != (drawn["part"] is StepPart.DELIBERATE):
        drawn["part"] = StepPart.DELIBERATE if drawn["employee"] is None else StepPart.REVIEW
    if cls is StepRecord and drawn["ends_on"] is None:
        drawn["answer"] = StepAnswer.NO
    if cls is Order:
        below = drawn["amount"].minor < 0
        for part in ("delivered", "invoiced"):
            if drawn[part] is not None and (drawn[part].minor < 0) is not below:
                drawn[part] = Money(-drawn[part].minor, drawn[part].currency)
    if cls is Incident and drawn["customer"] is None:
        drawn |= {"warning": drawn["warning"] or "intervention", "unit": drawn["unit"] or unit}
    if cls is AgreedTerms:
        drawn |= {"discount": None, "discount_days": None}
    if cls is Dispute:
        drawn["status"] = DisputeStatus.OPEN if drawn["closed_on"] is None else DisputeStatus.CLOSED
    if cls is PaymentInstrument:
        _settle_instrument(drawn)


def _settle_instrument(drawn: dict[str, Any]) -> None:
    """The status is that of the last day; a bill has its days, and says whether we answer for it."""
    days = {status: drawn[name] for status, name in DAY_OF.items() if drawn[name] is not None}
    drawn["status"] = max(days, key=lambda status: days[status]) if days else PaymentStatus.RECEIVED
    drawn["drawn_on"] = drawn["drawn_on"] or drawn["matures_on"] or date(2026, 1, 1)
    drawn["matures_on"] = drawn["matures_on"] or drawn["drawn_on"]
    drawn["recourse"] = bool(drawn["recourse"])


any_object = st.sampled_from(CLASSES).flatmap(objects)


# ------------------------------------------------------------------------------------------------ portfolios
Tables = dict[str, list[Any]]
near_dates = st.integers(-300, 60).map(lambda days: AS_OF + timedelta(days))  # no two are a year apart


CORE = {"unit", "group", "customer", "account", "order"}


@st.composite
def tables(draw: st.DrawFn, most: int = 3) -> Tables:
    """Rows of some tables that refer to each other soundly; some are dated after `AS_OF`."""
    made: Tables = {table: [] for table in STANDARD.tables}
    filled = draw(st.sets(st.sampled_from(sorted(STANDARD.entities.keys() - CORE)), max_size=4)) | CORE
    for entity in (entity for entity in STANDARD.entities.values() if entity.name in filled):
        rows = made[entity.table]
        for number in range(draw(st.integers(1 if entity.name in {"unit", "customer"} else 0, most))):
            row = draw(_row(entity.type, f"{entity.name[:2].upper()}-{number}", made))
            if row is not None and row.id not in {other.id for other in rows}:
                rows.append(row)
    return made


@st.composite
def _row(draw: st.DrawFn, cls: type, name: str, made: Mapping[str, Sequence[Any]]) -> Any:
    drawn: dict[str, Any] = {}
    for field_name, field in field_types(cls).items():
        if field_name == "id":
            drawn["id"] = name
        elif field.target:
            known = [row.id for row in made[STANDARD.entities[field.target].table]]
            if not known and not field.optional:
                return None
            loose = st.none() if field.optional and not (cls is Unit and known) else st.nothing()
            drawn[field_name] = draw(loose | st.sampled_from(known)) if known else None
        elif field.kind == "date":
            drawn[field_name] = draw(near_dates)
        elif field.kind == "money":
            amounts = st.builds(Money, st.integers(0, 10**6), st.just("CNY"))
            drawn[field_name] = draw(amounts)
        elif field.optional:
            drawn[field_name] = None
        else:
            drawn[field_name] = draw(values(field))
    for earlier, later in about(cls).ordered:
        drawn[earlier], drawn[later] = sorted([drawn[earlier], drawn[later]])
    if cls is Approval and (drawn["order"] is None) == (drawn["customer"] is None):
        drawn["order"], drawn["customer"] = None, made["customers"][0].id
    _settle(cls, drawn, made["units"][0].id if made["units"] else "")
    if cls is Instalment:
        return _whole_schedule(drawn, made)
    return cls(**drawn)


def _whole_schedule(drawn: dict[str, Any], made: Mapping[str, Sequence[Any]]) -> Instalment | None:
    """The one instalment of its invoice."""
    if any(other.invoice == drawn["invoice"] for other in made["instalments"]):
        return None
    invoice = next(row for row in made["invoices"] if row.id == drawn["invoice"])
    drawn |= {"customer": invoice.customer, "unit": invoice.unit, "amount": invoice.amount}
    return Instalment(**drawn | {"due_on": invoice.issued_on})


def referenced(made: Tables) -> set[tuple[str, str]]:
    """Table and id of every row that another row names, accounts by their customer and unit."""
    found = set()
    for table, cls in STANDARD.tables.items():
        for name, field in field_types(cls).items():
            if field.target:
                found |= {(STANDARD.entities[field.target].table, getattr(row, name)) for row in made[table]}
    return found


def without(made: Tables, table: str, row: object) -> Tables:
    return {**made, table: [other for other in made[table] if other is not row]}


def present(made: Tables) -> Tables:
    """The rows that are not later than `AS_OF`."""
    return {
        table: [
            row
            for row in rows
            if not (day := about(STANDARD.tables[table]).dated) or getattr(row, day) <= AS_OF
        ]
        for table, rows in made.items()
    }


def changed(row: Any, **fields: Any) -> Any:
    return attrs.evolve(row, **fields)
