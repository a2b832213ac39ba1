"""Who can let an order go: for each rule that holds it the matter, the route, the next seat by when, and who may not (G24, G29, L30)."""

from datetime import date

import pytest
from attrs import evolve

from groupctl.control.other_routes import OtherRoute
from groupctl.decisions.rule_routes import Acting, RuleRoute
from groupctl.model import ControlMode
from groupctl.testing import Ledger
from tests.standard.deciding import engine
from tests.standard.test_order_release import sound

ENGINE = engine("reference", (("band_1", 300), ("band_2", 1000)))
POSTS = {
    "cheng": ("credit_controller", "U-1"),
    "wang": ("division_manager", "U-1"),
    "zhao": ("operations_management", "G"),
    "gu": ("credit_controller", "G"),
    "qian": ("finance_director", "G"),
}


def held(*, order: int = 500, **manager: str) -> Ledger:
    """An order of 500 over a limit of 1,000, of which 900 are open: 400 too much. Five people hold posts."""
    ledger = sound(1000).open_invoice(900).order(amount=order)
    units, customers = ledger.tables["units"], ledger.tables["customers"]
    units[0] = evolve(units[0], control_mode=ControlMode.STRATEGIC)
    customers[0] = evolve(customers[0], **manager)
    for name, (post, unit) in POSTS.items():
        ledger.add("employee", id=name, name=name.title(), unit=unit)
        ledger.add(
            "appointment", employee=name, post=post, unit=unit, kind="PRINCIPAL", starts_on="2026-01-01"
        )
    return ledger.add("employee", id="sun", name="Sun", unit="U-1")


def asked(ledger: Ledger, **done: str) -> Ledger:
    """A request of Friday, 20 November about the order, with steps that were done."""
    about = {"matter": "OVER_UNIT_LIMIT", "order": "SO-1", "unit": "U-1", "amount": 500, "requester": "sun"}
    ledger.add("request", id="R-1", requested_on="2026-11-20", **about)
    for number, (part, employee) in enumerate(done.items(), 1):
        post, _ = POSTS[employee]
        step = {"request": "R-1", "part": part, "post": post, "at": "DIVISION", "employee": employee}
        span = {"done_on": "2026-11-20", "starts_on": "2026-11-20", "ends_on": "2026-12-31"}
        ledger.add("step_record", id=f"R-1.{number}", number=number, answer="YES", amount=500, **step, **span)
    return ledger


def routes(ledger: Ledger) -> tuple[RuleRoute, ...]:
    portfolio = ledger.portfolio()
    return ENGINE.routes(ENGINE.decide("order_release", "SO-1", portfolio), portfolio)


def told(ledger: Ledger, lang: str = "en") -> list[str]:
    """What is told under the heading of an explanation."""
    portfolio = ledger.portfolio()
    text = ENGINE.explain(ENGINE.decide("order_release", "SO-1", portfolio), portfolio, lang)
    _, _, rest = text.partition({"en": "Who decides\n", "zh": "由谁批准\n"}[lang])
    return rest.partition("\n\n")[0].splitlines()


class TestARequestYetToBeMade:
    def test_its_matter_route_next_seat_and_day(self):
        """Two working days from Saturday, 21 November: Tuesday."""
        (found,) = routes(held())
        (way,) = found.ways
        assert (found.matter, found.rules) == ("OVER_UNIT_LIMIT", ("order-release.limit",))
        assert (way.request_status.route.name, way.request_status.stake) == ("DIVISION_FILED", 400_00)
        assert [one.chosen.employee for one in way.steps] == ["cheng", "wang", "zhao"]
        assert (way.next.step.seat.post, way.next.due) == ("credit_controller", date(2026, 11, 24))
        assert way.next.late.employee == "gu"

    def test_what_leads_to_another_route(self):
        (found,) = routes(held())
        assert found.ways[0].rule == "authority.over-unit-limit.2.strategic"
        assert found.ways[0].others == (
            OtherRoute(route="GROUP", least=1000_01),
            OtherRoute(route="UNIT", most=300_00),
            OtherRoute(route="GROUP_DECIDES", mode="OPERATIONAL"),
        )

    def test_who_looks_after_the_customer_may_not_act(self):
        """Nor may the person who asks, who is not known yet."""
        (found,) = routes(held(manager="cheng"))
        assert found.ways[0].steps[0].chosen.employee == "gu"
        assert "      may not act: Cheng (cheng) is the customer's manager" in told(held(manager="cheng"))

    def test_in_words(self):
        assert told(held()) == [
            "  A granted request in this matter lifts order-release.limit",
            "    new request  Order over the unit's limit · SO-1 · U-1 · 400.00 CNY  not made yet",
            "      the division decides and files (DIVISION_FILED), by authority.over-unit-limit.2.strategic",
            "      1  review   NEXT  credit controller, division   Cheng (cheng); by 2026-11-24; or Gu (gu), Qian (qian)",
            "      2  approve  open  division manager, division    Wang (wang); or Qian (qian)",
            "      3  file     open  operations management, group  Zhao (zhao); or Qian (qian)",
            "      may not act: the person who asks for it",
            "      if late: Gu (gu), from 2026-11-25",
            "      from 1,000.01 on: the group approves (GROUP)",
            "      up to 300.00: the unit decides (UNIT)",
            "      under operational control: the group decides what is granted (GROUP_DECIDES)",
        ]

    def test_in_chinese(self):
        said = told(held(), "zh")
        assert said[1] == "    新申请  订单超单位额度 · SO-1 · U-1 · 400.00 CNY  尚未提出"
        assert "      不得办理：申请人本人" in said
        assert "      逾期：自 2026-11-25 起由 Gu (gu) 办理" in said


