# ruff: noqa: D103 - a situation is told by its story
"""Planted: orders at the gate, in the order of precedence of L30."""

from typing import Final

from groupctl.demo.book import AccountWriter, Book, day
from groupctl.demo.planted.planting import (
    cap,
    granted,
    introduce,
    order,
    sale,
    steady,
    survey_of,
    unpaid,
)
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.credit import Collateral, CollateralKind
from groupctl.model.customer import AccountState
from groupctl.schema.limits import Limit, Unlimited

LIMIT_RULE: Final = "order-release.limit"
ARREARS_RULE: Final = "order-release.arrears"
FILED: Final = ("REVIEW credit_controller@DIVISION U-11", "APPROVE division_manager@DIVISION U-11")
"""What is done before a division's decision takes effect; it is filed afterwards."""
CASH_RULE: Final = "order-release.d-class-cash-only"


def release(
    number: str, value: str, *because: str, advice: tuple[str, ...] = (), overridden: tuple[str, ...] = ()
) -> Expected:
    """Whether the order may go."""
    return Expected(
        rule_set="order_release",
        subject=number,
        outputs={"release": value},
        because=because,
        advice=advice,
        overridden=overridden,
    )


def regular(
    book: Book, customer: str, name: str, open_amount: int, *, limit: Limit | None = None
) -> AccountWriter:
    """A sound customer of the pump division with a limit of 1,000,000 of which ``open_amount`` is taken.

    It buys 4,000,000 a year at a cost of 3,200,000 and pays on the day.
    """
    account = introduce(book, customer, name, "U-11", limit=limit or cap(1_000_000))
    steady(account, 4_000_000, 3_200_000)
    if open_amount:
        unpaid(account, "2026-06-05", open_amount, open_amount * 8 // 10)
    return account


@situation(
    "R01",
    "L30, M11",
    release("SO-R01", "RELEASE"),
    release("SO-R02", "RELEASE"),
    en="Limit 1,000,000. Open receivables 400,000 and this order 300,000 make 700,000: release. With 700,000 open "
    "(C-R02) they make exactly 1,000,000, which does not exceed the limit (L33): release.",
    zh="额度100万元，未收40万元加本订单30万元共70万元：放行。未收70万元时（C-R02）合计恰为100万元，未超过额度：放行。",
)
def within_the_limit(book: Book) -> None:
    order(regular(book, "C-R01", "合肥宏源水务设备有限公司", 400_000), "SO-R01", 300_000)
    order(regular(book, "C-R02", "芜湖晟和机电有限公司", 700_000), "SO-R02", 300_000)


@situation(
    "R03",
    "L30, L33, M11",
    release("SO-R03", "REFER", LIMIT_RULE),
    en="700,000 open, a limit of 1,000,000 and an order on credit of 300,001: one yuan over. Refer.",
    zh="额度100万元，未收70万元，赊销订单300,001元，超出1元：提交审批。",
)
def over_the_limit(book: Book) -> None:
    order(regular(book, "C-R03", "马鞍山鼎力矿山机械有限公司", 700_000), "SO-R03", 300_001)


@situation(
    "R04",
    "L30, M18",
    release("SO-R04", "RELEASE", overridden=(LIMIT_RULE,)),
    release("SO-R09", "RELEASE", overridden=(LIMIT_RULE,)),
    en="900,000 open and an order of 400,000 exceed the limit of 1,000,000 by 300,000. Under operational control the pump "
    "division decides and files: reviewed and approved up to 400,000, release. So does the segment above (C-R09).",
    zh="未收90万元加订单40万元，超额度100万元30万元；运营管控型由泵业事业部审核、批准（限40万元）并备案：放行；上级板块批准同样有效（C-R09）。",
)
def approved(book: Book) -> None:
    order(regular(book, "C-R04", "安庆博海石化装备有限公司", 900_000), "SO-R04", 400_000)
    order(regular(book, "C-R09", "宜昌方兴化工机械有限公司", 900_000), "SO-R09", 400_000)
    over_limit(book, "RQ-R04", "SO-R04")
    over_limit(book, "RQ-R09", "SO-R09", unit="U-1")


@situation(
    "R05",
    "L30, M18",
    release("SO-R05", "REFER", LIMIT_RULE),
    release("SO-R06", "REFER", LIMIT_RULE),
    release("SO-R07", "REFER", LIMIT_RULE),
    release("SO-R08", "REFER", LIMIT_RULE),
    en="The same order of 400,000 with requests that do not help: granted up to 250,000 (C-R05), asked for at the coatings "
    "division (C-R06), granted until 15 June (C-R07), used already (C-R08). Refer.",
    zh="同样40万元订单，申请均无效：批准金额仅25万元（C-R05）、向涂料事业部提出（C-R06）、6月15日已到期（C-R07）、已被使用（C-R08）：提交审批。",
)
def requests_that_do_not_help(book: Book) -> None:
    for number, name in (
        ("R05", "荆州天力机械有限公司"),
        ("R06", "襄阳正达汽配贸易有限公司"),
        ("R07", "黄石东信五金有限公司"),
        ("R08", "孝感远通自动化有限公司"),
    ):
        order(regular(book, f"C-{number}", name, 900_000), f"SO-{number}", 400_000)
    over_limit(book, "RQ-R05", "SO-R05", amount=250_000)
    over_limit(book, "RQ-R06", "SO-R06", unit="U-21")
    over_limit(book, "RQ-R07", "SO-R07", ends="2026-06-15")
    over_limit(book, "RQ-R08", "SO-R08", used_on="2026-06-10")


@situation(
    "R10",
    "M18",
    release("SO-R10-1", "RELEASE", overridden=(LIMIT_RULE,)),
    release("SO-R10-2", "REFER", LIMIT_RULE),
    en="A grant of 500,000 for the customer covers its orders together, the oldest first: 300,000 of 20 June goes, "
    "250,000 of 22 June would make 550,000 and does not.",
    zh="对客户批准50万元，由各订单按先后共用：6月20日30万元放行；6月22日25万元累计达55万元，不予放行。",
)
def request_for_the_customer(book: Book) -> None:
    account = regular(book, "C-R10", "岳阳明泽流体设备有限公司", 900_000)
    order(account, "SO-R10-1", 300_000, on="2026-06-20")
    order(account, "SO-R10-2", 250_000, on="2026-06-22")
    granted(book, "RQ-R10", "OVER_UNIT_LIMIT", *FILED, customer="C-R10", amount=500_000, on=["2026-06-19"])


@situation(
    "R11",
    "F2, D46, L30",
    Expected(
        rule_set="arrears_warning",
        subject="C-R11@U-11",
        outputs={"arrears_warning": "true"},
        because=("arrears-warning.account",),
    ),
    release("SO-R11", "REFER", ARREARS_RULE, LIMIT_RULE),
    release("SO-R12", "RELEASE", advice=("order-release.advice-cash-in-arrears",)),
    en="1,200,000 open against a limit of 1,000,000: an arrears warning. Its order on credit of 50,000 is referred; "
    "its cash order of 80,000 goes, with the advice to collect first.",
    zh="未收120万元，超过额度100万元：外欠款预警。5万元赊销订单提交审批；8万元现款订单放行，并建议发货前催收。",
)
def in_arrears(book: Book) -> None:
    account = regular(book, "C-R11", "衡阳恒昌给排水工程有限公司", 1_200_000)
    order(account, "SO-R11", 50_000)
    order(account, "SO-R12", 80_000, cash=True)


@situation(
    "R13",
    "L30",
    release("SO-R13", "REFER", LIMIT_RULE, overridden=(ARREARS_RULE,)),
    en="1,200,000 open again; the division lets the order go in spite of the arrears. That lifts this rule, not the limit. Refer.",
    zh="同样未收120万元，事业部批准欠款下放行该订单：只解除欠款规则，额度规则仍然成立：提交审批。",
)
def one_rule_overridden(book: Book) -> None:
    order(regular(book, "C-R13", "湘潭凯盛船舶配件有限公司", 1_200_000), "SO-R13", 50_000)
    granted(book, "RQ-R13", "ARREARS", *FILED, order="SO-R13", amount=50_000)


@situation(
    "R14",
    "L30, F14",
    release("SO-R14", "REFUSE", "order-release.blacklisted"),
    en="A blacklisted customer orders 20,000 and would pay cash: refuse.",
    zh="黑名单客户下单2万元，即使现款：拒绝。",
)
def blacklisted(book: Book) -> None:
    account = introduce(book, "C-R14", "郴州泰邦工业品贸易有限公司", "U-11", blacklisted=True)
    order(steady(account, 4_000_000, 3_200_000), "SO-R14", 20_000, cash=True)


@situation(
    "R15",
    "L30, D32, M19",
    release("SO-R15", "REFUSE", "order-release.frozen"),
    en="The host says that the account is frozen, and an order came in: refuse.",
    zh="系统中该客户已冻结，却有新订单：拒绝。",
)
def frozen(book: Book) -> None:
    account = introduce(
        book, "C-R15", "永州瑞丰食品机械有限公司", "U-11", limit=cap(1_000_000), state=AccountState.FROZEN
    )
    order(steady(account, 4_000_000, 3_200_000), "SO-R15", 30_000)


@situation(
    "R16",
    "D47, E29, L31",
    release("SO-R16", "REFUSE", "order-release.supply-refused"),
    en="The last survey found a bad transaction history. A mortgage of 5,000,000 and even a granted request do "
    "not help: no supply, no credit.",
    zh="最近信用调查显示不良交易记录。即使有500万元抵押、并有已批准的申请，也不予供货：拒绝。",
)
def refused_despite_mortgage(book: Book) -> None:
    survey = survey_of("C-R16", bad_history=True)
    account = introduce(book, "C-R16", "南昌华诚建材有限公司", "U-11", limit=cap(1_000_000), survey=survey)
    order(steady(account, 4_000_000, 3_200_000), "SO-R16", 100_000)
    book.add(
        Collateral(
            id="CO-R16",
            customer="C-R16",
            unit="U-11",
            kind=CollateralKind.MORTGAGE,
            amount=account.money(500_000_000),
            starts_on=day("2025-12-01"),
            ends_on=day("2028-11-30"),
        )
    )
    over_limit(book, "RQ-R16", "SO-R16", amount=100_000)


@situation(
    "R17",
    "D47",
    release("SO-R17", "RELEASE"),
    en="Many receivables in the survey, but its payment ability is good: D47 asks for both, so supply goes on.",
    zh="信用调查显示应收账款多，但付款能力良好，D47要求二者同时成立：照常供货，放行。",
)
def many_receivables_alone(book: Book) -> None:
    survey = survey_of("C-R17", many_receivables=True)
    account = introduce(
        book, "C-R17", "新余新安涂装材料有限公司", "U-11", limit=cap(1_000_000), survey=survey
    )
    order(steady(account, 4_000_000, 3_200_000), "SO-R17", 100_000)


@situation(
    "R18",
    "L30, D27, L27",
    release("SO-R18", "REFER", CASH_RULE, LIMIT_RULE),
    release("SO-R19", "RELEASE"),
    en="D-class (gross profit 60,000 in 2025), so its credit limit is 0. An order on credit of 50,000 is referred "
    "to the division's exception route; a cash order of 50,000 goes.",
    zh="D类客户（2025年毛利润6万元），授信额度为0。5万元赊销订单转事业部例外流程；5万元现款订单放行。",
)
def d_class_on_credit(book: Book) -> None:
    account = d_class(book, "C-R18", "吉安天源机电有限公司")
    order(account, "SO-R18", 50_000)
    order(account, "SO-R19", 50_000, cash=True)


@situation(
    "R20",
    "D27, L27",
    release("SO-R20", "RELEASE", overridden=(CASH_RULE,)),
    en="D-class too, but the division granted credit for 100,000 under its own method and filed it with operations "
    "management: its own limit of 200,000 holds, and the order on credit of 50,000 goes.",
    zh="同为D类，但事业部已按本单位办法授信10万元并报运营管理部备案：按个别额度20万元，5万元赊销订单放行。",
)
def d_class_exception(book: Book) -> None:
    order(d_class(book, "C-R20", "抚州金科环保设备有限公司"), "SO-R20", 50_000)
    granted(
        book,
        "RQ-R20",
        "D_CREDIT",
        "APPROVE division_manager@DIVISION U-11",
        "FILE operations_management@GROUP U-0",
        customer="C-R20",
        amount=100_000,
        on=["2026-05-06", "2026-05-08"],
    )


@situation(
    "R21",
    "D42, L29, L32, M15",
    Expected(
        rule_set="receivables_line",
        subject="U-13",
        outputs={"receivables_over_line": "true"},
        because=("receivables-line.company",),
    ),
    release("SO-R21", "REFER", "order-release.company-receivables"),
    release("SO-R22", "RELEASE"),
    en="Receivables of Wuxi Drives are 23% of its assets, above 20%. New credit stops even for a customer without "
    "a limit: its order on credit is referred, its cash order goes.",
    zh="无锡传动应收账款占总资产23%，超过20%警戒线。即使客户额度不受限制，新赊销订单也须提交审批；现款订单放行。",
)
def company_over_the_line(book: Book) -> None:
    account = introduce(book, "C-R21", "常州腾达精密传动有限公司", "U-13", limit=Unlimited())
    steady(account, 12_000_000, 9_600_000)
    order(account, "SO-R21", 600_000)
    order(account, "SO-R22", 600_000, cash=True)


@situation(
    "R23",
    "L22, L30, M27",
    Expected(
        rule_set="d_class_provisional",
        subject="C-R23@U-11",
        outputs={"d_class_provisional": "true"},
        because=("d-class-provisional.low-profit",),
    ),
    release("SO-R23", "RELEASE", advice=("order-release.advice-provisional",)),
    en="Gross profit of 150,000 in 2025, all of it in February; only 40,000 in the last 12 months. The closed year "
    "decides, so it is not D-class yet: its order on credit goes, with the advice that it is heading there.",
    zh="2025年毛利润15万元，均在2月实现；最近12个月仅4万元。以已结束财年为准，尚非D类：赊销订单放行，并提示其将列入D类。",
)
def heading_for_d_class(book: Book) -> None:
    account = introduce(book, "C-R23", "鹰潭恒宇五金有限公司", "U-11", since="2025-01-10", limit=cap(300_000))
    sale(account, "2025-02-18", 750_000, 600_000)
    sale(account, "2026-02-18", 240_000, 200_000)
    order(account, "SO-R23", 60_000)


def over_limit(
    book: Book,
    number: str,
    order: str,
    *,
    amount: int = 400_000,
    unit: str = "U-11",
    ends: str = "2026-07-31",
    used_on: str | None = None,
) -> None:
    """The division of a unit lets an order go beyond the limit."""
    steps = [step.replace("U-11", unit) for step in FILED]
    requester = "E-1.division_finance" if unit == "U-1" else None
    granted(
        book,
        number,
        "OVER_UNIT_LIMIT",
        *steps,
        order=order,
        unit=unit,
        amount=amount,
        ends=ends,
        used_on=used_on,
        requester=requester,
    )


def d_class(book: Book, customer: str, name: str) -> AccountWriter:
    """A D-class customer that did better in 2026, with a limit of 200,000 of its own."""
    account = introduce(book, customer, name, "U-11", since="2025-01-10", limit=cap(200_000))
    sale(account, "2025-03-12", 560_000, 500_000)
    sale(account, "2026-02-11", 800_000, 600_000)
    return account
