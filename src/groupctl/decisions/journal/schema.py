"""The JSON Schemas of a decision and of a decision log, from the classes that they are made of."""

from typing import Final

from groupctl.decisions.decision import PARTS
from groupctl.decisions.journal.chain import FORMAT
from groupctl.decisions.journal.shared import NAME
from groupctl.schema.json_schema import STRING, Json, document, object_of, of_class, ref
from groupctl.texts.causes import Cause

HASH: Final[Json] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def decision_schema() -> Json:
    """The schema of a decision (JSON Schema 2020-12). What is empty is left out."""
    parts = definitions()
    return document("A decision of groupctl", parts.pop("Decision"), parts)


def log_schema() -> Json:
    """The schema of one line of a decision log: its head, a decision, or its end."""
    parts = definitions()
    head: Json = {"format": {"const": FORMAT}, "groupctl": STRING}
    first = {"as_of": ref("Date"), "policy": STRING, "policy_hash": STRING, "portfolio_hash": STRING}
    lines = {
        "The head; with a decision to come, by what and on what the first was made.": head | first,
        "A decision, and the SHA-256 of the line before.": {"decision": ref("Logged"), "previous": HASH},
        "The end: how many decisions there are.": {
            "end": {"type": "integer", "minimum": 0},
            "previous": HASH,
        },
    }
    forms = [
        object_of(fields, [name for name in fields if name not in first], described)
        for described, fields in lines.items()
    ]
    parts["Logged"] = logged(parts["Decision"])
    return document("A line of a decision log of groupctl", {"oneOf": forms}, parts)


def logged(decision: Json) -> Json:
    """A decision in a log, which may name its parameters instead of listing them."""
    name = {
        "type": "string",
        "pattern": f"^[0-9a-f]{{{NAME}}}$",
        "description": "The beginning of the SHA-256 of the list that an earlier decision of the log holds.",
    }
    parameters = {"anyOf": [decision["properties"]["parameters"], name]}
    return decision | {"properties": decision["properties"] | {"parameters": parameters}}


def definitions() -> dict[str, Json]:
    """The schemas of all classes that a decision is made of."""
    return {part.__name__: of_class(part, nulls=False) for part in (*PARTS, Cause)}
