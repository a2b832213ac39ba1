"""Small policies and ledgers for tests about the meaning of rules."""

from datetime import date
from textwrap import dedent

from groupctl.model.authority import (
    Appointment,
    AppointmentKind,
    Request,
    SeatLevel,
    StepAnswer,
    StepPart,
    StepRecord,
)
from groupctl.model.customer import Account, Customer
from groupctl.model.ledger import Invoice, Order, OrderStatus
from groupctl.model.organisation import Unit, UnitKind
from groupctl.model.people import Employee
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
    folder = tmp_path / "small"
    folder.mkdir(exist_ok=True)
    (folder / "small.yaml").write_text(HEAD + dedent(body), encoding="utf-8")
    if "overridable" in body:
        (folder / "authority.yaml").write_text(AUTHORITY, encoding="utf-8")
    return load_policy(folder)


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


AUTHORITY = """\
posts:
  director: {title: Director}
words:
  roles: {sales: Sales, controller: controller}
matters:
  CEILING: {title: {en: Beyond the ceiling, zh: 超上限}, source: G24}
  OTHER: {title: Other, source: G24}
routes:
  DIRECTOR: {title: {en: the director approves, zh: 总监批准}, source: G24, steps: [{part: APPROVE, seat: director@UNIT, days: 2}]}
measures:
  request.at_stake: {type: money, value: order.amount, title: At stake, source: G24}
rulesets:
  who: {about: request, hit: unique, gives: {way: Route}, stake: at_stake, outcomes: {REFER: refer}, otherwise: {way: REFER}, unknown: refer, title: Who, source: G24, rules: [{id: who.all, when: matter = CEILING or matter = OTHER, then: {way: DIRECTOR}, title: All, source: G24}]}
"""
"""What a small policy needs so that requests lift its rules; `policy` adds it where a rule is overridable."""


def granted(id_="R-1", matter="CEILING", *, order="SO-1", unit="U", **step):
    """Tables with a request that the director of a unit approved today, up to 301 yuan."""
    given = {
        "part": StepPart.APPROVE, "post": "director", "at": SeatLevel.UNIT, "employee": "E-1", "done_on": AS_OF,
        "number": 1, "answer": StepAnswer.YES, "amount": cny("301"), "starts_on": AS_OF, "ends_on": AS_OF,
    }  # fmt: skip
    used_on = step.pop("used_on", None)
    asked = Request(
        id=id_, matter=matter, order=order, unit=unit, requester="E-2", requested_on=AS_OF, used_on=used_on
    )
    held = Appointment(
        id="AP-1", employee="E-1", post="director", unit="U", kind=AppointmentKind.PRINCIPAL, starts_on=AS_OF
    )
    return {
        "employees": [Employee(id=name, name=name, unit="U") for name in ("E-1", "E-2")],
        "appointments": [held],
        "requests": [asked],
        "step_records": [StepRecord(id=f"{id_}.1", request=id_, **(given | step))],
    }


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
