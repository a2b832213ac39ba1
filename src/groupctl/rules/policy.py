"""A policy that has been loaded: names resolved, expressions typed, ready for any engine."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from attrs import define, evolve, field, frozen

from groupctl.errors import SourceSpan
from groupctl.rules import core
from groupctl.rules.authority import ROUTE, Authority
from groupctl.rules.change import PolicyChange
from groupctl.rules.draft import WordsDraft
from groupctl.rules.function import Function
from groupctl.rules.levers import Lever
from groupctl.rules.processes import Process, expressions
from groupctl.rules.proposal import Proposal
from groupctl.rules.report_section import Section
from groupctl.rules.types import Type
from groupctl.schema.entities import Schema
from groupctl.texts.title import Title

HitPolicy = Literal[
    "unique", "any", "first", "priority", "collect list", "collect sum", "collect min", "collect max"
]
UnknownPolicy = Literal["pass", "refer", "error", "ignore"]
Meaning = Literal["good", "refer", "bad"]
"""What an outcome means: it lets pass, asks for a decision, or holds back."""
BADNESS: Final[Mapping[str, int]] = {"good": 0, "": 1, "refer": 1, "bad": 2}
"""How bad an outcome of a meaning is; one without a meaning, or that is unknown, is as bad as one that refers."""
Reach = Literal["none", "own", "segment", "all"]
"""Which records a right is for: none, those that name the person, those of the own segment, all."""
ScopeLevel = Literal["segment", "unit"]


@frozen(kw_only=True)
class Parameter:
    """A number, date, text or limit that a policy sets, by date and scope.

    ``values`` are in force from their day, inclusive, and sorted by it; ``scopes`` holds the values of single
    segments and units (group -> segment -> unit: the nearest scope with a value in force wins). No value at
    a date makes every decision that reads it fail (L37). ``tighter`` says which direction is stricter
    (``lower`` or ``higher``); with ``only_tighter`` the strictest of the values on the way from the unit to the
    group holds (M24). ``imported`` are the values that a policy which imports it replaced.
    """

    name: str
    type: Type
    values: tuple[tuple[date, core.Value], ...]
    scopes: Mapping[ScopeLevel, Mapping[str, tuple[tuple[date, core.Value], ...]]] = field(factory=dict)
    tighter: str = ""
    only_tighter: bool = False
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)
    change: PolicyChange | None = None
    imported: tuple[tuple[date, core.Value], ...] = ()
    is_imported: bool = field(default=False, eq=False)
    """Whether another policy declares it, which is no part of what it means."""


@frozen(kw_only=True)
class Computed:
    """A measure that is an expression about its own subject.

    ``settled`` is its value for a row that is settled, where a snapshot leaves such rows out.
    """

    expression: core.Node
    settled: core.Node | None = None


@define(kw_only=True, frozen=True, slots=False)
class Aggregate:
    """A measure over related records.

    In ``where`` and ``value`` the root ``item`` is the related record and ``subject`` the measure's subject.
    ``count`` has no value. ``latest`` and ``earliest`` are ``max`` and ``min``. ``latest_by`` keeps, of the records for which
    ``where`` is true, those of the latest day. An incomplete collection, an
    unknown filter or an unknown amount makes it unknown (M16, M17); over nothing a sum and a count are 0 and
    the others unknown.
    """

    function: Literal["sum", "count", "count distinct", "min", "max", "mean"]
    of: core.Read
    where: core.Node | None = None
    latest_by: core.Node | None = None
    value: core.Node | None = None

    def expressions(self) -> Iterator[core.Node]:
        """Every expression that it is made of."""
        yield from (node for node in (self.where, self.latest_by, self.value) if node is not None)

    @cached_property
    def same_for_all(self) -> bool:
        """Whether its value depends on nothing about its subject but the unit, in whose scope parameters are read."""
        nodes = [node for top in self.expressions() for node in core.walk(top)]
        reads_subject = any(isinstance(node, core.Read) and node.root == core.SUBJECT for node in nodes)
        return self.of.path[0] == "all" and not reads_subject


@frozen(kw_only=True)
class Ranking:
    """A measure of the subject's place among its peers, by ``value``, ties by id (M25).

    ``rank`` counts from 1. ``share before`` is the running sum of the values of the peers placed before the
    subject, divided by the sum of all; ``share through`` includes the subject (L3). Peers are the records of
    ``among`` (``all`` of the entity, or a collection read from the subject) for which ``where`` holds; a
    subject for which ``where`` is false has no place: unknown, "not ranked". ``value`` and ``where`` have the root ``item``.
    Any unknown value, filter or gap makes every place unknown.
    """

    function: Literal["rank", "share before", "share through"]
    among: core.Read
    value: core.Node
    where: core.Node | None = None
    descending: bool = True


@frozen(kw_only=True)
class WorkingDays:
    """A measure that is the last of so many working days after a date, by the calendar of the subject's unit (L53)."""

    days: core.Node
    after: core.Node


@frozen(kw_only=True)
class GrantedOn:
    """A measure that tells whether a request is granted (L30): on the ``route`` that a rule set gives, for what is at ``stake``."""

    route: core.Node
    stake: core.Node


