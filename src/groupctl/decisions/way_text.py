"""The way of a request in words: what is at stake, who decides, who has the next step and by when, and who may not (G24, G29, L30)."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from groupctl.control.case import Done, person
from groupctl.control.holders import Hand
from groupctl.control.way import StepOnWay, Way
from groupctl.decisions.wording import Glossary, cause_text
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.authority import Seat
from groupctl.rules.policy import Policy
from groupctl.rules.show import show_money
from groupctl.texts import Language, say
from groupctl.texts.causes import Cause
from groupctl.texts.layout import Line, Part, Style, table

STYLES: dict[str, Style] = {
    "GRANTED": "good",
    "PENDING": "strong",
    "REJECTED": "bad",
    "NO_ROUTE": "bad",
    "INVALID": "bad",
    "USED": "quiet",
    "UNKNOWN": "doubt",
}


@frozen
class WayText:
    """One way, put into the reader's language."""

    way: Way
    policy: Policy
    portfolio: Portfolio
    lang: Language

    def say(self, key: str, **values: object) -> str:
        """A text about ways."""
        return say(f"authority.way-{key}", self.lang, **values)

    @property
    def glossary(self) -> Glossary:
        """What things are called."""
        return Glossary(self.policy, self.lang)

    def lines(self) -> Iterator[Line]:
        """Everything about it, the head first."""
        yield self.head()
        yield from (Line.of(text, indent=2) for text in self.about())
        yield from table(list(self.steps()))
        for cause in self.way.barred:
            yield Line.of(self.say("barred", why=cause_text(cause, self.lang)), indent=2)
        for record, cause in self.way.request_status.unhelpful:
            text = self.say("unhelpful", record=record.id, why=cause_text(cause, self.lang))
            yield Line.of(Part(text, "doubt"), indent=2)
        for cause in self.way.stuck:
            yield Line.of(Part(cause_text(cause, self.lang), "bad"), indent=2)
        if self.way.lapsed:
            yield Line.of(Part(self.say("lapsed"), "bad"), indent=2)

    def head(self) -> Line:
        """The request, its matter, what it is about, what is at stake, and how it stands."""
        found = self.way.request_status
        request = found.request.source
        matter = self.policy.authority.matters.get(request.matter)
        told = [
            matter.title.text(self.lang) if matter else request.matter,
            *filter(None, (request.order, request.customer)),
            request.unit,
        ]
        if found.stake:
            told.append(f"{self.money(found.stake)} {self.policy.currency}")
        state = self.say(f"state-{found.state}")
        return Line.of(
            Part(found.request.id, "heading"), "  ", " · ".join(told), "  ", Part(state, STYLES[found.state])
        )

    def about(self) -> Iterator[str]:
        """The route, and who asked."""
        found = self.way.request_status
        if found.route:
            yield self.say("route", route=found.route.title.text(self.lang), name=found.route.name)
        requester = found.request.source.requester
        if requester is not None:
            on = found.request.source.requested_on
            yield self.say("asked", person=self.person(requester), on=on)

    def steps(self) -> Iterator[tuple[str | Part, ...]]:
        """A row for each step: its number, part, state, by whom or for whom, and by when."""
        for number, one in enumerate(self.way.steps, 1):
            part = self.glossary.member(one.step.part.name, "StepPart")
            style: Style = {"DONE": "quiet", "NEXT": "strong"}.get(one.state, "")  # type: ignore[assignment]
            yield (
                str(number),
                part,
                Part(self.say(f"step-{one.state}"), style),
                self.seat(one.step.seat),
                self.by_whom(one),
            )

    def by_whom(self, one: StepOnWay) -> str:
        """Who did a step, or who can."""
        if one.done:
            return self.did(one.done)
        told = []
        if one.body is not None:
            told.append(self.say("body", body=one.body.id, unit=one.body.source.unit))
        elif one.chosen:
            told.append(self.hand(one.chosen))
        if isinstance(one.due, date):
            told.append(self.say("due", on=one.due))
        elif isinstance(one.due, Cause):
            told.append(cause_text(one.due, self.lang))
        if one.vacant:
            vacant = self.comma([f"{place.seat.post}@{place.unit}" for place in one.vacant])
            told.append(self.say("vacant", places=vacant))
        others = [self.person(hand.employee) for hand in one.hands if hand != one.chosen]
        if others and one.chosen:
            told.append(self.say("others", people=self.comma(others)))
        return say("authority.way-between", self.lang).join(told)

    def did(self, done: Done) -> str:
        """By whom and when a step was done."""
        row = done.record.source
        if done.hand is None:
            return self.say("did-body", record=done.record.id, on=row.done_on)
        return self.say("did", person=self.hand(done.hand), record=done.record.id, on=row.done_on)

    def hand(self, hand: Hand) -> str:
        """A person, and whose right it is if it is not the own one."""
        if not hand.delegation:
            return self.person(hand.employee)
        row = self.portfolio.record("delegation", hand.delegation)
        amount = row.values.get("amount")
        return self.say(
            "deputy",
            person=self.person(hand.employee),
            giver=self.person(hand.source),
            delegation=hand.delegation,
            amount=self.money(amount) if isinstance(amount, int) else "?",
        )

    def seat(self, seat: Seat) -> str:
        """A post at a level."""
        return seat_text(seat, self.policy, self.lang)

    def person(self, employee: str) -> str:
        """The name of a person with the id."""
        return person(self.portfolio, employee)

    def money(self, amount: int) -> str:
        """An amount of minor units, with its thousands."""
        return self.glossary.value("money", show_money(amount, self.policy.currency))

    def comma(self, texts: list[str]) -> str:
        """A list in one text."""
        return say("explain.comma", self.lang).join(texts)


def seat_text(seat: Seat, policy: Policy, lang: Language) -> str:
    """A post at a level."""
    post = policy.authority.posts.get(seat.post)
    title = post.title.text(lang) if post else seat.post
    level = Glossary(policy, lang).member(seat.at.name, "SeatLevel")
    return say("authority.way-seat", lang, post=title, level=level)


def plain(way: Way) -> dict[str, object]:
    """A way for programs: names and codes, amounts in minor units."""
    found = way.request_status
    return {
        "request": found.request.id,
        "matter": found.request.source.matter,
        "unit": found.request.source.unit,
        "state": found.state,
        "route": found.route.name if found.route else None,
        "at_stake": found.stake,
        "steps": [
            {
                "part": one.step.part.name,
                "seat": str(one.step.seat),
                "state": one.state,
                "record": one.done.record.id if one.done else None,
                "chosen": _plain_hand(one.chosen),
                "hands": [_plain_hand(hand) for hand in one.hands],
                "body": one.body.id if one.body is not None else None,
                "vacant": [f"{place.seat.post}@{place.unit}" for place in one.vacant],
                "due": one.due.isoformat() if isinstance(one.due, date) else None,
            }
            for one in way.steps
        ],
        "barred": [cause_text(cause) for cause in way.barred],
        "unhelpful": [{"record": record.id, "why": cause_text(cause)} for record, cause in found.unhelpful],
        "stuck": [cause_text(cause) for cause in way.stuck],
        "lapsed": way.lapsed,
    }


def _plain_hand(hand: Hand | None) -> dict[str, str] | None:
    if hand is None:
        return None
    said = {"employee": hand.employee, "source": hand.source, "appointment": hand.appointment}
    return {**said, "delegation": hand.delegation} if hand.delegation else said
