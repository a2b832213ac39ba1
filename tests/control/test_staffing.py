"""Whether people can do what the matrix asks: each lack is made and found (G32 to G35, G113, G114)."""

import pytest
from attrs import evolve

from groupctl.control.holders import Holders
from groupctl.control.staffing import faults_of_staffing
from groupctl.model import AppointmentKind, Customer
from groupctl.model.organisation import ControlMode, Unit, UnitKind
from groupctl.texts import LANGUAGES
from tests.control.office import (
    APPOINTMENTS,
    BODY,
    MEMBERS,
    absence,
    appointment,
    delegation,
    june,
    portfolio,
    yuan,
)
from tests.control.test_paper import led_to, standard

POLICY = standard()
UNITS = [
    Unit(id="G", name="Group", kind=UnitKind.GROUP, control_mode=ControlMode.STRATEGIC),
    Unit(id="E", name="East", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="W", name="West", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="U", name="Sales", kind=UnitKind.SUBSIDIARY, parent="E"),
]


def faults(kind, policy=POLICY, **tables):
    """The values of the faults of a kind."""
    found = portfolio(units=UNITS, **tables)
    assert not found.rejected
    holders = Holders(found, policy.authority)
    told = [one for one in faults_of_staffing(policy, holders) if one.code == f"authority.check-{kind}"]
    for one in told:
        assert all("{" not in one.render(lang) for lang in LANGUAGES)
    return [one.values for one in told]


def vacant(route, seat, **tables):
    return [
        one["units"] for one in faults("vacant", **tables) if (one["route"], one["seat"]) == (route, seat)
    ]


def test_a_vacancy_names_the_seat_and_the_units():
    """G113."""
    lost = [one for one in APPOINTMENTS if one.employee not in {"zhao", "qian"}]
    filing = ("DIVISION_FILED", "operations_management@GROUP")
    assert vacant(*filing, appointments=lost) == ["E, G, U, W"]
    assert vacant(*filing) == []


def test_absent_for_the_day_is_vacant_for_the_day():
    away = [absence("zhao", 30, 30), absence("qian", 30, 30)]
    assert vacant("DIVISION_FILED", "operations_management@GROUP", absences=away) == ["E, G, U, W"]


def test_too_few_people_names_the_steps_and_the_people():
    """G114, G27: Cheng reviews and decides by a concurrent post: two steps have only him."""
    alone = [one for one in APPOINTMENTS if one.employee not in {"wang", "gu", "qian", "li"}]
    alone.append(appointment("a9", "cheng", "division_manager", "E", kind=AppointmentKind.CONCURRENT))
    found = [one for one in faults("too-few", appointments=alone) if one["route"] == "DIVISION_FILED"]
    assert [(one["people"], one["units"]) for one in found] == [("Cheng (cheng)", "E, U")]
    assert "APPROVE division_manager@DIVISION" in found[0]["steps"]


def test_one_person_without_whom_nothing_goes():
    """G113."""

    def alone(**tables):
        return [
            one["people"]
            for one in faults("bus-factor", **tables)
            if one["route"] == "GROUP" and "U" in one["units"].split(", ")
        ]

    (people,) = alone()
    assert "Gu (gu)" in people
    deputies = [
        appointment(f"b-{post}", one, post, "G")
        for one, post in (("chen", "credit_controller"), ("hu", "finance_director"))
    ]
    assert not any("gu" in people for people in alone(appointments=[*APPOINTMENTS, *deputies]))


def test_who_asks_and_could_only_be_approved_by_themselves():
    """The only finance director asks, as an employee of the group."""
    found = [one for one in faults("own-request") if one["route"] == "GROUP"]
    assert any("Qian (qian)" in one["people"] for one in found)


@pytest.mark.parametrize(
    ("members", "body", "needed"),
    [
        (4, BODY, None),
        (3, BODY, "4"),  # the quorum
        (4, evolve(BODY, quorum=1, casting_vote=False), None),
        (3, evolve(BODY, quorum=1, casting_vote=False), "4"),  # more than half of the seats
        (3, evolve(BODY, quorum=1), None),  # half of them, with the vote of the chair
        (3, evolve(BODY, quorum=1, chair="m6"), "4"),  # who holds no seat
    ],
)
def test_a_body_that_can_carry_nothing(members, body, needed):
    """G55, G113."""
    left = {*MEMBERS[:members]}
    held = [one for one in APPOINTMENTS if one.post != "committee" or one.employee in left]
    found = faults("body", appointments=held, bodies=[body])
    assert [one["needed"] for one in found] == ([] if needed is None else [needed])
    away = faults("body", bodies=[body], absences=[absence(one, 30, 30) for one in MEMBERS[members:]])
    assert away == found


