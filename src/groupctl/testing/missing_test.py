"""The test that is missing: a ledger about which a policy and its mutant decide differently, ready to paste."""

from typing import Any, Final

from attrs import evolve
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import HypothesisException

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.rules.policy import Policy, RuleSet
from groupctl.testing.aiming import from_ruleset
from groupctl.testing.expecting import outcome_text
from groupctl.testing.ledger import Ledger
from groupctl.testing.mutants import Mutant

MOST: Final = 300
"""Ledgers that are decided about, with those that are made to shrink one."""

TRIED: Final = settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def missing_test(mutant: Mutant, policy: Policy) -> str:
    """A test in Python that passes on ``policy`` and fails on the mutant, found by aiming at thresholds; empty where none is found.

    ``policy`` has the rule set that is mistaken, with the values that tests work with.
    """
    rule_set = _rule_set(mutant, policy)
    if rule_set is None:
        return ""
    engines = Engine(policy, engine="compiled"), Engine(_mistaken(mutant, policy), engine="compiled")

    decided = 0

    def differing(ledger: Ledger) -> tuple[str, Decision] | None:
        nonlocal decided
        if decided > MOST:
            return None
        decided += 1
        portfolio = ledger.portfolio()
        for record in portfolio.records(rule_set.about):
            before, after = (one.decide(rule_set.name, record, portfolio, depth=0) for one in engines)
            if before.error is None and _answer(before) != _answer(after):
                return record.id, before
        return None

    try:
        ledgers = from_ruleset(policy, rule_set.name, rejected=False)
        ledger = find(ledgers, lambda one: differing(one) is not None, settings=TRIED)
    except HypothesisException:
        return ""
    decided = 0
    found = differing(ledger)
    if found is None:
        return ""
    subject, decision = found
    outcome = outcome_text(decision.outcome)
    because = [reason.rule for reason in decision.because]
    name = "".join(letter if letter.isalnum() else "_" for letter in mutant.name)
    return (
        "from groupctl.testing import Ledger, expect\n\n\n"
        f"def test_{name}(engine):\n"
        f"    ledger = {ledger!r}\n"
        f"    expect(engine, {rule_set.name!r}, {subject!r}, ledger, outcome={outcome!r}, because={because!r})\n"
    )


def _answer(decision: Decision) -> Any:
    return decision.outcome, decision.status, [reason.rule for reason in decision.because]


def _rule_set(mutant: Mutant, policy: Policy) -> RuleSet | None:
    """The rule set that a test is about; of a parameter the first that reads it itself."""
    if mutant.parameter is None:
        return policy.rulesets.get(mutant.rule_set)
    return next(
        (
            one
            for one in policy.rulesets.values()
            if any(getattr(read, "path", ("",))[0] == mutant.name for read in one.inputs)
        ),
        None,
    )


def _mistaken(mutant: Mutant, policy: Policy) -> Policy:
    if mutant.parameter is not None:
        return evolve(policy, parameters={**policy.parameters, mutant.name: mutant.parameter})
    changed = mutant.applied(policy.rulesets[mutant.rule_set])
    return evolve(policy, rulesets={**policy.rulesets, mutant.rule_set: changed})
