"""``groupctl policy show D24``: a requirement, and everything that cites it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from attrs import frozen

import groupctl
from groupctl.decisions.describe import PolicyEntry, entries
from groupctl.requirements import Requirement
from groupctl.requirements.code import cited_by_code, source_of
from groupctl.requirements.elements import Element, cited, parameters_read
from groupctl.rules.policy import Policy
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, table

PACKAGE: Final = Path(groupctl.__file__).parents[1]


@frozen
class RequirementPage:
    """A row with the parts of a policy, the code that cites it, and the parameters behind it."""

    row: Requirement
    elements: Sequence[Element]
    parameters: Sequence[PolicyEntry]
    entries: Sequence[PolicyEntry]
    code: Sequence[str]

    @classmethod
    def of(cls, policy: Policy, row: Requirement, lang: Language) -> Self:
        """The page of ``row``, as ``policy`` meets it."""
        parts = cited(policy).get(row.id, ())
        read = parameters_read(policy, parts)
        known = entries(policy, lang)
        names = {(part.kind, part.name) for part in parts}
        return cls(
            row=row,
            elements=[part for part in parts if part.kind != "parameter"],
            parameters=[entry for entry in known if entry.kind == "parameter" and entry.name in read],
            entries=[entry for entry in known if (entry.kind, entry.name) in names],
            code=cited_by_code().get(row.id, ()),
        )

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        title, other = (
            (self.row.title.text("en"), self.row.title.text("zh"))
            if lang == "en"
            else (self.row.title.text("zh"), self.row.title.text("en"))
        )
        yield Line.of(Part(self.row.id, "heading"), f"  {title}  ", Part(other, "quiet"))
        kind = "decision" if self.row.section == "M" else "row"
        yield Line.of(say(f"requirements.{kind}", lang, documents=", ".join(self.row.document)), indent=2)
        yield Line.of(self.row.rule, indent=2)
        if self.row.how:
            yield Line.of(say(f"requirements.how-{self.row.how}", lang), "  ", self.row.met, indent=2)
        if self.row.hook:
            yield Line.of(say("requirements.hook", lang), "  ", self.row.hook, indent=2)
        parts = [
            (
                say(f"requirements.kind-{part.kind}", lang),
                part.name,
                part.title.text(lang),
                str(part.where or ""),
            )
            for part in self.elements
        ]
        yield from _block("policy", parts, lang)
        yield from _block("parameters", self._values(lang), lang)
        yield from _block("code", [(name, defined_at(name)) for name in self.code], lang)

    def _values(self, lang: Language) -> list[tuple[str, ...]]:
        """Each parameter with its values, one below the other."""
        rows: list[tuple[str, ...]] = []
        for entry in self.parameters:
            name, title = entry.name, entry.title.text(lang)
            for fact, text in entry.facts:
                if fact == "value":
                    rows.append((name, text, title))
                    name = title = ""
        return rows

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs: the row, then each part of the policy that cites it or is a parameter behind it."""
        yield {
            "kind": "row",
            "name": self.row.id,
            "documents": list(self.row.document),
            "title": {"en": self.row.title.text("en"), "zh": self.row.title.text("zh")},
            "rule": self.row.rule,
            **({"how": self.row.how, "met": self.row.met} if self.row.how else {}),
            **({"hook": self.row.hook} if self.row.hook else {}),
            "policy": [
                {"kind": part.kind, "name": part.name, "where": str(part.where or "")}
                for part in self.elements
            ],
            "parameters": [entry.name for entry in self.parameters],
            "code": [{"name": name, "where": defined_at(name)} for name in self.code],
        }
        for entry in dict.fromkeys([*self.parameters, *self.entries]):
            yield entry.to_json()


def defined_at(name: str) -> str:
    """The file and line of a name in the code, from the folder of the package."""
    found = source_of(name)
    return f"{found[0].relative_to(PACKAGE).as_posix()}:{found[1]}" if found else ""


def _block(name: str, rows: Sequence[tuple[str, ...]], lang: Language) -> Iterator[Line]:
    if rows:
        yield Line()
        yield Line.of(Part(say(f"requirements.{name}", lang, count=len(rows)), "heading"))
        yield from table(rows)
