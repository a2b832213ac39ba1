# ruff: noqa: D103 - a situation is told by its story
"""Planted: who is D-class, who is eliminated, who may go on, and how far the improvement has come (D24 to D30)."""

from collections.abc import Sequence
from typing import Final

from groupctl.demo.book import AccountWriter, Book, day, whole
from groupctl.demo.planted.planting import granted, introduce, relate, sale, steady
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.ledger import OrderStatus


def judged(customer: str, value: str | None, *because: str, unit: str = "U-11") -> Expected:
    """D-class or not."""
    return Expected(
        rule_set="d_class", subject=f"{customer}@{unit}", outputs={"d_class": value}, because=because
    )


def status(customer: str, value: str, *because: str, unit: str = "U-11") -> Expected:
    """What becomes of a D-class customer."""
    return Expected(
        rule_set="d_status", subject=f"{customer}@{unit}", outputs={"d_status": value}, because=because
    )


def improvement(customer: str, value: str, *because: str) -> Expected:
    """How far the improvement has come."""
    return Expected(
        rule_set="improvement",
        subject=f"{customer}@U-11",
        outputs={"improvement": value},
        because=because,
    )


def pumps(
    book: Book, customer: str, name: str, *, since: str = "2025-01-10", cash: bool = False
) -> AccountWriter:
    """A customer of the pump division, by default since January 2025: 2025 is its first year."""
    return introduce(book, customer, name, "U-11", since=since, cash=cash)


@situation(
    "D01",
    "D24, D26",
    judged("C-D01", "true", "d-class.low-profit"),
    status("C-D01", "IMPROVE", "d-class.improve"),
    improvement("C-D01", "ON_TRACK", "improvement.on-track"),
    en="Sales of 900,000 on credit in 2025 cost 805,000: a gross profit of 95,000 is below 100,000. "
    "D-class in its first year; an improvement plan is due.",
    zh="2025年赊销90万元，成本80.5万元，毛利润9.5万元，低于10万元：第一年列入D类，须制定改善计划。",
)
def below_the_line(book: Book) -> None:
    sale(pumps(book, "C-D01", "滁州瑞隆机电有限公司"), "2025-04-15", 900_000, 805_000)


@situation(
    "D02",
    "D24, L19, M6",
    judged("C-D02", "false"),
    status("C-D02", "NOT_D"),
    improvement("C-D02", "NOT_YET_MET", "improvement.not-yet-met"),
    en="Gross profit of 2025 is 800,000 - 700,000 = 100,000.00, exactly the line: not D-class. 2024 was D-class "
    "with 60,000, so the target, to be above 100,000, is not yet met.",
    zh="2025年毛利润恰为10万元：不属D类。2024年毛利润6万元为D类，“大于10万元”的目标尚未达成。",
)
def exactly_the_line(book: Book) -> None:
    account = pumps(book, "C-D02", "扬州恒盛泵业销售有限公司", since="2024-01-15")
    sale(account, "2024-05-10", 460_000, 400_000)
    sale(account, "2025-05-10", 800_000, 700_000)


@situation(
    "D03",
    "D24",
    judged("C-D03", "true", "d-class.low-profit"),
    en="One cent less: 800,000.00 - 700,000.01 = 99,999.99 is below the line.",
    zh="差一分钱：毛利润99,999.99元，低于10万元，列入D类。",
)
def one_cent_below(book: Book) -> None:
    account = pumps(book, "C-D03", "镇江新科流体设备有限公司")
    account.sell(day("2025-05-12"), whole(800_000), whole(700_000) + 1, paid_on=day("2025-06-11"))


@situation(
    "D04",
    "D24, M30",
    judged("C-D04", "false", "d-class.cash-exception"),
    status("C-D04", "NOT_D"),
    en="Cash on delivery. Gross profit 80,000 is below the line, but the margin is 80,000 / 500,000 = 16%, above 15%.",
    zh="现款现货，毛利润8万元虽低于线，但毛利率16%，高于15%：不纳入D类。",
)
def cash_with_margin(book: Book) -> None:
    sale(pumps(book, "C-D04", "盐城嘉源五金有限公司", cash=True), "2025-06-18", 500_000, 420_000)


@situation(
    "D05",
    "D24",
    judged("C-D05", "true", "d-class.low-profit"),
    en="Cash on delivery with a margin of 75,000 / 500,000 = 15% exactly, which is not above 15%.",
    zh="现款现货，毛利率恰为15%，不高于15%：列入D类。",
)
def cash_at_the_margin(book: Book) -> None:
    sale(pumps(book, "C-D05", "泰州华信给排水工程有限公司", cash=True), "2025-06-19", 500_000, 425_000)


