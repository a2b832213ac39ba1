"""Typing: an expression as it is written becomes the core that engines evaluate.

Names are resolved, units checked, numbers put into the unit of what they meet, conveniences spelled out, and the
size of every step bounded. All faults of an expression are found at once.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from groupctl.errors import Fault, PolicyError
from groupctl.rules import core
from groupctl.rules.expressions import tree
from groupctl.rules.expressions.bounds import Checker
from groupctl.rules.expressions.calls import Calls
from groupctl.rules.expressions.names import ROOTS, NameScope, Resolver
from groupctl.rules.expressions.parser import parse
from groupctl.rules.expressions.report import FaultCollector
from groupctl.rules.expressions.units import RESULTS, Units, unit_beside
from groupctl.rules.types import BOOLEAN, DATE, NUMBER, NUMERIC, ORDERED, RATIO, TEXT, Kind, Type
from groupctl.texts.similar import similar

DEEPEST_QUANTIFIERS: Final = 3
"""Quantifiers within each other: each multiplies the work by the records that it runs over."""


def elaborate(
    text: str, scope: NameScope, expected: Type | None = None, *, faults: list[Fault]
) -> core.Node | None:
    """The core of the expression ``text``; None when it has faults, which are added to ``faults``.

    ``expected`` is the type that its value must have. A value of type money that is expected gets a name of its
    own (a measure, an output), so it must be whole in minor units.
    """
    report = FaultCollector(text, [])
    try:
        written = parse(text)
    except PolicyError as error:
        faults.extend(error.faults)
        return None
    node = Typing(scope, report).whole(written, expected)
    if node is not None and not report.faults:
        checker = Checker(report, scope.bounds)
        bound = checker.check(node)
        if expected is not None and expected.kind == "money":
            checker.whole(node, bound)
    faults.extend(report.faults)
    return None if report.faults else node


def elaborate_collection(text: str, scope: NameScope, *, faults: list[Fault]) -> core.Read | None:
    """The collection that ``text`` names (``invoices``, ``customer.orders``, ``all.customers``)."""
    report = FaultCollector(text, [])
    try:
        written = parse(text)
    except PolicyError as error:
        faults.extend(error.faults)
        return None
    if isinstance(written, tree.ParsedPath):
        found = Resolver(scope, report).collection(written)
    else:
        found = None
        report.add(written.span, "expression.not-a-collection", "expression.not-a-collection.hint")
    faults.extend(report.faults)
    return found


@frozen
class Typing:
    """Types the nodes of one expression. A node that has faults is None; others go on."""

    scope: NameScope
    report: FaultCollector

    def whole(self, node: tree.ParsedNode, expected: Type | None) -> core.Node | None:
        """The whole expression, of type ``expected`` if that is given."""
        typed = self.typed(node, expected)
        if typed is None:
            return None
        if expected is None:
            return self.units.convert(typed, RATIO) if typed.type is NUMBER else typed
        return self.fitted(typed, expected)

    @property
    def units(self) -> Units:
        """Conversion of numbers."""
        return Units(self.report, self.scope.currency)

    def typed(self, node: tree.ParsedNode, wanted: Type | None = None) -> core.Node | None:
        """The core of ``node``; ``wanted`` tells which enumeration a bare name or a text may belong to."""
        match node:
            case tree.ParsedNumber():
                value = node.value
                number = value.numerator if value.denominator == 1 else value
                return core.Const(type=NUMBER, span=node.span, value=number)
            case tree.ParsedTruth():
                return core.Const(type=BOOLEAN, span=node.span, value=node.value)
            case tree.ParsedDay():
                return core.Const(type=DATE, span=node.span, value=node.value)
            case tree.ParsedText():
                return self._text(node, wanted)
            case tree.ParsedPath():
                return self._path(node, wanted)
            case tree.ParsedCall():
                return Calls(self.scope, self.report, self.typed, self.shared, self.units).call(node)
            case tree.ParsedMinus():
                return self._minus(node)
            case tree.ParsedArithmetic():
                return self._arithmetic(node)
            case tree.ParsedComparison():
                return self._comparison(node)
            case tree.ParsedBetween() | tree.ParsedIn():
                return self._membership(node)
            case tree.ParsedJunction():
                return self._junction(node)
            case tree.ParsedNot():
                term = self.condition(node.term)
                return term and core.Not(span=node.span, term=term)
            case tree.ParsedIf():
                return self._if(node, wanted)
            case tree.ParsedQuantifier():
                return self._quantifier(node)
            case _:
                raise TypeError(f"not an expression: {node!r}")

    def condition(self, node: tree.ParsedNode) -> core.Node | None:
        """``node`` where a boolean is needed."""
        typed = self.typed(node)
        if typed is not None and typed.type.kind != "boolean":
            code = "no-condition-value" if isinstance(typed, core.Const) else "no-condition"
            self.report.add(node.span, "expression.no-condition", f"expression.{code}.hint", type=typed.type)
            return None
        return typed

    def fitted(self, node: core.Node, expected: Type) -> core.Node | None:
        """``node`` as a value of type ``expected``."""
        if node.type is NUMBER and (expected.kind in NUMERIC or expected.kind == "limit"):
            return self.units.convert(node, expected)
        if same(node.type, expected):
            return evolve(node, type=expected) if isinstance(node, core.Const) else node
        hint = "expression.limit-of.hint" if expected.kind == "limit" and node.type.kind == "money" else None
        span = node.span or core.Span(start=0, end=0)
        self.report.add(span, "expression.wrong-type", hint, found=node.type, expected=expected)
        return None

    # ------------------------------------------------------------------------------------------- names and texts

    def _text(self, node: tree.ParsedText, wanted: Type | None) -> core.Node | None:
        if wanted is not None and wanted.kind == "enumeration":
            return self._member(node.value, node.span, wanted)
        return core.Const(type=TEXT, span=node.span, value=node.value)

    def _path(self, node: tree.ParsedPath, wanted: Type | None) -> core.Node | None:
        if wanted is not None and self._bare(node):
            if wanted.kind == "enumeration" and (
                node.text in wanted.members or not self.scope.knows(node.text)
            ):
                return self._member(node.text, node.span, wanted)
            if wanted.kind == "text" and not self.scope.knows(node.text):
                self.report.add(node.span, "expression.unquoted", "expression.unquoted.hint", name=node.text)
                return None
        return Resolver(self.scope, self.report).value(node)

    def _member(self, name: str, span: core.Span, type_: Type) -> core.Node | None:
        if name in type_.members:
            return core.Const(type=type_, span=span, value=name)
        near = similar(name, type_.members)
        hint = "expression.did-you-mean" if near else "expression.members"
        self.report.add(
            span, "expression.unknown-member", hint,
            name=name, type=type_, near=near, members=", ".join(type_.members),
        )  # fmt: skip
        return None

    @staticmethod
    def _bare(node: tree.ParsedNode) -> bool:
        return isinstance(node, tree.ParsedPath) and len(node.names) == 1

    def _undecided(self, node: tree.ParsedNode) -> bool:
        """Whether ``node`` may be a member of an enumeration, depending on what it meets."""
        match node:
            case tree.ParsedText():
                return True
            case tree.ParsedPath():
                return self._bare(node) and not self.scope.knows(node.text)
            case tree.ParsedIf():
                return self._undecided(node.yes) and self._undecided(node.no)
            case _:
                return False

    def pair(
        self, left: tree.ParsedNode, right: tree.ParsedNode, wanted: Type | None = None
    ) -> tuple[core.Node | None, core.Node | None]:
        """Two nodes that must be of one type: each tells the other which enumeration is meant."""
        if wanted is not None:
            return self.typed(left, wanted), self.typed(right, wanted)
        if self._undecided(left) and not self._undecided(right):
            second = self.typed(right)
            return self._beside(left, second), second
        first = self.typed(left)
        return first, self._beside(right, first)

    def _beside(self, node: tree.ParsedNode, other: core.Node | None) -> core.Node | None:
        """``node``, which may be a member of the enumeration of ``other``; if that has faults, it can't be told."""
        if other is None and self._undecided(node):
            return None
        return self.typed(node, type_of(other))

    # ------------------------------------------------------------------------------------------------- arithmetic

    def _minus(self, node: tree.ParsedMinus) -> core.Node | None:
        term = self.typed(node.term)
        if term is None:
            return None
        if term.type.kind not in NUMERIC:
            self.report.add(node.span, "expression.no-number", type=term.type)
            return None
        if isinstance(term, core.Const) and isinstance(term.value, int | Fraction):
            return core.Const(type=term.type, span=node.span, value=-term.value)
        zero = core.Const(type=term.type, span=node.span, value=0)
        return core.Arithmetic(type=term.type, span=node.span, operator="-", left=zero, right=term)

    def _arithmetic(self, node: tree.ParsedArithmetic) -> core.Node | None:
        left, right = self.typed(node.left), self.typed(node.right)
        if left is None or right is None:
            return None
        if node.operator == "/" and isinstance(right, core.Const) and right.value == 0:
            self.report.add(node.span, "expression.division-by-zero")
            return None
        meeting = self._met(node, left, right)
        if meeting is None:
            return None
        left, right, type_ = meeting
        if type_ is NUMBER and isinstance(left, core.Const) and isinstance(right, core.Const):
            return self.units.folded(node, left, right)
        return core.Arithmetic(type=type_, span=node.span, operator=node.operator, left=left, right=right)

    def _met(
        self, node: tree.ParsedArithmetic, left: core.Node, right: core.Node
    ) -> tuple[core.Node, core.Node, Type] | None:
        """Both sides in the units that they take beside each other, and the unit of the result."""
        operator = node.operator
        new_left: core.Node | None = left
        new_right: core.Node | None = right
        if left.type is NUMBER and right.type is not NUMBER:
            unit = unit_beside(operator, right.type.kind, left, left=True)
            new_left = self.units.convert(left, unit) if unit else left
        elif right.type is NUMBER and left.type is not NUMBER:
            unit = unit_beside(operator, left.type.kind, right, left=False)
            new_right = self.units.convert(right, unit) if unit else right
        if new_left is None or new_right is None:
            return None
        result = RESULTS[operator].get((new_left.type.kind, new_right.type.kind))
        if result is None:
            self._mismatch("expression.arithmetic", node, left.type, right.type, operator=operator)
            return None
        return new_left, new_right, result

    def _mismatch(self, code: str, node: tree.ParsedNode, left: Type, right: Type, **values: object) -> None:
        self.report.add(node.span, code, advice(left, right), left=left, right=right, **values)

    # ------------------------------------------------------------------------------------------------ comparisons

    def _comparison(self, node: tree.ParsedComparison) -> core.Node | None:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if (
                isinstance(one, tree.ParsedPath)
                and one.text.lower() in {"null", "none", "nil"}
                and not self.scope.knows(one.text)
            ):
                known = f"is known({self.report.slice(other.span)})"
                instead = f"not({known})" if node.operator == "=" else known
                self.report.add(
                    node.span, "expression.null", "expression.write-instead", found=one.text, instead=instead
                )
                self.typed(other)
                return None
        left, right = self.pair(node.left, node.right)
        return self.compared(node, node.operator, left, right)

    def compared(
        self,
        node: tree.ParsedNode,
        operator: core.ComparisonOperator,
        left: core.Node | None,
        right: core.Node | None,
    ) -> core.Node | None:
        """``left operator right``, reported at ``node``."""
        if left is None or right is None:
            return None
        terms = self.shared(node, (left, right), "expression.comparison")
        if terms is None:
            return None
        if terms[0].type is NUMBER:
            terms = tuple(evolve(term, type=RATIO) for term in terms)
        left, right = terms
        kind = left.type.kind
        if kind in ("record", "limit"):
            self.report.add(
                node.span, f"expression.no-comparison-{kind}", f"expression.{kind}-comparison.hint"
            )
            return None
        if operator not in ("=", "!=") and kind not in ORDERED:
            self.report.add(
                node.span, "expression.no-order", "expression.no-order.hint", type=left.type, found=operator
            )
            return None
        return core.Comparison(span=node.span, operator=operator, left=left, right=right)

    def shared(
        self, node: tree.ParsedNode, terms: Sequence[core.Node], code: str
    ) -> tuple[core.Node, ...] | None:
        """``terms`` in the one type that they share; numbers take the unit of the others."""
        unit = next((term.type for term in terms if term.type is not NUMBER), NUMBER)
        result: list[core.Node] = []
        for term in terms:
            if term.type is NUMBER and unit.kind in NUMERIC:
                converted = term if unit is NUMBER else self.units.convert(term, unit)
                if converted is None:
                    return None
                result.append(converted)
            elif same(term.type, unit):
                result.append(term)
            else:
                self._mismatch(code, node, unit, term.type)
                return None
        return tuple(result)

    # -------------------------------------------------------------------------------------------------- conditions

    def _membership(self, node: tree.ParsedBetween | tree.ParsedIn) -> core.Node | None:
        if isinstance(node, tree.ParsedBetween):
            test: tree.ParsedNode = tree.ParsedInterval(
                span=node.span, low=node.low, high=node.high, with_low=True, with_high=True
            )
        else:
            test = node.test
        term = self.typed(node.term)
        return self._test(term, test, node)

    def _test(
        self, term: core.Node | None, test: tree.ParsedNode, place: tree.ParsedNode
    ) -> core.Node | None:
        """Whether ``term`` meets ``test``."""
        match test:
            case tree.ParsedAnything():
                return term and core.Const(type=BOOLEAN, span=place.span, value=True)
            case tree.ParsedRelation():
                return self.compared(test, test.operator, term, self._beside(test.bound, term))
            case tree.ParsedInterval():
                low = self.compared(test, ">=" if test.with_low else ">", term, self._beside(test.low, term))
                high = self.compared(
                    test, "<=" if test.with_high else "<", term, self._beside(test.high, term)
                )
                return low and high and core.And(span=place.span, terms=(low, high))
            case tree.ParsedTests():
                return self._alternatives(term, test, place)
            case tree.ParsedPath(text="known" | "unknown"):
                known = term and core.IsKnown(span=place.span, term=term)
                return known and (known if test.text == "known" else core.Not(span=place.span, term=known))
            case _:
                return self.compared(test, "=", term, self._beside(test, term))

    def _alternatives(
        self, term: core.Node | None, tests: tree.ParsedTests, place: tree.ParsedNode
    ) -> core.Node | None:
        typed = [self._test(term, test, test) for test in tests.alternatives]
        met = joined(core.Or, typed, place.span)
        return core.Not(span=place.span, term=met) if met and tests.negated else met

    def _junction(self, node: tree.ParsedJunction) -> core.Node | None:
        terms = [self.condition(term) for term in node.terms]
        return joined(core.And if node.word == "and" else core.Or, terms, node.span)

    def _if(self, node: tree.ParsedIf, wanted: Type | None) -> core.Node | None:
        condition = self.condition(node.condition)
        yes, no = self.pair(node.yes, node.no, wanted)
        if condition is None or yes is None or no is None:
            return None
        branches = self.shared(node, (yes, no), "expression.branches")
        if branches is None:
            return None
        return core.If(
            type=branches[0].type, span=node.span, condition=condition, yes=branches[0], no=branches[1]
        )

    def _quantifier(self, node: tree.ParsedQuantifier) -> core.Node | None:
        collection = Resolver(self.scope, self.report).collection(node.collection)
        name = node.variable.text
        if self.scope.knows(name) or name in self.scope.entities or name in ROOTS:
            self.report.add(node.variable.span, "expression.variable", "expression.variable.hint", name=name)
            return None
        if len(self.scope.variables) >= DEEPEST_QUANTIFIERS:
            self.report.add(
                node.span, "expression.quantifiers", "expression.quantifiers.hint", most=DEEPEST_QUANTIFIERS
            )
            return None
        if collection is None:
            return None
        inner = Typing(self.scope.with_variable(name, collection.type.entity), self.report)
        condition = inner.condition(node.condition)
        return condition and core.Quantified(
            span=node.span, every=node.every, variable=name, collection=collection, condition=condition
        )


