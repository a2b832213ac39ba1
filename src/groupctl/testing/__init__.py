"""What a test engineer uses from pytest: ledgers for example tests, strategies, properties.

`Ledger`, `trading` and `expect` need nothing but the library. ``groupctl.testing.strategies`` and ``groupctl.testing.properties`` need
Hypothesis (extra ``testing``).
"""

from groupctl.testing.expecting import expect
from groupctl.testing.ledger import AS_OF, Ledger, day, days_ago, trading

__all__ = ["AS_OF", "Ledger", "day", "days_ago", "expect", "trading"]
