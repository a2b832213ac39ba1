"""The processes of a policy at work on a portfolio: standings, duties, and the next step."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Final, cast

from attrs import define

from groupctl.causes import Cause
from groupctl.errors import DataError, EventForbidden, Fault
from groupctl.judgement import Evaluation
from groupctl.model.portfolio import Portfolio
from groupctl.model.process import ProcessEvent
from groupctl.model.records import Record
from groupctl.model.set_aside import SetAside
from groupctl.model.vocabulary import ENTITIES
from groupctl.processes.gates import offer, recorded, value_of, wrong_role, wrong_state
from groupctl.processes.standing import Duty, Offer, Standing
from groupctl.processes.steps import Course, Step, follow, process_of
from groupctl.recording import actions
from groupctl.rules import processes as written
from groupctl.rules.evaluation.working_days import end_of_working_days
from groupctl.rules.loading.shapes import similar
from groupctl.rules.policy import Policy
from groupctl.rules.unknown import Maybe, Unknown

EVENTS: Final = "process_events"
"""The table of what happened."""


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

    def standing(self, process: str, subject: str) -> Standing:
        """Where the record ``subject`` stands in ``process``.

        DataError when the policy has no such process, or the portfolio no such record.
        """
        found = process_of(self.policy, process)
        record = self.portfolio.record(found.about, subject)
        course = self.course(found, record)
        offers = self._offers(found, course.state, record) if course.state else ()
        state = found.states[course.state] if course.state else None
        return Standing(
            process=found.name,
            title=found.title,
            entity=found.about,
            subject=record.id,
            as_of=self.portfolio.as_of,
            state=course.state,
            state_title=state.title if state else None,
            final=bool(state and state.final),
            entered_on=course.entered_on,
            history=course.steps,
            possible=tuple(one for one in offers if not one.missing),
            forbidden=tuple(one for one in offers if one.missing),
            duties=tuple(self._duties(found, course, record)),
            disabled=found.disabled,
            faults=course.faults,
            policy=f"{self.policy.name} {self.policy.version}",
            policy_hash=self.policy.hash,
            portfolio_hash=self.portfolio.hash,
        )

    def subjects(self, process: str) -> tuple[str, ...]:
        """The ids of all instances of a process. DataError when there is no such process."""
        return tuple(record.id for record in self.portfolio.records(process_of(self.policy, process).about))

    def duties(self) -> Iterator[Duty]:
        """Everything that is owed in any process."""
        for process in self.policy.processes.values():
            if process.duties:
                for record in self.portfolio.records(process.about):
                    yield from self._duties(process, self.course(process, record), record)

    def take(
        self, process: str, subject: str, event: str, *, by: str = "", on: date | None = None, note: str = ""
    ) -> Step:
        """The step that ``event`` is; the host keeps it: ``step.row(id)`` is its row.

        ``by`` is the role that does it, empty for nobody in particular; ``on`` is the day of the portfolio unless
        it is said, and never later. EventForbidden names everything that is missing; DataError when there is no
        such process, event or record.
        """
        found = process_of(self.policy, process)
        record, wanted = self.portfolio.record(found.about, subject), event_of(found, event)
        course, day = self.course(found, record), on or self.portfolio.as_of
        asked = offer(wanted, record, self.evaluation)
        faults = [
            *course.faults,
            wrong_state(found, wanted, course.state) if course.state else None,
            *asked.missing,
            wrong_role(wanted, asked.role, by),
            self._wrong_day(wanted, course, day),
        ]
        missing = [fault for fault in faults if fault]
        if missing or course.state is None:
            raise EventForbidden(missing)
        last = course.steps[-1] if course.steps else None
        return Step(
            process=found.name,
            subject=record.id,
            event=wanted.id,
            from_state=course.state,
            to_state=wanted.to,
            on=day,
            number=(last.number or 0) + 1 if last and last.on == day else 1,
            role=by,
            note=note,
            needs=asked.needs,
            actions=tuple(actions(wanted.proposes, wanted.id, record, self.evaluation.environment)),
            policy=f"{self.policy.name} {self.policy.version}",
            policy_hash=self.policy.hash,
            portfolio_hash=self.portfolio.hash,
        )

    def course(self, process: written.Process, record: Record) -> Course:
        """What has happened to ``record``; without a state where a part of its history was lost."""
        lost = tuple(self._lost(process.name, record.id))
        began = record.values.get(ENTITIES[record.entity].dated or "")
        steps = self._steps.get((process.name, record.id), ())
        course = follow(process, steps, cast("date | None", began))
        if not lost:
            return course
        return Course(state=None, entered_on=None, steps=course.steps, faults=(*lost, *course.faults))

    def strays(self) -> Iterator[Fault]:
        """Rows that belong to no instance: of a process or of a record that is not there."""
        for (process, subject), steps in self._steps.items():
            about = self.policy.processes[process].about if process in self.policy.processes else ""
            if not about:
                code, hint = "processes.stray-process", similar(process, self.policy.processes)
            elif subject not in self.portfolio.tables[ENTITIES[about].table]:
                code, hint = "processes.stray-subject", ""
            else:
                continue
            values = {"process": process, "subject": subject, "entity": about, "suggestion": hint}
            values["events"] = ", ".join(step.event for step in steps)
            yield Fault(code, values, hint="policy.did-you-mean" if hint else None)

    @cached_property
    def _steps(self) -> Mapping[tuple[str, str], tuple[Step, ...]]:
        """The rows of each instance as steps, in order."""
        found: dict[tuple[str, str], list[Step]] = {}
        for record in self.portfolio.records("process_event"):
            step = step_of(record.source)
            found.setdefault((step.process, step.subject), []).append(step)
        return {
            instance: tuple(sorted(steps, key=lambda step: step.place))
            for instance, steps in sorted(found.items())
        }

    def _lost(self, process: str, subject: str) -> Iterator[Fault]:
        """Why the history of an instance is not whole: rows that are or may be its own were set aside."""
        if EVENTS in self.portfolio.missing_tables:
            yield Fault("processes.no-table", hint="processes.no-table.hint")
        for row in self._set_aside:
            if row.readable("process") in (None, process) and row.readable("subject") in (None, subject):
                yield Fault("processes.lost-event", {"id": row.id or "?"}, row.where, because=(row.reason,))

    @cached_property
    def _set_aside(self) -> tuple[SetAside, ...]:
        return tuple(row for row in self.portfolio.set_aside if row.table == EVENTS)

    def _offers(self, process: written.Process, state: str, record: Record) -> tuple[Offer, ...]:
        return tuple(offer(event, record, self.evaluation) for event in process.leading_on(state))

    def _wrong_day(self, event: written.Event, course: Course, day: date) -> Fault | None:
        values = {"event": event.id, "on": day.isoformat(), "as_of": self.portfolio.as_of.isoformat()}
        if day > self.portfolio.as_of:
            return Fault("processes.in-future", values)
        if course.steps and day < course.steps[-1].on:
            last = course.steps[-1]
            return Fault("processes.before-last", values | {"last": last.event, "day": last.on.isoformat()})
        return None

    def _duties(self, process: written.Process, course: Course, record: Record) -> Iterator[Duty]:
        for duty in process.duties:
            if course.state in duty.in_ and not duty.disabled:
                yield self._duty(process, duty, course, record)

    def _duty(self, process: written.Process, duty: written.Duty, course: Course, record: Record) -> Duty:
        since = self._since(duty, course, record)
        due = self._due(duty, since, record)
        known = None if isinstance(due, Unknown) else cast(date, due)
        return Duty(
            process=process.name,
            entity=record.entity,
            subject=record.id,
            state=str(course.state),
            duty=duty.id,
            title=duty.title,
            source=duty.source,
            where=str(duty.where or ""),
            role=None if duty.by is None else recorded(duty.by, record, self.evaluation),
            since=None if isinstance(since, Unknown) else cast(date, since),
            due_on=known,
            overdue=None if known is None else known < self.portfolio.as_of,
            causes=due.causes if isinstance(due, Unknown) else (),
        )

    def _since(self, duty: written.Duty, course: Course, record: Record) -> Maybe:
        if duty.since is not None:
            return value_of(duty.since, record, self.evaluation)
        if course.entered_on is not None:
            return course.entered_on
        dated = ENTITIES[record.entity].dated
        if dated:
            return Unknown.of(self.portfolio.cause(record, dated))
        return Unknown.of(Cause.of("processes.cause-not-dated", entity=record.entity))

    def _due(self, duty: written.Duty, since: Maybe, record: Record) -> Maybe:
        days = value_of(duty.days, record, self.evaluation)
        if duty.working:
            return end_of_working_days(days, since, record, self.evaluation.environment)
        if isinstance(since, Unknown) or isinstance(days, Unknown):
            return Unknown.joined([since, days])
        try:
            return cast(date, since) + timedelta(days=cast(int, days))
        except OverflowError:
            return Unknown.of(Cause.of("decision.cause-out-of-range"))


def event_of(process: written.Process, name: str) -> written.Event:
    """The event ``name`` of a process; DataError when there is none."""
    if name not in process.by_id:
        suggestion = similar(name, process.by_id)
        raise DataError.of(
            "processes.no-event",
            hint="policy.did-you-mean" if suggestion else "policy.choose",
            process=process.name,
            name=name[:80],
            suggestion=suggestion,
            known=", ".join(process.by_id),
        )
    return process.by_id[name]


def step_of(row: ProcessEvent) -> Step:
    """A row of the ledger as a step; its states are found when it is followed."""
    return Step(
        process=row.process,
        subject=row.subject,
        event=row.event,
        from_state="",
        to_state="",
        on=row.on,
        number=row.number,
        role=row.role or "",
        note=row.note or "",
    )