@frozen(kw_only=True)
class Measure:
    """A named value about every record of an entity."""

    name: str
    about: str
    type: Type
    formula: Computed | Aggregate | Ranking | WorkingDays | GrantedOn
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)

    @property
    def over(self) -> core.Read | None:
        """The collection that it goes through, if it goes through one."""
        match self.formula:
            case Aggregate(of=over) | Ranking(among=over):
                return over
            case _:
                return None

    def expressions(self) -> Iterator[core.Node]:
        """Every expression that it is made of."""
        match self.formula:
            case Computed(expression=expression, settled=settled):
                yield from (node for node in (expression, settled) if node is not None)
            case Aggregate():
                yield from self.formula.expressions()
            case Ranking(where=where, value=value):
                yield from (node for node in (where, value) if node is not None)
            case WorkingDays(days=days, after=after):
                yield from (days, after)
            case GrantedOn(route=route, stake=stake):
                yield from (route, stake)


@frozen(kw_only=True)
class Rule:
    """One rule: ``when`` it is definitely true, ``then`` holds.

    ``applies`` definitely false means not applicable: the rule does not fire, and the decision says so (M22).
    The rule is in force from ``since`` to ``until``, both inclusive. ``overridable`` names the matter of the
    requests that, once granted, lift it (L30).
    """

    id: str
    when: core.Node
    then: Mapping[str, core.Node]
    applies: core.Node | None = None
    since: date | None = None
    until: date | None = None
    overridable: str = ""
    proposes: tuple[Proposal, ...] = ()
    title: Title
    source: str
    text: str = ""
    """The condition as the policy writes it."""
    where: SourceSpan | None = field(default=None, eq=False)
    change: PolicyChange | None = None
    """What an importing policy did to it: it was added, or changed."""

    @cached_property
    def limits(self) -> tuple[core.Node, ...]:
        """The limits that it proposes."""
        return tuple(proposal.limit for proposal in self.proposes if proposal.limit is not None)

    def in_force(self, as_of: date) -> bool:
        """Whether the rule holds on ``as_of``."""
        return (self.since is None or self.since <= as_of) and (self.until is None or as_of <= self.until)

    @cached_property
    def condition(self) -> core.Node:
        """The whole condition: applicability and ``when``."""
        return self.when if self.applies is None else core.And(terms=(self.applies, self.when))


@define(kw_only=True, frozen=True, slots=False)
class RuleSet:
    """Rules about one kind of subject, how their answers join, and what holds when none or too little is known.

    ``only`` false means that there is nothing to decide about a subject: a closed order is not released. ``refer_to`` is
    the role that finds out what is not known, where that refers and no rule tells anyone. ``outcomes`` says what members mean
    (``true`` and ``false`` where the output is boolean). ``section`` is what it is shown under, and a ``warning`` among warnings.
    """

    name: str
    about: str
    hit: HitPolicy
    gives: Mapping[str, Type]
    otherwise: Mapping[str, core.Node]
    unknown: UnknownPolicy
    only: core.Node | None = None
    outcomes: Mapping[str, Meaning] = field(factory=dict)
    reaches: Mapping[str, Reach] = field(factory=dict)
    """How far the members of its outputs let a user account reach (G44 to G46)."""
    gate: bool = False
    warning: bool = False
    section: str = ""
    exposure: str = ""
    """The amount about the same subject that is held against the limit that it gives first."""
    refer_to: str = ""
    stake: str = ""
    """The amount that a request is about, where it gives the route on which requests are decided."""
    rules: tuple[Rule, ...]
    disabled: Mapping[str, PolicyChange] = field(factory=dict)
    """Rules of an imported policy that are switched off, by id."""
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)

    @cached_property
    def referrals(self) -> Mapping[str, core.Value]:
        """By output the member that means ``refer``: what ``unknown: refer`` answers."""
        found: dict[str, core.Value] = {}
        for output, type_ in self.gives.items():
            for member in (member for member in members_of(type_) if self.outcomes.get(member) == "refer"):
                found.setdefault(output, member if type_.kind == "enumeration" else member == "true")
        return found

    @cached_property
    def route(self) -> str:
        """The output that is a route; empty where there is none."""
        return next((output for output, type_ in self.gives.items() if type_.name == ROUTE), "")

    @cached_property
    def inputs(self) -> tuple[core.Read | core.Quantified, ...]:
        """Everything that its rules read, each once: first what conditions read, then what only outputs read."""
        outputs = [node for rule in self.rules for node in rule.then.values()]
        nodes = [*(rule.condition for rule in self.rules), *outputs, *self.otherwise.values()]
        return distinct_inputs(nodes)

    @cached_property
    def conditions_read(self) -> int:
        """How many of ``inputs``, from the first, the conditions read."""
        return len(distinct_inputs([rule.condition for rule in self.rules]))

    def expressions_of_outputs(self) -> Iterator[core.Node]:
        """Every expression that an output may depend on."""
        for rule in self.rules:
            yield from (rule.condition, *rule.then.values())
        yield from self.otherwise.values()
        if self.only is not None:
            yield self.only

    def expressions(self) -> Iterator[core.Node]:
        """Every expression: those that an output may depend on, and the limits that rules propose."""
        yield from self.expressions_of_outputs()
        for rule in self.rules:
            yield from rule.limits

    def in_force(self, as_of: date) -> "RuleSet":
        """The same rule set with only the rules that hold on ``as_of``."""
        rules = tuple(rule for rule in self.rules if rule.in_force(as_of))
        return self if len(rules) == len(self.rules) else evolve(self, rules=rules)


