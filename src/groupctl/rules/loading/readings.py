"""What was looked at to load a policy, and whether it would be found the same again."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from attrs import frozen

from groupctl.rules.loading import packs
from groupctl.rules.loading.packs import SUFFIXES
from groupctl.sources.source_text import LARGEST_FILE


@frozen
class Lookup:
    """A file with its content and where it really lies, the names of a folder's files, or where a pack lies."""

    kind: Literal["file", "folder", "pack"]
    name: str
    found: str
    size: int = 0

    def holds(self) -> bool:
        """Whether the same would be found now."""
        with suppress(OSError, ValueError):
            match self.kind:
                case "file":
                    return self == file(Path(self.name), content(Path(self.name)))
                case "folder":
                    return self == folder(Path(self.name))
                case "pack":
                    return self == pack(self.name)
        return False


def file(path: Path, data: bytes) -> Lookup:
    """A file that was read."""
    name = os.path.abspath(path)  # noqa: PTH100 - links are not followed: they are part of what was found
    place = os.path.realpath(path).encode(errors="surrogateescape")
    return Lookup("file", name, hashlib.sha256(place + b"\0" + data).hexdigest(), len(data))


def folder(path: Path) -> Lookup:
    """A folder whose files are parts of a policy."""
    return Lookup("folder", os.path.abspath(path), "/".join(names_in(path)))  # noqa: PTH100 - as above


def pack(name: str) -> Lookup:
    """A name that may be a pack's."""
    place = packs.place(name)
    return Lookup("pack", name, place.key if place else "")


def names_in(path: Path) -> Sequence[str]:
    """The files of a folder that are parts of a policy, sorted. OSError where it can't be read."""
    return sorted(one.name for one in path.iterdir() if one.suffix in SUFFIXES)


def content(path: Path) -> bytes:
    """The content of a file, but for what is beyond the largest size; a device or pipe is never opened. OSError."""
    if path.exists() and not path.is_file():
        raise IsADirectoryError(None, "not a file")
    with path.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)
