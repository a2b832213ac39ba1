"""Ledgers with key accounts, for the examples about them."""

from typing import Any

from groupctl.model import AccountReview, Appraisal, Visit, VisitKind
from groupctl.testing import Ledger, day

GOOD, FAIR, POOR = Appraisal.GOOD, Appraisal.FAIR, Appraisal.POOR
CRITERIA = ("closeness", "scale", "stability", "loyalty", "influence")


def review(id_: str = "AR-1", customer: str = "C-1", on: str = "2026-03-31", **found: Any) -> AccountReview:
    """A review that finds reputation and philosophy good unless it says otherwise."""
    said = {"financial_reputation": GOOD, "business_philosophy": GOOD, **found}
    return AccountReview(id=id_, customer=customer, reviewed_on=day(on), **said)


def selling(*amounts: float, reviewed: bool = True, **found: Any) -> Ledger:
    """Customers C-1, C-2 ... with these sales in 2025; the first was reviewed."""
    ledger = Ledger()
    for number, amount in enumerate(amounts, start=1):
        ledger.customer(f"C-{number}").account(f"C-{number}")
        if amount:
            ledger.invoice("2025-06-30", amount, customer=f"C-{number}")
    return ledger.put(review(**found)) if reviewed else ledger


def key_account() -> Ledger:
    """C-1 is a key account, with 900 of 1,000; C-2 bought the rest and is none."""
    return selling(900, 100)


def visit(kind: VisitKind, on: str, customer: str = "C-1", id_: str = "") -> Visit:
    name = id_ or f"V-{kind.name}-{customer}-{on}"
    return Visit(id=name, customer=customer, unit="U-1", kind=kind, visited_on=day(on))
