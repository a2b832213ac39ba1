"""What decisions ask of a host: each action, and each gate that doesn't let pass, as a change."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import define, evolve, field

from groupctl.adapters.capabilities import STATES, ChangeKind
from groupctl.adapters.changes import Change
from groupctl.decisions.decision import Action, Decision
from groupctl.model.action import ActionKind
from groupctl.rules.policy import Policy, RuleSet
from groupctl.schema.limits import Amount, Limit, Unknown, Unlimited
from groupctl.texts import LANGUAGES
from groupctl.texts.title import Title

HOLDS: Final = frozenset(
    {ActionKind.HOLD_ORDERS, ActionKind.BLOCK, ActionKind.FREEZE, ActionKind.REFUSE_SUPPLY}
)
"""Actions after which nothing more goes out."""
TAGS: Final = frozenset({ActionKind.SET_CASH_ONLY, ActionKind.PRIORITISE})
"""Actions that mark a customer for those who deal with it."""

KIND_OF: Final[Mapping[ActionKind, ChangeKind]] = {
    **dict.fromkeys(ActionKind, ChangeKind.TASK),
    **dict.fromkeys(HOLDS, ChangeKind.HOLD),
    **dict.fromkeys(TAGS, ChangeKind.TAG),
    ActionKind.SET_LIMIT: ChangeKind.SET_LIMIT,
    ActionKind.NOTIFY: ChangeKind.NOTE,
}
"""The change by which a host carries out an action; what it has no state for, a person is asked to do."""

Subject = tuple[str, str]


@define
class Wanted:
    """What the decisions of one policy ask for, gathered one by one.

    ``held`` are the subjects to hold, ``open`` those of which something that may hold is not decided: a hold stays there.
    """

    policy: Policy
    changes: dict[tuple[object, ...], Change] = field(factory=dict)
    decided: set[Subject] = field(factory=set)
    open: set[Subject] = field(factory=set)

    def add(self, decision: Decision) -> None:
        """Take in one decision."""
        subject = (decision.entity, decision.subject)
        rule_set = self.policy.rulesets[decision.rule_set]
        if may_hold(rule_set):
            settled = decision.status in {"decided", "not applicable"}
            (self.decided if settled else self.open).add(subject)
        if rule_set.gate and decision.entity == "order" and _holds_back(decision):
            self._take(_hold(decision))
        for action in decision.actions:
            self._take(change_of(action, decision.as_of))

    def _take(self, change: Change) -> None:
        """Each thing once; of several limits the least, and none that is unknown beside one that is known."""
        key = (change.kind, change.key)
        known = self.changes.get(key)
        if known is None:
            self.changes[key] = change
        elif change.kind is ChangeKind.SET_LIMIT:
            self.changes[key] = min(known, change, key=lambda one: _rank(one.limit))
        else:
            rules = sorted({*known.rule.split(", "), *change.rule.split(", ")} - {""})
            self.changes[key] = evolve(known, rule=", ".join(rules)) if known.kind in STATES else known

    def releases(self, held: Iterable[Change]) -> Iterator[Change]:
        """The releases of those that are ``held`` and that nothing holds any more: all that may hold them was decided."""
        asked = {(one.entity, one.subject) for one in self.changes.values() if one.kind is ChangeKind.HOLD}
        for hold in held:
            subject = (hold.entity, hold.subject)
            if subject in self.decided - self.open - asked:
                yield evolve(hold, kind=ChangeKind.RELEASE, rule="")


def may_hold(rule_set: RuleSet) -> bool:
    """Whether a decision of ``rule_set`` can ask for a hold."""
    proposed = {proposal.action for rule in rule_set.rules for proposal in rule.proposes}
    return rule_set.gate or bool(proposed & HOLDS)


def _holds_back(decision: Decision) -> bool:
    """Whether a gate lets an order go: only what it means to be good does."""
    return decision.status != "not applicable" and decision.meaning != "good"


def _hold(decision: Decision) -> Change:
    rules = ", ".join(sorted({reason.rule for reason in decision.because}))
    return Change(
        kind=ChangeKind.HOLD,
        entity=decision.entity,
        subject=decision.subject,
        text=decision.title,
        rule=rules,
        on=decision.as_of,
    )


def change_of(action: Action, on: date) -> Change:
    """The change by which a host carries out ``action``."""
    kind = KIND_OF[action.kind]
    state = kind in {ChangeKind.HOLD, ChangeKind.SET_LIMIT}
    return Change(
        kind=kind,
        entity=action.entity,
        subject=action.subject,
        limit=(action.new_limit or Unknown()) if kind is ChangeKind.SET_LIMIT else Unknown(),
        what="" if state else action.kind.name,
        text=action.title or Title(**{lang: action.kind.label(lang) for lang in LANGUAGES}),
        role=action.role,
        due_on=action.due_on,
        rule=action.rule,
        on=on,
    )


def _rank(limit: Limit) -> tuple[int, int]:
    """The most careful first: one that is unknown is refused, and nothing is set in its place."""
    match limit:
        case Unknown():
            return 0, 0
        case Amount(money=money):
            return 1, money.minor
        case Unlimited():
            return 3, 0
    return 2, 0
