"""Writes a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from groupctl.errors import DataError


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
