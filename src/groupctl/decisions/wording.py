"""Exact values and names as people read them: thousands separated, fractions rounded and marked, words for codes.

Decisions and logs hold exact text; only what is printed for people passes through here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from groupctl.decisions.decision import Finding
from groupctl.errors import DataError, Fault
from groupctl.model.action import ActionKind
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.notes import Note
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.change import PolicyChange
from groupctl.rules.core import Value
from groupctl.rules.draft import WordsDraft
from groupctl.rules.policy import Parameter, Policy
from groupctl.rules.show import show_value
from groupctl.rules.types import MONTHS
from groupctl.schema.checks import snake_case
from groupctl.schema.currencies import CURRENCIES
from groupctl.texts import LANGUAGES, Language, area, say
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title

AMOUNTS: Final = frozenset({"money", "limit"})
PATH: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
NUMBER: Final = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
OPERAND: Final = rf"\(*(?:{PATH.pattern}|\d+(?:\.\d+)?)\)*"
ARITHMETIC: Final = re.compile(rf"{OPERAND}(?: [-+*/] {OPERAND})*")
FEWEST_DIGITS, MOST_DIGITS = 4, 16


def grouped(number: str) -> str:
    """A decimal number with its thousands separated: ``83000.00`` becomes ``83,000.00``."""
    whole, point, decimals = number.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-') or 0):,}{point}{decimals}"


def rounded(number: str, digits: int = FEWEST_DIGITS) -> str:
    """A decimal or a fraction with at most ``digits`` decimals, marked ``≈`` where that is not exact."""
    exact = Fraction(number)
    context = Context(prec=60, rounding=ROUND_HALF_EVEN)
    unit = Decimal(1).scaleb(-digits)
    near = context.divide(Decimal(exact.numerator), Decimal(exact.denominator)).quantize(
        unit, context=context
    )
    text = grouped(f"{near:f}".rstrip("0").rstrip("."))
    return text if Fraction(near) == exact else f"≈ {text}"


def digits_to_tell_apart(numbers: Sequence[str]) -> int:
    """How many decimals show numbers that differ as different, at least four and at most sixteen."""
    distinct = {Fraction(number) for number in numbers}
    for digits in range(FEWEST_DIGITS, MOST_DIGITS, 2):
        if len({rounded(str(number), digits).removeprefix("≈ ") for number in distinct}) == len(distinct):
            return digits
    return MOST_DIGITS


def label(key: str, otherwise: str, lang: Language) -> str:
    """The word for a code such as an outcome, an action or an entity; the code where there is none."""
    return say(key, lang) if key in area(key.partition(".")[0]) else otherwise


def money_text(amount: Decimal, currency: str) -> str:
    """An amount with its thousands separated and all its decimals, without the currency."""
    return f"{amount:,.{CURRENCIES[currency]}f}"


def with_currency(kind: str, value: str, text: str, currency: str) -> str:
    """``text`` with the currency behind it if it is an amount."""
    return f"{text} {currency}" if kind in AMOUNTS and not value[:1].isalpha() else text


def action_text(kind: ActionKind, title: Title | None, lang: Language = "en") -> str:
    """What is proposed, in general words and in those of the policy."""
    if title is None:
        return kind.label(lang)
    return say("explain.is", lang, name=kind.label(lang), value=title.text(lang))


def cause_text(cause: Cause, lang: Language = "en") -> str:
    """Why a value is unknown, with the causes behind it.

    A cause from a newer release, whose text is not here, is shown by its key and values.
    """
    if cause.key in area_or_nothing(cause.key):
        text = say(cause.key, lang, **dict(cause.values))
    else:
        text = " ".join([cause.key, ", ".join(f"{name} {value}" for name, value in cause.values)]).rstrip()
    behind = say("explain.semicolon", lang).join(cause_text(one, lang) for one in cause.because)
    told = say("explain.is", lang, name=text, value=behind) if behind else text
    return say("explain.is", lang, name=record_text(cause.about, lang), value=told) if cause.about else told


def record_text(record: str, lang: Language = "en") -> str:
    """A record as causes name it, ``customer C-1``, with the word for its entity."""
    entity, blank, name = record.partition(" ")
    return f"{label(f'words.entity.{entity}', entity, lang)}{blank}{name}"


def checked_language(lang: str) -> None:
    """DataError unless texts are there in ``lang``."""
    if lang not in LANGUAGES:
        raise DataError.of("explain.no-such-language", language=lang, known=", ".join(LANGUAGES))


REJECTED: Final = frozenset({"model.cause-rejected", "model.cause-rejected-at", "model.cause-many-rejected"})
"""Causes that speak of rows that were rejected."""


def is_meant(cause: Cause, row: RejectedRow) -> bool:
    """Whether a row that was rejected is what ``cause`` speaks of."""
    values = dict(cause.values)
    if cause.key not in REJECTED or values.get("table") != row.table:
        return False
    if "where" in values:
        return row.where is not None and values["where"] == f"{row.where.file}:{row.where.line}"
    return cause.key == "model.cause-many-rejected" or cause.about.partition(" ")[2] == (row.id or "")


def rejected_text(row: RejectedRow, lang: Language = "en") -> str:
    """A row that was rejected: where it is and what is wrong with it."""
    place = str(row.where) if row.where else f"{row.table} {row.id or ''}".rstrip()
    return f"{place}: {cause_text(row.reason, lang)}"


def note_text(note: Note, lang: Language = "en") -> str:
    """What is to be told about how a table was read; with the remedy, where it is a fault."""
    place = str(note.where) if note.where else note.table
    remedy = Fault(note.reason.key, dict(note.reason.values)).remedy(lang) if note.fault else ""
    return f"{place}: {cause_text(note.reason, lang)}" + (f" ({remedy})" if remedy else "")


def area_or_nothing(key: str) -> Mapping[str, object]:
    """The texts of the area of ``key``; none if there is no such area."""
    try:
        return area(key.partition(".")[0])
    except KeyError:
        return {}


@frozen
class Glossary:
    """What things and values are called in the reader's language: by the policy that declares them, by the model, else by their names."""

    policy: Policy | None = None
    lang: Language = "en"
    as_of: date | None = None
    """The day whose values of parameters titles tell; the latest ones where it is left open."""

    @property
    def words(self) -> WordsDraft:
        """The words of the policy."""
        return self.policy.words if self.policy else WordsDraft()

    def value(self, kind: str, value: str, enumeration: str = "", digits: int = FEWEST_DIGITS) -> str:
        """An exact value of a decision, without its currency; a member is one of ``enumeration``."""
        if kind == "limit" and value[:1].isalpha():
            return label(f"words.limit.{value}", value, self.lang)
        if kind in AMOUNTS and "/" in value:
            return rounded(value, digits)
        if kind in AMOUNTS or kind == "count":
            return grouped(value)
        if kind == "ratio":
            return rounded(value, digits)
        if kind == "days":
            return say("explain.days", self.lang, days=grouped(value))
        if kind == "boolean":
            return say(f"explain.{value}", self.lang)
        return self.member(value, enumeration) if kind == "enumeration" else value

    def member(self, member: str, enumeration: str) -> str:
        """What the policy calls a member of ``enumeration``, else the model; the member itself where none of them does."""
        own = self.words.members.get(enumeration, {}).get(member)
        return (
            own.text(self.lang)
            if own
            else label(f"model.{snake_case(enumeration)}.{member}", member, self.lang)
        )

    def finding(self, finding: Finding, currency: str) -> str:
        """What a decision found, with its currency; ``unknown`` where it found nothing."""
        if finding.value is None:
            return say("explain.unknown", self.lang)
        values = finding.value if isinstance(finding.value, tuple) else (finding.value,)
        texts = [
            with_currency(finding.kind, value, self.value(finding.kind, value, finding.type), currency)
            for value in values
        ]
        return say("explain.comma", self.lang).join(texts) or say("explain.nothing", self.lang)

    def parameter(self, name: str, kind: str, value: str) -> str:
        """A value of a parameter, without its currency."""
        known = self.policy.parameters.get(name) if self.policy else None
        return self.value(kind, value, known.type.name if known else "")

    def output(self, name: str) -> str:
        """One output among several of a rule set."""
        return self._word(self.words.outputs, name)

    def role(self, role: str) -> str:
        """A role."""
        return self._word(self.words.roles, role)

    def entity(self, entity: str) -> str:
        """A kind of record."""
        own = self.words.records.get(entity)
        return own.text(self.lang) if own else label(f"words.entity.{entity}", entity, self.lang)

    def section(self, section: str) -> str:
        """A section that rule sets belong to."""
        return self._word(self.words.sections, section)

    def _word(self, words: Mapping[str, Title], name: str) -> str:
        return words[name].text(self.lang) if name in words else name.replace("_", " ")

    def title(self, title: Title) -> str:
        """A title in the reader's language."""
        return (in_general(title, self.policy, self.as_of) if self.policy else title).text(self.lang)

    def name(self, entity: str, text: str) -> str:
        """``text`` about ``entity`` with titles in place of names: a path, or arithmetic on paths.

        Any other expression stays as the policy writes it.
        """
        if not ARITHMETIC.fullmatch(text):
            return text
        return PATH.sub(lambda path: self._path(entity, path[0].split(".")), text)

    def _path(self, about: str, path: Sequence[str]) -> str:
        owner, schema = about, self.policy.schema if self.policy else STANDARD
        for step in path[:-1]:
            entity = schema.entities.get(owner)
            attribute = entity.attributes.get(step) if entity else None
            if attribute is None or attribute.target is None:
                return ".".join(path)
            owner = attribute.target
        name = self._own(owner, path[-1])
        if len(path) == 1:
            return name
        return say("explain.of", self.lang, name=name, owner=self.entity(owner))

    def _own(self, entity: str, name: str) -> str:
        """The word for an attribute, measure or output of ``entity``."""
        if self.policy and (measure := self.policy.measures.get((entity, name))):
            return self.title(measure.title)
        if self.policy and (rule_set := self.policy.outputs.get((entity, name))):
            return self.title(self.policy.rulesets[rule_set].title)
        if own := self.words.fields.get(entity, {}).get(name):
            return self.title(own)
        return label(
            f"words.attribute.{name}", name.replace("_", " ") if self.lang == "en" else name, self.lang
        )


