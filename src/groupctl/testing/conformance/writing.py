"""What is checked of an adapter that takes changes: each once, only where nothing changed meanwhile, never past a warning."""

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from groupctl.adapters import (
    Before,
    Change,
    ChangeKind,
    Idempotency,
    LimitForm,
    Lock,
    Operation,
    Outcome,
    Receipt,
    ZeroLimit,
)
from groupctl.adapters.capabilities import STATES
from groupctl.adapters.host import Host
from groupctl.schema.limits import Amount, Limit, Unlimited
from groupctl.schema.money import Money
from groupctl.testing.conformance.books import AS_OF
from groupctl.testing.conformance.checks import Check, NotClaimed, Site, Wrong, adding
from groupctl.texts.title import Title

CHECKS: Final[list[Check]] = []
check = adding(CHECKS)

SUBJECTS: Final = {"account": "C-1@U-1", "order": "SO-0", "customer": "C-1", "group": "G-1"}
LIMIT: Final = Amount(Money(123_45, "CNY"))


def change(host: Host, kind: ChangeKind) -> Change:
    """A change of that kind, about the first record that the adapter claims for it."""
    writing = host.capabilities.changes[kind]
    entity = next(name for name in SUBJECTS if name in writing.entities)
    state = kind in {ChangeKind.HOLD, ChangeKind.RELEASE, ChangeKind.SET_LIMIT}
    return Change(
        kind=kind,
        entity=entity,
        subject=SUBJECTS[entity],
        limit=LIMIT if kind is ChangeKind.SET_LIMIT else Before().limit,
        what="" if state else "VISIT",
        text=Title(en="groupctl kit", zh="适配器测试"),
        rule="kit.rule",
        on=AS_OF,
    )


def claimed(host: Host) -> Iterator[Change]:
    """A change of each kind that makes something, as the adapter claims them."""
    if not host.capabilities.changes:
        raise NotClaimed("changes")
    for kind in host.capabilities.changes:
        if kind not in {ChangeKind.RELEASE, ChangeKind.UNTAG}:
            yield change(host, kind)


def now(host: Host, wanted: Change) -> Before:
    """What is there. Wrong where the record is not found."""
    (before,) = host.before([wanted])
    if before is None:
        raise Wrong(f"{wanted.entity} {wanted.subject} is not found")
    return before


def done(host: Host, wanted: Change, number: int = 1) -> Receipt:
    """The change is made."""
    return host.apply(Operation(id=f"{wanted.key}-{number}", change=wanted, before=now(host, wanted)))


@check("gold")
def a_change_is_made_and_then_there_is_nothing_left_to_do(site: Site) -> None:
    """After each kind of change the host is as it should be; the receipt says so, and the next plan is empty."""
    host = site.load()
    for wanted in claimed(host):
        if wanted.is_met(now(host, wanted)):
            raise Wrong(f"{wanted.kind.name}: it is there before it is made")
        receipt = done(host, wanted)
        if receipt.outcome is not Outcome.APPLIED:
            raise Wrong(f"{wanted.kind.name}: {receipt.outcome.name} {receipt.message}")
        if not wanted.is_met(now(host, wanted)):
            raise Wrong(f"{wanted.kind.name}: it was applied, and is not there")
        if receipt.after is not None and not receipt.after.same(now(host, wanted)):
            raise Wrong(f"{wanted.kind.name}: the receipt is not what is there")


@check("gold")
def the_same_operation_is_made_once(site: Site) -> None:
    """An operation that is sent twice is done once, and the second answer doesn't say otherwise."""
    host = site.load()
    for wanted in claimed(host):
        operation = Operation(id=f"{wanted.key}-1", change=wanted, before=now(host, wanted))
        host.apply(operation)
        writing = host.capabilities.changes[wanted.kind]
        if writing.idempotency is Idempotency.NONE:
            continue
        again = host.apply(operation)
        if again.outcome is Outcome.APPLIED and writing.idempotency is not Idempotency.KEY:
            raise Wrong(f"{wanted.kind.name}: it was applied twice")
        if wanted.kind is not ChangeKind.SET_LIMIT and (count := site.bench.count(wanted)) != 1:
            raise Wrong(f"{wanted.kind.name}: sent twice, the host has {count}")
        if not wanted.is_met(now(host, wanted)):
            raise Wrong(f"{wanted.kind.name}: sent twice, it is gone")


@check("gold")
def what_changed_meanwhile_is_a_conflict(site: Site) -> None:
    """The canary of the lock: a change whose precondition is stale writes nothing."""
    host = site.load()
    for wanted in claimed(host):
        if (
            host.capabilities.changes[wanted.kind].lock is Lock.NONE
            or wanted.kind is not ChangeKind.SET_LIMIT
        ):
            continue
        stale = now(host, wanted)
        done(host, evolve(wanted, limit=Amount(Money(7_00, "CNY"))))
        receipt = host.apply(Operation(id=f"{wanted.key}-2", change=wanted, before=stale))
        if receipt.outcome is not Outcome.CONFLICT or wanted.is_met(now(host, wanted)):
            raise Wrong(f"{wanted.kind.name}: a stale change was {receipt.outcome.name}")


