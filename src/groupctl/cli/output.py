"""Where a command writes: lines for people, JSON for programs, progress on stderr."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO, Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from groupctl.cli.options import Invocation
from groupctl.decisions.engine import Progress as Report
from groupctl.decisions.journal.whole_file import replacing
from groupctl.texts import Language
from groupctl.texts.layout import Line, Style, folded

COLOURS: Final[dict[Style, str]] = {
    "": "",
    "heading": "bold cyan",
    "good": "bold green",
    "bad": "bold red",
    "doubt": "bold yellow",
    "quiet": "dim",
    "strong": "bold",
}


PIPED: Final = 100
WIDEST: Final = 120


class Page(Protocol):
    """What a command shows, in both formats."""

    def lines(self, lang: Language) -> Iterable[Line]:
        """For people."""
        ...

    def rows(self) -> Iterable[Mapping[str, object]]:
        """For programs, one object a line."""
        ...


class Output:
    """A stream for lines of text or of JSON."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def lines(self, lines: Iterable[Line]) -> None:
        """Print styled lines; a file and a pipe get them without style."""
        for line in lines:
            if self._console.is_terminal:
                self._console.print(styled(line))
            else:
                self.stream.write(f"{line}\n")

    def json(self, value: Mapping[str, object]) -> None:
        """Print a value as one line of JSON."""
        self.text(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def text(self, line: str) -> None:
        """Print one line as it is."""
        self.stream.write(line + "\n")


def width() -> int:
    """How wide lines may be: as the terminal, 120 columns at most; 100 where stdout is none."""
    return min(shutil.get_terminal_size((PIPED, 24)).columns, WIDEST)


def styled(line: Line) -> Text:
    """A line with its colours."""
    text = Text(" " * line.indent)
    for part in line.pieces():
        text.append(part.text, COLOURS[part.style])
    text.rstrip()
    return text


@contextmanager
def standard_output() -> Iterator[Output]:
    """Stdout in UTF-8, whatever the locale says."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    yield Output(sys.stdout)
    sys.stdout.flush()


@contextmanager
def opened(asked: Invocation) -> Iterator[Output]:
    """The file that ``--out`` names, replaced whole if all goes well; without one, stdout."""
    if asked.out is None:
        with standard_output() as output:
            yield output
    else:
        with replacing(asked.out) as file:
            yield Output(file)


def present(page: Page, asked: Invocation) -> None:
    """Show a page in the format that the user asked for, where the user asked for it; on a terminal no wider than that is."""
    with opened(asked) as output:
        if asked.format == "text":
            lines = page.lines(asked.lang)
            on_terminal = asked.out is None and sys.stdout.isatty()
            output.lines(folded(lines, width()) if on_terminal else lines)
        else:
            for row in page.rows():
                output.json(row)


def scrolls(asked: Invocation) -> bool:
    """Whether lines of JSON run over the user's terminal, where a bar would only be in their way."""
    return asked.format == "json" and asked.out is None and sys.stdout.isatty()


@contextmanager
def progress(title: str, *, hidden: bool = False) -> Iterator[Report]:
    """A bar on stderr while long work goes on; nothing at all where stderr is not a terminal."""
    if hidden or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
