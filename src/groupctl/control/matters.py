"""The key matters of financial control, and who holds each of them where the group says nothing else (L43)."""

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import cache
from types import MappingProxyType

from attrs import frozen

from groupctl.control.framework import read
from groupctl.model.organisation import ControlMode
from groupctl.texts.title import Title


class Level(Enum):
    """The unit that a matter's name speaks of; PLAN: the level that owns the plan of funds (L43)."""

    COMPANY = auto()
    DIVISION = auto()
    EACH_UNIT = auto()
    PLAN = auto()
    NONE = auto()


class PartInMatter(Enum):
    """The part somebody has in a matter (G24, G29)."""

    PROPOSE = auto()
    REVIEW = auto()
    APPROVE = auto()
    DECIDE = auto()
    EXECUTE = auto()
    FILE = auto()


@frozen(kw_only=True)
class Matter:
    """A key matter (G84 to G110). ``printed`` is its number in the source where that is there twice (L44)."""

    id: str
    row: str
    level: Level
    title: Title
    printed: str

    @property
    def group(self) -> int:
        """The first number: accounting policy, budget, statements, ... (1 to 9)."""
        return int(self.id.split(".", maxsplit=1)[0])


@frozen(kw_only=True)
class RouteStep:
    """One part in a route, and the role that has it (G29)."""

    part: PartInMatter
    role: str


@frozen(kw_only=True)
class Violation:
    """Something that is wrong with a route: a text key of what it breaks, and the role."""

    rule: str
    role: str


@frozen
class Route:
    """Who does what about a matter, in order: a row of the responsibility matrix (G29)."""

    steps: tuple[RouteStep, ...]

    def holders(self, part: PartInMatter) -> tuple[str, ...]:
        """The roles that have ``part``."""
        return tuple(step.role for step in self.steps if step.part is part)

    def violations(self, manages_funds: str = "treasurer") -> Iterator[Violation]:
        """What is wrong with the route.

        Nobody decides: a gap, or several do: an overlap (G25). Who proposes also approves or decides; who manages the
        funds approves spending (G32, L43). A step that adds nothing is superfluous: the same part of the same role again, or a
        review after the decision (G26).
        """
        deciders = {*self.holders(PartInMatter.DECIDE), *self.holders(PartInMatter.APPROVE)}
        if not deciders:
            yield Violation(rule="gap", role="")
        if len(deciders) > 1:
            yield from (Violation(rule="overlap", role=role) for role in sorted(deciders))
        proposers = set(self.holders(PartInMatter.PROPOSE))
        yield from (Violation(rule="proposer-decides", role=role) for role in sorted(deciders & proposers))
        if manages_funds in deciders:
            yield Violation(rule="manages-and-spends", role=manages_funds)
        yield from (Violation(rule="superfluous", role=step.role) for step in self._superfluous())

    def _superfluous(self) -> Iterator[RouteStep]:
        decided = False
        for number, step in enumerate(self.steps):
            if step in self.steps[:number] or (decided and step.part is PartInMatter.REVIEW):
                yield step
            decided = decided or step.part in {PartInMatter.DECIDE, PartInMatter.APPROVE}


@cache
def matters() -> Mapping[str, Matter]:
    """The 27 matters by their number (G84 to G110), the repeated numbers corrected (L44)."""
    return MappingProxyType(
        {
            id_: Matter(
                id=id_,
                row=table["row"],
                level=Level[table["level"]],
                title=Title(**table["title"]),
                printed=table.get("printed", id_),
            )
            for id_, table in read("matters.toml").items()
        }
    )


def default_route(matter: Matter, mode: ControlMode) -> Route:
    """Who holds ``matter`` under a control mode, unless the group decides otherwise (G24, L43).

    A matter of the company: headquarters' finance proposes, headquarters decides. Of a division: the division proposes; then
    headquarters decides (operational control), approves (strategic) or only files what the division decides (financial). Of each
    unit: the unit proposes, its division reviews and decides, headquarters files. Payments within the plan are decided at the level that
    owns the plan. What names no unit is set by headquarters and carried out by the divisions: so the group's bank financing
    (E22), and guarantees and ratings (E23).
    """
    return Route(tuple(RouteStep(part=part, role=role) for part, role in _default(matter.level, mode)))


def _default(level: Level, mode: ControlMode) -> tuple[tuple[PartInMatter, str], ...]:
    match level:
        case Level.COMPANY:
            return (PartInMatter.PROPOSE, "headquarters_finance"), (PartInMatter.DECIDE, "headquarters")
        case Level.DIVISION:
            return _DIVISION[mode]
        case Level.EACH_UNIT:
            return (
                (PartInMatter.PROPOSE, "unit"),
                (PartInMatter.REVIEW, "division"),
                (PartInMatter.DECIDE, "division"),
                (PartInMatter.FILE, "headquarters"),
            )
        case Level.PLAN:
            return (PartInMatter.PROPOSE, "unit"), (PartInMatter.DECIDE, "division")
        case Level.NONE:
            return (PartInMatter.DECIDE, "headquarters"), (PartInMatter.EXECUTE, "division")


_DIVISION: Mapping[ControlMode, tuple[tuple[PartInMatter, str], ...]] = MappingProxyType(
    {
        ControlMode.OPERATIONAL: (
            (PartInMatter.PROPOSE, "division"),
            (PartInMatter.DECIDE, "headquarters"),
        ),
        ControlMode.STRATEGIC: (
            (PartInMatter.PROPOSE, "division"),
            (PartInMatter.APPROVE, "headquarters"),
        ),
        ControlMode.FINANCIAL: (
            (PartInMatter.PROPOSE, "division_finance"),
            (PartInMatter.DECIDE, "division"),
            (PartInMatter.FILE, "headquarters"),
        ),
    }
)
