"""What a host offers, as data: which tables, which questions beyond them, which changes, and what its limits mean.

What an adapter claims here is what is used: a question that is not claimed is not asked, a change that is not claimed is refused, and
a claim that the adapter doesn't keep is an error.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import auto
from typing import Final

from attrs import field, frozen

from groupctl.schema.choices import Choice
from groupctl.schema.limits import Amount, Inherit, Limit, Unlimited


class TableSupport(Choice):
    """How well a host offers one table."""

    FULL = auto()
    """All rows that the host has."""
    PARTIAL = auto()
    """Only some rows: what would need the others is unknown."""
    UNSUPPORTED = auto()


class Feature(Choice):
    """What a host can be asked for besides all that it has."""

    SCOPE = auto()
    """One customer's family (`groupctl.adapters.ScopedAdapter`)."""
    CHANGES = auto()
    """What changed since the last reading (`groupctl.adapters.IncrementalAdapter`)."""
    BALANCES = auto()
    """Its own balance of each account (`groupctl.adapters.ReconciledAdapter`)."""
    PERMISSIONS = auto()
    """What the user may see and write (`groupctl.adapters.ProbedAdapter`)."""


class ChangeKind(Choice):
    """What groupctl may change in a host."""

    HOLD = auto()
    """Nothing more goes out, to a customer, from an account, for an order."""
    RELEASE = auto()
    """A hold that groupctl placed is removed."""
    SET_LIMIT = auto()
    TAG = auto()
    UNTAG = auto()
    TASK = auto()
    """A person is asked to do something."""
    NOTE = auto()


class Effect(Choice):
    """What the host does about a change."""

    ENFORCED = auto()
    """It keeps to it: it refuses what the change forbids."""
    ADVISORY = auto()
    """It shows it, and lets everything pass."""


class HoldMeans(Choice):
    """How a hold is made."""

    FLAG = auto()
    """By a field or a record for just that."""
    ZERO_LIMIT = auto()
    """By a limit of zero."""
    RULE = auto()
    """By a tag, a level or a state that a rule of the host looks at."""


class LimitScope(Choice):
    """For whom the host keeps a limit."""

    COMPANY = auto()
    """One for a customer at each company: the limit of an account."""
    CUSTOMER = auto()
    """One for a customer at all companies."""
    GROUP = auto()
    """One for a group of customers."""

    @property
    def entity(self) -> str:
        """The records that such a limit is about."""
        return {"COMPANY": "account", "CUSTOMER": "customer", "GROUP": "group"}[self.name]


class ZeroLimit(Choice):
    """What a limit of zero means to the host."""

    BLOCKS = auto()
    UNLIMITED = auto()
    INHERITS = auto()
    UNCHECKED = auto()


class LimitForm(Choice):
    """A kind of limit that the host can hold."""

    AMOUNT = auto()
    UNLIMITED = auto()
    INHERIT = auto()

    @classmethod
    def of(cls, limit: Limit) -> "LimitForm | None":
        """The form of ``limit``; None for one that is unknown, which is never written."""
        match limit:
            case Amount():
                return cls.AMOUNT
            case Unlimited():
                return cls.UNLIMITED
            case Inherit():
                return cls.INHERIT
            case _:
                return None


class Lock(Choice):
    """How the host refuses a change of what changed since it was read."""

    NONE = auto()
    """It doesn't: groupctl compares, writes and reads back, and the plan says that this is not atomic."""
    TIMESTAMP = auto()
    ETAG = auto()
    VERSION = auto()
    TRANSACTION = auto()
    """Comparing and writing are one transaction."""


class Idempotency(Choice):
    """How a change that is sent twice is done once."""

    STATE = auto()
    """It sets a state: the second time nothing is left to do."""
    KEY = auto()
    """The host remembers the operation's id and answers as it did the first time."""
    EXTERNAL_ID = auto()
    """The record carries the operation's id, which can't be there twice."""
    STAMP = auto()
    """The record carries the operation's id as text, which is searched before anything is made."""
    NONE = auto()
    """It isn't: a change whose answer was lost waits for a person."""


class WriteMode(Choice):
    """What the host saves."""

    FIELDS = auto()
    """The fields that change."""
    WHOLE_RECORD = auto()
    """All fields of the record, those that someone else just changed among them."""


def ids(given: Iterable[str]) -> frozenset[str]:
    """Several names or ids."""
    return frozenset(given)


def _forms(given: Iterable[LimitForm]) -> frozenset[LimitForm]:
    return frozenset(given)


@frozen(kw_only=True)
class Writing:
    """How the host takes one kind of change: about which records, to what effect, how safely.

    Lock and idempotency belong to the operation, not to the host: many hosts have them for one and not for another.
    """

    entities: frozenset[str] = field(converter=ids)
    effect: Effect
    lock: Lock
    idempotency: Idempotency
    mode: WriteMode = WriteMode.FIELDS


@frozen(kw_only=True)
class LimitRules:
    """What a limit is to the host: for whom, what zero means, and which forms it can hold.

    A limit is removed by `Inherit` or `Unlimited`, where the host can hold that.
    """

    scope: LimitScope
    zero: ZeroLimit
    forms: frozenset[LimitForm] = field(converter=_forms)


STATES: Final = frozenset(
    {ChangeKind.HOLD, ChangeKind.RELEASE, ChangeKind.SET_LIMIT, ChangeKind.TAG, ChangeKind.UNTAG}
)
"""The changes that set a state; the others make a record."""


def _features(given: Iterable[Feature]) -> frozenset[Feature]:
    return frozenset(given)


@frozen(kw_only=True)
class Capabilities:
    """What a host offers, as data; a reading that doesn't keep it is refused (`Host.snapshot`).

    ``others`` is the support of the tables that are not named in ``tables``, those that a policy adds among them. ``features``
    are the questions that it answers, ``changes`` the changes that it takes. ``limits`` is needed to set limits, ``hold`` to hold.
    ValueError for claims that contradict each other: a hold by a limit of zero where zero doesn't block would lift the check.
    """

    tables: Mapping[str, TableSupport] = field(factory=dict)
    others: TableSupport = TableSupport.UNSUPPORTED
    features: frozenset[Feature] = field(default=frozenset(), converter=_features)
    changes: Mapping[ChangeKind, Writing] = field(factory=dict)
    limits: LimitRules | None = None
    hold: HoldMeans | None = None

    def __attrs_post_init__(self) -> None:
        if wrong := list(self._contradictions()):
            raise ValueError("; ".join(wrong))

    def _contradictions(self) -> Iterator[str]:
        zero = self.limits.zero if self.limits else None
        if ChangeKind.SET_LIMIT in self.changes and self.limits is None:
            yield "limits must say what a limit means before one is set"
        if ChangeKind.HOLD in self.changes and self.hold is None:
            yield "hold must say how a hold is made"
        if self.hold is HoldMeans.ZERO_LIMIT and zero is not ZeroLimit.BLOCKS:
            yield "a hold by a limit of zero needs a host in which zero blocks"
        for kind, writing in self.changes.items():
            if kind not in STATES and writing.idempotency is Idempotency.STATE:
                yield f"{kind.name} makes a record: it is no state that can be set again"

    def support(self, table: str) -> TableSupport:
        """How well ``table`` can be read."""
        return self.tables.get(table, self.others)


EVERYTHING: Final = Capabilities(others=TableSupport.FULL)
"""All rows that a ledger holds, of whatever table."""
