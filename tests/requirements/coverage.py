"""Whether every row is met, by what, and which tests show it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import frozen

from groupctl.requirements import Requirement, requirements
from groupctl.requirements.elements import Element, cited, elements
from groupctl.rules.policy import Policy
from tests.requirements.evidence import Evidence

STRICT: Final = frozenset("CDEFGH")
"""The sections whose rows need a part of the policy or a type, and a test; a document is not enough."""


@frozen(kw_only=True)
class Covered:
    """A row with what meets it: parts of the policy, code, and what the row says of itself; and its tests."""

    row: Requirement
    elements: tuple[Element, ...]
    code: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What is missing, in short; empty for a row that is met."""
        missing = []
        cited_ = bool(self.elements or self.code)
        if not cited_ and (self.row.how is None or self.row.section in STRICT):
            missing.append("nothing meets it")
        told = self.row.how in {"document", "host"} and not cited_ and self.row.section not in STRICT
        if not self.tests and not told:
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
