"""Values, tests and actions as a decision records them: exact, as text, with the causes of what is unknown."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from attrs import frozen

from groupctl.decisions.decision import Action, Compared, Derivation, Finding
from groupctl.decisions.titles import titled
from groupctl.model.action import ActionKind
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.proposal import Proposal
from groupctl.rules.show import show, show_value
from groupctl.rules.types import LIMIT, Type
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.texts import say
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title


def finding(name: str, type_: Type, value: Maybe, currency: str) -> Finding:
    """The value that goes by ``name``, or why it is unknown."""
    enumeration = type_.name if type_.kind == "enumeration" else ""
    if isinstance(value, UnknownValue):
        return Finding(name=name, kind=type_.kind, type=enumeration, causes=value.causes)
    if isinstance(value, tuple):
        shown = tuple(show_value(one, type_, currency) for one in value)
        return Finding(name=name, kind=type_.kind, type=enumeration, value=shown)
    text = value.id if isinstance(value, Record) else show_value(value, type_, currency)
    return Finding(name=name, kind=type_.kind, type=enumeration, value=text)


Derive = Callable[[core.Node], tuple[Derivation, ...]]
"""How the values that decided about an expression came about."""


def underived(_node: core.Node) -> tuple[Derivation, ...]:
    """Where an explanation goes no further down."""
    return ()


@frozen
class ElementaryTest:
    """A test that ``and`` and ``or`` join, and what it compares, each as a policy would write it."""

    node: core.Node
    text: str
    parts: tuple[tuple[core.Node, str], ...]


def tests_of(condition: core.Node, currency: str) -> tuple[ElementaryTest, ...]:
    """The elementary tests of a condition, each once."""
    return tuple(
        ElementaryTest(
            test, show(test, currency), tuple((part, show(part, currency)) for part in compared_parts(test))
        )
        for test in dict.fromkeys(elementary_tests(condition))
    )


def compared(
    tests: Iterable[ElementaryTest], record: Record, environment: Environment, derive: Derive = underived
) -> Iterator[Compared]:
    """The tests of a condition with the values that they meet, derived where they are true."""
    currency, bindings = environment.policy.currency, {core.SUBJECT: record}
    for test in tests:
        truth = environment.evaluate(test.node, bindings)
        yield Compared(
            text=test.text,
            values=tuple(
                finding(text, part.type, environment.evaluate(part, bindings), currency)
                for part, text in test.parts
            ),
            truth=None if isinstance(truth, UnknownValue) else bool(truth),
            derived=derive(test.node) if truth is True else (),
        )


def missing(condition: core.Node, record: Record, environment: Environment) -> Iterator[Finding]:
    """What a condition reads that is not known, and what it works out that has no value, with the causes."""
    currency, bindings = environment.policy.currency, {core.SUBJECT: record}

    def fails(node: core.Node) -> bool:
        """Whether ``node`` is a calculation without a value although every part of it has one."""
        parts = (environment.evaluate(part, bindings) for part in core.children(node))
        return isinstance(node, core.Arithmetic | core.Call) and not any(
            isinstance(part, UnknownValue) for part in parts
        )

    worked_out = filter(fails, core.walk_outside_quantifiers(condition))
    for node in dict.fromkeys((*core.inputs(condition), *worked_out)):
        value = environment.evaluate(node, bindings)
        if isinstance(value, UnknownValue):
            yield finding(show(node, currency), node.type, value, currency)


def elementary_tests(node: core.Node) -> Iterator[core.Node]:
    """The tests that ``and`` and ``or`` join, as the policy writes them: ``not(x)`` is a test of its own."""
    if isinstance(node, core.And | core.Or):
        for child in core.children(node):
            yield from elementary_tests(child)
    elif not isinstance(node, core.Const):
        yield node


def compared_parts(test: core.Node) -> tuple[core.Node, ...]:
    """What an elementary test compares: its sides or arguments that are not constants."""
    if isinstance(test, core.Not | core.And | core.Or):
        found = (part for child in core.children(test) for part in compared_parts(child))
        return tuple(dict.fromkeys(found))
    parts = core.children(test) if isinstance(test, core.Comparison | core.Call | core.IsKnown) else (test,)
    return tuple(part for part in parts if not isinstance(part, core.Const))


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
            title=one.title and titled(one.title, record, environment),
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
        return UnknownValue.of(Cause.of("decision.cause-negative-limit"))
    return limit
