"""A small group with people in its posts, and requests about a unit of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from groupctl.control.holders import Holders
from groupctl.control.request_status import RequestStatus, request_status
from groupctl.model import (
    Absence,
    Appointment,
    AppointmentKind,
    Ballot,
    Body,
    Delegation,
    Employee,
    Request,
    SeatLevel,
    StepAnswer,
    StepPart,
    StepRecord,
    Unit,
    UnitKind,
    Vote,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.authority import Authority, Interest, Post, Route, RouteStep, Seat
from groupctl.schema.money import Money
from groupctl.texts.title import Title

AS_OF = date(2026, 6, 30)
YEAR = date(2026, 1, 1)
MEMBERS = ("m1", "m2", "m3", "m4", "m5", "m6")
PEOPLE = ("sun", "cheng", "wang", "li", "zhao", "qian", "gu", "hu", "chen", *MEMBERS)
UNITS = [
    Unit(id="G", name="Group", kind=UnitKind.GROUP),
    Unit(id="E", name="East", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="W", name="West", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="U", name="Sales", kind=UnitKind.SUBSIDIARY, parent="E"),
]


def june(day: int) -> date:
    return date(2026, 6, day)


def seat(text: str) -> Seat:
    post, level = text.split("@")
    return Seat(post, SeatLevel[level])


def route(name: str, *steps: str, asked_by: str = "") -> Route:
    """Steps are written ``REVIEW credit_controller@DIVISION``; a star at the end says that it does not hold."""
    made = []
    for text in steps:
        part, at = text.rstrip("*").split()
        made.append(RouteStep(part=StepPart[part], seat=seat(at), days=2, holds=not text.endswith("*")))
    asked = seat(asked_by) if asked_by else None
    return Route(name=name, title=Title(name), source="G24", steps=tuple(made), asked_by=asked)


REVIEW, APPROVE = "REVIEW credit_controller@DIVISION", "APPROVE division_manager@DIVISION"
FILE = "FILE operations_management@GROUP"
ROUTES = {
    one.name: one
    for one in (
        route("FILED", REVIEW, APPROVE, FILE),
        route("LOOSE", REVIEW, APPROVE, FILE + "*"),
        route(
            "GROUP",
            "REVIEW division_manager@DIVISION",
            "REVIEW credit_controller@GROUP",
            "APPROVE finance_director@GROUP",
        ),
        route("COMMITTEE", REVIEW, "DELIBERATE committee@GROUP"),
        route("ASKED", APPROVE, asked_by="sales_manager@UNIT"),
        route("CARRIED_OUT", APPROVE, "EXECUTE sales_manager@UNIT"),
    )
}
INTERESTS = {
    one.name: one
    for one in (
        Interest(
            name="manager",
            title=Title(en="the customer's manager", zh="该客户的客户经理"),
            source="I27",
            about="customer",
            of="customer",
            who="manager",
        ),
        Interest(
            name="surveyor",
            title=Title(en="who made the credit survey", zh="该客户的信用调查人"),
            source="E6",
            about="credit_survey",
            of="customer",
            who="surveyed_by",
            latest_by="surveyed_on",
        ),
    )
}
ABOVE = {
    "credit_controller@DIVISION": "credit_controller@GROUP",
    "division_manager@DIVISION": "finance_director@GROUP",
    "operations_management@GROUP": "finance_director@GROUP",
}


def authority() -> Authority:
    posts: dict[str, dict[SeatLevel, Seat]] = {
        name: {} for name in ("sales_manager", "committee", "finance_director")
    }
    for below, above in ABOVE.items():
        at = seat(below)
        posts.setdefault(at.post, {})[at.at] = seat(above)
    return Authority(
        posts={name: Post(name=name, title=Title(name), superiors=above) for name, above in posts.items()},
        routes=ROUTES,
        interests=INTERESTS,
    )


def appointment(id_: str, employee: str, post: str, unit: str, **fields: Any) -> Appointment:
    own = {"kind": AppointmentKind.PRINCIPAL, "starts_on": YEAR, **fields}
    return Appointment(id=id_, employee=employee, post=post, unit=unit, **own)


APPOINTMENTS = (
    appointment("a1", "sun", "sales_manager", "U"),
    appointment("a2", "cheng", "credit_controller", "E"),
    appointment("a3", "wang", "division_manager", "E"),
    appointment("a4", "li", "division_manager", "W"),
    appointment("a5", "zhao", "operations_management", "G"),
    appointment("a6", "qian", "finance_director", "G"),
    appointment("a7", "gu", "credit_controller", "G"),
    *(appointment(f"c{member}", member, "committee", "G") for member in MEMBERS),
)
BODY = Body(id="b1", post="committee", unit="G", seats=6, quorum=4, chair="m1", casting_vote=True)


def delegation(**fields: Any) -> Delegation:
    own = {"id": "d1", "appointment": "a3", "employee": "hu", "matter": "OVER", "amount": yuan(400_000)}
    span = {"starts_on": june(1), "ends_on": june(10), "only_while_absent": False}
    return Delegation(**{**own, **span, **fields})


def yuan(amount: int) -> Money:
    return Money.of(amount, "CNY")


def absence(employee: str, first: int = 1, last: int = 9) -> Absence:
    return Absence(id=f"x-{employee}-{first}", employee=employee, starts_on=june(first), ends_on=june(last))


def request(**fields: Any) -> Request:
    own = {"id": "R-1", "matter": "OVER", "unit": "U", "requester": "sun", "requested_on": june(1)}
    return Request(**{**own, **fields})


def record(step: str, employee: str | None, day: int, **fields: Any) -> StepRecord:
    part, at = step.split()
    post, level = at.split("@")
    own = {
        "id": f"{part[:2]}-{employee or post}-{day}",
        "request": "R-1",
        "part": StepPart[part],
        "post": post,
        "at": SeatLevel[level],
        "employee": employee,
        "done_on": june(day),
        "number": 1,
        "answer": StepAnswer.YES,
        "amount": yuan(10**9),
        "starts_on": june(day),
        "ends_on": date(2026, 12, 31),
    }
    return StepRecord(**{**own, **fields})


def filed(
    *, review: str = "cheng", approve: str = "wang", file: str = "zhao", **fields: Any
) -> tuple[StepRecord, ...]:
    """All three steps of the route FILED; ``fields`` are those of the approval."""
    return (record(REVIEW, review, 2), record(APPROVE, approve, 3, **fields), record(FILE, file, 4))


def voted(favour: Sequence[str], against: Sequence[str] = ()) -> dict[str, Any]:
    """A review and a deliberation of the committee, with its votes."""
    deliberated = record("DELIBERATE committee@GROUP", None, 3)
    votes = [
        Vote(id=f"v-{member}-{ballot.name}", step_record=deliberated.id, employee=member, ballot=ballot)
        for ballot, members in ((Ballot.FOR, favour), (Ballot.AGAINST, against))
        for member in members
    ]
    return {"step_records": (record(REVIEW, "cheng", 2), deliberated), "votes": votes}


def portfolio(
    missing: Iterable[str] = (),
    absent: Mapping[str, Iterable[str]] = {},
    staff: Mapping[str, str] = {},
    **tables: Any,
) -> Portfolio:
    where = {**dict.fromkeys(PEOPLE, "G"), "sun": "U", **staff}
    own: dict[str, Any] = {
        "units": UNITS,
        "employees": [Employee(id=name, name=name.title(), unit=where[name]) for name in PEOPLE],
        "appointments": APPOINTMENTS,
        "bodies": [BODY],
        "delegations": [],
        "absences": [],
        "requests": [request()],
        "step_records": [],
        "votes": [],
        "credit_surveys": [],
        "calendar_days": [],
    }
    given = {name: rows for name, rows in {**own, **tables}.items() if name not in missing}
    return Portfolio.build(as_of=AS_OF, currency="CNY", tables=given, absent=absent)


def stands(
    way: str = "FILED", stake: int = 300_000, staff: Mapping[str, str] = {}, **tables: Any
) -> RequestStatus:
    """How the request R-1 stands; ``staff`` says who belongs to another unit than the group's."""
    found = portfolio(staff=staff, **tables)
    assert not found.rejected or tables.get("missing"), found.rejected
    holders = Holders(found, authority())
    return request_status(holders, found.record("request", "R-1"), way, stake * 100)
