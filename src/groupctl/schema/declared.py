"""Classes for what a policy declares in its own words: more fields of a record type, and record types of its own.

What is declared is a value (`OwnField`, `OwnRecord`); the class made from it is like one that is written in Python with
`record`, and the same for equal declarations. Its objects can be pickled: the declaration travels with them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Final

from attrs import frozen

from groupctl.schema.choices import Choice, OwnChoice
from groupctl.schema.fields import Identifier, Inherits, Kind, Mark, Ref, checked, field_types, introduced
from groupctl.schema.limits import Limit
from groupctl.schema.money import Money

_HINTS: Final[Mapping[str, Any]] = {
    "money": Money,
    "ratio": Fraction,
    "count": int,
    "days": Annotated[int, Mark.DAYS],
    "date": date,
    "text": str,
    "boolean": bool,
    "limit": Limit,
}


@frozen(kw_only=True)
class OwnField:
    """A field: what kind of value it holds, and whether each row must state it.

    ``choice`` is the enumeration of its members, ``target`` the entity that it refers to. ``sign`` may say that a number is
    not negative, or positive; ``happens`` that something ends or is done on that day. Where a row doesn't state it, the
    record that the reference ``inherits`` names speaks.
    """

    name: str
    kind: Kind
    choice: type[Choice] | OwnChoice | None = None
    target: str = ""
    required: bool = False
    sign: Mark | None = None
    happens: bool = False
    inherits: str = ""

    def hint(self) -> Any:
        """The annotation that says the same."""
        said: Any = self.choice.made() if isinstance(self.choice, OwnChoice) else self.choice
        said = said or (Annotated[str, Ref(self.target)] if self.target else _HINTS[self.kind])
        marks: list[object] = [self.sign] if self.sign else []
        marks += [Mark.HAPPENS] if self.happens else []
        marks += [Inherits(self.inherits)] if self.inherits else []
        for mark in marks:
            said = Annotated[said, mark]
        return said if self.required else said | None


@frozen(kw_only=True)
class OwnRecord:
    """A record type: what it is called, its table, its fields beside the id, and the one with its own date."""

    entity: str
    table: str
    fields: tuple[OwnField, ...]
    dated: str | None = None


@frozen
class Origin:
    """What a class comes from: one that is written in Python or an own record, and the fields that were added to it."""

    base: type | OwnRecord
    fields: tuple[OwnField, ...] = ()

    def made(self) -> type:
        """The class; always the same for the same."""
        return _class(self)


def origin(cls: type) -> Origin:
    """What ``cls`` comes from."""
    return getattr(cls, "__made_from__", None) or Origin(cls)


def extended(cls: type, fields: Iterable[OwnField]) -> type:
    """``cls`` with more fields, which come after its own."""
    known = origin(cls)
    return Origin(known.base, (*known.fields, *fields)).made()


@cache
def _class(source: Origin) -> type:
    base, fields = source.base, source.fields
    if isinstance(base, OwnRecord):
        name = "".join(part.capitalize() for part in base.entity.split("_"))
        own = OwnField(name="id", kind="text", required=True)
        made = _decorated(source, name, (), (own, *base.fields, *fields))
        made = introduced(base.entity, table=base.table, dated=base.dated)(made)
    elif fields:
        made = _decorated(source, base.__name__, (base,), fields)
    else:
        return base
    made.__made_from__ = source  # type: ignore[attr-defined]
    return made


def _decorated(source: Origin, name: str, bases: tuple[type, ...], fields: Iterable[OwnField]) -> type:
    def reduced(self: object) -> tuple[object, ...]:
        cls: type = type(self)
        return _restored, (source, {name: getattr(self, name) for name in field_types(cls)})

    held: dict[str, Any] = {own.name: None for own in fields if not own.required}
    hints = {own.name: Identifier if own.name == "id" else own.hint() for own in fields}
    said = str(bases[0].__doc__) if bases else "A record that the policy declares."
    frame = {"__annotations__": hints, "__doc__": said, "__module__": __name__, "__reduce__": reduced}
    return checked()(type(name, bases, held | frame))


def _restored(source: Origin, values: Mapping[str, object]) -> object:
    return source.made()(**values)
