"""How the rows of a situation are written, and how they come into the book."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, cast

from attrs import define, field

from groupctl.demo.authority import BODIES
from groupctl.demo.book import AS_OF, AccountWriter, Book, amended, day, days, staff
from groupctl.demo.organisation import CURRENCY_OF
from groupctl.demo.written import CURRENCY, minor, row_of, value_of, values_of
from groupctl.model.authority import Ballot, Request, SeatLevel, StepAnswer, StepPart, StepRecord, Vote
from groupctl.model.credit import CreditSurvey
from groupctl.model.customer import Account, AccountState, ChannelType, Customer, PaymentTerm
from groupctl.model.ledger import Order, OrderStatus
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.schema.fields import field_types
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause

OLD: Final = day("2019-03-01")
"""Since when a customer buys if its story does not say."""
ORDERED: Final = day("2026-06-24")
"""When an order was placed if its story does not say."""
ASKED: Final = day("2026-06-01")
YEAR_END: Final = day("2026-12-31")
"""When a request was made and done, and until when it is granted, if its story does not say."""
COST: Final = Fraction(8, 10)
"""What is sold for one costs that much, where it is bought every quarter and owed."""


@define
class StoryWriter:
    """Writes rows into the book. Each is a record type with its fields, or one of the following in short.

    - ``customer``: a dealer with a good survey (but for what ``survey`` says) and an account at ``unit``; ``overall`` is its limit
      over all units. It may buy so much a year (see ``buys``) and owe so much on an invoice of 5 June.
    - ``account``: one more account of a customer.
    - ``buys``: four equal sales a year in 2023 to 2025 and two in the first half of 2026, all paid when due, at a margin of a fifth.
    - ``sale``, ``invoice``, ``payment`` and ``order`` with an ``account``: documents that are numbered per account. ``paid`` is a day,
      or ``due``.
    - ``request``: what was asked for, and what was done about it; a step is written ``APPROVE division_manager@DIVISION U-11``, where the
      unit is that of the seat, with ``NO`` or ``RETURNED`` behind it where the answer was not yes.
    - ``change``: other values of a row that is there.
    - ``rejected``: a row that could not be taken for one of its cells.
    """

    book: Book
    accounts: dict[str, AccountWriter] = field(factory=dict)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write them in their order."""
        for row in rows:
            for kind, written in row.items():
                if kind in SHORT or not SHORT_WITH.isdisjoint(written):
                    getattr(self, kind)(**written)
                else:
                    self.book.add(row_of(kind, written))

    def customer(
        self,
        *,
        id: str,  # noqa: A002 - as a row calls it
        name: str,
        unit: str,
        since: date = OLD,
        overall: int | str = "unlimited",
        group: str | None = None,
        blacklisted: bool = False,
        survey: Mapping[str, Any] | None = None,
        buys: int = 0,
        owes: int = 0,
        **account: Any,
    ) -> None:
        """Write a customer."""
        limit = value_of(field_types(Customer)["credit_limit"], overall)
        self.book.add(
            Customer(
                id=id,
                name=name,
                group=group,
                channel=ChannelType.DEALER,
                country="CN",
                since=since,
                blacklisted=blacklisted,
                credit_limit=limit,
            )
        )
        found = dict.fromkeys(WEAKNESSES, False) | values_of(CreditSurvey, survey or {})
        number = f"CS-{id.removeprefix('C-')}"
        self.book.add(CreditSurvey(id=number, customer=id, surveyed_on=day("2025-11-20"), **found))
        at = f"{id}@{unit}"
        self.account(id=at, since=since, **account)
        if buys:
            self.buys(account=at, amount=buys)
        if owes:
            self.sale(account=at, on=day("2026-06-05"), amount=owes, cost=int(owes * COST))

    def account(
        self,
        *,
        id: str,  # noqa: A002 - as a row calls it
        since: date = OLD,
        cash: bool = False,
        limit: int | str = "inherit",
        state: str = "ACTIVE",
        credit_days: int = 30,
    ) -> None:
        """Write an account, ``customer@unit``."""
        customer, unit = id.split("@")
        credit_days = 0 if cash else credit_days
        self.book.add(
            Account(
                customer=customer,
                unit=unit,
                since=since,
                state=AccountState[state],
                payment_term=PaymentTerm.CASH_ON_DELIVERY if cash else PaymentTerm.CREDIT,
                credit_days=credit_days,
                credit_limit=value_of(field_types(Account)["credit_limit"], limit),
            )
        )
        self.accounts[id] = AccountWriter(
            book=self.book,
            customer=customer,
            unit=unit,
            currency=CURRENCY_OF[unit],
            credit_days=credit_days,
            on_credit=not cash,
        )

    def buys(self, *, account: str, amount: int) -> None:
        """Write what is bought every quarter."""
        quarter = minor(amount) // 4
        for on in (date(year, month, 20) for year in (2023, 2024, 2025, 2026) for month in (2, 5, 8, 11)):
            if on < AS_OF:
                paid_on = on + days(self.accounts[account].credit_days)
                self.accounts[account].sell(on, quarter, int(quarter * COST), paid_on=paid_on)

    def sale(self, *, account: str, on: date, paid: date | str | None = None, **written: Any) -> None:
        """Write an order and its invoice, and the payment if it was paid."""
        self._bill(self.accounts[account].sell, account, on, paid, **written)

    def invoice(self, *, account: str, on: date, paid: date | str | None = None, **written: Any) -> None:
        """Write an invoice, and the payment if it was paid."""
        self._bill(self.accounts[account].invoice, account, on, paid, **written)

    def _bill(
        self,
        write: Any,
        account: str,
        on: date,
        paid: date | str | None,
        *,
        amount: int | str,
        cost: int | str | None,
        **more: Any,
    ) -> None:
        paid_on = on + days(self.accounts[account].credit_days) if paid == "due" else paid
        write(on, minor(amount), None if cost is None else minor(cost), paid_on=paid_on, **more)

    def payment(self, *, account: str, invoice: str, on: date, amount: int) -> None:
        """Write a payment for an invoice."""
        self.accounts[account].pay(invoice, on, minor(amount))

    def order(
        self,
        *,
        account: str,
        id: str,  # noqa: A002 - as a row calls it
        amount: int,
        on: date = ORDERED,
        on_credit: bool | None = None,
        status: str = "OPEN",
        **more: Any,
    ) -> None:
        """Write an order; on credit unless the account is a cash account."""
        pen = self.accounts[account]
        state = OrderStatus[status]
        pen.order(on, minor(amount), number=id, on_credit=on_credit, status=state, **values_of(Order, more))

    def request(
        self,
        *,
        id: str,  # noqa: A002 - as a row calls it
        steps: Iterable[str],
        unit: str = "U-11",
        amount: int | None = None,
        on: date | list[date] = ASKED,
        ends: date = YEAR_END,
        requester: str | None = "",
        **more: Any,
    ) -> None:
        """Write a request, and each step on its day (the last for the rest) by the holder of its seat."""
        money = None if amount is None else Money.of(amount, CURRENCY)
        dates = on if isinstance(on, list) else [on]
        self.book.add(
            Request(
                id=id,
                unit=unit,
                amount=money,
                requester=staff(unit, 1) if requester == "" else requester,
                requested_on=dates[0],
                **values_of(Request, more),
            )
        )
        for place, step in enumerate(steps):
            part, seat, at, *answer = step.split()
            post, level = seat.split("@")
            leader = staff(at, post)
            body, done_on = part == StepPart.DELIBERATE.name, dates[min(place, len(dates) - 1)]
            record = self.book.add(
                StepRecord(
                    id=f"{id}.{place + 1}",
                    request=id,
                    part=StepPart[part],
                    post=post,
                    at=SeatLevel[level],
                    employee=None if body else f"{leader}_1" if post in BODIES else leader,
                    done_on=done_on,
                    number=place + 1,
                    answer=StepAnswer[answer[0]] if answer else StepAnswer.YES,
                    amount=money,
                    starts_on=done_on,
                    ends_on=ends,
                )
            )
            for member in range(1, BODIES[post] + 1) if body else ():
                self.book.add(
                    Vote(
                        id=f"{record.id}.{member}",
                        step_record=record.id,
                        employee=f"{leader}_{member}",
                        ballot=Ballot.FOR,
                    )
                )

    def change(self, **written: Any) -> None:
        """Write other values into some fields of a row that is there."""
        entity, number = next(iter(written.items()))
        table = self.book.tables[STANDARD.entities[entity].table]
        place = next(i for i, row in enumerate(table) if cast("Any", row).id == number)
        del written[entity]
        table[place] = amended(table[place], **values_of(type(table[place]), written))

    def rejected(self, *, table: str, cell: str, row: Mapping[str, Any]) -> None:
        """Write a row that was rejected for an amount."""
        cells = {name: str(value) for name, value in row.items()}
        self.book.rejected.append(
            RejectedRow(
                table=table,
                reason=Cause.of("demo.amount-unreadable", cell=cells[cell]),
                row=tuple(cells.items()),
                customer=cells["customer"],
                unit=cells["unit"],
                invoice=cells["invoice"],
            )
        )


SHORT: Final = frozenset({"customer", "account", "change", "rejected"})
SHORT_WITH: Final = frozenset({"account", "steps"})
"""What is written in short: these, and what has one of those keys."""

WEAKNESSES: Final = tuple(name for name, kind in field_types(CreditSurvey).items() if kind.kind == "boolean")
"""What a credit survey asks about."""
