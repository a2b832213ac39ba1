"""A policy at work on a portfolio: read the inputs, judge the rules, join what they say."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Final

from attrs import define, field

from groupctl.control.holders import Holders
from groupctl.control.request_status import granted
from groupctl.decisions import decision as made
from groupctl.decisions.granting import Granting
from groupctl.decisions.lifting import Lifting
from groupctl.decisions.recorder import Recorder
from groupctl.errors import DecisionError, EngineError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.engines import hit_policy
from groupctl.rules.engines.base import PreparedRuleSet
from groupctl.rules.evaluation.environment import Environment, label
from groupctl.rules.evaluation.given import in_part
from groupctl.rules.evaluation.items import CompiledPolicy
from groupctl.rules.evaluation.judgement import Judgement, unconcerned
from groupctl.rules.evaluation.supposed import ChangedReach, ReadBehind, SupposedEnvironment
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.unknown import Maybe, UnknownValue, plain
from groupctl.texts.causes import Cause

Listener = Callable[["Evaluation", Judgement], None]

LISTENERS: Final[list[Listener]] = []
"""What hears of every judgement when it is made: the coverage of tests. It takes no part in a decision."""


@define(eq=False, slots=False)
class Evaluation:
    """A policy at work on a portfolio; judgements are remembered, since rule sets build on each other."""

    policy: Policy
    portfolio: Portfolio
    prepared: Callable[[RuleSet], PreparedRuleSet]
    compiled: CompiledPolicy | None
    base: "Evaluation | None" = None
    """Of a portfolio that was made of another by `Portfolio.with_rows`: the evaluation of that."""
    supposed: frozenset[str] = frozenset()
    """Matters in which a request is supposed to be granted."""
    environment: Environment = field(init=False)
    granting: Granting = field(init=False)
    lifting: Lifting = field(init=False)
    _judgements: dict[tuple[str, Record], Judgement | DecisionError] = field(factory=dict, init=False)
    _in_force: dict[str, RuleSet] = field(factory=dict, init=False)
    _recorder: Recorder = field(init=False)

    def __attrs_post_init__(self) -> None:
        holders = Holders(self.portfolio, self.policy.authority)
        made = (self.policy, self.portfolio, self._outputs, partial(granted, holders), self.compiled)
        if self.base is None:
            self.environment = Environment(*made)
        else:
            self.environment = SupposedEnvironment(*made, base=self.base.environment, reach=self.reach)
        self.granting = Granting(self.environment, holders, self._concerns)
        self.lifting = Lifting(self.granting, self.supposed)
        self._recorder = Recorder(self.environment, self._judged, self.lifting)

    def on(self, portfolio: Portfolio) -> "Evaluation":
        """The same policy at work on another portfolio."""
        return type(self)(self.policy, portfolio, self.prepared, self.compiled)

    def forget(self, record: Record) -> None:
        """Drop what was found about ``record``."""
        self.environment.forget(record)
        for key in [key for key in tuple(self._judgements) if key[1] is record]:
            self._judgements.pop(key, None)

    def decision(self, rule_set: RuleSet, record: Record, depth: int = 0) -> made.Decision:
        """The decision of ``rule_set`` about ``record``, explained ``depth`` values down.

        A failure is a decision too, with status ``failed``.
        """
        if not self.may_concern(rule_set, record):
            return self._recorder.not_applicable(self.in_force(rule_set), record)
        return self.decided(rule_set, record, depth)

    def decided(self, rule_set: RuleSet, record: Record, depth: int = 0) -> made.Decision:
        """The decision about a record that ``rule_set`` may concern."""
        try:
            if in_part(rule_set, record, self.portfolio):
                return self._recorder.given(rule_set, record)
            return self._recorder.decided(self.judgement(rule_set, record), depth)
        except DecisionError as error:
            return self._recorder.failed(self.in_force(rule_set), record, error)
        finally:
            if rule_set.name not in self.policy.built_on:
                self._judgements.pop((rule_set.name, record), None)

    @cached_property
    def reach(self) -> ChangedReach:
        """Which values may be others than those of the ``base``."""
        if self.base is None:
            raise AssertionError("nothing is supposed")
        return ChangedReach(self.policy, self.base.portfolio, self.portfolio, self.base.read_behind)

    @cached_property
    def read_behind(self) -> ReadBehind:
        """Which records each name reads, itself or through others."""
        return ReadBehind(self.policy)

    def may_concern(self, rule_set: RuleSet, record: Record) -> bool:
        """Whether there may be anything to decide: false only where ``only`` is definitely false and nothing is given."""
        try:
            return in_part(rule_set, record, self.portfolio) or self._concerns(rule_set, record) is not False
        except DecisionError:
            return True

    def _concerns(self, rule_set: RuleSet, record: Record) -> Maybe:
        return True if rule_set.only is None else self._evaluate(record, rule_set.only)

    def _judged(self, rule_set: RuleSet, record: Record) -> Judgement | None:
        """The judgement, None where there is nothing to decide."""
        return self.judgement(rule_set, record) if self.may_concern(rule_set, record) else None

    def judgement(self, rule_set: RuleSet, record: Record) -> Judgement:
        """The judgement of ``rule_set`` about ``record``. DecisionError when it can't be made."""
        key = (rule_set.name, record)
        if key not in self._judgements:
            try:
                self._judgements[key] = self._judge(self.in_force(rule_set), record)
            except DecisionError as error:
                self._judgements[key] = error
        found = self._judgements[key]
        if isinstance(found, DecisionError):
            raise found
        return found

    def in_force(self, rule_set: RuleSet) -> RuleSet:
        """``rule_set`` with the rules that hold at the portfolio's date."""
        if rule_set.name not in self._in_force:
            self._in_force[rule_set.name] = rule_set.in_force(self.portfolio.as_of)
        return self._in_force[rule_set.name]

    def _outputs(self, rule_set: RuleSet, record: Record) -> Mapping[str, Maybe]:
        judgement = self._judged(rule_set, record)
        if judgement is None:
            cause = Cause.of("decision.cause-not-applicable", about=label(record), rule_set=rule_set.name)
            return dict.fromkeys(rule_set.gives, UnknownValue.of(cause))
        return judgement.outcome.outputs

    def _judge(self, rule_set: RuleSet, record: Record) -> Judgement:
        concern = True if rule_set.gate else self._concerns(rule_set, record)
        if isinstance(concern, UnknownValue):
            return unconcerned(rule_set, record, concern)
        conditions = rule_set.conditions_read
        row = [plain(self._lookup(record, node)) for node in rule_set.inputs[:conditions]]
        row += [None] * (len(rule_set.inputs) - conditions)
        truths = tuple(self.prepared(rule_set).truths(row))
        overridden = self.lifting.overridden(rule_set, record)
        holding = [
            False if rule.id in overridden else truth
            for rule, truth in zip(rule_set.rules, truths, strict=True)
        ]

        def outputs(index: int | None) -> Mapping[str, Maybe]:
            then = rule_set.otherwise if index is None else rule_set.rules[index].then
            return {name: self._evaluate(record, then[name]) for name in rule_set.gives}

        def why(index: int) -> UnknownValue:
            return self._unknown(record, rule_set.rules[index])

        outcome = hit_policy.outcome(rule_set, holding, outputs, why)
        found = Judgement(
            rule_set=rule_set, record=record, truths=truths, overridden=overridden, outcome=outcome
        )
        for hear in LISTENERS:
            hear(self, found)
        return found

    def _lookup(self, record: Record, node: core.Read | core.Quantified) -> Maybe:
        return self.environment.read(node, {core.SUBJECT: record})

    def _evaluate(self, record: Record, node: core.Node) -> Maybe:
        return self.environment.evaluate(node, {core.SUBJECT: record})

    def _unknown(self, record: Record, rule: Rule) -> UnknownValue:
        """The causes of an unknown rule, from the reference, which must find it unknown too."""
        found = self._evaluate(record, rule.condition)
        if not isinstance(found, UnknownValue):
            raise EngineError.of("decision.engines-disagree", rule=rule.id, subject=label(record))
        return found
