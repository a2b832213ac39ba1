"""What is asked of a policy, over all values: of each rule set what its reader would ask, and its invariants.

Each question makes a claim, and says which verdict is good: that a rule never holds should have a counterexample, that two never hold
together should be proved. A verdict that is not good is a finding; UNKNOWN is neither.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, Literal

from attrs import define, evolve, frozen

from groupctl.errors import SourceSpan
from groupctl.proof.bounds import WHOLE_PARAMETERS
from groupctl.proof.comparing import NotBetter, ProvedSameness
from groupctl.proof.leaves import Leaf
from groupctl.proof.outcomes import clash, in_order
from groupctl.proof.replaying import ModelReplay, Seen
from groupctl.proof.solver import WORK, ProofAnswer, SearchSpace, Verdict, answered, ask, space
from groupctl.proof.symbols import (
    Bool,
    Cap,
    Number,
    Symbol,
    Truth,
    both,
    either,
    negation,
    ordered,
    related,
    where,
)
from groupctl.proof.unfolding import Answers, Here, Open, Unfolding
from groupctl.rules import core
from groupctl.rules.policy import Invariant, Policy, RuleSet
from groupctl.rules.types import BOOLEAN, ORDERED
from groupctl.texts.title import Title

Kind = Literal["dead", "shadowed", "gap", "overlap", "contradiction", "tighter", "losing", "invariant"]

GOOD: Final[Mapping[Kind, Verdict]] = {
    "dead": Verdict.COUNTEREXAMPLE,
    "shadowed": Verdict.COUNTEREXAMPLE,
    "gap": Verdict.PROVED,
    "overlap": Verdict.PROVED,
    "contradiction": Verdict.PROVED,
    "tighter": Verdict.PROVED,
    "losing": Verdict.PROVED,
    "invariant": Verdict.PROVED,
}
"""The claim of each kind, and the verdict that is good.

``dead``: the rule never holds. ``shadowed``: where it holds, another always outranks it. ``gap``: where the set applies and every rule can
be judged, one holds. ``overlap``: no two rules hold together where only one may. ``contradiction``: no two hold together and say
different things where all must agree. ``tighter``: a tighter value of the parameter never leads to a better answer. ``losing``: a value that
becomes unknown never lets pass what did not pass. ``invariant``: what must never be, is never.
"""


@frozen(kw_only=True)
class Asked:
    """A question with its answer. ``name`` is the rule set, or the invariant; ``of`` the rule or the parameter, where it is about one."""

    kind: Kind
    name: str
    of: str = ""
    where: SourceSpan | None = None
    answer: ProofAnswer

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that hold in the counterexample to an overlap or a contradiction."""
        if self.kind not in ("overlap", "contradiction"):
            return ()
        return self.answer.holding

    @property
    def good(self) -> bool:
        """Whether the verdict is what it should be."""
        return self.answer.verdict is GOOD[self.kind]

    @property
    def finding(self) -> bool:
        """Whether something is certainly wrong: not where it is unknown."""
        return not self.good and self.answer.verdict is not Verdict.UNKNOWN


def prove(policy: Policy, names: Sequence[str] = (), *, work: int = WORK) -> Iterator[Asked]:
    """Every question of a policy with its answer, or only those of the rule sets and invariants called ``names``.

    KeyError for a name that is neither.
    """
    for name in names:
        if name not in policy.rulesets and name not in policy.invariants:
            raise KeyError(name)
    for name in policy.order:
        if not names or name in names:
            yield from of_rule_set(policy, policy.rulesets[name], work)
    for name, invariant in policy.invariants.items():
        if not names or name in names:
            yield of_invariant(policy, invariant, work)


def of_invariant(policy: Policy, invariant: Invariant, work: int = WORK) -> Asked:
    """Whether an invariant holds."""
    unfolding, here = Unfolding(policy), Here(invariant.about)
    with unfolding.meeting() as met:
        symbol = unfolding.condition(here, invariant.never)
    broken = symbol.true if isinstance(symbol, Truth) else False

    def seen(replays: Sequence[ModelReplay]) -> bool:
        return replays[0].evaluate(here, invariant.never) is True

    answer = ask([unfolding], broken, met, seen, work=work)
    return Asked(kind="invariant", name=invariant.name, where=invariant.where, answer=answer)


def of_rule_set(policy: Policy, rule_set: RuleSet, work: int = WORK) -> Iterator[Asked]:
    """The questions of one rule set."""
    case = _Case.of(policy, rule_set, work)
    yield from case.rules()
    yield from case.whole()
    if rule_set.outcomes:
        yield from case.tighter()
        yield case.losing()


