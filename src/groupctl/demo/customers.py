"""The many ordinary customers of the demo: who they are, who owns them, and what they agreed with which unit."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Final

from attrs import frozen

from groupctl.demo.book import AS_OF, FIRST_DAY, AccountWriter, Book, days, whole
from groupctl.demo.dice import dice, jitter, one_in
from groupctl.demo.names import Names, NameStyle
from groupctl.demo.organisation import CURRENCY_OF, LAST_RATES
from groupctl.demo.written import CURRENCY
from groupctl.model.credit import CreditSurvey
from groupctl.model.customer import (
    Account,
    AccountState,
    ChannelType,
    Customer,
    CustomerGroup,
    PaymentTerm,
)
from groupctl.schema.limits import Amount, Inherit, Limit
from groupctl.schema.money import Money

CUSTOMERS: Final = 1_200
DRAWN: Final = 1_110
"""Ordinary customers that are drawn. The last of them make room for those that are planted, and the others stay as they are."""
GROUPS: Final = 150
HOLDINGS: Final = 8
"""Groups that own other groups."""
OWNED: Final = 22
"""Groups that lie within a holding."""

LARGEST_SALES: Final = whole(1_000_000_000)
"""What the largest customer buys in 2025; the next buy a half, a third, a quarter of it, and so on."""

STYLES: Final[tuple[NameStyle, ...]] = ("zh",) * 17 + ("de", "eu", "us", "us")
STYLES_OF_GROUPS: Final[tuple[NameStyle, ...]] = ("zh",) * 10 + ("de", "us")
UNITS_AT_HOME: Final = ("U-11",) * 6 + ("U-12",) * 5 + ("U-13",) * 2 + ("U-21",) * 5 + ("U-22",) * 4
SHARES: Final = {1: (100,), 2: (70, 30), 3: (60, 25, 15)}
"""How a customer spreads its purchases over its units, in percent."""

FREQUENT: Final = 12
"""Invoices a year of a large customer."""

USUALLY_LATE: Final = (-14, -12, -10, -10, -8, -8, -7, -6, -6, -5, -5, -2, 8, 20)
"""Days from due to paid: most pay a little early, one in seven is a late payer."""

CHANNELS: Final = (
    (ChannelType.INDUSTRIAL_END_CUSTOMER,) * 5
    + (ChannelType.DEALER,) * 4
    + (ChannelType.AGENT,)
    + (ChannelType.RETAILER,)
)


@frozen(kw_only=True)
class Habits:
    """How an ordinary customer trades with a unit; amounts in minor units of the account's currency."""

    account: AccountWriter
    sales: int
    """Sales in 2025."""
    growth: int
    """Percent a year."""
    times: int
    """Invoices a year."""
    margin: int
    """Gross margin in thousandths."""
    late: int
    """Usual days from due to paid."""
    first: date
    last: date


@frozen(kw_only=True)
class Owner:
    """A group of companies: who it is, and what the names of its companies are like."""

    group: str
    name: str
    parent: str | None
    style: NameStyle
    shared: str


