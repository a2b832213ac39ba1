"""Sound ledgers of one to three customers, with an order that is held for one reason, for two, or for none.

The reasons are the ranks of L30 and the limits of the account, the customer and the customer group.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Final

from groupctl.model import (
    AccountState,
    GrantedLimit,
    IdentityCheck,
    LimitKind,
    NumberKind,
    OrderStatus,
    PaymentTerm,
    Registration,
)
from groupctl.testing import Ledger, days_ago
from groupctl.testing.ledger import day
from tests.standard.amounts import yuan
from tests.standard.receipts import dispute, dunned, instrument, promise, schedule, terms

RICH: Final = 50_000_000
"""A limit that no ledger here comes near."""


class Draft:
    """What the ledger of C-1 at U-1 is made of; a reason to hold its order SO-1 changes some of it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.customer: dict[str, object] = {"blacklisted": False, "credit_limit": "unlimited"}
        self.account: dict[str, object] = {"credit_limit": RICH, "term": PaymentTerm.CREDIT}
        self.group_limit: int | str = "unlimited"
        self.more: list[Callable[[Ledger], object]] = []
        self.cost = 300_000
        self.order: dict[str, str] = {}

    def amount(self, least: int = 1, most: int = 9) -> int:
        return self.random.randint(least, most) * 1000

    def add(self, *more: Callable[[Ledger], object]) -> None:
        self.more += more


def blacklisted(draft: Draft) -> None:
    draft.customer["blacklisted"] = True


def frozen(draft: Draft) -> None:
    draft.account["state"] = draft.random.choice([AccountState.FROZEN, AccountState.ELIMINATED])


def supply_refused(draft: Draft) -> None:
    unit = draft.random.choice([None, "U-1"])
    draft.add(lambda ledger: ledger.survey("2026-05-01", unit=unit, bad_history=True))


def d_class(draft: Draft) -> None:
    draft.cost = 499_000


def company_line(draft: Draft) -> None:
    draft.add(lambda ledger: ledger.sheet(receivables=900))


def group_line(draft: Draft) -> None:
    draft.add(lambda ledger: ledger.sheet("G", receivables=900, consolidated=True))


def arrears(draft: Draft) -> None:
    draft.account["credit_limit"] = limit = draft.amount()
    draft.add(lambda ledger: ledger.open_invoice(limit + 1000), lambda ledger: ledger.open_invoice(700))


