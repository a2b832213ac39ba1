"""Who did the steps of a process: in the post, and not another one that is to be kept apart (G32, G43, H88)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.errors import EventForbidden
from groupctl.testing import Ledger, day, trading
from groupctl.texts import LANGUAGES
from tests.standard import walking
from tests.standard.contracts import contract
from tests.standard.deciding import engine
from tests.standard.walking import happened, with_people

LEGAL, SIGNER = "P-legal", "P-division_manager"


def reviewed(**employees: str | None) -> Ledger:
    """A contract that was drafted and reviewed; ``employees`` says by whom, unless by the person of the role."""
    rows = happened("contract", "K-1", ["draft", "review"])
    for row in rows:
        name = row.event.removeprefix("contract.")
        if name in employees:
            object.__setattr__(row, "employee", employees[name])
    return trading().put(contract(signed_by="E-3", signed_on=day("2026-11-21")), *rows)


def codes(ledger: Ledger, state: str = "REVIEWED") -> list[str]:
    found = engine("reference").status("contract", "K-1", with_people(ledger).portfolio())
    assert found.state == state, "it happened, and leads on"
    assert all(fault.render(lang) for fault in found.faults for lang in LANGUAGES)
    if found.faults:
        assert not found.possible, "nothing more may happen until it is put right"
    return [fault.code.removeprefix("processes.") for fault in found.faults]


def taken(ledger: Ledger, employee: str) -> str:
    return walking.transition(
        "contract", "K-1", "sign", ledger, "division_manager", employee=employee
    ).employee


def forbidden(ledger: Ledger, employee: str) -> list[str]:
    with pytest.raises(EventForbidden) as caught:
        taken(ledger, employee)
    return [fault.code.removeprefix("processes.") for fault in caught.value.faults]


def in_post(ledger: Ledger, employee: str, post: str, unit: str = "U-1", **more: object) -> Ledger:
    """The ledger with one more person in a post."""
    if not any(one.id == employee for one in ledger.tables["employees"]):
        ledger.add("employee", id=employee, name=employee, unit=unit)
    dated = {"kind": "CONCURRENT", "starts_on": "2020-01-01", **more}
    return ledger.add("appointment", employee=employee, post=post, unit=unit, **dated)


class TestWhenItIsTaken:
    def test_by_a_third_person_in_the_post(self):
        assert taken(reviewed(), SIGNER) == SIGNER

    def test_it_is_kept_with_the_step(self):
        step = walking.transition("contract", "K-1", "sign", reviewed(), "division_manager")
        assert step.row("PE").employee == SIGNER

    @pytest.mark.parametrize("again", [LEGAL, "P-marketing_department"])
    def test_not_by_who_reviewed_or_drafted(self, again):
        ledger = in_post(with_people(reviewed()), again, "division_manager")
        assert forbidden(ledger, again) == ["same-person"]

    def test_not_by_a_person_without_the_post(self):
        ledger = in_post(reviewed(), "E-9", "credit_controller")
        assert forbidden(ledger, "E-9") == ["person-without-post"]

    def test_not_by_who_holds_it_at_another_unit(self):
        assert forbidden(in_post(reviewed(), "E-9", "division_manager", "U-2"), "E-9") == [
            "person-without-post"
        ]

    def test_not_once_the_appointment_is_over(self):
        ledger = in_post(reviewed(), "E-9", "division_manager", ends_on="2026-11-20")
        assert forbidden(ledger, "E-9") == ["person-without-post"]

    def test_but_by_a_superior(self):
        """M18: the finance director is above the division manager."""
        assert taken(in_post(reviewed(), "E-9", "finance_director", "G"), "E-9") == "E-9"

    def test_not_by_no_one_in_particular(self):
        assert forbidden(reviewed(), "") == ["person-missing"]

    @pytest.mark.parametrize("event", ["draft", "review"])
    def test_not_while_it_is_not_on_record_who_came_before(self, event):
        assert "person-missing" in forbidden(reviewed(**{event: None}), SIGNER)


class TestWhenAHistoryIsRead:
    def test_in_order(self):
        assert codes(reviewed()) == []

    def test_one_person_drafted_and_reviewed(self):
        ledger = in_post(with_people(reviewed()), "P-marketing_department", "legal")
        rows = ledger.tables["process_events"]
        object.__setattr__(rows[1], "employee", "P-marketing_department")
        assert codes(ledger) == ["same-person"]
        object.__setattr__(rows[1], "employee", None)
        assert codes(ledger) == ["person-missing"], "who loses the name gains nothing by it"

    def test_without_the_post_on_that_day(self):
        ledger = reviewed().put(*happened("contract", "K-1", ["draft", "review", "sign"])[2:])
        object.__setattr__(ledger.tables["process_events"][2], "employee", "E-9")
        in_post(ledger, "E-9", "division_manager", ends_on="2026-11-20")
        assert codes(ledger.copy(), "SIGNED") == ["person-without-post"]
        assert codes(in_post(ledger, "E-9", "division_manager", starts_on="2026-11-21"), "SIGNED") == []

    def test_lost_appointments_leave_it_open(self):
        ledger = reviewed().put(*happened("contract", "K-1", ["draft", "review", "sign"])[2:])
        assert "person-without-post" in codes(with_people(ledger).without("appointments"), "SIGNED")


SOMEONE = st.sampled_from([None, "E-1", "E-2", "E-3", "E-4"])


@settings(max_examples=20, deadline=None)
@given(SOMEONE, SOMEONE, SOMEONE)
def test_no_one_has_two_parts_in_a_contract_whatever_posts_they_hold(drafter, reviewer, signer):
    """G32, H88: everyone holds every post, so that nothing but the people keeps them apart."""
    rows = happened("contract", "K-1", ["draft", "review", "sign"])
    people = (drafter, reviewer, signer)
    for row, someone in zip(rows, people, strict=True):
        object.__setattr__(row, "employee", someone)
    ledger = trading().put(contract(), *rows)
    for someone in {one for one in people if one}:
        for post in ("marketing_department", "legal", "division_manager"):
            in_post(ledger, someone, post)
    found = engine("reference").status("contract", "K-1", ledger.portfolio())
    assert (not found.faults) is (None not in people and len(set(people)) == len(people))


@pytest.mark.parametrize("flow", ["APPROVAL", "PERMISSION"])
def test_in_every_flow_of_approval_another_person_decides(flow):
    """G43: the loader refuses one without."""
    found = [one for one in engine("reference").policy.processes.values() if one.flow == flow]
    assert found
    assert all(any(event.by and event.apart_from for event in one.events) for one in found)
