"""Small policies and ledgers for tests about the meaning of rules."""

from datetime import date
from textwrap import dedent

from groupctl.model.credit import Approval, ApprovalStep
from groupctl.model.customer import Account, Customer
from groupctl.model.ledger import Invoice, Order, OrderStatus
from groupctl.model.organisation import Unit, UnitKind
from groupctl.model.vocabulary import STANDARD
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.loader import load_policy
from groupctl.schema.money import Money

AS_OF = date(2026, 6, 30)

HEAD = """\
policy: small
version: "1"
currency: CNY
title: {en: Small, zh: 小}
"""

UNITS = (
    Unit(id="G", name="Group", kind=UnitKind.GROUP),
    Unit(id="S", name="Segment", kind=UnitKind.SEGMENT, parent="G"),
    Unit(id="U", name="Unit", kind=UnitKind.SUBSIDIARY, parent="S"),
    Unit(id="V", name="Other unit", kind=UnitKind.SUBSIDIARY, parent="S"),
)


def policy(tmp_path, body):
    """The policy with the usual head and ``body``."""
    path = tmp_path / "small.yaml"
    path.write_text(HEAD + dedent(body), encoding="utf-8")
    return load_policy(path)


def cny(text):
    return Money.of(text, "CNY")


def invoice(id_, customer="C-1", unit="U", amount="100", due_on=date(2026, 5, 31), **more):
    return Invoice(
        id=id_,
        customer=customer,
        unit=unit,
        issued_on=date(2026, 5, 1),
        due_on=due_on,
        amount=cny(amount),
        **more,
    )


def order(id_, customer="C-1", unit="U", amount="100", day=1, **more):
    return Order(
        id=id_, customer=customer, unit=unit, ordered_on=date(2026, 6, day), amount=cny(amount),
        status=more.pop("status", OrderStatus.OPEN), **more,
    )  # fmt: skip


def approval(id_, rule, **more):
    """An approval that holds today at the unit ``U``."""
    given = {
        "step": ApprovalStep.APPROVE, "unit": "U", "amount": cny("100"), "starts_on": AS_OF, "ends_on": AS_OF,
        "role": "director", "given_on": AS_OF, "used": False,
    }  # fmt: skip
    return Approval(id=id_, rule=rule, **(given | more))


def portfolio(*, customers=("C-1",), blacklisted=None, rejected=(), missing=(), as_of=AS_OF, **tables):
    """A ledger whose tables are all there; every customer has an account with the units U and V."""
    given = {name: () for name in STANDARD.tables if name not in missing} | {
        "units": UNITS,
        "customers": [Customer(id=id_, name=id_, blacklisted=blacklisted) for id_ in customers],
        "accounts": [Account(customer=id_, unit=unit) for id_ in customers for unit in "UV"],
    }
    return Portfolio.build(
        as_of=as_of, currency="CNY", tables=given | tables, rejected=rejected, missing_tables=missing
    )
