"""JSON Schema (2020-12) of what `groupctl.portfolio.serialise` reads and writes, derived from the classes."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

import attrs

from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.codec import LIMITS
from groupctl.portfolio.fingerprint import PORTFOLIO_FORMAT
from groupctl.portfolio.given import Given
from groupctl.portfolio.later import Later
from groupctl.portfolio.notes import Note
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import OWNERS, RejectedRow
from groupctl.portfolio.scope import Kept, Scope
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import Schema
from groupctl.schema.fields import LONGEST_ID, LONGEST_TEXT, FieldType, Mark, about, field_types
from groupctl.schema.money import LARGEST

Json = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_COMMON: Final[Mapping[str, dict[str, Any]]] = {
    "Currency": {"enum": sorted(CURRENCIES)},
    "Date": {
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    },
    "Id": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_ID,
        "pattern": r"^\S(.*\S)?$",
    },
    "UnitId": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_ID,
        "pattern": r"^[^\s@]([^@]*[^\s@])?$",
    },
    "Ratio": {
        "type": "string",
        "pattern": r"^(-?[0-9]{1,40}/[0-9]{1,40}|[+-]?[0-9]{1,40}(\.[0-9]{1,40})?)$",
    },
    "Text": {"type": "string", "maxLength": LONGEST_TEXT},
}


def schema(cls: type, records: Schema = STANDARD) -> Json:
    """The schema of documents of ``cls``: the class of one of the ``records``, or `Portfolio`."""
    root = _portfolio(records) if cls is Portfolio else _ref(_name(cls))
    definitions = _definitions(records)
    return {
        "$schema": DIALECT,
        "title": cls.__name__,
        **root,
        "$defs": _needed(root, definitions),
    }


def _definitions(records: Schema) -> dict[str, Json]:
    classes = [*records.tables.values(), *LIMITS.values()]
    limits = {cls.__name__: kind for kind, cls in LIMITS.items()}
    made = {**_COMMON} | {_name(cls): _object_of(cls, limits.get(cls.__name__)) for cls in classes}
    made["Limit"] = {"oneOf": [_ref(name) for name in limits]}
    made["Money"] = _object(
        {
            "amount": {
                "type": "string",
                "pattern": r"^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$",
            },
            "currency": _ref("Currency"),
        },
        required=["amount", "currency"],
        description="An exact amount in major units, as text, with no more decimals than its currency has.",
    )
    made["RejectedRow"] = _rejected(records)
    made["Given"] = _given(records)
    made["Note"] = _note(records)
    return made


def _needed(root: Json, definitions: Mapping[str, Json]) -> dict[str, Json]:
    """The definitions that ``root`` leads to, in order of name."""
    found: set[str] = set()
    open_ = [root]
    while open_:
        for name in re.findall(r"#/\$defs/(\w+)", repr(open_.pop())):
            if name not in found:
                found.add(name)
                open_.append(definitions[name])
    return {name: definitions[name] for name in sorted(found)}


def _object(properties: Mapping[str, Json], required: list[str], description: str) -> Json:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _object_of(cls: type, limit: str | None = None) -> Json:
    """The schema of a class; ``limit`` is the kind that tags it, if it is a limit."""
    properties: dict[str, Json] = {"kind": {"const": limit}} if limit else {}
    required = ["kind"] if limit else []
    defaults = {field.name: field.default for field in attrs.fields(cls)}
    for name, field in field_types(cls).items():
        properties[name] = _field(field)
        if defaults[name] is attrs.NOTHING:
            required.append(name)
    return _object(properties, required, _summary(cls))


def _summary(cls: type) -> str:
    """The first paragraph of a docstring, as one line of plain text."""
    first = str(cls.__doc__).strip().split("\n\n", maxsplit=1)[0]
    return " ".join(first.replace("``", "").split())


def _name(cls: type) -> str:
    """What the schema of ``cls`` is called: after the class if it is the library's, else after the kind of record."""
    own = hasattr(cls, "__about__") and about(cls).table not in STANDARD.tables
    return f"record_{about(cls).entity}" if own else cls.__name__


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _field(field: FieldType) -> Json:
    form = _value(field)
    return {"anyOf": [form, {"type": "null"}]} if field.optional else form


