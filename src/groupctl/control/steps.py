"""Whether a record is a step that was done: in force, for enough, by a person who might (L23, M18, G112 to G118)."""

from groupctl.control.case import Case, Done, person
from groupctl.control.holders import Hand
from groupctl.control.interests import interested, why_barred
from groupctl.model.authority import DECIDING, DISINTERESTED, AppointmentKind, StepPart
from groupctl.portfolio.records import Record
from groupctl.rules.authority import RouteStep
from groupctl.rules.show import show_money
from groupctl.texts.causes import Cause


def checked(case: Case, step: RouteStep, record: Record) -> Done | Cause:
    """A record as a step that was done, or why it is none: in force, for enough, by a person who may."""
    row, as_of = record.source, case.as_of
    ended = row.ends_on is not None and as_of > row.ends_on
    if as_of < row.starts_on or ended:
        return Cause.of("authority.not-in-force", starts_on=row.starts_on, ends_on=row.ends_on or "…")
    if row.ends_on is None and case.holders.lacks("step_records", "ends_on"):
        return Cause.of("model.cause-absent-column", table="step_records", attribute="ends_on")
    if row.done_on < case.request.source.requested_on:
        return Cause.of("authority.before-request", on=case.request.source.requested_on)
    if step.part in DECIDING and case.cover > 0:
        amount = record.values.get("amount")
        if not isinstance(amount, int):
            return Cause.of("authority.no-amount")
        if amount < case.cover:
            currency = case.holders.portfolio.currency
            return Cause.of(
                "authority.amount",
                amount=show_money(amount, currency),
                stake=show_money(case.cover, currency),
            )
    if step.part is StepPart.DELIBERATE:
        gaps = case.holders.portfolio.gaps(record, "votes")
        return gaps[0] if gaps else Done(step=step, record=record)
    return by_hand(case, step, record)


def by_hand(case: Case, step: RouteStep, record: Record) -> Done | Cause:
    """A step that a person did, or why that person may not."""
    row = record.source
    hands = [
        hand
        for hand in case.holders.hands(step.seat, case.unit, row.done_on, case.use)
        if hand.employee == row.employee and hand.delegation == (row.delegation or "")
    ]
    if not hands:
        return no_hand(case, step, record)
    free = [hand for hand in hands if step.part not in DISINTERESTED or not hand.people & case.barred]
    return Done(step=step, record=record, hand=free[0]) if free else own_interest(case, hands[0])


def own_interest(case: Case, hand: Hand) -> Cause:
    """Whose interest bars a hand, and which."""
    kinds = interested(case.holders, case.request)
    name = hand.employee if hand.employee in kinds else hand.source
    portfolio = case.holders.portfolio
    return why_barred(
        kinds[name],
        person(portfolio, name),
        None if name == hand.employee else person(portfolio, hand.employee),
    )


def no_hand(case: Case, step: RouteStep, record: Record) -> Cause:
    """Why who did a step had no right to."""
    row, holders, portfolio = record.source, case.holders, case.holders.portfolio
    name = person(holders.portfolio, row.employee)
    if row.delegation is not None:
        return no_right(case, step, record, portfolio.record("delegation", row.delegation))
    someone = portfolio.record("employee", row.employee)
    away = holders.away(row.employee, row.done_on)
    if away is None:
        return portfolio.gaps(someone, "absences")[0]
    if away:
        return Cause.of("authority.absent", person=name, on=row.done_on)
    places = {(place.seat.post, place.unit) for place in holders.places(step.seat, case.unit)}
    mine = [one.source for one in portfolio.related(someone, "appointments")]
    for one in mine:
        if (one.post, one.unit) in places and one.ends_on is not None and one.ends_on < row.done_on:
            return Cause.of("authority.appointment-ended", person=name, ended=one.ends_on, on=row.done_on)
        if (one.post, one.unit) in places and row.done_on < one.starts_on:
            return Cause.of("authority.appointment-begins", person=name, begins=one.starts_on, on=row.done_on)
        if (one.post, one.unit) in places and one.kind is AppointmentKind.EXTERNAL:
            return Cause.of("authority.external", person=name)
    for one in mine:
        if one.post in {post for post, _ in places}:
            return Cause.of("authority.other-unit", person=name, other=one.unit, unit=case.unit)
    return Cause.of("authority.no-post-held", person=name, seat=step.seat, unit=case.unit)


def no_right(case: Case, step: RouteStep, record: Record, delegation: Record) -> Cause:
    """Why a delegation gives no right to do a step."""
    row, holders, portfolio = delegation.source, case.holders, case.holders.portfolio
    amount, day = delegation.values.get("amount"), record.source.done_on
    given = portfolio.record("appointment", row.appointment).source
    told = {"delegation": delegation.id, "giver": person(holders.portfolio, given.employee)}
    if row.employee != record.source.employee:
        return Cause.of("authority.delegation-other", **told)
    if row.matter != case.use.matter:
        return Cause.of("authority.delegation-matter", matter=row.matter, **told)
    if row.revoked_on is not None and row.revoked_on <= day:
        return Cause.of("authority.delegation-revoked", on=row.revoked_on, **told)
    if not row.starts_on <= day <= row.ends_on:
        return Cause.of("authority.delegation-span", starts_on=row.starts_on, ends_on=row.ends_on, **told)
    if not isinstance(amount, int) or amount < case.stake:
        shown = show_money(amount, portfolio.currency) if isinstance(amount, int) else "?"
        return Cause.of(
            "authority.delegation-amount",
            amount=shown,
            stake=show_money(case.stake, portfolio.currency),
            **told,
        )
    if row.only_while_absent and holders.away(given.employee, day) is not True:
        return Cause.of("authority.delegation-present", **told)
    if holders.external(row.employee, day):
        return Cause.of("authority.external", person=person(portfolio, row.employee))
    return Cause.of("authority.delegation-void", seat=step.seat, **told)
