"""What was read for a report: figures with their columns, and the parts that they fill."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final, TypeGuard

from attrs import field, frozen

from groupctl.control.way import Way
from groupctl.decisions.measured import Measured
from groupctl.decisions.remedies import Remedy
from groupctl.decisions.rule_routes import RuleRoute
from groupctl.portfolio.records import Record
from groupctl.report.summary_orders import HeldRecord
from groupctl.rules.evaluation.scope import ParameterUse
from groupctl.rules.matrix import MatrixRow
from groupctl.rules.policy import RuleSet
from groupctl.rules.report_section import Held, Listing, Matrix, Movement, Owed, Requests, Section, Tally
from groupctl.rules.show import show_number
from groupctl.rules.types import Kind, Type
from groupctl.rules.unknown import UnknownValue
from groupctl.schema.limits import Amount, Inherit, Unlimited
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title

OVERDUE, IN_TIME = ("overdue", ""), ("in_time", "")
RAISED, QUIET = ("raised", ""), ("not_raised", "")
"""The answers about a task."""

NEW: Final = ("", "")
"""Stands for the answer of a record that was not there on the earlier day."""

NOT_APPLICABLE: Final = frozenset({"decision.cause-not-applicable", "decision.cause-not-ranked"})
"""Causes that say: there is nothing to be known here."""


@frozen(kw_only=True)
class Figure:
    """A value with the column that it is in, or the causes why it is unknown; ``percent`` where it is shown in per cent."""

    name: str
    percent: bool
    type: Type
    value: Measured

    @property
    def kind(self) -> Kind:
        """The kind of the value."""
        return self.type.kind

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not isinstance(self.value, UnknownValue)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why there is none."""
        return self.value.causes if isinstance(self.value, UnknownValue) else ()

    @property
    def applies(self) -> bool:
        """Whether there can be one at all: a rule set may have nothing to decide, and what does not sell has no place."""
        return self.known or is_doubtful(self.value)

    @property
    def doubtful(self) -> bool:
        """Whether there should be one and it is unknown."""
        return self.applies and not self.known


@frozen(kw_only=True)
class Heading:
    """What a column shows: the measure's own name with its entity, its title, and the rows that ask for it."""

    name: str
    kind: Kind
    where_from: str
    title: Title | None
    source: str


@frozen(kw_only=True)
class FigureRow:
    """A record with its figures, in the order of the columns."""

    record: Record
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """The figure of the column ``name``."""
        return next(figure for figure in self.figures if figure.name == name)


@frozen(kw_only=True)
class Filled:
    """A listing with what was read for it.

    ``total`` records belong to it, ``rows`` are the first of them; of ``unplaced`` ones the order is unknown (they
    might be the first, so they are shown as well), of ``undecided`` ones whether they belong here. ``absent`` names columns that the policy does not measure.
    """

    shape: Listing
    headings: tuple[Heading, ...]
    rows: tuple[FigureRow, ...] = ()
    total: int = 0
    unplaced: int = 0
    undecided: int = 0
    doubts: tuple[Cause, ...] = ()
    absent: tuple[str, ...] = ()
    table_missing: bool = False
    rejected: int = 0
    curve: "Points | None" = None


@frozen(kw_only=True)
class Points:
    """The points of a curve: how many came before, and their share; or why it can't be drawn. ``guides`` are parameters."""

    places: tuple[tuple[Fraction, Fraction], ...] = ()
    guides: tuple[Fraction | None, Fraction | None] = (None, None)
    causes: tuple[Cause, ...] = ()


Answer = tuple[str, str] | None
"""What was answered and the enumeration that it is a member of, which is empty for yes and no; None is unknown."""


@frozen(kw_only=True)
class Counted:
    """One line of a tally: what was counted, by answer; the answer None is "unknown"."""

    title: Title
    name: str
    source: str
    counts: Mapping["Answer", int]


@frozen(kw_only=True)
class Tallied:
    """Counts in a table; ``answers`` are its columns."""

    shape: Tally | Owed
    answers: tuple["Answer", ...]
    lines: tuple[Counted, ...]
    rule_sets: tuple[RuleSet, ...] = ()


@frozen(kw_only=True)
class HeldOrders:
    """Orders that do not move on, the first of them in the order in which they are to be looked at.

    ``total`` orders are held and ``released`` are not; ``unread`` could not even be read. ``rows`` are the orders themselves with what is
    shown beside them, where the portfolio has them.
    """

    shape: Held
    orders: tuple[HeldRecord, ...]
    total: int
    released: int
    unread: int
    headings: tuple[Heading, ...] = ()
    rows: Mapping[str, FigureRow] = field(factory=dict)
    remedies: Mapping[str, tuple[Remedy, ...]] = field(factory=dict)
    """By order: what would let it go."""
    routes: Mapping[str, tuple[RuleRoute, ...]] = field(factory=dict)
    """How requests can lift what holds each of them."""


@frozen(kw_only=True)
class OpenRequests:
    """The ways of requests on which something is still to be done, the one that is due first at the top.

    ``total`` of ``asked`` requests are open; ``unread`` could not even be read.
    """

    shape: Requests
    ways: tuple[Way, ...]
    total: int
    asked: int
    unread: int


@frozen(kw_only=True)
class FilledMatrix:
    """The matrix of authority, row by row; ``borders`` are the values of its parameters for the whole group, in minor units."""

    shape: Matrix
    rows: tuple[MatrixRow, ...]
    borders: Mapping[str, int]


@frozen(kw_only=True)
class Moved:
    """How many records have which answer, by the answer that they had on an earlier day.

    ``rule_set`` is None where the policy has none of that name. The answer None is "unknown", `NEW` is that of a record that was
    not there on that day.
    """

    shape: Movement
    rule_set: RuleSet | None
    answers: tuple["Answer", ...] = ()
    since: date | None = None
    counts: Mapping[tuple["Answer", "Answer"], int] = field(factory=dict)


FilledPart = Filled | Tallied | HeldOrders | OpenRequests | FilledMatrix | Moved


@frozen(kw_only=True)
class Chapter:
    """A section with everything that was read for it."""

    section: Section
    parts: tuple[FilledPart, ...]
    parameters: tuple[ParameterUse, ...] = ()
    unset: tuple[Title, ...] = ()
    """Titles of parameters that have no value."""


def is_doubtful(value: Measured) -> TypeGuard[UnknownValue]:
    """Whether a value is unknown, and not only without meaning for its record."""
    return isinstance(value, UnknownValue) and not all(cause.key in NOT_APPLICABLE for cause in value.causes)


def exactly(value: Measured) -> str:
    """A known value as exact text."""
    match value:
        case bool():
            return "true" if value else "false"
        case Money() | Amount(money=Money()):
            money = value if isinstance(value, Money) else value.money
            return f"{money.decimal:f}"
        case Unlimited() | Inherit():
            return type(value).__name__.lower()
        case date():
            return value.isoformat()
        case int() | Fraction():
            return show_number(value)
    return str(value)
