"""The rules that hold a decision, and how requests in their matters can lift them: the route, the next seat, by when (G24, G29, L30)."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from groupctl.control.way import Way
from groupctl.decisions.decision import Decision
from groupctl.decisions.lifting import Lifting
from groupctl.model.authority import Request
from groupctl.portfolio.records import Record
from groupctl.portfolio.supposed import SUPPOSED, supposed_request

OPEN = frozenset({"PENDING", "UNKNOWN"})
"""States in which a request may still be granted."""


@frozen
class Acting:
    """Who acts where no request helps: the post that the policy names, and who of the nearest unit holds it and is there."""

    post: str
    people: tuple[str, ...] = ()


@frozen(kw_only=True)
class RuleRoute:
    """How rules of one ``matter`` can be overridden: the ways of the requests that are open, else the way of one that is yet to be made.

    No request lifts rules without a matter, nor those that could not be judged (``unjudged``): ``acting`` are those who act instead.
    """

    rules: tuple[str, ...]
    matter: str = ""
    ways: tuple[Way, ...] = ()
    unjudged: bool = False
    acting: tuple[Acting, ...] = ()


def rule_routes(decision: Decision, lifting: Lifting) -> Iterator[RuleRoute]:
    """The rules that hold an order or an account in a decision, by matter; none where it lets pass.

    Of a decision that means neither, only the rules that a request lifts; none under a policy without matters.
    """
    known = lifting.granting.environment.policy.authority.matters
    if not known or decision.meaning == "good" or decision.entity not in {"order", "account"}:
        return
    subject = lifting.portfolio.record(decision.entity, decision.subject)
    of_matter: dict[str, list[str]] = {}
    for reason in decision.because:
        if reason.overridable or decision.meaning:
            of_matter.setdefault(reason.overridable, []).append(reason.rule)
    for matter, rules in of_matter.items():
        ways = tuple(_ways(matter, subject, lifting)) if matter else ()
        acting = () if matter else tuple(_acting(decision, rules, subject, lifting))
        yield RuleRoute(rules=tuple(rules), matter=matter, ways=ways, acting=acting)
    if decision.referred_by == "unknown":
        unjudged = tuple(one.rule for one in decision.unknown if one.matters)
        acting = tuple(_acting(decision, ["", *unjudged], subject, lifting))
        yield RuleRoute(rules=unjudged, unjudged=True, acting=acting)


def _acting(decision: Decision, rules: Sequence[str], subject: Record, lifting: Lifting) -> Iterator[Acting]:
    """Who is to do what the decision proposes for some rules."""
    posts = dict.fromkeys(one.role for one in decision.actions if one.role and one.rule in rules)
    for post in posts:
        yield Acting(post, lifting.granting.holding(post, str(subject.source.unit)))


def _ways(matter: str, subject: Record, lifting: Lifting) -> Iterable[Way]:
    mine = [one for one in lifting.requests(subject) if one.source.matter == matter]
    ways = [lifting.granting.way(one) for one in mine]
    opened = [way for way in ways if way.request_status.state in OPEN]
    return opened or [lifting.granting.expected(_supposed(matter, subject, lifting))]


def _supposed(matter: str, subject: Record, lifting: Lifting) -> Record:
    """A request in a matter about an order or an account of today; it is not said who makes it."""
    row, portfolio = subject.source, lifting.portfolio
    request = Request(
        id=SUPPOSED,
        matter=matter,
        order=subject.id if subject.entity == "order" else None,
        customer=row.customer if subject.entity == "account" else None,
        unit=row.unit,
        requested_on=portfolio.as_of,
    )
    return supposed_request(portfolio, request)
