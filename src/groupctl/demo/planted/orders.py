# ruff: noqa: D103 - a situation is told by its story
"""Planted: who pays, and orders before and beside exposure, at the pump division."""

from typing import Any

from groupctl.demo.book import AccountWriter, Book, amended, day, whole
from groupctl.demo.planted.gate import LIMIT_RULE, regular, release
from groupctl.demo.planted.planting import cap, granted, introduce, sale, steady, unpaid
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.ledger import Invoice, Order, OrderStatus, Payment
from groupctl.schema.fields import about
from groupctl.schema.money import Money


def placed(account: AccountWriter, number: str, amount: int, **more: Any) -> None:
    """An open order on credit; ``more`` are other fields of it."""
    written = account.order(day("2026-06-24"), whole(abs(amount)), number=number)
    replace(account.book, written, **{"amount": account.money(whole(amount)), **more})


def replace(book: Book, row: Invoice | Order, **changes: Any) -> None:
    """Write other values into some fields of a row that is there."""
    table = book.tables[about(type(row)).table]
    table[table.index(row)] = amended(row, **changes)


def prepaid(account: AccountWriter, order: str, amount: int) -> None:
    """A payment in advance for an order."""
    account.book.add(
        Payment(
            id=order.replace("SO-", "PM-"),
            customer=account.customer,
            unit=account.unit,
            order=order,
            paid_on=day("2026-06-25"),
            amount=account.money(whole(amount)),
        )
    )


@situation(
    "P01",
    "B58, M11",
    release("SO-P01", "RELEASE"),
    release("SO-P02", "REFER", LIMIT_RULE),
    Expected(
        rule_set="release_way",
        subject="SO-P02",
        outputs={"release_way": "PAY_DEBTS", "payment_needed": "400000.00"},
        because=("release-way.debts",),
    ),
    Expected(
        rule_set="third_party_payment",
        subject="PM-P01.11-1",
        outputs={"third_party_payment": "true"},
        because=("third-party-payment.invoice",),
    ),
    en="C-P01 buys within a limit of 50,000, and C-P02 pays within one of 1,000,000. C-P02 owes 600,000 for what C-P01 bought. An order of "
    "300,000 makes 900,000: release, whatever the buyer's limit. A quotation of 500,000 would make 1,400,000: refer, unless 400,000 are paid, and no credit is used "
    "until it is confirmed. C-P01 itself paid another invoice of 10,000 that C-P02 had to pay: a payment by another party.",
    zh="C-P01（额度5万元）采购，由C-P02（额度100万元）付款。C-P02已为C-P01的采购欠60万元；30万元订单后为90万元：放行，与采购方额度无关。"
    "50万元报价确认后将达140万元：提交审批（或先收回40万元），确认前不占用信用。另有1万元发票应由C-P02付款，实际由C-P01支付：第三方付款。",
)
def another_pays(book: Book) -> None:
    buyer = introduce(book, "C-P01", "宜春润通设备有限公司", "U-11", limit=cap(50_000))
    regular(book, "C-P02", "新余江南集采有限公司", 0)
    parties = {"payer": "C-P02"}
    bought = {
        sale(buyer, "2026-05-20", 10_000, 8_000).id,
        unpaid(buyer, "2026-06-05", 600_000, 480_000).id,
    }
    steady(buyer, 4_000_000, 3_200_000)
    billed = [one.order for one in book.rows(Invoice) if one.id in bought]
    for one in book.rows(Invoice) + book.rows(Order):
        if one.id in bought or one.id in billed:
            replace(book, one, **parties)
    placed(buyer, "SO-P01", 300_000, **parties)
    placed(buyer, "SO-P02", 500_000, status=OrderStatus.QUOTATION, **parties)


@situation(
    "P02",
    "B73, M11",
    release("RO-P03", "RELEASE"),
    release("SO-P03", "RELEASE"),
    en="Limit 1,000,000, of which 950,000 are open. A return of 60,000 is never held; 40,000 of it came back and lower the exposure to "
    "910,000. An order of 90,000 makes 1,000,000: release.",
    zh="额度100万元，未收95万元。6万元退货订单不受信用限制；其中4万元已收回，敞口降至91万元。9万元订单后为100万元：放行。",
)
def returned(book: Book) -> None:
    account = regular(book, "C-P03", "萍乡华泰泵业有限公司", 950_000)
    came_back = Money(whole(-40_000), "CNY")
    placed(account, "RO-P03", -60_000, delivered=came_back, invoiced=Money(0, "CNY"))
    placed(account, "SO-P03", 90_000)


