"""Reads a page of the documentation as its reader would: does what it shows, in order, and compares what comes back.

=============================  ================================================================================
```yaml title="policy.yaml"    a fence with a title is a file: it is written under that name, again if shown again
```python                      runs; the blocks of a page share their names
```pycon                       is a dialogue, whose answers are compared
```console                     lines after ``$`` are commands; what follows is what they print, errors included
=============================  ================================================================================

In an answer, ``...`` stands for anything. What is only to be looked at has another fence: ```py, ```sh.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Final

import pytest
from attrs import field, frozen
from click.testing import CliRunner

from groupctl.cli.commands import groupctl

FENCE: Final = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)
COMMAND: Final = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)
ENGLISH: Final = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "COLUMNS": "100"}


def groupctl_prints(arguments: Sequence[str], folder: Path) -> str:
    """What the command prints; in this process, where the policy that comes with it has been read already."""
    with chdir(folder):
        return CliRunner(env=ENGLISH).invoke(groupctl, arguments, prog_name="groupctl").output


def python_prints(arguments: Sequence[str], folder: Path) -> str:
    """What a script prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | ENGLISH | {"PYTEST_PLUGINS": "groupctl.testing.plugin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    return done.stdout


PROGRAMS: Final = {"groupctl": groupctl_prints, "python": python_prints}
"""The programs that a page may show; tests/cli run them as they are installed."""


@frozen(kw_only=True)
class Fence:
    """A block of a page: its kind, its title if it has one, what it holds, and the line before that."""

    kind: str
    title: str
    text: str
    line: int


def fences(page: Path) -> Iterator[Fence]:
    """The blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("text"))
        yield Fence(kind=found["kind"], title=found["title"] or "", text=found["text"], line=line)


def files(page: Path) -> Mapping[str, str]:
    """The files that a page shows, as they stand when it shows them first."""
    shown: dict[str, str] = {}
    for fence in fences(page):
        if fence.title:
            shown.setdefault(fence.title, fence.text)
    return shown


@frozen(kw_only=True)
class Reader:
    """Somebody who follows a page in ``folder``, which is also the working directory."""

    page: Path
    folder: Path
    names: dict[str, object] = field(factory=lambda: {"__name__": "__main__"})

    def read(self) -> int:
        """Do all that the page shows; how many blocks that is."""
        done = [fence for fence in fences(self.page) if self.follow(fence)]
        return len(done)

    def follow(self, fence: Fence) -> bool:
        """Do what one block shows; whether there was anything to do."""
        if fence.title:
            self.write(fence)
        elif fence.kind == "python":
            self.run(fence)
        elif fence.kind == "pycon":
            self.talk(fence)
        elif fence.kind == "console":
            self.type(fence)
        else:
            return False
        return True

    def write(self, fence: Fence) -> None:
        file = self.folder / fence.title
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(fence.text, encoding="utf-8")

    def run(self, fence: Fence) -> None:
        # Empty lines before the code: a traceback then shows the line of the page.
        code = compile("\n" * fence.line + fence.text, str(self.page), "exec")
        exec(code, self.names)  # noqa: S102 - our own pages

    def talk(self, fence: Fence) -> None:
        parser = doctest.DocTestParser()
        dialogue = parser.get_doctest(fence.text, self.names, self.page.name, str(self.page), fence.line)
        printed: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(dialogue, out=printed.append, clear_globs=False)
        self.names.update(dialogue.globs)
        if runner.failures:
            pytest.fail("".join(printed), pytrace=False)

    def type(self, fence: Fence) -> None:
        shown = COMMAND.split(fence.text)[1:]
        if not shown:
            pytest.fail(f"{self.page}:{fence.line}: no command", pytrace=False)
        for command, wanted in zip(shown[::2], shown[1::2], strict=True):
            printed = self.printed(command)
            if not same(wanted, printed):
                where = f"{self.page}, below line {fence.line}"
                pytest.fail(f"{where}\n$ {command}\nExpected:\n{wanted}\nGot:\n{printed}", pytrace=False)

    def printed(self, command: str) -> str:
        program, *arguments = shlex.split(command.replace("\\\n", " "))
        return PROGRAMS[program](arguments, self.folder)


def same(wanted: str, printed: str) -> bool:
    """Whether a command printed what the page shows; blanks at the ends of lines don't count."""
    one, other = (
        "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) for text in (wanted, printed)
    )
    return one == other or doctest.OutputChecker().check_output(one, other, doctest.ELLIPSIS)