def _value(field: FieldType) -> Json:
    match field.kind:
        case "record":
            return {**_ref("Id"), "description": f"The id of a {field.target}."}
        case "text":
            return _ref(_text(field.marks))
        case "enumeration":
            return {"enum": list(field.members)}
        case "count" | "days":
            lowest = 0 if Mark.NOT_NEGATIVE in field.marks else -LARGEST
            return {"type": "integer", "minimum": lowest, "maximum": LARGEST}
        case "ratio":
            return _ref("Ratio")
        case "date":
            return _ref("Date")
        case "boolean":
            return {"type": "boolean"}
        case "money":
            return _ref("Money")
        case "limit":
            return _ref("Limit")


def _text(marks: frozenset[Mark]) -> str:
    names = {Mark.CURRENCY: "Currency", Mark.UNIT_ID: "UnitId", Mark.IDENTIFIER: "Id"}
    return next((name for mark, name in names.items() if mark in marks), "Text")


def _rejected(records: Schema) -> Json:
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    return _object(
        {
            **_told("Where the row stood.", records),
            "row": texts,
            **{owner: {"type": ["string", "null"]} for owner in OWNERS},
        },
        required=["table", "reason"],
        description=_summary(RejectedRow),
    )


def _note(records: Schema) -> Json:
    properties = {**_told("Where it shows.", records), "fault": {"type": "boolean"}}
    return _object(properties, required=["table", "reason"], description=_summary(Note))


def _told(place: str, records: Schema) -> dict[str, Json]:
    """A reason about a table and where it lies; ``place`` says what stands there."""
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    number = {"type": "integer"}
    string = {"type": "string"}
    reason = _object(
        {"key": string, "values": texts, "about": string},
        ["key"],
        "Why, as the key of a text and its values.",
    )
    where = _object(
        {"file": string, "line": number, "column": number, "length": number}, ["file", "line"], place
    )
    return {
        "table": {"enum": list(records.tables)},
        "reason": reason,
        "where": {"anyOf": [where, {"type": "null"}]},
    }


def _given(records: Schema) -> Json:
    texts = {name: _ref("Id") for name in ("id", "name", "source")}
    value = {"anyOf": [_ref("Text"), {"type": "null"}]}
    fields = {"entity": {"enum": list(records.entities)}, **texts, "value": value, "on": _ref("Date")}
    return _object(fields, list(fields), _summary(Given))


def _later(records: Schema) -> Json:
    fields: dict[str, Json] = {
        "table": {"enum": list(records.tables)},
        "customer": {"type": "string"},
        "unit": {"type": "string"},
        "count": {"type": "integer", "minimum": 1},
    }
    return _object(fields, ["table", "count"], _summary(Later))


def _scope() -> Json:
    ids = {"type": "array", "items": {"type": "string"}}
    return _object({"customers": ids, "groups": ids}, [], _summary(Scope))


def _portfolio(records: Schema) -> Json:
    tables = {
        table: {"type": ["array", "null"], "items": _ref(_name(cls))} for table, cls in records.tables.items()
    }
    return _object(
        {
            "format": {"const": PORTFOLIO_FORMAT},
            "as_of": _ref("Date"),
            "currency": _ref("Currency"),
            "source": _ref("Text"),
            "missing_tables": {"type": "array", "items": {"enum": list(records.tables)}},
            "partial": {
                "type": "object",
                "propertyNames": {"enum": list(records.tables)},
                "additionalProperties": {"enum": list(get_args(Kept))},
            },
            "scope": {"anyOf": [_scope(), {"type": "null"}]},
            "absent": {
                "type": "object",
                "propertyNames": {"enum": list(records.tables)},
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "given": {"type": "array", "items": _ref("Given")},
            "later": {"type": "array", "items": _later(records)},
            "rejected": {"type": "array", "items": _ref("RejectedRow")},
            "notes": {"type": "array", "items": _ref("Note")},
            "tables": _object(
                tables,
                [],
                "The rows of each table; a table that isn't given is missing.",
            ),
        },
        required=["format", "as_of", "currency"],
        description=_summary(Portfolio),
    )
