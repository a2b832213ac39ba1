"""Approvals lift rules: only the rule they name, within their amount, unit and dates (L30, M18)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from groupctl.model.portfolio import Portfolio
from groupctl.model.records import Record
from groupctl.rules.policy import RuleSet


def lifted(rule_set: RuleSet, subject: Record, portfolio: Portfolio) -> Mapping[str, tuple[str, ...]]:
    """The liftable rules that an approval lifts for ``subject``, with the ids of those approvals.

    ``subject`` is an order or a relation. What can't be read about an approval never helps it.
    """
    liftable = {rule.id for rule in rule_set.rules if rule.liftable}
    if not liftable or rule_set.about not in ("order", "relation"):
        return {}
    found: dict[str, list[str]] = {}
    for approval in portfolio.related(subject, "approvals"):
        rule = cast(str, approval.values["rule"])
        if rule in liftable and holds(approval, portfolio.as_of) and reaches(approval, subject, portfolio):
            found.setdefault(rule, []).append(approval.id)
    return {rule: tuple(ids) for rule, ids in found.items()}


def holds(approval: Record, as_of: date) -> bool:
    """Whether it is the final step, in force on ``as_of`` (both ends inclusive) and not used up."""
    values = approval.values
    starts, ends = cast(date, values["starts_on"]), cast(date, values["ends_on"])
    return values["step"] == "APPROVE" and starts <= as_of <= ends and values.get("used") is False


def reaches(approval: Record, subject: Record, portfolio: Portfolio) -> bool:
    """Whether the approval covers ``subject``: its unit or one below, and the order's amount."""
    unit = subject.values.get("unit")
    if not isinstance(unit, Record) or not at_or_below(unit, approval.values.get("unit")):
        return False
    if subject.entity == "relation":
        return approval.values.get("customer") is subject.values.get("customer")
    if "order" in approval.values:
        return approval.values["order"] is subject and covers(approval, [subject], subject)
    orders = portfolio.related(cast(Record, subject.values["customer"]), "orders")
    return covers(approval, [order for order in orders if competes(order, approval)], subject)


def at_or_below(unit: Record, top: object) -> bool:
    """Whether ``top`` is ``unit`` or one of the units above it."""
    place: object = unit
    while isinstance(place, Record):
        if place is top:
            return True
        place = place.values.get("parent")
    return False


def competes(order: Record, approval: Record) -> bool:
    """Whether an order draws on an approval given to the relation: it is open, at or below the approval's unit."""
    unit = order.values.get("unit")
    return (
        order.values["status"] == "OPEN"
        and isinstance(unit, Record)
        and at_or_below(unit, approval.values.get("unit"))
    )


def covers(approval: Record, orders: Iterable[Record], subject: Record) -> bool:
    """Whether ``subject`` is among the orders that the amount covers together, the oldest first (ties by id, M25)."""
    room = cast(int | None, approval.values.get("amount"))
    if room is None:
        return False
    for order in sorted(orders, key=lambda order: (cast(date, order.values["ordered_on"]), order.id)):
        amount = cast(int | None, order.values.get("amount"))
        if amount is not None and amount <= room:
            if order is subject:
                return True
            room -= amount
    return False
