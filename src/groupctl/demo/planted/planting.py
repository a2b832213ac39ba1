"""Tools for planting: introduce a customer, let it buy and pay, write down what was approved.

Amounts are whole yuan (or dollars, or euros), dates are text.
"""

from datetime import date
from typing import Final

from groupctl.demo.book import AS_OF, AccountWriter, Book, amended, day, days, whole
from groupctl.demo.organisation import CURRENCY_OF
from groupctl.model.credit import Approval, ApprovalStep, CreditSurvey
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


def approve(
    book: Book,
    number: str,
    rule: str,
    *,
    step: ApprovalStep = ApprovalStep.APPROVE,
    order: str | None = None,
    customer: str | None = None,
    unit: str,
    amount: int | None = None,
    given: str,
    ends: str = "2026-12-31",
    role: str,
    used: bool = False,
) -> None:
    """What was approved, from the day it was given."""
    book.add(
        Approval(
            id=number,
            rule=rule,
            step=step,
            order=order,
            customer=customer,
            unit=unit,
            amount=None if amount is None else Money(whole(amount), "CNY"),
            starts_on=day(given),
            ends_on=day(ends),
            role=role,
            given_on=day(given),
            used=used,
        )
    )
