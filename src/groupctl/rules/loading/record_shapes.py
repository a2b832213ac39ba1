"""From the sections ``fields`` and ``records`` of a policy file to the parts of a draft."""

from collections.abc import Sequence
from typing import Final

from groupctl.rules import draft
from groupctl.rules.loading.shapes import Shapes
from groupctl.rules.loading.spots import Path
from groupctl.sources.located import Located
from groupctl.sources.located_yaml import Bad, Node, Scalar

RECORD: Final = (("title", "fields"), ("table", "dated"))
FIELD: Final = (("title", "type"), ("required", "sign", "happens", "inherit"))
IN_PYTHON: Final = "python"
"""In place of what a record is made of: its class is written in Python."""


def read_record(shapes: Shapes, name: Located, node: Node, path: Path) -> draft.Record | str:
    """The record type called ``name``; its faults and places go to ``shapes``."""
    shapes.places[path] = name
    if isinstance(node, Scalar) and node.at == IN_PYTHON:
        return name
    found = shapes.fields(node, name, "records", *RECORD)
    return draft.Record(
        name=name,
        title=shapes.title(found.get("title"), (*path, "title")),
        table=shapes.text(found.get("table"), (*path, "table")),
        dated=shapes.text(found.get("dated"), (*path, "dated")),
        fields=read_fields(shapes, found.get("fields"), (*path, "fields")),
    )


def read_fields(shapes: Shapes, node: Node | None, path: Path, start: int = 0) -> Sequence[draft.Field]:
    """Fields by name, in order; ``start`` is how many of them are read already."""
    return [
        _field(shapes, key.at, item, (*path, i)) for i, (key, item) in enumerate(shapes.entries(node), start)
    ]


def _field(shapes: Shapes, name: Located, node: Node, path: Path) -> draft.Field:
    shapes.places[path] = name
    found = shapes.fields(node, name, "fields", *FIELD)
    type_ = found.get("type")
    read = shapes.text if type_ is None or isinstance(type_, Scalar | Bad) else shapes.texts
    return draft.Field(
        name=name,
        title=shapes.title(found.get("title"), (*path, "title")),
        type=read(type_, (*path, "type")),
        required=shapes.flag(found.get("required"), (*path, "required")),
        sign=shapes.text(found.get("sign"), (*path, "sign")),
        happens=shapes.flag(found.get("happens"), (*path, "happens")),
        inherit=shapes.text(found.get("inherit"), (*path, "inherit")),
    )
