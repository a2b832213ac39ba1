# ruff: noqa: D103 - a situation is told by its story
"""Planted: limits by class at the small Chengdu branch, new customers, and limits of whole customer groups.

The branch has ten customers who bought for 100 million in 2025, so that its classes can be worked out by hand:

========  ==========  ==========  =====
customer  sales 2025  before it   class
========  ==========  ==========  =====
C-L01     40,000,000          0%  A
C-L02     25,000,000         40%  A
C-L03     12,000,000         65%  A, it straddles 75%
C-L04      8,000,000         77%  B
C-L05      6,000,000         85%  B
C-L06      5,000,000         91%  B, it straddles 95%
C-L07      2,000,000         96%  C
C-L08      1,000,000         98%  C
C-L09        600,000         99%  C
C-L10        400,000       99.6%  C
========  ==========  ==========  =====
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from groupctl.demo.book import AccountWriter, Book, days, whole
from groupctl.demo.planted.gate import LIMIT_RULE, release
from groupctl.demo.planted.planting import cap, introduce, order, relate, sale, steady, unpaid
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.customer import CustomerGroup
from groupctl.schema.limits import Inherit, Limit, Unlimited

CHENGDU: Final = (
    ("C-L01", "成都锦岷水务装备集团有限公司", 40_000_000),
    ("C-L02", "德阳泰和重型机械有限公司", 25_000_000),
    ("C-L03", "绵阳新宇自动化有限公司", 12_000_000),
    ("C-L04", "眉山嘉盛化工有限公司", 8_000_000),
    ("C-L05", "宜宾永丰酒业装备有限公司", 6_000_000),
    ("C-L06", "自贡华川阀门有限公司", 5_000_000),
    ("C-L07", "乐山恒力机电有限公司", 2_000_000),
    ("C-L08", "遂宁明源环保设备有限公司", 1_000_000),
    ("C-L09", "雅安远诚建材有限公司", 600_000),
    ("C-L10", "康定天和工程有限公司", 400_000),
)

LATE: Final[Mapping[str, int]] = {"C-L05": 2, "C-L06": 1}
"""How many of the four invoices of 2025 were paid late."""


def chengdu(book: Book, customer: str, *, open_amount: int = 0) -> AccountWriter:
    """A customer of the branch without a limit of its own: four equal sales in 2025, two in 2026, 30% margin."""
    name, yearly = next((name, sales) for key, name, sales in CHENGDU if key == customer)
    account = introduce(book, customer, name, "U-23", since="2025-01-02")
    for number, month in enumerate((2, 5, 8, 11)):
        late = number < LATE.get(customer, 0)
        sell_quarter(account, date(2025, month, 20), yearly, days_late=20 if late else 0)
    for month in (2, 5):
        sell_quarter(account, date(2026, month, 20), yearly)
    if open_amount:
        unpaid(account, "2026-06-08", open_amount, open_amount * 7 // 10)
    return account


def sell_quarter(account: AccountWriter, on: date, yearly: int, *, days_late: int = 0) -> None:
    """A quarter of a year's sales."""
    amount = whole(yearly) // 4
    account.sell(on, amount, amount * 7 // 10, paid_on=on + days(account.credit_days + days_late))


def abc(customer: str, value: str, *because: str) -> Expected:
    """The class by sales within the branch."""
    return Expected(rule_set="abc", subject=f"{customer}@U-23", outputs={"abc_class": value}, because=because)


def limit(customer: str, value: str, *because: str) -> Expected:
    """The limit that holds at the branch."""
    return Expected(
        rule_set="credit_limit",
        subject=f"{customer}@U-23",
        outputs={"resolved_limit": value},
        because=because,
    )


@situation(
    "L01",
    "D1, D43, L3, L29",
    abc("C-L01", "A", "abc.a"),
    limit("C-L01", "unlimited", "credit-limit.class-a"),
    release("SO-L01", "RELEASE"),
    abc("C-L03", "A", "abc.a"),
    en="First of the ten customers of the Chengdu branch, class A: no limit. 9,000,000 are open and an order of "
    "12,000,000 on credit goes. C-L03 is from 65% to 77% of the sales: it straddles 75% and is A too.",
    zh="成都分公司十家客户之首，A类，额度不受限制：未收900万元，1,200万元赊销订单放行。C-L03累计占比跨越75%（65%至77%），亦为A类。",
)
def class_a(book: Book) -> None:
    order(chengdu(book, "C-L01", open_amount=9_000_000), "SO-L01", 12_000_000)
    chengdu(book, "C-L02")
    chengdu(book, "C-L03")


@situation(
    "L04",
    "D1, D44, L33",
    abc("C-L04", "B", "abc.b"),
    limit("C-L04", "1000000.00", "credit-limit.class-b"),
    release("SO-L04-1", "RELEASE"),
    release("SO-L06", "REFER", LIMIT_RULE),
    en="77% of the sales come before it: class B, capped at 1,000,000. 700,000 open and an order of 300,000 make "
    "exactly the cap: release. C-L06 (91% before it, B) has 700,000 open and orders 400,000: refer.",
    zh="之前客户累计占比77%，B类，上限100万元。未收70万元加订单30万元恰等于上限：放行。C-L06（91%，B类）未收70万元、订单40万元：提交审批。",
)
def class_b(book: Book) -> None:
    order(chengdu(book, "C-L04", open_amount=700_000), "SO-L04-1", 300_000)
    order(chengdu(book, "C-L06", open_amount=700_000), "SO-L06", 400_000)


@situation(
    "L05",
    "L10, M13, E14",
    abc("C-L05", "B", "abc.b"),
    Expected(
        rule_set="credit_class",
        subject="C-L05@U-23",
        outputs={"credit_class": "C"},
        because=("credit-class.lowered-b",),
    ),
    limit("C-L05", "200000.00", "credit-limit.class-c"),
    Expected(
        rule_set="credit_class",
        subject="C-L06@U-23",
        outputs={"credit_class": "B"},
        because=("credit-class.b",),
    ),
    en="Class B by sales, but half of its invoices of 2025 were paid late, more than a quarter: credit class C with "
    "200,000. C-L06 paid exactly a quarter late and stays B.",
    zh="按销售额为B类，但2025年半数发票逾期付款，超过四分之一：信用等级降为C类，额度20万元。C-L06逾期恰为四分之一，仍为B类。",
)
def class_b_that_pays_late(book: Book) -> None:
    chengdu(book, "C-L05")


@situation(
    "L07",
    "D1, D45",
    abc("C-L07", "C"),
    limit("C-L07", "200000.00", "credit-limit.class-c"),
    release("SO-L07", "REFER", LIMIT_RULE),
    release("SO-L08", "RELEASE"),
    en="96% of the sales come before it: class C, a small limit of 200,000. 150,000 open and an order of 60,000 are "
    "210,000: refer. C-L08, also C, has 150,000 open and orders 50,000: exactly 200,000, release.",
    zh="之前客户累计占比96%，C类，少量额度20万元。未收15万元加订单6万元共21万元：提交审批。C-L08同为C类，未收15万元加订单5万元恰为20万元：放行。",
)
def class_c(book: Book) -> None:
    order(chengdu(book, "C-L07", open_amount=150_000), "SO-L07", 60_000)
    order(chengdu(book, "C-L08", open_amount=150_000), "SO-L08", 50_000)
    chengdu(book, "C-L09")
    chengdu(book, "C-L10")


@situation(
    "L09",
    "D3, L4",
    Expected(
        rule_set="concentration",
        subject="U-23",
        outputs={"concentrated": "true", "top_share": "0.65"},
        because=("concentration.reached",),
    ),
    en="20% of the ten customers of the branch are two; they bought 40 + 25 of 100 million, a share of 65%.",
    zh="成都分公司十家客户的20%为两家，销售额4,000万加2,500万，占1亿元的65%。",
)
def twenty_eighty(book: Book) -> None:
    """The ten customers are planted by the situations above."""


@situation(
    "L11",
    "D48, M14",
    Expected(
        rule_set="credit_limit",
        subject="C-L11@U-21",
        outputs={"resolved_limit": "100000.00"},
        because=("credit-limit.new-customer",),
    ),
    release("SO-L11", "REFER", LIMIT_RULE),
    release("SO-L12", "RELEASE"),
    en="A customer since March 2026 is new: it starts with 100,000. An order of 120,000 is referred; one of 90,000 "
    "(C-L12) goes.",
    zh="2026年3月起往来的新客户，从10万元做起：12万元赊销订单提交审批；9万元订单（C-L12）放行。",
)
def new_customer(book: Book) -> None:
    order(introduce(book, "C-L11", "佛山博通涂装材料有限公司", "U-21", since="2026-03-02"), "SO-L11", 120_000)
    order(introduce(book, "C-L12", "中山晟泰五金有限公司", "U-21", since="2026-03-02"), "SO-L12", 90_000)


@situation(
    "L13",
    "L17, L29, M11",
    release("SO-L13", "REFER", "order-release.group-limit"),
    release("SO-L14", "REFER", "order-release.group-limit"),
    en="The Yuehai group may owe 1,000,000 in all. C-L13 has 600,000 open, C-L14 350,000, and each orders 50,000 and "
    "stays far within its own limit (C-L14 has none at all); but 950,000 and the two orders are 1,050,000. Both refer.",
    zh="粤海集团合并额度100万元。C-L13未收60万元，C-L14未收35万元，各下5万元订单，均远未超个别额度（C-L14不受限制），但合计105万元：均提交审批。",
)
def pooled(book: Book) -> None:
    book.add(CustomerGroup(id="G-P1", name="粤海泵业集团", credit_limit=cap(1_000_000)))
    first = member(book, "C-L13", "珠海粤海机电有限公司", "G-P1", limit=cap(900_000))
    second = member(book, "C-L14", "江门粤海自动化有限公司", "G-P1", limit=Unlimited())
    unpaid(first, "2026-06-09", 600_000, 480_000)
    unpaid(second, "2026-06-10", 350_000, 280_000)
    order(first, "SO-L13", 50_000)
    order(second, "SO-L14", 50_000)


@situation(
    "L15",
    "L17, M11",
    release("SO-L15", "REFER", "order-release.group-limit"),
    release("SO-L16", "RELEASE"),
    en="The Minjiang group owns the Min'an group. The owner's limit of 1,000,000 pools both: 700,000 open at C-L16 and "
    "250,000 at C-L15 leave no room for 80,000 on credit. C-L16 pays cash and goes.",
    zh="闽江集团持有闽安集团，上级合并额度100万元：C-L16未收70万元、C-L15未收25万元，8万元赊销订单无余额，提交审批；C-L16现款订单放行。",
)
def pooled_above(book: Book) -> None:
    book.add(CustomerGroup(id="G-P2", name="闽江控股集团", credit_limit=cap(1_000_000)))
    book.add(CustomerGroup(id="G-P3", name="闽安环境集团", parent="G-P2", credit_limit=Inherit()))
    below = member(book, "C-L15", "福州闽安给排水工程有限公司", "G-P3", limit=cap(900_000))
    above = member(book, "C-L16", "厦门闽江新材料有限公司", "G-P2", limit=cap(900_000))
    unpaid(below, "2026-06-09", 250_000, 200_000)
    unpaid(above, "2026-06-10", 700_000, 560_000)
    order(below, "SO-L15", 80_000)
    order(above, "SO-L16", 40_000, cash=True)


@situation(
    "L17",
    "L17, M28, M29",
    Expected(
        rule_set="customer_limit",
        subject="C-L17",
        outputs={"resolved_limit": "500000.00"},
        because=("customer-limit.class-c",),
    ),
    release("SO-L17", "REFER", "order-release.customer-limit"),
    en="A customer of two units has a limit of 400,000 and 240,000 open at each. It bought for 600,000 in 2025, far "
    "behind the customers who make up 95% of the group's sales: class C over the group, 500,000 over all units. An order "
    "of 30,000 is within the unit's limit but makes 510,000 in all: refer.",
    zh="客户在两个单位各有额度40万元、各未收24万元。2025年采购60万元，远在占全集团销售额95%的客户之后：全集团口径为C类，全集团额度50万元。"
    "3万元订单虽在单位额度内，但合计51万元：提交审批。",
)
def customer_over_two_units(book: Book) -> None:
    name = "漳州东腾新材料有限公司"
    first = introduce(book, "C-L17", name, "U-21", since="2025-01-02", limit=cap(400_000), overall=Inherit())
    second = relate(book, "C-L17", "U-22", since="2025-01-02", limit=cap(400_000))
    for account in (first, second):
        sale(account, "2025-03-20", 150_000, 90_000)
        sale(account, "2025-09-22", 150_000, 90_000)
        sale(account, "2026-03-20", 170_000, 102_000)
        unpaid(account, "2026-06-11", 240_000, 144_000)
    order(first, "SO-L17", 30_000)


@situation(
    "L18",
    "F2, L17",
    Expected(
        rule_set="group_arrears_warning",
        subject="G-P4",
        outputs={"arrears_warning": "true"},
        because=("arrears-warning.group",),
    ),
    release("SO-L18", "REFER", "order-release.group-arrears", "order-release.group-limit"),
    en="The Hanjiang group may owe 500,000 and owes 300,000 + 250,000: a warning about the group, though neither "
    "member is over its own limit of 400,000. An order on credit of 20,000 is referred.",
    zh="韩江集团合并额度50万元，实欠30万元加25万元：集团外欠款预警，尽管各成员均未超过个别额度40万元。2万元赊销订单提交审批。",
)
def group_in_arrears(book: Book) -> None:
    book.add(CustomerGroup(id="G-P4", name="韩江陶瓷装备集团", credit_limit=cap(500_000)))
    first = member(book, "C-L18", "潮安韩江机械有限公司", "G-P4", limit=cap(400_000))
    second = member(book, "C-L19", "饶平韩江自动化有限公司", "G-P4", limit=cap(400_000))
    unpaid(first, "2026-06-09", 300_000, 240_000)
    unpaid(second, "2026-06-10", 250_000, 200_000)
    order(first, "SO-L18", 20_000)


def member(book: Book, customer: str, name: str, group: str, *, limit: Limit) -> AccountWriter:
    """A member of a customer group that buys 4,000,000 a year from the coatings division."""
    account = introduce(book, customer, name, "U-21", group=group, limit=limit)
    return steady(account, 4_000_000, 3_200_000)
