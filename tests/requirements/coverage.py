"""Whether every row is met, by what, and which tests show it."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from attrs import frozen

from groupctl.requirements import Requirement, requirements
from groupctl.requirements.elements import Element, cited, elements
from groupctl.rules.policy import Policy
from tests.requirements.evidence import Evidence
from tests.requirements.proof.policy_changes import LEVELS

STRICT: Final = frozenset("CDEFGH")
"""The sections whose rows need something that acts on them, and a test; a type that names them is not enough, nor is a document."""
ACTING: Final = frozenset(kind for kinds in LEVELS for kind in kinds)
"""The parts of a policy that decide; a matter names what rows of a matrix decide, an invariant, a lever and a section tell of it."""


@frozen(kw_only=True)
class Covered:
    """A row with what meets it: parts of the policy, code, and what the row says of itself; and its tests."""

    row: Requirement
    elements: tuple[Element, ...]
    code: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def is_definition(self) -> bool:
        """Whether the row only says what something is: there is nothing to act on."""
        return self.row.how == "definition"

    @property
    def acting(self) -> tuple[str, ...]:
        """What acts on the row: parts of the policy that decide, and functions."""
        return (*(one.name for one in self.elements if one.kind in ACTING), *self.functions)

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions, methods and properties that cite the row."""
        return tuple(name for name in self.code if acts(name))

    @property
    def faults(self) -> tuple[str, ...]:
        """What is missing, in short; empty for a row that is met."""
        missing = []
        if self.is_definition:
            if self.acting:
                missing.append("is called a definition, and acted on")
        elif self.row.section in STRICT:
            if not self.acting:
                missing.append("nothing acts on it")
        elif not (self.elements or self.code or self.row.how):
            missing.append("nothing meets it")
        told = self.row.how in {"document", "host"} and not (self.elements or self.code)
        if not self.tests and not self.is_definition and not (told and self.row.section not in STRICT):
            missing.append("no test cites it")
        if self.row.how and not self.row.met:
            missing.append("does not say how it is met")
        if self.row.how == "host" and not self.row.hook:
            missing.append("does not say by which hook a host meets it")
        return tuple(missing)


def coverage(policy: Policy, evidence: Evidence) -> tuple[Covered, ...]:
    """Every row, in the order of the requirements."""
    parts = cited(policy)
    return tuple(
        Covered(
            row=row,
            elements=parts.get(id_, ()),
            code=evidence.code.get(id_, ()),
            tests=evidence.tests.get(id_, ()),
        )
        for id_, row in requirements().items()
    )


def member(name: str) -> tuple[Any, str, Any]:
    """What ``groupctl.decisions.engine:Engine.route`` is: where it is, its name there, and itself; None for a field without default."""
    module, _, inner = name.partition(":")
    *path, last = inner.split(".")
    owner: Any = import_module(module)
    for step in path:
        owner = getattr(owner, step)
    return owner, last, inspect.getattr_static(owner, last, None)


def acts(name: str) -> bool:
    """Whether a name of the code is a function, a method or a property; types and values only say what there is."""
    found = member(name)[2]
    return isinstance(found, property | cached_property | classmethod | staticmethod) or (
        callable(found) and not isinstance(found, type)
    )


def strangers(
    policy: Policy, evidence: Evidence, pages: Iterable[tuple[str, list[str]]]
) -> Iterator[tuple[str, str]]:
    """Rows that are cited and don't exist, with who cites them."""
    said = [(part.name, part.rows) for part in elements(policy)]
    said += [
        (name, (id_,))
        for by in (evidence.code, evidence.tests)
        for id_, names in by.items()
        for name in names
    ]
    said += [(page, tuple(ids)) for page, ids in pages]
    return ((id_, name) for name, ids in said for id_ in ids if id_ not in requirements())


def documents(row: Requirement) -> list[str]:
    """The pages of the documentation that a row says it is met by."""
    return re.findall(r"[\w./-]+\.md", row.met)


def by_section(covered: Iterable[Covered]) -> Mapping[str, list[Covered]]:
    """The rows by the letter of their section."""
    found: dict[str, list[Covered]] = {}
    for one in covered:
        found.setdefault(one.row.section, []).append(one)
    return found
