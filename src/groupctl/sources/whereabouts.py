"""Where a file really lies: links are followed before a name is trusted."""

import os
from collections.abc import Iterable
from errno import EINVAL
from pathlib import Path


def inside(path: Path, folders: Iterable[Path]) -> bool:
    """Whether ``path`` lies in one of ``folders``, or is one, wherever links lead. OSError or ValueError where that can't be told."""
    real = os.path.realpath(path)
    return any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in folders)


def refuse_what_is_no_file(path: Path) -> None:
    """OSError for a pipe, a socket or a device, which may never end; a folder fails by itself when it is opened."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(EINVAL, "not a regular file")
