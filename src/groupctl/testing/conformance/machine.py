"""The life of a host, step by step, beside that of the reference: rows come and change, and changes are written."""

from typing import Any, ClassVar

from attrs import evolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from groupctl.adapters import ChangeKind, Operation
from groupctl.adapters.host import Host
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.testing.conformance.books import AS_OF, CURRENCY, LIMITS, books, order, payment
from groupctl.testing.conformance.checks import NotClaimed, Site, Wrong, agree
from groupctl.testing.conformance.reference import ReferenceAdapter
from groupctl.testing.conformance.writing import change, now

FEW = 10
"""Rows of each table: a life of many steps, not a long one."""


def compare_with_the_reference(site: Site) -> None:
    """In lives of some steps (rows come, limits are set, holds and tasks are made and removed) the host is always as the reference is."""
    if not site.load().capabilities.changes:
        raise NotClaimed("changes")
    run_state_machine_as_test(
        type("Life", (_Life,), {"site": site}),
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


class _Life(RuleBasedStateMachine):
    site: ClassVar[Site]

    @initialize()
    def begin(self) -> None:
        """Both begin with a few rows."""
        tables = {name: rows[:FEW] for name, rows in books().items()}
        self.host = Host(adapter=self.site.bench.load(tables))
        self.reference = Host(adapter=ReferenceAdapter(tables))
        self.times: dict[str, int] = {}
        self.number = 0

    @rule(owner=st.sampled_from(LIMITS), minor=st.integers(1, 99_999))
    def pay(self, owner: tuple[str, str, Any], minor: int) -> None:
        """A payment comes in."""
        self.number += 1
        customer, unit, _ = owner
        amount = Money(minor, CURRENCY[unit])
        self._put("payments", payment(f"P-9{self.number:03}", customer, unit, amount, on=AS_OF))

    @rule(owner=st.sampled_from(LIMITS), minor=st.integers(1, 99_999))
    def sell(self, owner: tuple[str, str, Any], minor: int) -> None:
        """An order comes in."""
        self.number += 1
        self._put("orders", order(f"SO-9{self.number:03}", owner[0], owner[1], minor))

    def _put(self, table: str, row: Any) -> None:
        self.site.bench.put(table, row)
        reference: Any = self.reference.adapter
        reference.put(table, row)

    @rule(kind=st.sampled_from(list(ChangeKind)), minor=st.sampled_from([0, 1, 500_00]))
    def write(self, kind: ChangeKind, minor: int) -> None:
        """A change is made in both, where the adapter claims it; then nothing is left to do in either."""
        if kind not in self.host.capabilities.changes:
            return
        wanted = change(self.host, kind)
        if kind is ChangeKind.SET_LIMIT:
            wanted = evolve(wanted, limit=Amount(Money(minor, "CNY")))
        if wanted.entity not in self.reference.capabilities.changes[kind].entities:
            return
        self.times[wanted.key] = self.times.get(wanted.key, 0) + 1
        outcomes = []
        for host in (self.host, self.reference):
            before = now(host, wanted)
            if wanted.is_met(before):
                outcomes.append("MET")
                continue
            operation = Operation(id=f"{wanted.key}-{self.times[wanted.key]}", change=wanted, before=before)
            outcomes.append(host.apply(operation).outcome.name)
        if outcomes[0] != outcomes[1]:
            raise Wrong(f"{kind.name}: {outcomes[0]}, and {outcomes[1]} in the reference")

    @rule()
    def look(self) -> None:
        """Both are read."""
        found, wanted = self.host.snapshot(AS_OF), self.reference.snapshot(AS_OF)
        agree(found, wanted, self.host)
