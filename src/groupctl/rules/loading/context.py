"""What the resolution of a policy's parts shares: the names it knows, their types, and the faults that were found."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve, field

from groupctl.errors import Fault, meant
from groupctl.model.vocabulary import STANDARD
from groupctl.rules import core
from groupctl.rules.draft import Written
from groupctl.rules.expressions import elaborate
from groupctl.rules.expressions.names import NameScope
from groupctl.rules.expressions.parser import is_name
from groupctl.rules.function import Function
from groupctl.rules.loading.compose import Composition, Piece
from groupctl.rules.loading.constants import ConstantProblem, constant
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.loading.shapes import LANGUAGE, NOT_BOOLEAN
from groupctl.rules.types import COUNT, DAYS, UNITS, Type, enumeration
from groupctl.schema.choices import OwnMember
from groupctl.schema.entities import Schema
from groupctl.sources.source_text import SourceText
from groupctl.texts.title import NAMED, Title

RESERVED: Final = frozenset(
    {"as_of", "today", "now", "null", "unlimited", "item", "subject", "parameter", "all", "known", "unknown"}
)
"""Names that mean something everywhere in the rule language."""

UNKNOWN_NAMES: Final = frozenset(
    {"expression.unknown-name", "expression.unknown-attribute", "expression.unknown-function"}
)

_SOURCE_ROW: Final = re.compile(r"[A-M][0-9]{1,4}")
_OWN_SOURCE: Final = re.compile(r"own:\s*\S")
_ID: Final = re.compile(r"[^\W_][\w.-]*")
_PACK: Final = re.compile(r"[^\W_][\w.-]*(/[^\W_][\w.-]*)*")


@define(eq=False)
class Context:
    """The names of a policy with their types."""

    composition: Composition
    faults: list[Fault]
    schema: Schema = STANDARD
    currency: str = ""
    functions: dict[str, Function] = field(factory=dict)
    """Those that the policy has beside the library's."""
    types: dict[str, Type] = field(factory=dict)
    parameters: dict[str, Type] = field(factory=dict)
    measures: dict[tuple[str, str], Type] = field(factory=dict)
    outputs: dict[tuple[str, str], Type] = field(factory=dict)
    givers: dict[tuple[str, str], str] = field(factory=dict)
    """The rule set of each output."""
    lists: set[tuple[str, str]] = field(factory=set)
    """Outputs that are lists: they go into the decision, but no expression can read them."""
    broken: set[str] = field(factory=set)
    """Names of things whose type could not be told; using them is not a fault of its own."""

    names: NameScope = field(factory=lambda: NameScope(subject="", entities=STANDARD.entities))
    """Everything that expressions may use; the subject is still open."""

    @property
    def model_types(self) -> Mapping[str, Type]:
        """The enumerations of the record types that are written in Python, by name."""
        return {
            name: enumeration(name, tuple(choice.__members__))
            for name, choice in self.schema.choices.items()
            if name in STANDARD.choices or not issubclass(choice, OwnMember)
        }

    def fault(self, part: DraftPart, code: str, hint: str | None = None, **values: object) -> None:
        """Note a fault about a part of the policy."""
        self.faults.append(part.fault(code, hint, **values))

    def unknown(self, part: DraftPart, code: str, name: str, known: Iterable[str], **values: object) -> None:
        """Note that ``name`` is none of ``known``, and which one was probably meant."""
        hint, told = meant(name, sorted(known))
        self.fault(part, code, hint, **told, **values)

    def given(self, value: str, part: DraftPart) -> bool:
        """Whether a text is not empty; it is a fault unless that has been reported."""
        if not value.strip() and not part.source.shaped:
            self.fault(part, "policy.empty")
        return bool(value.strip())

    def name(self, name: str, part: DraftPart) -> None:
        """A name that expressions use."""
        if not self.given(name, part):
            return
        if not is_name(name):
            self.fault(part, "policy.no-name", "policy.no-name.hint", name=name)
        elif name in RESERVED:
            self.fault(part, "policy.reserved", name=name)

    def id(self, name: str, part: DraftPart) -> None:
        """A name that only people use, such as a rule's: it may have dots and hyphens."""
        if self.given(name, part) and not _ID.fullmatch(name):
            self.fault(part, "policy.no-id", "policy.no-id.hint", name=name)

    def policy_name(self, name: str, part: DraftPart) -> None:
        """The name of a policy: an id, or that of a pack, ids with slashes between them."""
        if not _PACK.fullmatch(name):
            self.id(name, part)

    def title(self, title: Title, part: DraftPart) -> Title:
        """A title, each of its texts on one line; what it names in braces is a parameter."""
        for lang, text in title.texts:
            where = part.sub(lang) if lang else part
            if self.given(text, where) and lang and not LANGUAGE.fullmatch(lang):
                self.fault(where, "policy.no-language", "policy.no-language.hint", name=lang)
            for name in NAMED.findall(text):
                if name not in self.composition.parameters:
                    self.unknown(where, "policy.title-names", name, self.composition.parameters)
        return title.on_one_line()

    def source(self, source: str, part: DraftPart) -> str:
        """Requirements (``D24, L30``), or ``own:`` and where else it comes from."""
        rows = source.replace(",", " ").split()
        if self.given(source, part) and not _OWN_SOURCE.match(source):
            wrong = [row for row in rows if not _SOURCE_ROW.fullmatch(row)]
            if wrong:
                found = source if len(wrong) == len(rows) else wrong[0]
                self.fault(part, "policy.source", "policy.source.hint", found=found)
        return line(source) if source.startswith("own:") else ", ".join(rows)

    def told(self, written: Any, part: "DraftPart | Piece[Any]", known_by: str = "name") -> dict[str, Any]:
        """What a part is called, where it comes from, and where it is written: there its name is, or what it is ``known_by``."""
        at = part.part if isinstance(part, Piece) else part
        return {
            "title": self.title(written.title, part.sub("title")),
            "source": self.source(written.source, part.sub("source")),
            "where": at.at(known_by).span()[0],
        }

    def about(self, entity: str, part: DraftPart) -> bool:
        """Whether ``entity`` is a kind of record."""
        if not self.given(entity, part):
            return False
        if entity not in self.schema.entities:
            self.unknown(part, "policy.no-entity", entity, self.schema.entities)
        return entity in self.schema.entities

    def type(self, written: str | Sequence[str], name: str, part: DraftPart) -> Type | None:
        """The type that is written: a unit, the name of an enumeration, or its members."""
        if isinstance(written, str):
            if not self.given(written, part):
                return None
            known = {**UNITS, **self.types}
            if written not in known:
                self.unknown(part, "policy.no-type", written, known)
            return known.get(written)
        if not written and part.source.shaped:  # reported
            return None
        return enumeration(name, self.members(written, part))

    def members(self, members: Sequence[str], part: DraftPart) -> tuple[str, ...]:
        """The members of an enumeration: names, each once."""
        if not members:
            self.fault(part, "policy.no-members")
        for i, member in enumerate(members):
            self.name(member, part.sub(i))
            if member in members[:i]:
                self.fault(part.sub(i), "policy.member-twice", name=member)
        return tuple(str(member) for member in members)

    def constant(self, written: Written, type_: Type, part: DraftPart) -> core.Value | None:
        """A written value in the unit of ``type_``; None, and a fault, if it does not fit."""
        value = constant(written, type_, self.currency)
        if isinstance(value, ConstantProblem):
            self.fault(part, value.code, value.hint, **value.values)
            return None
        return value

    def answer(self, written: Written, type_: Type, entity: str, part: DraftPart) -> core.Node | None:
        """What a rule says for one output.

        A number, boolean or date is that constant; a text is an expression, but for a member of the enumeration, and for a
        text output unless it opens with ``=``.
        """
        if not isinstance(written, str):
            value = self.constant(written, type_, part)
            return None if value is None else core.Const(type=type_, value=value)
        if not self.given(written, part):
            return None
        source_text = part.text(written)
        if type_.kind == "boolean" and (meant := NOT_BOOLEAN.get(written.lower())):
            self.fault(part, "policy.not-boolean", "policy.write-instead", found=written, instead=meant)
            return None
        if type_.kind == "enumeration" and written in type_.members:
            return core.Const(type=type_, value=str(written))
        if type_.kind == "text":
            if not written.startswith("="):
                return core.Const(type=type_, value=str(written))
            source_text = SourceText(
                source_text[1:], source_text.file, source_text.positions[1:], source_text.lines
            )
        return self.expression(source_text, entity, type_, part)

    def expression(
        self, text: str, entity: str, expected: Type | None, part: DraftPart, item: str = ""
    ) -> core.Node | None:
        """A typed expression about a record of ``entity``; ``item`` is what ``item`` stands for, if anything."""
        if not self.given(text, part) or entity not in self.schema.entities:
            return None
        found: list[Fault] = []
        node = elaborate.elaborate(part.text(text), self.scope(entity, item), expected, faults=found)
        self._note(found)
        return None if found else node

    def perhaps(self, text: str, entity: str, expected: Type, part: DraftPart) -> core.Node | None:
        """The same where there is one; None as well where nothing is written."""
        return self.expression(text, entity, expected, part) if text else None

    def duration(self, text: str, entity: str, part: DraftPart) -> core.Node | None:
        """An expression for a number of days: of type days, or of type count."""
        if not self.given(text, part) or entity not in self.schema.entities:
            return None
        counted = elaborate.elaborate(part.text(text), self.scope(entity), COUNT, faults=[])
        return counted or self.expression(text, entity, DAYS, part)

    def collection(self, text: str, entity: str, part: DraftPart) -> core.Read | None:
        """A collection of records that is read from a record of ``entity``."""
        if not self.given(text, part) or entity not in self.schema.entities:
            return None
        found: list[Fault] = []
        node = elaborate.elaborate_collection(part.text(text), self.scope(entity), faults=found)
        self._note(found)
        return None if found else node

    def scope(self, entity: str, item: str = "") -> NameScope:
        """The names that an expression about a record of ``entity`` may use."""
        return evolve(self.names, subject=entity, item=item)

    def _note(self, found: Iterable[Fault]) -> None:
        """Keep ``found``, but for those that only follow from another fault."""
        for one in found:
            place = (one.values.get("entity", ""), one.values.get("name", ""))
            if one.code in UNKNOWN_NAMES and place in self.lists:
                self.faults.append(evolve(one, code="policy.list-output", hint=None))
            elif one.code not in UNKNOWN_NAMES or place[1] not in self.broken:
                self.faults.append(one)


def line(text: str) -> str:
    """``text`` on one line, with single blanks."""
    return " ".join(text.split())