def members_of(type_: Type) -> tuple[str, ...]:
    """The values that an output of ``type_`` can have, as texts, where they are few."""
    return ("true", "false") if type_.kind == "boolean" else type_.members


def distinct_inputs(nodes: Sequence[core.Node]) -> tuple[core.Read | core.Quantified, ...]:
    """The inputs of all ``nodes``, each once, in the order in which they are first read."""
    return tuple(dict.fromkeys(found for node in nodes for found in core.inputs(node)))


@frozen(kw_only=True)
class Invariant:
    """What must never be, about any record of ``about`` and whatever it holds: that ``never`` is definitely true.

    No decision reads it; `groupctl.proof` proves it, or shows values for which it is broken.
    """

    name: str
    about: str
    never: core.Node
    title: Title
    source: str
    text: str = ""
    """The condition as the policy writes it."""
    where: SourceSpan | None = field(default=None, eq=False)


def every_expression(
    measures: Mapping[tuple[str, str], Measure],
    rulesets: Mapping[str, RuleSet],
    processes: Mapping[str, Process],
) -> Iterator[core.Node]:
    """Every expression of the parts of a policy."""
    parts: tuple[Measure | RuleSet, ...] = (*measures.values(), *rulesets.values())
    for part in parts:
        yield from part.expressions()
    for process in processes.values():
        yield from expressions(process)


@define(kw_only=True, frozen=True, slots=False)
class Policy:
    """Parameters, measures, rule sets and processes with a version and a content hash.

    ``schema`` says what records it is about. ``outputs`` maps (entity, output name) to the rule set that gives it. ``order``
    lists the rule sets so that each comes after those it reads from. ``imports`` names the imported policies with their hashes.
    ``words``, ``report``, ``invariants`` and ``levers`` are no part of the hash: no decision holds them.
    """

    schema: Schema = field(repr=False)
    name: str
    version: str
    currency: str
    title: Title
    parameters: Mapping[str, Parameter]
    measures: Mapping[tuple[str, str], Measure]
    """By (entity, name)."""
    rulesets: Mapping[str, RuleSet]
    outputs: Mapping[tuple[str, str], str]
    order: tuple[str, ...]
    processes: Mapping[str, Process] = field(factory=dict)
    authority: Authority = field(factory=Authority)
    functions: Mapping[str, Function] = field(factory=dict)
    """Those that it has beside the library's."""
    imports: Mapping[str, str] = field(factory=dict)
    given_days: str = ""
    """The parameter that says for how many days a given value holds; without one it holds for good."""
    invariants: Mapping[str, Invariant] = field(factory=dict, eq=False)
    words: WordsDraft = field(factory=WordsDraft, eq=False)
    report: Sequence[Section] = field(default=(), eq=False)
    """The sections that its report has, those that are imported first."""
    levers: Sequence[Lever] = field(default=(), eq=False)
    """What may be done for a better outcome, in the order in which it is offered."""
    hash: str
    worked_out: dict[object, Any] = field(factory=dict, init=False, eq=False, repr=False)
    """What others worked out about it, by who did; a copy begins without."""

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "worked_out": {}}

    @cached_property
    def names_read(self) -> Mapping[str, frozenset[str]]:
        """What measures and outputs of a name read, of whichever entity: the last step of each path."""
        found: dict[str, set[str]] = {}
        for (_, name), measure in self.measures.items():
            found.setdefault(name, set()).update(*map(core.names_in, measure.expressions()))
        for (_, name), rule_set in self.outputs.items():
            read = map(core.names_in, self.rulesets[rule_set].expressions_of_outputs())
            found.setdefault(name, set()).update(*read)
        return {name: frozenset(read) for name, read in found.items()}

    @cached_property
    def built_on(self) -> frozenset[str]:
        """The rule sets whose outputs something reads."""
        nodes = every_expression(self.measures, self.rulesets, self.processes)
        read = set[str]().union(*map(core.names_in, nodes))
        return frozenset(rule_set for (_, name), rule_set in self.outputs.items() if name in read)

    @cached_property
    def matrices(self) -> tuple[RuleSet, ...]:
        """The rule sets that say on which route a request is decided."""
        return tuple(rule_set for rule_set in self.rulesets.values() if rule_set.route)

    def giver(self, entity: str, name: str) -> RuleSet | None:
        """The rule set that has the output ``name`` about ``entity``, if there is one."""
        return self.rulesets.get(self.outputs.get((entity, name), ""))

    def type_of(self, entity: str, name: str) -> Type:
        """The type of a measure or output. KeyError when there is none."""
        giver = self.giver(entity, name)
        return giver.gives[name] if giver else self.measures[entity, name].type
