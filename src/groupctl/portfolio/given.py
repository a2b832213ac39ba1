"""What a policy would work out, given instead: last night's class, the host's own grade, a profit from elsewhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from groupctl.errors import Fault, ModelError
from groupctl.schema.checks import fault
from groupctl.schema.choices import Choice
from groupctl.schema.fields import Identifier, check_value, read_annotation
from groupctl.schema.limits import Amount, Inherit, Limit, Unknown, Unlimited
from groupctl.schema.money import Money
from groupctl.texts.similar import similar

StatedValue = str | bool | int | Fraction | Decimal | date | Money | Choice | Limit
"""A value as a program has it; in a `Given` it is text."""

_DATE = read_annotation(date)
_ID = read_annotation(Identifier)
_TEXT = read_annotation(str)


def written(value: StatedValue | None) -> str | None:
    """``value`` as text, the way decisions write it, money with its currency. TypeError for what has no exact text."""
    match value:
        case None | str():
            return value
        case Unknown():
            return None
        case bool():
            return "true" if value else "false"
        case int() | Fraction() | Money():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case Choice():
            return value.name
        case Amount(money=money):
            return str(money)
        case Unlimited() | Inherit():
            return type(value).__name__.lower()
    raise TypeError(f"a given value is exact, not {type(value).__name__}")


@frozen
class Given:
    """A value that the policy need not work out: ``name`` of the record ``id``, as it was on the day ``on``.

    ``name`` is a measure or an output of a rule set. ``value`` is text as decisions write it: ``83000.00`` in the
    portfolio's currency or ``83000.00 EUR``, ``1/3``, ``true``, a date, a member of an enumeration, ``unlimited``.
    None says that it is not known. ``source`` says in a few words where it is from. Types are checked where an engine
    meets the portfolio. ModelError with all faults; TypeError for a float.
    """

    entity: str
    id: str
    name: str
    value: str | None = field(converter=written)
    on: date
    source: str

    def __attrs_post_init__(self) -> None:
        checks = [("entity", _ID), ("id", _ID), ("name", _ID), ("source", _ID), ("on", _DATE)]
        if self.value is not None:
            checks.append(("value", _TEXT))
        faults = [
            fault(f"Given.{name}", problem)
            for name, kind in checks
            if (problem := check_value(kind, getattr(self, name)))
        ]
        if faults:
            raise ModelError(faults)


def ordered(given: Iterable[Given], entities: Collection[str]) -> tuple[Given, ...]:
    """Each once, in an order that does not depend on how they came.

    ModelError for what is about none of the ``entities``; TypeError for anything but a `Given`.
    """
    found = set()
    faults: list[Fault] = []
    for one in given:
        if not isinstance(one, Given):
            raise TypeError(f"a given value is a Given, not {type(one).__name__}")
        faults += unknown_entity(one, entities)
        found.add(one)
    if faults:
        raise ModelError(faults)
    return tuple(sorted(found, key=_order))


def unknown_entity(one: Given, entities: Collection[str]) -> Iterator[Fault]:
    """The fault of a value that is about none of the ``entities``."""
    if one.entity not in entities:
        near = similar(one.entity, entities) or ", ".join(sorted(entities))
        values = {"entity": "portfolio", "name": one.entity, "near": near}
        yield Fault("model.no-such-name", values)


def _order(one: Given) -> tuple[str, ...]:
    return (one.entity, one.id, one.name, one.on.isoformat(), one.source, one.value or "")


def by_record(given: Iterable[Given]) -> Mapping[tuple[str, str], Mapping[str, tuple[Given, ...]]]:
    """By entity and id, then by name: what is given, the oldest first."""
    found: dict[tuple[str, str], dict[str, tuple[Given, ...]]] = {}
    for one in given:
        names = found.setdefault((one.entity, one.id), {})
        names[one.name] = (*names.get(one.name, ()), one)
    return found
