"""The outcome of a row in which nothing is unknown, as early as it is certain.

Where something turns out to be unknown, out of range or against the hit policy, these functions give None and
leave the row to ``groupctl.rules.engines.hit_policy``, which states the meaning in full.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import compress
from types import MappingProxyType
from typing import Any, Final, cast

from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.engines.base import InputRow, Truth
from groupctl.rules.engines.compiled_values import compile_values, function_source, leave_unknown
from groupctl.rules.engines.python_source import FunctionWriter, make
from groupctl.rules.policy import RuleSet
from groupctl.rules.types import LARGEST

Outputs = Mapping[str, Value | None]
"""The outputs of a rule set by name; None is unknown."""

OutcomeFunction = Callable[[InputRow], Outputs | None]
Truths = Callable[[InputRow], tuple[Truth, ...]]
Join = Callable[[Sequence[Outputs]], Outputs | None]
"""What several rules say together; None where they must not."""


def compile_outcome(rule_set: RuleSet, truths: Truths) -> OutcomeFunction:
    """The outcome of ``rule_set`` for rows in which nothing is unknown; None for the others."""
    order = order_of_precedence(rule_set)
    if order is not None:
        return first_of(rule_set, order)
    join = JOINS.get(rule_set.hit)
    return all_of(rule_set, truths, join) if join else lambda row: None  # noqa: ARG005


def order_of_precedence(rule_set: RuleSet) -> Sequence[int] | None:
    """The rules in the order in which the first that fires decides; None when the hit policy needs them all."""
    rules = range(len(rule_set.rules))
    if rule_set.hit == "first":
        return rules
    name, ranking = next(iter(rule_set.gives.items()))
    said = [rule.then[name] for rule in rule_set.rules]
    if rule_set.hit == "priority" and all(isinstance(node, core.Const) for node in said):
        ranks = [ranking.members.index(cast(str, cast(core.Const, node).value)) for node in said]
        return sorted(rules, key=lambda index: (ranks[index], index))
    return None


def first_of(rule_set: RuleSet, order: Sequence[int]) -> OutcomeFunction:
    """A generated function that tries the rules in ``order`` and stops at the first that fires."""
    names = {node: f"v{index}" for index, node in enumerate(rule_set.inputs)}
    known = rule_set.inputs[: rule_set.conditions_read]
    writer = FunctionWriter(names, frozenset(known))
    writer.lines += leave_unknown(names, known, "None")
    for index in order:
        condition = writer.write(rule_set.rules[index].condition)
        test = condition.text
        if condition.maybe:
            writer.lines += [f"fires = {test}", "if fires is None: return None"]
            test = "fires"
        writer.lines.append(f"if {test}: {write_answer(rule_set, rule_set.rules[index].then, writer)}")
    writer.lines.append(write_answer(rule_set, rule_set.otherwise, writer))
    source = function_source("outcome", names.values(), writer.lines)
    return cast(OutcomeFunction, make(source, "outcome", writer.bound))


def write_answer(rule_set: RuleSet, said: Mapping[str, core.Node], writer: FunctionWriter) -> str:
    """The statement that returns what a rule says."""
    answer = answer_of(rule_set, said)
    return f"return {writer.bind(answer)}{'(row)' if callable(answer) else ''}"


def answer_of(rule_set: RuleSet, said: Mapping[str, core.Node]) -> Outputs | OutcomeFunction:
    """What a rule says: the outputs themselves where they are constant, else a function of the row."""
    nodes = [said[name] for name in rule_set.gives]
    constants = {
        name: node.value
        for name, node in zip(rule_set.gives, nodes, strict=True)
        if isinstance(node, core.Const)
    }
    if len(constants) == len(nodes) and all(map(in_range, constants.values())):
        return MappingProxyType(constants)
    values = compile_values(nodes, rule_set.inputs)

    def answer(row: InputRow) -> Outputs | None:
        found = values(row)
        return dict(zip(rule_set.gives, found, strict=True)) if all(map(in_range, found)) else None

    return answer


def in_range(value: Value | None) -> bool:
    """Whether ``value`` is known and within the bounds of an output."""
    if isinstance(value, int | Fraction):
        return -LARGEST <= value <= LARGEST
    return value is not None


def all_of(rule_set: RuleSet, truths: Truths, join: Join) -> OutcomeFunction:
    """A function that judges all rules and joins what they say."""
    answers = [answer_of(rule_set, rule.then) for rule in rule_set.rules]
    nothing_fired = answer_of(rule_set, rule_set.otherwise)
    listed = rule_set.hit == "collect list"

    def outcome(row: InputRow) -> Outputs | None:
        found = truths(row)
        if None in found:
            return None
        said = list(compress(answers, found))
        if not said and not listed:
            return nothing_fired(row) if callable(nothing_fired) else nothing_fired
        said = said or [nothing_fired]
        known = [answer(row) if callable(answer) else answer for answer in said]
        return None if None in known else join(cast(Sequence[Outputs], known))

    return outcome


def only_one(said: Sequence[Outputs]) -> Outputs | None:
    """``unique``: what the only rule says."""
    return said[0] if len(said) == 1 else None


def same(said: Sequence[Outputs]) -> Outputs | None:
    """``any``: what all rules say alike."""
    return said[0] if all(one == said[0] for one in said) else None


def collected(combine: Callable[[list[Any]], Value], said: Sequence[Outputs]) -> Outputs | None:
    """``collect``: each output of all rules, combined."""
    outputs = {name: combine([one[name] for one in said]) for name in said[0]}
    return outputs if all(map(in_range, outputs.values())) else None


JOINS: Final[Mapping[str, Join]] = {
    "unique": only_one,
    "any": same,
    "collect list": partial(collected, tuple),
    "collect sum": partial(collected, sum),
    "collect min": partial(collected, min),
    "collect max": partial(collected, max),
}
