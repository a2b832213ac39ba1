"""Two policies compared in one rule set, over all values: the same, or never better than before.

::

    answer = equivalent(old, new, "order_release")
    answer.verdict            # Verdict.PROVED, COUNTEREXAMPLE or UNKNOWN
    answer.values             # of a counterexample: what is given, in which the two differ
    answer.said               # and what each of the two answers there, by output
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar, cast

from attrs import define, evolve, field

from groupctl.proof.outcomes import in_order
from groupctl.proof.replaying import ModelReplay, Seen
from groupctl.proof.solver import WORK, ProofAnswer, Verdict, ask
from groupctl.proof.symbols import (
    Bool,
    Coded,
    Symbol,
    Truth,
    alike,
    both,
    chosen,
    either,
    negation,
    related,
    same,
)
from groupctl.proof.unfolding import OVERRIDDEN, Answers, Here, Unfolding
from groupctl.rules import core
from groupctl.rules.policy import BADNESS, Policy, RuleSet, members_of
from groupctl.rules.reads import read_by_measure, reads
from groupctl.rules.sameness import OF_MEASURE, OF_PARAMETER, same_rules
from groupctl.rules.sameness import alike as alike_in

By = Literal["outputs", "rules"]


def equivalent(
    old: Policy, new: Policy, rule_set: str, *, by: By = "outputs", work: int = WORK
) -> ProofAnswer:
    """Whether a rule set answers the same in two policies, for every value that a ledger may hold, on every day.

    PROVED: it does. COUNTEREXAMPLE: it does not for ``values``, as the reference engine has seen; ``said`` holds what the old and the new
    policy answer there. UNKNOWN: neither could be told with ``work``; never take it for PROVED.

    ``by`` says what must be the same: the ``outputs``, and whether a decision can be made at all; or also, by ``rules``, which rules hold
    and which of them decide, as a decision shows it (rules are known by their ids; what they say and propose is not compared).
    Measures, parameters and other rule sets may differ between the two as well, and count. Values are those of fields and
    collections, each free of the others, and granted requests. KeyError where one of the two has no such rule set, ValueError
    where they are about different records or give different outputs.
    """
    return _compared(old, new, rule_set, _Equal(by), work)


def never_better(old: Policy, new: Policy, rule_set: str, *, work: int = WORK) -> ProofAnswer:
    """Whether a rule set never gives a better answer in the ``new`` policy than in the ``old`` one: whether it is at least as strict.

    Answers are as good as ``outcomes`` says: ``good`` before ``refer`` and what is unknown, these before ``bad``. See `equivalent` for
    what an answer means and for errors; ValueError as well where the old rule set does not say what its outcomes mean.
    """
    outcomes = old.rulesets[rule_set].outcomes
    if not outcomes:
        raise ValueError(f"the outcomes of {rule_set} have no meaning")
    return _compared(old, new, rule_set, NotBetter(), work)


@define(eq=False)
class ProvedSameness:
    """What means the same in two policies, with everything that is behind it."""

    one: Policy
    other: Policy
    _known: dict[tuple[str, str], bool] = field(factory=dict, init=False)

    def name(self, entity: str, name: str) -> bool:
        """Whether an attribute, a measure or an output is the same; without an entity, a parameter."""
        key = (entity, name)
        if key not in self._known:
            self._known[key] = self._name(entity, name)
        return self._known[key]

    def node(self, entity: str, *nodes: core.Node) -> bool:
        """Whether everything is the same that expressions about a record of ``entity`` read."""
        return all(self.name(*read) for read in reads(self.one.schema, nodes, {core.SUBJECT: entity}))

    def _name(self, entity: str, name: str) -> bool:
        if not entity:
            return alike_in(self.one.parameters.get(name), self.other.parameters.get(name), OF_PARAMETER)
        if name.startswith(OVERRIDDEN):
            return True
        name = name.removeprefix(core.STATED)
        entities = [policy.schema.entities.get(entity) for policy in (self.one, self.other)]
        mine, others = entities
        if mine is None or others is None:
            return False
        if name in mine.attributes or mine.collections.get(name) or name.startswith("all."):
            return mine.attributes.get(name) == others.attributes.get(name) and mine.fields.get(
                name
            ) == others.fields.get(name)
        measure = self.one.measures.get((entity, name))
        if measure:
            same = alike_in(measure, self.other.measures.get((entity, name)), OF_MEASURE)
            return same and all(self.name(*read) for read in read_by_measure(self.one.schema, measure))
        giver = self.one.giver(entity, name)
        return giver is not None and self.rule_set(giver.name)

    def rule_set(self, name: str) -> bool:
        """Whether a rule set answers the same, by its text and all that it reads."""
        one, other = self.one.rulesets[name], self.other.rulesets.get(name)
        if other is None or not same_rules(one, other):
            return False
        return self.node(one.about, *one.expressions_of_outputs())


# -------------------------------------------------------------------------------------------- comparisons
@define
class _Equal:
    """That two policies answer the same."""

    by: By

    def broken(self, rule_sets: Sequence[RuleSet], answers: Sequence[Answers]) -> Bool:
        """Where they do not."""
        old, new = answers
        parts = [alike(old.failed, new.failed), same(old.applies, new.applies)]
        judged = either(old.applies.true, new.applies.true)
        decided = negation(either(old.failed, old.applies.false))
        if rule_sets[0].hit == rule_sets[1].hit == "collect list":
            parts += self._lists(rule_sets, answers)
        else:
            parts += [
                either(negation(decided), same(old.outputs[name], new.outputs[name])) for name in old.outputs
            ]
        if self.by == "rules":
            truths = [_by_id(rules, one.truths) for rules, one in zip(rule_sets, answers, strict=True)]
            hits = [_by_id(rules, _hits(rules, one)) for rules, one in zip(rule_sets, answers, strict=True)]
            for found in (truths, hits):
                never = Truth(true=False, false=True)
                parts += [
                    either(negation(judged), same(found[0].get(id_, never), found[1].get(id_, never)))
                    for id_ in {**found[0], **found[1]}
                ]
        return negation(both(*parts))

    def seen(self, seen: Sequence[Seen], rule_sets: Sequence[RuleSet]) -> bool:
        """Whether the reference sees a difference."""
        old, new = seen
        said = [_told(one, rule_set) for one, rule_set in zip(seen, rule_sets, strict=True)]
        if (old.outcome is None, old.applies, said[0]) != (new.outcome is None, new.applies, said[1]):
            return True
        if self.by == "outputs" or not any(
            one.applies or (rule_set.gate and one.applies is None)
            for one, rule_set in zip(seen, rule_sets, strict=True)
        ):
            return False
        truths = [
            {
                rule.id: truth
                for rule, truth in zip(rule_set.rules, one.truths, strict=True)
                if truth is not False
            }
            for one, rule_set in zip(seen, rule_sets, strict=True)
        ]
        deciding = [
            [rule_set.rules[i].id for i in one.outcome.determining] if one.outcome else []
            for one, rule_set in zip(seen, rule_sets, strict=True)
        ]
        return truths[0] != truths[1] or deciding[0] != deciding[1]

    @staticmethod
    def _lists(rule_sets: Sequence[RuleSet], answers: Sequence[Answers]) -> list[Bool]:
        """Lists are the same where both are unknown, or the same rules hold, in the same order, and say the same."""
        never = Truth(true=False, false=True)
        truths = [_by_id(rules, _definite(rules, one)) for rules, one in zip(rule_sets, answers, strict=True)]
        says = [_by_id(rules, one.says) for rules, one in zip(rule_sets, answers, strict=True)]
        known = [
            both(
                *(truth.known for truth in found.values()),
                *(either(found[id_].false, part.known) for id_, one in said.items() for part in one.values()),
            )
            for found, said in zip(truths, says, strict=True)
        ]
        common = [id_ for id_ in says[0] if id_ in says[1]]
        parts: list[Bool] = [
            alike(truths[0].get(id_, never).true, truths[1].get(id_, never).true)
            for id_ in {**truths[0], **truths[1]}
        ]
        for id_ in common:
            parts += [
                either(truths[0][id_].false, same(one, says[1][id_][name]))
                for name, one in says[0][id_].items()
            ]
        place = {id_: i for i, id_ in enumerate(says[1])}
        parts += [
            either(truths[0][id_].false, truths[0][later].false)
            for i, id_ in enumerate(common)
            for later in common[i + 1 :]
            if place[later] < place[id_]
        ]
        if rule_sets[0].otherwise != rule_sets[1].otherwise:
            parts.append(either(*(truth.true for truth in truths[0].values())))
        return [alike(*known), either(negation(known[0]), both(*parts))]


@define
class NotBetter:
    """That the second of two never gives a better answer; with ``passes`` only that it lets nothing pass that did not."""

    passes: bool = False

    def broken(self, rule_sets: Sequence[RuleSet], answers: Sequence[Answers]) -> Bool:
        """Where it does."""
        old, new = (_badness(one, found) for one, found in zip(rule_sets, answers, strict=True))
        concerned = negation(either(answers[0].applies.false, answers[1].applies.false))
        good = related("=", new, BADNESS["good"]) if self.passes else True
        return both(concerned, related("<", new, old), good)

    def seen(self, seen: Sequence[Seen], rule_sets: Sequence[RuleSet]) -> bool:
        """Whether the reference sees that it does."""
        old, new = (_badness_seen(rule_set, one) for one, rule_set in zip(seen, rule_sets, strict=True))
        good = new == BADNESS["good"] or not self.passes
        return all(one.applies is not False for one in seen) and new < old and good


def _badness(rule_set: RuleSet, answers: Answers) -> Bool:
    """How bad the first output of a rule set that says what its outcomes mean is, as a number."""
    name, type_ = next(iter(rule_set.gives.items()))
    symbol = answers.outputs[name]
    found: Bool = BADNESS[""]
    for member in members_of(type_):
        worth = BADNESS[rule_set.outcomes.get(member, "")]
        if worth != BADNESS[""]:
            is_it = both(
                negation(answers.failed), _is_member(symbol, member, members_of(type_).index(member))
            )
            found = chosen(is_it, worth, found)
    return found


def _is_member(symbol: Symbol, member: str, index: int) -> Bool:
    if isinstance(symbol, Truth):
        return symbol.true if member == "true" else symbol.false
    return both(symbol.known, related("=", cast(Coded, symbol).code, index))


def _badness_seen(rule_set: RuleSet, seen: Seen) -> int:
    """The same for what the reference engine has seen."""
    value = seen.output(next(iter(rule_set.gives)))
    member = ("true" if value else "false") if isinstance(value, bool) else value
    return BADNESS[rule_set.outcomes.get(str(member), "")] if value is not None else BADNESS[""]


def _compared(
    old: Policy, new: Policy, name: str, comparison: "_Equal | NotBetter", work: int
) -> ProofAnswer:
    rule_sets = (old.rulesets[name], new.rulesets[name])
    if rule_sets[0].about != rule_sets[1].about or dict(rule_sets[0].gives) != dict(rule_sets[1].gives):
        raise ValueError(f"the two rule sets {name} are about different things")
    sameness = ProvedSameness(old, new)
    if sameness.rule_set(name):
        return ProofAnswer(verdict=Verdict.PROVED)
    first = Unfolding(old)
    second = Unfolding(new, first.leaves, like=first, same=sameness.name, same_nodes=sameness.node)
    here = Here(rule_sets[0].about)
    with first.meeting() as met:
        answers = [first.answers(here, rule_sets[0])]
        with second.meeting() as more:
            answers.append(second.answers(here, rule_sets[1]))
            broken = comparison.broken(rule_sets, answers)

    def both_seen(replays: Sequence[ModelReplay]) -> list[Seen]:
        return [replay.seen(here, one) for replay, one in zip(replays, rule_sets, strict=True)]

    def seen(replays: Sequence[ModelReplay]) -> bool:
        return comparison.seen(both_seen(replays), rule_sets)

    found = ask([first, second], broken, {**met, **more}, seen, work=work)
    said = (
        tuple(_told(one, rule_set) for one, rule_set in zip(both_seen(found.replays), rule_sets, strict=True))
        if found.replays
        else ()
    )
    return evolve(found, said=said)


def _told(seen: Seen, rule_set: RuleSet) -> Mapping[str, core.Value | None]:
    return {name: seen.output(name) for name in rule_set.gives}


def _hits(rule_set: RuleSet, answers: Answers) -> Sequence[Truth]:
    """Which rule decides alone; of a set in which all that hold do, whether each holds."""
    order = in_order(rule_set)
    if rule_set.hit not in ("first", "priority") or order is None:
        return answers.truths
    found: dict[int, Truth] = {}
    earlier: list[Bool] = []
    for i in order:
        hit = both(answers.truths[i].true, *map(negation, earlier))
        found[i] = Truth(hit, negation(hit))
        earlier.append(answers.truths[i].true)
    return [found[i] for i in range(len(answers.truths))]


def _definite(rule_set: RuleSet, answers: Answers) -> Sequence[Truth]:
    """Whether each rule counts: one that may hold does not where such rules are ignored."""
    if rule_set.unknown != "ignore":
        return answers.truths
    return [Truth(truth.true, negation(truth.true)) for truth in answers.truths]


Part = TypeVar("Part")


def _by_id(rule_set: RuleSet, parts: Sequence[Part]) -> dict[str, Part]:
    return {rule.id: part for rule, part in zip(rule_set.rules, parts, strict=True)}
