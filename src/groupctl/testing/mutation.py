"""Puts a mutant in the place of a policy, wherever a process holds it or loads it, and finds out which tests can see it."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from attrs import define, field

from groupctl.decisions.engine import Engine
from groupctl.decisions.judgement import LISTENERS, Evaluation
from groupctl.errors import DecisionError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules import core
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.durable import DurableEngine
from groupctl.rules.engines.reference import ReferenceEngine
from groupctl.rules.evaluation.judgement import Judgement
from groupctl.rules.loading import library
from groupctl.rules.policy import Policy, RuleSet
from groupctl.rules.reads import needs
from groupctl.rules.unknown import Maybe, plain
from groupctl.testing.coverage import same
from groupctl.testing.equivalence import answer
from groupctl.testing.mutants import Mutant

Numbers = frozenset[int]
"""Mutants, by their place in the list."""


@define(eq=False, slots=False)
class Sight:
    """Which mutants the judgements that are heard can tell from the policy.

    A mistake in a rule is seen where it changes the truth of that rule, or takes its place from it; any other where it changes
    the outcome. A parameter is seen by every judgement that may read it, and all of a rule set by a test that makes it ready for
    an engine itself.
    """

    policy: Policy
    mutants: Sequence[Mutant]
    seen: set[int] = field(factory=set, init=False)
    """What was seen since it was last emptied."""
    judged_by: dict[str, Policy] = field(factory=dict, init=False)
    """A policy that judged each rule set: it has the values that the tests work with."""
    _ready: set[str] = field(factory=set, init=False)
    _judged: set[str] = field(factory=set, init=False)
    _by_set: dict[str, list[int]] = field(factory=dict, init=False)
    _parameters: dict[str, Numbers] = field(factory=dict, init=False)
    _in_row: list[bool] = field(factory=list, init=False)
    _rows: dict[tuple[Any, ...], Numbers] = field(factory=dict, init=False)
    _portfolios: WeakSet[Portfolio] = field(factory=WeakSet, init=False)
    _alike: dict[int, tuple[RuleSet, bool]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        of_parameter: dict[str, list[int]] = {}
        for number, mutant in enumerate(self.mutants):
            if mutant.parameter:
                of_parameter.setdefault(mutant.parameter.name, []).append(number)
            else:
                self._by_set.setdefault(mutant.rule_set, []).append(number)
        self._in_row += map(_in_row, self.mutants)
        for name in self.policy.rulesets:
            read = needs(self.policy, [name]).parameters
            self._parameters[name] = frozenset(
                number for one, numbers in of_parameter.items() if one in read for number in numbers
            )

    @contextmanager
    def looking(self) -> Iterator[set[int]]:
        """What is seen meanwhile. Nothing that was worked out before is remembered."""
        for portfolio in self._portfolios:
            portfolio.worked_out.clear()
        before, around = self.seen, (self._ready, self._judged)
        found = self.seen = set()
        self._ready, self._judged = set(), set()
        LISTENERS.append(self.hear)
        engines = [(one, one.prepare) for one in (ReferenceEngine, CompiledEngine, DurableEngine)]
        for engine, prepare in engines:
            engine.prepare = self._noting(prepare)  # type: ignore[method-assign]
        try:
            yield found
        finally:
            for engine, prepare in engines:
                engine.prepare = prepare  # type: ignore[method-assign]
            LISTENERS.remove(self.hear)
            for name in self._ready - self._judged:
                found.update(self._by_set.get(name, ()))
            self._ready, self._judged = around
            before |= found  # the set that the caller around this one holds
            self.seen = before

    def _noting(self, prepare: Callable[[Any, RuleSet], Any]) -> Any:
        """``prepare`` of an engine, which notes what is made ready: where nothing is judged by it, a test may ask it anything."""

        def prepared(engine: Any, rule_set: RuleSet) -> Any:
            if self._own(rule_set):
                self._ready.add(rule_set.name)
            return prepare(engine, rule_set)

        return prepared

    def hear(self, evaluation: Evaluation, judgement: Judgement) -> None:
        """Add what one judgement sees."""
        rule_set, environment = judgement.rule_set, evaluation.environment
        self._portfolios.add(evaluation.portfolio)
        if not self._own(rule_set):
            return
        self._judged.add(rule_set.name)
        self.judged_by[rule_set.name] = evaluation.policy
        self.seen |= self._parameters[rule_set.name]
        bindings = {core.SUBJECT: judgement.record}
        row = [
            plain(environment.read(node, bindings)) for node in rule_set.inputs[: rule_set.conditions_read]
        ]
        key = (rule_set.name, len(rule_set.rules), tuple(judgement.overridden), *row)
        if key not in self._rows:
            self._rows[key] = frozenset(
                number
                for number in self._by_set.get(rule_set.name, ())
                if self._in_row[number] and self._sees(number, evaluation, judgement)
            )
        self.seen |= self._rows[key]
        self.seen |= {
            number
            for number in self._by_set.get(rule_set.name, ())
            if number not in self.seen
            and not self._in_row[number]
            and self._sees(number, evaluation, judgement)
        }

    def _own(self, rule_set: RuleSet) -> bool:
        """Whether it is a rule set of the policy, or one that has the same rules."""
        if id(rule_set) not in self._alike:
            own = {rule.id: rule for rule in getattr(self.policy.rulesets.get(rule_set.name), "rules", ())}
            alike = any(rule.id in own and same(own[rule.id], rule) for rule in rule_set.rules)
            self._alike[id(rule_set)] = rule_set, alike
        return self._alike[id(rule_set)][1]

    def _sees(self, number: int, evaluation: Evaluation, judgement: Judgement) -> bool:
        mutant, before = self.mutants[number], judgement.rule_set
        after = mutant.applied(before)
        if after is before:
            return False
        try:
            if mutant.original is not None:
                index = [rule.id for rule in before.rules].index(mutant.name)
                if mutant.rule is None:
                    return judgement.truths[index] is not False
                if not mutant.rule.in_force(evaluation.portfolio.as_of):
                    return True
                bindings = {core.SUBJECT: judgement.record}
                truth = evaluation.environment.by_reference(mutant.rule.condition, bindings)
                return plain(truth) is not judgement.truths[index]
            rivals = sum(truth is not False for truth in judgement.truths)
            if rivals < 2 and None not in judgement.truths and not before.hit.startswith("collect"):
                return False
            return _outcome(after, evaluation, judgement) != _outcome(before, evaluation, judgement)
        except DecisionError:
            return True


def _in_row(mutant: Mutant) -> bool:
    """Whether what the conditions read tells if it is seen: its mistake is in a rule, and not about related records."""
    if mutant.original is None:
        return False
    before, after = (
        {node for node in core.walk(rule.condition) if isinstance(node, core.Quantified)} if rule else set()
        for rule in (mutant.original, mutant.rule)
    )
    return after <= before


def _outcome(rule_set: RuleSet, evaluation: Evaluation, judgement: Judgement) -> object:
    """What the truths of a judgement amount to in another version of its rule set."""
    known = {rule.id: truth for rule, truth in zip(judgement.rule_set.rules, judgement.truths, strict=True)}
    holding = [False if rule.id in judgement.overridden else known[rule.id] for rule in rule_set.rules]

    def outputs(index: int | None) -> Mapping[str, Maybe]:
        then = rule_set.otherwise if index is None else rule_set.rules[index].then
        bindings = {core.SUBJECT: judgement.record}
        return {name: evaluation.environment.evaluate(node, bindings) for name, node in then.items()}

    return answer(rule_set, holding, outputs)


# ------------------------------------------------------------------------------------------- in their place
def alive() -> tuple[list[Policy], list[Engine]]:
    """The policies and engines that this process holds."""
    found = [one for one in gc.get_objects() if isinstance(one, Policy | Engine)]
    return [one for one in found if isinstance(one, Policy)], [
        one for one in found if isinstance(one, Engine)
    ]


def put(mutant: Mutant, policies: Iterable[Policy], engines: Iterable[Engine]) -> None:
    """Put ``mutant`` in the place of what these hold, and of all that is loaded from now on, for the rest of this process."""
    for policy in policies:
        _mistake(policy, mutant)
    for engine in engines:
        engine._prepared.clear()  # noqa: SLF001 - what it made of the rules as they were
        for reference in engine._portfolios:  # noqa: SLF001 - likewise
            if portfolio := reference():
                portfolio.worked_out.clear()
    os.environ["GROUPCTL_CACHE"] = ""  # a policy with a mistake is not kept
    resolve = library.resolve  # type: ignore[attr-defined]

    def resolved(*arguments: Any) -> Policy | None:
        policy = resolve(*arguments)
        if policy is not None:
            _mistake(policy, mutant)
        return policy

    library.resolve = resolved  # type: ignore[attr-defined,assignment]


def _mistake(policy: Policy, mutant: Mutant) -> None:
    if mutant.parameter is not None:
        held = policy.parameters.get(mutant.name)
        if held is not None and held.values == mutant.parameter_before:
            object.__setattr__(held, "values", mutant.parameter.values)
    elif mutant.rule_set in policy.rulesets:
        rule_set = policy.rulesets[mutant.rule_set]
        changed = mutant.applied(rule_set)
        if changed is not rule_set:
            vars(rule_set).clear()  # with what was worked out from its rules
            vars(rule_set).update(vars(changed))
