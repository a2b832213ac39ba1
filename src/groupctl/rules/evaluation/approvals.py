"""Approvals override rules: only the rule they name, within their amount, unit and dates (L30, M18)."""

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import cast

from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.evaluation.scope import line_of
from groupctl.rules.policy import RuleSet
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
        if rule in overridable and holds(approval, portfolio.as_of) and reaches(approval, subject, portfolio):
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
    customer = subject.values.get("customer")
    given = portfolio.related(customer, "approvals") if isinstance(customer, Record) else ()
    for approval in given:
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
    if not holds(approval, as_of):
        return Cause.of("decision.approval-used")
    if at_or_below(subject, approval, portfolio) is not True:
        return Cause.of("decision.approval-unit", unit=approval.source.unit)
    if reaches(approval, subject, portfolio):
        return None
    stated = approval.source.amount
    return Cause.of("decision.approval-amount" if stated else "decision.approval-no-amount", amount=stated)


def holds(approval: Record, as_of: date) -> bool:
    """Whether it is the final step, in force on ``as_of`` (both ends inclusive) and not used up."""
    values = approval.values
    starts, ends = cast(date, values["starts_on"]), cast(date, values["ends_on"])
    return values["step"] == "APPROVE" and starts <= as_of <= ends and values.get("used") is False


def reaches(approval: Record, subject: Record, portfolio: Portfolio) -> bool:
    """Whether the approval covers ``subject``: its unit or one below, and the order's amount."""
    if at_or_below(subject, approval, portfolio) is not True:
        return False
    if subject.entity == "account":
        return approval.values.get("customer") is subject.values.get("customer")
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
    customer = cast(Record, subject.values["customer"])
    room = cast(int | None, approval.values.get("amount"))
    if room is None or portfolio.gaps(customer, "orders"):
        return False
    orders = sorted(
        competing(approval, customer, portfolio), key=lambda order: (order.values["ordered_on"], order.id)
    )
    for order in orders:
        amount = cast(int | None, order.values.get("amount"))
        if amount is None:
            return False
        if amount <= room:
            if order is subject:
                return True
            room -= amount
    return False


def competing(approval: Record, customer: Record, portfolio: Portfolio) -> Iterator[Record]:
    """The customer's orders that draw on an approval given to the account, at or perhaps below its unit.

    Open ones, and those that went through while it held, or may have: an approval is not renewed by what it let pass.
    """
    starts = cast(date, approval.values["starts_on"])
    for order in portfolio.related(customer, "orders"):
        if order.values["status"] == "CANCELLED" or at_or_below(order, approval, portfolio) is False:
            continue
        invoices = portfolio.related(order, "invoices")
        days = [order.values["ordered_on"], *(invoice.values["issued_on"] for invoice in invoices)]
        through = any(cast(date, day) >= starts for day in days) or portfolio.gaps(order, "invoices")
        if order.values["status"] == "OPEN" or through:
            yield order
