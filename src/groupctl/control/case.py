"""A request on its way: what it asks for, who has an interest of their own, and what was done about it."""

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from groupctl.control.holders import Hand, Holders, Use
from groupctl.model.authority import StepAnswer
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.authority import Route, RouteStep


@frozen(kw_only=True)
class Done:
    """A step that was done: the record, and by what hand; no hand where a body deliberated."""

    step: RouteStep
    record: Record
    hand: Hand | None = None

    @property
    def people(self) -> frozenset[str]:
        """Who acted, and whose right it was."""
        return self.hand.people if self.hand else frozenset()

    @property
    def at(self) -> tuple[date, int]:
        """When it was done."""
        return done_at(self.record)


@frozen(kw_only=True)
class Case:
    """A request on its way: what it asks for, who is barred, and what was done about it since it was last returned."""

    holders: Holders
    request: Record
    route: Route
    stake: int
    cover: int
    barred: frozenset[str]
    records: tuple[Record, ...]

    @property
    def as_of(self) -> date:
        """The day on which it is judged."""
        return self.holders.portfolio.as_of

    @property
    def unit(self) -> str:
        """The unit on whose behalf it is decided."""
        return str(self.request.source.unit)

    @property
    def use(self) -> Use:
        """What a right is used for."""
        return Use(matter=self.request.source.matter, stake=self.stake)

    def of(self, step: RouteStep, answer: StepAnswer) -> list[Record]:
        """The records of a step's seat with an answer."""
        return [
            record
            for record in self.records
            if is_of(record, step) and record.source.answer is answer and not self.revoked(record)
        ]

    def revoked(self, record: Record) -> bool:
        """Whether it was taken back; the loss of the column does not undo that of one that counts for the request."""
        day = record.source.revoked_on
        return day is not None and day <= self.as_of


def done_at(record: Record) -> tuple[date, int]:
    """When a step was done, and in which place among those of the day."""
    return record.source.done_on, record.source.number


def is_of(record: Record, step: RouteStep) -> bool:
    """Whether a record is one of the seat of a step."""
    row = record.source
    return (row.part, row.post, row.at) == (step.part, step.seat.post, step.seat.at)


def seat_of(record: Record) -> str:
    """The seat of a record, as a policy writes it."""
    row = record.source
    return f"{row.part.name} {row.post}@{row.at.name}"


def needed(route: Route) -> Sequence[RouteStep]:
    """The steps without which nothing takes effect."""
    return [step for step in route.steps if step.holds]


def person(portfolio: Portfolio, employee: str) -> str:
    """What texts call a person: the name and the id; the id alone where the person isn't on record."""
    if employee not in portfolio.employees:
        return employee
    name = portfolio.record("employee", employee).source.name
    return employee if name == employee else f"{name} ({employee})"
