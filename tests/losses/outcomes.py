"""What is compared before and after a loss, and which way is better for the customer."""

import gc
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, Final

from attrs import frozen

from groupctl.decisions.engine import Engine
from groupctl.decisions.judgement import Evaluation, Judgement
from groupctl.model import Inherit, OrderStatus, Unlimited
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.draft import PolicyDraft
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.unknown import UnknownValue
from groupctl.texts.title import Title

RELEASE: Final = "order_release"
STRICTNESS: Final = {"RELEASE": 0, "REFER": 1, "REFUSE": 2}

TRUE_IS_BAD: Final = "true is bad"
LOW_IS_GOOD: Final = "low is good"
HIGH_IS_GOOD: Final = "high is good"

DIRECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "account": {
        "supply_refused": TRUE_IS_BAD,
        "d_class": TRUE_IS_BAD,
        "d_class_provisional": TRUE_IS_BAD,
        "arrears_warning": TRUE_IS_BAD,
        "expense_warning": TRUE_IS_BAD,
        "incident_warning": TRUE_IS_BAD,
        "progress_warning": TRUE_IS_BAD,
        "security_needed": TRUE_IS_BAD,
        "late_payer": TRUE_IS_BAD,
        "promise_broken": TRUE_IS_BAD,
        "dishonoured": TRUE_IS_BAD,
        "dunning_level": LOW_IS_GOOD,
        "new_customer": TRUE_IS_BAD,
        "exposure": LOW_IS_GOOD,
        "arrears": LOW_IS_GOOD,
        "overdue": LOW_IS_GOOD,
        "resolved_limit": HIGH_IS_GOOD,
        "least_limit": HIGH_IS_GOOD,
        "recorded_twice": TRUE_IS_BAD,
        "shared_exposure": LOW_IS_GOOD,
        "shared_limit": HIGH_IS_GOOD,
    },
    "customer": {
        "recorded_twice": TRUE_IS_BAD,
        "shared_exposure": LOW_IS_GOOD,
        "shared_limit": HIGH_IS_GOOD,
        "arrears_warning": TRUE_IS_BAD,
        "exposure": LOW_IS_GOOD,
        "arrears": LOW_IS_GOOD,
        "overdue": LOW_IS_GOOD,
        "resolved_limit": HIGH_IS_GOOD,
        "least_limit": HIGH_IS_GOOD,
    },
    "group": {
        "arrears_warning": TRUE_IS_BAD,
        "exposure": LOW_IS_GOOD,
        "arrears": LOW_IS_GOOD,
        "overdue": LOW_IS_GOOD,
        "pooled_limit": HIGH_IS_GOOD,
        "least_limit": HIGH_IS_GOOD,
    },
    "unit": {
        "company_over_line": TRUE_IS_BAD,
        "group_over_line": TRUE_IS_BAD,
        "receivables_over_line": TRUE_IS_BAD,
        "credit_sales_over_cap": TRUE_IS_BAD,
        "exposure": LOW_IS_GOOD,
        "overdue": LOW_IS_GOOD,
    },
    "order": {"blacklist_hit": TRUE_IS_BAD},
}
"""The figures and warnings of the standard policy that are compared, and what of each is better for a customer."""

Key = tuple[str, str, str]
"""Entity, id and name of what is compared."""


@cache
def engine() -> Engine:
    """The standard policy with the values of the demonstration group; what is recorded must be granted at every unit."""
    everywhere = {"values": {date(2000, 1, 1): True}, "scopes": {}, "reason": Title("All units follow.")}
    written = PolicyDraft(
        name="losses",
        version="1",
        currency="CNY",
        title=Title("Losses"),
        imports=("demo",),
        settings={"grants_needed": everywhere},
    )
    made = Engine(load_policy(written), engine="compiled")
    gc.collect()
    gc.freeze()  # a policy is large and stays: looking through it again and again is a sixth of the time
    return made


@frozen(slots=False)
class Outcomes:
    """What the policy says about one portfolio."""

    evaluation: Evaluation

    @cached_property
    def orders(self) -> Mapping[str, Any]:
        """The release of every open order."""
        return {
            record.id: self.evaluation.environment.value(record, "release")
            for record in self.evaluation.portfolio.records("order")
            if record.source.status is OrderStatus.OPEN
        }

    @cached_property
    def values(self) -> Mapping[Key, Any]:
        """Every figure that has a direction."""
        return {
            (entity, record.id, name): self.evaluation.environment.value(record, name)
            for entity, names in DIRECTIONS.items()
            for record in self.evaluation.portfolio.records(entity)
            for name in names
        }

    def release(self, order: str) -> Judgement:
        """The release of an order with the rules behind it."""
        rule_set = self.evaluation.policy.rulesets[RELEASE]
        return self.evaluation.judgement(rule_set, self.evaluation.portfolio.record("order", order))


def outcomes(engine: Engine, portfolio: Portfolio) -> Outcomes:
    """What the policy says about ``portfolio``."""
    return Outcomes(engine.evaluation(portfolio))


def improvements(
    before: Outcomes, after: Outcomes, spared: frozenset[str] = frozenset(), *, figures: bool = True
) -> Iterator[str]:
    """What looks better after a loss than before: orders and ``figures``; records of the entities ``spared`` are not compared."""
    for id_ in sorted(before.orders.keys() & after.orders.keys()):
        if "order" not in spared and _lighter(id_, before, after):
            yield f"order {id_}: {before.orders[id_]} became {after.orders[id_]}"
    for key, was in before.values.items() if figures else ():
        entity, id_, name = key
        if key in after.values and entity not in spared:
            now = after.values[key]
            if _better(DIRECTIONS[entity][name], was, now):
                yield f"{entity} {id_}: {name} {_shown(was)} became {_shown(now)}"


def _lighter(order: str, before: Outcomes, after: Outcomes) -> bool:
    """A refusal may be referred where it can't be judged any more; nothing else may be lighter than it was."""
    was, now = before.orders[order], after.orders[order]
    if STRICTNESS[now] >= STRICTNESS[was]:
        return False
    release = after.release(order)
    unjudged = (
        rule.id for rule, truth in zip(release.rule_set.rules, release.truths, strict=True) if truth is None
    )
    return now != "REFER" or not set(unjudged) - release.overridden.keys()


def undecided_actions(engine: Engine, portfolio: Portfolio) -> Iterator[str]:
    """Decisions that propose something although one output is open, or give reasons although all are."""
    for decision in engine.review(portfolio):
        settled = any(output.known for output in decision.outputs)
        if decision.status == "unknown" and (decision.actions or (decision.because and not settled)):
            yield f"{decision.rule_set} about {decision.subject} is open and acts or gives reasons"


def _better(direction: str, was: Any, now: Any) -> bool:
    if isinstance(now, UnknownValue):
        return False
    if direction == TRUE_IS_BAD:
        return now is False and was is not False
    if isinstance(was, UnknownValue):
        return True
    lower, higher = (now, was) if direction == LOW_IS_GOOD else (was, now)
    return _number(lower) < _number(higher)


def _number(value: Any) -> Fraction | float:
    """What limits and amounts are compared by."""
    return float("inf") if isinstance(value, Unlimited | Inherit) else Fraction(value)


def _shown(value: Any) -> str:
    return "unknown" if isinstance(value, UnknownValue) else str(value)
