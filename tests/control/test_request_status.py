"""Whether what was done about a request grants it: worked by hand, each with its reason (L23, L30, M18)."""

from datetime import date

import pytest
from attrs import evolve

from groupctl.control.holders import Holders
from groupctl.control.request_status import request_status
from groupctl.model import AppointmentKind, CreditSurvey, Customer, Order, OrderStatus, StepAnswer
from groupctl.texts import LANGUAGES
from tests.control.office import (
    APPOINTMENTS,
    APPROVE,
    FILE,
    MEMBERS,
    REVIEW,
    absence,
    appointment,
    authority,
    delegation,
    filed,
    june,
    portfolio,
    record,
    request,
    stands,
    voted,
    yuan,
)


def causes_of(found):
    """Why it is not granted: what did not help, and what stops it."""
    return [cause for _, cause in found.unhelpful] + list(found.why)


def reasons(found):
    """The ends of the keys of the causes."""
    causes = causes_of(found)
    for cause in causes:
        assert all(cause.render(lang) for lang in LANGUAGES)
        assert "{" not in cause.render("en") + cause.render("zh")
    return [cause.key.removeprefix("authority.") for cause in causes]


def changed(id_, **fields):
    return [evolve(one, **fields) if one.id == id_ else one for one in APPOINTMENTS]


def delegated(**fields):
    """All steps done, the approval by a delegate; ``fields`` are those of the delegation."""
    return {
        "step_records": filed(approve="hu", delegation="d1"),
        "delegations": [delegation(**fields)],
    }


AS_MANAGER_TOO = {
    name: [*APPOINTMENTS, appointment("a9", name, "division_manager", "E", kind=AppointmentKind.CONCURRENT)]
    for name in ("cheng", "sun")
}
CUSTOMER = Customer(id="C-1", name="Ruian", manager="cheng")
ABOUT = {"customers": [CUSTOMER], "requests": [request(customer="C-1")]}

GRANTS = {
    "all in order": {"step_records": filed()},
    "3 a superior in the place of the holder": {"step_records": filed(approve="qian")},
    "5 the appointment ended after the act": {
        "step_records": filed(),
        "appointments": changed("a3", ends_on=june(3)),
    },
    "6 a delegate within amount and dates": delegated(),
    "16 absent, and the substitute acts": {
        **delegated(only_while_absent=True),
        "absences": [absence("wang")],
    },
    "a tie with the chair's casting vote": {
        "way": "COMMITTEE",
        **voted(["m1", "m2", "m3"], ["m4", "m5", "m6"]),
    },
    "no by somebody without authority": {
        "step_records": [*filed(), record(APPROVE, "li", 2, answer=StepAnswer.NO, id="no")]
    },
    "a filing that does not hold is still open": {"way": "LOOSE", "step_records": filed()[:2]},
    "two reviews, of which the first is by who approves": {
        "step_records": [
            record(REVIEW, "cheng", 2, number=1),
            record(REVIEW, "gu", 2, number=2),
            *filed(approve="cheng")[1:],
        ],
        "appointments": AS_MANAGER_TOO["cheng"],
    },
    "the asker carries it out": {
        "way": "CARRIED_OUT",
        "step_records": [record(APPROVE, "wang", 3), record("EXECUTE sales_manager@UNIT", "sun", 4)],
    },
    "sent back, then done again": {
        "step_records": [record(APPROVE, "wang", 1, answer=StepAnswer.RETURNED, number=2), *filed()]
    },
    "the author of an older survey, or of one of another unit": {
        "step_records": filed(),
        "customers": [evolve(CUSTOMER, manager=None)],
        "requests": ABOUT["requests"],
        "credit_surveys": [
            CreditSurvey(id="S1", customer="C-1", surveyed_on=june(1), surveyed_by="cheng"),
            CreditSurvey(id="S2", customer="C-1", unit="U", surveyed_on=june(2), surveyed_by="li"),
            CreditSurvey(id="S3", customer="C-1", unit="W", surveyed_on=june(3), surveyed_by="zhao"),
        ],
    },
    "asked by who has to": {"way": "ASKED", "step_records": [record(APPROVE, "wang", 3)]},
    "the branch of a level that the tree lacks goes up": {
        "step_records": filed(),
        "requests": [request(unit="E", requester="qian")],
    },
}


@pytest.mark.parametrize("name", GRANTS)
def test_it_is_granted(name):
    """D26, L23, L30, M18, G54, G112, G114."""
    found = stands(**GRANTS[name])
    assert found.granted, reasons(found)
    people = [one.people for one in found.done]
    assert len(frozenset().union(*people)) == sum(map(len, people))


