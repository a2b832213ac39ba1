"""Values and deeds as a decision records them: exact, as text, with the causes of what is unknown."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from groupctl.decisions.decision import Action, Finding
from groupctl.model.action import ActionKind
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.draft import Title
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.proposal import Proposal
from groupctl.rules.show import show, show_value
from groupctl.rules.types import LIMIT, Type
from groupctl.rules.unknown import Maybe, Unknown
from groupctl.texts import say
from groupctl.texts.causes import Cause


def finding(name: str, type_: Type, value: Maybe, currency: str) -> Finding:
    """The value that goes by ``name``, or why it is unknown."""
    enumeration = type_.name if type_.kind == "enumeration" else ""
    if isinstance(value, Unknown):
        return Finding(name=name, kind=type_.kind, type=enumeration, causes=value.causes)
    if isinstance(value, tuple):
        shown = tuple(show_value(one, type_, currency) for one in value)
        return Finding(name=name, kind=type_.kind, type=enumeration, value=shown)
    text = value.id if isinstance(value, Record) else show_value(value, type_, currency)
    return Finding(name=name, kind=type_.kind, type=enumeration, value=text)


def actions(
    proposals: Iterable[Proposal], rule: str, record: Record, environment: Environment
) -> Iterator[Action]:
    """What ``rule`` proposes about ``record``: limits worked out, days counted from the day of the portfolio."""
    policy, as_of = environment.policy, environment.portfolio.as_of
    for one in proposals:
        limit = None
        if one.limit is not None:
            value = settable(environment.evaluate(one.limit, {core.SUBJECT: record}))
            limit = finding(show(one.limit, policy.currency), LIMIT, value, policy.currency)
        yield Action(
            kind=one.action,
            entity=record.entity,
            subject=record.id,
            rule=rule,
            title=one.title,
            limit=limit,
            currency=policy.currency if limit else "",
            role=one.role,
            due_on=None if one.due_in is None else as_of + timedelta(days=one.due_in),
        )


def finding_out(role: str, record: Record) -> Action:
    """The review that a referral because of unknowns asks of ``role``."""
    title = Title(en=say("decision.find-out", "en"), zh=say("decision.find-out", "zh"))
    return Action(kind=ActionKind.REVIEW, entity=record.entity, subject=record.id, title=title, role=role)


def settable(limit: Maybe) -> Maybe:
    """A limit as it may be set: one below zero, which a formula can give, is none that a host could take."""
    if isinstance(limit, int) and limit < 0:
        return Unknown.of(Cause.of("decision.cause-negative-limit"))
    return limit
