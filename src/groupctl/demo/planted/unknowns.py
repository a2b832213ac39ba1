# ruff: noqa: D103 - a situation is told by its story
"""Planted: what can't be judged, and so is never released by silence (M16, M17)."""

from typing import Final

from groupctl.demo.book import AccountWriter, Book, day, whole
from groupctl.demo.planted.planting import cap, introduce, order, steady, survey_of, unpaid
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.credit import CreditSurvey
from groupctl.model.ledger import Order, OrderStatus
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.limits import Limit, Unknown
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause

ARREARS: Final = "order-release.arrears"
CUSTOMER_ARREARS: Final = "order-release.customer-arrears"
OVERDUE: Final = (
    "order-release.hold-proposed",
    "order-release.overdue-days",
    "order-release.overdue-amount",
)
DISHONOURED: Final = "order-release.dishonoured"
LIMIT: Final = "order-release.limit"
CUSTOMER_LIMIT: Final = "order-release.customer-limit"


def refer(number: str, *unjudged: str) -> Expected:
    """Referred because something can't be judged."""
    return Expected(rule_set="order_release", subject=number, outputs={"release": "REFER"}, unjudged=unjudged)


def valves(
    book: Book, customer: str, name: str, *, limit: Limit | None = None, survey: CreditSurvey | None = None
) -> AccountWriter:
    """A sound customer of the valve division with a limit of 1,000,000, and of 3,000,000 over all units."""
    account = introduce(
        book,
        customer,
        name,
        "U-12",
        limit=limit or cap(1_000_000),
        overall=cap(3_000_000),
        survey=survey,
    )
    return steady(account, 4_000_000, 3_200_000)


@situation(
    "U01",
    "M16, M20",
    refer("SO-U01", ARREARS, CUSTOMER_ARREARS, *OVERDUE, DISHONOURED, LIMIT, CUSTOMER_LIMIT),
    en="The amount of a payment could not be read, and the row was rejected. How much of the invoice of 900,000 is "
    "open is unknown, and whether that payment came back, so neither arrears nor what is overdue nor exposure can be judged, at the unit or "
    "over all units: an order on credit of 50,000 is referred.",
    zh="一笔收款的金额无法读取，该行已剔除。90万元发票的未收金额未知，欠款、逾期与敞口均无法判定：5万元赊销订单提交审批。",
)
def payment_rejected(book: Book) -> None:
    account = valves(book, "C-U01", "威海海川船舶配件有限公司")
    invoice = unpaid(account, "2026-05-12", 900_000, 720_000)
    order(account, "SO-U01", 50_000)
    number = account.number("PM")
    book.rejected.append(
        RejectedRow(
            table="payments",
            reason=Cause.of("demo.amount-unreadable", cell="4OO,000.00"),
            row=(
                ("id", number),
                ("customer", account.customer),
                ("unit", account.unit),
                ("invoice", invoice.id),
                ("paid_on", "2026-06-18"),
                ("amount", "4OO,000.00"),
            ),
            customer=account.customer,
            unit=account.unit,
            invoice=invoice.id,
        )
    )


@situation(
    "U02",
    "M16, M20",
    refer("SO-U02", LIMIT, CUSTOMER_LIMIT),
    en="An order in pounds sterling, for which the group keeps no exchange rate: its amount is unknown in yuan, and so "
    "is the exposure. Refer.",
    zh="订单以英镑计价，集团没有英镑汇率：折合金额未知，敞口无法判定：提交审批。",
)
def no_exchange_rate(book: Book) -> None:
    valves(book, "C-U02", "Thornbridge Valve Traders Ltd")
    book.add(
        Order(
            id="SO-U02",
            customer="C-U02",
            unit="U-12",
            ordered_on=day("2026-06-23"),
            amount=Money(whole(6_000), "GBP"),
            invoiced=Money(0, "GBP"),
            status=OrderStatus.OPEN,
            on_credit=True,
        )
    )


@situation(
    "U03",
    "D47, M20",
    refer("SO-U03", "order-release.supply-refused"),
    en="The survey does not say in what condition the customer operates. Whether supply is refused is unknown, and "
    "even a cash order waits for the answer: refer.",
    zh="信用调查未说明经营状况，是否应拒绝供货未知，即使现款订单也须等待答复：提交审批。",
)
def survey_incomplete(book: Book) -> None:
    survey = survey_of("C-U03", poor_operating_condition=None)
    order(valves(book, "C-U03", "日照明通机电有限公司", survey=survey), "SO-U03", 30_000, cash=True)


@situation(
    "U04",
    "L30, M20",
    refer("SO-U04", ARREARS, LIMIT),
    en="The host holds a limit that it can't vouch for: unknown is neither nothing nor without bounds. Refer.",
    zh="系统中的额度不可信，标为未知：未知既不是零，也不是不受限制：提交审批。",
)
def limit_unknown(book: Book) -> None:
    order(valves(book, "C-U04", "临沂东盛建材有限公司", limit=Unknown()), "SO-U04", 30_000)
