"""Whether an event may happen now: its gates, its role, and faults that name everything that is missing."""

from datetime import date

from attrs import evolve

from groupctl.decisions.decision import Compared, Finding
from groupctl.decisions.judgement import Evaluation
from groupctl.decisions.processes.status import Offer
from groupctl.decisions.processes.transitions import Gate, Transition
from groupctl.decisions.recording import compared, finding, missing, tests_of
from groupctl.decisions.titles import titled
from groupctl.errors import DecisionError, Fault
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.evaluation.environment import Environment
from groupctl.rules.processes import Event, Need, Process
from groupctl.rules.proposal import Proposal
from groupctl.rules.show import show
from groupctl.rules.unknown import Maybe, UnknownValue


def value_of(node: core.Node, record: Record, evaluation: Evaluation) -> Maybe:
    """The value of an expression about ``record``; where it can't be worked out, that is why it is unknown."""
    try:
        return evaluation.environment.evaluate(node, {core.SUBJECT: record})
    except DecisionError as error:
        return UnknownValue.of(error.faults[0].cause)


def recorded(node: core.Node, record: Record, evaluation: Evaluation) -> Finding:
    """The value of an expression as it goes into a record of what happened."""
    currency = evaluation.policy.currency
    return finding(show(node, currency), node.type, value_of(node, record, evaluation), currency)


def gate(need: Need, record: Record, evaluation: Evaluation) -> Gate:
    """A need of an event as it is now."""
    found = value_of(need.when, record, evaluation)
    plain = Gate(
        title=titled(need.title, record, evaluation.environment),
        source=need.source,
        where=str(need.where or ""),
        condition=need.text,
        truth=None if isinstance(found, UnknownValue) else bool(found),
        causes=found.causes if isinstance(found, UnknownValue) else (),
    )
    try:
        tests = tuple(
            compared(tests_of(need.when, evaluation.policy.currency), record, evaluation.environment)
        )
        lost = tuple(missing(need.when, record, evaluation.environment)) if plain.truth is None else ()
    except DecisionError:  # a part fails; the causes say which
        return plain
    return evolve(plain, compared=tests, missing=lost)


def offer(event: Event, record: Record, evaluation: Evaluation) -> Offer:
    """An event as it is now, no matter who wants to do it."""
    needs = tuple(gate(need, record, evaluation) for need in event.needs)
    role = None if event.by is None else recorded(event.by, record, evaluation)
    wanting = [
        lacking(need, found)
        for need, found in zip(event.needs, needs, strict=True)
        if found.truth is not True
    ]
    if event.disabled:
        wanting.append(
            Fault("processes.disabled", {"event": event.id, **event.disabled.reasons}, event.where)
        )
    wanting += [fault for proposal in event.proposes for fault in undecidable(proposal, record, evaluation)]
    if role and not role.known:
        wanting.append(Fault("processes.role-unknown", {"event": event.id}, event.where, because=role.causes))
    return Offer(
        event=event.id,
        title=titled(event.title, record, evaluation.environment),
        source=event.source,
        where=str(event.where or ""),
        to_state=event.to,
        role=role,
        needs=needs,
        missing=tuple(wanting),
    )


def undecidable(proposal: Proposal, record: Record, evaluation: Evaluation) -> tuple[Fault, ...]:
    """Why the limit that an event proposes can't be worked out, as where a parameter has no value."""
    try:
        if proposal.limit is not None:
            evaluation.environment.evaluate(proposal.limit, {core.SUBJECT: record})
    except DecisionError as error:
        return error.faults
    return ()


def lacking(need: Need, found: Gate) -> Fault:
    """The fault of an event that has this gate, which is closed: its title, and the values that it met."""
    code = "processes.need-unknown" if found.truth is None else "processes.need-false"
    values = {
        "title_en": found.title.text("en"),
        "title_zh": found.title.text("zh"),
        "source": need.source,
        "condition": need.text,
        "found": "; ".join(map(met, found.compared)) or need.text,
    }
    return Fault(code, values, need.where, because=found.causes)


def met(one: Compared) -> str:
    """A test with the values that it met: ``amount < line (amount = 9.00, line = 5.00)``."""
    values = ", ".join(f"{value.name} = {shown(value)}" for value in one.values)
    if one.text in [form for value in one.values for form in (value.name, f"not({value.name})")]:
        return values
    return f"{one.text} ({values})" if values else one.text


def shown(value: Finding) -> str:
    """A value as exact text, the same in every language; ``?`` where it is unknown."""
    return "?" if value.value is None else str(value.value)


def unauthorised(event: Event, step: Transition, record: Record, environment: Environment) -> Fault | None:
    """Why a step that is on record was not for its role to do: another role's, or it is not on record whose."""
    wanted = role_on(step.on, event, record, environment)
    if wanted is None or wanted == step.role:
        return None
    values = {"event": event.id, "subject": step.subject, "on": step.on.isoformat(), "found": step.role}
    if isinstance(wanted, UnknownValue):
        return Fault("processes.step-role-unknown", values, event.where, because=wanted.causes)
    code = "processes.step-role-wrong" if step.role else "processes.step-role-missing"
    return Fault(code, values | {"wanted": str(wanted)}, event.where, hint="processes.step-role.hint")


def role_on(day: date, event: Event, record: Record, environment: Environment) -> Maybe | None:
    """Who could do ``event`` on ``day``; None for any person. A parameter without a value then has the present one."""

    def read(node: core.Read | core.Quantified) -> Maybe:
        if isinstance(node, core.Read) and node.root == core.PARAMETER:
            return environment.parameter_on(day, node.path[0], record).value
        return environment.read(node, {core.SUBJECT: record})

    try:
        return None if event.by is None else evaluate(event.by, read)
    except DecisionError as error:
        return UnknownValue.of(error.faults[0].cause)


def wrong_role(event: Event, role: Finding | None, by: str) -> Fault | None:
    """Why ``by``, empty for no particular role, may not do the event."""
    if role is None or not role.known or by == role.value:
        return None
    code = "processes.role-wrong" if by else "processes.role-needed"
    return Fault(code, {"event": event.id, "wanted": str(role.value), "found": by}, event.where)


def wrong_state(process: Process, event: Event, state: str) -> Fault | None:
    """Why the event does not lead on from ``state``, what does, and what would lead to where it could happen."""
    if state in event.from_:
        return None
    way = process.way(state, event.from_)
    values = {
        "event": event.id,
        "state": state,
        "title_en": process.states[state].title.text("en"),
        "title_zh": process.states[state].title.text("zh"),
        "from_": ", ".join(event.from_),
        "leading_on": ", ".join(one.id for one in process.leading_on(state)) or "-",
        "way": " → ".join(one.id for one in way or ()),
    }
    final = process.states[state].final
    hint = "processes.way.hint" if way else None if final else "processes.leading-on.hint"
    code = "processes.is-final" if final else "processes.wrong-state"
    return Fault(code, values, event.where, hint=hint)
