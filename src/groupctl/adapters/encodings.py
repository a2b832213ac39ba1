"""Text encodings: declared, not guessed. Bytes that don't fit make the file unreadable, with their place."""

from typing import Final

from groupctl.adapters.rows import Unbound
from groupctl.errors import Location

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

_MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LIKELY: Final = ("gb18030", "cp1252")


def decoded(data: bytes, encoding: str, file: str) -> str:
    """``data`` as text, without a byte-order mark. Unbound with the place of the first byte that doesn't fit."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(encoding, "replace")) + 1
        values = {"encoding": encoding, "byte": f"0x{data[error.start]:02X}"}
        near = _other_encoding(data, encoding)
        code = "adapters.encoding-but" if near else "adapters.encoding"
        where = Location(file, line, column)
        raise Unbound([(where, (code, values | ({"near": near} if near else {})))]) from None


def _other_encoding(data: bytes, encoding: str) -> str:
    """An encoding in which ``data`` can be read, likely ones first; empty if there is none."""
    marked = [name for mark, name in _MARKS.items() if data.startswith(mark)]
    for name in (*marked, "utf-8", *_LIKELY):
        if name != encoding:
            try:
                data.decode(name)
            except UnicodeDecodeError:
                continue
            return name
    return ""
