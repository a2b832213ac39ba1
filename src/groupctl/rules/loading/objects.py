"""Checks drafts that were built of Python objects: that every field holds what it is declared to hold.

What YAML files can't get wrong (a float, a None, a number for a text) is found here, before anything else looks.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from groupctl.errors import Fault
from groupctl.rules import draft
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.texts.title import Title

_CODES: Final = {
    str: "text",
    bool: "boolean",
    int: "whole-number",
    date: "date",
    Decimal: "value",
    Mapping: "mapping",
    Sequence: "list",
}


def check(policy: draft.PolicyDraft, part: DraftPart) -> list[Fault]:
    """Every field of ``policy`` that holds something else than it is declared to hold."""
    return list(_object(policy, part))


def _object(value: Any, part: DraftPart) -> Iterator[Fault]:
    if isinstance(value, Title):
        for lang, text in value.texts:
            yield from _value(text, str, part.sub(lang) if lang else part)
        return
    for name, declared in get_type_hints(type(value)).items():
        if name == "settings":
            yield from _settings(getattr(value, name), part.sub(name))
        elif name != "base":
            yield from _value(getattr(value, name), declared, part.sub(name))


def _settings(value: object, part: DraftPart) -> Iterator[Fault]:
    found = list(_value(value, Mapping[str, Mapping[str, object]], part))
    yield from found
    if not found and isinstance(value, Mapping):
        for name, setting in value.items():
            for key, item in setting.items():
                yield from _value(item, draft.SETTING.get(key, object), part.sub(name, key))


def _value(value: Any, declared: Any, part: DraftPart) -> Iterator[Fault]:
    """Faults of ``value`` where ``declared`` is wanted; an alternative fits when it has no faults."""
    choices = get_args(declared) if get_origin(declared) in (Union, types.UnionType) else (declared,)
    fitting = [choice for choice in choices if _is(value, choice)]
    if not fitting:
        yield _fault(value, choices, part)
        return
    yield from _parts(value, fitting[0], part)


def _is(value: Any, declared: Any) -> bool:
    """Whether ``value`` is of the outermost kind of ``declared``."""
    kind = get_origin(declared) or declared
    if kind is Sequence:
        return isinstance(value, Sequence) and not isinstance(value, str | bytes)
    if kind is Literal:
        return value in get_args(declared)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind is Decimal:
        return isinstance(value, Decimal) and value.is_finite()
    return isinstance(value, kind)


def _parts(value: Any, declared: Any, part: DraftPart) -> Iterator[Fault]:
    inner = get_args(declared)
    if not inner and not attrs.has(type(value)):
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not _is(key, inner[0]):
                yield _fault(key, (inner[0],), part.sub(key, KEY))
            yield from _value(item, inner[1], part.sub(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for i, item in enumerate(value):
            yield from _value(item, inner[0], part.sub(i))
    elif attrs.has(type(value)):
        yield from _object(value, part)


def _fault(value: object, choices: Sequence[Any], part: DraftPart) -> Fault:
    if isinstance(value, float):
        return part.fault("policy.float", "policy.float.hint", found=value)
    kind = get_origin(choices[0]) or choices[0]
    if kind is Literal:
        known = ", ".join(get_args(choices[0]))
        return part.fault("policy.no-view", "policy.choose", name=value, known=known)
    several = len([choice for choice in choices if choice is not types.NoneType]) > 1
    wanted = "value" if several else _CODES.get(kind)
    hint = f"policy.wanted-{wanted}" if wanted else None
    return part.fault(
        "policy.python-kind", hint, found=type(value).__name__, name=getattr(kind, "__name__", "")
    )
