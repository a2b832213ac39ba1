"""Tools for planting: introduce a customer, let it buy and pay, write down what was approved.

Amounts are whole yuan (or dollars, or euros), dates are text.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from groupctl.demo.book import AS_OF, AccountWriter, Book, amended, day, days, whole
from groupctl.demo.organisation import CURRENCY_OF
from groupctl.model.authority import Ballot, Request, SeatLevel, StepAnswer, StepPart, StepRecord, Vote
from groupctl.model.credit import CreditSurvey
from groupctl.model.customer import (
    Account,
    AccountState,
    ChannelType,
    Customer,
    PaymentTerm,
)
from groupctl.model.ledger import Invoice, Order
from groupctl.schema.fields import field_types
from groupctl.schema.limits import Amount, Inherit, Limit, Unlimited
from groupctl.schema.money import Money

OLD = "2019-03-01"
"""Since when a customer buys if its story does not say."""

WEAKNESSES: Final = tuple(
    name for name, field in field_types(CreditSurvey).items() if field.kind == "boolean"
)
"""What a credit survey asks about."""


def cap(amount: int, currency: str = "CNY") -> Amount:
    """A credit limit of so many yuan."""
    return Amount(Money(whole(amount), currency))


def introduce(
    book: Book,
    customer: str,
    name: str,
    unit: str,
    *,
    since: str = OLD,
    cash: bool = False,
    limit: Limit = Inherit(),  # noqa: B008 - a frozen object
    overall: Limit = Unlimited(),  # noqa: B008 - likewise
    group: str | None = None,
    state: AccountState = AccountState.ACTIVE,
    blacklisted: bool = False,
    survey: CreditSurvey | None = None,
) -> AccountWriter:
    """A customer with a survey (a good one by default) and one account; ``overall`` is its limit over all units."""
    book.add(
        Customer(
            id=customer,
            name=name,
            group=group,
            channel=ChannelType.DEALER,
            country="CN",
            since=day(since),
            blacklisted=blacklisted,
            credit_limit=overall,
        )
    )
    book.add(survey or survey_of(customer))
    return relate(book, customer, unit, since=since, cash=cash, limit=limit, state=state)


def relate(
    book: Book,
    customer: str,
    unit: str,
    *,
    since: str = OLD,
    cash: bool = False,
    limit: Limit = Inherit(),  # noqa: B008 - a frozen object
    state: AccountState = AccountState.ACTIVE,
) -> AccountWriter:
    """An account of a customer with a unit."""
    credit_days = 0 if cash else 30
    book.add(
        Account(
            customer=customer,
            unit=unit,
            since=day(since),
            state=state,
            payment_term=PaymentTerm.CASH_ON_DELIVERY if cash else PaymentTerm.CREDIT,
            credit_days=credit_days,
            credit_limit=limit,
        )
    )
    return AccountWriter(
        book=book,
        customer=customer,
        unit=unit,
        currency=CURRENCY_OF[unit],
        credit_days=credit_days,
        on_credit=not cash,
    )


def survey_of(customer: str, **found: bool | None) -> CreditSurvey:
    """A survey that found nothing wrong except what is ``found``."""
    sound = CreditSurvey(
        id=f"CS-{customer.removeprefix('C-')}", customer=customer, surveyed_on=day("2025-11-20")
    )
    return amended(sound, **(dict.fromkeys(WEAKNESSES, False) | found))


def sale(
    account: AccountWriter, on: str, amount: int, cost: int | None, *, paid: str = "", disputed: bool = False
) -> Invoice:
    """A sale that was paid on the day it fell due, or on ``paid``."""
    issued_on = day(on)
    paid_on = day(paid) if paid else issued_on + days(account.credit_days)
    return account.sell(
        issued_on, whole(amount), None if cost is None else whole(cost), paid_on=paid_on, disputed=disputed
    )


def unpaid(account: AccountWriter, on: str, amount: int, cost: int) -> Invoice:
    """A sale that is not paid yet."""
    return account.sell(day(on), whole(amount), whole(cost))


def steady(account: AccountWriter, yearly: int, cost: int) -> AccountWriter:
    """Four equal sales a year in 2023 to 2025 and two in the first half of 2026, all paid when due."""
    dates = [date(year, month, 20) for year in (2023, 2024, 2025, 2026) for month in (2, 5, 8, 11)]
    for on in dates:
        if on < AS_OF:
            paid_on = on + days(account.credit_days)
            account.sell(on, whole(yearly) // 4, whole(cost) // 4, paid_on=paid_on)
    return account


def order(
    account: AccountWriter, number: str, amount: int, *, on: str = "2026-06-24", cash: bool = False
) -> Order:
    """An open order of nothing invoiced yet; on credit unless it says cash or the account is a cash account."""
    return account.order(day(on), whole(amount), number=number, on_credit=account.on_credit and not cash)


def granted(
    book: Book,
    number: str,
    matter: str,
    *steps: str,
    order: str | None = None,
    customer: str | None = None,
    unit: str = "U-11",
    amount: int | None = None,
    on: Sequence[str] = ("2026-06-01",),
    ends: str = "2026-12-31",
    used_on: str | None = None,
    requester: str | None = None,
) -> None:
    """A request and what was done about it, each step on its day (the last for the rest) by the holder of its seat.

    A step is written ``APPROVE division_manager@DIVISION U-11``: the unit is where the seat is.
    """
    money = None if amount is None else Money(whole(amount), "CNY")
    book.add(
        Request(
            id=number,
            matter=matter,
            order=order,
            customer=customer,
            unit=unit,
            amount=money,
            requester=requester or f"E-{unit.removeprefix('U-')}.1",
            requested_on=day(on[0]),
            used_on=day(used_on) if used_on else None,
        )
    )
    for place, text in enumerate(steps):
        part, seat, at = text.split()
        post, level = seat.split("@")
        done_on, body = day(on[min(place, len(on) - 1)]), part == StepPart.DELIBERATE.name
        holder = f"{post}_1" if post in BODIES else post
        record = book.add(
            StepRecord(
                id=f"{number}.{place + 1}",
                request=number,
                part=StepPart[part],
                post=post,
                at=SeatLevel[level],
                employee=None if body else f"E-{at.removeprefix('U-')}.{holder}",
                done_on=done_on,
                number=place + 1,
                answer=StepAnswer.YES,
                amount=money,
                starts_on=done_on,
                ends_on=day(ends),
            )
        )
        for member in range(1, BODIES[post] + 1) if body else ():
            employee = f"E-{at.removeprefix('U-')}.{post}_{member}"
            vote = Vote(
                id=f"{record.id}.{member}", step_record=record.id, employee=employee, ballot=Ballot.FOR
            )
            book.add(vote)


BODIES: Final = {"division_meeting": 3, "committee": 6}
"""How many members the bodies have."""
