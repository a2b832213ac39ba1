"""Rule coverage: what tests made of each rule of a policy, and which sides of its thresholds they met.

::

    coverage = Coverage(policy)
    with coverage.watching():
        ...                             # decide, with any engine and any policy that imports these rules
    coverage.percent
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from attrs import define, field, frozen

from groupctl.decisions.judgement import LISTENERS, Evaluation
from groupctl.errors import DecisionError
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.evaluation.judgement import Judgement
from groupctl.rules.loading.ranges import Ranges
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.sameness import alike
from groupctl.rules.show import show
from groupctl.rules.types import ORDERED

SIDES: Final = ("below", "at", "above")

Key = tuple[str, str, str]
"""A rule set, a rule and what is counted: ``judged``, ``fired``, ``decided``, ``outranked``, ``unknown``, or ``2 at``: a side of a threshold."""


@frozen(kw_only=True)
class Threshold:
    """A comparison of sizes in the condition of a rule: what is compared with what, and which sides there can be."""

    text: str
    left: core.Node
    right: core.Node
    sides: tuple[str, ...]

    def side(self, environment: Environment, record: Record) -> str:
        """On which side of it a record is; empty where that is unknown or there is no border, as with an unlimited one."""
        bindings = {core.SUBJECT: record}
        try:
            left, right = (environment.by_reference(node, bindings) for node in (self.left, self.right))
        except DecisionError:
            return ""
        if not all(isinstance(one, int | Fraction | date) for one in (left, right)):
            return ""
        return SIDES[1 + _sign(left, right)]


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


@frozen(kw_only=True)
class RuleCoverage:
    """How often a rule was judged and what came of it, each time for one subject.

    ``fired`` is how often its condition held, ``decided`` how often it determined the outcome or gave the advice, ``outranked``
    how often it gave way to other rules or was overridden by a granted request, ``unknown`` how often it could not be judged.
    ``met`` counts the sides of its ``thresholds``, in the order of `SIDES`.
    """

    rule_set: str
    rule: Rule
    judged: int
    fired: int
    decided: int
    outranked: int
    unknown: int
    thresholds: tuple[Threshold, ...]
    met: tuple[tuple[int, ...], ...]

    @property
    def goals(self) -> int:
        """How much there is to be shown: that it decides, and each side that a threshold can have."""
        return 1 + sum(len(one.sides) for one in self.thresholds)

    @property
    def reached(self) -> int:
        """How much of it was shown."""
        return (self.decided > 0) + sum(len(one.sides) - len(self.unmet(one)) for one in self.thresholds)

    def unmet(self, threshold: Threshold) -> tuple[str, ...]:
        """The sides of a threshold that no test met."""
        counts = dict(zip(SIDES, self.met[self.thresholds.index(threshold)], strict=True))
        return tuple(side for side in threshold.sides if not counts[side])


@define(eq=False, slots=False)
class Coverage:
    """What was made of the rules of ``policy``, counted in whole numbers.

    Judgements by other policies count where these have the same rule: one that sets parameters of this policy, for instance.
    """

    policy: Policy
    counts: Counter[Key] = field(factory=Counter)
    _plans: dict[int, tuple[RuleSet, Sequence[tuple[int, str, Sequence[Threshold]]]]] = field(
        factory=dict, init=False, repr=False
    )

    @contextmanager
    def watching(self) -> Iterator["Coverage"]:
        """Count every judgement that is made meanwhile, by any engine of this process."""
        LISTENERS.append(self.hear)
        try:
            yield self
        finally:
            LISTENERS.remove(self.hear)

    def hear(self, evaluation: Evaluation, judgement: Judgement) -> None:
        """Count one judgement."""
        name, counts = judgement.rule_set.name, self.counts
        if not (plan := self._plan(judgement.rule_set)):
            return
        decided = {*judgement.outcome.determining, *judgement.advice}
        outranked = set(judgement.outranked)
        for index, rule, thresholds in plan:
            truth = judgement.truths[index]
            counts[name, rule, "judged"] += 1
            if truth is None:
                counts[name, rule, "unknown"] += 1
            elif truth:
                counts[name, rule, "fired"] += 1
                if index in decided:
                    counts[name, rule, "decided"] += 1
                elif index in outranked or rule in judgement.overridden:
                    counts[name, rule, "outranked"] += 1
            for number, threshold in enumerate(thresholds):
                if side := threshold.side(evaluation.environment, judgement.record):
                    counts[name, rule, f"{number} {side}"] += 1

    def _plan(self, rule_set: RuleSet) -> Sequence[tuple[int, str, Sequence[Threshold]]]:
        """Of the rules of a set those that are of this policy: the place in the set, the id, the thresholds."""
        known = self._plans.get(id(rule_set))
        if known is None:
            own = self._own.get(rule_set.name, {})
            plan = [
                (index, rule.id, own[rule.id][1])
                for index, rule in enumerate(rule_set.rules)
                if rule.id in own and same(own[rule.id][0], rule)
            ]
            known = self._plans[id(rule_set)] = rule_set, plan  # kept, so that the id stays its own
        return known[1]

    @cached_property
    def _own(self) -> dict[str, dict[str, tuple[Rule, tuple[Threshold, ...]]]]:
        return {
            name: {rule.id: (rule, tuple(thresholds(self.policy, rule_set, rule))) for rule in rule_set.rules}
            for name, rule_set in self.policy.rulesets.items()
        }

    # ------------------------------------------------------------------------------------------- results
    @property
    def rules(self) -> Iterator[RuleCoverage]:
        """What was made of each rule, in the order of the policy."""
        for rule_set, rules in self._own.items():
            for name, (rule, borders) in rules.items():
                found = {
                    what: self.counts[rule_set, name, what]
                    for what in ("judged", "fired", "decided", "outranked", "unknown")
                }
                met = [
                    tuple(self.counts[rule_set, name, f"{number} {side}"] for side in SIDES)
                    for number in range(len(borders))
                ]
                yield RuleCoverage(rule_set=rule_set, rule=rule, thresholds=borders, met=tuple(met), **found)

    @property
    def goals(self) -> tuple[int, int]:
        """How much was shown of how much there is: each rule decides, each side of each threshold is met."""
        rules = list(self.rules)
        return sum(one.reached for one in rules), sum(one.goals for one in rules)

    @property
    def percent(self) -> int:
        """The whole per cent of the goals that were reached, rounded down; 100 of a policy without rules."""
        reached, goals = self.goals
        return reached * 100 // goals if goals else 100

    # ------------------------------------------------------------------------------------------- merging
    def rows(self) -> list[list[str | int]]:
        """The counts as rows that JSON can hold."""
        return [[*key, count] for key, count in sorted(self.counts.items())]

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add the counts that another process wrote with `rows`."""
        for rule_set, rule, what, count in rows:
            self.counts[rule_set, rule, what] += count


