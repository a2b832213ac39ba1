"""How the classes of the model declare their fields.

A field's annotation says everything: ``amount: NonNegative`` is money that must not be negative, ``customer:
CustomerRef`` is the id of a customer, ``| None`` means that the host may not state it. The checks at
construction, the vocabulary of the rule language, the JSON form and its schema are all derived from there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from fractions import Fraction
from functools import cache, partial
from types import MappingProxyType, NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs
from attrs import frozen

from groupctl.errors import ModelError
from groupctl.schema import checks
from groupctl.schema.checks import fault
from groupctl.schema.choices import Choice, OpenChoice, OwnMember
from groupctl.schema.money import LARGEST, Money, Problem

Kind = Literal[
    "money",
    "ratio",
    "count",
    "days",
    "date",
    "text",
    "boolean",
    "enumeration",
    "limit",
    "record",
]


class Mark(Enum):
    """What an annotation adds to the Python type of a field."""

    IDENTIFIER = auto()
    """A name for something: not empty, no surrounding blanks, no invisible characters, at most 200 long."""
    UNIT_ID = auto()
    """An identifier without ``@``, which separates customer and unit in the id of an account."""
    CURRENCY = auto()
    """An ISO 4217 code."""
    DAYS = auto()
    """A number of days."""
    NOT_NEGATIVE = auto()
    POSITIVE = auto()
    LIMIT = auto()
    """A credit limit (the classes of ``groupctl.schema.limits``)."""
    SUPPLEMENTARY = auto()
    """Many businesses keep no such thing: where no table has a supplementary column, there is none."""
    HAPPENS = auto()
    """A date on which something ends or is done: after the snapshot's date it has not happened yet."""


@frozen
class Ref:
    """The id of another object.

    A row whose ``firm`` reference leads nowhere is rejected; a loose one makes that attribute unknown
    when the object it names was rejected. References that must be stated are firm in any case.
    """

    entity: str
    firm: bool = False


@frozen
class Inherits:
    """Where a row doesn't state it, that field of the record speaks which ``reference`` names (L48)."""

    reference: str


@frozen
class Otherwise:
    """Where a row doesn't state it, the row's own field speaks that is named here."""

    name: str


Identifier = Annotated[str, Mark.IDENTIFIER]
CurrencyCode = Annotated[str, Mark.CURRENCY]
Days = Annotated[int, Mark.DAYS, Mark.NOT_NEGATIVE]
Count = Annotated[int, Mark.NOT_NEGATIVE]
NonNegative = Annotated[Money, Mark.NOT_NEGATIVE]
PositiveRatio = Annotated[Fraction, Mark.POSITIVE]
Happening = Annotated[date, Mark.HAPPENS]
UnitRef = Annotated[str, Ref("unit")]
GroupRef = Annotated[str, Ref("group")]
CustomerRef = Annotated[str, Ref("customer")]
OrderRef = Annotated[str, Ref("order")]
InvoiceRef = Annotated[str, Ref("invoice")]


@frozen(kw_only=True)
class FieldType:
    """What one field holds; see `Mark`, `Ref` and `Inherits` for the parts."""

    kind: Kind
    python: tuple[type, ...]
    optional: bool
    marks: frozenset[Mark] = frozenset()
    target: str | None = None
    firm: bool = False
    inherits: str = ""
    otherwise: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """Names of an enumeration's members, in order."""
        return tuple(member.name for member in self.choice) if self.kind == "enumeration" else ()

    @property
    def least(self) -> int:
        """The least number, or amount in minor units, that it holds; a ratio that is positive may be less than one."""
        if self.marks & {Mark.NOT_NEGATIVE, Mark.POSITIVE}:
            return int(Mark.POSITIVE in self.marks)
        return -LARGEST

    @property
    def choice(self) -> type[Choice]:
        """The enumeration; only for fields of that kind."""
        return cast("type[Choice]", self.python[0])


# ---------------------------------------------------------------------------------- checks of single values
def _value_check(field: FieldType) -> Callable[[Any], Problem | None] | None:
    """The check that comes after the check of the type; None if there is nothing more to ask."""
    marks = field.marks
    if field.kind in {"text", "record"}:
        if Mark.UNIT_ID in marks:
            return checks.check_unit_id
        if Mark.CURRENCY in marks:
            return checks.check_currency
        return checks.check_identifier if field.target or Mark.IDENTIFIER in marks else checks.check_text
    if field.kind == "money":
        return partial(checks.check_sign, least=field.least) if field.least > -LARGEST else None
    if field.kind == "date":
        return checks.check_date
    if field.kind in {"count", "days", "ratio"}:
        return partial(checks.check_number, least=field.least)
    return None


