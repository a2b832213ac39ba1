"""The decision log: JSON Lines, one decision a line, exactly the bytes that ``Decision.to_json`` gives.

A line that can't be read is reported with its place and never costs the other lines.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import IO, Final

from attrs import evolve, frozen

from groupctl.decision import Decision
from groupctl.errors import DataError, Fault, Location

LONGEST_LINE: Final = 4 * 1024 * 1024
"""A longer line is no decision; it is skipped without being held in memory."""
SHOWN: Final = 120
"""How much of a bad line a fault shows."""


@frozen(kw_only=True)
class Entry:
    """One line of a log: its number, its text, and the decision it holds or what is wrong with it."""

    line: int
    text: str
    decision: Decision | None = None
    fault: Fault | None = None


def read_log(path: Path) -> Iterator[Entry]:
    """The lines of a decision log in order; empty lines are passed over.

    DataError when the file can't be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError.of("journal.cannot-read", file=path, reason=reason) from error
    with file:
        for number, raw in enumerate(_lines(file), start=1):
            if raw is None:
                where = Location(str(path), number)
                yield Entry(
                    line=number, text="", fault=_fault("journal.line-too-long", where, most=LONGEST_LINE)
                )
            elif raw.strip():
                yield _entry(path, number, raw.rstrip(b"\r\n"))


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Each line, or None for one that is too long."""
    while piece := file.readline(LONGEST_LINE):
        if len(piece) < LONGEST_LINE or piece.endswith(b"\n"):
            yield piece
            continue
        while piece and not piece.endswith(b"\n"):
            piece = file.readline(LONGEST_LINE)
        yield None


def _entry(path: Path, number: int, raw: bytes) -> Entry:
    where = Location(str(path), number)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = Location(str(path), number, len(raw[: error.start].decode("utf-8")) + 1)
        return Entry(
            line=number, text="", fault=_fault("journal.not-utf8", where, byte=f"0x{raw[error.start]:02X}")
        )
    try:
        return Entry(line=number, text=text, decision=_decision(text, where))
    except DataError as error:
        return Entry(line=number, text=text, fault=error.faults[0])


def _decision(text: str, where: Location) -> Decision:
    try:
        decision = Decision.from_json(text)
    except DataError as error:
        (found,) = error.faults
        place = Location(where.file, where.line, int(found.values.get("column", where.column)))
        raise DataError(evolve(found, where=place, line=shown(text))) from error
    if decision.to_json() != text:
        column = 1 + sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(decision.to_json(), text, strict=False))
        )
        place = Location(where.file, where.line, column)
        raise DataError(_fault("journal.not-canonical", place, text, hint="journal.not-canonical-hint"))
    return decision


def _fault(code: str, where: Location, line: str = "", hint: str | None = None, **values: object) -> Fault:
    return Fault(code, {name: str(value) for name, value in values.items()}, where, shown(line), hint)


def shown(line: str) -> str | None:
    """A line if it is short enough to be looked at."""
    return line if 0 < len(line) <= SHOWN else None


def write_log(path: Path, decisions: Iterable[Decision]) -> int:
    """Write decisions to ``path``, whole or not at all; how many they are.

    DataError when the file can't be written; what was there before is then still there.
    """
    count = 0
    with replacing(path) as file:
        for count, decision in enumerate(decisions, start=1):  # noqa: B007 - the last number is the count
            file.write(decision.to_json() + "\n")
    return count


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text file that takes the place of ``path`` when the block ends well, and leaves no trace when it doesn't.

    DataError when it can't be written.
    """
    target = Path(os.path.realpath(path))
    try:
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before it is renamed
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=f".{target.name}.", delete=False
        )
    except OSError as error:
        raise _cannot_write(path, error) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(Path(file.name), target)
        Path(file.name).replace(target)
    except BaseException as error:
        with suppress(OSError):
            Path(file.name).unlink()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise _cannot_write(path, error) from error
        raise


def _keep_mode(file: Path, target: Path) -> None:
    """Give ``file`` the permissions of the file it replaces, or those of a new file."""
    try:
        mode = target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    file.chmod(mode)


def _cannot_write(path: Path, error: OSError) -> DataError:
    return DataError.of("journal.cannot-write", file=path, reason=error.strerror or type(error).__name__)
