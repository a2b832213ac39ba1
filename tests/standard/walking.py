"""Walks processes of the standard policy event by event."""

from collections.abc import Iterable
from datetime import date

import pytest

from groupctl.decisions.processes.status import Status
from groupctl.decisions.processes.transitions import Transition
from groupctl.errors import EventForbidden
from groupctl.model.process import ProcessEvent
from groupctl.rules import core
from groupctl.testing import AS_OF, Ledger
from tests.standard.deciding import engine, worked


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


def transition(
    process: str, subject: str, event: str, ledger: Ledger, by: str = "", **settings: object
) -> Transition:
    """Takes one event as the role ``by``."""
    configured = engine("reference", tuple(sorted(settings.items())))
    return configured.transition(
        process, subject, f"{process.replace('_', '-')}.{event}", ledger.portfolio(), by=by
    )


def refused(process: str, subject: str, event: str, ledger: Ledger, by: str = "", **settings: object) -> str:
    """What is missing for an event, as one text."""
    with pytest.raises(EventForbidden) as caught:
        transition(process, subject, event, ledger, by, **settings)
    return caught.value.render()


def status(process: str, subject: str, ledger: Ledger, as_of: date = AS_OF, **settings: object) -> Status:
    """Where an instance stands."""
    configured = engine("reference", tuple(sorted(settings.items())))
    return configured.status(process, subject, ledger.portfolio(as_of))
