"""What was found about one record: the truth of each rule, what granted requests lift, and what that amounts to."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.engines import hit_policy
from groupctl.rules.engines.base import Truth
from groupctl.rules.evaluation.environment import label
from groupctl.rules.policy import RuleSet
from groupctl.rules.unknown import UnknownValue
from groupctl.texts.causes import Cause


@frozen(kw_only=True, eq=False)
class Judgement:
    """What the engine found about one record, before it is put into words."""

    rule_set: RuleSet
    record: Record
    truths: tuple[Truth, ...]
    overridden: Mapping[str, tuple[Any, ...]]
    """The rules that granted requests lift, with how these stand."""
    outcome: hit_policy.RuleSetOutcome

    @property
    def holding(self) -> tuple[int, ...]:
        """The rules that hold and that no granted request lifts."""
        rules = zip(self.rule_set.rules, self.truths, strict=True)
        return tuple(i for i, (rule, truth) in enumerate(rules) if truth and rule.id not in self.overridden)

    @property
    def advice(self) -> tuple[int, ...]:
        """The rules that hold and can't change what a gate answers: they say what it says without them."""
        rule_set = self.rule_set
        if not rule_set.gate or rule_set.hit == "first":
            return ()
        return tuple(i for i in self.holding if rule_set.rules[i].then == rule_set.otherwise)

    @property
    def heard(self) -> tuple[int, ...]:
        """The rules that determine the outcome, or would."""
        return (*self.outcome.determining, *self.outcome.would)

    @property
    def asked(self) -> tuple[int, ...]:
        """The rules whose answers the hit policy weighed: those that determine the outcome, and those that are rivals."""
        rules = enumerate(zip(self.rule_set.rules, self.truths, strict=True))
        open_ = [i for i, (rule, truth) in rules if truth is None and rule.id not in self.overridden]
        return (*(self.heard if self.rule_set.hit == "first" else self.holding), *open_)

    @property
    def outranked(self) -> tuple[int, ...]:
        """The rules that hold but give way to others."""
        return tuple(i for i in self.holding if i not in {*self.heard, *self.advice})


def unconcerned(rule_set: RuleSet, record: Record, only: UnknownValue) -> Judgement:
    """The judgement where it is unknown whether there is anything to decide: no rule is judged.

    A gate does not ask: it refers rather than to let anything pass.
    """
    cause = Cause("decision.cause-only", (("rule_set", rule_set.name),), label(record), only.causes)
    answered = hit_policy.answer_unknown(rule_set, dict.fromkeys(rule_set.gives, UnknownValue.of(cause)))
    referred = not any(isinstance(value, UnknownValue) for value in answered.values())
    outcome = hit_policy.RuleSetOutcome(answered, referred=referred)
    return Judgement(
        rule_set=evolve(rule_set, rules=()), record=record, truths=(), overridden={}, outcome=outcome
    )


def said(judgement: Judgement) -> Iterator[core.Node]:
    """The conditions of all rules that were judged, and what the rules say that were asked; else ``otherwise``."""
    rule_set = judgement.rule_set
    yield from (rule.condition for rule in rule_set.rules)
    for index in judgement.asked:
        yield from rule_set.rules[index].then.values()
    if not judgement.heard:
        yield from rule_set.otherwise.values()
