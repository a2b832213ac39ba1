"""What groupctl changes in Tryton: limits of a party in a company, and notes on parties and sales.

A limit that is written without its company becomes that of every company that has none: every call here names one. Tryton's lock
compares the timestamp of the party, and is off where the key is wrong by a letter: before the first change a stale one is tried, which must be
refused.
"""

from decimal import Decimal
from typing import Final

from attrs import define

from groupctl.adapters import Before, Change, ChangeKind, Operation, Outcome, Receipt
from groupctl.errors import AdapterError
from groupctl.schema.limits import Amount, Unlimited
from groupctl_tryton.client import Client, Refused, Stale, Warned
from groupctl_tryton.ledger import Company, Ledger, account_of, limit

LONG_AGO: Final = "1.0"


@define
class Writer:
    """Writes through one session."""

    client: Client
    ledger: Ledger

    def before(self, change: Change) -> Before | None:
        """What is there now; None where there is no such record."""
        if change.kind is ChangeKind.SET_LIMIT:
            return self._limit(change)
        return self._note(change)

    def apply(self, operation: Operation) -> Receipt:
        """Make one change, if the record is still as the plan saw it."""
        change = operation.change
        now = self.before(change)
        if now is None:
            return Receipt(operation=operation.id, outcome=Outcome.REFUSED, message="no such record")
        if change.is_met(now) or operation.id in now.stamps:
            return Receipt(operation=operation.id, outcome=Outcome.ALREADY, after=now)
        if not now.same(operation.before):
            return Receipt(operation=operation.id, outcome=Outcome.CONFLICT, after=now)
        try:
            if change.kind is ChangeKind.SET_LIMIT:
                self._set_limit(operation)
            else:
                self._add_note(operation)
        except Stale as error:
            return Receipt(operation=operation.id, outcome=Outcome.CONFLICT, message=str(error))
        except Warned as error:
            return Receipt(operation=operation.id, outcome=Outcome.NEEDS_APPROVAL, message=str(error))
        except Refused as error:
            return Receipt(operation=operation.id, outcome=Outcome.REFUSED, message=str(error))
        after = self.before(change)
        done = after is not None and change.is_met(after)
        return Receipt(
            operation=operation.id,
            outcome=Outcome.APPLIED if done else Outcome.REFUSED,
            after=after,
            message="" if done else "the host kept something else",
        )

    # ------------------------------------------------------------------------------------------------ limits
    def _account(self, change: Change) -> tuple[int, Company] | None:
        customer, unit = account_of(change.subject)
        party = self.ledger.party(customer)
        company = next((one for one in self.ledger.companies if one.unit == unit), None)
        return (party, company) if party and company else None

    def _limit(self, change: Change) -> Before | None:
        found = self._account(change)
        if found is None:
            return None
        party, company = found
        (row,) = self.client.call(
            "party.party", "read", [party], ["credit_limit_amount", "_timestamp"], company=company.id
        )
        return Before(limit=limit(row, company.currency), version=row["_timestamp"])

    def _set_limit(self, operation: Operation) -> None:
        found = self._account(operation.change)
        if found is None:
            raise Refused("no such account")
        party, company = found
        wanted = operation.change.limit
        match wanted:
            case Amount(money=money) if money.currency == company.currency:
                amount: Decimal | None = Decimal(money.amount)
            case Unlimited():
                amount = None
            case _:
                raise Refused(f"{company.unit} keeps limits in {company.currency}")
        self._see_that_locks_hold(party, company)
        self._write(party, company, amount, operation.before.version)

    def _write(self, party: int, company: Company, amount: Decimal | None, version: str) -> None:
        self.client.call(
            "party.party",
            "write",
            [party],
            {"credit_limit_amount": amount},
            company=company.id,
            _timestamp={f"party.party,{party}": version},
        )

    def _see_that_locks_hold(self, party: int, company: Company) -> None:
        """A write with a timestamp of long ago must be refused; it writes what is there already."""
        if self.client.locks:
            return
        (row,) = self.client.call("party.party", "read", [party], ["credit_limit_amount"], company=company.id)
        try:
            self._write(party, company, row["credit_limit_amount"], LONG_AGO)
        except Stale:
            self.client.locks = True
            return
        raise AdapterError.of(
            "adapters.cannot-open", path=self.client.address, error="the lock of the host doesn't hold"
        )

    # ------------------------------------------------------------------------------------------------- notes
    def _resource(self, change: Change) -> str | None:
        if change.entity == "order":
            sale = self.ledger.sale(change.subject)
            return f"sale.sale,{sale[0]['id']}" if sale else None
        customer = change.subject if change.entity == "customer" else account_of(change.subject)[0]
        party = self.ledger.party(customer)
        return f"party.party,{party}" if party else None

    def _note(self, change: Change) -> Before | None:
        resource = self._resource(change)
        if resource is None:
            return None
        notes = self.client.rows("ir.note", [["resource", "=", resource]], ["message"])
        stamps: frozenset[str] = frozenset(
            word.removeprefix("groupctl:").removesuffix("]")
            for note in notes
            for word in (note["message"] or "").split("[")
            if word.startswith("groupctl:") and f"{change.key}" in word
        )
        return Before(present=bool(stamps), stamps=stamps)

    def _add_note(self, operation: Operation) -> None:
        change = operation.change
        text = f"{change.text.text('en')}\n[groupctl:{operation.id}]"
        self.client.call("ir.note", "create", [{"resource": self._resource(change), "message": text}])
