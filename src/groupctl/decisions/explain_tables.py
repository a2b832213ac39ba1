"""What an explanation tells besides the rules: limits, rates, rows that were lost, what was given, parameters, actions."""

from collections.abc import Iterator

from attrs import frozen

from groupctl.decisions.decision import Action, LimitTest
from groupctl.decisions.explain_note import DecisionText
from groupctl.decisions.wording import (
    action_text,
    cause_text,
    label,
    record_text,
    with_currency,
)
from groupctl.texts.layout import Line, Part, table


@frozen
class CircumstancesNote(DecisionText):
    """The circumstances of one decision in words."""

    def limits(self) -> Iterator[Line]:
        """The limits that rules held amounts against."""
        tested = self.decision.limits
        if tested:
            yield from self.section("limits")
            yield from table([tuple(self.limit_test(one)) for one in tested])

    def limit_test(self, one: LimitTest) -> Iterator[str]:
        """Exposure, limit and headroom, each by its name; whose they are, where that is not the subject itself."""
        names = (self.glossary.name(one.entity, found.name) for found in (one.exposure, one.limit))
        named = zip((*names, self.say("headroom")), (one.exposure, one.limit, one.headroom), strict=True)
        for name, found in named:
            yield self.say("is", name=name, value=self.value(found))
        if one.subject != self.decision.subject:
            yield f"{self.entity(one.entity)} {one.subject}"

    def rates(self) -> Iterator[Line]:
        """The exchange rates that were used."""
        used = self.decision.rates
        if used:
            yield from self.section("rates")
            yield from table(
                [(f"{one.base}/{one.quote}", one.rate, self.say("since", since=one.on)) for one in used],
                right=(1,),
            )

    def lost(self) -> Iterator[Line]:
        """The rows about the subject that were rejected, where they are not told as causes already."""
        told = {
            cause
            for found in (
                *self.decision.outputs,
                *(part for rule in self.decision.unknown for part in rule.missing),
            )
            for cause in found.causes
        }
        lost = [cause for cause in self.decision.rejected if cause not in told]
        if lost:
            yield from self.section("rejected")
            for cause in lost:
                yield Line.of(Part("? ", "doubt"), cause_text(cause, self.lang), indent=2)

    def later(self) -> Iterator[Line]:
        """How many rows are dated after the day, by table."""
        if self.decision.later:
            rows = [f"{one.table} {one.count}" for one in self.decision.later]
            yield from self.section("later", as_of=self.decision.as_of, rows=self.say("comma").join(rows))

    def given(self) -> Iterator[Line]:
        """What was given instead of worked out, each with its day and source."""
        if self.decision.given:
            yield from self.section("given")
            yield from table(
                [
                    (
                        record_text(f"{one.entity} {one.subject}", self.lang),
                        self.glossary.name(one.entity, one.value.name),
                        self.value(one.value),
                        self.say("given-on", on=one.on),
                        one.source,
                    )
                    for one in self.decision.given
                ],
                right=(2,),
            )

    def parameters(self) -> Iterator[Line]:
        """Every parameter that was read, with value, source and scope."""
        used = self.decision.parameters
        if used:
            yield from self.section("parameters")
            yield from table(
                [
                    (
                        one.name,
                        with_currency(
                            one.kind,
                            one.value,
                            self.glossary.parameter(one.name, one.kind, one.value),
                            self.decision.currency,
                        ),
                        self.say("since", since=one.since),
                        self.scope(one.scope),
                        one.source,
                    )
                    for one in used
                ],
                right=(1,),
            )

    def scope(self, scope: str) -> str:
        """Who set a parameter."""
        level, _, unit = scope.partition(" ")
        return f"{label(f'words.scope.{level}', level, self.lang)} {unit}".rstrip()

    def actions(self) -> Iterator[Line]:
        """What is proposed."""
        proposed = self.decision.actions
        if proposed:
            yield from self.section("actions")
            yield from table(
                [
                    (
                        Part(self.action_in_words(one), "strong"),
                        self.glossary.role(one.role) if one.role else "",
                        self.say("due", due_on=one.due_on) if one.due_on else "",
                        f"({one.rule})" if one.rule else "",
                    )
                    for one in proposed
                ]
            )
        for one in proposed:
            if one.limit is not None:
                yield from self.causes(one.limit, indent=2)

    def action_in_words(self, action: Action) -> str:
        """What is proposed: ``set the limit: 0.00 CNY``."""
        said = action_text(action.kind, action.title, self.lang)
        if action.limit is None:
            return said
        return self.say("is", name=said, value=self.glossary.finding(action.limit, action.currency))
