"""Ledgers that aim at the borders of a rule set: where its answers change, mistakes are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from groupctl.rules import core
from groupctl.rules.policy import Policy
from groupctl.rules.reads import needs
from groupctl.schema.checks import FIRST_DAY, LAST_DAY
from groupctl.schema.fields import Kind
from groupctl.schema.money import LARGEST
from groupctl.testing.ledger import AS_OF, Ledger
from groupctl.testing.strategies import Aims, ledgers
from groupctl.testing.values import beside

_FEW_DAYS: Final = 4000
"""Numbers of days that are so few may lie between a date and the ledger's day."""


def from_ruleset(
    policy: Policy, rule_set: str, *, most: int = 3, rejected: bool = True
) -> st.SearchStrategy[Ledger]:
    """Ledgers about ``rule_set`` that aim: at each threshold and its neighbours, and at each day from which something holds.

    Thresholds are the constants of its rules and the values of the parameters that it reads, itself or through measures and other
    rule sets. Only what it reads is stated, and not always; with ``rejected`` some rows could not be read. KeyError where the
    policy has no such rule set.
    """
    found = policy.rulesets[rule_set]
    needed = needs(policy, [rule_set])
    entities = {entity.name for entity in policy.schema.entities.values() if entity.table in needed.tables}
    return ledgers(
        policy.schema,
        as_of=st.one_of(st.just(AS_OF), st.just(AS_OF), st.sampled_from(days(policy, rule_set))),
        currency=policy.currency,
        entities=entities | {found.about},
        fields=needed.fields,
        aims=aims(policy, rule_set),
        most=most,
        rejected=rejected,
    )


def aims(policy: Policy, rule_set: str) -> Aims:
    """The thresholds of a rule set with their neighbours, by the kind of field that may meet them."""
    made: dict[Kind, dict[Any, None]] = defaultdict(dict)
    for kind, value in _thresholds(policy, rule_set):
        for near in neighbours(value):
            made[kind][near] = None
            if kind == "days" and abs(near) <= _FEW_DAYS:
                made["date"] |= {near: None, -near: None}
    return {kind: tuple(found) for kind, found in made.items()}


def _thresholds(policy: Policy, rule_set: str) -> Iterator[tuple[Any, Any]]:
    for node in (node for top in policy.rulesets[rule_set].expressions() for node in core.walk(top)):
        if isinstance(node, core.Const):
            yield node.type.kind, node.value
    for name in sorted(needs(policy, [rule_set]).parameters):
        parameter = policy.parameters[name]
        scoped = (held for units in parameter.scopes.values() for held in units.values())
        yield from ((parameter.type.kind, value) for held in (parameter.values, *scoped) for _, value in held)


def neighbours(value: Any) -> list[Any]:
    """A value, and those `beside` it; none of a text or a member."""
    if isinstance(value, str):
        return [value]
    near = beside(value)
    found = [value, *near] if near else []
    return [one for one in found if type(one) is not int or abs(one) <= LARGEST]


def days(policy: Policy, rule_set: str) -> list[date]:
    """Each day from which something that a rule set reads holds, or until which, with the day before and the day after."""
    found = {day for rule in policy.rulesets[rule_set].rules for day in (rule.since, rule.until) if day}
    for name in needs(policy, [rule_set]).parameters:
        found |= {day for day, _ in policy.parameters[name].values}
    near = {day + timedelta(step) for day in found for step in (-1, 0, 1)}
    first, last = FIRST_DAY + timedelta(_FEW_DAYS), LAST_DAY - timedelta(_FEW_DAYS)
    return sorted(day for day in near if first <= day <= last) or [AS_OF]
