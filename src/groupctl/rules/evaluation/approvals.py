"""Approvals override rules: only the rule they name, within their amount, unit and dates (L30, M18)."""

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import cast

from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.evaluation.scope import line_of
from groupctl.rules.policy import RuleSet
from groupctl.schema.entities import PAYER
from groupctl.texts.causes import Cause


def overridden(rule_set: RuleSet, subject: Record, portfolio: Portfolio) -> Mapping[str, tuple[str, ...]]:
    """The overridable rules that an approval overrides for ``subject``, with the ids of those approvals.

    ``subject`` is an order or an account. What can't be read about an approval never helps it.
    """
    overridable = {rule.id for rule in rule_set.rules if rule.overridable}
    if not overridable or rule_set.about not in ("order", "account"):
        return {}
    found: dict[str, list[str]] = {}
    for approval in portfolio.related(subject, "approvals"):
        rule = cast(str, approval.values["rule"])
        if rule in overridable and why_not(approval, subject, portfolio) is None:
            found.setdefault(rule, []).append(approval.id)
    return {rule: tuple(ids) for rule, ids in found.items()}


def without_effect(
    rule_set: RuleSet,
    subject: Record,
    rules: Container[str],
    idle: Container[str],
    portfolio: Portfolio,
) -> Iterator[tuple[Record, Cause]]:
    """The approvals that name the subject or its customer and one of ``rules``, yet override nothing, and why.

    Those that could override one of the rules in ``idle``, which do not hold, are among them.
    """
    overridable = {rule.id for rule in rule_set.rules if rule.overridable}
    if rule_set.about not in ("order", "account"):
        return
    customers = dict.fromkeys([subject.values.get("customer"), _debtor(subject)])
    for approval in dict.fromkeys(
        one
        for customer in customers
        if isinstance(customer, Record)
        for one in portfolio.related(customer, "approvals")
    ):
        rule = approval.values["rule"]
        if approval.values.get("order", subject) is not subject or not (rule in rules or rule in idle):
            continue
        why = (
            why_not(approval, subject, portfolio)
            if rule in overridable
            else Cause.of("decision.approval-not-overridable")
        )
        if rule in idle:
            why = None if why else Cause.of("decision.approval-idle")
        if why:
            yield approval, why


def why_not(approval: Record, subject: Record, portfolio: Portfolio) -> Cause | None:
    """Why an approval of a rule does not override it for ``subject``; None where it does."""
    values, as_of = approval.values, portfolio.as_of
    if values["step"] != "APPROVE":
        return Cause.of("decision.approval-step", step=values["step"])
    if as_of < cast(date, values["starts_on"]):
        return Cause.of("decision.approval-early", starts_on=values["starts_on"])
    if as_of > cast(date, values["ends_on"]):
        return Cause.of("decision.approval-late", ends_on=values["ends_on"])
    if values.get("used") is not False:
        return Cause.of("decision.approval-used")
    if reopened_since(approval, subject, portfolio):
        return Cause.of("decision.approval-reopened", given_on=values["given_on"])
    if at_or_below(subject, approval, portfolio) is not True:
        return Cause.of("decision.approval-unit", unit=approval.source.unit)
    debtor = _debtor(subject)
    if approval.values.get("customer", debtor) is not debtor:
        return Cause.of("decision.approval-other-payer", customer=approval.source.customer)
    if reaches(approval, subject, portfolio):
        return None
    stated = approval.source.amount
    return Cause.of("decision.approval-amount" if stated else "decision.approval-no-amount", amount=stated)


def _debtor(subject: Record) -> Record | None:
    """The customer that owes for ``subject``: who pays the order, else whose account it is."""
    found = subject.values.get(PAYER if subject.entity == "order" else "customer")
    return found if isinstance(found, Record) else None


def reopened_since(approval: Record, subject: Record, portfolio: Portfolio) -> bool:
    """Whether the order that it names was opened again since it was given, or may have been."""
    if subject.entity != "order" or "order" not in approval.values:
        return False
    if (reopened := portfolio.states(subject, "reopened_on")) is True:
        return cast(date, approval.values["given_on"]) < cast(date, subject.values["reopened_on"])
    return reopened is not False


def reaches(approval: Record, subject: Record, portfolio: Portfolio) -> bool:
    """Whether the approval covers ``subject``: its unit or one below, and the order's amount."""
    if at_or_below(subject, approval, portfolio) is not True:
        return False
    if subject.entity == "account":
        return approval.values.get("customer") is _debtor(subject)
    if "order" in approval.values:
        amount, room = (cast(int | None, record.values.get("amount")) for record in (subject, approval))
        return (
            approval.values["order"] is subject and amount is not None and room is not None and amount <= room
        )
    return covers_together(approval, subject, portfolio)


def at_or_below(record: Record, approval: Record, portfolio: Portfolio) -> bool | None:
    """Whether the approval's unit is the record's own or one above it; None where a unit on the way was lost."""
    line, whole = line_of(record, portfolio.organisation)
    return True if approval.source.unit in line else (False if whole else None)


def covers_together(approval: Record, subject: Record, portfolio: Portfolio) -> bool:
    """Whether ``subject`` is among the orders that the amount covers together, the oldest first (ties by id, M25).

    An order that could not be read, or an older one of unknown amount, might use up the room: nothing is covered then.
    """
    customer = _debtor(subject)
    room = cast(int | None, approval.values.get("amount"))
    if room is None or customer is None or portfolio.gaps(customer, "orders_to_pay"):
        return False
    orders = sorted(
        competing(approval, customer, portfolio), key=lambda order: (order.values["ordered_on"], order.id)
    )
    for order in orders:
        amount = cast(int | None, order.values.get("amount"))
        if amount is None:
            return False
        if 0 <= amount <= room:
            if order is subject:
                return True
            room -= amount
    return False


def competing(approval: Record, customer: Record, portfolio: Portfolio) -> Iterator[Record]:
    """The orders to be paid by the customer that draw on an approval given to the account, at or perhaps below its unit.

    Open ones, and those that went through while it held, or may have: an approval is not renewed by what it let pass.
    """
    starts = cast(date, approval.values["starts_on"])
    for order in portfolio.related(customer, "orders_to_pay"):
        if order.values["status"] == "CANCELLED" or at_or_below(order, approval, portfolio) is False:
            continue
        invoices = portfolio.related(order, "invoices")
        days = [order.values["ordered_on"], *(invoice.values["issued_on"] for invoice in invoices)]
        through = any(cast(date, day) >= starts for day in days) or portfolio.gaps(order, "invoices")
        if order.values["status"] in {"DRAFT", "QUOTATION", "OPEN"} or through:
            yield order
