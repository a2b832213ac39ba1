"""From the truth of each rule to the outcome of a rule set.

The outcome is what every possible truth value of the unknown rules would give (M23): each hit policy lists the
*candidates*, the outputs that some such choice leads to. Where all candidates agree, the output is known;
where they differ, the rule set's ``unknown`` clause speaks.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, cast

from attrs import frozen

from groupctl.errors import DecisionError, Fault
from groupctl.rules.engines.base import Truth
from groupctl.rules.policy import RuleSet
from groupctl.rules.types import LARGEST
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts.causes import Cause

Outputs = Mapping[str, Maybe]


@frozen
class RuleSetOutcome:
    """The outputs of a rule set and the rules behind them.

    ``determining`` fired and decided what is known. Where too little is known for that, ``would`` are the rules that
    would decide if no unknown rule fired. ``open`` are the unknown rules of which another truth gives another outcome;
    ``referred`` says that the ``unknown`` clause answered.
    """

    outputs: Outputs
    determining: tuple[int, ...] = ()
    would: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    referred: bool = False


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
class World:
    """One choice of truth values: what it leads to, the rules that decide there, and the unknown ones that fire."""

    outputs: Outputs
    rules: tuple[int, ...]
    fire: tuple[int, ...] = ()


@frozen
class Candidates:
    """What the possible truth values lead to.

    In ``settled`` no unknown rule fires; ``others`` are the choices in which some do. ``ranked`` says that the others
    are in the order in which the first that fires decides; ``conflict`` that some choice breaks the hit policy.
    ``turning`` are the unknown rules that turn the outcome, where that is more than the others tell.
    """

    settled: World
    others: tuple[World, ...] = ()
    ranked: bool = False
    conflict: bool = False
    turning: tuple[int, ...] | None = None

    @property
    def open(self) -> tuple[int, ...]:
        """The unknown rules of which another truth gives another outcome, alone or else together."""
        if self.turning is not None:
            return self.turning
        turning = [world.fire for place, world in enumerate(self.others) if self._turns(place)]
        alone = [fire for fire in turning if len(fire) == 1]
        return tuple(sorted({i for fire in alone or turning for i in fire}))

    def _turns(self, place: int) -> bool:
        """Whether it makes a difference that the rules of ``others[place]`` fire."""
        below = [*self.others[place + 1 :], self.settled] if self.ranked else [self.settled]
        return self.conflict or any(self.others[place].outputs != world.outputs for world in below)

    @property
    def certain(self) -> tuple[int, ...]:
        """The rules that decide in every choice."""
        return tuple(i for i in self.settled.rules if all(i in world.rules for world in self.others))


def outcome(
    rule_set: RuleSet,
    truths: Sequence[Truth],
    outputs: Callable[[int | None], Outputs],
    why: Callable[[int], UnknownValue],
) -> RuleSetOutcome:
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
    open_ = candidates.open
    causes = UnknownValue.joined(why(i) for i in open_)
    joined = {name: agree(name, candidates, causes) for name in rule_set.gives}
    if any(isinstance(value, UnknownValue) for value in joined.values()):
        return undecided(rule_set, candidates, joined, outputs)
    return RuleSetOutcome(joined, candidates.settled.rules, open=open_)


def undecided(
    rule_set: RuleSet, candidates: Candidates, joined: Outputs, outputs: Callable[[int | None], Outputs]
) -> RuleSetOutcome:
    """The outcome where an output is unknown: a rule decides only if it does so whatever the unknown rules are.

    Where the ``unknown`` clause answers for it, a rule that fired and says the same has decided too.
    """
    answered = answer_unknown(rule_set, joined)
    rules, known = (
        candidates.settled.rules,
        any(not isinstance(value, UnknownValue) for value in joined.values()),
    )
    referred = answered != joined
    decided = tuple(
        i for i in rules if (known and i in candidates.certain) or (referred and outputs(i) == answered)
    )
    would = tuple(i for i in rules if i not in decided)
    return RuleSetOutcome(answered, decided, would, candidates.open, referred)


def agree(name: str, candidates: Candidates, causes: UnknownValue) -> Maybe:
    """The output ``name`` where all candidates give the same known value, else unknown."""
    settled = candidates.settled.outputs[name]
    values = [settled, *(world.outputs[name] for world in candidates.others)]
    if any(isinstance(value, UnknownValue) for value in values):
        return UnknownValue.joined([*values, causes])
    if candidates.conflict or any(value != settled for value in values):
        return causes
    if isinstance(settled, int | Fraction) and not -LARGEST <= settled <= LARGEST:
        return UnknownValue.of(Cause.of("decision.cause-out-of-range"))
    return settled


def answer_unknown(rule_set: RuleSet, outputs: Outputs) -> Outputs:
    """What the ``unknown`` clause makes of outputs of which at least one is unknown."""
    if rule_set.unknown == "error":
        causes = UnknownValue.joined(outputs.values()).causes
        raise DecisionError(
            Fault("decision.unknown-is-error", {"rule_set": rule_set.name}, rule_set.where, because=causes)
        )
    if rule_set.unknown != "refer":
        return outputs
    return {
        name: rule_set.referrals.get(name, value) if isinstance(value, UnknownValue) else value
        for name, value in outputs.items()
    }


HitPolicyMeaning = Callable[[Firings], Candidates]


def first(of: Firings) -> Candidates:
    """The first rule in the order of the policy; an unknown one before it may be the first."""
    hit = of.fired[:1]
    before = tuple(World(of.outputs(i), (i,), (i,)) for i in of.unknown if not hit or i < hit[0])
    return Candidates(World(of.outputs(hit[0] if hit else None), hit), before, ranked=True)


def unique(of: Firings) -> Candidates:
    """At most one rule may fire; a choice in which a second one does is a conflict."""
    if len(of.fired) > 1:
        raise overlap(of)
    others = tuple(World(of.outputs(i), (i,), (i,)) for i in of.unknown)
    conflict = len(of.fired) + len(of.unknown) > 1 and bool(of.unknown)
    settled = World(of.outputs(of.fired[0] if of.fired else None), of.fired)
    return Candidates(settled, others, conflict=conflict)


def any_(of: Firings) -> Candidates:
    """All rules that fire must agree in what is known; a choice in which one disagrees is a conflict."""
    definite = [of.outputs(i) for i in of.fired]
    if disagree(definite):
        raise overlap(of)
    said = [World(one, of.fired) for one in definite] or [World(of.outputs(None), ())]
    others = [World(of.outputs(i), (*of.fired, i), (i,)) for i in of.unknown]
    conflict = disagree([*definite, *(world.outputs for world in others)])

    def leads_to(*fire: int) -> Outputs | None:
        together = [*definite, *(of.outputs(i) for i in fire)]
        return None if disagree(together) else together[0]

    turns = turning(said[0].outputs, {i: leads_to(i) for i in of.unknown}, leads_to)
    return Candidates(said[0], (*said[1:], *others), conflict=conflict, turning=turns)


def disagree(said: Sequence[Outputs]) -> bool:
    """Whether two of the answers differ in an output that both know."""
    known = [
        (name, value) for one in said for name, value in one.items() if not isinstance(value, UnknownValue)
    ]
    return len(set(known)) > len({name for name, _ in known})


def priority(of: Firings) -> Candidates:
    """The rule whose first output comes first in its enumeration; among equals the first rule in the policy.

    A rule whose first output is unknown might be anywhere, so it is a rival like a rule that might fire; but
    nothing comes before the first member.
    """
    name, ranking = next(iter(of.rule_set.gives.items()))
    said = {i: of.outputs(i) for i in (*of.fired, *of.unknown)}

    def rank(i: int) -> int:
        value = said[i][name]
        return 0 if isinstance(value, UnknownValue) else ranking.members.index(cast(str, value))

    def fire(i: int) -> tuple[int, ...]:
        return (i,) if i in of.unknown else ()

    certain = [i for i in of.fired if not isinstance(said[i][name], UnknownValue)]
    best = min(certain, key=lambda i: (rank(i), i), default=None)
    if best is None:
        settled = World(said[of.fired[0]] if of.fired else of.outputs(None), of.fired)
        others = sorted(said, key=lambda i: (rank(i), i))
        return Candidates(settled, tuple(World(said[i], (i,), fire(i)) for i in others), ranked=True)
    hit = tuple(i for i in certain if rank(i) == rank(best))
    worlds = []
    for i in sorted(said, key=lambda i: (rank(i), i)):
        if i not in certain and (rank(i), i) < (rank(best), best):
            equal = rank(i) == rank(best)
            first_member = {name: said[best][name]} if rank(best) == 0 else {}
            worlds.append(World({**said[i], **first_member}, (*hit, i) if equal else (i,), fire(i)))
    return Candidates(World(said[best], hit), tuple(worlds), ranked=True)


def collect_list(of: Firings) -> Candidates:
    """A list of what every rule says, in the order of the policy; of ``otherwise`` alone where no rule fires."""

    def listed(fire: tuple[int, ...]) -> World:
        rules = tuple(sorted((*of.fired, *fire)))
        said = [of.outputs(i) for i in rules] or [of.outputs(None)]
        together = {name: unknown_or_tuple([one[name] for one in said]) for name in of.rule_set.gives}
        return World(together, rules, fire)

    return collected(listed(()), listed, of.unknown)


def collected(
    settled: World, world: Callable[[tuple[int, ...]], World], unknown: tuple[int, ...]
) -> Candidates:
    """The candidates where all rules that fire count: ``settled`` if no unknown one does, else by ``world``.

    Each unknown rule alone, and all of them, tell what every choice can lead to.
    """
    alone = {i: world((i,)) for i in unknown}
    together = (world(unknown),) if len(unknown) > 1 else ()
    turns = turning(
        settled.outputs, {i: one.outputs for i, one in alone.items()}, lambda i, j: world((i, j)).outputs
    )
    return Candidates(settled, (*alone.values(), *together), turning=turns)


def turning(
    settled: Outputs,
    alone: Mapping[int, Outputs | None],
    both: Callable[[int, int], Outputs | None],
) -> tuple[int, ...]:
    """The unknown rules that turn an outcome, ``alone`` or beside one other: more change nothing about that."""
    return tuple(
        i
        for i, outputs in alone.items()
        if outputs != settled or any(both(i, j) != alone[j] for j in alone if j != i)
    )


def unknown_or_tuple(values: Sequence[Maybe]) -> Maybe:
    """``values`` as one list, unknown when any of them is."""
    return (
        UnknownValue.joined(values)
        if any(isinstance(value, UnknownValue) for value in values)
        else tuple(values)
    )


def collect_sum(of: Firings) -> Candidates:
    """The sum of what every rule says."""
    return combined(of, sum, lambda _, rules: rules)


def collect_extreme(choose: Callable[[list[Fraction]], Fraction]) -> HitPolicyMeaning:
    """The smallest or the largest of what every rule says."""

    def meaning(of: Firings) -> Candidates:
        return combined(
            of, choose, lambda outputs, rules: tuple(i for i in rules if of.outputs(i) == outputs)
        )

    return meaning


def combined(
    of: Firings,
    function: Callable[[list[Fraction]], object],
    deciding: Callable[[Outputs, tuple[int, ...]], tuple[int, ...]],
) -> Candidates:
    """What every rule says as one number; ``deciding`` gives the rules that decide it."""
    said = {i: of.outputs(i) for i in (*of.fired, *of.unknown)}

    def world(fire: tuple[int, ...]) -> World:
        rules = (*of.fired, *fire)
        together = {name: fold(function, [said[i][name] for i in rules]) for name in of.rule_set.gives}
        return World(together, deciding(together, rules), fire)

    settled = world(()) if of.fired else World(of.outputs(None), ())
    return collected(settled, world, of.unknown)


def fold(function: Callable[[list[Fraction]], object], values: Sequence[Maybe]) -> Maybe:
    """``function`` of known values, unknown when any is."""
    if any(isinstance(value, UnknownValue) for value in values):
        return UnknownValue.joined(values)
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
