"""The verdict on a new version of a rule set where its rules alone do not tell it: the solver does, or it stays open."""

from typing import Final

from attrs import evolve

from groupctl.proof.comparing import equivalent, never_better
from groupctl.proof.solver import ProofAnswer, Verdict
from groupctl.rules.comparing import ComparedRules, Direction, Witness
from groupctl.rules.comparing import Verdict as ComparedVerdict
from groupctl.rules.comparing import compare as by_rules
from groupctl.rules.sameness import Sameness
from groupctl.rules.show import show_known

MOST_VALUES: Final = 12
"""Values of one witness that are told."""


def compare(sameness: Sameness, name: str) -> ComparedRules:
    """How the new version of a rule set differs from the old one, asked of the solver where `rules.comparing` leaves it open."""
    found = by_rules(sameness, name)
    if found.verdict != "not proved" and found.how != "bound":
        return found
    try:
        return _asked(sameness, name, found)
    except ValueError:  # they are about different records, or give different outputs
        return found


def _asked(sameness: Sameness, name: str, found: ComparedRules) -> ComparedRules:
    old, new = sameness.old, sameness.new
    same = equivalent(old, new, name)
    if same.verdict is Verdict.PROVED:
        return evolve(found, verdict="equivalent", how="solver", witnesses=())
    if not old.rulesets[name].outcomes:
        if same.verdict is Verdict.UNKNOWN:
            return found
        witness = _witness(same, "other", sameness, name)
        return evolve(found, verdict="incomparable", how="solver", witnesses=(witness,))
    better, worse = never_better(old, new, name), never_better(new, old, name)
    turned: tuple[tuple[ProofAnswer, Direction], ...] = ((better, "looser"), (_turned(worse), "stricter"))
    witnesses = [
        _witness(answer, direction, sameness, name)
        for answer, direction in turned
        if answer.verdict is Verdict.COUNTEREXAMPLE
    ]
    if not witnesses and same.verdict is Verdict.COUNTEREXAMPLE:
        witnesses = [_witness(same, "other", sameness, name)]
    if not witnesses:
        return found
    verdict: ComparedVerdict = "incomparable"
    if better.verdict is Verdict.PROVED and worse.verdict is Verdict.COUNTEREXAMPLE:
        verdict = "stricter"
    elif worse.verdict is Verdict.PROVED and better.verdict is Verdict.COUNTEREXAMPLE:
        verdict = "looser"
    elif Verdict.UNKNOWN in (better.verdict, worse.verdict):
        return evolve(found, verdict="not proved", how="", witnesses=tuple(witnesses))
    return evolve(found, verdict=verdict, how="solver", witnesses=tuple(witnesses))


def _turned(answer: ProofAnswer) -> ProofAnswer:
    """The answer to a question that was asked with the two policies in each other's place."""
    return evolve(answer, said=answer.said[::-1])


def _witness(answer: ProofAnswer, direction: Direction, sameness: Sameness, name: str) -> Witness:
    currency = sameness.new.currency
    row = [f"{one.name} = {show_known(one.value, one.type, currency)}" for one in answer.values]
    gives = sameness.new.rulesets[name].gives
    before, now = (
        ", ".join(show_known(value, gives[output], currency) for output, value in said.items())
        for said in answer.said
    )
    shown = ", ".join(row[:MOST_VALUES]) + (", …" if len(row) > MOST_VALUES else "")
    return Witness(direction=direction, row=shown or "-", before=before, now=now, sure=True)
