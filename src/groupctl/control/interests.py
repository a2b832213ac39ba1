"""Who has an interest of their own in a request and decides nothing about it: who asked, and those whom the policy names (G32, L55)."""

from collections.abc import Iterator, Mapping, Sequence

from groupctl.control.holders import Holders
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import Record
from groupctl.rules.authority import Interest
from groupctl.schema.entities import PAYER
from groupctl.schema.fields import stated
from groupctl.texts import LANGUAGES
from groupctl.texts.causes import Cause


def interested(holders: Holders, request: Record) -> Mapping[str, Interest | None]:
    """Who has an interest of their own in a request, and which; None for who asked."""
    requester = request.source.requester
    found: dict[str, Interest | None] = {} if requester is None else {requester: None}
    for interest in holders.authority.interests.values():
        for owner in owners(holders.portfolio, interest, request):
            for record in records(holders.portfolio, interest, owner, request):
                employee = stated(record.source, interest.who)
                if employee is not None:
                    found.setdefault(employee, interest)
    return found


def unread(holders: Holders, request: Record) -> Iterator[Cause]:
    """What could not be read of those who may have an interest in a request."""
    portfolio = holders.portfolio
    yield from _parties_unread(portfolio, request)
    for interest in holders.authority.interests.values():
        table = portfolio.schema.entities[interest.about].table
        columns = [one for one in (interest.who, interest.latest_by) if one]
        for owner in owners(portfolio, interest, request):
            if owner.entity != interest.about:
                yield from portfolio.gaps(owner, table)
            for column in columns:
                if holders.lacks(table, column):
                    yield Cause.of("model.cause-absent-column", table=table, attribute=column)


def _parties_unread(portfolio: Portfolio, request: Record) -> Iterator[Cause]:
    order, group = (request.values.get(name) for name in ("order", "group"))
    if isinstance(order, Record) and PAYER not in order.values:
        yield portfolio.cause(order, PAYER)
    if isinstance(group, Record):
        yield from portfolio.gaps(group, "members")


def customers_of(portfolio: Portfolio, request: Record) -> Sequence[Record]:
    """The customers that a request is about: the one that buys and the one that pays, or the members of a customer group."""
    group, order = (request.values.get(name) for name in ("group", "order"))
    if isinstance(group, Record):
        return portfolio.related(group, "members")
    owner = order if isinstance(order, Record) else request
    found = (owner.values.get(name) for name in ("customer", PAYER))
    return tuple(dict.fromkeys(one for one in found if isinstance(one, Record)))


def owners(portfolio: Portfolio, interest: Interest, request: Record) -> Sequence[Record]:
    """The records of which an interest is: the request, its order, its customers, or the person who asked."""
    if interest.of == "request":
        return (request,)
    if interest.of == "customer":
        return customers_of(portfolio, request)
    found = request.values.get("requester" if interest.of == "employee" else interest.of)
    return (found,) if isinstance(found, Record) else ()


def records(portfolio: Portfolio, interest: Interest, owner: Record, request: Record) -> Sequence[Record]:
    """The records that name who has the interest: at the request's unit or at none, the latest where the policy asks for them."""
    if interest.about == interest.of:
        return (owner,)
    found = [
        one
        for one in portfolio.related(owner, portfolio.schema.entities[interest.about].table)
        if getattr(one.source, "unit", None) in {None, request.source.unit}
    ]
    if not interest.latest_by:
        return found
    days = [stated(one.source, interest.latest_by) for one in found]
    last = max((day for day in days if day is not None), default=None)
    return [one for one, day in zip(found, days, strict=True) if day == last]


def why_barred(interest: Interest | None, someone: str, deputy: str | None = None) -> Cause:
    """Why a person may not act in a matter of their own, or a ``deputy`` with that person's right."""
    key = "authority.own-requester" if interest is None else "authority.own-interest"
    told = {} if interest is None else {f"interest_{lang}": interest.title.text(lang) for lang in LANGUAGES}
    if deputy is not None:
        return Cause.of(f"{key}-delegated", person=deputy, other=someone, **told)
    return Cause.of(key, person=someone, **told)
