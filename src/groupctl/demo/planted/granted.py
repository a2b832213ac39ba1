# ruff: noqa: D103 - a situation is told by its story
"""Planted: limits with a life at the pump division, and one customer with two records."""

from datetime import date
from fractions import Fraction
from typing import Any, Final

from groupctl.demo.book import AccountWriter, Book, amended, day, days, whole
from groupctl.demo.planted.gate import LIMIT_RULE, regular, release
from groupctl.demo.planted.planting import cap, introduce, order, sale, steady, unpaid
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.credit import Collateral, CollateralKind
from groupctl.model.customer import Customer
from groupctl.model.granted_limit import GrantedLimit, LimitKind
from groupctl.model.identity import IdentityCheck, NumberKind, Registration
from groupctl.schema.limits import UNLIMITED

ONE_CODE: Final = "91340100MA2N1A2B3M"
"""The unified social credit code of C-T01 and of C-T02."""
OTHER_CODE: Final = "91340200MA2P4C5D6F"
"""The one that C-T03 and C-T04 have in common."""


def grant(account: AccountWriter, kind: LimitKind, amount: int, ends: str | None, **more: Any) -> None:
    """A limit from the beginning of the year; its id is ``GL-`` and the customer's number."""
    account.book.add(
        GrantedLimit(
            id=account.customer.replace("C-", "GL-"),
            customer=account.customer,
            unit=account.unit,
            kind=kind,
            amount=account.money(whole(amount)),
            starts_on=day("2026-01-01"),
            ends_on=None if ends is None else day(ends),
            **more,
        )
    )


def limit_of(customer: str, value: str, *because: str) -> Expected:
    """The limit in force."""
    return Expected(
        rule_set="credit_limit",
        subject=f"{customer}@U-11",
        outputs={"resolved_limit": value},
        because=because,
    )


@situation(
    "K01",
    "B66, L30, M11",
    release("SO-K01", "RELEASE"),
    release("SO-K02", "REFER", LIMIT_RULE),
    Expected(
        rule_set="limit_change",
        subject="C-K01@U-11",
        outputs={"next_limit_change": "2026-08-01"},
        because=("limit-change.account",),
    ),
    en="Own limit 1,000,000, 900,000 open, an order of 300,000. A temporary limit of 200,000 to 31 July is on top: exactly "
    "1,200,000, release, and the limit changes on 1 August. That of C-K02 ended on 29 June: refer.",
    zh="自有额度100万元，未收90万元，订单30万元。另有20万元临时额度至7月31日，合计恰为120万元：放行，额度将于8月1日变更。C-K02的临时额度6月29日到期：提交审批。",
)
def temporary(book: Book) -> None:
    for number, name, ends in (
        ("K01", "蚌埠恒通给排水设备有限公司", "2026-07-31"),
        ("K02", "淮南鑫源矿用设备有限公司", "2026-06-29"),
    ):
        account = regular(book, f"C-{number}", name, 900_000)
        grant(
            account,
            LimitKind.TEMPORARY,
            200_000,
            ends,
            source="信贷会2026-11号",
            granted_by="credit_controller",
        )
        order(account, f"SO-{number}", 300_000)


@situation(
    "K03",
    "B66, B67",
    limit_of("C-K03", "1400000.00", "credit-limit.class-a"),
    release("SO-K03", "RELEASE"),
    limit_of("C-K04", "500000.00", "credit-limit.class-a"),
    en="Own limit 500,000, and an insurer bears 90% of 1,000,000: 1,400,000. 900,000 open and an order of 400,000 go. C-K04 "
    "has the same, but owes 50,000 since 20 April, 71 days, and the cover ends after 60: 500,000 is left.",
    zh="自有额度50万元，另有100万元信用保险，承保90%：合计140万元；未收90万元加订单40万元放行。C-K04相同，但5万元自4月20日起逾期71天，超过保险条款的60天：保障终止，仅余50万元。",
)
def insured(book: Book) -> None:
    for number, name in (("K03", "铜陵润泽泵阀贸易有限公司"), ("K04", "池州安顺机电成套有限公司")):
        account = regular(book, f"C-{number}", name, 900_000, limit=cap(500_000))
        grant(
            account,
            LimitKind.INSURED,
            1_000_000,
            "2026-12-31",
            source="保单CI-2026-117",
            granted_by="insurer",
            insured_share=Fraction(9, 10),
            cover_ends_after=60,
        )
        if number == "K03":
            order(account, "SO-K03", 400_000)
        else:
            unpaid(account, "2026-03-21", 50_000, 40_000)


