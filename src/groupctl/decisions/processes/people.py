"""Who did the steps of a process: each held the post, and steps that are kept apart were done by different people (G32, G43, H88)."""

from collections.abc import Iterator, Sequence

from groupctl.decisions.granting import Granting
from groupctl.decisions.processes.gates import role_on
from groupctl.decisions.processes.transitions import Transition
from groupctl.errors import Fault
from groupctl.portfolio.records import Record
from groupctl.rules.processes import Event, Process


def faults_of_people(
    process: Process, steps: Sequence[Transition], record: Record, granting: Granting
) -> Iterator[Fault]:
    """What is wrong with the people who did ``steps``, which are in order."""
    for place, step in enumerate(steps):
        yield from faults_of_person(process.by_id[step.event], step, steps[:place], record, granting)


def faults_of_person(
    event: Event, step: Transition, before: Sequence[Transition], record: Record, granting: Granting
) -> Iterator[Fault]:
    """What is wrong with the person who did ``step``, after the steps ``before`` it."""
    yield from not_apart(event, step, before)
    if step.employee and (fault := without_post(event, step, record, granting)):
        yield fault


def not_apart(event: Event, step: Transition, before: Sequence[Transition]) -> Iterator[Fault]:
    """Steps that the person who did ``step`` must not have done, and did; also where it can't be told who did them."""
    if not event.apart_from:
        return
    others = [one for one in before if one.event in event.apart_from]
    known = {"event": event.id, "subject": step.subject, "on": step.on.isoformat()}
    if not step.employee or not others or not all(one.employee for one in others):
        yield Fault("processes.person-missing", known | {"others": ", ".join(event.apart_from)}, event.where)
    for other in others:
        if step.employee and step.employee == other.employee:
            values = known | {"person": step.employee, "other": other.event}
            yield Fault("processes.same-person", values, event.where)


def without_post(event: Event, step: Transition, record: Record, granting: Granting) -> Fault | None:
    """Why the person who did ``step`` had no right to, where the role that may do it is a post."""
    role, unit = role_on(step.on, event, record, granting.environment), record.values.get("unit")
    if not isinstance(role, str) or role not in granting.holders.authority.posts:
        return None
    found = granting.may_do(step.employee, role, unit.id if isinstance(unit, Record) else "", step.on)
    if found:
        return None
    values = {"event": event.id, "subject": step.subject, "on": step.on.isoformat(), "person": step.employee}
    because = (found.why_not,) if found.why_not else ()
    return Fault("processes.person-without-post", values | {"post": role}, event.where, because=because)
