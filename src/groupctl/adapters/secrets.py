"""Credentials: where they come from, and that they never come out again."""

import os
import re
import stat
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from groupctl.errors import AdapterError

HIDDEN: Final = "***"
_SHORTEST: Final = 4
"""A shorter value is not looked for in texts: it would be found in any of them."""
_WITH_PASSWORD: Final = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
_known: Final[set[str]] = set()


class Secret:
    """A credential. It prints as ``***``, can't be pickled, and what it holds is blotted out of the messages of adapters."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _SHORTEST:
            _known.add(value)

    def reveal(self) -> str:
        """The credential itself, for the call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN!r})"

    def __str__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not written down")


def without_secrets(text: str) -> str:
    """``text`` with every credential that was made in this program, and passwords in addresses, blotted out."""
    for value in sorted(_known, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return _WITH_PASSWORD.sub(f"://{HIDDEN}@", text)


def holds_password(target: str) -> bool:
    """Whether an address has a password in it."""
    return _WITH_PASSWORD.search(target) is not None


def credential(place: str) -> Secret:
    """The credential at ``place``: ``env:NAME``, ``file:PATH`` or ``keyring:SERVICE/USER``.

    A file must be readable by its owner alone; its last line end is no part of the credential. AdapterError, which never
    holds the credential, where there is none.
    """
    kind, _, name = place.partition(":")
    match kind:
        case "env" if value := os.environ.get(name):
            return Secret(value)
        case "env":
            raise AdapterError.of("adapters.no-credential", place=place)
        case "file":
            return Secret(_from_file(Path(name)))
        case "keyring":
            return Secret(_from_keyring(*name.partition("/")[::2]))
    raise AdapterError.of("adapters.no-credential-place", hint="adapters.no-credential-place-hint")


def _from_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise AdapterError.of("adapters.credential-file-open", path=path, mode=f"{mode:04o}")
            value = file.read().removesuffix("\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise AdapterError.of("adapters.cannot-open", path=path, error=reason) from error
    if not value:
        raise AdapterError.of("adapters.no-credential", place=f"file:{path}")
    return value


def _from_keyring(service: str, user: str) -> str:
    if find_spec("keyring") is None:
        raise AdapterError.of("adapters.no-keyring")
    value = import_module("keyring").get_password(service, user)
    if not value:
        raise AdapterError.of("adapters.no-credential", place=f"keyring:{service}/{user}")
    return str(value)
