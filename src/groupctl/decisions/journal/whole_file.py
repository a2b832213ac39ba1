"""Writes a file whole or not at all."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from groupctl.errors import DataError


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text file that takes the place of ``path`` when the block ends well, and leaves no trace when it doesn't.

    DataError when it can't be written, and for what is there already and is no regular file: a folder, a pipe, a device.
    """
    try:
        target = _regular(path)
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before it is renamed
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=".groupctl.", delete=False
        )
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from error
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
            raise cannot_write(path, error) from error
        raise


def _regular(path: Path) -> Path:
    """The file that ``path`` leads to, which need not be there. DataError when it is no regular file, OSError when it can't be told."""
    target = Path(os.path.realpath(path))
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(target.stat().st_mode):
            raise DataError.of("journal.no-regular-file", file=path)
    return target


def _keep_mode(file: Path, target: Path) -> None:
    """Give ``file`` the permissions of the file it replaces, or those of a new file."""
    try:
        mode = target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    file.chmod(mode)


def cannot_read(path: Path, error: OSError | ValueError) -> DataError:
    """What is told where a file can't be read."""
    return DataError.of("journal.cannot-read", file=path, reason=_reason(error))


def cannot_write(path: Path, error: OSError | ValueError) -> DataError:
    """What is told where a file can't be written."""
    return DataError.of("journal.cannot-write", file=path, reason=_reason(error))


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
