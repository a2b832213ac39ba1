"""Text of an expression to its tree. The parser library is imported when the first text is parsed.

Nothing recurses: brackets are counted first, the parser keeps its own stack, and what is nested too
deeply never leaves this module.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from attrs import evolve, frozen

from groupctl.errors import PolicyError
from groupctl.rules.core import ArithmeticOperator, ComparisonOperator, Span
from groupctl.rules.expressions import diagnosis, tree
from groupctl.rules.expressions.report import FaultCollector

if TYPE_CHECKING:
    from lark import Lark, Token

LONGEST: Final = 4_000
"""Characters of one expression."""

DEEPEST: Final = 40
"""Levels of nesting of one expression."""

LONGEST_LIST: Final = 500
"""Alternatives in one list, and arguments of one function."""

HEAVIEST: Final = 20_000
"""Nodes of one expression once ``in`` and ``between`` are spelled out."""

REMEMBERED: Final = 8_192
"""Texts whose trees are kept: the policies of one process mostly import the same ones."""

_NAME: Final = re.compile(r"[^\W\d]\w*")
_ESCAPE: Final = re.compile(r"\\(.)")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse(text: str) -> tree.ParsedNode:
    """The tree of an expression. PolicyError with every fault that was found."""
    return _parsed(text, "expression")


def parse_tests(text: str) -> tree.ParsedNode:
    """The tree of a cell of a decision table (unary tests). PolicyError with every fault that was found."""
    return _parsed(text, "tests")


def is_name(text: str) -> bool:
    """Whether ``text`` can be written as a name: letters of any script, digits and ``_``; not a keyword."""
    return _NAME.fullmatch(text) is not None and text not in tree.KEYWORDS


def read_day(text: str) -> date | None:
    """The date that ``2026-11-21`` stands for; None when it is none."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


@lru_cache(maxsize=REMEMBERED)
def _parsed(text: str, start: Literal["expression", "tests"]) -> tree.ParsedNode:
    """The tree, which depends on the text alone; a text with faults is read again, for they name its place."""
    report = FaultCollector(text, [])
    node = _checked(_grown(text, start, report), report) if _acceptable(text, report) else None
    if node is None:
        raise PolicyError(report.faults)
    return node


def _acceptable(text: str, report: FaultCollector) -> bool:
    """Whether the text is neither empty nor too long nor obviously nested too deeply."""
    if not text.strip():
        report.add(Span(start=0, end=0), "expression.empty")
    elif len(text) > LONGEST:
        report.add(Span(start=0, end=0), "expression.too-long", "expression.too-complex.hint", most=LONGEST)
    elif text.count("(") + text.count("[") > DEEPEST and (span := diagnosis.too_deep(text, DEEPEST)):
        report.add(span, "expression.too-deep", "expression.too-complex.hint", most=DEEPEST)
    return not report.faults


def _grown(text: str, start: str, report: FaultCollector) -> tree.ParsedNode | None:
    from lark.exceptions import UnexpectedInput  # noqa: PLC0415 - see the module

    try:
        return cast(tree.ParsedNode, _lark().parse(text, start=start))
    except UnexpectedInput as error:
        diagnosis.explain(error, report)
        return None


def _checked(node: tree.ParsedNode | None, report: FaultCollector) -> tree.ParsedNode | None:
    """``node`` unless it is too deep or holds what is no text or date."""
    if node is None:
        return None
    for depth, level in enumerate(tree.levels(node)):
        if depth >= DEEPEST:
            report.add(level[0].span, "expression.too-deep", "expression.too-complex.hint", most=DEEPEST)
            return None
        for part in level:
            if (
                isinstance(part, tree.ParsedTests | tree.ParsedCall)
                and len(tree.children(part)) > LONGEST_LIST
            ):
                report.add(
                    part.span, "expression.long-list", "expression.too-complex.hint", most=LONGEST_LIST
                )
            elif isinstance(part, _Misspelt):
                report.add(part.span, part.code, part.code + ".hint", found=report.slice(part.span))
    if tree.weight(node) > HEAVIEST:
        report.add(node.span, "expression.too-heavy", "expression.too-complex.hint", most=HEAVIEST)
    return None if report.faults else node


@frozen(kw_only=True)
class _Misspelt(tree.ParsedNode):
    """A token of the right form whose content is wrong; it never leaves the parser."""

    code: str


@cache
def _lark() -> "Lark":
    from lark import Lark  # noqa: PLC0415 - see the module

    grammar = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["expression", "tests"],
        transformer=_Builder(),
        maybe_placeholders=False,
    )


Parts = Sequence[Any]
"""What a rule of the grammar is made of: nodes and tokens, punctuation included."""


def _span(parts: Parts) -> Span:
    return Span(start=_start(parts[0]), end=_end(parts[-1]))


