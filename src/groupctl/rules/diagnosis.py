"""Why a text is no expression, and what to write instead.

Runs only after the parser has stopped, so it may look closely: first for signs that belong to other languages or
to a Chinese keyboard (all of them are reported), then for brackets, then at the place where the parser stopped.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from groupctl.rules.core import Span
from groupctl.rules.report import Report
from groupctl.rules.tree import KEYWORDS

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

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
    | (?P<wide>[\uff01-\uff5e]+ | \uffe5)
    | (?P<strange>[^\s\w"()\[\].,<>=!+\-*/@] | @(?!"))""",
    re.VERBOSE,
)
_BRACKETS: Final = re.compile(r'@?"(?:[^"\\\n]|\\.)*"|[()\[\]]')
_COMPARING: Final = frozenset(
    {"EQUAL", "UNEQUAL", "LESS", "LESS_EQUAL", "MORE", "MORE_EQUAL", "IN", "BETWEEN"}
)
_SYMBOLS: Final = {
    "RPAR": ")",
    "RSQB": "]",
    "LPAR": "(",
    "THEN": "then",
    "SATISFIES": "satisfies",
    "DOTS": "..",
}
_LAST_WORDS: Final = re.compile(r"(?:[^\W\d]\w*\s+)*[^\W\d]\w*\s*\Z")


def explain(error: "UnexpectedInput", report: Report) -> None:
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
    """The keyword or sign that stands here for ``word`` of another language."""
    return word.lower() if word.lower() in KEYWORDS else WORDS.get(word.lower())


def _foreign_signs(report: Report) -> None:
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
            return decimal(Fraction(share or "0") / 100)
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


def decimal(value: Fraction) -> str:
    """A fraction whose denominator is a power of ten, as it is written."""
    digits = 0
    while value.denominator != 1 and digits < 100:
        value, digits = value * 10, digits + 1
    text = str(value.numerator).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def _brackets(report: Report) -> None:
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


class _Stop:
    """The place where the parser stopped, and what it could have gone on with."""

    def __init__(self, error: "UnexpectedInput", report: Report) -> None:
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
        for code, hint, values, span in self._guesses():
            self.report.add(span or self.span, f"expression.{code}", hint, **({"found": self.found} | values))
            return

    def _guesses(self) -> Iterator[tuple[str, str | None, dict[str, str], Span | None]]:
        yield from self._words()
        if self.kind in _COMPARING and "AND" in self.accepts and not self.accepts & _COMPARING:
            yield "chained", "expression.chained.hint", {}, None
        if "ELSE" in self.accepts:
            yield "if-without-else", "expression.if-without-else.hint", {}, None
        if self.kind == "NOT" and "AND" in self.accepts:
            yield "not-in", "expression.not-in.hint", {}, None
        if self.kind == "LPAR" and self.before[-1:].isidentifier():
            yield "method", "expression.method.hint", {}, None
        if self.kind == "LSQB":
            after_value = bool(self.before) and (self.before[-1].isalnum() or self.before[-1] in ')]"_')
            code = "indexing" if after_value else "list-place"
            yield code, f"expression.{code}.hint", {}, None
        if self.kind == "DOTS":
            yield "range-place", "expression.list-place.hint", {}, None
        if (
            self.kind == "NAME"
            and self.before[-1:].isdecimal()
            and self.before == self.report.text[: self.span.start]
        ):
            yield "number-suffix", "expression.number-suffix.hint", {}, None
        if self.kind == "COMMA" and self._digit_groups():
            yield "digit-groups", "expression.number-suffix.hint", {"found": ","}, None
        if self.kind in ("IF", "SOME", "EVERY"):
            yield "open-inside", "expression.open-inside.hint", {}, None
        yield from self._expected()

    def _words(self) -> Iterator[tuple[str, str | None, dict[str, str], Span | None]]:
        """Words of another language at the place, or among the words right before it."""
        first = _LAST_WORDS.search(self.report.text[: self.span.start])
        start = (
            first.start()
            if first and "NAME" in self.accepts and "NUMBER" not in self.accepts
            else self.span.start
        )
        for word in re.finditer(r"[^\W\d]\w*", self.report.text[start : self.span.end]):
            span = Span(start=start + word.start(), end=start + word.end())
            instead = meant(word.group())
            if word.group() == "is" and re.match(
                r"is\s+(?:not\s+)?(?:null|none|known)\b", self.report.text[span.start :], re.IGNORECASE
            ):
                yield "is-null", "expression.is-null.hint", {"found": word.group()}, span
            elif instead and word.group() not in KEYWORDS:
                yield (
                    "foreign-word",
                    "expression.write-instead",
                    {"found": word.group(), "instead": instead},
                    span,
                )
        if start != self.span.start:
            found = " ".join(self.report.text[start : self.span.start].split())
            span = Span(start=start, end=len(self.before))
            if len(found.split()) > 1:
                yield "words", "expression.words.hint", {"found": found}, span

    def _expected(self) -> Iterator[tuple[str, str | None, dict[str, str], Span | None]]:
        expected = [_SYMBOLS[symbol] for symbol in _SYMBOLS if symbol in self.accepts]
        if self.kind == "$END":
            yield "incomplete", None, {}, None
        elif "NUMBER" in self.accepts:
            yield "value-expected", None, {}, None
        elif len(self.accepts) == 1 and expected:
            yield "symbol-expected", None, {"expected": expected[0]}, None
        else:
            yield "unexpected", "expression.unexpected.hint", {}, None

    def _digit_groups(self) -> bool:
        text = self.report.text
        return self.before[-1:].isdecimal() and re.match(r",[0-9]{3}\b", text[self.span.start :]) is not None
