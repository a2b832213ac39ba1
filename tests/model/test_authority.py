"""Who holds which post, who acts for whom, what was asked for and what was done about it."""

from datetime import date

import pytest

from groupctl.model import (
    UNLIMITED,
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
    Vote,
)
from groupctl.schema.money import Money
from tests.model.examples import order, portfolio, yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY, NEXT, LAST = date(2026, 3, 1), date(2026, 3, 2), date(2026, 12, 31)
BEFORE = date(2026, 2, 28)

STAFF = [Employee(id=name, name=name, unit="U-1") for name in ("E-1", "E-2")]
POST = {"id": "AP-1", "employee": "E-1", "post": "finance_director", "unit": "HQ", "starts_on": DAY}
RIGHT = {"id": "DG-1", "appointment": "AP-1", "employee": "E-2", "matter": "TERMS", "amount": yuan(400)}
SPAN = {"starts_on": DAY, "ends_on": LAST}
BODY = {"id": "B-1", "post": "committee", "unit": "HQ", "casting_vote": True}
ASKED = {"id": "R-1", "matter": "TERMS", "unit": "U-1", "requested_on": DAY}
DONE = {"id": "S-1", "request": "R-1", "post": "finance_director", "at": SeatLevel.GROUP, "number": 1}
DONE |= {"done_on": DAY, "starts_on": DAY, "answer": StepAnswer.YES}


class TestAppointment:
    """G112 to G114, G118: who holds a post, at which unit, how and how long."""

    @pytest.mark.parametrize("kind", list(AppointmentKind))
    def test_each_kind(self, kind):
        """G114, G118: concurrent, dispatched and acting people, and those of other companies."""
        found = holding(employees=STAFF, appointments=[Appointment(**POST, kind=kind)])
        assert seen(found, "appointment", "AP-1") == {
            "employee": "E-1",
            "post": "finance_director",
            "unit": "HQ",
            "kind": kind.name,
            "starts_on": DAY,
        }
        assert unknown(found, "appointment", "AP-1") == {"ends_on"}
        assert ids(found, "employee", "E-1", "appointments") == ["AP-1"]
        assert ids(found, "unit", "HQ", "appointments") == ["AP-1"]

    def test_it_does_not_end_before_it_begins(self):
        own = {**POST, "kind": AppointmentKind.PRINCIPAL}
        refused(Appointment, "model.dates-out-of-order", **own, ends_on=BEFORE)
        assert Appointment(**own, ends_on=DAY).ends_on == DAY


class TestDelegation:
    """G113: somebody acts for the holder of a post: in one matter, up to an amount, until a day."""

    def test_what_it_says(self):
        right = Delegation(**RIGHT, **SPAN, only_while_absent=True)
        post = Appointment(**POST, kind=AppointmentKind.PRINCIPAL)
        found = holding(employees=STAFF, appointments=[post], delegations=[right])
        assert seen(found, "delegation", "DG-1") == {
            "appointment": "AP-1",
            "employee": "E-2",
            "matter": "TERMS",
            "amount": 40000,
            "starts_on": DAY,
            "ends_on": LAST,
            "only_while_absent": True,
        }
        assert unknown(found, "delegation", "DG-1") == {"revoked_on"}
        assert ids(found, "appointment", "AP-1", "delegations") == ["DG-1"]

    def test_it_is_sound(self):
        own = {**RIGHT, "only_while_absent": False}
        refused(Delegation, "model.dates-out-of-order", **own, starts_on=DAY, ends_on=BEFORE)
        refused(Delegation, "model.wrong-type", **own, starts_on=DAY, ends_on=None)
        refused(Delegation, "model.negative", **{**own, **SPAN, "amount": Money.of(-1, "CNY")})

    def test_an_absence_is_somebodys(self):
        found = holding(employees=STAFF, absences=[Absence(id="AB-1", employee="E-1", **SPAN)])
        assert ids(found, "employee", "E-1", "absences") == ["AB-1"]


class TestBody:
    """G54: a body has seats, of which so many must take part."""

    def test_what_it_says(self):
        found = holding(employees=STAFF, bodies=[Body(**BODY, seats=6, quorum=4, chair="E-1")])
        assert seen(found, "body", "B-1") == {
            "post": "committee",
            "unit": "HQ",
            "seats": 6,
            "quorum": 4,
            "chair": "E-1",
            "casting_vote": True,
        }

    def test_a_quorum_can_be_met_and_is_somebody(self):
        assert Body(**BODY, seats=1, quorum=1).seats == 1
        refused(Body, "model.not-positive", **BODY, seats=6, quorum=0)
        refused(Body, "model.quorum-above-seats", **BODY, seats=6, quorum=7)


