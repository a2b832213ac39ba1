"""What a rule set answers, for truths and answers that are still open: the hit policies, and what is said where too little is known.

Each hit policy gives an output that is known exactly where all possible truths of the unknown rules lead to it. A rule set that
can't be written so (a ranking by answers that are no constants) gives None: its outputs are left open.
"""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from groupctl.proof.symbols import (
    Bool,
    Number,
    Symbol,
    Truth,
    added,
    both,
    either,
    equal,
    negation,
    ordered,
    pick,
    picked,
    where,
)
from groupctl.rules import core
from groupctl.rules.policy import RuleSet

NOTHING = Number(0, 1, known=True)


@frozen
class Weighed:
    """A rule as a hit policy sees it: whether it holds, and what it says of one output and of all."""

    truth: Truth
    says: Symbol
    all: Mapping[str, Symbol]

    @property
    def open(self) -> Bool:
        """Whether it is unknown if it holds."""
        return negation(self.truth.known)

    @property
    def possible(self) -> Bool:
        """Whether it may hold."""
        return negation(self.truth.false)


Meaning = Callable[[Sequence[Weighed], Symbol], Symbol]


def first(rules: Sequence[Weighed], otherwise: Symbol) -> Symbol:
    """The first rule that holds; one before it that may hold must say the same."""
    found = otherwise
    for rule in reversed(rules):
        agreed = where(found, both(rule.says.known, equal(rule.says, found)))
        found = picked([(rule.truth.true, rule.says), (rule.truth.false, found)], agreed)
    return found


def unique(rules: Sequence[Weighed], otherwise: Symbol) -> Symbol:
    """The only rule that may hold; where it is not certain, ``otherwise`` must say the same."""
    none: Bool = True
    one: Bool = False
    found: Symbol = otherwise
    for rule in rules:
        none, one = (
            both(none, rule.truth.false),
            either(both(one, rule.truth.false), both(none, rule.possible)),
        )
        agreed = where(rule.says, both(otherwise.known, equal(rule.says, otherwise)))
        found = picked([(rule.truth.true, rule.says), (rule.truth.false, found)], agreed)
    return where(found, either(none, one))


def any_(rules: Sequence[Weighed], otherwise: Symbol) -> Symbol:
    """What every rule says that may hold; where none certainly does, ``otherwise`` as well. They agree in all outputs that they know."""
    held = either(*(rule.truth.true for rule in rules))
    found = picked([(rule.truth.true, rule.says) for rule in rules], otherwise)
    agreed = [
        either(negation(rule.possible), both(rule.says.known, equal(rule.says, found))) for rule in rules
    ]
    quarrels = [
        both(
            one.possible,
            other.possible,
            one.all[name].known,
            other.all[name].known,
            negation(equal(one.all[name], other.all[name])),
        )
        for i, one in enumerate(rules)
        for other in rules[i + 1 :]
        for name in one.all
        if len(one.all) > 1
    ]
    return where(found, both(*agreed, negation(either(*quarrels)), either(held, otherwise.known)))


def collect_sum(rules: Sequence[Weighed], otherwise: Symbol) -> Symbol:
    """The sum of what every rule says that holds; those that may hold must not change it."""
    total: Number = NOTHING
    maybe: Number = NOTHING
    for rule in rules:
        worth = where_known(rule.says)
        total = added(total, _part(rule.truth.true, worth))
        maybe = added(maybe, _part(rule.open, worth))
    unmoved = both(*(either(negation(rule.open), equal(rule.says, NOTHING)) for rule in rules))
    return _collected(rules, otherwise, total, unmoved, together=maybe)


def collect_extreme(operator: core.ComparisonOperator) -> Meaning:
    """The smallest or the largest of what every rule says that holds."""

    def meaning(rules: Sequence[Weighed], otherwise: Symbol) -> Symbol:
        best: Symbol = NOTHING
        some: Bool = False
        for rule in rules:
            better = both(rule.truth.true, either(negation(some), _ordered(operator, rule.says, best)))
            best = pick(better, where_known(rule.says), best)
            some = either(some, rule.truth.true)
        unmoved = both(
            *(either(negation(rule.open), negation(_ordered(operator, rule.says, best))) for rule in rules)
        )
        return _collected(rules, otherwise, best, unmoved, together=None)

    return meaning


