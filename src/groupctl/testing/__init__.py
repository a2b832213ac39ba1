"""What a test engineer uses from pytest: ledgers for example tests, strategies, properties.

`Ledger`, `trading` and `expect` need nothing but the library. ``groupctl.testing.strategies`` and ``groupctl.testing.properties`` need
Hypothesis (extra ``testing``), and so does `AdapterContract`, the conformance kit of adapters.
"""

from typing import Any

from groupctl.testing.as_sqlite import cells_of
from groupctl.testing.expecting import expect
from groupctl.testing.ledger import AS_OF, Ledger, day, days_ago, trading

__all__ = ["AS_OF", "AdapterContract", "Bench", "Ledger", "cells_of", "day", "days_ago", "expect", "trading"]


def __getattr__(name: str) -> Any:
    """The kit needs pytest and Hypothesis, and is loaded when it is asked for."""
    if name == "AdapterContract":
        from groupctl.testing.adapter_contract import AdapterContract  # noqa: PLC0415

        return AdapterContract
    if name == "Bench":
        from groupctl.testing.conformance.bench import Bench  # noqa: PLC0415

        return Bench
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
