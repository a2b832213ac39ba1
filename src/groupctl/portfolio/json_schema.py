"""JSON Schema of what `groupctl.portfolio.serialise` reads and writes, derived from the classes."""

from collections.abc import Iterable
from typing import Final, get_args

from groupctl.errors import SourceSpan
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.codec import LIMITS
from groupctl.portfolio.fingerprint import PORTFOLIO_FORMAT
from groupctl.portfolio.given import Given
from groupctl.portfolio.later import Later
from groupctl.portfolio.notes import Note
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.scope import Kept, Scope
from groupctl.portfolio.serialise import FrameForm
from groupctl.schema.entities import Schema
from groupctl.schema.fields import about
from groupctl.schema.json_schema import STRING, Json, document, object_of, of_class, ref
from groupctl.texts.causes import Cause

COUNT: Final[Json] = {"type": "integer", "minimum": 1}


def schema(cls: type, records: Schema = STANDARD) -> Json:
    """The schema of documents of ``cls``: the class of one of the ``records``, or `Portfolio`."""
    root = _portfolio(records) if cls is Portfolio else ref(_name(cls))
    return document(cls.__name__, root, _definitions(records))


def _definitions(records: Schema) -> dict[str, Json]:
    made = {_name(cls): of_class(cls) for cls in (*records.tables.values(), Cause, SourceSpan, Scope)}
    made |= {cls.__name__: of_class(cls, kind={"const": kind}) for kind, cls in LIMITS.items()}
    made["Limit"] = {"oneOf": [ref(cls.__name__) for cls in LIMITS.values()]}
    made |= {cls.__name__: of_class(cls, table=_one_of(records.tables)) for cls in (RejectedRow, Note)}
    made["Later"] = of_class(Later, table=_one_of(records.tables), count=COUNT)
    value = {"anyOf": [ref("Text"), {"type": "null"}]}
    made["Given"] = of_class(
        Given, entity=_one_of(records.entities), id=ref("Id"), name=ref("Id"), value=value, source=ref("Id")
    )
    return made


def _name(cls: type) -> str:
    """What the schema of ``cls`` is called: after the class if it is the library's, else after the kind of record."""
    own = hasattr(cls, "__about__") and about(cls).table not in STANDARD.tables
    return f"record_{about(cls).entity}" if own else cls.__name__


def _one_of(names: Iterable[str]) -> Json:
    return {"enum": list(names)}


def _portfolio(records: Schema) -> Json:
    table = _one_of(records.tables)
    rows = {
        name: {"type": ["array", "null"], "items": ref(_name(cls))} for name, cls in records.tables.items()
    }
    by_table = {"type": "object", "propertyNames": table}
    document = of_class(
        FrameForm,
        format={"const": PORTFOLIO_FORMAT},
        currency=ref("Currency"),
        source=ref("Text"),
        missing_tables={"type": "array", "items": table},
        partial={**by_table, "additionalProperties": _one_of(get_args(Kept))},
        absent={**by_table, "additionalProperties": {"type": "array", "items": STRING}},
    )
    told = "The rows of each table; a table that isn't given is missing."
    return {**document, "properties": {**document["properties"], "tables": object_of(rows, (), told)}}
