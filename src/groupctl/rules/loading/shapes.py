"""Reads the shape of a policy file: which keys, which kinds of value. Every fault is noted and reading goes on.

Whatever is wrong is replaced by something harmless, so that one fault never causes a second one elsewhere.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from attrs import define, field

from groupctl.errors import Fault, meant
from groupctl.rules.draft import Written
from groupctl.rules.expressions.parser import read_day
from groupctl.rules.loading.draft_parts import KEY, DraftPath
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Bad, Fields, Items, Scalar, YamlNode, fault
from groupctl.texts.title import Title

EXAMPLES: Final = {
    "policy": "acme",
    "version": '"1.0"',
    "currency": "CNY",
    "title": "{en: ..., zh: ...}",
    "source": "D24",
    "unit": "money",
    "about": "customer",
    "type": "money",
    "hit": "first",
    "gives": "{d_class: boolean}",
    "otherwise": "{d_class: false}",
    "unknown": "pass",
    "id": "d-class.cash-exception",
    "when": "gross_margin > 0.15",
    "never": "d_class and credit_limit > 0",
    "then": "{d_class: false}",
    "reason": "...",
    "rule": "d-class.cash-exception",
    "action": "FREEZE",
    "kind": "EXECUTION",
    "flow": "CONTROL",
    "states": "{RECORDED: {title: {en: ..., zh: ...}}}",
    "events": "[{id: complaint.judge, from: [RECORDED], to: JUDGED, ...}]",
    "from": "[RECORDED]",
    "to": "JUDGED",
    "in": "[RECORDED]",
    "days": "5",
}
"""What to write for a key that is missing."""

T = TypeVar("T")

_NUMBER: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_NUMBER_LIKE: Final = re.compile(
    r"[-+]?\.?[0-9][0-9_.,]*([eE][-+]?[0-9]+)?|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\.(inf|nan)", re.IGNORECASE
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_LIKE: Final = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([Tt ].*)?")
_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
NOT_BOOLEAN: Final = {
    "yes": "true",
    "y": "true",
    "on": "true",
    "1": "true",
    "no": "false",
    "n": "false",
    "off": "false",
    "0": "false",
}
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""The code of a language: ``fi``, ``zh-Hans``."""
_LONGEST_NUMBER: Final = 60


def number(text: str) -> int | Decimal | None:
    """The plain decimal number that ``text`` is; None if it is none, or longer than any amount."""
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    return Decimal(text) if "." in text else int(text)


