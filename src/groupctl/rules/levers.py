"""What may be done so that a decision comes out well: the levers that a policy allows."""

from typing import Final, Literal

from attrs import field, frozen

from groupctl.errors import SourceSpan
from groupctl.rules import core
from groupctl.texts.title import Title

LeverKind = Literal["pay", "prepay", "cut", "raise", "approve"]

KINDS: Final[tuple[LeverKind, ...]] = ("pay", "prepay", "cut", "raise", "approve")


@frozen(kw_only=True)
class Lever:
    """One way to a better outcome of ``rule_set``.

    - ``pay``: pays the invoices of the collection ``items``, the oldest due first; each owes ``amount``.
    - ``prepay``: pays the order in advance, ``amount`` at most.
    - ``cut``: makes the money field ``what`` of the subject smaller, to at least one unit of money.
    - ``raise``: grants the account, customer or group at the end of ``path`` a limit of the kind ``what``, by a request of ``matters``.
    - ``approve``: grants requests in as few of ``matters`` as will do; those of all such levers of a rule set are taken together.
    """

    name: str
    rule_set: str
    kind: LeverKind
    items: core.Read | None = None
    amount: core.Node | None = None
    what: str = ""
    path: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)
