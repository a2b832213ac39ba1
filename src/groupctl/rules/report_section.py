"""What a policy's report shows: sections with tables and charts, declared by the names of measures and rule sets."""

from collections.abc import Sequence
from typing import Final, Literal, get_args

from attrs import field, frozen

from groupctl.errors import SourceSpan
from groupctl.texts.title import Title

View = Literal["OPERATIONAL", "ANALYTICAL", "COLLABORATIVE"]
"""What a section is for: daily work, analysis, or working together with customers and among units (C43)."""
VIEWS: Final[tuple[View, ...]] = get_args(View)


@frozen(kw_only=True)
class Bars:
    """A bar for each of these columns in each row, side by side or ``stacked``."""

    columns: Sequence[str]
    stacked: bool = False


@frozen(kw_only=True)
class Pareto:
    """Upright bars in the order of the table, and the running share as a line; ``through`` the row or up to it."""

    bars: str
    line: str
    through: bool = True


@frozen(kw_only=True)
class Curve:
    """The running share over all records of ``about``, by their place.

    ``line`` is the share before the record. ``across`` and ``up`` are parameters drawn as guides. ``says`` tells what is shown of
    ``{count}`` records.
    """

    about: str
    place: str
    line: str
    across: str
    up: str
    title: Title
    says: Title


Chart = Bars | Pareto | Curve


@frozen(kw_only=True)
class Listing:
    """A table with a row for each record of ``about``.

    ``columns`` are measures, outputs of rule sets or attributes by their names; those in ``percent`` are shown in per cent. Only
    records for which ``where`` (a boolean) is true; the first by ``order``, the largest at the top unless ``ascending``.
    """

    name: str
    title: Title = field(factory=Title)
    about: str
    columns: Sequence[str]
    percent: Sequence[str] = ()
    order: str = ""
    ascending: bool = False
    where: str = ""
    chart: Chart | None = None


@frozen(kw_only=True)
class Tally:
    """How often each rule set gives each answer; ``warnings`` takes all that are warnings."""

    name: str
    title: Title = field(factory=Title)
    rule_sets: Sequence[str] = ()
    warnings: bool = False


@frozen(kw_only=True)
class Owed:
    """How many tasks of each kind are owed in the processes, and how many of them are overdue."""

    name: str
    title: Title = field(factory=Title)


@frozen(kw_only=True)
class Held:
    """The orders that do not move on: whose, how much, why, and who acts.

    ``columns`` are measures, outputs of rule sets or attributes of an order that are shown beside it.
    """

    name: str
    title: Title = field(factory=Title)
    columns: Sequence[str] = ()


@frozen(kw_only=True)
class Requests:
    """The requests on which something is still to be done: how each stands, who is next, and by when."""

    name: str
    title: Title = field(factory=Title)


@frozen(kw_only=True)
class Matrix:
    """The matrix of authority: by matter and amount the route under each control mode."""

    name: str
    title: Title = field(factory=Title)


@frozen(kw_only=True)
class Movement:
    """How many records moved from which answer of a rule set to which, since an earlier day."""

    name: str
    title: Title = field(factory=Title)
    rule_set: str


SectionPart = Listing | Tally | Owed | Held | Requests | Matrix | Movement


@frozen(kw_only=True)
class Section:
    """A part of the report with a heading of its own (J33).

    ``source`` names the requirements; ``parameters`` are told with their values. ``says`` is a sentence on what it tells.
    """

    name: str
    view: View
    source: str
    parts: Sequence[SectionPart]
    parameters: Sequence[str] = ()
    title: Title
    says: Title = field(factory=Title)
    where: SourceSpan | None = field(default=None, eq=False)
