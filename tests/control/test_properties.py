"""What holds of any organisation and whatever was done in it (L23, L30, M18, G25, G32)."""

from itertools import product
from typing import Any

from attrs import evolve
from hypothesis import given, note
from hypothesis import strategies as st

from groupctl.control.holders import Holders
from groupctl.control.request_status import RequestStatus
from groupctl.control.way import way
from groupctl.model import AppointmentKind, Ballot, Customer, StepAnswer, StepPart, Vote
from groupctl.portfolio.calendar import Calendar
from tests.control.office import (
    APPOINTMENTS,
    MEMBERS,
    ROUTES,
    absence,
    appointment,
    authority,
    delegation,
    june,
    portfolio,
    record,
    request,
    stands,
    yuan,
)

PEOPLE = ("sun", "cheng", "wang", "zhao", "qian", "gu", "hu")
PLACES = (
    *(("sales_manager", "U"), ("credit_controller", "E"), ("division_manager", "E"), ("committee", "G")),
    *(
        ("operations_management", "G"),
        ("finance_director", "G"),
        ("credit_controller", "G"),
        ("division_manager", "W"),
    ),
)
WAYS = ("FILED", "GROUP", "COMMITTEE", "LOOSE")
days = st.integers(1, 28)
World = dict[str, Any]


def seats(way_: str) -> list[str]:
    return [f"{step.part.name} {step.seat}" for step in ROUTES[way_].steps]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """An organisation with people who hold some posts, and records of what some of them did."""
    way_ = draw(st.sampled_from(WAYS))
    held = draw(
        st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PLACES), days, st.booleans()), max_size=8)
    )
    appointments = [
        *(APPOINTMENTS if draw(st.booleans()) else ()),
        *(
            appointment(
                f"p{i}",
                who,
                *place,
                ends_on=june(day) if ends else None,
                kind=draw(st.sampled_from(AppointmentKind)),
            )
            for i, (who, place, day, ends) in enumerate(held)
        ),
    ]
    ids = [one.id for one in appointments]
    delegations = [
        delegation(
            id=f"d{i}",
            appointment=draw(st.sampled_from(ids)),
            employee=draw(st.sampled_from(PEOPLE)),
            amount=yuan(draw(st.sampled_from([100, 10**9]))),
            starts_on=june(1),
            ends_on=june(draw(days)),
            revoked_on=draw(st.none() | days.map(june)),
            only_while_absent=draw(st.booleans()),
        )
        for i in range(draw(st.integers(0, 3)) if ids else 0)
    ]
    absences = [
        absence(who, 1, last)
        for who, last in draw(st.dictionaries(st.sampled_from(PEOPLE), days, max_size=2)).items()
    ]
    world: World = {
        "way": way_,
        "appointments": appointments,
        "delegations": delegations,
        "absences": absences,
        "requests": [request(requester=draw(st.sampled_from(PEOPLE)))],
        "staff": dict.fromkeys(PEOPLE, "U"),
    }
    return {**world, **draw(deeds(way_, [one.id for one in delegations]))}


@st.composite
def deeds(draw: st.DrawFn, way_: str, delegations: list[str]) -> World:
    """Records, most of them in order, some with votes."""
    records, votes = [], []
    for i in range(draw(st.integers(0, 7))):
        seat = (
            seats(way_)[min(i, len(seats(way_)) - 1)]
            if draw(st.booleans())
            else draw(st.sampled_from(seats(way_)))
        )
        body = seat.startswith(StepPart.DELIBERATE.name)
        answer = draw(st.sampled_from([StepAnswer.YES] * 4 + [StepAnswer.NO, StepAnswer.RETURNED]))
        made = record(
            seat,
            None if body else draw(st.sampled_from(PEOPLE)),
            i + 2 if draw(st.booleans()) else draw(days),
            id=f"s{i}",
            number=i,
            answer=answer,
            amount=yuan(draw(st.sampled_from([299_999, 300_000, 10**9]))),
            delegation=draw(st.sampled_from([None, *delegations])) if not body else None,
            revoked_on=draw(st.sampled_from([None, None, june(20)])),
        )
        records.append(made)
        voters = draw(st.sets(st.sampled_from((*MEMBERS, *PEOPLE)))) if body else ()
        votes += [
            Vote(
                id=f"v{i}{who}",
                step_record=made.id,
                employee=who,
                ballot=draw(st.sampled_from([Ballot.FOR, *Ballot])),
            )
            for who in voters
        ]
    return {"step_records": records, "votes": votes}


@st.composite
def followed(draw: st.DrawFn) -> World:
    """A world in which those who can act did, spoiled a little."""
    world = draw(worlds())
    found = way_of(world)
    if any(step.chosen is None and step.body is None for step in found.steps):
        return world
    records, votes = [], []
    for i, step in enumerate(found.steps):
        text = f"{step.step.part.name} {step.step.seat}"
        hand = step.chosen
        made = record(
            text,
            hand.employee if hand else None,
            25,
            id=f"s{i}",
            number=i,
            delegation=(hand.delegation or None) if hand else None,
        )
        records.append(made)
        votes += [
            Vote(
                id=f"v{who}",
                step_record=made.id,
                employee=who,
                ballot=draw(st.sampled_from([Ballot.FOR] * 3 + [Ballot.AGAINST])),
            )
            for who in (MEMBERS if hand is None else ())
        ]
    if draw(st.booleans()):
        records = [one for one in records if draw(st.integers(0, 5))]
    kept = {one.id for one in records}
    return {**world, "step_records": records, "votes": [one for one in votes if one.step_record in kept]}


