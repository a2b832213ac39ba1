"""``groupctl policy show``."""

from collections.abc import Iterator, Mapping
from typing import Self

from attrs import evolve, frozen

from groupctl.decisions.describe import PolicyEntry, entries, named, overview
from groupctl.rules.policy import Policy
from groupctl.rules.reads import needs
from groupctl.texts import Language
from groupctl.texts.layout import Line


def _with_needs(policy: Policy, entry: PolicyEntry) -> PolicyEntry:
    """A rule set with what it needs: the parameters that have no value yet, and tables with the fields that are read."""
    if entry.kind != "ruleset":
        return entry
    found = needs(policy, [entry.name])
    unset = [name for name in sorted(found.parameters) if not policy.parameters[name].values]
    facts = [("to-set", name) for name in unset]
    read = [(table, ", ".join(sorted(found.fields.get(table, ())))) for table in sorted(found.tables)]
    facts += [("reads", f"{table}: {fields}" if fields else table) for table, fields in read]
    return evolve(entry, facts=(*entry.facts, *facts))


@frozen
class PolicyPage:
    """A policy in short, or the entries that a name stands for."""

    policy: Policy
    entries: tuple[PolicyEntry, ...]
    whole: bool

    @classmethod
    def of(cls, policy: Policy, name: str | None, lang: Language) -> Self:
        """The page for ``name``; for None the whole policy. DataError for an unknown name."""
        found = (
            entries(policy, lang)
            if name is None
            else [_with_needs(policy, entry) for entry in named(policy, name, lang)]
        )
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
