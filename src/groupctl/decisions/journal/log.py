"""The decision log: JSON Lines in the form that `groupctl.decisions.journal.chain` has.

A line that can't be read, or that does not follow the one before it, is reported with its place and never costs the
other lines.
"""

from collections.abc import Iterable, Iterator
from fcntl import LOCK_EX, flock
from itertools import takewhile
from os import SEEK_END, fsync
from pathlib import Path
from typing import IO, Final

from attrs import evolve, frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.journal.chain import Chain, LogLine, hash_of, log_line, log_lines
from groupctl.decisions.journal.shared import Shared
from groupctl.decisions.journal.whole_file import cannot_read, cannot_write, replacing
from groupctl.errors import DataError, Fault, SourceSpan

LONGEST_LINE: Final = 4 * 1024 * 1024
"""A longer line is no decision; it is skipped without being held in memory."""
SHOWN: Final = 120
"""How much of a bad line a fault shows."""


@frozen(kw_only=True)
class LogEntry:
    """What is to be said about one line of a log: the decision that it holds, or what is wrong with it.

    A decision that can be read but does not follow the line before it gives two entries, the fault first.
    """

    line: int
    text: str
    decision: Decision | None = None
    fault: Fault | None = None


def read_log(path: Path) -> Iterator[LogEntry]:
    """The decisions of a log in order, and everything that is wrong with its lines and with the chain they make.

    Several whole logs may be in one file, one after the other. Decisions outside a log, as ``Decision.to_json``
    gives them, are read too, with the fault that nothing shows whether they are complete. DataError when the file
    can't be opened.
    """
    try:
        if not path.is_file() and path.exists():
            raise DataError.of("journal.not-a-file", file=path)
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise cannot_read(path, error) from error
    with file:
        chain, shared, number, last = Chain(), Shared(), 0, b"\n"
        for number, raw in enumerate(_lines(file), start=1):
            yield from _entries(path, number, raw, chain, shared)
            last = raw or b"\n"
        if chain.is_cut or not last.endswith(b"\n"):
            yield _bad(number, "", _fault("journal.cut", SourceSpan(str(path), number)))


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Each line with its line end, or None for one that is too long."""
    while piece := file.readline(LONGEST_LINE):
        if len(piece) < LONGEST_LINE or piece.endswith(b"\n"):
            yield piece
            continue
        while piece and not piece.endswith(b"\n"):
            piece = file.readline(LONGEST_LINE)
        yield None


def _entries(path: Path, number: int, raw: bytes | None, chain: Chain, shared: Shared) -> Iterator[LogEntry]:
    where = SourceSpan(str(path), number)
    text = ""
    try:
        text = _text(raw, where)
        line = _log_line(text, where, shared)
    except DataError as error:
        chain.unreadable()
        yield _bad(number, text, error.faults[0])
        return
    broken = chain.follow(line, hash_of(text))
    if broken:
        hint = f"{broken}-hint" if broken == "journal.outside-chain" else None
        yield _bad(number, text, _fault(broken, where, hint=hint, before=number - 1, count=line.count))
    if line.decision:
        yield LogEntry(line=number, text=text, decision=line.decision)


def _bad(number: int, text: str, fault: Fault) -> LogEntry:
    return LogEntry(line=number, text=text, fault=fault)


def _text(raw: bytes | None, where: SourceSpan) -> str:
    """A line without its line end. DataError when it is too long, empty or not UTF-8."""
    if raw is None:
        raise DataError(_fault("journal.line-too-long", where, most=LONGEST_LINE))
    bare = raw.removesuffix(b"\n")
    if not bare:
        raise DataError(_fault("journal.empty-line", where))
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError as error:
        span = SourceSpan(where.file, where.line, len(bare[: error.start].decode("utf-8")) + 1)
        raise DataError(_fault("journal.not-utf8", span, byte=f"0x{bare[error.start]:02X}")) from error


def _log_line(text: str, where: SourceSpan, shared: Shared) -> LogLine:
    """The content of a line. DataError when it is not as groupctl writes it."""
    try:
        line = log_line(text, shared)
    except DataError as error:
        (found,) = error.faults
        span = SourceSpan(where.file, where.line, int(found.values.get("column", where.column)))
        raise DataError(evolve(found, where=span, line=shown(text))) from error
    if line.canonical != text:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(line.canonical, text, strict=False))
        span = SourceSpan(where.file, where.line, 1 + sum(1 for _ in same))
        raise DataError(_fault("journal.not-canonical", span, text, hint="journal.not-canonical-hint"))
    return line


def _fault(code: str, where: SourceSpan, line: str = "", hint: str | None = None, **values: object) -> Fault:
    return Fault(code, {name: str(value) for name, value in values.items()}, where, shown(line), hint)


def shown(line: str) -> str | None:
    """A line if it is short enough to be looked at."""
    return line if 0 < len(line) <= SHOWN else None


def write_log(path: Path, decisions: Iterable[Decision]) -> int:
    """Write a log of ``decisions`` to ``path``, whole or not at all; how many they are.

    DataError when the file can't be written; what was there before is then still there.
    """
    lines = -2  # the head and the end
    with replacing(path) as file:
        for line in log_lines(decisions):
            file.write(line + "\n")
            lines += 1
    return lines


def append_log(path: Path, decisions: Iterable[Decision]) -> None:
    """Append a whole log of ``decisions`` to ``path``, for decisions that are made one by one; it is on the disk when this returns.

    Several programs may append to one file. A line that a crash cut off before stays, as a fault of that log alone. DataError when
    the file can't be written.
    """
    text = "".join(line + "\n" for line in log_lines(decisions)).encode()
    try:
        with path.open("ab+") as file:
            flock(file, LOCK_EX)
            if file.seek(0, SEEK_END) and file.seek(-1, SEEK_END) is not None and file.read(1) != b"\n":
                text = b"\n" + text
            file.write(text)
            file.flush()
            fsync(file.fileno())
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from error
