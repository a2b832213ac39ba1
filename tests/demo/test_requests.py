"""The demo has requests in every state; how each goes on is worked by hand (G24, G29, G54, G112 to G114, L30, M18)."""

from datetime import date
from typing import get_args

import pytest

import groupctl
from groupctl import demo
from groupctl.control.request_status import State
from groupctl.control.way import StepOnWay, Way
from groupctl.decisions.wording import cause_text

# 19 June is a holiday. ✓ was done, > is next, - is open; the day is that by which the next step is to be done.
WORKED = """\
RQ-Q01 | PENDING  | GROUP_DECIDES     | > E-12.division_manager for E-11.division_manager; - E-0.credit_controller; - E-0.finance_director | 2026-07-01 | E-0.finance_director | E-11.1
RQ-Q02 | PENDING  | DIVISION_FILED    | ✓ E-2.credit_controller; > E-0.finance_director; - E-0.operations_management                        | 2026-06-30 | E-0.general_manager  | E-2.division_manager
RQ-Q03 | REJECTED | DIVISION_FILED    | -; -; -                                                                                            |            |                      | E-13.1
RQ-Q04 | PENDING  | DIVISION_FILED    | > E-3.credit_controller; - E-3.division_manager; - E-0.operations_management                        | 2026-06-30 | E-0.credit_controller | E-31.1
RQ-Q05 | NO_ROUTE |                   |                                                                                                    |            |                      |
RQ-Q06 | UNKNOWN  |                   |                                                                                                    |            |                      |
RQ-Q07 | PENDING  | COMMITTEE         | ✓ E-12.division_manager; ✓ E-0.credit_controller; > BO-0.committee                                  | 2026-07-02 |                      | E-12.1
RQ-Q08 | PENDING  | GROUP_DECIDES     | ✓ E-21.division_manager; ✓ E-0.credit_controller; > E-0.finance_director                            | 2026-06-23 |                      | E-21.1
RQ-Q09 | PENDING  | DIVISION_FILED    | > E-1.credit_controller; - E-1.division_manager; - E-0.operations_management                        | 2026-06-30 | E-0.finance_director | E-13.1
RQ-Q10 | GRANTED  | UNIT              | ✓ E-0.credit_controller; ✓ E-31.unit_general_manager                                                |            |                      | E-31.1
RQ-Q11 | INVALID  | FIN_GROUP_DECIDES | -                                                                                                  |            |                      | E-12.1
RQ-Q12 | GRANTED  | DIVISION_FILED    | ✓ E-2.credit_controller; ✓ E-2.division_manager; > E-0.operations_management                        | 2026-07-06 | E-0.finance_director | E-22.unit_general_manager
RQ-R08 | USED     | DIVISION_FILED    | -; -; -                                                                                            |            |                      | E-11.1
RQ-1   | GRANTED  | FIN_GROUP         | ✓ E-0.headquarters                                                                                 |            |                      | E-2.division_finance
RQ-2   | GRANTED  | COMMITTEE         | ✓ E-21.division_manager; ✓ E-0.credit_controller; ✓                                                 |            |                      | E-21.1
"""
MARKS = {"DONE": "✓", "NEXT": ">", "OPEN": "-"}
IN_THE_WAY = {
    "RQ-Q03": "no on 2026-06-10",
    "RQ-Q05": "amount is not stated",
    "RQ-Q06": "does not say who asks",
    "RQ-Q07": "3 of 6 took part, 4 are needed",
    "RQ-Q08": "revoked on 2026-06-22",
    "RQ-Q11": "does not hold division_finance@DIVISION",
    "RQ-R08": "used on 2026-06-10",
}


@pytest.fixture(scope="module")
def ways() -> dict[str, Way]:
    portfolio = groupctl.connect("memory:demo").snapshot(demo.AS_OF)
    engine = groupctl.Engine(groupctl.load_policy("demo"), engine="compiled")
    return {one.id: engine.route(one, portfolio) for one in portfolio.records("request")}


def step(one: StepOnWay) -> str:
    """``✓ E-2.credit_controller``: the mark of a step, and who did it or is to do it."""
    hand = one.done.hand if one.done else one.chosen
    who = one.body.id if one.body is not None else ""
    if hand:
        who = hand.employee + (f" for {hand.source}" if hand.delegation else "")
    return f"{MARKS[one.state]} {who}".strip()


@pytest.mark.parametrize("row", WORKED.splitlines(), ids=lambda row: row.partition(" ")[0])
def test_how_it_goes_on(ways, row):
    name, state, route, steps, due, late, barred = (cell.strip() for cell in row.split("|"))
    way = ways[name]
    found, following = way.request_status, way.next
    assert found.state == state
    assert (found.route.name if found.route else "") == route
    assert "; ".join(map(step, way.steps)) == steps
    assert (following.due if following else None) == (date.fromisoformat(due) if due else None)
    assert (following.late.employee if following and following.late else "") == late
    asked = [cause_text(cause) for cause in way.barred if cause.key == "authority.own-requester"]
    assert all(f"({barred})" in text for text in asked)
    assert bool(asked) == bool(barred)


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_what_is_in_the_way(ways, name):
    found = ways[name].request_status
    causes = [*found.why, *(cause for _, cause in found.unhelpful)]
    assert any(IN_THE_WAY[name] in cause_text(cause) for cause in causes)


def test_every_state_is_there(ways):
    assert {way.request_status.state for way in ways.values()} == set(get_args(State))


def test_silence_lets_a_request_lapse(ways):
    assert {name for name, way in ways.items() if way.lapsed} == {
        "RQ-D09",
        "RQ-D10",
        "RQ-R05",
        "RQ-R07",
        "RQ-Q08",
    }
