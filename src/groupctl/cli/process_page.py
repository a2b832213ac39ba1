"""``groupctl process``: where the instances of processes stand, what they may do next, and what is owed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Self

from attrs import frozen
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from groupctl.cli.check_page import fault_row
from groupctl.decisions.decision import PARTS, Finding, converter_of
from groupctl.decisions.processes.runtime import Processes
from groupctl.decisions.processes.standing import Duty, Offer, Standing
from groupctl.decisions.processes.steps import Gate, Step
from groupctl.decisions.wording import Glossary, cause_text, label
from groupctl.errors import DataError, Fault
from groupctl.rules.policy import Policy
from groupctl.texts import Language, say
from groupctl.texts.layout import BLANK, Line, Part, Style, table


@frozen
class ProcessPage:
    """Standings, process by process; ``whole`` tells everything about each, else it is one line and what is owed."""

    policy: Policy
    standings: Sequence[Standing]
    strays: Sequence[Fault] = ()
    whole: bool = False

    @classmethod
    def of(cls, processes: Processes, process: str | None, subject: str | None, *, overdue: bool) -> Self:
        """The standings asked for. DataError when there is no such process or no such instance."""
        names = [process] if process else list(processes.policy.processes)
        found = [processes.standing(name, one) for name in names for one in asked(processes, name, subject)]
        if subject and not found:
            if process:
                processes.standing(process, subject)  # says which subjects are near
            raise DataError.of("processes.no-instance", subject=subject[:80])
        if overdue:
            found = [one for one in found if any(one.overdue)]
        strays = () if subject or process or overdue else tuple(processes.strays())
        return cls(processes.policy, found, strays, whole=subject is not None)

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        last = ""
        for standing in self.standings:
            if standing.process != last:
                yield from (BLANK,) if last else ()
                yield from heading(standing, lang)
            elif self.whole:
                yield BLANK
            last = standing.process
            yield from _Told(standing, lang, Glossary(self.policy, lang)).lines(whole=self.whole)
        for stray in self.strays:
            yield from (Line.of(Part("? ", "doubt"), text) for text in stray.render(lang).split("\n"))
        if not self.standings:
            yield Line.of(say("processes.part-nothing", lang))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        return (page_converter().unstructure(standing) for standing in self.standings)


def asked(processes: Processes, name: str, subject: str | None) -> Sequence[str]:
    """The instances of a process that are asked for: all, or the one called ``subject`` if there is one."""
    known = processes.subjects(name)
    return known if subject is None else [one for one in known if one == subject]


def heading(standing: Standing, lang: Language) -> Iterator[Line]:
    """What opens the list of a process."""
    entity = label(f"words.entity.{standing.entity}", standing.entity, lang)
    title = Part(standing.title.text(lang), "heading")
    yield Line.of(
        title,
        say("processes.part-head", lang, name=standing.process, entity=entity, as_of=standing.as_of),
    )


@frozen
class _Told:
    """One standing being put into words."""

    standing: Standing
    lang: Language
    glossary: Glossary

    def say(self, key: str, **values: object) -> str:
        return say(f"processes.part-{key}", self.lang, **values)

    def lines(self, *, whole: bool) -> Iterator[Line]:
        yield self.head()
        for fault in self.standing.faults:
            yield from self.told(fault, "bad")
        if whole:
            yield from self.history()
            yield from self.offers()
        if whole and self.standing.duties:
            yield Line.of(Part(self.say("owed"), "heading"), indent=4)
        yield from self.duties(indent=6 if whole else 4)
        if whole:
            for name, reason in self.standing.disabled.items():
                yield Line.of(Part(self.say("disabled", name=name, reason=reason), "quiet"), indent=4)

    def head(self) -> Line:
        one = self.standing
        if one.state is None or one.state_title is None:
            return Line.of(Part(one.subject, "strong"), "  ", Part(self.say("unknown"), "doubt"), indent=2)
        since = self.say("since", day=one.entered_on) if one.entered_on else ""
        state = Part(f"{one.state} {one.state_title.text(self.lang)}", "good" if one.final else "")
        return Line.of(Part(one.subject, "strong"), "  ", state, f"  {since}", indent=2)

    def told(self, fault: Fault, style: Style) -> Iterator[Line]:
        for text in fault.render(self.lang).split("\n"):
            yield Line.of(Part(text, style), indent=6)

    def history(self) -> Iterator[Line]:
        if self.standing.history:
            yield Line.of(Part(self.say("history"), "heading"), indent=4)
            yield from table(
                [
                    (
                        step.on.isoformat(),
                        step.event,
                        f"{step.from_state} → {step.to_state}",
                        self.role(step.role),
                    )
                    for step in self.standing.history
                ],
                indent=6,
            )

    def offers(self) -> Iterator[Line]:
        parts: Mapping[str, Sequence[Offer]] = {
            "possible": self.standing.possible,
            "forbidden": self.standing.forbidden,
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

    def duties(self, indent: int) -> Iterator[Line]:
        if self.standing.duties:
            yield from table([self.duty(one) for one in self.standing.duties], indent=indent)
        for duty in self.standing.duties:
            for cause in duty.causes:
                yield Line.of(Part("? ", "doubt"), f"{duty.duty}: {cause_text(cause, self.lang)}", indent=6)

    def duty(self, duty: Duty) -> Sequence[str | Part]:
        due = Part(self.say("due-unknown"), "doubt")
        if duty.due_on:
            day = duty.due_on
            due = (
                Part(self.say("overdue", day=day), "bad") if duty.overdue else Part(self.say("due", day=day))
            )
        return duty.duty, duty.title.text(self.lang), due, self.found(duty.role), f"({duty.source})"

    def found(self, role: Finding | None) -> str:
        if role is None:
            return self.say("anybody")
        return self.role(str(role.value)) if role.known else self.say("by-unknown")

    def role(self, role: str) -> str:
        return self.glossary.role(role) if role else ""


@cache
def page_converter() -> Converter:
    """Standings as JSON has them."""
    made = converter_of((*PARTS, Gate, Step, Duty))
    made.register_unstructure_hook(Fault, fault_row)
    for part in (Offer, Standing):  # they hold faults
        written = make_dict_unstructure_fn(part, made, _cattrs_omit_if_default=True)
        made.register_unstructure_hook(part, written)
    return made
