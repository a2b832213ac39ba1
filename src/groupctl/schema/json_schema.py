"""JSON Schemas (2020-12) of classes, by the annotations of their fields."""

import inspect
import re
from collections.abc import Collection, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from groupctl.schema.checks import LONGEST_ID, LONGEST_TEXT
from groupctl.schema.choices import Choice
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.fields import FieldType, Mark, check_object, field_types
from groupctl.schema.money import LARGEST

Json = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
STRING: Final[Json] = {"type": "string"}
TEXTS: Final[Json] = {"type": "object", "additionalProperties": STRING}
PLAIN: Final[Mapping[object, Json]] = {
    str: STRING,
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    NoneType: {"type": "null"},
    date: {"$ref": "#/$defs/Date"},
    tuple[tuple[str, str], ...]: TEXTS,
}
ID: Final[Json] = {"type": "string", "minLength": 1, "maxLength": LONGEST_ID}
TITLE: Final[Json] = {
    "description": "What something is called: one text, or a text by language.",
    "anyOf": [STRING, {**TEXTS, "minProperties": 1}],
}


def ref(name: str) -> Json:
    """The definition ``name``."""
    return {"$ref": f"#/$defs/{name}"}


def object_of(properties: Mapping[str, Json], required: Collection[str] = (), description: str = "") -> Json:
    """An object with these properties and no others."""
    return {
        "type": "object",
        **({"description": description} if description else {}),
        "properties": dict(properties),
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
    }


def document(title: str, root: Json, definitions: Mapping[str, Json]) -> Json:
    """A whole schema, with the definitions that ``root`` leads to."""
    known, found, open_ = {**COMMON, **definitions}, set[str](), [root]
    while open_:
        for name in re.findall(r"#/\$defs/(\w+)", repr(open_.pop())):
            if name not in found:
                found.add(name)
                open_.append(known[name])
    return {
        "$schema": DIALECT,
        "title": title,
        **root,
        "$defs": {name: known[name] for name in sorted(found)},
    }


def of_class(cls: type, *, nulls: bool = True, **instead: Json) -> Json:
    """An object with the fields of an attrs class; those with a default may be left out.

    ``instead`` are forms for fields that are narrower than their types, and for properties that are no fields. Without ``nulls``
    a default of None is left out and never written.
    """
    fields = attrs.fields(cls)
    names = [field.name for field in fields]
    forms = {name: form for name, form in instead.items() if name not in names}
    required = [*forms, *(field.name for field in fields if field.default is attrs.NOTHING)]
    never_null = () if nulls else tuple(field.name for field in fields if field.default is None)
    told = _of_fields(cls, never_null) | instead
    description = inspect.cleandoc(cls.__doc__ or "").replace("``", "")
    return object_of(forms | {name: told[name] for name in names}, required, description)


def _of_fields(cls: type, never_null: Collection[str]) -> dict[str, Json]:
    if hasattr(cls, "__about__") or getattr(cls, "__attrs_post_init__", None) is check_object:
        return {name: of_field(field) for name, field in field_types(cls).items()}
    hints = get_type_hints(cls)
    return {
        field.name: of_type(hints[field.name], null=field.name not in never_null)
        for field in attrs.fields(cls)
    }


def of_type(hint: Any, *, null: bool = True) -> Json:
    """The schema of an annotation; without ``null`` it is never null. TypeError for one that JSON has no form for."""
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Choice):
        return {"enum": [member.name for member in hint]}
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin is Literal:
            return {"enum": list(arguments)}
        case origin if origin in {tuple, list, frozenset}:
            return {"type": "array", "items": of_type(arguments[0])}
        case origin if origin in {Union, UnionType}:
            choices = [of_type(argument) for argument in arguments if null or argument is not NoneType]
            return choices[0] if len(choices) == 1 else {"anyOf": choices}
        case origin if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": of_type(arguments[1])}
    if attrs.has(hint):
        return ref(hint.__name__)
    raise TypeError(f"no schema for {hint!r}")


def of_field(field: FieldType) -> Json:
    """The schema of a field of a record."""
    form = _of_value(field)
    return {"anyOf": [form, PLAIN[NoneType]]} if field.optional else form


def _of_value(field: FieldType) -> Json:
    match field.kind:
        case "record":
            return {**ref("Id"), "description": f"The id of a {field.target}."}
        case "text":
            names = {Mark.CURRENCY: "Currency", Mark.UNIT_ID: "UnitId", Mark.IDENTIFIER: "Id"}
            return ref(next((name for mark, name in names.items() if mark in field.marks), "Text"))
        case "enumeration":
            return {"enum": list(field.members)}
        case "count" | "days":
            lowest = 0 if Mark.NOT_NEGATIVE in field.marks else -LARGEST
            return {"type": "integer", "minimum": lowest, "maximum": LARGEST}
        case "boolean":
            return PLAIN[bool]
        case kind:
            return ref(kind.capitalize())


COMMON: Final[Mapping[str, Json]] = {
    "Currency": {"enum": sorted(CURRENCIES)},
    "Date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "Id": {**ID, "pattern": r"^\S(.*\S)?$"},
    "UnitId": {**ID, "pattern": r"^[^\s@]([^@]*[^\s@])?$"},
    "Money": object_of(
        {
            "amount": {"type": "string", "pattern": r"^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$"},
            "currency": ref("Currency"),
        },
        ["amount", "currency"],
        "An exact amount in major units, as text, with no more decimals than its currency has.",
    ),
    "Ratio": {
        "type": "string",
        "pattern": r"^(-?[0-9]{1,40}/[0-9]{1,40}|[+-]?[0-9]{1,40}(\.[0-9]{1,40})?)$",
    },
    "Text": {"type": "string", "maxLength": LONGEST_TEXT},
    "Title": TITLE,
}
"""Definitions that any schema may name."""