def joined(
    kind: type[core.And] | type[core.Or], terms: Sequence[core.Node | None], span: core.Span
) -> core.Node | None:
    """One ``kind`` of all ``terms``, those of its own kind spelled out; None when a term is."""
    flat: list[core.Node] = []
    for term in terms:
        if term is None:
            return None
        flat.extend(term.terms if isinstance(term, kind) else (term,))
    return flat[0] if len(flat) == 1 else kind(span=span, terms=tuple(flat))


def type_of(node: core.Node | None) -> Type | None:
    """The type of ``node``, if that is known."""
    return None if node is None else node.type


def same(left: Type, right: Type) -> bool:
    """Whether values of both types can be compared: enumerations by their members."""
    return left.kind == right.kind and left.members == right.members


def advice(left: Type, right: Type) -> str:
    """The hint for two types that don't go together."""
    kinds = {left.kind, right.kind}
    for code, among in _ADVICE:
        if among(kinds):
            return f"expression.{code}.hint"
    return "expression.units.hint"


_ADVICE: tuple[tuple[str, Callable[[set[Kind]], bool]], ...] = (
    ("record-comparison", lambda kinds: "record" in kinds),
    ("limit-comparison", lambda kinds: "limit" in kinds),
    ("money-ratio", lambda kinds: kinds == {"money", "ratio"}),
    ("text-date", lambda kinds: "date" in kinds and bool(kinds & {"text", "number"})),
    ("date", lambda kinds: "date" in kinds),
    ("text", lambda kinds: "text" in kinds),
    ("boolean", lambda kinds: "boolean" in kinds),
    ("enumeration", lambda kinds: "enumeration" in kinds),
)
