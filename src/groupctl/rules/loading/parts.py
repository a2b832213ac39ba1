"""Reads the parts of a draft: what a part may hold, and how it is read, its class says by its fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import define

from groupctl.rules.draft import Written
from groupctl.rules.loading.draft_parts import DraftPath
from groupctl.rules.loading.shapes import Shapes
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import YamlNode
from groupctl.texts.title import Title

Keys = tuple[tuple[str, ...], tuple[str, ...]]
"""What must be somewhere, and what else may."""

READERS: Final[Mapping[object, Callable[[Shapes, YamlNode | None, DraftPath], object]]] = {
    str: Shapes.text,
    bool: Shapes.flag,
    int: Shapes.whole,
    date: Shapes.day,
    Title: Shapes.title,
    Written: Shapes.written,
    Sequence[str]: Shapes.texts,
    str | Sequence[str]: Shapes.text_or_texts,
    Mapping[date, Written]: Shapes.dated,
}


def key_of(name: str) -> str:
    """The key under which a policy file writes a field."""
    return name.rstrip("_")


@cache
def hints_of(cls: type) -> Mapping[str, Any]:
    """The types of the fields of a class, without None."""
    return {name: _stated(hint) for name, hint in get_type_hints(cls).items()}


def _stated(hint: Any) -> Any:
    alternatives = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
    return reduce(or_, [one for one in alternatives if one is not NoneType]) if alternatives else hint


@cache
def keys(cls: type, *elsewhere: str) -> Keys:
    """The keys of a part; its name is the key in front of it, and the fields ``elsewhere`` are no keys either."""
    fields = [field for field in attrs.fields(cls) if field.name not in ("name", *elsewhere)]
    required = tuple(key_of(field.name) for field in fields if field.default is attrs.NOTHING)
    return required, tuple(key_of(field.name) for field in fields if field.default is not attrs.NOTHING)


@define
class Parts(Shapes):
    """Reads parts of a draft."""

    def parts(
        self, cls: type, what: str, node: YamlNode | None, path: DraftPath, start: int = 0
    ) -> list[Any]:
        """All parts of one kind: by name where they have one, else a list. ``start`` of them are read already."""
        if "name" in hints_of(cls):
            named = enumerate(self.entries(node), start)
            return [self.part(cls, what, key.at, item, (*path, i), name=key.at) for i, (key, item) in named]
        listed = enumerate(self.items(node), start)
        return [self.part(cls, what, owner_of(item), item, (*path, i)) for i, item in listed]

    def part(
        self, cls: type, what: str, owner: SourceText, node: YamlNode, path: DraftPath, **stated: object
    ) -> Any:
        """One part, called ``what`` and placed where its ``owner`` is; ``stated`` are fields that are read elsewhere."""
        self.spans[path] = owner
        return self.made(cls, self.fields(node, owner, what, *keys(cls, *stated)), path, **stated)

    def made(self, cls: type, found: Mapping[str, YamlNode], path: DraftPath, **stated: object) -> Any:
        """The part that the entries ``found`` make; what is not among them is harmless, or the default."""
        hints, read = hints_of(cls), dict(stated)
        for field in attrs.fields(cls):
            name, node = field.name, found.get(key_of(field.name))
            if name not in stated and (node or field.default is attrs.NOTHING):
                if node:
                    self.spans[*path, name] = node.at
                read[name] = self.value(hints[name], key_of(name), node, (*path, name))
        return cls(**read)

    def value(self, hint: Any, what: str, node: YamlNode | None, path: DraftPath) -> Any:
        """What a field of this type holds, written under the key ``what``."""
        if hint in READERS:
            return READERS[hint](self, node, path)
        *_, inner = get_args(hint)
        if get_origin(hint) is Mapping:
            return self.mapping(node, path, lambda item, here: self.value(inner, what, item, here))
        return self.parts(inner, what, node, path)


def owner_of(node: YamlNode) -> SourceText:
    """What a part of a list is known by: its id, if it has one."""
    entries = getattr(node, "entries", ())
    return next((value.at for key, value in entries if key.at == "id"), node.at)
