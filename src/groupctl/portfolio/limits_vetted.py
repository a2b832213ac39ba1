"""Which granted limits can't stand beside the rest of a portfolio."""

from collections.abc import Collection, Iterable, Sequence

from groupctl.model.customer import account_id
from groupctl.model.granted_limit import GrantedLimit
from groupctl.texts.causes import Cause

Found = Sequence[tuple[GrantedLimit, Cause]]


def no_account(limits: Iterable[GrantedLimit], accounts: Collection[str]) -> Found:
    """The limits for an account that is not among ``accounts``."""
    found = []
    for row in limits:
        if row.customer is not None and row.unit is not None:
            name = account_id(row.customer, row.unit)
            if name not in accounts:
                reason = Cause.of("model.limit-of-no-account", field="GrantedLimit.unit", value=name)
                found.append((row, reason))
    return found


def clashes(limits: Iterable[GrantedLimit]) -> Found:
    """The limits of one kind for one customer, account or group whose days overlap, each with one that it overlaps."""
    of_kind: dict[tuple[str, ...], list[GrantedLimit]] = {}
    for row in limits:
        subject = (row.customer or "", row.unit or "", row.group or "", row.kind.name)
        of_kind.setdefault(subject, []).append(row)
    found: dict[str, tuple[GrantedLimit, Cause]] = {}
    for rows in of_kind.values():
        rows.sort(key=lambda row: (row.starts_on, row.id))
        last = rows[0]
        for row in rows[1:]:
            if last.ends_on is None or row.starts_on <= last.ends_on:
                for one, other in ((row, last), (last, row)):
                    reason = Cause.of(
                        "model.limits-overlap",
                        field="GrantedLimit.starts_on",
                        value=row.starts_on,
                        other=other.id,
                        kind=row.kind.name,
                    )
                    found.setdefault(one.id, (one, reason))
            if last.ends_on is not None and (row.ends_on is None or row.ends_on > last.ends_on):
                last = row
    return list(found.values())
