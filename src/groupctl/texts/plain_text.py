"""Text from a host or a user on a line for people: it can't steer a terminal, forge a line or reorder one."""

import re
import unicodedata
from typing import Final

SEEN: Final = "\N{REPLACEMENT CHARACTER}"
FIRST_STRONG, END = "\u2068", "\u2069"
RIGHT_TO_LEFT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
RUN: Final = rf"[{RIGHT_TO_LEFT}](?:[{RIGHT_TO_LEFT}\s.,'-]*[{RIGHT_TO_LEFT}])?"
HARMFUL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, line and paragraph separators, what changes the direction of a text, and what can't be seen at all."""
ISOLATED: Final = re.compile(rf"{FIRST_STRONG}({RUN}){END}")
DIRECTED: Final = re.compile(RUN)


def harmless(text: str) -> str:
    """``text`` on one line: blanks for tabs and line ends, a mark for what can't be seen or steers, once or again.

    What is written from right to left is isolated, so that it leaves the order of its neighbours alone.
    """
    if text.isascii() and text.isprintable():
        return text
    bare = ISOLATED.sub(r"\1", text).replace("\n", " ").replace("\t", " ")
    return DIRECTED.sub(rf"{FIRST_STRONG}\g<0>{END}", HARMFUL.sub(SEEN, bare))


def display_width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: a Chinese character takes two, an accent or an isolate none."""
    if text.isascii():
        return len(text)
    return sum(
        2
        if unicodedata.east_asian_width(character) in "WF"
        else 0
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}
        else 1
        for character in text
    )
