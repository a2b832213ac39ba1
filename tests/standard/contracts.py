"""Contracts for worked examples."""

from typing import Any, Final

from groupctl.model.contract import Contract

CLAUSES: Final = (
    "subject",
    "quality",
    "delivery",
    "acceptance",
    "operating_rights",
    "settlement",
    "dealer_policy",
    "orders_and_returns",
    "breach",
    "validity",
    "parties",
)
"""The eleven required clauses, in the order of the requirements (H36)."""


def contract(id_: str = "K-1", **known: Any) -> Contract:
    """A contract of C-1 with U-1 that has every clause; what else is known is named."""
    clauses = {f"has_{clause}": True for clause in CLAUSES}
    return Contract(id=id_, **{"customer": "C-1", "unit": "U-1"} | clauses | known)
