"""What a policy says of authority: posts, matters, and the routes on which requests are decided (G24, G29, G112)."""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import field, frozen

from groupctl.errors import SourceSpan
from groupctl.model.authority import DECIDING, DISINTERESTED, SeatLevel, StepPart
from groupctl.texts.title import Title

ROUTE: Final = "Route"
"""The enumeration of the policy's routes, and `REFER`: what a matrix of authority answers."""
REFER: Final = "REFER"
"""In place of a route: no one may grant what is asked for."""
MATTER: Final = "Matter"
"""The enumeration of the policy's matters."""


@frozen
class Seat:
    """A post at a level: ``division_manager@DIVISION``."""

    post: str
    at: SeatLevel

    def __str__(self) -> str:
        return f"{self.post}@{self.at.name}"


@frozen(kw_only=True)
class Post:
    """A post (G112). ``superiors`` says by level which seat is above it; who holds one of ``incompatible`` holds not this one."""

    name: str
    title: Title
    superiors: Mapping[SeatLevel, Seat] = field(factory=dict)
    incompatible: tuple[str, ...] = ()
    where: SourceSpan | None = field(default=None, eq=False)


@frozen(kw_only=True)
class Matter:
    """Something that is decided on a request (G24)."""

    name: str
    title: Title
    source: str
    where: SourceSpan | None = field(default=None, eq=False)


@frozen(kw_only=True)
class RouteStep:
    """One step of a route: a part for a seat, to be done within so many working days (G29).

    A step that does not hold may still be open when what was asked for takes effect.
    """

    part: StepPart
    seat: Seat
    days: int
    holds: bool = True


@frozen(kw_only=True)
class Route:
    """The steps on which a request is decided, in order; one of them decides (G24 to G26, G29).

    ``asked_by`` is the seat that may ask; None: any person of the unit or of one above it.
    """

    name: str
    title: Title
    source: str
    steps: tuple[RouteStep, ...]
    asked_by: Seat | None = None
    where: SourceSpan | None = field(default=None, eq=False)

    @property
    def deciding(self) -> RouteStep:
        """The step that decides."""
        return next(step for step in self.steps if step.part in DECIDING)

    @property
    def persons(self) -> int:
        """How many people it takes at least before what is asked for takes effect: who asks may do none of these steps, and no one does two (G32)."""
        return 1 + sum(step.holds and step.part in DISINTERESTED for step in self.steps)


@frozen(kw_only=True)
class Interest:
    """Whose own interest bars them from deciding on a request (G32, L55): ``who`` of the records ``about``.

    The records are those ``of`` the request, its order, its customers, or the employee who asked; where they have a unit, those of
    the request's. ``latest_by`` leaves those of the latest day.
    """

    name: str
    title: Title
    source: str
    about: str
    of: str
    who: str
    latest_by: str = ""
    where: SourceSpan | None = field(default=None, eq=False)


@frozen(kw_only=True)
class Authority:
    """The posts, matters, routes and interests of a policy, by name."""

    posts: Mapping[str, Post] = field(factory=dict)
    matters: Mapping[str, Matter] = field(factory=dict)
    routes: Mapping[str, Route] = field(factory=dict)
    interests: Mapping[str, Interest] = field(factory=dict)

    def line(self, seat: Seat) -> Iterator[Seat]:
        """``seat`` and the seats above it, nearest first (G112, M18)."""
        at: Seat | None = seat
        while at is not None:
            yield at
            at = self.posts[at.post].superiors.get(at.at) if at.post in self.posts else None
