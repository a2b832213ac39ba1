"""Authority: who holds which post, who acts for whom, what was asked for and what was done about it (G24, G29, G112 to G118).

What posts, matters and routes there are is said by the policy; these are the rows of a host.
"""

from collections.abc import Iterator
from datetime import date
from enum import auto
from typing import Annotated

from groupctl.model.people import EmployeeRef
from groupctl.schema.choices import Choice
from groupctl.schema.fields import Count, Days, Happening, Identifier, NonNegative, Ref, UnitRef, record
from groupctl.schema.limits import Limit
from groupctl.schema.money import Problem


class AppointmentKind(Choice):
    """How a person holds a post: as the first one, beside another, sent by another unit, or for the time being (G114, G118)."""

    PRINCIPAL = auto()
    CONCURRENT = auto()
    DISPATCHED = auto()
    ACTING = auto()
    EXTERNAL = auto()


class SeatLevel(Choice):
    """At which unit a step is done, seen from the unit that asks (B34 to B36)."""

    UNIT = auto()
    DIVISION = auto()
    SEGMENT = auto()
    GROUP = auto()


class StepPart(Choice):
    """The part that a step has in a decision (G24, G29): one of APPROVE, DECIDE and DELIBERATE decides it."""

    REVIEW = auto()
    APPROVE = auto()
    DECIDE = auto()
    DELIBERATE = auto()
    FILE = auto()
    INFORM = auto()
    EXECUTE = auto()
    SUPERVISE = auto()


class StepAnswer(Choice):
    """How a step ended: for the request, against it, or handed back to whom it came from."""

    YES = auto()
    NO = auto()
    RETURNED = auto()


class Ballot(Choice):
    """How a member of a body voted; who has an interest of their own is recused."""

    FOR = auto()
    AGAINST = auto()
    ABSTAINED = auto()
    RECUSED = auto()


@record("appointment", ordered=("starts_on <= ends_on",))
class Appointment:
    """A person holds a post at a unit, first and last day inclusive (G112 to G114, G118).

    It holds at ``unit`` only, whatever unit pays the person; an external person never decides anything.
    """

    id: Identifier
    employee: EmployeeRef
    post: Identifier
    unit: UnitRef
    kind: AppointmentKind
    starts_on: date
    ends_on: date | None = None


@record("delegation", ordered=("starts_on <= ends_on",))
class Delegation:
    """``employee`` may use the right of an appointment in one matter, up to an amount, first and last day inclusive (G113).

    From the day ``revoked_on`` it no longer holds. One that holds ``only_while_absent`` makes a substitute. What was
    delegated can't be delegated again: a delegation is always of an appointment.
    """

    id: Identifier
    appointment: Annotated[str, Ref("appointment")]
    employee: EmployeeRef
    matter: Identifier
    amount: NonNegative
    starts_on: date
    ends_on: date
    revoked_on: Happening | None = None
    only_while_absent: bool


@record("absence", ordered=("starts_on <= ends_on",))
class Absence:
    """A person is away, first and last day inclusive; meanwhile only who acts for them can (G113)."""

    id: Identifier
    employee: EmployeeRef
    starts_on: date
    ends_on: date


@record("body", table="bodies")
class Body:
    """A body that deliberates: its members hold the ``post`` at the ``unit`` (G54).

    ``seats`` is how many members it has when all seats are filled. ``quorum`` of them must take part, and more than half of all
    seats vote for; at exactly half the vote of the ``chair`` decides where it is a ``casting_vote``.
    """

    id: Identifier
    post: Identifier
    unit: UnitRef
    seats: Count
    quorum: Count
    chair: EmployeeRef | None = None
    casting_vote: bool

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """At least one member must take part, and no more than there are seats."""
        if self.quorum < 1:
            yield "quorum", ("model.not-positive", {"value": str(self.quorum)})
        if self.quorum > self.seats:
            yield (
                "quorum",
                ("model.quorum-above-seats", {"quorum": str(self.quorum), "seats": str(self.seats)}),
            )


@record("request", dated="requested_on")
class Request:
    """A person asks for a decision in a matter: about an order, a customer at the unit, a customer group, or the unit itself (L30, M18).

    ``new_limit``, ``new_credit_days`` and ``amount`` are what is asked for, where the matter has them. From the day ``used_on`` it serves nothing more.
    Nothing is granted to a request whose ``requester`` isn't stated.
    """

    id: Identifier
    matter: Identifier
    order: Annotated[str, Ref("order", firm=True)] | None = None
    customer: Annotated[str, Ref("customer", firm=True)] | None = None
    group: Annotated[str, Ref("group", firm=True)] | None = None
    unit: UnitRef
    new_limit: Limit | None = None
    new_credit_days: Days | None = None
    amount: NonNegative | None = None
    requester: Annotated[str, Ref("employee", firm=True)] | None = None
    requested_on: date
    used_on: Happening | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """It names at most one of order, customer and group."""
        if sum(one is not None for one in (self.order, self.customer, self.group)) > 1:
            yield "order", ("model.order-and-customer", {})


@record("step_record", dated="done_on", ordered=("starts_on <= ends_on",))
class StepRecord:
    """What was done about a request (L23, M18): ``employee``, or a body where no person is named, did a step of its route.

    The step is named by its seat, ``part``, ``post`` and ``at``, not by its place: places shift when the policy changes.
    ``delegation`` is the one by whose right it was done, ``number`` orders what was done on one day. A decision covers ``amount``
    from ``starts_on`` to ``ends_on`` inclusive, and nothing any more from the day ``revoked_on``.
    """

    id: Identifier
    request: Annotated[str, Ref("request")]
    part: StepPart
    post: Identifier
    at: SeatLevel
    employee: Annotated[str, Ref("employee", firm=True)] | None = None
    delegation: Annotated[str, Ref("delegation", firm=True)] | None = None
    done_on: date
    number: Count
    answer: StepAnswer
    amount: NonNegative | None = None
    starts_on: date
    ends_on: date | None = None
    revoked_on: Happening | None = None

    def invariants(self) -> Iterator[tuple[str, Problem]]:
        """A decision in favour says until when it holds; a body deliberates and a person does everything else."""
        if self.answer is StepAnswer.YES and self.part in DECIDING and self.ends_on is None:
            yield "ends_on", ("model.decision-without-end", {})
        if (self.employee is None) != (self.part is StepPart.DELIBERATE):
            yield "employee", ("model.body-or-person", {})


@record("vote")
class Vote:
    """How one member voted when a body deliberated on a request."""

    id: Identifier
    step_record: Annotated[str, Ref("step_record")]
    employee: EmployeeRef
    ballot: Ballot


DECIDING = frozenset({StepPart.APPROVE, StepPart.DECIDE, StepPart.DELIBERATE})
"""The parts that decide; a route has one step of them."""

DISINTERESTED = frozenset(StepPart) - {StepPart.EXECUTE, StepPart.INFORM}
"""The parts that no one may have in a matter of their own."""
