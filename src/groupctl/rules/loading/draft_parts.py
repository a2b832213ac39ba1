"""Where the parts of a draft are: in a file, or as an attribute of a Python object."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import define, frozen

from groupctl.errors import Fault
from groupctl.rules import draft
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import fault
from groupctl.texts.title import Title

DraftPath = tuple[object, ...]
"""The way to a part of a draft: attribute names, positions in lists and keys of mappings."""

KEY: Final = "<key>"
"""Last step of the path to a key, as opposed to its value."""

PYTHON: Final = "<python>"


@define
class DraftSource:
    """Where a draft comes from: files, whose shape has been checked (what is empty has been reported), or Python objects."""

    spans: Mapping[DraftPath, SourceText]
    top: SourceText
    """Its beginning."""
    shaped: bool = True

    @classmethod
    def of_objects(cls, policy: draft.PolicyDraft) -> "DraftSource":
        """Places in objects read ``rulesets.d_class.rules[0].when``."""
        spans = dict(_spans(policy, PYTHON, ()))
        return cls(spans, spans[()], shaped=False)

    def text_at(self, path: DraftPath) -> SourceText:
        """The text at ``path``, else the key that leads there, else what is around it."""
        while path:
            for known in (path, (*path, KEY)):
                if known in self.spans:
                    return self.spans[known]
            path = path[:-1]
        return self.top

    def says(self, path: DraftPath) -> bool:
        """Whether something is at ``path``; if not, that has been reported where it matters."""
        return path in self.spans


def _spans(value: object, name: str, path: DraftPath) -> Iterator[tuple[DraftPath, SourceText]]:
    """The place of an object called ``name``, and those of all that is in it."""
    yield path, whole(value if isinstance(value, str) else "" if value is None else shown(value), name)
    for step, part in _parts(value):
        yield from _spans(part, _named(name, step, part), (*path, step))


def _parts(value: object) -> Iterable[tuple[object, object]]:
    if isinstance(value, Title):
        return value.texts
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return enumerate(value)
    names = (field.name for field in getattr(value, "__attrs_attrs__", ()))
    return ((name, getattr(value, name)) for name in names)


def _named(name: str, step: object, value: object) -> str:
    own_name = getattr(value, "name", None)
    if isinstance(step, int):
        return f"{name}.{own_name}" if own_name else f"{name}[{step}]"
    return str(step) if name == PYTHON else f"{name}.{step}"


def shown(value: object) -> str:
    """How a value of a draft is shown below a fault."""
    return str(value) if isinstance(value, bool | int | str) or not hasattr(value, "__attrs_attrs__") else ""


def whole(text: str, file: str) -> SourceText:
    """``text`` as a file of its own."""
    if isinstance(text, SourceText):
        return text
    positions, line, column = [], 1, 1
    for character in text:
        positions.append((line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return SourceText(text, file, (*positions, (line, column)), text.split("\n"))


@frozen
class DraftPart:
    """A part of a draft."""

    source: DraftSource
    path: DraftPath = ()

    def sub(self, *steps: object) -> "DraftPart":
        """A part of this part."""
        return DraftPart(self.source, (*self.path, *steps))

    def at(self, *steps: object) -> SourceText:
        """The text at this part, or at a part of it."""
        return self.source.text_at((*self.path, *steps))

    def text(self, text: str, *steps: object) -> SourceText:
        """``text``, which is at a part of this part, with its place."""
        if isinstance(text, SourceText):
            return text
        return whole(text, self.at(*steps).file)

    def fault(self, code: str, hint: str | None = None, **values: object) -> Fault:
        """A fault about this part."""
        return fault(self.at(), code, hint, **values)
