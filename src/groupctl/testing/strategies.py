"""Hypothesis strategies for records and whole ledgers, of the library's schema or of a policy's own.

::

    @given(ledgers(policy.schema))
    def test_an_engine_decides_whatever_the_ledger(ledger):
        ...

A counterexample shrinks towards few rows with nothing in them, and prints as Python that makes it again (`Ledger`).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import cell
from groupctl.schema.checks import FIRST_DAY, LAST_DAY, LONGEST_ID
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import Schema, is_tree
from groupctl.schema.fields import FieldType, Kind, Mark, about, check_value, field_types
from groupctl.schema.limits import Amount, Inherit, Unknown, Unlimited
from groupctl.schema.money import LARGEST, Money
from groupctl.testing.ledger import AS_OF, Ledger
from groupctl.testing.mending import mended
from groupctl.testing.values import sound

MILLION: Final = 10**6
_NAMES: Final = st.one_of(
    st.text(st.sampled_from("ABCabc-_.0189王集团（）ü"), min_size=1, max_size=12),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Z"]), min_size=1, max_size=20),
    st.sampled_from(["A B", "x" * LONGEST_ID]),
)
_ANY: Final = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)

currencies: Final = st.sampled_from(["CNY", "EUR", "JPY", "USD"]) | st.sampled_from(sorted(CURRENCIES))
"""Currencies, common ones first."""


def money(least: int = -LARGEST, currency: st.SearchStrategy[str] = currencies) -> st.SearchStrategy[Money]:
    """Any amount from ``least`` minor units."""
    return st.builds(Money, st.integers(least, LARGEST), currency)


_COMPANIES: Final = st.none() | st.text(st.sampled_from("ABC123"), min_size=1, max_size=4)


def limits(
    amounts: st.SearchStrategy[Money] | None = None, companies: st.SearchStrategy[Any] = _COMPANIES
) -> st.SearchStrategy[Any]:
    """Limits of every kind, granted by one of ``companies``; any amounts unless stated otherwise."""
    kinds = [st.builds(kind, companies) for kind in (Inherit, Unlimited, Unknown)]
    return st.one_of(st.builds(Amount, money(0) if amounts is None else amounts, companies), *kinds)


def values(field: FieldType) -> st.SearchStrategy[Any]:
    """Every value that ``field`` may hold, None left out: those that it is checked for, no more and no fewer."""
    if field.kind == "enumeration":
        return st.sampled_from(list(field.choice))
    if field.kind in {"text", "record"}:
        return _texts(field)
    numbers = st.integers(field.least, LARGEST)
    least = Fraction(1, MILLION) if field.least == 1 else max(field.least, -MILLION)
    return {
        "money": money(field.least),
        "ratio": st.fractions(least, MILLION, max_denominator=MILLION),
        "count": numbers,
        "days": numbers,
        "date": st.dates(FIRST_DAY, LAST_DAY),
        "boolean": st.booleans(),
        "limit": limits(),
    }[field.kind]


def _texts(field: FieldType) -> st.SearchStrategy[str]:
    if Mark.CURRENCY in field.marks:
        return currencies
    named = field.target or field.marks & {Mark.IDENTIFIER, Mark.UNIT_ID}
    texts = _NAMES if named else _NAMES | _ANY
    return texts.filter(lambda text: check_value(field, text) is None)


@st.composite
def objects(draw: st.DrawFn, cls: type) -> Any:
    """Any object of ``cls``, a class of the model or one of ``policy.schema.tables``, for itself: what it refers to need not exist."""
    fields = field_types(cls)
    drawn = {
        name: draw(st.none() | values(field) if field.optional else values(field))
        for name, field in fields.items()
    }
    _order(cls, drawn)
    return _whole(cls, drawn, {})


any_object: Final = st.sampled_from(STANDARD.classes).flatmap(objects)
"""Any object of any class of the model."""


def _order(cls: type, drawn: dict[str, Any]) -> None:
    """Put pairs of dates in their order."""
    for earlier, later in about(cls).ordered:
        if None not in {drawn[earlier], drawn[later]}:
            drawn[earlier], drawn[later] = sorted([drawn[earlier], drawn[later]])


def _whole(cls: type, drawn: dict[str, Any], known: dict[str, list[str]]) -> Any:
    """The object of ``cls`` with what is ``drawn``, changed where its fields do not fit together; ``known`` are ids by entity."""
    fields = field_types(cls)

    def choices(name: str) -> Collection[object]:
        field = fields[name]
        found: list[object] = [None] if field.optional else []
        found += [drawn[earlier] for earlier, later in about(cls).ordered if later == name]
        return [
            *found,
            *(known.get(field.target, ["X"]) if field.target else sound(field, name, AS_OF, "CNY")),
        ]

    return mended(cls, drawn, choices)


# --------------------------------------------------------------------------------------------------- ledgers
ALWAYS: Final = frozenset({"unit", "group", "customer", "account", "order"})
"""What a ledger is made of whatever it is about."""

Aims = Mapping[Kind, tuple[Any, ...]]
"""Values worth trying, by kind of field: a day may be a date, or so many days after the ledger's."""


