"""Why a text is no expression, and what to write instead.

Runs only after the parser has stopped, so it may look closely: first for signs that belong to other languages or
to a Chinese keyboard (all of them are reported), then for brackets, then at the place where the parser stopped.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from attrs import field, frozen

from groupctl.rules.core import Span
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.expressions.tree import KEYWORDS
from groupctl.rules.show import show_number

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

MOST_SIGNS: Final = 20
"""So many foreign signs are reported at most."""

SIGNS: Final[Mapping[str, str]] = {
    "==": "=", "&&": "and", "||": "or", "<>": "!=", "=<": "<=", "=>": ">=", "≠": "!=", "≤": "<=", "≥": ">=",
    "≦": "<=", "≧": ">=", "×": "*", "÷": "/", "−": "-", "–": "-", "&": "and", "|": "or", "!": "not(...)",
    "。": ".", "、": ",", "《": "<", "》": ">", "【": "[", "】": "]", "…": "..", "∈": "in", "¬": "not(...)",
    "∧": "and", "∨": "or",
}  # fmt: skip
"""Signs of other languages, and what to write here."""

WORDS: Final[Mapping[str, str]] = {
    "且": "and", "并且": "and", "而且": "and", "和": "and", "与": "and", "同时": "and", "或": "or", "或者": "or",
    "非": "not(...)", "不": "not(...)", "不是": "!=", "等于": "=", "不等于": "!=", "大于": ">", "小于": "<",
    "大于等于": ">=", "小于等于": "<=", "不小于": ">=", "不大于": "<=", "超过": ">", "介于": "between", "属于": "in",
    "如果": "if", "若": "if", "那么": "then", "则": "then", "否则": "else", "真": "true", "假": "false",
    "elif": "else if", "elsif": "else if", "elseif": "else if", "is": "=", "equals": "=", "eq": "=",
    "gt": ">", "lt": "<", "exists": "some", "any": "some", "forall": "every", "where": "satisfies",
}  # fmt: skip
"""Words of other languages, and what to write here."""

_MARKS: Final = re.compile(
    r"""(?P<text>@?"(?:[^"\\\n]|\\.)*")
    | (?P<open>")
    | (?P<quoted>'[^'\n]*' | ‘[^’\n]*’ | “[^”\n]*” | [‘’“”'])
    | (?P<percent>(?<![\w.])(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％])
    | (?P<grouped>(?<![\w.])[0-9]{1,3}(?:[_'’][0-9]{3})+\b)
    | (?P<power>\*\* | \^)
    | (?P<assignment>:= | [+*/]=)
    | (?P<comment>// | /\* | \#)
    | (?P<sign>==+ | && | \|\| | <> | =< | => | !(?!=) | [≠≤≥≦≧×÷−–&|。、《》【】…∈¬∧∨])
    | (?P<wide>[！＜＞＝]= | [\uff01-\uff5e\uffe5]+)
    | (?P<strange>[^\s\w"()\[\].,<>=!+\-*/@] | @(?!"))""",
    re.VERBOSE,
)
_BRACKETS: Final = re.compile(r'@?"(?:[^"\\\n]|\\.)*"|[()\[\]]')
_COMPARING: Final = frozenset(
    {"EQUAL", "UNEQUAL", "LESS", "LESS_EQUAL", "MORE", "MORE_EQUAL", "IN", "BETWEEN"}
)
_SYMBOLS: Final[Mapping[str, str]] = {"RPAR": ")", "RSQB": "]", "LPAR": "(", "DOTS": "..", "IN": "in"}
_WORD: Final = re.compile(r"[^\W\d]\w*")
_WORD_OR_SIGN: Final = re.compile(r"[^\W\d]\w*|\S")
_NULL: Final = re.compile(r"is\s+(?:not\s+)?(?:null|none|known|empty|missing)\b", re.IGNORECASE)
_GLUED: Final = re.compile(
    "|".join(sorted((word for word in WORDS if not word.isascii()), key=len, reverse=True))
)


def explain(error: "UnexpectedInput", report: FaultCollector) -> None:
    """Report why the parser stopped with ``error``: at least one fault."""
    _foreign_signs(report)
    if not report.faults:
        _brackets(report)
    if not report.faults:
        _Stop(error, report).explain()


def too_deep(text: str, most: int) -> Span | None:
    """Where brackets are first nested more than ``most`` deep."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(found.group(), 0)
        if depth > most:
            return Span(start=found.start(), end=found.end())
    return None


def meant(word: str) -> str | None:
    """The keyword or sign that is written here for ``word`` of another language."""
    return word.lower() if word.lower() in KEYWORDS else WORDS.get(word.lower())


def _foreign_signs(report: FaultCollector) -> None:
    for found in _MARKS.finditer(report.text):
        kind, written = found.lastgroup or "", found.group()
        if kind == "share":
            kind = "percent"
        if kind == "text":
            continue
        instead = _instead(kind, written, found.group("share"))
        report.add(
            Span(start=found.start(), end=found.end()),
            f"expression.{_CODES[kind]}",
            "expression.write-instead" if instead else f"expression.{_CODES[kind]}.hint",
            found=written if written.isprintable() else f"U+{ord(written[0]):04X}",
            instead=instead,
        )
        if kind == "open" or len(report.faults) == MOST_SIGNS:
            return


_CODES: Final[Mapping[str, str]] = {
    "open": "unclosed-text",
    "quoted": "quotes",
    "percent": "percent",
    "grouped": "digit-groups",
    "power": "power",
    "assignment": "assignment",
    "comment": "comment",
    "sign": "foreign-sign",
    "wide": "wide-sign",
    "strange": "strange-sign",
}


def _instead(kind: str, written: str, share: str | None) -> str:
    match kind:
        case "percent":
            return show_number(Fraction(share or "0") / 100)
        case "quoted":
            return f'"{written[1:-1]}"' if len(written) > 1 else '"'
        case "grouped":
            return re.sub(r"\D", "", written)
        case "sign":
            return "=" if written.startswith("==") else SIGNS[written]
        case "wide":
            return unicodedata.normalize("NFKC", written)
        case _:
            return ""


def _brackets(report: FaultCollector) -> None:
    """Report a bracket without its partner. An interval may close with another kind than it opened with."""
    opened: list[re.Match[str]] = []
    for found in _BRACKETS.finditer(report.text):
        if found.group() in ("(", "["):
            opened.append(found)
        elif found.group() in (")", "]"):
            if not opened:
                report.add(_at(found), "expression.closing-bracket", found=found.group())
                return
            opened.pop()
    if opened:
        found = opened[-1]
        report.add(_at(found), "expression.open-bracket", found=found.group())


def _at(found: re.Match[str]) -> Span:
    return Span(start=found.start(), end=found.end())


@frozen
class _Guess:
    """What may be wrong; ``code`` and ``hint`` without the area of their texts."""

    code: str
    hint: str = ""
    values: Mapping[str, str] = field(factory=dict)
    span: Span | None = None


class _Stop:
    """The place where the parser stopped, and what it could have gone on with."""

    def __init__(self, error: "UnexpectedInput", report: FaultCollector) -> None:
        token = getattr(error, "token", None)
        self.report = report
        self.accepts: frozenset[str] = frozenset(getattr(error, "accepts", None) or ())
        if token is None:
            start = cast(int, error.pos_in_stream)
            self.kind, self.span = "", Span(start=start, end=start + 1)
        elif token.type == "$END":
            end = len(report.text)
            self.kind, self.span = token.type, Span(start=end, end=end)
        else:
            self.kind, self.span = token.type, Span(start=token.start_pos, end=token.end_pos)
        self.found = report.slice(self.span)
        self.before = report.text[: self.span.start].rstrip()

    def explain(self) -> None:
        """Report the most helpful of what may be wrong here."""
        guess = next(self._guesses())
        hint = f"expression.{guess.hint}" if guess.hint else None
        values = {"found": self.found, **guess.values}
        self.report.add(guess.span or self.span, f"expression.{guess.code}", hint, **values)

    def _guesses(self) -> Iterator[_Guess]:
        yield from self._words()
        yield from self._forms()
        yield from self._values()
        yield from self._lists()
        yield self._expected()

    def _words(self) -> Iterator[_Guess]:
        """Words of another language at the place, or among the words right before it."""
        words = self._last_words() if "NAME" in self.accepts and "NUMBER" not in self.accepts else []
        start = words[0].start() if words else self.span.start
        for word in _WORD.finditer(self.report.text, start, self.span.end):
            instead = meant(word.group())
            if _NULL.match(self.report.text, word.start()):
                yield _Guess("is-null", "is-null.hint", span=_at(word))
            elif instead and word.group() not in KEYWORDS:
                yield _foreign_word(word.group(), instead, _at(word))
        glued = _GLUED.match(self.found)
        if glued and self._adjoining():
            span = Span(start=self.span.start, end=self.span.start + glued.end())
            yield _foreign_word(glued.group(), WORDS[glued.group()], span)
        if len(words) > 1:
            found = " ".join(word.group() for word in words)
            yield _Guess("words", "words.hint", {"found": found}, Span(start=start, end=words[-1].end()))

    def _last_words(self) -> list[re.Match[str]]:
        """The names right before the place, without a sign between them."""
        words: list[re.Match[str]] = []
        for found in _WORD_OR_SIGN.finditer(self.report.text, 0, self.span.start):
            is_name = _WORD.match(found.group()) and found.group() not in KEYWORDS
            words = [*words, found] if is_name else []
        return words

    def _forms(self) -> Iterator[_Guess]:
        """Parts that a form needs and that are not there."""
        if self.kind in _COMPARING and "AND" in self.accepts and not self.accepts & _COMPARING:
            yield _Guess("chained", "chained.hint")
        if self.kind == "NOT" and "AND" in self.accepts:
            yield _Guess("not-in", "not-in.hint")
        if "AND" in self.accepts and not self.accepts & {"OR", "NUMBER", "NAME"}:
            yield _Guess("between-without-and", "between-without-and.hint")
        rest = self.report.text[self.span.start :]
        for part, code in (
            ("ELSE", "if-without-else"),
            ("THEN", "if-without-then"),
            ("SATISFIES", "no-satisfies"),
        ):
            if part in self.accepts and not re.search(rf"\b{part.lower()}\b", rest):
                yield _Guess(code, f"{code}.hint")
        if self.kind in ("IF", "SOME", "EVERY"):
            yield _Guess("open-inside", "open-inside.hint")

    def _values(self) -> Iterator[_Guess]:
        """Numbers and calls that are written differently here."""
        if self.kind == "DOT" and "NUMBER" in self.accepts:
            yield _Guess("leading-point", "number-suffix.hint")
        if self.kind == "LPAR" and self.before[-1:].isidentifier():
            yield _Guess("method", "method.hint")
        if self.kind == "NAME" and self.before[-1:].isdecimal() and self._adjoining():
            yield _Guess("number-suffix", "number-suffix.hint")
        grouped = re.compile(r",[0-9]{3}\b").match(self.report.text, self.span.start)
        if self.kind == "COMMA" and self.before[-1:].isdecimal() and grouped:
            yield _Guess("digit-groups", "number-suffix.hint")

    def _lists(self) -> Iterator[_Guess]:
        """Lists, ranges and positions out of place."""
        if self.accepts <= {"LSQB", "LPAR"} and "LSQB" in self.accepts:
            yield _Guess("in-without-brackets", "list-place.hint")
        if self.kind == "LSQB":
            after_value = bool(self.before) and (self.before[-1].isalnum() or self.before[-1] in ')]"_')
            code = "indexing" if after_value else "list-place"
            yield _Guess(code, f"{code}.hint")
        if self.kind == "DOTS":
            yield _Guess("range-place", "list-place.hint")

    def _expected(self) -> _Guess:
        if self.kind == "$END":
            return _Guess("incomplete")
        if "NUMBER" in self.accepts:
            return _Guess("value-expected")
        if len(self.accepts) == 1 and self.accepts <= _SYMBOLS.keys():
            return _Guess("symbol-expected", values={"expected": _SYMBOLS[min(self.accepts)]})
        return _Guess("unexpected", "unexpected.hint")

    def _adjoining(self) -> bool:
        """Whether no blank comes before the place."""
        return bool(self.before) and len(self.before) == self.span.start


def _foreign_word(word: str, instead: str, span: Span) -> _Guess:
    return _Guess("foreign-word", "write-instead", {"found": word, "instead": instead}, span)
