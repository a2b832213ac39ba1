"""Processes: states that can be reached and left, events with their gates, tasks with their days."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve, frozen

from groupctl.model.process import FlowKind, ProcessKind
from groupctl.rules import draft
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context, line
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.loading.proposals import proposals
from groupctl.rules.loading.roles import actor
from groupctl.rules.processes import Event, Need, Process, ProcessState, Task
from groupctl.rules.types import BOOLEAN, DATE, TEXT

ENTERED: Final = "entered"
"""The day on which the present state was entered, as the beginning of a task."""

DECIDED: Final = frozenset({FlowKind.APPROVAL.name, FlowKind.PERMISSION.name})
"""Flows in which another person decides than the one who asks (G43)."""


def process(context: Context, name: str, piece: Piece[draft.ProcessDraft]) -> Process | None:
    """One process; None when it can't be worked out."""
    written, before = piece.item, len(context.faults)
    context.name(name, piece.part.sub("name"))
    context.about(written.about, piece.sub("about"))
    _member(context, written.kind, ProcessKind.__members__, "processes.no-kind", piece.sub("kind"))
    _member(context, written.flow, FlowKind.__members__, "processes.no-flow", piece.sub("flow"))
    parts = _Parts(context, piece)
    found = Process(
        name=name,
        about=str(written.about),
        kind=str(written.kind),
        flow=str(written.flow),
        states={state.name: state for state in parts.states()},
        start=str(written.states[0].name) if written.states else "",
        events=tuple(event for i in range(len(written.events)) if (event := parts.event(i))),
        tasks=tuple(task for i in range(len(written.tasks)) if (task := parts.task(i))),
        **context.told(written, piece),
    )
    parts.connected()
    if not decided_apart(written):
        context.fault(piece.sub("flow"), "processes.no-route", flow=written.flow)
    return None if len(context.faults) > before else found


def decided_apart(written: draft.ProcessDraft) -> bool:
    """Whether a process has the step that its flow demands: another person than the one who asks approves or permits (C28, G43)."""
    return written.flow not in DECIDED or any(event.by and event.apart_from for event in written.events)


def _member(context: Context, name: str, known: Iterable[str], code: str, part: DraftPart) -> None:
    if context.given(name, part) and name not in (names := tuple(known)):
        context.unknown(part, code, name, names)


