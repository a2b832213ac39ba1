"""Typing of function calls against the catalogue."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest

from attrs import evolve, frozen

from groupctl.rules import core, functions
from groupctl.rules.expressions import tree
from groupctl.rules.expressions.diagnosis import meant
from groupctl.rules.expressions.names import ELSEWHERE, NameScope
from groupctl.rules.expressions.parser import read_day
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.expressions.units import Units, constant
from groupctl.rules.function import Argument, Function
from groupctl.rules.functions import CATALOGUE
from groupctl.rules.types import BOOLEAN, COUNT, DATE, NUMBER, RATIO, SIMPLE, Type
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import Entity
from groupctl.texts.similar import similar

AGGREGATES = frozenset({"sum", "count", "mean", "average", "avg", "median", "len", "size"})
"""Functions of other languages that are measures here."""

IS_KNOWN = "is known"
IS_STATED = "is stated"
IS_MISSING = "is missing"
IS_TRUE = "is true"
DATE_OF = "date"
SPECIAL = (IS_KNOWN, IS_STATED, IS_MISSING, IS_TRUE, DATE_OF)

TESTS = (
    tree.ParsedPath,
    tree.ParsedCall,
    tree.ParsedComparison,
    tree.ParsedBetween,
    tree.ParsedIn,
)
"""What ``is true`` may ask about: one test, which ``and`` and ``or`` are not."""


@frozen
class Calls:
    """Types calls; ``typed`` and ``shared`` are those of the expression around them."""

    scope: NameScope
    report: FaultCollector
    typed: Callable[[tree.ParsedNode, Type | None], core.Node | None]
    shared: Callable[[tree.ParsedNode, Sequence[core.Node], str], tuple[core.Node, ...] | None]
    units: Units

    def call(self, node: tree.ParsedCall) -> core.Node | None:
        """The core of a call."""
        name = node.name.text
        if name == IS_KNOWN:
            terms = self._arguments(node, 1, 1)
            return core.IsKnown(span=node.span, term=terms[0]) if terms else None
        if name == IS_STATED:
            terms = self._arguments(node, 1, 1)
            return self._stated(node, terms[0]) if terms else None
        if name == IS_MISSING:
            terms = self._arguments(node, 1, 1)
            stated = self._stated(node, terms[0]) if terms else None
            return stated and core.Not(span=node.span, term=stated)
        if name == IS_TRUE:
            terms = self._arguments(node, 1, 1)
            return self._true(node, terms[0]) if terms else None
        if name == DATE_OF:
            return self._date(node)
        function = self._function(name)
        if function is None:
            self._unknown(node)
            return None
        least = len(function.arguments)
        wanted = [argument.type for argument in function.arguments]
        terms = self._arguments(node, least, None if function.repeated else least, wanted)
        if terms is None:
            return None
        fitted = [
            self._fitted(function, argument, term)
            for argument, term in zip(_padded(function, len(terms)), terms, strict=True)
        ]
        ready = tuple(term for term in fitted if term is not None)
        return self._called(node, function, ready) if len(ready) == len(terms) else None

    def _function(self, name: str) -> Function | None:
        """The function that a policy calls ``name``: one of the library's, or one of its own."""
        return CATALOGUE[functions.WORDS[name]] if name in functions.WORDS else self.scope.functions.get(name)

    def _arguments(
        self, node: tree.ParsedCall, least: int, most: int | None, wanted: Sequence[Type | None] = ()
    ) -> tuple[core.Node, ...] | None:
        """The typed arguments; None when one has a fault, or when there are too few or too many."""
        terms = [
            self.typed(argument, type_)
            for argument, type_ in zip_longest(node.arguments, wanted[: len(node.arguments)])
        ]
        if len(terms) < least or (most is not None and len(terms) > most):
            function = self._function(node.name.text)
            signature = function.signature if function else f"{node.name.text}(x)"
            self.report.add(
                node.span, "expression.arguments", "expression.write-instead",
                name=node.name.text, found=len(terms), instead=signature,
            )  # fmt: skip
            return None
        ready = tuple(term for term in terms if term is not None)
        return ready if len(ready) == len(terms) else None

    def _fitted(self, function: Function, argument: Argument, term: core.Node) -> core.Node | None:
        """``term`` as ``argument``; a number takes the unit that is asked for."""
        if term.type.kind in argument.kinds and (
            argument.type is None or argument.type.members == term.type.members
        ):
            return term
        if term.type is NUMBER:
            if function.result is None and argument.name != "digits":
                return term
            unit = next(
                (
                    SIMPLE[kind]
                    for kind in ("count", "ratio", "money", "days", "limit")
                    if kind in argument.kinds
                ),
                None,
            )
            if unit is not None:
                return self.units.convert(term, unit)
        self.report.add(
            term.span or core.Span(start=0, end=0),
            "expression.argument",
            "expression.limit-of.hint" if argument.kinds == {"limit"} and term.type.kind == "money" else None,
            signature=function.signature,
            argument=argument.name,
            found=term.type,
            expected=argument.type or ", ".join(sorted(argument.kinds - {"number"})),
        )
        return None

    def _called(
        self, node: tree.ParsedCall, function: Function, terms: tuple[core.Node, ...]
    ) -> core.Node | None:
        if function.name == "round":
            return self._round(node, terms)
        type_ = function.result
        if type_ is None:
            shared = self.shared(node, terms, "expression.arguments-differ")
            if shared is None:
                return None
            terms, type_ = shared, shared[0].type
            if type_ is NUMBER and all(isinstance(term, core.Const) for term in terms):
                return _folded(function, terms, node.span)
        own = function if function.version else None
        return core.Call(type=type_, span=node.span, function=function.name, arguments=terms, own=own)

    def _round(self, node: tree.ParsedCall, terms: tuple[core.Node, ...]) -> core.Node | None:
        """The digits of money are counted from its minor unit in the core."""
        number, digits = terms
        places = digits.value if isinstance(digits, core.Const) else None
        if not isinstance(places, int) or abs(places) > functions.MOST_DIGITS:
            span = digits.span or node.span
            self.report.add(span, "expression.round-digits", most=functions.MOST_DIGITS)
            return None
        if number.type is NUMBER:
            if isinstance(number, core.Const):
                return _folded(CATALOGUE["round"], terms, node.span)
            converted = self.units.convert(number, RATIO)
            if converted is None:
                return None
            number = converted
        if number.type.kind == "money":
            places -= CURRENCIES[self.scope.currency]
        digits = core.Const(type=COUNT, span=digits.span, value=places)
        return core.Call(type=number.type, span=node.span, function="round", arguments=(number, digits))

    def _stated(self, node: tree.ParsedCall, term: core.Node) -> core.Read | None:
        """Only an attribute is stated by the host; all else is worked out."""
        entity = self._owner(term) if isinstance(term, core.Read) else None
        if entity is None or not isinstance(term, core.Read) or term.path[-1] not in entity.fields:
            self.report.add(node.span, "expression.not-stated", "expression.not-stated.hint")
            return None
        return _whether_stated(term, node.span)

    def _true(self, node: tree.ParsedCall, test: core.Node) -> core.And | None:
        """That a test holds, and that the host stated whatever it reads: what is missing makes it false."""
        if not isinstance(node.arguments[0], TESTS) or test.type.kind != "boolean":
            self.report.add(node.arguments[0].span, "expression.not-a-test", "expression.not-a-test.hint")
            return None
        stated = dict.fromkeys(
            found
            for part in core.walk(test)
            if isinstance(part, core.Read)
            for found in self._may_be_missing(part, node.span)
        )
        if not stated:
            instead = self.report.slice(node.arguments[0].span)
            self.report.add(
                node.span, "expression.never-missing", "expression.write-instead", instead=instead
            )
            return None
        terms = test.terms if isinstance(test, core.And) else (test,)
        return core.And(span=node.span, terms=(*stated, *terms))

    def _may_be_missing(self, read: core.Read, span: core.Span) -> Iterator[core.Read]:
        """Whether it is stated, of each attribute on the way of ``read`` that the host need not state."""
        for end in range(1, len(read.path) + 1):
            part = evolve(read, path=read.path[:end])
            owner = self._owner(part)
            found = owner.fields.get(part.path[-1]) if owner else None
            if found is not None and found.optional:
                yield _whether_stated(part, span)

    def _owner(self, read: core.Read) -> Entity | None:
        """What the record is whose attribute or measure ``read`` gives; None for what belongs to no record."""
        roots = {core.SUBJECT: self.scope.subject, core.ITEM: self.scope.item, **self.scope.variables}
        name = roots.get(read.root)
        for step in read.path[:-1]:
            name = name and self.scope.entities[name].attributes[step].target
        return self.scope.entities[name] if name else None

    def _date(self, node: tree.ParsedCall) -> core.Node | None:
        written = node.arguments[0] if len(node.arguments) == 1 else None
        value = read_day(written.value) if isinstance(written, tree.ParsedText) else None
        if value is None:
            self.report.add(
                node.span, "expression.no-date", "expression.no-date.hint", found=self.report.slice(node.span)
            )
            return None
        return core.Const(type=DATE, span=node.span, value=value)

    def _unknown(self, node: tree.ParsedCall) -> None:
        name = node.name.text
        instead = ELSEWHERE.get(name.lower()) or meant(name)
        if name.lower() not in AGGREGATES:
            for argument in node.arguments:
                self.typed(argument, None)
        if instead:
            self.report.add(
                node.name.span,
                "expression.foreign-name",
                "expression.write-instead",
                found=name,
                instead=instead,
            )
        elif name.lower() in AGGREGATES:
            self.report.add(node.name.span, "expression.aggregate", "expression.aggregate.hint", name=name)
        else:
            known = sorted((*functions.WORDS, *self.scope.functions, *SPECIAL))
            near = similar(name, known)
            hint = "expression.did-you-mean" if near else "expression.unknown-function.hint"
            self.report.add(
                node.name.span,
                "expression.unknown-function",
                hint,
                name=name,
                near=near,
                known=", ".join(known),
            )


def _whether_stated(read: core.Read, span: core.Span) -> core.Read:
    path = (*read.path[:-1], core.STATED + read.path[-1])
    return core.Read(type=BOOLEAN, span=span, root=read.root, path=path)


def _padded(function: Function, count: int) -> tuple[Argument, ...]:
    arguments = function.arguments
    return (*arguments, *(arguments[-1:] * (count - len(arguments))))


def _folded(function: Function, terms: Sequence[core.Node], span: core.Span) -> core.Const:
    """A function of constants without a unit."""
    values = [term.value for term in terms if isinstance(term, core.Const)]
    value = function.meaning(*values)
    return constant(value if isinstance(value, int | Fraction) else 0, span)
