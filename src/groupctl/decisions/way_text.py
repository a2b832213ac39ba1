"""The way of a request in words: what is at stake, who decides, who has the next step and by when, and who may not (G24, G29, L30)."""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve, frozen

from groupctl.control.case import Done, person
from groupctl.control.holders import Hand
from groupctl.control.way import StepOnWay, Way
from groupctl.decisions.rule_routes import Acting, RuleRoute
from groupctl.decisions.wording import Glossary, cause_text
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.authority import MATTER, REFER, ROUTE, Route, Seat
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
        yield from (Line.of(text, indent=2) for text in (*self.barred(), *self.late()))
        beside: tuple[tuple[Style, Iterator[str]], ...] = (
            ("doubt", self.unhelpful()),
            ("bad", self.stuck()),
            ("quiet", self.others()),
        )
        for style, texts in beside:
            yield from (Line.of(Part(text, style), indent=2) for text in texts)

    def head(self) -> Line:
        """The request, its matter, what it is about, what is at stake, and how it stands."""
        found = self.way.request_status
        request = found.request.source
        told = [
            self.matter,
            *filter(None, (request.order, request.customer)),
            request.unit,
        ]
        if found.stake:
            told.append(f"{self.money(found.stake)} {self.policy.currency}")
        name = self.say("new") if self.way.supposed else found.request.id
        return Line.of(Part(name, "heading"), "  ", " · ".join(told), "  ", self.state())

    @property
    def matter(self) -> str:
        """What the matter is called."""
        return self.glossary.member(self.way.request_status.request.source.matter, MATTER)

    @property
    def route(self) -> str:
        """What the route is called; how the request stands where it has none."""
        route = self.way.request_status.route
        return self.glossary.member(route.name, ROUTE) if route else self.state().text

    def state(self) -> Part:
        """How the request stands."""
        found = self.way.request_status.state
        key = "NEW" if self.way.supposed and found == "PENDING" else found
        return Part(self.say(f"state-{key}"), STYLES[found])

    def about(self) -> Iterator[str]:
        """The route, and who asked."""
        found = self.way.request_status
        if found.route:
            said = self.say("route", route=self.route, name=found.route.name)
            yield self.say("by-rule", route=said, rule=self.way.rule) if self.way.rule else said
        if found.route and found.route.asked_by and self.way.supposed:
            people = self.comma([self.person(hand.employee) for hand in self.way.asks]) or self.say("no-one")
            yield self.say("asks", seat=self.seat(found.route.asked_by), people=people)
        requester = found.request.source.requester
        if requester is not None:
            on = found.request.source.requested_on
            yield self.say("asked", person=self.person(requester), on=on)

    def barred(self) -> Iterator[str]:
        """Who may not act, and why."""
        for cause in self.way.barred:
            yield self.say("barred", why=cause_text(cause, self.lang))
        if self.way.supposed and self.way.steps and self.way.request_status.request.source.requester is None:
            yield self.say("asker-barred")

    def unhelpful(self) -> Iterator[str]:
        """What was done and does not count, and why."""
        for record, cause in self.way.request_status.unhelpful:
            yield self.say("unhelpful", record=record.id, why=cause_text(cause, self.lang))

    def stuck(self) -> Iterator[str]:
        """What is in the way."""
        for cause in self.way.stuck:
            yield cause_text(cause, self.lang)
        if self.way.lapsed:
            yield self.say("lapsed")

    def late(self) -> Iterator[str]:
        """Who is asked instead when the time of the next step is over."""
        step = self.way.next
        if step and step.late and isinstance(step.due, date):
            yield self.say("late", person=self.hand(step.late), on=step.due + timedelta(days=1))

    def others(self) -> Iterator[str]:
        """What would lead to another route."""
        for one in self.way.others:
            said = self.glossary.member(one.route, ROUTE)
            if one.route != REFER:
                said = self.say("route", route=said, name=one.route)
            if one.mode:
                yield self.say("under", mode=self.glossary.member(one.mode, "ControlMode"), route=said)
            elif one.least is not None:
                yield self.say("from", amount=self.money(one.least), route=said)
            elif one.most is not None:
                yield self.say("up-to", amount=self.money(one.most), route=said)

    def next(self) -> str:
        """The next step in a few words: its part, who can do it, and by when; the state where there is none."""
        step = self.way.next
        if step is None:
            return self.state().text
        part = self.glossary.member(step.step.part.name, "StepPart")
        who = (
            self.say("body", body=step.body.id, unit=step.body.source.unit)
            if step.body is not None
            else self.hand(step.chosen)
            if step.chosen
            else self.say("no-one")
        )
        told = [self.say("does", part=part, seat=self.seat(step.step.seat), who=who)]
        if isinstance(step.due, date):
            told.append(self.say("due", on=step.due))
        return self.say("between").join(told)

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
            told.append(self.say("due-unknown", why=cause_text(one.due, self.lang)))
        if one.vacant:
            vacant = self.comma([f"{place.seat.post}@{place.unit}" for place in one.vacant])
            told.append(self.say("vacant", places=vacant))
        if one.absent:
            people = self.comma([self.person(someone) for someone in one.absent])
            told.append(self.say("absent", people=people))
        others = [self.person(hand.employee) for hand in one.hands if hand != one.chosen]
        if others and one.chosen:
            told.append(self.say("others", people=self.comma(others)))
        return self.say("between").join(told)

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
    glossary = Glossary(policy, lang)
    level = glossary.member(seat.at.name, "SeatLevel")
    return say("authority.way-seat", lang, post=glossary.role(seat.post), level=level)