@situation(
    "K05",
    "B66, B67, D43",
    release("SO-K05", "REFER", LIMIT_RULE),
    limit_of("C-K06", "1300000.00", "credit-limit.class-a"),
    Expected(
        rule_set="limit_use",
        subject="GL-K06",
        outputs={"utilised": "100000.00", "unused": "200000.00"},
        because=("limit-use.counted",),
    ),
    en="Management set 300,000 in place of all other limits: 250,000 open and an order of 100,000 are too much, though the own "
    "limit is 1,000,000. C-K06 has 500,000 on a mortgage that is worth 300,000: of 1,100,000 open, 100,000 rest on it.",
    zh="管理层核定30万元并替代全部额度：虽自有额度100万元，未收25万元加订单10万元仍超限。C-K06凭抵押授信50万元，抵押物仅值30万元：未收110万元中10万元由其支持。",
)
def management_and_mortgage(book: Book) -> None:
    account = regular(book, "C-K05", "宣城力达水泵有限公司", 250_000)
    grant(
        account,
        LimitKind.MANAGEMENT,
        300_000,
        None,
        source="总裁办公会2026-03号",
        granted_by="general_manager",
    )
    order(account, "SO-K05", 100_000)
    account = regular(book, "C-K06", "滁州宏泰环境工程有限公司", 1_100_000)
    book.add(
        Collateral(
            id="CO-K06",
            customer="C-K06",
            kind=CollateralKind.MORTGAGE,
            amount=account.money(whole(300_000)),
            starts_on=day("2025-12-01"),
            ends_on=day("2028-11-30"),
        )
    )
    grant(account, LimitKind.MORTGAGED, 500_000, "2027-12-31", collateral="CO-K06")


@situation(
    "K07",
    "J11, E14",
    Expected(
        rule_set="payment_behaviour",
        subject="C-K07",
        outputs={"payment_behaviour": "WORSE", "days_beyond": "15", "days_beyond_before": "0"},
        because=("payment-behaviour.worse",),
    ),
    en="It paid on the day in the year before. Of what fell due in the last 12 months, 300,000 came 20 days late and 100,000 on "
    "the day: 15 days beyond terms, weighted by amount.",
    zh="上年均按期付款；最近12个月到期款项中30万元迟付20天、10万元按期：按金额加权超账期15天。",
)
def pays_later(book: Book) -> None:
    account = introduce(book, "C-K07", "六安茂林农机有限公司", "U-11", limit=cap(1_000_000))
    sale(account, "2025-02-10", 200_000, 150_000)
    sale(account, "2026-02-10", 100_000, 75_000)
    sale(account, "2026-03-10", 300_000, 225_000, paid=(date(2026, 3, 10) + days(50)).isoformat())


def registered(book: Book, customer: str, code: str) -> None:
    book.add(
        Registration(
            id=customer.replace("C-", "RN-"),
            customer=customer,
            kind=NumberKind.SOCIAL_CREDIT_CODE,
            number=code,
        )
    )