@situation(
    "P03",
    "B61, L30",
    release("SO-P04", "RELEASE"),
    release("SO-P05", "REFER", "order-release.overdue-days"),
    Expected(
        rule_set="release_way",
        subject="SO-P05",
        outputs={"release_way": "PAY_DEBTS", "payment_needed": "50000.00"},
        because=("release-way.debts",),
    ),
    en="50,000 fell due on 15 May, 46 days ago, so orders on credit are referred. One of 80,000 is prepaid in full and needs no credit: "
    "release. Of another one of 120,000 only 60,000 are prepaid: refer, unless the 50,000 are paid.",
    zh="5万元于5月15日到期，逾期46天，赊销订单须提交审批。8万元订单已全额预付，无需信用：放行。12万元订单仅预付6万元：提交审批，或收回上述5万元。",
)
def paid_in_advance(book: Book) -> None:
    account = regular(book, "C-P04", "鹰潭铜都机电有限公司", 0)
    unpaid(account, "2026-04-15", 50_000, 40_000)
    placed(account, "SO-P04", 80_000)
    prepaid(account, "SO-P04", 80_000)
    placed(account, "SO-P05", 120_000)
    prepaid(account, "SO-P05", 60_000)


@situation(
    "P04",
    "M11, B58",
    release("SO-P06", "RELEASE", advice=("order-release.advice-after-horizon",)),
    release("SO-P07", "RELEASE"),
    release("SO-P08", "REFER", "order-release.held-by-host"),
    en="Limit 1,000,000. An order of 2,000,000 is delivered in March 2027, after the horizon of 180 days: it uses no credit yet, and is judged "
    "again before it is delivered. One of 900,000 is within the limit: release. One of 20,000 is, too, but the host holds it: refer.",
    zh="额度100万元。200万元订单于2027年3月交货，超出180天信用期限：暂不占用信用，交货前重新审核。90万元订单在额度内：放行。"
    "2万元订单亦在额度内，但来源系统已暂停：提交审批。",
)
def later_and_held(book: Book) -> None:
    account = regular(book, "C-P05", "景德镇昌江流体有限公司", 0)
    placed(account, "SO-P06", 2_000_000, deliver_on=day("2027-03-15"))
    placed(account, "SO-P07", 900_000)
    placed(account, "SO-P08", 20_000, held_on=day("2026-06-26"))


@situation(
    "P05",
    "B58, L30, M18",
    release("SO-P09", "REFER", LIMIT_RULE),
    en="An order of 1,200,000 over the limit was let go on 10 June, cancelled, and opened again on 20 June. That was granted before: refer.",
    zh="120万元超额订单于6月10日获批，其后取消，6月20日重新打开。审批早于重新打开：提交审批。",
)
def opened_again(book: Book) -> None:
    account = regular(book, "C-P06", "上饶信江阀业有限公司", 0)
    placed(account, "SO-P09", 1_200_000, reopened_on=day("2026-06-20"))
    granted(
        book,
        "RQ-P09",
        "OVER_UNIT_LIMIT",
        "REVIEW credit_controller@DIVISION U-11",
        "APPROVE division_manager@DIVISION U-11",
        order="SO-P09",
        amount=1_200_000,
        on=["2026-06-10"],
    )


@situation(
    "P06",
    "L30, F14, D32, D47",
    release("SO-P16", "REFUSE", "order-release.party-blacklisted"),
    release("SO-P17", "REFUSE", "order-release.payer-frozen"),
    release("SO-P18", "REFUSE", "order-release.payer-supply-refused"),
    en="C-P16 is sound and owes nothing. Its orders are to be paid by the blacklisted C-R14, by C-R15 whose account is frozen, and by C-R16 to whom "
    "supply is refused: refuse.",
    zh="C-P16资信良好且无欠款。其三张订单分别由黑名单客户C-R14、已冻结的C-R15、拒绝供货的C-R16付款：拒绝。",
)
def payers_that_get_nothing(book: Book) -> None:
    buyer = regular(book, "C-P16", "抚州恒达管业有限公司", 0)
    for number, payer in (("SO-P16", "C-R14"), ("SO-P17", "C-R15"), ("SO-P18", "C-R16")):
        placed(buyer, number, 10_000, payer=payer)
