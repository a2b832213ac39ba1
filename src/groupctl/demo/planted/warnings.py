# ruff: noqa: D103 - a situation is told by its story
"""Planted: the five early warnings (F2 to F6), on both sides of where each begins. F2 is with the orders, R11."""

from collections.abc import Sequence
from datetime import date

from groupctl.demo.book import AccountWriter, Book, day, whole
from groupctl.demo.planted.planting import introduce, sale, steady
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.ledger import Budget, Expense, Incident, IncidentKind, SalesPlan


def warning(kind: str, customer: str, value: str, *because: str) -> Expected:
    """One of the yes-or-no warnings."""
    return Expected(rule_set=kind, subject=f"{customer}@U-22", outputs={kind: value}, because=because)


def progress(customer: str, value: str, *because: str) -> Expected:
    """Whether purchases fall behind."""
    return warning("progress_warning", customer, value, *because)


def expense(customer: str, value: str, *because: str) -> Expected:
    """Whether expenses run away."""
    return warning("expense_warning", customer, value, *because)


def purchases(customer: str, value: str, *because: str) -> Expected:
    """Whether it still buys."""
    return Expected(
        rule_set="loss_warning",
        subject=f"{customer}@U-22",
        outputs={"purchase_state": value},
        because=because,
    )


def chemicals(book: Book, customer: str, name: str, *, since: str = "2024-12-02") -> AccountWriter:
    """A customer of Fine Chemicals since before 2025 that pays on delivery."""
    return introduce(book, customer, name, "U-22", since=since, cash=True)


