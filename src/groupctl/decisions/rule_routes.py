"""The rules that hold a decision, and how requests in their matters can lift them: the route, the next seat, by when (G24, G29, L30)."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from groupctl.control.way import Way
from groupctl.decisions.decision import Decision
from groupctl.decisions.lifting import Lifting
from groupctl.model.authority import Request
from groupctl.portfolio.records import Record
from groupctl.portfolio.supposed import SUPPOSED, supposed_request

OPEN = frozenset({"PENDING", "UNKNOWN"})
"""States in which a request may still be granted."""


@frozen(kw_only=True)
class RuleRoute:
    """How rules of one ``matter`` can be lifted: the ways of the requests that are open, else the way of one that is yet to be made.

    Rules without a matter have no way: nothing lifts them.
    """

    rules: tuple[str, ...]
    matter: str
    ways: tuple[Way, ...] = ()


def rule_routes(decision: Decision, lifting: Lifting) -> Iterator[RuleRoute]:
    """The rules that determined a decision about an order or an account, by matter; none where it lets pass."""
    of_matter: dict[str, list[str]] = {}
    for reason in decision.because:
        of_matter.setdefault(reason.overridable, []).append(reason.rule)
    if decision.meaning == "good" or decision.entity not in {"order", "account"} or not any(of_matter):
        return
    subject = lifting.portfolio.record(decision.entity, decision.subject)
    for matter, rules in of_matter.items():
        ways = tuple(_ways(matter, subject, lifting)) if matter else ()
        yield RuleRoute(rules=tuple(rules), matter=matter, ways=ways)


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
