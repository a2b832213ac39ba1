"""Applying a plan: each operation once, whatever happens on the way."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from attrs import evolve, frozen

from groupctl.adapters.capabilities import Capabilities, Idempotency, Lock
from groupctl.adapters.changes import Before, Busy, Operation, Outcome, Receipt
from groupctl.adapters.host import Host
from groupctl.adapters.secrets import without_secrets
from groupctl.errors import AdapterError, DataError
from groupctl.live.operations import DONE, UNDER_WAY, Entry, OperationLedger, State
from groupctl.live.plan import ChangePlan

ATTEMPTS: Final = 5
"""How often a host that is busy, or whose answer was lost, is tried."""
LONGEST_WAIT: Final = 60.0


@frozen(kw_only=True)
class Applied:
    """What came of an operation now: closed with a receipt, or still waiting, sent or in doubt."""

    operation: Operation
    state: State
    receipt: Receipt | None = None
    message: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the change is made."""
        return self.receipt is not None and self.receipt.outcome in DONE


def apply_plan(
    plan: ChangePlan, host: Host, ledger: OperationLedger, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[Applied]:
    """Make the changes of ``plan``, and first those that an earlier run left open; what came of each, as it comes.

    DataError where the plan is for another host, or another program is applying by this ledger. An operation that conflicts, needs an approval or is
    refused changes nothing; plan again.
    """
    with ledger.alone():
        ledger.enter(plan.host, [one.operation for one in plan.operations])
        yield from _Work(host, ledger, wait).finished(plan.host)


def resume(
    spec: str, host: Host, ledger: OperationLedger, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[Applied]:
    """Finish what an earlier run left open in the host that ``spec`` names."""
    with ledger.alone():
        yield from _Work(host, ledger, wait).finished(spec)


@frozen
class _Work:
    host: Host
    ledger: OperationLedger
    wait: Callable[[float], None]

    def finished(self, spec: str) -> Iterator[Applied]:
        """Bring each operation that is open in the host that ``spec`` names as far as it goes."""
        for entry in self.ledger.entries(*UNDER_WAY, host=spec):
            yield self.done(entry)

    def done(self, entry: Entry) -> Applied:
        """Bring one operation to its end, or as far as it goes today."""
        operation, doubtful = entry.operation, entry.state is not State.ENTERED
        message = ""
        for attempt in range(ATTEMPTS):
            try:
                receipt = self._receipt(operation, doubtful=doubtful)
            except Busy as busy:
                message = busy.render()
                self.wait(
                    min(LONGEST_WAIT, busy.retry_after if busy.retry_after is not None else 2.0**attempt)
                )
            except _InDoubt:
                self.ledger.mark(operation.id, State.IN_DOUBT)
                return Applied(operation=operation, state=State.IN_DOUBT)
            except (AdapterError, DataError) as error:  # whatever failed, the host may have done it
                doubtful, message = True, without_secrets(error.render())
                self.wait(min(LONGEST_WAIT, 2.0**attempt))
            else:
                receipt = evolve(receipt, message=without_secrets(receipt.message))
                self.ledger.mark(operation.id, State.CLOSED, receipt)
                return Applied(operation=operation, state=State.CLOSED, receipt=receipt)
        state = State.SENT if doubtful else State.ENTERED
        self.ledger.mark(operation.id, state)
        return Applied(operation=operation, state=state, message=message)

    def _receipt(self, operation: Operation, *, doubtful: bool) -> Receipt:
        """Send it, unless reading back shows that there is nothing to send."""
        writing = self.host.capabilities.changes.get(operation.change.kind)
        unlocked = writing is None or writing.lock is Lock.NONE
        if doubtful or unlocked:
            now = self._before(operation)
            if known := _known(operation, now):
                return known
            if doubtful and not may_be_sent_again(operation, self.host.capabilities):
                raise _InDoubt
        self.ledger.mark(operation.id, State.SENT)
        receipt = self.host.apply(operation)
        if receipt.outcome is Outcome.APPLIED:
            after = (None if unlocked else receipt.after) or self._before(operation)
            if after is None or not operation.change.is_met(after):
                raise _InDoubt
            receipt = evolve(receipt, after=after)
        return receipt

    def _before(self, operation: Operation) -> Before | None:
        (now,) = self.host.before([operation.change])
        return now


class _InDoubt(Exception):
    """What was read back doesn't show what came of an operation."""


def _known(operation: Operation, now: Before | None) -> Receipt | None:
    """What reading back shows of an operation; None where the record is still as it was before."""
    if now is None:
        return Receipt(operation=operation.id, outcome=Outcome.REFUSED)
    if operation.id in now.stamps or operation.change.is_met(now):
        return Receipt(operation=operation.id, outcome=Outcome.ALREADY, after=now)
    if not now.same(operation.before):
        return Receipt(operation=operation.id, outcome=Outcome.CONFLICT, after=now)
    return None


def may_be_sent_again(operation: Operation, capabilities: Capabilities) -> bool:
    """Whether sending an operation twice does it once at most."""
    writing = capabilities.changes.get(operation.change.kind)
    return writing is not None and writing.idempotency is not Idempotency.NONE