def steps_text(route: Route, policy: Policy, lang: Language) -> str:
    """The steps of a route on one line."""
    glossary = Glossary(policy, lang)
    told = [
        say(
            "authority.step" if step.holds else "authority.step-after",
            lang,
            part=glossary.member(step.part.name, "StepPart"),
            seat=seat_text(step.seat, policy, lang),
            days=step.days,
        )
        for step in route.steps
    ]
    return " → ".join(told)


def plain(way: Way) -> dict[str, object]:
    """A way for programs: names and codes, amounts in minor units."""
    found = way.request_status
    return {
        "request": found.request.id,
        "matter": found.request.source.matter,
        "unit": found.request.source.unit,
        "state": found.state,
        "route": found.route.name if found.route else None,
        "rule": way.rule or None,
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
                "absent": list(one.absent),
                "due": one.due.isoformat() if isinstance(one.due, date) else None,
                "late": _plain_hand(one.late),
            }
            for one in way.steps
        ],
        "barred": [cause_text(cause) for cause in way.barred],
        "unhelpful": [{"record": record.id, "why": cause_text(cause)} for record, cause in found.unhelpful],
        "stuck": [cause_text(cause) for cause in way.stuck],
        "lapsed": way.lapsed,
        "asks": [_plain_hand(hand) for hand in way.asks],
        "others": [
            {"route": one.route, "mode": one.mode or None, "from": one.least, "up_to": one.most}
            for one in way.others
        ],
    }


def next_step(way: Way) -> str:
    """The next step for programs: ``OVER_UNIT_LIMIT REVIEW credit_controller@UNIT E-7 2026-07-02``; how it stands where there is none."""
    matter, step = way.request_status.request.source.matter, way.next
    if step is None:
        return f"{matter} {way.request_status.state}"
    who = step.chosen.employee if step.chosen else step.body.id if step.body is not None else "?"
    due = step.due.isoformat() if isinstance(step.due, date) else "?"
    return f"{matter} {step.step.part.name} {step.step.seat} {who} {due}"


def _plain_hand(hand: Hand | None) -> dict[str, str] | None:
    if hand is None:
        return None
    said = {"employee": hand.employee, "source": hand.source, "appointment": hand.appointment}
    return {**said, "delegation": hand.delegation} if hand.delegation else said


def rule_route_lines(
    found: RuleRoute, policy: Policy, portfolio: Portfolio, lang: Language, indent: int = 0
) -> Iterator[Line]:
    """Rules that hold a decision, and how requests can lift them."""
    comma = say("explain.comma", lang)
    key = "lifts" if found.matter else "unjudged" if found.unjudged else "lifts-not"
    yield Line.of(say(f"authority.way-{key}", lang, rules=comma.join(found.rules)), indent=indent)
    for acting in found.acting:
        said = say("authority.way-acts", lang, who=acting_text(acting, policy, portfolio, lang))
        yield Line.of(said, indent=indent + 2)
    for way in found.ways:
        for line in WayText(way, policy, portfolio, lang).lines():
            yield evolve(line, indent=line.indent + indent + 2)


def acting_text(acting: Acting, policy: Policy, portfolio: Portfolio, lang: Language) -> str:
    """A post and those who hold it: ``credit controller: Cheng (cheng)``."""
    post = Glossary(policy, lang).role(acting.post)
    people = say("explain.comma", lang).join(person(portfolio, one) for one in acting.people)
    return say("authority.way-held-by", lang, post=post, people=people or say("authority.way-no-one", lang))