def where_known(symbol: Symbol) -> Number:
    """The value of a symbol as if it were known."""
    assert isinstance(symbol, Number)  # noqa: S101 - checked when the policy is loaded
    return Number(symbol.top, symbol.bottom, known=True)


def _ordered(operator: core.ComparisonOperator, one: Symbol, other: Symbol) -> Bool:
    assert isinstance(one, Number)  # noqa: S101 - checked when the policy is loaded
    assert isinstance(other, Number)  # noqa: S101
    return ordered(operator, one, other)


def _part(condition: Bool, worth: Number) -> Number:
    found = pick(condition, worth, NOTHING)
    assert isinstance(found, Number)  # noqa: S101
    return found


def _collected(
    rules: Sequence[Weighed], otherwise: Symbol, found: Symbol, unmoved: Bool, together: Symbol | None
) -> Symbol:
    """``found`` of the rules that hold, unless one that may hold moves it; ``otherwise`` where none may, or where all that may say so."""
    held = either(*(rule.truth.true for rule in rules))
    known = both(*(either(negation(rule.possible), rule.says.known) for rule in rules))
    like_otherwise = [either(negation(rule.open), equal(rule.says, otherwise)) for rule in rules]
    if together is not None:
        alone = _at_most_one([rule.open for rule in rules])
        like_otherwise.append(either(alone, equal(together, otherwise)))
    return pick(
        held,
        where(found, both(known, unmoved)),
        where(otherwise, both(known, *like_otherwise)),
    )


def _at_most_one(parts: Sequence[Bool]) -> Bool:
    none: Bool = True
    one: Bool = False
    for part in parts:
        none, one = both(none, negation(part)), either(both(one, negation(part)), both(none, part))
    return either(none, one)


MEANINGS: Mapping[str, Meaning] = {
    "first": first,
    "priority": first,
    "unique": unique,
    "any": any_,
    "collect sum": collect_sum,
    "collect min": collect_extreme("<"),
    "collect max": collect_extreme(">"),
}


def in_order(rule_set: RuleSet) -> Sequence[int] | None:
    """The rules in the order in which they outrank each other; None where that hangs on values."""
    if rule_set.hit != "priority":
        return range(len(rule_set.rules))
    name, ranking = next(iter(rule_set.gives.items()))
    said = [rule.then[name] for rule in rule_set.rules]
    if not all(isinstance(one, core.Const) for one in said):
        return None
    rank = [ranking.members.index(str(one.value)) for one in said if isinstance(one, core.Const)]
    return sorted(range(len(said)), key=lambda i: (rank[i], i))


def answered(
    rule_set: RuleSet,
    truths: Sequence[Truth],
    says: Sequence[Mapping[str, Symbol]],
    otherwise: Mapping[str, Symbol],
) -> Mapping[str, Symbol] | None:
    """Each output before the ``unknown`` clause, given whether each rule holds and what it says; None where that is left open."""
    order = in_order(rule_set)
    meaning = MEANINGS.get(rule_set.hit)
    if order is None or meaning is None:
        return None
    if rule_set.unknown == "ignore":
        truths = [Truth(truth.true, negation(truth.true)) for truth in truths]
    return {
        name: meaning([Weighed(truths[i], says[i][name], says[i]) for i in order], otherwise[name])
        for name in rule_set.gives
    }


def clash(rule_set: RuleSet, truths: Sequence[Truth], says: Sequence[Mapping[str, Symbol]]) -> Bool:
    """Whether rules that certainly hold break the hit policy."""
    if rule_set.hit not in ("unique", "any"):
        return False
    if rule_set.hit == "unique":
        return negation(_at_most_one([truth.true for truth in truths]))
    pairs = [(i, j) for j in range(len(truths)) for i in range(j)]
    return either(*(clashing(rule_set, truths, says, i, j) for i, j in pairs))


def clashing(
    rule_set: RuleSet, truths: Sequence[Truth], says: Sequence[Mapping[str, Symbol]], one: int, other: int
) -> Bool:
    """Whether two rules hold together where only one may, or say different things."""
    together = both(truths[one].true, truths[other].true)
    if rule_set.hit == "unique":
        return together
    differ = [
        both(
            says[one][name].known,
            says[other][name].known,
            negation(equal(says[one][name], says[other][name])),
        )
        for name in rule_set.gives
    ]
    return both(together, either(*differ))
