# ruff: noqa: D103 - a situation is told by its story
"""Planted: when invoices are due, and how far payments are money."""

from fractions import Fraction
from typing import Any

from groupctl.demo.book import AccountWriter, Book, day, days, whole
from groupctl.demo.planted.gate import regular, release
from groupctl.demo.planted.planting import order
from groupctl.demo.planted.situation import Expected, situation
from groupctl.model.due import (
    AgreedTerms,
    Dispute,
    DisputeReason,
    DisputeStatus,
    Dunning,
    Instalment,
    PaymentPromise,
)
from groupctl.model.instrument import InstrumentKind, PaymentInstrument, PaymentStatus
from groupctl.model.ledger import Invoice


def state(rule_set: str, output: str, subject: str, value: str, *because: str) -> Expected:
    """What one of the rule sets with a single output says."""
    return Expected(rule_set=rule_set, subject=subject, outputs={output: value}, because=because)


def owing(account: AccountWriter, on: str, amount: int) -> Invoice:
    """An invoice that is not paid yet and has no order."""
    return account.invoice(day(on), whole(amount), whole(amount) * 8 // 10)


@situation(
    "V01",
    "L30, B68",
    release("SO-V01", "RELEASE"),
    state("dunning_step", "dunning_step", "C-V01@U-11", "RAISE", "dunning-step.raise"),
    en="An invoice of 300,000 falls due in three instalments: on 15 May (paid), 15 June and 15 July. 100,000 are overdue since "
    "15 days, not 200,000 since June: the order goes, and the first dunning letter is due.",
    zh="发票30万元分三期到期：5月15日（已付）、6月15日、7月15日。逾期10万元、15天（而非20万元）：订单放行，应发一级催款。",
)
def instalments(book: Book) -> None:
    account = regular(book, "C-V01", "荆州楚源水务有限公司", 0)
    invoice = owing(account, "2026-04-15", 300_000)
    for number, due in enumerate(("2026-05-15", "2026-06-15", "2026-07-15"), 1):
        book.add(
            Instalment(
                id=f"IN-V01-{number}",
                customer=account.customer,
                unit=account.unit,
                invoice=invoice.id,
                due_on=day(due),
                amount=account.money(whole(100_000)),
            )
        )
    account.pay(invoice, day("2026-05-14"), whole(100_000))
    order(account, "SO-V01", 50_000)


@situation(
    "V02",
    "L30, B61, M11",
    release("SO-V02", "REFER", "order-release.limit"),
    state("receipt_state", "receipt_state", "PI-V02", "NOT_YET_MONEY", "receipt.not-yet-money"),
    en="An invoice of 800,000 was paid with a bank acceptance bill that matures in September. Nothing is overdue, but the bill is "
    "exposure until it is paid: with the order of 300,000, the limit of 1,000,000 is exceeded. Refer.",
    zh="发票80万元以9月到期的银行承兑汇票支付。无逾期，但汇票兑付前仍计敞口：加订单30万元超过额度100万元，提交审批。",
)
def bank_acceptance(book: Book) -> None:
    account = regular(book, "C-V02", "黄石东贝铸造有限公司", 0)
    paid_with(
        account,
        owing(account, "2026-03-10", 800_000),
        "V02",
        InstrumentKind.BANK_ACCEPTANCE,
        PaymentStatus.RECEIVED,
    )
    order(account, "SO-V02", 300_000)


@situation(
    "V03",
    "L30, B61",
    release("SO-V03", "REFER", "order-release.dishonoured"),
    state("receipt_state", "receipt_state", "PI-V03", "CAME_BACK", "receipt.came-back"),
    state("dishonour_warning", "dishonoured", "C-V03@U-11", "true", "dishonour-warning.owed"),
    en="A cheque over 60,000 bounced. The invoice is open again, due on 9 June as before: 21 days, a small debt. What came back "
    "holds the order nevertheless.",
    zh="6万元支票被退票，发票恢复未收，仍按原到期日6月9日计逾期21天，金额不大；但因退票，订单提交审批。",
)
def bounced_cheque(book: Book) -> None:
    account = regular(book, "C-V03", "咸宁嘉麟机电有限公司", 0)
    paid_with(
        account, owing(account, "2026-05-10", 60_000), "V03", InstrumentKind.CHEQUE, PaymentStatus.BOUNCED
    )
    order(account, "SO-V03", 30_000)


@situation(
    "V04",
    "L30, B68, E36, M12",
    release("SO-V04", "REFER", "order-release.promise-broken", "order-release.dunned"),
    state("promise_state", "promise_state", "PP-V04", "BROKEN", "promise.broken"),
    state("dispute_followup", "dispute_late", "DI-V04", "true", "dispute-followup.goods"),
    en="90,000 fell due on 31 May, 20,000 of it disputed for short delivery since then. The customer promised 70,000 for 20 June and paid "
    "nothing; the host dunns at level 3. Broken promise and dunning level hold the order.",
    zh="9万元于5月31日到期，其中2万元因短交有争议。客户承诺6月20日付7万元而未付，系统催款已至三级：承诺违约与催款级别使订单提交审批。",
)
def broken_promise(book: Book) -> None:
    account = regular(book, "C-V04", "随州鑫泰专用车有限公司", 0)
    invoice = owing(account, "2026-05-01", 90_000)
    whose: dict[str, Any] = {"customer": account.customer, "unit": account.unit, "invoice": invoice.id}
    book.add(
        Dispute(
            id="DI-V04",
            raised_on=day("2026-05-28"),
            amount=account.money(whole(20_000)),
            reason=DisputeReason.QUANTITY,
            status=DisputeStatus.OPEN,
            **whose,
        )
    )
    book.add(
        PaymentPromise(
            id="PP-V04",
            promised_on=day("2026-06-08"),
            pay_by=day("2026-06-20"),
            amount=account.money(whole(70_000)),
            **whose,
        )
    )
    for level, on in enumerate(("2026-06-07", "2026-06-14", "2026-06-22"), 1):
        book.add(Dunning(id=f"DN-V04-{level}", dunned_on=day(on), level=level, **whose))
    order(account, "SO-V04", 30_000)


@situation(
    "V05",
    "B64, E18",
    state("due_date", "due_date_fault", "SI-V05.11-15", "LATER_THAN_AGREED", "due-date.later"),
    en="The customer is to pay 15 days after the invoice, with 2% off within 10 days. Its last invoice says 30 days: later than agreed.",
    zh="约定开票后15天付款，10天内付款享2%折扣。最近一张发票按30天到期：晚于约定。",
)
def later_than_agreed(book: Book) -> None:
    account = regular(book, "C-V05", "恩施硒都食品机械有限公司", 20_000)
    book.add(
        AgreedTerms(
            id="AT-V05",
            customer=account.customer,
            unit=account.unit,
            starts_on=day("2026-06-01"),
            net_days=15,
            end_of_month=False,
            discount=Fraction(1, 50),
            discount_days=10,
        )
    )


def paid_with(
    account: AccountWriter, invoice: Invoice, name: str, kind: InstrumentKind, status: PaymentStatus
) -> None:
    """The invoice was paid in full on its due date with an instrument; a cheque that bounced did so four days later."""
    payment = account.pay(invoice, invoice.due_on, invoice.amount.minor)
    bill = kind is not InstrumentKind.CHEQUE
    account.book.add(
        PaymentInstrument(
            id=f"PI-{name}",
            payment=payment.id,
            kind=kind,
            status=status,
            drawn_on=invoice.due_on - days(20) if bill else None,
            matures_on=invoice.due_on + days(160) if bill else None,
            bounced_on=invoice.due_on + days(4) if status is PaymentStatus.BOUNCED else None,
        )
    )
