"""Credit limits, as values: an amount, no cap at all, that of the level above, or not known."""

from typing import Annotated, Final

from groupctl.schema.fields import Identifier, Mark, NonNegative, checked


@checked(kw_only=False)
class Unlimited:
    """No numeric cap (D43, L29)."""

    company: Identifier | None = None


@checked(kw_only=False)
class Amount:
    """A cap of zero or more; zero grants no credit."""

    money: NonNegative
    company: Identifier | None = None


@checked(kw_only=False)
class Inherit:
    """No limit of its own: the limit of the class, or of the level above, holds (M29)."""

    company: Identifier | None = None


@checked(kw_only=False)
class Unknown:
    """The host doesn't say, or what it says can't be trusted."""

    company: Identifier | None = None


Limit = Annotated[Unlimited | Amount | Inherit | Unknown, Mark.LIMIT]
"""A credit limit (B66): never a bare 0 or None. ``company`` names the legal entity that granted it."""

UNLIMITED: Final = Unlimited()
"""The rule value of every `Unlimited` limit."""

INHERIT: Final = Inherit()
"""The rule value of every `Inherit` limit."""
