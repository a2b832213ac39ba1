"""Questions put to the solver, and what became of them.

A question says what would break a claim. PROVED: nothing can. COUNTEREXAMPLE: these values do, and the reference engine has seen
it. UNKNOWN: neither was found with the work that was allowed, or what the solver found could not be seen by the reference.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Final

import z3
from attrs import field, frozen

from groupctl.proof.functions import AppliedCall
from groupctl.proof.leaves import Leaf, Model, NotExact, Texts
from groupctl.proof.replaying import ModelReplay, NotLookedAt
from groupctl.proof.symbols import Bool, Number, OpenProduct, Whole, settled
from groupctl.proof.unfolding import Open, Unfolding
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.types import NUMERIC, Type

WORK: Final = 500_000
"""What the solver may do for one question, in its own units: the same on every machine, a part of a second on most."""

PLAIN: Final = {"money": 10**11, "ratio": 100, "count": 1000, "days": 3650}
"""Sizes within which values are looked for first."""

ROUNDS: Final = 20
"""How often a function may be asked what it is for the values that were found."""


class Verdict(Enum):
    """What became of a claim."""

    PROVED = "PROVED"
    COUNTEREXAMPLE = "COUNTEREXAMPLE"
    UNKNOWN = "UNKNOWN"


@frozen
class ModelValue:
    """A value of a counterexample: its name, its type, and None where it is unknown."""

    name: str
    type: Type
    value: Value | None


@frozen(kw_only=True)
class ProofAnswer:
    """A verdict; for a counterexample the values that the reference engine has seen breaking the claim, else why nothing is known."""

    verdict: Verdict
    values: tuple[ModelValue, ...] = ()
    why: str = ""
    """For UNKNOWN: ``work`` (too much of it), ``replay`` (the reference engine does not see it), ``inexact`` (no exact values)."""
    said: tuple[Mapping[str, Value | None], ...] = ()
    """For a counterexample the outputs of the rule set, of each policy that was compared; None is unknown."""
    holding: tuple[str, ...] = ()
    """For a counterexample in one rule set: the rules that hold."""
    replays: tuple[ModelReplay, ...] = field(default=(), eq=False, repr=False)
    """For a counterexample: each policy in the reference engine, on its values."""


Seen = Callable[[Sequence[ModelReplay]], bool]
"""Whether the reference engine sees the claim broken; one replay for each unfolding."""


def ask(
    unfoldings: Sequence[Unfolding], broken: Bool, opened: Iterable[Open], seen: Seen, *, work: int = WORK
) -> ProofAnswer:
    """Whether ``broken`` can be, over all values of what is ``opened``."""
    opened = list(opened)
    return answered(space(unfoldings[0], opened, work), unfoldings, broken, opened, seen)


def space(unfolding: Unfolding, opened: Sequence[Open], work: int = WORK) -> "SearchSpace":
    """All values of what is ``opened``."""
    return SearchSpace(
        opened, unfolding.leaves.texts, usual(opened, unfolding.leaves.texts, unfolding.day), work
    )


def answered(
    space: "SearchSpace", unfoldings: Sequence[Unfolding], broken: Bool, relevant: Iterable[Open], seen: Seen
) -> ProofAnswer:
    """Whether ``broken``, which hangs on what is ``relevant``, can be in a space."""
    found = space.search(broken, relevant)
    if found is None:
        return ProofAnswer(verdict=Verdict.PROVED)
    return _replayed(unfoldings, found, seen) if isinstance(found, Model) else found


class SearchSpace:
    """All values of what is open, in which several things are looked for one after the other."""

    def __init__(self, opened: Sequence[Open], texts: Texts, plain: Sequence[Bool], work: int) -> None:
        self.texts = texts
        self.plain = plain
        self.solver = z3.Solver()
        self.solver.set("rlimit", work)
        self._add(one.domain for one in opened)

    def search(self, wanted: Bool, relevant: Iterable[Open]) -> Model | ProofAnswer | None:
        """Values for which ``wanted``, which hangs on what is ``relevant``, holds, first among those that are ``plain``.

        None where there are none, an answer where that is unknown.
        """
        if wanted is False:
            return None
        self.solver.push()
        self._add([wanted])
        lemmas: list[Bool] = []
        try:
            return self._search(list(relevant), lemmas)
        finally:
            self.solver.pop()
            self._add(lemmas)

    def _search(self, relevant: Sequence[Open], lemmas: list[Bool]) -> Model | ProofAnswer | None:
        plain, held = list(self.plain), list[Bool]()
        for _ in range(ROUNDS):
            found = self.solver.check(*plain, *held)
            if found == z3.unsat:
                if not plain and not held:
                    return None
                plain, held = plain if held else [], []
                continue
            if found != z3.sat:
                return ProofAnswer(verdict=Verdict.UNKNOWN, why="work")
            model = Model(self.solver.model(), self.texts)
            corrections = [told for one in relevant if (told := _corrected(one, model)) is not None]
            if not corrections:
                return model
            for lemma, factor in corrections:
                self.solver.add(lemma)
                lemmas.append(lemma)
                held.append(factor)
        return ProofAnswer(verdict=Verdict.UNKNOWN, why="work")

    def _add(self, parts: Iterable[Bool]) -> None:
        for part in parts:
            if part is not True:
                self.solver.add(part)


def _corrected(one: Open, model: Model) -> tuple[Bool, Bool] | None:
    """What the solver overlooked in its model, and what to hold on to while it looks again."""
    match one:
        case Leaf():
            return None
        case OpenProduct():
            left, right, found = (model.number(term) for term in (one.one, one.other, one.term))
            return None if left * right == found else one.about(left, right)
        case Whole():
            number = model.number(one.number)
            return None if model.holds(one.holds) is (number.denominator == 1) else one.about(number)
        case _:
            return one.corrected(model)


def usual(opened: Sequence[Open], texts: Texts, day: date) -> list[Bool]:
    """Values as they are met in practice: ``day``, and numbers that are not too large."""
    found: list[Bool] = []
    for one in opened:
        if isinstance(one, AppliedCall) and one.function.version and one.arguments:
            found.append(one.tried(texts, day))
        if not isinstance(one, Leaf) or not isinstance(one.symbol, Number) or settled(one.symbol.top):
            continue
        top = one.symbol.top
        if one.label == core.AS_OF:
            found.append(top == day.toordinal())
        elif one.type.kind in NUMERIC:
            most = PLAIN.get(one.type.kind, PLAIN["count"])
            found += [top <= most, top >= -most]
    return found


def _replayed(unfoldings: Sequence[Unfolding], model: Model, seen: Seen) -> ProofAnswer:
    replays = [ModelReplay(unfolding, model) for unfolding in unfoldings]
    try:
        if not seen(replays):
            return ProofAnswer(verdict=Verdict.UNKNOWN, why="replay")
    except NotLookedAt:
        return ProofAnswer(verdict=Verdict.UNKNOWN, why="replay")
    except NotExact:
        return ProofAnswer(verdict=Verdict.UNKNOWN, why="inexact")
    given: dict[object, ModelValue] = {}
    for replay in replays:
        for key, (name, type_, value) in replay.given.items():
            given.setdefault((key, value), ModelValue(name, type_, value))
    return ProofAnswer(verdict=Verdict.COUNTEREXAMPLE, values=tuple(given.values()), replays=tuple(replays))
