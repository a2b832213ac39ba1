"""The history of processes, and the calendar that their working days are counted by."""

from datetime import date
from enum import auto
from typing import Annotated

from groupctl.schema.choices import Choice
from groupctl.schema.fields import Count, Identifier, Ref, UnitRef, record


class ProcessKind(Choice):
    """What a process is for in the architecture of a business (C31)."""

    STRATEGIC = auto()
    EXECUTION = auto()
    MANAGEMENT = auto()
    ENABLING = auto()


class ProcessLevel(Choice):
    """The six levels in which processes are laid out (C32, H79), from the widest to the smallest.

    A process turns inputs into outputs by activities that are done again and again (H81); an activity belongs to a role, and tasks are
    its parts (H80).
    """

    PROCESS_CLASS = auto()
    PROCESS_GROUP = auto()
    PROCESS = auto()
    SUB_PROCESS = auto()
    ACTIVITY = auto()
    TASK = auto()


class FlowKind(Choice):
    """How a flow is controlled (C28, G43)."""

    FREE = auto()
    APPROVAL = auto()
    CONTROL = auto()
    COLLABORATION = auto()
    PERMISSION = auto()
    CHANGE = auto()


@record("process_event", dated="on")
class ProcessEvent:
    """Something that happened in a process: a step of its history (B94).

    ``process`` and ``event`` are names of the policy, ``subject`` is the id of the record that the process is about. ``number`` orders
    what happened on one day; ``role`` is the post or role that did it, ``employee`` the person (G32, H88).
    """

    id: Identifier
    process: Identifier
    subject: Identifier
    event: Identifier
    on: date
    number: Count | None = None
    role: Identifier | None = None
    employee: Annotated[str, Ref("employee", firm=True)] | None = None
    note: str | None = None


@record("calendar_day")
class CalendarDay:
    """A day that is not what its weekday says: a holiday, or a working Saturday (L53).

    Without ``unit`` it holds everywhere.
    """

    id: Identifier
    on: date
    working: bool
    unit: UnitRef | None = None
