"""Authority in the report: open requests, the matrix, and who has the next step about a held order, in both languages (G24, G29, L30)."""

import pytest

from groupctl.cli.desk import DeskPage
from groupctl.testing import Ledger
from tests.decisions.test_rule_routes import asked, held
from tests.report.pages import Page, report, shown

BANDS = {"band_1": 300, "band_2": 1000}


def rows(page: Page, table: str) -> list[list[str]]:
    (found,) = [one for one in page.root.all("table") if one.attributes["id"].endswith(f"-table-{table}")]
    lines = next(found.all("tbody")).all("tr")
    return [[cell.text for cell in row.all("th", "td")][1:] for row in lines]  # without their numbers


def told(ledger: Ledger, *names: str, lang: str = "en") -> Page:
    return shown(ledger, *names, lang=lang, **BANDS)


class TestHeldOrders:
    @pytest.mark.parametrize(
        ("lang", "who", "decides"),
        [
            (
                "en",
                "review: Cheng (cheng) as credit controller, division; by 2026-11-24",
                "Order over the unit's limit: the division decides and files",
            ),
            (
                "zh",
                "审核：Cheng (cheng)（信用控制员（事业部））；2026-11-24 前",
                "订单超单位额度：由事业部批准并备案",
            ),
        ],
    )
    def test_who_has_the_next_step_by_when_and_who_decides(self, lang, who, decides):
        ((_, *cells),) = rows(told(held(), "credit-desk", lang=lang), "held-orders")
        assert cells[5:7] == [who, decides]

    def test_a_host_gets_the_next_step(self):
        first, *_ = DeskPage(report=report(held(), "desk", **BANDS)).rows()
        step = "OVER_UNIT_LIMIT REVIEW credit_controller@DIVISION cheng 2026-11-24"
        assert first["next"] == [step]


class TestOpenRequests:
    def test_how_each_stands_who_is_next_by_when_and_who_may_not_act(self):
        ((name, *cells),) = rows(told(asked(held(), REVIEW="cheng"), "requests"), "requests")
        assert (name, cells[0], cells[3]) == ("R-1", "Order over the unit's limit", "400.00")
        assert cells[4:8] == [
            "the division decides and files",
            "pending",
            "approve: Wang (wang) as division manager, division; by 2026-11-24",
            "Sun (sun) asked for it",
        ]

    def test_in_chinese(self):
        ((_, *cells),) = rows(told(asked(held(), REVIEW="cheng"), "requests", lang="zh"), "requests")
        assert cells[5:8] == [
            "办理中",
            "批准：Wang (wang)（事业部负责人（事业部））；2026-11-24 前",
            "Sun (sun) 是申请人",
        ]

    def test_what_was_done_in_vain_is_in_the_way(self):
        ((_, *cells),) = rows(told(asked(held(), REVIEW="wang"), "requests"), "requests")
        assert cells[8].startswith("R-1.1 does not help: ")

    def test_granted_requests_are_only_counted(self):
        page = told(asked(held(), REVIEW="cheng", APPROVE="wang"), "requests")
        assert "The first 0 of 0 open requests" in page.remarks()
        assert "1 requests are on record" in page.remarks()

    def test_requests_that_could_not_be_read_are_told(self):
        page = told(held().unreadable("requests", unit="U-1"), "requests")
        assert "1 requests could not be read." in page.remarks()

    def test_what_is_due_first_comes_first_and_what_is_not_valid_last(self):
        ledger = asked(held())
        ledger.add("request", id="R-0", matter="F2_2", unit="U-1", requester="sun", requested_on="2026-11-20")
        first, second = rows(told(ledger, "requests"), "requests")
        assert (first[0], second[0], second[6]) == ("R-1", "R-0", "not valid")
        assert second[9] == "Sun (sun) does not hold division_finance@DIVISION, who asks for it"


class TestTheMatrix:
    def test_a_row_for_each_matter_and_band_with_the_route_under_each_mode(self):
        found = [row for row in rows(told(held(), "matrix"), "matrix") if "OVER_UNIT_LIMIT" in row[0]]
        assert [row[1:] for row in found] == [
            ["up to 300.00", "the unit decides", "the unit decides", "the division decides and files"],
            [
                "above 300.00, up to 1,000.00",
                "the division decides and files",
                "the division decides and files",
                "the group decides what is granted",
            ],
            [
                "above 1,000.00",
                "the division's meeting decides and files",
                "the group approves",
                "the committee decides",
            ],
        ]

    def test_the_steps_of_each_route_stand_below(self):
        page = told(held(), "matrix", lang="zh")
        assert (
            "审核：信用控制员（本单位），2 个工作日 → 批准：业务单元总经理（本单位），2 个工作日" in page.text
        )

    def test_a_host_gets_the_routes_by_mode(self):
        first, *_ = DeskPage(report=report(held(), "matrix", **BANDS)).rows()
        assert (first["list"], first["matter"]) == ("matrix", "LIMIT_GRANT")
        assert (first["STRATEGIC"], first["OPERATIONAL"]) == ("UNIT", "DIVISION_FILED")