def sales(account: AccountWriter, amount: int, *dates: str) -> None:
    """Equal sales at a margin of a quarter."""
    for on in dates:
        sale(account, on, amount, amount * 3 // 4)


def spend(account: AccountWriter, amounts: Sequence[int]) -> None:
    """Expenses on the tenth of each month of 2026."""
    for month, amount in enumerate(amounts, start=1):
        account.book.add(
            Expense(
                id=account.number("EX"),
                customer=account.customer,
                unit=account.unit,
                spent_on=date(2026, month, 10),
                amount=account.money(whole(amount)),
                kind="促销",
            )
        )


def budget(account: AccountWriter, amount: int) -> None:
    """An expense budget for 2026."""
    account.book.add(
        Budget(
            id=account.number("BU"),
            customer=account.customer,
            unit=account.unit,
            starts_on=day("2026-01-01"),
            ends_on=day("2026-12-31"),
            amount=account.money(whole(amount)),
        )
    )


def incident(account: AccountWriter, kind: IncidentKind, on: str, note: str, *, closed: str = "") -> None:
    """Something that befell the customer."""
    account.book.add(
        Incident(
            id=account.number("IN"),
            customer=account.customer,
            unit=account.unit,
            kind=kind,
            reported_on=day(on),
            closed_on=day(closed) if closed else None,
            note=note,
        )
    )


@situation(
    "W01",
    "F3, L34",
    progress("C-W01", "true", "progress-warning.plan"),
    progress("C-W02", "false"),
    en="The plan of 2026 is 3,650,000, so 181 days into 365 it is at 1,810,000. C-W01 has bought 1,600,000, C-W02 "
    "1,820,000, both as much and as often as last year: a warning for C-W01.",
    zh="2026年计划365万元，至第181天应达181万元。C-W01仅进货160万元：预警；C-W02进货182万元：无预警。两家均不低于上年同期。",
)
def behind_the_plan(book: Book) -> None:
    for customer, name, each in (
        ("C-W01", "惠州华泽化工有限公司", 800_000),
        ("C-W02", "肇庆金腾树脂有限公司", 910_000),
    ):
        account = chemicals(book, customer, name)
        sales(account, each, "2025-03-10", "2025-06-10", "2026-03-10", "2026-06-10")
        account.book.add(
            SalesPlan(
                id=account.number("SP"),
                customer=customer,
                unit="U-22",
                starts_on=day("2026-01-01"),
                ends_on=day("2026-12-31"),
                amount=account.money(whole(3_650_000)),
            )
        )


@situation(
    "W03",
    "F3, L34, M22",
    progress("C-W03", "true", "progress-warning.same-period"),
    progress("C-W04", "true", "progress-warning.frequency"),
    progress("C-W05", "false"),
    en="January to June against the same months of 2025: C-W03 bought 800,000 after 1,000,000; C-W04 as much as then, "
    "but on two days after four; C-W05 just the same on as many days. Warnings for the first two.",
    zh="2026年上半年与上年同期相比：C-W03进货80万元（上年100万元），C-W04金额相同但次数由4次降为2次，均预警；C-W05完全相同，无预警。",
)
def behind_last_year(book: Book) -> None:
    less = chemicals(book, "C-W03", "茂名恒信化工有限公司")
    sales(less, 500_000, "2025-03-11", "2025-06-11")
    sales(less, 400_000, "2026-03-11", "2026-06-11")
    seldom = chemicals(book, "C-W04", "湛江宏达涂装材料有限公司")
    sales(seldom, 200_000, "2025-02-12", "2025-03-12", "2025-05-12", "2025-06-12")
    sales(seldom, 400_000, "2026-03-12", "2026-06-12")
    same = chemicals(book, "C-W05", "韶关正源新材料有限公司")
    sales(same, 400_000, "2025-03-13", "2025-06-13", "2026-03-13", "2026-06-15")


@situation(
    "W06",
    "F4, L35",
    expense("C-W06", "true", "expense-warning.budget"),
    expense("C-W07", "true", "expense-warning.climb"),
    expense("C-W08", "false"),
    en="C-W06 spent 10,000 a month, 60,000 in all, over a budget of 59,000. C-W07 is within its budget but went from "
    "30,000 in the first quarter to 33,001 in the second, more than 10% up; C-W08 to 33,000, 10% exactly: no warning.",
    zh="C-W06每月1万元，共6万元，超出预算5.9万元：预警。C-W07未超预算，但二季度33,001元，较一季度3万元增幅超过10%：预警；C-W08恰为33,000元，增幅恰10%：无预警。",
)
def costly(book: Book) -> None:
    for customer, name, amounts, year in (
        ("C-W06", "清远嘉和工业品贸易有限公司", (10_000,) * 6, 59_000),
        ("C-W07", "梅州博科建材有限公司", (10_000, 10_000, 10_000, 11_000, 11_000, 11_001), 200_000),
        ("C-W08", "汕头新宇树脂有限公司", (10_000, 10_000, 10_000, 11_000, 11_000, 11_000), 200_000),
    ):
        account = steady(chemicals(book, customer, name, since="2019-03-01"), 4_000_000, 3_200_000)
        spend(account, amounts)
        budget(account, year)


@situation(
    "W09",
    "F5, L36, M7",
    purchases("C-W09", "LOST", "loss-warning.half-year"),
    purchases("C-W10", "BUYING"),
    en="They bought only once: C-W09 on 28 December 2025, 184 days ago, more than 183; C-W10 on 29 December, 183 days "
    "ago, not yet lost.",
    zh="两家均只采购过一次：C-W09最后进货2025年12月28日，距今184天，超过183天，视为流失；C-W10为12月29日，恰183天，尚未流失。",
)
def not_seen_for_half_a_year(book: Book) -> None:
    sales(chemicals(book, "C-W09", "揭阳明兴机电有限公司"), 600_000, "2025-12-28")
    sales(chemicals(book, "C-W10", "潮州泰安新材料有限公司"), 600_000, "2025-12-29")


@situation(
    "W11",
    "F5, L36, M4",
    purchases("C-W11", "LOST", "loss-warning.interval"),
    purchases("C-W12", "BUYING"),
    en="Both last bought on 20 March 2026, 102 days ago. C-W11 used to buy every 30 days: more than the floor of 90 "
    "days and twice its interval. C-W12 buys every 60 days, and 102 is not more than 120.",
    zh="两家最后进货均为2026年3月20日，距今102天。C-W11平均30天进货一次，102天超过90天下限和两倍间隔：流失；C-W12平均60天一次，未超过120天。",
)
def later_than_usual(book: Book) -> None:
    often = chemicals(book, "C-W11", "阳江瑞科五金有限公司")
    sales(often, 150_000, "2025-11-20", "2025-12-20", "2026-01-19", "2026-02-18", "2026-03-20")
    seldom = chemicals(book, "C-W12", "河源方和化工有限公司")
    sales(seldom, 300_000, "2025-09-21", "2025-11-20", "2026-01-19", "2026-03-20")


@situation(
    "W13",
    "F5, M3",
    purchases("C-W13", "NEVER_BOUGHT", "loss-warning.never-bought"),
    en="On the books since December 2024 and never bought: said so, but not lost.",
    zh="2024年12月建档，从未进货：如实报告，不算流失。",
)
def never_bought(book: Book) -> None:
    chemicals(book, "C-W13", "云浮天丰石材机械有限公司")


@situation(
    "W14",
    "F6",
    warning("incident_warning", "C-W14", "true", "incident-warning.open"),
    warning("incident_warning", "C-W15", "false"),
    en="A salesman reported on 3 June 2026 that the owner of C-W14 was hurt in a car crash; the case is open. The theft "
    "at C-W15 was closed in May.",
    zh="业务员2026年6月3日报告：C-W14实际控制人车祸重伤，尚未了结：预警。C-W15仓库被盗一案已于5月了结。",
)
def incidents(book: Book) -> None:
    open_case = steady(chemicals(book, "C-W14", "广州万晟贸易有限公司"), 4_000_000, 3_200_000)
    incident(open_case, IncidentKind.ACCIDENT, "2026-06-03", "实际控制人车祸重伤，经营由家属接管")
    closed_case = steady(chemicals(book, "C-W15", "东莞宏邦精密机械有限公司"), 4_000_000, 3_200_000)
    incident(closed_case, IncidentKind.THEFT, "2026-03-16", "仓库被盗，保险已赔付", closed="2026-05-08")