def add_customers(book: Book, seed: int, planted: int, planted_groups: int) -> list[Habits]:
    """Write the ordinary customers with their groups and accounts; ``planted`` places are taken already."""
    names = Names()
    owners = list(name_owners(seed, names, GROUPS - planted_groups))
    places = [owner for owner in owners for _ in range(members(seed, owner))]
    chance = dice(seed, "who")
    ranks = list(range(1, DRAWN + 1))
    chance.shuffle(ranks)
    belongs: list[Owner | None] = [*places, *[None] * (DRAWN - len(places))]
    chance.shuffle(belongs)
    habits: list[Habits] = []
    pools: Counter[str] = Counter()
    for number, (rank, owner) in enumerate(zip(ranks, belongs, strict=True), start=1):
        sales = jitter(chance, LARGEST_SALES // (rank + 1), 20)
        customer = f"C-{number:04}"
        if number <= CUSTOMERS - planted:
            own = dice(seed, "customer", customer)
            habits += add_customer(book, own, names, customer=customer, sales=sales, owner=owner)
        if owner:
            pools[owner.parent or owner.group] += sales
    for owner in owners:
        add_group(book, dice(seed, "pool", owner.group), owner, pools[owner.group])
    return habits


def name_owners(seed: int, names: Names, count: int) -> Iterator[Owner]:
    """The groups of companies; the first are holdings that own some of the others."""
    chance = dice(seed, "groups")
    for number in range(1, count + 1):
        style = chance.choice(STYLES_OF_GROUPS)
        name, shared = names.new_group(chance, style)
        owned = HOLDINGS < number <= HOLDINGS + OWNED
        parent = f"G-{chance.randint(1, HOLDINGS):03}" if owned else None
        yield Owner(group=f"G-{number:03}", name=name, parent=parent, style=style, shared=shared)


def add_group(book: Book, chance: Random, owner: Owner, sales: int) -> None:
    """Write a group of companies; most have a limit for all members, a third of what these buy in a year.

    A group within a holding has none of its own: the holding's speaks for it.
    """
    step = whole(100_000)
    agreed = Amount(Money((jitter(chance, sales // 3, 10) // step + 2) * step, CURRENCY))
    pooled = not owner.parent and not one_in(chance, 6)
    book.add(
        CustomerGroup(
            id=owner.group,
            name=owner.name,
            parent=owner.parent,
            credit_limit=agreed if pooled else Inherit(),
        )
    )


def members(seed: int, owner: Owner) -> int:
    """How many customers a group has."""
    return dice(seed, "members", owner.group).choice((2, 2, 3, 3, 3, 4, 4, 5, 6, 8))


def add_customer(
    book: Book, chance: Random, names: Names, *, customer: str, sales: int, owner: Owner | None
) -> Iterator[Habits]:
    """Write one customer, its survey and its accounts, and yield how it trades in each."""
    style = owner.style if owner else chance.choice(STYLES)
    named = names.new(chance, style, owner.shared if owner else "")
    since = first_day(chance)
    book.add(
        Customer(
            id=customer,
            name=named.name,
            group=owner.group if owner else None,
            channel=chance.choice(CHANNELS),
            country=named.country,
            since=since,
            blacklisted=False,
            credit_limit=Inherit(),
        )
    )
    add_survey(book, chance, customer)
    units = choose_units(chance, style)
    for place, (unit, share) in enumerate(zip(units, SHARES[len(units)], strict=True)):
        began = since if place == 0 else max(since, first_day(chance))
        yield add_account(
            book, chance, customer=customer, unit=unit, yuan_sales=sales * share // 100, since=began
        )


def choose_units(chance: Random, style: NameStyle) -> list[str]:
    """The units that a customer buys from, the main one first."""
    if style != "zh":
        return ["U-32" if style == "us" else "U-31"]
    wanted = chance.choice((1, 1, 1, 1, 2, 3))
    units: list[str] = []
    while len(units) < wanted:
        unit = chance.choice(UNITS_AT_HOME)
        if unit not in units:
            units.append(unit)
    return units


def first_day(chance: Random) -> date:
    """Most customers are old ones; one in ten came within the last two years."""
    if one_in(chance, 10):
        return AS_OF - days(chance.randint(60, 730))
    return FIRST_DAY - days(chance.randint(30, 4_000))


def add_survey(book: Book, chance: Random, customer: str) -> None:
    """Write a credit survey; a few customers have none, a few surveys are bad or incomplete."""
    if one_in(chance, 60):
        return
    bad, partial = one_in(chance, 120), one_in(chance, 150)
    book.add(
        CreditSurvey(
            id=f"CS-{customer.removeprefix('C-')}",
            customer=customer,
            surveyed_on=AS_OF - days(chance.randint(20, 700)),
            bad_history=bad,
            many_receivables=one_in(chance, 12),
            weak_payment_ability=bad,
            unreasonable_capital_structure=one_in(chance, 15),
            high_operating_risk=False,
            poor_operating_condition=None if partial else False,
        )
    )


def add_account(
    book: Book, chance: Random, *, customer: str, unit: str, yuan_sales: int, since: date
) -> Habits:
    """Write the account of a customer at a unit, and say how the two trade."""
    currency = CURRENCY_OF[unit]
    sales = yuan_sales * 10_000 // LAST_RATES.get(currency, 10_000)
    small, modest = yuan_sales < whole(1_000_000), yuan_sales < whole(6_000_000)
    on_credit = one_in(chance, 4) if small else not one_in(chance, 12)
    credit_days = chance.choice((30, 30, 45, 60, 60, 90)) if on_credit else 0
    stopped = one_in(chance, 25)
    last = AS_OF - days(chance.randint(100, 700)) if stopped else AS_OF
    state = AccountState.FROZEN if AS_OF - last > days(365) else AccountState.ACTIVE
    account = AccountWriter(
        book=book,
        customer=customer,
        unit=unit,
        currency=currency,
        credit_days=credit_days,
        on_credit=on_credit,
    )
    times = invoices_a_year(yuan_sales)
    book.add(
        Account(
            customer=customer,
            unit=unit,
            since=since,
            state=state,
            payment_term=PaymentTerm.CREDIT if on_credit else PaymentTerm.CASH_ON_DELIVERY,
            credit_days=credit_days,
            credit_limit=agreed_limit(chance, sales, times, account),
        )
    )
    return Habits(
        account=account,
        sales=sales,
        growth=chance.choice((-12, -5, 0, 4, 6, 8, 10, 12, 15, 25)),
        times=times,
        margin=-20 if modest and one_in(chance, 50) else chance.randrange(120, 360, 10),
        late=chance.choice(USUALLY_LATE),
        first=since,
        last=last,
    )


def invoices_a_year(yuan_sales: int) -> int:
    """The larger the customer, the more often it buys."""
    steps = ((50_000_000, 20), (10_000_000, 12), (3_000_000, 8), (1_000_000, 6))
    return next((times for least, times in steps if yuan_sales >= whole(least)), 4)


def agreed_limit(chance: Random, sales: int, times: int, account: AccountWriter) -> Limit:
    """What is usually open and two invoices more; a few leave it to the class, the large ones seldom."""
    if not account.on_credit or one_in(chance, 8 if times < FREQUENT else 40):
        return Inherit()
    usual = sales * account.credit_days // 365 + 2 * sales // times
    step = whole(10_000)
    return Amount(account.money((jitter(chance, usual, 15) // step + 1) * step))