@define(eq=False, frozen=True, slots=False)
class _Case:
    """A rule set written out, without any granted request."""

    policy: Policy
    rule_set: RuleSet
    unfolding: Unfolding
    here: Here
    answers: Answers
    met: tuple[Open, ...]
    space: SearchSpace
    work: int

    @classmethod
    def of(cls, policy: Policy, rule_set: RuleSet, work: int, *, switches: bool = False) -> "_Case":
        unfolding, here = Unfolding(policy, grants=False, switches=switches), Here(rule_set.about)
        with unfolding.meeting() as met:
            answers = unfolding.answers(here, rule_set)
        return cls(
            policy, rule_set, unfolding, here, answers, tuple(met), space(unfolding, [*met], work), work
        )

    def _ask(self, broken: Bool, relevant: Iterable[Open], seen: Callable[[Seen], bool]) -> ProofAnswer:
        """Whether something can be where the rule set applies."""

        def replayed(replays: Sequence[ModelReplay]) -> bool:
            found = replays[0].seen(self.here, self.rule_set)
            return found.applies is not False and seen(found)

        wanted = both(negation(self.answers.applies.false), broken)
        found = answered(self.space, [self.unfolding], wanted, relevant, replayed)
        rules = self.rule_set.rules
        holding = [
            rule.id
            for replay in found.replays
            for rule, truth in zip(rules, replay.seen(self.here, self.rule_set).truths, strict=True)
            if truth is True
        ]
        return evolve(found, holding=tuple(holding))

    def _asked(self, kind: Kind, answer: ProofAnswer, index: int | None = None) -> Asked:
        rule = None if index is None else self.rule_set.rules[index]
        name, at = self.rule_set.name, rule or self.rule_set
        return Asked(kind=kind, name=name, of=rule.id if rule else "", where=at.where, answer=answer)

    # -------------------------------------------------------------------------------------- single rules
    def rules(self) -> Iterator[Asked]:
        """Whether each rule ever holds, and ever decides. Values that show it of one rule may show it of others as well."""
        order = in_order(self.rule_set) if self.rule_set.hit in ("first", "priority") else None
        before = self._outranking(order)
        held: dict[int, ProofAnswer] = {}
        decided: dict[int, ProofAnswer] = {}
        for index in range(len(self.rule_set.rules)) if order is None else order:
            if order is not None and index not in decided:
                self._learn(self.decides(index, before[index]), index, before, held, decided)
            if index not in held:
                self._learn(self.holds(index), index, before, held, decided, only_held=True)
        for index in range(len(self.rule_set.rules)):
            yield self._asked("dead", held[index], index)
            if order is not None and held[index].verdict is not Verdict.PROVED:
                yield self._asked("shadowed", decided[index], index)

    def _outranking(self, order: Sequence[int] | None) -> Mapping[int, Sequence[int]]:
        """The rules that outrank each rule; under `priority`, not those that say the same."""
        if order is None:
            return {}
        name = next(iter(self.rule_set.gives))
        rules, priority = self.rule_set.rules, self.rule_set.hit == "priority"
        return {
            index: [
                i for i in order[:place] if not (priority and rules[i].then[name] == rules[index].then[name])
            ]
            for place, index in enumerate(order)
        }

    def holds(self, index: int) -> ProofAnswer:
        """Whether a rule ever holds: a counterexample shows that it does."""
        relevant = self.answers.behind[index]
        found = self._ask(self.answers.truths[index].true, relevant, lambda seen: seen.truths[index] is True)
        return (
            found
            if found.verdict is not Verdict.PROVED or self.switched is self
            else self.switched.holds(index)
        )

    def decides(self, index: int, before: Sequence[int]) -> ProofAnswer:
        """Whether a rule ever holds alone, without those that come before it."""
        truths, behind = self.answers.truths, self.answers.behind
        alone = both(truths[index].true, *(negation(truths[i].true) for i in before))
        relevant = dict.fromkeys([*behind[index], *(one for i in before for one in behind[i])])
        found = self._ask(alone, relevant, lambda seen: _alone(seen, index, before))
        again = found.verdict is Verdict.PROVED and self.switched is not self
        return self.switched.decides(index, before) if again else found

    @cached_property
    def switched(self) -> "_Case":
        """The same case where switches, parameters that are no number and no date, may have any value: a rule that one switches off is not dead."""
        return (
            self
            if self.unfolding.switches
            else _Case.of(self.policy, self.rule_set, self.work, switches=True)
        )

    def _learn(
        self,
        answer: ProofAnswer,
        index: int,
        before: Mapping[int, Sequence[int]],
        held: dict[int, ProofAnswer],
        decided: dict[int, ProofAnswer],
        *,
        only_held: bool = False,
    ) -> None:
        """Keep an answer, and what its values show of other rules."""
        (held if only_held else decided)[index] = answer
        for replay in answer.replays:
            seen = replay.seen(self.here, self.rule_set)
            for i, truth in enumerate(seen.truths):
                if truth is True:
                    held.setdefault(i, answer)
                    if i in before and _alone(seen, i, before[i]):
                        decided.setdefault(i, answer)

    # --------------------------------------------------------------------------------------- whole sets
    def whole(self) -> Iterator[Asked]:
        """Whether rules meet that may not, and whether there are cases for which none is meant."""
        if len(self.rule_set.rules) < 2:
            return
        truths = self.answers.truths
        if self.rule_set.hit in ("unique", "any"):
            broken = clash(self.rule_set, truths, self.answers.says)
            kind: Kind = "overlap" if self.rule_set.hit == "unique" else "contradiction"
            yield self._asked(kind, self._ask(broken, self.met, lambda seen: seen.outcome is None))
        if self.rule_set.hit == "unique":
            none = both(self.answers.applies.true, *(truth.false for truth in truths))
            yield self._asked("gap", self._ask(none, self.met, lambda seen: set(seen.truths) == {False}))

    # ----------------------------------------------------------------------------------- better and worse
    def tighter(self) -> Iterator[Asked]:
        """Whether a tighter value of a parameter that the rules compare with ever leads to a better answer."""
        nodes = [
            node
            for top in self.rule_set.expressions_of_outputs()
            for node in core.walk_outside_quantifiers(top)
        ]
        read = {node.path[0] for node in nodes if isinstance(node, core.Read) and node.root == core.PARAMETER}
        for name in sorted(read):
            parameter = self.policy.parameters[name]
            if not parameter.tighter or parameter.type.kind not in {*ORDERED, "limit"}:
                continue
            leaves = self.unfolding.leaves
            with self.unfolding.meeting() as met:
                mine = self.unfolding.parameter(Here(""), name)
            whole = parameter.type.kind in WHOLE_PARAMETERS
            label = f"{name} ({parameter.tighter})"
            made = leaves.leaf(("tighter", name), label, parameter.type, optional=False, whole=whole)
            leaf = evolve(made, domain=both(made.domain, _tighter(made.symbol, mine, parameter.tighter)))
            other = evolve(parameter, values=(), scopes={}, title=Title())
            changed = evolve(self.policy, parameters={**self.policy.parameters, name: other})
            sameness = ProvedSameness(self.policy, changed)
            second = Unfolding(
                self.policy,
                leaves,
                parameters={name: leaf},
                like=self.unfolding,
                same=sameness.name,
                same_nodes=sameness.node,
                grants=False,
            )
            answer = self._never_better(second, [*self.met, *met, leaf], passes=False)
            yield Asked(
                kind="tighter", name=self.rule_set.name, of=name, where=parameter.where, answer=answer
            )

    def losing(self) -> Asked:
        """Whether a value that becomes unknown ever lets something pass."""
        leaves = self.unfolding.leaves

        def lost(key: object, leaf: Leaf) -> Leaf:
            if isinstance(leaf.symbol.known, bool):
                return leaf
            kept = leaves.leaf(("kept", key, leaf.type), f"{leaf.label} kept", BOOLEAN, optional=False).symbol
            return evolve(leaf, symbol=where(leaf.symbol, kept.true)) if isinstance(kept, Truth) else leaf

        second = Unfolding(self.policy, leaves, change=lost, grants=False)
        return self._asked("losing", self._never_better(second, self.met, passes=True))

    def _never_better(self, second: Unfolding, met: Sequence[Open], *, passes: bool) -> ProofAnswer:
        """Whether the second unfolding ever answers better; with ``passes`` only where it lets something pass."""
        rule_set, here, claim = self.rule_set, self.here, NotBetter(passes)
        rule_sets = (rule_set, rule_set)
        with second.meeting() as more:
            broken = claim.broken(rule_sets, (self.answers, second.answers(here, rule_set)))

        def seen(replays: Sequence[ModelReplay]) -> bool:
            return claim.seen([replay.seen(here, rule_set) for replay in replays], rule_sets)

        return ask([self.unfolding, second], broken, dict.fromkeys([*met, *more]), seen, work=self.work)


def _alone(seen: Seen, index: int, before: Sequence[int]) -> bool:
    """Whether a rule holds and none that outranks it."""
    return (
        seen.applies is not False
        and seen.truths[index] is True
        and not any(seen.truths[i] is True for i in before)
    )


def _tighter(symbol: Symbol, than: Symbol, direction: str) -> Bool:
    """That a value of a parameter is tighter than another: lower, or higher."""
    operator: core.ComparisonOperator = "<" if direction == "lower" else ">"
    if isinstance(symbol, Number) and isinstance(than, Number):
        return ordered(operator, symbol, than)
    if isinstance(symbol, Cap) and isinstance(than, Cap):
        lower, higher = (symbol, than) if direction == "lower" else (than, symbol)
        amounts = both(lower.plain, higher.plain, related("<", lower.amount, higher.amount))
        return either(amounts, both(lower.plain, higher.unlimited))
    return False
