"""A policy as terms of the solver: what a rule set answers about a record, down to what a ledger states or a collection adds up to.

Measures that are formulas of their subject, and outputs of other rule sets, are written out. Left open are fields, aggregates,
rankings, quantifiers, working days and granted requests: each may be anything within its bounds, also unknown, and free of the others.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, TypeVar, cast

from attrs import define, evolve, field, frozen

from groupctl.proof import bounds
from groupctl.proof.conditions import translated
from groupctl.proof.functions import AppliedCall, CallTranslator
from groupctl.proof.leaves import Leaf, Leaves, Model, constant, is_value
from groupctl.proof.outcomes import answered, clash
from groupctl.proof.symbols import (
    MET,
    Bool,
    Number,
    OpenProduct,
    Symbol,
    Truth,
    Whole,
    both,
    chosen,
    either,
    negation,
    pick,
    picked,
    related,
    settled,
    times,
    where,
)
from groupctl.rules import core
from groupctl.rules.expressions.names import type_of_attribute
from groupctl.rules.policy import Computed, Measure, Parameter, Policy, Rule, RuleSet
from groupctl.rules.show import show
from groupctl.rules.types import BOOLEAN, DATE, LARGEST, ORDERED, Type
from groupctl.schema.entities import Attribute

K = TypeVar("K")
T = TypeVar("T")

OVERRIDDEN: Final = "overridden "
"""Before the name of a matter: whether a granted request lifts its rules."""
ABOUT_REQUESTS: Final = frozenset({"order", "account"})
"""What requests are about that lift rules (L30)."""


@frozen
class Here:
    """A record: of which kind, and the references that lead to it from the record that a question is about."""

    entity: str
    way: tuple[str, ...] = ()


@frozen(eq=False)
class Fits:
    """Whether a number with fractions is within what a measure may hold: numerator and denominator have a bound."""

    number: Number
    fits: Truth

    @property
    def domain(self) -> Bool:
        """No bounds."""
        return True

    def corrected(self, model: Model) -> tuple[Bool, Bool] | None:
        """See `AppliedCall.corrected`."""
        if not model.holds(self.number.known):
            return None
        value = model.number(self.number.top) / model.number(self.number.bottom)
        fits = max(abs(value.numerator), value.denominator) <= LARGEST
        if model.holds(self.fits.true) is fits:
            return None
        there = related("=", self.number.top, times(value, self.number.bottom))
        return either(negation(there), self.fits.true if fits else self.fits.false), there


Open = Leaf | AppliedCall | Fits | OpenProduct | Whole
"""Something that a question is asked over."""
Met = dict[Open, None]
"""What was met, each once and in order: the same question gets the same answer."""


@contextmanager
def collecting(meet: Callable[[OpenProduct | Whole], None]) -> Iterator[None]:
    """Tells ``meet`` of each product and each number that may have a fraction."""
    before = MET.set(meet)
    try:
        yield
    finally:
        MET.reset(before)


@frozen(eq=False)
class Answers:
    """What a rule set answers about a record.

    ``truths`` say of each rule whether it holds, in force and not overridden; ``applies`` whether there is anything to decide; ``failed``
    whether no decision can be made.
    """

    outputs: Mapping[str, Symbol]
    truths: tuple[Truth, ...]
    says: tuple[Mapping[str, Symbol], ...]
    applies: Truth
    failed: Bool
    behind: tuple[tuple[Open, ...], ...] = ()
    """By rule, what its condition hangs on, and whether there is anything to decide."""


@define(eq=False, slots=False)
class Unfolding:
    """A policy written out, as far as it was asked for.

    ``change`` may put another leaf in place of one, ``parameters`` hold those that are set otherwise. ``like`` is the unfolding of another
    policy: what is the same in both, as ``same`` and ``same_nodes`` tell, is the same here. ``grants`` says whether requests may be
    granted that lift rules; with ``switches`` parameters that are no numbers and no dates may have any value.
    """

    policy: Policy
    leaves: Leaves = field(factory=Leaves)
    change: Callable[[object, Leaf], Leaf] | None = None
    parameters: Mapping[str, Leaf] = field(factory=dict)
    like: "Unfolding | None" = None
    same: Callable[[str, str], bool] = lambda _entity, _name: True
    same_nodes: Callable[[str, core.Node], bool] = lambda _entity, _node: True
    grants: bool = True
    switches: bool = False
    calls: CallTranslator = field(init=False)
    origin: dict[object, Leaf] = field(factory=dict, init=False)
    """By place and name: what is left open there."""
    _values: dict[tuple[Here, str], tuple[Symbol, tuple[Open, ...]]] = field(factory=dict, init=False)
    _answers: dict[tuple[Here, str], tuple[Answers, tuple[Open, ...]]] = field(factory=dict, init=False)
    _met: list[Met] = field(factory=lambda: [{}], init=False)

    def __attrs_post_init__(self) -> None:
        self.calls = CallTranslator(self.leaves, self._meet)

    # ------------------------------------------------------------------------------------------- reading
    @contextmanager
    def meeting(self) -> Iterator[Met]:
        """Collects what is met on the way."""
        met: Met = {}
        self._met.append(met)
        try:
            with collecting(met.setdefault):
                yield met
        finally:
            self._met.pop()
            self._met[-1].update(met)

    def _meet(self, *found: Open) -> None:
        self._met[-1].update(dict.fromkeys(found))

    def _once(self, kept: dict[K, tuple[T, tuple[Open, ...]]], key: K, made: Callable[[], T]) -> T:
        """What is kept under ``key``, made where it is not there; what was met on the way is met each time."""
        if key not in kept:
            with self.meeting() as met:
                found = made()
            kept[key] = (found, tuple(met))
        found, opened = kept[key]
        self._meet(*opened)
        return found

    def condition(self, here: Here, node: core.Node) -> Symbol:
        """What an expression about the record may be."""
        return translated(node, partial(self.read, here), self.calls)

    def read(self, here: Here, node: core.Read | core.Quantified) -> Symbol:
        """What an input of an expression may be."""
        if isinstance(node, core.Quantified):
            return self._quantified(here, node)
        if node.root == core.AS_OF:
            return self.as_of
        if node.root == core.PARAMETER:
            return self.parameter(here, node.path[0])
        owner, reached = self._follow(here, node.path[:-1])
        return where(self.value(owner, node.path[-1], node.type), reached)

    @cached_property
    def day(self) -> date:
        """A day in the middle of a month after every date that the policy names."""
        rules = [rule for rule_set in self.policy.rulesets.values() for rule in rule_set.rules]
        days = [day for rule in rules for day in (rule.since, rule.until) if day]
        days += [day for parameter in self.policy.parameters.values() for day, _ in parameter.values]
        return date(max([2025, *(day.year for day in days)]) + 1, 6, 15)

    @property
    def as_of(self) -> Number:
        """The day."""
        return cast(Number, self._leaf("as_of", core.AS_OF, DATE, optional=False))

    def _follow(self, here: Here, path: Iterable[str]) -> tuple[Here, Bool]:
        """The record at the end of a path, and whether every reference on the way is known."""
        reached: Bool = True
        for name in path:
            reached = both(reached, self.value(here, name).known)
            target = self.policy.schema.entities[here.entity].attributes[name].target
            here = Here(str(target), (*here.way, name))
        return here, reached

    def value(self, here: Here, name: str, type_: Type | None = None) -> Symbol:
        """What the attribute, measure or output ``name`` of a record may be; a policy may read a text as a member of an enumeration."""
        return self._once(self._values, (here, name), lambda: self._value(here, name, type_))

    def _value(self, here: Here, name: str, type_: Type | None) -> Symbol:
        if self.like and self.same(here.entity, name):
            with self.like.meeting() as met:
                found = self.like.value(here, name, type_)
            self._meet(*met)
            return found
        entity = self.policy.schema.entities[here.entity]
        if name.startswith(core.STATED):
            return self._leaf((here, name), _label(here, name), BOOLEAN, optional=True)
        if attribute := entity.attributes.get(name):
            return self._attribute(here, attribute, type_ or type_of_attribute(attribute))
        if measure := self.policy.measures.get((here.entity, name)):
            return self._measure(here, measure)
        giver = self.policy.rulesets[self.policy.outputs[here.entity, name]]
        answers = self.answers(here, giver)
        return where(answers.outputs[name], both(negation(answers.failed), negation(answers.applies.false)))

    def _attribute(self, here: Here, attribute: Attribute, type_: Type) -> Symbol:
        said = bounds.of_field(
            self.policy.schema.entities[here.entity].fields.get(attribute.name), attribute.kind
        )
        return self._leaf(
            (here, attribute.name),
            _label(here, attribute.name),
            type_,
            optional=attribute.optional,
            whole=said.whole,
            least=said.least,
        )

    def _measure(self, here: Here, measure: Measure) -> Symbol:
        if isinstance(measure.formula, Computed):
            return self._bounded(here, measure.name, self.condition(here, measure.formula.expression))
        said = bounds.of_measure(self.policy, measure)
        key = (here, measure.name)
        return self._leaf(
            key, _label(here, measure.name), measure.type, optional=True, whole=said.whole, least=said.least
        )

    def _bounded(self, here: Here, name: str, symbol: Symbol, *, parts: bool = True) -> Symbol:
        """The symbol, unknown where a number is larger than any may be; with ``parts`` its numerator and denominator as well."""
        if not isinstance(symbol, Number) or (settled(symbol.top) and settled(symbol.bottom)):
            return symbol
        size = times(LARGEST, symbol.bottom)
        within = either(
            both(related("<=", symbol.top, size), related(">=", symbol.top, times(-1, size))),
            both(related(">=", symbol.top, size), related("<=", symbol.top, times(-1, size)))
            if not settled(symbol.bottom)
            else False,
        )
        if not parts or (settled(symbol.bottom) and symbol.bottom == 1 and symbol.top.is_int()):
            return where(symbol, within)
        leaf = self.leaves.leaf((here, name, "fits", id(self)), f"{name} fits", BOOLEAN, optional=False)
        fits = cast(Truth, leaf.symbol)
        self._meet(Fits(symbol, fits))
        return where(symbol, both(within, fits.true))

    def _quantified(self, here: Here, node: core.Quantified) -> Symbol:
        """Whether some record meets a condition; every one does where none fails it."""
        some = node
        if node.every:
            some = evolve(node, every=False, condition=core.Not(term=node.condition))
        owner: Bool = True
        if node.collection.path[0] != "all" and node.collection.root == core.SUBJECT:
            _, owner = self._follow(here, node.collection.path[:-1])
        text = show(some, self.policy.currency)
        found = self._leaf((here, some), f"{_label(here, '')}{text}", BOOLEAN, optional=True)
        found = cast(Truth, where(found, owner))
        return Truth(found.false, found.true) if node.every else found

    def _leaf(self, key: object, label: str, type_: Type, **said: Any) -> Symbol:
        shared = self.leaves.leaf((self._side(key), type_), label, type_, **said)
        leaf = self.change(key, shared) if self.change else shared
        self.origin[key] = leaf
        self._meet(leaf)
        return leaf.symbol

    def _side(self, key: object) -> object:
        """What a leaf stands for: of another policy unless it is the same there."""
        if self.like is None:
            return key
        match key:
            case (Here(entity=entity), str(name)) if not self.same(entity, name):
                return (key, id(self))
            case (Here(entity=entity), core.Quantified() as node) if not self.same_nodes(entity, node):
                return (key, id(self))
            case _:
                return key

    # ---------------------------------------------------------------------------------------- parameters
    def parameter(self, here: Here, name: str) -> Symbol:
        """What a parameter may be for a record: any value that the policy has for a day, in one of its scopes; any at all if it has none."""
        if name in self.parameters:
            self._meet(self.parameters[name])
            return self.parameters[name].symbol
        parameter = self.policy.parameters[name]
        scoped = any(values for level in parameter.scopes.values() for values in level.values())
        key = (Here("", here.way if scoped else ()), name)
        return self._once(self._values, key, lambda: self._parameter(key, parameter))

    def _parameter(self, key: tuple[Here, str], parameter: Parameter) -> Symbol:
        chains = [parameter.values, *(one for level in parameter.scopes.values() for one in level.values())]
        chains = [chain for chain in chains if chain]
        type_ = parameter.type
        if self.switches and type_.kind not in ORDERED:
            chains = []
        if len(chains) == 1 and parameter.values:
            day, first = self.as_of.top, parameter.values[0][0]
            symbols = [constant(value, type_, self.leaves.texts) for _, value in parameter.values]
            self._meet(Leaf("", type_, symbols[0], related(">=", day, first.toordinal())))
            later = zip(parameter.values[1:], symbols[1:], strict=True)
            cases = [(related(">=", day, since.toordinal()), symbol) for (since, _), symbol in later]
            return picked(list(reversed(cases)), symbols[0])
        whole = type_.kind in bounds.WHOLE_PARAMETERS
        symbol = self._leaf(key, parameter.name, type_, optional=False, whole=whole)
        if chains:
            self._meet(
                Leaf("", type_, symbol, either(*(self._in_force(one, symbol, type_) for one in chains)))
            )
        return symbol

    def _in_force(self, chain: Iterable[tuple[Any, core.Value]], symbol: Symbol, type_: Type) -> Bool:
        """Whether a symbol has the value of a chain on the day."""
        day, found = self.as_of.top, False
        for since, value in chain:
            has = is_value(symbol, value, type_, self.leaves.texts)
            found = chosen(related(">=", day, since.toordinal()), has, found)
        return found

    # ----------------------------------------------------------------------------------------- rule sets
    def answers(self, here: Here, rule_set: RuleSet) -> Answers:
        """What a rule set answers about a record."""
        return self._once(self._answers, (here, rule_set.name), lambda: self._answered(here, rule_set))

    def _answered(self, here: Here, rule_set: RuleSet) -> Answers:
        applies = Truth(true=True, false=False)
        with self.meeting() as asked:
            if rule_set.only is not None:
                applies = cast(Truth, self.condition(here, rule_set.only))
        concern = Truth(negation(applies.false), applies.false) if rule_set.gate else applies
        truths, behind = [], []
        for index in range(len(rule_set.rules)):
            with self.meeting() as met:
                truths.append(self._holds(here, rule_set, index))
            behind.append(tuple({**met, **asked}))
        says = tuple(self._said(here, rule_set, rule.then) for rule in rule_set.rules)
        otherwise = self._said(here, rule_set, rule_set.otherwise)
        outputs = answered(rule_set, truths, says, otherwise)
        failed: Bool = clash(rule_set, truths, says)
        if outputs is None:
            outputs = {
                name: self._leaf((here, f"{rule_set.name}: {name}"), name, type_, optional=True, free=True)
                for name, type_ in rule_set.gives.items()
            }
        outputs = {
            name: where(self._bounded(here, name, one, parts=False), concern.true)
            for name, one in outputs.items()
        }
        unknown = either(*(negation(one.known) for one in outputs.values()))
        if rule_set.unknown == "error":
            failed = either(failed, both(negation(concern.false), unknown))
        if rule_set.unknown == "refer":
            outputs = {
                name: pick(
                    one.known,
                    one,
                    constant(rule_set.referrals[name], rule_set.gives[name], self.leaves.texts),
                )
                if name in rule_set.referrals
                else one
                for name, one in outputs.items()
            }
            outputs = {name: _certain(one, rule_set, name) for name, one in outputs.items()}
        return Answers(outputs, tuple(truths), says, concern, failed, tuple(behind))

    def _holds(self, here: Here, rule_set: RuleSet, index: int) -> Truth:
        """Whether a rule holds: it is in force, its condition is met, and no granted request lifts it."""
        rule = rule_set.rules[index]
        truth = cast(Truth, self.condition(here, rule.condition))
        day = self.as_of.top
        since = related(">=", day, rule.since.toordinal()) if rule.since else True
        until = related("<=", day, rule.until.toordinal()) if rule.until else True
        counts = both(since, until)
        if self.may_lift(rule_set, rule):  # all rules of a matter go together
            key = (here, f"{OVERRIDDEN}{rule.overridable}")
            overridden = cast(
                Truth,
                self._leaf(key, _label(here, f"{OVERRIDDEN}{rule.overridable}"), BOOLEAN, optional=False),
            )
            counts = both(counts, overridden.false)
        return Truth(both(truth.true, counts), either(truth.false, negation(counts)))

    def may_lift(self, rule_set: RuleSet, rule: Rule) -> bool:
        """Whether granted requests are looked at, and may lift a rule."""
        return bool(rule.overridable) and self.grants and rule_set.about in ABOUT_REQUESTS

    def _said(self, here: Here, rule_set: RuleSet, then: Mapping[str, core.Node]) -> Mapping[str, Symbol]:
        return {name: self.condition(here, then[name]) for name in rule_set.gives}


def _certain(symbol: Symbol, rule_set: RuleSet, name: str) -> Symbol:
    """The symbol, known: what is unknown was referred."""
    return (
        evolve(symbol, known=True) if name in rule_set.referrals and not isinstance(symbol, Truth) else symbol
    )


def _label(here: Here, name: str) -> str:
    if name.startswith(core.STATED):
        return f"is stated({'.'.join((*here.way, name.removeprefix(core.STATED)))})"
    return ".".join((*here.way, name))
