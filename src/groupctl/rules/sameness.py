"""What means the same in two policies: parts that are alike, and all that is behind them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import define, field

from groupctl.rules import core
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.reads import read_by_measure, reads

Name = tuple[str, str]
"""An entity with one of its measures or outputs; no entity for a parameter."""

OF_RULE: Final = ("when", "applies", "then", "since", "until", "overridable")
OF_RULE_SET: Final = ("about", "hit", "gives", "otherwise", "unknown", "only", "outcomes", "gate")
OF_PARAMETER: Final = ("type", "values", "scopes", "tighter", "only_tighter")
OF_MEASURE: Final = ("about", "type", "formula")


def alike(one: object, other: object, names: Sequence[str]) -> bool:
    """Whether two parts are there and the same in these fields."""
    if one is None or other is None:
        return False
    return one is other or all(getattr(one, name) == getattr(other, name) for name in names)


def same_rule(one: Rule, other: Rule) -> bool:
    """Whether two rules decide alike, whatever they are called, propose or come from."""
    return alike(one, other, OF_RULE)


def same_rules(one: RuleSet, other: RuleSet) -> bool:
    """Whether two rule sets say the same themselves."""
    return one is other or (
        alike(one, other, OF_RULE_SET)
        and [rule.id for rule in one.rules] == [rule.id for rule in other.rules]
        and all(map(same_rule, one.rules, other.rules))
    )


@define(eq=False)
class Sameness:
    """Two policies, and what is the same in both; answers are remembered."""

    old: Policy
    new: Policy
    _known: dict[Name, bool] = field(factory=dict, init=False)

    def rule_set(self, name: str) -> bool:
        """Whether a rule set that both have gives the same answers, since it and all that it reads say the same."""
        return self.rules(name) and not self.changed_behind(name)

    def rules(self, name: str) -> bool:
        """Whether both say the same in the rule set itself."""
        return same_rules(self.old.rulesets[name], self.new.rulesets[name])

    def changed_behind(self, name: str) -> list[Name]:
        """The names that the rules read, of either policy, whose values come about otherwise; matrices among them."""
        sets = [policy.rulesets[name] for policy in (self.old, self.new)]
        found = {
            place
            for policy, one in zip((self.old, self.new), sets, strict=True)
            for place in _read(policy, one)
        }
        if any(rule.overridable for one in sets for rule in one.rules):
            found |= {("request", one.route) for policy in (self.old, self.new) for one in policy.matrices}
            if self.old.authority != self.new.authority:
                found.add(("request", "authority"))
        return sorted(place for place in found if not self.same(place))

    def same(self, place: Name) -> bool:
        """Whether a parameter, a measure, an output or an attribute is worked out in the same way."""
        if place not in self._known:
            self._known[place] = True  # a policy has no cycles
            self._known[place] = self._same(*place)
        return self._known[place]

    def _same(self, entity: str, name: str) -> bool:
        if not entity:
            return alike(self.old.parameters.get(name), self.new.parameters.get(name), OF_PARAMETER)
        if (entity, name) == ("request", "authority"):
            return False
        measures = [policy.measures.get((entity, name)) for policy in (self.old, self.new)]
        if any(measures):
            one, other = measures
            if one is None or other is None or not alike(one, other, OF_MEASURE):
                return False
            return all(self.same(place) for place in read_by_measure(self.old.schema, one))
        givers = [policy.giver(entity, name) for policy in (self.old, self.new)]
        if not any(givers):
            return True  # an attribute or a collection, which ledgers state
        return all(givers) and givers[0].name == givers[1].name and self.rule_set(givers[0].name)  # type: ignore[union-attr]


def _read(policy: Policy, rule_set: RuleSet) -> Iterator[Name]:
    nodes: Any = rule_set.expressions_of_outputs()
    for entity, name in reads(policy.schema, nodes, {core.SUBJECT: rule_set.about}):
        yield entity, name.removeprefix(core.STATED)
