"""YAML whose every value knows its place, so that a fault can point at the very character.

The strict part of YAML 1.2 that policies and mapping files need: mappings, lists and scalars. Whatever lets one text mean two
things (duplicate keys, anchors, aliases, tags, directives) is a fault. Scalars stay text; what they mean is
decided by who asks for them, so ``version: 1.10`` is never taken for a number.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, overload

from attrs import field, frozen
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError

from groupctl.errors import Fault
from groupctl.sources.source_text import LARGEST_FILE, SourceText

DEEPEST: Final = 20
"""Levels of nesting of one policy file."""

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_UNWANTED: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_DISPUTED: Final = re.compile(r"\t|^ +\r?$|[|>][-+\d]*#", re.MULTILINE)
"""What libyaml and ruamel.yaml read differently: tabs, lines of blanks, a remark joined to a block's sign."""
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_ESCAPE_LENGTHS: Final = {"x": 4, "u": 6, "U": 10}


@frozen(eq=False)
class SourceFile:
    """The text of a file, its lines, and where each line starts."""

    file: str
    text: str
    lines: tuple[str, ...] = field(init=False)
    starts: tuple[int, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        breaks = list(_LINE_BREAK.finditer(self.text))
        starts = (0, *(found.end() for found in breaks))
        ends = (*(found.start() for found in breaks), len(self.text))
        object.__setattr__(self, "starts", starts)
        object.__setattr__(self, "lines", tuple(map(self.text.__getitem__, map(slice, starts, ends))))

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at ``index``."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def source_text(self, text: str, indexes: Sequence[int]) -> SourceText:
        """``text`` whose characters, and its end, are at ``indexes``."""
        return SourceText(text, self.file, Positions(self, indexes), self.lines)

    def span(self, start: int, end: int) -> SourceText:
        """What is written from ``start`` to ``end``, but not beyond the line."""
        line = bisect_right(self.starts, start) - 1
        end = min(end, self.starts[line] + len(self.lines[line]))
        return self.source_text(self.text[start:end], range(start, max(start, end) + 1))


class Positions(Sequence[tuple[int, int]]):
    """Line and column of each character of a text, worked out when asked for: only faults ask."""

    def __init__(self, source: SourceFile, indexes: Sequence[int]) -> None:
        self._source, self._indexes = source, indexes

    def __len__(self) -> int:
        return len(self._indexes)

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        if isinstance(index, slice):
            return [self._source.position(place) for place in self._indexes[index]]
        return self._source.position(self._indexes[index])


@frozen(eq=False)
class Scalar:
    """One value, as text. ``plain`` when it is written without quotes."""

    at: SourceText
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether it is YAML's null."""
        return self.plain and self.at in _NULLS


@frozen(eq=False)
class Items:
    """A list."""

    at: SourceText
    nodes: "tuple[YamlNode, ...]"


@frozen(eq=False)
class Fields:
    """A mapping. ``flow`` when it is written within braces."""

    at: SourceText
    entries: "tuple[tuple[Scalar, YamlNode], ...]"
    flow: bool = False


@frozen(eq=False)
class Bad:
    """What could not be read; its fault has been reported already."""

    at: SourceText


YamlNode = Scalar | Items | Fields | Bad


def fault(at: SourceText, code: str, hint: str | None = None, **values: object) -> Fault:
    """A fault about the whole of ``at``."""
    where, line = at.span()
    return Fault(code, {name: str(value) for name, value in values.items()}, where, line, hint)


def decode(data: bytes, file: str, faults: list[Fault]) -> SourceFile | None:
    """The text of a file; None, and a fault, when it is too large or not clean UTF-8."""
    top = SourceText("", file, ((1, 1),), ("",))
    if len(data) > LARGEST_FILE:
        faults.append(fault(top, "policy.file-size", size=len(data), most=LARGEST_FILE))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        source = SourceFile(file, data[: error.start].decode("utf-8"))
        faults.append(fault(source.span(len(source.text), len(source.text)), "policy.encoding"))
        return None
    source = SourceFile(file, text)
    if found := _UNWANTED.search(text):
        at = source.span(found.start(), found.end())
        code = "policy.byte-order-mark" if found.group() == "\ufeff" else "policy.character"
        faults.append(fault(at, code, code + ".hint", character=f"U+{ord(found.group()):04X}"))
        return None
    return source


def read(source: SourceFile, faults: list[Fault]) -> YamlNode | None:
    """The one document of ``source``; None when it holds nothing or its YAML is broken.

    libyaml reads a text without a fault many times faster. Any other text is read by the parser in Python, which words
    every fault, with or without libyaml.
    """
    return _read_quickly(source) or _read_carefully(source, faults)


def _read_carefully(source: SourceFile, faults: list[Fault]) -> YamlNode | None:
    try:
        return _NodeBuilder(source, faults, YAML(typ="safe", pure=True)).document()
    except MarkedYAMLError as error:
        faults.append(_syntax_fault(source, error))
    except _TooDeep as error:
        faults.append(fault(error.at, "policy.nesting", most=DEEPEST))
    return None


def _read_quickly(source: SourceFile) -> Fields | None:
    """The mapping that both parsers find in ``source``; None where they may differ, or there is a fault."""
    if _DISPUTED.search(source.text):
        return None
    faults: list[Fault] = []
    try:
        root = _NodeBuilder(source, faults, YAML(typ="safe"), empties=False).document()
    except (MarkedYAMLError, _TooDeep, _EmptyValue):
        return None
    return root if isinstance(root, Fields) and not faults else None


class _EmptyValue(Exception):
    """A key without a value: the parsers place it differently."""


class _TooDeep(Exception):
    def __init__(self, at: SourceText) -> None:
        super().__init__()
        self.at = at


class _NodeBuilder:
    """Turns the parser's events into nodes."""

    def __init__(self, source: SourceFile, faults: list[Fault], yaml: YAML, *, empties: bool = True) -> None:
        self._source, self._faults, self._empties = source, faults, empties
        self._events: Iterator[events.Event] = yaml.parse(source.text)

    def document(self) -> YamlNode | None:
        root: YamlNode | None = None
        for event in self._events:
            if isinstance(event, events.DocumentStartEvent):
                if event.version or event.tags:
                    self._fault(event, "policy.directive")
                if root is not None:
                    self._fault(event, "policy.documents")
                    break
                root = self._node(next(self._events), 0)
        return root

    def _node(self, event: events.Event, depth: int) -> YamlNode:
        at = self._source.span(event.start_mark.index, event.end_mark.index)
        if not isinstance(event, events.ScalarEvent | events.CollectionStartEvent):
            self._fault(event, "policy.alias", "policy.anchor.hint")
            return Bad(at)
        if event.anchor is not None:
            self._fault(event, "policy.anchor", "policy.anchor.hint", name=event.anchor)
        if event.tag is not None:
            self._fault(event, "policy.tag", "policy.tag.hint", name=event.tag)
        if isinstance(event, events.ScalarEvent):
            return self._scalar(event)
        if depth >= DEEPEST:
            raise _TooDeep(at)
        start = event.start_mark.index
        if isinstance(event, events.SequenceStartEvent):
            nodes, end = self._items(depth + 1)
            return Items(self._source.span(start, end), nodes)
        entries, end = self._entries(depth + 1)
        return Fields(self._source.span(start, end), entries, flow=bool(event.flow_style))

    def _items(self, depth: int) -> tuple[tuple[YamlNode, ...], int]:
        nodes = []
        while not isinstance(event := next(self._events), events.SequenceEndEvent):
            nodes.append(self._node(event, depth))
        return tuple(nodes), event.end_mark.index

    def _entries(self, depth: int) -> tuple[tuple[tuple[Scalar, YamlNode], ...], int]:
        entries: dict[str, tuple[Scalar, YamlNode]] = {}
        while not isinstance(event := next(self._events), events.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(next(self._events), depth)
            if not isinstance(key, Scalar):
                if not isinstance(key, Bad):
                    self._faults.append(fault(key.at, "policy.key"))
            elif key.at in entries:
                first, _ = entries[key.at][0].at.span()
                self._faults.append(fault(key.at, "policy.duplicate-key", name=key.at, line=first.line))
            else:
                entries[key.at] = (key, value)
        return tuple(entries.values()), event.end_mark.index

    def _scalar(self, event: events.ScalarEvent) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        if start == end and not self._empties:
            raise _EmptyValue
        indexes = aligned(event.value, self._source.text, start, end, event.style or "")
        return Scalar(self._source.source_text(event.value, indexes), plain=not event.style)

    def _fault(self, event: events.Event, code: str, hint: str | None = None, **values: object) -> None:
        at = self._source.span(event.start_mark.index, event.end_mark.index)
        self._faults.append(fault(at, code, hint, **values))


class aligned(Sequence[int]):  # noqa: N801 - reads as the function it stands for
    """Where each character of a scalar's value is in the text, and where the value ends.

    Reading YAML only drops white space, folds line breaks, halves quotes and replaces escapes, so walking value
    and text side by side finds every character again. It is done when first asked for.
    """

    def __init__(self, value: str, text: str, start: int, end: int, style: str) -> None:
        self._value, self._text, self._start, self._end, self._style = value, text, start, end, style
        self._found: list[int] | None = None

    def __len__(self) -> int:
        return len(self._value) + 1

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if self._found is None:
            self._found = self._walk()
        return self._found[index]

    def _walk(self) -> list[int]:
        at, text, last = self._content_start(), self._text, self._end
        found: list[int] = []
        for character in self._value:
            at = self._skipped(at, character)
            found.append(min(at, last))
            if at < last and (text[at] == character or not character.isspace() or text[at] in " \t\r\n\\"):
                at += self._length(at)
        end = found[-1] if self._value[-1:].isspace() else at
        return [*found, min(end, last)]

    def _content_start(self) -> int:
        if self._style in ("|", ">"):
            newline = self._text.find("\n", self._start, self._end)
            return self._end if newline < 0 else newline + 1
        return self._start + (1 if self._style else 0)

    def _skipped(self, at: int, character: str) -> int:
        """The next place from ``at`` on where ``character`` may be."""
        text, last = self._text, self._end
        while at < last:
            continued = self._style == '"' and text[at] == "\\" and text[at + 1 : at + 2] in ("\r", "\n")
            if continued:
                at += 2
                while at < last and text[at].isspace():
                    at += 1
            elif text[at].isspace() and not character.isspace():
                at += 1
            else:
                break
        return at

    def _length(self, at: int) -> int:
        """How many characters of the text stand for the one at ``at``."""
        if self._style == "'" and self._text[at] == "'":
            return 2
        if self._style == '"' and self._text[at] == "\\":
            return _ESCAPE_LENGTHS.get(self._text[at + 1 : at + 2], 2)
        return 1


_KEY_BEFORE: Final = re.compile(r"\s*(-\s+)?[^\s:]+")
"""What comes before the colon where a line is only indented wrongly."""

_SYNTAX: Final = (
    ("'\\t'", "policy.tab"),
    ("mapping values are not allowed", "policy.colon"),
    ("unexpected end of stream", "policy.unclosed-quote"),
    ("could not find expected ':'", "policy.no-colon"),
    ("expected ',' or", "policy.flow"),
    ("expected the node content", "policy.flow"),
    ("expected <block end>", "policy.block"),
    ("that cannot start any token", "policy.start"),
    ("unknown escape character", "policy.escape"),
)
"""What the parser says, and the text that says the same to the writer of a policy."""


def _syntax_fault(source: SourceFile, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    index = min(mark.index if mark else 0, max(0, len(source.text.rstrip()) - 1))
    problem = str(error.problem or error.context or "")
    code = next((code for said, code in _SYNTAX if said in problem), "policy.yaml")
    before = source.text[source.starts[bisect_right(source.starts, index) - 1] : index]
    if code == "policy.colon" and _KEY_BEFORE.fullmatch(before):
        code = "policy.indented"
    if code == "policy.block" and before.rstrip().endswith(('"', "'")):
        code = "policy.after-quote"
    if code == "policy.unclosed-quote" and error.context_mark is not None:
        index = error.context_mark.index
    at = source.span(index, index + 1)
    hint = None if code == "policy.yaml" else code + ".hint"
    return fault(at, code, hint, problem=problem, character=source.text[index : index + 1])
