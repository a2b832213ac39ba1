"""JSON values for objects, and back; every fault of a document comes at once, with its path.

A class with a form of its own in JSON has it as ``plain``, and reads it by ``of_plain``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from groupctl.errors import Fault, ModelError
from groupctl.model.exchange import exact_ratio
from groupctl.schema.checks import fault, snake_case
from groupctl.schema.choices import Choice, unknown_member
from groupctl.schema.limits import Amount, Inherit, Limit, Unknown, Unlimited
from groupctl.schema.money import Money, Problem, shown
from groupctl.texts.causes import Cause
from groupctl.texts.similar import similar

T = TypeVar("T")
Plain = Any
"""What JSON can hold: dict, list, str, int, bool or None."""

Pairs = tuple[tuple[str, str], ...]
"""Texts by name, in order: an object of JSON."""

CONTAINERS: Final[Mapping[object, tuple[type, Callable[[Any], Any]]]] = {
    list: (list, list),
    tuple: (list, tuple),
    frozenset: (list, frozenset),
    dict: (dict, dict),
    Mapping: (dict, dict),
}
"""What JSON has for each collection, and what makes it again."""

LIMITS: Final[Mapping[str, type]] = {
    snake_case(cls.__name__): cls for cls in (Unlimited, Amount, Inherit, Unknown)
}
"""The classes of limits by their ``kind`` in JSON."""

_LIMIT_UNION: Any = get_args(Limit)[0]
_LIMIT_TYPES: frozenset[Any] = frozenset({_LIMIT_UNION, *LIMITS.values()})
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def to_plain(value: object) -> Plain:
    """``value`` as JSON values: money as text with its currency, dates in ISO 8601, enumerations by name.

    Fields that hold their default are left out.
    """
    return _converter.unstructure(value)


def canonical(plain: Plain) -> str:
    """JSON on one line: keys in order, no blanks, the same text for the same values."""
    return _ENCODER.encode(plain)


def from_plain(value: Plain, cls: type[T]) -> T:
    """The object of ``cls`` that ``value`` stands for. ModelError with all faults and their paths from ``$``."""
    try:
        return _converter.structure(value, cls)
    except (BaseValidationError, ModelError) as error:
        raise ModelError(_faults(error, "$")) from None


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _faults(inner, path + _step(inner))
    elif isinstance(error, ModelError):
        for found in error.faults:
            field = found.values.get("field", "").partition(".")[2]
            values = {**found.values, "field": f"{path}.{field}" if field else path}
            yield attrs.evolve(found, values=values)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [attribute.name for attribute in attrs.fields(error.cl)]
        for key in sorted(error.extra_fields):
            near = similar(key, known) or ", ".join(known)
            yield fault(f"{path}.{key[:200]}", ("model.unknown-key", {"near": near}))
    elif isinstance(error, KeyError):
        yield fault(path, ("model.missing-key", {}))
    else:
        raise error


def _step(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f".{note.name}"
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
    return ""


def _refuse(problem: Problem) -> ModelError:
    return ModelError(fault("", problem))


def _exactly(*types: type) -> Callable[[Plain, Any], Any]:
    """A hook that takes values of just these types, with no conversion."""

    def structure(value: Plain, _: object) -> Any:
        if type(value) not in types:
            raise _refuse(_wrong_type(value, types))
        return value

    return structure


def _wrong_type(value: Plain, types: Sequence[type]) -> Problem:
    expected = " | ".join(python.__name__ for python in types)
    return "model.wrong-type", {
        "expected": expected,
        "type": type(value).__name__,
        "value": shown(value),
    }


def _date(value: Plain, _: object) -> date:
    if type(value) is str and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _refuse(("model.not-a-date", {"value": shown(value)}))


def _ratio(value: Plain, _: object) -> Fraction:
    try:
        return exact_ratio(_exactly(str)(value, str))
    except ModelError:
        raise _refuse(("model.not-a-ratio", {"value": shown(value)})) from None


def _choice(value: Plain, cls: type[Choice]) -> Choice:
    if type(value) is str and value in cls.__members__:
        return cls[value]
    raise _refuse(unknown_member(cls, value))


@attrs.frozen
class _MoneyForm:
    amount: str
    currency: str


def _money(value: Plain, _: object) -> Money:
    form = _converter.structure(value, _MoneyForm)
    return Money.of(form.amount, form.currency)


def _plain_money(money: Money) -> Plain:
    return {"amount": money.amount, "currency": money.currency}


def _limit(value: Plain, cls: Any) -> Any:
    rest = dict(_exactly(dict)(value, dict))
    kind = rest.pop("kind", None)
    known = [name for name, limit in LIMITS.items() if cls in {limit, _LIMIT_UNION}]
    if kind not in known:
        problem = {"value": shown(kind), "choice": "Limit", "near": ", ".join(known)}
        raise ModelError(fault("Limit.kind", ("model.not-a-member", problem)))
    return _object_hook(LIMITS[kind])(rest, LIMITS[kind])


def _plain_limit(limit: object) -> Plain:
    cls: type = type(limit)
    return {"kind": snake_case(cls.__name__), **_omitting_defaults(cls)(limit)}


@cache
def _object_hook(cls: type) -> Callable[[Plain, Any], Any]:
    fill: Callable[[Plain, Any], Any] = make_dict_structure_fn(
        cls, _converter, _cattrs_forbid_extra_keys=True
    )

    def structure(value: Plain, _: object) -> Any:
        return fill(_exactly(dict)(value, dict), cls)

    return structure


def _each_hook(cls: Any) -> Callable[[Plain, Any], Any]:
    """For collections of one type: only a list or an object of JSON passes for them; every wrong item is reported."""
    origin: Any = get_origin(cls)
    container, made_of = CONTAINERS[origin]
    part = get_args(cls)[origin in (dict, Mapping)]
    item = _converter.get_structure_hook(part)

    def structure(value: Plain, _: object) -> Any:
        plain = _exactly(container)(value, cls)
        keys, items = (list(plain), plain.values()) if container is dict else (range(len(plain)), plain)
        made, errors = [], []
        for key, one in zip(keys, items, strict=True):
            try:
                made.append(item(one, part))
            except (BaseValidationError, ModelError) as error:
                error.add_note(IterableValidationNote("", key, part))
                errors.append(error)
        if errors:
            raise IterableValidationError("", errors, cls)
        return made_of(zip(keys, made, strict=True) if container is dict else made)

    return structure


def _pairs(value: Plain, _: object) -> Pairs:
    return tuple(_converter.structure(value, dict[str, str]).items())


def _text_or_texts(value: Plain, cls: Any) -> Any:
    if type(value) is list:
        return _converter.structure(value, tuple[str, ...])
    return _exactly(str, *([NoneType] if NoneType in get_args(cls) else []))(value, cls)


def _own_form(value: Plain, cls: Any) -> Any:
    try:
        return cls.of_plain(value)
    except TypeError:
        raise _refuse(_wrong_type(value, (str, dict))) from None


def _literal(value: Plain, cls: Any) -> Any:
    if type(value) is str and value in get_args(cls):
        return value
    choice = {"value": shown(value), "choice": "Literal", "near": ", ".join(get_args(cls))}
    raise _refuse(("model.not-a-member", choice))


@cache
def _omitting_defaults(cls: type) -> Callable[[Any], Plain]:
    return make_dict_unstructure_fn(cls, _converter, _cattrs_omit_if_default=True)


def _configured(converter: Converter) -> Converter:
    """Later hooks are asked first."""
    converter.register_structure_hook_factory(attrs.has, _object_hook)
    converter.register_unstructure_hook_factory(attrs.has, _omitting_defaults)
    converter.register_structure_hook_factory(_made_of(*CONTAINERS), _each_hook)
    converter.register_unstructure_hook_func(_made_of(frozenset), sorted)
    converter.register_structure_hook_func(lambda cls: cls == Pairs, _pairs)
    converter.register_unstructure_hook_func(lambda cls: cls == Pairs, dict)
    converter.register_structure_hook_func(_is_text_or_texts, _text_or_texts)
    converter.register_structure_hook_func(_made_of(Literal), _literal)
    converter.register_structure_hook_func(lambda cls: hasattr(cls, "of_plain"), _own_form)
    converter.register_unstructure_hook_func(lambda cls: hasattr(cls, "plain"), lambda value: value.plain)
    for python in (str, int, bool):
        converter.register_structure_hook(python, _exactly(python))
    converter.register_structure_hook_func(_is_limit, _limit)
    converter.register_unstructure_hook_func(_is_limit, _plain_limit)
    converter.register_structure_hook_func(_is_choice, _choice)
    converter.register_unstructure_hook_func(_is_choice, lambda member: member.name)
    converter.register_structure_hook(date, _date)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(Fraction, _ratio)
    converter.register_unstructure_hook(Fraction, str)
    converter.register_structure_hook(Money, _money)
    converter.register_unstructure_hook(Money, _plain_money)
    return converter


def _made_of(*origins: object) -> Callable[[Any], bool]:
    """Whether a type is of one of these generic ones."""
    return lambda cls: get_origin(cls) in origins


def _is_text_or_texts(cls: Any) -> bool:
    return {str, tuple[str, ...]} <= {*get_args(cls)}


def _is_limit(cls: Any) -> bool:
    return cls in _LIMIT_TYPES


def _is_choice(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Choice)


attrs.resolve_types(Cause)
_converter = _configured(Converter())