def in_general(title: Title, policy: Policy, as_of: date | None = None) -> Title:
    """``title`` with the values that the policy itself gives the parameters it names, whatever units set.

    They are those of ``as_of``, else the latest. A parameter without a value stays as it is written.
    """

    def said(name: str, lang: str) -> str:
        parameter = policy.parameters.get(name)
        values = parameter.values if parameter else ()
        held = [value for since, value in values if as_of is None or since <= as_of]
        return spoken(parameter, held[-1], policy, lang) if parameter and held else f"{{{name}}}"

    return title.filled(said)


def spoken(parameter: Parameter, value: Value, policy: Policy, lang: str) -> str:
    """A value of a parameter with its unit in the words of ``lang``; without, where the library has no words of that language."""
    type_, exact = parameter.type, show_value(value, parameter.type, policy.currency)
    language = next((one for one in LANGUAGES if lang.partition("-")[0] == one), None)
    glossary = Glossary(policy, language or "en")
    if type_.kind == "ratio":
        return f"{rounded(str(Fraction(exact) * 100))}%"
    if language and (type_ == MONTHS or type_.kind == "days"):
        unit = "month" if type_ == MONTHS else "day"
        if exact == "1":
            return say(f"explain.one-{unit}", language)
        return say(f"explain.{unit}s", language, **{f"{unit}s": grouped(exact)})
    if type_.kind in ("count", "days"):
        return grouped(exact)
    if type_.kind == "text":
        return glossary.role(exact) if exact in policy.words.roles else exact
    return with_currency(type_.kind, exact, glossary.value(type_.kind, exact, type_.name), policy.currency)


def change_text(change: PolicyChange, lang: Language) -> str:
    """What an importing policy did to a part of a policy, which one at which place, and why."""
    keys = {"added": "added", "disabled": "switched-off", "changed": "changed" if change.reason else "set"}
    reason = change.reason.text(lang) if change.reason else ""
    said = {"by": change.by, "place": change.place, "reason": reason}
    return say(f"explain.{keys[change.kind]}", lang, **said)
