"""What is behind a value: a walk down from a name through measures, other rule sets and whole collections."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Self, TypeGuard, TypeVar

from attrs import define, field

from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.scope import unit_of
from groupctl.rules.policy import Aggregate, Measure, Policy, Ranking, RuleSet

if TYPE_CHECKING:
    from groupctl.rules.evaluation.environment import Environment

Roots = Mapping[str, Sequence[Record]]
"""The records behind each root of an expression."""

Found = TypeVar("Found")


@define(eq=False)
class Ways:
    """What of a policy leads to some names: worked out once for all portfolios."""

    touched: frozenset[str]
    """The names that one of them may be behind, of whichever entity."""
    _measures: dict[tuple[str, str], Sequence[core.Node]] = field(factory=dict, init=False)
    _nodes: dict[int, tuple[core.Node, tuple[core.Read | core.Quantified, ...]]] = field(
        factory=dict, init=False
    )

    @classmethod
    def to(cls, names: frozenset[str], policy: Policy) -> Self:
        """The ways to ``names``."""
        key = (cls, names)
        if key not in policy.worked_out:
            touched = more = names
            while more:
                more = frozenset(
                    name
                    for name, read in policy.names_read.items()
                    if name not in touched and not read.isdisjoint(touched)
                )
                touched |= more
            policy.worked_out[key] = cls(touched)
        found: Self = policy.worked_out[key]
        return found

    def expressions(self, measure: Measure) -> Sequence[core.Node]:
        """The expressions of a measure that something may stand behind."""
        key = (measure.about, measure.name)
        if key not in self._measures:
            self._measures[key] = [node for node in measure.expressions() if self.parts(node)]
        return self._measures[key]

    def parts(self, node: core.Node) -> tuple[core.Read | core.Quantified, ...]:
        """The reads of ``node`` that something may be behind, and the quantifiers around them."""
        if id(node) not in self._nodes:
            touched = not self.touched.isdisjoint(core.names_in(node))
            self._nodes[id(node)] = (node, tuple(filter(self._tells, core.walk(node))) if touched else ())
        return self._nodes[id(node)][1]

    def _tells(self, part: core.Node) -> TypeGuard[core.Read | core.Quantified]:
        if isinstance(part, core.Read):
            return bool(part.path) and part.path[-1] in self.touched
        return isinstance(part, core.Quantified)


@define(eq=False, slots=False)
class Behind(ABC, Generic[Found]):
    """Finds something behind names, and remembers what it found."""

    environment: "Environment"
    _found: dict[Hashable, tuple[Found, ...]] = field(factory=dict, init=False)
    _same: dict[tuple[int, ...], tuple[Found, ...]] = field(factory=dict, init=False)

    @abstractmethod
    def begins(self) -> set[str]:
        """The names that may be read at the places where something is found."""

    @abstractmethod
    def each(self, found: Iterable[Found]) -> tuple[Found, ...]:
        """What was found, each once."""

    def at(self, record: Record, name: str) -> tuple[Found, ...] | None:  # noqa: ARG002 - see GivenRead
        """What is found at a name, instead of behind it; None where the walk goes on."""
        return None

    def at_parameter(self, name: str, record: Record) -> Iterable[Found]:  # noqa: ARG002 - see ParametersRead
        """What is found at a parameter that is read in the scope of ``record``."""
        return ()

    def nodes_of(self, rule_set: RuleSet, record: Record) -> Iterable[core.Node]:  # noqa: ARG002 - see ParametersRead
        """The expressions that an output of ``rule_set`` about ``record`` depends on."""
        return rule_set.expressions_of_outputs()

    def behind(self, record: Record, name: str) -> tuple[Found, ...]:
        """What is behind ``name`` of ``record``."""
        found = self._found.get((record, name))
        if found is None:
            found = self._found[record, name] = self._shared(record, name)
        return found

    def _shared(self, record: Record, name: str) -> tuple[Found, ...]:
        """What is behind a name, one tuple for all that have the same behind them."""
        if name not in self._ways.touched:
            return ()
        key = self._key(record, name)
        if key in self._found:
            return self._found[key]
        found = self.each(self._find(record, name))
        self._found[key] = self._same.setdefault(tuple(map(id, found)), found)
        return self._found[key]

    def _key(self, record: Record, name: str) -> Hashable:
        """What is the same for all records of a unit, or of a collection, is looked for once."""
        measure = self.environment.policy.measures.get((record.entity, name))
        if measure and isinstance(measure.formula, Aggregate) and measure.formula.same_for_all:
            return record.entity, name, unit_of(record)
        if measure and isinstance(measure.formula, Ranking) and measure.formula.among.path[0] == "all":
            return record.entity, name
        return record, name

    def _find(self, record: Record, name: str) -> Iterable[Found]:
        found = self.at(record, name)
        if found is not None:
            return found
        policy = self.environment.policy
        measure = policy.measures.get((record.entity, name))
        if measure is not None:
            return self._behind_measure(measure, record)
        rule_set = policy.giver(record.entity, name)
        return self.read_all(self.nodes_of(rule_set, record), record) if rule_set else ()

    def read_all(self, nodes: Iterable[core.Node], record: Record) -> Iterator[Found]:
        """What is behind expressions about ``record``."""
        for node in nodes:
            yield from self._read(node, {core.SUBJECT: [record]})

    def _behind_measure(self, measure: Measure, record: Record) -> Iterator[Found]:
        nodes = self._ways.expressions(measure)
        roots: Roots = {core.SUBJECT: [record]}
        if nodes and (over := measure.over):
            items = self._items(over, record)
            ranked = isinstance(measure.formula, Ranking)
            roots = {core.SUBJECT: items if ranked else [record], core.ITEM: items}
        for node in nodes:
            yield from self._read(node, roots)

    def _items(self, collection: core.Read, record: Record) -> Sequence[Record]:
        owner, name = self.environment.collection(collection, {collection.root: record})
        return self.environment.portfolio.related(owner, name) if isinstance(owner, Record) else ()

    def _read(self, node: core.Node, roots: Roots) -> Iterator[Found]:
        """What is behind an expression; the variables of quantifiers run over whole collections."""
        parts = self._ways.parts(node)
        if not parts:
            return
        roots = dict(roots)
        for part in parts:
            if isinstance(part, core.Quantified):
                owners = roots.get(part.collection.root, ())
                roots[part.variable] = [
                    item for owner in owners for item in self._items(part.collection, owner)
                ]
            else:
                yield from self._behind_read(part, roots)

    def _behind_read(self, read: core.Read, roots: Roots) -> Iterator[Found]:
        if read.root == core.PARAMETER:
            for record in roots[core.SUBJECT]:
                yield from self.at_parameter(read.path[0], record)
            return
        *way, name = read.path
        told = set()
        for record in roots.get(read.root, ()):
            owner = self.environment.follow(record, way) if way else record
            if isinstance(owner, Record):
                found = self.behind(owner, name)
                if id(found) not in told:  # thousands of records have the same behind them
                    told.add(id(found))
                    yield from found

    @cached_property
    def _ways(self) -> Ways:
        return Ways.to(frozenset(self.begins()), self.environment.policy)
