"""``groupctl process``: where the instances of processes are, what they may do next, and what is owed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from attrs import frozen

from groupctl.decisions.decision import Finding
from groupctl.decisions.processes.runtime import Processes
from groupctl.decisions.processes.status import DueTask, Offer, Status
from groupctl.decisions.wording import Glossary, cause_text, change_text, label
from groupctl.errors import DataError, Fault
from groupctl.portfolio.codec import to_plain
from groupctl.rules.policy import Policy
from groupctl.texts import Language, say
from groupctl.texts.layout import BLANK, Line, Part, Style, table


@frozen
class ProcessPage:
    """Statuses, process by process; ``whole`` tells everything about each, else it is one line and what is owed."""

    policy: Policy
    statuses: Sequence[Status]
    strays: Sequence[Fault] = ()
    whole: bool = False

    @classmethod
    def of(cls, processes: Processes, process: str | None, subject: str | None, *, overdue: bool) -> Self:
        """The statuses asked for. DataError when there is no such process or no such instance."""
        names = [process] if process else list(processes.policy.processes)
        found = [processes.status(name, one) for name in names for one in asked(processes, name, subject)]
        if subject and not found:
            if process:
                processes.status(process, subject)  # says which subjects are near
            raise DataError.of("processes.no-instance", subject=subject[:80])
        if overdue:
            found = [one for one in found if any(one.overdue)]
        strays = () if subject or process or overdue else tuple(processes.strays())
        return cls(processes.policy, found, strays, whole=subject is not None)

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        last = ""
        for status in self.statuses:
            if status.process != last:
                yield from (BLANK,) if last else ()
                yield from heading(status, lang)
            elif self.whole:
                yield BLANK
            last = status.process
            yield from _Told(status, lang, Glossary(self.policy, lang)).lines(whole=self.whole)
        for stray in self.strays:
            yield from (Line.of(Part("? ", "doubt"), text) for text in stray.render(lang).split("\n"))
        if not self.statuses:
            yield Line.of(say("processes.part-nothing", lang))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        return (to_plain(status) for status in self.statuses)


def asked(processes: Processes, name: str, subject: str | None) -> Sequence[str]:
    """The instances of a process that are asked for: all, or the one called ``subject`` if there is one."""
    known = processes.subjects(name)
    return known if subject is None else [one for one in known if one == subject]


def heading(status: Status, lang: Language) -> Iterator[Line]:
    """What opens the list of a process."""
    entity = label(f"words.entity.{status.entity}", status.entity, lang)
    title = Part(status.title.text(lang), "heading")
    yield Line.of(
        title,
        say("processes.part-head", lang, name=status.process, entity=entity, as_of=status.as_of),
    )


@frozen
class _Told:
    """One status being put into words."""

    status: Status
    lang: Language
    glossary: Glossary

    def say(self, key: str, **values: object) -> str:
        return say(f"processes.part-{key}", self.lang, **values)

    def lines(self, *, whole: bool) -> Iterator[Line]:
        yield self.head()
        for fault in self.status.faults:
            yield from self.told(fault, "bad")
        if whole:
            yield from self.history()
            yield from self.offers()
        if whole and self.status.tasks:
            yield Line.of(Part(self.say("owed"), "heading"), indent=4)
        yield from self.tasks(indent=6 if whole else 4)
        if whole:
            for name, change in self.status.disabled.items():
                told = self.say("disabled", name=name, change=change_text(change, self.lang))
                yield Line.of(Part(told, "quiet"), indent=4)

    def head(self) -> Line:
        one = self.status
        if one.state is None or one.state_title is None:
            return Line.of(Part(one.subject, "strong"), "  ", Part(self.say("unknown"), "doubt"), indent=2)
        since = self.say("since", day=one.entered_on) if one.entered_on else ""
        state = Part(f"{one.state} {one.state_title.text(self.lang)}", "good" if one.final else "")
        return Line.of(Part(one.subject, "strong"), "  ", state, f"  {since}", indent=2)

    def told(self, fault: Fault, style: Style) -> Iterator[Line]:
        for text in fault.render(self.lang).split("\n"):
            yield Line.of(Part(text, style), indent=6)

    def history(self) -> Iterator[Line]:
        if self.status.history:
            yield Line.of(Part(self.say("history"), "heading"), indent=4)
            yield from table(
                [
                    (
                        step.on.isoformat(),
                        step.event,
                        f"{step.from_state} → {step.to_state}",
                        self.role(step.role),
                    )
                    for step in self.status.history
                ],
                indent=6,
            )

    def offers(self) -> Iterator[Line]:
        parts: Mapping[str, Sequence[Offer]] = {
            "possible": self.status.possible,
            "forbidden": self.status.forbidden,
        }
        for key, offers in parts.items():
            if offers:
                yield Line.of(Part(self.say(key), "heading"), indent=4)
            for one in offers:
                style: Style = "quiet" if one.missing else "good"
                title = one.title.text(self.lang)
                yield Line.of(
                    Part(one.event, style), f" → {one.to_state}  {title}  ", self.found(one.role), indent=6
                )
                for fault in one.missing:
                    yield from (
                        Line.of(Part("✗ ", "bad"), text, indent=8)
                        for text in fault.message(self.lang).split("\n")
                    )

    def tasks(self, indent: int) -> Iterator[Line]:
        if self.status.tasks:
            yield from table([self.task(one) for one in self.status.tasks], indent=indent)
        for task in self.status.tasks:
            for cause in task.causes:
                yield Line.of(Part("? ", "doubt"), f"{task.task}: {cause_text(cause, self.lang)}", indent=6)

    def task(self, task: DueTask) -> Sequence[str | Part]:
        due = Part(self.say("due-unknown"), "doubt")
        if task.due_on:
            day = task.due_on
            due = (
                Part(self.say("overdue", day=day), "bad") if task.overdue else Part(self.say("due", day=day))
            )
        return task.task, task.title.text(self.lang), due, self.found(task.role), f"({task.source})"

    def found(self, role: Finding | None) -> str:
        if role is None:
            return self.say("any-person")
        return self.role(str(role.value)) if role.known else self.say("by-unknown")

    def role(self, role: str) -> str:
        return self.glossary.role(role) if role else ""