def check_value(field: FieldType, value: object) -> Problem | None:
    """What is wrong with ``value`` as the value of ``field``; None when nothing is."""
    if value is None and field.optional:
        return None
    return _wrong_type(field.python, value) or (check(value) if (check := _value_check(field)) else None)


def _wrong_type(types: tuple[type, ...], value: object) -> Problem | None:
    """What is wrong with the type of a value; an open enumeration takes members that a policy adds to it."""
    added = isinstance(value, OwnMember) and issubclass(types[0], OpenChoice | OwnMember)
    if added and type(value).__name__ == types[0].__name__:
        return None
    return checks.check_type(types, value)


# -------------------------------------------------------------------------- from annotations to field types
_KINDS: dict[type, Kind] = {
    Money: "money",
    Fraction: "ratio",
    int: "count",
    date: "date",
    str: "text",
    bool: "boolean",
}


def read_annotation(hint: object) -> FieldType:
    """The field type that an annotation of a model class stands for."""
    stated = [part for part in _alternatives(hint) if part is not NoneType]
    optional = len(stated) < len(_alternatives(hint))
    base, *extras = get_args(stated[0]) if get_origin(stated[0]) is Annotated else (stated[0],)
    python = tuple(get_origin(part) or part for part in _alternatives(base))
    marks = frozenset(extra for extra in extras if isinstance(extra, Mark))
    ref = next((extra for extra in extras if isinstance(extra, Ref)), None)
    inherits = next((extra.reference for extra in extras if isinstance(extra, Inherits)), "")
    otherwise = next((extra.name for extra in extras if isinstance(extra, Otherwise)), "")
    return FieldType(
        kind=_kind(python, marks, ref),
        python=python,
        optional=optional,
        marks=marks,
        target=ref.entity if ref else None,
        firm=ref is not None and (ref.firm or not optional),
        inherits=inherits,
        otherwise=otherwise,
    )


def _alternatives(hint: object) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _kind(python: tuple[type, ...], marks: frozenset[Mark], ref: Ref | None) -> Kind:
    if ref:
        return "record"
    if Mark.LIMIT in marks:
        return "limit"
    if Mark.DAYS in marks:
        return "days"
    if issubclass(python[0], Choice):
        return "enumeration"
    if python[0] not in _KINDS:
        known = ", ".join(sorted(known.__name__ for known in _KINDS))
        raise TypeError(f"a field holds {known} or a Choice, not {python[0].__name__}")
    return _KINDS[python[0]]


@cache
def field_types(cls: type) -> dict[str, FieldType]:
    """The fields of a model class, in order of declaration. Don't change the answer."""
    hints = get_type_hints(cls, include_extras=True)
    return {attribute.name: read_annotation(hints[attribute.name]) for attribute in attrs.fields(cls)}


def stated(row: object, name: str) -> Any:
    """What ``row`` holds in its field ``name``, or in the field that speaks where it doesn't state that."""
    fields = field_types(type(row))  # type: ignore[arg-type]
    while (value := getattr(row, name)) is None and fields[name].otherwise:
        name = fields[name].otherwise
    return value


# ------------------------------------------------------------------------------------ the classes themselves
@frozen(kw_only=True)
class About:
    """What a class of rows says about itself beside its fields; see `record`."""

    entity: str
    table: str
    dated: str | None = None
    ordered: tuple[tuple[str, str], ...] = ()
    derived: Mapping[str, Kind] = attrs.Factory(dict)
    seen: bool = True
    supplementary: bool = False


T = TypeVar("T")


_SAYS_NOTHING: Final = About(entity="", table="")