def same(one: Rule, other: Rule) -> bool:
    """Whether two rules mean the same: their conditions, answers and days."""
    return one is other or alike(one, other, ("when", "applies", "then", "since", "until"))


def thresholds(policy: Policy, rule_set: RuleSet, rule: Rule) -> Iterator[Threshold]:
    """The comparisons of sizes in the condition of a rule, each once; those inside quantifiers are about other records."""
    seen = set()
    for node in core.walk_outside_quantifiers(rule.condition):
        sized = (
            isinstance(node, core.Comparison) and node.operator[0] in "<>" and node.left.type.kind in ORDERED
        )
        if (sized or (isinstance(node, core.Call) and node.function == "over")) and node not in seen:
            seen.add(node)
            left, right = core.children(node)
            yield Threshold(
                text=show(node, policy.currency),
                left=left,
                right=right,
                sides=tuple(_possible(Ranges(policy, rule_set.about), left, right)),
            )


def _possible(ranges: Ranges, left: core.Node, right: core.Node) -> Iterator[str]:
    """The sides that there can be: nothing is below the least value of what is compared."""
    least = ranges.least(left) if isinstance(left, core.Read) else None
    bound = right.value if isinstance(right, core.Const) else None
    if least is None or not isinstance(bound, int | Fraction) or bound > least:
        yield "below"
    if least is None or not isinstance(bound, int | Fraction) or bound >= least:
        yield "at"
    yield "above"