class TestRequest:
    """L30, M18: what is asked for is about an order, about a customer at a unit, or about the unit."""

    def test_what_is_asked_for(self):
        asked = Request(
            **ASKED, customer="C-1", new_limit=UNLIMITED, amount=yuan(5), requester="E-1", used_on=NEXT
        )
        found = holding(employees=STAFF, requests=[asked])
        assert seen(found, "request", "R-1") == {
            "matter": "TERMS",
            "customer": "C-1",
            "unit": "U-1",
            "account": "C-1@U-1",
            "new_limit": UNLIMITED,
            "amount": 500,
            "requester": "E-1",
            "requested_on": DAY,
            "used_on": NEXT,
        }
        assert ids(found, "account", "C-1@U-1", "requests") == ["R-1"]

    def test_it_may_be_about_an_order_or_about_the_unit(self):
        found = holding(orders=[order()], requests=[Request(**ASKED, order="O-1")])
        assert ids(found, "order", "O-1", "requests") == ["R-1"]
        assert ids(found, "unit", "U-1", "requests") == ["R-1"]
        refused(Request, "model.order-and-customer", **ASKED, order="O-1", customer="C-1")

    def test_one_whose_order_or_customer_is_not_there_is_rejected(self):
        """It would become a request about the whole unit."""
        for named in ({"order": "O-9"}, {"customer": "C-9"}):
            given = {"requests": [Request(**ASKED, **named)]}
            assert [row.table for row in portfolio(**given).rejected] == ["requests"]


class TestStepRecord:
    """L23, M18: who did which step, when, by whose right, and how it ended."""

    def test_what_a_person_did(self):
        right = Delegation(**RIGHT, **SPAN, only_while_absent=False)
        post = Appointment(**POST, kind=AppointmentKind.PRINCIPAL)
        done = StepRecord(
            **DONE,
            part=StepPart.APPROVE,
            employee="E-2",
            delegation="DG-1",
            amount=yuan(3),
            ends_on=LAST,
            revoked_on=NEXT,
        )
        found = holding(
            employees=STAFF,
            appointments=[post],
            delegations=[right],
            requests=[Request(**ASKED)],
            step_records=[done],
        )
        assert seen(found, "step_record", "S-1") == {
            "request": "R-1",
            "part": "APPROVE",
            "post": "finance_director",
            "at": "GROUP",
            "employee": "E-2",
            "delegation": "DG-1",
            "done_on": DAY,
            "number": 1,
            "answer": "YES",
            "amount": 300,
            "starts_on": DAY,
            "ends_on": LAST,
            "revoked_on": NEXT,
        }
        assert ids(found, "request", "R-1", "step_records") == ["S-1"]

    @pytest.mark.parametrize("part", [StepPart.APPROVE, StepPart.DECIDE])
    def test_a_decision_in_favour_says_until_when_it_holds(self, part):
        refused(StepRecord, "model.decision-without-end", **DONE, part=part, employee="E-1")
        assert StepRecord(**{**DONE, "answer": StepAnswer.NO}, part=part, employee="E-1").ends_on is None
        assert StepRecord(**DONE, part=StepPart.REVIEW, employee="E-1").ends_on is None

    def test_a_body_deliberates_and_a_person_does_everything_else(self):
        refused(
            StepRecord, "model.body-or-person", **DONE, part=StepPart.DELIBERATE, employee="E-1", ends_on=LAST
        )
        refused(StepRecord, "model.body-or-person", **DONE, part=StepPart.FILE)

    def test_members_vote(self):
        """G54."""
        record = StepRecord(**DONE, part=StepPart.DELIBERATE, ends_on=LAST)
        vote = Vote(id="V-1", step_record="S-1", employee="E-1", ballot=Ballot.RECUSED)
        found = holding(employees=STAFF, requests=[Request(**ASKED)], step_records=[record], votes=[vote])
        assert ids(found, "step_record", "S-1", "votes") == ["V-1"]
        assert seen(found, "vote", "V-1")["ballot"] == "RECUSED"

    def test_one_whose_person_or_delegation_is_not_there_is_rejected(self):
        own = {**DONE, "part": StepPart.REVIEW}
        for named in ({"employee": "E-9"}, {"employee": "E-1", "delegation": "DG-9"}):
            rows = {
                "employees": STAFF,
                "requests": [Request(**ASKED)],
                "step_records": [StepRecord(**own, **named)],
            }
            assert [row.table for row in portfolio(**rows).rejected] == ["step_records"]
