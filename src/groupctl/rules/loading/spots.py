"""Where the parts of a draft stand: in a file, or as an attribute of a Python object."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from attrs import define, frozen

from groupctl.errors import Fault
from groupctl.rules import draft
from groupctl.sources.located import Located
from groupctl.sources.located_yaml import fault

Path = tuple[object, ...]
"""The way to a part of a draft: attribute names, positions in lists and keys of mappings."""

KEY: Final = "<key>"
"""Last step of the path to a key, as opposed to its value."""

PYTHON: Final = "<python>"


class Origin(Protocol):
    """Where a draft comes from. ``shaped`` when its shape has been checked: what is empty has been reported."""

    shaped: bool

    def place(self, path: Path) -> Located:
        """The text at ``path``, or at the nearest part around it that is known."""
        ...

    def says(self, path: Path) -> bool:
        """Whether something stands at ``path``; if not, that has been reported where it matters."""
        ...


@define
class Files:
    """A draft that was read from files; ``top`` is its beginning."""

    places: Mapping[Path, Located]
    top: Located
    shaped: bool = True

    def place(self, path: Path) -> Located:
        """The text at ``path``, else the key that leads there, else what is around it."""
        while path:
            for known in (path, (*path, KEY)):
                if known in self.places:
                    return self.places[known]
            path = path[:-1]
        return self.top

    def says(self, path: Path) -> bool:
        """Whether something stands at ``path``."""
        return path in self.places


@define
class Objects:
    """A draft that was built of Python objects: places read ``rulesets.d_class.rules[0].when``."""

    policy: draft.Policy
    shaped: bool = False

    def place(self, path: Path) -> Located:
        """The text at ``path``."""
        name, value = PYTHON, object()
        value = self.policy
        for step in path:
            if step == KEY:
                break
            value = _step(value, step)
            name = _named(name, step, value)
        return whole(value if isinstance(value, str) else "" if value is None else shown(value), name)

    def says(self, path: Path) -> bool:  # noqa: ARG002 - the same question as of files
        """Always: every field of an object holds something."""
        return True


def _step(value: object, step: object) -> object:
    if isinstance(value, draft.Title):
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


def whole(text: str, file: str) -> Located:
    """``text`` as a file of its own."""
    if isinstance(text, Located):
        return text
    positions, line, column = [], 1, 1
    for character in text:
        positions.append((line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return Located(text, file, (*positions, (line, column)), text.split("\n"))


@frozen
class Spot:
    """A part of a draft."""

    origin: Origin
    path: Path = ()

    def sub(self, *steps: object) -> "Spot":
        """A part of this part."""
        return Spot(self.origin, (*self.path, *steps))

    def at(self, *steps: object) -> Located:
        """The text at this part, or at a part of it."""
        return self.origin.place((*self.path, *steps))

    def text(self, text: str, *steps: object) -> Located:
        """``text``, which stands at a part of this part, with its place."""
        if isinstance(text, Located):
            return text
        return whole(text, self.at(*steps).file)

    def fault(self, code: str, hint: str | None = None, **values: object) -> Fault:
        """A fault about this part."""
        return fault(self.at(), code, hint, **values)
