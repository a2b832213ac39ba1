"""Whether a body carried what it deliberated on: counted by its seats, not by the votes that were cast (G54, G55).

Who is recused then lowers no bar: less support never carries more.
"""

from collections.abc import Iterator

from groupctl.control.case import Case, is_of, seat_of
from groupctl.model.authority import Ballot
from groupctl.portfolio.records import Record
from groupctl.texts.causes import Cause


def carried(case: Case, record: Record, others: frozenset[str]) -> bool:
    """Whether a body carried what it deliberated on: by seats, without those who are barred or did another step (G55)."""
    return any(_carried_by(case, body, record, others) for body in _bodies(case, record))


def _bodies(case: Case, record: Record) -> Iterator[Record]:
    step = next(step for step in case.route.steps if is_of(record, step))
    return case.holders.bodies(step.seat, case.unit)


def votes(case: Case, body: Record, record: Record, others: frozenset[str]) -> dict[str, Ballot]:
    """The votes of members that count: one each, and none of those who are barred or did another step."""
    cast: dict[str, set[Ballot]] = {}
    for vote in case.holders.portfolio.related(record, "votes"):
        cast.setdefault(vote.source.employee, set()).add(vote.source.ballot)
    members = case.holders.members(body, record.source.done_on) - case.barred - others
    return {
        member: next(iter(ballots))
        for member, ballots in cast.items()
        if member in members
        and len(ballots) == 1
        and ballots & {Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAINED}
    }


def _carried_by(case: Case, body: Record, record: Record, others: frozenset[str]) -> bool:
    found, row = votes(case, body, record, others), body.source
    favour = sum(ballot is Ballot.FOR for ballot in found.values())
    decisive = row.casting_vote and row.chair is not None and found.get(row.chair) is Ballot.FOR
    return len(found) >= row.quorum and (2 * favour > row.seats or (2 * favour == row.seats and decisive))


def can_carry(body: Record, members: frozenset[str]) -> bool:
    """Whether a body carries what all these members of it are for."""
    return len(members) >= fewest_to_carry(body, members)


def fewest_to_carry(body: Record, members: frozenset[str]) -> int:
    """How many members carry what they are all for: half of the seats are enough where the chair is among ``members`` and decides a tie."""
    row = body.source
    decisive = row.casting_vote and row.chair in members
    needed: int = max(row.quorum, (row.seats + 1) // 2 if decisive else row.seats // 2 + 1)
    return needed


def not_carried(case: Case, record: Record, others: frozenset[str]) -> Cause:
    """Why a body did not carry what it deliberated on."""
    body = next(_bodies(case, record), None)
    if body is None:
        return Cause.of("authority.no-body", seat=seat_of(record), unit=case.unit)
    found = votes(case, body, record, others)
    row = body.source
    if len(found) < row.quorum:
        return Cause.of("authority.no-quorum", present=len(found), seats=row.seats, quorum=row.quorum)
    favour = sum(ballot is Ballot.FOR for ballot in found.values())
    return Cause.of("authority.not-carried", favour=favour, seats=row.seats)
