"""Markdown as the pages of the documentation use it: headings that links can name, and the names of shown files."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

TITLE: Final = re.compile(r'title="([^"]+)"')


def slug(heading: str) -> str:
    """A heading as links name it, by the rule of GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def fence(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    """A block of code, with the name of the file that it shows, if any."""
    token = tokens[index]
    name = TITLE.search(token.info)
    caption = f"<figcaption>{escapeHtml(name[1])}</figcaption>" if name else ""
    return f"<figure>{caption}<pre><code>{escapeHtml(token.content)}</code></pre></figure>\n"


def markdown() -> MarkdownIt:
    """CommonMark with tables and without HTML."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("fence", fence)
    return made


def name_headings(tokens: Sequence[Token]) -> None:
    """Give each heading the name that links use; of equal ones the second is ``-1``."""
    seen: Counter[str] = Counter()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            name = slug(inline.content)
            opening.attrSet("id", f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1


def links(tokens: Sequence[Token]) -> Iterator[Token]:
    """The links of a page."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield child
