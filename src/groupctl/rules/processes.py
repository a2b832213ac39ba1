"""Processes of a loaded policy: states, the events between them with what they need, and tasks with due dates.

A process is about one kind of record, and each of these records is an instance of it. Which state an instance is in
follows from the events that happened to it, and from nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import define, field, frozen

from groupctl.errors import SourceSpan
from groupctl.rules import core
from groupctl.rules.change import PolicyChange
from groupctl.rules.proposal import Proposal
from groupctl.texts.title import Title


@frozen(kw_only=True)
class ProcessState:
    """Where an instance is; nothing leads on from a ``final`` one."""

    name: str
    title: Title
    final: bool = False


@frozen(kw_only=True)
class Need:
    """A gate: an event that has it may only happen while ``when`` is definitely true of the record."""

    when: core.Node
    title: Title
    source: str
    text: str = ""
    """The condition as the policy writes it."""
    where: SourceSpan | None = field(default=None, eq=False)


@frozen(kw_only=True)
class Event:
    """Something that is done to an instance: it leads from any of ``from_`` to ``to``.

    ``by`` gives the role that may do it; None means any person. Who did one of the events ``apart_from`` may not (G32, H88). All
    ``needs`` must hold.
    """

    id: str
    from_: tuple[str, ...]
    to: str
    by: core.Node | None = None
    apart_from: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    proposes: tuple[Proposal, ...] = ()
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)
    disabled: PolicyChange | None = None
    """What switches it off, if an importing policy does. What happened before stays valid."""

    @property
    def nodes(self) -> Iterator[core.Node]:
        """Its expressions."""
        yield from (need.when for need in self.needs)
        yield from (proposal.limit for proposal in self.proposes if proposal.limit is not None)
        if self.by is not None:
            yield self.by


@frozen(kw_only=True)
class Task:
    """Something that is owed while an instance is in one of the states ``in_``.

    It is due ``days`` after ``since``, the day on which the present state was entered if that is None; ``working``
    days go by the calendar.
    """

    id: str
    in_: tuple[str, ...]
    since: core.Node | None = None
    days: core.Node
    working: bool = False
    by: core.Node | None = None
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)
    disabled: PolicyChange | None = None
    """What switches it off, if an importing policy does."""

    @property
    def nodes(self) -> Iterator[core.Node]:
        """Its expressions."""
        return (node for node in (self.since, self.days, self.by) if node is not None)


@define(kw_only=True, frozen=True, slots=False)
class Process:
    """States and what leads from one to another, for every record of the entity ``about``.

    ``kind`` says what the process is for (C31), ``flow`` what it is like (C28). Every instance starts in ``start``.
    """

    name: str
    about: str
    kind: str
    flow: str
    states: Mapping[str, ProcessState]
    start: str
    events: tuple[Event, ...]
    tasks: tuple[Task, ...] = ()
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """The events by their id."""
        return {event.id: event for event in self.events}

    @property
    def steps(self) -> tuple[Event | Task, ...]:
        """Events and tasks."""
        return (*self.events, *self.tasks)

    @cached_property
    def disabled(self) -> Mapping[str, PolicyChange]:
        """The events and tasks that an importing policy switches off, by id."""
        return {step.id: step.disabled for step in self.steps if step.disabled}

    def leading_on(self, state: str) -> tuple[Event, ...]:
        """The events that lead on from ``state``, without those that are switched off."""
        return tuple(event for event in self.events if state in event.from_ and not event.disabled)

    def way(self, state: str, goals: Iterable[str]) -> tuple[Event, ...] | None:
        """A shortest way from ``state`` to one of ``goals``: empty if it is one of them, None if there is none."""
        wanted = frozenset(goals)
        found: dict[str, tuple[Event, ...]] = {state: ()}
        ahead = [state]
        for here in ahead:  # grows as states are found
            if here in wanted:
                return found[here]
            for event in self.leading_on(here):
                if event.to not in found:
                    found[event.to] = (*found[here], event)
                    ahead.append(event.to)
        return None


def expressions(process: Process) -> Iterator[core.Node]:
    """Every expression of a process."""
    for step in process.steps:
        yield from step.nodes
