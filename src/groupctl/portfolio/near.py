"""Ids that people and programs write in several ways: ``C-7``, ``c 7``, ``C-007`` and ``Ｃ７`` may mean one customer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

_BLANKS_AND_HYPHENS: Final = re.compile(r"[\s_\-\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")
_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_NO_DECIMALS: Final = re.compile(r"\.0+$")
_LEADING_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")


def folded(id_: str) -> str:
    """``id_`` without case, width, blanks, hyphens, leading zeros and a trailing ``.0``: near ids are equal then."""
    while (
        text := _folded_once(id_)
    ) != id_:  # what is taken away may bring letters together, or another ``.0`` to the end
        id_ = text
    return text


def _folded_once(id_: str) -> str:
    text = unicodedata.normalize("NFKC", id_).casefold()
    text = _BLANKS_AND_HYPHENS.sub("", _INVISIBLE.sub("", text))
    text = _LEADING_ZEROS.sub("", _NO_DECIMALS.sub("", text))
    return text.lstrip("0") or text


class NearIds:
    """The ids of one table, to be found by ids that are near."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._by_fold: Mapping[str, set[str]] = {}
        by_fold: dict[str, set[str]] = {}
        for id_ in ids:
            by_fold.setdefault(folded(id_), set()).add(id_)
        self._by_fold = by_fold

    def of(self, id_: str) -> frozenset[str]:
        """The ids that are near ``id_``."""
        return frozenset(self._by_fold.get(folded(id_), ()))
