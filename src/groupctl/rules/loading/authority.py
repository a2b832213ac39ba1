"""Posts, matters, routes and interests: seats are of posts that are there, superiors end, each route decides once, interests name people."""

from collections.abc import Mapping, Sequence

from groupctl.model.authority import DECIDING, SeatLevel, StepPart
from groupctl.model.organisation import cyclic
from groupctl.rules import draft
from groupctl.rules.authority import REFER, Authority, Interest, Matter, Post, Route, RouteStep, Seat
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.schema.entities import Entity

AFTERWARDS = frozenset({StepPart.INFORM, StepPart.EXECUTE, StepPart.SUPERVISE})
"""What is done once something takes effect."""
REACHED = ("request", "order", "customer", "employee")
"""The records that a request leads to, the nearest first: itself, its order, its customers, and the person who asked."""


def authority(context: Context) -> Authority:
    """What the policy and its imports say of authority, as far as it is sound; the rest is a fault."""
    parts = context.composition
    posts = {str(name): _post(context, piece.item, piece.part) for name, piece in parts.posts.items()}
    _end(context, posts)
    return Authority(
        posts=posts,
        matters={
            str(name): Matter(
                name=str(name),
                **context.told(piece.item, piece),
            )
            for name, piece in parts.matters.items()
        },
        routes={str(name): _route(context, piece.item, piece.part) for name, piece in parts.routes.items()},
        interests={
            str(name): found
            for name, piece in parts.interests.items()
            if (found := _interest(context, piece.item, piece.part)) is not None
        },
    )


def _interest(context: Context, written: draft.InterestDraft, part: DraftPart) -> Interest | None:
    """An interest: its records belong to a request, and name a person."""
    context.id(written.name, part.sub("name"))
    told = context.told(written, part)
    if not context.about(written.about, part.sub("about")):
        return None
    entity = context.schema.entities[written.about]
    of = next((one for one in REACHED if one == entity.name or _has(context, one, entity)), None)
    if of is None:
        context.fault(part.sub("about"), "authority.interest-of-none", name=written.about)
    people = [name for name, one in entity.attributes.items() if one.target == "employee"]
    if written.who not in people:
        context.unknown(part.sub("who"), "authority.no-person", written.who, people, entity=written.about)
    days = [name for name, one in entity.attributes.items() if one.kind == "date"]
    if written.latest_by and written.latest_by not in days:
        context.unknown(
            part.sub("latest_by"), "authority.no-day", written.latest_by, days, entity=written.about
        )
    return Interest(
        name=str(written.name),
        about=str(written.about),
        of=of or "",
        who=str(written.who),
        latest_by=str(written.latest_by),
        **told,
    )


def _has(context: Context, owner: str, entity: Entity) -> bool:
    """Whether records of ``entity`` belong to an ``owner``."""
    collections = context.schema.entities[owner].collections
    return entity.table in collections and collections[entity.table].entity == entity.name


def _post(context: Context, written: draft.PostDraft, part: DraftPart) -> Post:
    context.id(written.name, part.sub("name"))
    superiors = {}
    for level, seat in written.superiors.items():
        where = part.sub("superiors", level)
        at, above = _level(context, level, where.sub(KEY)), _seat(context, seat, where)
        if at is not None and above is not None:
            superiors[at] = above
    for i, other in enumerate(written.incompatible):
        _known_post(context, other, part.sub("incompatible", i))
    return Post(
        name=str(written.name),
        title=context.title(written.title, part.sub("title")),
        superiors=superiors,
        incompatible=tuple(map(str, written.incompatible)),
        where=part.at("name").span()[0],
    )


def _end(context: Context, posts: Mapping[str, Post]) -> None:
    """Superiors lead up and end: none is above itself."""
    above = {
        str(Seat(post.name, level)): str(seat)
        for post in posts.values()
        for level, seat in post.superiors.items()
    }
    for seat in sorted(cyclic(above)):
        name, _, level = seat.partition("@")
        part = context.composition.posts[name].part.sub("superiors", level)
        context.fault(part, "authority.superior-of-itself", name=seat)


def _route(context: Context, written: draft.RouteDraft, part: DraftPart) -> Route:
    context.name(written.name, part.sub("name"))
    if written.name == REFER:
        context.fault(part.sub("name"), "authority.route-refer", name=REFER)
    steps = [
        found
        for i, step in enumerate(written.steps)
        if (found := _step(context, step, part.sub("steps", i))) is not None
    ]
    if len(steps) == len(written.steps):
        _in_order(context, written.name, steps, part)
    return Route(
        name=str(written.name),
        steps=tuple(steps),
        asked_by=_seat(context, written.asked_by, part.sub("asked_by")) if written.asked_by else None,
        **context.told(written, part),
    )


def _step(context: Context, written: draft.RouteStepDraft, where: DraftPart) -> RouteStep | None:
    seat, known = _seat(context, written.seat, where.sub("seat")), StepPart.__members__
    if context.given(written.part, where.sub("part")) and written.part not in known:
        context.unknown(where.sub("part"), "authority.no-part", written.part, known)
    if written.days < 1 and where.source.says((*where.path, "days")):
        context.fault(where.sub("days"), "authority.days", found=written.days)
    if seat is None or written.part not in known:
        return None
    part = StepPart[written.part]
    holds = part not in AFTERWARDS if written.holds is None else written.holds
    return RouteStep(part=part, seat=seat, days=written.days, holds=holds)


def _in_order(context: Context, name: str, steps: Sequence[RouteStep], part: DraftPart) -> None:
    """Exactly one step decides and holds; reviews come before it, everything else after it."""
    deciding = [i for i, step in enumerate(steps) if step.part in DECIDING]
    if len(deciding) != 1:
        context.fault(part.sub("name"), "authority.one-decision", name=name, found=len(deciding))
        return
    (decision,) = deciding
    for i, step in enumerate(steps):
        if (step.part is StepPart.REVIEW) != (i < decision) and i != decision:
            code = "authority.review-after" if step.part is StepPart.REVIEW else "authority.before-decision"
            context.fault(part.sub("steps", i, "part"), code, name=name, found=step.part.name)
    if not steps[decision].holds:
        context.fault(part.sub("steps", decision, "holds"), "authority.decision-holds", name=name)


def _seat(context: Context, written: str, part: DraftPart) -> Seat | None:
    """A seat as a policy writes it: ``post@LEVEL``."""
    if not context.given(written, part):
        return None
    post, _, level = written.partition("@")
    at = _level(context, level, part)
    return Seat(str(post), at) if _known_post(context, post, part) and at is not None else None


def _level(context: Context, name: str, part: DraftPart) -> SeatLevel | None:
    if name not in SeatLevel.__members__:
        context.unknown(part, "authority.no-level", name, SeatLevel.__members__)
        return None
    return SeatLevel[name]


def _known_post(context: Context, name: str, part: DraftPart) -> bool:
    posts = context.composition.posts
    if name not in posts:
        context.unknown(part, "authority.no-post", name, posts)
    return name in posts