def way_of(world: World) -> Any:
    """How the request of a world goes on, on 25 June, before anything was done."""
    bare = {**world, "step_records": [], "votes": []}
    found = stands(**bare)
    bare.pop("way")
    return way(Holders(portfolio(**bare), authority()), found, Calendar(()), june(25))


any_world = worlds() | followed()


def granted(world: World, **changes: Any) -> bool:
    return stands(**{**world, **changes}).granted


@given(any_world)
def test_no_person_has_two_steps_and_none_a_matter_of_their_own(world):
    """G25, G32, property 1: an independent choice of people exists; whose right it is is looked up by hand."""
    if not granted(world):
        return
    givers = {one.id: one.employee for one in world["appointments"]}
    source = {one.id: givers[one.appointment] for one in world["delegations"]}
    needed = [
        step for step in ROUTES[world["way"]].steps if step.holds and step.part is not StepPart.DELIBERATE
    ]
    options = [
        [
            frozenset({one.employee, source.get(one.delegation, one.employee)})
            for one in world["step_records"]
            if (one.part, one.post, one.at) == (step.part, step.seat.post, step.seat.at)
            and one.answer is StepAnswer.YES
            and one.revoked_on is None
        ]
        for step in needed
    ]
    barred = {world["requests"][0].requester}
    assert any(
        sum(map(len, chosen)) == len(frozenset().union(*chosen)) and not barred & frozenset().union(*chosen)
        for chosen in product(*options)
    )


@given(any_world)
def test_no_one_both_asks_and_decides_by_any_path(world):
    """G25, G32: whatever was granted stands without all that is of who asked: posts, rights given and taken, steps and votes."""
    if not granted(world):
        return
    asker = world["requests"][0].requester
    posts = [one for one in world["appointments"] if one.employee != asker]
    kept = {one.id for one in posts}
    rights = [one for one in world["delegations"] if one.employee != asker and one.appointment in kept]
    used = {None, *(one.id for one in rights)}
    steps = [one for one in world["step_records"] if one.employee != asker and one.delegation in used]
    done = {one.id for one in steps}
    votes = [one for one in world["votes"] if one.employee != asker and one.step_record in done]
    assert granted(world, appointments=posts, delegations=rights, step_records=steps, votes=votes)


@given(any_world)
def test_what_is_granted_is_granted_for_less(world):
    if granted(world):
        assert granted(world, stake=299_999)


@given(any_world)
def test_delegations_that_are_over_change_nothing(world):
    used = {one.delegation for one in world["step_records"]}
    kept = [one for one in world["delegations"] if one.id in used]
    assert stands(**world).state == stands(**{**world, "delegations": kept}).state


@given(any_world, st.data())
def test_less_that_was_done_grants_nothing(world, data):
    """Neither a step record that is taken away nor a vote."""
    if granted(world):
        return
    yes = [one for one in world["step_records"] if one.answer is StepAnswer.YES]
    for gone in yes:
        kept = [one for one in world["step_records"] if one is not gone]
        assert not granted(
            world, step_records=kept, votes=[one for one in world["votes"] if one.step_record != gone.id]
        )
    if world["votes"]:
        gone = data.draw(st.sampled_from(world["votes"]))
        assert not granted(world, votes=[one for one in world["votes"] if one is not gone])


@given(any_world, st.sampled_from([*PEOPLE, *MEMBERS]))
def test_one_more_interest_grants_nothing(world, who):
    """Property 5: counting votes cast instead of seats would break it."""
    about = [evolve(world["requests"][0], customer="C")]
    plain = {**world, "requests": about, "customers": [Customer(id="C", name="C")]}
    if not granted(plain):
        assert not granted(plain, customers=[Customer(id="C", name="C", manager=who)])


@given(any_world, st.data())
def test_an_appointment_or_delegation_less_grants_nothing(world, data):
    if granted(world) or not world["appointments"]:
        return
    gone = data.draw(st.sampled_from(world["appointments"]))
    note(gone)
    without = [one for one in world["delegations"] if one.appointment != gone.id]
    kept = {one.id for one in without}
    records = [one for one in world["step_records"] if one.delegation in {None, *kept}]
    if len(records) == len(world["step_records"]):
        appointments = [one for one in world["appointments"] if one is not gone]
        refused = any(one.answer is not StepAnswer.YES for one in records)
        assert refused or not granted(world, appointments=appointments, delegations=without)


@given(
    any_world,
    st.sampled_from(
        ["appointments", "delegations", "absences", "step_records", "votes", "bodies", "credit_surveys"]
    ),
)
def test_a_table_that_is_lost_grants_nothing(world, table):
    """The law: nothing that is lost improves an outcome; what was refused is not granted."""
    if not granted(world):
        lost = stands(**world, missing=[table])
        assert not lost.granted


@given(worlds())
def test_acting_on_the_way_grants(world):
    """Property 9: who is named can act, and what they do grants the request; a body carries what all its members are for."""
    found = way_of(world)
    if not found.steps or any(step.chosen is None and step.body is None for step in found.steps):
        assert found.stuck
        return
    records = [
        record(
            f"{step.step.part.name} {step.step.seat}",
            step.chosen.employee if step.chosen else None,
            25,
            id=f"s{i}",
            number=i,
            delegation=(step.chosen.delegation or None) if step.chosen else None,
        )
        for i, step in enumerate(found.steps)
    ]
    deliberated = [one.id for one in records if one.part is StepPart.DELIBERATE]
    votes = [
        Vote(id=f"v{name}{who}", step_record=name, employee=who, ballot=Ballot.FOR)
        for name in deliberated
        for who in sorted({*MEMBERS, *PEOPLE})
    ]
    result: RequestStatus = stands(**{**world, "step_records": records, "votes": votes})
    assert result.granted, result
