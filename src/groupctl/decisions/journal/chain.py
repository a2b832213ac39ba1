"""The form of a decision log: a head, a line for each decision, an end, and each holds the hash of the line before.

::

    {"as_of":"2026-11-21","format":"groupctl.decisions/1","groupctl":"0.1.0","policy":"acme 1.0", ...}
    {"decision":{...},"previous":"<SHA-256 of the line above>"}
    {"end":1,"previous":"..."}

Where two earlier decisions have the same parameters, a decision names them only (`groupctl.decisions.journal.shared`). The end holds the number of decisions. A line that was changed, lost, doubled or moved breaks the chain, and a log
that was cut has no end.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any, Final, TypeVar

from attrs import define, frozen

from groupctl.decisions.decision import Decision, parsed
from groupctl.decisions.journal.shared import Shared, plain_without
from groupctl.decisions.version import VERSION
from groupctl.errors import DataError
from groupctl.portfolio.codec import canonical

T = TypeVar("T")

FORMAT: Final = "groupctl.decisions/1"
"""The form of log that a head names."""
BREAKS: Final = frozenset(
    f"journal.{name}"
    for name in ("broken-chain", "no-head", "no-end-before", "another-count", "cut", "outside-chain")
)
"""Faults between lines: each of the lines may be sound."""


def log_lines(decisions: Iterable[Decision]) -> Iterator[str]:
    """The lines of a log of ``decisions``, without line ends; the head names policy and data of the first."""
    made, shared = iter(decisions), Shared()
    first = list(next_of(made))
    line = canonical(head(first))
    yield line
    count = 0
    for count, decision in enumerate(chain(first, made), start=1):  # noqa: B007 - the last number is the count
        line = entry(shared.short(decision), hash_of(line))
        yield line
    yield canonical({"end": count, "previous": hash_of(line)})


def next_of(decisions: Iterator[Decision]) -> Iterator[Decision]:
    """The next decision, if there is one more."""
    for decision in decisions:
        yield decision
        return


def head(first: Iterable[Decision]) -> dict[str, str]:
    """The head of a log that begins with ``first``, which may be none."""
    said = {"format": FORMAT, "groupctl": VERSION}
    for decision in first:
        names = ("policy", "policy_hash", "portfolio_hash")
        said |= {"as_of": str(decision.as_of)} | {name: getattr(decision, name) for name in names}
    return said


def entry(decision: Mapping[str, Any], previous: str) -> str:
    """The line of one decision."""
    return canonical({"decision": decision, "previous": previous})


def hash_of(line: str | bytes) -> str:
    """SHA-256 of a line without its line end, in hex."""
    return sha256(line.encode() if isinstance(line, str) else line).hexdigest()


@frozen(kw_only=True)
class LogLine:
    """The content of a line: a head has no ``previous``, an end has a ``count``, a decision outside a log has neither."""

    decision: Decision | None = None
    previous: str | None = None
    count: int | None = None
    canonical: str
    """The line as groupctl writes it."""


def log_line(text: str, shared: Shared) -> LogLine:
    """The content of a line of a log, of which ``shared`` was read before. DataError when it does not belong there."""
    plain = parsed(text)
    if not isinstance(plain, dict):
        raise DataError.of("journal.no-object")
    if "decision" in plain:
        said, previous = field_of(plain, "decision", dict), field_of(plain, "previous", str)
        decision = shared.long(said)
        parameters = {name: value for name, value in said.items() if name == "parameters"}
        written = entry(plain_without(decision) | parameters, previous)
        return LogLine(decision=decision, previous=previous, canonical=written)
    if "end" in plain:
        count, previous = field_of(plain, "end", int), field_of(plain, "previous", str)
        return LogLine(
            previous=previous, count=count, canonical=canonical({"end": count, "previous": previous})
        )
    if "format" in plain:
        if plain["format"] != FORMAT:
            raise DataError.of("journal.another-format", format=plain["format"], expected=FORMAT)
        return LogLine(canonical=canonical(plain))
    decision = Decision.from_plain(plain)
    return LogLine(decision=decision, canonical=decision.to_json())


def field_of(plain: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """The field ``name``. DataError when it is not there or not of its kind."""
    if name not in plain:
        raise DataError.of("journal.field-missing", field=name)
    if type(plain[name]) is not kind:
        raise DataError.of("journal.field-of-another-kind", field=name)
    return plain[name]  # type: ignore[no-any-return]


@define
class Chain:
    """Follows a log from line to line; each step gives the code of what is wrong between this line and the one before."""

    begun: bool = False
    """Whether there was a head, and no end since."""
    before: str | None = None
    """The hash of the line before; None where that line can't be read: what follows it can't be judged."""
    count: int = 0
    outside: bool = False
    """Whether the line before was a decision outside a log."""

    def unreadable(self) -> None:
        """Take a line that can't be read for what should be there: a head, or a decision."""
        self.count = self.count + 1 if self.begun else 0
        self.begun, self.before, self.outside = True, None, False

    def follow(self, line: LogLine, hash_: str) -> str | None:
        """Take the next line, whose hash is ``hash_``; the code of a fault of the chain, None if it is sound."""
        if line.previous is None:
            return self._outside(line) if line.decision else self._head(hash_)
        fault = "journal.no-head"
        if self.begun:
            fault = "journal.broken-chain" if self.before not in {None, line.previous} else ""
        self.before, self.outside = hash_, False
        if line.count is None:
            self.count = self.count + 1 if self.begun else 1
            self.begun = True
        else:
            fault = fault or ("" if self.count == line.count else "journal.another-count")
            self.begun = False
        return fault or None

    def _head(self, hash_: str) -> str | None:
        fault = "journal.no-end-before" if self.begun else None
        self.begun, self.before, self.count, self.outside = True, hash_, 0, False
        return fault

    def _outside(self, line: LogLine) -> str | None:
        if self.begun:
            self.before = hash_of(line.canonical)
            self.count += 1
            return "journal.outside-chain"
        told, self.outside = self.outside, True
        return None if told else "journal.outside-chain"

    @property
    def is_cut(self) -> bool:
        """Whether a log that was begun has no end yet, though its last line can be read."""
        return self.begun and self.before is not None
