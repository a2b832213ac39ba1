"""The processes of a policy at work on a portfolio: statuses, tasks, and the next step."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, product
from typing import Final, cast

from attrs import define, evolve

from groupctl.decisions.judgement import Evaluation
from groupctl.decisions.processes.gates import (
    offer,
    recorded,
    unauthorised,
    value_of,
    wrong_role,
    wrong_state,
)
from groupctl.decisions.processes.people import faults_of_people, faults_of_person
from groupctl.decisions.processes.status import DueTask, Offer, Status
from groupctl.decisions.processes.transitions import Course, Transition, follow, process_of
from groupctl.decisions.recording import actions
from groupctl.decisions.titles import titled
from groupctl.decisions.wording import label
from groupctl.errors import DataError, EventForbidden, Fault, mistyped
from groupctl.model.process import ProcessEvent
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules import processes as written
from groupctl.rules.evaluation.working_days import end_of_working_days
from groupctl.rules.policy import Policy
from groupctl.rules.unknown import Maybe, UnknownValue
from groupctl.schema.fields import about
from groupctl.texts import LANGUAGES
from groupctl.texts.causes import Cause

EVENTS: Final = "process_events"
"""The table of what happened."""

MOST_LOST: Final = 10
"""Lost rows that are named one by one; more of them are summed up."""


@define(frozen=True, slots=False, eq=False)
class Processes:
    """What ``evaluation`` says about the instances of every process of its policy."""

    evaluation: Evaluation

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.evaluation.policy

    @property
    def portfolio(self) -> Portfolio:
        """What is known of the instances, and as of when."""
        return self.evaluation.portfolio

    def status(self, process: str, subject: str) -> Status:
        """Where the record ``subject`` is in ``process``.

        DataError when the policy has no such process, or the portfolio no such record.
        """
        found = process_of(self.policy, process)
        record = self.portfolio.record(found.about, subject)
        course = self.course(found, record)
        offers = tuple(self._offers(found, course, record))
        state = found.states[course.state] if course.state else None
        return Status(
            process=found.name,
            title=found.title,
            entity=found.about,
            subject=record.id,
            as_of=self.portfolio.as_of,
            state=course.state,
            state_title=titled(state.title, record, self.evaluation.environment) if state else None,
            final=bool(state and state.final),
            entered_on=course.entered_on,
            history=course.steps,
            possible=tuple(one for one in offers if not one.missing),
            forbidden=tuple(one for one in offers if one.missing),
            tasks=tuple(self._tasks(found, course, record)),
            disabled=found.disabled,
            faults=course.faults,
            policy=f"{self.policy.name} {self.policy.version}",
            policy_hash=self.policy.hash,
            portfolio_hash=self.portfolio.hash,
        )

    def subjects(self, process: str) -> tuple[str, ...]:
        """The ids of all instances of a process. DataError when there is no such process."""
        return tuple(record.id for record in self.portfolio.records(process_of(self.policy, process).about))

    def tasks(self) -> Iterator[DueTask]:
        """Everything that is owed in any process."""
        for process in self.policy.processes.values():
            if process.tasks:
                for record in self.portfolio.records(process.about):
                    yield from self._tasks(process, self.course(process, record), record)

    def transition(
        self, process: str, subject: str, event: str, *, by: str = "", employee: str = "", note: str = ""
    ) -> Transition:
        """The step that ``event`` is on the day of the portfolio; the host keeps it: ``step.row(id)`` is its row.

        ``by`` is the role that does it, empty for no particular role, ``employee`` the person. EventForbidden names everything that is
        missing; DataError when there is no such process, event, record or person; ModelError for a role or a note that no
        row can hold. What happened on an earlier day is judged by what was known then: take it on a portfolio of that day.
        """
        found = process_of(self.policy, process)
        record, wanted = self.portfolio.record(found.about, subject), event_of(found, event)
        course, day = self.course(found, record), self.portfolio.as_of
        asked = offer(wanted, record, self.evaluation)
        faults = [
            *course.faults,
            wrong_state(found, wanted, course.state) if course.state else None,
            *asked.missing,
            wrong_role(wanted, asked.role, by),
        ]
        last = course.steps[-1] if course.steps else None
        step = Transition(
            process=found.name,
            subject=record.id,
            event=wanted.id,
            from_state=course.state or "",
            to_state=wanted.to,
            on=day,
            number=(last.number or 0) + 1 if last and last.on == day else 1,
            role=by,
            employee=employee,
            note=note,
            needs=asked.needs,
            policy=f"{self.policy.name} {self.policy.version}",
            policy_hash=self.policy.hash,
            portfolio_hash=self.portfolio.hash,
        )
        faults += faults_of_person(wanted, step, course.steps, record, self.evaluation.granting)
        missing = [fault for fault in faults if fault]
        if missing or course.state is None:
            raise EventForbidden(missing)
        step.row(wanted.id)  # it must be possible to keep it
        proposed = actions(wanted.proposes, wanted.id, record, self.evaluation.environment)
        return evolve(step, actions=tuple(proposed))

    def course(self, process: written.Process, record: Record) -> Course:
        """What has happened to ``record``; without a state where a part of its history was lost.

        A step by a role that could not do it leads on, for it happened; the faults name it.
        """
        lost = tuple(self._lost(process.name, record.id))
        course = follow(process, self._steps.get((process.name, record.id), ()), began_on(record))
        by_others = [
            fault
            for step in course.steps
            if (fault := unauthorised(process.by_id[step.event], step, record, self.evaluation.environment))
        ]
        people = faults_of_people(process, course.steps, record, self.evaluation.granting)
        faults = (*lost, *course.faults, *by_others, *people)
        if lost:
            return Course(state=None, entered_on=None, steps=course.steps, faults=faults)
        return evolve(course, faults=faults)

    def strays(self) -> Iterator[Fault]:
        """Rows that belong to no instance: of a process or of a record that is not there."""
        for (process, subject), steps in self._steps.items():
            values = {"process": process, "subject": subject, "events": ", ".join(one.event for one in steps)}
            if process not in self.policy.processes:
                yield mistyped("processes.stray-process", process, self.policy.processes, None, **values)
                continue
            about = self.policy.processes[process].about
            if subject not in self.portfolio.tables[self.portfolio.schema.entities[about].table]:
                because = tuple(self._why_not_there(self.portfolio.schema.entities[about].table, subject))
                yield Fault("processes.stray-subject", values | entity_in_words(about), because=because)

    def _why_not_there(self, table: str, subject: str) -> Iterator[Cause]:
        """Why the portfolio may lack a record of ``table`` that the host has."""
        if table in self.portfolio.missing_tables:
            yield Cause.of("model.cause-missing-table", table=table)
        yield from self._reasons.get((table, subject), ())

    @cached_property
    def _reasons(self) -> Mapping[tuple[str, str | None], Sequence[Cause]]:
        """Why rows were rejected, by table and id."""
        found: dict[tuple[str, str | None], list[Cause]] = {}
        for row in self.portfolio.rejected:
            found.setdefault((row.table, row.id), []).append(row.reason)
        return found

    @cached_property
    def _steps(self) -> Mapping[tuple[str, str], tuple[Transition, ...]]:
        """The rows of each instance as steps, in order."""
        found: dict[tuple[str, str], list[Transition]] = {}
        for record in self.portfolio.records("process_event"):
            step = step_of(record.source)
            found.setdefault((step.process, step.subject), []).append(step)
        return {
            instance: tuple(sorted(steps, key=lambda step: step.order))
            for instance, steps in sorted(found.items())
        }

    def _lost(self, process: str, subject: str) -> Iterator[Fault]:
        """Why the history of an instance is not whole: rows that are or may be its own were rejected."""
        if EVENTS in self.portfolio.missing_tables:
            yield Fault("processes.no-table", hint="processes.no-table.hint")
        lost = [self._rejected.get(key, ()) for key in product((process, None), (subject, None))]
        count = sum(map(len, lost))
        if count > MOST_LOST:
            yield Fault("processes.many-lost-events", {"count": str(count)})
            return
        for row in chain.from_iterable(lost):
            yield Fault("processes.lost-event", {"id": row.id or "?"}, row.where, because=(row.reason,))

    @cached_property
    def _rejected(self) -> Mapping[tuple[str | None, str | None], Sequence[RejectedRow]]:
        """The rows that were rejected by process and subject, None where that can't be read."""
        found: dict[tuple[str | None, str | None], list[RejectedRow]] = {}
        for row in self.portfolio.rejected:
            if row.table == EVENTS:
                found.setdefault((row.readable("process"), row.readable("subject")), []).append(row)
        return found

    def _offers(self, process: written.Process, course: Course, record: Record) -> Iterator[Offer]:
        """The events that lead on; none of them may happen as long as the history has faults."""
        for event in process.leading_on(course.state) if course.state else ():
            asked = offer(event, record, self.evaluation)
            yield evolve(asked, missing=(*course.faults, *asked.missing))

    def _tasks(self, process: written.Process, course: Course, record: Record) -> Iterator[DueTask]:
        for task in process.tasks:
            if course.state in task.in_ and not task.disabled:
                yield self._task(process, task, course, record)

    def _task(self, process: written.Process, task: written.Task, course: Course, record: Record) -> DueTask:
        since = self._since(task, course, record)
        due = self._due(task, since, record)
        known = None if isinstance(due, UnknownValue) else cast(date, due)
        return DueTask(
            process=process.name,
            entity=record.entity,
            subject=record.id,
            state=str(course.state),
            task=task.id,
            title=titled(task.title, record, self.evaluation.environment),
            source=task.source,
            where=str(task.where or ""),
            role=None if task.by is None else recorded(task.by, record, self.evaluation),
            since=None if isinstance(since, UnknownValue) else cast(date, since),
            due_on=known,
            overdue=None if known is None else known < self.portfolio.as_of,
            causes=due.causes if isinstance(due, UnknownValue) else (),
        )

    def _since(self, task: written.Task, course: Course, record: Record) -> Maybe:
        if task.since is not None:
            return value_of(task.since, record, self.evaluation)
        if course.entered_on is not None:
            return course.entered_on
        dated = self.portfolio.schema.entities[record.entity].dated
        if dated:
            return UnknownValue.of(self.portfolio.cause(record, dated))
        return UnknownValue.of(Cause.of("processes.cause-not-dated", **entity_in_words(record.entity)))

    def _due(self, task: written.Task, since: Maybe, record: Record) -> Maybe:
        days = value_of(task.days, record, self.evaluation)
        if task.working:
            return end_of_working_days(days, since, record, self.evaluation.environment)
        if isinstance(since, UnknownValue) or isinstance(days, UnknownValue):
            return UnknownValue.joined([since, days])
        try:
            return cast(date, since) + timedelta(days=cast(int, days))
        except OverflowError:
            return UnknownValue.of(Cause.of("decision.cause-out-of-range"))


def began_on(record: Record) -> date | None:
    """The day on which a record came into being, if that is known."""
    return cast("date | None", record.values.get(about(type(record.source)).dated or ""))


def entity_in_words(entity: str) -> dict[str, str]:
    """What an entity is called in each language, as texts fill it in."""
    return {f"entity_{lang}": label(f"words.entity.{entity}", entity, lang) for lang in LANGUAGES}


def event_of(process: written.Process, name: str) -> written.Event:
    """The event ``name`` of a process; DataError when there is none."""
    if name not in process.by_id:
        raise DataError(mistyped("processes.no-event", name, process.by_id, process=process.name))
    return process.by_id[name]


def step_of(row: ProcessEvent) -> Transition:
    """A row of the ledger as a step; its states are found when it is followed."""
    return Transition(
        process=row.process,
        subject=row.subject,
        event=row.event,
        from_state="",
        to_state="",
        on=row.on,
        number=row.number,
        role=row.role or "",
        employee=row.employee or "",
        note=row.note or "",
    )