def test_customers_without_a_manager():
    """Who looks after a customer is barred from its requests, if that is told."""
    told = [Customer(id=f"C-{i}", name="C", manager="sun" if i else None) for i in range(2)]
    assert [(one["count"], one["customers"]) for one in faults("no-manager", customers=told)] == [
        ("1", "C-0")
    ]
    many = [evolve(told[0], id=f"C-{i}") for i in range(9)]
    assert [one["customers"][-1] for one in faults("no-manager", customers=many)] == ["…"]


@pytest.mark.parametrize(("units", "count"), [(("E", "U"), 1), (("W", "U"), 0), (("U", "U"), 1)])
def test_incompatible_posts_within_one_line_of_units(units, count):
    """G32 to G35, L55."""
    both = [
        appointment(f"p{i}", "chen", post, unit)
        for i, (post, unit) in enumerate(zip(("credit_controller", "sales_manager"), units, strict=True))
    ]
    assert len(faults("incompatible", appointments=[*APPOINTMENTS, *both])) == count


def test_a_post_or_matter_that_the_policy_does_not_have():
    strange = [*APPOINTMENTS, appointment("s1", "chen", "janitor", "U")]
    assert [one["name"] for one in faults("no-post", appointments=strange)] == ["janitor"]
    assert [one["name"] for one in faults("no-matter", delegations=[delegation(ends_on=june(30))])] == [
        "OVER"
    ]


class TestDelegations:
    def test_longer_than_the_appointment(self):
        ending = [evolve(one, ends_on=june(30)) if one.id == "a3" else one for one in APPOINTMENTS]
        given = delegation(matter="TERMS", ends_on=june(30).replace(month=7))
        assert [
            one["delegation"] for one in faults("delegation-longer", appointments=ending, delegations=[given])
        ] == ["d1"]

    @pytest.mark.parametrize(("amount", "count"), [(5_000_000, 0), (5_000_001, 1)])
    def test_wider_than_the_right(self, amount, count):
        """Up to the second band the division grants a limit; above it the committee, where its manager still reviews at East."""
        policy = led_to("STRATEGIC", "authority.limit-grant.3.strategic")
        given = delegation(matter="LIMIT_GRANT", amount=yuan(amount), ends_on=june(30))
        assert len(faults("delegation-wider", policy, delegations=[given])) == count

    def test_to_an_external_person(self):
        given = delegation(matter="TERMS", ends_on=june(30))
        outside = [*APPOINTMENTS, appointment("x1", "hu", "accountant", "W", kind=AppointmentKind.EXTERNAL)]
        found = faults("delegation-external", delegations=[given], appointments=outside)
        assert [(one["delegation"], one["held"]) for one in found] == [("d1", "accountant (W)")]
        assert faults("delegation-external", delegations=[given]) == []

    @pytest.mark.parametrize(("unit", "count"), [("U", 1), ("W", 0)])
    def test_to_a_person_with_an_incompatible_post(self, unit, count):
        """G32 to G35: what one person must not hold together does not come together by a delegation."""
        given = delegation(appointment="a2", matter="TERMS", ends_on=june(30))
        selling = [*APPOINTMENTS, appointment("x1", "hu", "sales_manager", unit)]
        found = faults("delegation-incompatible", delegations=[given], appointments=selling)
        assert [one["given"] for one in found] == ["credit_controller (E)"] * count

    def test_for_each_other(self):
        there = delegation(matter="TERMS", employee="cheng", ends_on=june(30))
        back = delegation(id="d2", appointment="a2", matter="TERMS", employee="wang", ends_on=june(30))
        assert [
            (one["one"], one["other"]) for one in faults("delegation-mutual", delegations=[there, back])
        ] == [("d1", "d2")]
        other = evolve(back, matter="WRITE_OFF")
        assert faults("delegation-mutual", delegations=[there, other]) == []
        assert faults("delegation-mutual", delegations=[there, evolve(back, revoked_on=june(2))]) == []