class TestARequestOnItsWay:
    def test_it_takes_the_place_of_a_new_one(self):
        (found,) = routes(asked(held(), REVIEW="cheng"))
        (way,) = found.ways
        assert (way.request_status.request.id, way.supposed) == ("R-1", False)
        assert [one.state for one in way.steps] == ["DONE", "NEXT", "OPEN"]
        assert (way.next.chosen.employee, way.next.due) == ("wang", date(2026, 11, 24))

    def test_what_does_not_help_is_told_with_its_reason(self):
        said = told(asked(held(), REVIEW="wang"))
        assert any(line.startswith("      R-1.1 does not help: ") for line in said)

    def test_granted_it_lifts_the_rule_and_nothing_is_left_to_decide(self):
        assert routes(asked(held(), REVIEW="cheng", APPROVE="wang")) == ()

    def test_granted_for_less_another_one_is_needed(self):
        """The order grew: 500 were granted, 900 too much."""
        (found,) = routes(asked(held(order=1000), REVIEW="cheng", APPROVE="wang"))
        assert [one.supposed for one in found.ways] == [False]
        assert found.ways[0].request_status.unhelpful


class TestDecisionsWithoutARoute:
    def test_what_is_released(self):
        assert routes(held(order=50)) == ()

    def test_what_no_request_lifts(self):
        """A blacklisted customer is refused."""
        ledger = held()
        ledger.tables["customers"][0] = evolve(ledger.tables["customers"][0], blacklisted=True)
        (found,) = routes(ledger)
        assert (found.rules, found.matter, found.ways) == (("order-release.blacklisted",), "", ())
        assert told(ledger) == ["  No request lifts order-release.blacklisted"]

    def test_what_is_not_known_is_found_out_by_a_person_with_a_name(self):
        """Cheng is the unit's controller; while he is away the group's is asked."""
        ledger = (
            held()
            .without_columns("invoices", "settled_on")
            .unreadable("payments", customer="C-1", unit="U-1")
        )
        (found,) = routes(ledger)
        assert (found.unjudged, found.matter) == (True, "")
        assert found.acting == (Acting("credit_controller", ("cheng",)),)
        assert told(ledger)[-1] == "    who acts: credit controller: Cheng (cheng)"
        ledger.add("absence", employee="cheng", starts_on="2026-11-01", ends_on="2026-11-30")
        assert routes(ledger)[0].acting == (Acting("credit_controller", ("gu",)),)

    def test_a_band_without_a_value_leaves_no_route(self):
        """L37."""
        portfolio, open_ = held().portfolio(), engine("reference", (("band_1", None),))
        (found,) = open_.routes(open_.decide("order_release", "SO-1", portfolio), portfolio)
        assert found.ways[0].request_status.state == "UNKNOWN"
        assert (found.ways[0].steps, found.ways[0].rule) == ((), "")


def test_a_supposed_request_is_on_no_record():
    """What is worked out about it leaves the portfolio and its decisions as they are."""
    portfolio = held().portfolio()
    before = ENGINE.decide("order_release", "SO-1", portfolio)
    ENGINE.routes(before, portfolio)
    assert not portfolio.records("request")
    assert ENGINE.decide("order_release", "SO-1", portfolio) == before


@pytest.mark.parametrize("table", ["appointments", "employees", "requests", "calendar_days"])
def test_what_is_lost_names_no_one_more(table):
    """The law: a lost row never lets more people act, nor a request through."""
    (whole,) = routes(held())
    ledger = held()
    ledger.missing.add(table)
    if table == "employees":
        ledger.missing |= {"appointments"}
    for one in routes(ledger):
        for way in one.ways:
            hands = [{hand.employee for hand in step.hands} for step in way.steps]
            known = [{hand.employee for hand in step.hands} for step in whole.ways[0].steps]
            assert not hands or all(some <= all_ for some, all_ in zip(hands, known, strict=True))