@st.composite
def ledgers(
    draw: st.DrawFn,
    schema: Schema = STANDARD,
    *,
    as_of: date | st.SearchStrategy[date] = AS_OF,
    currency: str = "CNY",
    entities: Collection[str] = (),
    fields: Mapping[str, Collection[str]] | None = None,
    aims: Aims = MappingProxyType({}),
    most: int = 3,
    rejected: bool = False,
) -> Ledger:
    """A ledger whose rows hang together: what they refer to is there, once.

    ``entities`` names record types that it shall have rows of, beside units, groups, customers, accounts and orders; a few
    others are drawn. No table has more than ``most`` rows. Of ``fields`` (table to names), where given, the others stay open if
    they may. Values are often those of ``aims``. Some rows are dated after ``as_of``; some values are not stated. With
    ``rejected`` some rows could not be read.
    """
    day = as_of if isinstance(as_of, date) else draw(as_of)
    ledger = Ledger(schema, as_of=day, currency=currency, bare=True)
    named = [about(cls).entity for cls in schema.classes]
    others = (
        st.sets(st.sampled_from(sorted({*named} - ALWAYS)), max_size=4) if fields is None else st.just({*()})
    )
    filled = ALWAYS | {*entities} | draw(others)
    for cls in (cls for cls in schema.classes if about(cls).entity in filled):
        entity, table = about(cls).entity, about(cls).table
        stated = field_types(cls).keys() if fields is None else {*fields.get(table, ())}
        for number in range(1, 1 + draw(st.integers(int(entity in {"unit", "customer"}), most))):
            row = draw(_rows(cls, f"{entity[0].upper()}-{number}", ledger, stated=stated, aims=aims))
            if row is not None and row.id not in {other.id for other in ledger.tables[table]}:
                ledger.put(row)
    hang_together(ledger)
    if rejected:
        draw(_losses(ledger))
    return ledger


@st.composite
def _rows(
    draw: st.DrawFn, cls: type, name: str, ledger: Ledger, *, stated: Collection[str], aims: Aims
) -> Any:
    """A row that refers to rows of ``ledger``; None where it would have to name one of a kind that is not there."""
    drawn: dict[str, Any] = {}
    classes = ledger.schema.classes
    known = {about(other).entity: [row.id for row in ledger.tables[about(other).table]] for other in classes}
    root = about(cls).entity == "unit" and is_tree(cls)
    for field_name, field in field_types(cls).items():
        if field_name == "id":
            drawn["id"] = name
        elif field.target:
            ids = known.get(field.target, [])
            if not ids and not field.optional:
                return None
            loose = field.optional and not (root and field_name == "parent" and ids)
            drawn[field_name] = draw(st.sampled_from([*[None] * loose, *ids]))
        elif field.optional and field_name not in stated:
            drawn[field_name] = None
        else:
            value = draw(near(field, ledger.currency, aims.get(field.kind, ())))
            days = field.kind == "date" and type(value) is int
            drawn[field_name] = ledger.as_of + timedelta(value) if days else value
    _order(cls, drawn)
    try:
        return _whole(cls, drawn, known)
    except ModelError:
        return None


@cache
def near(field: FieldType, currency: str, aims: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of ``field`` as a ledger holds them, perhaps none: days from its own within a year or so, amounts in ``currency``.

    Half of them are among ``aims``, where these are possible.
    """
    stated = _near(field, currency)
    made = [Money(aim, currency) if field.kind == "money" else aim for aim in aims if type(aim) is not bool]
    if possible := [aim for aim in made if field.kind == "date" or check_value(field, aim) is None]:
        stated = st.sampled_from(possible) | stated
    return st.none() | stated if field.optional else stated


def _near(field: FieldType, currency: str) -> st.SearchStrategy[Any]:
    if field.kind == "date":
        return st.integers(-300, 60)
    if field.kind in {"money", "limit"}:
        least = field.least if field.kind == "money" else 0
        amounts = st.builds(Money, st.integers(max(least, -MILLION), MILLION), st.just(currency))
        return amounts if field.kind == "money" else limits(amounts, st.none())
    if field.kind in {"count", "days"}:
        return st.integers(max(field.least, -5), 400)
    if field.kind == "ratio":
        return st.integers(max(field.least, -10), 200).map(lambda hundredths: Fraction(hundredths, 100))
    if field.kind == "text" and Mark.CURRENCY not in field.marks:
        return st.sampled_from(["A", "B", "C"])
    return values(field)


def hang_together(ledger: Ledger) -> None:
    """Take out the rows that a portfolio would not take, and those that then refer to nothing."""
    while lost := ledger.portfolio().rejected:
        wrong: dict[str, list[set[tuple[str, str]]]] = {}
        for one in lost:
            wrong.setdefault(one.table, []).append({*one.row})
        for table, found in wrong.items():
            rows = ledger.tables[table]
            rows[:] = [row for row in rows if not any(cells <= {*_cells(row)} for cells in found)]


def _cells(row: object) -> Iterator[tuple[str, str]]:
    cls: type = type(row)
    yield from ((name, cell(getattr(row, name))) for name in field_types(cls))


@st.composite
def _losses(draw: st.DrawFn, ledger: Ledger) -> None:
    """Let one cell of some rows be unreadable: they are rejected, and what refers to them stays."""
    rows = [row for held in ledger.tables.values() for row in held if about(type(row)).seen]
    for row in draw(st.lists(st.sampled_from(rows), max_size=2, unique_by=id)):
        cls: type = type(row)
        ledger.lose(row, draw(st.sampled_from(sorted(field_types(cls)))))


def portfolios(schema: Schema = STANDARD, **frame: Any) -> st.SearchStrategy[Portfolio]:
    """The portfolios of `ledgers`, which takes the same ``frame``."""
    return ledgers(schema, **frame).map(Ledger.portfolio)
