"""Text encodings: declared, not guessed. Bytes that don't fit cost their cells; too many of them, the file."""

import codecs
import re
from typing import Final

from attrs import frozen

from groupctl.adapters.unbound import Unbound
from groupctl.errors import SourceSpan
from groupctl.schema.money import Problem

ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5",
    "shift_jis": "shift_jis",
    "latin-1": "latin-1",
    "cp1252": "cp1252",
}
"""The encodings that a mapping file may name, and how they are read: GB18030 holds GBK and GB2312."""

SHARE_OF_A_WRONG_FILE: Final = 5
"""A file is wrong as a whole when more than one in this many lines doesn't fit its encoding, and two at least."""

_MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ANYTHING: Final = "latin-1"  # fits every file, and so says nothing about one
_LIKELY: Final = ("utf-8", "gb18030", "big5", "shift_jis", "cp1252", _ANYTHING)
_ESCAPED: Final = re.compile("[\udc00-\udcff]")
_ESCAPE: Final = "groupctl.escape"


def _escape(error: UnicodeError) -> tuple[str, int]:
    """One byte as a lone surrogate: what follows it, a delimiter maybe, is read as if it were not there."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(0xDC00 + error.object[error.start]), error.start + 1


codecs.register_error(_ESCAPE, _escape)


@frozen
class Misfit:
    """Bytes of a file that are no text in its ``encoding``; all of it could be any of ``others``."""

    encoding: str
    others: tuple[str, ...]

    def problem(self, text: str, *, cell: bool = False) -> Problem | None:
        """What is wrong with ``text`` if such a byte is in it; ``cell`` where the message is to name its column."""
        found = _ESCAPED.search(text)
        if found is None:
            return None
        values = {"encoding": self.encoding, "byte": f"0x{ord(found[0]) - 0xDC00:02X}"}
        code = "adapters.cell-encoding" if cell else "adapters.encoding"
        if self.others:
            return f"{code}-but", values | {"near": ", ".join(self.others)}
        return code, values


def decoded(data: bytes, encoding: str, file: str) -> str:
    """``data`` as text, without a byte-order mark. Unbound with the place of the first byte that doesn't fit."""
    text, misfit = decoded_in_part(data, encoding, file)
    if misfit:
        raise Unbound([_first(text, misfit, file)])
    return text


def decoded_in_part(
    data: bytes, encoding: str, file: str, *, declarable: bool = True
) -> tuple[str, Misfit | None]:
    """``data`` as text in which lone surrogates stand for bytes that don't fit, and what to say about those.

    Unbound, with the place of the first one, when the file as a whole is in another encoding. Advice to declare
    another one is given only where that is ``declarable``.
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff"), None
    except UnicodeDecodeError:
        text = data.decode(encoding, _ESCAPE).removeprefix("\ufeff")
    others = _fitting(data, encoding)
    misfit = Misfit(encoding, others if declarable else ())
    if _wrong_as_a_whole(data, text, encoding, others):
        raise Unbound([_first(text, misfit, file)])
    return text, misfit


def _wrong_as_a_whole(data: bytes, text: str, encoding: str, others: tuple[str, ...]) -> bool:
    # Nothing is UTF-8, or opens with a mark, by chance; and UTF-16 with a fault has lost the beat of its units.
    if encoding == "utf-16" or "utf-8" in others or set(_marked(data)) - {encoding}:
        return True
    lines = text.splitlines()
    bad = sum(1 for line in lines if _ESCAPED.search(line))
    return bool(set(others) - {_ANYTHING}) and bad > max(1, len(lines) // SHARE_OF_A_WRONG_FILE)


def _first(text: str, misfit: Misfit, file: str) -> tuple[SourceSpan, Problem]:
    found = _ESCAPED.search(text)
    at = found.start() if found else 0
    problem = misfit.problem(text[at : at + 1]) or ("adapters.encoding", {})
    return SourceSpan(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)), problem


def _marked(data: bytes) -> tuple[str, ...]:
    return tuple(name for mark, name in _MARKS.items() if data.startswith(mark))


def _fitting(data: bytes, encoding: str) -> tuple[str, ...]:
    """The encodings in which all of ``data`` can be read: the one that a mark names, or any of the usual ones."""
    usual = _LIKELY if not _marked(data) else ()
    return tuple(name for name in (*_marked(data), *usual) if name != encoding and _fits(data, name))


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
