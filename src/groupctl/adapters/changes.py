"""What is to be changed in a host, what was there before, and what came of it."""

from datetime import date
from enum import auto
from hashlib import sha256
from typing import Final

from attrs import field, frozen

from groupctl.adapters.capabilities import STATES, ChangeKind, ids
from groupctl.errors import AdapterError
from groupctl.portfolio.codec import canonical
from groupctl.schema.choices import Choice
from groupctl.schema.limits import Amount, Inherit, Limit, Unknown, Unlimited
from groupctl.schema.money import Money
from groupctl.texts.title import Title

NOTHING: Final = Title("")
NOT_STATED: Final = Unknown()

_SAME_STATE: Final = {ChangeKind.RELEASE: ChangeKind.HOLD, ChangeKind.UNTAG: ChangeKind.TAG}
_DIGITS: Final = 20


def same_limit(one: Limit, other: Limit) -> bool:
    """Whether two limits are the same, whichever company granted them; one that is unknown is the same as none."""
    match one, other:
        case Amount(money=Money() as first), Amount(money=Money() as second):
            return first == second
        case (Unlimited(), Unlimited()) | (Inherit(), Inherit()):
            return True
    return False


@frozen(kw_only=True)
class Change:
    """One thing that a host's record is to be: held, released, with that limit, with a tag, a task or a note.

    ``entity`` and ``subject`` name the record: an order, a customer, an account (``C-1@U-1``), a group. ``limit`` is there for
    `SET_LIMIT`, ``what`` for the others: the name of the tag, the kind of task. ``text`` is what people read, in each language. ``rule`` proposes it;
    ``on`` is the day of the decision, ``role`` and ``due_on`` belong to tasks.
    """

    kind: ChangeKind
    entity: str
    subject: str
    limit: Limit = NOT_STATED
    what: str = ""
    text: Title = NOTHING
    role: str = ""
    due_on: date | None = None
    rule: str = ""
    on: date

    @property
    def key(self) -> str:
        """What it is about, as 20 hex digits: the same for each proposal of the same thing, on whatever day.

        A hold and its release have one key, so that the release finds what was held.
        """
        kind = _SAME_STATE.get(self.kind, self.kind)
        rule = "" if kind in STATES else self.rule
        plain = [kind.name, self.entity, self.subject, self.what, rule]
        return sha256(canonical(plain).encode()).hexdigest()[:_DIGITS]

    @property
    def present(self) -> bool:
        """Whether the hold, the tag, the task or the note is to be there."""
        return self.kind not in _SAME_STATE

    def is_met(self, before: "Before") -> bool:
        """Whether nothing is left to do."""
        if self.kind is ChangeKind.SET_LIMIT:
            return same_limit(self.limit, before.limit)
        return before.present == self.present


@frozen(kw_only=True)
class Before:
    """What a host's record is now, as far as a `Change` is concerned.

    ``present`` says whether the hold, the tag, an open task of this `Change.key` or such a note is there; ``limit`` is the record's own
    limit, Unknown where the host doesn't say. ``version`` is what the host's lock compares. ``stamps`` are the ids of all operations of this key
    that the host remembers, those of tasks that are done among them.
    """

    present: bool = False
    limit: Limit = NOT_STATED
    version: str = ""
    stamps: frozenset[str] = field(default=frozenset(), converter=ids)

    def same(self, other: "Before") -> bool:
        """Whether the record is as it was: versions are compared where there are any."""
        return (self.present, self.version) == (other.present, other.version) and (
            same_limit(self.limit, other.limit) or self.limit == other.limit
        )


@frozen(kw_only=True)
class Operation:
    """A change that is to be made once: its ``id`` is stamped in the host where that can be, and is the key of an idempotent call.

    ``before`` is the precondition: the host's record must still be like that.
    """

    id: str
    change: Change
    before: Before


class Outcome(Choice):
    """What came of an operation."""

    APPLIED = auto()
    ALREADY = auto()
    """It was done before: the host remembers it."""
    CONFLICT = auto()
    """The record is no longer as the plan saw it: plan again."""
    NEEDS_APPROVAL = auto()
    """The host warned. A warning is never skipped: a person has to approve it there."""
    REFUSED = auto()


@frozen(kw_only=True)
class Receipt:
    """What the host answered to an operation; ``after`` was read back, ``message`` is what it said, without secrets."""

    operation: str
    outcome: Outcome
    after: Before | None = None
    message: str = ""


class Busy(AdapterError):
    """The host wants to be asked again later: ``retry_after`` seconds, None where it doesn't say. Nothing was changed."""

    retry_after: float | None = None


class Doubtful(AdapterError):
    """The answer was lost: the change may have been made or not. groupctl reads back before it does anything else."""
