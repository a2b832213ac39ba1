# ruff: noqa: D103 - a situation is told by its story
"""Planted: orders on credit that are referred for what was decided elsewhere: terms, grades and debts that are past due."""

from fractions import Fraction

from groupctl.demo.book import Book, amended, day, whole
from groupctl.demo.planted.gate import regular, release
from groupctl.demo.planted.planting import cap, introduce, order, steady, survey_of, unpaid
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.appraisal import Appraisal
from groupctl.model.ledger import Payment
from groupctl.schema.money import Money


@situation(
    "R24",
    "L30, B64, E18",
    release("SO-R24", "REFER", "order-release.cash-terms"),
    en="A sound customer on cash terms, and an order of 30,000 on credit: it was not agreed. Refer.",
    zh="现款现货客户提交3万元赊销订单，未经约定：提交审批。",
)
def on_cash_terms(book: Book) -> None:
    account = introduce(book, "C-R24", "九江顺航泵业贸易有限公司", "U-11", cash=True, limit=cap(1_000_000))
    steady(account, 4_000_000, 3_200_000)
    account.order(day("2026-06-24"), whole(30_000), number="SO-R24", on_credit=True)


@situation(
    "R25",
    "L30, E37, E42",
    Expected(
        rule_set="account_rating",
        subject="C-R25@U-11",
        outputs={"credit_grade": "WEAK", "credit_policy": "CASH_ONLY"},
        because=("account-rating.weak",),
    ),
    release("SO-R25", "REFER", "order-release.graded-cash-only"),
    en="The survey found poor ratios, poor payment ability and poor operations: graded weak, which means cash only. An order of 30,000 on "
    "credit is within the limit of 1,000,000, and referred all the same.",
    zh="调查显示财务比率、付款能力与经营状况均差：评级为弱，仅限现款。3万元赊销订单虽在100万元额度内，仍须提交审批。",
)
def graded_cash_only(book: Book) -> None:
    survey = amended(
        survey_of("C-R25"),
        current_ratio=Fraction(1, 2),
        quick_ratio=Fraction(1, 4),
        profit_ratio=Fraction(0),
        payment_ability=Appraisal.POOR,
        payment_history=Appraisal.POOR,
        collateral_value=Money(0, "CNY"),
        operating_condition=Appraisal.POOR,
    )
    account = introduce(book, "C-R25", "景德镇瑞丰电气有限公司", "U-11", limit=cap(1_000_000), survey=survey)
    steady(account, 4_000_000, 3_200_000)
    order(account, "SO-R25", 30_000)


@situation(
    "R26",
    "L30, D46, E36",
    release("SO-R26", "REFER", "order-release.overdue-days"),
    release("SO-R27", "REFER", "order-release.overdue-amount"),
    release("SO-R28", "REFER", "order-release.hold-proposed"),
    release("SO-R29", "RELEASE"),
    en="All owe less than their limit of 1,000,000. 50,000 fell due on 15 May, 46 days ago (C-R26): more than 30, refer. 200,000 fell due "
    "11 days ago (C-R27): more than 100,000, refer. 800 fell due in May 2025 (C-R28): little, but as old as a bad debt, and collection proposes to "
    "hold the orders; refer. C-R29 owes the same as C-R26, and paid 50,000 on account: nothing is overdue. Release.",
    zh="各客户欠款均低于100万元额度。C-R26有5万元于5月15日到期，逾期46天（超过30天）：提交审批。C-R27有20万元逾期11天（超过10万元）：提交审批。"
    "C-R28仅800元，但2025年5月到期，已达坏账账龄，催收建议暂停订单：提交审批。C-R29欠款同C-R26，但已预付5万元，无逾期：放行。",
)
def overdue(book: Book) -> None:
    for number, name, on, amount in (
        ("R26", "吉安立信机械有限公司", "2026-04-15", 50_000),
        ("R27", "赣州同创泵阀有限公司", "2026-05-20", 200_000),
        ("R28", "上饶博远工贸有限公司", "2025-04-15", 800),
        ("R29", "抚州恒信机电有限公司", "2026-04-15", 50_000),
    ):
        account = regular(book, f"C-{number}", name, 0)
        unpaid(account, on, amount, amount * 8 // 10)
        order(account, f"SO-{number}", 30_000)
    book.add(
        Payment(
            id="PM-R29",
            customer="C-R29",
            unit="U-11",
            paid_on=day("2026-06-01"),
            amount=Money(whole(50_000), "CNY"),
        )
    )
