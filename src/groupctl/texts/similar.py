"""The name that was probably meant: every suggestion of the library comes from here."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 100
_LETTERS_A_SLIP: Final = 3
_SHORTEST: Final = 3


def similar(name: str, known: Iterable[str]) -> str:
    """The one of ``known`` that ``name`` was probably meant to be; empty if none is near.

    Case, width, blanks, hyphens and underscores count for nothing; of the rest one letter in three may be wrong, or every
    other one left out (``grp``). Of those that are equally near, the one made of the same letters is meant, then the one that begins alike.
    """
    wanted = bare(name[:_LONGEST])
    letters = Counter(wanted)
    best = (_LONGEST, 0, 0, "")
    for one in known:
        candidate = bare(one)
        room = min(max(len(wanted), len(candidate)) // _LETTERS_A_SLIP, best[0])
        foreign = (letters - Counter(candidate)).total()
        common = _common(wanted, candidate)
        if common and _abbreviates(wanted, candidate):
            best = min(best, (len(candidate) - len(wanted), 0, -common, one))
        elif abs(len(wanted) - len(candidate)) <= room and foreign <= room:
            apart = slips(wanted, candidate)
            if apart <= room:
                best = min(best, (apart, foreign, -common, one))
    return best[-1]


def slips(one: str, other: str) -> int:
    """How many slips of the pen lead from one name to the other.

    A slip is a letter too many, too few or another one, or two neighbours that changed places.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def bare(name: str) -> str:
    """``name`` as it sounds: letters and digits alone, in one case and width; as it is where it has none."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(filter(str.isalnum, folded)) or folded


def _abbreviates(short: str, name: str) -> bool:
    """Whether ``short`` is ``name`` with some letters left out, at most every other one."""
    letters = iter(name)
    return len(short) >= _SHORTEST and len(name) <= 2 * len(short) and all(one in letters for one in short)


def _common(one: str, other: str) -> int:
    """How many letters two names begin with in common."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