@frozen
class _Parts:
    """Resolves the parts of one process."""

    context: Context
    piece: Piece[draft.ProcessDraft]

    @property
    def written(self) -> draft.ProcessDraft:
        return self.piece.item

    @property
    def finals(self) -> frozenset[str]:
        return frozenset(state.name for state in self.written.states if state.final)

    def states(self) -> Sequence[ProcessState]:
        """All states: at least one, each once."""
        if not self.written.states and self.piece.part.source.says((*self.piece.part.path, "states")):
            self.context.fault(self.piece.sub("states"), "processes.no-states", name=self.written.name)
        seen, result = set[str](), []
        for i, state in enumerate(self.written.states):
            part = self.piece.sub("states", i)
            self.context.name(state.name, part.sub("name"))
            if state.name in seen:
                self.context.fault(part.sub("name"), "processes.state-twice", name=state.name)
            seen.add(state.name)
            title = self.context.title(state.title, part.sub("title"))
            result.append(evolve(state, name=str(state.name), title=title))
        return result

    def known(self, names: Sequence[str], part: DraftPart) -> tuple[str, ...]:
        """States by name: at least one, each of this process."""
        if not names and part.source.says(part.path):
            self.context.fault(part, "processes.no-states-named", name=self.written.name)
        for i, name in enumerate(names):
            self.one(name, part.sub(i))
        return tuple(str(name) for name in dict.fromkeys(names))

    def one(self, name: str, part: DraftPart) -> None:
        """A state by name."""
        states = [state.name for state in self.written.states]
        if self.context.given(name, part) and states and name not in states:
            self.context.unknown(part, "processes.unknown-state", name, states)

    def event(self, index: int) -> Event | None:
        """One event; None when it can't be worked out."""
        written, part = self.written.events[index], self.piece.sub("events", index)
        context, before = self.context, len(self.context.faults)
        context.id(written.id, part.sub("id"))
        from_ = self.known(written.from_, part.sub("from_"))
        for i, name in enumerate(written.from_):
            if name in self.finals:
                context.fault(
                    part.sub("from_", i), "processes.from-final", "processes.from-final.hint", name=name
                )
        self.one(written.to, part.sub("to"))
        needs = tuple(self.need(need, part.sub("needs", i)) for i, need in enumerate(written.needs))
        by = context.perhaps(written.by, self.written.about, TEXT, part.sub("by"))
        actor(context, by, part.sub("by"))
        ids = [one.id for one in self.written.events if one.id != written.id]
        for i, name in enumerate(written.apart_from):
            if name not in ids:
                context.unknown(part.sub("apart_from", i), "processes.no-other-event", name, ids)
        proposes = proposals(context, written.proposes, self.written.about, part.sub("proposes"))
        told = context.told(written, part, "id")
        if len(context.faults) > before:
            return None
        return Event(
            id=str(written.id),
            from_=from_,
            to=str(written.to),
            by=by,
            apart_from=tuple(map(str, written.apart_from)),
            needs=tuple(need for need in needs if need),
            proposes=proposes,
            **told,
            disabled=context.composition.disabled_steps.get(written.id),
        )

    def need(self, written: draft.NeedDraft, part: DraftPart) -> Need | None:
        """One gate of an event."""
        when = self.context.expression(written.when, self.written.about, BOOLEAN, part.sub("when"))
        told = self.context.told(written, part, "when")
        return None if when is None else Need(when=when, text=line(written.when), **told)

    def task(self, index: int) -> Task | None:
        """One task; None when it can't be worked out."""
        written, part = self.written.tasks[index], self.piece.sub("tasks", index)
        context, about, before = self.context, self.written.about, len(self.context.faults)
        context.id(written.id, part.sub("id"))
        states = self.known(written.in_, part.sub("in_"))
        for i, name in enumerate(written.in_):
            if name in self.finals:
                context.fault(part.sub("in_", i), "processes.task-in-final", name=name)
        entered = written.since.strip() == ENTERED
        since = None if entered else context.expression(written.since, about, DATE, part.sub("since"))
        days = context.duration(written.days, about, part.sub("days"))
        by = context.perhaps(written.by, self.written.about, TEXT, part.sub("by"))
        actor(context, by, part.sub("by"))
        told = context.told(written, part, "id")
        if days is None or len(context.faults) > before:
            return None
        return Task(
            id=str(written.id),
            in_=states,
            since=since,
            days=days,
            working=written.working,
            by=by,
            **told,
            disabled=context.composition.disabled_steps.get(written.id),
        )

    def connected(self) -> None:
        """Every state can be reached, and left unless it is final; judged only where all events are sound so far."""
        states = [state.name for state in self.written.states]
        named = [name for event in self.written.events for name in (*event.from_, event.to)]
        sound = all(event.from_ and event.to for event in self.written.events)
        if not states or not sound or not set(named) <= set(states):
            return
        disabled = self.context.composition.disabled_steps
        there = self.reached(self.written.events)
        enabled = [event for event in self.written.events if event.id not in disabled]
        left = {name for event in enabled for name in event.from_ if name != event.to}
        cut_off = there - self.reached(enabled)
        dead = {*states} - left - self.finals - cut_off
        for i, name in enumerate(states):
            part = self.piece.sub("states", i, "name")
            if name not in there:
                self.context.fault(part, "processes.unreachable", "processes.unreachable.hint", name=name)
            if name in dead:
                self.context.fault(part, "processes.dead-end", "processes.dead-end.hint", name=name)

    def reached(self, events: Sequence[draft.EventDraft]) -> set[str]:
        """The states that ``events`` lead to from the first one, itself among them."""
        found = {self.written.states[0].name}
        while more := {event.to for event in events if found & {*event.from_}} - found:
            found |= more
        return found
