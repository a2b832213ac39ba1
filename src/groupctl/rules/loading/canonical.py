"""The meaning of a policy as one canonical text, and its hash.

The hash is the same however the files are laid out, whatever the order of their keys; it changes with every value, date,
rule, title, source and scope. Places and the wording of conditions are not part of it: the conditions are, as typed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Final

import attrs

from groupctl.errors import SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.rules.authority import Authority
from groupctl.rules.function import Function
from groupctl.rules.policy import Policy, RuleSet
from groupctl.rules.types import Type
from groupctl.schema.choices import Choice
from groupctl.schema.declared import origin
from groupctl.schema.entities import Schema
from groupctl.schema.fields import FieldType, about, field_types
from groupctl.schema.limits import Inherit, Unlimited
from groupctl.texts.title import Title

FORMAT: Final = "groupctl policy 1"
"""Opens the text, so that a later way of writing it can never give the same hash for something else."""

NOT_MEANING: Final = frozenset(
    {
        "where",
        "place",
        "span",
        "text",
        "hash",
        "words",
        "section",
        "warning",
        "exposure",
        "is_imported",
        "report",
        "invariants",
        "levers",
    }
)
"""Fields that say where or in which words something is written, or where it is shown: no decision holds them. ``where`` of a
measure is kept: it is a condition.
"""


ABSENT: Final[Mapping[str, object]] = {
    "settled": None,
    "schema": STANDARD,
    "functions": {},
    "own": None,
    "latest_by": None,
    "authority": Authority(),
    "stake": "",
    "apart_from": (),
    "given_days": "",
    "reaches": {},
}
"""What these fields hold where a policy says nothing about them; it is not written then."""


def content_hash(policy: Policy) -> str:
    """SHA-256, in hex, of the canonical text of a policy."""
    text = json.dumps([FORMAT, plain(policy)], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def plain(value: object) -> Any:
    """``value`` in terms of JSON, without loss: different values never look alike."""
    match value:
        case None | bool() | str():
            return value
        case int() | Fraction():
            return {"number": f"{value.numerator}/{value.denominator}"}
        case date():
            return {"date": value.isoformat()}
        case Unlimited() | Inherit():
            return {"limit": type(value).__name__}
        case Choice():
            return {"choice": value.name}
        case Type():
            return {"type": [value.kind, value.name, list(value.members), value.entity]}
        case Schema():
            return {about(cls).entity: _record(cls) for cls in value.classes if cls not in STANDARD.classes}
        case Function():
            arguments = [[argument.name, plain(argument.type)] for argument in value.arguments]
            return {"function": [value.name, value.version, arguments, plain(value.result)]}
        case Title():
            return {"title": value.plain}
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            return _object(value)


def _key(key: object) -> str:
    return ".".join(key) if isinstance(key, tuple) else key.isoformat() if isinstance(key, date) else str(key)


def _record(cls: type) -> Any:
    """What a policy says of a record type: all of its own, or the fields that it adds."""
    said, fields = about(cls), field_types(cls)
    added = [field.name for field in origin(cls).fields] if said.entity in STANDARD.entities else fields
    return {
        "table": said.table,
        "dated": said.dated,
        "ordered": plain(said.ordered),
        "fields": {name: _field(fields[name]) for name in added},
    }


def _field(field: FieldType) -> Any:
    return {
        "kind": field.kind,
        "optional": field.optional,
        "marks": sorted(mark.name for mark in field.marks),
        "members": list(field.members),
        "target": field.target,
        "firm": field.firm,
        "inherits": field.inherits,
    }


def _object(value: Any) -> Any:
    cls: type = type(value)
    kept = {}
    for name in _fields(cls):
        item = getattr(value, name)
        if name not in ABSENT or item != ABSENT[name]:
            kept[name] = plain(item)
    where = getattr(value, "where", None)
    if where is not None and not isinstance(where, SourceSpan):
        kept["where"] = plain(where)
    if isinstance(value, RuleSet) and value.hit == "priority":
        kept["first output"] = next(iter(value.gives), "")
    return {"is": type(value).__name__, **kept}


@cache
def _fields(cls: type) -> Sequence[str]:
    """The fields of a class that are part of what a policy means."""
    return [field.name for field in attrs.fields(cls) if field.name not in NOT_MEANING]