def customer_arrears(draft: Draft) -> None:
    draft.customer["credit_limit"] = limit = draft.amount(2)
    draft.add(lambda ledger: ledger.open_invoice(limit // 2).open_invoice(limit, unit="U-2"))


def group_arrears(draft: Draft) -> None:
    draft.group_limit = limit = draft.amount(2)
    draft.add(lambda ledger: ledger.open_invoice(limit // 2).open_invoice(limit, customer="C-2"))


def limit(draft: Draft) -> None:
    draft.account["credit_limit"] = least = draft.amount(2)
    draft.add(lambda ledger: ledger.open_invoice(least - 1000), lambda ledger: ledger.payment(10))


def limit_by_orders(draft: Draft) -> None:
    draft.account["credit_limit"] = least = draft.amount(2)
    draft.add(lambda ledger: ledger.order("SO-2", least - 1000, ordered_on="2026-11-02"))


def customer_limit(draft: Draft) -> None:
    draft.customer["credit_limit"] = least = draft.amount(2)
    draft.add(lambda ledger: ledger.open_invoice(least - 1000, unit="U-2"))


def group_limit(draft: Draft) -> None:
    draft.group_limit = least = draft.amount(2)
    draft.add(lambda ledger: ledger.open_invoice(least - 1000, customer="C-2", unit="U-2"))


def group_limit_by_orders(draft: Draft) -> None:
    draft.group_limit = least = draft.amount(2)
    draft.add(lambda ledger: ledger.order("SO-3", least - 1000, customer="C-2", unit="U-2"))


def overdue(draft: Draft) -> None:
    days = draft.random.choice(["2026-02-01", "2026-06-15"])
    draft.add(lambda ledger: ledger.invoice(days, 6000, settled_on=None, order="SO-0"))


def instalments(draft: Draft) -> None:
    late = draft.random.choice([35, 60])
    draft.add(lambda ledger: schedule(ledger, (days_ago(late), 6000), (days_ago(-20), 3000), invoice="I-S"))
    draft.add(lambda ledger: ledger.payment(draft.random.choice([500, 5000]), invoice="I-S"))


def disputed_part(draft: Draft) -> None:
    draft.add(lambda ledger: ledger.invoice(days_ago(40), 9000, settled_on=None, id_="I-D"))
    closed = draft.random.choice([None, days_ago(2)])
    draft.add(lambda ledger: dispute(ledger, "I-D", 4000, days_ago(9), closed_on=closed))


def not_cleared(draft: Draft) -> None:
    draft.account["credit_limit"] = least = draft.amount(2)
    kind = draft.random.choice(["CHEQUE", "BANK_ACCEPTANCE", "COMMERCIAL_ACCEPTANCE"])
    draft.add(
        lambda ledger: ledger.open_invoice(least - 1000, id_="I-P").payment(least - 1000, invoice="I-P")
    )
    draft.add(lambda ledger: instrument(ledger, kind, matures=None if kind == "CHEQUE" else days_ago(-60)))


def came_back(draft: Draft) -> None:
    status = draft.random.choice(["BOUNCED", "REVERSED"])
    draft.add(lambda ledger: ledger.open_invoice(700, id_="I-B").payment(700, days_ago(9), invoice="I-B"))
    draft.add(lambda ledger: instrument(ledger, "CHEQUE", status, days_ago(3)))


def passed_on(draft: Draft) -> None:
    draft.account["credit_limit"] = least = draft.amount(2)
    status = draft.random.choice(["ENDORSED", "DISCOUNTED"])
    draft.add(
        lambda ledger: ledger.open_invoice(least - 1000, id_="I-E").payment(least - 1000, invoice="I-E")
    )
    draft.add(
        lambda ledger: instrument(
            ledger, "BANK_ACCEPTANCE", status, days_ago(3), matures=days_ago(-60), recourse=True
        )
    )


def promise_broken(draft: Draft) -> None:
    draft.add(lambda ledger: ledger.invoice(days_ago(20), 3000, settled_on=None, id_="I-Q"))
    draft.add(
        lambda ledger: promise(ledger, 3000, days_ago(2), days_ago(12), draft.random.choice([None, "I-Q"]))
    )


def dunned_high(draft: Draft) -> None:
    draft.add(lambda ledger: ledger.invoice(days_ago(20), 3000, settled_on=None, id_="I-N"))
    draft.add(lambda ledger: dunned(ledger, 3, days_ago(2), invoice=draft.random.choice([None, "I-N"])))


def cash_terms(draft: Draft) -> None:
    draft.account["term"] = PaymentTerm.CASH_ON_DELIVERY


def payers_limit(draft: Draft) -> None:
    """C-2 pays the order; what it owes was bought by itself or by C-1."""
    draft.order[draft.random.choice(["payer", "bill_to"])] = "C-2"
    least, buyer = draft.amount(2), draft.random.choice(["C-1", "C-2"])
    draft.add(
        lambda ledger: ledger.account("C-2", credit_limit=least),
        lambda ledger: ledger.open_invoice(least - 1000, customer=buyer, payer="C-2"),
    )


def debt_for_another(draft: Draft) -> None:
    """C-1 has to pay what C-2 bought or ordered."""
    draft.account["credit_limit"] = least = draft.amount(2)
    party, number = draft.random.choice(["payer", "bill_to"]), f"SO-4{len(draft.more)}"
    if draft.random.random() < 0.5:
        draft.add(lambda ledger: ledger.open_invoice(least - 1000, customer="C-2", **{party: "C-1"}))
    else:
        draft.add(lambda ledger: ledger.order(number, least - 1000, customer="C-2", **{party: "C-1"}))


def party_blacklisted(draft: Draft) -> None:
    draft.order[draft.random.choice(["ship_to", "bill_to", "payer"])] = "C-4"
    draft.add(lambda ledger: ledger.customer("C-4", blacklisted=True))


def held_by_host(draft: Draft) -> None:
    draft.order["held_on"] = "2026-11-10"


def granted(kind: str, amount: int, **more: object) -> Callable[[Ledger], object]:
    """A limit of C-1 at U-1 unless it is another's, from the beginning of the year to its end."""
    subject: dict[str, object] = {} if "group" in more else {"customer": "C-1", "unit": "U-1"}
    own = {
        "kind": LimitKind[kind],
        "amount": yuan(amount),
        "starts_on": day("2026-01-01"),
        "ends_on": day("2026-12-31"),
    }
    return lambda ledger: ledger.put(
        GrantedLimit(id=f"GL-{len(ledger.tables['granted_limits']) + 1}", **{**own, **subject, **more})  # type: ignore[arg-type]
    )


def above_the_class(draft: Draft) -> None:
    """A new customer has 100,000 by its class; what is recorded above that was not granted."""
    draft.account |= {"credit_limit": RICH, "since": days_ago(100)}
    draft.add(lambda ledger: ledger.open_invoice(99_000))


def granted_above_the_class(draft: Draft) -> None:
    """The same, and it was granted: nothing holds the order."""
    above_the_class(draft)
    draft.add(lambda ledger: ledger.granted("LIMIT_GRANT", new_limit=RICH, amount=RICH))


def freeze_decided(draft: Draft) -> None:
    """A freeze was decided that the host does not record; sometimes its release was too."""
    draft.add(lambda ledger: ledger.granted("FREEZE_CLEAR"))
    if draft.random.random() < 0.5:
        draft.add(lambda ledger: ledger.granted("UNFREEZE"))


def management_limit(draft: Draft) -> None:
    limit = draft.amount(2)
    draft.add(lambda ledger: ledger.open_invoice(limit - 1000), granted("MANAGEMENT", limit))


def granted_own_limit(draft: Draft) -> None:
    limit = draft.amount(2)
    unit = draft.random.choice([None, "U-1"])
    draft.add(lambda ledger: ledger.open_invoice(limit - 1000), granted("OWN", limit, unit=unit))


def granted_group_limit(draft: Draft) -> None:
    limit = draft.amount(2)
    draft.add(
        lambda ledger: ledger.open_invoice(limit - 1000, customer="C-2", unit="U-2"),
        granted("OWN", limit, group="GR"),
    )


def limit_with_more_on_top(draft: Draft) -> None:
    draft.account["credit_limit"] = limit = draft.amount(2)
    insured = {"insured_share": Fraction(9, 10), "cover_ends_after": 30}
    draft.add(
        lambda ledger: ledger.open_invoice(limit + 1200),
        granted("TEMPORARY", 500),
        granted("INSURED", 2000, **insured),
    )


def customer_recorded_twice(draft: Draft) -> None:
    draft.account["credit_limit"] = limit = draft.amount(2)
    draft.add(lambda ledger: ledger.customer("C-6").account("C-6", credit_limit=RICH).survey(customer="C-6"))
    draft.add(lambda ledger: ledger.open_invoice(limit - 1000, customer="C-6"))
    for customer, id_ in (("C-1", "RN-1"), ("C-6", "RN-2")):
        row = Registration(
            id=id_, customer=customer, kind=NumberKind.SOCIAL_CREDIT_CODE, number="91110000600037341L"
        )
        draft.add(lambda ledger, row=row: ledger.put(row))  # type: ignore[misc]


def found_to_be_one(draft: Draft) -> None:
    draft.account["credit_limit"] = limit = draft.amount(2)
    draft.add(lambda ledger: ledger.customer("C-7").account("C-7", credit_limit=RICH).survey(customer="C-7"))
    draft.add(lambda ledger: ledger.open_invoice(limit - 1000, customer="C-7"))
    check = IdentityCheck(id="IC-1", customer="C-7", other="C-1", same=True, checked_on=day("2026-05-05"))
    draft.add(lambda ledger: ledger.put(check))


def nothing(draft: Draft) -> None:
    """The order goes."""


HOLDS: Final[Mapping[str, Callable[[Draft], None]]] = {
    hold.__name__.replace("_", "-"): hold
    for hold in (
        blacklisted,
        frozen,
        supply_refused,
        d_class,
        company_line,
        group_line,
        arrears,
        customer_arrears,
        group_arrears,
        limit,
        limit_by_orders,
        customer_limit,
        group_limit,
        group_limit_by_orders,
        overdue,
        instalments,
        disputed_part,
        not_cleared,
        came_back,
        passed_on,
        promise_broken,
        dunned_high,
        cash_terms,
        payers_limit,
        debt_for_another,
        party_blacklisted,
        held_by_host,
        above_the_class,
        granted_above_the_class,
        freeze_decided,
        management_limit,
        granted_own_limit,
        granted_group_limit,
        limit_with_more_on_top,
        customer_recorded_twice,
        found_to_be_one,
        nothing,
    )
}


def ledger(random: Random, *holds: str) -> Ledger:
    """A sound ledger whose order SO-1 is held for ``holds``."""
    draft = Draft(random)
    for hold in holds:
        HOLDS[hold](draft)
    made = Ledger().group("TOP").group("GR", "TOP", credit_limit=draft.group_limit).group("OTHER")
    made.customer(group="GR", **draft.customer).account(**draft.account)  # type: ignore[arg-type]
    made.account(unit="U-2", credit_limit=RICH).survey()
    made.order("SO-0", 3000, ordered_on="2026-01-20", status=OrderStatus.INVOICED, invoiced=3000)
    made.invoice(amount=500_000, cost=draft.cost, due_on="2025-07-30", settled_on="2025-07-15", order="SO-0")
    made.customer("C-2", group="GR").account("C-2", "U-2", credit_limit=RICH).survey(customer="C-2")
    made.invoice("2025-05-05", 400_000, cost=200_000, customer="C-2", unit="U-2")
    if random.random() < 0.5:
        made.customer("C-3").account("C-3", credit_limit=RICH).survey(customer="C-3")
        made.invoice("2025-03-03", 300_000, cost=100_000, customer="C-3")
        made.order("SO-9", 4000, customer="C-3")
    for more in draft.more:
        more(made)
    made.invoice("2026-09-01", 2000, due_on="2026-12-01", settled_on=None).payment(
        1500, invoice=made.tables["invoices"][-1].id
    )
    made.order("SO-1", random.choice([1500, 2500, 4000]), **draft.order)
    extras(made, random)
    return made


def extras(made: Ledger, random: Random) -> None:
    """Rows that are in most ledgers and rarely decide an order."""
    for extra in (
        lambda: made.collateral(random.choice([100, 200_000])),
        made.incident,
        lambda: made.expense(1200, "2026-03-01"),
        lambda: made.budget(1000),
        lambda: made.plan(9000, "2026-01-01", "2026-12-31"),
        lambda: made.stock(5000),
        lambda: made.order("SO-8", 800, on_credit=False),
        lambda: made.granted("OVER_UNIT_LIMIT", order="SO-1"),
        lambda: made.order("RO-1", -400, delivered=random.choice([None, -150]), invoiced=0),
        lambda: made.order("SO-7", 700, status=OrderStatus.QUOTATION),
        lambda: made.order("SO-6", 900).payment(random.choice([500, 900]), order="SO-6"),
        lambda: made.order("SO-5", 1900, deliver_on="2028-01-15", delivered=random.choice([None, 600])),
        lambda: made.open_invoice(-300, disputed=random.choice([True, False])),
        lambda: terms(made, 30, discount="0.02", within=10),
        lambda: schedule(made, (days_ago(-10), 400), (days_ago(-40), 400)),
        lambda: instrument(made.payment(200), "CHEQUE", "CLEARED", days_ago(1)),
        lambda: promise(made, 100, days_ago(-5), days_ago(3)),
        lambda: dunned(made, 1, days_ago(4)),
    ):
        if random.random() < 0.4:
            extra()
