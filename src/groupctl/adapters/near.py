"""Names that are one slip of the pen apart: ``gruop`` and ``group``, ``Group ID`` and ``group``."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from groupctl.texts.similar import bare, slips

_SHORTEST: Final = 4
"""Letters below which one slip makes another word: ``on`` is not ``in``."""
_ID: Final = re.compile(r"[_\W]+[iI][dD]$|(?<=[a-z])I[dD]$")


def near(name: str, known: Iterable[str]) -> str | None:
    """The first of ``known`` that ``name`` may be meant for."""
    return next((one for one in known if one_slip(name, one)), None)


def one_slip(one: str, other: str) -> bool:
    """Whether two names differ at most in case, width, blanks, punctuation, a final ``id``, or one slip of the pen."""
    one, other = _bare(one), _bare(other)
    return one == other or (min(len(one), len(other)) >= _SHORTEST and slips(one, other) == 1)


def _bare(name: str) -> str:
    """``name`` as it sounds, without a final ``id``."""
    return bare(_ID.sub("", unicodedata.normalize("NFKC", name).strip()))