@situation(
    "T01",
    "H16, L30, M11",
    release("SO-T01", "REFER", "order-release.one-customer-unit"),
    release("SO-T03", "RELEASE"),
    en="Two records have one social credit code, so they are one customer with one limit of 1,000,000: 600,000 and 300,000 are "
    "open, and an order of 200,000 is too much. Of C-T03 and C-T04 a person found that they are two branches: release.",
    zh="两条记录的统一社会信用代码相同，视为同一客户，共用100万元额度：未收60万元与30万元，再加订单20万元超限。C-T03与C-T04经核查为两家分支：放行。",
)
def one_code(book: Book) -> None:
    for code, first, second, name in (
        (ONE_CODE, "T01", "T02", "亳州谯陵药业装备"),
        (OTHER_CODE, "T03", "T04", "阜阳颍淮仪器"),
    ):
        order(regular(book, f"C-{first}", f"{name}有限公司", 600_000), f"SO-{first}", 200_000)
        regular(book, f"C-{second}", f"{name}有限公司经营部", 300_000)
        registered(book, f"C-{first}", code)
        registered(book, f"C-{second}", code)
    book.add(
        IdentityCheck(
            id="IC-T03",
            customer="C-T03",
            other="C-T04",
            same=False,
            checked_on=day("2026-05-11"),
            checked_by="file_clerk",
        )
    )


@situation(
    "T05",
    "H16, B14",
    Expected(
        rule_set="recorded_twice",
        subject="C-T05",
        outputs={"recorded": "LOOKS_ALIKE"},
        because=("recorded-twice.looks-alike",),
    ),
    en="C-T05 and C-T06 have nearly the same name and address: advice to find out, and no more.",
    zh="C-T05与C-T06名称、地址几乎相同：提示核实，不影响额度。",
)
def look_alike(book: Book) -> None:
    for number, name in (("T05", "黄山新安江流体设备有限公司"), ("T06", "黄山新安江流体设备公司")):
        regular(book, f"C-{number}", name, 0)
        customer = next(row for row in book.rows(Customer) if row.id == f"C-{number}")
        book.tables["customers"].remove(customer)
        book.add(amended(customer, address="安徽省黄山市屯溪区新安北路12号"))


@situation(
    "T07",
    "H16, L30, M28",
    release("SO-T07", "REFER", "order-release.one-customer"),
    en="One customer again, but its second record buys from the valve division. 500,000 and 400,000 are open, and an order of 200,000 "
    "is too much for the 1,000,000 that C-T07 may owe over all units.",
    zh="同一客户的另一条记录在阀门事业部往来：未收50万元与40万元，再加订单20万元，超过C-T07全集团100万元额度。",
)
def over_two_units(book: Book) -> None:
    for number, unit, name, open_amount, overall in (
        ("T07", "U-11", "淮北相山输送机械有限公司", 500_000, cap(1_000_000)),
        ("T08", "U-12", "淮北相山输送机械有限公司销售部", 400_000, UNLIMITED),
    ):
        account = introduce(book, f"C-{number}", name, unit, limit=cap(1_000_000), overall=overall)
        unpaid(steady(account, 4_000_000, 3_200_000), "2026-06-05", open_amount, open_amount * 8 // 10)
        registered(book, f"C-{number}", "91340500MA2Q7E8F9K")
        if number == "T07":
            order(account, "SO-T07", 200_000)


@situation(
    "T09",
    "H16, L30, F14",
    release("SO-T09", "REFER", "order-release.other-record-blacklisted"),
    en="C-T10 is blacklisted, and C-T09 has its social credit code: a person finds out first.",
    zh="C-T10在黑名单上，C-T09的统一社会信用代码与其相同：先核实。",
)
def blacklisted_under_another_name(book: Book) -> None:
    account = regular(book, "C-T09", "宿州埇桥农业装备有限公司", 0)
    other = introduce(book, "C-T10", "宿州埇桥农机服务部", "U-11", limit=cap(1_000_000), blacklisted=True)
    steady(other, 4_000_000, 3_200_000)
    for customer in ("C-T09", "C-T10"):
        registered(book, customer, "91341500MA2R1G2H30")
    order(account, "SO-T09", 20_000)