@situation(
    "D06",
    "D24, M30",
    judged("C-D06", "true", "d-class.low-profit"),
    en="The term is cash on delivery and the margin 16%, but one order of 2025 went out on credit: no exception.",
    zh="条款为现款现货、毛利率16%，但2025年有一笔赊销订单：不适用例外，列入D类。",
)
def cash_in_name_only(book: Book) -> None:
    account = pumps(book, "C-D06", "淮安博通暖通设备有限公司", cash=True)
    sale(account, "2025-03-11", 400_000, 336_000)
    placed = account.order(
        day("2025-09-02"), whole(100_000), number="SO-D06-CREDIT", status=OrderStatus.CLOSED, on_credit=True
    )
    account.invoice(
        day("2025-09-08"), whole(100_000), whole(84_000), order=placed.id, paid_on=day("2025-10-08")
    )


@situation(
    "D07",
    "D25, L20",
    judged("C-D07", "true", "d-class.low-profit"),
    status("C-D07", "ELIMINATE", "d-class.eliminate"),
    en="Sales of 400,000 cost 430,000: a loss of 30,000, without an application to go on. Eliminate.",
    zh="销售40万元，成本43万元，亏损3万元，且无继续经营申请：淘汰。",
)
def a_loss(book: Book) -> None:
    sale(pumps(book, "C-D07", "连云港永昌机械有限公司"), "2025-07-08", 400_000, 430_000)


@situation(
    "D08",
    "D25, L23, M26",
    status("C-D08", "CONTINUE", "d-class.continue-loss"),
    en="The same loss, but the general manager of the unit reviewed on 12 January 2026 and the director of the "
    "committee approved on 20 January: operation continues in 2026.",
    zh="同样亏损，但业务单元总经理于2026年1月12日审核、经营委员会主任于1月20日批准：2026年继续经营。",
)
def continuation_approved(book: Book) -> None:
    sale(pumps(book, "C-D08", "徐州金达矿山机械有限公司"), "2025-07-09", 400_000, 430_000)
    continued(book, "RQ-D08", "C-D08", REVIEWED, APPROVED, on=["2026-01-12", "2026-01-20"])


@situation(
    "D09",
    "D25, M26",
    status("C-D09", "ELIMINATE", "d-class.eliminate"),
    en="The same loss with the review alone: the director has not approved. Eliminate.",
    zh="同样亏损，仅有总经理审核，主任尚未批准：淘汰。",
)
def continuation_half_approved(book: Book) -> None:
    sale(pumps(book, "C-D09", "宿迁天宏自动化有限公司"), "2025-07-10", 400_000, 430_000)
    continued(book, "RQ-D09", "C-D09", REVIEWED, on=["2026-01-12"])


@situation(
    "D10",
    "D25, M26",
    status("C-D10", "ELIMINATE", "d-class.eliminate"),
    en="Both signed, but the approval of 12 January is older than the review of 20 January: the steps are out of order.",
    zh="两级均已签署，但批准（1月12日）早于审核（1月20日），步骤颠倒：淘汰。",
)
def continuation_out_of_order(book: Book) -> None:
    sale(pumps(book, "C-D10", "常熟东方食品机械有限公司"), "2025-07-11", 400_000, 430_000)
    continued(book, "RQ-D10", "C-D10", APPROVED, REVIEWED, on=["2026-01-12", "2026-01-20"])


@situation(
    "D11",
    "D30, L23",
    judged("C-D11", "true", "d-class.low-profit"),
    status("C-D11", "CONTINUE", "d-class.continue-strategic"),
    en="Gross profit 60,000: D-class. The division applied because the customer opens the "
    "nuclear market, and the committee deliberated on 26 January 2026.",
    zh="毛利润6万元，列入D类。该客户有助于开拓核电市场，事业部申请、经营委员会2026年1月26日审议：继续经营。",
)
def strategic(book: Book) -> None:
    sale(pumps(book, "C-D11", "海盐正泽核电配套有限公司"), "2025-08-12", 560_000, 500_000)
    granted(
        book,
        "RQ-D11",
        "CONTINUE_STRATEGIC",
        "DELIBERATE committee@GROUP U-0",
        customer="C-D11",
        on=["2026-01-26"],
        requester="E-11.division_manager",
    )


