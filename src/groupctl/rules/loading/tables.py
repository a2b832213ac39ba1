"""Decision tables: one CSV file, one rule a row.

The header names each column: an expression for a condition, ``then:`` and an output for an answer, and ``id``,
``title`` (or ``title:en``, ``title:fi`` ...), ``source``, ``applies``, ``since``, ``until``, ``overridable``, ``proposes`` (actions
separated by ``;``). The cells of a condition are unary tests: ``< 5``, ``[1..5)``, ``"A","B"``, ``not("A")``,
``known``, ``unknown``; ``-`` or nothing means any value.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Self

from attrs import frozen

from groupctl.errors import PolicyError, SourceSpan
from groupctl.rules import draft
from groupctl.rules.expressions.parser import parse, parse_tests
from groupctl.rules.loading.draft_parts import KEY, DraftPath
from groupctl.rules.loading.parts import Parts
from groupctl.rules.loading.shapes import LANGUAGE
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Scalar, SourceFile
from groupctl.texts.title import Title

REQUIRED: Final = ("id", "title", "source")
OPTIONAL: Final = ("applies", "since", "until", "overridable", "proposes")
TITLE: Final = re.compile(f"title:({LANGUAGE.pattern})")
ANSWER: Final = "then:"
_CELL: Final = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*(?=[,\r\n]|\Z)|([^,\r\n]*)')
_SIMPLE: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class Condition(SourceText):
    """A condition put together of column heads and cells; each part knows its own place."""

    parts: Sequence[tuple[int, int, SourceText]]

    @classmethod
    def of(cls, pieces: Sequence[str], row: SourceText) -> Self:
        """``pieces`` joined; those that are located stand for themselves, ``row`` for the rest."""
        joined = cls("".join(pieces), row.file, row.positions, row.lines)
        start, parts = 0, [(0, 0, row)]
        for piece in pieces:
            if isinstance(piece, SourceText):
                parts.append((start, start + len(piece), piece))
            start += len(piece)
        joined.parts = parts
        return joined

    def span(self, start: int = 0, end: int | None = None) -> tuple[SourceSpan, str]:
        """The place in the part that holds ``start`` to ``end``, else the last part that they touch."""
        last = len(self) if end is None else end
        for first, after, part in self.parts:
            if first <= start and last <= after and first < after:
                return part.span(start - first, last - first)
        return [part for first, _, part in self.parts if first < last or not first][-1].span()


@frozen(kw_only=True)
class _Columns:
    """The header of a table: which column holds what."""

    count: int
    named: Mapping[str, int]
    answers: Sequence[tuple[SourceText, int]]
    conditions: Sequence[tuple[SourceText, int]]


def rules(source: SourceFile, place: Callable[[int], DraftPath], parts: Parts) -> list[draft.RuleDraft]:
    """The rules of the table in ``source``, each with its ``place`` in the draft; faults and places go to ``parts``."""
    lines = list(_lines(source, parts))
    if not lines:
        parts.fault(source.span(0, 0), "policy.table-empty")
        return []
    before = len(parts.faults)
    columns = _columns(lines[0], parts)
    if len(lines) == 1 and len(parts.faults) == before:
        parts.fault(lines[0][0], "policy.table-empty")
    result: list[draft.RuleDraft] = []
    for cells in lines[1:]:
        if len(cells) != columns.count:
            parts.fault(
                cells[0],
                "policy.table-width",
                "policy.table-width.hint",
                found=len(cells),
                wanted=columns.count,
            )
        else:
            result.append(_rule(columns, cells, place(len(result)), parts))
    return result


def _lines(source: SourceFile, parts: Parts) -> Iterator[list[SourceText]]:
    """The cells of each line that is not blank."""
    at, cells, text = 0, [], source.text
    while at <= len(text):
        found = _CELL.match(text, at)
        if found is None:
            raise AssertionError("every text matches: the second choice may be empty")
        cells.append(_cell(source, found))
        if found.group(1) is None and '"' in found.group(2)[:1]:
            parts.fault(cells[-1], "policy.table-quote")
        at = found.end()
        if text[at : at + 1] == ",":
            at += 1
            continue
        if any(cells):
            yield cells
        cells, at = [], at + (2 if text[at : at + 2] == "\r\n" else 1)


def _cell(source: SourceFile, found: re.Match[str]) -> SourceText:
    """The text of a cell without quotes and surrounding blanks."""
    raw, start = (
        (found.group(1), found.start(1)) if found.group(1) is not None else (found.group(2), found.start(2))
    )
    indexes = list(range(start, start + len(raw) + 1))
    if found.group(1) is not None:
        doubled = {index + 1 for pair in re.finditer('""', raw) for index in [pair.start()]}
        indexes = [start + i for i in range(len(raw) + 1) if i not in doubled]
        raw = raw.replace('""', '"')
    first, last = len(raw) - len(raw.lstrip()), len(raw.rstrip())
    return source.source_text(raw.strip(), indexes[first : max(first, last) + 1])


def _columns(head: Sequence[SourceText], parts: Parts) -> _Columns:
    named: dict[str, int] = {}
    answers: list[tuple[SourceText, int]] = []
    conditions: list[tuple[SourceText, int]] = []
    for index, cell in enumerate(head):
        if not cell:
            parts.fault(cell, "policy.table-head-empty")
        elif cell in named or cell in (other for other, _ in (*answers, *conditions)):
            parts.fault(cell, "policy.table-column-twice", name=cell)
        elif cell in REQUIRED or cell in OPTIONAL or TITLE.fullmatch(cell):
            named[cell] = index
        elif cell.startswith(ANSWER):
            answers.append((cell, index))
        else:
            conditions.append((cell, index))
    titled = any(TITLE.fullmatch(name) for name in named)
    for name in REQUIRED:
        if name not in named and not (name == "title" and titled):
            hint = "policy.table-separator" if ";" in head[0] and len(head) == 1 else None
            parts.fault(head[0], "policy.table-column", hint, name=name)
    if not answers:
        parts.fault(head[0], "policy.table-column", name="then:...")
    return _Columns(count=len(head), named=named, answers=answers, conditions=conditions)


def _rule(columns: _Columns, cells: Sequence[SourceText], path: DraftPath, parts: Parts) -> draft.RuleDraft:
    found = {name: Scalar(cells[at], plain=True) for name, at in columns.named.items() if cells[at]}
    titles = [name for name in columns.named if name == "title" or TITLE.fullmatch(name)]
    for name in ("id", "source", *titles):
        if name in columns.named and name not in found:
            parts.fault(cells[columns.named[name]], "policy.table-cell-empty", name=name)
    row = cells[columns.named.get("id", 0)]
    parts.spans[path] = row
    then = {}
    for head, index in columns.answers:
        output = head.removeprefix(ANSWER).strip()
        parts.spans[*path, "then", output, KEY] = head
        if not cells[index]:
            parts.fault(cells[index], "policy.table-cell-empty", name=head)
        elif (value := parts.written(Scalar(cells[index], plain=True), (*path, "then", output))) is not None:
            then[output] = value
    languages = {name: name.partition(":")[2] for name in titles}
    texts = {
        lang: parts.text(found.get(name), (*path, "title", *filter(None, [lang])))
        for name, lang in languages.items()
    }
    actions = parts.text(found.get("proposes"), (*path, "proposes")).split(";")
    when = _condition(columns, cells, row, parts)
    parts.spans[*path, "when"] = when
    rule: draft.RuleDraft = parts.made(
        draft.RuleDraft,
        found,
        path,
        when=when,
        then=then,
        title=Title.by_language(texts),
        proposes=tuple(draft.ProposalDraft(action=action.strip()) for action in actions if action.strip()),
    )
    return rule


def _condition(columns: _Columns, cells: Sequence[SourceText], row: SourceText, parts: Parts) -> Condition:
    """All cells of a row together: ``margin in (< 0.15) and tier in ("A","B")``."""
    pieces: list[str] = []
    for head, index in columns.conditions:
        cell = cells[index]
        if cell in {"", "-"} or not (_reads(parse, head, parts) and _reads(parse_tests, cell, parts)):
            continue
        asked = (head,) if _SIMPLE.fullmatch(head) else ("(", head, ")")
        pieces += (*(" and " for _ in pieces[:1]), *asked, " in (", cell, ")")
    return Condition.of(pieces or ["true"], row)


def _reads(read: Callable[[str], object], text: SourceText, parts: Parts) -> bool:
    """Whether ``text`` is whole on its own: a cell must not close the parenthesis that it is put into."""
    try:
        read(text)
    except PolicyError as error:
        parts.faults += (fault for fault in error.faults if fault not in parts.faults)
        return False
    return True
