"""Loaded policies, kept for the next process: the same texts are read, checked and typed once.

A kept policy is used only where everything that it was made from is as it was: the code of this package and what that uses,
and all that was looked at to load it. A file that another user could have written, or that is not whole, is as good as none:
the policy is loaded afresh.

``GROUPCTL_CACHE`` names the folder; where it is empty, nothing is kept. Without it that is ``groupctl`` among the user's caches.
"""

import hashlib
import io
import json
import os
import pickle
import stat
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from weakref import WeakValueDictionary

from attrs import astuple

from groupctl.rules.loading.packs import PolicyPath
from groupctl.rules.loading.readings import Lookup
from groupctl.rules.policy import Policy
from groupctl.schema.declared import OwnRecord, origin
from groupctl.sources.garbage import without_collection

FOLDER: Final = "GROUPCTL_CACHE"
HEAD: Final = b"groupctl policy 1\n"
SMALLEST: Final = 50_000
"""Bytes of text from which on a policy is kept: a smaller one is loaded at once."""
LARGEST: Final = 100_000_000
"""Bytes of a file that is looked into."""
MOST: Final = 32
"""Policies that are kept; the oldest go."""

_PLAIN: Final = frozenset({("builtins", "str"), ("datetime", "date"), ("fractions", "Fraction")})
_OWN: Final = ("groupctl.errors", "groupctl.model.", "groupctl.rules.", "groupctl.schema.", "groupctl.texts.")
_LIVE: Final[WeakValueDictionary[bytes, Policy]] = WeakValueDictionary()
"""Policies of this process, by the digest of the file in which they are kept."""


def kept(place: PolicyPath) -> Policy | None:
    """The policy that was loaded from ``place`` before, if it would be loaded the same now."""
    with suppress(Exception):  # whatever is wrong with it: the policy is loaded afresh
        key = _key(place)
        if folder := _folder():
            digest, said, pickled = _parts(_content(folder / _name(key)))
            if said["key"] == key and all(Lookup(*one).holds() for one in said["readings"]):
                return _live(digest, pickled)
    return None


def keep(place: PolicyPath, policy: Policy, readings: Sequence[Lookup]) -> None:
    """Keep what was loaded from ``place``, with what was looked at for it, unless it is small or depends on other code."""
    folder = _folder()
    if not folder or sum(one.size for one in readings) < SMALLEST or not _plain(policy) or _code() != CODE:
        return
    with suppress(Exception):  # what can't be written is loaded afresh the next time
        key = _key(place)
        said = json.dumps({"key": key, "readings": [astuple(one) for one in dict.fromkeys(readings)]})
        body = said.encode("ascii") + b"\n" + pickle.dumps(policy, pickle.HIGHEST_PROTOCOL)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_ours(folder.stat()):
            _write(folder, _name(key), HEAD + hashlib.sha256(body).digest() + body)


def _folder() -> Path | None:
    """Where policies are kept; None where they are not."""
    if not CODE or not hasattr(os, "geteuid"):
        return None
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    with suppress(RuntimeError):  # no home
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "groupctl"
    return None


def _key(place: PolicyPath) -> Sequence[str]:
    """What a policy depends on beside what is looked at to load it; as the place is named, so are its parts."""
    used = [version(name) for name in ("attrs", "lark", "ruamel.yaml")]
    return [place.label, place.key, str(place.pack), sys.version, *used, CODE]


def _name(key: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(key).encode("ascii")).hexdigest() + ".policy"


def _code() -> str:
    """A digest of the code of this package; empty where its files can't be found."""
    found = [path for path in Path(__file__).parents[2].rglob("*") if path.suffix in (".py", ".lark")]
    return (
        hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(found))).hexdigest() if found else ""
    )


CODE: Final = _code()
"""The code that this process began with: where it has changed since, nothing is kept."""


def _plain(policy: Policy) -> bool:
    """Whether a policy means the same whatever code there is beside this package's."""
    own = [origin(cls).base for cls in policy.schema.classes]
    return not policy.functions and all(
        isinstance(base, OwnRecord) or base.__module__.startswith("groupctl.model.") for base in own
    )


def _is_ours(found: os.stat_result) -> bool:
    """Whether only this user, or root, can have written a file or folder."""
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _content(path: Path) -> bytes:
    """What is in a file of this user. OSError or ValueError where there is none."""
    if not _is_ours(path.parent.stat()):
        raise ValueError
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:
        found = os.fstat(opened.fileno())
        if not (stat.S_ISREG(found.st_mode) and _is_ours(found) and found.st_size <= LARGEST):
            raise ValueError
        return opened.read()


def _parts(data: bytes) -> tuple[bytes, Mapping[str, Any], bytes]:
    """The digest of what is kept, what is said of it, and the policy. ValueError where it is not whole."""
    start = len(HEAD) + hashlib.sha256().digest_size
    digest, body = data[len(HEAD) : start], data[start:]
    if not data.startswith(HEAD) or hashlib.sha256(body).digest() != digest:
        raise ValueError
    said, _, pickled = body.partition(b"\n")
    return digest, json.loads(said), pickled


def _live(digest: bytes, pickled: bytes) -> Policy | None:
    """The policy itself, the same as long as it is in use."""
    known = _LIVE.get(digest)
    if known is None:
        with without_collection():
            known = _LIVE[digest] = _Unpickler(io.BytesIO(pickled)).load()
    return known


class _Unpickler(pickle.Unpickler):
    """Makes nothing but what policies are made of."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN and not module.startswith(_OWN):
            raise ValueError(module)
        return super().find_class(module, name)


def _write(folder: Path, name: str, data: bytes) -> None:
    """Write a file in one go: another process finds all of it, or the one before. The oldest files beyond ``MOST`` go."""
    with NamedTemporaryFile(dir=folder, delete=False) as opened:
        try:
            opened.write(data)
            opened.flush()
            Path(opened.name).replace(folder / name)
        except OSError:
            Path(opened.name).unlink(missing_ok=True)
            raise
    oldest = sorted(folder.glob("*.policy"), key=lambda path: path.stat().st_mtime_ns)[:-MOST]
    for path in oldest:
        path.unlink(missing_ok=True)