REFUSED = {
    "1 approved by somebody without the post": ("no-post-held", {"step_records": filed(approve="chen")}),
    "2 division manager of another division": ("other-unit", {"step_records": filed(approve="li")}),
    "4 the appointment ended the day before": (
        "appointment-ended",
        {"step_records": filed(), "appointments": changed("a3", ends_on=june(2))},
    ),
    "7 a delegate beyond the amount": (
        "delegation-amount",
        delegated(amount=yuan(299_999)),
    ),
    "a delegate from outside": (
        "external",
        {
            **delegated(),
            "appointments": [
                *APPOINTMENTS,
                appointment("x1", "hu", "accountant", "W", kind=AppointmentKind.EXTERNAL),
            ],
        },
    ),
    "8 one person reviewed and approved": (
        "same-person",
        {"step_records": filed(approve="cheng"), "appointments": AS_MANAGER_TOO["cheng"]},
    ),
    "9 the requester approves": (
        "own-requester",
        {"step_records": filed(approve="sun"), "appointments": AS_MANAGER_TOO["sun"]},
    ),
    "10 the requester's delegate approves": (
        "own-requester-delegated",
        {
            **delegated(appointment="a9"),
            "appointments": AS_MANAGER_TOO["sun"],
        },
    ),
    "11 the customer's manager reviews": ("own-interest", {"step_records": filed(), **ABOUT}),
    "12 the order grew after the approval": (
        "amount",
        {"step_records": filed(amount=yuan(300_000)), "stake": 300_001},
    ),
    "13 it grew into the next band": (
        "other-seat",
        {"way": "GROUP", "step_records": filed(), "stake": 600_000},
    ),
    "14 filed before it was approved": (
        "out-of-order",
        {"step_records": [record(REVIEW, "cheng", 2), record(APPROVE, "wang", 5), record(FILE, "zhao", 4)]},
    ),
    "15 the approval was revoked": ("revoked", {"step_records": filed(revoked_on=june(20))}),
    "17 a substitute while the holder is present": (
        "delegation-present",
        delegated(only_while_absent=True),
    ),
    "18 three of six seats vote, four are needed": ("no-quorum", {"way": "COMMITTEE", **voted(MEMBERS[:3])}),
    "19 used for an order already": (
        "used",
        {"step_records": filed(), "requests": [request(used_on=june(5))]},
    ),
    "20 a table was lost": (
        "model.cause-missing-table",
        {"step_records": filed(), "missing": ["step_records"]},
    ),
    "an absent person acts": ("absent", {"step_records": filed(), "absences": [absence("wang")]}),
    "not carried by a majority of all seats": (
        "not-carried",
        {"way": "COMMITTEE", **voted(["m2", "m3", "m4"], ["m5"])},
    ),
    "a tie without the vote of the chair": (
        "not-carried",
        {"way": "COMMITTEE", **voted(["m2", "m3", "m4"], ["m1", "m5", "m6"])},
    ),
    "a delegation for another matter": (
        "delegation-matter",
        delegated(matter="TERMS"),
    ),
    "a delegation revoked the day of the act": (
        "delegation-revoked",
        delegated(revoked_on=june(3)),
    ),
    "a delegation to somebody else": (
        "delegation-other",
        {"step_records": filed(approve="chen", delegation="d1"), "delegations": [delegation()]},
    ),
    "a delegation that is over": (
        "delegation-span",
        delegated(ends_on=june(2)),
    ),
    "rejected, although another approved": (
        "rejected",
        {"step_records": [*filed(), record(APPROVE, "qian", 2, answer=StepAnswer.NO, id="no")]},
    ),
    "an external person decides": (
        "external",
        {
            "step_records": filed(approve="chen"),
            "appointments": [
                *APPOINTMENTS,
                appointment("a8", "chen", "finance_director", "G", kind=AppointmentKind.EXTERNAL),
            ],
        },
    ),
    "the appointment begins the day after": (
        "appointment-begins",
        {"step_records": filed(), "appointments": changed("a3", starts_on=june(4))},
    ),
    "a delegate who does not name the delegation": (
        "no-post-held",
        {"step_records": filed(approve="hu"), "delegations": [delegation()]},
    ),
    "the author of the survey reviews": (
        "own-interest",
        {
            "step_records": filed(),
            "customers": [evolve(CUSTOMER, manager=None)],
            "requests": ABOUT["requests"],
            "credit_surveys": [
                CreditSurvey(id="S", customer="C-1", surveyed_on=june(1), surveyed_by="cheng")
            ],
        },
    ),
    "the author of an older survey of the unit may review, that of the last one may not": (
        "own-interest",
        {
            "step_records": filed(),
            "customers": [evolve(CUSTOMER, manager=None)],
            "requests": ABOUT["requests"],
            "credit_surveys": [
                CreditSurvey(id="S1", customer="C-1", surveyed_on=june(1), surveyed_by="wang"),
                CreditSurvey(id="S2", customer="C-1", unit="U", surveyed_on=june(2), surveyed_by="cheng"),
                CreditSurvey(id="S3", customer="C-1", unit="W", surveyed_on=june(3), surveyed_by="zhao"),
            ],
        },
    ),
    "whether there was another survey can't be told": (
        "model.cause-missing-table",
        {
            "step_records": filed(),
            **ABOUT,
            "customers": [evolve(CUSTOMER, manager=None)],
            "missing": ["credit_surveys"],
        },
    ),
    "who asks is not stated": (
        "no-requester",
        {"step_records": filed(), "requests": [request(requester=None)]},
    ),
    "who asks belongs to another division": (
        "not-of-the-line",
        {"step_records": filed(), "requests": [request(requester="li")], "staff": {"li": "W"}},
    ),
    "asked by who may not ask": (
        "not-asked-by",
        {
            "way": "ASKED",
            "step_records": [record(APPROVE, "wang", 3)],
            "requests": [request(requester="qian")],
        },
    ),
    "approved before it was asked for": (
        "before-request",
        {"step_records": filed(), "requests": [request(requested_on=june(3))]},
    ),
    "the matrix has no route": ("no-route", {"way": "REFER", "step_records": filed()}),
    "in force no more": (
        "not-in-force",
        {"step_records": filed(ends_on=june(29))},
    ),
    "the decision states no amount": ("no-amount", {"step_records": filed(amount=None)}),
    "two steps on one day without an order": (
        "out-of-order",
        {"step_records": [record(REVIEW, "cheng", 3), record(APPROVE, "wang", 3), record(FILE, "zhao", 4)]},
    ),
    "sent back after the approval": (
        None,
        {"step_records": [*filed(), record(FILE, "zhao", 5, answer=StepAnswer.RETURNED)]},
    ),
    "not filed yet": (None, {"step_records": filed()[:2]}),
    "a member votes twice": (
        "no-quorum",
        {"way": "COMMITTEE", **voted(MEMBERS[:4], ["m4"])},
    ),
    "members who are barred do not count": (
        "no-quorum",
        {
            "way": "COMMITTEE",
            **voted(MEMBERS[:4]),
            "customers": [evolve(CUSTOMER, manager="m4")],
            "requests": ABOUT["requests"],
        },
    ),
    "there is no such body": ("no-body", {"way": "COMMITTEE", **voted(MEMBERS), "bodies": []}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_not_granted_and_why(name):
    """D26, L23, L30, M18, G54, G55, G112 to G114, G118: twenty of the design and more, each with the reason that is printed."""
    key, given = REFUSED[name]
    found = stands(**given)
    assert not found.granted
    assert key is None or key in reasons(found), reasons(found)


REASONS = {
    "1 approved by somebody without the post": (
        "Chen (chen) holds no post that may do this (needs division_manager@DIVISION for U, or a superior)",
        "Chen (chen) 不任可办理该环节的岗位（须为 U 的 division_manager@DIVISION 或其上级）",
    ),
    "2 division manager of another division": (
        "Li (li) holds that post at W, which is not U nor the unit above it that decides",
        "Li (li) 在 W 任该岗位，W 并非 U 或有权决定的上级单位",
    ),
    "4 the appointment ended the day before": (
        "the appointment of Wang (wang) ended on 2026-06-02, the step was done on 2026-06-03",
        "Wang (wang) 的任职于 2026-06-02 结束，而办理日期为 2026-06-03",
    ),
    "7 a delegate beyond the amount": (
        "d1 of Wang (wang) goes to 299999.00; at stake are 300000.00",
        "Wang (wang) 的授权 d1 限额为 299999.00，所涉金额为 300000.00",
    ),
    "8 one person reviewed and approved": (
        "Cheng (cheng) already has another step: no one does two",
        "Cheng (cheng) 已办理其他环节，一人不得办理两个环节",
    ),
    "9 the requester approves": (
        "Sun (sun) asked for it",
        "Sun (sun) 是申请人",
    ),
    "10 the requester's delegate approves": (
        "Hu (hu) acts with the right of Sun (sun), who asked for it",
        "Hu (hu) 代行 Sun (sun) 的权限，而 Sun (sun) 是申请人",
    ),
    "11 the customer's manager reviews": (
        "Cheng (cheng) is the customer's manager",
        "Cheng (cheng) 是该客户的客户经理",
    ),
    "12 the order grew after the approval": (
        "granted up to 300000.00; at stake are 300001.00",
        "批准金额为 300000.00，所涉金额为 300001.00",
    ),
    "13 it grew into the next band": (
        "the route has no step REVIEW credit_controller@DIVISION now",
        "现行路线中没有 REVIEW credit_controller@DIVISION 这一环节",
    ),
    "14 filed before it was approved": (
        "done on 2026-06-04, before the step that comes first, done on 2026-06-05: do it again",
        "于 2026-06-04 办理，早于应先办理的环节（2026-06-05）：请重新办理",
    ),
    "15 the approval was revoked": (
        "revoked on 2026-06-20",
        "已于 2026-06-20 撤销",
    ),
    "17 a substitute while the holder is present": (
        "d1 holds only while Wang (wang) is absent",
        "授权 d1 仅在 Wang (wang) 缺勤期间有效",
    ),
    "18 three of six seats vote, four are needed": (
        "3 of 6 took part, 4 are needed",
        "6 席中 3 人出席，法定人数为 4",
    ),
    "19 used for an order already": (
        "it was used on 2026-06-05",
        "已于 2026-06-05 使用",
    ),
    "20 a table was lost": (
        "the table step_records is missing",
        "缺少表 step_records",
    ),
}
"""The reasons of the design's cases that grant nothing, as they are printed."""


@pytest.mark.parametrize("name", REASONS)
def test_the_reason_that_is_printed(name):
    key, given = REFUSED[name]
    found = stands(**given)
    said = [
        tuple(cause.render(lang) for lang in ("en", "zh"))
        for cause in causes_of(found)
        if cause.key.removeprefix("authority.") == key
    ]
    assert said[0] == REASONS[name]


def test_every_case_of_the_design_is_here():
    """Twenty, each once: those that grant, and those that do not with their reason."""
    numbers = sorted(int(name.split()[0]) for name in (*GRANTS, *REASONS) if name[0].isdigit())
    assert numbers == list(range(1, 21))


def test_what_is_still_needed_is_named():
    found = stands(step_records=filed()[:1])
    assert (found.state, str(found.next.seat)) == ("PENDING", "division_manager@DIVISION")
    tightened = stands(way="GROUP", step_records=filed(), stake=600_000)
    assert str(tightened.next.seat) == "division_manager@DIVISION"
    assert tightened.done == ()


def test_a_revocation_counts_from_its_day():
    """Case 15: before the day of the revocation it counted."""
    assert stands(step_records=filed(revoked_on=date(2026, 7, 1))).granted


def test_a_request_about_an_order_is_the_customers():
    """Case 11: whose order it is bars the customer's manager too."""
    order = Order(
        id="O", customer="C-1", unit="U", ordered_on=june(1), amount=yuan(5), status=OrderStatus.OPEN
    )
    found = stands(step_records=filed(), customers=[CUSTOMER], orders=[order], requests=[request(order="O")])
    assert "own-interest" in reasons(found)


@pytest.mark.parametrize(("employee", "state"), [("hu", "UNKNOWN"), ("li", "GRANTED")])
def test_whether_a_delegate_is_from_outside_must_be_known(employee, state):
    """G118, M16: a lost row of theirs may say so; one of another person may not."""
    lost = appointment("x1", employee, "accountant", "NOWHERE", kind=AppointmentKind.EXTERNAL)
    found = portfolio(
        appointments=[*APPOINTMENTS, lost],
        **delegated(),
    )
    assert [row.id for row in found.rejected] == ["x1"]
    holders = Holders(found, authority())
    assert request_status(holders, found.record("request", "R-1"), "FILED", 30_000_000).state == state


LOST = {
    "appointments": {"step_records": filed(approve="chen")},
    "delegations": {"step_records": filed(approve="hu")},
    "absences": {"step_records": filed()},
    "step_records": {"step_records": ()},
    "credit_surveys": {"step_records": filed(), **ABOUT},
    "votes": {"way": "COMMITTEE", **voted(MEMBERS)},
    "bodies": {"way": "COMMITTEE", **voted(MEMBERS)},
}


@pytest.mark.parametrize("table", LOST)
def test_what_was_lost_leaves_it_unknown(table):
    """M16: a table that was lost grants nothing, and does not make a known no of it either."""
    assert stands(**LOST[table], missing=[table]).state == "UNKNOWN"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("requests", "used_on"),
        ("step_records", "revoked_on"),
        ("appointments", "ends_on"),
    ],
)
def test_a_column_that_the_host_lacks_grants_nothing(table, column):
    found = stands(step_records=filed(), absent={table: [column]})
    assert not found.granted
    assert found.state == "UNKNOWN"
