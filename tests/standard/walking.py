"""Walks processes of the standard policy event by event."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from groupctl.decisions.processes.status import Status
from groupctl.decisions.processes.transitions import Transition
from groupctl.errors import EventForbidden
from groupctl.model.process import ProcessEvent
from groupctl.rules import core
from groupctl.testing import AS_OF, Ledger
from tests.standard.deciding import configured, worked


def happened(process: str, subject: str, events: Iterable[str], on: date = AS_OF) -> list[ProcessEvent]:
    """The rows of these events, one after the other on one day, each by whom it is for."""
    return [
        ProcessEvent(
            id=f"{subject}-{number}",
            process=process,
            subject=subject,
            event=f"{process.replace('_', '-')}.{event}",
            on=on,
            number=number,
            role=who(process, f"{process.replace('_', '-')}.{event}"),
            employee=person(process, f"{process.replace('_', '-')}.{event}"),
        )
        for number, event in enumerate(events, start=1)
    ]


def who(process: str, event: str) -> str | None:
    """The role that an event is for with the values of the examples, whatever its record; None for any person."""
    policy = worked(())
    by = policy.processes[process].by_id[event].by if event in policy.processes[process].by_id else None
    if isinstance(by, core.Const):
        return str(by.value)
    if isinstance(by, core.Read) and by.root == core.PARAMETER:
        return str(policy.parameters[by.path[0]].values[-1][1])
    return None


def person(process: str, event: str, by: str | None = None) -> str | None:
    """Who does an event that another person must or must not have done too: for each role there is one person."""
    events = worked(()).processes[process].events
    kept_apart = {name for one in events if one.apart_from for name in (one.id, *one.apart_from)}
    return f"P-{by or who(process, event) or 'any'}" if event in kept_apart else None


def with_people(ledger: Ledger, *more: str | None) -> Ledger:
    """The ledger with the people who did the events in it, each in the post of that name at the group."""
    named = {one.employee for one in ledger.tables["process_events"]} | set(more)
    there = {one.id for one in ledger.tables["employees"]}
    for name in sorted(one for one in named if one is not None and one not in there):
        ledger.add("employee", id=name, name=name, unit="G")
        ledger.add(
            "appointment",
            employee=name,
            post=name.removeprefix("P-"),
            unit="G",
            kind="PRINCIPAL",
            starts_on="2000-01-01",
        )
    return ledger


def transition(
    process: str,
    subject: str,
    event: str,
    ledger: Ledger,
    by: str = "",
    *,
    employee: str | None = None,
    as_of: date | None = None,
    **settings: object,
) -> Transition:
    """Takes one event as the role ``by``, by the person of that role unless it is another ``employee``."""
    name = f"{process.replace('_', '-')}.{event}"
    someone = person(process, name, by) if employee is None else employee
    portfolio = with_people(ledger, someone or None).portfolio(as_of)
    return configured(**settings).transition(process, subject, name, portfolio, by=by, employee=someone or "")


def refused(process: str, subject: str, event: str, ledger: Ledger, by: str = "", **settings: Any) -> str:
    """What is missing for an event, as one text."""
    with pytest.raises(EventForbidden) as caught:
        transition(process, subject, event, ledger, by, **settings)
    return caught.value.render()


def status(process: str, subject: str, ledger: Ledger, as_of: date = AS_OF, **settings: object) -> Status:
    """Where an instance stands."""
    return configured(**settings).status(process, subject, with_people(ledger).portfolio(as_of))