@define
class Shapes:
    """Readers of values; each notes its faults and where it found what.

    ``spans`` remembers where each part of the draft is. ``what`` is the key under which a policy writes the
    thing that is read: ``rules``, ``measures`` ...
    """

    faults: list[Fault] = field(factory=list)
    spans: dict[DraftPath, SourceText] = field(factory=dict)

    def fault(self, at: SourceText, code: str, hint: str | None = None, **values: object) -> None:
        """Note a fault."""
        self.faults.append(fault(at, code, hint, **values))

    def wrong(self, node: YamlNode, wanted: str) -> None:
        """Note that ``node`` is of the wrong kind; ``wanted`` is the last part of a text's key."""
        if isinstance(node, Bad):
            return
        if isinstance(node, Scalar) and (node.empty or not node.at.strip()):
            self.fault(node.at, "policy.empty", f"policy.wanted-{wanted}")
        else:
            self.fault(node.at, f"policy.found-{_kind(node)}", f"policy.wanted-{wanted}")

    def entries(self, node: YamlNode | None) -> Sequence[tuple[Scalar, YamlNode]]:
        """The entries of a mapping; none when it is left empty."""
        if isinstance(node, Fields):
            return self._uncut(node)
        if node is not None and not (isinstance(node, Scalar) and node.empty):
            self.wrong(node, "mapping")
        return ()

    def fields(
        self,
        node: YamlNode,
        owner: SourceText,
        what: str,
        required: Sequence[str],
        optional: Sequence[str] = (),
    ) -> Mapping[str, YamlNode]:
        """The entries of a mapping with known keys; ``what`` it describes is named by ``owner``.

        A misspelt key is read as the key that was probably meant, once it has been reported.
        """
        known = tuple(dict.fromkeys((*required, *optional)))
        if not isinstance(node, Fields):
            self.wrong(node, "mapping")
            return {}
        entries = self._uncut(node)
        found = {str(key.at): value for key, value in entries if key.at in known}
        for key, value in entries:
            if key.at not in known:
                found.setdefault(self._unknown_key(key, known, what), value)
        for name in required:
            if name not in found:
                example = EXAMPLES.get(name, "...")
                self.fault(
                    owner,
                    "policy.missing-key",
                    "policy.missing-key.hint",
                    name=name,
                    what=what,
                    example=example,
                )
        return found

    def _unknown_key(self, key: Scalar, known: Sequence[str], what: str) -> str:
        """The key that was probably meant; empty if none is close."""
        hint, values = meant(key.at, known, "policy.known-keys")
        self.fault(key.at, "policy.unknown-key", hint, what=what, **values)
        return values["suggestion"]

    def _uncut(self, node: Fields) -> Sequence[tuple[Scalar, YamlNode]]:
        """The entries of a mapping, without those that come from a comma within an expression or a number."""
        entries: list[tuple[Scalar, YamlNode]] = []
        for key, value in node.entries:
            nothing = isinstance(value, Scalar) and value.plain and not value.at
            if node.flow and nothing and entries and not key.at.isidentifier():
                self.fault(key.at, "policy.cut-by-comma", "policy.cut-by-comma.hint", name=key.at)
                entries[-1] = (entries[-1][0], Bad(entries[-1][1].at))
            else:
                entries.append((key, value))
        return entries

    def items(self, node: YamlNode | None) -> Sequence[YamlNode]:
        """The entries of a list; none when it is left empty."""
        if isinstance(node, Items):
            return node.nodes
        if node is not None and not (isinstance(node, Scalar) and node.empty):
            self.wrong(node, "list")
        return ()

    def text(self, node: YamlNode | None, path: DraftPath) -> SourceText | str:
        """One text, as it is written, on one line: neither empty nor a list nor a mapping."""
        if node is None:
            return ""
        if not isinstance(node, Scalar) or node.empty or not node.at.strip():
            self.wrong(node, "text")
            return ""
        self.spans[path] = node.at
        return node.at

    def texts(self, node: YamlNode | None, path: DraftPath) -> tuple[SourceText | str, ...]:
        """A list of texts; a single text stands for a list of one."""
        if isinstance(node, Scalar) and not node.empty:
            return (self.text(node, (*path, 0)),)
        return tuple(self.text(item, (*path, i)) for i, item in enumerate(self.items(node)))

    def text_or_texts(self, node: YamlNode | None, path: DraftPath) -> str | Sequence[str]:
        """A text, or a list of texts: a type by its name, or by the members of an enumeration."""
        if isinstance(node, Items) and not node.nodes:
            self.fault(node.at, "policy.no-members")
        simple = node is None or isinstance(node, Scalar | Bad)
        return self.text(node, path) if simple else self.texts(node, path)

    def flag(self, node: YamlNode | None, path: DraftPath) -> bool:
        """``true`` or ``false``."""
        if node is None:
            return False
        if isinstance(node, Scalar) and node.plain and node.at in _TRUE | _FALSE:
            self.spans[path] = node.at
            return node.at in _TRUE
        if isinstance(node, Scalar) and node.at.lower() in {**NOT_BOOLEAN, "true": "", "false": ""}:
            meant = NOT_BOOLEAN.get(node.at.lower(), node.at.lower())
            self.fault(node.at, "policy.not-boolean", "policy.write-instead", found=node.at, instead=meant)
        else:
            self.wrong(node, "boolean")
        return False

    def whole(self, node: YamlNode | None, path: DraftPath) -> int | None:
        """A whole number."""
        if node is None:
            return None
        number = self.written(node, path)
        if isinstance(number, int) and not isinstance(number, bool):
            return number
        if number is not None:
            self.fault(node.at, "policy.not-whole-number", "policy.wanted-whole-number", found=node.at)
        return None

    def day(self, node: YamlNode | None, path: DraftPath) -> date | None:
        """A date."""
        if node is None:
            return None
        if isinstance(node, Scalar) and (day := self._date(node)):
            self.spans[path] = node.at
            return day
        if isinstance(node, Scalar) and not node.empty:
            if not _DATE.fullmatch(node.at):
                self.fault(node.at, "policy.date-form", "policy.wanted-date", found=node.at)
        else:
            self.wrong(node, "date")
        return None

    def _date(self, node: Scalar) -> date | None:
        day = read_day(node.at)
        if day is None and _DATE.fullmatch(node.at):
            self.fault(node.at, "policy.no-such-day", found=node.at)
        return day

    def written(self, node: YamlNode | None, path: DraftPath) -> Written | None:
        """A value as written: number, boolean, date, else text. None when there is none."""
        if node is None:
            return None
        if not isinstance(node, Scalar) or node.empty:
            self.wrong(node, "value")
            return None
        self.spans[path] = node.at
        return self._plain(node) if node.plain else node.at

    def _plain(self, node: Scalar) -> Written | None:
        text = node.at
        if text in _TRUE | _FALSE:
            return text in _TRUE
        if _DATE.fullmatch(text):
            return self._date(node)
        if (found := number(text)) is not None:
            return found
        if _DATE_LIKE.fullmatch(text):
            self.fault(text, "policy.date-form", "policy.wanted-date", found=text)
            return None
        if _NUMBER_LIKE.fullmatch(text):
            self.fault(text, "policy.number-form", "policy.number-form.hint", found=text)
            return None
        return text

    def title(self, node: YamlNode | None, path: DraftPath) -> Title:
        """A title: one text, or a text by language."""
        if node is None:
            return Title()
        self.spans[path] = node.at
        if isinstance(node, Scalar) and not node.empty and node.at.strip():
            return Title(_line(node.at))
        if not isinstance(node, Fields):
            self.wrong(node, "title")
            return Title()
        if not node.entries:
            self.fault(node.at, "policy.empty", "policy.wanted-title")
        texts = {}
        for key, value in self._uncut(node):
            if LANGUAGE.fullmatch(key.at):
                texts[str(key.at)] = _line(self.text(value, (*path, str(key.at))))
            else:
                self.fault(key.at, "policy.no-language", "policy.no-language.hint", name=key.at)
        return Title.by_language(texts)

    def mapping(
        self, node: YamlNode | None, path: DraftPath, value: Callable[[YamlNode, DraftPath], T | None]
    ) -> dict[str, T]:
        """A mapping from any text to what ``value`` reads."""
        result: dict[str, T] = {}
        self._mark(node, path)
        for key, item in self.entries(node):
            here = (*path, str(key.at))
            self.spans[(*here, KEY)] = key.at
            found = value(item, here)
            if found is not None:
                result[key.at] = found
        return result

    def _mark(self, node: YamlNode | None, path: DraftPath) -> None:
        if node is not None:
            self.spans[path] = node.at

    def dated(self, node: YamlNode | None, path: DraftPath) -> dict[date, Written]:
        """Values by the date from which they hold."""
        result: dict[date, Written] = {}
        self._mark(node, path)
        for key, item in self.entries(node):
            day = self.day(key, (*path, str(key.at), KEY))
            found = self.written(item, (*path, day))
            if day is not None and found is not None:
                self.spans[(*path, day, KEY)] = key.at
                result[day] = found
        return result


def _line(text: str) -> str:
    return " ".join(text.split())


def _kind(node: YamlNode) -> str:
    if isinstance(node, Fields):
        return "mapping"
    return "list" if isinstance(node, Items) else "value"
