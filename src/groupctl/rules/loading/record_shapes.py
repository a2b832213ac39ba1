"""From the sections ``fields`` and ``records`` of a policy file to the parts of a draft."""

from collections.abc import Sequence
from typing import Final

from groupctl.rules import draft
from groupctl.rules.loading.draft_parts import DraftPath
from groupctl.rules.loading.shapes import Shapes
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Bad, Scalar, YamlNode

RECORD: Final = (("title", "fields"), ("table", "dated"))
FIELD: Final = (("title", "type"), ("required", "sign", "happens", "inherit"))
IN_PYTHON: Final = "python"
"""In place of what a record is made of: its class is written in Python."""


def read_record(shapes: Shapes, name: SourceText, node: YamlNode, path: DraftPath) -> draft.RecordDraft | str:
    """The record type called ``name``; its faults and places go to ``shapes``."""
    shapes.spans[path] = name
    if isinstance(node, Scalar) and node.at == IN_PYTHON:
        return name
    found = shapes.fields(node, name, "records", *RECORD)
    return draft.RecordDraft(
        name=name,
        title=shapes.title(found.get("title"), (*path, "title")),
        table=shapes.text(found.get("table"), (*path, "table")),
        dated=shapes.text(found.get("dated"), (*path, "dated")),
        fields=read_fields(shapes, found.get("fields"), (*path, "fields")),
    )


def read_fields(
    shapes: Shapes, node: YamlNode | None, path: DraftPath, start: int = 0
) -> Sequence[draft.FieldDraft]:
    """Fields by name, in order; ``start`` is how many of them are read already."""
    return [
        _field(shapes, key.at, item, (*path, i)) for i, (key, item) in enumerate(shapes.entries(node), start)
    ]


def _field(shapes: Shapes, name: SourceText, node: YamlNode, path: DraftPath) -> draft.FieldDraft:
    shapes.spans[path] = name
    found = shapes.fields(node, name, "fields", *FIELD)
    type_ = found.get("type")
    read = shapes.text if type_ is None or isinstance(type_, Scalar | Bad) else shapes.texts
    return draft.FieldDraft(
        name=name,
        title=shapes.title(found.get("title"), (*path, "title")),
        type=read(type_, (*path, "type")),
        required=shapes.flag(found.get("required"), (*path, "required")),
        sign=shapes.text(found.get("sign"), (*path, "sign")),
        happens=shapes.flag(found.get("happens"), (*path, "happens")),
        inherit=shapes.text(found.get("inherit"), (*path, "inherit")),
    )