def about(cls: type) -> About:
    """What ``cls``, or a class that it extends, says about itself. AttributeError if its objects are no rows."""
    found: About = cls.__about__  # type: ignore[attr-defined]
    return found


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(
    entity: str,
    *,
    table: str = "",
    dated: str | None = None,
    ordered: Iterable[str] = (),
    derived: Mapping[str, Kind] = MappingProxyType({}),
    supplementary: bool = False,
) -> Callable[[type[T]], type[T]]:
    """Make a class whose objects are the rows of a table: `checked`, and known as ``entity``.

    ``table`` is the name of the table, unless that is the plural of ``entity``. ``dated`` is the field with the row's own
    date: a row dated later than a snapshot is not part of it. ``ordered`` lists pairs of dates, ``"earlier <= later"``.
    ``derived`` are attributes that rules see and that are worked out, not stated: their kinds by name. A ``supplementary``
    table is one that many businesses don't keep: a mapping that doesn't name it says that there is none. TypeError for a
    field that can't be kept exactly.
    """

    def decorate(cls: type[T]) -> type[T]:
        made = checked()(cls)
        field_types(cast("type", made))  # a field that can't be kept is refused where it is written
        _WRITTEN[cls.__module__, cls.__qualname__] = made
        return introduced(
            entity, table=table, dated=dated, ordered=ordered, derived=derived, supplementary=supplementary
        )(made)

    return decorate


_WRITTEN: dict[tuple[str, str], type] = {}


def written_in_python(entity: str) -> Sequence[type]:
    """The classes that `record` made and that call themselves ``entity``; of those of one name in a module, the last."""
    return [cls for cls in _WRITTEN.values() if about(cls).entity == entity]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def checked(*, kw_only: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a frozen class with slots whose invariants hold: all that is broken comes in one `ModelError`.

    A method ``invariants`` may yield further problems; it is asked only when every field is sound.
    """

    def decorate(cls: type[T]) -> type[T]:
        cls.__attrs_post_init__ = check_object  # type: ignore[attr-defined]
        return attrs.frozen(cls, kw_only=kw_only)

    return decorate


def plural(entity: str) -> str:
    """``customer_policy`` -> ``customer_policies``: what the table of an entity is called unless it says so itself."""
    return re.sub("(?<![aeiou])y$", "ie", entity) + "s"


def introduced(
    entity: str,
    *,
    table: str = "",
    dated: str | None = None,
    ordered: Iterable[str] = (),
    derived: Mapping[str, Kind] = MappingProxyType({}),
    seen: bool = True,
    supplementary: bool = False,
) -> Callable[[type[T]], type[T]]:
    """Let an attrs class say about itself what its fields don't; see `record`. Rules see its rows unless not ``seen``."""
    pairs = tuple(cast("tuple[str, str]", tuple(pair.split(" <= "))) for pair in ordered)

    def decorate(cls: type[T]) -> type[T]:
        cls.__about__ = About(  # type: ignore[attr-defined]
            entity=entity,
            table=table or plural(entity),
            dated=dated,
            ordered=pairs,
            derived=derived,
            seen=seen,
            supplementary=supplementary,
        )
        return cls

    return decorate


@cache
def _plan(
    cls: type,
) -> tuple[tuple[str, bool, tuple[type, ...], Callable[[Any], Problem | None] | None], ...]:
    fields = field_types(cls).items()
    return tuple((name, field.optional, field.python, _value_check(field)) for name, field in fields)


def check_object(self: object) -> None:
    """Checks every field of a new object; written flat because it runs for each row of a ledger."""
    problems: list[tuple[str, Problem]] = []
    cls: type = type(self)
    for name, optional, types, check in _plan(cls):
        value = getattr(self, name)
        if value is None and optional:
            continue
        problem = _wrong_type(types, value) if type(value) not in types else check(value) if check else None
        if problem is not None:
            problems.append((name, problem))
    sound = not problems
    for earlier, later in getattr(cls, "__about__", _SAYS_NOTHING).ordered:
        problems += _misordered(self, earlier, later)
    if sound and (invariants := getattr(self, "invariants", None)):
        problems += invariants()
    if problems:
        raise ModelError(fault(f"{cls.__name__}.{name}", problem) for name, problem in problems)


def _misordered(item: object, earlier: str, later: str) -> Iterator[tuple[str, Problem]]:
    first, last = getattr(item, earlier), getattr(item, later)
    if type(first) is date and type(last) is date and last < first:
        yield (
            later,
            (
                "model.dates-out-of-order",
                {"value": str(last), "other": earlier, "first": str(first)},
            ),
        )
