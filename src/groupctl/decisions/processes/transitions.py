"""What has happened in one instance of a process: typed steps, kept as JSON, followed again by any policy."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from attrs import evolve, frozen

from groupctl.decisions.decision import Action, Compared, Finding, parsed, structured
from groupctl.errors import DataError, Fault, mistyped
from groupctl.model.process import ProcessEvent
from groupctl.portfolio.codec import canonical, to_plain
from groupctl.rules.policy import Policy
from groupctl.rules.processes import Event, Process
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title

FORMAT: Final = "groupctl.history/1"
"""What a history's document says it is."""


@frozen(kw_only=True)
class Gate:
    """A need of an event as it was found: ``truth`` None means that it can't be told, and ``missing`` says why."""

    title: Title
    source: str
    where: str
    condition: str
    truth: bool | None
    compared: tuple[Compared, ...] = ()
    missing: tuple[Finding, ...] = ()
    causes: tuple[Cause, ...] = ()


@frozen(kw_only=True)
class Transition:
    """An event that happened: who did it, from which state to which, and what held then.

    ``number`` orders the steps of one day. A step that is known only by its row in the ledger has neither needs
    nor actions nor hashes.
    """

    process: str
    subject: str
    event: str
    from_state: str
    to_state: str
    on: date
    number: int | None = None
    role: str = ""
    employee: str = ""
    note: str = ""
    needs: tuple[Gate, ...] = ()
    actions: tuple[Action, ...] = ()
    policy: str = ""
    policy_hash: str = ""
    portfolio_hash: str = ""

    def row(self, id_: str) -> ProcessEvent:
        """The row by which a host keeps the step."""
        return ProcessEvent(
            id=id_,
            process=self.process,
            subject=self.subject,
            event=self.event,
            on=self.on,
            number=self.number,
            role=self.role or None,
            employee=self.employee or None,
            note=self.note or None,
        )

    @property
    def order(self) -> tuple[date, int]:
        """What steps are in the order of."""
        return self.on, self.number or 0


@frozen(kw_only=True)
class Course:
    """Where steps lead: the ``state`` in which they end, None where one of them could not have happened."""

    state: str | None
    entered_on: date | None
    steps: tuple[Transition, ...] = ()
    faults: tuple[Fault, ...] = ()


@frozen(kw_only=True)
class History:
    """All that happened in one instance, in order."""

    process: str
    subject: str
    steps: tuple[Transition, ...] = ()

    def to_json(self) -> str:
        """One line of canonical JSON."""
        return canonical({"format": FORMAT} | to_plain(self))

    @classmethod
    def from_json(cls, text: str) -> "History":
        """The history that ``to_json`` wrote. DataError for anything else."""
        try:
            written = parsed(text)
            said = dict(written) if isinstance(written, dict) else {"format": FORMAT}
            if (found := said.pop("format", "")) == FORMAT:
                return structured(said, cls)
        except DataError as error:
            (first,) = error.faults
            if first.code == "journal.not-json":
                raise
            raise DataError.of("processes.bad-history", field=first.values.get("field", "$")) from error
        raise DataError.of("processes.other-format", found=str(found)[:80], wanted=FORMAT)

    def replay(self, policy: Policy) -> Course:
        """Where the steps lead under ``policy``, and whether it is where they say.

        Whose an event is depends on its record: ``Engine.status`` checks the roles of the steps that a portfolio holds.
        DataError when the policy has no such process.
        """
        process = process_of(policy, self.process)
        foreign = [
            step for step in self.steps if (step.process, step.subject) != (self.process, self.subject)
        ]
        faults = [Fault("processes.foreign-step", _values(step)) for step in foreign]
        course = follow(process, self.steps, None)
        return (
            Course(state=None, entered_on=None, steps=course.steps, faults=tuple(faults))
            if faults
            else course
        )


def process_of(policy: Policy, name: str) -> Process:
    """The process ``name`` of a policy; DataError when there is none."""
    if name not in policy.processes:
        raise DataError(mistyped("processes.no-process", name, policy.processes))
    return policy.processes[name]


def follow(process: Process, steps: Iterable[Transition], began: date | None) -> Course:
    """The course of ``steps``, which are in order, up to the first that could not have happened.

    ``began`` is the day on which the instance came into being, if that is known. A step with states of its own must have
    the same as the process says.
    """
    state, entered, done = process.start, began, list[Transition]()
    for step in steps:
        found = _misstep(process, state, done[-1] if done else None, step)
        if found:
            return Course(state=None, entered_on=None, steps=tuple(done), faults=(found,))
        event = process.by_id[step.event]
        done.append(evolve(step, from_state=state, to_state=event.to))
        state, entered = event.to, step.on
    return Course(state=state, entered_on=entered, steps=tuple(done))


def _misstep(process: Process, state: str, before: Transition | None, step: Transition) -> Fault | None:
    """Why ``step`` could not have happened in ``state`` after the step ``before``."""
    event: Event | None = process.by_id.get(step.event)
    if event is None:
        return mistyped("processes.unknown-event", step.event, process.by_id, None, **_values(step))
    if before and step.order <= before.order:
        code = "processes.order-unknown" if step.order == before.order else "processes.out-of-order"
        return Fault(code, _values(step, before=before.event))
    if state not in event.from_:
        return Fault("processes.not-allowed", _values(step, state=state, from_=", ".join(event.from_)))
    if (step.from_state or state) != state or (step.to_state or event.to) != event.to:
        said = f"{step.from_state} → {step.to_state}"
        return Fault("processes.other-states", _values(step, said=said, now=f"{state} → {event.to}"))
    return None


def _values(step: Transition, **more: str) -> dict[str, str]:
    named = {"process": step.process, "subject": step.subject, "event": step.event, "on": step.on.isoformat()}
    return named | more
