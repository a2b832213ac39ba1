# ruff: noqa: D103 - a situation is told by its story
"""Planted: who is to be frozen, who only after a resolution, and who is not idle yet (D32, D33)."""

from groupctl.demo.book import AccountWriter, Book, day, days, whole
from groupctl.demo.planted.planting import granted, introduce, sale, unpaid
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.customer import AccountState
from groupctl.model.ledger import StockPosition


def freeze(customer: str, value: str, *because: str) -> Expected:
    """What becomes of the account in the host."""
    return Expected(rule_set="freeze", subject=f"{customer}@U-12", outputs={"freeze": value}, because=because)


def valves(
    book: Book, customer: str, name: str, *, since: str = "2025-01-20", eliminated: bool = False
) -> AccountWriter:
    """A customer of the valve division that pays on delivery."""
    state = AccountState.ELIMINATED if eliminated else AccountState.ACTIVE
    return introduce(book, customer, name, "U-12", since=since, cash=True, state=state)


@situation(
    "Z01",
    "D32",
    freeze("C-Z01", "RESOLVE", "freeze.open"),
    en="Eliminated in the host, but 50,000 of an invoice of April 2026 are open: the division's meeting has to "
    "resolve the freeze and file it.",
    zh="系统中已淘汰，但2026年4月的发票尚有5万元未收：须由事业部经营班子会议作出冻结决议并备案。",
)
def eliminated_with_open_items(book: Book) -> None:
    unpaid(valves(book, "C-Z01", "上饶凯源阀门有限公司", eliminated=True), "2026-04-14", 50_000, 47_000)


@situation(
    "Z02",
    "D32, M9",
    freeze("C-Z02", "FREEZE", "freeze.eliminated"),
    en="Eliminated, and nothing is open: freeze at once, although it bought and paid 20 days ago. The half year "
    "belongs to the idle freeze only.",
    zh="已淘汰且无任何未完记录：立即冻结，即使20天前刚有往来（半年之限只用于闲置冻结）。",
)
def eliminated_and_clear(book: Book) -> None:
    sale(valves(book, "C-Z02", "九江润兴机电有限公司", eliminated=True), "2026-06-10", 30_000, 28_000)


@situation(
    "Z03",
    "D32, M10",
    freeze("C-Z03", "RESOLVE", "freeze.open"),
    en="Eliminated; we owe it 5,000 from a credit note. A credit balance is an open record too.",
    zh="已淘汰；我方尚欠其红字发票5,000元。贷方余额也是未完记录：走决议流程。",
)
def eliminated_with_credit_balance(book: Book) -> None:
    account = valves(book, "C-Z03", "景德镇永信建材有限公司", eliminated=True)
    sale(account, "2025-11-04", 60_000, 55_000)
    account.invoice(day("2025-12-01"), -whole(5_000), -whole(4_500))


@situation(
    "Z04",
    "D32, L25",
    freeze("C-Z04", "FREEZE", "freeze.resolved"),
    en="Eliminated with 40,000 open; the division's meeting resolved the freeze on 4 June and filed it with the "
    "committee on 9 June: freeze.",
    zh="已淘汰，尚有4万元未收；事业部经营班子会议6月4日决议、6月9日报委员会备案：冻结。",
)
def freeze_resolved(book: Book) -> None:
    unpaid(valves(book, "C-Z04", "赣州方达工业品贸易有限公司", eliminated=True), "2026-02-17", 40_000, 37_000)
    granted(
        book,
        "RQ-Z04",
        "FREEZE_OPEN",
        "DELIBERATE division_meeting@DIVISION U-12",
        "FILE committee@GROUP U-0",
        customer="C-Z04",
        unit="U-12",
        on=["2026-06-04", "2026-06-09"],
    )


@situation(
    "Z05",
    "D33, L26, M7",
    freeze("C-Z05", "ADVISE", "freeze.idle"),
    en="Last bought and paid on 29 December 2025, 183 days ago; nothing is open. Idle for half a year, but not "
    "D-class (gross profit 2025: 120,000): a freeze is advised.",
    zh="最后一次往来为2025年12月29日，距今183天，无任何未完记录；2025年毛利润12万元，非D类：建议冻结。",
)
def idle_183_days(book: Book) -> None:
    sale(valves(book, "C-Z05", "温岭新力泵阀配件有限公司"), "2025-12-29", 600_000, 480_000)


@situation(
    "Z06",
    "D33, M7",
    freeze("C-Z06", "NONE"),
    en="The same on 30 December 2025, 182 days ago: not idle yet.",
    zh="同上，但最后往来为2025年12月30日，距今182天：尚不属闲置。",
)
def idle_182_days(book: Book) -> None:
    sale(valves(book, "C-Z06", "玉环中昌五金有限公司"), "2025-12-30", 600_000, 480_000)


@situation(
    "Z07",
    "D33, L26",
    freeze("C-Z07", "FREEZE", "freeze.idle-d"),
    en="Nothing since September 2025, nothing open, and D-class with a gross profit of 20,000 in 2025: freeze.",
    zh="2025年9月之后无往来、无未完记录，且2025年毛利润2万元为D类：冻结。",
)
def idle_and_d_class(book: Book) -> None:
    account = valves(book, "C-Z07", "丽水华海暖通设备有限公司")
    account.sell(day("2025-09-03"), whole(200_000), whole(180_000), paid_on=day("2025-09-03"))


@situation(
    "Z08",
    "D33, L25",
    freeze("C-Z08", "ADVISE", "freeze.idle-open"),
    en="Nothing bought since October 2025, but goods worth 80,000 lie in its store: not idle in the sense of the "
    "freeze; a resolution is advised.",
    zh="2025年10月之后无采购，但客户处尚有8万元寄售存货：不满足冻结条件，建议作出决议。",
)
def idle_with_stock(book: Book) -> None:
    account = valves(book, "C-Z08", "衢州嘉川石化装备有限公司")
    sale(account, "2025-10-15", 900_000, 720_000)
    for number in range(6):
        book.add(
            StockPosition(
                id=account.number("ST"),
                customer=account.customer,
                unit=account.unit,
                counted_on=day("2026-01-31") + days(30 * number),
                amount=account.money(whole(80_000)),
                quantity=16,
            )
        )


@situation(
    "Z09",
    "D33, M8",
    freeze("C-Z09", "NONE"),
    en="An account since February 2026 that has not bought yet: the half year must lie within the account.",
    zh="2026年2月建立往来、尚未采购：半年须在往来期之内，不属闲置。",
)
def too_young_to_be_idle(book: Book) -> None:
    valves(book, "C-Z09", "舟山金宇船舶配件有限公司", since="2026-02-01")
