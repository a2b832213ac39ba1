"""The page of coverage: every row, what meets it and which tests show it."""

from collections.abc import Iterator, Sequence
from typing import Final

from docs.site.markdown import slug
from groupctl.requirements import SECTIONS
from groupctl.requirements.elements import KINDS
from groupctl.rules.loading.loader import load_policy
from tests.requirements.coverage import Covered, by_section, coverage
from tests.requirements.evidence import gathered

MOST: Final = 4
"""What is named of a kind in one cell; ``groupctl policy show`` names all."""

HEAD: Final = """\
# Coverage

Every row of the source documents, what meets it, and the tests that show it. Nothing here is
edited by hand. What meets a row is what cites it: parts of the standard policy by their `source`, types and functions by
their docstrings, tests by theirs. A definition only says what something is; nothing acts on it, and it is counted apart. [How that works, and why it can't lie](../explanation/coverage.md).

`groupctl policy show D24` prints one row with everything that cites it.
"""


def page() -> str:
    """The whole page, as Markdown."""
    covered = coverage(load_policy("standard"), gathered())
    return "\n".join([HEAD, *_summary(covered), *_sections(covered)]) + "\n"


def _summary(covered: Sequence[Covered]) -> Iterator[str]:
    columns = ("policy", "code", "library", "report", "adapter", "document", "host", "definition", "open")
    yield f"| section | rows | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 2) + "|"
    for section, found in by_section(covered).items():
        kinds = [_kind(one) for one in found]
        counts = " | ".join(str(kinds.count(column) or "") for column in columns)
        title = SECTIONS[section].text("en")
        yield f"| [{section} {title}](#{slug(_heading(section))}) | {len(found)} | {counts} |"
    yield ""


def _kind(one: Covered) -> str:
    """The column under which a row is counted."""
    if one.faults:
        return "open"
    if one.is_definition:
        return "definition"
    return "policy" if one.elements else "code" if one.code else one.row.how or "open"


def _sections(covered: Sequence[Covered]) -> Iterator[str]:
    for section, found in by_section(covered).items():
        yield f"## {_heading(section)}\n"
        yield "| row | asked | met by | shown by |"
        yield "|---|---|---|---|"
        for one in found:
            title = f"{one.row.title.text('en')}<br>{one.row.title.text('zh')}"
            yield f"| {one.row.id} | {_cell(title)} | {_cell(_met(one))} | {_cell(_shown(one))} |"
        yield ""


def _met(one: Covered) -> str:
    told = []
    for kind in KINDS:
        names = [part.name for part in one.elements if part.kind == kind]
        if names:
            told.append(f"{kind} {_few(names)}")
    if one.code:
        told.append(f"code {_few([name.removeprefix('groupctl.').replace(':', '.') for name in one.code])}")
    if one.row.how:
        told.append(f"{one.row.how}: {one.row.met}")
    if one.row.hook:
        told.append(f"hook: {one.row.hook}")
    return "<br>".join(told) or "**open**"


def _shown(one: Covered) -> str:
    return _few([name.removeprefix("tests/") for name in one.tests], "<br>")


def _few(names: Sequence[str], between: str = ", ") -> str:
    told = [f"`{name}`" for name in names[:MOST]]
    if len(names) > MOST:
        told.append(f"and {len(names) - MOST} more")
    return between.join(told)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _heading(section: str) -> str:
    return f"{section}. {SECTIONS[section].text('en')}"
