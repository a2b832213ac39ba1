"""Where the parts of a draft stand: in a file, or as an attribute of a Python object."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

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


class DraftSource(Protocol):
    """Where a draft comes from. ``shaped`` when its shape has been checked: what is empty has been reported."""

    shaped: bool

    def text_at(self, path: DraftPath) -> SourceText:
        """The text at ``path``, or at the nearest part around it that is known."""
        ...

    def says(self, path: DraftPath) -> bool:
        """Whether something stands at ``path``; if not, that has been reported where it matters."""
        ...


@define
class DraftFiles:
    """A draft that was read from files; ``top`` is its beginning."""

    spans: Mapping[DraftPath, SourceText]
    top: SourceText
    shaped: bool = True

    def text_at(self, path: DraftPath) -> SourceText:
        """The text at ``path``, else the key that leads there, else what is around it."""
        while path:
            for known in (path, (*path, KEY)):
                if known in self.spans:
                    return self.spans[known]
            path = path[:-1]
        return self.top

    def says(self, path: DraftPath) -> bool:
        """Whether something stands at ``path``."""
        return path in self.spans


@define
class DraftObjects:
    """A draft that was built of Python objects: places read ``rulesets.d_class.rules[0].when``."""

    policy: draft.PolicyDraft
    shaped: bool = False

    def text_at(self, path: DraftPath) -> SourceText:
        """The text at ``path``."""
        name, value = PYTHON, object()
        value = self.policy
        for step in path:
            if step == KEY:
                break
            value = _step(value, step)
            name = _named(name, step, value)
        return whole(value if isinstance(value, str) else "" if value is None else shown(value), name)

    def says(self, path: DraftPath) -> bool:  # noqa: ARG002 - the same question as of files
        """Always: every field of an object holds something."""
        return True


def _step(value: object, step: object) -> object:
    if isinstance(value, Title):
        return dict(value.texts).get(str(step))
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, Sequence) and isinstance(step, int) and not isinstance(value, str):
        return value[step] if step < len(value) else None
    return getattr(value, str(step), None)


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
        """``text``, which stands at a part of this part, with its place."""
        if isinstance(text, SourceText):
            return text
        return whole(text, self.at(*steps).file)

    def fault(self, code: str, hint: str | None = None, **values: object) -> Fault:
        """A fault about this part."""
        return fault(self.at(), code, hint, **values)
