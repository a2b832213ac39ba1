"""Granted requests lift rules: only those whose matter they name, within their amount, unit and dates (L30, M18)."""

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import cast

from attrs import define

from groupctl.control.request_status import RequestStatus
from groupctl.decisions.granting import Granting
from groupctl.model.authority import DECIDING, StepRecord
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.evaluation.scope import line_of
from groupctl.rules.policy import RuleSet
from groupctl.schema.entities import PAYER
from groupctl.texts.causes import Cause


@define(eq=False)
class Lifting:
    """The requests about orders and accounts, and the rules that they lift."""

    granting: Granting
    supposed: frozenset[str] = frozenset()
    """Matters in which a request is supposed to be granted."""

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio that the requests are from."""
        return self.granting.environment.portfolio

    def overridden(self, rule_set: RuleSet, subject: Record) -> Mapping[str, tuple[RequestStatus, ...]]:
        """The rules that granted requests lift for ``subject``, an order or an account, with those requests."""
        matters = {rule.overridable for rule in rule_set.rules if rule.overridable}
        if not matters or rule_set.about not in {"order", "account"}:
            return {}
        found: dict[str, list[RequestStatus]] = {matter: [] for matter in matters & self.supposed}
        for request in self.requests(subject):
            request_status = self.request_status(request) if request.source.matter in matters else None
            if request_status and request_status.granted and not self.too_little(request_status, subject):
                found.setdefault(request.source.matter, []).append(request_status)
        return {
            rule.id: tuple(found[rule.overridable]) for rule in rule_set.rules if rule.overridable in found
        }

    def unhelpful(
        self, rule_set: RuleSet, subject: Record, rules: Container[str], idle: Container[str]
    ) -> Iterator[tuple[str, RequestStatus, Cause]]:
        """The requests in a matter of one of ``rules`` that lift it not, each with the rule and why.

        Those that would lift one of the rules in ``idle``, which do not hold, are among them.
        """
        if rule_set.about not in {"order", "account"}:
            return
        for request in self.requests(subject):
            named = [rule.id for rule in rule_set.rules if rule.overridable == request.source.matter]
            open_, out = ([rule for rule in named if rule in among] for among in (rules, idle))
            if not open_ and not out:
                continue
            request_status = self.request_status(request)
            why = why_not(request_status) or self.too_little(request_status, subject)
            if why and open_:
                yield open_[0], request_status, why
            elif not why and not open_ and request_status.granted and not set(named) - set(out):
                yield out[0], request_status, Cause.of("authority.idle")

    def requests(self, subject: Record) -> Iterator[Record]:
        """The requests about ``subject``, or about who owes for it, at its unit or one above it (M18)."""
        if subject.entity == "order":
            yield from self.portfolio.related(subject, "requests")
        debtor = debtor_of(subject)
        for request in self.portfolio.related(debtor, "requests") if debtor else ():
            if self.at_or_below(subject, request) is True:
                yield request

    def request_status(self, request: Record) -> RequestStatus:
        """How a request stands; one about a customer covers as much as was granted, order by order."""
        return self.granting.request_status(request, cover=0 if "customer" in request.values else None)

    def too_little(self, request_status: RequestStatus, subject: Record) -> Cause | None:
        """Why a granted request does not reach an order: it was opened again, or others use it up; None where it does."""
        if subject.entity == "account":
            return None
        if "order" in request_status.request.values:
            return (
                Cause.of("authority.reopened", on=decision_of(request_status).done_on)
                if self.reopened_since(request_status, subject)
                else None
            )
        if self.covers_together(request_status, subject):
            return None
        stated = decision_of(request_status).amount
        return Cause.of("authority.orders-before" if stated else "authority.no-amount", amount=stated)

    def at_or_below(self, record: Record, request: Record) -> bool | None:
        """Whether the request's unit is the record's own or one above it; None where a unit on the way was lost."""
        line, whole = line_of(record, self.portfolio.organisation)
        return True if request.source.unit in line else (False if whole else None)

    def covers_together(self, request_status: RequestStatus, subject: Record) -> bool:
        """Whether ``subject`` is among the orders that the amount covers together, the oldest first (ties by id, M25).

        An order that could not be read, or an older one of unknown amount, might use up the room: nothing is covered then.
        """
        debtor, room = debtor_of(subject), request_status.amount
        if debtor is None or self.portfolio.gaps(debtor, "orders_to_pay"):
            return False
        competing = sorted(
            self.competing(request_status, debtor), key=lambda order: (order.values["ordered_on"], order.id)
        )
        for order in competing:
            amount = cast(int | None, order.values.get("amount"))
            if amount is None:
                return False
            if 0 <= amount <= room:
                if order is subject:
                    return True
                room -= amount
        return False

    def reopened_since(self, request_status: RequestStatus, order: Record) -> bool:
        """Whether an order was opened again since the decision, or may have been."""
        if (reopened := self.portfolio.states(order, "reopened_on")) is True:
            return decision_of(request_status).done_on < cast(date, order.values["reopened_on"])
        return reopened is not False

    def competing(self, request_status: RequestStatus, debtor: Record) -> Iterator[Record]:
        """The orders to be paid by the debtor that draw on what was granted to it, at or perhaps below its unit.

        Open ones, and those that went through while it held, or may have: a grant is not renewed by what it let pass.
        """
        starts = decision_of(request_status).starts_on
        for order in self.portfolio.related(debtor, "orders_to_pay"):
            if (
                order.values["status"] == "CANCELLED"
                or self.at_or_below(order, request_status.request) is False
            ):
                continue
            invoices = self.portfolio.related(order, "invoices")
            days = [order.values["ordered_on"], *(invoice.values["issued_on"] for invoice in invoices)]
            through = any(cast(date, day) >= starts for day in days) or self.portfolio.gaps(order, "invoices")
            if order.values["status"] in {"DRAFT", "QUOTATION", "OPEN"} or through:
                yield order


def debtor_of(subject: Record) -> Record | None:
    """The customer that owes for ``subject``: who pays the order, else whose account it is."""
    found = subject.values.get(PAYER if subject.entity == "order" else "customer")
    return found if isinstance(found, Record) else None


def decision_of(request_status: RequestStatus) -> StepRecord:
    """The record of the step that decided a granted request."""
    record: StepRecord = next(one.record.source for one in request_status.done if one.step.part in DECIDING)
    return record


def why_not(request_status: RequestStatus) -> Cause | None:
    """Why a request is not granted: what stands in its way, or which step is still needed; None where it is granted."""
    if request_status.granted:
        return None
    causes = (*request_status.why, *(cause for _, cause in request_status.unhelpful))
    if step := request_status.next:
        return Cause("authority.still-needed", (("step", f"{step.part.name} {step.seat}"),), because=causes)
    return Cause("authority.not-granted", because=causes)
