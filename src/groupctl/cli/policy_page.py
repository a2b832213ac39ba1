"""``groupctl policy show``."""

from collections.abc import Iterator, Mapping
from typing import Self

from attrs import frozen

from groupctl.decisions.describe import Entry, entries, named, overview
from groupctl.rules.policy import Policy
from groupctl.texts import Language
from groupctl.texts.layout import Line


@frozen
class PolicyPage:
    """A policy in short, or the entries that a name stands for."""

    policy: Policy
    entries: tuple[Entry, ...]
    whole: bool

    @classmethod
    def of(cls, policy: Policy, name: str | None, lang: Language) -> Self:
        """The page for ``name``; for None the whole policy. DataError for an unknown name."""
        found = entries(policy, lang) if name is None else named(policy, name, lang)
        return cls(policy, tuple(found), name is None)

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        if self.whole:
            yield from overview(self.policy, lang)
            return
        for number, entry in enumerate(self.entries):
            if number:
                yield Line()
            yield from entry.lines(lang)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        return (entry.to_json() for entry in self.entries)