@check("gold")
def a_warning_is_not_skipped(site: Site) -> None:
    """Where the host warns, the change needs approval and nothing is written."""
    host = site.load()
    for wanted in claimed(host):
        before, warned = now(host, wanted), site.bench.warning()
        if warned is None:
            raise NotClaimed("warnings")
        with warned:
            receipt = done(host, wanted)
        if receipt.outcome is not Outcome.NEEDS_APPROVAL or not now(host, wanted).same(before):
            raise Wrong(
                f"{wanted.kind.name}: a warning was answered, and the change is {receipt.outcome.name}"
            )


@check("gold")
def what_is_not_touched_stays(site: Site) -> None:
    """A change of a limit leaves every other field as it was; a hold, a tag, a task and a note leave the ledger as it was."""
    host = site.load()
    for wanted in claimed(host):
        was = host.snapshot(AS_OF)
        done(host, wanted)
        is_ = host.snapshot(AS_OF)
        for table, rows in is_.tables.items():
            for id_, row in was.tables[table].items():
                own = wanted.kind is ChangeKind.SET_LIMIT and (table, id_) == (
                    f"{wanted.entity}s",
                    wanted.subject,
                )
                if rows.get(id_) != (evolve(row, credit_limit=rows[id_].credit_limit) if own else row):
                    raise Wrong(f"{wanted.kind.name}: {table} {id_} is no longer what it was")


@check("gold")
def a_hold_is_removed_and_can_be_placed_again(site: Site) -> None:
    """A release lifts the hold, and the hold may be placed again by another operation; so it is with tags."""
    host = site.load()
    pairs = ((ChangeKind.HOLD, ChangeKind.RELEASE), (ChangeKind.TAG, ChangeKind.UNTAG))
    for place, lift in pairs:
        if not {place, lift} <= host.capabilities.changes.keys():
            continue
        wanted = change(host, place)
        for number, kind in enumerate((place, lift, place), 1):
            receipt = done(host, evolve(wanted, kind=kind), number)
            if receipt.outcome is not Outcome.APPLIED or not evolve(wanted, kind=kind).is_met(
                now(host, wanted)
            ):
                raise Wrong(f"{kind.name}: {receipt.outcome.name} {receipt.message}")


@check("gold")
def every_form_of_limit_is_written_and_read_back(site: Site) -> None:
    """Amounts with cents, zero where it blocks, unlimited and inherit, as they are claimed; the other company's limit stays."""
    host = site.load()
    rules = host.capabilities.limits
    if ChangeKind.SET_LIMIT not in host.capabilities.changes or rules is None:
        raise NotClaimed("set limit")
    wanted = change(host, ChangeKind.SET_LIMIT)
    forms: list[Limit] = [Amount(Money(1, "CNY")), Amount(Money(98_765_432_10, "CNY")), Unlimited(), LIMIT]
    forms += [Amount(Money(0, "CNY"))] if rules.zero is ZeroLimit.BLOCKS else []
    for number, limit in enumerate(forms, 1):
        if LimitForm.of(limit) not in rules.forms:
            continue
        asked = evolve(wanted, limit=limit)
        receipt = done(host, asked, number)
        there = host.snapshot(AS_OF).tables[f"{wanted.entity}s"][wanted.subject].credit_limit
        if not asked.is_met(Before(limit=there)):
            raise Wrong(f"{limit!r} was {receipt.outcome.name}, and {there!r} is read")


@check("gold")
def what_is_not_there_is_refused(site: Site) -> None:
    """A change of a record that the host doesn't have has no precondition, and is refused."""
    host = site.load()
    for wanted in claimed(host):
        nowhere = evolve(wanted, subject="C-none@U-1" if wanted.entity == "account" else "none")
        if host.before([nowhere])[0] is not None:
            raise Wrong(f"{wanted.kind.name}: there is something of a record that is not there")
        receipt = host.apply(Operation(id=f"{nowhere.key}-1", change=nowhere, before=Before()))
        if receipt.outcome is not Outcome.REFUSED:
            raise Wrong(f"{wanted.kind.name}: {receipt.outcome.name} about a record that is not there")


@check("gold")
def what_is_not_claimed_is_not_done(site: Site) -> None:
    """A kind of change that is not claimed does not work."""
    host = site.load()
    if not host.capabilities.changes:
        raise NotClaimed("changes")
    entity = next(iter(next(iter(host.capabilities.changes.values())).entities & SUBJECTS.keys()))
    for kind in STATES - host.capabilities.changes.keys():
        wanted = Change(
            kind=kind, entity=entity, subject=SUBJECTS[entity], limit=LIMIT, what="VISIT", on=AS_OF
        )
        if not wanted.present:
            continue
        try:
            receipt = done(host, wanted)
        except Exception:  # noqa: BLE001, S112 - whatever it raises, it doesn't work
            continue
        if receipt.outcome is Outcome.APPLIED:
            raise Wrong(f"unexpected success: {kind.label()} is not claimed, and works")