def _start(part: "tree.ParsedNode | Token") -> int:
    return part.span.start if isinstance(part, tree.ParsedNode) else cast(int, part.start_pos)


def _end(part: "tree.ParsedNode | Token") -> int:
    return part.span.end if isinstance(part, tree.ParsedNode) else cast(int, part.end_pos)


def _nodes(parts: Parts) -> tuple[tree.ParsedNode, ...]:
    return tuple(part for part in parts if isinstance(part, tree.ParsedNode))


def _junction(word: Literal["and", "or"]) -> Callable[["_Builder", Parts], tree.ParsedNode]:
    def build(_: "_Builder", parts: Parts) -> tree.ParsedNode:
        left, _operator, right = parts
        rest = right.terms if isinstance(right, tree.ParsedJunction) and right.word == word else (right,)
        return tree.ParsedJunction(span=_span(parts), word=word, terms=(left, *rest))

    return build


class _Builder:
    """Makes the node of each rule of the grammar, named as there, from its parts."""

    both = _junction("and")
    either = _junction("or")

    def number(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedNumber(span=_span(parts), value=Fraction(str(parts[0])))

    def text(self, parts: Parts) -> tree.ParsedNode:
        content = str(parts[0])[1:-1]
        if any(escaped not in '"\\' for escaped in _ESCAPE.findall(content)):
            return _Misspelt(span=_span(parts), code="expression.escape")
        return tree.ParsedText(span=_span(parts), value=_ESCAPE.sub(r"\1", content))

    def day(self, parts: Parts) -> tree.ParsedNode:
        value = read_day(str(parts[0])[2:-1])
        if value is None:
            return _Misspelt(span=_span(parts), code="expression.no-date")
        return tree.ParsedDay(span=_span(parts), value=value)

    def truth(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedTruth(span=_span(parts), value=parts[0] == "true")

    def path(self, parts: Parts) -> tree.ParsedNode:
        names = (tree.ParsedName(span=_span([part]), text=str(part)) for part in parts[::2])
        return tree.ParsedPath(span=_span(parts), names=tuple(names))

    def call(self, parts: Parts) -> tree.ParsedNode:
        words = parts[: next(index for index, part in enumerate(parts) if part == "(")]
        name = tree.ParsedName(span=_span(words), text=" ".join(words))
        return tree.ParsedCall(span=_span(parts), name=name, arguments=_nodes(parts))

    def enclosed(self, parts: Parts) -> tree.ParsedNode:
        return evolve(cast(tree.ParsedNode, parts[1]), span=_span(parts))

    def minus(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedMinus(span=_span(parts), term=parts[1])

    def arithmetic(self, parts: Parts) -> tree.ParsedNode:
        left, operator, right = parts
        return tree.ParsedArithmetic(
            span=_span(parts), operator=cast(ArithmeticOperator, str(operator)), left=left, right=right
        )

    def comparison(self, parts: Parts) -> tree.ParsedNode:
        left, operator, right = parts
        return tree.ParsedComparison(
            span=_span(parts), operator=cast(ComparisonOperator, str(operator)), left=left, right=right
        )

    def between(self, parts: Parts) -> tree.ParsedNode:
        term, low, high = _nodes(parts)
        return tree.ParsedBetween(span=_span(parts), term=term, low=low, high=high)

    def membership(self, parts: Parts) -> tree.ParsedNode:
        term, test = _nodes(parts)
        return tree.ParsedIn(span=_span(parts), term=term, test=test)

    def negation(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedNot(span=_span(parts), term=parts[2])

    def conditional(self, parts: Parts) -> tree.ParsedNode:
        condition, yes, no = _nodes(parts)
        return tree.ParsedIf(span=_span(parts), condition=condition, yes=yes, no=no)

    def quantifier(self, parts: Parts) -> tree.ParsedNode:
        collection, condition = _nodes(parts)
        return tree.ParsedQuantifier(
            span=_span(parts),
            every=parts[0] == "every",
            variable=tree.ParsedName(span=_span(parts[1:2]), text=str(parts[1])),
            collection=cast(tree.ParsedPath, collection),
            condition=condition,
        )

    def anything(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedAnything(span=_span(parts))

    def relation(self, parts: Parts) -> tree.ParsedNode:
        operator, bound = parts
        return tree.ParsedRelation(
            span=_span(parts), operator=cast(ComparisonOperator, str(operator)), bound=bound
        )

    def interval(self, parts: Parts) -> tree.ParsedNode:
        low, high = _nodes(parts)
        return tree.ParsedInterval(
            span=_span(parts), low=low, high=high, with_low=parts[0] == "[", with_high=parts[-1] == "]"
        )

    def alternatives(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedTests(span=_span(parts), alternatives=_nodes(parts))

    choices = alternatives

    def none_of(self, parts: Parts) -> tree.ParsedNode:
        return tree.ParsedTests(span=_span(parts), alternatives=parts[2].alternatives, negated=True)
