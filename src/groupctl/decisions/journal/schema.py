"""The JSON Schemas of a decision and of a decision log, from the classes that they are made of."""

import inspect
from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from groupctl.decisions.decision import PARTS
from groupctl.decisions.journal.chain import FORMAT
from groupctl.decisions.journal.shared import NAME
from groupctl.schema.fields import Choice
from groupctl.texts.causes import Cause

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PLAIN: Final[Mapping[object, Schema]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    NoneType: {"type": "null"},
    date: {"type": "string", "format": "date"},
}
CAUSE: Final[Schema] = {
    "type": "object",
    "description": "One reason for an unknown value: the key of its text, what fills it in, the record it concerns.",
    "properties": {
        "key": {"type": "string"},
        "values": {"type": "object", "additionalProperties": {"type": "string"}},
        "about": {"type": "string"},
        "because": {"type": "array", "items": {"$ref": "#/$defs/Cause"}},
    },
    "required": ["key"],
    "additionalProperties": False,
}


TITLE: Final[Schema] = {
    "description": "What something is called: one text, or a text by language.",
    "anyOf": [
        {"type": "string"},
        {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
    ],
}


def decision_schema() -> Schema:
    """The schema of a decision (JSON Schema 2020-12). What is empty is left out."""
    parts = definitions()
    return {"$schema": DIALECT, "title": "A decision of groupctl", **parts.pop("Decision"), "$defs": parts}


def log_schema() -> Schema:
    """The schema of one line of a decision log: its head, a decision, or its end."""
    text, hash_ = {"type": "string"}, {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    parts = definitions()
    head = {"format": {"const": FORMAT}, "groupctl": text}
    first = {"as_of": PLAIN[date], "policy": text, "policy_hash": text, "portfolio_hash": text}
    forms = {
        "The head; with a decision to come, by what and on what the first was made.": head | first,
        "A decision, and the SHA-256 of the line before.": {
            "decision": {"$ref": "#/$defs/Logged"},
            "previous": hash_,
        },
        "The end: how many decisions there are.": {
            "end": {"type": "integer", "minimum": 0},
            "previous": hash_,
        },
    }
    return {
        "$schema": DIALECT,
        "title": "A line of a decision log of groupctl",
        "oneOf": [
            {
                "type": "object",
                "description": description,
                "properties": fields,
                "required": [name for name in fields if name not in first],
                "additionalProperties": False,
            }
            for description, fields in forms.items()
        ],
        "$defs": parts | {"Logged": logged(parts["Decision"])},
    }


def logged(decision: Schema) -> Schema:
    """A decision in a log, which may name its parameters instead of listing them."""
    parameters = {
        "anyOf": [
            decision["properties"]["parameters"],
            {
                "type": "string",
                "pattern": f"^[0-9a-f]{{{NAME}}}$",
                "description": "The beginning of the SHA-256 of the list that an earlier decision of the log holds.",
            },
        ]
    }
    return decision | {"properties": decision["properties"] | {"parameters": parameters}}


def definitions() -> dict[str, Schema]:
    """The schemas of all classes that a decision is made of."""
    return {part.__name__: of_class(part) for part in PARTS} | {"Cause": CAUSE, "Title": TITLE}


def of_class(cls: type) -> Schema:
    """An object with the fields of an attrs class; those with a default may be left out."""
    hints = get_type_hints(cls)
    fields = attrs.fields(cls)
    return {
        "type": "object",
        "description": inspect.cleandoc(cls.__doc__ or "").replace("``", ""),
        "properties": {field.name: of_type(hints[field.name], never_null(field)) for field in fields},
        "required": [field.name for field in fields if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def never_null(field: "attrs.Attribute[Any]") -> bool:
    """Whether a missing value is left out, not written as null: it is the field's default."""
    return field.default is None


def of_type(hint: Any, no_null: bool = False) -> Schema:  # noqa: FBT001, FBT002 - one caller, above
    """The schema of an annotation. TypeError for one that decisions don't use."""
    if hint in PLAIN:
        return dict(PLAIN[hint])
    if isinstance(hint, type) and issubclass(hint, Choice):
        return {"enum": [member.name for member in hint]}
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin is Literal:
            return {"enum": list(arguments)}
        case origin if origin is tuple:
            return {"type": "array", "items": of_type(arguments[0])}
        case origin if origin in {Union, UnionType}:
            choices = [of_type(argument) for argument in arguments if not (no_null and argument is NoneType)]
            return choices[0] if len(choices) == 1 else {"anyOf": choices}
        case origin if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": of_type(arguments[1])}
    if hint is Cause or attrs.has(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"no schema for {hint!r}")
