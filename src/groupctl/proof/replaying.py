"""What the solver found, seen by the reference engine: the values behind a question are given, and everything above them is worked out again."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

from attrs import define, evolve, field, frozen

from groupctl.errors import DecisionError
from groupctl.portfolio.records import Record
from groupctl.proof.leaves import Model
from groupctl.proof.unfolding import OVERRIDDEN, Here, Unfolding
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines import hit_policy
from groupctl.rules.engines.base import Truth
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.evaluation.environment import bounded
from groupctl.rules.policy import Computed, RuleSet
from groupctl.rules.types import Type
from groupctl.rules.unknown import Maybe, UnknownValue, plain

UNKNOWN: Final = UnknownValue(())
NAMELESS: Final = Record("", "", None, {})
"""In place of the record that the cause of an unknown value names."""


class NotLookedAt(Exception):
    """A value is read that the solver did not look at: what it found can't be replayed."""


@frozen
class Seen:
    """What a rule set answers in the reference engine; ``outcome`` is None where no decision can be made."""

    truths: tuple[Truth, ...]
    outcome: hit_policy.RuleSetOutcome | None
    applies: Truth

    def output(self, name: str) -> Value | None:
        """An output as others read it; None is unknown."""
        if self.outcome is None or self.applies is False:
            return None
        return plain(self.outcome.outputs[name])


@define(eq=False)
class ModelReplay:
    """A policy in the reference engine on the values of a model."""

    unfolding: Unfolding
    model: Model
    given: dict[object, tuple[str, Type, Value | None]] = field(factory=dict, init=False)
    """The values that were read, by what is left open there: each with its name and type."""
    _values: dict[tuple[Here, str], Maybe] = field(factory=dict, init=False)
    _seen: dict[tuple[Here, str], Seen] = field(factory=dict, init=False)

    def value(self, here: Here, name: str) -> Maybe:
        """The value that a name has."""
        key = (here, name)
        if key not in self._values:
            self._values[key] = self._value(here, name)
        return self._values[key]

    def _value(self, here: Here, name: str) -> Maybe:
        policy = self.unfolding.policy
        if name in policy.schema.entities[here.entity].attributes or name.startswith(core.STATED):
            return self._given((here, name))
        measure = policy.measures.get((here.entity, name))
        if measure and isinstance(measure.formula, Computed):
            return bounded(self.evaluate(here, measure.formula.expression), NAMELESS)
        if measure:
            return self._given((here, name))
        found = self.seen(here, policy.rulesets[policy.outputs[here.entity, name]]).output(name)
        return UNKNOWN if found is None else found

    def evaluate(self, here: Here, node: core.Node) -> Maybe:
        """The value of an expression about a record."""
        return evaluate(node, lambda read: self.read(here, read))

    def read(self, here: Here, node: core.Read | core.Quantified) -> Maybe:
        """The value of an input of an expression."""
        if isinstance(node, core.Quantified):
            return self._quantified(here, node)
        if node.root == core.AS_OF:
            return self._given(core.AS_OF)
        if node.root == core.PARAMETER:
            return self._parameter(here, node.path[0])
        owner = self._follow(here, node.path[:-1])
        return UNKNOWN if owner is None else self.value(owner, node.path[-1])

    def _follow(self, here: Here, path: Iterable[str]) -> Here | None:
        for name in path:
            if isinstance(self.value(here, name), UnknownValue):
                return None
            target = self.unfolding.policy.schema.entities[here.entity].attributes[name].target
            here = Here(str(target), (*here.way, name))
        return here

    def _quantified(self, here: Here, node: core.Quantified) -> Maybe:
        if node.collection.path[0] != "all" and self._follow(here, node.collection.path[:-1]) is None:
            return UNKNOWN
        if not node.every:
            return self._given((here, node))
        some = self._given((here, evolve(node, every=False, condition=core.Not(term=node.condition))))
        return some if isinstance(some, UnknownValue) else not some

    def _parameter(self, here: Here, name: str) -> Maybe:
        symbol = self.unfolding.parameter(here, name)
        type_ = self.unfolding.policy.parameters[name].type
        value = self.model.value(symbol, type_)
        self.given[Here(""), name] = (name, type_, value)
        return UNKNOWN if value is None else value

    def _given(self, key: object) -> Maybe:
        like = self.unfolding.like
        leaf = self.unfolding.origin.get(key) or (like.origin.get(key) if like else None)
        if leaf is None:
            raise NotLookedAt
        value = self.model.value(leaf.symbol, leaf.type)
        self.given[key] = (leaf.label, leaf.type, value)
        return UNKNOWN if value is None else value

    def seen(self, here: Here, rule_set: RuleSet) -> Seen:
        """What a rule set answers about a record."""
        key = (here, rule_set.name)
        if key not in self._seen:
            self._seen[key] = self._judged(here, rule_set)
        return self._seen[key]

    def _judged(self, here: Here, rule_set: RuleSet) -> Seen:
        only = True if rule_set.only is None else self.evaluate(here, rule_set.only)
        applies = cast(Truth, plain(only))
        truths = tuple(self._holds(here, rule_set, i) for i in range(len(rule_set.rules)))
        if applies is False:
            return Seen(truths, None, applies)
        try:
            if applies is None and not rule_set.gate:
                answered = hit_policy.answer_unknown(rule_set, dict.fromkeys(rule_set.gives, UNKNOWN))
                return Seen(truths, hit_policy.RuleSetOutcome(answered), applies)

            def outputs(index: int | None) -> Mapping[str, Maybe]:
                then = rule_set.otherwise if index is None else rule_set.rules[index].then
                return {name: self.evaluate(here, then[name]) for name in rule_set.gives}

            found = hit_policy.outcome(rule_set, truths, outputs, lambda _: UNKNOWN)
        except DecisionError:
            return Seen(truths, None, applies)
        return Seen(truths, found, applies)

    def _holds(self, here: Here, rule_set: RuleSet, index: int) -> Truth:
        rule = rule_set.rules[index]
        day = self._given(core.AS_OF)
        if not rule.in_force(day):  # type: ignore[arg-type]
            return False
        if self.unfolding.may_lift(rule_set, rule) and self._given((here, f"{OVERRIDDEN}{rule.overridable}")):
            return False
        return cast(Truth, plain(self.evaluate(here, rule.condition)))
