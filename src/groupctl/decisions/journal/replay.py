"""Decide stored decisions again: the same policy, ledger and date must give the same decisions.

::

    for replayed in replay(read_log(path), engine, host.snapshot): ...
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal

from attrs import field, frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.decisions.journal.chain import BREAKS
from groupctl.decisions.journal.log import LogEntry
from groupctl.errors import Fault, GroupctlError
from groupctl.portfolio.portfolio import Portfolio

Verdict = Literal["same", "policy", "portfolio", "both", "defect", "gone", "unreadable", "broken"]
"""What a replay found.

``same`` is the same decision, whatever the two hashes are. Where it is another, ``policy``, ``portfolio`` or ``both``
differ from those that decided; with the same two it is a ``defect``. ``gone`` means that it can't be decided again:
the subject, the rule set or the data of that day are not there any more. ``unreadable`` means that the line is no
decision, ``broken`` that lines of the log were changed, lost, doubled or moved.
"""

HASHES: Final = ("policy_hash", "portfolio_hash")
LAYOUT: Final = frozenset({*HASHES, "groupctl", "where", "condition", "later"})
ABSENT: Final = "-"


@frozen
class Difference:
    """One value that is different now; ``path`` leads to it from the decision, ``$``."""

    path: str
    before: str
    now: str


@frozen(kw_only=True)
class Replayed:
    """A stored decision beside the one that is made now."""

    entry: LogEntry
    verdict: Verdict
    now: Decision | None = None
    changes: tuple[Difference, ...] = ()
    """What differs, without the two hashes."""
    fault: Fault | None = None
    """Why there is nothing to compare."""

    @property
    def same(self) -> bool:
        """Whether it is the same decision, whatever the hashes are and wherever the rules are in their files."""
        return self.verdict == "same"

    @property
    def decides_otherwise(self) -> bool:
        """Whether the answer itself is another, not only what led to it."""
        return any(change.path.startswith(("$.outputs", "$.status")) for change in self.changes)

    def to_json(self) -> dict[str, object]:
        """What was found as JSON has it."""
        stored = self.entry.decision
        found: dict[str, object] = {"line": self.entry.line, "verdict": self.verdict}
        if stored:
            found |= {"rule_set": stored.rule_set, "entity": stored.entity, "subject": stored.subject}
        if self.fault:
            found |= {"code": self.fault.code, "message": self.fault.message()}
        changes = [
            {"path": change.path, "before": change.before, "now": change.now} for change in self.changes
        ]
        return found | ({"changes": changes} if changes else {})


@frozen(kw_only=True)
class Replay:
    """Stored decisions, decided again one after the other while you iterate.

    ``snapshot`` gives the portfolio as of a date; it is asked once for each run of decisions of one date.
    """

    entries: Iterable[LogEntry]
    engine: Engine
    snapshot: Callable[[date], Portfolio]
    _held: dict[date, Portfolio] = field(factory=dict, init=False, repr=False, eq=False)

    def __iter__(self) -> Iterator[Replayed]:
        for entry in self.entries:
            yield self.again(entry)

    def again(self, entry: LogEntry) -> Replayed:
        """Decide one entry again."""
        stored = entry.decision
        if stored is None:
            broken = entry.fault is not None and entry.fault.code in BREAKS
            return Replayed(entry=entry, verdict="broken" if broken else "unreadable", fault=entry.fault)
        try:
            portfolio = self._portfolio(stored.as_of)
            now = self.engine.decide(stored.rule_set, stored.subject, portfolio, depth=stored.depth)
        except GroupctlError as error:
            return Replayed(entry=entry, verdict="gone", fault=error.faults[0])
        changes = tuple(differences(stored, now))
        return Replayed(entry=entry, verdict=verdict(stored, now, changes), now=now, changes=changes)

    def _portfolio(self, as_of: date) -> Portfolio:
        if as_of not in self._held:
            self._held.clear()
            self._held[as_of] = self.snapshot(as_of)
        return self._held[as_of]


def verdict(stored: Decision, now: Decision, changes: Sequence[Difference]) -> Verdict:
    """What it means that ``changes`` lie between the stored decision and the one made now."""
    if not changes:
        return "same"
    policy, portfolio = (getattr(stored, name) != getattr(now, name) for name in HASHES)
    if policy and portfolio:
        return "both"
    if policy or portfolio:
        return "policy" if policy else "portfolio"
    return "defect"


def differences(stored: Decision, now: Decision) -> Iterator[Difference]:
    """Each value that differs, by its path; the two hashes and the release are left out.

    So is where a rule or a row is in its file, and how a condition is spelled: what was only laid out anew
    means the same and has the same hash.
    """
    before, after = (unplaced(json.loads(decision.to_json())) for decision in (stored, now))
    return compare("$", before, after)


def unplaced(found: object) -> object:
    """What JSON says without hashes, the release, places and the spelling of conditions."""
    if isinstance(found, dict):
        return {name: unplaced(value) for name, value in found.items() if name not in LAYOUT}
    return [unplaced(value) for value in found] if isinstance(found, list) else found


def compare(path: str, before: object, now: object) -> Iterator[Difference]:
    """The differences of two JSON values, as deep as they go."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted({*before, *now}):
            yield from compare(f"{path}.{name}", before.get(name), now.get(name))
    elif isinstance(before, list) and isinstance(now, list):
        for index in range(max(len(before), len(now))):
            here = before[index] if index < len(before) else None
            there = now[index] if index < len(now) else None
            yield from compare(f"{path}[{index}]", here, there)
    elif before != now:
        yield Difference(path, said(before), said(now))


def said(value: object) -> str:
    """A JSON value as text; ``-`` where there is none."""
    return (
        ABSENT
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )
