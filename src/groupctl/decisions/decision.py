"""What was decided, and why: typed, complete, and the same bytes for the same input."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, TypeVar

from attrs import field, frozen, resolve_types

from groupctl.errors import DataError, ModelError
from groupctl.model.action import ActionKind
from groupctl.portfolio.codec import canonical, from_plain, to_plain
from groupctl.rules.change import PolicyChange
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount, Limit, Unknown
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title

T = TypeVar("T")

Status = Literal["decided", "unknown", "failed", "not applicable"]


@frozen(kw_only=True)
class Finding:
    """A named value as a decision records it: exact, as text, or the reasons why it is unknown.

    ``kind`` is the type of the rule language. Money is in the policy's currency (``83000.00``), a ratio is a
    decimal where that is exact and else a fraction (``1/3``), a date is ISO 8601, a limit is an amount,
    ``unlimited`` or ``inherit``. What ``collect list`` gives is a tuple of such texts. ``type`` names the
    enumeration of a member, for the same member may mean different things in two of them.
    """

    name: str
    kind: str
    type: str = ""
    value: str | tuple[str, ...] | None = None
    causes: tuple[Cause, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def typed(self) -> object:
        """The value as Python has it: Decimal, Fraction, int, bool, date, str, a tuple of these, or None."""
        if self.value is None:
            return None
        return (
            tuple(map(self._typed, self.value)) if isinstance(self.value, tuple) else self._typed(self.value)
        )

    def _typed(self, text: str) -> object:
        if self.kind == "limit" and text[:1].isalpha():
            return text
        return READERS.get(self.kind, str)(text)


READERS: Final[Mapping[str, Any]] = {
    "money": Decimal,
    "limit": Decimal,
    "ratio": Fraction,
    "count": int,
    "days": int,
    "boolean": lambda text: text == "true",
    "date": date.fromisoformat,
}


How = Literal[
    "", "rules", "formula", "sum", "count", "count distinct", "min", "max", "mean", "place", "some", "every"
]
"""What gave a value; empty where the explanation does not go further down."""


@frozen(kw_only=True)
class Derivation:
    """How a value that decided came about, as far down as the depth of the decision goes.

    ``entity`` and ``subject`` say whose value it is. An output of ``rule_set`` rests on the rules of ``because``; where
    there are none, on what it says otherwise. A ``formula`` rests on what it ``reads``. A sum and its kin, and a
    quantifier, rest on ``count`` records; ``records`` are the first of these, the largest first, and ``rest`` is what the
    others of a sum amount to. A quantifier has its witnesses there; without any, ``count`` is how many it looked at.
    """

    entity: str
    subject: str
    value: Finding | None = None
    how: How = ""
    formula: str = ""
    rule_set: str = ""
    because: tuple["Reason", ...] = ()
    reads: tuple["Derivation", ...] = ()
    records: tuple["Derivation", ...] = ()
    count: int = 0
    rest: Finding | None = None


@frozen(kw_only=True)
class Compared:
    """One elementary test of a condition with the values that it met: ``gross_profit < d_class_line``.

    ``derived`` says how these came about, where the test decided.
    """

    text: str
    values: tuple[Finding, ...]
    truth: bool | None
    derived: tuple[Derivation, ...] = ()


@frozen(kw_only=True)
class Reason:
    """A rule that holds: it determined the outcome, or does not for a reason that its place in the decision tells.

    ``outputs`` is there where the answers of rules are collected: what this one contributes. ``derived`` says how what the
    rule gives came about.
    """

    rule: str
    title: Title
    source: str
    where: str
    condition: str
    compared: tuple[Compared, ...] = ()
    outputs: tuple[Finding, ...] = ()
    derived: tuple[Derivation, ...] = ()
    grants: tuple["Grant", ...] = ()
    """The granted requests that lift it."""
    overridable: str = ""
    """The matter of the requests that, once granted, lift it (L30)."""
    change: PolicyChange | None = None
    """What an importing policy did to the rule, if anything: it was added, or changed."""


@frozen(kw_only=True)
class GrantedStep:
    """A step that was done: by whom (empty: a body), by whose right and with what delegation, and whether in a superior's place."""

    part: str
    seat: str
    employee: str = ""
    source: str = ""
    delegation: str = ""
    superior: bool = False
    on: date


