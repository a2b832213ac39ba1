"""Values of the model as short as an example needs them."""

from groupctl.model import Amount, Inherit, Unknown, Unlimited
from groupctl.schema.money import Money


def yuan(amount: float | str | Money | None) -> Money | None:
    """An amount of money; None for nothing."""
    return amount if amount is None or isinstance(amount, Money) else Money.of(str(amount), "CNY")


def dollars(amount: str) -> Money:
    """An amount in a currency that has no rate unless the ledger gives one."""
    return Money.of(amount, "USD")


def limit(written: int | str) -> object:
    """A limit: an amount, ``unlimited``, ``inherit`` or ``unknown``."""
    known = {"unlimited": Unlimited(), "inherit": Inherit(), "unknown": Unknown()}
    return known[written] if written in known else Amount(yuan(written))
