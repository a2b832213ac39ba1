"""The life of a customer, step by step: what a policy says must hold whatever happens next.

::

    class Customer(customer_machine(policy)):
        @invariant()
        def the_blacklisted_get_nothing(self):
            ...  # self.engine, self.portfolio()

    TestCustomer = Customer.TestCase

A customer orders, is invoiced, pays, disputes, grows older by days, changes class by a new survey, is frozen and freed, is granted requests that
override rules, and has steps of them revoked.
The machine is one of Hypothesis: a failure is the shortest list of steps that shows it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from groupctl.decisions.engine import Engine
from groupctl.model import AccountState
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.policy import Policy
from groupctl.schema.fields import about
from groupctl.testing.aiming import aims
from groupctl.testing.ledger import AS_OF, Ledger, trading

_AMOUNTS: Final = st.runner().flatmap(lambda machine: machine.amounts)
_OVERRIDABLE: Final = st.runner().flatmap(lambda machine: st.sampled_from(machine.overridable))


class CustomerMachine(RuleBasedStateMachine):
    """The customer C-1 at U-1; `customer_machine` says of which policy."""

    engine: Engine
    rule_sets: Sequence[str]
    amounts: st.SearchStrategy[int]
    overridable: Sequence[str]
    as_of: date
    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        policy = self.engine.policy
        self.ledger = trading(policy.schema, as_of=self.as_of, currency=policy.currency)

    # --------------------------------------------------------------------------------------- steps
    @rule(amount=_AMOUNTS)
    def order(self, amount: int) -> None:
        """C-1 orders on credit."""
        self.ledger.order(f"SO-{len(self.ledger.tables['orders']) + 1}", amount, ordered_on=self._today)

    @precondition(lambda self: bool(self.ledger.tables["orders"]))
    @rule(data=st.data(), days=st.integers(0, 90))
    def deliver(self, data: st.DataObject, days: int) -> None:
        """An order is delivered and invoiced, due in so many days."""
        chosen = data.draw(st.sampled_from(self.ledger.tables["orders"]))
        due = (self.ledger.as_of + timedelta(days)).isoformat()
        self.ledger.open_invoice(chosen.amount, self._today, due_on=due, order=chosen.id)
        self._change(chosen, invoiced=chosen.amount)

    @precondition(lambda self: bool(self._open()))
    @rule(data=st.data(), whole=st.booleans())
    def pay(self, data: st.DataObject, *, whole: bool) -> None:
        """An invoice is paid, or the half of it."""
        chosen = data.draw(st.sampled_from(self._open()))
        minor = chosen.amount.minor if whole else chosen.amount.minor // 2
        paid = attrs.evolve(chosen.amount, minor=minor)
        self.ledger.payment(paid, self._today, invoice=chosen.id)
        if whole:
            self._change(chosen, settled_on=self.ledger.as_of)

    @precondition(lambda self: bool(self._open()))
    @rule(data=st.data(), disputed=st.booleans())
    def dispute(self, data: st.DataObject, *, disputed: bool) -> None:
        """An open invoice is disputed, or no longer."""
        self._change(data.draw(st.sampled_from(self._open())), disputed=disputed)

    @rule(days=st.sampled_from([1, 7, 30, 31, 90, 366]))
    def age(self, days: int) -> None:
        """Time goes by."""
        self.ledger.as_of += timedelta(days)

    @rule(state=st.sampled_from(list(AccountState)))
    def freeze(self, state: AccountState) -> None:
        """The account is frozen, eliminated or active again."""
        self._change(self.ledger.tables["accounts"][0], state=state)

    @rule(flags=st.sets(st.sampled_from(["bad_history", "weak_payment_ability", "poor_operating_condition"])))
    def change_class(self, flags: set[str]) -> None:
        """A new survey finds the customer worse or better: another grade, and another class where the policy goes by it."""
        found = dict.fromkeys(flags, True)
        self.ledger.survey(self._today, customer="C-1", **found)

    @precondition(lambda self: bool(self.overridable))
    @rule(matter=_OVERRIDABLE, amount=_AMOUNTS)
    def grant(self, matter: str, amount: int) -> None:
        """A request of C-1 is granted: the rules of its matter are overridden."""
        policy, today = self.engine.policy, self._today
        self.ledger.granted(matter, amount=amount, on=today, ends_on="2199-12-31", policy=policy)

    @precondition(lambda self: bool(self.ledger.tables["step_records"]))
    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        """A step of a request is taken back."""
        self._change(
            data.draw(st.sampled_from(self.ledger.tables["step_records"])), revoked_on=self.ledger.as_of
        )

    # ---------------------------------------------------------------------------------- what must hold
    @invariant()
    def no_decision_fails(self) -> None:
        """Whatever happened, everything is decided, and nothing is rejected."""
        portfolio = self.portfolio()
        if portfolio.rejected:
            raise AssertionError(portfolio.rejected[0].reason.render())
        for decision in self.engine.review(portfolio, rule_sets=self.rule_sets):
            if decision.error is not None:
                raise AssertionError(decision.error.render())

    def portfolio(self) -> Portfolio:
        """The ledger as of its day."""
        return self.ledger.portfolio()

    # ------------------------------------------------------------------------------------------ helpers
    @property
    def _today(self) -> str:
        return self.ledger.as_of.isoformat()

    def _open(self) -> list[Any]:
        return [row for row in self.ledger.tables["invoices"] if row.settled_on is None]

    def _change(self, row: Any, **fields: Any) -> None:
        rows = self.ledger.tables[about(type(row)).table]
        rows[rows.index(row)] = attrs.evolve(row, **fields)


def customer_machine(
    policy: Policy, rule_sets: Sequence[str] = (), *, as_of: date = AS_OF
) -> type[CustomerMachine]:
    """The class of a machine that runs on ``policy``, to derive from and to add invariants to.

    After each step ``rule_sets`` (all, unless some are named) are decided, and no decision fails.
    """
    names = list(rule_sets or policy.order)
    thresholds = {minor for name in names for minor in aims(policy, name).get("money", ())}
    met = sorted({minor // 100 for minor in thresholds if minor >= 100})
    said = {
        "engine": Engine(policy),
        "rule_sets": names,
        "amounts": st.sampled_from(met) | st.integers(1, 10**6) if met else st.integers(1, 10**6),
        "overridable": sorted(
            {one.overridable for name in names for one in policy.rulesets[name].rules if one.overridable}
        ),
        "as_of": as_of,
    }
    return type("Customer", (CustomerMachine,), said)
