"""From the truth of each rule to the outcome of a rule set.

The outcome is what every possible truth value of the unknown rules would give (M23): each hit policy lists the
*candidates*, the outputs that some such choice leads to. Where all candidates agree, the output is known;
where they differ, the rule set's ``unknown`` clause speaks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, cast

from attrs import frozen

from groupctl.causes import Cause
from groupctl.errors import DecisionError, Fault
from groupctl.rules.engines.base import Truth
from groupctl.rules.policy import RuleSet
from groupctl.rules.types import LARGEST
from groupctl.rules.unknown import Maybe, Unknown

Outputs = Mapping[str, Maybe]
REFER: Final = "REFER"
"""The member that ``unknown: refer`` gives."""


@frozen
class Outcome:
    """The outputs of a rule set, the rules that determined them, and the unknown rules that could have changed them."""

    outputs: Outputs
    determining: tuple[int, ...]
    open: tuple[int, ...] = ()


@frozen
class Firings:
    """What a hit policy joins: the rules that definitely fired, those that might, and what each rule says.

    ``outputs(i)`` gives what rule ``i`` says, ``outputs(None)`` what ``otherwise`` says.
    """

    rule_set: RuleSet
    fired: tuple[int, ...]
    unknown: tuple[int, ...]
    outputs: Callable[[int | None], Outputs]


@frozen
class Candidates:
    """What the possible truth values lead to.

    ``settled`` is what holds if no unknown rule fires, determined by ``rules``; ``others`` are the outputs of the choices in which the unknown
    rules ``open`` fire; ``conflict`` says that some choice breaks the hit policy.
    """

    settled: Outputs
    rules: tuple[int, ...]
    others: tuple[Outputs, ...] = ()
    open: tuple[int, ...] = ()
    conflict: bool = False


def outcome(
    rule_set: RuleSet,
    truths: Sequence[Truth],
    outputs: Callable[[int | None], Outputs],
    why: Callable[[int], Unknown],
) -> Outcome:
    """The outcome of ``rule_set`` given the truth of each rule.

    ``outputs(i)`` gives what rule ``i`` says, ``outputs(None)`` what ``otherwise`` says; only those that matter
    are asked for. ``why(i)`` gives the causes of an unknown rule. DecisionError when definite firings break
    the hit policy, or when ``unknown: error`` applies.
    """
    fired = tuple(i for i, truth in enumerate(truths) if truth is True)
    unknown = (
        tuple(i for i, truth in enumerate(truths) if truth is None) if rule_set.unknown != "ignore" else ()
    )
    candidates = HIT_POLICIES[rule_set.hit](Firings(rule_set, fired, unknown, outputs))
    causes = Unknown.joined(why(i) for i in candidates.open)
    joined = {name: agree(name, candidates, causes) for name in rule_set.gives}
    if any(isinstance(value, Unknown) for value in joined.values()):
        joined = answer_unknown(rule_set, joined)
    return Outcome(joined, candidates.rules, candidates.open)


def agree(name: str, candidates: Candidates, causes: Unknown) -> Maybe:
    """The output ``name`` where all candidates give the same known value, else unknown."""
    settled = candidates.settled[name]
    values = [settled, *(other[name] for other in candidates.others)]
    if any(isinstance(value, Unknown) for value in values):
        return Unknown.joined([*values, causes])
    if candidates.conflict or any(value != settled for value in values):
        return causes
    if isinstance(settled, int | Fraction) and not -LARGEST <= settled <= LARGEST:
        return Unknown.of(Cause.of("decision.cause-out-of-range"))
    return settled


def answer_unknown(rule_set: RuleSet, outputs: dict[str, Maybe]) -> dict[str, Maybe]:
    """Apply the ``unknown`` clause to outputs of which at least one is unknown."""
    if rule_set.unknown == "error":
        causes = Unknown.joined(outputs.values()).causes
        raise DecisionError(
            Fault("decision.unknown-is-error", {"rule_set": rule_set.name}, rule_set.where, because=causes)
        )
    if rule_set.unknown == "refer":
        for name, value in outputs.items():
            if isinstance(value, Unknown) and REFER in rule_set.gives[name].members:
                outputs[name] = REFER
    return outputs


HitPolicyMeaning = Callable[[Firings], Candidates]


def first(of: Firings) -> Candidates:
    """The first rule in the order of the policy; an unknown one before it may be the first."""
    hit = of.fired[:1]
    before = tuple(i for i in of.unknown if not hit or i < hit[0])
    return Candidates(of.outputs(hit[0] if hit else None), hit, tuple(of.outputs(i) for i in before), before)


def unique(of: Firings) -> Candidates:
    """At most one rule may fire; a choice in which a second one does is a conflict."""
    if len(of.fired) > 1:
        raise overlap(of)
    others = tuple(of.outputs(i) for i in of.unknown)
    conflict = len(of.fired) + len(of.unknown) > 1 and bool(of.unknown)
    return Candidates(of.outputs(of.fired[0] if of.fired else None), of.fired, others, of.unknown, conflict)


def any_(of: Firings) -> Candidates:
    """All rules that fire must agree in what is known; a choice in which one disagrees is a conflict."""
    definite = [of.outputs(i) for i in of.fired]
    if disagree(definite):
        raise overlap(of)
    others = tuple(of.outputs(i) for i in of.unknown)
    said = (*definite[1:], *others)
    settled = definite[0] if definite else of.outputs(None)
    return Candidates(settled, of.fired, said, of.unknown, disagree([*definite, *others]))


def disagree(said: Sequence[Outputs]) -> bool:
    """Whether two of the answers differ in an output that both know."""
    known = [(name, value) for one in said for name, value in one.items() if not isinstance(value, Unknown)]
    return len(set(known)) > len({name for name, _ in known})


def priority(of: Firings) -> Candidates:
    """The rule whose first output stands first in its enumeration; among equals the first rule in the policy.

    A rule whose first output is unknown might stand anywhere, so it is a rival like a rule that might fire; but
    nothing stands before the first member.
    """
    name, ranking = next(iter(of.rule_set.gives.items()))
    said = {i: of.outputs(i) for i in (*of.fired, *of.unknown)}

    def rank(i: int) -> int:
        value = said[i][name]
        return 0 if isinstance(value, Unknown) else ranking.members.index(cast(str, value))

    certain = [i for i in of.fired if not isinstance(said[i][name], Unknown)]
    best = min(certain, key=lambda i: (rank(i), i), default=None)
    if best is None:
        settled = said[of.fired[0]] if of.fired else of.outputs(None)
        return Candidates(settled, of.fired, tuple(said.values()), of.unknown)
    rivals = [i for i in said if i not in certain and (rank(i), i) < (rank(best), best)]
    first_member = {name: said[best][name]} if rank(best) == 0 else {}
    hit = tuple(i for i in certain if rank(i) == rank(best))
    open_ = tuple(i for i in rivals if i in of.unknown)
    return Candidates(said[best], hit, tuple({**said[i], **first_member} for i in rivals), open_)


def collect_list(of: Firings) -> Candidates:
    """A list of what every rule says, in the order of the policy; of ``otherwise`` alone where no rule fires."""

    def listed(rules: Iterable[int]) -> Outputs:
        said = [of.outputs(i) for i in sorted(rules)] or [of.outputs(None)]
        return {name: unknown_or_tuple([one[name] for one in said]) for name in of.rule_set.gives}

    others = [listed((*of.fired, i)) for i in of.unknown]
    if len(of.unknown) > 1:
        others.append(listed((*of.fired, *of.unknown)))
    return Candidates(listed(of.fired), of.fired, tuple(others), of.unknown)


def unknown_or_tuple(values: Sequence[Maybe]) -> Maybe:
    """``values`` as one list, unknown when any of them is."""
    return Unknown.joined(values) if any(isinstance(value, Unknown) for value in values) else tuple(values)


def collect_sum(of: Firings) -> Candidates:
    """The sum of what every rule says."""
    said = {i: of.outputs(i) for i in (*of.fired, *of.unknown)}

    def total(rules: tuple[int, ...]) -> Outputs:
        return {name: fold(sum, [said[i][name] for i in rules]) for name in of.rule_set.gives}

    settled = total(of.fired) if of.fired else of.outputs(None)
    others = [total((*of.fired, i)) for i in of.unknown] + (
        [total((*of.fired, *of.unknown))] if of.unknown else []
    )
    return Candidates(settled, of.fired, tuple(others), of.unknown)


def collect_extreme(choose: Callable[[list[Fraction]], Fraction]) -> HitPolicyMeaning:
    """The smallest or the largest of what every rule says."""

    def meaning(of: Firings) -> Candidates:
        said = {i: of.outputs(i) for i in (*of.fired, *of.unknown)}

        def extreme(rules: tuple[int, ...]) -> Outputs:
            return {name: fold(choose, [said[i][name] for i in rules]) for name in of.rule_set.gives}

        settled = extreme(of.fired) if of.fired else of.outputs(None)
        hit = tuple(i for i in of.fired if said[i] == settled)
        return Candidates(settled, hit, tuple(extreme((*of.fired, i)) for i in of.unknown), of.unknown)

    return meaning


def fold(function: Callable[[list[Fraction]], object], values: Sequence[Maybe]) -> Maybe:
    """``function`` of known values, unknown when any is."""
    if any(isinstance(value, Unknown) for value in values):
        return Unknown.joined(values)
    return function(cast(list[Fraction], list(values)))


def overlap(of: Firings) -> DecisionError:
    """Definite firings that break ``unique`` or ``any``."""
    rule_set = of.rule_set
    return DecisionError.of(
        "decision.overlap",
        where=rule_set.where,
        hint="decision.overlap-hint",
        rule_set=rule_set.name,
        rules=", ".join(rule_set.rules[i].id for i in of.fired),
        hit=rule_set.hit,
    )


HIT_POLICIES: Final[Mapping[str, HitPolicyMeaning]] = {
    "first": first,
    "unique": unique,
    "any": any_,
    "priority": priority,
    "collect list": collect_list,
    "collect sum": collect_sum,
    "collect min": collect_extreme(min),
    "collect max": collect_extreme(max),
}
