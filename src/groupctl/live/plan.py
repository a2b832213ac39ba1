"""A plan of changes: what is there, what is to be there, why, and whether the host keeps to it; and what can't be done there."""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import frozen

from groupctl.adapters.capabilities import (
    Capabilities,
    ChangeKind,
    Effect,
    HoldMeans,
    LimitForm,
    Lock,
    WriteMode,
    ZeroLimit,
)
from groupctl.adapters.changes import Before, Change, Operation
from groupctl.adapters.contract import Permissions
from groupctl.adapters.host import Host
from groupctl.decisions.decision import Decision, parsed, structured
from groupctl.decisions.journal.whole_file import cannot_read, replacing
from groupctl.errors import DataError
from groupctl.live.operations import UNDER_WAY, OperationLedger
from groupctl.live.wanted import Wanted
from groupctl.portfolio.codec import canonical, to_plain
from groupctl.rules.policy import Policy
from groupctl.schema.limits import Amount, Unknown
from groupctl.texts.causes import Cause

FORMAT: Final = "groupctl.plan/1"


@frozen(kw_only=True)
class Planned:
    """One operation, and what the host makes of it."""

    operation: Operation
    effect: Effect
    atomic: bool = True
    whole_record: bool = False
    """Whether the whole record is saved without a lock: what someone else changes meanwhile is lost."""


@frozen(kw_only=True)
class Unplanned:
    """A change that the host can't take, and why."""

    change: Change
    why: Cause


@frozen(kw_only=True)
class ChangePlan:
    """What is to be changed in ``host``, from the decisions of one day.

    ``met`` is how many of the changes are as they should be already.
    """

    format: str = FORMAT
    host: str
    as_of: date
    policy: str
    policy_hash: str
    operations: tuple[Planned, ...] = ()
    refused: tuple[Unplanned, ...] = ()
    met: int = 0

    def to_json(self) -> str:
        """Two lines: the plan, and the SHA-256 of that line. The same bytes for the same plan."""
        line = canonical({"format": self.format, **to_plain(self)})
        return f"{line}\n{sha256(line.encode()).hexdigest()}\n"

    @classmethod
    def from_json(cls, text: str) -> "ChangePlan":
        """The plan that `to_json` wrote. DataError for one that was changed, or anything else."""
        line, _, hash_ = text.partition("\n")
        if hash_.strip() != sha256(line.encode()).hexdigest():
            raise DataError.of("live.plan-was-changed")
        plan = structured(parsed(line), cls)
        if plan.format != FORMAT:
            raise DataError.of("live.plan-of-another-format", format=plan.format[:100], expected=FORMAT)
        return plan

    def write(self, path: Path) -> None:
        """Write the plan to a file, whole or not at all."""
        with replacing(path) as file:
            file.write(self.to_json())


def read_plan(path: Path) -> ChangePlan:
    """The plan in a file. DataError where there is none."""
    try:
        return ChangePlan.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise cannot_read(path, error) from error


def make_plan(
    spec: str,
    host: Host,
    policy: Policy,
    decisions: Iterable[Decision],
    *,
    as_of: date,
    ledger: OperationLedger,
) -> ChangePlan:
    """What ``decisions`` ask of ``host``, which ``spec`` names, beyond what is there already.

    Holds that groupctl placed and that nothing asks for any more are released, if everything that may hold was decided. Where an operation is
    under way, nothing else is planned about the same thing.
    """
    wanted = Wanted(policy)
    for decision in decisions:
        wanted.add(decision)
    placed = ledger.held(spec)
    asked = [*wanted.changes.values(), *wanted.releases(placed)]
    asked.sort(key=lambda one: (one.entity, one.subject, one.kind.name, one.key))
    return planned(spec, host, policy, asked, as_of=as_of, ledger=ledger, placed=placed)


