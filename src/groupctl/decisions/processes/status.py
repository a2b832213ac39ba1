"""Where one instance of a process is: its state, what may happen next, what may not and why, and what is owed."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import field, frozen

from groupctl.decisions.decision import Finding
from groupctl.decisions.processes.transitions import Gate, Transition
from groupctl.errors import Fault
from groupctl.rules.change import PolicyChange
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title


@frozen(kw_only=True)
class Offer:
    """An event that leads on from the present state, and what is ``missing`` for it to happen now.

    ``role`` is who may do it: None means any person.
    """

    event: str
    title: Title
    source: str
    where: str
    to_state: str
    role: Finding | None = None
    needs: tuple[Gate, ...] = ()
    missing: tuple[Fault, ...] = ()


@frozen(kw_only=True)
class DueTask:
    """Something that is owed in the present state.

    ``due_on`` is the last day on which it is in time; None, with the ``causes``, where it can't be told. ``overdue``
    is None then.
    """

    process: str
    entity: str
    subject: str
    state: str
    task: str
    title: Title
    source: str
    where: str
    role: Finding | None = None
    since: date | None = None
    due_on: date | None = None
    overdue: bool | None = None
    causes: tuple[Cause, ...] = ()


@frozen(kw_only=True)
class Status:
    """One instance of a process as of a day. No event is possible while its history has ``faults``.

    ``state`` is None where the history does not lead to one; a step by the wrong role leads on.

    ``disabled`` names the events and tasks that the policy switches off: which policy, where and why.
    """

    process: str
    title: Title
    entity: str
    subject: str
    as_of: date
    state: str | None
    state_title: Title | None = None
    final: bool = False
    entered_on: date | None = None
    history: tuple[Transition, ...] = ()
    possible: tuple[Offer, ...] = ()
    forbidden: tuple[Offer, ...] = ()
    tasks: tuple[DueTask, ...] = ()
    disabled: Mapping[str, PolicyChange] = field(factory=dict)
    faults: tuple[Fault, ...] = ()
    policy: str
    policy_hash: str
    portfolio_hash: str

    @property
    def overdue(self) -> Iterator[DueTask]:
        """The tasks whose day has passed."""
        return (task for task in self.tasks if task.overdue)