@frozen(kw_only=True)
class Grant:
    """A granted request: its matter, the route of the day, and who did each step."""

    request: str
    matter: str
    route: str
    steps: tuple[GrantedStep, ...] = ()


@frozen(kw_only=True)
class Unjudged:
    """A rule that could not be judged: what is missing, and why it is missing."""

    rule: str
    title: Title
    source: str
    missing: tuple[Finding, ...] = ()
    matters: bool = True
    """Whether another truth gives another outcome (M23)."""


@frozen(kw_only=True)
class Ineffective:
    """A request in the matter of a rule which holds all the same, and why it does not lift it (L30, M18)."""

    request: str
    rule: str
    why: Cause


@frozen(kw_only=True)
class LimitTest:
    """A limit that a rule holds an amount against: exposure, limit, and the headroom between the two.

    ``entity`` and ``subject`` say whose limit it is. The headroom is below zero where the limit is exceeded, has no value where
    one of the two is unknown, and is ``unlimited`` with the limit.
    """

    entity: str
    subject: str
    exposure: Finding
    limit: Finding
    headroom: Finding


@frozen(kw_only=True)
class RateUsed:
    """An exchange rate at which amounts of the subject or its customer count: one ``base`` in ``quote`` since ``on``."""

    base: str
    quote: str
    rate: str
    on: date


@frozen(kw_only=True)
class LaterRows:
    """Rows of a table that are dated after the day: they belong to the subject's customer, and count for nothing."""

    table: str
    count: int


@frozen(kw_only=True)
class Stated:
    """What the host states about the subject: its customer and unit, and its amount in the currency that it has there."""

    customer: str = ""
    unit: str = ""
    amount: str = ""
    currency: str = ""


@frozen(kw_only=True, cache_hash=True)
class ParameterValue:
    """A parameter value that was used: in force since when, set by which scope, from which source."""

    name: str
    kind: str
    value: str
    since: date
    scope: str
    source: str


@frozen(kw_only=True)
class GivenValue:
    """A value that was given instead of worked out: about which record, since which day, from which source."""

    entity: str
    subject: str
    value: Finding
    on: date
    source: str


@frozen(kw_only=True)
class Action:
    """An action that is proposed about ``subject``; ``title`` says it in the policy's own words.

    ``rule`` is the rule that proposes it; it is empty for the review that ``unknown: refer`` asks of its ``refer_to``.
    ``limit`` is there for `SET_LIMIT`: what the limit should be, in ``currency``, or why it can't be told.
    """

    kind: ActionKind
    entity: str
    subject: str
    rule: str = ""
    title: Title | None = None
    limit: Finding | None = None
    currency: str = ""
    role: str = ""
    due_on: date | None = None

    @property
    def new_limit(self) -> Limit | None:
        """The limit to set, as the model has it; None for an action that sets none."""
        if self.limit is None:
            return None
        match self.limit.typed:
            case Decimal() as amount:
                return Amount(Money.of(amount, self.currency))
            case "unlimited":
                return UNLIMITED
            case "inherit":
                return INHERIT
            case _:
                return Unknown()