def planned(
    spec: str,
    host: Host,
    policy: Policy,
    asked: Sequence[Change],
    *,
    as_of: date,
    ledger: OperationLedger,
    placed: Sequence[Change],
) -> ChangePlan:
    """The plan of these changes; ``placed`` are the holds that the ``ledger`` has in the host."""
    permissions = host.permissions()
    by_zero = host.capabilities.hold is HoldMeans.ZERO_LIMIT
    holds = [*(one for one in asked if one.kind is ChangeKind.HOLD), *placed]
    held = {(one.entity, one.subject) for one in holds if by_zero}
    ours = {one.key for one in placed}
    under_way = {entry.operation.change.key for entry in ledger.entries(*UNDER_WAY, host=spec)}
    judged = [(one, why_not(one, host.capabilities, permissions) or _why_held(one, held)) for one in asked]
    refused = [Unplanned(change=one, why=why) for one, why in judged if why]
    possible = [one for one, why in judged if not why]
    operations: list[Planned] = []
    met = 0
    for change, before in zip(possible, host.before(possible) if possible else (), strict=True):
        if before is None:
            refused.append(
                Unplanned(
                    change=change,
                    why=Cause.of("live.no-such-record", entity=change.entity, id=change.subject),
                )
            )
        elif change.key in under_way:
            refused.append(Unplanned(change=change, why=Cause.of("live.under-way")))
        elif change.is_met(before) or (change.kind is ChangeKind.RELEASE and change.key not in ours):
            met += 1
        else:
            operations.append(
                _planned(change, before, host.capabilities, ledger.next_id(spec, change, before))
            )
    return ChangePlan(
        host=spec,
        as_of=as_of,
        policy=f"{policy.name} {policy.version}",
        policy_hash=policy.hash,
        operations=tuple(operations),
        refused=tuple(refused),
        met=met,
    )


def _planned(change: Change, before: Before, capabilities: Capabilities, id_: str) -> Planned:
    writing = capabilities.changes[change.kind]
    return Planned(
        operation=Operation(id=id_, change=change, before=before),
        effect=writing.effect,
        atomic=writing.lock is not Lock.NONE,
        whole_record=writing.mode is WriteMode.WHOLE_RECORD and writing.lock is Lock.NONE,
    )


def why_not(change: Change, capabilities: Capabilities, permissions: Permissions | None) -> Cause | None:
    """Why the host can't take ``change``; None where it can. Nothing is weakened to what it could take instead."""
    writing = capabilities.changes.get(change.kind)
    if writing is None:
        return Cause.of("live.kind-not-offered")
    if change.entity not in writing.entities:
        return Cause.of(
            "live.entity-not-offered", entity=change.entity, offered=", ".join(sorted(writing.entities))
        )
    if permissions is not None and change.kind not in permissions.changes:
        return Cause.of("live.not-permitted", user=permissions.user)
    return _why_no_limit(change, capabilities) if change.kind is ChangeKind.SET_LIMIT else None


def _why_held(change: Change, held: Container[tuple[str, str]]) -> Cause | None:
    """Why a limit can't be set while a limit of zero is the hold."""
    waits = change.kind is ChangeKind.SET_LIMIT and (change.entity, change.subject) in held
    return Cause.of("live.held-by-zero") if waits else None


def _why_no_limit(change: Change, capabilities: Capabilities) -> Cause | None:
    rules, form = capabilities.limits, LimitForm.of(change.limit)
    if rules is None or isinstance(change.limit, Unknown) or form is None:
        return Cause.of("live.limit-unknown")
    if change.entity != rules.scope.entity:
        return Cause.of("live.limit-of-another-scope", scope=rules.scope.entity)
    if form not in rules.forms:
        return Cause.of("live.limit-form-not-offered", form=form.name.lower())
    zero = isinstance(change.limit, Amount) and change.limit.money.minor == 0
    if zero and rules.zero is not ZeroLimit.BLOCKS:
        return Cause.of("live.zero-does-not-block")
    return None
