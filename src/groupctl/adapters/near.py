"""Names that are one slip of the pen apart: ``gruop`` and ``group``, ``Group ID`` and ``group``."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_SHORTEST: Final = 4
"""Letters below which one slip makes another word: ``on`` is not ``in``."""
_ID: Final = re.compile(r"[_\W]+[iI][dD]$|(?<=[a-z])I[dD]$")


def near(name: str, known: Iterable[str]) -> str | None:
    """The first of ``known`` that ``name`` may be meant for."""
    return next((one for one in known if one_slip(name, one)), None)


def one_slip(one: str, other: str) -> bool:
    """Whether two names differ at most in case, width, blanks, punctuation, a final ``id``, or one slip.

    A slip is a letter too many, too few or another one, or two that changed places.
    """
    one, other = _bare(one), _bare(other)
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[at:], other[at:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )


def _bare(name: str) -> str:
    """``name`` as it sounds: letters and digits alone, in one case, without a final ``id``."""
    plain = _ID.sub("", unicodedata.normalize("NFKC", name).strip())
    return "".join(filter(str.isalnum, plain.casefold())) or plain