@frozen(kw_only=True)
class Decision:
    """The answer of one rule set about one subject.

    ``status`` is ``decided``, ``unknown`` (an output is unknown and travels on), ``not applicable`` (the rule set
    has nothing to decide about this subject) or ``failed`` (a mandatory parameter is missing, a hit policy is
    violated): ``error`` then says why.

    The rules that hold: ``because`` determined the outcome, ``would`` would have if no unknown rule fired, ``outranked``
    give way to others, ``advice`` never decides. An outcome that is unknown was determined by no rule and proposes
    nothing; ``referred_by`` says that the outcome refers because it is unknown (M23).
    """

    rule_set: str
    title: Title
    entity: str
    subject: str
    as_of: date
    stated: Stated = Stated()
    """What the host states about the subject."""
    status: Status
    outputs: tuple[Finding, ...] = ()
    meaning: Literal["", "good", "refer", "bad"] = ""
    """What the outcome means, where the policy says so: it lets pass, asks for a decision, or holds back."""
    referred_by: Literal["", "unknown"] = ""
    depth: int = 0
    """How far down the explanation goes: 1 derives the values that decided, 2 also the values behind these."""
    because: tuple[Reason, ...] = ()
    otherwise: tuple[Derivation, ...] = ()
    """How what holds without any rule came about."""
    would: tuple[Reason, ...] = ()
    outranked: tuple[Reason, ...] = ()
    advice: tuple[Reason, ...] = ()
    unknown: tuple[Unjudged, ...] = ()
    not_applicable: tuple[str, ...] = ()
    overridden: tuple[Reason, ...] = ()
    ineffective: tuple[Ineffective, ...] = ()
    limits: tuple[LimitTest, ...] = ()
    rates: tuple[RateUsed, ...] = ()
    rejected: tuple[Cause, ...] = ()
    """Rows that were rejected and would belong to the subject or to its customer there."""
    later: tuple[LaterRows, ...] = ()
    """The rows dated after the day that the rule set would look at; the portfolio's hash does not cover them."""
    disabled: Mapping[str, PolicyChange] = field(factory=dict)
    """Rules of an imported policy that are switched off, by id."""
    parameters: tuple[ParameterValue, ...] = ()
    given: tuple[GivenValue, ...] = ()
    """The given values behind it, at most 12, the oldest first; its own outputs, where these are given."""
    actions: tuple[Action, ...] = ()
    error: Cause | None = None
    currency: str
    policy: str
    policy_hash: str
    portfolio_hash: str
    groupctl: str
    """The version of groupctl that decided."""

    @property
    def is_given(self) -> bool:
        """Whether its outputs were given: no rule decided."""
        own = {(self.entity, self.subject, output.name) for output in self.outputs}
        return any((one.entity, one.subject, one.value.name) in own for one in self.given)

    @property
    def outcome(self) -> str | tuple[str, ...] | None:
        """The first output as text: ``REFER``. None when it is unknown or the decision failed."""
        return self.outputs[0].value if self.outputs else None

    def __getitem__(self, output: str) -> object:
        """The typed value of ``output``, None when it is unknown. KeyError when there is no such output."""
        for finding in self.outputs:
            if finding.name == output:
                return finding.typed
        raise KeyError(output)

    def to_json(self) -> str:
        """One line of canonical JSON: keys in order, nothing empty, the same bytes for the same decision."""
        return canonical(to_plain(self))

    @classmethod
    def from_json(cls, line: str) -> "Decision":
        """The decision that ``to_json`` wrote. DataError for anything else."""
        return cls.from_plain(parsed(line))

    @classmethod
    def from_plain(cls, plain: object) -> "Decision":
        """The decision that parsed JSON holds. DataError for anything else."""
        return structured(plain, cls)


def parsed(line: str) -> object:
    """The JSON of a line. DataError where it is none."""
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError.of("journal.not-json", column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise DataError.of("journal.no-object") from error


MISFITS: Final = {"model.unknown-key": "journal.field-unknown", "model.missing-key": "journal.field-missing"}


def structured(plain: object, cls: type[T]) -> T:
    """The object of ``cls`` that JSON holds. DataError with the first thing that is wrong, in the words of the decision log."""
    try:
        return from_plain(plain, cls)
    except (ModelError, RecursionError) as error:
        first = error.faults[0] if isinstance(error, ModelError) else None
        field = first.values["field"].lstrip("$.") if first else ""
        if not first or not field:
            raise DataError.of("journal.no-object") from error
        code = MISFITS.get(first.code, "journal.field-of-another-kind")
        raise DataError.of(code, field=field) from error


for recursive in (Derivation, Compared, Reason):
    resolve_types(recursive)

PARTS: Final = (
    Finding, Derivation, Compared, PolicyChange, Reason, Grant, GrantedStep, Unjudged, Ineffective, LimitTest, RateUsed, LaterRows, Stated, ParameterValue,
    GivenValue, Action, Decision,
)  # fmt: skip
