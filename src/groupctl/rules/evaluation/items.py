"""One expression about many records: what does not depend on the record is worked out once.

A filter such as ``issued_on >= add months(start of fiscal year(as_of, fiscal_year_first_month), -12)`` meets thousands of invoices; its right
side is the same for all of them.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeGuard, cast

from attrs import define, field

from groupctl.errors import DecisionError
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.compiled_values import CompiledExpression, compile_expression
from groupctl.rules.evaluation.running import RunningPlan
from groupctl.rules.policy import Aggregate
from groupctl.rules.unknown import Maybe, plain

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Bindings, Environment

FIXED: Final = "fixed"
"""The root of the inputs that stand for what is worked out once."""


Index = Callable[[str], Mapping[Any, Sequence[Record]] | None]
"""The records by the value of an attribute; None where that is not known of each."""


@define(eq=False)
class ItemExpression:
    """An expression about the records that ``variable`` runs over, split into its fixed and its varying part."""

    node: core.Node
    variable: str
    _fixed: list[core.Node] = field(factory=list, init=False)
    _compiled: CompiledExpression = field(init=False)
    _names: list[tuple[int, str]] = field(init=False)
    _others: list[tuple[int, core.Read | core.Quantified]] = field(init=False)
    _equal: list[tuple[str, core.Node]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        split = self._split(self.node)
        self._compiled = compile_expression(split)
        self._equal = list(self._equalities(split))
        varying = [(index, read) for index, read in enumerate(self._compiled.inputs) if not is_fixed(read)]
        self._names = [(index, read.path[0]) for index, read in varying if is_direct(read)]
        self._others = [(index, read) for index, read in varying if not is_direct(read)]

    def values(
        self, items: Iterable[Record], bindings: "Bindings", environment: "Environment"
    ) -> Iterator[Maybe]:
        """The value of the expression about each of ``items``, worked out one by one."""
        try:
            row = self._fixed_row(bindings, environment)
        except DecisionError:  # a fixed part fails that the value perhaps does not need
            return (self._slowly(item, bindings, environment) for item in items)
        return (self._value(item, row.copy(), bindings, environment) for item in items)

    def possible(
        self,
        items: Sequence[Record],
        attributes: Container[str],
        by: Index,
        bindings: "Bindings",
        environment: "Environment",
    ) -> Sequence[Record]:
        """Those of ``items`` for which the condition may be other than false, by terms such as ``item.subject = subject.id``.

        All of them where it reads more than ``attributes``: what fails with one item must fail.
        """
        if not self._equal or self._others or any(name not in attributes for _, name in self._names):
            return items
        try:
            known = [plain(environment.evaluate(node, bindings)) for node in self._fixed]
        except DecisionError:
            return items
        for attribute, other in self._equal:
            value = (
                other.value if isinstance(other, core.Const) else known[int(cast(core.Read, other).path[0])]
            )
            index = by(attribute) if value is not None else None
            if index is not None:
                items = min(items, index.get(value, ()), key=len)
        return items

    def _equalities(self, split: core.Node) -> Iterator[tuple[str, core.Node]]:
        """The terms that hold an attribute of the record against a fixed part: the attribute, and that part."""
        for term in split.terms if isinstance(split, core.And) else (split,):
            if isinstance(term, core.Comparison) and term.operator == "=":
                for one, other in ((term.left, term.right), (term.right, term.left)):
                    named = isinstance(one, core.Read) and one.root == self.variable and is_direct(one)
                    fixed = isinstance(other, core.Const) or (
                        isinstance(other, core.Read) and is_fixed(other)
                    )
                    if named and fixed:
                        yield cast(core.Read, one).path[0], other

    def _fixed_row(self, bindings: "Bindings", environment: "Environment") -> list[Value | None]:
        known = [plain(environment.evaluate(node, bindings)) for node in self._fixed]
        return [known[int(read.path[0])] if is_fixed(read) else None for read in self._compiled.inputs]

    def _value(
        self, item: Record, row: list[Value | None], bindings: "Bindings", environment: "Environment"
    ) -> Maybe:
        try:
            for index, name in self._names:
                known = item.values.get(name)
                row[index] = plain(environment.value(item, name)) if known is None else known
            for index, node in self._others:
                row[index] = plain(environment.read(node, {**bindings, self.variable: item}))
        except DecisionError:  # an input fails that the value perhaps does not need
            return self._slowly(item, bindings, environment)
        found = self._compiled(row)
        return self._slowly(item, bindings, environment) if found is None else found

    def _slowly(self, item: Record, bindings: "Bindings", environment: "Environment") -> Maybe:
        """By the reference, which reads only what it needs and knows the causes."""
        return environment.by_reference(self.node, {**bindings, self.variable: item})

    def _split(self, node: core.Node) -> core.Node:
        """``node`` with the largest parts that do not depend on the variable replaced by fixed inputs."""
        if isinstance(node, core.Const):
            return node
        if not self._varies(node):
            self._fixed.append(node)
            return core.Read(type=node.type, root=FIXED, path=(str(len(self._fixed) - 1),))
        return (
            node
            if isinstance(node, core.Quantified)
            else core.with_children(node, [self._split(child) for child in core.children(node)])
        )

    def _varies(self, node: core.Node) -> bool:
        return any(isinstance(part, core.Read) and part.root == self.variable for part in core.walk(node))


@define(eq=False)
class CompiledPolicy:
    """The compiled expressions of a policy, for all portfolios that it meets.

    They are found by the identity of their node, which is kept beside them: hashing a tree would cost more than
    evaluating it.
    """

    _expressions: dict[int, tuple[core.Node, CompiledExpression]] = field(factory=dict, init=False)
    _about_items: dict[int, ItemExpression] = field(factory=dict, init=False)
    _plans: dict[int, tuple[Aggregate, RunningPlan | None]] = field(factory=dict, init=False)

    def expression(self, node: core.Node) -> CompiledExpression:
        """``node`` as a function of its inputs."""
        if id(node) not in self._expressions:
            self._expressions[id(node)] = (node, compile_expression(node))
        return self._expressions[id(node)][1]

    def plan(self, formula: Aggregate) -> RunningPlan | None:
        """How ``formula`` is worked out from running totals, if it can be."""
        if id(formula) not in self._plans:
            self._plans[id(formula)] = (formula, RunningPlan.of(formula))
        return self._plans[id(formula)][1]

    def about_items(self, node: core.Node, variable: str) -> ItemExpression:
        """``node`` as a function of many records, which ``variable`` stands for."""
        if id(node) not in self._about_items:
            self._about_items[id(node)] = ItemExpression(node, variable)
        return self._about_items[id(node)]


def is_direct(read: core.Read | core.Quantified) -> TypeGuard[core.Read]:
    """Whether an input is a value of the record itself, with no reference in between."""
    return isinstance(read, core.Read) and len(read.path) == 1


def is_fixed(read: core.Read | core.Quantified) -> TypeGuard[core.Read]:
    """Whether an input stands for a fixed part."""
    return isinstance(read, core.Read) and read.root == FIXED