@situation(
    "D12",
    "L17, D25",
    judged("C-D12", "true", "d-class.low-profit", unit="U-21"),
    Expected(
        rule_set="customer_abc",
        subject="C-D12",
        outputs={"abc_class": "A"},
        because=("customer-abc.a",),
    ),
    status("C-D12", "GROUP_REVIEW", "d-class.group-review", unit="U-21"),
    en="The coatings division lost 20,000 on it, but the pump division sold it 500 million in 2025: one of the largest "
    "customers, class A over the group. Nothing is eliminated, the group reviews.",
    zh="涂料事业部对其亏损2万元，但泵业事业部2025年对其销售5亿元，为全集团A类大客户：不自动淘汰，由集团评审。",
)
def loss_here_key_account_there(book: Book) -> None:
    steady(pumps(book, "C-D12", "长江水务建设集团有限公司", since="2024-01-05"), 500_000_000, 400_000_000)
    sale(relate(book, "C-D12", "U-21", since="2025-01-10"), "2025-09-16", 300_000, 320_000)


@situation(
    "D13",
    "D26, L21, M5",
    improvement("C-D13", "OVERRUN", "improvement.overrun"),
    en="Gross profit 40,000 in 2023, 70,000 in 2024, 90,000 in 2025: better each year, but the third D-class year "
    "closed below the target. The committee decides.",
    zh="毛利润2023年4万元、2024年7万元、2025年9万元，虽逐年改善，但第三年结束仍未达标：提交委员会决定。",
)
def three_years(book: Book) -> None:
    account = pumps(book, "C-D13", "南通泰力船舶配件有限公司", since="2023-01-09")
    sale(account, "2023-06-06", 400_000, 360_000)
    sale(account, "2024-06-06", 600_000, 530_000)
    sale(account, "2025-06-06", 700_000, 610_000)


@situation(
    "D14",
    "D26, L19",
    judged("C-D14", "false"),
    improvement("C-D14", "MET", "improvement.met"),
    en="D-class with 50,000 in 2024, and 150,000 in 2025: above the target.",
    zh="2024年毛利润5万元为D类，2025年15万元，已达标。",
)
def target_met(book: Book) -> None:
    account = pumps(book, "C-D14", "江阴明腾精密传动有限公司", since="2024-01-15")
    sale(account, "2024-06-07", 450_000, 400_000)
    sale(account, "2025-06-09", 950_000, 800_000)


@situation(
    "D15",
    "D24, M16",
    Expected(
        rule_set="d_class",
        subject="C-D15@U-11",
        outputs={"d_class": None},
        unjudged=("d-class.low-profit",),
    ),
    en="An invoice of 2025 does not say what the goods cost, so the gross profit is unknown, not zero and not all of "
    "the sales: D-class can't be judged.",
    zh="2025年有一张发票未注明成本，毛利润未知（既非零，也非全部销售额）：无法判定是否D类。",
)
def cost_missing(book: Book) -> None:
    account = pumps(book, "C-D15", "昆山宏宇环保设备有限公司")
    sale(account, "2025-04-22", 300_000, 260_000)
    sale(account, "2025-10-22", 250_000, None)


@situation(
    "D16",
    "D24, L19",
    judged("C-D16", "true", "d-class.low-profit", unit="U-31"),
    judged("C-D17", "false", unit="U-31"),
    en="In euros, at 8.0000 yuan on the day of the review: a gross profit of 12,400 euros is 99,200 yuan, D-class; "
    "12,500 euros (C-D17) are exactly 100,000 yuan, not D-class.",
    zh="以欧元计，评审日汇率8.0000：毛利润12,400欧元折合99,200元，列入D类；12,500欧元（C-D17）恰为10万元，不属D类。",
)
def in_euros(book: Book) -> None:
    below = introduce(book, "C-D16", "Hallebeek Drives B.V.", "U-31", since="2025-01-10")
    sale(below, "2025-03-18", 90_000, 77_600)
    exact = introduce(book, "C-D17", "Kaltenborn Armaturen GmbH", "U-31", since="2025-01-10")
    sale(exact, "2025-03-19", 90_000, 77_500)


REVIEWED: Final = "REVIEW unit_general_manager@UNIT U-11"
APPROVED: Final = "APPROVE committee_director@GROUP U-0"


def continued(book: Book, number: str, customer: str, *steps: str, on: Sequence[str]) -> None:
    """The pump division asks that a loss customer goes on; what was done about it, each step on its day."""
    granted(book, number, "CONTINUE_LOSS", *steps, customer=customer, on=on)
