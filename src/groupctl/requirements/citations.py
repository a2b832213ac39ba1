"""Which requirements a text cites.

A row is cited by its id in a list: ``D24``, ``D42 to D48, D51 with L10``. In prose such a list counts where a sentence or
clause begins with it and a sign follows it (``L30, M18: an approval ...``), and in parentheses (``... (M11)``); any other
mention of something that looks like an id (the customer class A1, the order C-1) is prose.
"""

import re
from collections.abc import Iterator
from typing import Final

ID: Final = r"[A-M][1-9]\d{0,2}"
_ITEM: Final = rf"{ID}(?:(?:\s+to\s+|\s*[–-]\s*){ID})?(?![\w-])"
_LIST: Final = rf"{_ITEM}(?:(?:,\s*and|,|\s+and|\s+with|\s+or)\s+{_ITEM})*"
_OPENING: Final = re.compile(rf"(?:^|(?<=[.;:])\s+)({_LIST})(?=\s*(?:[:;.,)]|$))")
_ENCLOSED: Final = re.compile(rf"\(\s*({_LIST})(?=\s*[:;,)])")
_RANGE: Final = re.compile(rf"({ID})(?:(?:\s+to\s+|\s*[–-]\s*)({ID}))?(?![\w-])")


def sort_key(id_: str) -> tuple[str, int]:
    """Where a row is in the catalogue, to sort by: its section and its number."""
    return id_[0], int(id_[1:])


def in_list(text: str) -> Iterator[str]:
    """The ids of a text that is nothing but a list, as ``source`` is in a policy; ranges are opened.

    A range stays within its section: ``D24 to D26`` is D24, D25, D26.
    """
    for found in _RANGE.finditer(text):
        if text[: found.start()][-1:].isalnum() or text[: found.start()][-1:] in {"_", "-"}:
            continue
        first, last = found[1], found[2] or found[1]
        if first[0] != last[0]:
            yield from (first, last)
        else:
            yield from (f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1))


def in_prose(text: str) -> list[str]:
    """The ids that a docstring or a page cites, each once, in the order in which they are first cited."""
    flat = " ".join(text.split())
    lists = [found[1] for pattern in (_OPENING, _ENCLOSED) for found in pattern.finditer(flat)]
    return list(dict.fromkeys(id_ for one in lists for id_ in in_list(one)))
