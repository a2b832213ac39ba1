"""The smallest changes that would let pass what a decision holds, over the levers that the policy allows.

Each is found by deciding again on the portfolio with that change, and by a change that is smaller by one unit of money, which must
not do. A lever only adds a payment, a limit or a grant, or makes an order smaller: none takes information away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
from attrs import define, field, frozen

from groupctl.control.holders import lasts_on
from groupctl.control.way import Way
from groupctl.decisions.decision import Decision, Reason
from groupctl.decisions.judgement import Evaluation
from groupctl.errors import DecisionError
from groupctl.model.granted_limit import LimitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.supposed import ChangedReach
from groupctl.rules.levers import Lever, LeverKind
from groupctl.rules.policy import RuleSet
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import PAYER
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.texts.title import Title

PREFIX: Final = "remedy."
"""What the ids of rows that are supposed begin with."""


@frozen(kw_only=True)
class RequestToMake:
    """A request that would have to be granted: in which matter, on which route, and who would do its steps."""

    matter: str
    route: str
    way: Way = field(eq=False, repr=False)


@frozen(kw_only=True)
class Remedy:
    """One change after which the decision is ``outcome``.

    ``amount`` is what is to be paid, what the order is cut to, or by how much a limit is raised, in ``currency``; None where only
    requests are to be granted. ``paid`` says what of it goes to which invoice. ``until`` is the last day of a limit that is raised.
    ``rows`` are those that a host would then have: `Portfolio.with_rows`.
    """

    lever: str
    kind: LeverKind
    title: Title
    subject: str
    outcome: str
    amount: Decimal | None = None
    currency: str
    paid: tuple[tuple[str, Decimal], ...] = ()
    requests: tuple[RequestToMake, ...] = ()
    until: date | None = None
    rows: tuple[object, ...] = field(default=(), repr=False)


@define(eq=False)
class Remedies:
    """The search for one decision."""

    base: Evaluation
    decision: Decision
    _found: int = field(default=0, init=False)
    """What an earlier lever took: another one often takes as much."""
    _reaches: dict[str, ChangedReach] = field(factory=dict, init=False)

    def found(self) -> Iterator[Remedy]:
        """A remedy for each lever that has one, in the order of the policy."""
        if self.decision.meaning == "good" or self.decision.status not in ("decided", "unknown"):
            return
        levers = [one for one in self.base.policy.levers if one.rule_set == self.decision.rule_set]
        approvals = [one for one in levers if one.kind == "approve"]
        for lever in levers:
            if lever not in approvals:
                yield from self._by(lever)
            elif lever is approvals[0]:
                yield from self._approve(lever, [matter for one in approvals for matter in one.matters])

    @property
    def portfolio(self) -> Portfolio:
        """The one that was decided on."""
        return self.base.portfolio

    @property
    def rule_set(self) -> RuleSet:
        """The rule set that decided."""
        return self.base.policy.rulesets[self.decision.rule_set]

    @property
    def subject(self) -> Record:
        """What was decided about."""
        return self.portfolio.record(self.decision.entity, self.decision.subject)

    def _by(self, lever: Lever) -> Iterator[Remedy]:
        match lever.kind:
            case "pay":
                yield from self._pay(lever)
            case "prepay":
                yield from self._prepay(lever)
            case "cut":
                yield from self._cut(lever)
            case "raise":
                yield from self._raise(lever)

    # ------------------------------------------------------------------------------------------ levers
    def _pay(self, lever: Lever) -> Iterator[Remedy]:
        owed = list(self._owed(lever))
        each = [minor for _, minor in owed]

        def paid(total: int) -> list[tuple[Record, int]]:
            parts = []
            for invoice, minor in owed:
                part = min(minor, total)
                total -= part
                parts += [(invoice, part)] if part else []
            return parts

        def rows(total: int) -> list[object]:
            return [
                self._payment(invoice.id, invoice, part, invoice=invoice.id) for invoice, part in paid(total)
            ]

        sums = [sum(each[: place + 1]) for place in range(len(each))]
        least = self._least(lever, rows, sum(each), sums)
        if least is not None:
            parts = tuple((invoice.id, self._money(part).decimal) for invoice, part in paid(least))
            yield self._remedy(lever, least, rows(least), paid=parts)

    def _owed(self, lever: Lever) -> Iterator[tuple[Record, int]]:
        """The invoices that owe something known, the oldest due first."""
        if lever.items is None or lever.amount is None:
            return
        environment = self.base.environment
        owner, name = environment.collection(lever.items, {core.SUBJECT: self.subject})
        if not isinstance(owner, Record):
            return
        invoices = self.portfolio.related(owner, name)
        for invoice in sorted(invoices, key=lambda one: (one.source.due_on, one.id)):
            owed = _known(lambda one=invoice: environment.evaluate(lever.amount, {core.SUBJECT: one}))  # type: ignore[misc]
            if owed is not None and owed > 0 and isinstance(invoice.values.get(PAYER), Record):
                yield invoice, owed

    def _payment(self, name: str, of: Record, minor: int, **to: str) -> object:
        payer: Any = of.values[PAYER]
        return self._row(
            "payments",
            id=PREFIX + name,
            customer=payer.id,
            unit=of.source.unit,
            paid_on=self.portfolio.as_of,
            amount=self._money(minor),
            **to,
        )

    def _prepay(self, lever: Lever) -> Iterator[Remedy]:
        order = self.subject
        amount = lever.amount
        if amount is None or not isinstance(order.values.get(PAYER), Record):
            return
        most = _known(lambda: self.base.environment.evaluate(amount, {core.SUBJECT: order}))

        def rows(minor: int) -> list[object]:
            return [self._payment(order.id, order, minor, order=order.id)]

        least = self._least(lever, rows, most or 0, [])
        if least is not None:
            yield self._remedy(lever, least, rows(least))

    def _cut(self, lever: Lever) -> Iterator[Remedy]:
        row = self.subject.source
        stated: Money | None = getattr(row, lever.what)
        if stated is None or stated.minor <= 1:
            return

        def rows(minor: int) -> list[object]:
            return [attrs.evolve(row, **{lever.what: attrs.evolve(stated, minor=stated.minor - minor)})]

        least = self._least(lever, rows, stated.minor - 1, [])
        if least is not None:
            left = attrs.evolve(stated, minor=stated.minor - least)
            yield self._remedy(lever, least, rows(least), amount=left.decimal, currency=left.currency)

    def _raise(self, lever: Lever) -> Iterator[Remedy]:
        holder = _known(lambda: self.base.environment.follow(self.subject, lever.path), Record)
        if holder is None:
            return
        today = self.portfolio.as_of
        whose: dict[str, object] = {
            "customer": holder.source.customer if holder.entity == "account" else holder.id,
            **({"unit": holder.source.unit} if holder.entity == "account" else {}),
        }
        whose = {"group": holder.id} if holder.entity == "group" else whose
        kind = LimitKind[lever.what]
        same = [
            one.source
            for one in self.portfolio.related(holder, "granted_limits")
            if one.source.kind is kind
            and all(getattr(one.source, name) == whose.get(name) for name in ("customer", "unit", "group"))
            and lasts_on(one.source, today)
        ]

        def rows(minor: int) -> list[object]:
            if same:
                money = attrs.evolve(same[0].amount, minor=same[0].amount.minor + minor)
                return [attrs.evolve(same[0], amount=money)]
            stated = {**whose, "kind": kind, "amount": self._money(minor)}
            return [
                self._row("granted_limits", id=PREFIX + holder.id, starts_on=today, ends_on=today, **stated)
            ]

        most = sum(self._met)
        least = self._least(lever, rows, most, []) if most else None
        if least is not None:
            asked = self._asked(
                lever.matters[0],
                least,
                customer=whose.get("customer"),
                new_limit=Amount(self._money(self._limit_of(holder) + least)),
            )
            if asked is not None:
                yield self._remedy(lever, least, rows(least), requests=(asked,), until=today)

    def _limit_of(self, holder: Record) -> int:
        """The limit that is held against its exposure; 0 where none is told."""
        tests = ((one.entity, one.subject, one.limit.typed) for one in self.decision.limits)
        told = [limit for *whose, limit in tests if whose == [holder.entity, holder.id]]
        return max(self._minors(told), default=0)

    def _approve(self, lever: Lever, matters: Sequence[str]) -> Iterator[Remedy]:
        made = self.decision
        held = {*(one.rule for one in (*made.because, *made.would)), *(one.rule for one in made.unknown)}
        stand = [rule.overridable for rule in self.rule_set.rules if rule.id in held]
        needed = [matter for matter in matters if matter in stand]
        if not needed or not self._passes(lever, [], needed):
            return
        for matter in list(needed):
            rest = [one for one in needed if one != matter]
            if rest and self._passes(lever, [], rest):
                needed = rest
        minor = self.subject.values.get("amount")
        amount = minor if isinstance(minor, int) and minor >= 0 else 0
        subject = self.subject
        about = {"order": subject.id} if subject.entity == "order" else {"customer": subject.source.customer}
        asked = [self._asked(matter, amount, **about) for matter in needed]
        if all(one is not None for one in asked):
            yield self._remedy(lever, None, [], requests=tuple(one for one in asked if one is not None))

    def _asked(self, matter: str, minor: int, **about: object) -> RequestToMake | None:
        """A request in ``matter`` and its way; None where there is no route."""
        unit = getattr(self.subject.source, "unit", None) or next(iter(self.portfolio.organisation.units))
        stated = {"matter": matter, "unit": unit, "amount": self._money(minor), **about}
        row = self._row("requests", id=PREFIX + matter, requested_on=self.portfolio.as_of, **stated)
        way = self.base.granting.expected(self.portfolio.supposed(row))
        route = way.request_status.route
        return None if route is None else RequestToMake(matter=matter, route=route.name, way=way)

    # ------------------------------------------------------------------------------------------ search
    def _least(
        self, lever: Lever, rows: Callable[[int], list[object]], most: int, sums: Iterable[int]
    ) -> int | None:
        """The least amount of minor units that does, ``most`` at most; those that conditions met are tried first."""
        if most <= 0:
            return None
        widest = self.portfolio.with_rows(rows(most))
        self._reaches[lever.name] = self._evaluation(widest).reach  # smaller amounts reach no further

        def passes(minor: int) -> bool:
            return self._passes(lever, rows(minor))

        guess = self._found
        if 0 < guess <= most and passes(guess) and (guess == 1 or not passes(guess - 1)):
            return guess
        if not passes(most):
            return None
        tried = [*sorted({one for one in (*sums, *self._met) if 0 < one < most}), most]
        place = _first(len(tried), lambda index: index == len(tried) - 1 or passes(tried[index]))
        below, least = tried[place - 1] if place else 0, tried[place]
        if least - 1 > below and passes(least - 1):
            least = below + 1 + _first(least - 1 - below, lambda step: passes(below + 1 + step))
        self._found = least
        return least

    @property
    def _met(self) -> Sequence[int]:
        """The amounts by which conditions were missed or met, and those amounts themselves."""
        made = self.decision
        found: set[int] = set()
        reasons: tuple[Reason, ...] = (*made.because, *made.would)
        pairs = [[one.typed for one in test.values] for reason in reasons for test in reason.compared]
        pairs += [[one.exposure.typed, one.limit.typed] for one in made.limits]
        for values in pairs:
            known = self._minors(values)
            found.update(abs(one - other) + more for one in (0, *known) for other in known for more in (0, 1))
        return sorted(found - {0})

    def _passes(self, lever: Lever, rows: Sequence[object], granted: Iterable[str] = ()) -> bool:
        """Whether the decision lets pass with these rows, and requests granted in these matters."""
        supposed = self.portfolio.with_rows(rows)
        evaluation = self._evaluation(supposed, frozenset(granted))
        reach = self._reaches.setdefault(lever.name, evaluation.reach)
        evaluation.environment.reach = reach  # type: ignore[attr-defined] # of all that this lever can do
        try:
            judged = evaluation.judgement(
                self.rule_set, supposed.record(self.decision.entity, self.decision.subject)
            )
        except DecisionError:
            return False
        first = next(iter(judged.outcome.outputs.values()))
        member = str(first).lower() if isinstance(first, bool) else str(first)
        return self.rule_set.outcomes.get(member) == "good"

    def _evaluation(self, supposed: Portfolio, granted: frozenset[str] = frozenset()) -> Evaluation:
        base = self.base
        return Evaluation(base.policy, supposed, base.prepared, base.compiled, base, granted)

    # ----------------------------------------------------------------------------------------- helpers
    def _row(self, table: str, **stated: Any) -> Any:
        return self.portfolio.schema.tables[table](**stated)

    def _money(self, minor: int) -> Money:
        return Money(minor, self.portfolio.currency)

    def _minors(self, values: Iterable[object]) -> list[int]:
        """The amounts among some values, in minor units."""
        decimals = CURRENCIES[self.portfolio.currency]
        return [int(one.scaleb(decimals)) for one in values if isinstance(one, Decimal)]

    def _remedy(self, lever: Lever, minor: int | None, rows: Iterable[object], **more: Any) -> Remedy:
        good = next(member for member, meaning in self.rule_set.outcomes.items() if meaning == "good")
        stated: Mapping[str, Any] = {
            "amount": None if minor is None else self._money(minor).decimal,
            "currency": self.portfolio.currency,
            **more,
        }
        return Remedy(
            lever=lever.name,
            kind=lever.kind,
            title=lever.title,
            subject=self.decision.subject,
            outcome=good,
            rows=tuple(rows),
            **stated,
        )


def _first(count: int, holds: Callable[[int], bool]) -> int:
    """The first place of ``count`` for which ``holds``, as it does for all that come after it."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _known(read: Callable[[], object], kind: type = int) -> Any:
    """What ``read`` gives, None where that is of no such type or fails."""
    try:
        found = read()
    except DecisionError:
        return None
    return found if isinstance(found, kind) and not isinstance(found, bool) else None
